"""What the page shows of the article: its labelled lines, header lines and reference list, told from the body.

A page shows itself as a journal's by its labels, its header or its tags. On any other page nothing is taken
out of the body, whatever a line may look like.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from cleaners import marks as m
from cleaners.article import Reference, Removal
from cleaners.doc import Block, Doc
from cleaners.journal import (
    authors,
    dateline,
    dates,
    identifiers,
    journal_line,
    keywords,
    labels,
    names,
    references,
)
from cleaners.journal.labels import Labelled
from cleaners.journal.meta import Found, Head
from cleaners.journal.width import HAN, close_up, digits, even

FRONT = 40  # blocks from the top within which header lines are looked for
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
_ANYWHERE = frozenset(
    [
        "funding",
        "received",
        "revised",
        "accepted",
        "published",
        "corresponding",
        "biographies",
        "clc",
        "document_code",
        "article_number",
        "doi",
        "citation",
        "issn",
        "cn",
    ]
)
_OF_ISSUE = frozenset(("related_issue", "year", "volume", "pages"))  # beside the journal's name they tell, too
_HAN = re.compile(rf"[{HAN}]")
# 查看全部>> · [展开] : a button behind an abstract
_MORE = re.compile(r"(?<=[。.．!！])\s*[\[【(（]?(?:查看全部|[显顯]示全部|展[开開](?:全部)?|收起)[\]】)）]?\s*[>»]*$")
_STRUCTURED = re.compile(
    r"[\[【(（]?\s*(?:目\s*的|方\s*法|结\s*果|结\s*论|背\s*景|目\s*標|結\s*果|結\s*論|Objectives?|Aims?|Background"
    r"|Methods?|Results?|Conclusions?|Purpose)\s*[\]】)）:： ]"
)
_SENTENCE = re.compile(r"[。！？；]|[.!?](?:\s|$)")
# 裘远山（1978—），男 · 李娜(1980-),女 · *通信作者
_PERSON_NOTE = re.compile(rf"(?:^|(?<=[。.；;\s）)]))(?=[{HAN}·]{{2,9}}\s*[（(，,]\s*(?:1[89]|20)\d\d)")


@dataclass(slots=True)
class Visible:
    """What was found, and which blocks it was found in. ``body``: the blocks that are left, in reading order."""

    values: list[Found] = field(default_factory=list)
    persons: tuple[authors.Person, ...] = ()
    glued: str = ""
    others: list[tuple[str, str]] = field(default_factory=list)  # (role, name) of editors, reporters, translators
    institutions: list[tuple[str, str]] = field(default_factory=list)
    corresponding: str = ""
    keywords: tuple[str, ...] = ()
    keywords_en: tuple[str, ...] = ()
    site_tags: tuple[str, ...] = ()
    funding: tuple[str, ...] = ()
    biographies: tuple[str, ...] = ()
    references: list[Reference] = field(default_factory=list)
    removed: list[Removal] = field(default_factory=list)
    body: list[Block] = field(default_factory=list)
    title: str = ""
    journal_page: bool = False


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
        _labelled(blocks, hits, family, taken, seen)
        _front(doc, hits, head, taken, seen)
        _doi(blocks[:top], taken, seen)
        _cited_elsewhere(doc, head, seen)
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
                _person_label(label, seen)
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
    if _signed(at, text, taken, seen) or blocks[at].body:
        return
    persons = authors.line(text)
    if persons and all(names.is_han_name(p.name) and not authors.is_word(p.name) for p in persons):
        seen.persons = persons
        taken.add(at)


def _signed(i: int, text: str, taken: set[int], seen: Visible) -> bool:
    """An author line of the form ``葉知秋（山城科技大學建築系副教授）``; his position is kept as his biography."""
    if not (persons := authors.signed(text)):
        return False
    seen.persons = persons
    if persons[0].affiliations[0] not in text[-len(persons[0].affiliations[0]) - 1 :]:
        seen.biographies += (text,)
    taken.add(i)
    return True


def _latin_header(blocks: Sequence[Block], seen: Visible) -> None:
    """A Latin title, below it the authors in full, below them the month: lingbuzz and many working-paper pages."""
    shown = [b.text for b in blocks[:6]]
    for i, text in enumerate(shown[:5]):
        if not i or not text[:1].isascii() or not text[:1].isupper() or len(shown[i - 1]) <= 8:
            continue
        persons = authors.line(text)
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
            persons = authors.line(re.sub(r",?\s+(?:and|&)\s+", ", ", block.text))
            glued = len(persons) > 1 and block.text.isalpha()  # 秦律师说房 is one that answers, not two
            if persons and not glued and all(" " in p.name or names.is_han_name(p.name) for p in persons):
                seen.persons = persons
                taken.add(i)
                return


def _person_label(label: Labelled, seen: Visible) -> None:
    if label.field == "authors" and not seen.persons:
        text = re.split(r"[：:]", label.value)[0] if _HAN.search(label.value[:1]) is not None else label.value
        seen.persons = authors.line(text) or seen.persons
    elif label.field in ("editors", "reporters", "translators"):
        role = {"editors": "editor", "reporters": "reporter", "translators": "translator"}[label.field]
        seen.others += [(role, p.name) for p in authors.line(re.split(r"[\s　]*[)）]", label.value)[0])]


def _references(blocks: Sequence[Block], hits: dict[int, list[Labelled]], taken: set[int], seen: Visible) -> None:
    """The reference list: behind its label, the last one that entries follow; or a numbered tail."""
    for wanted in ("references", "notes"):
        for i in sorted(hits, reverse=True):
            label = hits[i][0]
            if label.field != wanted:
                continue
            first = label.value or (blocks[i + 1].text if i + 1 < len(blocks) else "")
            if not references.looks_like_entry(first):
                continue
            below = range(i + 1, len(blocks))
            stop = next((k for k in below if k in hits and hits[k][0].field != "notes"), len(blocks))
            texts = [label.value] * bool(label.value) + [b.text for b in blocks[i + 1 : stop]]
            found, used = references.read(texts)
            if not found or (wanted == "notes" and 2 * sum(r.parsed or "《" in r.raw for r in found) < len(found)):
                continue  # notes that explain, and cite nothing: [1]本公报数据均为初步统计数
            seen.references = found
            taken.add(i)
            taken.update(range(i + 1, i + 1 + used - bool(label.value)))
            return
    start = references.tail_start([b.text for b in blocks])
    if start < len(blocks):
        found, used = references.read([b.text for b in blocks[start:]])
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
        if i not in hits and i not in taken and (issue := journal_line.match(block.text)):
            seen.values += _of_issue(issue, "journal-line")
            if day := journal_line.dated(block.text):
                seen.values.append(Found("published", "journal-line", day))
            taken.add(i)
            break
    for i, line in lines.items():
        if i != family and i not in hits and not blocks[i].body and family < 0:
            _take_dateline(line, seen)
            break


def _of_issue(issue: journal_line.Issue, source: str) -> list[Found]:
    """What a journal line says, as values from this source."""
    return [Found(name, source, value) for name, value in issue._asdict().items() if value]


# （原载《澜水师专学报》2003年第4期） : where an article was printed first, below it
_FIRST_PRINTED = re.compile(r"[（(]?\s*(?:本文)?(?:原[载載]|[选選摘]自|[刊载載]于)[:：]?\s*(.{6,60}?)\s*[）)]?")


def _printed_before(blocks: Sequence[Block], taken: set[int], seen: Visible) -> None:
    """The journal's issue from the line below a text that says where it was printed first."""
    for i in range(max(0, len(blocks) - 4), len(blocks)):
        found = _FIRST_PRINTED.fullmatch(blocks[i].text) if i not in taken and blocks[i].body else None
        if found and (issue := journal_line.match(found[1])):
            seen.values += _of_issue(issue, "journal-line")
            taken.add(i)
            return


