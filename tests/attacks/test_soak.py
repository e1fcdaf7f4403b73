"""The soak, short: two runs under attack, all of which must be well; `make soak` is the long one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.attacks.runs import MEMORY
from tests.attacks.soak import PARTS, attacks, soak
from tests.attacks.structures import STRUCTURES

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the soak looks into /proc")


def test_a_few_runs_see_every_structure() -> None:
    seen = [name for number in range(PARTS) for name in attacks(number) if name in STRUCTURES]
    assert sorted(seen) == sorted(STRUCTURES)


@pytest.mark.slow
def test_two_runs_under_attack_lose_and_leave_nothing(tmp_path: Path) -> None:
    rounds = list(soak(tmp_path, seconds=60, most=2))
    assert rounds and not [each.line() for each in rounds if each.wrong]
    assert max(each.peak for each in rounds) <= MEMORY, [each.line() for each in rounds]
