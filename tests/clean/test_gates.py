"""Cheap tests that spare a costly pattern: they let through all that the pattern matches."""

from __future__ import annotations

import re
import sys

import pytest

from cleaners import controls
from cleaners.references import publication
from cleaners.references.folded_text import Piece
from tests.conftest import ROOT


def test_controls_are_all_that_the_classes_name_but_tab_and_newline() -> None:
    named = re.compile(f"[{controls.CONTROLS}{controls.TURNING}{controls.SURROGATES}]")
    for char in map(chr, range(sys.maxunicode + 1)):
        assert controls.has_controls(char) == (char not in "\t\n" and named.match(char) is not None), hex(ord(char))


@pytest.mark.parametrize(
    "entry",
    [
        "馆刊,2013(11):7-15[2015-06-02].HTTPS://www.example.org/7.html.",
        "馆刊,2013(11):7-15[ : 2 Jun 2015].WWW.example.org/7",
        "馆刊.2013.[访问日期:2015年6月2日]",
        "館刊.2013.檢索日期:2015年6月2日",
        "館刊.2013.2015年6月2日訪問",
        "館刊.2013.上網時間:2015-6-2",
        "A Paper. 2013. (ACCESSED: 2 June 2015)",
        "A Paper. 2013. Retrieved June 2, 2015, from http : //example.org/7",
        "A Paper. 2013. last viewed on 2015-06-02",
    ],
)
def test_what_is_said_of_address_and_access_is_looked_for(entry: str) -> None:
    parts, _ = publication.online(Piece.of(entry))
    assert bool(parts.get("accessed")) == bool(publication._ACCESSED.search(Piece.of(entry).folded))
    assert ("url" in parts) == bool(publication._URL.search(Piece.of(entry).folded))
    assert parts


def test_no_entry_at_hand_is_kept_from_a_pattern() -> None:
    files = sorted((ROOT / "tests" / "journal").glob("references_*.txt"))
    lines = [Piece.of(line).folded for file in files for line in file.read_text("utf-8").splitlines()]
    told = [line for line in lines if publication._ACCESSED.search(line)]
    assert len(told) > 20
    assert all(publication._MAY_TELL_ACCESS.search(line.casefold()) for line in told)
