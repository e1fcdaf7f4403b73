"""The pictures of docs/damage.md: the bytes of one line as they are damaged, and as they are read back.

    python -m tests.docs.byte_pictures     # draws them into docs/

Bytes, groups and characters are computed by the process itself (``tests.mirror.damage``) and by ``cleaners.repair``;
by hand are the line, the table's one entry and the captions. A byte keeps its column and its colour through all rows,
so that one sees where each goes.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

from cleaners.repair import repair
from tests.conftest import ROOT
from tests.mirror.damage import Table, damage, decode, encode, insert

TRUE = "老人們在樹下乘涼</p>"
LISTED, PINYIN = "冊", "(cè)"
SERVED = damage(TRUE, Table(((LISTED, PINYIN),)), random.Random(0), breaks=0.0)

CELL, LEFT, HEIGHT = 37, 28, 30  # pixels of a byte, before the first, of a row of bytes
FONT = "'Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif"
STYLE = """
text { fill: #1f2328; text-anchor: middle }
.byte { font: 13px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace }
.char { font-size: 21px }
.says { font-size: 14px; text-anchor: start; fill: #57606a }
.page { fill: #ffffff; stroke: #d0d7de }
.line { fill: none; stroke: #8c959f }
.even { fill: #ddf4ff } .odd { fill: #dafbe1 } .tag { fill: #eaeef2 } .new { fill: #ffd8a8 }
.lost { fill: #ffffff; stroke: #cf222e; stroke-dasharray: 3 2 } .found { fill: #fff8c5; stroke: #9a6700 }
.pair { fill: none; stroke: #bc4c00; stroke-width: 2.5 }
.bad { fill: #cf222e }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 }
.says { fill: #9198a1 }
.page { fill: #0d1117; stroke: #30363d }
.even { fill: #0c3a66 } .odd { fill: #10492a } .tag { fill: #2b3138 } .new { fill: #7a4510 }
.lost { fill: #0d1117; stroke: #ff7b72 } .found { fill: #4d3b04; stroke: #e3b341 }
.pair { stroke: #ffa657 }
.bad { fill: #ff7b72 }
}
"""

CAPTIONS = {
    "": {
        "done": (
            "The line as its author wrote it: two bytes a character, and four of markup.",
            "The table lists {listed} = {pair}. These bytes stand here too, half in {left}, half in {right}: "
            "in goes the pinyin {pinyin}.",
            "Decoded, every pair behind it is one byte off. {second} and {lost} find no second byte, "
            "swallow ( and <, and show as ?.",
        ),
        "undone": (
            "What is served, as bytes again. Under each ? are two unknown bytes: "
            "a lead byte and the one that it swallowed.",
            "{pinyin} behind the byte {first} can only mean {listed} = {pair}: {second} is back, the pinyin goes. "
            "And /p> wants its <.",
            "In step again. Of the characters that begin with {lead}, the language model takes {last}. "
            "How sure: {sure}",
        ),
    },
    ".zh-CN": {
        "done": (
            "原文：每个汉字两个字节，末尾四个字节是标签。",
            "替换表里有 {listed} = {pair}。这两个字节在此处恰好相邻，一个属于“{left}”，一个属于“{right}”，"
            "拼音 {pinyin} 便插了进来。",
            "再解码时，后面的字节两两错位。{second} 和 {lost} 配不成字，把 ( 和 < 一并吞掉，显示为 ?。",
        ),
        "undone": (
            "把网页上的文字变回字节。每个 ? 下面有两个未知字节：一个落单的首字节，一个被它吞掉的字节。",
            "字节 {first} 后面跟着 {pinyin}，只可能是 {listed} = {pair}：{second} 找回，拼音去掉。/p> 前面理应有个 <。",
            "字节重新对齐。首字节是 {lead} 的字当中，语言模型选了“{last}”，把握 {sure}。",
        ),
    },
}


class Cell(NamedTuple):
    """One byte: its column, what is written in it, and the class that colours it."""

    column: int
    text: str
    kind: str


class Group(NamedTuple):
    """One character: its first column, how many it takes, what it shows as, and the class of its text."""

    column: int
    wide: int
    text: str
    kind: str = "char"


@dataclass(frozen=True, slots=True)
class Line:
    """All that both pictures show of the line."""

    true: tuple[Cell, ...]
    groups: tuple[Group, ...]  # of the true line; one that the insertion cuts has one column on either side of it
    served: tuple[Cell, ...]
    read: tuple[Group, ...]
    known: tuple[Cell, ...]
    told: tuple[Cell, ...]  # what pinyin and markup tell of the lost bytes; the last lead byte they do not
    mended: tuple[Cell, ...]
    at: int  # column of the first inserted byte


def read_as(body: bytes) -> Iterator[tuple[int, int, str]]:
    """(first byte, how many bytes, character) of bytes as the damaged site decodes them.

    >>> [text for _, _, text in read_as(bytes.fromhex("8283 D428 63 A8A8 29"))]
    ['們', '?', 'c', 'è', ')']
    """
    at = 0
    while at < len(body):
        wide = 1 if body[at] < 0x80 else 2
        yield at, wide, decode(body[at : at + wide])
        at += wide


def the_line() -> Line:
    """The line's bytes and characters, in columns that are the same before, after and behind the damage."""
    body = encode(TRUE)
    damaged = insert(body, Table(((LISTED, PINYIN),)))
    at = body.index(encode(LISTED)) + 2
    new = len(damaged) - len(body)
    columns = [i if i < at else i + new for i in range(len(body))]
    kinds: list[str] = []
    groups = []
    for i, (first, wide, char) in enumerate(read_as(body)):
        kinds += ["tag" if wide == 1 else ("even", "odd")[i % 2]] * wide
        groups.append(Group(columns[first], columns[first + wide - 1] - columns[first] + 1, char))
    true = tuple(Cell(column, f"{byte:02X}", kind) for column, byte, kind in zip(columns, body, kinds, strict=True))
    inserted = tuple(Cell(at + i, f"{damaged[at + i]:02X}", "new") for i in range(new))
    served = tuple(sorted((*true, *inserted)))
    read = tuple(Group(*group, "char bad" if group[2] == "?" else "char") for group in read_as(damaged))
    lost = {column for group in read if group.text == "?" for column in range(group.column, group.column + group.wide)}
    known = tuple(Cell(cell.column, "?", "lost") if cell.column in lost else cell for cell in served)
    mended = tuple(Cell(*cell[:2], "found") if cell.column in lost else cell for cell in true)
    last = max(lost) - 1  # the lead byte under the last ?
    told = tuple(Cell(last, "?", "lost") if cell.column == last else cell for cell in mended)
    return Line(true, tuple(groups), served, read, known, told, mended, at)


def row(cells: Sequence[Cell], y: int) -> Iterator[str]:
    for column, text, kind in cells:
        x = LEFT + column * CELL
        yield f'<rect class="{kind}" x="{x + 1}" y="{y}" width="{CELL - 2}" height="{HEIGHT}" rx="3"/>'
        yield f'<text class="byte" x="{x + CELL / 2:g}" y="{y + 20}">{text}</text>'


def characters(groups: Sequence[Group], y: int, above: bool) -> Iterator[str]:
    """Each character and the bracket over or under its bytes. y: of the bracket's side that touches the bytes."""
    tip = -6 if above else 6
    for column, wide, text, kind in groups:
        left, right = LEFT + column * CELL + 3, LEFT + (column + wide) * CELL - 3
        yield f'<path class="line" d="M{left} {y}v{tip}H{right}v{-tip}"/>'
        yield f'<text class="{kind}" x="{(left + right) / 2:g}" y="{y - 12 if above else y + 28}">{escape(text)}</text>'


def says(text: str, y: int) -> str:
    return f'<text class="says" x="{LEFT}" y="{y}">{escape(text)}</text>'


def framed(parts: Sequence[str], columns: int, height: int, title: str) -> str:
    width = 2 * LEFT + columns * CELL
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        f' role="img" font-family="{FONT}">'
    )
    page = f'<rect class="page" x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="8"/>'
    return "\n".join([head, f"<title>{escape(title)}</title>", f"<style>{STYLE}</style>", page, *parts, "</svg>", ""])


def words() -> dict[str, str]:
    """What the captions name, all of it computed."""
    pair = encode(LISTED).hex(" ").upper()
    at = encode(TRUE).index(encode(LISTED))
    left, right = TRUE[at // 2], TRUE[at // 2 + 1]
    mended = repair(SERVED)
    assert mended.text == TRUE
    last = TRUE[TRUE.index("<") - 1]
    return {
        "listed": LISTED,
        "pinyin": PINYIN,
        "pair": pair,
        "first": pair[:2],
        "second": pair[3:],
        "left": left,
        "right": right,
        "last": last,
        "lead": encode(last).hex().upper()[:2],
        "lost": encode(last).hex().upper()[2:],
        "sure": f"{min(edit.sure for edit in mended.edits):.2f}",
    }


def draw(language: str, which: str) -> str:
    """One picture as SVG. language: as in file names, "" for English. which: ``done`` or ``undone``."""
    line = the_line()
    first, second, third = (text.format(**words()) for text in CAPTIONS[language][which])
    if which == "done":
        x, wide = LEFT + (line.at - 2) * CELL - 1, 2 * CELL + 2
        parts = [
            says(first, 30),
            *characters(line.groups, 76, above=True),
            *row(line.true, 78),
            says(second, 142),
            *row(line.served, 158),
            f'<rect class="pair" x="{x}" y="156" width="{wide}" height="{HEIGHT + 4}" rx="4"/>',
            says(third, 222),
            *row(line.served, 238),
            *characters(line.read, 270, above=False),
        ]
    else:
        parts = [
            says(first, 30),
            *characters(line.read, 76, above=True),
            *row(line.known, 78),
            says(second, 142),
            *row(line.told, 158),
            says(third, 222),
            *row(line.mended, 238),
            *characters(line.groups, 270, above=False),
        ]
    return framed(parts, len(line.served), 314, f"{SERVED} ← {TRUE}" if which == "done" else f"{SERVED} → {TRUE}")


def pictures() -> dict[str, str]:
    """What each file of docs/ is to hold, by name."""
    return {f"damage-{which}{lang}.svg": draw(lang, which) for lang in CAPTIONS for which in ("done", "undone")}


if __name__ == "__main__":
    for name, svg in pictures().items():
        (ROOT / "docs" / name).write_text(svg, "utf-8")
