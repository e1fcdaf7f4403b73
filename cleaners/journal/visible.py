"""What the page shows of the article: its labelled lines, header lines and reference list, told from the body.

A page shows itself as a journal's by its labels, its header or its tags. On any other page nothing is taken
out of the body, whatever a line may look like.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaners.article import Removal
from cleaners.chinese import names
from cleaners.chinese.characters import close_up
from cleaners.doc import Block, Doc
from cleaners.html import marks as m
from cleaners.journal.front_matter import front, signed
from cleaners.journal.gathering import FRONT, Visible, of_issue
from cleaners.journal.head_tags import Head
from cleaners.journal.labelled_fields import cited_elsewhere, labelled, person_label
from cleaners.journal.sources import Found
from cleaners.lines import author_line, dateline, dates, identifiers, issue_line, labels
from cleaners.lines.labels import Labelled
from cleaners.references import reference_list

# Two of these labels make a page a journal's; the others stand on news pages, too.
_TELLING = frozenset(
    [
        "abstract",
        "keywords",
        "abstract_en",
        "keywords_en",
        "clc",
        "document_code",
        "article_number",
        "funding",
        "received",
        "biographies",
        "references",
        "citation",
        "revised",
        "accepted",
    ]
)
_OF_ISSUE = frozenset(("related_issue", "year", "volume", "pages"))  # beside the journal's name they tell, too


def read(doc: Doc, head: Head) -> Visible:
    """The visible parts of a page whose junk has been removed and whose region is marked."""
    seen = Visible()
    blocks = doc.blocks
    hits = {
        i: found
        for i, b in enumerate(blocks)
        if b.text[:1] in labels.FIRST and b.kind != "table" and (found := labels.split(b.text))
    }
    seen.title = next((b.text for b in blocks if b.kind == "title"), "")
    top = min(len(blocks), FRONT)
    lines = {i: d for i in range(top) if (d := dateline.match(blocks[i].text))}
    family = next((i for i, d in lines.items() if d.family), -1)
    hits = {i: found for i, found in hits.items() if i not in lines or lines[i].family or not lines[i].source}
    named = {label.field for found in hits.values() for label in found}
    cited = any(source in ("citation", "bepress", "prism", "eprints") for _, source, _ in head.values)
    of_issue = "journal" in named and not named.isdisjoint(_OF_ISSUE)
    seen.journal_page = cited or len(named & _TELLING) > 1 or family >= 0 or of_issue
    taken: set[int] = set()
    if seen.journal_page:
        _references(blocks, hits, taken, seen)
        _header(blocks, hits, lines, family, taken, seen)
        labelled(blocks, hits, family, taken, seen)
        front(doc, hits, head, taken, seen)
        _doi(blocks[:top], taken, seen)
        cited_elsewhere(doc, head, seen)
    else:
        _references(blocks, hits, taken, seen)
        _plain_header(doc, lines, hits, taken, seen)
    _printed_before(blocks, taken, seen)
    if not (seen.persons or seen.glued):
        _named_area(doc, taken, seen)
    for i, block in enumerate(blocks):
        if i in taken or block.kind == "title":
            continue
        if block.body:
            seen.body.append(block)
        else:
            seen.removed.append(Removal("front-matter", "beside the text, in no field of its own", block.text))
    return seen


def _plain_header(
    doc: Doc,
    lines: dict[int, dateline.Dateline],
    hits: dict[int, list[Labelled]],
    taken: set[int],
    seen: Visible,
) -> None:
    """On a page that is no journal's: date and persons from lines outside the body, which is left alone.

    But for one: the line right below the title that is a name with a workplace in brackets.
    """
    blocks = doc.blocks
    for i, line in lines.items():
        if not blocks[i].body:
            _take_dateline(line, seen)
            break
    for i, found in hits.items():
        if not blocks[i].body:
            for label in found:
                person_label(label, seen)
    if not (seen.persons or seen.glued):
        _below_title(blocks, hits, taken, seen)
    if not (seen.persons or seen.glued):
        _latin_header(blocks, seen)
    _doi(blocks[:FRONT], set(), seen)


def _below_title(blocks: Sequence[Block], hits: dict[int, list[Labelled]], taken: set[int], seen: Visible) -> None:
    """The author in the line right below the title: a name alone outside the body, or ``葉知秋（某某大學）``."""
    at = next((i + 1 for i, b in enumerate(blocks[:FRONT]) if b.kind == "title"), len(blocks))
    if at >= len(blocks) or at in hits or blocks[at].kind != "paragraph" or blocks[at].linked:
        return
    text = blocks[at].text
    if signed(at, text, taken, seen) or blocks[at].body:
        return
    persons = author_line.persons(text)
    if persons and all(names.is_han_name(p.name) and not author_line.is_word(p.name) for p in persons):
        seen.persons = persons
        taken.add(at)


def _latin_header(blocks: Sequence[Block], seen: Visible) -> None:
    """A Latin title, below it the authors in full, below them the month: lingbuzz and many working-paper pages."""
    shown = [b.text for b in blocks[:6]]
    for i, text in enumerate(shown[:5]):
        if not i or not text[:1].isascii() or not text[:1].isupper() or len(shown[i - 1]) <= 8:
            continue
        persons = author_line.persons(text)
        if persons and all(" " in p.name for p in persons):
            below = shown[i + 1] if i + 1 < len(shown) else ""
            if len(below) < 30 and (day := dates.iso(below)):
                seen.persons = persons
                seen.title = seen.title or shown[i - 1]
                seen.values.append(Found("published", "dateline", day))
                return


def _named_area(doc: Doc, taken: set[int], seen: Visible) -> None:
    """The authors in an element that is named an area of authors: ``<div class="authors">Anna Smith¹, Ben Jones²``."""
    tree = doc.tree
    for i, block in enumerate(doc.blocks[:FRONT] if tree.tag else ()):
        around = (block.node, tree.parent[block.node])
        if block.kind == "paragraph" and any(not m.AUTHORS.isdisjoint(m.words(tree.names[n])) for n in around):
            # "and" is no part of a line of names elsewhere: titles have it
            persons = author_line.persons(re.sub(r",?\s+(?:and|&)\s+", ", ", block.text))
            glued = len(persons) > 1 and block.text.isalpha()  # 秦律师说房 is one that answers, not two
            if persons and not glued and all(" " in p.name or names.is_han_name(p.name) for p in persons):
                seen.persons = persons
                taken.add(i)
                return


def _references(blocks: Sequence[Block], hits: dict[int, list[Labelled]], taken: set[int], seen: Visible) -> None:
    """The reference list: behind its label, the last one that entries follow; or a numbered tail."""
    for wanted in ("references", "notes"):
        for i in sorted(hits, reverse=True):
            label = hits[i][0]
            if label.field != wanted:
                continue
            first = label.value or (blocks[i + 1].text if i + 1 < len(blocks) else "")
            if not reference_list.looks_like_entry(first):
                continue
            below = range(i + 1, len(blocks))
            stop = next((k for k in below if k in hits and hits[k][0].field != "notes"), len(blocks))
            texts = [label.value] * bool(label.value) + [b.text for b in blocks[i + 1 : stop]]
            found, used = reference_list.read(texts)
            if not found or (wanted == "notes" and 2 * sum(r.parsed or "《" in r.raw for r in found) < len(found)):
                continue  # notes that explain, and cite nothing: [1]本公报数据均为初步统计数
            seen.references = found
            taken.add(i)
            taken.update(range(i + 1, i + 1 + used - bool(label.value)))
            return
    start = reference_list.tail_start([b.text for b in blocks])
    if start < len(blocks):
        found, used = reference_list.read([b.text for b in blocks[start:]])
        if 2 * sum(r.parsed for r in found) >= len(found):
            seen.references = found
            taken.update(range(start, start + used))


def _header(
    blocks: Sequence[Block],
    hits: dict[int, list[Labelled]],
    lines: dict[int, dateline.Dateline],
    family: int,
    taken: set[int],
    seen: Visible,
) -> None:
    """Dateline and journal line."""
    if family >= 0:
        seen.values.append(Found("published", "dateline", lines[family].published))
        seen.glued = close_up(lines[family].authors)
        taken.add(family)
    for i, block in enumerate(blocks[:FRONT]):
        if i not in hits and i not in taken and (issue := issue_line.match(block.text)):
            seen.values += of_issue(issue, "journal-line")
            if day := issue_line.date(block.text):
                seen.values.append(Found("published", "journal-line", day))
            taken.add(i)
            break
    for i, line in lines.items():
        if i != family and i not in hits and not blocks[i].body and family < 0:
            _take_dateline(line, seen)
            break


# （原载《澜水师专学报》2003年第4期） : where an article was printed first, below it
_FIRST_PRINTED = re.compile(r"[（(]?\s*(?:本文)?(?:原[载載]|[选選摘]自|[刊载載]于)[:：]?\s*(.{6,60}?)\s*[）)]?")


def _printed_before(blocks: Sequence[Block], taken: set[int], seen: Visible) -> None:
    """The journal's issue from the line below a text that says where it was printed first."""
    for i in range(max(0, len(blocks) - 4), len(blocks)):
        found = _FIRST_PRINTED.fullmatch(blocks[i].text) if i not in taken and blocks[i].body else None
        if found and (issue := issue_line.match(found[1])):
            seen.values += of_issue(issue, "journal-line")
            taken.add(i)
            return


def _take_dateline(line: dateline.Dateline, seen: Visible) -> None:
    """Date and authors of a dateline, and the journal's issue where its source is one: 来源：《刊名》2012年第5期."""
    seen.values.append(Found("published", "dateline", line.published))
    words = names.listed(line.authors)
    if len(words) > 1:
        seen.persons = author_line.persons("、".join(words))
    else:
        seen.glued = close_up(line.authors)
    if issue := issue_line.match(line.source):
        seen.values += of_issue(issue, "dateline")


def _doi(blocks: Sequence[Block], taken: set[int], seen: Visible) -> None:
    """A DOI that the page prints without a label, where it prints only one."""
    if any(f.field == "doi" for f in seen.values):
        return
    printed = {
        number
        for i, b in enumerate(blocks)
        if i not in taken and "10." in b.text and "doi" in b.text.lower() and (number := identifiers.doi(b.text))
    }
    if len(printed) == 1:
        seen.values.append(Found("doi", "text", printed.pop()))
