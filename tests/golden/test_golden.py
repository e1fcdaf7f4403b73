"""Every field of every golden case, one test each: a failure names page and field."""

from __future__ import annotations

import pytest

from cleaners import Article, Page
from outputs.record import to_record
from tests.golden.case import Case, cases, expectation

#: The same for every record: nothing an article could lack.
FIELDS = tuple(expectation(to_record(Article("https://a.example/"), Page("https://a.example/", b""))))
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
    expected = case.expected or {}
    assert field in expected, f"nobody said what {field} must be: python -m tests.golden diff {case.name} --update"
    assert case.found[field] == expected[field]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_expectation_names_only_fields_of_the_record(case: Case) -> None:
    assert set(case.expected or {}) - {"_defects"} <= set(FIELDS)
    assert set(case.defects) <= set(FIELDS)