def _take_dateline(line: dateline.Dateline, seen: Visible) -> None:
    """Date and authors of a dateline, and the journal's issue where its source is one: 来源：《刊名》2012年第5期."""
    seen.values.append(Found("published", "dateline", line.published))
    words = names.listed(line.authors)
    if len(words) > 1:
        seen.persons = authors.line("、".join(words))
    else:
        seen.glued = close_up(line.authors)
    if issue := journal_line.match(line.source):
        seen.values += _of_issue(issue, "dateline")


def _labelled(
    blocks: Sequence[Block], hits: dict[int, list[Labelled]], family: int, taken: set[int], seen: Visible
) -> None:
    """Everything behind a label."""
    first_body = next(
        (
            i
            for i, b in enumerate(blocks)
            if b.body and i not in hits and len(b.text) >= 150 and _SENTENCE.search(b.text)
        ),
        len(blocks),
    )
    last = max((i for i, b in enumerate(blocks) if b.body and i not in hits and i not in taken), default=0)
    for i in sorted(hits):
        if i in taken:
            continue
        near = i <= first_body + 12 or i >= last - 12 or not blocks[i].body
        for n, label in enumerate(hits[i]):
            if label.field in labels.WEAK and blocks[i].body and i > first_body and i < last:
                continue
            if not near and label.field not in _ANYWHERE:
                continue
            value = label.value
            if label.alone and n == 0:
                value, used = _following(blocks, hits, taken, i, label.field)
                if not value:
                    continue
                taken.update(used)
            elif n + 1 == len(hits[i]) and label.field in ("abstract", "abstract_en"):
                more, used = _structured(blocks, hits, taken, i)
                value = " ".join([value, *more]) if more else value
                taken.update(used)
            elif n + 1 == len(hits[i]) and label.field == "biographies":
                more, used = _more_persons(blocks, hits, taken, i)
                value = "\n".join([value, *more])
                taken.update(used)
            if _accept(label.field, value, i, blocks, hits, family, taken, seen):
                taken.add(i)
                if label.field in _CODED and (rest := _behind(value)):
                    seen.removed.append(Removal("front-matter", f"behind the {label.field}, in no field", rest))


