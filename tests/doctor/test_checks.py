"""Each fault that there can be is planted, and found by the check for it and by no other."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from outputs.doctor.checks import CHECKS
from outputs.doctor.examine import Report, examine
from outputs.files import sha256_of
from outputs.takedown import takedown_list
from tests.doctor.conftest import CHANGED, FIRST, GONE, HOST, SECOND, TAKEN

Harm = Callable[[Path], object]


def one(data: Path, pattern: str) -> Path:
    """The first file of a pattern."""
    return sorted(data.glob(pattern))[0]


def execute(data: Path, sql: str, *values: object) -> None:
    with sqlite3.connect(data / "state" / "state.db") as db:
        db.execute(sql, values)
    db.close()


def edit(path: Path, change: Callable[[bytes], bytes]) -> None:
    path.write_bytes(change(path.read_bytes()))


def register_as_is(data: Path, path: Path) -> None:
    """Have state and manifest say of a shard what it is now, as if it had been written so."""
    name, size, digest = path.relative_to(data).as_posix(), path.stat().st_size, sha256_of(path)
    lines = path.read_bytes().count(b"\n")
    execute(data, "UPDATE shards SET sha256 = ?, bytes = ?, records = ? WHERE name = ?", digest, size, lines, name)
    for listed in data.glob("runs/*/manifest.json"):
        manifest = json.loads(listed.read_text())
        for entry in manifest["files"]:
            if entry["path"] == name:
                entry |= {"sha256": digest, "bytes": size, "records": lines}
        listed.write_text(json.dumps(manifest))


def rewrite(data: Path, change: Callable[[list[bytes]], list[bytes]]) -> None:
    """Change the lines of the first shard, and have everything agree with that."""
    path = one(data, "s/records-*.jsonl")
    edit(path, lambda old: b"".join(change(old.splitlines(keepends=True))))
    register_as_is(data, path)


def flip(path: Path, at: int) -> None:
    body = bytearray(path.read_bytes())
    body[at] ^= 1
    path.write_bytes(body)


def damage_a_page_of_the_state(data: Path) -> None:
    """Overwrite the inner pages of the database with noise; the first, which says that it is one, stays."""
    with (data / "state" / "state.db").open("r+b") as stream:
        stream.seek(4096)
        stream.write(b"\xa5" * (os.fstat(stream.fileno()).st_size - 4096))


def as_taken(line: bytes) -> bytes:
    return json.dumps(json.loads(line) | {"url": TAKEN}).encode() + b"\n"


def mend_manifest(data: Path, change: Callable[[list[dict[str, object]]], object]) -> None:
    path = data / "runs" / FIRST / "manifest.json"
    manifest = json.loads(path.read_text())
    change(manifest["files"])
    path.write_text(json.dumps(manifest))


FAULTS: list[tuple[str, str, Harm]] = [
    ("a page of the state is noise", "state_is_whole", damage_a_page_of_the_state),
    ("the state is no database", "state_is_whole", lambda d: (d / "state/state.db").write_bytes(b"no database" * 999)),
    ("the state is absent", "state_is_there", lambda d: (d / "state/state.db").unlink()),
    ("the state is empty", "state_is_there", lambda d: (d / "state/state.db").write_bytes(b"")),
    ("a shard is missing", "shards_are_as_registered", lambda d: one(d, "s/records-*").unlink()),
    (
        "a letter of a shard is another",
        "shards_are_as_registered",
        lambda d: edit(one(d, "s/records-*"), lambda old: old.replace("观测".encode(), "观侧".encode(), 1)),
    ),
    (
        "a shard lacks its last line",
        "shards_are_as_registered",
        lambda d: edit(one(d, "s/records-*"), lambda old: b"".join(old.splitlines(keepends=True)[:-1])),
    ),
    (
        "a line of a shard is cut short",
        "lines_are_records",
        lambda d: edit(one(d, "s/records-*"), lambda old: old[:-9]),
    ),
    (
        "a record lacks what every record has",
        "lines_are_records",
        lambda d: rewrite(d, lambda lines: [lines[0].replace(b'"script":', b'"skript":'), *lines[1:]]),
    ),
    (
        "a line of the rejects is noise",
        "lines_are_records",
        lambda d: edit(d / "s/rejected.jsonl", lambda old: b"\x00" + old[1:]),
    ),
    (
        "a shard was copied there",
        "shards_are_registered",
        lambda d: one(d, "s/records-*").with_name("records-20250101T000000000Z-00001.jsonl").write_bytes(b""),
    ),
    ("an archive is missing", "archives_are_as_registered", lambda d: one(d, "s/archive/*").unlink()),
    ("an archive is cut", "archives_are_as_registered", lambda d: os.truncate(one(d, "s/archive/*"), 900)),
    (
        "an archive was copied there",
        "archives_are_as_registered",
        lambda d: (d / "s/archive/s-20250101T000000000Z-00001.warc.gz").write_bytes(b"x"),
    ),
    (
        "a page is said to be where none begins",
        "pages_are_archived",
        lambda d: execute(
            d, "UPDATE pages SET offset = offset + 1 WHERE id = (SELECT MAX(id) FROM pages WHERE archive != '')"
        ),
    ),
    ("a record is there twice", "versions_are_there_once", lambda d: rewrite(d, lambda lines: [*lines, lines[0]])),
    ("a version is missing", "versions_are_there_once", lambda d: rewrite(d, lambda lines: lines[1:])),
    (
        "the state does not know an article",
        "versions_are_there_once",
        lambda d: execute(d, "DELETE FROM articles WHERE url = (SELECT MIN(url) FROM articles)"),
    ),
    (
        "the state knows an older version",
        "versions_are_there_once",
        lambda d: execute(d, "UPDATE articles SET version = 1 WHERE version = 2"),
    ),
    (
        "a manifest is missing",
        "manifests_list_what_is_there",
        lambda d: (d / "runs" / FIRST / "manifest.json").unlink(),
    ),
    (
        "a manifest is noise",
        "manifests_list_what_is_there",
        lambda d: (d / "runs" / FIRST / "manifest.json").write_bytes(b"\xff{"),
    ),
    ("a manifest lacks a file", "manifests_list_what_is_there", lambda d: mend_manifest(d, lambda files: files.pop())),
    (
        "a manifest gives another hash",
        "manifests_list_what_is_there",
        lambda d: mend_manifest(d, lambda files: files[0].update(sha256="0" * 64)),
    ),
    (
        "a manifest lists what never was",
        "manifests_list_what_is_there",
        lambda d: mend_manifest(
            d, lambda files: files.append({"path": "s/records-x-1.jsonl", "sha256": "", "bytes": 1})
        ),
    ),
    ("the rejects are cut", "rejects_are_as_registered", lambda d: (d / "s/rejected.jsonl").write_bytes(b"")),
    ("a run was killed", "runs_are_over", lambda d: execute(d, "INSERT INTO runs (id, started) VALUES ('x', 1)")),
    ("a file is left over", "nothing_is_left_over", lambda d: (d / "s/records-x-00001.jsonl.tmp").write_bytes(b"{")),
    (
        "a record of what was taken down",
        "takedowns_hold",
        lambda d: rewrite(d, lambda lines: [*lines, as_taken(lines[0])]),
    ),
    (
        "a reject of what was taken down",
        "takedowns_hold",
        lambda d: edit(d / "s/rejected.jsonl", lambda old: old + b'{"url":"%s"}\n' % TAKEN.encode()),
    ),
    (
        "a page of what was taken down",
        "takedowns_hold",
        lambda d: takedown_list.add(d, HOST + "/moved", 0.0),
    ),
    (
        "the list of takedowns is damaged",
        "takedowns_hold",
        lambda d: edit(d / "takedowns.jsonl", lambda old: b"\x00" + old),
    ),
    ("the list of takedowns is gone", "takedowns_hold", lambda d: (d / "takedowns.jsonl").unlink()),
]
#: What only shows where archives are read.
DEEP_FAULTS: list[tuple[str, str, Harm]] = [
    (
        "a page is said to be where another is",
        "pages_are_archived",
        lambda d: execute(
            d,
            "UPDATE pages SET offset = (SELECT MAX(offset) FROM pages p WHERE p.archive = pages.archive)"
            " WHERE archive LIKE ? AND offset = (SELECT MIN(offset) FROM pages p WHERE p.archive = pages.archive)",
            f"%{FIRST}%",
        ),
    ),
]


def checks_of(report: Report) -> set[str]:
    return {check for check, _ in report.findings}


@pytest.mark.parametrize("deep", [False, True])
def test_a_sound_folder_is_sound(made: Path, deep: bool) -> None:
    assert list(examine(made, deep).findings) == []


@pytest.mark.parametrize(("check", "harm"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS])
def test_a_fault_is_found_by_the_check_for_it_alone(data: Path, check: str, harm: Harm) -> None:
    harm(data)
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    report = examine(data)
    assert checks_of(report) == {check}, list(report.lines())
    assert {path: path.read_bytes() for path in data.rglob("*") if path.is_file()} == before, "it changed something"


@pytest.mark.parametrize(
    ("check", "harm"), [fault[1:] for fault in DEEP_FAULTS], ids=[fault[0] for fault in DEEP_FAULTS]
)
def test_a_fault_in_an_archive_is_found_by_reading_it(data: Path, check: str, harm: Harm) -> None:
    harm(data)
    assert examine(data).sound
    assert checks_of(examine(data, deep=True)) == {check}


def test_a_flipped_bit_in_an_archive_is_found_by_reading_it(data: Path) -> None:
    flip(path := one(data, "s/archive/*"), path.stat().st_size // 2)
    assert examine(data).sound
    assert checks_of(examine(data, deep=True)) & {"pages_are_archived", "manifests_list_what_is_there"}


def test_damage_where_the_state_knows_of_no_page_is_found_by_reading_it(data: Path) -> None:
    flip(one(data, "s/archive/*"), 40)  # the file's own description
    assert examine(data).sound
    assert "archives_hold_no_damage" in checks_of(examine(data, deep=True))


def test_every_check_finds_something() -> None:
    assert {check.__name__ for check in CHECKS} - {"archives_hold_no_damage"} <= {check for _, check, _ in FAULTS}


def test_what_the_next_run_puts_right_is_no_fault(data: Path) -> None:
    (data / "s/records-x-00001.jsonl.tmp").write_bytes(b"{")
    report = examine(data)
    assert report.findings and report.sound
    assert "the next run puts that right" in "\n".join(report.lines())


def test_the_folder_has_what_the_tests_speak_of(made: Path) -> None:
    lines = [json.loads(line) for path in made.glob("s/*-*.jsonl") for line in path.open()]
    assert sorted(line["version"] for line in lines if line["url"] == CHANGED) == [1, 2]
    assert any("gone" in line and line["url"] == GONE for line in lines)
    assert [line["id"] for line in lines if line["url"] == TAKEN] == [""]
    assert HOST + "/none" in (made / "s" / "rejected.jsonl").read_text()
    assert SECOND in "".join(path.name for path in made.glob("s/archive/*"))
