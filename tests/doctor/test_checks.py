"""Each fault that there can be is planted, and found by the check for it and by no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from outputs.doctor.examine import examine


@pytest.mark.parametrize("deep", [False, True])
def test_a_sound_folder_is_sound(made: Path, deep: bool) -> None:
    assert list(examine(made, deep).findings) == []
