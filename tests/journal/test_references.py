"""References taken apart: entries written for the tests, the last five parts before their failures were seen."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from cleaners.article import Reference
from cleaners.chinese.character_forms import converter
from cleaners.chinese.characters import NUMERALS, fold
from cleaners.chinese.scripts import simplified
from cleaners.lines import dates
from cleaners.references.entry import LONGEST, MARK, parse
from tests.conftest import not_endless

HERE = Path(__file__).resolve().parent
KEYS = {
    "k": "mark", "a": "authors", "t": "title", "c": "container", "y": "year", "v": "volume", "i": "issue", "p": "pages",
    "b": "publisher", "l": "place", "d": "doi", "u": "url", "n": "number", "T": "type",
}  # fmt: skip


class Entry(NamedTuple):
    """One entry and its parts. unsure: nothing can tell authors from title, and the parser must say so."""

    raw: str
    parts: dict[str, object]
    unsure: bool


def load(name: str) -> list[Entry]:
    """``raw | key=value | …``: keys above, ``?`` where it cannot be told apart, ``-`` where there is nothing to parse.

    Where no mark is given it is what the entry opens with.
    """
    entries = []
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("# "):
            continue
        raw, *fields = [part.strip() for part in line.split(" | ")]
        parts: dict[str, object] = dict.fromkeys(KEYS.values(), "")
        parts["authors"] = ()
        found = MARK.match(fold(raw))
        parts["mark"] = raw[: found.end("mark")].strip() if found else ""
        for field in fields:
            if "=" in field:
                key, _, value = field.partition("=")
                parts[KEYS[key]] = tuple(value.split(";")) if key == "a" else value
        entries.append(Entry(raw, parts, bool({"?", "-"} & set(fields))))
    return entries


def wrong(entry: Entry) -> dict[str, tuple[object, object]]:
    """Field → (expected, found) of what differs."""
    found: Reference = parse(entry.raw)
    return {k: (e, getattr(found, k)) for k, e in entry.parts.items() if getattr(found, k) != e}


FILES = tuple(f"references_{part}.txt" for part in ("tuning", "held_out", "fresh", "second", "third", "forms", "kinds"))


@pytest.mark.parametrize("name", FILES)
def test_fields_are_exact(name: str) -> None:
    """At least 97 % of all fields."""
    entries = load(name)
    failures = {entry.raw: bad for entry in entries if (bad := wrong(entry))}
    total = len(entries) * len(KEYS)
    missed = sum(map(len, failures.values()))
    assert missed <= 0.03 * total, f"{missed} of {total}: {failures}"


def _counted(text: str) -> str:
    """The text and, behind it, the text with its Chinese numbers in digits."""
    return text + re.sub(f"[{NUMERALS}]+", lambda found: str(dates.count(found[0])), text)


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_invented(name: str) -> None:
    """No field has a value where the entry gives none, and every value stands in the entry."""
    for entry in load(name):
        found = parse(entry.raw)
        bare = "".join(fold(entry.raw).split())
        for key, expected in entry.parts.items():
            value = getattr(found, key)
            assert expected or not value, f"{entry.raw}: invented {key} {value!r}"
            stands = _counted(bare) if key in ("volume", "issue") else bare  # 第三冊 is volume 3
            for part in value if isinstance(value, tuple) else (value,):
                assert "".join(fold(part).split()).lower() in stands.lower(), (
                    f"{entry.raw}: {key} {part!r} does not stand there"
                )


@pytest.mark.parametrize("name", FILES)
def test_what_cannot_be_told_apart_says_so(name: str) -> None:
    for entry in load(name):
        assert parse(entry.raw).parsed != entry.unsure, entry.raw
        assert parse(entry.raw).raw == entry.raw


def _in_form(reference: Reference) -> dict[str, str]:
    """What must not depend on script and kind of dash: the parts, in one form of both."""
    parts = {key: getattr(reference, key) for key in KEYS.values()}
    told = {key: ";".join(value) if isinstance(value, tuple) else value for key, value in parts.items()}
    return {key: re.sub("[-–—－~]", "-", fold(simplified(value))) for key, value in told.items()}


# Characters that the way to Traditional and back does not bring home: 昇 is 升 or itself, 於 a surname of its own.
_NOT_BACK = re.compile("[昇於]")


@pytest.mark.parametrize("name", FILES)
def test_the_script_does_not_matter(name: str) -> None:
    """Nothing in an entry's parts depends on whether it is in Simplified or in Traditional."""
    for entry in load(name):
        other = converter("s2t").convert(entry.raw)
        if not _NOT_BACK.search(other):
            assert _in_form(parse(other)) == _in_form(parse(entry.raw)), other


@pytest.mark.parametrize("name", FILES)
def test_the_dash_between_pages_does_not_matter(name: str) -> None:
    for entry in load(name):
        if entry.parts["pages"] and "10." not in entry.raw:
            for dash in "-–～":
                other = re.sub(r"(?<=\d)[-–—－～](?=\d+[^\d\-–—－～]*$)", dash, entry.raw)
                assert _in_form(parse(other)) == _in_form(parse(entry.raw)), other


@pytest.mark.parametrize("name", FILES)
def test_blanks_behind_signs_do_not_matter(name: str) -> None:
    """A Chinese entry set without any, which journals do as often as not."""
    for entry in load(name):
        scanned = re.search(r"\d \d|[一-鿿] [一-鿿]", entry.raw)
        other = re.sub(r"(?<=[,.:;\])])\s+", "", entry.raw)
        if re.match(r"\W*(?:\d+\W+)?[一-鿿]", entry.raw) and not scanned and "http" not in entry.raw:
            want, got = _in_form(parse(entry.raw)), _in_form(parse(other))
            assert {k: "".join(v.split()) for k, v in got.items()} == {
                k: "".join(v.split()) for k, v in want.items()
            }, other


@pytest.mark.parametrize(
    "piece",
    ["Kerr, L. ", "李四, ", "Van ", "de la ", "Ab Cd, ", ". ", "《a》，", "Ab? ", "“a", "(2010) ", "1-2, ", "Proc. "],
)
def test_an_entry_of_one_piece_over_and_over_ends(piece: str) -> None:
    for front in ("", "Kerr, L. (2010). ", "李四（2010）。"):
        with not_endless():
            parse((front + piece * LONGEST)[:LONGEST])


def test_there_are_enough() -> None:
    entries = [entry for name in FILES for entry in load(name)]
    types = Counter(str(entry.parts["type"]).partition("/")[0] for entry in entries)
    assert len(entries) >= 300
    assert {"J", "M", "C", "D", "N", "P", "S", "R", "G", "Z", "EB", "DB", ""} <= types.keys()
