"""The relations hold for every page drawn, but for the failures that are known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.conftest import SHARED
from tests.relations.draw import Draw, draw
from tests.relations.sample import Sample, case_samples, samples
from tests.relations.table import KNOWN, Known

#: Draws in `make test` and in one test of it; of the pages of cases/; and the same in `make test-slow`.
QUICK, STEP, QUICK_CASES = 66, 22, 22
SLOW, BLOCK, SLOW_CASES = 2000, 100, 800


def failures(draws: Iterable[Draw]) -> dict[str, list[str]]:
    """What differs, by draw."""
    tried = {one.name: one.differences() for one in draws}
    return {name: found for name, found in tried.items() if found}


def drawn(first: int, last: int, pages: Sequence[Sample], known: Known | None = None) -> Iterator[Draw]:
    """The draws from first to last that this known failure covers; without one, those that none does."""
    return (one for number in range(first, last) if (one := draw(number, pages)).known == known)


@pytest.mark.parametrize("first", range(0, QUICK, STEP))
def test_a_change_does_to_a_record_what_it_must(first: int) -> None:
    assert failures(drawn(first, min(first + STEP, QUICK), samples())) == {}


def test_a_change_does_to_the_record_of_a_case_what_it_must(shared: Path) -> None:
    assert failures(drawn(0, QUICK_CASES, case_samples(shared))) == {}


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, SLOW, BLOCK))
def test_more_changes(first: int) -> None:
    assert failures(drawn(first, first + BLOCK, samples())) == {}


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, SLOW_CASES, BLOCK))
def test_more_changes_of_cases(first: int, shared: Path) -> None:
    assert failures(drawn(first, first + BLOCK, case_samples(shared))) == {}


@pytest.mark.slow
@pytest.mark.parametrize(
    "known",
    [
        pytest.param(
            known,
            id=" ".join((known.relation, *known.pages)).strip(),
            marks=pytest.mark.xfail(strict=True, reason=known.reason),
        )
        for known in KNOWN
    ],
)
def test_a_known_failure_still_is_one(known: Known) -> None:
    covered = list(drawn(0, SLOW, samples(), known))
    if SHARED.is_dir():
        covered += drawn(0, SLOW_CASES, case_samples(SHARED), known)
    if not covered:
        pytest.skip(f"{SHARED} is absent, and it is known of pages there alone")
    assert failures(covered) == {}
