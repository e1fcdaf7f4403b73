"""A golden case on disk: ``<site>/<case>/`` with ``page.html.gz``, ``page.json`` and ``expected.json``.

``expected.json`` holds what a person can judge of the record: every field of the article, the verdict's kind, each
removed line as ``step: text``, each repair as ``kind: before → after ×count``. What only our own wording or version
decides (reasons, places, sources, hashes) is left out. A field that is not there is expected to be empty: one that is
new to the record changes the cases of the pages that have it, and no others. The key ``_defects`` names fields whose
expectation the cleaner does not meet yet, each with the reason; they are strict xfails, left alone by an update.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, get_type_hints

from cleaners import Page, clean
from outputs.record import to_record
from outputs.record_types import Record
from outputs.schema import problems

HERE = Path(__file__).resolve().parent
DEFECTS = "_defects"
#: Fields of the record that no person has to judge case by case.
_OURS = frozenset({"cleaner", "rules", "charset_evidence", "counts", "quality", "fetched", "id", "schema", "sources"})
#: What is expected of every case.
FIELDS = (*(name for name in get_type_hints(Record) if name in Record.__required_keys__ - _OURS), "undecided")


@dataclass(frozen=True)
class Case:
    folder: Path

    @property
    def name(self) -> str:
        return f"{self.folder.parent.name}/{self.folder.name}"

    @cached_property
    def page(self) -> Page:
        told = json.loads((self.folder / "page.json").read_text("utf-8"))
        fetched = datetime.fromisoformat(told["fetched"]) if told["fetched"] else None
        body = gzip.decompress((self.folder / "page.html.gz").read_bytes())
        return Page(told["url"], body, told["content_type"], fetched)

    @cached_property
    def record(self) -> Record:
        """The record as cleaning gives it now; an invalid one is no result at all."""
        record = to_record(clean(self.page), self.page)
        assert problems(record) == []
        return record

    @cached_property
    def found(self) -> dict[str, Any]:
        return without_empty(expectation(self.record))

    @property
    def expected_file(self) -> Path:
        return self.folder / "expected.json"

    @cached_property
    def expected(self) -> dict[str, Any] | None:
        """None where nobody has said yet what this page must become."""
        if not self.expected_file.exists():
            return None
        return without_empty(json.loads(self.expected_file.read_text("utf-8")))

    @property
    def defects(self) -> dict[str, str]:
        known: dict[str, str] = (self.expected or {}).get(DEFECTS, {})
        return known

    def write_page(self, page: Page) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        told = {
            "url": page.url,
            "content_type": page.content_type,
            "fetched": page.fetched.isoformat(timespec="seconds") if page.fetched else "",
        }
        (self.folder / "page.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
        # mtime 0: the same page gives the same file.
        (self.folder / "page.html.gz").write_bytes(gzip.compress(page.body, mtime=0))

    def write_expected(self, **said: object) -> None:
        """What cleaning gives now becomes what is expected; fields with a known defect keep their expectation.

        said: what a person expects of some fields instead.
        """
        kept = {name: (self.expected or {}).get(name) for name in self.defects}
        content = without_empty({**expectation(self.record), **kept, **said, DEFECTS: self.defects})
        self.expected_file.write_text(pretty(content) + "\n", "utf-8")


def expectation(record: Mapping[str, Any]) -> dict[str, Any]:
    """What a person can judge of a record, in a form that reads well as a diff."""
    told = {name: value for name, value in record.items() if name not in _OURS}
    return told | {
        "text": record["text"].split("\n") if record["text"] else [],
        "verdict": record["verdict"]["kind"],
        "undecided": record["quality"]["undecided"],
        # By line: whether neighbours were removed as one block or as several is our own affair.
        "removed": [f"{r['step']}: {line}" for r in record["removed"] for line in r["text"].split("\n")],
        "repairs": [f"{change} ×{n}" for change, n in Counter(map(_change, record["repairs"])).items()],
        "references": [{k: v for k, v in r.items() if v not in ("", [])} for r in record["references"]],
    }


def without_empty(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that hold something.

    >>> without_empty({"title": "甲", "doi": "", "keywords": [], "undecided": 0})
    {'title': '甲'}
    """
    return {name: value for name, value in fields.items() if value}


def _change(repair: Mapping[str, Any]) -> str:
    return f"{repair['kind']}: {repair['before']} → {repair['after']}"


def pretty(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def cases(names: list[str] | None = None) -> list[Case]:
    """All cases, or those named ``SITE/CASE`` or ``SITE``; KeyError names one that is not there."""
    every = [Case(path.parent) for path in sorted(HERE.glob("*/*/page.json"))]
    for name in names or ():
        if not any(name in (case.name, case.folder.parent.name) for case in every):
            raise KeyError(name)
    return [case for case in every if not names or case.name in names or case.folder.parent.name in names]
