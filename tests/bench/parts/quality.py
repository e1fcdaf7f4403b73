"""How right the text and the fields are, and how much of the junk is left, beside peers.

Text: ``tests.bench.quality``. Junk: the gold strings of hijacked pages that no article may hold, and how many pages
that are nothing but spam are given out as text, beside good pages of the same kinds, which must be. Fields: exact
match after white-space folding, of the pages whose gold names the field.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from cleaners.chinese.conversion.texts import to_simplified
from tests.bench import quality
from tests.bench.part import Column, Part
from tests.bench.peers import asking
from tests.bench.peers.systems import SYSTEMS, Fields
from tests.conftest import SHARED

FIELDS = ("title", "authors", "journal", "doi", "year")
CHECKS = "TFOnline_"  # a browser check was saved in the place of the article

COLUMNS = (
    *(Column(name, "", True, 3) for name in ("F1", "F1 held out", "precision", "recall")),
    *(Column(name, "", False, 2) for name in ("junk left", "pages with junk", "spam read")),
    Column("good pages read", "", True, 2),
    *(Column(name, "", True, 2) for name in (*FIELDS, "fields")),
)
NOTE = (
    "Precision, recall and F1 over character 4-grams without white space, both sides in Simplified, mean over pages; "
    "held out: the half that jingkan was not tuned on. junk left: of the gold strings of spam and damage on hijacked "
    "pages; who gives no text leaves none. spam read: pages that are nothing but spam and from which text was given "
    "all the same; good pages read: articles beside them; jingkan's doorway detector was fitted on these. fields: the "
    "share that was right of all that are known, a field that a system does not have being wrong there and empty in "
    "its own column. jusText has no stoplist of Chinese: without one, its lengths set to the best of four on all "
    "these pages."
)


@dataclass(frozen=True, slots=True)
class Gold:
    """A page and what is known of it."""

    where: asking.Where
    known: Mapping[str, object]


def golds(folder: str, pattern: str = "*") -> list[Gold]:
    """The pages of a folder of real data, each with its ``.json``."""
    files = sorted((SHARED / folder).glob(f"{pattern}.html.gz"))
    found = ((file, json.loads(_gold(file).read_text("utf-8"))) for file in files)
    return [Gold((file, str(known.get("url", ""))), known) for file, known in found]


def whole_pages() -> Iterator[tuple[asking.Where, str]]:
    """The doorways and the articles beside them, each with its kind; those kept without their HTML around them are left
    out, for some peers read nothing that is no whole page."""
    for line in (SHARED / "doorways" / "index.jsonl").read_text("utf-8").splitlines():
        told = json.loads(line)
        file = SHARED / "doorways" / told["file"]
        if told["kind"] in ("doorway", "clean") and b"<html" in gzip.decompress(file.read_bytes()).lower():
            yield (file, told["url"]), told["kind"]


def _gold(page: Path) -> Path:
    return page.with_name(page.name.removesuffix(".html.gz") + ".json")


def overlap(found: str, gold: str) -> tuple[float, float, float]:
    """F1, precision and recall.

    >>> overlap("北京欢迎你们来", "北京欢迎你"), overlap("", "北京欢迎你")
    ((0.6666666666666666, 0.5, 1.0), (0.0, 0.0, 0.0))
    """
    a, b = quality.grams(found), quality.grams(gold)
    hit = sum((a & b).values())
    return quality.f1(found, gold), hit / max(a.total(), 1), hit / max(b.total(), 1)


def junk(page: Gold) -> list[str]:
    """What no article read from a hijacked page may hold."""
    strings = page.known["junk"]
    assert isinstance(strings, list)
    return strings


def junk_left(text: str, strings: Iterable[str]) -> list[str]:
    """The strings that stand in a text, whatever the white space and the script.

    >>> junk_left("網(wǎng) 絡的文章", ["网(wǎng)络", "彩票"])
    ['网(wǎng)络']
    """
    bare = _bare(text)
    return [each for each in strings if _bare(each) in bare]


def _bare(text: str) -> str:
    return to_simplified("".join(text.split()))


def right(name: str, found: object, gold: object) -> bool:
    """
    >>> right("title", "On  words", "On words"), right("year", "2021", "2021-05"), right("doi", None, "10.1/a")
    (True, True, False)
    """
    return folded(found) == folded(str(gold)[:4] if name == "year" else gold)


def folded(value: object) -> object:
    """White space folded; None and "" alike."""
    return (
        [folded(each) for each in value] if isinstance(value, list) else re.sub(r"\s+", " ", str(value or "")).strip()
    )


def text_figures(texts: Sequence[str], pages: Sequence[Gold]) -> dict[str, float]:
    """Means over pages; ``F1 held out``: over those that nothing of ours was tuned on."""
    scores = [overlap(text, str(page.known["text"])) for text, page in zip(texts, pages, strict=True)]
    f1, precision, recall = zip(*scores, strict=True)
    held_out = [one for one, page in zip(f1, pages, strict=True) if not quality.is_even(page.where[0])]
    return {"F1": fmean(f1), "F1 held out": fmean(held_out), "precision": fmean(precision), "recall": fmean(recall)}


def junk_figures(texts: Sequence[str], pages: Sequence[Gold]) -> dict[str, float]:
    left = [junk_left(text, junk(page)) for text, page in zip(texts, pages, strict=True)]
    return {
        "junk left": sum(map(len, left)) / sum(len(junk(page)) for page in pages),
        "pages with junk": fmean(map(bool, left)),
    }


def doorway_figures(texts: Sequence[str], kinds: Sequence[str]) -> dict[str, float]:
    """Of the pages that are nothing but spam, and of the articles beside them, how many gave a text.

    >>> doorway_figures(["中奖", " ", "文章"], ["doorway", "doorway", "clean"])
    {'spam read': 0.5, 'good pages read': 1.0}
    """
    names = {"spam read": "doorway", "good pages read": "clean"}
    given = list(zip(texts, kinds, strict=True))
    return {name: fmean(bool(text.strip()) for text, each in given if each == kind) for name, kind in names.items()}


def field_figures(system: str, answers: Sequence[Fields], pages: Sequence[Gold]) -> dict[str, float | None]:
    """The share that is right of each field, None where the system has no such field, and of all of them."""
    judged: dict[str, list[bool]] = {
        name: [
            right(name, got.get(name), page.known[name])
            for got, page in zip(answers, pages, strict=True)
            if page.known[name] is not None
        ]
        for name in FIELDS
    }
    has = SYSTEMS[system].has
    shares: dict[str, float | None] = {name: fmean(judged[name]) if name in has else None for name in FIELDS}
    return shares | {"fields": fmean(each for name in FIELDS for each in judged[name]) if has else None}


def measure() -> Part:
    articles, hijacked = golds("articles", "*/*"), golds("hijacked")
    journals = [page for page in golds("journals") if not page.where[0].name.startswith(CHECKS)]
    doorways = list(whole_pages())
    kinds = [kind for _, kind in doorways]
    pages = [page.where for page in (*articles, *hijacked)] + [where for where, _ in doorways]
    rows: dict[str, dict[str, float | None]] = {}
    failures = []
    for system in SYSTEMS:
        print(f"  {system} …", file=sys.stderr, flush=True)
        read = asking.texts(system, pages)
        texts = [text or "" for text in read.answers]
        first, second = len(articles), len(articles) + len(hijacked)
        figures = text_figures(texts[:first], articles) | junk_figures(texts[first:second], hijacked)
        rows[system] = figures | doorway_figures(texts[second:], kinds) | _fields(system, journals)
        failures += [f"{system} on {len(read.failures)}"] if read.failures else []
    strings = sum(len(junk(page)) for page in hijacked)
    said = (
        f"text: {len(articles)} Chinese pages, 2005–2022; junk: {strings} strings on {len(hijacked)} hijacked pages; "
        f"{kinds.count('doorway')} pages of spam and {kinds.count('clean')} good ones; "
        f"fields: {len(journals)} pages of journals"
    )
    failed = f" Pages on which a system failed, taken as no text: {', '.join(failures)}." if failures else ""
    return Part(
        "quality", "How right text and fields are, and how much junk is left", said, COLUMNS, rows, NOTE + failed
    )


def _fields(system: str, pages: Sequence[Gold]) -> dict[str, float | None]:
    if not SYSTEMS[system].has:
        return dict.fromkeys((*FIELDS, "fields"))
    told = asking.fields(system, [page.where for page in pages])
    return field_figures(system, [got or {} for got in told.answers], pages)
