"""What fuzzing has found, and was mended: each file of ``found/`` is an input that broke something."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.finding import Finding
from tests.fuzz.targets import TARGETS

FOUND = sorted((Path(__file__).parent / "found").glob("*.json"))


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.stem)
def test_what_was_found_holds_now(path: Path) -> None:
    found = Finding.read(path)
    assert found.says, "one line that says what broke"
    assert path.stem.startswith(f"{found.target}-")
    TARGETS[found.target].check(found.data)
