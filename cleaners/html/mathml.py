"""Formulas in MathML as plain text."""

from __future__ import annotations

import re
from html import unescape

# <annotation-xml encoding="MathML-Content"><ci>x</ci></annotation-xml>; none begins inside another, so it is linear
_ANNOTATION = re.compile(r"<annotation\b[^<]*(?:<(?!/?annotation)[^<]*)*</annotation(?:-xml)?>")


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
