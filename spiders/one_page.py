"""One page by name: a file, an address or standard input as a Page. What ``scrapy clean`` and ``scrapy probe`` read.

No reactor and no crawl: a file is read, an address is fetched with httpx. Whatever cannot be a page ends as an
``Unreadable`` that names it and says what to do.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import sys
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
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
from outputs.outside.terminal import tell
from outputs.record import to_record
from outputs.record_types import Record
from outputs.schema import problems
from spiders.guard.addresses import BY_NAME, Named, Refused, named_by
from spiders.guard.transport import GuardedTransport
from spiders.site import Site

#: No page read so far comes near it; what is larger is a download, or a gzip bomb.
MAX_BYTES = 64 * 1024 * 1024
#: Seconds for each of connecting, sending and each wait for data; and for the whole, since a page can also drip.
TIMEOUT, PATIENCE = 20.0, 60.0
USER_AGENT = "jingkan (one page, asked for by a person)"

_SAYING = Lock()
#: Control characters that text of no charset holds (ESC, 1B, opens the shifts of ISO-2022 and stays out).
_CONTROLS = bytes(b for b in range(0x20) if b not in b"\0\t\n\v\f\r\x1b")


class Unreadable(Exception):
    """A source that is no page: one sentence that names it and says what to do."""

    def __init__(self, source: str, why: str) -> None:
        super().__init__(f"{source}: {why}")
        self.why = why


def load(source: str, url: str = "", user_agent: str = USER_AGENT) -> Page:
    """The Page of a file (``.gz`` or not), an ``http(s)://`` address, or ``-`` for standard input.

    url: the address to go by instead of the source's own, which for a file is its ``file:`` address and for standard
    input nothing. Raises Unreadable, and nothing else, where there is no page to be had.
    """
    if is_address(source):
        return fetch(source, user_agent, url)
    if source == "-":
        return Page(url, checked(source, sys.stdin.buffer.read(MAX_BYTES + 1)))
    if scheme := re.match(r"([a-z][a-z0-9+.-]+)://", source, re.I):
        raise Unreadable(source, f"cannot fetch {scheme[1]} addresses, only http and https")
    path = Path(source)
    return Page(url or path.absolute().as_uri(), checked(source, _read(path, source)))


@dataclass(frozen=True, slots=True)
class Hooks:
    """Called before a server is asked, and with its answer before the body is read; for each redirect as well."""

    asks: Callable[[httpx.Request], None]
    answers: Callable[[httpx.Response], None]


def fetch(
    address: str,
    user_agent: str = USER_AGENT,
    url: str = "",
    hooks: Hooks | None = None,
    named: Named | None = None,
) -> Page:
    """The page at an address, redirects followed; its URL is where they end, unless ``url`` says otherwise.

    named: what a person named beyond the public net, where nothing else is asked: the address itself unless it is
    given, as it must be for an address that a page names.
    """
    named = named_by([address]) if named is None else named
    headers = {"User-Agent": user_agent, "Accept": "text/html,application/xhtml+xml,text/plain;q=0.9,*/*;q=0.5"}
    called: dict[str, list[Callable[..., None]]] = {}
    if hooks:
        called = {"request": [hooks.asks], "response": [hooks.answers]}
    try:
        with (
            httpx.Client(
                transport=GuardedTransport(named, _say_by_name),
                follow_redirects=True,
                timeout=TIMEOUT,
                headers=headers,
                event_hooks=called,
            ) as client,
            client.stream("GET", address) as response,
        ):
            body = _bounded(response, address)
    except Refused as error:
        raise Unreadable(address, f"could not be fetched: {error}") from error
    except httpx.InvalidURL as error:
        raise Unreadable(address, f"is no address: {error}") from error
    except httpx.TimeoutException as error:
        raise Unreadable(address, f"no answer within {TIMEOUT:g} s; try again later") from error
    except httpx.TooManyRedirects as error:
        raise Unreadable(address, "redirects in a circle") from error
    except (httpx.HTTPError, ValueError, ImportError) as error:  # a proxy of the environment: no URL, or SOCKS
        raise Unreadable(address, f"could not be fetched: {error or type(error).__name__}") from error
    if response.is_error:
        raise Unreadable(address, f"the server answers {response.status_code} {response.reason_phrase}".rstrip())
    return Page(
        url or str(response.url), checked(address, body), response.headers.get("content-type", ""), datetime.now(UTC)
    )


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


def _bounded(response: httpx.Response, address: str) -> bytes:
    """The body, content encoding undone, as long as it keeps within size and time."""
    body, deadline = bytearray(), time.monotonic() + PATIENCE
    for chunk in response.iter_bytes():
        body += chunk
        _limited(address, body)
        if time.monotonic() > deadline:
            raise Unreadable(address, f"not complete after {PATIENCE:g} s; try again later")
    return bytes(body)


def _read(path: Path, source: str) -> bytes:
    try:
        if path.is_dir():
            raise Unreadable(source, f"is a folder: give its files, for example {path / '*.html'}")
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise Unreadable(source, "no such file (an address starts with http:// or https://)") from error
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise Unreadable(source, f"cannot be read: {why}") from error


def checked(source: str, data: bytes) -> bytes:
    """The bytes of a page, gzip undone. Raises Unreadable for what is not a page."""
    _limited(source, data)
    if GZIP.signature.match(data):
        try:
            data = gzip.GzipFile(fileobj=io.BytesIO(data)).read(MAX_BYTES + 1)
        except EOFError as error:
            raise Unreadable(source, "the gzip file is cut short: fetch or copy it again") from error
        except (gzip.BadGzipFile, zlib.error) as error:
            raise Unreadable(source, f"the gzip file is damaged ({error}): fetch or copy it again") from error
        _limited(source, data)
    if not data.strip():
        raise Unreadable(source, "is empty: there is nothing to clean")
    if kind := file_type(data):
        raise Unreadable(source, f"is {kind.advice}")
    if _is_json(data):
        raise Unreadable(source, "is JSON, not a page: give the page's HTML or text itself")
    if _is_binary(data):
        raise Unreadable(source, "is binary data, neither HTML nor text")
    return data


def _limited(source: str, data: bytes | bytearray) -> None:
    if len(data) > MAX_BYTES:
        raise Unreadable(source, f"is larger than {MAX_BYTES >> 20} MB: not a page")


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
