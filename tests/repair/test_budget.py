"""What a page's repair may cost, in steps: texts made to be expensive come to an end, as they stand and on record."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from cleaners import Page, clean
from cleaners.budget import Budget, budget_of
from cleaners.decode import decode
from cleaners.file_types import binary
from cleaners.repair import UNDECIDED, repair
from outputs.record import to_record
from tests.compare.pages import FOLDERS, OWN, gather
from tests.conftest import ROOT
from tests.repair.expensive import SHAPES, SHEARED, expensive

#: Of its budget, what a text takes at most beyond it: the token that it ended in is looked at to its end. By hand.
BEYOND = 0.1
#: Steps that one token takes at most, by hand: the worst of these shapes takes 12 000.
A_TOKEN = 30_000
#: More than any text of these tests takes.
PLENTY = 10**10
DAMAGED = "面對面、實打?qū)嵶龊眯滦蝿菹氯罕姽ぷ?/h1>"


@pytest.mark.parametrize("shape", SHAPES)
def test_no_more_than_a_small_budget_is_taken(shape: str) -> None:
    """However small: the text stands where nothing could be read, and all that stayed damaged is counted."""
    text, budget = expensive(shape, 200), Budget(5_000)
    done = repair(text, budget)
    assert 0 < budget.taken <= budget.steps + A_TOKEN
    assert (done.unread > 0) == budget.ended


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
def test_the_steps_of_a_text_made_to_be_expensive_are_bounded(shape: str) -> None:
    text = expensive(shape, 1_000)
    budget = budget_of(text)
    done = repair(text, budget)
    assert 0 < budget.taken <= (1 + BEYOND) * budget.steps
    assert (done.unread > 0) == budget.ended


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_text_takes_twice_the_steps_at_most(shape: str) -> None:
    short, long = Budget(PLENTY), Budget(PLENTY)
    text = expensive(shape, 40)
    repair(text, short)
    repair(f"{text}\n{text}", long)
    assert long.taken <= 2.5 * short.taken


@pytest.mark.parametrize("lines", [1, 3, 6])
def test_what_the_budget_does_not_reach_stays_as_it_stands(lines: int) -> None:
    """The lines before are repaired, those behind keep each character, and their length is told."""
    text = "\n".join([f"打?qū)嵶龊眯滦蝿菹氯罕姽ぷ?，{number}" for number in range(8)])
    whole = [repair(line, Budget(PLENTY)).text for line in text.split("\n")]
    full = Budget(PLENTY)
    repair(text, full)
    done = repair(text, Budget(full.taken * lines // 16))
    kept = [line for line, was in zip(done.text.split("\n"), text.split("\n"), strict=True) if line == was]
    assert kept == text.split("\n")[-len(kept) :]
    assert done.unread == sum(map(len, kept))
    assert len(whole) == 8 and UNDECIDED not in done.text


def test_no_half_of_a_line_is_repaired() -> None:
    text = expensive("a break behind each character", 40)
    takes = Budget(PLENTY)
    repair(text, takes)
    for share in (0.1, 0.3, 0.5):
        done = repair(text, Budget(int(takes.taken * share)))
        assert (done.text, done.edits, done.unread) == (text, (), len(text)), share


@pytest.mark.parametrize(
    "text", [DAMAGED, expensive("lines of nothing else", 100), "真的嗎??會(huì)議，f(x)", "關(guān)係" * 9]
)
def test_within_its_budget_a_text_comes_out_the_same_with_ten_times_as_much(text: str) -> None:
    one, ten = budget_of(text), Budget(10 * budget_of(text).steps)
    assert repair(text, one) == repair(text, ten) == repair(text)
    assert not one.ended and one.taken == ten.taken


def test_steps_are_the_same_after_any_other_page() -> None:
    """What the process remembers of pages before is paid for again."""
    taken = []
    for before in ("", expensive("a lost insertion behind each", 60), DAMAGED * 3):
        repair(before)
        budget = Budget(PLENTY)
        repair(DAMAGED, budget)
        taken.append(budget.taken)
    assert all(one == other for one, other in pairwise(taken))


@pytest.mark.parametrize("text", ["", "真的嗎?", "研究表明，分詞是第一步。" * 50, "A?b:c" * 100, "<p>" * 300])
def test_sound_text_takes_no_step(text: str) -> None:
    budget = budget_of(text)
    assert repair(text, budget).unread == budget.taken == 0


@pytest.mark.slow
def test_a_record_says_how_much_was_left() -> None:
    spent = expensive("a break behind each character", 900)
    page = Page("https://mirror.example/1", f"<h1>浅说分词</h1><p>分词是第一步。</p><p>{spent}</p>".encode())
    article = clean(page)
    quality = to_record(article, page)["quality"]
    assert article.unread == quality["unread"] >= len(spent)
    assert spent[-300:] in article.text or any(spent[-300:] in removal.text for removal in article.removed)
    assert not article.verdict.is_article or any("left as they stand" in reason for reason in quality["reasons"])


@pytest.mark.parametrize("body", [DAMAGED, f"<p>{SHEARED}龊眯滦蝿菹", "分词是第一步，后面的都要靠它。" * 9])
def test_a_record_of_a_page_within_its_budget_says_nothing_of_it(body: str) -> None:
    page = Page("https://mirror.example/1", f"<h1>浅说分词</h1><p>{body}".encode())
    quality = to_record(clean(page), page)["quality"]
    assert "unread" not in quality and not any("left as they stand" in reason for reason in quality["reasons"])


@pytest.mark.slow
def test_no_page_at_hand_meets_its_budget(shared: Path) -> None:
    """Neither the real ones, nor the cases, the golden pages and the mirrors: each has two fifths as much left."""
    samples, _ = gather([folder for folder in FOLDERS if folder != OWN], shared, ())
    met = []
    for sample in samples:
        if not binary(sample.page.body):
            text = decode(sample.page).text
            budget = budget_of(text)
            repair(text, budget)
            if 1.4 * budget.taken > budget.steps:
                met.append((sample.name, budget.taken, budget.steps))
    assert len(samples) > 300 and (ROOT / "tests/mirror").is_dir()
    assert met == []
