"""`reclean --diff`: what it says is what `reclean` then does, and it writes nothing."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outputs import jsonl
from outputs.cleaning.batch import Batch, Limits
from outputs.cleaning.comparison import EXAMPLES, FORM, SHOWN, Comparison, Saved, changed_fields, example, readable
from outputs.cleaning.orders import ToTheEnd
from outputs.cleaning.process import Cleaning
from outputs.cleaning.reclean import enqueue
from outputs.cleaning.trial import Outcome, _Compared, try_out
from outputs.cleaning.workers import Cleaned, Task, text_hash
from outputs.lock import Lock
from outputs.state.database import State, StateError
from outputs.state.pages import KnownArticle, WaitingPage
from outputs.state.runs import begin
from outputs.state.status import PageStatus
from tests.conftest import HUNG, ROOT, wait_for
from tests.crawl.conftest import Visit
from tests.crawl.runner import command, crawled_mirror, records, scrapy

TEXT = "班级图书角是山区小学最容易办成、也最容易荒废的阅读设施。本文跟踪记录了六所小学两个学期的借阅登记簿。"
MORE = "登记簿显示，开学后的三周是借阅的高峰，此后逐周下降，到期中考试前后几乎停止。教师的解释是课业加重。"
PAGE = "<html><head><title>{0}</title></head><body>{1}<h1>{0}</h1><p>{2}</p><p>{3}</p>{4}</body></html>"
BEFORE, AFTER = '{"drop": [".old"]}', '{"drop": [".new"]}'


def page(title: str, around: str = "", more: str = "") -> bytes:
    """An article, all of it in an element of a class, or with more text behind it."""
    opened, closed = (f'<div class="{around}">', "</div>") if around else ("", "")
    return PAGE.format(title, opened, TEXT, MORE, more + closed).encode()


def clean(state: State, data: Path, run: str = "r") -> None:
    Cleaning(Batch(state, data, run, Limits()), data, 1).run(ToTheEnd())


def set_rules(state: State, rules: str) -> None:
    with state.transaction() as db:
        db.execute("UPDATE sites SET rules = ?", (rules,))


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def newest(data: Path) -> dict[str, dict[str, object]]:
    """URL → its last record."""
    found = [line for path in sorted(data.glob("*/records*.jsonl")) for line in jsonl.read(path)]
    return {str(line["url"]): line for line in sorted(found, key=lambda line: int(str(line["version"])))}


def urls(outcome: Outcome, kind: str) -> list[str]:
    return [named["url"].rpartition("/")[2] for named in outcome.named.get(kind, [])]  # type: ignore[call-overload]


def test_it_says_what_reclean_then_does_and_writes_nothing(tmp_path: Path, state: State, visit: Visit) -> None:
    """Other rules for the site stand for another cleaner: both decide what a record is."""
    set_rules(state, BEFORE)
    visit("/same", page("山区小学图书角的借阅规律"))
    visit("/less", page("县级图书馆的轮换制度", more=f'<p class="new">{TEXT[::-1]}\x1b</p>'))
    visit("/more", page("乡镇邮路与小书箱", more=f'<p class="old">{MORE[::-1]}</p>'))
    visit("/gained", page("孩子们为什么不再借书", "old"))
    visit("/lost", page("学期末的登记簿", "new"))
    visit(
        "/none", b"<html><title>404</title><p>\xe9\xa1\xb5\xe9\x9d\xa2\xe4\xb8\x8d\xe5\xad\x98\xe5\x9c\xa8</p></html>"
    )
    clean(state, tmp_path)
    set_rules(state, AFTER)
    visit("/waiting", page("还没有清洗的文章"))

    before, told = contents(tmp_path), list[tuple[int, int]]()
    outcome = try_out(tmp_path, 1, True, lambda done, of: told.append((done, of)))
    assert contents(tmp_path) == before
    assert told[-1] == (6, 6) and told == sorted(told)
    assert outcome.pages == {
        "changed": 2, "same": 1, "added": 1, "rejected": 1, "none": 1, "failed": 0, "missing": 0,
    }  # fmt: skip
    assert outcome.left_waiting == 1
    assert (urls(outcome, "added"), urls(outcome, "rejected")) == (["gained"], ["lost"])

    old = newest(tmp_path)
    begin(state, "again", 2.0, "reclean")
    assert enqueue(state, "again", everything=True) == 6
    clean(state, tmp_path, "again")
    now = newest(tmp_path)
    new = {url for url in now if now[url]["version"] != old.get(url, {}).get("version")}
    done = {url: changed_fields(old[url], now[url]) for url in new & old.keys()}
    assert sorted(url.rpartition("/")[2] for url in done) == ["less", "more"]
    assert {url.rpartition("/")[2] for url in new - old.keys()} == {"gained", "waiting"}
    assert {name: found["records"] for name, found in outcome.fields.items()} == {
        name: sum(name in fields for fields in done.values()) for fields in done.values() for name in fields
    }
    for name, found in outcome.fields.items():
        for each in found["examples"]:
            assert (each["before"], each["after"]) == example(old[each["url"]].get(name), now[each["url"]].get(name))

    said = list(outcome.lines())
    assert all(line.isprintable() for line in said) and any(line == "text: 2 records" for line in said)
    assert json.loads(outcome.json())["fields"]["text"]["records"] == 2
    again = try_out(tmp_path, 1)
    assert again.pages["changed"] == 0 and sum(again.pages.values()) == 0, "this very cleaner has cleaned all of it"


def task(version: int) -> Task:
    known = KnownArticle(version, "clean", "", "题", "", "url:1") if version else None
    return Task(WaitingPage(1, 1, "http://a.example/1", "s", 1, "s/archive/a.warc.gz", 0, article=known), "trial")


def cleaned(record: dict[str, object]) -> Cleaned:
    return Cleaned(jsonl.line(record), verdict="clean", title="题", text_hash=text_hash(record))  # type: ignore[arg-type]


def test_of_a_page_that_is_cleaned_twice_the_last_outcome_counts(tmp_path: Path, state: State) -> None:
    """As where what was learned of its host is put aside meanwhile: the trial's first version is then the known one."""
    saved = {"id": "url:1", "url": "http://a.example/1", "version": 1, "title": "旧"}
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "records-1.jsonl").write_bytes(jsonl.line(saved))
    folder = tmp_path / "trial"
    batch = _Compared(state, tmp_path, folder, lambda done: None)
    seen = batch.comparison
    batch.emit(task(1), cleaned(saved | {"title": "新"}))
    assert seen.outcomes == {"http://a.example/1": ("changed", ("title",))}
    batch.same(task(2), cleaned(saved | {"title": "新"}))
    assert seen.count("changed") == 1
    batch.emit(task(2), cleaned(saved | {"title": "更新"}))
    assert [each["after"] for each in seen.fields()["title"]["examples"]] == ["更新"]
    batch.emit(task(3), cleaned(saved))
    assert (seen.count("same"), seen.fields()) == (1, {})
    batch.reject(task(4), Cleaned(verdict="list"), PageStatus.REJECTED, "verdict list")
    assert (seen.count("rejected"), seen.count("same")) == (1, 0)
    batch.emit(task(4), cleaned(saved | {"year": "2020"}))
    assert (seen.count("rejected"), seen.named["rejected"], list(seen.fields())) == (0, [], ["year"])


