"""Damaged text of known truth, repaired by us and by what else there is: the systems, their outcome and their time.

``python -m tests.bench.restoration`` reads texts as a JSON list on standard input and has every system repair each of
them, in turns, in this one process: first all once (cold), then all again (warm). It writes ``Repairs`` as JSON. What a
system loads at its first use is loaded before, by a line that is none of the texts.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal, get_args

from rapidfuzz.distance import Levenshtein

from cleaners.patterns import regex
from tests.bench.part import OURS
from tests.conftest import ROOT

#: Annotated, sheared, with mojibake and a mark that is broken: each system loads all that it has.
FIRST = "面(miàn)對面、實打?qū)嵶龊眯滦蝿菹氯罕姽ぷ?/h1> ä¸\u00adæ–‡ å®¶"

#: What an engineer writes who has looked at some pages: Latin letters that may be pinyin, behind a Chinese character,
#: with what is left of their parentheses. 關(guān)系, 打?qū)嵶, 習(xi ) 近平
PINYIN = regex("(?<=[\u4e00-\u9fff])[?？]?[(（]?[a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]{1,6} ?[)）]")


def by_us(text: str) -> str:
    from cleaners.repair import repair

    return repair(text).text


def by_ftfy(text: str) -> str:
    import ftfy

    return ftfy.fix_text(text)


def by_careful_ftfy(text: str) -> str:
    """With the settings that we give it, which leave Chinese punctuation alone."""
    from cleaners.repair.mojibake.other import careful_fix

    return careful_fix()(text)


def by_pattern(text: str) -> str:
    """
    >>> by_pattern("關(guān)系，群眾f(x)，打?qū)嵶")
    '關系，群眾f(x)，打嵶'
    """
    return PINYIN.sub("", text)


SYSTEMS: dict[str, Callable[[str], str]] = {
    OURS: by_us,
    "ftfy, its defaults": by_ftfy,
    "ftfy, as we configure it": by_careful_ftfy,
    "a pinyin regex": by_pattern,
}


@dataclass(frozen=True, slots=True)
class Repairs:
    """What one system made of some texts, and the processor seconds it took, cold and warm."""

    texts: tuple[str, ...]
    cold: float
    warm: float


def repairs(texts: Sequence[str]) -> dict[str, Repairs]:
    """By system; each text must be given once, for a second time a cache would be measured."""
    for system in SYSTEMS.values():
        system(FIRST)
    taken = {name: [0.0, 0.0] for name in SYSTEMS}
    came: dict[str, list[str]] = {name: [] for name in SYSTEMS}
    for again in (0, 1):
        for text in texts:
            for name, system in SYSTEMS.items():
                begin = time.process_time()
                repaired = system(text)
                taken[name][again] += time.process_time() - begin
                if not again:
                    came[name].append(repaired)
    return {name: Repairs(tuple(came[name]), *taken[name]) for name in SYSTEMS}


def fresh(texts: Sequence[str]) -> dict[str, Repairs]:
    """``repairs`` in a process of its own."""
    line = [sys.executable, "-m", "tests.bench.restoration"]
    done = subprocess.run(line, cwd=ROOT, input=json.dumps(texts), stdout=subprocess.PIPE, text=True, check=True)
    came = json.loads(done.stdout)
    return {name: Repairs(tuple(each["texts"]), each["cold"], each["warm"]) for name, each in came.items()}


@dataclass(frozen=True, slots=True)
class Restored:
    """Counts of the truth's characters, of one text or of several.

    damaged: that did not stand as they should; lost: of those, in whose place stood another one or none; restored,
    recovered: of each, that stand as they should now; false: that did and do not any more; errors: insertions,
    deletions and substitutions between the truth and what came out.
    """

    characters: int = 0
    damaged: int = 0
    restored: int = 0
    lost: int = 0
    recovered: int = 0
    false: int = 0
    errors: int = 0

    def __add__(self, other: Restored) -> Restored:
        return Restored(*(getattr(self, name) + getattr(other, name) for name in Restored.__slots__))


def compared(truth: str, damaged: str, repaired: str) -> Restored:
    """How much of a text is restored.

    >>> compared("關系，群眾", "關(guān)系，群?", "關系,群?")
    Restored(characters=5, damaged=2, restored=1, lost=1, recovered=0, false=1, errors=2)
    """
    pairs = Counter(zip(standing(truth, damaged), standing(truth, repaired), strict=True))
    return Restored(
        characters=len(truth),
        damaged=sum(pairs.values()) - sum(pairs["sound", now] for now in get_args(State)),
        restored=pairs["annotated", "sound"] + pairs["lost", "sound"],
        lost=sum(pairs["lost", now] for now in get_args(State)),
        recovered=pairs["lost", "sound"],
        false=pairs["sound", "annotated"] + pairs["sound", "lost"],
        errors=Levenshtein.distance(truth, repaired),
    )


#: annotated: it stands there with something foreign behind it. lost: another one stands in its place, or none.
State = Literal["sound", "annotated", "lost"]


def standing(truth: str, text: str) -> list[State]:
    """How each character of the truth stands in a text.

    >>> standing("關系，群眾", "關(guān)系，群?")
    ['annotated', 'sound', 'sound', 'sound', 'lost']
    """
    stands: list[State] = ["lost"] * len(truth)
    for part in Levenshtein.opcodes(truth, text):
        if part.tag == "equal":
            stands[part.src_start : part.src_end] = ["sound"] * (part.src_end - part.src_start)
        elif part.tag == "insert" and stands[before := max(part.src_start - 1, 0)] == "sound":
            stands[before] = "annotated"
    return stands


if __name__ == "__main__":
    json.dump({name: asdict(each) for name, each in repairs(json.load(sys.stdin)).items()}, sys.stdout)
