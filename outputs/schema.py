"""The record's JSON Schema, and what it has against a record.

``record.schema.json`` beside this file describes every field; what it rejects is never written as a record.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jsonschema import ValidationError


@cache
def schema() -> dict[str, object]:
    """The record's JSON Schema (draft 2020-12), as shipped."""
    loaded: dict[str, object] = json.loads(resources.files("outputs").joinpath("record.schema.json").read_text("utf-8"))
    return loaded


@cache
def _quick() -> Callable[[Mapping[str, object]], str]:
    """What is wrong first, as terse as it comes, "" for nothing: what is asked of every record of a crawl.

    fastjsonschema compiles the schema to code, some twenty times as fast as jsonschema, whose messages are better.
    """
    import fastjsonschema

    check = fastjsonschema.compile(deepcopy(schema()))  # it rewrites each $ref in place

    def complaint(record: Mapping[str, object]) -> str:
        try:
            check(record)
        except fastjsonschema.JsonSchemaValueException as error:
            return str(error)
        return ""

    return complaint


def problems(record: Mapping[str, object]) -> list[str]:
    """What the schema has against a record, in plain words, the field first; empty where it is valid.

    >>> problems({"id": 3})[-1]
    'id: must be a string, is 3'
    """
    if not (complaint := _quick()(record)):
        return []
    from jsonschema import Draft202012Validator  # a tenth of every process's start, for a case that should not be

    found = sorted(Draft202012Validator(schema()).iter_errors(record), key=lambda e: (len(e.path), e.json_path))
    # Each missing field is an error that names them all. The two differ over a line feed at the end of a date.
    return list(dict.fromkeys(map(plainly, found))) or [complaint]


def plainly(error: ValidationError, whole: str = "record") -> str:
    """One error of jsonschema as a sentence for someone who has never seen a schema. whole: what the schema is of."""
    wanted: Any = error.validator_value
    given: Any = error.instance
    value = _short(given)
    match error.validator:
        case "type":
            said = f"must be {'an' if str(wanted)[0] in 'aeio' else 'a'} {wanted}, is {value}"
        case "required":
            missing = [name for name in wanted if name not in given]
            said = f"lacks {', '.join(missing)}"
        case "additionalProperties":
            part: Any = error.schema
            said = f"has fields the schema does not know: {', '.join(sorted(given.keys() - part['properties']))}"
        case "enum":
            said = f"must be one of {', '.join(repr(w) for w in wanted)}, is {value}"
        case "pattern":
            said = f"has not the form {wanted}: {value}"
        case "minLength":
            said = "must not be empty"
        case "minimum" | "maximum":
            said = f"must be {'at least' if error.validator == 'minimum' else 'at most'} {wanted}, is {value}"
        case _:
            said = error.message
    return f"{error.json_path.removeprefix('$').removeprefix('.') or whole}: {said}"


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) <= 60 else f"{text[:57]}…"
