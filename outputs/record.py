"""Article → Record: plain JSON values that say what the page says, where it came from and how far to trust it.

``record.schema.json`` beside this file describes every field; what it rejects is never written as a record.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import TYPE_CHECKING, cast

import cleaners
from cleaners import Article, Page
from cleaners.journal.identity import article_id

if TYPE_CHECKING:
    from jsonschema import ValidationError

Record = dict[str, object]

#: Fields of the Article that stand elsewhere in the record: under ``quality``, or in a form of their own.
_ELSEWHERE = frozenset({"undecided", "sources", "verdict"})


def to_record(article: Article, page: Page, **extra: object) -> Record:
    """The record of an article cleaned from a page: every field of the article, and its provenance.

    extra: what only the crawl knows and the schema names: ``site``, ``run``, ``version`` …
    Raises TypeError where ``extra`` would overwrite what cleaning found.

    >>> page = Page("https://a.example/1", b"")
    >>> record = to_record(Article(page.url, title="题目", text="正文。"), page)
    >>> record["title"], record["fetched"], problems(record)
    ('题目', '', [])
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


def quality(article: Article) -> dict[str, object]:
    """How far the article's text can be relied on: stated confidence 0 to 1, with each factor that lowered it.

    The confidence is a product of factors, one for each thing that speaks against the text, and no probability:
    it orders records. Sure repairs cost nothing; only what a repair was unsure of counts.
    """
    size = max(_size(article), 1)
    factors = [(round(f, 3), why) for f, why in _doubts(article, size) if f < 0.9995]
    confidence = 1.0
    for factor, _ in factors:
        confidence *= factor
    touched = sum(max(len(e.before), len(e.after)) for e in article.repairs if e.kind not in _COSMETIC)
    return {
        "confidence": round(confidence, 3),
        "reasons": [f"×{factor:g}: {why}" for factor, why in factors],
        "undecided": article.undecided,
        "repaired": round(min(touched / size, 1.0), 4),
    }


#: Repairs that lose nothing whatever they touch: they do not make a text more doubtful.
_COSMETIC = frozenset({"entity", "invisible"})


def _size(article: Article) -> int:
    """Characters of everything the page says of the article: what shares are taken of."""
    parts = [article.title, article.title_en, article.abstract, article.abstract_en, article.text]
    return sum(map(len, parts)) + sum(len(r.raw) for r in article.references)


def _doubts(article: Article, size: int) -> Iterable[tuple[float, str]]:
    """(factor below 1, why) for each thing that speaks against the text."""
    kind = article.verdict.kind
    if kind not in ("clean", "injected"):
        yield 0.0, f"no article on this page: verdict {kind}"
        return
    if kind == "injected":
        yield 0.97, "the page was tampered with"
    if article.undecided:
        yield max(0.3, 0.98 - 20 * article.undecided / size), f"{article.undecided} characters stayed undecidable"
    wrong = sum((1 - e.sure) * max(len(e.after), 1) for e in article.repairs)
    if wrong:
        yield max(0.3, 1 - 10 * wrong / size), f"repairs leave about {wrong:.1f} characters in doubt"
    title = "".join(article.title.split())
    for said in [v for s in article.sources if s.field == "title" for _, v in s.others]:
        if title not in (other := "".join(said.split())) and other not in title:  # a site's name after it is no doubt
            yield 0.95, f"the page also gives another title: {said}"
            break
    if not article.title:
        yield 0.8, "no title was found"
    if not article.text:
        yield 0.5, "no body was found"
    else:
        if len(article.text) < 200:
            yield 0.8, f"the body is short ({len(article.text)} characters)"
        # Of 110 pages with gold text: 0.97 mean F1 up to one half, 0.78 above it.
        outside = _sentences("".join(r.text for r in article.removed if r.step == "region"))
        if (share := outside / max(outside + _sentences(article.text), 1)) > 0.5:
            yield 1.4 - 0.8 * share, f"{share:.0%} of the page's sentences stand outside what was taken for the article"


def _sentences(text: str) -> int:
    return sum(map(text.count, "，。；？！"))


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


@cache
def schema() -> dict[str, object]:
    """The record's JSON Schema (draft 2020-12), as shipped."""
    loaded: dict[str, object] = json.loads(resources.files("outputs").joinpath("record.schema.json").read_text("utf-8"))
    return loaded


@cache
def _quick() -> Callable[[Record], str]:
    """What is wrong first, as terse as it comes, "" for nothing: what is asked of every record of a crawl.

    fastjsonschema compiles the schema to code, some twenty times as fast as jsonschema, whose messages are better.
    """
    import fastjsonschema

    check = fastjsonschema.compile(schema())

    def complaint(record: Record) -> str:
        try:
            check(record)
        except fastjsonschema.JsonSchemaValueException as error:
            return str(error)
        return ""

    return complaint


def problems(record: Record) -> list[str]:
    """What the schema has against a record, in plain words, the field first; empty where it is valid.

    >>> problems({"id": 3})[-1]
    'id: must be a string, is 3'
    """
    if not (complaint := _quick()(record)):
        return []
    from jsonschema import Draft202012Validator  # a tenth of every process's start, for a case that should not be

    found = sorted(Draft202012Validator(schema()).iter_errors(record), key=lambda e: (len(e.path), e.json_path))
    # Each missing field is an error that names them all. The two differ over a line feed at the end of a date.
    return list(dict.fromkeys(map(_plainly, found))) or [complaint]


def _plainly(error: ValidationError) -> str:
    """One error of jsonschema as a sentence for someone who has never seen a schema."""
    wanted, given = error.validator_value, cast(object, error.instance)
    value = _short(given)
    match error.validator:
        case "type":
            said = f"must be {'an' if str(wanted)[0] in 'aeio' else 'a'} {wanted}, is {value}"
        case "required":
            missing = [name for name in cast(list[str], wanted) if name not in cast(Record, given)]
            said = f"lacks {', '.join(missing)}"
        case "additionalProperties":
            known = cast(dict[str, dict[str, object]], error.schema)["properties"]
            said = f"has fields the schema does not know: {', '.join(sorted(cast(Record, given).keys() - known))}"
        case "enum":
            said = f"must be one of {', '.join(repr(w) for w in cast(list[str], wanted))}, is {value}"
        case "pattern":
            said = f"has not the form {wanted}: {value}"
        case "minLength":
            said = "must not be empty"
        case "minimum" | "maximum":
            said = f"must be {'at least' if error.validator == 'minimum' else 'at most'} {wanted}, is {value}"
        case _:
            said = error.message
    return f"{error.json_path.removeprefix('$').removeprefix('.') or 'record'}: {said}"


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) <= 60 else f"{text[:57]}…"


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