_CODED = frozenset(
    ("clc", "document_code", "article_number", "doi", "issn", "cn", "received", "revised", "accepted", "published")
)
_CODE = re.compile(r"[\s\dA-Za-zＡ-Ｚ０-９年月日.．/:：;；,，、()（）\[\]〔〕【】~～+＋=*<>&#_—–－-]*")


def _behind(value: str) -> str:
    """What follows a code or a date and is a text of its own; "" where nothing does.

    >>> _behind("2016-04-11，于北京大学图书馆定稿"), _behind("1009-3176(2016)02-0045-08"), _behind("G250；F127")
    ('于北京大学图书馆定稿', '', '')
    """
    found = _CODE.match(value)
    return value[found.end() :].strip() if found else ""


def _following(
    blocks: Sequence[Block], hits: dict[int, list[Labelled]], taken: set[int], i: int, field: str
) -> tuple[str, list[int]]:
    """The text of a label that stands alone: the block below, for an abstract all down to the next label."""
    stop = next(
        (k for k in range(i + 1, min(i + 10, len(blocks))) if k in hits or k in taken or blocks[k].kind == "heading"),
        -1,
    )
    if field in ("references", "notes"):
        return "", []
    if field in ("keywords", "keywords_en"):  # one below the other, in the element of the first
        used = list(itertools.takewhile(lambda k: _goes_on(blocks, hits, taken, i, k), range(i + 1, len(blocks))))
        return "；".join(blocks[k].text for k in used), used
    end = stop if stop > 0 and field in ("abstract", "abstract_en", "biographies") else i + 2
    used = [k for k in range(i + 1, min(end, len(blocks))) if k not in hits and k not in taken]
    return " ".join(blocks[k].text for k in used), used


