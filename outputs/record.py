"""Article → Record: plain JSON values that say what the page says, where it came from and how far to trust it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path

import cleaners
from cleaners import Article, Page
from cleaners.journal.identity import article_id
from outputs.quality import quality

Record = dict[str, object]

#: Fields of the Article that stand elsewhere in the record: under ``quality``, or in a form of their own.
_ELSEWHERE = frozenset({"undecided", "sources", "verdict"})


def to_record(article: Article, page: Page, **extra: object) -> Record:
    """The record of an article cleaned from a page: every field of the article, and its provenance.

    extra: what only the crawl knows and the schema names: ``site``, ``run``, ``version`` …
    Raises TypeError where ``extra`` would overwrite what cleaning found.

    >>> page = Page("https://a.example/1", b"")
    >>> record = to_record(Article(page.url, title="题目", text="正文。"), page)
    >>> record["title"], record["fetched"]
    ('题目', '')
    """
    record: Record = {"id": article_id(article), "url": article.url}
    for field in fields(article):
        if field.name not in _ELSEWHERE:
            record[field.name] = _plain(getattr(article, field.name))
    record["fetched"] = _utc(page.fetched)
    record["cleaner"] = cleaner_version()
    record["verdict"] = {"kind": article.verdict.kind, "reasons": list(article.verdict.reasons)}
    record["quality"] = quality(article)
    record["counts"] = {
        "removed": _counts(r.step for r in article.removed),
        "repaired": _counts(e.kind for e in article.repairs),
    }
    record["sources"] = [
        {"field": s.field, "source": s.source, "others": [{"source": o, "value": v} for o, v in s.others]}
        for s in article.sources
    ]
    if clash := record.keys() & extra.keys():
        raise TypeError(f"extra fields would overwrite the article's: {', '.join(sorted(clash))}")
    return record | extra


@cache
def cleaner_version() -> str:
    """Release and a hash over the cleaners' code and data: ``0.1.0+1a2b3c4d``.

    The hash is what makes "cleaned by the same cleaner" a fact between two releases, too; ``reclean`` asks it.
    """
    folder = Path(cleaners.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix != ".pyc"):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return f"{metadata.version('jingkan')}+{digest.hexdigest()[:8]}"


def _plain(value: object) -> object:
    """A field's value as JSON has it: dataclasses as objects, tuples as lists."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


def _counts(names: Iterable[str]) -> dict[str, int]:
    """How often each name occurs, the most frequent first."""
    return dict(Counter(names).most_common())


def _utc(when: datetime | None) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if when else ""
