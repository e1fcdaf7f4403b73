"""Article → Record: plain JSON values that say what the page says, where it came from and how far to trust it."""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Unpack, cast

import cleaners
from cleaners import Article, Page
from cleaners.article import Source
from cleaners.chinese import language_model
from cleaners.journal.identity import article_id
from outputs import record_types
from outputs.quality import quality
from outputs.record_types import SCHEMA_VERSION, Crawled, Found, Merged, Record

#: Fields of the Article that stand elsewhere in the record: under ``quality``, or in a form of their own.
ELSEWHERE = frozenset({"undecided", "unread", "sources", "verdict"})
#: Fields of an Article's parts that no record repeats: the verdict is made from them, or ``quality`` says it.
EVIDENCE = frozenset({"is_spam", "fields_only"})

_CLEANERS = Path(cleaners.__file__).parent
_MODEL = language_model.PATH.relative_to(_CLEANERS)


def to_record(article: Article, page: Page, **crawled: Unpack[Crawled]) -> Record:
    """The record of an article cleaned from a page: every field of the article, and its provenance.

    crawled: what only the crawl knows.
    Raises TypeError where ``crawled`` would overwrite what cleaning found.

    >>> page = Page("https://a.example/1", b"")
    >>> record = to_record(Article(page.url, title="题目", text="正文。"), page, site="a")
    >>> record["title"], record["fetched"], record["site"]
    ('题目', '', 'a')
    """
    if clash := crawled.keys() & Record.__required_keys__:
        raise TypeError(f"extra fields would overwrite the article's: {', '.join(sorted(clash))}")
    return {
        "id": article_id(article, page.body),
        "schema": SCHEMA_VERSION,
        **_found(article),
        "fetched": _utc(page.fetched),
        "cleaner": cleaner_version(),
        "verdict": {"kind": article.verdict.kind, "reasons": list(article.verdict.reasons)},
        "quality": quality(article),
        "counts": {
            "removed": _tally(r.step for r in article.removed),
            "repaired": _tally(e.kind for e in article.repairs),
        },
        "sources": [_source(source) for source in article.sources],
        **crawled,
        **Merged(),  # empty, for it is made of one page
    }


def _found(article: Article) -> Found:
    """The article's fields that have the same name in the record."""
    found = {f.name: plain(getattr(article, f.name)) for f in fields(article) if f.name not in ELSEWHERE}
    return cast(Found, found)  # a test compares Article and Found, name by name and type by type


def plain(value: object) -> object:
    """A field's value as JSON has it: dataclasses as objects, tuples as lists; marks of evidence are left out."""
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value) if field.name not in EVIDENCE}
    return value


def _source(source: Source) -> record_types.Source:
    others: list[record_types.Other] = [{"source": other, "value": value} for other, value in source.others]
    return {"field": source.field, "source": source.source, "others": others}


def _tally(names: Iterable[str]) -> dict[str, int]:
    """How often each name occurs, the most frequent first."""
    return dict(Counter(names).most_common())


def _utc(when: datetime | None) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if when else ""


@cache
def release() -> str:
    """The release of the code that runs, ``0.1.0``: as its checkout says, else as it was installed.

    A checkout is run by interpreters in which nothing of it is installed, or another release: those of other machines.
    """
    project = _CLEANERS.parent / "pyproject.toml"
    if project.is_file():
        said = tomllib.loads(project.read_text("utf-8")).get("project", {})
        if said.get("name") == "jingkan":
            return str(said["version"])
    return metadata.version("jingkan")


@cache
def cleaner_version() -> str:
    """Release and a hash over the cleaners' code and data: ``0.1.0+1a2b3c4d``.

    The hash is what makes "cleaned by the same cleaner" a fact between two releases, too; ``reclean`` asks it.
    """
    return f"{release()}+{code_hash(_CLEANERS)[:8]}"


def code_hash(folder: Path) -> str:
    """A hash, in hexadecimal digits, over what the cleaners in a folder are made of: modules, word lists, the model.

    Name and content of each count. What else lies there does not: an older release leaves its model in a checkout.
    """
    made_of = [*folder.rglob("*.py"), *folder.rglob("*.toml"), folder / _MODEL]
    digest = hashlib.sha256()
    for path in sorted(path for path in made_of if path.is_file()):  # the model may be missing still
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
