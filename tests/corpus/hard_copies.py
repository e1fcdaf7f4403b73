"""Copies of an article that are hard to merge, made of a known truth, and how much of it a merged record gives back.

Every copy has damage of its own: ``direct`` writes wrong characters and lost runs into the record, as a repair that
failed leaves them; ``repaired`` damages the text with the mirror's process and has ``repair`` mend it. Both drop
paragraphs, put in lines that recur on the copy's host, cut one copy of some short, and leave one of some in the kit's
Traditional. ``python -m tests.corpus.hard_copies`` prints the figures,
with a folder of real pages behind it of theirs.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

from rapidfuzz.distance import Levenshtein

from cleaners import Article, repair
from cleaners.article import Author, Edit, Reference, Section
from cleaners.chinese.conversion.texts import to_simplified
from cleaners.journal.citations import cite
from cleaners.junk.recurring import SHORTEST
from cleaners.page import Page
from cleaners.references import entry
from cleaners.repair import UNDECIDED
from outputs.corpus.copies import Copy
from outputs.corpus.merging import merge
from outputs.corpus.merging.folding import folded
from outputs.record import to_record
from outputs.record_types import Record
from tests.corpus.real_articles import real_articles
from tests.mirror.damage import Table, damage, make_table, to_kit
from tests.mirror.truth import Truth, load_all

Kind = Literal["direct", "repaired", "one table"]
KINDS: tuple[Kind, ...] = ("direct", "repaired", "one table")

WRONG = 0.03  # of the Han characters: silently another one
LOST = 0.006  # of the characters: a run of lost ones begins
DROPPED = 0.1  # of the paragraphs
LINES = (
    "本文来源于网络，版权归原作者所有，如有侵权请与本站联系删除。",
    "欢迎关注本站微信公众号，每天为您推送更多精彩论文与期刊资讯。",
    "本站提供期刊投稿咨询服务，客服热线全天二十四小时为您开通。",
    "更多相关范文请点击查看本栏目的其他文章，祝您阅读愉快。",
    "声明：本页内容仅供学习交流之用，请于下载后一日之内删除。",
)
_JOINT = "\n\n"
SHORT_LINE = "收藏本页"  # of one host: what is short and of all is no host's, as 结语 is not


@dataclass(frozen=True, slots=True)
class Case:
    """truth: the article's paragraphs and headings, in order. recurring: host → what recurs there, folded."""

    truth: tuple[str, ...]
    copies: tuple[Copy, ...]
    recurring: dict[str, frozenset[str]]

    def recurs(self, host: str, paragraph: str) -> bool:
        return folded(paragraph) in self.recurring.get(host, ())


@dataclass(slots=True)
class Body:
    """What damage is done to: (level of a heading or None, text) of every passage."""

    passages: list[tuple[int | None, str]]
    repairs: list[Edit] = field(default_factory=list)
    script: str = "Hans"


def body_of(truth: Truth) -> Body:
    """An article of the mirror, of what GBK can write."""
    passages: list[tuple[int | None, str]] = []
    for section in truth.sections:
        if section.heading:
            passages.append((section.level, section.heading))
        passages += [(None, text) for text in section.paragraphs if "\n" not in text]
    return Body([(level, text.encode("gbk", "ignore").decode("gbk")) for level, text in passages])


def record_of(body: Body, truth: Truth, url: str) -> Record:
    """The record that a page with such a body gives."""
    sections: list[Section] = []
    for level, text in body.passages:
        if level is not None:
            sections.append(Section(level, text, ()))
            continue
        last = sections.pop() if sections else Section(0, "", ())
        sections.append(replace(last, paragraphs=(*last.paragraphs, text)))
    references: tuple[Reference, ...] = tuple(entry.parse(reference.raw) for reference in truth.references)
    text = "\n\n".join(text for _, text in body.passages)
    article = Article(
        url,
        title=truth.title,
        authors=tuple(Author(author.name) for author in truth.authors),
        journal=truth.journal,
        year=truth.year,
        issue=truth.issue,
        sections=tuple(sections),
        text=text,
        references=references,
        citations=cite(sections, references),
        language="zh",
        script=body.script,
        repairs=tuple(body.repairs),
        undecided=text.count(UNDECIDED),
    )
    return to_record(article, Page(url, b""))


