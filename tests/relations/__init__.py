"""Metamorphic tests: a page is changed in a way whose effect on its record is known, mostly none at all.

What no page in the tests shows, these draw: any page, any change, by a seed that stands here. A failure names its draw;
``python -m tests.relations NUMBER`` shows what differs and writes both pages, ``python -m tests.relations --first 0
--last 2000`` counts what fails by relation and kind of page.

    sample.py    the pages: golden, bare, mirror, hijacked mirror, and the cases beside the checkout
    changes.py   what is done to a page: pure functions of the page and a random.Random
    table.py     the relations, one row each, and the failures that are known
    draw.py      a number → a relation, a page, and what differs
"""
