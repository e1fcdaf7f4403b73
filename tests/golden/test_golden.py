"""Every field of every golden case, one test each: a failure names page and field."""

from __future__ import annotations

import json

import pytest

from tests.golden.case import FIELDS, Case, cases, without_empty

CASES = cases()


def _field_tests() -> list[object]:
    return [
        pytest.param(
            case,
            field,
            id=f"{case.name}-{field}",
            marks=[pytest.mark.xfail(strict=True, reason=case.defects[field])] if field in case.defects else [],
        )
        for case in CASES
        for field in FIELDS
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_somebody_said_what_is_expected(case: Case) -> None:
    if case.expected is None:
        case.write_expected()
        pytest.fail(f"{case.expected_file} was missing and is drafted now: read every field, then commit it")


@pytest.mark.parametrize(("case", "field"), _field_tests())
def test_field(case: Case, field: str) -> None:
    assert case.found.get(field) == (case.expected or {}).get(field)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_expectation_names_only_fields_of_the_record(case: Case) -> None:
    assert set(case.expected or {}) - {"_defects"} <= set(FIELDS)
    assert set(case.defects) <= set(FIELDS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_nothing_is_written_that_is_empty(case: Case) -> None:
    written = json.loads(case.expected_file.read_text("utf-8"))
    assert written == without_empty(written), f"python -m tests.golden diff {case.name} --update"