@lru_cache(64)
def case(truth: Truth, kind: Kind, seed: int, number: int = 3) -> Case:
    """Copies of an article, each on a host of its own."""
    rng = random.Random(f"{truth.id} {kind} {seed}")
    whole = body_of(truth)
    table = _table(whole, rng)
    cut, traditional = rng.randrange(2 * number), rng.randrange(3 * number)
    copies, recurring = [], {}
    for n in range(number):
        host = f"m{n}.example"
        own = [*rng.sample(LINES, 3), *([SHORT_LINE] if n == 1 else [])]
        body = whole
        if kind == "direct":
            body = _wrong(body, rng)
        else:
            # Of one table: two of three, as two mirrors of one kit.
            mine = table if kind == "one table" and n < 2 else _table(whole, rng)
            body = _mended(body, mine, rng)
        body = Body(_dropped(body.passages, rng), body.repairs, body.script)
        if n == cut:
            body.passages = _cut(body.passages, rng)
        if n == traditional:
            body.passages, body.script = [(level, to_kit(text)) for level, text in body.passages], "Hant"
        for line in own:
            # A short one only where the other copies go on: behind their ends nothing tells it from a 结语.
            at = rng.randrange(len(whole.passages) // 3 if line == SHORT_LINE else len(body.passages) + 1)
            body.passages.insert(at, (None, to_kit(line) if body.script == "Hant" else line))
        true_ones = [text for level, text in body.passages if level and len(text) < SHORTEST and rng.random() < 0.3]
        recurring[host] = frozenset(map(folded, (*own, *true_ones)))
        copies.append(
            Copy(f"site{n}", record_of(body, truth, f"http://{host}/page/2014/0805/{seed + 1000000}{n}.html"))
        )
    return Case(tuple(text for _, text in whole.passages), tuple(copies), recurring)


def _table(body: Body, rng: random.Random) -> Table:
    return make_table(rng, rng.choice((33, 60, 100)), sample=to_kit("".join(text for _, text in body.passages)))


def _wrong(body: Body, rng: random.Random) -> Body:
    """Characters made others, and runs of them lost; some of it is a repair's doing and on record as unsure."""
    frequent = re.findall(r"[\u4e00-\u9fff]", "".join(text for _, text in body.passages))
    passages: list[tuple[int | None, str]] = []
    repairs: list[Edit] = []
    place = 0
    for level, text in body.passages:
        out, i = [], 0
        while i < len(text):
            chance = rng.random()
            if chance < LOST:
                run = rng.randint(1, 6)
                out.append(UNDECIDED * rng.randint(1, run))
                i += run
                continue
            if chance < LOST + WRONG and text[i] in frequent:
                out.append(rng.choice(frequent))
                if rng.random() < 0.5:
                    after = "".join((*out[-3:], text[i + 1 : i + 3]))
                    repairs.append(Edit(place + i, "?", after, "shear", round(rng.uniform(0.4, 0.9), 2)))
            else:
                out.append(text[i])
            i += 1
        passages.append((level, "".join(out)))
        place += len(text) + 2
    return Body(passages, repairs, body.script)


def _mended(body: Body, table: Table, rng: random.Random) -> Body:
    """The text through the kit's process and ``repair``, back in Simplified; a lost line break joins two passages."""
    text = "".join(f"<p>{'#' * (level or 0)}{text}</p>\n" for level, text in body.passages)
    mended = repair(damage(to_kit(text), table, rng, breaks=rng.choice((0.3, 0.6, 1.0))))
    passages: list[tuple[int | None, str]] = []
    for line in re.split(r"(?:</?p>|\n)+", to_simplified(mended.text)):
        if line.strip("#"):
            level = len(line) - len(line.lstrip("#"))
            passages.append((level or None, line.strip("#")))
    return Body(passages, list(mended.edits), "Hans")


def _dropped(passages: Sequence[tuple[int | None, str]], rng: random.Random) -> list[tuple[int | None, str]]:
    return [passage for passage in passages if rng.random() >= DROPPED]


def _cut(passages: Sequence[tuple[int | None, str]], rng: random.Random) -> list[tuple[int | None, str]]:
    at = rng.randrange(len(passages) // 2, len(passages))
    level, text = passages[at]
    return [*passages[:at], (level, text[: rng.randrange(1, len(text) + 1)])]


@dataclass(frozen=True, slots=True)
class Compared:
    """A text beside the truth. right: characters, by passage and place, that it has right; wrong: that it has not.

    missing: passages that it has nowhere. extra: characters that are in no passage of the truth, foreign lines apart.
    foreign: lines that recur on a host.
    """

    right: frozenset[tuple[int, int]]
    wrong: frozenset[tuple[int, int]]
    missing: frozenset[int]
    extra: int
    foreign: int


def compared(truth: Sequence[str], record: Record, foreign: frozenset[str]) -> Compared:
    """A record's text beside the truth; script and width aside, and the order of whole passages.

    The two texts are aligned as wholes, so that each character of the record stands for one of the truth at most: of
    two lines that are alike, as a programme has them by the dozen, each has its own. What then has no counterpart is
    looked for among the passages that are nobody's, one for one.
    """
    passages = [folded(p) for p in record["text"].split(_JOINT)]
    own = [p for p in passages if p not in foreign]
    there = _places_in_order([folded(p) for p in truth], own)
    missing = {n for n, places in enumerate(there) if sum(same for _, same in places.values()) < 0.4 * len(truth[n])}
    used = {at for n, places in enumerate(there) if n not in missing for at, _ in places.values()}
    starts = [sum(len(p) + 1 for p in own[:i]) for i in range(len(own))]
    free = {
        i
        for i, (start, p) in enumerate(zip(starts, own, strict=True))
        if sum(start + k in used for k in range(len(p))) < 0.3 * len(p)
    }
    for n in sorted(missing):
        passage = folded(truth[n])
        if not free:
            break
        alike, best = max((Levenshtein.normalized_similarity(passage, own[i]), -i) for i in free)
        if alike >= 0.5:
            free.remove(-best)
            used -= set(range(starts[-best], starts[-best] + len(own[-best])))
            there[n] = {a: (starts[-best] + b, same) for a, (b, same) in _aligned(passage, own[-best]).items()}
            missing.remove(n)
            used |= {at for at, _ in there[n].values()}
    counted = [n for n in range(len(truth)) if n not in missing]
    right = {(n, at) for n in counted for at, (_, same) in there[n].items() if same}
    wrong = {(n, at) for n in counted for at in range(len(truth[n]))} - right
    extra = sum(map(len, own)) - len(used)
    return Compared(frozenset(right), frozenset(wrong), frozenset(missing), extra, len(passages) - len(own))


def _places_in_order(truth: Sequence[str], own: Sequence[str]) -> list[dict[int, tuple[int, bool]]]:
    """Of each passage its characters → where in the joined record each stands, or another in its place."""
    found: list[dict[int, tuple[int, bool]]] = []
    text, start = "\n".join(own), 0
    aligned = _aligned("\n".join(truth), text)
    for passage in truth:
        places = {at: aligned[start + at] for at in range(len(passage)) if start + at in aligned}
        found.append({at: (there, same) for at, (there, same) in places.items() if text[there] != "\n"})
        start += len(passage) + 1
    return found


def _aligned(one: str, other: str) -> dict[int, tuple[int, bool]]:
    """Place in one → place in the other, and whether they have the same there; what is in one alone is left out."""
    return {
        op.src_start + k: (op.dest_start + k, op.tag == "equal")
        for op in Levenshtein.opcodes(one, other)
        if op.tag in ("equal", "replace")
        for k in range(op.src_end - op.src_start)
    }


@dataclass(slots=True)
class Score:
    """healable: characters wrong on a copy and right on another; unhealed: those that are wrong in the merged text.

    mean: wrong characters of the mean copy; left: of the merged text. true, lost: passages that some copy has, and
    those of them that the merged text has not. foreign: lines left that recur on their host.
    """

    cases: int = 0
    healable: int = 0
    unhealed: int = 0
    mean: float = 0.0
    left: int = 0
    true: int = 0
    lost: int = 0
    foreign: int = 0
    odds: int = 0

    def add(self, case: Case, merged: Record) -> None:
        foreign = frozenset(folded(line) for line in (*LINES, SHORT_LINE))
        after = compared(case.truth, merged, foreign)
        before = [compared(case.truth, copy.record, foreign) for copy in case.copies]
        self.cases += 1
        for i, one in enumerate(before):
            healable = {p for p in one.wrong if any(p in other.right for j, other in enumerate(before) if j != i)}
            self.healable += len(healable)
            self.unhealed += len(healable - after.right)
        self.mean += sum(len(one.wrong) + one.extra for one in before) / len(before)
        self.left += len(after.wrong) + after.extra
        there = [n for n in range(len(case.truth)) if any(n not in one.missing for one in before)]
        self.true += len(there)
        self.lost += sum(n in after.missing for n in there)
        self.foreign += after.foreign
        self.odds += len(merged.get("disagreements", ()))

    @property
    def healed(self) -> float:
        """Of the wrong characters that some copy has right, the share that is gone."""
        return 1 - self.unhealed / max(self.healable, 1)

    @property
    def remaining(self) -> float:
        """Wrong characters of the merged text to those of the mean copy."""
        return self.left / max(self.mean, 1)

    def __str__(self) -> str:
        return (
            f"{self.cases} cases: healed {self.healed:.4f} of {self.healable}, wrong left {self.remaining:.3f} of the "
            f"mean copy's {self.mean:.0f}, passages lost {self.lost} of {self.true}, "
            f"foreign lines left {self.foreign}, disagreements {self.odds}"
        )


def measure(
    kind: Kind,
    truths: Iterable[Truth],
    seeds: Iterable[int],
    number: int = 3,
    look: Callable[[Case, Record], None] = lambda case, merged: None,
) -> Score:
    """How merging does on such copies of these articles."""
    score = Score()
    for truth, seed in _pairs(truths, seeds):
        made = case(truth, kind, seed, number)
        merged = merge(made.copies, made.recurs)
        score.add(made, merged)
        look(made, merged)
    return score


def _pairs(truths: Iterable[Truth], seeds: Iterable[int]) -> Iterator[tuple[Truth, int]]:
    numbers = list(seeds)
    return ((truth, seed) for truth in truths for seed in numbers)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="of pages, *.html.gz (default: the mirror's own articles)")
    parser.add_argument("--every", type=int, default=1, help="of so many pages one")
    parser.add_argument("--seeds", type=int, nargs=2, default=(0, 2), metavar=("FIRST", "END"))
    args = parser.parse_args()
    texts = list(real_articles(args.folder, args.every)) if args.folder else load_all()
    for kind in KINDS:
        print(f"{kind}: {measure(kind, texts, range(*args.seeds))}", flush=True)
