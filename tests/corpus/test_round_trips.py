"""A record comes back from every form as it went in, and what is damaged or incomplete is never taken for whole."""

from __future__ import annotations

import gzip
import json
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest

from outputs import jsonl, read
from outputs.export import write_file
from outputs.formats import FormatError, jsonl_zst, parquet, sqlite
from outputs.formats.shard_set import whole_set
from outputs.outside.escapes import bare
from outputs.record_types import SCHEMA_VERSION, Record
from tests.conftest import ROOT
from tests.corpus.samples import filled, many, records


def _lines(path: Path, made: Iterable[Any]) -> int:
    with path.open("wb") as stream:
        return jsonl.write(stream, made)


def _gzip(path: Path, made: Iterable[Any]) -> int:
    with gzip.open(path, "wb") as stream:
        return jsonl.write(stream, made)  # type: ignore[arg-type]


def _zst(path: Path, made: Iterable[Any]) -> int:
    count = jsonl_zst.write(path.with_name("set"), made)
    [only] = path.with_name("set").iterdir()
    only.rename(path)
    return count


WRITERS: dict[str, Callable[[Path, Iterable[Any]], int]] = {
    "jsonl": _lines,
    "jsonl.gz": _gzip,
    "jsonl.zst": _zst,
    "parquet": parquet.write,
    "db": sqlite.write,
}
FORMS = pytest.mark.parametrize("form", WRITERS)
SETS: dict[str, Callable[..., int]] = {"jsonl.zst": jsonl_zst.write, "parquet": parquet.write_set}
SET_NAMES = {"jsonl.zst": ("records", ".jsonl.zst"), "parquet": ("train", ".parquet")}


@FORMS
@pytest.mark.parametrize("seed", range(4))
def test_a_record_comes_back_as_it_went_in(tmp_path: Path, form: str, seed: int) -> None:
    """Whatever the file is called: its content tells what it is."""
    made = records(seed)
    assert WRITERS[form](tmp_path / "any.name", made) == len(made)
    assert list(read(tmp_path / "any.name")) == made
    assert list(read(str(tmp_path / "any.name"))) == made


def test_every_field_is_filled() -> None:
    """Else the test above would pass for a format that loses some."""
    seen: set[str] = set()
    for seed in range(4):
        for record in records(seed):
            seen |= {name for name, value in record.items() if value}
    assert seen == {*Record.__required_keys__, *Record.__optional_keys__}
    assert any(record.keys() < Record.__required_keys__ for record in records(0))


@FORMS
def test_no_record_is_no_record(tmp_path: Path, form: str) -> None:
    assert WRITERS[form](tmp_path / "x", []) == 0
    assert list(read(tmp_path / "x")) == []


@FORMS
def test_a_lone_surrogate_becomes_what_a_line_has_for_it(tmp_path: Path, form: str) -> None:
    made = [filled(Record, random.Random(1)) | {"id": "url:1", "url": "u", "title": "a\ud800b", "text": "\ud83d\ude00"}]
    WRITERS[form](tmp_path / "x", made)
    [record] = read(tmp_path / "x")
    assert (record["title"], record["text"]) == ("a�b", "😀")


@FORMS
def test_what_was_cut_short_is_never_taken_for_whole(tmp_path: Path, form: str) -> None:
    """Cut anywhere: an error in one sentence, or, of lines that end where they should, the records before the cut."""
    path, made = tmp_path / "x", records(5, 8)
    WRITERS[form](path, made)
    whole = path.read_bytes()
    rng = random.Random(form)
    for size in [len(whole) - 1, 17, 40, *rng.sample(range(41, len(whole)), 12)]:
        path.write_bytes(whole[:size])
        try:
            found = list(read(path))
        except ValueError as error:
            assert str(path) in str(error) and "\n" not in str(error)
        else:
            assert form == "jsonl" and whole[:size].endswith(b"\n") and found == made[: len(found)]


@FORMS
def test_what_is_something_else_is_said(tmp_path: Path, form: str) -> None:
    """A file of the same kind that holds no records of ours."""
    path = tmp_path / "x"
    if form == "parquet":
        pyarrow.parquet.write_table(pyarrow.table({"id": ["a"], "url": ["b"]}), path)
    elif form == "db":
        with sqlite3.connect(path) as db:
            db.execute("CREATE TABLE records (record TEXT)")
        db.close()
    else:
        content = b'{"id": "a"}\n'
        packed = {"jsonl.gz": gzip.compress, "jsonl.zst": jsonl_zst.zstd.compress}.get(form, bytes)(content)
        path.write_bytes(packed)
    with pytest.raises(ValueError, match=str(path)):
        list(read(path))


@pytest.mark.parametrize("content", [b"not a record\n", b"\x89PNG\r\n\x1a\n", b"[]\n", b'{"id": 1, "url": "u"}\n'])
def test_a_file_of_no_form_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(ValueError, match="x:1"):
        list(read(tmp_path / "x"))


