"""What a page says of itself before any of its segments is decoded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from string import ascii_letters, digits

from cleaners.budget import Budget
from cleaners.chinese.character_forms import only_in_script
from cleaners.chinese.characters import HAN, IS_HAN
from cleaners.chinese.language_model import model
from cleaners.chinese.readings import reads
from cleaners.chinese.traditional import leans_to_simplified
from cleaners.patterns import regex
from cleaners.repair.insertion import BALANCED, spelled
from cleaners.repair.shear.costs import COST_OTHER_SCRIPT, COST_UNLISTED, COST_WIDE, MOST_UNUSUAL, USUAL
from cleaners.repair.shear.page.scorer import Scorer
from cleaners.repair.shear.page.widths import Span

_PRIVATE = regex("[\ue000-\ue765]")
# Ｘ ８ ＂ ￥: what a comma's first byte gives with the next character's; few pages write so
_RARE = ascii_letters + digits + "\"#$&'*+-./<=>@[]^_`{|}"
_WIDE_RARE = frozenset("￥￣") | {chr(0xFEE0 + ord(char)) for char in _RARE}
NUMERIC = frozenset(".%-/+")  # what stands in numbers, whatever the marks of the text are
# ] of [M]. and what stands next to Chinese
_BESIDE_HAN = regex(rf"(?<=[{HAN}\])])[!-/:;]|[!-/:;](?=[{HAN}])")


@dataclass(frozen=True, slots=True)
class PageEvidence:
    """What is known of a page while its segments are decoded.

    scorer: the language model with the page's own sound text on top. budget: of the work that the page makes.
    table: insertions seen after a character that reads so, (character, pinyin) -> how often.
    absent: characters that this page's script does not use.
    ascii_marks: ASCII punctuation that stands beside Chinese here, or in numbers.
    dropped: private-use characters may have been dropped on the way.
    silent: lost lead bytes leave no ``?``.
    proven: the process was at work here, see the words in ``shear``.
    """

    scorer: Scorer
    budget: Budget
    table: Mapping[tuple[str, str], int]
    absent: frozenset[str]
    ascii_marks: frozenset[str]
    dropped: bool
    silent: bool
    proven: bool

    def strange(self, char: str) -> float:
        """What a character costs that this page does not use."""
        if char not in self.absent:
            return 0.0
        return COST_WIDE if char > "\uff00" else COST_OTHER_SCRIPT

    def unlisted(self, char: str, pinyin: str) -> float:
        """What it costs to take a character for listed: nothing if the page lists it, more the rarer it is."""
        if (char, pinyin) in self.table:
            return 0.0
        language = model()
        rarity = max(0.0, USUAL - language.log(language.fold(char)))
        return COST_UNLISTED + min(MOST_UNUSUAL, rarity) + self.strange(char)


def page_evidence(
    text: str, sound: Iterable[Span], damaged: Iterable[Span], *, silent: bool, proven: bool, budget: Budget
) -> PageEvidence:
    """The evidence of a page.

    sound: segments where nothing is to be decoded; damaged: the others; silent, proven: what is known of it already.
    """
    language = model()
    clean = [BALANCED.sub("", text[start:end]) for start, end in sound]
    begins = [BALANCED.sub("", text[start:end].partition("?")[0]) for start, end in damaged]
    return PageEvidence(
        scorer=Scorer(language, budget, (language.fold(part) for part in clean if IS_HAN.search(part))),
        budget=budget,
        table=_table(text),
        absent=_absent(begins, clean),
        ascii_marks=frozenset(NUMERIC.union(*(_BESIDE_HAN.findall(part) for part in clean))),
        dropped=_PRIVATE.search(text) is None,
        silent=silent,
        proven=proven,
    )


def _table(text: str) -> Counter[tuple[str, str]]:
    """The listed characters that a page shows, with their pinyin."""
    table = Counter[tuple[str, str]]()
    for match in BALANCED.finditer(text):
        listed = (text[match.start() - 1 : match.start()], spelled(match[0]))
        if reads(*listed):
            table[listed] += 1
    return table


@cache
def _folded_traditional() -> list[tuple[str, str]]:
    """The characters of Traditional alone that fold, each with what it folds to."""
    fold_map = model().fold_map
    return [(char, chr(fold_map[ord(char)])) for char in only_in_script().traditional if ord(char) in fold_map]


def _absent(begins: list[str], clean: list[str]) -> frozenset[str]:
    """Characters of the other script or of rare width that what is damaged does not use.

    begins: the damaged segments before their first loss; what is sheared looks like either script. clean: the sound
    segments; a page in Traditional has a hijacker's links around it that are in Simplified, and many.
    """
    simplified, traditional, usual = only_in_script()
    in_simplified = leans_to_simplified("".join(begins) if any(map(IS_HAN.search, begins)) else "".join(clean))
    chars = set("".join(begins)).union(*(part for part in clean if leans_to_simplified(part) == in_simplified))
    if in_simplified:
        return frozenset((traditional | _WIDE_RARE) - chars)
    # 瞭 on a page that writes 了: of two forms a one-to-one conversion makes only one.
    other = {char for char, folded in _folded_traditional() if folded in chars and char not in chars}
    return frozenset((simplified | (traditional - usual) | other | _WIDE_RARE) - chars)
