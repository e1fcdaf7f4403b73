"""What a process that cleans has in memory: nothing large of the pages before, and few copies of this one."""

from __future__ import annotations

import functools
import gc
import tracemalloc
from collections.abc import Iterator

import pytest

from cleaners import Page, clean
from cleaners.doc import Doc
from cleaners.region.title import title

#: More than any function remembers, and what is small.
LARGE, SMALL = "x" * 2_200_000, "x" * 77


def remembered_texts() -> Iterator[str]:
    """All texts that functools' caches hold, in keys and results."""
    kind = type(functools.lru_cache(lambda: None))
    for found in [each for each in gc.get_objects() if isinstance(each, kind)]:
        waiting = gc.get_referents(found)
        while waiting:
            held = waiting.pop()
            if isinstance(held, str):
                yield held
            elif type(held) in (tuple, list, set, frozenset):
                waiting += held
            elif type(held) is dict:
                waiting += [*held, *held.values()]


def page(number: int, own: str) -> Page:
    """A page that holds a text of its own wherever a function that remembers is asked."""
    own = f"{number}{own}"
    text = f"""<html><head><meta charset="utf-8"><style>.{own} {{display:none}}</style><title>{own}</title></head>
    <body class="{own}"><div style="color:{own};display:none" class="{own} a" id="{own}">登录 {own}</div>
    <p class="{own}">请登录{own}后查看。</p><button class="{own}">{own}</button><h1>观测记录</h1></body></html>"""
    return Page(f"http://a.example/{number}", text.encode(), "text/html")


def own_texts() -> list[int]:
    return [len(text) for text in remembered_texts() if SMALL in text]


@pytest.mark.slow
def test_nothing_of_a_large_page_is_remembered() -> None:
    clean(page(1, LARGE))
    assert max(own_texts(), default=0) < len(LARGE)


def test_many_pages_leave_no_more_than_one() -> None:
    for number in range(40):
        clean(page(number, "x" * 20_000))
    assert sum(own_texts()) < 3 << 20  # each had seven such texts, or 5 MB in all


def test_what_is_small_is_remembered() -> None:
    clean(page(1, SMALL))
    assert own_texts()


@pytest.mark.parametrize("size", [1_000, 1_000_000])
def test_a_title_is_no_list_of_its_characters(size: int) -> None:
    doc = Doc("u", "书" * size)
    tracemalloc.start()
    try:
        title(doc)
        assert tracemalloc.get_traced_memory()[1] < 16 * size + 100_000  # a string for each is 76 bytes
    finally:
        tracemalloc.stop()