def _goes_on(blocks: Sequence[Block], hits: dict[int, list[Labelled]], taken: set[int], label: int, k: int) -> bool:
    """Whether block k is of a list of keywords whose label is the block ``label``: the first is, then its like."""
    if k in hits or k in taken or blocks[k].kind == "heading":
        return False
    beside = blocks[k].node == blocks[label + 1].node != blocks[label].node
    return k == label + 1 or (beside and len(blocks[k].text) < 40)


def _structured(
    blocks: Sequence[Block], hits: dict[int, list[Labelled]], taken: set[int], i: int
) -> tuple[list[str], list[int]]:
    """The further paragraphs of an abstract in parts: 目的…, 方法…, 结果…."""
    used = []
    for k in range(i + 1, min(i + 8, len(blocks))):
        if k in hits or k in taken or not _STRUCTURED.match(blocks[k].text):
            break
        used.append(k)
    return [blocks[k].text for k in used], used


def _more_persons(
    blocks: Sequence[Block], hits: dict[int, list[Labelled]], taken: set[int], i: int
) -> tuple[list[str], list[int]]:
    used = []
    for k in range(i + 1, min(i + 12, len(blocks))):
        if k in hits or k in taken or not _PERSON_NOTE.match(blocks[k].text):
            break
        used.append(k)
    return [blocks[k].text for k in used], used


def _accept(
    name: str,
    value: str,
    i: int,
    blocks: Sequence[Block],
    hits: dict[int, list[Labelled]],
    family: int,
    taken: set[int],
    seen: Visible,
) -> bool:
    """One labelled value into its field; False where it is none, and the block stays what it was."""
    have = {f.field for f in seen.values}
    if name in ("abstract", "abstract_en"):
        if name in have or not value:
            return False
        english = name == "abstract" and not _HAN.search(value[:200]) and len(value) > 80
        seen.values.append(Found("abstract_en" if english else name, "label", even(_MORE.sub("", value))))
    elif name in ("keywords", "keywords_en"):
        return _keywords(name, value, i, blocks, hits, family, seen)
    elif name in ("clc", "document_code", "article_number", "doi", "issn", "cn"):
        return _identifier(name, value, have, seen)
    elif name in ("received", "revised", "accepted", "published"):
        day = dates.iso(value)
        if not day or len(value) > 60:
            return False
        seen.values.append(Found(name, "label", day))
    elif name == "funding":
        seen.funding += _grants(value)
    elif name == "biographies":
        seen.biographies += _biographies(value)
    elif name == "corresponding":
        seen.corresponding += value
        seen.removed.append(Removal("front-matter", "names the corresponding author", value))
    elif name == "affiliations":
        found = authors.affiliations(f"({value})")
        seen.institutions += found or [("", close_up(value))]
    elif name == "title_en":
        seen.values.append(Found("title_en", "label", value))
    elif name == "citation":
        return _self_citation(value, seen)
    elif name in ("authors", "editors", "reporters", "translators"):
        before = (seen.persons, len(seen.others))
        _person_label(Labelled(name, value), seen)
        if name == "authors" and (where := re.match(r"[^：:]{2,40}[：:]\s*(.+)", value)):
            seen.institutions += [("", close_up(where[1]))] if not seen.institutions else []
        if (seen.persons, len(seen.others)) == before:
            return False
    elif name == "journal":
        if len(value) > 40:
            return False
        seen.values.append(Found("journal", "label", value.strip("《》")))
    elif name == "related_issue" and (issue := journal_line.match(value) or journal_line.numbers(value)):
        seen.values += _of_issue(issue, "label")
    elif name in ("year", "volume", "related_issue") and (number := _ONE_PART.fullmatch(value)):
        seen.values.append(Found("issue" if name == "related_issue" else name, "label", number[1]))
    elif name == "date" and len(value) <= 60 and (day := dates.iso(value)):
        seen.values.append(Found("published", "label", day))
    elif name == "pages" and (pages := _PAGES.fullmatch(value)):
        seen.values.append(Found("pages", "label", re.sub(r"\s", "", pages[1])))
    elif name == "workplace":
        places = [place for part in re.split("[;；]", value) if authors.workplace(place := part.strip())]
        seen.institutions += [("", place) for place in dict.fromkeys(places)]
        return bool(places)
    else:
        return False
    return True


