"""What stands behind a label: each value into its field, and on record what is left of it.

A label's value is taken by the reader that ``READERS`` names for its field. A reader returns False where the value is
none of its field's; the block then stays what it was.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from cleaners.article import Reference
from cleaners.chinese.characters import HAN_OR_LOST, IS_HAN_OR_LOST, close_up, digits, even, fold
from cleaners.chinese.scripts import both_scripts
from cleaners.journal.gathering import SENTENCE, Gathering, Visible, letters
from cleaners.lines import author_line, dates, identifiers, issue_line, keywords, labels
from cleaners.lines.fields import FIELD, FIELDS, Kind
from cleaners.lines.labels import Labelled
from cleaners.patterns import regex
from cleaners.references.entry import parse


class Said(NamedTuple):
    """A label's field, its whole value, and the block that the label stands in."""

    field: str
    value: str
    place: int


Reader = Callable[[Gathering, Said], bool]


@dataclass(frozen=True, slots=True)
class Spread:
    """How a value goes on in the blocks below its label: while they begin so, and so many at most."""

    begins: re.Pattern[str]
    joint: str
    most: int


# [目的] … · 方法：… · Results: … : the parts of a structured abstract
_PART = regex(
    both_scripts(
        r"[\[【(（]?\s*(?:目\s*的|方\s*法|结\s*果|结\s*论|背\s*景|目\s*标|Objectives?|Aims?|Background"
        r"|Methods?|Results?|Conclusions?|Purpose)\s*[\]】)）:： ]"
    )
)
# 裘远山（1978—），男 · 李娜(1980-),女 · *通信作者
_PERSON_NOTE = regex(rf"(?:^|(?<=[。.；;\s）)]))(?=[{HAN_OR_LOST}·]{{2,9}}\s*[（(，,]\s*(?:1[89]|20)\d\d)")
#: The fields whose value may be several blocks. The numbers are by hand: parts of an abstract, authors of an article.
_SPREAD = {
    "abstract": Spread(_PART, " ", 7),
    "abstract_en": Spread(_PART, " ", 7),
    "biographies": Spread(_PERSON_NOTE, "\n", 11),
}
NEAR = 12  # blocks from either end of the text within which every label is believed; by hand
LONG = 150  # characters of a block that is surely of the text; by hand


class _Extent(NamedTuple):
    """The first block that is surely of the text, and the last that may be; a label is in neither."""

    first: int
    last: int


def read(page: Gathering) -> None:
    """Takes everything that stands behind a label into its field."""
    text = _extent(page)
    said: set[tuple[str, str]] = set()
    for i in sorted(page.labelled):
        if i in page.taken:
            continue
        for n, label in enumerate(page.labelled[i]):
            if not _is_believed(page, i, label, text) or not (whole := _whole(page, i, n)):
                continue
            value, below = whole
            # A header printed twice; of a code or a date a second statement is but another source of it.
            if not FIELD[label.field].coded and (label.field, letters(value)) in said:
                page.taken.update((i, *below))
                page.seen.remove(f"the {label.field} again", value)
            elif READERS[label.field](page, Said(label.field, value, i)):
                page.taken.update((i, *below))
                said.add((label.field, letters(value)))
                if FIELD[label.field].coded and (rest := _behind(value)):
                    page.seen.remove(f"behind the {label.field}, in no field", rest)


def _extent(page: Gathering) -> _Extent:
    plain = [i for i, block in enumerate(page.blocks) if block.body and i not in page.labelled]
    sure = (i for i in plain if len(page.blocks[i].text) >= LONG and SENTENCE.search(page.blocks[i].text))
    return _Extent(next(sure, len(page.blocks)), max((i for i in plain if i not in page.taken), default=0))


def _is_believed(page: Gathering, i: int, label: Labelled, text: _Extent) -> bool:
    """Whether a label says what it seems to say where it stands: in the middle of the text it may be a word of it."""
    field = FIELD[label.field]
    if not page.blocks[i].body:
        return True
    if not field.strong and text.first < i < text.last:
        return False
    return field.anywhere or i <= text.first + NEAR or i >= text.last - NEAR


_CODE = regex(r"[\s\dA-Za-zＡ-Ｚ０-９年月日.．/:：;；,，、()（）\[\]〔〕【】~～+＋=*<>&#_—–－-]*")


def _behind(value: str) -> str:
    """What follows a code or a date and is a text of its own; "" for nothing.

    >>> _behind("2016-04-11，于北京大学图书馆定稿"), _behind("1009-3176(2016)02-0045-08"), _behind("G250；F127")
    ('于北京大学图书馆定稿', '', '')
    """
    found = _CODE.match(value)
    return value[found.end() :].strip() if found else ""


