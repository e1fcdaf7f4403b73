"""The process that damaged the pages, byte by byte: what ``cleaners.repair`` has to undo.

Seeded and pure, so that for every damaged page the true text is known. Four stages, each usable alone:

``to_kit``    Simplified text in the kit's one-to-one Traditional
``insert``    the table's replacements run over the GBK bytes, one after another, blind to where a character begins
``decode``    GBK bytes to text as those servers do it: ``?`` for what is lost, private use for the user-defined zones
``rebreak``   the second GBK pass, with breaks before full-width punctuation pairs

What the sites are known to differ in is a parameter, never a constant.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

import opencc
from pypinyin import Style, pinyin

# The kit converts one to one and leaves these as they are; the first eight are in every page seen, the rest are
# characters that one-to-one tables usually leave because their Traditional form is not decidable alone.
KEPT = (
    "并里后于系干面台范制征志余采表卷胡斗谷舍丑郁姜沈淀游雕咸占吁千只才向注布札凶周幸累泛托扎杆梁困吊回家核岳借蔑克升扣"
    "抵秋背佣伙刮别挂欲蒙致御暗帘沾漓熏签腊药蜡"
)

# Full-width punctuation before which the second pass may break, in the order the passes run: ， 。 ； ！ ？ 、
BROKEN = (b"\xa3\xac", b"\xa1\xa3", b"\xa3\xbb", b"\xa3\xa1", b"\xa3\xbf", b"\xa1\xa2")

_BREAK = 0xFF  # no GBK byte: stands for whatever comes in at a break


@dataclass(frozen=True, slots=True)
class Table:
    """One page's replacements, in the order they run: (listed character, what is put after it)."""

    entries: tuple[tuple[str, str], ...] = ()

    def __len__(self) -> int:
        return len(self.entries)


@cache
def _kit_map() -> dict[int, str]:
    han = [chr(code) for code in range(0x4E00, 0x9FA6)]
    converted = opencc.OpenCC("s2tw").convert("\n".join(han)).split("\n")
    kit = {}
    for simplified, traditional in zip(han, converted, strict=True):
        if simplified != traditional and simplified not in KEPT and len(traditional) == 1 and _gbk(traditional):
            kit[ord(simplified)] = traditional
    return kit


def _gbk(char: str) -> bytes:
    try:
        return char.encode("gbk")
    except UnicodeEncodeError:
        return b""


def to_kit(text: str) -> str:
    """The kit's Traditional: one to one, character by character.

    >>> to_kit("关系着群众，并不复杂的干部联系里台面随着准确")
    '關系著群眾，并不復雜的干部聯系里台面隨著準確'
    """
    return text.translate(_kit_map())


def reading(char: str, toned: bool = True) -> str:
    """The first pinyin reading of a character, with or without its tone mark.

    >>> reading("關"), reading("關", toned=False)
    ('guān', 'guan')
    """
    return pinyin(char, style=Style.TONE if toned else Style.NORMAL)[0][0]


TableStyle = Literal["toned", "toneless", "space", "mixed"]


def make_table(rng: random.Random, size: int, style: TableStyle = "toned", sample: str = "") -> Table:
    """A table of ``size`` listed characters (0 to 140 on the pages seen), drawn by how often they stand in ``sample``.

    style: ``toned`` ``(guān)``, ``toneless`` ``(guan)``, ``space`` ``(guān )``, ``mixed`` any of them per character.
    sample: text in the kit's Traditional; without it the characters come from the common changed ones.

    >>> make_table(random.Random(1), 2, sample="關關關習習")
    Table(entries=(('關', '(guān)'), ('習', '(xí)')))
    """
    changed = set(_kit_map().values())
    pool = [char for char in (sample or _COMMON) if char in changed]
    drawn: dict[str, None] = {}
    rng.shuffle(pool)
    for char in pool:
        if len(drawn) == size:
            break
        drawn[char] = None
    rest = sorted(set(_COMMON) - set(drawn))
    rng.shuffle(rest)
    for char in rest[: size - len(drawn)]:
        drawn[char] = None
    entries = []
    for char in drawn:
        kind = rng.choice(("toned", "toneless", "space")) if style == "mixed" else style
        entries.append((char, f"({reading(char, kind != 'toneless')}{' ' if kind == 'space' else ''})"))
    return Table(tuple(entries))


