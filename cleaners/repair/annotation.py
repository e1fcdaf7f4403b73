"""Pinyin annotations in step with the text, ``關(guān)系``: taken out where the page shows the process.

The process is byte-blind and consistent: a listed character is annotated every time, an unlisted one never, and the
two bytes of a listed character are annotated wherever they fall. A lesson, a dictionary or a name is neither: it
annotates all characters, or one now and then, or speaks of pronunciation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from cleaners.article import Edit
from cleaners.chinese.characters import HAN
from cleaners.chinese.gbk import encode, pair_chars
from cleaners.chinese.readings import LETTERS, reads, reads_usually, toned
from cleaners.chinese.scripts import any_word
from cleaners.chinese.traditional import kit_marks, traditional_part
from cleaners.patterns import regex
from cleaners.repair.insertion import BALANCED, spelled

_HAN_RUN = regex(f"[{HAN}]+")
# A page that speaks of pronunciation needs far more evidence.
_ABOUT_READING = regex(any_word("拼音 读音 发音 注音 声调 读作 念作 音标 多音字 生字 汉语教 pinyin"), re.IGNORECASE)
_GATE = regex(rf"\([{LETTERS}]")

# Characters before an insertion in which others stand between it and what it annotates, by hand: in no page of the test
# data are there more than three, of at most eight characters each.
NEAR = 60

# Shares, by hand. A lesson annotates (nearly) every character, the process those that are listed.
LESSON = 0.6  # of annotations that follow another at once, above which they are a lesson's
DENSE = 0.5  # annotations to a Chinese character, above which they are a lesson's
CONSISTENT = 0.8  # of annotations that must be of characters annotated every time
MISSED = 0.25  # of a character's annotations, how often it may stand without one …
MISSED_PROVEN = 1.0  # … and on a page that is proven: <title> and keywords were often left as they are
# How many repeated annotations are evidence enough, set together by hand; tests/repair/test_clean.py has what is none.
NEEDED = 4.0
NEEDED_TONELESS = 6.0  # (men) and (an) are English, too
NEEDED_NOT_GENUINE = 2.0  # on a page of some length without a mark of genuine Traditional
NEEDED_KIT = 0.3  # on a page in the kit's own Traditional …
NEEDED_KIT_SHORT = 1.6  # … of which there is little
SHORT = 300  # Chinese characters below which that is little
SOME_LENGTH = 100
ABOUT_READING = 6  # times as much on a page that speaks of pronunciation, and as many marks of the kit
GENUINE = 3  # times as many marks of the kit as of genuine Traditional
DISTINCT = 3  # different characters that are worth one repeated annotation


def undo_annotations(text: str, spans: Iterable[tuple[int, int]], proven: bool = False) -> list[Edit]:
    """Edits that take annotations out; none unless the page shows the process.

    spans: where readable text stands. proven: the page has shown the process otherwise.

    >>> page = "關(guān)系與關(guān)心，相關(guān)經(jīng)濟，經(jīng)常關(guān)注已經(jīng)發展的社會"
    >>> page += "，還有許多別的問題"
    >>> len(undo_annotations(page, [(0, len(page))]))
    7
    >>> undo_annotations("會(huì)議上談到關系", [(0, 16)])
    []
    """
    if not _GATE.search(text):
        return []
    found: list[tuple[int, tuple[str, str]]] = []  # (where, (character, insertion)): a huge page has 100 000
    hits = Counter[tuple[str, str]]()
    entries: dict[tuple[str, str], tuple[str, str]] = {}
    distinct: set[tuple[str, str, str]] = set()  # a sentence that is repeated is no further evidence
    across = False  # 鞍l(fā)ively: no hand puts pinyin where two bytes of two characters read so
    adjacent, last = 0, -1
    for start, end in spans:
        for match in BALANCED.finditer(text, start, end):
            pair = pair_before(text, start, match.start())
            pinyin = spelled(match[0])
            if reads(pair, pinyin):
                across = across or (toned(pinyin) and text[match.start() - 1].isascii())
                entry = entries.setdefault((pair, match[0]), (pair, match[0]))
                found.append((match.start(), entry))
                hits[entry] += 1
                distinct.add((*entry, text[max(start, match.start() - 4) : match.start()]))
                adjacent += match.start() - 1 == last
                last = match.end()
    if not found:
        return []
    misses = _misses(text, spans, {pair for pair, _ in hits})
    proven = proven or across
    listed = listed_by_bytes(hits, misses, proven)
    if not listed:
        return []
    if not proven and (
        adjacent > LESSON * len(found)
        or not shows_process(text, Counter((pair, insertion) for pair, insertion, _ in distinct), listed)
    ):
        return []
    # On a page that shows the process a character is listed even if a title or a list beside was left as it is.
    listed = listed_by_bytes(hits, misses, proven=True)
    return [Edit(where, entry[1], "", "annotation", 1.0) for where, entry in found if entry in listed]


def pair_before(text: str, start: int, place: int) -> str:
    """The character that the two bytes before an insertion make, one across two included; else what stands there.

    start, place: where the segment and the insertion start; no more than NEAR characters before it are looked at.

    >>> pair_before("關(guān)", 0, 1), pair_before("鞍l(fā)ively", 0, 2), pair_before("f(x)", 0, 1)
    ('關', '發', 'f')
    """
    start = max(start, place - NEAR)
    while place > start and text[place - 1] == ")" and (inner := text.rfind("(", start, place)) >= 0:
        if not BALANCED.fullmatch(text, inner, place):
            break
        place = inner
    last = text[place - 1 : place] if place > start else ""
    if last and last.isascii() and place - 2 >= start:
        raw = encode(text[place - 2 : place]) or b""
        if len(raw) == 2 and raw[0] > 0x20:  # ,F(xiàn)1 : the comma was a full-width one (A3AC), and AC46 is 現
            raw = bytes((0xA3, raw[0] | 0x80, raw[1]))
        return pair_chars()[raw[-2] << 8 | raw[-1]] if len(raw) == 3 else ""
    return last


def _misses(text: str, spans: Iterable[tuple[int, int]], chars: set[str]) -> Counter[str]:
    """How often each character stands without an insertion after it."""
    bare = re.compile(f"([{''.join(map(re.escape, sorted(c for c in chars if c)))}])(?! ?\\([{LETTERS}])")
    missed: Counter[str] = Counter()
    for start, end in spans:
        missed.update(match[1] for match in bare.finditer(text, start, end))
    return missed


def listed_by_bytes(
    hits: Counter[tuple[str, str]], misses: Counter[str], proven: bool = False
) -> frozenset[tuple[str, str]]:
    """The (character, insertion) pairs that behave as listed: annotated (nearly) every time.

    >>> listed_by_bytes(Counter({("關", "(guān)"): 5, ("會", "(huì)"): 1}), Counter({"會": 3}))
    frozenset({('關', '(guān)')})
    """
    by_char: dict[str, list[tuple[int, str]]] = {}
    for (char, insertion), count in hits.items():
        by_char.setdefault(char, []).append((count, insertion))
    listed: set[tuple[str, str]] = set()
    for char, counted in by_char.items():
        total = sum(count for count, _ in counted)
        if misses[char] <= total * (MISSED_PROVEN if proven else MISSED):
            listed.update((char, insertion) for _, insertion in counted)
    return frozenset(listed)


def shows_process(text: str, hits: Counter[tuple[str, str]], listed: frozenset[tuple[str, str]]) -> bool:
    """Whether the annotations are consistent, repeated and sparse enough for no reader to have made them."""
    total = sum(hits.values())
    kept = sum(hits[entry] for entry in listed)
    if kept < CONSISTENT * total:
        return False
    han = sum(len(run[0]) for run in _HAN_RUN.finditer(text))
    if total > DENSE * han:
        return False
    # A table knows one reading of a character, the usual one; who annotates by hand does it for the others.
    usual = [entry for entry in listed if reads_usually(entry[0], spelled(entry[1]))]
    evidence = sum(hits[entry] - 1 for entry in usual) + len(usual) / DISTINCT
    about_reading = _ABOUT_READING.search(text) is not None
    kept, genuine = kit_marks(traditional_part(text))
    # Nobody writes a long text in the kit's own Traditional by hand; of a page on pronunciation one mark is not enough.
    if kept >= (ABOUT_READING if about_reading else 1) and kept >= GENUINE * genuine:
        needed = NEEDED_KIT_SHORT if han < SHORT else NEEDED_KIT
    elif not genuine and han >= SOME_LENGTH:
        needed = NEEDED_NOT_GENUINE
    else:
        needed = NEEDED if any(toned(spelled(insertion)) for _, insertion in listed) else NEEDED_TONELESS
    if about_reading:
        needed *= ABOUT_READING
    return evidence >= needed
