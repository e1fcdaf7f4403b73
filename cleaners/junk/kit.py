"""Traces of the hijacker's kit in a page's source: they make a page injected even where they show no text."""

from __future__ import annotations

import re

STAMP = re.compile(r'<[a-z0-9]+   id="[a-z0-9]{5,8}"   class=')  # <div   id="icsuysb"   class="clear">
MIN_STAMPS = 3


def traces(source: str) -> tuple[str, ...]:
    """What the kit left in the HTML, in plain phrases.

    >>> traces('<style>#pl_css_ganrao{ display:none }</style>')
    ('the kit\\'s style rule or block "pl_css_ganrao"',)
    >>> traces('<div id="main" class="clear">')
    ()
    """
    found = []
    if "css_ganrao" in source:
        found.append('the kit\'s style rule or block "pl_css_ganrao"')
    if "V_PATH" in source and "window.onerror" in source:
        found.append("the kit's script (V_PATH, window.onerror)")
    if '   id="' in source and len(STAMP.findall(source)) >= MIN_STAMPS:
        found.append("real elements stamped with random ids")
    return tuple(found)
