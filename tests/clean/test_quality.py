"""The article's text on real pages: what the project promises, and that tuning did not fool itself."""

from __future__ import annotations

from pathlib import Path

from tests.bench.quality import score


def test_text_is_found_on_pages_never_tuned_on(shared: Path) -> None:
    means = score()
    assert means["all"] >= 0.93
    assert abs(means["even"] - means["odd"]) <= 0.02
    assert all(value >= 0.87 for value in means.values())
