"""The file that a crawl hands to those who clean its archive elsewhere: it says what the state says, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from outputs import jsonl
from outputs.cluster.rules_file import Known, RulesError, name_of, read, write
from outputs.state import pages
from outputs.state.database import State
from outputs.state.status import PageStatus
from tests.crawl.conftest import site_state


def written(state: State, data: Path) -> Path:
    write(data / "rules.json", state)
    return data / "rules.json"


def test_what_is_read_is_what_the_state_would_have_cleaned(state: State, crawled: Path) -> None:
    names = pages.archives(state)
    known = read(written(state, crawled), [name_of(name) for name in names])
    waiting = [page for name in names for page in pages.counting(state, name)]
    listed = [each.page for held in known.archives.values() for each in held]
    assert [(page.url, page.archive, page.place, page.opt_out, page.site) for page in listed] == [
        (page.url, page.archive, page.place, page.opt_out, page.site) for page in waiting
    ]
    assert len({page.url for page in listed}) == len(listed), "a page that was fetched twice is cleaned once"
    assert known.hosts["a.example"].learned and {each.learned for held in known.archives.values() for each in held} == {
        known.hosts["a.example"].learned
    }
    assert [page.url for page in listed if page.article], "what was taken over is told by its article"


def test_as_many_pages_are_listed_as_are_put_up_to_be_cleaned_again(state: State, crawled: Path) -> None:
    counted = write(crawled / "rules.json", state)
    assert counted.pages == pages.enqueue(state, "again", "", everything=True)


def test_only_the_archives_asked_for_are_kept(state: State, crawled: Path) -> None:
    path = written(state, crawled)
    assert read(path).archives == {} and read(path, ["another.warc.gz"]).archives == {}
    assert read(path).hosts and read(path).cleaner


def test_what_waits_is_listed_and_what_was_taken_down_is_not(state: State, crawled: Path) -> None:
    """``reclean`` cleans what waits, too: else such an article would have no record."""
    before = write(crawled / "a.json", state).pages
    with state.transaction() as db:
        db.execute(f"UPDATE pages SET status = {PageStatus.WAITING} WHERE id = (SELECT MAX(id) FROM pages)")
    assert write(crawled / "b.json", state).pages == before
    with state.transaction() as db:
        db.execute(f"UPDATE pages SET status = {PageStatus.FORGOTTEN} WHERE id = (SELECT MAX(id) FROM pages)")
    assert write(crawled / "b.json", state).pages == before - 1


def last_line(text: bytes) -> bytes:
    return text.splitlines(keepends=True)[-1]


HURT: dict[str, Callable[[bytes], bytes]] = {
    "no head": lambda text: text.partition(b"\n")[2],
    "no end": lambda text: text.removesuffix(last_line(text)),
    "a torn line": lambda text: text[: len(text) // 2],
    "a line twice": lambda text: text + last_line(text),
    "another form": lambda text: text.replace(b'"jingkan_rules":2', b'"jingkan_rules":1'),
    "no line of what was taken down": lambda text: text.replace(b'{"taken_down":[]}\n', b""),
    "a line less": lambda text: b"".join(text.splitlines(keepends=True)[:1] + text.splitlines(keepends=True)[2:]),
    "a line of no kind": lambda text: text.replace(b'{"host":', b'{"guest":'),
    "rules that are none": lambda text: text.replace(b'"rules":{', b'"rules":{"body":3,'),
    "an offset that is none": lambda text: text.replace(b'"offset":', b'"offset":-'),
    "an unknown host": lambda text: text.replace(b'"host":"a.example","offset"', b'"host":"b.example","offset"'),
    "a sketch that is none": lambda text: text.replace(b'"sketch":"', b'"sketch":"xyz '),
    "a site that is a path": lambda text: text.replace(b'"site":"s"', b'"site":"../s"'),
    "a hidden site": lambda text: text.replace(b'"site":"s"', b'"site":".."'),
    "an unknown host of a page": lambda text: text.replace(b'{"host":"a.example"', b'{"host":"b.example"'),
    "empty": lambda text: b"",
    "records": lambda text: b'{"id":"1","url":"http://a.example/"}\n',
    "no text": lambda text: b"\x1f\x8b\x08\x00\xff",
}


@pytest.mark.parametrize("hurt", HURT)
def test_what_is_not_whole_is_refused_by_name(state: State, crawled: Path, hurt: str) -> None:
    path = written(state, crawled)
    archives = [name_of(name) for name in pages.archives(state)]
    before = path.read_bytes()
    path.write_bytes(HURT[hurt](before))
    assert path.read_bytes() != before
    with pytest.raises(RulesError, match=r"rules\.json.* write it again with `jingkan reclean --rules`") as raised:
        read(path, archives)
    assert "\n" not in str(raised.value)


def test_no_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match=r"rules\.json cannot be read: No such file"):
        read(tmp_path / "rules.json")


def test_what_cannot_be_written_leaves_what_was_there(state: State, crawled: Path) -> None:
    path = written(state, crawled)
    before = path.read_bytes()
    with state.transaction() as db:
        db.execute("UPDATE sites SET rules = 'no JSON'")
    with pytest.raises(ValueError):
        write(path, state)
    assert path.read_bytes() == before and not path.with_name("rules.json.tmp").exists()


def test_an_empty_state_gives_a_file_that_knows_nothing(tmp_path: Path) -> None:
    with site_state(tmp_path) as state:
        known = read(written(state, tmp_path))
    assert known == Known(cleaner=known.cleaner)
    assert sum(1 for _ in jsonl.read(tmp_path / "rules.json")) == 3
