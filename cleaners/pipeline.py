"""Page → text → Doc → Article: the whole of cleaning, in its order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

from cleaners import html, journal
from cleaners.article import Article, Removal, Verdict
from cleaners.chinese.conversion.texts import to_simplified, to_traditional
from cleaners.chinese.traditional import is_by_kit, is_one_to_one
from cleaners.controls import sound
from cleaners.decode import Decoded, decode
from cleaners.doc import Block, Doc, Tree
from cleaners.file_types import binary
from cleaners.junk import hijacker_traces, lexicon
from cleaners.junk.banner import banner
from cleaners.junk.controls import controls
from cleaners.junk.head import head
from cleaners.junk.hidden import hidden
from cleaners.junk.linkfarm import linkfarm
from cleaners.junk.phrases import phrases
from cleaners.junk.promotion import promotion
from cleaners.junk.recurring import recurring
from cleaners.junk.related import related
from cleaners.page import Page
from cleaners.region.region import region
from cleaners.repair import Edit, may_be_damaged, repair
from cleaners.rules import Rules
from cleaners.verdict import judge

Script = Literal["auto", "hans", "hant", "keep"]

CLEANERS: tuple[Callable[[Doc], Doc], ...] = (
    controls,  # first: whatever looks at words looks at them as they are read
    hidden,  # before all that judges: nothing after it need ask whether a reader sees the block
    recurring,  # the site's own word on what is boilerplate, before anything is guessed
    phrases,  # before head and banner, which would take a title for spam together with what was put before it
    head,  # what spam is in the title must not lead the choice of the visible title
    linkfarm,  # before banner: a linked phrase is a farm's, whatever else it is
    banner,  # before region: a page of spam must not look like a page of text
    promotion,  # a promotional line has the look of the text around it; before region, which would keep it
    related,  # after linkfarm, which may stand below it: a list that ends the page is told by less
    region,  # last: it chooses among what is left
)
OF_KIT = frozenset(("gbk-insertion", "annotation", "shear"))  # repairs of damage that only the kit does
AGAIN, FURTHER = "a further page says it again", "above the text of a further page"  # why its blocks are left out


def clean(page: Page, rest: Sequence[Page] = (), rules: Rules | None = None, script: Script = "auto") -> Article:
    """The article of a page, with a record of all that was done to get it. Never raises on content.

    rest: the further pages of one article, in order. rules: what is known of the site.
    script: ``auto`` undoes the kit's Simplified→Traditional conversion and leaves genuine Traditional alone; ``hans``,
    ``hant`` convert, ``keep`` does not. A page without an article has a verdict that says so, and no text.

    >>> article = clean(Page("u", "<h1>浅说分词</h1><p>分词是第一步，后面的都要靠它。它好，别的才好。</p>".encode()))
    >>> article.title, article.text[:6], article.charset, article.verdict.kind
    ('浅说分词', '分词是第一步', 'utf-8', 'clean')
    """
    return sound(_clean(page, rest, rules, script))  # what escapes hid in JSON-LD and addresses is in the open now


def _clean(page: Page, rest: Sequence[Page], rules: Rules | None, script: Script) -> Article:
    if what := binary(page.body):
        verdict = Verdict("error", (f"not a page but {what}",))
        return _none(page, Decoded("", "", ""), (), Doc(page.url), verdict, rules)
    found, edits, doc = _read(page, rules)
    seen = tuple(b for b in doc.blocks if not b.hidden)
    doc = _cleaned(doc)
    for further in rest:
        if what := binary(further.body):
            doc = replace(doc, notes=(*doc.notes, f"{further.url} is not a page but {what}; it was left out"))
            continue
        _, more, another = _read(further, rules)
        edits += more
        doc = _joined(doc, _cleaned(another))
    verdict = judge(doc, tuple(b for b in doc.blocks if b.body), seen)
    if not verdict.is_article:
        return _none(page, found, edits, doc, verdict, rules)
    said = _in_script(doc, script, any(edit.kind in OF_KIT for edit in edits))
    was = "" if said.blocks == doc.blocks and said.meta == doc.meta else "Hans" if script == "hant" else "Hant"
    article = journal.read(said)
    return replace(
        _without_text(article) if verdict.fields_only else article,
        script_from=was,
        charset=found.charset,
        charset_evidence=found.evidence,
        verdict=verdict,
        repairs=edits,
        unread=doc.unread,
        rules=rules.hash if rules else "",
    )


def _read(page: Page, rules: Rules | None) -> tuple[Decoded, tuple[Edit, ...], Doc]:
    """Bytes → Doc, with every edit on the way.

    The text is looked at before the source: it is a tenth of it. Only where it looks damaged is the source repaired,
    for the damage may have taken part of the markup with it, and parsed again.
    """
    found = decode(page)
    doc = html.read(found.text, page.url, rules)
    edits, unread = found.edits, 0
    words = _words(doc)
    if may_be_damaged(words):
        repaired = repair(found.text)
        if repaired.edits:
            del doc, words  # of a huge page there is no room for both
            doc = html.read(repaired.text, page.url, rules)
            words = _words(doc)
            edits += repaired.edits
        unread = repaired.unread
    known = rules.boilerplate if rules else frozenset()
    doc = replace(
        doc,
        boilerplate=known,
        suspicious=lexicon.suspicious(words),
        traces=hijacker_traces.traces(page.body),
        charset=found.charset,
        unread=unread,
    )
    return found, edits, doc


def _words(doc: Doc) -> str:
    """All that a reader, or an indexer, gets to see of the page."""
    return "\n".join((doc.head_title, *(c for _, c in doc.meta), *doc.json_ld, *(b.text for b in doc.blocks)))


def _cleaned(doc: Doc) -> Doc:
    for cleaner in CLEANERS:
        doc = cleaner(doc)
    return doc


def _joined(doc: Doc, further: Doc) -> Doc:
    """The article with its next page's body; what every page repeats is not repeated, and is on record.

    The next page's elements go behind the first's in one tree, below its root.
    """
    first = len(doc.tree.tag)
    known = {b.text for b in doc.blocks}
    drop = {i: AGAIN if b.text in known else FURTHER for i, b in enumerate(further.blocks) if not _more(b, known)}
    more = tuple(b._replace(node=b.node + first) for b in further.blocks if _more(b, known))
    tree = Tree(
        doc.tree.parent + tuple(above + first if above >= 0 else 0 for above in further.tree.parent),
        doc.tree.tag + further.tree.tag,
        doc.tree.names + further.tree.names,
        doc.tree.marks + further.tree.marks,
    )
    removed = doc.removed + further.without(drop, "pages").removed
    unread = doc.unread + further.unread
    notes = doc.notes + further.notes
    return replace(doc, blocks=doc.blocks + more, removed=removed, tree=tree, notes=notes, unread=unread)


def _more(block: Block, known: set[str]) -> bool:
    return block.body and block.text not in known


def _in_script(doc: Doc, script: Script, damaged: bool) -> Doc:
    """The Doc in the script asked for. Converted in one piece: a converter is called by phrase, not by block.

    damaged: whether the kit's damage was repaired, which proves the kit where the text holds nothing that tells.
    """
    body = "\n".join(b.text for b in doc.blocks)
    if script == "keep" or (script == "auto" and not is_by_kit(body, damaged)):
        return doc
    texts = [doc.head_title, *(c for _, c in doc.meta), *doc.json_ld, *(b.text for b in doc.blocks)]
    joint = "\x1e"  # ends a line for whoever looks at lines
    whole = joint.join(text.replace(joint, " ") for text in texts)
    converted = to_traditional(whole) if script == "hant" else to_simplified(whole, by_kit=is_one_to_one(body))
    parts = converted.split(joint)
    named, listed = 1 + len(doc.meta), 1 + len(doc.meta) + len(doc.json_ld)
    return replace(
        doc,
        head_title=parts[0],
        meta=tuple((name, text) for (name, _), text in zip(doc.meta, parts[1:named], strict=True)),
        json_ld=tuple(parts[named:listed]),
        blocks=tuple(b._replace(text=text) for b, text in zip(doc.blocks, parts[listed:], strict=True)),
    )


def _without_text(article: Article) -> Article:
    """The article's fields alone: what the page shows in the place of a text is a wall and what stands around it."""
    said = [Removal("verdict", "no text of the article", article.text)] if article.text else []
    removed = (*article.removed, *said)
    return replace(article, sections=(), text="", citations=(), removed=removed)


def _none(
    page: Page, found: Decoded, edits: tuple[Edit, ...], doc: Doc, verdict: Verdict, rules: Rules | None
) -> Article:
    """A page without an article: nothing of it is passed on as one, all of it is on record.

    What its tags say of an article that it does not show is kept: they are made for it, whatever became of the page.
    """
    left = doc.without(dict.fromkeys(range(len(doc.blocks)), f"no article: {verdict.kind}"), "verdict")
    return replace(
        journal.read(replace(doc, blocks=())) if verdict.fields_only else Article(page.url),
        charset=found.charset,
        charset_evidence=found.evidence,
        verdict=verdict,
        removed=left.removed,
        repairs=edits,
        unread=doc.unread,
        rules=rules.hash if rules else "",
    )
