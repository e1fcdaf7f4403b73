"""Records as Parquet in one explicit schema, which is made from the types of ``record_types``; and back.

Every file has the same columns, whatever its records hold: no type is guessed from values, so that none is null where
all lists are empty. There is no map, which ``datasets`` does not load: an object with free keys is a list of
``{name, value}``. A date is text, for it may be a year alone. What a record does not have is null, and absent again
when it is read.

pyarrow is an extra of the installation: whoever writes or reads no Parquet needs none.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Literal, NotRequired, Required, get_args, get_origin, get_type_hints, is_typeddict

from outputs import jsonl
from outputs.files import whole_file
from outputs.formats import FormatError
from outputs.formats.shard_set import new_set
from outputs.record_types import SCHEMA_VERSION, Record, is_record

STEM, SUFFIX = "train", ".parquet"
#: Key of the file's metadata that holds the version of the record's form.
VERSION_KEY = b"jingkan.schema"
#: Bytes of a shard and of a row group, as Arrow holds them; the file has about a third. By hand: a shard below the
#: 500 MB that the Hub's viewer asks for, a group that a reader of one row can afford.
SHARD_BYTES, GROUP_BYTES = 512 << 20, 32 << 20
#: Records that are turned into columns at once: what a writer or reader holds twice.
_ROWS = 200


class MissingPyarrow(FormatError):
    """There is no pyarrow: how to get it."""

    def __init__(self) -> None:
        super().__init__("Parquet needs pyarrow, which is not installed: pip install 'jingkan[corpus]'")


def _pyarrow() -> Any:
    """pyarrow with its Parquet. Raises MissingPyarrow."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise MissingPyarrow from error
    return pyarrow


@dataclass(frozen=True, slots=True)
class _Form:
    """How values of a type stand in a column. pack: a value of a record → that of the column; unpack: back."""

    type: Any
    pack: Callable[[Any], Any]
    unpack: Callable[[Any], Any]


def _same(value: Any) -> Any:
    return value


def _form(hint: Any) -> _Form:
    """The form of a type of ``record_types``. Raises TypeError for one that no column holds."""
    pa = _pyarrow()
    plain = {str: pa.string, bool: pa.bool_, int: pa.int64, float: pa.float64}
    origin, args = get_origin(hint), get_args(hint)
    if hint in plain:
        return _Form(plain[hint](), _same, _same)
    if origin is Literal:
        return _form(type(args[0]))
    if origin in (Required, NotRequired):
        return _form(args[0])
    if origin is list:
        return _list(_form(args[0]))
    if origin is dict and args[0] is str:
        return _tally(_form(args[1]))
    if is_typeddict(hint):
        return _struct(hint)
    raise TypeError(f"{hint}: no column holds this")


def _list(item: _Form) -> _Form:
    made = _pyarrow().list_(item.type)
    if item.pack is _same:
        return _Form(made, _items, _same)
    return _Form(
        made, lambda values: list(map(item.pack, _items(values))), lambda values: list(map(item.unpack, values))
    )


def _items(values: Any) -> list[Any]:
    """A list as it is. Raises TypeError for a text, which Arrow would take for a list of its characters."""
    if not isinstance(values, list):
        raise TypeError(f"a list was expected, not {type(values).__name__}")
    return values


def _tally(value: _Form) -> _Form:
    """An object with free keys, as a list of ``{name, value}`` in its order."""
    pa = _pyarrow()
    return _Form(
        pa.list_(pa.struct([("name", pa.string()), ("value", value.type)])),
        lambda values: [{"name": name, "value": value.pack(held)} for name, held in values.items()],
        lambda values: {each["name"]: value.unpack(each["value"]) for each in values},
    )


def _struct(kind: type) -> _Form:
    """An object of named fields. Packing raises FormatError for a field that the type does not have."""
    forms = {name: _form(hint) for name, hint in get_type_hints(kind, include_extras=True).items()}
    packing = {name: form.pack for name, form in forms.items() if form.pack is not _same}
    unpacking = {name: form.unpack for name, form in forms.items() if form.unpack is not _same}

    def pack(value: Any) -> Any:
        if unknown := value.keys() - forms.keys():
            raise FormatError(f"{kind.__name__} has no field {', '.join(sorted(unknown))}")
        return {name: packing[name](held) if name in packing else held for name, held in value.items()}

    def unpack(value: Any) -> Any:
        there = {name: held for name, held in value.items() if held is not None}
        return {name: unpacking[name](held) if name in unpacking else held for name, held in there.items()}

    return _Form(_pyarrow().struct([(name, form.type) for name, form in forms.items()]), pack, unpack)


