"""What a page brings to learning its host's boilerplate, and what pages together teach."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from cleaners import Page, html
from cleaners.decode import decode
from cleaners.junk.hidden import hidden
from cleaners.junk.recurring import MAX_COUNTED, Boilerplate, fingerprint, fingerprints


@dataclass(frozen=True, slots=True)
class Look:
    """One page's part: fingerprints of what may be boilerplate and of what could be its title, each once."""

    paragraphs: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


def look(page: Page) -> Look:
    """What a page brings to learning. Raises whatever a parser does on it."""
    doc = hidden(html.read(decode(page).text, page.url))  # seen as cleaning sees it
    # Lists of what others read name the host's own articles on page after page; on its own page each is a title.
    titles = (fingerprint(block) for block in doc.blocks if block.kind in ("title", "heading"))
    return Look(_some(fingerprints(doc)), _some(titles))


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was seen so far on a host's pages: a value that grows by ``seen``."""

    site: Boilerplate = field(default_factory=Boilerplate)
    titles: frozenset[str] = frozenset()

    def seen(self, look: Look) -> Lesson:
        """One page more."""
        return Lesson(self.site.seen(look.paragraphs), self.titles.union(look.titles))

    def found(self) -> frozenset[str]:
        """The fingerprints of the plain paragraphs that recur on these pages and are the title of none of them."""
        return self.site.found() - self.titles


def _some(fingerprints: Iterable[str]) -> tuple[str, ...]:
    """Each once, and no more than are counted of all pages: a page of a million lines must not fill the memory."""
    return tuple(dict.fromkeys(fingerprints))[:MAX_COUNTED]
