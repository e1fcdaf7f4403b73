"""Records in any number, and which of them are one article: ``python -m tests.corpus.scale N FOLDER [--seed S]``.

Writes ``FOLDER/data/<site>/records-1.jsonl`` and ``FOLDER/truth.jsonl``: a line for each record with ``site``, ``url``,
``work`` (records of the same one are copies) and ``kind`` (of Kind). Half the records are copies of another one. Same
N and seed, same bytes.

The language is a model's: words of one to four characters, common ones often (Zipf), topics that have words of their
own, and stock phrases, so that two articles share a few shingles as real ones do.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, islice
from pathlib import Path
from typing import Literal

from cleaners import Article, Page
from cleaners.chinese.character_forms import converter
from outputs import jsonl
from outputs.corpus.copies import Copy
from outputs.record import to_record
from outputs.record_types import Record

#: plain: title and text of its own. short: 60 to 250 characters. part: of a series, with its title's stem and its first
#: paragraph. quoting: 30 to 50 % of it is of a statute. statute: the same, by itself. editorial: with a title that many
#: have, and that is short. translation: of a plain one, in Latin letters. volume: two plain ones whole, in one.
Kind = Literal["plain", "short", "part", "quoting", "statute", "editorial", "translation", "volume"]

SITES = tuple(f"site{n:02}" for n in range(24))
#: Copies beside the first, and how often: one in the mean.
COPIES = ((0, 45), (1, 30), (2, 15), (4, 5), (5, 5))
#: Of the copies, how many have lost characters (3 %), paragraphs (30 %), letters of the title, or the title itself; how
#: many are in Traditional. Each by itself, so that some have all of it.
DAMAGED, SHORTENED, MISTITLED, RETITLED, CONVERTED = 0.5, 0.4, 0.3, 0.03, 0.1
CHARACTERS_LOST, PARAGRAPHS_LOST = 0.03, 0.3
#: Share of the records that have an id which their copies share.
WITH_ID = 0.1
STATUTES = 40
#: A record says its text twice (text, sections): so many characters of three bytes are 10 kB.
LONGEST = 1400

_PARTS = ("（上）", "（中）", "（下）", "（一）", "（二）", "（三）", "(续)")
_EDITORIALS = ("卷首语", "编者按", "本期导读", "征稿启事", "新年寄语")


@dataclass(frozen=True)
class Work:
    """What somebody wrote, before anyone copied it."""

    kind: Kind
    title: str
    paragraphs: tuple[str, ...]


class Language:
    """A seeded model that writes."""

    def __init__(self, seed: int) -> None:
        rng = self.rng = random.Random(seed)
        chars = [bytes((row, cell)).decode("gb2312") for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFF)]
        rng.shuffle(chars)
        weights = list(accumulate(1 / (n + 5) for n in range(len(chars))))
        sizes = rng.choices((1, 2, 3, 4), (6, 70, 14, 10), k=20_000)
        self.words = ["".join(rng.choices(chars, cum_weights=weights, k=size)) for size in sizes]
        self.common = list(accumulate(1 / (n + 2.7) for n in range(len(self.words))))
        self.topics = [rng.sample(self.words[200:], 300) for _ in range(400)]
        self.topical = list(accumulate(1 / (n + 2.7) for n in range(300)))
        self.stock = ["".join(rng.choices(self.words, cum_weights=self.common, k=5)) for _ in range(500)]
        self.statutes = [self.paragraphs(rng.choice(self.topics), 500) for _ in range(STATUTES)]
        self.boilerplate = {site: self.sentence(rng.choice(self.topics), rng.randint(15, 45)) for site in SITES}
        self.latin = ["".join(rng.choices("aeioubcdfglmnprst", k=rng.randint(2, 9))) for _ in range(8000)]

    def sentence(self, topic: list[str], words: int) -> str:
        """So many words, half of them of the topic, and their marks."""
        rng = self.rng
        half = words // 2
        said = rng.choices(self.words, cum_weights=self.common, k=words - half)
        said += rng.choices(topic, cum_weights=self.topical, k=half)
        rng.shuffle(said)
        if words > 8:
            said.insert(words // 2, "，")
        if rng.random() < 0.12:
            said.insert(0, rng.choice(self.stock) + "，")
        return "".join(said) + "。"

    def paragraphs(self, topic: list[str], characters: int) -> tuple[str, ...]:
        """Paragraphs of two to five sentences, so many characters in all at least."""
        found: list[str] = []
        while characters > 0:
            found.append("".join(self.sentence(topic, self.rng.randint(6, 18)) for _ in range(self.rng.randint(2, 5))))
            characters -= len(found[-1])
        return tuple(found)

    def title(self, topic: list[str]) -> str:
        return self.sentence(topic, self.rng.randint(4, 8)).replace("，", "").rstrip("。")

    def translation(self, work: Work) -> Work:
        """The work in another language: nothing of its text."""
        rng = self.rng
        paragraphs = (" ".join(rng.choices(self.latin, k=max(5, len(text) // 4))) + "." for text in work.paragraphs)
        return Work("translation", " ".join(rng.choices(self.latin, k=7)).capitalize(), tuple(paragraphs))

    def works(self) -> Iterator[Work]:
        """Works without end, those that belong together one after the other."""
        rng = self.rng
        before, statutes = None, list(self.statutes)
        while True:
            topic = rng.choice(self.topics)
            drawn = rng.random()
            if drawn < 0.10:
                yield Work("short", self.title(topic), self.paragraphs(topic, rng.randint(60, 200)))
            elif drawn < 0.16:
                stem, first = self.title(topic), self.paragraphs(topic, 60)
                marks = _PARTS[:3] if rng.random() < 0.5 else _PARTS[3:]
                for mark in marks[: rng.randint(2, 3)]:
                    yield Work("part", stem + mark, first + self.paragraphs(topic, rng.randint(400, 1100)))
            elif drawn < 0.26:
                own = self.paragraphs(topic, rng.randint(550, 850))
                yield Work("quoting", self.title(topic), _amid(rng, own, rng.choice(self.statutes)))
            elif drawn < 0.31:
                yield Work("editorial", rng.choice(_EDITORIALS), self.paragraphs(topic, rng.randint(150, 700)))
            elif drawn < 0.33 and statutes:
                yield Work("statute", self.title(topic), statutes.pop())
            else:
                work = Work("plain", self.title(topic), self.paragraphs(topic, rng.randint(300, LONGEST - 250)))
                yield work
                if drawn < 0.37:
                    yield self.translation(work)
                elif drawn < 0.39 and before and len("".join(work.paragraphs + before.paragraphs)) < LONGEST:
                    yield Work("volume", self.title(topic), before.paragraphs + work.paragraphs)
                before = work

    def copied(self, work: Work) -> Work:
        """The work as a copy has it, more or less of it gone."""
        rng = self.rng
        title, paragraphs = work.title, list(work.paragraphs)
        if rng.random() < SHORTENED and len(paragraphs) > 2:
            lost = max(1, round(len(paragraphs) * PARAGRAPHS_LOST))
            for at in sorted(rng.sample(range(len(paragraphs)), lost), reverse=True):
                del paragraphs[at]
        if rng.random() < DAMAGED:
            paragraphs = [self.damaged(text) for text in paragraphs]
        if rng.random() < RETITLED:
            title = self.title(rng.choice(self.topics))
        elif rng.random() < MISTITLED:
            title = self.damaged(title, least=1) if rng.random() < 0.7 else title + "_" + rng.choice(self.words) + "网"
        return Work(work.kind, title, tuple(paragraphs))

    def damaged(self, text: str, least: int = 0) -> str:
        """The text with 3 % of its characters wrong or gone."""
        chars = list(text)
        for _ in range(max(least, round(len(chars) * CHARACTERS_LOST))):
            chars[int(self.rng.random() * len(chars))] = self.rng.choice(("�", "", "？", "銆", "乱"))
        return "".join(chars)


def _amid(rng: random.Random, own: tuple[str, ...], quoted: tuple[str, ...]) -> tuple[str, ...]:
    """Paragraphs with others somewhere amid them."""
    at = rng.randint(0, len(own))
    return own[:at] + quoted + own[at:]


@dataclass(frozen=True)
class Made:
    """A record and what is known of it."""

    copy: Copy
    work: int
    kind: Kind


def made(count: int, seed: int = 1) -> Iterator[Made]:
    """So many records, the copies of a work at hosts drawn at random, in an order drawn at random nearby."""
    language = Language(seed)
    yield from _shuffled(islice(_made(language), count), language.rng)


def _made(language: Language) -> Iterator[Made]:
    rng = language.rng
    counts, weights = zip(*COPIES, strict=True)
    page = 0
    for number, work in enumerate(language.works()):
        identity = f"doi:10.5555/{number}" if rng.random() < WITH_ID else ""
        for nth in range(1 + rng.choices(counts, weights)[0]):
            page += 1
            site = rng.choice(SITES)
            found = language.copied(work) if nth else work
            url = f"http://www.{site}.example/{2000 + page % 20}/{page}.html"
            record = _record(found, site, url, language.boilerplate[site], identity or f"url:{page:016x}")
            if nth and rng.random() < CONVERTED:
                record = _converted(record)
            yield Made(Copy(site, record), number, work.kind)


def _shuffled(items: Iterator[Made], rng: random.Random) -> Iterator[Made]:
    """The same, those of some thousand in any order."""
    while batch := list(islice(items, 5000)):
        rng.shuffle(batch)
        yield from batch


@cache
def _blank() -> Record:
    """A record with every field, and nothing in it."""
    page = Page("http://www.site.example/", b"")
    return to_record(Article(page.url, language="zh", script="Hans"), page)


def _record(work: Work, site: str, url: str, boilerplate: str, identity: str) -> Record:
    paragraphs = [*work.paragraphs, boilerplate]
    found = _blank().copy()
    found["id"], found["url"], found["title"] = identity, url, work.title
    found["text"] = "\n\n".join(paragraphs)
    found["sections"] = [{"level": 1, "heading": "", "paragraphs": paragraphs, "captions": [], "notes": []}]
    found["site"], found["run"], found["version"], found["fetched"] = (
        site,
        "20261101T000000Z",
        1,
        "2026-11-01T00:00:00Z",
    )
    if work.kind == "translation":
        found["language"], found["script"] = "en", ""
    return found


def _converted(record: Record) -> Record:
    """The record in Traditional."""
    found = record.copy()
    convert = converter("s2t").convert
    found["title"], found["text"], found["script"] = convert(record["title"]), convert(record["text"]), "Hant"
    found["sections"] = [{**record["sections"][0], "paragraphs": found["text"].split("\n\n")}]
    return found


@dataclass(frozen=True)
class Score:
    """Of pairs of records: together in a cluster and copies of one work, together and not, copies and not together."""

    right: int
    wrong: int
    missed: int

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed)

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong)


def score(clusters: Iterable[Sequence[tuple[str, str]]], works: Mapping[tuple[str, str], int]) -> Score:
    """How clusters of (site, url) compare with the truth, pair by pair.

    >>> works = {("a", "1"): 1, ("b", "1"): 1, ("c", "1"): 1, ("d", "1"): 2}
    >>> score([[("a", "1"), ("b", "1"), ("d", "1")], [("c", "1")]], works)
    Score(right=1, wrong=2, missed=2)
    """
    right = together = 0
    for cluster in clusters:
        right += sum(map(_pairs, Counter(works[key] for key in cluster).values()))
        together += _pairs(len(cluster))
    copies = sum(map(_pairs, Counter(works.values()).values()))
    return Score(right, together - right, copies - right)


def _pairs(count: int) -> int:
    return count * (count - 1) // 2


def write(folder: Path, count: int, seed: int = 1) -> None:
    """So many records below ``folder/data`` and what is known of them in ``folder/truth.jsonl``."""
    with ExitStack() as stack:
        streams = {}
        for site in SITES:
            (shard := folder / "data" / site / "records-1.jsonl").parent.mkdir(parents=True, exist_ok=True)
            streams[site] = stack.enter_context(shard.open("wb"))
        truth = stack.enter_context((folder / "truth.jsonl").open("w", encoding="utf-8", newline="\n"))
        for each in made(count, seed):
            site, record = each.copy.site, each.copy.record
            streams[site].write(jsonl.line(record))
            known = {"site": site, "url": record["url"], "work": each.work, "kind": each.kind}
            truth.write(json.dumps(known, separators=(",", ":")) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.corpus.scale", description=__doc__.partition(":")[0])
    parser.add_argument("count", type=int, metavar="N", help="how many records")
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="gets data/ and truth.jsonl")
    parser.add_argument("--seed", type=int, default=1, help="another one gives other records (1)")
    args = parser.parse_args()
    write(args.folder, args.count, args.seed)


if __name__ == "__main__":
    main()
