"""What the moves know of the segment they are in."""

from __future__ import annotations

from cleaners.chinese.characters import HAN
from cleaners.patterns import regex
from cleaners.repair.shear.moves.ranking import Ranking
from cleaners.repair.shear.page.evidence import PageEvidence
from cleaners.repair.shear.tokens import MARKS, NARROW_MARKS, Token, tokens

# 鄉土博物館 口述說明 展牌設計 ; 學(xué) 習
_BLANK = regex(rf"(?<=[{HAN})])[ \u3000]+(?=[{HAN}])")
# 鄉土博物館；口述說明, 展牌設計
_PARTS = regex(rf"[,;，；、](?=\s*[{HAN}])")


class Segment:
    """A damaged segment: its text, its tokens, the page it stands on, and the candidates ranked so far.

    narrow: its full-width ASCII was made narrow. marks: before which a break may have come in, as they stand here.
    parted: blanks part the words here, and no mark does.
    """

    def __init__(self, text: str, page: PageEvidence, narrow: bool) -> None:
        self.text = text
        self.page = page
        self.tokens = tokens(text, MARKS if page.silent else "")
        self.narrow = narrow
        self.marks = MARKS + NARROW_MARKS if narrow else MARKS
        self.parted = len(_BLANK.findall(text)) > 1 and not _PARTS.search(text)
        self.scorer = page.scorer
        self.fold = page.scorer.model.fold
        self.ranking = Ranking(page)
        self._suffixes: dict[tuple[int, int], tuple[str, str]] = {}

    def after(self, token: Token, length: int) -> str:
        """The text behind a token, at most ``length`` characters of it."""
        return self.text[token.end : token.end + length]

    def suffix(self, token: Token, skip: int) -> tuple[str, str]:
        """A token's text without its first ``skip`` characters, as it stands and folded.

        Remembered, for every reading asks, and a token may be as long as the page.
        """
        key = (token.number, len(token.text) - skip)
        found = self._suffixes.get(key)
        if found is None:
            text = token.text[skip:]
            self.page.budget.take(len(text) >> 3)
            found = self._suffixes[key] = (text, self.fold(text))
        return found
