"""Records for the tests of formats: every field of the types filled at random, and articles of the mirror spliced."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Literal, NotRequired, Required, get_args, get_origin, get_type_hints, is_typeddict

from outputs.record_types import SCHEMA_VERSION, Record
from tests.mirror.truth import load_all

#: What texts are drawn from: both scripts, planes and widths, what formats escape, and what begins a formula.
PIECES = (
    "数字经济", "關於基層工會", "𠮷野家", "SEO优化", "Élan vital", "\ufffd", "\u2028", "\x85", "\0", "\r\n", "\t", '"',
    "'", "\\", ",", ";", "{", "</h1>", "=1+1", "-", "😀", " ", "\u200b", "\u202e", "ﬁ", "ｅｎ", "①", "e\u0301",
    "한국어", "かな",
)  # fmt: skip


def text(rng: random.Random) -> str:
    return "".join(rng.choices(PIECES, k=rng.randint(0, 6)))


def filled(hint: Any, rng: random.Random) -> Any:
    """A value of a type of ``record_types``, with every field that it can have."""
    origin, args = get_origin(hint), get_args(hint)
    if is_typeddict(hint):
        return {name: filled(part, rng) for name, part in _fields(hint).items()}
    if origin in (Required, NotRequired):
        return filled(args[0], rng)
    if origin is Literal:
        return rng.choice(args)
    if origin is list:
        return [filled(args[0], rng) for _ in range(rng.randint(0, 3))]
    if origin is dict:
        return {text(rng): filled(args[1], rng) for _ in range(rng.randint(0, 3))}
    simple = {str: text(rng), bool: rng.random() < 0.5, int: rng.randint(0, 2**40), float: rng.random()}
    return simple[hint]


@cache
def _fields(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


def many(count: int) -> list[Any]:
    """So many records, some thousand characters long, that differ little but in their id."""
    base = records(1)
    return [base[n % len(base)] | {"id": f"url:{n}", "text": "文" * (2000 + n)} for n in range(count)]


def records(seed: int, count: int = 20) -> list[Any]:
    """Records with all fields, and now and then one whose optional fields, and some that came later, are missing."""
    return list(map(dict, _records(seed, count)))


@cache
def _records(seed: int, count: int) -> list[Any]:
    rng, made = random.Random(seed), []
    for n in range(count):
        record = filled(Record, rng) | {"id": f"url:{seed}-{n}", "url": f"http://a.example/{n}?{text(rng)}"}
        if n % 3 == 1:
            kept = Record.__required_keys__ - {"citations", "pdf_url", "counts"}
            record = {name: value for name, value in record.items() if name in kept}
        made.append(record)
    return made


def articles(seed: int, count: int = 120) -> list[Any]:
    """Records whose texts are spliced from the sentences of the mirror's articles, some with words in Latin letters."""
    rng = random.Random(seed)
    sources = load_all()
    sentences = [
        part
        for each in sources
        for section in each.sections
        for p in section.paragraphs
        for part in p.split("。")
        if part
    ]
    latin = ("SEO", "Seoul", "ＳＥＯ优化", "pre-2010 seo", "数字数字化 A/B 测试", "Élan", "關於數字經濟的工會", "数")
    made = []
    for n in range(count):
        source = rng.choice(sources)
        body = "。".join(rng.sample(sentences, rng.randint(0, 8)) + rng.sample(latin, rng.randint(0, 2)))
        made.append(
            records(n, 1)[0]
            | {
                "id": f"path:{n}",
                "schema": SCHEMA_VERSION,
                "title": rng.choice(sentences)[:20] if n % 2 else source.title,
                "title_en": "",
                "authors": [
                    {"name": each.name, "affiliations": [], "corresponding": False, "role": "author"}
                    for each in source.authors
                ],
                "keywords": list(source.keywords),
                "keywords_en": [],
                "abstract": rng.choice(sentences),
                "abstract_en": "",
                "journal": source.journal,
                "text": body,
            }
        )
    return made


def pieces(of: Sequence[Any], rng: random.Random) -> Iterator[str]:
    """Ever more queries: pieces of the records' own texts, one or two, and some that stand nowhere."""
    while True:
        words = []
        for _ in range(rng.choice((1, 1, 2))):
            source = rng.choice(of)
            said = source[rng.choice(("title", "text", "abstract", "journal"))] or source["title"]
            start = rng.randrange(len(said))
            words.append(said[start : start + rng.randint(1, 6)])
        if rng.random() < 0.1:
            words.append(rng.choice("龘靐齉") + rng.choice("数工会"))
        yield " ".join(words)