@cache
def _record() -> _Form:
    return _form(Record)


def schema() -> Any:
    """The columns, as a pyarrow.Schema, with the version of the record's form. Raises MissingPyarrow."""
    return _pyarrow().schema(list(_record().type), metadata={VERSION_KEY: str(SCHEMA_VERSION).encode()})


def write(path: Path, records: Iterable[Record]) -> int:
    """The records as one file, whole or not at all; how many. Raises FormatError for one that does not fit, OSError."""
    _pyarrow()
    with whole_file(path) as part:
        return _write(lambda: part, records, math.inf)


def write_set(folder: Path, records: Iterable[Record], shard_bytes: float = SHARD_BYTES) -> int:
    """The records as a set of files in a folder that has none, whole or not at all; how many records.

    shard_bytes: of a file, as Arrow holds its columns. Raises FormatError for a record that does not fit,
    FileExistsError, OSError.
    """
    _pyarrow()
    with new_set(folder, STEM, SUFFIX) as following:
        return _write(following, records, shard_bytes)


def _write(following: Callable[[], Path], records: Iterable[Record], shard_bytes: float) -> int:
    pa, columns = _pyarrow(), schema()
    count = size = held = 0
    group: list[Any] = []
    with ExitStack() as current:

        def opened() -> Any:
            return current.enter_context(pa.parquet.ParquetWriter(following(), columns, compression="zstd"))

        writer = opened()
        for batch in _batches(records, columns):
            if size + held and size + held + batch.nbytes > shard_bytes:
                writer.write_table(pa.Table.from_batches(group, columns))
                current.close()
                writer, size, held, group = opened(), 0, 0, []
            group.append(batch)
            held += batch.nbytes
            count += len(batch)
            if held >= GROUP_BYTES:
                writer.write_table(pa.Table.from_batches(group, columns))
                size, held, group = size + held, 0, []
        if group:
            writer.write_table(pa.Table.from_batches(group, columns))
    return count


def _batches(records: Iterable[Record], columns: Any) -> Iterator[Any]:
    """The records as columns, some at a time. Raises FormatError for one that does not fit, and names it."""
    rows = iter(records)
    while chunk := list(islice(rows, _ROWS)):
        try:
            yield _columns(chunk, columns)
        except (ValueError, TypeError, AttributeError):
            yield _columns([_fitting(record, columns) for record in chunk], columns)


def _columns(records: Iterable[Any], columns: Any) -> Any:
    return _pyarrow().RecordBatch.from_pylist(list(map(_record().pack, records)), schema=columns)


def _fitting(record: Record, columns: Any) -> dict[str, Any]:
    """The record as a line of JSON would hold it. Raises FormatError, naming it, where it does not fit the columns."""
    sound = jsonl.sound(record)
    for name, value in sound.items():
        try:
            _columns([{name: value}], columns)
        except (ValueError, TypeError, AttributeError) as error:
            why = str(error).partition("\n")[0]
            raise FormatError(f"{sound.get('id')} does not fit the columns of Parquet: {name}: {why}") from error
    return sound


def read(path: Path) -> Iterator[Record]:
    """The records of one file. Raises MissingPyarrow, and FormatError where it is damaged or none of ours."""
    pa = _pyarrow()
    try:
        with pa.parquet.ParquetFile(path) as file:
            version = (file.schema_arrow.metadata or {}).get(VERSION_KEY, b"")
            if not version.isdigit():
                raise FormatError(f"{path} holds no records of jingkan")
            if int(version) > SCHEMA_VERSION:
                raise FormatError(f"{path} is of a newer jingkan (form {int(version)} of records): update this one")
            for batch in file.iter_batches(batch_size=_ROWS):
                for row in batch.to_pylist():
                    record = _record().unpack(row)
                    if not is_record(record):
                        raise FormatError(f"{path}: a row has no id or no url")
                    yield record
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError):
            raise
        raise FormatError(f"{path} is damaged, or no Parquet: {str(error).partition(chr(10))[0]}") from error
