"""What the page shows of the article: its labelled lines, header lines and reference list, told from the body.

A page shows itself as a journal's by its labels, its header or its tags. On any other page nothing is taken
out of the body, whatever a line may look like.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from cleaners.chinese import names
from cleaners.chinese.characters import close_up
from cleaners.chinese.scripts import both_scripts
from cleaners.doc import Doc
from cleaners.html import marks as m
from cleaners.journal import front_matter, labelled_fields
from cleaners.journal.gathering import FRONT, SENTENCE, Gathering, Visible
from cleaners.journal.head_tags import Head
from cleaners.journal.sources import SOURCES
from cleaners.lines import author_line, dateline, dates, identifiers, issue_line, labels
from cleaners.lines.fields import FIELD
from cleaners.patterns import regex
from cleaners.references import reference_list

_JOURNAL_TAGS = frozenset(source.name for source in SOURCES if source.journal)


def read(doc: Doc, head: Head) -> Visible:
    """The visible parts of a page whose junk has been removed and whose region is marked."""
    page = _looked_over(doc, head)
    seen = page.seen
    _references(page)
    if seen.journal_page:
        _header(page)
        labelled_fields.read(page)
        front_matter.read(page)
        _doi(page, page.taken)
        labelled_fields.cited_elsewhere(page)
    else:
        _plain_header(page)
    _printed_before(page)
    if not seen.names_authors:
        _named_area(page)
    for i, block in enumerate(page.blocks):
        if i in page.taken or block.kind == "title":
            continue
        if block.body:
            seen.body.append(block)
        else:
            seen.remove("beside the text, in no field of its own", block.text)
    return seen


def _looked_over(doc: Doc, head: Head) -> Gathering:
    """The page with its labels and datelines found, its title, and whether it is a journal's."""
    blocks = doc.blocks
    datelines = {i: line for i, b in enumerate(blocks[:FRONT]) if (line := dateline.match(b.text))}
    labelled = {
        i: found
        for i, b in enumerate(blocks)
        if b.text[:1] in labels.FIRST and b.kind != "table" and (found := labels.split(b.text))
        # 来源：某某网 作者：… is a dateline that a label opens
        if i not in datelines or datelines[i].family or not datelines[i].source
    }
    family = next((i for i, line in datelines.items() if line.family), -1)
    page = Gathering(doc, head, labelled, datelines, family)
    page.seen.title = next((b.text for b in blocks if b.kind == "title"), "")
    page.seen.journal_page = _is_journals(page)
    return page


def _is_journals(page: Gathering) -> bool:
    """Whether a page is a journal's: by its tags, the family's header, what its own header says, two telling labels,
    or journal and issue."""
    if page.family >= 0 or any(found.source in _JOURNAL_TAGS for found in page.head.values):
        return True
    if _heads_a_journals(page):
        return True
    named = {label.field for found in page.labelled.values() for label in found}
    of_issue = {name for name in named if FIELD[name].kind == "issue"}
    return sum(FIELD[name].telling for name in named) > 1 or ("journal" in named and len(of_issue) > 1)


SHORT = 30  # characters of a paragraph below a line of names; verse has shorter lines; by hand
HEADER = 8  # blocks below the title, and
ABOVE = 3  # above it, within which its header is looked for; by hand, region keeps as many above


def _heads_a_journals(page: Gathering) -> bool:
    """Whether the lines around the title are a journal's: its issue, a DOI, the article as a reference, or an abstract
    in its parts. Of the first the header names one, maybe twice; several are a list of issues."""
    issues = set()
    for i in _header_lines(page):
        text, told = page.blocks[i].text, page.labelled.get(i, ())
        sources = [label.value for label in told if label.field == "source"]
        if (issue := issue_line.match(sources[0] if sources else text)) and issue.journal:
            issues.add(issue)
        if any(label.field == "doi" and identifiers.doi(label.value) == label.value for label in told):
            return True
        if any(label.field == "citation" and labelled_fields.cites(label.value, page.seen.title) for label in told):
            return True
        if not told and front_matter.is_summary(text):
            return True
    return len(issues) == 1


