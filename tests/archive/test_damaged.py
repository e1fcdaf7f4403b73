"""Damaged archives: the reader gives every record that was not hit and names the rest; a takedown removes or names."""

from __future__ import annotations

import errno
import shutil
import zlib
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest

from outputs.archive.members import Damage
from outputs.archive.reader import WarcRecord, records
from outputs.cleaning.workers import archived
from outputs.state.database import State
from outputs.state.pages import Place, WaitingPage, places
from outputs.takedown.forget import forget
from outputs.takedown.matching import Gone
from outputs.takedown.pieces import pieces
from outputs.takedown.proof import traces
from outputs.takedown.rewrite import old_archives
from tests.archive.damage import ARTICLES, MOVED, REDIRECTED, SITE, Written, article, blows, make, struck

TIMES = 200


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Written], bytes]:
    """A data folder, what was written to its archive, and the archive's bytes."""
    data = tmp_path_factory.mktemp("made")
    written = make(data)
    return data, written, the_archive(data).read_bytes()


def the_archive(data: Path) -> Path:
    (path,) = data.glob("*/archive/*.warc.gz")
    return path


def known(data: Path) -> list[Place]:
    state = State(data / "state" / "state.db")
    found = places(state, the_archive(data).relative_to(data).as_posix())
    state.close()
    return found


def inflated(content: bytes) -> bytes:
    """All that can be had of some bytes: as they are, and what decompresses from all that look like a member."""
    parts, at = [content], content.find(b"\x1f\x8b\x08")
    while at >= 0:
        inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            for n in range(at, len(content), 64):
                parts.append(inflate.decompress(content[n : n + 64]))
        except zlib.error:
            pass
        at = content.find(b"\x1f\x8b\x08", at + 1)
    return b"".join(parts)


def sound(content: bytes) -> dict[tuple[str, str], bytes]:
    """The records that are read of a file's bytes: by URL and time, with all that they hold."""
    found = (one for one in records(BytesIO(content)) if isinstance(one, WarcRecord))
    return {(one.url, one.date.isoformat()): one.block for one in found if one.url}


def test_every_record_that_was_not_hit_is_read_and_what_was_hit_is_named(
    made: tuple[Path, list[Written], bytes],
) -> None:
    _, written, content = made
    whole = sound(content)
    assert len(written) == len(whole) == 30
    for blow in blows(content, TIMES):
        after = list(records(BytesIO(struck(content, blow))))
        read_back = sound(struck(content, blow))
        assert read_back.items() <= whole.items(), f"{blow}: a record is not what was written"
        for record, key in zip(written, whole, strict=True):
            assert blow.hits(record) or key in read_back, f"{blow}: {record.url} was not hit"
        damage = [one for one in after if isinstance(one, Damage)]
        whole_to_the_end = blow.kind == "end" and any(record.end == blow.start for record in written)
        assert damage or len(read_back) == len(whole) or whole_to_the_end, f"{blow}: nothing is said"
        ends = [(one.offset, one.end) for one in after]
        assert ends[0][0] == 0 and all(end == start for (_, end), (start, _) in pairwise(ends)), blow


def test_after_a_takedown_of_a_damaged_archive_nothing_of_it_is_left_or_it_is_named(
    made: tuple[Path, list[Written], bytes],
) -> None:
    data, written, content = made
    at = known(data)
    named = 0
    for seed, blow in enumerate(blows(content, TIMES)):
        n = seed % ARTICLES
        record = page_of(written, n)
        gone = Gone(article(n), frozenset({article(n)}))
        damaged = struck(content, blow)
        cut = pieces(records(BytesIO(damaged)), at)
        kept = [piece for piece in cut if piece.is_nobodys or not any(map(gone.covers, piece.names))]
        left = b"".join(damaged[piece.offset : piece.end] for piece in kept)
        uncertain = [one for one in records(BytesIO(left)) if isinstance(one, Damage)]
        assert uncertain or record.mark not in inflated(left), (
            f"{blow}: {record.url} is still there, and nobody says so"
        )
        assert content[record.offset : record.end] not in left, f"{blow}: it was not even hit"
        named += bool(uncertain)
        for other in written:
            if not blow.hits(other) and other.url not in (record.url, article(n)):
                assert content[other.offset : other.end] in left, f"{blow}: {other.url} went as well"
    assert 0 < named < TIMES


