"""The loop itself, and a bounded part of what ``make fuzz`` does: by count and by seed, never by the clock."""

from __future__ import annotations

import random
from collections.abc import Hashable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz import run
from tests.fuzz.checks import DoesNotHold, holds
from tests.fuzz.finding import Finding, broken, smaller
from tests.fuzz.mutations import CONTROLS, DAMAGE, ENTITIES, LONGEST, MARKUP, MUTATIONS, NUMBERS, Mutation, mutated
from tests.fuzz.targets import TARGETS, Target

SMALL = [target for target in TARGETS.values() if not target.whole]
#: Inputs of each small target, and whole pages: what takes about a minute of a processor together, November 2026.
INPUTS, PAGES = 1500, 700
#: Inputs in the quick tests.
FEW = 25

_PIECES = [piece.encode() if isinstance(piece, str) else piece for piece in (*CONTROLS, *DAMAGE, *ENTITIES, *NUMBERS)]
_INPUTS = st.lists(st.sampled_from([*_PIECES, *MARKUP]) | st.binary(max_size=12), max_size=8).map(b"".join)


def planted(data: bytes) -> Hashable:
    """Breaks at a closing tag behind a zero byte."""
    if b"\x00" in data and b"</" in data[data.index(b"\x00") :]:
        raise KeyError(data)
    return len(data) // 100


PLANTED = Target("planted", planted, lambda: (b"<p>one</p>" * 9,))


@pytest.mark.parametrize("target", SMALL, ids=lambda target: target.name)
def test_a_few_inputs_hold(target: Target) -> None:
    assert run.fuzz(target, FEW, seed=17).findings == {}


@pytest.mark.parametrize("target", SMALL, ids=lambda target: target.name)
@given(data=_INPUTS)
@settings(max_examples=FEW)
def test_what_hypothesis_puts_together_holds(target: Target, data: bytes) -> None:
    target.check(data)


@pytest.mark.slow
@pytest.mark.parametrize("target", TARGETS.values(), ids=lambda target: target.name)
def test_many_inputs_hold(target: Target) -> None:
    tally = run.fuzz(target, PAGES if target.whole else INPUTS, seed=1)
    assert tally.findings == {}
    assert len(tally.shapes) > 1, "all inputs gave the same kind of answer"


@pytest.mark.parametrize("target", TARGETS.values(), ids=lambda target: target.name)
def test_what_is_not_changed_holds(target: Target) -> None:
    every = target.seeds()
    for data in random.Random(1).sample(every, min(3, len(every))):
        assert broken(target.check, data) == ""


def test_a_fault_is_found_and_made_small() -> None:
    (found,) = run.fuzz(PLANTED, 3000, seed=1).findings.values()
    assert found.says == "KeyError in tests/fuzz/test_fuzz.py, planted"
    assert found.data == b"\x00</"


def test_a_relation_that_does_not_hold_is_named() -> None:
    assert broken(lambda data: holds(len(data) < 3, "no input is long"), b"abc") == "no input is long"
    assert broken(lambda data: holds(len(data) < 3, "no input is long"), b"ab") == ""
    with pytest.raises(DoesNotHold):
        holds("", "a text is not empty")


def test_an_input_stays_as_it_is_where_nothing_can_be_left_out() -> None:
    data = bytes(range(40))
    assert smaller(lambda given: holds(given != data, "it is another"), data, "it is another") == data


def test_the_same_seed_draws_the_same_and_another_another() -> None:
    one, again, other = (run.fuzz(PLANTED, 200, seed).shapes for seed in (1, 1, 2))
    assert one == again != other


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.__name__)
@pytest.mark.parametrize("data", [b"", b"<", b"\xe7\xbd", b"<p>\xe7\x94\xb2<b>2024</b></p>\n<br>"])
def test_a_mutation_takes_anything(mutation: Mutation, data: bytes) -> None:
    for seed in range(20):
        assert isinstance(mutation(data, random.Random(seed)), bytes)


def test_what_is_changed_is_bounded_and_mostly_another() -> None:
    data = max(TARGETS["clean"].seeds(), key=len)
    assert len({data, *(mutated(data, random.Random(seed)) for seed in range(100))}) > 80
    assert max(len(mutated(data * 3, random.Random(seed))) for seed in range(100)) == LONGEST


def test_a_finding_is_kept_whatever_its_bytes(tmp_path: Path) -> None:
    for data in (b"", "甲\x00\x9b".encode(), b"\xff\xfe", bytes(range(256))):
        found = Finding("clean", "what broke", data)
        assert Finding.read(found.write(tmp_path)) == found


def test_every_input_is_counted_once() -> None:
    drawn = list(run.pieces(TARGETS, 100_000, 3500, seed=5))
    assert sum(count for name, count, _ in drawn if not TARGETS[name].whole) >= 100_000
    assert sum(count for name, count, _ in drawn if TARGETS[name].whole) == 3500
    assert len({(name, seed) for name, _, seed in drawn}) == len(drawn)


def test_a_corpus_is_kept_each_input_once_and_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "KEPT", 3)
    run.keep(tmp_path / "c", [b"a", b"b", b"a"])
    run.keep(tmp_path / "c", [b"c", b"d"])
    assert sorted(path.read_bytes() for path in (tmp_path / "c").iterdir()) == [b"a", b"b", b"c"]


@pytest.mark.slow
def test_the_command_counts_writes_and_ends_with_a_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In processes of its own; jsonl and links take the least time."""
    assert run.main(["jsonl", "links", "--small", "200", "--folder", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "200 inputs, 0 findings"
    assert any((tmp_path / "corpus" / "jsonl").iterdir())
    assert not list(tmp_path.glob("*.last")), "what a process was at is gone where it came to its end"
