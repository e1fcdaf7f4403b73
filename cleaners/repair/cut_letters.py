"""English from which a program cut ``se``: *rearch*, *becau*, *propod*. What was there cannot be known; it is told."""

from __future__ import annotations

from functools import cache

from cleaners.patterns import regex

CUT = "se"
# Frequent words that are no word without it; used (ud) and based (bad) are, or look like a name or a sign.
_WORDS = """
because research researcher researchers purpose purposes response responses responsible process processes increase
increased decrease decreased several section sections second series select selected selection sequence separate
separately sensor sensors sensitive sensitivity present presented presents represent represents representative
consequence consequently conservation conserve observe observed observation observations service services serve served
proposed exposed compose composed composed disease diseases database otherwise phase phases purposes useful whose these
those house houses close closed diverse Chinese Japanese analyse analysed phrase phrases season seasonal essential
exercise expense expensive response sense senses seventh seven seed seeds seedling seedlings sediment segment segments
"""
_CUT_TO_WORDS = frozenset(("the", "tho", "diver", "ven", "n", "ed", "eds", "clo", "hou", "pha", "edling", "nsor"))
_FEWEST = 3  # different words; a text in which a hyphen broke one at a line's end has one or two; by hand
_LATIN = regex(r"[A-Za-z]+")


@cache
def _cut_forms() -> dict[str, str]:
    forms = {word.lower().replace(CUT, ""): word.lower() for word in _WORDS.split() if CUT in word.lower()}
    return {form: word for form, word in forms.items() if form not in _CUT_TO_WORDS and len(form) > 3}


def lacks_letters(text: str) -> bool:
    """Whether ``se`` was cut out of a text's English words: several stand without it, and fewer with it.

    >>> lacks_letters("This rearch is ud becau the purpo of the lected ction was propod in veral papers.")
    True
    >>> lacks_letters("This research is used because the purpose of the selected section was proposed.")
    False
    """
    forms = _cut_forms()
    words = [word.lower() for word in _LATIN.findall(text)]
    cut = [word for word in words if word in forms]
    if len(set(cut)) < _FEWEST:
        return False
    whole = frozenset(forms.values())
    return len(cut) > sum(word in whole for word in words)
