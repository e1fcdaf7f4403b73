"""What stands behind a label: each value into its field, and on record what is left of it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from cleaners.article import Reference, Removal
from cleaners.chinese.characters import HAN, IS_HAN, close_up, digits, even
from cleaners.doc import Block, Doc
from cleaners.journal.gathering import SENTENCE, Visible, bare, of_issue
from cleaners.journal.head_tags import Head
from cleaners.journal.sources import Found
from cleaners.lines import author_line, dates, identifiers, issue_line, keywords, labels
from cleaners.lines.fields import FIELD
from cleaners.lines.labels import Labelled

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
# 查看全部>> · [展开] : a button behind an abstract
_MORE = re.compile(r"(?<=[。.．!！])\s*[\[【(（]?(?:查看全部|[显顯]示全部|展[开開](?:全部)?|收起)[\]】)）]?\s*[>»]*$")
_STRUCTURED = re.compile(
    r"[\[【(（]?\s*(?:目\s*的|方\s*法|结\s*果|结\s*论|背\s*景|目\s*標|結\s*果|結\s*論|Objectives?|Aims?|Background"
    r"|Methods?|Results?|Conclusions?|Purpose)\s*[\]】)）:： ]"
)
# 裘远山（1978—），男 · 李娜(1980-),女 · *通信作者
_PERSON_NOTE = re.compile(rf"(?:^|(?<=[。.；;\s）)]))(?=[{HAN}·]{{2,9}}\s*[（(，,]\s*(?:1[89]|20)\d\d)")


def person_label(label: Labelled, seen: Visible) -> None:
    """Whom a label of persons names: the authors, or others with the part they had."""
    if label.field == "authors" and not seen.persons:
        text = re.split(r"[：:]", label.value)[0] if IS_HAN.search(label.value[:1]) is not None else label.value
        seen.persons = author_line.persons(text) or seen.persons
    elif label.field in ("editors", "reporters", "translators"):
        role = {"editors": "editor", "reporters": "reporter", "translators": "translator"}[label.field]
        seen.others += [(role, p.name) for p in author_line.persons(re.split(r"[\s　]*[)）]", label.value)[0])]


def labelled(
    blocks: Sequence[Block], hits: dict[int, list[Labelled]], family: int, taken: set[int], seen: Visible
) -> None:
    """Everything behind a label."""
    first_body = next(
        (
            i
            for i, b in enumerate(blocks)
            if b.body and i not in hits and len(b.text) >= 150 and SENTENCE.search(b.text)
        ),
        len(blocks),
    )
    last = max((i for i, b in enumerate(blocks) if b.body and i not in hits and i not in taken), default=0)
    for i in sorted(hits):
        if i in taken:
            continue
        near = i <= first_body + 12 or i >= last - 12 or not blocks[i].body
        for n, label in enumerate(hits[i]):
            if not FIELD[label.field].strong and blocks[i].body and i > first_body and i < last:
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
                used = _run_of(_STRUCTURED, blocks, hits, taken, range(i + 1, min(i + 8, len(blocks))))
                value = " ".join([value, *(blocks[k].text for k in used)])
                taken.update(used)
            elif n + 1 == len(hits[i]) and label.field == "biographies":
                used = _run_of(_PERSON_NOTE, blocks, hits, taken, range(i + 1, min(i + 12, len(blocks))))
                value = "\n".join([value, *(blocks[k].text for k in used)])
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


def _run_of(
    pattern: re.Pattern[str], blocks: Sequence[Block], hits: dict[int, list[Labelled]], taken: set[int], among: range
) -> list[int]:
    """The blocks from the first of these on that begin as the pattern says, up to one that does not or is labelled."""
    return list(
        itertools.takewhile(lambda k: k not in hits and k not in taken and pattern.match(blocks[k].text), among)
    )


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
        english = name == "abstract" and not IS_HAN.search(value[:200]) and len(value) > 80
        seen.values.append(Found("abstract_en" if english else name, "label", even(_MORE.sub("", value))))
    elif name in ("keywords", "keywords_en"):
        return _keywords(name, value, i, blocks, hits, family, seen)
    elif name in ("clc", "document_code", "article_number", "doi", "issn", "cn"):
        return _identifier(name, value, have, seen)
    elif name in ("received", "revised", "accepted", "published", "date"):
        day = dates.iso(value)
        if not day or len(value) > 60:
            return False
        seen.values.append(Found("published" if name == "date" else name, "label", day))
    elif name == "funding":
        seen.funding += _grants(value)
    elif name == "biographies":
        seen.biographies += _biographies(value)
    elif name == "corresponding":
        seen.corresponding += value
        seen.removed.append(Removal("front-matter", "names the corresponding author", value))
    elif name == "affiliations":
        found = author_line.affiliations(f"({value})")
        seen.institutions += found or [("", close_up(value))]
    elif name == "title_en":
        seen.values.append(Found("title_en", "label", value))
    elif name == "citation":
        return _self_citation(value, seen)
    elif name in ("authors", "editors", "reporters", "translators"):
        before = (seen.persons, len(seen.others))
        person_label(Labelled(name, value), seen)
        if name == "authors" and (where := re.match(r"[^：:]{2,40}[：:]\s*(.+)", value)):
            seen.institutions += [("", close_up(where[1]))] if not seen.institutions else []
        if (seen.persons, len(seen.others)) == before:
            return False
    elif name in _OF_ISSUE:
        return _issue_part(name, value, seen)
    elif name == "workplace":
        places = [place for part in re.split("[;；]", value) if author_line.is_workplace(place := part.strip())]
        seen.institutions += [("", place) for place in dict.fromkeys(places)]
        return bool(places)
    else:
        return False
    return True


_PAGES = re.compile(r"[Pp]{0,2}\.?\s*([A-Za-z]?\d+(?:\s*[-–—~+,]\s*[A-Za-z]?\d+)*)\s*[页頁]?")  # 28-39 · P12-15页
_ONE_PART = re.compile(r"第?\s*(\d{1,4})\s*[年卷期]?")  # 第2期 · 2017年 : behind a label that says which part it is
_OF_ISSUE = frozenset(("journal", "related_issue", "year", "volume", "pages"))


def _issue_part(name: str, value: str, seen: Visible) -> bool:
    """What a label says of the journal's issue; False where its value is none."""
    if name == "journal" and len(value) <= 40:
        seen.values.append(Found("journal", "label", value.strip("《》")))
    elif name == "related_issue" and (issue := issue_line.match(value) or issue_line.numbers(value)):
        seen.values += of_issue(issue, "label")
    elif name in ("year", "volume", "related_issue") and (number := _ONE_PART.fullmatch(value)):
        seen.values.append(Found("issue" if name == "related_issue" else name, "label", number[1]))
    elif name == "pages" and (pages := _PAGES.fullmatch(value)):
        seen.values.append(Found("pages", "label", re.sub(r"\s", "", pages[1])))
    else:
        return False
    return True


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
    if name == "keywords" and not IS_HAN.search(value):
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
    return bool(
        len(text) < 120 and not issue_line.match(text) and (author_line.persons(text) or author_line.affiliations(text))
    )


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
    from cleaners.references.entry import parse

    own = parse(value)
    if not own.parsed:
        return False
    _cited(own, seen)
    seen.removed.append(Removal("front-matter", "how the page cites itself", value))
    return True


def cited_elsewhere(doc: Doc, head: Head, seen: Visible) -> None:
    """The page's own citation where it stands outside the article: it cites the title of this page, or says nothing.

    Hanspub prints 文章引用 beside the article, and there alone the journal's Chinese name.
    """
    from cleaners.references.entry import parse

    if any(f.source == "self-citation" for f in seen.values):
        return
    titles = {bare(t) for t in (seen.title, *(f.value for f in head.values if f.field == "title")) if t}
    for line in (line for r in doc.removed if r.step == "region" for line in r.text.split("\n")):
        if line[:1] not in labels.FIRST or not (label := labels.match(line)) or label.field != "citation":
            continue
        own = parse(label.value)
        if own.parsed and bare(own.title) in titles:
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
