"""What cleaning an archive elsewhere takes: its sites' rules, what was learned of their hosts, and which pages count.

Lines of JSON: a head with the cleaner's version, a line for each host, a line for each archive with the newest page of
each article in it, and an end with the counts, by which a file that was cut short is told. Whoever cleans some archives
keeps no more of it in memory than the hosts and those archives' pages.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cleaners.html.addresses import parts
from cleaners.patterns import regex
from outputs import jsonl
from outputs.files import whole_file
from outputs.record import cleaner_version
from outputs.state import hosts, pages
from outputs.state.database import State
from outputs.state.hosts import TaughtHost
from outputs.state.pages import KnownArticle, WaitingPage

#: The version of the file's form: one more where an older reader would misread it.
FORM = 1
#: A site's name, ``hanspub`` or ``a-b``: no path, and nothing hidden.
_SITE = regex(r"[^\W_][\w.-]*")
#: The hashes of a sketch (``outputs.cleaning.workers.sketch``), as ``1a2b3c4d 2b3c4d5e``.
_SKETCH = regex(r"(?:[0-9a-f]{1,8}(?: [0-9a-f]{1,8})*)?")


class RulesError(ValueError):
    """A file that cannot be used: one sentence that names it and says what to do."""


@dataclass(frozen=True, slots=True)
class Host:
    """What cleaning a host's pages takes. rules: of its site, as JSON. learned: fingerprints, one a line."""

    site: str
    rules: str = "{}"
    learned: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of an archive that is to be cleaned, and what its host's pages take."""

    page: WaitingPage
    learned: str


@dataclass(frozen=True, slots=True)
class Known:
    """What a file says. cleaner: that the crawl cleaned with. hosts: by name. archives: pages by the archive's name
    without its folders, in the order they lie there; only of those that were asked for."""

    cleaner: str = ""
    hosts: Mapping[str, Host] = field(default_factory=dict)
    archives: Mapping[str, tuple[Listed, ...]] = field(default_factory=dict)

    def host(self, url: str) -> Host | None:
        """What is known of the host of a page, None for nothing. Another port is another host.

        >>> known = Known(hosts={"a.example:81": Host("a")})
        >>> known.host("http://A.example:81/1"), known.host("http://a.example/1"), known.host("http://[")
        (Host(site='a', rules='{}', learned=''), None, None)
        """
        return self.hosts.get(parts(url).netloc.lower())


@dataclass(frozen=True, slots=True)
class Counted:
    """How much is in a file."""

    hosts: int
    archives: int
    pages: int


def write(path: Path, state: State) -> Counted:
    """Write what a state knows to a file, whole or not at all. Raises OSError, and what the state raises."""
    taught = hosts.taught(state)
    names = {host.id: host.name for host in taught}
    archives = count = 0
    with whole_file(path) as part, part.open("wb") as stream:
        jsonl.write(stream, [{"jingkan_rules": FORM, "cleaner": cleaner_version()}])
        jsonl.write(stream, map(_host_line, taught))
        for name in pages.archives(state):
            if listed := pages.cleaned_before(state, name):
                line = {"archive": name, "pages": [_page_value(page, names[page.host]) for page in listed]}
                archives, count = archives + jsonl.write(stream, [line]), count + len(listed)
        jsonl.write(stream, [{"end": {"hosts": len(taught), "archives": archives, "pages": count}}])
    return Counted(len(taught), archives, count)


def read(path: Path, archives: Collection[str] = ()) -> Known:
    """What a file says of hosts and of the archives of these names (their folders do not matter).

    Raises RulesError where there is no such file or it is not whole, of another form, or says what none of ours says.
    """
    reading = _Reading(path, frozenset(archives))
    try:
        for number, line in enumerate(jsonl.read(path), 1):
            reading.take(number, line)
    except OSError as error:
        raise RulesError(f"{path} cannot be read: {error.strerror}; `jingkan reclean --rules` writes it") from error
    except jsonl.TornLine as error:
        raise RulesError(f"{error}: write it again with `jingkan reclean --rules`") from error
    return reading.known()


