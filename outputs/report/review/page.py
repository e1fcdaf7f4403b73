"""The review of a report: ``records.js``, ``chunks/`` and the body of ``review.html``, from records and their archives.

Records are taken in the order in which their pages lie in the archives, so that each archive is passed once, and a few
hundred records with their pages are in memory at a time; rows of the index are, some 400 bytes each.
"""

from __future__ import annotations

import multiprocessing
import re
import shlex
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from outputs.archive.reader import ArchiveError
from outputs.cleaning.workers import archived
from outputs.corpus.copies import Shelf, Version
from outputs.record_types import Record
from outputs.report import words
from outputs.report.escaping import Html, element, joined, text
from outputs.report.frame import Leaf
from outputs.report.marks_panel import SCRIPT
from outputs.report.review.alignment import Account, account, align
from outputs.report.review.blocks import blocks
from outputs.report.review.chunks import INDEX, Chunks, as_script, packed, write_index
from outputs.report.review.disagreements import disagreements
from outputs.report.review.sample import Sample, sampled
from outputs.report.words import Label, both
from outputs.state import pages
from outputs.state.database import State, has_content

#: ``marks.js`` listens for "jingkan:shown", which ``records.js`` has come about, and so stands before it.
REVIEW = Leaf("review.html", words.REVIEW, ("static/review.js", SCRIPT, INDEX))
#: Characters of a text that its row of the index has, for the search. By hand: three lines of a list.
START = 80
#: Of a record: the page beside it shows what was removed and repaired, the text has what is in the sections, and what
#: copies disagree on is the corpus's.
_SAID_OTHERWISE = frozenset({"removed", "repairs", "sections", "counts", "copies", "disagreements", "only_on"})
FIELDS = ("key", "title", "site", "verdict", "journal", "confidence", "steps", "start", "chunk", "at")

#: Records that are there sooner than two more processes are; records that a process takes at a time, and batches that
#: wait to be written, 6 MB each. By hand; of 10 000 heavily damaged pages one process takes 12 ms each (November 2026).
FEW, BATCH, AHEAD = 500, 100, 4

#: The file, where the command is given, of what the crawl knows of the hosts.
RULES = "rules.json"
#: (site, URL) → what its copies disagree on.
Odds = Mapping[tuple[str, str], dict[str, Any]]
#: What is being done, how much of it is done, and of how much.
Progress = Callable[[str, int, int], None]