# How much of the page belongs to a label


def _whole(page: Gathering, i: int, n: int) -> tuple[str, list[int]] | None:
    """The whole value of the nth label of block i, and the blocks below that hold more of it.

    None for a label that stands alone with nothing below it.
    """
    label = page.labelled[i][n]
    if label.alone and not n:
        below = _below(page, i, label.field)
        value = ("；" if FIELD[label.field].kind == "words" else " ").join(page.texts(below))
        return (value, below) if value else None
    if n + 1 < len(page.labelled[i]) or not (spread := _SPREAD.get(label.field)):
        return label.value, []
    near = range(i + 1, min(i + 1 + spread.most, len(page.blocks)))
    more = list(itertools.takewhile(lambda k: page.is_free(k) and spread.begins.match(page.blocks[k].text), near))
    return spread.joint.join([label.value, *page.texts(more)]), more


def _below(page: Gathering, i: int, name: str) -> list[int]:
    """The blocks of a label that stands alone: the one below it; of a spread value all down to the next label."""
    after = range(i + 1, len(page.blocks))
    if FIELD[name].kind == "entries":
        return []
    if FIELD[name].kind == "words":  # one below the other, in the element of the first
        return list(itertools.takewhile(lambda k: _is_next_word(page, i, k), after))
    stop = next((k for k in after[:9] if not page.is_free(k) or page.blocks[k].kind == "heading"), -1)
    end = stop if stop > 0 and name in _SPREAD else i + 2
    return [k for k in after[: end - i - 1] if page.is_free(k)]


def _is_next_word(page: Gathering, label: int, k: int) -> bool:
    """Whether block k is of a list of keywords whose label is the block ``label``: the first is, then its like."""
    blocks = page.blocks
    if not page.is_free(k) or blocks[k].kind == "heading":
        return False
    beside = blocks[k].node == blocks[label + 1].node != blocks[label].node
    return k == label + 1 or (beside and len(blocks[k].text) < 40)


# The readers


def _unread(page: Gathering, said: Said) -> bool:
    """Of a label whose list is read elsewhere (参考文献)."""
    return False


def _source(page: Gathering, said: Said) -> bool:
    """来源：灌区水工 2017年第3期; another source is the site's."""
    issue = issue_line.match(said.value)
    if not issue or not issue.journal:
        return False
    page.seen.add_issue(issue, "label")
    return True


def _text(page: Gathering, said: Said) -> bool:
    page.seen.add(said.field, "label", said.value)
    return True


def _date(page: Gathering, said: Said) -> bool:
    day = dates.iso(said.value)
    if not day or len(said.value) > 60:
        return False
    page.seen.add("published" if said.field == "date" else said.field, "label", day)
    return True


# 查看全部>> · [展开] : a button behind an abstract
_MORE = regex(both_scripts(r"(?<=[。.．!！])\s*[\[【(（]?(?:查看全部|显示全部|展开(?:全部)?|收起)[\]】)）]?\s*[>»]*$"))


def _abstract(page: Gathering, said: Said) -> bool:
    """The first of its language; 摘要 over an English text is the English one."""
    if not said.value or page.seen.has(said.field):
        return False
    english = said.field == "abstract" and not IS_HAN_OR_LOST.search(said.value[:200]) and len(said.value) > 80
    page.seen.add("abstract_en" if english else said.field, "label", even(_MORE.sub("", said.value)))
    return True


def _keywords(page: Gathering, said: Said) -> bool:
    """Keywords of the author, or tags of the family's sites."""
    seen = page.seen
    if not said.value:
        return False
    words = keywords.split(said.value)
    if said.field == "keywords_en" or not IS_HAN_OR_LOST.search(said.value):
        seen.keywords_en = seen.keywords_en or words
    elif _are_site_tags(page, said.place):
        seen.site_tags = seen.site_tags or words
    elif seen.keywords:
        return False
    else:
        first, second = keywords.by_script(words)
        seen.keywords = first
        seen.keywords_en = seen.keywords_en or second
    return True


def _are_site_tags(page: Gathering, i: int) -> bool:
    """Whether keywords are the site's: those of the family stand in its header, above the author line."""
    block = page.blocks[i]
    if any(k < i for k in page.with_label("abstract")):
        return False
    later = any(k > i for k in page.with_label("keywords"))
    if later and (not block.body or block.linked * 2 > len(block.text)):
        return True
    in_header = 0 <= page.family < i or any(found.source == "journal-line" for found in page.seen.values)
    if not in_header or (block.body and not later and page.family < 0):
        return False
    above = range(max(page.family + 1, 0), i)
    return not any(k not in page.labelled and _is_front_line(page.blocks[k].text) for k in above)


