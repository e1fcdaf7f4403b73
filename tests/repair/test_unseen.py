"""Articles that neither the model was built from nor anything tuned on, damaged with tables of every size and style."""

from __future__ import annotations

import random
import re
from functools import cache

import pytest

from cleaners.repair import repair
from cleaners.repair.gbk_bytes import repair_bytes
from tests.mirror.damage import damage, make_table, raw_gbk, to_kit
from tests.repair.measure import WIDTHS, Score, Width, articles, bands, measure


def test_a_few_tables() -> None:
    score = measure(range(24))
    assert score.harmed == 0 and score.left == 0, score.wrong[:3]
    assert score.right >= 0.999 * score.characters, score


@cache
def four_hundred() -> Score:
    """Two sets of 200 tables, the second never looked at while tuning: a score on one alone moves by some percent."""
    score = measure((*range(200), *range(1000, 1200)))
    print(score)
    return score


@pytest.mark.slow
def test_many_tables() -> None:
    score = four_hundred()
    assert score.sheared >= 600
    assert score.right >= 0.999 * score.characters, score
    assert score.exact >= 0.87 * score.sheared, score
    assert score.harmed == 0, score.wrong[:3]
    assert score.left <= 4, score


@pytest.mark.slow
@pytest.mark.xfail(reason="0.877 measured: swallowed digits, and names and terms that the language model has not seen")
def test_many_tables_reach_the_aim() -> None:
    score = four_hundred()
    assert score.exact >= 0.95 * score.sheared, score


#: The share of sheared paragraphs that comes back exact at least, of pages in each width.
EXACT: dict[Width, float] = {"full": 0.80, "ascii": 0.82, "mixed": 0.80}


@cache
def of_width(width: Width) -> Score:
    """As ``four_hundred``, of one width; the order in which marks are broken is drawn, too."""
    score = measure((*range(200), *range(1000, 1200)), width=width)
    print(width, score)
    return score


@pytest.mark.slow
@pytest.mark.parametrize("width", EXACT)
def test_pages_of_each_width(width: Width) -> None:
    score = of_width(width)
    assert score.sheared >= 400
    assert score.right >= 0.9995 * score.characters, score
    assert score.exact >= EXACT[width] * score.sheared, score
    assert score.harmed == 0, score.wrong[:3]


@pytest.mark.slow
@pytest.mark.parametrize("width", EXACT)
@pytest.mark.xfail(strict=True, reason="81, 85 and 82 % measured; 88, 88 and 87 % on the texts of news")
def test_pages_of_each_width_reach_the_aim(width: Width) -> None:
    score = of_width(width)
    assert score.exact >= 0.87 * score.sheared, score


@pytest.mark.slow
def test_what_is_said_of_how_sure_an_edit_is_was_measured() -> None:
    """Stated against right, in bands, over pages of all widths."""
    stated = [entry for width in EXACT for entry in of_width(width).stated]
    table = bands(stated)
    print(*table, sep="\n")
    sure = [ok for certainty, ok in stated if certainty >= 0.9]
    assert sum(sure) >= 0.97 * len(sure)
    assert sum(sure) >= 0.7 * sum(ok for _, ok in stated)
    assert all(abs(band.stated - band.right) <= 0.1 for band in table), table


@pytest.mark.parametrize("size", [1, 6, 33, 140])
@pytest.mark.parametrize("style", ["toned", "toneless", "space", "mixed"])
def test_raw_gbk_is_exact(size: int, style: str) -> None:
    for number, text in enumerate(articles()):
        rng = random.Random(f"{size} {style} {number}")
        truth = to_kit(text)
        table = make_table(rng, size, style, truth)  # type: ignore[arg-type]
        body = raw_gbk(f"<html><head><title>{truth[:20]}</title></head><body>\n{truth}\n</body></html>", table)
        fixed, edits = repair_bytes(body)
        if len(edits) == 0 and body.count(b"(") - truth.count("(") < 4:
            continue  # a handful of annotations may be anyone's
        assert fixed.decode("gbk") == f"<html><head><title>{truth[:20]}</title></head><body>\n{truth}\n</body></html>"


def test_html_source_is_repaired_around_its_markup() -> None:
    """Tags, scripts and addresses come out as they went in; swallowed tags come back."""
    truth = to_kit(articles()[0]).split("\n")
    source = (
        f'<html><head><title>{truth[0]}</title><meta name="description" content="{truth[2][:120]}">'
        "<script>var a = b?c:d; f(a)</script></head><body><h1>"
        + truth[0]
        + "</h1>\n"
        + "\n".join(f'<p class="x">{line}</p><a href="/s?q=(guan)">{line[:8]}</a>' for line in truth[2:30])
        + "\n</body></html>"
    )
    right = wrong = 0
    for seed in range(8):
        rng = random.Random(seed)
        damaged = damage(source, make_table(rng, 60, "toned", source), rng, breaks=0.5)
        fixed = repair(damaged).text
        tags = re.compile(r"<[a-zA-Z/!][^<>]*>")
        strip = [re.sub('content="[^"]*"', "", tag) for tag in tags.findall(source)]
        assert [re.sub('content="[^"]*"', "", tag) for tag in tags.findall(fixed)] == strip
        assert "<script>var a = b?c:d; f(a)</script>" in fixed
        for was, came in zip(source.split("\n"), fixed.split("\n"), strict=True):
            same = was.translate(WIDTHS) == came.translate(WIDTHS)
            right, wrong = right + same, wrong + (not same)
    assert wrong <= 0.05 * right


def test_every_edit_stands_in_the_given_text_and_gives_the_outcome() -> None:
    from cleaners.repair.edits import apply

    rng = random.Random(3)
    truth = to_kit(articles()[1])
    damaged = damage(truth, make_table(rng, 60, "mixed", truth), rng)
    result = repair(damaged)
    assert result.edits and apply(damaged, result.edits) == result.text
    assert all(damaged.startswith(edit.before, edit.where) for edit in result.edits)
    assert all(0 <= edit.sure <= 1 for edit in result.edits)
    assert sorted(result.edits, key=lambda edit: edit.where) == list(result.edits)


@pytest.mark.parametrize("number", range(6))
def test_repairing_again_changes_nothing(number: int) -> None:
    rng = random.Random(number)
    truth = to_kit(articles()[number])
    damaged = damage(truth, make_table(rng, 33, "mixed", truth), rng, pua=("keep", "drop")[number % 2])  # type: ignore[arg-type]
    once = repair(damaged).text
    assert repair(once).text == once


def test_sites_that_drop_a_lost_byte_without_a_sign() -> None:
    rng = random.Random(5)
    truth = to_kit(articles()[2])
    table = make_table(rng, 60, "toned", truth)
    damaged = damage(truth, table, rng, breaks=0.0, lost="silent")
    rows = zip(truth.split("\n"), repair(damaged).text.split("\n"), strict=True)
    outcome = [was == came for was, came in rows]
    assert sum(outcome) >= 0.95 * len(outcome)
