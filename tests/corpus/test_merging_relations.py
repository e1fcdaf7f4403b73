"""Merging: what must hold for any copies of any article, on articles and copies drawn at random, in both scripts."""

from __future__ import annotations

import random
import re

import pytest

from outputs.corpus.copies import Copy
from outputs.corpus.merging import merge
from outputs.corpus.merging.folding import folded
from outputs.record_types import Content, Record
from outputs.schema import problems
from tests.corpus.drawn_copies import Passages, copy_of, drawn, spoiled
from tests.corpus.hard_copies import compared

JOINT = "\n\n"
FEW, MANY = range(8), range(1000, 1150)
seeds = pytest.mark.parametrize("seeds", [FEW, pytest.param(MANY, marks=pytest.mark.slow)], ids=["few", "many"])


def lines(record: Record) -> list[str]:
    return [folded(passage) for passage in record["text"].split(JOINT)]


def content(record: Record) -> dict[str, object]:
    return {name: record[name] for name in Content.__annotations__}  # type: ignore[literal-required]


def stands(truth: Passages, copies: list[Copy]) -> set[int]:
    """The passages of the truth that some copy has, as it has them."""
    return {
        n
        for n in range(len(truth))
        if any(n not in compared([text for _, text in truth], c.record, frozenset()).missing for c in copies)
    }


@seeds
def test_no_passage_of_a_whole_copy_is_lost_or_changed_and_hardly_one_doubled(seeds: range) -> None:
    """Copies that only dropped some: each passage that any has is there, as it is.

    Where what two copies share leaves an order open, a line may come twice: of lines of one form, some stand twice in
    the article, too, and to join them would lose one.
    """
    passages = doubled = 0
    for seed in seeds:
        made = drawn(seed, damaged=False)
        whole = {folded(text) for _, text in made.truth}
        there = {line for copy in made.copies for line in lines(copy.record)} & whole
        merged = lines(merge(made.copies))
        assert set(merged) == there, seed
        passages += len(there)
        doubled += len(merged) - len(there)
    assert doubled <= 0.003 * passages, (doubled, passages)


@seeds
@pytest.mark.parametrize("number", [2, 3, pytest.param(5, marks=pytest.mark.slow)])
def test_no_passage_of_a_damaged_copy_is_lost(seeds: range, number: int) -> None:
    lost = true = 0
    for seed in seeds:
        made = drawn(seed, number)
        merged = compared([text for _, text in made.truth], merge(made.copies), frozenset())
        there = stands(made.truth, made.copies)
        lost += len(merged.missing & there)
        true += len(there)
    # A heading in another place, for no copy has both, may be taken for one of its form that is on none.
    assert lost <= 0.01 * true, (lost, true)


@seeds
def test_order_and_repetition_do_not_matter(seeds: range) -> None:
    for seed in seeds:
        made = drawn(seed, 4)
        wanted = merge(made.copies)
        again = random.Random(seed).choices(made.copies, k=3)
        mixed = [*made.copies, *again]
        random.Random(seed).shuffle(mixed)
        assert merge(mixed) == wanted, seed
        by_url = {copy.record["url"]: copy for copy in made.copies}
        assert merge([by_url[copy["url"]] for copy in wanted["copies"]], known=wanted["id"]) == wanted, seed


@seeds
def test_an_exact_copy_of_an_undamaged_one_changes_no_content(seeds: range) -> None:
    for seed in seeds:
        made = drawn(seed)
        rng = random.Random(seed)
        sound = copy_of([p for p in made.truth if rng.random() < 0.9], 8, "Hans", random.Random(1))
        twin = Copy("twin", {**sound.record, "url": "http://twin.example/1.html"})
        copies = [sound, *made.copies[: seed % 4]]
        assert content(merge([*copies, twin])) == content(merge(copies)), seed


