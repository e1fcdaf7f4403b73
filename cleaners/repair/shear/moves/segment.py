"""What the moves know of the segment they are in."""

from __future__ import annotations

from cleaners.repair.shear.moves.ranking import Ranking
from cleaners.repair.shear.page.evidence import PageEvidence
from cleaners.repair.shear.tokens import MARKS, Token, tokens


class Segment:
    """A damaged segment: its text, its tokens, the page it stands on, and the candidates ranked so far."""

    def __init__(self, text: str, page: PageEvidence) -> None:
        self.text = text
        self.page = page
        self.tokens = tokens(text, MARKS if page.silent else "")
        self.marks = page.marks
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
            found = self._suffixes[key] = (text, self.fold(text))
        return found
