"""Bytes → text: which charset, decided by evidence and never by trust, and raw GBK bytes repaired before they are read.

The order: a byte order mark; strict UTF-8 (bytes above 7F that happen to be valid UTF-8 are UTF-8, whatever is
declared); UTF-8 with a few damaged places; then what is declared and the codecs of Chinese pages, each judged by
what it makes of the bytes. A declaration is a candidate like the others: it only breaks a tie.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from cleaners.article import Edit
from cleaners.page import Page
from cleaners.patterns import regex
from cleaners.repair.gbk_bytes import repair_bytes

SAMPLE = 8_000  # bytes above 7F, with their neighbours, that a guess is made from
RUNNING = 0.3  # a score that Chinese read as GBK reaches; other languages and codecs read so stay below 0.15
DECLARED = regex(rb"""<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,30})""", re.I)
NO_CHARSET = frozenset(("idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7", "mbcs", "oem"))
HEADER = regex(r"""charset\s*=\s*["']?\s*([\w.:-]{2,30})""", re.I)
HIGH = regex(rb"(?:[\x80-\xff][\x00-\xff]?+)+")
WIDE = regex("[^\x00-\u07ff]")  # what UTF-8 writes in three bytes or more
ALIASES = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "big5-hkscs": "big5hkscs", "latin-1": "cp1252",
           "iso8859-1": "cp1252", "iso-8859-1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252"}  # fmt: skip
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# The commonest characters of running text, Simplified and Traditional: a wrong codec hardly ever hits them.
COMMON = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方"
    "多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情"
    "明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给"
    "這個們來為國時說會對過發後裡種經麼學現當沒動還進樣開從實軍無與長機業將兩間問應戰頭體見產關點報電東車書馬門風義黨網讓請"
    "，。、；：？！“”（）《》　"
)


HANGUL = frozenset("이다의는에을를가고은로하한지도서기사인대")  # the commonest syllables: four of ten in running Korean


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the codec that read it, why that one, and what was repaired while it was still bytes."""

    text: str
    charset: str
    evidence: str
    edits: tuple[Edit, ...] = ()


def decode(page: Page) -> Decoded:
    """The page's text. Never raises: what no codec reads strictly is read with U+FFFD for the bytes that are wrong.

    >>> decode(Page("u", "<meta charset=gbk>开始".encode())).charset
    'utf-8'
    >>> found = decode(Page("u", "我们这里不说谎。".encode("gbk"), "text/html; charset=utf-8"))
    >>> found.text, found.charset
    ('我们这里不说谎。', 'gb18030')
    """
    body = page.body
    for bom, codec in BOMS:
        if body.startswith(bom):
            return Decoded(body.decode(codec, "replace"), codec.removesuffix("-sig"), "byte order mark")
    declared, claim = _declared(page)
    try:
        text = body.decode("utf-8")
        ascii_only = len(text) == len(body)
    except UnicodeDecodeError:
        return _damaged(body, declared, claim)
    if ascii_only and declared in ("iso2022_jp", "hz"):
        return Decoded(body.decode(declared, "replace"), declared, claim)
    if ascii_only:
        return Decoded(text, "utf-8", "nothing but ASCII")
    said = f"; {claim}, which is wrong" if declared not in ("", "utf-8") else ""
    return Decoded(text, "utf-8", f"valid UTF-8 throughout{said}")


def _declared(page: Page) -> tuple[str, str]:
    """The declared codec by Python's name, and how it was declared; ("", "") where there is none that is known."""
    header = HEADER.search(page.content_type)
    inside = DECLARED.search(page.body[:4096])
    claims = (
        ("the page declares", inside and inside[1].decode("ascii")),
        ("the server declares", header and header[1]),
    )
    for place, name in claims:
        if name:
            name = name.lower()
            if codec := _codec(ALIASES.get(name, name)):
                return codec, f"{place} {name}"
    return "", "nothing declared"


def _codec(name: str) -> str:
    """Python's name of a charset, "" where it knows none: ``undefined`` is what a page's script failed to fill in.

    >>> _codec("gb2312"), _codec("undefined"), _codec("base64"), _codec("rot13"), _codec("utf-7")
    ('gb2312', '', '', '', '')
    """
    try:
        codec = codecs.lookup(name).name
        b"a".decode(codec)  # base64 and its like are codecs, but none of text
    except (LookupError, ValueError):
        return ""
    return "" if codec in NO_CHARSET else codec


def _damaged(body: bytes, declared: str, claim: str) -> Decoded:
    """Not valid UTF-8: either UTF-8 with damaged places, or another codec."""
    text = body.decode("utf-8", "replace")
    lost, start = text.count("\ufffd"), text[: 4 * SAMPLE]
    wide = len(start) - len(start.encode("ascii", "ignore")) - start.count("\ufffd")  # at most
    if wide > 3 * lost:
        wide = len(WIDE.findall(start)) - start.count("\ufffd")
    if wide > 20 * lost or (wide > 3 * lost and lost < 20):
        return Decoded(text, "utf-8", f"UTF-8 but for {lost} damaged places")
    sample = _sample(body)
    scores: dict[str, float] = {}
    for name in dict.fromkeys(["gb18030", "big5hkscs", declared, "euc_jp", "shift_jis", "euc_kr", "cp1252"]):
        if name:
            scores[name] = _plausible(sample, name) + (0.05 if name == declared else 0)
            if name == "gb18030" and scores[name] > RUNNING:
                break
    best = max(scores, key=lambda name: scores[name])
    evidence = f"{best} reads it best ({scores[best]:.2f}); {claim}"
    edits: tuple[Edit, ...] = ()
    if best == "gb18030":
        body, edits = repair_bytes(body)
    return Decoded(body.decode(best, "replace"), best, evidence, tuple(edits))


def _sample(body: bytes) -> bytes:
    """Bytes above 7F with their neighbours, SAMPLE of them, from the page's first part."""
    parts, size = [], 0
    for match in HIGH.finditer(body, 0, min(len(body), 20 * SAMPLE)):
        part = body[max(0, match.start() - 1) : match.end()]
        parts.append(part)
        size += len(part)
        if size >= SAMPLE:
            break
    return b"".join(parts)[:SAMPLE]


def _plausible(sample: bytes, codec: str) -> float:
    """The share of characters that running text of that codec's language is made of, less five times its errors."""
    text = sample.decode(codec, "replace")
    wide = [(c, n) for c, n in Counter(text).items() if c > "\x7f"]  # counted once: a page repeats its characters
    total = sum(n for _, n in wide)
    if not total:
        return 0.0

    def share(test: Callable[[str], bool]) -> float:
        return sum(n for c, n in wide if test(c)) / total

    wrong = share(lambda c: c == "\ufffd" or "\ue000" <= c <= "\uf8ff" or "\x80" <= c <= "\x9f")
    if codec in ("euc_jp", "shift_jis"):
        good = share(lambda c: "\u3040" <= c <= "\u30ff")
        good = good if good > 0.2 and "\uff61" not in text else 0.0
    elif codec == "euc_kr":
        good = 3 * share(HANGUL.__contains__)
    elif codec in ("gb18030", "big5hkscs"):
        good = share(COMMON.__contains__)
    else:  # a letter with an accent stands between letters
        good = share(lambda c: c.isalpha() and c < "\u0250") if total < 0.3 * len(text) else 0.0
    return good - 5 * wrong
