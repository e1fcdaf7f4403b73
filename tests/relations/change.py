"""A change is a pure function of a page and a random.Random; and what changes have in common."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.mirror.damage import to_kit
from tests.relations.sample import Sample, record

#: What is no markup to change: scripts, styles, comments, the title; and then an open tag with its attributes.
_TAG = re.compile(
    r"<(?P<raw>script|style|title|textarea|noscript|xmp)\b.*?</(?P=raw)\s*>|<!.*?>"
    r"|<(?P<name>[a-z][a-z0-9]*)(?P<attributes>(?:\s+[\w:-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?)*)(?P<end>\s*/?>)",
    re.I | re.S,
)


@dataclass(frozen=True)
class Changed:
    """A changed page. told: what the expectation has to know of the change, as ``(section, paragraph)``."""

    sample: Sample
    told: tuple[Any, ...] = ()


Change = Callable[[Sample, random.Random], Changed]


def rewritten(sample: Sample, html: str, *told: object) -> Changed:
    return Changed(replace(sample, html=html), told)


def parted(sample: Sample) -> tuple[str, str]:
    """The page's source up to its body's beginning, and the rest."""
    opened = re.search(r"<body[^<>]*>", sample.html, re.I)
    at = opened.end() if opened else 0
    return sample.html[:at], sample.html[at:]


def in_body(sample: Sample, first: str, last: str = "") -> Changed:
    """Something at the body's beginning, something at its end."""
    head, body = parted(sample)
    inside, end, tail = body.rpartition("</body>")
    return rewritten(sample, head + first + (inside + last + end + tail if end else body + last))


def at_a_side(sample: Sample, rng: random.Random, html: str) -> Changed:
    """Something at the body's beginning or at its end."""
    sides: Sequence[str] = ("", in_script(sample, html))
    return in_body(sample, *rng.sample(sides, 2))


def on_tags(sample: Sample, rewrite: Callable[[re.Match[str]], str]) -> Changed:
    """Every open tag rewritten, but for what a script, a style or a comment holds."""
    return rewritten(sample, _TAG.sub(lambda tag: rewrite(tag) if tag["name"] else tag[0], sample.html))


def in_script(sample: Sample, words: str) -> str:
    """Words in the script of the page that they are put on; hijackers write Simplified, after the damage is done."""
    return to_kit(words) if record(sample)["script"] == "Hant" else words