# Changed characters that are common in any prose: what tables are made of on the pages seen.
_COMMON = (
    "關發學經會實現書號護規構數據權應種設結來為國對說時過產業務個體開動問題們進長見與從後將當無進這還點電話聲"
    "員區義議論調讀識認訊證讓計許記該詳語誤課談請諸謂講變質費資財責貿賽較載輕輸運達遠適選導層屬歲師帶幫廣庫"
    "廠張強錄總織網絡絕統維綜緒線練組細給絲級約純紙羅習節藝蘇處術衛補裝複見視覺覽觀觸訂訓詞試誠誰諾謝謹識譯"
    "謀貝貨販貫貴買貸貢賀賓賞賢賴購贏趙趨車軍軟輔輛輩輪輯辦農遷還邏鄉鄰醫釋銀銷鋼錢鎮鐵鑒門閉間閱隊階陸陽陰際隨險"
    "隱雙雜離難雲靈靜響頁頂項順須預領頭頻顆額顏願類顧風飛飯飲餘館馬駐駕驅驗驚體髮鬥魚鮮鳥鳴麗麥黃點黨齊齒龍龜"
)


def encode(text: str, missing: Literal["entity", "?", "drop"] = "entity") -> bytes:
    """GBK bytes, private-use characters by the zones, ``€`` as 80.

    missing: what becomes of a character GBK has not: a numeric entity, ``?``, or nothing.
    """
    try:
        return text.encode("gbk")
    except UnicodeEncodeError:
        return b"".join(_encode_char(char, missing) for char in text)


def _encode_char(char: str, missing: str) -> bytes:
    code = ord(char)
    if code < 0x80:
        return char.encode("ascii")
    if char == "€":
        return b"\x80"
    if 0xE000 <= code <= 0xE765:
        return _zone_bytes(code)
    known = _gbk(char)
    if known:
        return known
    return {"entity": f"&#{code};".encode(), "?": b"?", "drop": b""}[missing]


def _zone_bytes(code: int) -> bytes:
    if code < 0xE234:  # AAA1-AFFE
        row, cell = divmod(code - 0xE000, 94)
        return bytes((0xAA + row, 0xA1 + cell))
    if code < 0xE4C6:  # F8A1-FEFE
        row, cell = divmod(code - 0xE234, 94)
        return bytes((0xF8 + row, 0xA1 + cell))
    row, cell = divmod(code - 0xE4C6, 96)  # A140-A7A0, without 7F
    return bytes((0xA1 + row, 0x40 + cell + (cell >= 0x3F)))


def insert(body: bytes, table: Table) -> bytes:
    """Run the table over the bytes, one replacement after another, each over the whole of them.

    >>> insert("打實做".encode("gbk"), Table((("驅", "(qū)"),))) == bytes.fromhex("B4F28C2871A8B1298DD7F6")
    True
    """
    for char, insertion in table.entries:
        pair = char.encode("gbk")
        body = body.replace(pair, pair + insertion.encode("gbk"))
    return body


@cache
def _pairs() -> dict[tuple[int, int], str]:
    """Every two-byte code and what it decodes to: a character, a private-use character, or ``?``."""
    pairs = {}
    for lead in range(0x81, 0xFF):
        for trail in (*range(0x40, 0x7F), *range(0x80, 0xFF)):
            try:
                char = bytes((lead, trail)).decode("gbk")
            except UnicodeDecodeError:
                char = "?"
            pairs[lead, trail] = char
    for code in range(0xE000, 0xE766):
        lead, trail = _zone_bytes(code)
        # A2AB, A6E0 ...: unassigned cells of assigned rows are no user-defined zone.
        pairs[lead, trail] = chr(code)
    return pairs