def _header_lines(page: Gathering) -> Iterator[int]:
    """The blocks around the title down to the first paragraph of sentences, and that one."""
    blocks = page.blocks
    at = next((i for i, b in enumerate(blocks[:FRONT]) if b.kind == "title"), -1)
    if at < 0:
        return
    yield from range(max(0, at - ABOVE), at)
    for i in range(at + 1, min(at + 1 + HEADER, len(blocks))):
        if blocks[i].kind == "table":
            continue
        yield i
        if i not in page.labelled and front_matter.opens_the_body(blocks[i]):
            return


def _plain_header(page: Gathering) -> None:
    """On a page that is no journal's: date and persons from lines outside the body, which is left alone.

    But for one: the line right below the title that is a name with a workplace in brackets.
    """
    outside = [i for i in page.datelines if not page.blocks[i].body]
    if outside:
        _take_dateline(page.datelines[outside[0]], page.seen)
    for i, found in page.labelled.items():
        if not page.blocks[i].body:
            for label in found:
                labelled_fields.persons_behind(label, page.seen)
    if not page.seen.names_authors:
        _below_title(page)
    if not page.seen.names_authors:
        _latin_header(page)
    _doi(page, ())


def _below_title(page: Gathering) -> None:
    """The author in the line right below title and date: names alone, ``◎文/陈璐``, or ``葉知秋（某某大學）``.

    Names alone that stand in the text are believed where a paragraph follows.
    """
    blocks = page.blocks
    at = next((i + 1 for i, b in enumerate(blocks[:FRONT]) if b.kind == "title"), len(blocks))
    while at in page.datelines and not blocks[at].body:
        at += 1
    if at >= len(blocks) or at in page.labelled or blocks[at].kind != "paragraph" or blocks[at].linked:
        return
    text = blocks[at].text
    if front_matter.sign(text, page.seen):
        page.taken.add(at)
        return
    below = blocks[at + 1] if at + 1 < len(blocks) else None
    apart = below is not None and len(below.text) >= SHORT and SENTENCE.search(below.text) is not None
    persons = author_line.byline(text, bare=apart) or (() if blocks[at].body else author_line.persons(text))
    if persons and all(names.is_han_name(p.name) and not author_line.is_word(p.name) for p in persons):
        page.seen.persons = persons
        page.taken.add(at)


def _latin_header(page: Gathering) -> None:
    """A Latin title, below it the authors in full, below them the month: lingbuzz and many working-paper pages."""
    shown = [b.text for b in page.blocks[:6]]
    for i, text in enumerate(shown[:5]):
        if not i or not text[:1].isascii() or not text[:1].isupper() or len(shown[i - 1]) <= 8:
            continue
        persons = author_line.persons(text)
        if persons and all(" " in p.name for p in persons):
            below = shown[i + 1] if i + 1 < len(shown) else ""
            if len(below) < 30 and (day := dates.iso(below)):
                page.seen.persons = persons
                page.seen.title = page.seen.title or shown[i - 1]
                page.seen.add("published", "dateline", day)
                return


def _named_area(page: Gathering) -> None:
    """The authors in an element that is named an area of authors: ``<div class="authors">Anna Smith¹, Ben Jones²``."""
    tree = page.doc.tree
    for i, block in enumerate(page.blocks[:FRONT] if tree.tag else ()):
        around = (block.node, tree.parent[block.node])
        if block.kind == "paragraph" and any(not m.AUTHORS.isdisjoint(m.words(tree.names[n])) for n in around):
            # "and" is no part of a line of names elsewhere: titles have it
            persons = author_line.persons(re.sub(r",?\s+(?:and|&)\s+", ", ", block.text))
            glued = len(persons) > 1 and block.text.isalpha()  # 秦律师说房 is one that answers, not two
            if persons and not glued and all(" " in p.name or names.is_han_name(p.name) for p in persons):
                page.seen.persons = persons
                page.taken.add(i)
                return


