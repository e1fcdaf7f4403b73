"""The articles of the test mirror, as they truly are: what a record made from any of its pages is compared with.

Every article in ``articles/*.toml`` was written for this project. Authors, institutes, journals and the works cited are
invented, and so are the findings; places, public bodies and historical persons are real, what is said of them is not to
be relied on. DOIs use the prefix reserved for examples (10.5555), URLs a domain reserved for examples.

The body is written line by line: ``# `` and ``## `` start a heading of level 1 and 2, ``| a | b |`` is a table row,
``图1 …`` and ``表1 …`` are captions, ``①…`` at the start of a line is a footnote, anything else a paragraph.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, Literal

ARTICLES = Path(__file__).resolve().parent / "articles"

BlockKind = Literal["heading", "paragraph", "caption", "table", "note"]

# 图1 某河流域位置 · 表2-1 样本分布 — and not a paragraph such as "图1显示……" or "表2中各列……".
CAPTION = re.compile(r"[图表]\d+(?:-\d+)? \S")
NOTE = re.compile(r"[①-⑩]")


@dataclass(frozen=True, slots=True)
class TruthAuthor:
    """affiliations: numbers into the article's affiliations, from 1."""

    name: str
    affiliations: tuple[int, ...] = ()
    corresponding: bool = False


@dataclass(frozen=True, slots=True)
class TruthReference:
    """raw: as printed, with its mark. The other fields occur in raw as they stand; ``""`` where raw does not say.

    type: the GB/T 7714 type mark. number: of a patent or standard; it is not part of title.
    authors: as printed, without 等 or et al. container: the journal, newspaper, proceedings or collection.
    year: of publication, of a date the year alone. pages: of a newspaper article, the page it is printed on.
    publisher: the school of a thesis as well. Translators, editors of the container and edition are not told.
    """

    raw: str
    mark: str
    type: str = ""
    number: str = ""
    authors: tuple[str, ...] = ()
    title: str = ""
    container: str = ""
    year: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    publisher: str = ""
    place: str = ""
    doi: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class TruthSection:
    """A stretch of the body under one heading; level 0 and ``""`` before the first heading."""

    level: int
    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the body. level: 1 or 2 for a heading, else 0. rows: the cells of a table, else empty.

    text: a table's cells are separated by tabs and its rows by line feeds.
    """

    kind: BlockKind
    text: str
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Truth:
    """One article with all it says of itself, ``""`` or ``()`` where it does not say.

    id: the file's stem. path_id: the number in the URL ``/page/YYYY/MMDD/path_id.shtml``, whose date is ``published``.
    affiliations: without the number that a page prints before each where there are several.
    published: ``2016-04-11 07:53:48``. received, revised: ISO dates, as precise as the page is to say.
    site_tags: keywords the site made by itself, beside the author's ``keywords``.
    body: see the module; ``blocks``, ``sections`` and ``text`` are read from it.
    """

    id: str
    path_id: str
    title: str
    authors: tuple[TruthAuthor, ...]
    journal: str
    year: str
    issue: str
    published: str
    body: str
    references: tuple[TruthReference, ...]
    title_en: str = ""
    affiliations: tuple[str, ...] = ()
    volume: str = ""
    pages: str = ""
    abstract: str = ""
    abstract_en: str = ""
    keywords: tuple[str, ...] = ()
    keywords_en: tuple[str, ...] = ()
    clc: str = ""
    document_code: str = ""
    article_number: str = ""
    doi: str = ""
    issn: str = ""
    cn: str = ""
    funding: tuple[str, ...] = ()
    received: str = ""
    revised: str = ""
    biographies: tuple[str, ...] = ()
    site_tags: tuple[str, ...] = ()

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The body block by block, for whoever prints it."""
        return _blocks(self.body)

    @property
    def sections(self) -> tuple[TruthSection, ...]:
        """The body under its headings, a table being one paragraph."""
        sections: list[TruthSection] = []
        level, heading, paragraphs = 0, "", list[str]()
        for block in self.blocks:
            if block.kind != "heading":
                paragraphs.append(block.text)
                continue
            if heading or paragraphs:
                sections.append(TruthSection(level, heading, tuple(paragraphs)))
            level, heading, paragraphs = block.level, block.text, []
        return (*sections, TruthSection(level, heading, tuple(paragraphs)))

    @property
    def text(self) -> str:
        """Headings, paragraphs, captions, tables and notes, joined by a blank line."""
        return "\n\n".join(block.text for block in self.blocks)


def _blocks(body: str) -> tuple[Block, ...]:
    blocks: list[Block] = []
    rows: list[tuple[str, ...]] = []
    for line in [*body.splitlines(), ""]:
        if line.startswith("|"):
            rows.append(tuple(cell.strip() for cell in line.strip().strip("|").split("|")))
            continue
        if rows:
            blocks.append(Block("table", "\n".join("\t".join(row) for row in rows), rows=tuple(rows)))
            rows = []
        if line:
            blocks.append(_line_block(line))
    return tuple(blocks)


def _line_block(line: str) -> Block:
    hashes, _, rest = line.partition(" ")
    if hashes in ("#", "##"):
        return Block("heading", rest, level=len(hashes))
    if CAPTION.match(line):
        return Block("caption", line)
    return Block("note" if NOTE.match(line) else "paragraph", line)


def _tuples(table: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}


def load(path: Path) -> Truth:
    """Read one article; an unknown key or a missing one is an error that names the file."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        table["authors"] = [TruthAuthor(**_tuples(author)) for author in table["authors"]]
        table["references"] = [TruthReference(**_tuples(reference)) for reference in table["references"]]
        return Truth(id=path.stem, **_tuples(table))
    except (KeyError, TypeError) as error:
        known = ", ".join(field.name for field in fields(Truth))
        raise ValueError(f"{path}: {error}; an article has {known}") from error


@cache
def load_all() -> tuple[Truth, ...]:
    """All articles, sorted by id."""
    return tuple(sorted((load(path) for path in ARTICLES.glob("*.toml")), key=lambda truth: truth.id))
