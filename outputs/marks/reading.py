"""The file of marks that a review page exports; ``marks.schema.json`` beside this file describes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from outputs.marks.fields import FIELDS, alike
from outputs.schema import plainly


class MarksError(ValueError):
    """A file that holds no marks: which, where in it, and what is wrong, in one sentence."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a person said of a field of a page's record. field: ``""`` for the record as a whole.

    saved: what the field held then. expected: what it should hold, None where that was not said. archive, offset:
    where the page is, as far as the record says.
    """

    url: str
    field: str
    right: bool
    saved: str = ""
    expected: str | None = None
    note: str = ""
    archive: str = ""
    offset: int | None = None


def read(path: Path) -> list[Mark]:
    """The marks of a file, in the order of pages and fields; of two for the same field the later. Raises MarksError."""
    try:
        content = json.loads(path.read_bytes())
    except OSError as error:
        raise MarksError(f"{path}: cannot be read: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise MarksError(f"{path}: is no file of marks, as it is not JSON: {error}") from error
    return list({(mark.url, mark.field): mark for mark in _marks(path, content)}.values())


def _marks(path: Path, content: Any) -> list[Mark]:
    from jsonschema import Draft202012Validator  # as in outputs.schema: a tenth of every process's start

    found = min(
        Draft202012Validator(schema()).iter_errors(content), key=lambda e: (len(e.path), e.json_path), default=None
    )
    if found:
        raise MarksError(f"{path}: {plainly(found, 'the file')}")
    marks = [_mark(each) for each in content["marks"]]
    for number, mark in enumerate(marks):
        if why := _objection(mark):
            raise MarksError(f"{path}: marks[{number}]: {why}")
    return marks


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema of the file (draft 2020-12), as shipped."""
    text = resources.files("outputs.marks").joinpath("marks.schema.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def _mark(told: Mapping[str, Any]) -> Mark:
    given = {name: value for name, value in told.items() if name not in ("id", "verdict")}
    return Mark(**given, right=told["verdict"] == "right")


def _objection(mark: Mark) -> str:
    """What a schema cannot say against a mark; ``""`` for nothing."""
    if mark.field not in ("", *FIELDS):
        return f"no field to mark: {mark.field!r}; there are {', '.join(FIELDS)}"
    if not (mark.right or mark.field):
        return "says that something is wrong, and not which field"
    if not mark.right and mark.expected is not None and alike(mark.expected, mark.saved):
        return f"{mark.field} is marked wrong, and expected to be what it is"
    return ""
