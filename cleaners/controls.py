"""Characters that command whoever shows a text: no field of an article holds them, no output shows them raw.

The one definition of them, for fields here and for terminals, logs and formats in ``outputs/outside``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, is_dataclass, replace
from typing import Any

from cleaners.article import Article, Removal
from cleaners.patterns import regex

#: Control characters (Unicode's category Cc): C0, delete and C1, which begins escape codes in one byte (ECMA-48).
CONTROLS = "\\x00-\\x1f\\x7f-\\x9f"
#: Those of C1 and delete alone, which JSON leaves as they are.
UPPER_CONTROLS = "\\x7f-\\x9f"
#: Embed, override and isolate the direction of writing (UAX #9, "explicit"): text in them reads in another order.
TURNING = "\\u202a-\\u202e\\u2066-\\u2069"
#: Marks of direction, which turn what stands beside them; right in Arabic and Hebrew text, and so left in fields.
MARKS = "\\u061c\\u200e\\u200f"
#: Half of a pair of UTF-16 (Unicode's category Cs), which JSON-LD may name: no text that holds one can be encoded.
SURROGATES = "\\ud800-\\udfff"

# All CONTROLS but tab and newline. One class and no lookahead: of those the engine makes a search in a loop of its own.
_OUT_OF_FIELDS = regex(f"[\\x00-\\x08\\x0b-\\x1f{UPPER_CONTROLS}{TURNING}{SURROGATES}]")
_OUT_OF_ADDRESSES = regex(f"[{CONTROLS}{TURNING}{MARKS}]")
#: What became of the page stands as it was: what is shown of it is escaped by whoever shows it.
_EVIDENCE = frozenset(("url", "removed", "repairs"))
STEP, REASON = "controls", "control characters"


def has_controls(text: str) -> bool:
    """Whether a text holds what no field may hold.

    >>> has_controls("a\\tb\\n"), has_controls("a\\x9b"), has_controls("می\\u200cخواهم"), has_controls("\\ud800")
    (False, True, False, True)
    """
    # None of them is printable, and that is told five times as fast; what is not may be an ideographic space.
    return not text.isprintable() and _OUT_OF_FIELDS.search(text) is not None


def without_controls(text: str) -> str:
    """A text without control characters but tab and newline, what turns the direction of writing, and surrogates.

    Joiners (U+200C, U+200D) stay: Persian and emoji are spelled with them.

    >>> without_controls("\\x1b[31m\\u202e浅说\\x9b\\tA\\u2069")
    '[31m浅说\\tA'
    """
    return _OUT_OF_FIELDS.sub("", text)


def counted(text: str) -> str:
    """The characters that ``without_controls`` takes out, named and counted.

    >>> counted("\\x1b[1m浅\\x1b[0m\\u202e")
    'U+001B ×2, U+202E'
    """
    found = Counter(_OUT_OF_FIELDS.findall(text))
    return ", ".join(f"U+{ord(char):04X}" + (f" ×{n}" if n > 1 else "") for char, n in sorted(found.items()))


def address(url: str) -> str:
    """An address with control characters in percent-encoding, as every browser sends them (WHATWG URL, 1.3).

    >>> address("http://a.example/\\x1b[2J\\u202e"), address("http://a.example/浅")
    ('http://a.example/%1B[2J%E2%80%AE', 'http://a.example/浅')
    """
    return _OUT_OF_ADDRESSES.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), url)


def sound(article: Article) -> Article:
    """The article with no control character in any field, each field's removal on record; a sound one as it is.

    What was removed and repaired is kept as it stood: it is what proves that.

    >>> made = sound(Article("u", title="浅\\x1b说", keywords=("分词", "词\\x9b性")))
    >>> made.title, made.keywords, [(r.where, r.text) for r in made.removed]
    ('浅说', ('分词', '词性'), [('title', 'U+001B'), ('keywords', 'U+009B')])
    """
    changed: dict[str, Any] = {}
    removed: list[Removal] = []
    for field in fields(article):
        if field.name in _EVIDENCE:
            continue
        taken: list[str] = []
        value = sound_value(getattr(article, field.name), taken)
        if taken:
            changed[field.name] = value
            removed.append(Removal(STEP, REASON, counted("".join(taken)), field.name))
    if (url := address(article.url)) != article.url:
        changed["url"] = url
    return replace(article, **changed, removed=(*article.removed, *removed)) if changed else article


def sound_value(value: Any, taken: list[str]) -> Any:
    """A value without control characters, whatever texts it is made of. taken: gets those that had some.

    >>> taken = []
    >>> sound_value({"a": ["b\x1b", ("c",)], "n": 1}, taken), len(taken)
    ({'a': ['b', ('c',)], 'n': 1}, 1)
    """
    if isinstance(value, str):
        if not has_controls(value):
            return value
        taken.append(value)
        return without_controls(value)
    if isinstance(value, tuple):
        return tuple(sound_value(part, taken) for part in value)
    if isinstance(value, list):
        return [sound_value(part, taken) for part in value]
    if isinstance(value, dict):
        return {sound_value(key, taken): sound_value(part, taken) for key, part in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        before = len(taken)
        parts = {field.name: sound_value(getattr(value, field.name), taken) for field in fields(value)}
        return replace(value, **parts) if len(taken) > before else value
    return value
