"""A takedown reaches every file of the data folder, and says of each that it cannot be sure of what to do."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from outputs import jsonl
from outputs.archive.digest import payload_digest
from outputs.archive.reader import scan
from outputs.archive.writer import Archive, Response
from outputs.state.database import State
from outputs.takedown.forget import forget
from outputs.takedown.loose_files import Kind, kind_of
from outputs.takedown.proof import traces
from tests.archive.damage import HOST, MARKED, MOVED, REDIRECTED, START, article, make

GONE, STAYS = article(1), article(11)


def litter(data: Path) -> dict[str, Path]:
    """Files that a run leaves beside its archive, each of which speaks of a page that goes and of one that stays."""
    both = [{"url": url, "site": "s", "reason": f"{url} answered 500"} for url in (GONE, STAYS)]
    lines = b"".join(map(jsonl.line, both))
    manifest = {"failed_sites": {"s": f"{GONE} answered 500; {STAYS} too"}, "failures": both, "sites": ["s"]}
    files = {
        "runs/r/failed.jsonl": lines,
        "other/records-x-00001.jsonl": lines,
        "other/rejected.jsonl": lines,
        "s/records-r-00000.jsonl.damaged": lines + jsonl.line({"url": GONE})[:30],
        "out/export.jsonl": lines,
        "runs/r/manifest.json": json.dumps(manifest).encode(),
        "state/log/jingkan.log": f"INFO <GET {GONE}>\nINFO <GET {STAYS}> (referer: None)\n".encode(),
        "state/log/jingkan.log.1": f"ERROR {GONE}: timeout\n{STAYS}: timeout\n".encode(),
    }
    for name, content in files.items():
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_bytes(content)
    return {name: data / name for name in files}


def test_every_file_of_the_data_folder_is_reached(tmp_path: Path) -> None:
    make(tmp_path)
    left = litter(tmp_path)
    state = State(tmp_path / "state" / "state.db")
    done = forget(state, tmp_path, "r", GONE)
    assert traces(tmp_path, [done.gone]) == []
    state.close()
    for name, path in left.items():
        content = path.read_text()
        assert f'{GONE}"' not in content and f"{GONE}>" not in content and f"{GONE} " not in content, name
        assert STAYS in content, f"{name}: another page went as well"
    for path in (path for path in tmp_path.rglob("*") if path.is_file()):
        name = path.relative_to(tmp_path).as_posix()
        assert MARKED.format(1).encode() not in path.read_bytes(), name
        if kind_of(name) is not Kind.LIST and "tombstones-" not in name:
            assert not done.gone.mentioned(path.read_bytes()), name


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("out/articles.bib", f"@article{{x, url = {{{GONE}}}}}".encode()),
        ("out/articles.csv.gz", gzip.compress(f"title,{GONE},1".encode())),
        ("backup/state-1.db", b"SQLite format 3\0..." + GONE.encode() + b"\0"),
        ("runs/r/manifest.json", f'{{"torn": "{GONE}'.encode()),
    ],
    ids=["export", "compressed", "backup", "torn"],
)
def test_what_cannot_be_written_anew_is_named(tmp_path: Path, name: str, content: bytes) -> None:
    make(tmp_path)
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    state = State(tmp_path / "state" / "state.db")
    left = traces(tmp_path, [forget(state, tmp_path, "r", GONE).gone])
    state.close()
    assert [trace.file for trace in left] == [name]
    assert left[0].said.isprintable()


def test_a_page_that_was_redirected_goes_with_the_notes_that_it_had_not_changed(tmp_path: Path) -> None:
    make(tmp_path)
    (path,) = tmp_path.glob("*/archive/*")
    state = State(tmp_path / "state" / "state.db")
    done = forget(state, tmp_path, "r", article(REDIRECTED))
    state.close()
    (path,) = tmp_path.glob("*/archive/*")
    assert traces(tmp_path, [done.gone]) == []
    assert not any({article(REDIRECTED), MOVED} & set(one.names) for one in scan(path))  # type: ignore[union-attr]


def test_a_domain_goes_as_a_whole(tmp_path: Path) -> None:
    make(tmp_path)
    litter(tmp_path)
    state = State(tmp_path / "state" / "state.db")
    with state.transaction() as db:
        db.execute("UPDATE hosts SET learned = 'x', learned_from = 32")
    done = forget(state, tmp_path, "r", HOST)
    assert [tuple(row) for row in state.rows("SELECT learned, learned_from FROM hosts")] == [("", 0)]
    state.close()
    assert traces(tmp_path, [done.gone]) == []
    (path,) = tmp_path.glob("*/archive/*")
    assert [one.type for one in scan(path)] == ["warcinfo"]  # type: ignore[union-attr]


def test_the_same_page_under_another_address_is_named(tmp_path: Path) -> None:
    written = make(tmp_path)
    body = next(one.body for one in written if one.url == GONE)
    archive = Archive(tmp_path / "other" / "archive", "other-q")
    archive.write(Response("http://b.example/", 200, (), body, START, payload_digest(body)))
    archive.close()
    state = State(tmp_path / "state" / "state.db")
    (left,) = traces(tmp_path, [forget(state, tmp_path, "r", GONE).gone])
    state.close()
    assert left.file == "other/archive/other-q-00001.warc.gz" and "forget http://b.example/, too" in left.said


def test_an_archive_that_was_moved_to_another_disk_and_linked_is_reached(tmp_path: Path) -> None:
    data, disk = tmp_path / "data", tmp_path / "disk"
    written = make(data)
    (data / "s" / "archive").rename(disk)
    (file,) = disk.glob("*.warc.gz")
    (data / "s" / "archive").mkdir()
    (data / "s" / "archive" / file.name).symlink_to(file)
    body = next(one for one in written if one.url == GONE)
    bytes_of_it = file.read_bytes()[body.offset : body.end]
    (data / "cold").symlink_to(disk)
    state = State(data / "state" / "state.db")
    done = forget(state, data, "r", GONE)
    state.close()
    assert traces(data, [done.gone]) == []
    assert not any(bytes_of_it in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    archive = Archive(disk, "unknown")
    archive.write(Response(GONE, 200, (), b"once more", START, payload_digest(b"once more")))
    archive.close()
    (left,) = traces(data, [done.gone])
    assert left.file == "cold/unknown-00001.warc.gz" and "still holds a response of it" in left.said
