"""One archived page into one line of a shard, and the worker processes that do so."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar
from zlib import crc32

from cleaners import Page, Rules, Verdict
from cleaners.article import VerdictKind
from cleaners.junk import recurring
from cleaners.lines import fields
from outputs import jsonl
from outputs.archive.reader import ArchiveError, find, read
from outputs.cleaning.pool import PAGE_SECONDS, Crew, Pool
from outputs.cleaning.recurrence import Look, look
from outputs.record import to_record
from outputs.record_types import Content, Record
from outputs.schema import problems
from outputs.state.pages import KnownArticle, Place, WaitingPage
from outputs.state.status import PageStatus

T = TypeVar("T")

#: How many pages each worker may be ahead of the oldest one not done yet: results are taken in order.
AHEAD = 8
_SKETCH = 32
#: Fields whose coverage is watched from run to run.
FIELDS = tuple(field.name for field in fields.FIELDS if field.watched)
#: Share of common text below which a page under another title holds another text.
_RELATED = 0.1


@dataclass(frozen=True, slots=True)
class Task:
    """A page in hand. run: that it is cleaned in. learned: fingerprints of its host's boilerplate, one a line.

    look: the page is not cleaned, but looked at for what it brings to learning its host's boilerplate.
    check: it is cleaned without what was learned, too, to see what that costs.
    """

    page: WaitingPage
    run: str
    learned: str = ""
    look: bool = False
    check: bool = False


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What a worker gives back. line: the record as a line of a shard. error: why there is none.

    look: what the page brings to learning, where that was asked for and nothing else.
    lost: fields that the page has only without what was learned; None where that was not checked.
    """

    line: bytes = field(default=b"", repr=False)
    record: str = ""
    title: str = ""
    verdict: VerdictKind = "error"
    reasons: str = ""
    text_hash: str = ""
    sketch: str = ""
    rules: str = ""
    counts: tuple[tuple[str, int], ...] = ()
    look: Look | None = None
    lost: tuple[str, ...] | None = None
    error: str = ""

    @property
    def is_article(self) -> bool:
        """Whether the page holds an article; only such a page gives a record."""
        return Verdict(self.verdict).is_article


def clean_task(data: Path, task: Task) -> Cleaned:
    """Clean one archived page: the record, or why there is none."""
    try:
        page = archived(data, task.page.archive, task.page.place)
    except ArchiveError as error:
        return Cleaned(error=str(error))
    return clean_page(replace(page, url=task.page.url), task)


def clean_page(page: Page, task: Task) -> Cleaned:
    """Clean a page that was read from the place its task names: the record, or why there is none."""
    from cleaners import clean  # loads dictionaries: only a process that cleans pays for them

    waiting = task.page
    begun = time.monotonic()
    article = clean(page, rules=rules_of(waiting.rules, task.learned))
    record = to_record(
        article,
        page,
        site=waiting.site,
        run=task.run,
        version=waiting.version + 1,
        archive=waiting.archive,
        opt_out=json.loads(waiting.opt_out),
    )
    lost = None
    if task.check and time.monotonic() - begun < PAGE_SECONDS / 4:  # cleaned twice, it must not seem to hang
        touched = any(removal.step == recurring.STEP for removal in article.removed)
        without = to_record(clean(page, rules=rules_of(waiting.rules, "")), page) if touched else record
        lost = lost_fields(record, without)
    found = problems(record)
    counted = [f"has:{name}" for name in FIELDS if record.get(name)]
    counted += [f"removed:{removal.step}" for removal in article.removed]
    counted += [f"repaired:{edit.kind}" for edit in article.repairs]
    return Cleaned(
        line=jsonl.line(record),
        record=record["id"],
        title=article.title,
        verdict=article.verdict.kind,
        reasons="; ".join(article.verdict.reasons),
        text_hash=text_hash(record),
        sketch=sketch(article.title + article.text),
        rules=article.rules,
        counts=tuple(Counter(counted).items()),
        lost=lost,
        error="the record is invalid: " + "; ".join(found) if found else "",
    )


def lost_fields(record: Record, without: Record) -> tuple[str, ...]:
    """The fields that a page's record lacks and its record without what was learned has; and ``id``, if another.

    >>> from cleaners import Article, Page
    >>> record = to_record(Article("u", doi="10.5555/a"), Page("u", b""))
    >>> lost_fields(to_record(Article("u"), Page("u", b"")), record), lost_fields(record, record)
    (('id', 'doi'), ())
    """
    has, had = ({name for name, value in one.items() if value} for one in (record, without))
    lost = tuple(field.name for field in fields.FIELDS if field.name in had - has)
    return lost if record["id"] == without["id"] else ("id", *lost)


def look_task(data: Path, task: Task) -> Cleaned:
    """What one archived page brings to learning, or why nothing."""
    try:
        return Cleaned(look=look(archived(data, task.page.archive, task.page.place)))
    except ArchiveError as error:
        return Cleaned(error=str(error))