def test_a_thinned_archive_loses_only_what_may_go(made: tuple[Path, list[Written], bytes]) -> None:
    data, written, content = made
    at = known(data)
    needed = {place.offset for place in at}
    for blow in blows(content, TIMES):
        damaged = struck(content, blow)
        cut = pieces(records(BytesIO(damaged)), at)
        left = b"".join(damaged[p.offset : p.end] for p in cut if p.is_nobodys or p.why or p.place in needed)
        for record in written:
            if record.offset in needed and not blow.hits(record):
                assert content[record.offset : record.end] in left, f"{blow}: {record.url} is needed"
        for piece in cut:
            assert not piece.why or damaged[piece.offset : piece.end] in left, f"{blow}: {piece} may be rescued yet"


@pytest.fixture
def struck_data(made: tuple[Path, list[Written], bytes], tmp_path: Path) -> Iterator[Path]:
    yield shutil.copytree(made[0], tmp_path / "data")


def _few(times: int, quick: int) -> list[object]:
    return [pytest.param(n, marks=() if n < quick else pytest.mark.slow) for n in range(times)]


@pytest.mark.parametrize("seed", _few(60, 6))
def test_forget_and_thinning_of_a_damaged_file(
    made: tuple[Path, list[Written], bytes], struck_data: Path, seed: int
) -> None:
    """The same on disk, with the state: what remains is found by the state, what is damaged is named."""
    data, written, content = struck_data, made[1], made[2]
    blow = blows(content, 60)[seed]
    the_archive(data).write_bytes(struck(content, blow))
    state = State(data / "state" / "state.db")
    n = seed % ARTICLES
    record = page_of(written, n)
    done = forget(state, data, "r", article(n))
    left = traces(data, [done.gone])
    assert not [trace for trace in left if trace.file != the_archive(data).relative_to(data).as_posix()]
    assert record.mark not in inflated(the_archive(data).read_bytes()) or left, blow
    thinned = old_archives(state, data, 90)
    assert all(str(the_archive(data)) in said for said in thinned.trouble)
    assert old_archives(state, data, 90).trouble == (), "it is said once"
    name = the_archive(data).relative_to(data).as_posix()
    kept = {place.names[-1]: place for place in places(state, name)}
    for one in written:
        if one.mark and "/list/" not in one.url and one.url != record.url and not blow.hits(one):
            place = kept[one.url]
            assert archived(data, name, place).body == one.body, blow
    state.close()


def page_of(written: list[Written], n: int) -> Written:
    """The record that holds an article's page."""
    (record,) = (one for one in written if one.mark and one.url == (MOVED if n == REDIRECTED else article(n)))
    return record


def waiting(url: str, archive: str, place: Place) -> WaitingPage:
    return WaitingPage(1, 1, url, SITE, 1, archive, place.offset, fetched=place.fetched, final=place.final)


def bad_disk(path: Path) -> Iterator[WarcRecord]:
    """What reading from a broken disk does."""
    raise OSError(errno.EIO, "Input/output error")


def test_an_archive_that_cannot_be_read_is_named_and_tried_again(
    struck_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state, path = State(struck_data / "state" / "state.db"), the_archive(struck_data)
    with monkeypatch.context() as patch:
        patch.setattr("outputs.archive.reader.scan", bad_disk)
        for _ in range(2):
            (said,) = old_archives(state, struck_data, 90).trouble
            assert said == f"{path} could not be thinned, and is as it was: Input/output error"
        with pytest.raises(OSError, match=rf"{path.name}: Input/output error"):
            forget(state, struck_data, "r", article(1))
    assert forget(state, struck_data, "r", article(1)).pages == 1, "it still knows what is to go"
    assert old_archives(state, struck_data, 90).trouble == ()
    state.close()


def test_a_damaged_manifest_does_not_keep_an_archive_from_being_thinned(struck_data: Path) -> None:
    (manifest,) = struck_data.glob("runs/*/manifest.json")
    manifest.write_text('{"files": [')
    state = State(struck_data / "state" / "state.db")
    assert old_archives(state, struck_data, 90).saved > 0
    state.close()
    assert the_archive(struck_data).name.endswith("-r1.warc.gz")