def digest(path: Path) -> str:
    """SHA-256 of a file of rules: by it a file that a later crawl wrote in its place is told. Raises OSError."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@dataclass
class _Reading:
    """A file being read. seen: how much of each kind so far. ended: whether the last line was the end."""

    path: Path
    asked: frozenset[str]
    cleaner: str = ""
    hosts: dict[str, Host] = field(default_factory=dict)
    by_site: dict[tuple[str, str], Host] = field(default_factory=dict)
    archives: dict[str, tuple[Listed, ...]] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=lambda: {"hosts": 0, "archives": 0, "pages": 0})
    ended: bool = False

    def take(self, number: int, line: Mapping[str, Any]) -> None:
        try:
            match line:
                case {"jingkan_rules": form, "cleaner": str(cleaner)} if number == 1:
                    if form != FORM:
                        raise self._flaw(number, f"is of form {form}, and this jingkan reads form {FORM}")
                    self.cleaner = cleaner
                case _ if number == 1 or self.ended:
                    raise self._flaw(number, "is no file of rules")
                case {"host": str(name), "site": str(site), "rules": dict(rules), "learned": list(learned)}:
                    self._host(name, site, rules, learned)
                case {"archive": str(name), "pages": list(listed)}:
                    self._archive(name, listed)
                case {"end": dict(counts)}:
                    self.ended = True
                    if counts != self.seen:
                        raise self._flaw(number, "does not hold what its end says")
                case _:
                    raise self._flaw(number, "is no line of a file of rules")
        except (KeyError, TypeError, AttributeError) as error:
            raise self._flaw(number, f"lacks something, or has it in another form: {error}") from error

    def known(self) -> Known:
        if not self.ended:
            raise RulesError(f"{self.path} was cut short: write it again with `jingkan reclean --rules`")
        return Known(self.cleaner, self.hosts, self.archives)

    def _host(self, name: str, site: str, rules: dict[str, Any], learned: list[Any]) -> None:
        if not _SITE.fullmatch(site):  # it names a folder
            raise TypeError(f"{site!r:.40} is no site's name")
        held = Host(site, json.dumps(_sound_rules(rules)), "\n".join(map(_text, learned)))
        self.seen["hosts"] += 1
        self.by_site[site, name] = held
        self.hosts.setdefault(name, held)  # where two sites have pages of it, the first one's

    def _archive(self, name: str, listed: list[Any]) -> None:
        self.seen["archives"] += 1
        self.seen["pages"] += len(listed)
        if (plain := name_of(name)) in self.asked:
            self.archives[plain] = (*self.archives.get(plain, ()), *(self._listed(name, value) for value in listed))

    def _listed(self, archive: str, value: Mapping[str, Any]) -> Listed:
        host = self.by_site[value["site"], value["host"]]
        page = WaitingPage(
            id=0,
            key=0,
            host=0,
            archive=archive,
            url=_text(value["url"]),
            site=host.site,
            offset=_offset(value["offset"]),
            final=_text(value["final"]),
            fetched=float(value["fetched"]),
            opt_out=json.dumps([_text(signal) for signal in value["opt_out"]]),
            rules=host.rules,
            article=_before(value.get("before")),
        )
        return Listed(page, host.learned)

    def _flaw(self, number: int, what: str) -> RulesError:
        return RulesError(f"{self.path}:{number} {what}: write it again with `jingkan reclean --rules`")


def name_of(archive: str) -> str:
    """By what an archive is known wherever it was copied to: its name holds its site and its run.

    >>> name_of("demo/archive/demo-20261122T183015123Z-00001.warc.gz")
    'demo-20261122T183015123Z-00001.warc.gz'
    """
    return archive.rpartition("/")[2]


def _host_line(host: TaughtHost) -> dict[str, Any]:
    rules, learned = json.loads(host.rules), host.fingerprints.splitlines()
    return {"host": host.name, "site": host.site, "rules": rules, "learned": learned}


def _page_value(page: WaitingPage, host: str) -> dict[str, Any]:
    before = page.article if page.article and not page.again else None  # else these bytes gave its last record
    return {
        "url": page.url,
        "site": page.site,
        "host": host,
        "offset": page.offset,
        "final": page.final,
        "fetched": page.fetched,
        "opt_out": json.loads(page.opt_out),
        "before": before and {"verdict": before.verdict, "title": before.title, "sketch": before.sketch},
    }


def _before(value: Mapping[str, Any] | None) -> KnownArticle | None:
    """The article that a page had before its newest bytes, by which it is told whether another took it over."""
    if value is None:
        return None
    verdict, title, sketch = (_text(value[name]) for name in ("verdict", "title", "sketch"))
    if not _SKETCH.fullmatch(sketch):
        raise TypeError(f"{sketch!r:.40} is no sketch of a text")
    return KnownArticle(0, verdict, "", title, sketch, "")


def _sound_rules(rules: Mapping[str, Any]) -> dict[str, Any]:
    """A site's rules as the state keeps them. Raises TypeError for what is none."""
    return {
        "body": _text(rules.get("body", "")),
        "title": _text(rules.get("title", "")),
        "drop": [_text(each) for each in rules.get("drop", [])],
    }


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.40} is no text")
    return value


def _offset(value: object) -> int:
    if not isinstance(value, int) or value < 0:
        raise TypeError(f"{value!r:.40} is no place in a file")
    return value