def test_a_record_that_is_not_there_is_said_to_be_missing(tmp_path: Path, state: State) -> None:
    batch = _Compared(state, tmp_path / "nothing", tmp_path / "trial", lambda done: None)
    batch.emit(task(3), cleaned({"id": "url:1", "url": "http://a.example/1", "title": "新"}))
    assert batch.comparison.count("missing") == 1 and "version 3" in batch.comparison.named["missing"][0]["said"]


def test_the_record_of_the_version_that_is_asked_for_is_found(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    lines = [{"id": "i", "url": f"u{n % 3}", "version": n // 3 + 1, "title": "题" * n} for n in range(9)]
    (tmp_path / "s" / "records-1.jsonl").write_bytes(b"".join(jsonl.line(line) for line in lines[:5]))
    (tmp_path / "s" / "records-2.jsonl").write_bytes(b"".join(jsonl.line(line) for line in lines[5:]))
    saved = Saved(tmp_path)
    assert [saved.record(f"u{n}", 3) for n in range(3)] == lines[6:]
    assert saved.record("u0", 2) is None and saved.record("u0", 4) is None and saved.record("u9", 1) is None


def test_examples_are_few_and_counts_are_not() -> None:
    seen = Comparison()
    for n in range(EXAMPLES + 5):
        seen.changed(f"u{n}", {"title": "旧"}, {"title": "新"})
        seen.other(f"a{n}", "added", "题")
    assert (seen.fields()["title"]["records"], len(seen.fields()["title"]["examples"])) == (EXAMPLES + 5, EXAMPLES)
    assert (seen.count("added"), len(seen.named["added"])) == (EXAMPLES + 5, EXAMPLES)


def test_a_record_in_another_form_alone_is_told_apart() -> None:
    assert changed_fields({"title": "题"}, {"title": "题", "biographies": []}) == (FORM,)


VALUES = st.recursive(st.text(max_size=80), lambda inner: st.lists(inner, max_size=3), max_leaves=5)


@settings(max_examples=50)
@given(VALUES, VALUES, st.text(max_size=80))
def test_an_example_is_short_readable_and_shows_the_difference(saved: object, now: object, common: str) -> None:
    for one, other in ((saved, now), (common + readable(saved), common + readable(now))):
        shown = example(one, other)
        assert all(len(text) <= SHOWN + 2 for text in shown)
        assert not any(char < " " or "\x7f" <= char < "\xa0" for char in "".join(shown))
        assert (shown[0] != shown[1]) == (readable(one) != readable(other))


def test_without_a_state_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="there is no state under"):
        try_out(tmp_path, 1)
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "records-1.jsonl").touch()
    with pytest.raises(StateError, match=r"is missing, and .* holds records"):
        try_out(tmp_path, 1)
    assert sorted(contents(tmp_path)) == ["s/records-1.jsonl"]


@pytest.mark.slow
def test_the_command_leaves_every_byte_as_it_was(tmp_path: Path) -> None:
    """But for the two lock files, which are there, and empty, after every run."""
    data, temporary = tmp_path / "data", tmp_path / "tmp"
    temporary.mkdir()
    with crawled_mirror(data):
        pass
    before = contents(data)
    env = {"TMPDIR": str(temporary)}
    ran = scrapy(data, "reclean", "--diff", "--all", env=env)
    assert ran.code == 0 and "4 records stay as they are" in ran.out, ran.out
    assert contents(data) == before and not list(temporary.iterdir())

    # A saved record that says something else: what is on disk is what is compared with.
    [shard] = data.glob("*/records-*.jsonl")
    lines = [dict(line) for line in jsonl.read(shard)]
    shutil.copytree(data, tmp_path / "edited")
    lines[0] |= {"title": "另一个题目\x1b[31m", "year": "1066"}
    (tmp_path / "edited" / shard.relative_to(data)).write_bytes(b"".join(map(jsonl.line, lines)))
    with State(tmp_path / "edited" / "state" / "state.db").transaction() as db:
        db.execute("UPDATE articles SET text_hash = '' WHERE record = ?", (lines[0]["id"],))
    ran = scrapy(tmp_path / "edited", "reclean", "--diff", "--all", "--json", env=env)
    told = json.loads(ran.out)
    assert (ran.code, told["pages"]["changed"], told["pages"]["same"]) == (0, 1, 3)
    assert {name: found["records"] for name, found in told["fields"].items()} == {"title": 1, "year": 1}
    [shown] = told["fields"]["title"]["examples"]
    assert shown["before"] == "另一个题目<1B>[31m" and shown["after"] == records(data)[0]["title"]

    with Lock(data / "state" / "run.lock").wait(0):
        ran = scrapy(data, "reclean", "--diff")
        assert ran.code == 75 and "A run is on" in ran.out
    shard.write_bytes(shard.read_bytes()[:-20])
    with State(data / "state" / "state.db").transaction() as db:
        db.execute("UPDATE articles SET text_hash = ''")
    ran = scrapy(data, "reclean", "--diff", "--all")
    assert (
        ran.code == 1 and "The comparison stopped:" in ran.out and str(shard) in ran.out and "Traceback" not in ran.out
    )


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_ended_midway_it_leaves_the_data_as_it_was(tmp_path: Path, number: signal.Signals, code: int) -> None:
    """A kill leaves the copy of the state among temporary files, and who held them in the locks, which are free."""
    data, temporary = tmp_path / "data", tmp_path / "tmp"
    temporary.mkdir()
    with crawled_mirror(data):
        pass
    before = contents(data)
    env = os.environ | {"TMPDIR": str(temporary)}
    trial = subprocess.Popen(command(data, "reclean", "--diff", "--all"), cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
    wait_for(lambda: trial.poll() is not None or any(temporary.glob("*/state/state.db")))
    assert trial.poll() is None
    trial.send_signal(number)
    assert trial.wait(HUNG) == code
    assert bool(list(temporary.iterdir())) == (number is signal.SIGKILL)
    locks = {"state/run.lock", "state/cleaning.lock"} if number is signal.SIGKILL else set()
    after = contents(data)
    assert {name for name in before | after if before.get(name) != after.get(name)} <= locks
    again = scrapy(data, "reclean", "--diff", "--all")
    assert again.code == 0 and "4 records stay as they are" in again.out and contents(data) == before