def _references(page: Gathering) -> None:
    """The reference list: behind its label, the last one that entries follow; else notes; or a numbered tail."""
    for label in ("references", "notes"):
        for i in sorted(page.labelled, reverse=True):
            if page.labelled[i][0].field == label and _listed(page, i):
                return
    start = reference_list.tail_start([b.text for b in page.blocks])
    if start < len(page.blocks):
        found, used = reference_list.read([b.text for b in page.blocks[start:]])
        if 2 * sum(r.parsed for r in found) >= len(found):
            page.seen.references = found
            page.taken.update(range(start, start + used))


def _listed(page: Gathering, i: int) -> bool:
    """Takes the list behind the label of block i; False for none."""
    label, below = page.labelled[i][0], range(i + 1, len(page.blocks))
    first = label.value or next(iter(page.texts(below[:1])), "")
    if not reference_list.looks_like_entry(first):
        return False
    stop = next((k for k in below if k in page.labelled and page.labelled[k][0].field != "notes"), len(page.blocks))
    found, used = reference_list.read([label.value] * bool(label.value) + page.texts(range(i + 1, stop)))
    if not found:
        return False
    # Notes that explain, and cite nothing: [1]本公报数据均为初步统计数
    if label.field == "notes" and 2 * sum(r.parsed or "《" in r.raw for r in found) < len(found):
        return False
    page.seen.references = found
    page.taken.add(i)
    page.taken.update(range(i + 1, i + 1 + used - bool(label.value)))
    return True


def _header(page: Gathering) -> None:
    """Dateline and the line that names the issue."""
    seen, family = page.seen, page.family
    if family >= 0:
        seen.add("published", "dateline", page.datelines[family].published)
        seen.glued = close_up(page.datelines[family].authors)
        page.taken.add(family)
    for i, block in enumerate(page.blocks[:FRONT]):
        if page.is_free(i) and (issue := issue_line.match(block.text)):
            seen.add_issue(issue, "journal-line")
            if day := issue_line.date(block.text):
                seen.add("published", "journal-line", day)
            page.taken.add(i)
            break
    outside = [i for i in page.datelines if i not in page.labelled and not page.blocks[i].body]
    if outside and family < 0:
        _take_dateline(page.datelines[outside[0]], seen)


# （原载《澜水师专学报》2003年第4期） : where an article was printed first, below it
_FIRST_PRINTED = regex(both_scripts(r"[（(]?\s*(?:本文)?(?:原载|[选摘]自|[刊载]于)[:：]?\s*(.{6,60}?)\s*[）)]?"))


def _printed_before(page: Gathering) -> None:
    """The journal's issue from one of the last four lines, which says where the text was printed first."""
    for i in range(max(0, len(page.blocks) - 4), len(page.blocks)):
        block = page.blocks[i]
        found = _FIRST_PRINTED.fullmatch(block.text) if i not in page.taken and block.body else None
        if found and (issue := issue_line.match(found[1])):
            page.seen.add_issue(issue, "journal-line")
            page.taken.add(i)
            return


def _take_dateline(line: dateline.Dateline, seen: Visible) -> None:
    """Date and authors of a dateline, and the journal's issue where its source is one: 来源：《刊名》2012年第5期."""
    seen.add("published", "dateline", line.published)
    words = names.listed(line.authors)
    if len(words) > 1:
        seen.persons = author_line.persons("、".join(words))
    else:
        seen.glued = close_up(line.authors)
    if issue := issue_line.match(line.source):
        seen.add_issue(issue, "dateline")


def _doi(page: Gathering, but: Container[int]) -> None:
    """A DOI that the page prints near its top without a label, where it prints only one. but: blocks left out."""
    if page.seen.has("doi"):
        return
    printed = {
        number
        for i, b in enumerate(page.blocks[:FRONT])
        if i not in but and "10." in b.text and "doi" in b.text.lower() and (number := identifiers.doi(b.text))
    }
    if len(printed) == 1:
        page.seen.add("doi", "text", printed.pop())