def decode(body: bytes, lost: Literal["mark", "silent"] = "mark", end: Literal["mark", "silent"] = "mark") -> str:
    """GBK bytes to text as the damaged sites do it.

    lost: ``mark`` gives one ``?`` for a lead byte that cannot pair and swallows the ASCII byte in that place;
        ``silent`` drops the lead byte and keeps the ASCII byte, as a few sites do.
    end: what a lead byte at the very end of the text gives.

    >>> decode(bytes.fromhex("B4F2 8C28 71A8B129 8DD7"))
    '打?qū)嵶'
    >>> decode(bytes.fromhex("B4F2 8C28 71A8B129 8DD7"), lost="silent")
    '打(qū)嵶'
    >>> decode(bytes.fromhex("F70A F720 F73C F780")) == "\\n ?" + decode(bytes.fromhex("F780"))
    True
    """
    pairs, out, lead = _pairs(), [], 0
    for byte in body:
        if lead:
            pending, lead = lead, 0
            char = pairs.get((pending, byte))
            if char is not None:
                out.append(char)
                continue
            if byte == _BREAK:  # the mark after it survives, the lead byte does not
                out.append("?" if lost == "mark" else "")
                continue
            if byte > 0x20 and lost == "mark":
                out.append("?")
                continue
        if byte < 0x80:
            out.append(chr(byte))
        elif byte == 0x80:
            out.append("€")
        elif byte != _BREAK:
            lead = byte
    if lead and end == "mark" and lost == "mark":
        out.append("?")
    return "".join(out)


def rebreak(body: bytes, rng: random.Random, breaks: float, marks: Iterable[bytes] = BROKEN) -> bytes:
    """Put breaks before punctuation pairs, wherever the two bytes fall, one mark after another.

    breaks: the share of occurrences that is broken, 0 to 1.

    >>> decode(rebreak("的影響。現".encode("gbk"), random.Random(0), 1.0))
    '的影響?，F'
    """
    if breaks <= 0:
        return body
    for mark in marks:
        body = re.sub(re.escape(mark), lambda m: (bytes((_BREAK,)) if rng.random() < breaks else b"") + m[0], body)
    return body


_PRIVATE = re.compile("[\ue000-\ue765]")
_NARROW = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20}


def raw_gbk(text: str, table: Table) -> bytes:
    """What a server that still sends GBK sends: the insertions, and nothing lost.

    >>> raw_gbk("關系", Table((("關", "(guān)"),))).decode("gbk")
    '關(guān)系'
    """
    return insert(encode(text), table)


def damage(
    text: str,
    table: Table,
    rng: random.Random,
    *,
    breaks: float = 0.5,
    pua: Literal["keep", "drop"] = "keep",
    lost: Literal["mark", "silent"] = "mark",
    end: Literal["mark", "silent"] = "mark",
    narrow: bool = False,
    marks: Iterable[bytes] = BROKEN,
) -> str:
    """The whole process on plain text or on HTML source (markup is ASCII and takes part): what a UTF-8 site shows.

    text: in the kit's Traditional (``to_kit``) already.
    breaks: share of full-width marks that break in the second pass.
    pua: whether private-use characters stay or were dropped on the way.
    lost, end: see ``decode``.
    narrow: full-width ASCII made narrow afterwards, as in the seed's extracted text.
    marks: before which pairs the second pass breaks, one after another.
    """
    once = decode(insert(encode(text), table), lost, end)
    if pua == "drop":
        once = _PRIVATE.sub("", once)
    twice = decode(rebreak(encode(once), rng, breaks, marks), lost, end)
    if pua == "drop":
        twice = _PRIVATE.sub("", twice)
    return twice.translate(_NARROW) if narrow else twice