class _Placed(NamedTuple):
    """A record and where its page is; archive ``""`` where nobody knows."""

    archive: str
    place: pages.Place | None
    version: Version


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A review that is written. body: of ``review.html``. account: of all its pages. unseen: records without a page."""

    body: Html
    sample: Sample
    account: Account
    unseen: int


#: Where marks would be.
NO_MARKS = element("section", id="marks", hidden="")


def review(
    folder: Path,
    data: Path,
    versions: Sequence[Version],
    progress: Progress = lambda what, done, of: None,
    marks: Html = NO_MARKS,
) -> Reviewed:
    """Write the files of the review into a folder that is being made, and give the body of its page.

    marks: the section ``#marks``, between what is said of a record and its page. An archive that cannot be read is no
    error: the record says so in the place of its page. Raises jsonl.TornLine, FormatError, DatabaseError, OSError.
    """
    sample = sampled(versions)
    at_odds = disagreements(data, {(version.place.site, version.url) for version in sample.versions})
    chunks, rows, keys = Chunks(folder), list[list[Any]](), Counter[str]()
    total, unseen = [0, 0, 0], 0
    for n, each in enumerate(_made(data, _places(data, sample.versions), at_odds), 1):
        total = [sum(pair) for pair in zip(total, each.account, strict=True)]
        unseen += each.unseen
        chunk, at = chunks.add(each.script)
        rows.append([_key(each.identity, keys), *each.row, chunk, at])
        progress("putting records beside their pages", n, len(sample.versions))
    chunks.finish()
    labels = {name: list(label) for name, label in words.REVIEW_LABELS.items()}
    write_index(folder, {"fields": FIELDS, "labels": labels, "rows": rows})
    done = Account(*total)
    return Reviewed(_body(sample, done, unseen, marks), sample, done, unseen)


class _Made(NamedTuple):
    """A record as it goes into a file, and what the index has of it. unseen: whether its page cannot be shown."""

    identity: str
    script: str
    row: Sequence[Any]
    account: Account
    unseen: bool


def _made(data: Path, placed: Sequence[_Placed], at_odds: Odds) -> Iterator[_Made]:
    """Every record as it goes into a file, in order; of many, by two processes, a few batches ahead."""
    batches = (placed[n : n + BATCH] for n in range(0, len(placed), BATCH))
    if len(placed) < FEW:
        for batch in batches:
            yield from _batch(data, batch, at_odds)
        return
    pool, waiting = ProcessPoolExecutor(2, multiprocessing.get_context("spawn")), deque[Future[list[_Made]]]()
    try:
        for batch in batches:
            theirs = {(each.version.place.site, each.version.url) for each in batch}
            odds = {page: at_odds[page] for page in theirs & at_odds.keys()}
            waiting.append(pool.submit(_batch, data, batch, odds))
            if len(waiting) > AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    except BrokenProcessPool as error:
        raise OSError("a process that read pages was ended from outside, for want of memory as a rule") from error
    finally:
        pool.shutdown(cancel_futures=True)


def _batch(data: Path, placed: Sequence[_Placed], at_odds: Odds) -> list[_Made]:
    with Shelf() as shelf:
        made = []
        for each in placed:
            record = shelf.copy(each.version.place).record
            shown, found = _shown(data, each, record)
            if odds := at_odds.get((each.version.place.site, record["url"])):
                shown["odds"] = odds
            row = _row(each.version.place.site, record)
            made.append(_Made(record["id"], as_script(shown), row, found, "why" in shown))
        return made


def _places(data: Path, versions: Sequence[Version]) -> list[_Placed]:
    """Where the page of each record is, in the order of the archives; as the state knows, which is only read."""
    path = data / "state" / "state.db"
    if not has_content(path):
        return [_Placed("", None, version) for version in versions]
    with closing(State(path, read_only=True)) as state:
        known = [_placed(state, version) for version in versions]
    return sorted(known, key=lambda each: (not each.archive, each.archive, each.place.offset if each.place else 0))


def _placed(state: State, version: Version) -> _Placed:
    _, fetched, _ = version.age
    if state.outdated or not fetched:
        return _Placed("", None, version)
    when = datetime.fromisoformat(fetched).timestamp()
    found = pages.whereabouts(state, version.place.site, version.url, when)
    return _Placed(*found, version) if found else _Placed("", None, version)


def _shown(data: Path, placed: _Placed, record: Record) -> tuple[dict[str, Any], Account]:
    """A record as the review has it, and the account of its page."""
    saved = {name: value for name, value in record.items() if name not in _SAID_OTHERWISE}
    headings = [section["heading"] for section in record.get("sections", []) if section["heading"]]
    shown: dict[str, Any] = {"record": saved, "headings": headings, "archive": placed.archive, "account": (0, 0, 0)}
    if placed.place is None:
        return {**shown, "why": "the state does not know where its page is"}, Account()
    shown["offset"] = placed.place.offset
    shown["command"] = command(data, placed.archive, placed.place.final or record["url"])
    try:
        page = archived(data, placed.archive, placed.place)
    except ArchiveError as error:
        return {**shown, "why": str(error)}, Account()
    aligned = align(blocks(page, record), record)
    found = account(aligned)
    return {**shown, **packed(aligned, record), "account": found}, found


def command(data: Path, archive: str, url: str) -> str:
    r"""What cleans a page of an archive again with all that the crawl knows of its host, for a shell.

    >>> print(command(Path("data"), "a b.warc.gz", "http://a.example/?id=1"))  # doctest: +NORMALIZE_WHITESPACE
    scrapy reclean -s DATA=data --rules rules.json &&
        scrapy clean 'data/a b.warc.gz' --match '^http://a\.example/\?id=1$' --rules rules.json --explain
    """
    known = ["scrapy", "reclean", "-s", f"DATA={data}", "--rules", RULES]
    clean = ["scrapy", "clean", str(data / archive), "--match", f"^{re.escape(url)}$", "--rules", RULES, "--explain"]
    return f"{shlex.join(known)} && {shlex.join(clean)}"


def _key(identity: str, given: Counter[str]) -> str:
    """What a record is called in an address: its id, and which of several of that id it is.

    >>> given = Counter()
    >>> _key("doi:1", given), _key("doi:2", given), _key("doi:1", given)
    ('doi:1', 'doi:2', 'doi:1~2')
    """
    given[identity] += 1
    return identity if given[identity] == 1 else f"{identity}~{given[identity]}"


def _row(site: str, record: Record) -> list[Any]:
    """What ``FIELDS`` names between the key and the place."""
    counts = record.get("counts", {"removed": {}, "repaired": {}})
    confidence = record.get("quality", {}).get("confidence", 0.0)
    steps = [*counts.get("removed", {}), *counts.get("repaired", {})]
    title, start = record.get("title", ""), " ".join(record.get("text", "")[:START].split())
    verdict, journal = record.get("verdict", {}).get("kind", ""), record.get("journal", "")
    return [title, site, verdict, journal, confidence, steps, start]


# ---- the page ----


def _body(sample: Sample, account: Account, unseen: int, marks: Html) -> Html:
    if not sample.of:
        return element("p", both(words.NO_RECORDS), class_="none")
    notes = [both(label) for label in _said(sample, account, unseen)]
    return joined((
        element("p", both(words.REVIEW_SAID), class_="note"),
        element("p", *(Html(note + " ") for note in notes), class_="note"),
        element("noscript", element("p", both(words.NEEDS_SCRIPT), class_="none")),
        element("div", _finder(), _record(marks), class_="review"),
        _help(),
    ))  # fmt: skip


def _said(sample: Sample, account: Account, unseen: int) -> Iterator[Label]:
    here = len(sample.versions)
    if sample.doubtful:
        drawn = here - sample.doubtful
        yield words.REVIEW_SAMPLE.filled(
            f"{here:,}", f"{sample.of:,}", f"{sample.doubtful:,}", f"{drawn:,}", sample.seed
        )
    else:
        yield words.REVIEW_ALL.filled(f"{here:,}")
    if total := sum(account):
        yield words.ACCOUNTED.filled(f"{here - unseen:,}", *(f"{part / total:.1%}" for part in account))
    if unseen:
        yield words.NO_PAGE.filled(f"{unseen:,}")


_SELECTS: Mapping[str, Label] = {
    "site": words.SITE,
    "verdict": words.VERDICT,
    "journal": words.JOURNAL,
    "step": words.STEP,
}


def _finder() -> Html:
    field = element("input", type="search", id="search", autocomplete="off")
    search = element("label", both(words.SEARCH), field)
    selects = [element("label", both(label), element("select", id=f"by-{name}")) for name, label in _SELECTS.items()]
    orders = [
        element("option", text(label.en), value=value, data_zh=label.zh)
        for value, label in (("doubt", words.DOUBTFUL_FIRST), ("archive", words.AS_ARCHIVED))
    ]
    order = element("label", both(words.ORDER), element("select", *orders, id="order"))
    return element("section",
        element("h2", both(words.FIND), id="finding"),
        element("form", search, *selects, order, id="filters"),
        element("p", id="count", role="status", class_="note"),
        element("ol", id="list"),
        element("p", id="more"),
        element("p", both(words.KEYS_SAID), class_="note"),
        class_="finder", aria_labelledby="finding")  # fmt: skip


def _record(marks: Html) -> Html:
    """Where ``review.js`` puts a record: what is said of it, and its page beside it; the section between is others'."""
    return element("article", element("div", id="about"), marks,
        element("div", id="beside", class_="sides"), id="record", tabindex="-1")  # fmt: skip


def _help() -> Html:
    keys = (
        ("j →", words.KEY_NEXT), ("k ←", words.KEY_PREVIOUS), ("/", words.KEY_SEARCH), ("?", words.KEY_HELP),
        ("Esc", words.KEY_CLOSE),
    )  # fmt: skip
    rows = [
        element("div", element("dt", *(element("kbd", text(key)) for key in name.split())), element("dd", both(label)))
        for name, label in keys
    ]
    close = element("button", both(words.KEY_CLOSE), type="button", id="close")
    return element("dialog", element("h2", both(words.KEYS), id="keys"), element("dl", *rows), close,
        id="help", aria_labelledby="keys")  # fmt: skip
