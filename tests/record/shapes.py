"""The record's fields in plain words, once as the types have them and once as the schema does, so that they compare.

Both give ``{"author": "closed", "author.role": "required one of author, editor", …}``: an object and its fields, each
with whether it is required and what it holds. An object is named by its class, and in the schema by its definition.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import UnionType
from typing import Any, Literal, NotRequired, Required, get_args, get_origin, get_type_hints, is_typeddict

_PLAIN = {str: "string", bool: "boolean", int: "integer", float: "number"}
#: Classes of the cleaners whose object in the record has another name.
_NAMES = {"Edit": "repair"}


def name_of(kind: type) -> str:
    """What the class is called in the schema."""
    return _NAMES.get(kind.__name__, kind.__name__.lower())


def shape(hint: Any) -> str:
    """What a type holds as JSON has it; a class is its name.

    >>> shape(list[str]), shape(tuple[int, ...]), shape(dict[str, float]), shape(Literal["b", "a"])
    ('array of string', 'array of integer', 'map of number', 'one of a, b')
    """
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Required, NotRequired):
        return shape(args[0])
    if origin is list or (origin is tuple and args[1:] == (...,)):
        return f"array of {shape(args[0])}"
    if origin is tuple:
        return f"tuple of {' and '.join(map(shape, args))}"
    if origin is dict:
        return f"map of {shape(args[1])}"
    if origin is Literal:
        return f"one of {', '.join(sorted(args))}"
    assert not isinstance(hint, UnionType), f"{hint}: a field of a record is of one type"
    return _PLAIN.get(hint) or name_of(hint)


def declared(kind: type, name: str = "record") -> dict[str, str]:
    """A TypedDict and all that its fields lead to."""
    found = {name: "closed"}
    required: frozenset[str] = kind.__required_keys__  # type: ignore[attr-defined]
    for field, hint in get_type_hints(kind, include_extras=True).items():
        found[f"{name}.{field}"] = f"{'required' if field in required else 'optional'} {shape(hint)}"
        for part in _classes(hint):
            found |= declared(part, name_of(part))
    return found


def _classes(hint: Any) -> list[type]:
    if is_typeddict(hint):
        return [hint]
    return [part for arg in get_args(hint) for part in _classes(arg)]


def described(schema: Mapping[str, Any]) -> dict[str, str]:
    """The schema's root and each definition that is an object of named fields."""
    definitions = schema["$defs"]

    def told(part: Mapping[str, Any]) -> str:
        if "$ref" in part:
            name = part["$ref"].removeprefix("#/$defs/")
            target = definitions.get(name)
            return "no such definition" if target is None else name if "properties" in target else told(target)
        if "enum" in part:
            return f"one of {', '.join(sorted(part['enum']))}"
        match part.get("type"):
            case "array":
                return f"array of {told(part.get('items', {}))}"
            case "object" if isinstance(part.get("additionalProperties"), Mapping):
                return f"map of {told(part['additionalProperties'])}"
            case "object":
                return "object without a definition"
            case str(kind):
                return kind
        return "anything"

    found = {}
    for name, part in {"record": schema, **definitions}.items():
        if "properties" not in part:
            continue
        found[name] = "closed" if part.get("additionalProperties") is False else "open"
        for field in {**part["properties"], **dict.fromkeys(part.get("required", ()))}:
            held = told(part["properties"][field]) if field in part["properties"] else "but no property"
            found[f"{name}.{field}"] = f"{'required' if field in part.get('required', ()) else 'optional'} {held}"
    return found


def differences(types: Mapping[str, str], schema: Mapping[str, str]) -> list[str]:
    """Where the two do not say the same, one sentence each."""
    return [
        f"{name}: {types.get(name, 'not there')} by its type, {schema.get(name, 'not there')} in the schema"
        for name in {**types, **schema}
        if types.get(name) != schema.get(name)
    ]