_PAGES = re.compile(r"[Pp]{0,2}\.?\s*([A-Za-z]?\d+(?:\s*[-–—~+,]\s*[A-Za-z]?\d+)*)\s*[页頁]?")  # 28-39 · P12-15页
_ONE_PART = re.compile(r"第?\s*(\d{1,4})\s*[年卷期]?")  # 第2期 · 2017年 : behind a label that says which part it is


def _identifier(name: str, value: str, have: set[str], seen: Visible) -> bool:
    value = digits(value)
    if name == "doi":
        if not (number := identifiers.doi(value)):
            return False
        seen.values.append(Found("doi", "label", number))
        return len(value) <= len(number) + 30
    if name == "article_number":
        value = value.split("　")[0].strip()
        if not re.match(r"[\dXx]{4}", value) or len(value) > 40:
            return False
        seen.values.append(Found(name, "label", value))
        if parts := identifiers.article_number(value):
            for key in ("issn", "year", "issue", "pages"):
                seen.values.append(Found(key, "article-number", getattr(parts, key)))
        return True
    if name in ("issn", "cn"):
        number = identifiers.issn(value) if name == "issn" else identifiers.cn(value)
        if number:
            seen.values.append(Found(name, "label", number))
        return bool(number) and len(value) < 30
    if name in have:
        return False
    if name == "clc" and re.match(r"[A-Z]", value) and len(value) < 60:
        clc = value[: len(value) - len(_behind(value))].rstrip(" ,，;；:：(（[【")
        seen.values.append(Found("clc", "label", close_up(clc)))
        return True
    if name == "document_code" and (code := re.match(r"[A-EＡ-Ｅ](?![a-z])", value)):
        seen.values.append(Found(name, "label", code[0].translate({0xFF21 + n: 0x41 + n for n in range(5)})))
        return len(value) < 10
    return False


def _keywords(
    name: str, value: str, i: int, blocks: Sequence[Block], hits: dict[int, list[Labelled]], family: int, seen: Visible
) -> bool:
    """Keywords of the author, or tags of the family's sites: these stand in its header, above the author line."""
    if not value:
        return False
    words = keywords.split(value)
    if name == "keywords" and not _HAN.search(value):
        name = "keywords_en"
    if name == "keywords_en":
        seen.keywords_en = seen.keywords_en or words
        return True
    later = any(label.field == "keywords" and k > i for k, found in hits.items() for label in found)
    abstract_above = any(label.field == "abstract" and k < i for k, found in hits.items() for label in found)
    header_above = 0 <= family < i or any(f.source == "journal-line" for f in seen.values)
    names_between = any(
        k not in hits and k > family and _is_front_line(blocks[k].text) for k in range(max(family + 1, 0), i)
    )
    if (header_above and not abstract_above and not names_between and (not blocks[i].body or later or family >= 0)) or (
        later and not abstract_above and (not blocks[i].body or blocks[i].linked * 2 > len(blocks[i].text))
    ):
        seen.site_tags = seen.site_tags or words
    elif not seen.keywords:
        first, second = keywords.by_script(words)
        seen.keywords = first
        seen.keywords_en = seen.keywords_en or second
    else:
        return False
    return True


def _is_front_line(text: str) -> bool:
    return bool(len(text) < 120 and not journal_line.match(text) and (authors.line(text) or authors.affiliations(text)))


def _grants(value: str) -> tuple[str, ...]:
    """
    >>> _grants("国家自然科学基金项目（41571999）；安徽省高校支持计划（gxyqZD2016999）。")
    ('国家自然科学基金项目（41571999）', '安徽省高校支持计划（gxyqZD2016999）')
    """
    parts = re.split(r"[;；](?![^（(]*[）)])", value)
    return tuple(p for part in parts if (p := part.strip(" 　。.")))


