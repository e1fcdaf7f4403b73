"""Text inside a block as plain text: white space, line breaks, superscripts and subscripts, formulas."""

from __future__ import annotations

import re
from html import unescape

from cleaners.patterns import regex

ABOVE = str.maketrans("0123456789+-−=()niabcdefgh", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱᵃᵇᶜᵈᵉᶠᵍʰ")
BELOW = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
RAISABLE = regex(r"[0-9+\-−=()ni,，、*# ]{1,12}")
LETTERED = regex(r"[a-h](?:[,，、* ]{1,2}[a-h0-9*†‡#]){0,4}")  # a · a,b · a,* : marks of authors and of notes
# <annotation-xml encoding="MathML-Content"><ci>x</ci></annotation-xml>; none begins inside another, so it is linear
_ANNOTATION = regex(r"<annotation\b[^<]*(?:<(?!/?annotation)[^<]*)*</annotation(?:-xml)?>")


def raised(text: str, below: bool) -> str:
    """A superscript or subscript as plain text.

    >>> "10" + raised("-3", False), "H" + raised("2", True) + "O", "结果" + raised("[1]", False), raised("TM", False)
    ('10⁻³', 'H₂O', '结果[1]', 'TM')
    >>> "Anna Smith" + raised("a,*", False), "2" + raised("nd", False), "1" + raised("er", False)
    ('Anna Smithᵃ,*', '2nd', '1er')
    """
    inner = text.strip()
    if not below and LETTERED.fullmatch(inner):
        return inner.translate(ABOVE)
    return inner.translate(BELOW if below else ABOVE) if RAISABLE.fullmatch(inner) else text


def unwrapped(text: str) -> str:
    """Text with its white space folded; a line break between two Han characters or full-width marks is no space.

    >>> unwrapped("说到这里\\n  他停 了\\nand then")
    '说到这里他停 了 and then'
    """
    lines = [line for raw in text.split("\n") if (line := " ".join(raw.split()))]
    for i in range(len(lines) - 1):
        if not (lines[i][-1] > "⺀" and lines[i + 1][0] > "⺀"):
            lines[i] += " "
    return "".join(lines)


def mathml(text: str) -> str:
    """MathML on one line; its TeX where it carries that.

    >>> mathml("<math><msup><mi>x</mi><mn>2</mn></msup><mo>+</mo><mfrac><mn>1</mn><mi>y</mi></mfrac></math>")
    'x^2+1/y'
    """
    if found := re.search(r"<annotation[^<>]*tex[^<>]*>([^<]*)<", text):
        return f"${unescape(found[1]).strip()}$"
    text = _ANNOTATION.sub("", text)
    for name, sign in (("msup", "^"), ("msub", "_"), ("mfrac", "/")):
        text = re.sub(rf"(<{name}\b[^<>]*>\s*<(\w+)[^<>]*>[^<]*</\2>)", rf"\1{sign}", text)
    return unescape("".join(re.sub(r"<[^>]*>", "", text).split()))
