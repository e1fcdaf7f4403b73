"""Text that no reader sees: what a style, an attribute or the element itself hides."""

from __future__ import annotations

from dataclasses import replace

from cleaners.doc import Block, Doc

STEP = "hidden"
MIN_PROSE = 200  # characters of hidden sentences that can be an article


def _prose(block: Block) -> int:
    """Characters, if the block reads like sentences."""
    text = block.text
    return len(text) if block.linked * 3 < len(text) and text.count("，") + text.count("。") > 1 else 0


def hidden(doc: Doc) -> Doc:
    """Take out what is hidden, unless the page hides its article until a script shows it.

    >>> doc = Doc("u", blocks=(Block("看得见"), Block("博彩", hidden="display:none")))
    >>> left = hidden(doc)
    >>> [b.text for b in left.blocks], left.removed[0].reason
    (['看得见'], 'no reader sees it: display:none')
    """
    if not any(b.hidden for b in doc.blocks):
        return doc
    unseen = sum(_prose(b) for b in doc.blocks if b.hidden)
    seen = sum(_prose(b) for b in doc.blocks if not b.hidden) if unseen > MIN_PROSE else 0
    if unseen > MIN_PROSE and unseen > 4 * seen:
        ways: dict[str, int] = {}
        for b in doc.blocks:
            if b.hidden:
                ways[b.hidden] = ways.get(b.hidden, 0) + _prose(b)
        way = max(ways, key=lambda key: ways[key])
        if not way.startswith("<") or seen == 0:
            shown = tuple(b._replace(hidden="") if b.hidden == way else b for b in doc.blocks)
            note = f"the page hides its article ({way}); it was read all the same"
            doc = replace(doc, blocks=shown, notes=(*doc.notes, note))
    return doc.without({i: f"no reader sees it: {b.hidden}" for i, b in enumerate(doc.blocks) if b.hidden}, STEP)
