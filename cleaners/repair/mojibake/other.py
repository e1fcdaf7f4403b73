"""UTF-8 of other scripts read as Latin-1 or Windows-1252, which ftfy tells and undoes."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from cleaners.article import Edit
from cleaners.patterns import regex
from cleaners.repair.edits import in_common
from cleaners.repair.non_ascii import non_ascii

# UTF-8 read as Latin-1 or Windows-1252: Ã© is é, ä¸­ is 中, â€œ is “. One × before a mark is no Hebrew letter: 2×“大”
_TRAIL = (
    "[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    "\u2013\u2014\u2018-\u2026\u2030\u2039\u203a\u20ac\u2122]"
)
_UTF8_AS_LATIN = regex(f"[\u00c2-\u00d6\u00d8-\u00f4]{_TRAIL}|(?:\u00d7{_TRAIL}){{2}}")
_MAYBE = regex(f"[\u00c2-\u00f4]{_TRAIL}")  # one class of characters first: found three times as fast
# “ALEMÃ”, “José”¹², “é”—: a word's last letter and the marks behind it, which would be Ô, 锹 and 锗
_WORD_END = regex(
    "(?<=[A-Za-z\u00c0-\u024f“‘«])(?:\u00c3[‘’“”…–—]|[\u00e0-\u00f4][‘’“”«»‹›…–—¹²³™®©]+)(?![A-Za-z\u00c0-\u024f])"
)


@cache
def careful_fix() -> Callable[[str], str]:
    """ftfy's repair of an encoding, loaded when a line first asks for it: 0.05 s that few pages need."""
    import ftfy

    # Defaults make ，（）“” ASCII, ① 1 and ㎡ m2.
    safe = ftfy.TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        remove_control_chars=False,
        normalization=None,
        explain=False,
    )
    return lambda line: ftfy.fix_encoding(line, safe)


def undo_other_mojibake(text: str) -> list[Edit]:
    """Edits that ftfy makes, with settings that leave Chinese punctuation alone.

    >>> [(e.before, e.after) for e in undo_other_mojibake("caf\\u00c3\\u00a9，（中）“文”①")]
    [('Ã©', 'é')]
    """
    if not _MAYBE.search(non_ascii(text)):
        return []
    found, place = [], 0
    for line in text.splitlines(keepends=True):
        if _MAYBE.search(line) and _UTF8_AS_LATIN.search(line) and _UTF8_AS_LATIN.search(_WORD_END.sub("", line)):
            fixed = careful_fix()(line)
            if fixed != line:
                found.append(_trimmed(line, fixed, place))
        place += len(line)
    return found


def _trimmed(before: str, after: str, where: int) -> Edit:
    """One edit without the common start and end."""
    start, end = in_common(before, after)
    return Edit(where + start, before[start : len(before) - end], after[start : len(after) - end], "mojibake", 0.95)
