"""The unlabelled lines above the body: authors, affiliations, the title in English, the title said again."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from cleaners.chinese.characters import HAN, IS_HAN_OR_LOST, close_up, even
from cleaners.doc import Block
from cleaners.journal.gathering import FRONT, SENTENCE, Gathering, Visible, letters
from cleaners.lines import author_line, issue_line, keywords, labels
from cleaners.lines.author_line import Person

PARTS = 3  # of a structured abstract, its aim and its result among them; a set of instructions has the first two
LONG = 120  # characters of a line that is too long for one of authors; by hand


@dataclass(slots=True)
class _Lines:
    """What has been read of the lines above the body.

    title: the page's, its letters alone. chinese: the text is. named, places: authors and institutions of the head.
    institutions: those that unlabelled lines name. below: the line below the authors, where their workplace may stand
    without any mark; -1 before the authors were found. summed: the line below an abstract without a label, where
    keywords without one may stand.
    """

    title: str
    chinese: bool
    named: tuple[str, ...]
    places: tuple[str, ...]
    institutions: list[tuple[str, str]] = field(default_factory=list)
    below: int = -1
    summed: int = -1


def is_summary(text: str) -> bool:
    """Whether a paragraph is an abstract by its parts, from the aim to what came of it, though no label says so.

    >>> is_summary("目的：测水质。方法：每季采样。结果：逐年好转。"), is_summary("目的：测水质。方法：先采样，再记录。")
    (True, False)
    """
    parts = labels.summary_parts(text)
    return len(parts) >= PARTS and parts[0] == "aim" and parts[-1] in ("result", "conclusion")


def read(page: Gathering) -> None:
    """Takes the unlabelled lines above the body; it ends with the first sentence."""
    authors = page.head.authors
    lines = _Lines(
        letters(page.seen.title),
        any(IS_HAN_OR_LOST.search(block.text) for block in page.blocks[:FRONT] if block.body),
        tuple(p.name for p in authors[0][1]) if authors else (),
        page.head.institutions(),
    )
    for i, block in enumerate(page.blocks[:FRONT]):
        if not page.is_free(i) or block.kind in ("title", "table"):
            continue
        if any(reader(page, i, lines) for reader in READERS):
            page.taken.add(i)
        elif opens_the_body(block) and (IS_HAN_OR_LOST.search(block.text) or not lines.chinese):
            break
    page.seen.institutions += lines.institutions
    if lines.chinese:
        _english(page)


def opens_the_body(block: Block) -> bool:
    """Whether a block is a paragraph of sentences, below which no header lines stand."""
    return block.body and block.kind != "heading" and len(block.text) >= 60 and SENTENCE.search(block.text) is not None


def _title_again(page: Gathering, i: int, lines: _Lines) -> bool:
    block = page.blocks[i]
    return bool(lines.title) and block.kind != "heading" and letters(block.text) == lines.title


def _authors_again(page: Gathering, i: int, lines: _Lines) -> bool:
    """The authors that the head names, one or all of them."""
    text = page.blocks[i].text
    if not _is_authors(text, lines.named) and not _is_author(text, lines):
        return False
    page.seen.remove("the authors, whom the head names", text)
    return True


def _is_authors(text: str, named: tuple[str, ...]) -> bool:
    """Whether a short line is little but the authors that the head names: 邱麗嬌(Li-Chiao Chiu)；溫以諾(Yi-No Wen)."""
    bare = text.replace("；", "")
    if not named or len(text) > 60 * len(named) or SENTENCE.search(bare):
        return False
    return all(name in text for name in named) and not author_line.persons(text) and not author_line.affiliations(text)


def _is_author(text: str, lines: _Lines) -> bool:
    """Whether a short line is an author that the head names, with the institution that it names: OJS's list of them."""
    if len(text) >= 300 or not lines.named or not text.startswith(lines.named):
        return False
    return any(place in text for place in lines.places)


def _signed(page: Gathering, i: int, lines: _Lines) -> bool:
    return not page.seen.persons and sign(page.blocks[i].text, page.seen)


def sign(text: str, seen: Visible) -> bool:
    """Takes an author line of the form ``葉知秋（山城科技大學建築系副教授）``; False for another line.

    Where the affiliation leaves a position out, the line is kept as a biography.
    """
    if not (persons := author_line.signed(text)):
        return False
    seen.persons = persons
    if persons[0].affiliations[0] not in text[-len(persons[0].affiliations[0]) - 1 :]:
        seen.biographies += (text,)
    return True


def _authors(page: Gathering, i: int, lines: _Lines) -> bool:
    seen, text = page.seen, page.blocks[i].text
    if seen.persons or len(text) > LONG:
        return False
    persons = author_line.persons(text, seen.glued)
    if not persons or not _are_believable(persons, seen.glued, lines.chinese):
        return False
    seen.persons = persons
    lines.below = i + 1
    return True


def _are_believable(persons: tuple[Person, ...], glued: str, chinese: bool) -> bool:
    """Whether an unlabelled line names the authors: as the dateline does, with marks, or with nothing but names."""
    joined = "".join(p.name for p in persons)
    if glued:
        same = close_up(glued).replace(" ", "") == joined.replace(" ", "")
        return same or any(p.name in glued for p in persons)
    if not chinese:
        return False
    return any(p.marks for p in persons) or not any(author_line.is_word(p.name) for p in persons)


