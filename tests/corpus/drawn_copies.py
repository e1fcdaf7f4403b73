"""Articles drawn at random and copies of them, small enough for hundreds: what a relation of merging is tried on."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from cleaners.chinese.conversion.texts import to_traditional
from cleaners.repair import UNDECIDED
from outputs.corpus.copies import Copy
from outputs.corpus.merging.folding import folded
from tests.corpus.hard_copies import Body, record_of
from tests.mirror.damage import to_kit
from tests.mirror.truth import Truth, load_all

Passages = list[tuple[int | None, str]]

TRUTHS = load_all()
PROSE = [
    p
    for truth in TRUTHS
    for s in truth.sections
    for p in s.paragraphs
    # A text that conversion changes beyond its characters (座標) is no matter of merging.
    if "\n" not in p and 20 < len(p) < 160 and folded(to_kit(p)) == folded(to_traditional(p)) == folded(p)
]
CITED = max(TRUTHS, key=lambda truth: len(truth.references))
NAMES = (
    "刘文忻",
    "邱立成",
    "岳昌君",
    "夏业良",
    "周小亮",
    "史晋川",
    "焦方义",
    "张宗益",
    "唐拥军",
    "荣兆梓",
    "李天德",
    "陈宗胜",
)
TOWNS = ("北京", "南开", "浙江", "复旦", "福州", "重庆", "山东", "厦门")


@dataclass(frozen=True, slots=True)
class Drawn:
    """truth: the article's passages. copies: of it, each on a host of its own."""

    truth: Passages
    copies: list[Copy]


def article(rng: random.Random) -> Passages:
    """Paragraphs under headings that cite the reference list, or a programme, whose lines are of one form."""
    passages: Passages = []
    for number in range(1, rng.randint(3, 6)):
        if rng.random() < 0.5:
            passages.append(
                (1, f"{'一二三四五六'[number - 1]}、{rng.choice(TOWNS)}的{rng.choice(('对策', '方法', '结果'))}")
            )
            for text in rng.sample(PROSE, rng.randint(1, 3)):
                passages.append((None, text + (f"[{rng.randint(1, 5)}]" if rng.random() < 0.5 else "")))
        else:
            passages.append((None, f"({number}{rng.choice('abc')}) {rng.choice(TOWNS)}经济学{rng.choice('ⅠⅡⅢ')}"))
            passages.append((None, f"地 点：经济学院第二教学楼{rng.randint(2, 3)}0{number}"))
            passages += [
                (None, f"{role}：{rng.choice(NAMES)}（{rng.choice(TOWNS)}大学经济学院）")
                for role in ("主 席", "评论人")
            ]
    return list(dict.fromkeys(passages))  # no line twice: of two that are equal none could be missed


def drawn(seed: int, number: int = 3, damaged: bool = True, dropped: float = 0.2) -> Drawn:
    """Copies of an article, some in the kit's Traditional. damaged: or whole but for what they dropped."""
    rng = random.Random(seed)
    truth = article(rng)
    copies = []
    for n in range(number):
        passages = [passage for passage in truth if rng.random() >= dropped]
        if damaged:
            passages = [(level, spoiled(text, rng)) for level, text in passages]
            if not any(UNDECIDED in text for _, text in passages):  # or nothing would tell that it is damaged
                passages = [(level, text + UNDECIDED * (not n)) for n, (level, text) in enumerate(passages)]
        copies.append(copy_of(passages, n, "Hant" if rng.random() < 0.3 else "Hans", rng))
    return Drawn(truth, copies)


def copy_of(passages: Passages, number: int, script: str, rng: random.Random) -> Copy:
    """A copy on a host, with some of the reference list."""
    if script == "Hant":
        passages = [(level, to_kit(text)) for level, text in passages]
    references = tuple(r for r in CITED.references if rng.random() < 0.8)
    truth: Truth = replace(CITED, references=references)
    return Copy(f"site{number}", record_of(Body(passages, [], script), truth, f"http://m{number}.example/1.html"))


def spoiled(text: str, rng: random.Random) -> str:
    """The text with a character made another, and one to three lost, in every twenty to forty of them."""
    out, i = "", 0
    while i < len(text):
        chance = rng.random()
        if chance < 0.02 and text[i] > "\u4e00":
            out += rng.choice("工会管理经济学报")
        elif chance < 0.04:
            out += UNDECIDED
            i += rng.randrange(3)
        else:
            out += text[i]
        i += 1
    return out