def test_what_a_newer_release_wrote_is_not_half_read(tmp_path: Path) -> None:
    sqlite.write(tmp_path / "db", records(1, 2))
    with sqlite3.connect(tmp_path / "db") as db:
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    db.close()
    table = pyarrow.table({"id": ["a"]}).replace_schema_metadata({parquet.VERSION_KEY: str(SCHEMA_VERSION + 1)})
    pyarrow.parquet.write_table(table, tmp_path / "pq")
    for name in ("db", "pq"):
        with pytest.raises(FormatError, match=f"{name} is of a newer jingkan"):
            list(read(tmp_path / name))


@pytest.mark.parametrize("form", SETS)
def test_a_set_holds_all_in_order_and_each_file_about_its_size(tmp_path: Path, form: str) -> None:
    made = many(500)
    assert SETS[form](tmp_path / "set", made, shard_bytes=1_000_000) == len(made)
    files = whole_set(tmp_path / "set", *SET_NAMES[form])
    assert len(files) > 2
    assert list(read(tmp_path / "set")) == made
    assert [record for path in files for record in read(path)] == made
    with pytest.raises(FileExistsError, match="there already"):
        SETS[form](tmp_path / "set", made)


@pytest.mark.parametrize("form", SETS)
def test_a_set_that_lacks_a_file_is_told_from_a_smaller_one(tmp_path: Path, form: str) -> None:
    made = many(500)
    SETS[form](tmp_path, made, shard_bytes=1_000_000)
    files = whole_set(tmp_path, *SET_NAMES[form])
    for gone in (files[0], files[-1], files[1]):
        kept = gone.rename(tmp_path / "kept")
        with pytest.raises(FormatError, match="not whole"):
            list(read(tmp_path))
        kept.rename(gone)
    assert len(list(read(tmp_path))) == len(made)


class Stop(Exception):
    pass


def _stopping(made: list[Any], after: int) -> Iterator[Any]:
    yield from made[:after]
    raise Stop


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet", "sqlite"])
@pytest.mark.parametrize("after", [0, 250])
def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, form: str, after: int) -> None:
    made = many(250)
    with pytest.raises(Stop):
        write_file(tmp_path / "x", _stopping(made, after), form)
    assert list(tmp_path.iterdir()) == []
    write_file(tmp_path / "x", made[:3], form)
    before = (tmp_path / "x").read_bytes()
    with pytest.raises(Stop):
        write_file(tmp_path / "x", _stopping(made, after), form)
    assert [path.name for path in tmp_path.iterdir()] == ["x"] and (tmp_path / "x").read_bytes() == before


@pytest.mark.parametrize("form", SETS)
@pytest.mark.parametrize("after", [0, 250])
def test_a_set_is_written_whole_or_not_at_all(tmp_path: Path, form: str, after: int) -> None:
    made = many(250)
    with pytest.raises(Stop):
        SETS[form](tmp_path, _stopping(made, after), shard_bytes=200_000)
    assert list(tmp_path.iterdir()) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from outputs import export, read
from outputs.formats import jsonl_zst, parquet

form, source, path = sys.argv[1], *map(Path, sys.argv[2:])

def dying():
    yield from read(source)
    os.kill(os.getpid(), signal.SIGKILL)