def _biographies(value: str) -> tuple[str, ...]:
    """
    >>> _biographies("裘远山（1978—），男，副研究馆员。欧阳晓棠（1986—），女，讲师。")
    ('裘远山（1978—），男，副研究馆员。', '欧阳晓棠（1986—），女，讲师。')
    """
    cuts = [m.start() for m in _PERSON_NOTE.finditer(value) if m.start()]
    edges = [0, *cuts, len(value)]
    return tuple(p for a, b in itertools.pairwise(edges) if (p := value[a:b].strip(" \n　;；")))


def _self_citation(value: str, seen: Visible) -> bool:
    """``文章引用：赵培. 题[J]. 现代市场营销, 2018, 8(2): 7-16.``: the page's own article as a reference."""
    from cleaners.journal.reference import parse

    own = parse(value)
    if not own.parsed:
        return False
    _cited(own, seen)
    seen.removed.append(Removal("front-matter", "how the page cites itself", value))
    return True


def _cited_elsewhere(doc: Doc, head: Head, seen: Visible) -> None:
    """The page's own citation where it stands outside the article: it cites the title of this page, or says nothing.

    Hanspub prints 文章引用 beside the article, and there alone the journal's Chinese name.
    """
    from cleaners.journal.reference import parse

    if any(f.source == "self-citation" for f in seen.values):
        return
    titles = {_bare(t) for t in (seen.title, *(f.value for f in head.values if f.field == "title")) if t}
    for line in (line for r in doc.removed if r.step == "region" for line in r.text.split("\n")):
        if line[:1] not in labels.FIRST or not (label := labels.match(line)) or label.field != "citation":
            continue
        own = parse(label.value)
        if own.parsed and _bare(own.title) in titles:
            _cited(own, seen)
            return


def _cited(own: Reference, seen: Visible) -> None:
    for name, part in (
        ("title", own.title),
        ("journal", own.container),
        ("year", own.year),
        ("volume", own.volume),
        ("issue", own.issue),
        ("pages", own.pages),
        ("doi", own.doi),
    ):
        if part:
            seen.values.append(Found(name, "self-citation", part))


def _front(doc: Doc, hits: dict[int, list[Labelled]], head: Head, taken: set[int], seen: Visible) -> None:
    """The unlabelled lines above the body: authors, affiliations, English title; the title said again."""
    said = head.institutions()
    named = tuple(p.name for p in head.authors[0][1]) if head.authors else ()
    blocks = doc.blocks
    title = _bare(seen.title)
    chinese = any(_HAN.search(b.text) for b in blocks[:FRONT] if b.body)
    institutions: list[tuple[str, str]] = []
    below = -1  # the line below the authors, where their workplace may stand without any mark
    for i, block in enumerate(blocks[:FRONT]):
        text = block.text
        if i in taken or i in hits or block.kind in ("title", "table"):
            continue
        if title and block.kind != "heading" and _bare(text) == title:
            taken.add(i)
        elif _is_authors(text, named) or _is_author(text, named, said):
            taken.add(i)
            seen.removed.append(Removal("front-matter", "the authors, whom the head names", text))
        elif not seen.persons and _signed(i, text, taken, seen):
            pass
        elif (
            not seen.persons
            and len(text) <= 120
            and (persons := authors.line(text, seen.glued))
            and _believable(persons, text, seen, chinese)
        ):
            seen.persons = persons
            taken.add(i)
            below = i + 1
        elif i == below and authors.workplace(text):
            taken.add(i)
            below = i + 1
            if known := [w for w in said if w in text]:
                seen.removed.append(Removal("front-matter", f"the affiliation again: {known[0]}", text))
            else:
                institutions.append(("", text))
        elif (found := authors.affiliations(text)) and not seen.institutions and not _is_heading(text, institutions):
            institutions += found
            taken.add(i)
        elif seen.glued and len(text) <= 120 and _bare(text) == _bare(seen.glued):
            taken.add(i)
        elif block.body and block.kind != "heading" and len(text) >= 60 and _SENTENCE.search(text):
            if chinese and not _HAN.search(text):
                continue
            break
    seen.institutions += institutions
    if chinese:
        _english(blocks, hits, taken, seen)