def _workplace(page: Gathering, i: int, lines: _Lines) -> bool:
    """Where the authors of the line above work, without any mark."""
    text = page.blocks[i].text
    if i != lines.below or not author_line.is_workplace(text):
        return False
    lines.below = i + 1
    if known := [place for place in lines.places if place in text]:
        page.seen.remove(f"the affiliation again: {known[0]}", text)
    else:
        lines.institutions.append(("", text))
    return True


def _affiliations(page: Gathering, i: int, lines: _Lines) -> bool:
    text = page.blocks[i].text
    if page.seen.institutions or not (found := author_line.affiliations(text)) or _is_heading(text, lines):
        return False
    lines.institutions += found
    return True


def _is_heading(text: str, lines: _Lines) -> bool:
    """Whether a numbered line is a section's and no workplace: 1 区域地质背景, where no other line was a workplace."""
    numbered = re.fullmatch(rf"[1-9]\s+[{HAN}、]{{2,20}}", text)
    return numbered is not None and not lines.institutions and not author_line.is_workplace(text[1:].strip())


def _abstract(page: Gathering, i: int, lines: _Lines) -> bool:
    """An abstract without a label, whole or the first of its parts; the others stand in the lines below."""
    if page.seen.has("abstract") or not labels.summary_parts(page.blocks[i].text):
        return False
    below = itertools.takewhile(
        lambda k: page.is_free(k) and labels.summary_parts(page.blocks[k].text), range(i + 1, len(page.blocks))
    )
    own = [i] if is_summary(page.blocks[i].text) else [i, *below]
    if not is_summary(text := " ".join(page.texts(own))):
        return False
    page.seen.add("abstract", "front", even(text))
    page.taken.update(own)
    lines.summed = own[-1] + 1
    return True


def _keywords(page: Gathering, i: int, lines: _Lines) -> bool:
    """Keywords without a label, right below such an abstract."""
    if i != lines.summed or page.seen.keywords or not (words := keywords.unlabelled(page.blocks[i].text)):
        return False
    page.seen.keywords = words
    return True


def _issue_again(page: Gathering, i: int, lines: _Lines) -> bool:
    """The journal's line again, where a header is printed twice."""
    issue = issue_line.match(page.blocks[i].text)
    said = {(found.field, found.value) for found in page.seen.values if found.source == "journal-line"}
    if not issue or not issue.journal or not said.issuperset((n, v) for n, v in issue._asdict().items() if v):
        return False
    page.seen.remove("the journal's line again", page.blocks[i].text)
    return True


def _shown_authors_again(page: Gathering, i: int, lines: _Lines) -> bool:
    """The authors again, as a line above names them."""
    names = "".join(letters(person.name) for person in page.seen.persons)
    text = page.blocks[i].text
    if not names or page.blocks[i].kind == "heading" or letters(text) != names:
        return False
    page.seen.remove("the authors again", text)
    return True


def _dateline_again(page: Gathering, i: int, lines: _Lines) -> bool:
    """The authors that the dateline names."""
    text, glued = page.blocks[i].text, page.seen.glued
    return bool(glued) and len(text) <= LONG and letters(text) == letters(glued)


#: What an unlabelled line above the body may be, the surest first: each takes a line into its field, or returns False.
READERS: tuple[Callable[[Gathering, int, _Lines], bool], ...] = (
    _abstract,
    _keywords,
    _title_again,
    _issue_again,
    _shown_authors_again,
    _authors_again,
    _signed,
    _authors,
    _workplace,
    _affiliations,
    _dateline_again,
)


def _english(page: Gathering) -> None:
    """Takes the English title of a Chinese article; Latin lines below it, authors and affiliations, go on record."""
    if page.seen.has("title_en"):
        return
    lines = _english_head(page)
    texts = page.texts(lines)
    if not texts or len(texts[0].split()) < 3 or author_line.persons(texts[0]):
        return
    page.seen.add("title_en", "front", texts[0])
    for text in texts[1:]:
        page.seen.remove("English authors or affiliations", text)
    page.taken.update(lines)


def _english_head(page: Gathering) -> list[int]:
    """The Latin lines right above the English abstract or keywords; without these a lone one above the body."""
    first = (i for i in sorted(page.labelled) if page.labelled[i][0].field in ("abstract_en", "keywords_en"))
    if (at := next(first, -1)) >= 0:
        above = range(at - 1, max(at - 7, -1), -1)
        lines = list(itertools.takewhile(lambda i: _is_free_latin_line(page, i), above))
        return lines[::-1] or _head_above(page, at)
    end = max((i for i in page.labelled if i < FRONT and i in page.taken), default=-1) + 2
    lines = [i for i in range(min(end, len(page.blocks))) if _is_free_latin_line(page, i)]
    return lines if len(lines) == 1 else []


def _head_above(page: Gathering, at: int) -> list[int]:
    """An English head that labelled lines alone part from the English abstract, as on Magtech's abstract pages."""
    end = at
    while end > 0 and not page.is_free(end - 1):
        end -= 1
    start = end
    while start > 0 and _is_free_latin_line(page, start - 1):
        start -= 1
    return list(range(start, end))


def _is_free_latin_line(page: Gathering, i: int) -> bool:
    """A line of Latin words alone that can be a title, authors or an address, and went into no field."""
    block, text = page.blocks[i], page.blocks[i].text
    return (
        page.is_free(i)
        and block.kind != "table"
        and len(text) <= 400
        and (text[:1].isalpha() or text[:1] in '“"‘')
        and not IS_HAN_OR_LOST.search(text)
        and not text.startswith("http")
    )