def archived(data: Path, archive: str, place: Place) -> Page:
    """A page as it was archived, also where its archive lost bytes before it and it lies elsewhere now.

    Raises ArchiveError where it is damaged or gone.
    """
    path = data / archive
    try:
        page = read(path, place.offset)
        if page.url in place.names:
            return page
        reason = ArchiveError(f"{path} holds another page at byte {place.offset}: {page.url}")
    except ArchiveError as error:
        reason = error
    for url in place.names:
        with suppress(ArchiveError):
            return find(path, url, place.fetched)
    raise reason


def rules_of(rules: str, learned: str) -> Rules:
    """A site's rules as the state keeps them."""
    kept = json.loads(rules)
    return Rules(
        kept.get("body", ""), kept.get("title", ""), tuple(kept.get("drop", ())), frozenset(learned.splitlines())
    )


def text_hash(record: Record) -> str:
    """A hash over what the article says; two fetches that give the same article share it.

    >>> text_hash({"text": "a", "fetched": "1"}) == text_hash({"text": "a", "fetched": "2"})
    True
    """
    content = {name: value for name, value in record.items() if name in Content.__required_keys__}
    return blake2b(json.dumps(content, sort_keys=True, ensure_ascii=False).encode(), digest_size=16).hexdigest()


def sketch(text: str) -> str:
    """The smallest hashes of a text's three-character strings, by which two texts are compared (bottom-k MinHash)."""
    grams = {crc32(text[i : i + 3].encode("utf-8", "replace")) for i in range(len(text) - 2)}
    return " ".join(f"{gram:x}" for gram in sorted(grams)[:_SKETCH])


def likeness(one: str, other: str) -> float:
    """The estimated share of what two sketched texts have in common, 0 to 1.

    >>> likeness(sketch("工会做好群众工作的对策"), sketch("工会做好群众工作的对策"))
    1.0
    """
    a, b = ({int(gram, 16) for gram in text.split()} for text in (one, other))
    smallest = sorted(a | b)[:_SKETCH]
    return sum(gram in a and gram in b for gram in smallest) / len(smallest) if smallest else 1.0


def unrelated(before: KnownArticle, cleaned: Cleaned) -> bool:
    """Whether an article's page now holds another text under another title: a change of hands, not of wording."""
    return cleaned.title != before.title and likeness(before.sketch, cleaned.sketch) < _RELATED


def refused(page: WaitingPage, cleaned: Cleaned) -> tuple[PageStatus, str] | None:
    """Why what came of a page is no record, and what the page is then; None where it is one."""
    before, good = page.article, cleaned.is_article
    if before and not page.again and not cleaned.error and (not good or unrelated(before, cleaned)):
        was = f"was “{before.title}”, {before.verdict}; now “{cleaned.title}”, {cleaned.verdict}"
        return PageStatus.QUARANTINED, f"taken over? {was}: {cleaned.reasons or 'another text'}"
    if cleaned.error:
        return PageStatus.REJECTED, cleaned.error
    if not good:
        return PageStatus.REJECTED, f"verdict {cleaned.verdict}: {cleaned.reasons or 'no article'}"
    return None


class Workers:
    """Some processes that clean. Pages come out in the order they went in; what hangs or twice kills its worker is an
    error."""

    def __init__(self, data: Path, number: int) -> None:
        # The crawl's few milliseconds a page come first; and yet a tenth of a busy machine, so that no night is too
        # short.
        crew = Crew(max(number, 1), AHEAD, nice=5)
        self.pool: Pool[Task, Cleaned] = Pool(partial(done, data), lambda why: Cleaned(error=why), crew)

    @property
    def room(self) -> int:
        """How many more pages may be handed over now."""
        return self.pool.room

    @property
    def in_hand(self) -> int:
        """Pages handed over and not given back."""
        return self.pool.in_hand

    def keys(self) -> set[int]:
        """The URL keys of the pages in hand; one that is only looked at is not held back."""
        return {task.page.key for task in self.pool.tasks() if not task.look}

    def submit(self, task: Task) -> None:
        """Hand over a page."""
        self.pool.submit(task)

    def done(self, timeout: float) -> list[tuple[Task, Cleaned]]:
        """The pages that are done, in the order they came, waiting for one so many seconds at most."""
        return self.pool.done(timeout)

    def close(self) -> None:
        """End the processes, whatever they are at."""
        self.pool.close()


def done(data: Path, task: Task) -> Cleaned:
    """What comes of a page, whatever it is. Raises MemoryError, and nothing else."""
    return certain(partial(look_task if task.look else clean_task, data, task))


def certain(work: Callable[[], T]) -> T | Cleaned:
    """What comes of a page, an error where that raises. Raises MemoryError, and nothing else."""
    try:
        return work()
    except MemoryError:
        raise
    except Exception as error:  # the page's fault or ours: the page is rejected by name, the run goes on
        return Cleaned(error=f"cleaning failed: {type(error).__name__}: {error}")
