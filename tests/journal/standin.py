"""In place of junk removal and region: what ``cleaners.doc`` promises, read off the mirror's own class names.

These tests are about the journal record alone; the whole way is tested with the mirror's pages elsewhere.
"""

from __future__ import annotations

from dataclasses import replace

from cleaners.doc import Block, Doc
from cleaners.html import parse

_OUTSIDE = frozenset("like right foot pager top nav app m-top".split())  # noqa: SIM905
_HEADER = frozenset("info source tags time".split())  # noqa: SIM905


def doc(text: str, url: str) -> Doc:
    """A page of the mirror as ``journal.read`` gets it."""
    parsed = parse(text, url)
    kept: list[Block] = []
    for block in parsed.blocks:
        names, node = set[str](), block.node
        while node >= 0:
            names |= {parsed.tree.tag[node], *parsed.tree.names[node].split()}
            node = parsed.tree.parent[node]
        if names & _OUTSIDE:
            continue
        if names & {"article", "txt"}:
            kept.append(block._replace(body=True))
        elif names & {"h1", "bt"}:
            kept.append(block._replace(kind="title"))
        elif names & _HEADER:
            kept.append(block)
    return replace(parsed, blocks=tuple(kept))
