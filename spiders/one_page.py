"""One page by name: a file, an address or standard input as a Page. What ``scrapy clean`` and ``scrapy probe`` read.

No reactor and no crawl: a file is read, an address is fetched with httpx. Whatever cannot be a page ends as an
``Unreadable`` that names it and says what to do.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock

import httpx
from scrapy.settings import BaseSettings
from scrapy.spiderloader import get_spider_loader

from cleaners import Article, Page, Rules, clean
from cleaners.file_types import GZIP, file_type
from cleaners.pipeline import Script
from outputs.archive.encodings import ACCEPTED, CutShort, TooLarge, Undecodable, undone
from outputs.outside.terminal import tell
from outputs.record import to_record
from outputs.record_types import Record
from outputs.schema import problems
from spiders.guard.addresses import BY_NAME, Named, Refused, named_by
from spiders.guard.limits import LIMITS, Clock, Limits, OverLimit, megabytes
from spiders.guard.transport import GuardedTransport
from spiders.site import Site

USER_AGENT = "jingkan (one page, asked for by a person)"

_SAYING = Lock()
#: Control characters that text of no charset holds (ESC, 1B, opens the shifts of ISO-2022 and stays out).
_CONTROLS = bytes(b for b in range(0x20) if b not in b"\0\t\n\v\f\r\x1b")


class Unreadable(Exception):
    """A source that is no page: one sentence that names it and says what to do."""

    def __init__(self, source: str, why: str) -> None:
        super().__init__(f"{source}: {why}")
        self.why = why


def load(source: str, url: str = "", user_agent: str = USER_AGENT, limits: Limits = LIMITS) -> Page:
    """The Page of a file (``.gz`` or not), an ``http(s)://`` address, or ``-`` for standard input.

    url: the address to go by instead of the source's own, which for a file is its ``file:`` address and for standard
    input nothing. Raises Unreadable, and nothing else, where there is no page to be had.
    """
    if is_address(source):
        page = fetch(source, user_agent, limits=limits)
        return replace(page, url=url) if url else page
    if source == "-":
        return Page(url, checked(source, sys.stdin.buffer.read(limits.body + 1), limits))
    if scheme := re.match(r"([a-z][a-z0-9+.-]+)://", source, re.I):
        raise Unreadable(source, f"cannot fetch {scheme[1]} addresses, only http and https")
    path = Path(source)
    return Page(url or path.absolute().as_uri(), checked(source, _read(path, source, limits), limits))


@dataclass(frozen=True, slots=True)
class Hooks:
    """Called before a server is asked, and with its answer before the body is read; for each redirect as well."""

    asks: Callable[[httpx.Request], None]
    answers: Callable[[httpx.Response], None]


def fetch(
    address: str,
    user_agent: str = USER_AGENT,
    hooks: Hooks | None = None,
    named: Named | None = None,
    limits: Limits = LIMITS,
) -> Page:
    """The page at an address, redirects followed; its URL is where they end.

    named: what a person named beyond the public net, where nothing else is asked: the address itself unless it is
    given, as it must be for an address that a page names. limits: of each answer, and of the time for all.
    """
    clock = Clock(limits.whole)
    transport = GuardedTransport(named_by([address]) if named is None else named, _say_by_name, limits, clock)
    headers = {
        "User-Agent": user_agent,
        "Accept": "text/html,application/xhtml+xml,text/plain;q=0.9,*/*;q=0.5",
        "Accept-Encoding": ACCEPTED,
    }
    try:
        with (
            httpx.Client(transport=transport, headers=headers) as client,
            closing(_answer(client, address, hooks, limits, clock)) as response,
        ):
            encodings = response.headers.get_list("content-encoding", split_commas=True)
            # Joined, not grown: of what is refused no large block was taken, whose room each thread's heap would keep.
            body = b"".join(undone(response.iter_raw(), encodings, limits.body, limits.nested))
    except TooLarge as error:
        raise Unreadable(address, f"its answer is larger than {megabytes(limits.body)}: not a page") from error
    except OverLimit as error:
        raise Unreadable(address, str(error)) from error
    except (Refused, Undecodable) as error:
        raise Unreadable(address, f"could not be fetched: {error}") from error
    except httpx.InvalidURL as error:
        raise Unreadable(address, f"is no address: {error}") from error
    except httpx.TimeoutException as error:
        raise Unreadable(address, f"no answer within {limits.silence:g} s; try again later") from error
    except httpx.TooManyRedirects as error:
        raise Unreadable(address, f"redirects in a circle, or more than {limits.redirects} times") from error
    except (httpx.HTTPError, ValueError, ImportError) as error:  # a proxy of the environment: no URL, or SOCKS
        raise Unreadable(address, f"could not be fetched: {error or type(error).__name__}") from error
    if response.is_error:
        raise Unreadable(address, f"the server answers {response.status_code} {response.reason_phrase}".rstrip())
    return Page(
        str(response.url),
        checked(address, body, limits),
        response.headers.get("content-type", ""),
        datetime.now(UTC),
    )


def _answer(client: httpx.Client, address: str, hooks: Hooks | None, limits: Limits, clock: Clock) -> httpx.Response:
    """The answer where the redirects end, its body unread, as are theirs: httpx would unpack them without bound."""
    request = client.build_request("GET", address)
    for _ in range(limits.redirects + 1):
        if hooks:
            with clock.stopped():
                hooks.asks(request)
        response = client.send(request, stream=True)
        if hooks:
            hooks.answers(response)
        if not response.next_request:
            return response
        response.close()
        request = response.next_request
    raise httpx.TooManyRedirects("", request=request)


def _say_by_name() -> None:
    with _SAYING:  # pages are fetched by several threads
        _said_by_name()


@cache
def _said_by_name() -> None:
    tell(BY_NAME, to=sys.stderr)


def is_address(source: str) -> bool:
    """Whether a source is asked for over the network.

    >>> is_address("HTTP://a.example/1"), is_address("http.html")
    (True, False)
    """
    return re.match(r"https?://", source, re.I) is not None


def cleaned(source: str, page: Page, rules: Rules | None = None, script: Script = "auto") -> tuple[Article, Record]:
    """The article and the record of a page. Raises Unreadable, with the source's name, where there is no record.

    rules: what is known of the site that the page belongs to. Raises MemoryError, too, for what fills the memory.
    """
    try:
        article = clean(page, rules=rules, script=script)
    except MemoryError:
        raise
    except Exception as error:  # one page must not cost the others; `from` keeps the trace for whoever debugs
        why = f"{type(error).__name__}: {error}".splitlines()[0]
        raise Unreadable(
            source, f"could not be cleaned ({why}): a defect of jingkan, report it with the page"
        ) from error
    record = to_record(article, page)
    if wrong := problems(record):
        raise Unreadable(source, f"gives no valid record: {'; '.join(wrong)}")
    return article, record


def site_rules(settings: BaseSettings) -> Callable[[str], Rules | None]:
    """What the sites of this checkout declare of an address, None where it belongs to none; loaded when first asked."""

    @cache
    def sites() -> list[Site]:
        loader = get_spider_loader(settings)
        found = (getattr(loader.load(name), "site", None) for name in loader.list())
        return [site for site in found if isinstance(site, Site)]

    return lambda url: next((site.rules for site in sites() if site.covers(url)), None) if url[:4] == "http" else None


def _read(path: Path, source: str, limits: Limits) -> bytes:
    try:
        if path.is_dir():
            raise Unreadable(source, f"is a folder: give its files, for example {path / '*.html'}")
        with path.open("rb") as stream:
            return stream.read(limits.body + 1)
    except FileNotFoundError as error:
        raise Unreadable(source, "no such file (an address starts with http:// or https://)") from error
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise Unreadable(source, f"cannot be read: {why}") from error


def checked(source: str, data: bytes, limits: Limits = LIMITS) -> bytes:
    """The bytes of a page, gzip undone. Raises Unreadable for what is not a page."""
    try:
        data = b"".join(undone([data], ["gzip"] if GZIP.signature.match(data) else [], limits.body))
    except TooLarge as error:
        raise Unreadable(source, f"is larger than {megabytes(limits.body)}: not a page") from error
    except CutShort as error:
        raise Unreadable(source, "the gzip file is cut short: fetch or copy it again") from error
    except Undecodable as error:
        raise Unreadable(source, f"the gzip file is damaged ({error}): fetch or copy it again") from error
    if not data.strip():
        raise Unreadable(source, "is empty: there is nothing to clean")
    if kind := file_type(data):
        raise Unreadable(source, f"is {kind.advice}")
    if _is_json(data):
        raise Unreadable(source, "is JSON, not a page: give the page's HTML or text itself")
    if _is_binary(data):
        raise Unreadable(source, "is binary data, neither HTML nor text")
    return data


def _is_json(data: bytes) -> bool:
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
        return False
    try:
        return isinstance(json.loads(data), (dict, list))
    except (ValueError, RecursionError):
        # A text may well begin with a bracket: [摘要]… is an abstract. JSON Lines begin with one whole object.
        try:
            return isinstance(json.loads(data.lstrip().split(b"\n", 1)[0]), dict)
        except (ValueError, RecursionError):
            return False


def _is_binary(data: bytes) -> bool:
    """Whether no charset makes text of it. UTF-16 is text: its NULs stand all on one side of the pairs."""
    head = data[:65536]
    nuls, even = head.count(0), head[::2].count(0)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or max(even, nuls - even) > 0.95 * nuls > 0.01 * len(head):
        return False
    return len(head) - len(head.translate(None, b"\0" + _CONTROLS)) > 0.02 * len(head)
