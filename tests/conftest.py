"""What all tests share: the folder of real pages, skipped by name where it is absent."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

# How fast an example runs is the machine's affair; speed is measured in tests/bench.
settings.register_profile("jingkan", deadline=None)
settings.load_profile("jingkan")

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real pages beside the checkout; a test that asks for it is skipped without it."""
    if not SHARED.is_dir():
        pytest.skip(f"{SHARED} is absent: real pages are not part of the project")
    return SHARED
