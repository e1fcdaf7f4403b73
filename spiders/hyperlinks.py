"""The addresses that a page links to, read as browsers read them."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from cleaners import Page
from cleaners.decode import decode
from cleaners.html.addresses import absolute
from cleaners.html.limits import shallow, without_long_tags

#: What follows a link, and what only acts in the page.
_LINKS = "a[href], area[href]"
_ACTIONS = ("#", "javascript:", "mailto:", "tel:")
#: What may be nested too deep for a parser, and is a link all the same; an area has no content and so no depth.
_DEEP = frozenset(["a"])
#: What a parser that reads bytes as UTF-8 makes nothing of.
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class Hyperlinks:
    """The links of a page, each once, read one by one: to make an address absolute takes ten times as long as to find
    it. hrefs: as they stand there. home: what they are relative to. charset: of what they hold beyond ASCII."""

    hrefs: Sequence[str]
    home: str
    charset: str

    def __len__(self) -> int:
        return len(self.hrefs)

    def __iter__(self) -> Iterator[str]:
        """The addresses, absolute, without those that are none."""
        for href in self.hrefs:
            if url := absolute(self.home, href.partition("#")[0], self.charset):
                yield url


def hyperlinks(page: Page) -> Hyperlinks:
    """The addresses a page links to.

    Links are read in the event loop, and finding out a page's charset takes longer than parsing it (1.3 ms against
    0.01 for 2 kB of GBK, November 2026). It is asked for only where an address is more than ASCII: markup is the same
    bytes in UTF-8, GBK and Big5.
    """
    charset, tree = "utf-8", LexborHTMLParser(_bearable(page.body.decode("latin-1")).encode("latin-1"))
    hrefs = _hrefs(tree)
    if page.body.startswith(_UTF_16) or not all(map(str.isascii, hrefs)):
        read = decode(page)
        charset, tree = read.charset, LexborHTMLParser(_bearable(read.text))
        hrefs = _hrefs(tree)
    base = tree.css_first("base[href]")
    home = (base and absolute(page.url, base.attributes.get("href") or "", charset)) or page.url
    followed = [href for href in hrefs if href and not href.startswith(_ACTIONS)]
    return Hyperlinks(followed, home, charset)


def _bearable(text: str) -> str:
    """The page without what costs a parser quadratic time: 100 000 open elements took 22 s, 100 000 attributes 34 s.

    Markup is the same in Latin-1, so bytes that were read as that can be given.
    """
    return shallow(without_long_tags(text), _DEEP)


def _hrefs(tree: LexborHTMLParser) -> dict[str, None]:
    return dict.fromkeys(node.attributes.get("href") or "" for node in tree.css(_LINKS))