def _is_authors(text: str, named: tuple[str, ...]) -> bool:
    """Whether a short line is little but the authors that the head names: 邱麗嬌(Li-Chiao Chiu)；溫以諾(Yi-No Wen)."""
    if not named or len(text) > 60 * len(named) or _SENTENCE.sub("", text.replace("；", "")) != text.replace("；", ""):
        return False
    return all(name in text for name in named) and not authors.line(text) and not authors.affiliations(text)


def _is_author(text: str, named: tuple[str, ...], said: tuple[str, ...]) -> bool:
    """Whether a short line is an author that the head names, with the institution that it names: OJS's list of them."""
    return len(text) < 300 and text.startswith(named or ("\0",)) and any(place in text for place in said)


def _is_heading(text: str, institutions: list[tuple[str, str]]) -> bool:
    """Whether a numbered line is a section's and no workplace: 1 区域地质背景, where no other line was a workplace."""
    numbered = re.fullmatch(r"[1-9]\s+[\u3400-\u9fff、]{2,20}", text)
    return numbered is not None and not institutions and not authors.workplace(text[1:].strip())


def _believable(persons: tuple[authors.Person, ...], text: str, seen: Visible, chinese: bool) -> bool:
    """Whether an unlabelled line names the authors: as the dateline does, with marks, or with nothing but names."""
    joined = "".join(p.name for p in persons)
    if seen.glued:
        return close_up(seen.glued).replace(" ", "") == joined.replace(" ", "") or any(
            p.name in seen.glued for p in persons
        )
    if not chinese:
        return False
    return any(p.marks for p in persons) or not any(authors.is_word(p.name) for p in persons)


def _bare(text: str) -> str:
    return re.sub(r"\W", "", text)


def _english(blocks: Sequence[Block], hits: dict[int, list[Labelled]], taken: set[int], seen: Visible) -> None:
    """English title and authors of a Chinese article: Latin lines right above its English abstract or keywords."""
    if any(f.field == "title_en" for f in seen.values):
        return
    at = next((i for i in sorted(hits) if hits[i][0].field in ("abstract_en", "keywords_en")), -1)
    lines: list[int] = []
    if at >= 0:
        for i in range(at - 1, max(at - 7, -1), -1):
            if i in hits or i in taken or not _is_latin_line(blocks[i]):
                break
            lines.insert(0, i)
    else:  # no English abstract: a lone Latin line among the labelled lines above the body
        front = [i for i in hits if i < FRONT and i in taken]
        end = max(front, default=-1) + 2
        lines = [
            i for i in range(min(end, len(blocks))) if i not in hits and i not in taken and _is_latin_line(blocks[i])
        ]
        if len(lines) != 1:
            return
    if at >= 0 and not lines:
        lines = _head_above(blocks, hits, taken, at)
    if not lines or len(blocks[lines[0]].text.split()) < 3 or authors.line(blocks[lines[0]].text):
        return
    seen.values.append(Found("title_en", "front", blocks[lines[0]].text))
    taken.add(lines[0])
    for i in lines[1:]:
        taken.add(i)
        seen.removed.append(Removal("front-matter", "English authors or affiliations", blocks[i].text))


def _head_above(blocks: Sequence[Block], hits: dict[int, list[Labelled]], taken: set[int], at: int) -> list[int]:
    """An English head that labelled lines alone part from the English abstract, as on Magtech's abstract pages."""
    end = at
    while end > 0 and (end - 1 in hits or end - 1 in taken):
        end -= 1
    start = end
    while start > 0 and start - 1 not in hits and start - 1 not in taken and _is_latin_line(blocks[start - 1]):
        start -= 1
    return list(range(start, end))


def _is_latin_line(block: Block) -> bool:
    """A line of Latin words alone that can be a title, authors or an address."""
    text = block.text
    return (
        block.kind != "table"
        and len(text) <= 400
        and (text[:1].isalpha() or text[:1] in '“"‘')
        and not _HAN.search(text)
        and not text.startswith("http")
    )


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
