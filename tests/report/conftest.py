"""What the tests of the report share: the small data folder of the doctor's, and records that hold payloads."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from outputs import jsonl
from outputs.record_types import Record
from outputs.report.build import Built, build
from outputs.report.overview import charts
from tests.doctor.conftest import data, made
from tests.report.browser import chromium, open_page
from tests.report.payloads import PAYLOADS

__all__ = ["chromium", "data", "made", "open_page"]


def record(n: int = 0, **fields: object) -> Record:
    """A record as a crawl writes it, with what the overview counts."""
    made = {
        "id": f"url:{n}", "url": f"http://a.example/{n}", "title": f"题目{n}", "text": "正文。" * 40, "journal": "学报",
        "year": str(2001 + n % 20), "published": "", "authors": [{"name": "张三"}], "site": "s", "run": "20260101",
        "verdict": {"kind": "clean", "reasons": []}, "quality": {"confidence": 0.95},
        "counts": {"removed": {"hidden": 2}, "repaired": {"shear": 1}}, "fetched": "2026-01-01T00:00:00Z",
    } | fields  # fmt: skip
    return made  # type: ignore[return-value]


def hostile() -> list[Record]:
    """A record for each payload, which stands wherever the overview shows something."""
    return [
        record(n, url=f"http://a.example/{payload}", title=payload, journal=payload, run="20260101",
            verdict={"kind": payload, "reasons": [payload]}, counts={"removed": {payload: 3}, "repaired": {payload: 4}})
        for n, payload in enumerate(PAYLOADS)
    ]  # fmt: skip


def write(data: Path, records: list[Record], site: str = "s") -> None:
    """Put records where a crawl would."""
    (data / site).mkdir(parents=True, exist_ok=True)
    with (data / site / "records-20260101-00001.jsonl").open("wb") as stream:
        jsonl.write(stream, records)


class Parsed(HTMLParser):
    """What a page is made of: its elements with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements = list[tuple[str, dict[str, str | None]]]()
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def without_time(page: str) -> str:
    """A page without the moment at which it was made."""
    return re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d", "", page)


@pytest.fixture(scope="session")
def of_hostile(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The report of records that hold payloads."""
    folder = tmp_path_factory.mktemp("hostile")
    write(folder, hostile())
    return build(folder)


@pytest.fixture
def in_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports without charts, which take most of the time that a small one takes."""
    monkeypatch.setattr(charts, "available", lambda: False)
