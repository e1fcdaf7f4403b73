"""Bytes changed in the ways that break parsers: elements moved, tags and characters cut, declarations that lie."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

Mutation = Callable[[bytes, random.Random], bytes]

#: Bytes of an input at most, by hand: what grows is bounded in other tests; here many inputs count, not big ones.
LONGEST = 24_000
#: Mutations of one input at most; half of all inputs have one, so that what broke it can be told.
MOST = 6

_PIECE = re.compile(rb"<[^<>]*>|[^<>]+|[<>]")
_OPEN = re.compile(rb"<([a-zA-Z][\w-]*)[^<>]*>")
_CHARSET = re.compile(rb"(charset|encoding)(\s*=\s*[\"']?)[\w.:-]+", re.I)
_NUMBER = re.compile(rb"\d+")
_LINE = re.compile(rb"[^\n]*\n?")

CHARSETS = (
    b"utf-8", b"gbk", b"gb2312", b"gb18030", b"big5", b"utf-16", b"utf-16le", b"utf-32", b"utf-7", b"hz",
    b"iso-2022-jp", b"euc-jp", b"shift_jis", b"euc-kr", b"latin-1", b"cp1252", b"ascii", b"base64", b"rot13", b"zlib",
    b"undefined", b"idna", b"punycode", b"unicode_escape", b"raw_unicode_escape", b"x-user-defined", b"charmap", b"0",
    b"cp037", b"big5-tw",
)  # fmt: skip
#: What the hijackers' conversion leaves, and what other damage looks like.
DAMAGE = (
    "打?qū)嵶龊眯滦蝿菹氯罕姽ぷ/h1>", "關(guān)", "?qū)", "(luò )", "涓枃", "ÖÐÎÄ", "锟斤拷", "æ°´",
    "\ue0e5", "€", "?br>", "關系,，",
    "? ? ", "？", "\ufffd", "\u200b", "&#22269;", "&amp;#22269;", "嵶龊",
)  # fmt: skip
ENTITIES = (
    "&#0;", "&#x110000;", "&#xD800;", "&#55357;&#56832;", "&#99999999999999999999;", "&#x;", "&", "&lt", "&amp;amp;",
    "&NotAnEntity;", "&#x80;", "&nbsp;" * 9, "&#8238;", "&#27;[2J", "&zwj;", "&CounterClockwiseContourIntegral;",
)  # fmt: skip
CONTROLS = (
    "\x00", "\x1b[31m", "\x9b2J", "\x07", "\x0b", "\x0c", "\x1c", "\x1e", "\x85", "\u2028", "\u2029", "\u202e",
    "\u2066", "\ufeff", "\u00ad", "\u200d", "\U000e0041", "\x7f", "\r", "\r\n", "\t", "\u3000",
)  # fmt: skip
NUMBERS = (
    b"0", b"-1", b"00", b"4294967296", b"9" * 25, b"9" * 5000, b"1e999", b"NaN", b"1.5", "１２".encode(), "²".encode(),
    "③".encode(), "٣".encode(), "〇".encode(), "十".encode(), "Ⅻ".encode(), "½".encode(), b"2024", b"13", b"32",
)  # fmt: skip
_LD = b"<script type='application/ld+json'>"
MARKUP = (
    b"<p>", b"</p>", b"<div>", b"</div>", b"<table><tr><td>", b"</table>", b"<br>", b"<!--", b"-->", b"<![CDATA[",
    b"]]>", b"<script>", b"</script>", b"<style>p{display:none}</style>", b"<title>", b"</title>", b"<body>",
    b"</body>", b"</html>", b"<svg>", b"<math><mi>x</mi><mo>&lt;</mo>", b"<template>", b"<noscript>", b"<plaintext>",
    b"<textarea>", b"<select><option>", b"<style>.2\xc2\xb2,#5a,.-5{display:none}</style>", b"<frameset>",
    b"<base href='http://[::1'>", b"<a href='http://['>", b"<a href='//'>", b"<sup>", b"<sub>", b"<h1>", b"<li>",
    b"<meta name=citation_title content=''>", b"<meta name=citation_author>", b"<meta>",
    b"<link rel=next href='//['>", b"<meta name=citation_date content='0000/99/99'>",
    b"<meta name=citation_doi content='10.1/'>", b"<p hidden>",
    _LD + b"{\"@graph\":[[[{\"@type\":\"Article\",\"author\":{\"name\":[1,null]}}]]]}</script>",
    _LD + b"[" * 3000 + b"</script>",
    _LD + b"{\"@type\":\"Article\",\"abstract\":" + b"[" * 900 + b"]" * 900 + b"}</script>",
    _LD + b"{\"@type\":\"Article\",\"datePublished\":1e999,\"name\":\"\\ud800\"}</script>",
)  # fmt: skip
_NAMES = tuple(b"div p table td span ul li b a title script h1 sup svg textarea head body".split())
_ATTRIBUTES = (b"class", b"id", b"style", b"href", b"content", b"name", b"hidden", b"property", b"rel", b"itemprop")

_VALUES = (b"", b"x" * 9000, b"display:none", b"'", b'"', "甲".encode() * 40, b"//[", b"&#0;", b"a b " * 300)


def mutated(data: bytes, rng: random.Random) -> bytes:
    """The input after one to MOST mutations, each drawn from all that there are."""
    for _ in range(min(MOST, 1 + int(rng.expovariate(0.7)))):
        data = rng.choice(MUTATIONS)(data, rng)[:LONGEST]
    return data


def _spliced(data: bytes, rng: random.Random, what: bytes) -> bytes:
    at = rng.randint(0, len(data))
    return data[:at] + what + data[at:]


def _of(pieces: Sequence[bytes | str]) -> Mutation:
    """Something of a list put in anywhere, between the bytes of one character too."""

    def put_in(data: bytes, rng: random.Random) -> bytes:
        piece = rng.choice(pieces)
        return _spliced(
            data, rng, piece.encode(rng.choice(("utf-8", "utf-8", "gb18030"))) if isinstance(piece, str) else piece
        )

    return put_in


def _span(data: bytes, rng: random.Random) -> tuple[int, int]:
    """A stretch of bytes, short ones more often."""
    start = rng.randint(0, len(data))
    return start, min(len(data), start + int(rng.expovariate(1 / rng.choice((2, 20, 400)))))


def _element(data: bytes, rng: random.Random) -> tuple[int, int]:
    """Where an element stands, from its tag to the next end tag of that name; (0, 0) where there is no markup."""
    opened = _OPEN.search(data, rng.randint(0, len(data))) or _OPEN.search(data)
    if not opened:
        return 0, 0
    end = data.find(b"</" + opened[1], opened.end())
    closed = data.find(b">", end) if end >= 0 else -1
    return opened.start(), closed + 1 if closed >= 0 else opened.end()


def delete(data: bytes, rng: random.Random) -> bytes:
    start, end = _span(data, rng)
    return data[:start] + data[end:]


def duplicate(data: bytes, rng: random.Random) -> bytes:
    start, end = _span(data, rng)
    return data[:end] + data[start:end] * rng.choice((1, 1, 2, 30)) + data[end:]


def move(data: bytes, rng: random.Random) -> bytes:
    start, end = _span(data, rng)
    return _spliced(data[:start] + data[end:], rng, data[start:end])


def cut_off(data: bytes, rng: random.Random) -> bytes:
    """The end is missing, in a tag, a character or a header as likely as anywhere."""
    return data[: rng.randint(0, len(data))]


def beginning_lost(data: bytes, rng: random.Random) -> bytes:
    return data[rng.randint(0, len(data)) :]


def flip(data: bytes, rng: random.Random) -> bytes:
    if not data:
        return data
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]


def zeros(data: bytes, rng: random.Random) -> bytes:
    start, end = _span(data, rng)
    return data[:start] + bytes(end - start) + data[end:]


def noise(data: bytes, rng: random.Random) -> bytes:
    return _spliced(data, rng, rng.randbytes(rng.choice((1, 2, 3, 40))))


def delete_element(data: bytes, rng: random.Random) -> bytes:
    start, end = _element(data, rng)
    return data[:start] + data[end:]


def duplicate_element(data: bytes, rng: random.Random) -> bytes:
    start, end = _element(data, rng)
    return data[:end] + data[start:end] * rng.choice((1, 1, 2, 40)) + data[end:]


def move_element(data: bytes, rng: random.Random) -> bytes:
    """An element elsewhere: mostly into another one."""
    start, end = _element(data, rng)
    return _spliced(data[:start] + data[end:], rng, data[start:end])


def nest(data: bytes, rng: random.Random) -> bytes:
    """An element in as many others of a name."""
    start, end = _element(data, rng)
    name, depth = (
        rng.choice((b"div", b"p", b"table", b"td", b"span", b"ul", b"li", b"b", b"a")),
        rng.choice((1, 3, 60, 900)),
    )
    return data[:start] + b"<%s>" % name * depth + data[start:end] + b"</%s>" % name * depth + data[end:]


def swap_pieces(data: bytes, rng: random.Random) -> bytes:
    """Two tags, or stretches between tags, change places."""
    pieces = _PIECE.findall(data)
    if len(pieces) < 2:
        return data
    one, other = rng.randrange(len(pieces)), rng.randrange(len(pieces))
    pieces[one], pieces[other] = pieces[other], pieces[one]
    return b"".join(pieces)


def swap_lines(data: bytes, rng: random.Random) -> bytes:
    lines = _LINE.findall(data)
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def rename(data: bytes, rng: random.Random) -> bytes:
    """A tag gets another name, its end tag does not."""
    found = _OPEN.search(data, rng.randint(0, len(data)))
    name = rng.choice(
        (b"p", b"div", b"title", b"script", b"table", b"h1", b"sup", b"svg", b"textarea", b"head", b"body", b"a")
    )
    return data[: found.start(1)] + name + data[found.end(1) :] if found else data


def attribute(data: bytes, rng: random.Random) -> bytes:
    """A tag gets an attribute: of a known name or none, long or broken."""
    found = _OPEN.search(data, rng.randint(0, len(data)))
    if not found:
        return data
    value = rng.choice(
        (b"", b"x" * 9000, b"display:none", b"'", b'"', "甲".encode() * 40, b"//[", b"&#0;", b"a b " * 300)
    )
    name = rng.choice((*_ATTRIBUTES, b"x" * 3000, b"'", b"="))
    return data[: found.end(1)] + b" %s=%s" % (name, value) + data[found.end(1) :]


def declaration(data: bytes, rng: random.Random) -> bytes:
    """The charset that is declared becomes another; where none is, one is declared."""
    name = rng.choice(CHARSETS)
    changed, count = _CHARSET.subn(lambda found: found[1] + found[2] + name, data, count=1)
    return changed if count else b"<meta charset=%s>" % name + data


def recoded(data: bytes, rng: random.Random) -> bytes:
    """Other bytes for the same text, or what is left of it, whatever is declared."""
    text = data.decode(rng.choice(("utf-8", "gb18030")), "replace")
    return text.encode(rng.choice(("gb18030", "big5", "utf-8", "utf-16", "utf-8-sig", "euc_jp")), "xmlcharrefreplace")


def twice_encoded(data: bytes, rng: random.Random) -> bytes:
    """A stretch read in the wrong charset and written anew: mojibake."""
    start, end = _span(data, rng)
    read = data[start:end].decode(rng.choice(("latin-1", "gb18030", "cp1252")), "replace")
    return data[:start] + read.encode("utf-8", "replace") + data[end:]


def number(data: bytes, rng: random.Random) -> bytes:
    """A number becomes another: giant, negative, none at all, in other digits."""
    found = _NUMBER.search(data, rng.randint(0, len(data))) or _NUMBER.search(data)
    value = rng.choice(NUMBERS)
    return data[: found.start()] + value + data[found.end() :] if found else _spliced(data, rng, value)


#: Each as likely as any other; what damages text stands twice, for half of the house is there to undo that.
MUTATIONS: tuple[Mutation, ...] = (
    delete, duplicate, move, cut_off, beginning_lost, flip, zeros, noise, delete_element, duplicate_element,
    move_element, nest, swap_pieces, swap_lines, rename, attribute, declaration, recoded, twice_encoded, number,
    number, _of(DAMAGE), _of(DAMAGE), _of(ENTITIES), _of(CONTROLS), _of(MARKUP),
)  # fmt: skip