def _is_front_line(text: str) -> bool:
    """Whether a line names authors or affiliations."""
    if len(text) >= 120 or issue_line.match(text):
        return False
    return bool(author_line.persons(text) or author_line.affiliations(text))


_ROLES = {"editors": "editor", "reporters": "reporter", "translators": "translator"}


def persons_behind(label: Labelled, seen: Visible) -> bool:
    """Takes the persons of a label, authors or others with the part they had; False for a label that names nobody."""
    value = label.value
    if label.field == "authors" and not seen.persons:
        text = re.split(r"[：:]", value)[0] if IS_HAN_OR_LOST.search(value[:1]) else value
        seen.persons = author_line.persons(text)
        return bool(seen.persons)
    if role := _ROLES.get(label.field):
        others = [(role, p.name) for p in author_line.persons(re.split(r"[\s　]*[)）]", value)[0])]
        seen.others += others
        return bool(others)
    return False


def _persons(page: Gathering, said: Said) -> bool:
    """Persons; behind authors and a colon, where they work."""
    named = persons_behind(Labelled(said.field, said.value), page.seen)
    if said.field == "authors" and (where := re.match(r"[^：:]{2,40}[：:]\s*(.+)", said.value)):
        page.seen.institutions = page.seen.institutions or [("", close_up(where[1]))]
    return named


def _corresponding(page: Gathering, said: Said) -> bool:
    page.seen.corresponding += said.value
    page.seen.remove("names the corresponding author", said.value)
    return True


def _address(page: Gathering, said: Said) -> bool:
    page.seen.remove("where the article stands online", said.value)
    return True


def _affiliations(page: Gathering, said: Said) -> bool:
    page.seen.institutions += author_line.affiliations(f"({said.value})") or [("", close_up(said.value))]
    return True


def _workplace(page: Gathering, said: Said) -> bool:
    parts = [place for part in re.split("[;；]", said.value) if author_line.is_workplace(place := part.strip())]
    page.seen.institutions += [("", place) for place in dict.fromkeys(parts)]
    return bool(parts)


def _funding(page: Gathering, said: Said) -> bool:
    page.seen.funding += _grants(said.value)
    return True


def _grants(value: str) -> tuple[str, ...]:
    """
    >>> _grants("国家自然科学基金项目（41571999）；安徽省高校支持计划（gxyqZD2016999）。")
    ('国家自然科学基金项目（41571999）', '安徽省高校支持计划（gxyqZD2016999）')
    """
    parts = re.split(r"[;；](?![^（(]*[）)])", value)
    return tuple(p for part in parts if (p := part.strip(" 　。.")))


def _biographies(page: Gathering, said: Said) -> bool:
    page.seen.biographies += _notes_on_persons(said.value)
    return True


def _notes_on_persons(value: str) -> tuple[str, ...]:
    """
    >>> _notes_on_persons("裘远山（1978—），男，副研究馆员。欧阳晓棠（1986—），女，讲师。")
    ('裘远山（1978—），男，副研究馆员。', '欧阳晓棠（1986—），女，讲师。')
    """
    cuts = [m.start() for m in _PERSON_NOTE.finditer(value) if m.start()]
    edges = [0, *cuts, len(value)]
    return tuple(p for a, b in itertools.pairwise(edges) if (p := value[a:b].strip(" \n　;；")))


# 28-39 · P12-15页
_PAGES = regex(both_scripts(r"[Pp]{0,2}\.?\s*([A-Za-z]?\d+(?:\s*[-–—~+,]\s*[A-Za-z]?\d+)*)\s*页?"))
_ONE_PART = regex(r"第?\s*(\d{1,4})\s*[年卷期]?")  # 第2期 · 2017年 : behind a label that says which part it is


def _journal(page: Gathering, said: Said) -> bool:
    if len(said.value) > 40:
        return False
    page.seen.add("journal", "label", said.value.strip("《》"))
    return True


def _related_issue(page: Gathering, said: Said) -> bool:
    """The whole issue, or its number alone."""
    if issue := issue_line.match(said.value) or issue_line.numbers(said.value):
        page.seen.add_issue(issue, "label")
        return True
    return _one_part(page, said._replace(field="issue"))


def _one_part(page: Gathering, said: Said) -> bool:
    number = _ONE_PART.fullmatch(said.value)
    if number:
        page.seen.add(said.field, "label", number[1])
    return number is not None


