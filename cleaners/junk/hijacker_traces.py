"""Traces of the hijacker's kit in a page's source: they make a page injected even where they show no text."""

from __future__ import annotations

from cleaners.patterns import regex

STAMP = regex(rb'<[a-z0-9]+   id="[a-z0-9]{5,8}"   class=')  # <div   id="icsuysb"   class="clear">
MIN_STAMPS = 3


def traces(body: bytes) -> tuple[str, ...]:
    """What the kit left in a page's bytes, in plain phrases. All of it is ASCII, so no charset need be known.

    >>> traces(b'<style>#pl_css_ganrao{ display:none }</style>')
    ('the kit\\'s style rule or block "pl_css_ganrao"',)
    >>> traces(b'<div id="main" class="clear">')
    ()
    """
    found = []
    if b"css_ganrao" in body:
        found.append('the kit\'s style rule or block "pl_css_ganrao"')
    if b"V_PATH" in body and b"window.onerror" in body:
        found.append("the kit's script (V_PATH, window.onerror)")
    if b'   id="' in body and len(STAMP.findall(body)) >= MIN_STAMPS:
        found.append("real elements stamped with random ids")
    return tuple(found)
