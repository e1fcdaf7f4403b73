"""The list of takedowns: what is on it stays, whatever happens to the file or to the state."""

from __future__ import annotations

from pathlib import Path

import pytest

from outputs.run import Options, Run
from outputs.state import takedowns
from outputs.state.database import State, StateError
from outputs.takedown import takedown_list
from outputs.takedown.takedown_list import Takedown

WHOLE = b'{"what":"a.example","at":"1970-01-01T00:01:00Z"}\n'
A = Takedown("a.example", 60.0)
B = Takedown("http://b.example/1", 120.0)


def test_what_is_added_is_read_and_added_once(tmp_path: Path) -> None:
    assert takedown_list.read(tmp_path) == []
    for taken in (A, B, A):
        takedown_list.add(tmp_path, taken.what, taken.at)
    assert takedown_list.read(tmp_path) == [A, B]
    assert takedown_list.path_of(tmp_path).read_bytes().startswith(WHOLE)


@pytest.mark.parametrize("cut", range(1, len(WHOLE)))
def test_a_line_cut_short_anywhere_is_mended_by_the_next(tmp_path: Path, cut: int) -> None:
    takedown_list.path_of(tmp_path).write_bytes(WHOLE + WHOLE.replace(b"a.", b"c.")[:cut])
    said = [A, Takedown("c.example", 60.0)] if cut == len(WHOLE) - 1 else [A]
    assert takedown_list.read(tmp_path) == said
    takedown_list.add(tmp_path, B.what, B.at)
    assert takedown_list.read(tmp_path) == [*said, B]
    assert takedown_list.path_of(tmp_path).read_bytes().count(b"\n") == len(said) + 1


@pytest.mark.parametrize(
    "damaged", [b"{\n", b"\n", b"[]\n", b'{"what":3,"at":"1970-01-01"}\n', b'\xff"\n', b'{"what":"a"}\n']
)
def test_a_damaged_line_is_named_and_nothing_starts(tmp_path: Path, damaged: bytes) -> None:
    path = takedown_list.path_of(tmp_path)
    path.write_bytes(WHOLE + damaged + WHOLE)
    for start in (
        lambda: takedown_list.covered(tmp_path),
        lambda: takedown_list.add(tmp_path, B.what, B.at),
        lambda: Run(Options(tmp_path), "takedown"),
    ):
        with pytest.raises(StateError, match=f"{path}:2 is damaged"):
            start()
    assert path.read_bytes() == WHOLE + damaged + WHOLE


def test_what_an_older_version_took_down_is_taken_over_at_the_start_of_a_run(tmp_path: Path) -> None:
    state = State(tmp_path / "state" / "state.db")
    takedowns.never_again(state, A.what)
    state.close()
    for _ in range(2):
        run = Run(Options(tmp_path), "takedown")
        assert run.takedowns.cover("http://www.a.example/1")
        run.close()
        run.finish(0)
        assert [taken.what for taken in takedown_list.read(tmp_path)] == [A.what]


def test_what_the_list_alone_knows_the_state_is_told(tmp_path: Path) -> None:
    takedown_list.path_of(tmp_path).write_bytes(WHOLE[:-1])  # killed while it was written, but for its end
    state = State(tmp_path / "state" / "state.db")
    assert takedown_list.reconcile(state, tmp_path).cover("http://a.example/")
    assert list(takedowns.forgotten_since(state)) == [A.what]
    assert takedown_list.path_of(tmp_path).read_bytes() == WHOLE
    state.close()
