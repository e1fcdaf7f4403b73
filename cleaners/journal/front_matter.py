"""The unlabelled lines above the body: authors, affiliations, the title in English, the title said again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaners.article import Removal
from cleaners.chinese.characters import IS_HAN, close_up
from cleaners.doc import Block, Doc
from cleaners.journal.gathering import FRONT, SENTENCE, Visible, bare
from cleaners.journal.head_tags import Head
from cleaners.journal.sources import Found
from cleaners.lines import author_line
from cleaners.lines.labels import Labelled


def signed(i: int, text: str, taken: set[int], seen: Visible) -> bool:
    """An author line of the form ``葉知秋（山城科技大學建築系副教授）``; his position is kept as his biography."""
    if not (persons := author_line.signed(text)):
        return False
    seen.persons = persons
    if persons[0].affiliations[0] not in text[-len(persons[0].affiliations[0]) - 1 :]:
        seen.biographies += (text,)
    taken.add(i)
    return True


def front(doc: Doc, hits: dict[int, list[Labelled]], head: Head, taken: set[int], seen: Visible) -> None:
    """The unlabelled lines above the body: authors, affiliations, English title; the title said again."""
    said = head.institutions()
    named = tuple(p.name for p in head.authors[0][1]) if head.authors else ()
    blocks = doc.blocks
    title = bare(seen.title)
    chinese = any(IS_HAN.search(b.text) for b in blocks[:FRONT] if b.body)
    institutions: list[tuple[str, str]] = []
    below = -1  # the line below the authors, where their workplace may stand without any mark
    for i, block in enumerate(blocks[:FRONT]):
        text = block.text
        if i in taken or i in hits or block.kind in ("title", "table"):
            continue
        if title and block.kind != "heading" and bare(text) == title:
            taken.add(i)
        elif _is_authors(text, named) or _is_author(text, named, said):
            taken.add(i)
            seen.removed.append(Removal("front-matter", "the authors, whom the head names", text))
        elif not seen.persons and signed(i, text, taken, seen):
            pass
        elif (
            not seen.persons
            and len(text) <= 120
            and (persons := author_line.persons(text, seen.glued))
            and _believable(persons, text, seen, chinese)
        ):
            seen.persons = persons
            taken.add(i)
            below = i + 1
        elif i == below and author_line.is_workplace(text):
            taken.add(i)
            below = i + 1
            if known := [w for w in said if w in text]:
                seen.removed.append(Removal("front-matter", f"the affiliation again: {known[0]}", text))
            else:
                institutions.append(("", text))
        elif (
            (found := author_line.affiliations(text)) and not seen.institutions and not _is_heading(text, institutions)
        ):
            institutions += found
            taken.add(i)
        elif seen.glued and len(text) <= 120 and bare(text) == bare(seen.glued):
            taken.add(i)
        elif block.body and block.kind != "heading" and len(text) >= 60 and SENTENCE.search(text):
            if chinese and not IS_HAN.search(text):
                continue
            break
    seen.institutions += institutions
    if chinese:
        _english(blocks, hits, taken, seen)


def _is_authors(text: str, named: tuple[str, ...]) -> bool:
    """Whether a short line is little but the authors that the head names: 邱麗嬌(Li-Chiao Chiu)；溫以諾(Yi-No Wen)."""
    if not named or len(text) > 60 * len(named) or SENTENCE.sub("", text.replace("；", "")) != text.replace("；", ""):
        return False
    return all(name in text for name in named) and not author_line.persons(text) and not author_line.affiliations(text)


def _is_author(text: str, named: tuple[str, ...], said: tuple[str, ...]) -> bool:
    """Whether a short line is an author that the head names, with the institution that it names: OJS's list of them."""
    return len(text) < 300 and text.startswith(named or ("\0",)) and any(place in text for place in said)


def _is_heading(text: str, institutions: list[tuple[str, str]]) -> bool:
    """Whether a numbered line is a section's and no workplace: 1 区域地质背景, where no other line was a workplace."""
    numbered = re.fullmatch(r"[1-9]\s+[\u3400-\u9fff、]{2,20}", text)
    return numbered is not None and not institutions and not author_line.is_workplace(text[1:].strip())


def _believable(persons: tuple[author_line.Person, ...], text: str, seen: Visible, chinese: bool) -> bool:
    """Whether an unlabelled line names the authors: as the dateline does, with marks, or with nothing but names."""
    joined = "".join(p.name for p in persons)
    if seen.glued:
        return close_up(seen.glued).replace(" ", "") == joined.replace(" ", "") or any(
            p.name in seen.glued for p in persons
        )
    if not chinese:
        return False
    return any(p.marks for p in persons) or not any(author_line.is_word(p.name) for p in persons)


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
    if not lines or len(blocks[lines[0]].text.split()) < 3 or author_line.persons(blocks[lines[0]].text):
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
        and not IS_HAN.search(text)
        and not text.startswith("http")
    )
