"""Control characters in what a page shows: taken out before anything looks at the words that they part."""

from __future__ import annotations

from dataclasses import replace

from cleaners.article import Removal
from cleaners.controls import REASON, STEP, counted, has_controls, without_controls
from cleaners.doc import Block, Doc


def controls(doc: Doc) -> Doc:
    r"""Take control characters out of blocks, title, tags and links, each place on record.

    What JSON-LD and addresses hold in escapes comes to light later, and is taken out of the article's fields.

    >>> doc = controls(Doc("u", head_title="浅\x1b说", blocks=(Block("一\u202e二"), Block("三"))))
    >>> doc.head_title, [b.text for b in doc.blocks], [(r.where, r.text) for r in doc.removed]
    ('浅说', ['一二', '三'], [('head > title', 'U+001B'), ('', 'U+202E')])
    """
    if not has_controls(" ".join((doc.head_title, *_beside(doc), *(b.text for b in doc.blocks)))):
        return doc
    removed = [Removal(STEP, REASON, counted(doc.head_title), "head > title")] if has_controls(doc.head_title) else []
    if found := counted("".join(_beside(doc))):
        removed.append(Removal(STEP, REASON, found, "head"))
    removed += [
        Removal(STEP, REASON, counted(b.text), doc.tree.path(b.node)) for b in doc.blocks if has_controls(b.text)
    ]
    return replace(
        doc,
        head_title=without_controls(doc.head_title),
        meta=tuple((without_controls(name), without_controls(content)) for name, content in doc.meta),
        json_ld=tuple(map(without_controls, doc.json_ld)),
        links=tuple((without_controls(address), without_controls(text)) for address, text in doc.links),
        blocks=tuple(sound for block in doc.blocks if (sound := _sound(block)).text.strip()),  # no block is empty
        removed=(*doc.removed, *removed),
    )


def _beside(doc: Doc) -> list[str]:
    """What the page says beside its title and its blocks."""
    return [part for pairs in (doc.meta, doc.links) for pair in pairs for part in pair] + list(doc.json_ld)


def _sound(block: Block) -> Block:
    if not has_controls(block.text):
        return block
    text = without_controls(block.text).strip()
    return block._replace(text=text, linked=min(block.linked, len(text)))
