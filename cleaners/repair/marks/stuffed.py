"""What programs of other hijackers put before each mark of a text: a comma, or two random characters.

Each is undone only where the page shows it throughout: a writer doubles a comma here and there, and a rare word may
stand before a comma; neither does before nearly every mark.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from cleaners.article import Edit
from cleaners.chinese.characters import HAN
from cleaners.chinese.language_model import Model, model
from cleaners.patterns import regex
from cleaners.repair.segments import segments

COMMAS, PAIRS = "inserted-comma", "inserted-pair"
_MARKS = "，。；：！？、,;:!?"
# 競爭,;對外開放,、 : a mark of Chinese text, the comma before it if there is one
_MARK = regex(rf"(?<=[{HAN}”’》）)\]％%])([,，]?)([{_MARKS}])")
_COMMA = regex(rf"[,，][{_MARKS}]")
_LONG = 20  # characters of a line that is text and no part of a template, by hand
_FEWEST = 5  # marks behind a comma that show the pattern, by hand
_MOST = 0.8  # of a text's marks; sound texts have 0.02 at most (131 texts), stuffed ones 1.0

# 茶園杖浓， : the two characters before a mark, three of the text's own before them
_BEFORE_MARK = regex(rf"[{_MARKS}](?<=[{HAN}]{{5}}.)")
_PAIR = regex(rf"[{HAN}]{{2}}(?=[{_MARKS}])")
_SAMPLE = 12  # marks that are looked at first: a stuffed page has a pair before 11 of them
_FIRST = 4  # marks that show a page as sound: one of 10 000 stuffed ones has no pair before the first four
# How much likelier a text is without the two characters before a mark, in natural log units. Of the marks of 130 texts
# in two scripts at most 25 % are above 16; of the same texts stuffed with characters of pools of 20, 50, 500 and all of
# GB2312 at least 92 %.
_GAIN = 16.0
_SHARE, _PAIRS_FEWEST = 0.7, 8  # of all marks; by hand, between the two
_THROUGHOUT = 0.92  # share of the marks of a kind from which all of that kind have a pair; measured as _GAIN
_GAIN_EACH = 8.0  # of a pair on such a page: 0.2 % of the pairs put in have less; by hand
_SURE = 0.95  # of a pair that is taken out; 0.99 right on the same texts


def undo_commas(text: str) -> list[Edit]:
    """Edits that take out a comma before each mark.

    >>> from cleaners.repair.edits import apply
    >>> page = "海边的林带老了,,必须更新,。带宽要试,、林要护,;苗要补,,人要懂,。"
    >>> apply(page, undo_commas(page))
    '海边的林带老了,必须更新。带宽要试、林要护;苗要补,人要懂。'
    >>> undo_commas("海边的林带老了，必须更新。带宽要试,,林要护；苗要补，人要懂。")
    []
    """
    if len(list(islice(_COMMA.finditer(text), _FEWEST))) < _FEWEST:
        return []
    found, marks, behind = [], 0, 0
    for start, end in segments(text):
        stuffed = [match for match in _MARK.finditer(text, start, end) if match[1]]
        found += [Edit(match.start(1), match[1], "", COMMAS, 0.95) for match in stuffed]
        if end - start >= _LONG:
            marks += sum(1 for _ in _MARK.finditer(text, start, end))
            behind += len(stuffed)
    return found if behind >= max(_FEWEST, _MOST * marks) else []


def undo_pairs(text: str) -> list[Edit]:
    """Edits that take out two random characters before each mark, where every mark has them.

    What stands before the two is the text's own, and nothing is missing; that the two are not is the model's word.

    >>> undo_pairs("茶园年年施用氮肥，土壤变酸，根系变浅。我们取土测定，六年一次，数据显示上升，" * 2)
    []
    """
    places, stuffed = _places(text)
    marks = _stuffed(text, places, stuffed)
    counted = sum(text[place] in marks for place in places)
    if not marks or sum(text[place] in marks for place in stuffed) < _THROUGHOUT * counted:
        return []
    lm = model()
    return [
        Edit(match.start(), match[0], "", PAIRS, _SURE)
        for start, end in segments(text)
        for match in _PAIR.finditer(text, start, end)
        if text[match.end()] in marks and _gain(lm, text, match.end()) > _GAIN_EACH
    ]


def has_pairs(text: str) -> bool:
    """Whether random characters stand before most marks of a text: where not before all, they cannot be told apart.

    >>> has_pairs("茶园年年施用氮肥，土壤变酸，根系变浅。我们取土测定，六年一次，数据显示上升，" * 2)
    False
    """
    return bool(_places(text)[1])


def _places(text: str) -> tuple[list[int], list[int]]:
    """Where the marks stand that have five Han before them, and those behind two that seem to be put in; none where
    that is not so of most."""
    lm = model()
    sample = list(islice(_distinct(text), _SAMPLE))
    if len(sample) < _PAIRS_FEWEST or all(_gain(lm, text, place) <= _GAIN for place in sample[:_FIRST]):
        return [], []
    if 2 * sum(_gain(lm, text, place) > _GAIN for place in sample) < len(sample):
        return [], []
    places = list(_distinct(text))
    stuffed = [place for place in places if _gain(lm, text, place) > _GAIN]
    return (places, stuffed) if len(stuffed) >= _SHARE * len(places) else ([], [])


def _distinct(text: str) -> Iterator[int]:
    """Where the marks stand that have five Han before them, the same words once: said again they prove nothing more.

    >>> list(_distinct("子孙珍藏后，毋得示人。" * 3 + "宗族修纂族谱，"))
    [5, 39]
    """
    seen = set()
    for match in _BEFORE_MARK.finditer(text):
        if (words := text[match.start() - 5 : match.end()]) not in seen:
            seen.add(words)
            yield match.start()


def _stuffed(text: str, places: list[int], stuffed: list[int]) -> frozenset[str]:
    """The marks before which the program puts something: most of a mark's occurrences have it."""
    all_of, with_pair = Counter(text[place] for place in places), Counter(text[place] for place in stuffed)
    return frozenset(mark for mark, number in with_pair.items() if 2 * number > all_of[mark])


def _gain(lm: Model, text: str, place: int) -> float:
    """How much likelier the mark at a place is behind what stands before the two characters before it."""
    history = lm.fold(text[max(0, place - 5) : place - 2])
    mark, whole = lm.fold(text[place]), lm.fold(text[place - 2 : place + 1])
    return lm.score(mark, history) - lm.score(whole, history)
