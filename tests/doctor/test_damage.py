"""A damaged state is named with the way out, at whatever moment the damage is met, and in one plain line."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from outputs.doctor.examine import alone
from outputs.lock import Locked
from outputs.state import pages, runs, takedowns
from outputs.state.database import DamagedState, State, backup
from outputs.state.revisit import seen_again
from outputs.state.urls import claim
from tests.crawl.runner import scrapy

SLOW = pytest.mark.slow


def noise_after_the_first_page(data: Path) -> Path:
    """Overwrite every page of the database but the first, which says what it is."""
    path = data / "state" / "state.db"
    with path.open("r+b") as stream:
        stream.seek(4096)
        stream.write(b"\xa5" * (os.fstat(stream.fileno()).st_size - 4096))
    return path


@pytest.mark.parametrize(
    "ask",
    [
        lambda state, _: pages.waiting(state),
        lambda state, _: runs.known_sites(state),
        lambda state, _: runs.begin(state, "x", 1.0, "crawl"),
        lambda state, _: claim(state, 1, 1e10, seen_again(1e10, all_due=True), 9),
        lambda state, _: takedowns.never_again(state, "a.example"),
        lambda state, data: backup(state, data / "copy.db"),
    ],
)
def test_damage_that_is_met_in_the_middle_names_file_and_way_out(
    data: Path, ask: Callable[[State, Path], object]
) -> None:
    state = State(data / "state" / "state.db")
    path = noise_after_the_first_page(data)
    state.db.execute("PRAGMA cache_size = 0")
    with pytest.raises(DamagedState, match=r"state\.db is damaged.*jingkan doctor --rebuild.*jingkan backup") as told:
        ask(state, data)
    assert str(told.value).count(str(path)) == 1
    assert not (data / "copy.db").exists()
    state.close()


@SLOW
@pytest.mark.parametrize("args", [["run"], ["crawl", "demo"], ["forget", "a.example"]])
def test_a_command_on_a_damaged_state_says_so_in_one_line(data: Path, args: list[str]) -> None:
    path = noise_after_the_first_page(data)
    done = scrapy(data, *args, LOG_ENABLED=0)
    assert done.code == 1 and "Traceback" not in done.out, done.out
    (told,) = done.out.splitlines()
    assert f"{path} is damaged" in told and "`jingkan doctor --rebuild`" in told


def test_the_doctor_and_a_run_keep_out_of_each_others_way(data: Path) -> None:
    with alone(data), pytest.raises(Locked), alone(data):
        pass


@SLOW
def test_the_doctor_says_what_is_wrong_with_its_exit_code(data: Path) -> None:
    sound = scrapy(data, "doctor")
    assert (sound.code, sound.out.strip()) == (0, "Sound: state, shards, archives, manifests and takedowns agree.")
    with alone(data):
        locked = scrapy(data, "doctor", "--rebuild")
        assert locked.code == 75 and locked.out.startswith("A run is on: "), locked.out
    next(data.glob("s/records-*")).unlink()
    ill = scrapy(data, "doctor")
    assert ill.code == 1 and "is missing, with" in ill.out and "Traceback" not in ill.out