def _pages(page: Gathering, said: Said) -> bool:
    pages = _PAGES.fullmatch(said.value)
    if pages:
        page.seen.add("pages", "label", re.sub(r"\s", "", pages[1]))
    return pages is not None


def _doi(page: Gathering, said: Said) -> bool:
    value = digits(said.value)
    number = identifiers.doi(value)
    if number:
        page.seen.add("doi", "label", number)
    return bool(number) and len(value) <= len(number) + 30


def _serial_numbers(page: Gathering, said: Said) -> bool:
    """ISSN and CN, the one behind the label and the other that may be run together with it: 1009-3176CN36-1188/G2."""
    value = digits(said.value)
    found = {"issn": identifiers.issn(value), "cn": identifiers.cn(value)}
    for name, number in found.items():
        if number:
            page.seen.add(name, "label", number)
    return bool(found[said.field]) and len(said.value) < 45


def _article_number(page: Gathering, said: Said) -> bool:
    """An 文章编号, and what it holds: 1009-3176(2016)02-0045-08."""
    value = digits(said.value).split("　")[0].strip()
    if not re.match(r"[\dXx]{4}", value) or len(value) > 40:
        return False
    page.seen.add("article_number", "label", value)
    if parts := identifiers.article_number(value):
        for name in ("issn", "year", "issue", "pages"):
            page.seen.add(name, "article-number", getattr(parts, name))
    return True


def _clc(page: Gathering, said: Said) -> bool:
    value = digits(said.value)
    if page.seen.has("clc") or not re.match(r"[A-Z]", value) or len(value) >= 60:
        return False
    code = value[: len(value) - len(_behind(value))].rstrip(" ,，;；:：(（[【")
    page.seen.add("clc", "label", close_up(code))
    return True


def _document_code(page: Gathering, said: Said) -> bool:
    value = digits(said.value)
    if page.seen.has("document_code") or not (code := re.match(r"[A-EＡ-Ｅ](?![a-z])", value)):
        return False
    page.seen.add("document_code", "label", fold(code[0]))
    return len(value) < 10


def _citation(page: Gathering, said: Said) -> bool:
    """``文章引用：赵培. 题[J]. 现代市场营销, 2018, 8(2): 7-16.``: the page's own article as a reference."""
    own = parse(said.value)
    if not own.parsed:
        return False
    _cited(own, page.seen)
    page.seen.remove("how the page cites itself", said.value)
    return True


def cites(entry: str, title: str) -> bool:
    """Whether an entry is the article of this title: how a page says to cite it.

    >>> cites("赵培. 浅说分词[J]. 语林, 2018, 8(2): 7-16.", "浅说分词"), cites("赵培. 浅说[J]. 语林, 2018.", "浅说分词")
    (True, False)
    """
    own = parse(entry)
    return bool(title) and own.parsed and letters(own.title) == letters(title)


#: How a value is taken: by the reader of its field, else by that of its kind.
_OF_KIND: dict[Kind, Reader] = {
    "text": _text,
    "abstract": _abstract,
    "words": _keywords,
    "date": _date,
    "persons": _persons,
    "entries": _unread,
}
_OF_FIELD: dict[str, Reader] = {
    "address": _address,
    "affiliations": _affiliations,
    "article_number": _article_number,
    "biographies": _biographies,
    "citation": _citation,
    "clc": _clc,
    "cn": _serial_numbers,
    "corresponding": _corresponding,
    "document_code": _document_code,
    "doi": _doi,
    "funding": _funding,
    "issn": _serial_numbers,
    "journal": _journal,
    "pages": _pages,
    "related_issue": _related_issue,
    "source": _source,
    "volume": _one_part,
    "workplace": _workplace,
    "year": _one_part,
}
READERS: dict[str, Reader] = {f.name: _OF_FIELD.get(f.name) or _OF_KIND[f.kind] for f in FIELDS if f.labels}


def cited_elsewhere(page: Gathering) -> None:
    """Takes the page's own citation where it stands outside the article, if it cites the title of this page.

    Hanspub prints 文章引用 beside the article, and there alone the journal's Chinese name.
    """
    seen = page.seen
    if any(found.source == "self-citation" for found in seen.values):
        return
    titles = {letters(t) for t in (seen.title, *(f.value for f in page.head.values if f.field == "title")) if t}
    for line in (line for r in page.doc.removed if r.step == "region" for line in r.text.split("\n")):
        if line[:1] not in labels.FIRST or not (label := labels.match(line)) or label.field != "citation":
            continue
        own = parse(label.value)
        if own.parsed and letters(own.title) in titles:
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
            seen.add(name, "self-citation", part)