sets = {"zst-set": jsonl_zst.write, "parquet-set": parquet.write_set}
sets[form](path, dying(), 100_000) if form in sets else export.write_file(path, dying(), form)
"""


@pytest.mark.parametrize(
    "form", ["sqlite", *(pytest.param(form, marks=pytest.mark.slow) for form in ("parquet", "parquet-set", "zst-set"))]
)
def test_a_killed_writer_leaves_what_was_there_and_is_no_hindrance(tmp_path: Path, form: str) -> None:
    path, made = tmp_path / "x", records(1)
    if not form.endswith("-set"):
        write_file(path, made, form)
    source = tmp_path / "source.jsonl"
    _lines(source, many(250))
    done = subprocess.run([sys.executable, "-c", KILLED, form, str(source), str(path)], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    if form.endswith("-set"):
        assert all(part.name.endswith(".tmp") for part in path.iterdir()) and list(path.iterdir())
        with pytest.raises(FileNotFoundError):
            list(read(path))
        SETS[{"zst-set": "jsonl.zst", "parquet-set": "parquet"}[form]](path, made)
        assert list(read(path)) == made
    else:
        assert list(read(path)) == [bare(record) for record in made]
        write_file(path, made, form)
        assert list(read(path)) == [bare(record) for record in made]


def test_a_folder_is_read_by_what_is_in_it(tmp_path: Path) -> None:
    """A site's shards; a corpus' first form, whichever are there; a folder of neither is named."""
    made = records(1, 6)
    with pytest.raises(FileNotFoundError, match="holds no records"):
        list(read(tmp_path))
    sqlite.write(tmp_path / "corpus.db", made)
    assert list(read(tmp_path)) == made
    parquet.write_set(tmp_path / "data", made[:5])
    assert list(read(tmp_path)) == made[:5]
    jsonl_zst.write(tmp_path, made[:4])
    assert list(read(tmp_path)) == made[:4]
    _lines(tmp_path / "records-2.jsonl", made[1:3])
    _lines(tmp_path / "records-1.jsonl", made[:1])
    _lines(tmp_path / "tombstones-1.jsonl", [{"id": "x", "url": "y"}])
    assert list(read(tmp_path)) == made[:3]
    with pytest.raises(FileNotFoundError):
        list(read(tmp_path / "nowhere"))


def test_a_document_has_dolmas_names_and_says_nothing_twice_but_what_they_need() -> None:
    [record] = records(1, 1)
    document = jsonl_zst.document(record)
    assert list(document) == ["id", "text", "source", "url", "added", "created", "language", "metadata"]
    assert document["metadata"].keys() == record.keys() - {"id", "text", "url", "language"}
    assert jsonl_zst.from_document(json.loads(json.dumps(document))) == record


def _types(kind: Any) -> Iterator[Any]:
    yield kind
    for n in range(kind.num_fields):
        yield from _types(kind.field(n).type)


def test_columns_are_the_fields_of_the_types_whatever_the_records_hold(tmp_path: Path) -> None:
    parquet.write(tmp_path / "none", [])
    parquet.write(tmp_path / "some", records(1))
    none, some = (pyarrow.parquet.read_schema(tmp_path / name) for name in ("none", "some"))
    assert none.equals(some, check_metadata=True)
    assert none.names == list(Record.__annotations__) or set(none.names) == {
        *Record.__required_keys__,
        *Record.__optional_keys__,
    }
    held = [kind for field in none for kind in _types(field.type)]
    assert not [kind for kind in held if pyarrow.types.is_map(kind) or pyarrow.types.is_null(kind)]
    assert {str(kind) for kind in held if not pyarrow.types.is_nested(kind)} == {"string", "int64", "double", "bool"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"colour": "red"}, "Record has no field colour"),
        ({"verdict": {"kind": "clean", "reasons": [], "colour": "red"}}, "Verdict has no field colour"),
        ({"year": 2016}, ": year: "),
        ({"keywords": "数字"}, ": keywords: a list was expected, not str"),
        ({"authors": ["林知夏"]}, ": authors: "),
        ({"counts": {"removed": ["banner"], "repaired": {}}}, ": counts: "),
    ],
)
def test_a_record_that_does_not_fit_the_columns_is_named_and_nothing_is_written(
    tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    made = records(1)
    made[3] |= change
    with pytest.raises(FormatError, match="url:1-3 does not fit the columns of Parquet") as told:
        parquet.write(tmp_path / "x", made)
    assert said in str(told.value) and "\n" not in str(told.value)
    assert list(tmp_path.iterdir()) == []


def test_each_form_says_which_version_of_the_record_it_holds(tmp_path: Path) -> None:
    made = records(1, 3)
    parquet.write(tmp_path / "pq", made)
    sqlite.write(tmp_path / "db", made)
    assert pyarrow.parquet.read_schema(tmp_path / "pq").metadata[b"jingkan.schema"] == b"%d" % SCHEMA_VERSION
    with sqlite3.connect(tmp_path / "db") as db:
        assert db.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        assert dict(db.execute("SELECT name, value FROM meta")) == {"schema": str(SCHEMA_VERSION), "records": "3"}
    db.close()


def test_nested_fields_are_reached_by_plain_sql(tmp_path: Path) -> None:
    # SQLite 3.40 ends a text of JSON at a NUL, which no record has: the cleaner takes it out.
    made = json.loads(json.dumps(records(2)).replace("\\u0000", ""))
    sqlite.write(tmp_path / "db", made)
    with sqlite3.connect(tmp_path / "db") as db:
        names = db.execute(
            "SELECT json_extract(value, '$.name') FROM records, json_each(record, '$.authors') ORDER BY n, key"
        )
        assert [name for (name,) in names] == [each["name"] for record in made for each in record["authors"]]
        assert db.execute("SELECT id, record ->> '$.text' FROM records ORDER BY n").fetchall() == [
            (record["id"], record["text"]) for record in made
        ]
    db.close()


def test_the_package_is_imported_with_nothing() -> None:
    code = (
        "import sys, outputs; from outputs import read; "
        "print([n for n in sys.modules if n.partition('.')[0] in ('pyarrow', 'sqlite3', 'json', 'cleaners', 'scrapy') "
        "or n.startswith('outputs.')])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_without_pyarrow_all_but_parquet_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = records(1, 3)
    parquet.write(tmp_path / "pq", made)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    wanted = r"pip install 'jingkan\[corpus\]'"
    with pytest.raises(parquet.MissingPyarrow, match=wanted):
        list(read(tmp_path / "pq"))
    for write in (parquet.write, parquet.write_set):
        with pytest.raises(parquet.MissingPyarrow, match=wanted):
            write(tmp_path / "new", made)
    assert not (tmp_path / "new").exists()
    for form in ("sqlite", "csv", "jsonl"):
        assert write_file(tmp_path / "new", made, form) == 3
