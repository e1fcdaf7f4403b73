"""One form for volume and issue, and dates no more precise than they are printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.lines import dates, issue_line
from cleaners.references.entry import parse


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("第06期", "6"),
        ("總第118期", "總第118期"),
        ("第3期（總第118期）", "3"),
        ("第二十一卷", "21"),
        ("Vol. 012", "12"),
        ("(08)", "8"),
        ("Issue 11", "11"),
        ("No. S2", "S2"),
    ],
)
def test_the_words_around_a_number_are_no_part_of_it(printed: str, plain: str) -> None:
    assert issue_line.plain(printed) == plain


@pytest.mark.parametrize(
    "kept", ["20", "100", "S1", "Z2", "3-4", "3/4", "增刊", "增刊2", "專刊", "6A", "Suppl 1", "夏季號", ""]
)
def test_what_is_in_its_form_stays(kept: str) -> None:
    assert issue_line.plain(kept) == kept


@given(
    st.integers(1, 999), st.sampled_from(("第{}期", "第{}卷", "{:02}", "{:03}", "No.{}", "({})", "２０２０年第{}期"))
)
def test_one_number_has_one_form(number: int, template: str) -> None:
    assert issue_line.plain(template.format(number)) == str(number)


@given(st.text(max_size=20))
def test_the_form_of_a_form_is_itself(value: str) -> None:
    assert issue_line.plain(issue_line.plain(value)) == issue_line.plain(value)


def test_a_reference_has_the_form_and_its_raw_text_stays() -> None:
    raw = "[3] 温国栋. 渠首闸门的启闭[J]. 灌区水工, 2016, 08(04): 21-25."
    reference = parse(raw)
    assert (reference.volume, reference.issue, reference.raw) == ("8", "4", raw)


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("12/31/2014", "2014-12-31"),
        ("31.12.2014", "2014-12-31"),
        ("02/02/2015", "2015-02-02"),
        ("03/2015", "2015-03"),
        ("20150304101112", "2015-03-04"),
        ("201503", "2015-03"),
        ("2015/3/4 10:11:12", "2015-03-04"),
        ("2015–2016", "2015"),
    ],
)
def test_a_date_in_numbers(printed: str, iso: str) -> None:
    assert dates.iso(printed) == iso


@pytest.mark.parametrize(
    "number", ["1563000000", "1563000000123", "ZL201210413969.2", "ZL 2012 1 0413969.2", "201310111222.X", "20159876"]
)
def test_a_number_is_no_date(number: str) -> None:
    assert dates.iso(number) == ""
