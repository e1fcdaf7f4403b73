"""What recurs on a host's pages is learned, and what only looks like it is not."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from functools import reduce
from pathlib import Path

import pytest

from cleaners import Page
from cleaners.doc import Block
from cleaners.junk.recurring import fingerprint
from outputs.cleaning.boilerplate import FEWEST, LEVELS
from outputs.cleaning.recurrence import Lesson, look
from tests.crawl.runner import articles, check_files, run, scrapy, versions
from tests.mirror import Synthetic, serve

PROMISE = "本站所有文章均来自网络，如有侵权请联系管理员删除。"
TITLES = [f"第{'甲乙丙丁戊己庚辛壬癸'[n % 10]}{'子丑寅卯'[n // 10]}号样地的植被恢复与土壤水分" for n in range(40)]


def page(n: int) -> Page:
    related = "".join(f"<li><a href='/{i}'>{title}</a></li>" for i, title in enumerate(TITLES[:5]))
    text = f"<p>{TITLES[n][1:3]}区的观测表明，含水量逐年上升，{'各月' * (n + 3)}差异显著。</p>" * 3
    html = f"<h1>{TITLES[n]}</h1><h2>一、引言</h2>{text}<p>参考文献</p><p>{PROMISE}</p><ul>{related}</ul>"
    return Page(f"http://a.example/{n}", f"<html><body>{html}</body></html>".encode())


def learn(pages: Iterable[Page]) -> frozenset[str]:
    return reduce(Lesson.seen, map(look, pages), Lesson()).found()


def test_a_line_on_every_page_is_learned_and_labels_and_titles_are_not() -> None:
    found = learn(page(n) for n in range(FEWEST))
    assert fingerprint(Block(PROMISE)) in found
    for kept in ("一、引言", "参考文献", *TITLES[:5]):
        assert fingerprint(Block(kept)) not in found


def test_too_few_pages_teach_nothing() -> None:
    assert learn(page(n) for n in range(4)) == frozenset()


def rows(data: Path, sql: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(data / "state" / "state.db") as db:
        return db.execute(sql).fetchall()


def test_a_host_is_learned_once_there_are_enough_and_every_page_is_emitted_once(tmp_path: Path) -> None:
    with serve([Synthetic(LEVELS[0] + 8), Synthetic(FEWEST + 1), Synthetic(3)]) as hosts:
        assert run(tmp_path, hosts).code == 0
        assert versions(tmp_path) == [(url, 1) for url in articles(hosts)]
        learned = dict(rows(tmp_path, "SELECT name, learned_from FROM hosts"))
        assert LEVELS[0] <= int(str(learned[hosts[0].url.removeprefix("http://")])) <= LEVELS[0] + 8
        assert learned[hosts[1].url.removeprefix("http://")] == FEWEST + 1
        assert learned[hosts[2].url.removeprefix("http://")] == 0
        check_files(tmp_path)


@pytest.mark.slow
def test_more_pages_teach_more_and_the_first_are_cleaned_again(tmp_path: Path) -> None:
    with serve([Synthetic(LEVELS[1] + 5)]) as hosts:
        assert run(tmp_path, hosts, PAGES_PER_RUN=60).code == 0
        first = len(versions(tmp_path))
        assert LEVELS[0] <= int(str(rows(tmp_path, "SELECT learned_from FROM hosts")[0][0])) < LEVELS[1]
        # As if something had been learned from the first pages that more pages do not bear out.
        with sqlite3.connect(tmp_path / "state" / "state.db") as db:
            db.execute("UPDATE hosts SET learned = 'no such block'")
        assert scrapy(tmp_path, "run").code == 0
        assert rows(tmp_path, "SELECT learned_from FROM hosts") == [(LEVELS[1],)]
        again = rows(tmp_path, "SELECT COUNT(*) FROM pages WHERE status = 2")
        assert int(str(again[0][0])) >= first  # the same text: cleaned again and not written again
        assert versions(tmp_path) == [(url, 1) for url in articles(hosts)]