@seeds
def test_a_cut_copy_never_shortens(seeds: range) -> None:
    """What two damaged copies have behind the place where a third was cut, within a passage, too."""
    for seed in seeds:
        made = drawn(seed, 2, dropped=0.0)
        rng = random.Random(seed)
        at = rng.randrange(len(made.truth))
        level, text = made.truth[at]
        short: Passages = [*made.truth[:at], (level, text[: rng.randrange(1, len(text) + 1)])]
        if seed % 2:
            short = [(level, spoiled(text, rng)) for level, text in short]
        cut = copy_of(short, rng.choice((-1, 9)), rng.choice(("Hans", "Hant")), rng)
        truth = [text for _, text in made.truth]
        before = compared(truth, merge(made.copies), frozenset())
        after = compared(truth, merge([*made.copies, cut]), frozenset())
        assert not after.missing, seed
        # Nor by a stretch: what was right before is right but for places that the third copy put to the vote.
        assert len(before.right - after.right) <= max(3, 0.03 * len(before.right)), seed
        gone = "".join(
            "x" if (n, k) in before.right - after.right else " " for n, t in enumerate(truth) for k in range(len(t))
        )
        assert "x" * 9 not in gone, seed


@seeds
def test_numbers_are_those_of_some_copy(seeds: range) -> None:
    """Digits are never blended: copies that have other numbers, and some lost, give numbers that one of them has."""
    for seed in seeds:
        rng = random.Random(seed)
        made = drawn(seed, 3, dropped=0.0)

        def other(found: re.Match[str], rng: random.Random = rng) -> str:
            return found[0] if rng.random() < 0.5 else str(rng.randrange(10 ** len(found[0])))

        copies = [
            copy_of([(level, spoiled(re.sub(r"\d+", other, text), rng)) for level, text in made.truth], n, "Hans", rng)
            for n in range(3)
        ]
        known = {number for copy in copies for number in re.findall(r"\d+", folded(copy.record["text"]))}
        merged = set(re.findall(r"\d+", folded(merge(copies)["text"])))
        assert merged <= known, (seed, merged - known)


@seeds
def test_the_record_is_whole(seeds: range) -> None:
    """The schema holds, text and sections say the same, citations and marks stand where they say."""
    for seed in seeds:
        merged = merge(drawn(seed, 2 + seed % 3).copies)
        assert problems(merged) == [], seed
        parts = [p for s in merged["sections"] for p in (s["heading"], *s["paragraphs"]) if p]
        assert merged["text"] == JOINT.join(parts), seed
        for cited in merged["citations"]:
            assert cited["mark"] in merged["sections"][cited["section"]]["paragraphs"][cited["paragraph"]], seed
            numbers = {merged["references"][n]["mark"].strip("[]") for n in cited["references"]}
            assert numbers <= set(re.findall(r"\d+", cited["mark"])), seed
        raws = [folded(reference["raw"]) for reference in merged["references"]]
        assert len(set(raws)) == len(raws), seed
        for lone in merged.get("only_on", ()):
            assert 0 < lone["length"] <= len(merged["text"]) - lone["place"], seed
            assert lone["copy"] < len(merged["copies"]), seed
        for odds in merged.get("disagreements", ()):
            assert odds["field"] != "text" or merged["text"].startswith(odds["chosen"], odds["place"]), seed


def test_a_measure_that_sees_loss_and_doubling() -> None:
    """``compared`` itself: a passage twice is extra, one that stands for another of its form is missing or wrong."""
    truth = ["地 点：经济学院第二教学楼301", "主 席：刘文忻（北京大学经济学院）", "地 点：经济学院第二教学楼302"]
    rng = random.Random(0)

    def seen(*texts: str) -> tuple[int, int, int]:
        found = compared(truth, copy_of([(None, text) for text in texts], 0, "Hans", rng).record, frozenset())
        return len(found.missing), len(found.wrong), found.extra

    assert seen(*truth) == (0, 0, 0)
    assert seen(truth[1], truth[0], truth[2]) == (0, 0, 0)  # order aside
    assert seen(truth[2], truth[1], truth[0]) == (0, 2, 0)  # of lines of one form each has its own place
    assert seen(*truth, truth[2]) == (0, 0, len(truth[2]))
    assert seen(truth[0], truth[1]) == (1, 0, 0)
    assert seen(truth[0], truth[1], truth[0])[1:] == (1, 0)
    assert seen(truth[0] + truth[1], truth[2]) == (0, 0, 0)
