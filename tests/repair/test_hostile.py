"""Pages made to be expensive: text goes through the decoder without recursion, and with bounded work."""

from __future__ import annotations

import pytest

from cleaners import Page, clean
from cleaners.repair import repair
from tests.conftest import calls

SHEARED = "打?qū)嵶龊眯滦蝿菹氯罕姽ぷ"  # its last byte waits for a partner


@pytest.mark.parametrize("ascii_text", ["&amp;" * 100, "A" * 500, "&" * 5000, "Ab,1;" * 400])
def test_ascii_behind_a_sheared_tail_is_read_without_recursion(ascii_text: str) -> None:
    """Where widths were folded each ASCII character may have been a full-width one, and then the next."""
    text = SHEARED + ascii_text
    repaired = repair(text).text
    assert repaired.endswith(ascii_text[-200:])
    article = clean(Page("https://mirror.example/1", f"<p>{text}</p>".encode()))
    assert article.verdict.kind in ("clean", "injected", "doorway", "list", "error", "empty")


@pytest.mark.parametrize("tail", ["A", "A&bc", "&amp;"])
def test_work_grows_no_faster_than_the_ascii_behind_a_sheared_tail(tail: str) -> None:
    """Counted in calls, for time is the machine's affair."""
    repair(SHEARED)  # models and tables load here, uncounted
    short, long = (SHEARED + tail * (length // len(tail)) for length in (20_000, 40_000))
    assert calls(repair, long) <= 3 * calls(repair, short)


@pytest.mark.parametrize("text", ["& < > " * 50, "A" * 5000, "真的嗎?" + "&amp;" * 100, "<p>x?y</p>" * 100])
def test_long_ascii_on_sound_pages_is_left_alone(text: str) -> None:
    assert repair(text).edits == ()
