"""Signals by which a site reserves its texts against text and data mining or AI training; recorded, never judged."""

from __future__ import annotations

import re
from collections.abc import Iterable

from scrapy.http import Response

# <meta name="robots" content="noai, noimageai">, <meta name="tdm-reservation" content="1">
_META = re.compile(rb"<meta\s[^>]{0,300}?(?:robots|tdm-reservation|tdm-policy|gptbot)[^>]{0,300}>", re.I)
_NAME = re.compile(rb"""name\s*=\s*["']?([\w-]+)""", re.I)
_CONTENT = re.compile(rb"""content\s*=\s*["']?([^"'>]+)""", re.I)
_AGAINST = re.compile(r"(?i)\b(noai|noimageai|noml)\b")
# Content-Signal: search=yes, ai-train=no (possessive: half a million blank lines or spaces are looked at once)
_SIGNAL = re.compile(r"(?im)^[ \t]*+content-signal[ \t]*+:([^\n#]*\bai-(?:train|input)[ \t]*+=[ \t]*+no\b[^\n#]*)")
#: How much of a page is looked at for its head.
HEAD = 8192

#: Robots that collect for AI training; a robots.txt that shuts one of them out says so of its texts.
AI_ROBOTS = ("GPTBot", "CCBot", "Google-Extended", "ClaudeBot", "Bytespider", "Applebot-Extended", "meta-externalagent")


def signals_of(response: Response, robots: Iterable[str] = ()) -> tuple[str, ...]:
    """The signals of one answer, each as ``where: what``; ``robots``: those its robots.txt gave."""
    found = list(robots)
    for header in ("tdm-reservation", "tdm-policy"):
        if value := response.headers.get(header):
            found.append(f"header {header}: {value.decode('latin-1')}")
    for value in response.headers.getlist("x-robots-tag"):
        if _AGAINST.search(value.decode("latin-1")):
            found.append(f"header x-robots-tag: {value.decode('latin-1')}")
    for tag in _META.findall(response.body[:HEAD]):
        name, content = _NAME.search(tag), _CONTENT.search(tag)
        if name and content:
            said, what = name[1].decode("latin-1").lower(), content[1].decode("latin-1").strip()
            if said.startswith("tdm-") or _AGAINST.search(what):
                found.append(f"meta {said}: {what}")
    return tuple(dict.fromkeys(found))


def signals_of_robots(text: str, allowed: Iterable[tuple[str, bool]]) -> tuple[str, ...]:
    """The signals of a robots.txt. allowed: (robot, whether it may fetch ``/``) for each of ``AI_ROBOTS``.

    >>> signals_of_robots("User-agent: *\\nContent-Signal: search=yes, ai-train=no", [("GPTBot", False)])
    ('robots.txt content-signal: search=yes, ai-train=no', 'robots.txt disallows GPTBot')
    """
    found = [f"robots.txt content-signal: {said.strip()}" for said in _SIGNAL.findall(text)]
    return tuple(dict.fromkeys(found + [f"robots.txt disallows {robot}" for robot, may in allowed if not may]))
