"""Spam phrases in plain sight: banners above the page, spam in the place of headings, lone spam lines."""

from __future__ import annotations

from cleaners.doc import Doc
from cleaners.junk.linkfarm import LABELLED
from cleaners.junk.spam import is_phrase

STEP = "banner"
MIN_LINE = 8  # characters of a line that is no heading
MAX_TEXT = 400  # characters; the longest banners join some dozen phrases


def banner(doc: Doc) -> Doc:
    """Take out headings and lines that are nothing but spam phrases. Only on pages with spam words at all.

    >>> from cleaners.doc import Block
    >>> blocks = (Block("亚洲少妇熟女av_国产精品免费观看"), Block("色情犯罪的刑法规制", "heading", 1))
    >>> doc = Doc("u", suspicious=True, blocks=blocks)
    >>> [b.text for b in banner(doc).blocks]
    ['色情犯罪的刑法规制']
    """
    if not doc.suspicious:
        return doc
    drop: dict[int, str] = {}
    for i, block in enumerate(doc.blocks):
        if len(block.text) > MAX_TEXT or block.kind == "table" or LABELLED.match(block.text):
            continue
        if block.kind != "heading" and (block.linked * 2 > len(block.text) or len(block.text) < MIN_LINE):
            continue  # a single link or word may be a portal's own channel
        if is_phrase(block.text, len(drop) > 4):
            drop[i] = "spam in the place of a heading" if block.kind == "heading" else "a line of spam phrases"
    return doc.without(drop, STEP)
