"""Metamorphic tests: a page is changed in a way whose effect on its record is known, mostly none at all.

What no page in the tests shows, these draw: any page, any change, by a seed that stands here. A failure names its draw;
``python -m tests.relations NUMBER`` shows what differs and writes both pages, ``python -m tests.relations --first 0
--last 2000`` counts what fails by relation and kind of page.

    sample.py    the pages: golden, bare, mirror, hijacked mirror, and the cases beside the checkout
    change.py    what is done to a page is a pure function of it and a random.Random
    markup.py    the same page written otherwise
    beside.py    what stands beside the article
    said.py      what the article says, changed
    table.py     the relations, one row each, and the failures that are known
    draw.py      a number → a relation, a page, and what differs
"""
