"""``data/corpus``: what it holds, what is left out, whole or not at all, and what a takedown leaves of it."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from outputs import jsonl, read
from outputs.corpus import build as building
from outputs.corpus.articles import identities, tables
from outputs.corpus.build import ABOUT, build, remove
from outputs.corpus.copies import copies
from outputs.corpus.duplicates import Duplicates, Key
from outputs.corpus.selection import NO_TEXT, OPTED_OUT, OTHER_SITE, Selection
from outputs.files import put_back_folder, remains
from outputs.formats.reading import DATABASE
from outputs.lock import Lock
from outputs.state.database import State
from outputs.takedown import corpus_anew
from outputs.takedown.forget import forget
from outputs.takedown.proof import traces
from spiders.console import main
from tests.archive.damage import article, make
from tests.conftest import ROOT
from tests.corpus import scale

MARK = "獨此一處的標記句，別處都沒有。"


def record(n: int, **fields: Any) -> dict[str, Any]:
    """A record as a crawl writes it: an article of its own, as told by n."""
    rng = random.Random(n)
    paragraphs = ["".join(chr(rng.randrange(0x4E00, 0x9000)) for _ in range(90)) + "。" for _ in range(4)]
    text = "\n\n".join(paragraphs)
    sections = [{"level": 0, "heading": "", "paragraphs": paragraphs, "captions": [], "notes": []}]
    return _blank() | {
        "id": f"url:{n}", "url": f"http://a.example/{n}", "site": "a", "run": "r1", "fetched": "2026-05-01T00:00:00Z",
        "title": f"第{n}篇文章的題目說的是甚麼", "text": text, "sections": sections, "language": "zh",
        **fields,
    }  # fmt: skip


@cache
def _blank() -> dict[str, Any]:
    from cleaners import Page, clean
    from outputs.record import to_record

    page = Page("http://a.example/", "<title>題目</title><p>這是一篇文章，說的是分詞。</p>".encode())
    return dict(to_record(clean(page), page))


def lay(data: Path, records: list[dict[str, Any]]) -> None:
    """Write the records as a crawl does, a file a site."""
    for site in {each["site"] for each in records}:
        path = data / site / "records-r1-00001.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"".join(jsonl.line(each) for each in records if each["site"] == site))


def ids(data: Path) -> list[str]:
    return [each["id"] for each in read(data / "corpus")]


def copy_of(n: int, host: str, **fields: Any) -> dict[str, Any]:
    return record(n, **({"id": f"url:{host}{n}", "url": f"http://{host}.example/{n}", "site": host} | fields))


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Six articles: two on two sites, one whose site reserves it, one without text, one in English."""
    here = tmp_path / "data"
    lay(here, [
        *(record(n) for n in (1, 2)),
        *(copy_of(n, "b") for n in (1, 2)),
        record(3, quality=_blank()["quality"] | {"confidence": 0.95}, verdict={"kind": "injected", "reasons": []}),
        record(4, opt_out=["tdm-reservation"]),
        record(5, text="", sections=[]),
        copy_of(6, "b", language="en", fetched="2026-09-01T00:00:00Z"),
    ])  # fmt: skip
    return here


def test_each_article_stands_once_in_every_form_and_the_card_says_so(data: Path) -> None:
    built = build(data, Selection())
    folder = built.folder
    documents = list(read(folder))
    assert sorted(each["title"] for each in documents) == sorted(record(n)["title"] for n in (1, 2, 3, 6))
    [shard] = (folder / "data").glob("train-*.parquet")
    for path in (folder / DATABASE, shard):
        assert list(read(path)) == documents, path.name
    about = json.loads((folder / ABOUT).read_text())
    assert about["counts"]["articles"] == len(documents) == built.tally.articles
    assert about["counts"]["copies"] == 8 and about["counts"]["merged"] == 2
    assert about["counts"]["copies_left_out"] == {OPTED_OUT: 1}
    assert about["counts"]["articles_left_out"] == {NO_TEXT: 1}
    assert about["counts"]["languages"] == dict(Counter(each["language"] for each in documents))
    card = (folder / "README.md").read_text()
    for said in ("path: data/train-*.parquet", "4 articles", "jingkan forget", OPTED_OUT, "| zh | 3 |", "--with-empty"):
        assert said in card
    assert not [path for path in data.rglob("*") if path.name.endswith(".tmp")]


CHOSEN: dict[str, tuple[Selection, Callable[[dict[str, Any]], bool]]] = {
    "language": (Selection(languages=("en",)), lambda each: each["language"] == "en"),
    "since": (Selection(since="2026-08"), lambda each: each["fetched"] >= "2026-08"),
    "quality": (Selection(min_quality=0.9), lambda each: each["quality"]["confidence"] >= 0.9),
    "verdict": (Selection(verdicts=("injected",)), lambda each: each["verdict"]["kind"] == "injected"),
    "none": (Selection(verdicts=("doorway",)), lambda each: False),
}


@pytest.mark.parametrize("name", CHOSEN)
def test_what_is_asked_for_is_what_a_whole_corpus_has_of_it(data: Path, name: str) -> None:
    selection, wanted = CHOSEN[name]
    build(data, Selection())
    expected = [each["id"] for each in read(data / "corpus") if wanted(dict(each))]
    tally = build(data, selection).tally
    assert ids(data) == expected and len(expected) < 4 and bool(expected) == (name != "none")
    assert tally.articles + sum(tally.articles_left_out.values()) == 5  # of six, one is reserved


def test_reserved_pages_and_empty_articles_come_when_they_are_asked_for(data: Path) -> None:
    assert len(list(read(build(data, Selection(with_empty=True, with_opted_out=True)).folder))) == 6


def test_a_reserved_copy_gives_nothing_to_its_article(tmp_path: Path) -> None:
    reserved = copy_of(1, "b", opt_out=["noai"], doi="10.5555/reserved", funding=["某基金"])
    lay(tmp_path, [record(1), reserved])
    [only] = read(build(tmp_path, Selection()).folder)
    assert "copies" not in only and not only["doi"] and not only["funding"]


def test_only_the_copies_of_the_named_sites_have_a_part(data: Path) -> None:
    tally = build(data, Selection(sites=("b",))).tally
    assert {each["url"].split("/")[2] for each in read(data / "corpus")} == {"b.example"}
    assert tally.copies_left_out[OTHER_SITE] == 5
    again = build(data, Selection())  # the tables know the others still
    assert again.tally.merged == 2


def test_a_corpus_is_the_same_whatever_the_order_and_number_of_files(tmp_path: Path) -> None:
    scale.write(tmp_path / "one", 150, seed=4)
    shuffled = random.Random(5)
    for path in (tmp_path / "one" / "data").glob("*/records-1.jsonl"):
        lines = path.read_bytes().splitlines(keepends=True)
        shuffled.shuffle(lines)
        other = tmp_path / "other" / "data" / path.parent.name
        other.mkdir(parents=True)
        half = len(lines) // 2
        (other / "records-1.jsonl").write_bytes(b"".join(lines[half:]))
        (other / "records-2.jsonl").write_bytes(b"".join(lines[:half]))
    one, other = (build(tmp_path / name / "data").folder for name in ("one", "other"))
    assert list(read(one)) == list(read(other))


def test_every_copy_is_in_the_corpus_once(tmp_path: Path) -> None:
    scale.write(tmp_path, 200, seed=6)
    data = tmp_path / "data"
    build(data)
    pages = [copy["url"] for each in read(data / "corpus") for copy in each.get("copies", [{"url": each["url"]}])]
    assert sorted(pages) == sorted(copy.record["url"] for copy in copies(data))
    assert len(set(ids(data))) == len(ids(data))


def test_an_id_stays_when_copies_come_or_go_unless_a_doi_comes(tmp_path: Path) -> None:
    lay(tmp_path, [record(1), copy_of(1, "b", id="path:2016/1")])
    build(tmp_path)
    assert ids(tmp_path) == ["path:2016/1"]
    lay(tmp_path, [record(1), copy_of(2, "b")])  # the copy that had it is gone
    build(tmp_path)
    assert sorted(ids(tmp_path)) == ["path:2016/1", "url:b2"]
    lay(tmp_path, [record(1), copy_of(2, "b"), copy_of(1, "c", id="doi:10.5555/1")])
    build(tmp_path)
    assert sorted(ids(tmp_path)) == ["doi:10.5555/1", "url:b2"]


def test_articles_that_part_do_not_share_an_id() -> None:
    assert identities([["url:1"], ["url:2"]], [["path:1"], ["path:1"]]) == ["path:1", "url:2"]
    assert identities([["url:1"], ["path:1"]], [["path:1"], []]) == ["url:1", "path:1"]
    assert identities([["url:1", "url:2"]], [["url:7", "path:8"]]) == ["path:8"]


def test_the_corpus_that_is_there_stays_where_a_new_one_cannot_be_made(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(data)
    before = snapshot(data / "corpus")

    def full(folder: Path, articles: int) -> dict[str, str]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(building, "_others", full)
    with pytest.raises(OSError, match="No space"):
        build(data)
    assert snapshot(data / "corpus") == before
    torn = data / "a" / "records-r1-00001.jsonl"
    torn.write_bytes(torn.read_bytes()[:-5])
    with pytest.raises(jsonl.TornLine, match="records-r1-00001"):
        build(data)
    assert snapshot(data / "corpus") == before
    assert not any(path.exists() for path in remains(data / "corpus"))


@pytest.mark.parametrize("left", ["part", "old", "part and old", "part and whole", "old and whole"])
def test_what_a_crash_leaves_of_a_folder_is_mended(tmp_path: Path, left: str) -> None:
    folder = tmp_path / "corpus"
    part, old = remains(folder)
    for name, path in {"part": part, "old": old, "whole": folder}.items():
        if name in left:
            path.mkdir()
            (path / "it").write_text(name)
    put_back_folder(folder)
    expected = "whole" if "whole" in left else "old" if "old" in left else ""
    assert ((folder / "it").read_text() if folder.exists() else "") == expected
    assert not part.exists() and not old.exists()


@pytest.mark.slow
def test_killed_at_any_moment_a_whole_corpus_is_there(tmp_path: Path) -> None:
    scale.write(tmp_path, 400, seed=7)
    data = tmp_path / "data"
    build(data)
    expected = list(read(data / "corpus"))
    command = [sys.executable, "-c", "import sys; from pathlib import Path; from outputs.corpus.build import build\n"
               "if __name__ == '__main__': build(Path(sys.argv[1]))", str(data)]  # fmt: skip
    rng = random.Random(8)
    for _ in range(8):
        child = subprocess.Popen(command, cwd=ROOT, start_new_session=True)
        time.sleep(rng.uniform(0.5, 6))
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        put_back_folder(data / "corpus")
        assert list(read(data / "corpus")) == expected
    build(data)
    assert list(read(data / "corpus")) == expected


def everything(data: Path) -> Iterator[tuple[Path, bytes]]:
    """The bytes of every file, and of those that are compressed what is in them."""
    for path in data.rglob("*"):
        if path.is_file():
            yield path, path.read_bytes()
            if path.name.endswith((".jsonl.zst", ".parquet", DATABASE)):
                yield path, b"".join(map(jsonl.line, read(path)))


def test_a_takedown_reaches_the_corpus_and_the_tables(tmp_path: Path) -> None:
    make(tmp_path)
    other = record(1, site="b", url="http://b.example/1", id="url:b1")
    marked = record(1, site="s", url=article(1), id="url:s1", run="r")
    marked["sections"] = [marked["sections"][0] | {"paragraphs": [*marked["sections"][0]["paragraphs"], MARK]}]
    marked["text"] += f"\n\n{MARK}"
    alone = record(2, site="s", url=article(2), id="url:s2", run="r")
    lay(tmp_path, [other])
    shard = next((tmp_path / "s").glob("records-*.jsonl"))
    _swap(tmp_path, shard, [marked, alone])
    build(tmp_path, Selection())
    [both] = [each for each in read(tmp_path / "corpus") if "copies" in each]
    assert MARK in both["text"] and {copy["url"] for copy in both["copies"]} == {article(1), "http://b.example/1"}
    assert any(article(1).encode() in content for _, content in everything(tmp_path / "corpus"))
    _take_down(tmp_path, article(1))
    [left] = [each for each in read(tmp_path / "corpus") if each["title"] == other["title"]]
    assert left["url"] == "http://b.example/1" and "copies" not in left
    for path, content in everything(tmp_path / "corpus"):
        assert MARK.encode() not in content and article(1).encode() + b'"' not in content, path
    assert article(1).encode() not in tables(tmp_path).read_bytes().replace(article(10)[:-1].encode(), b"")
    _take_down(tmp_path, article(2))  # the last copy: the article goes
    assert not [each for each in read(tmp_path / "corpus") if each["title"] == alone["title"]]
    with Duplicates(tables(tmp_path)) as duplicates:
        assert Key("s", article(2)) not in set(duplicates.copies())


def _swap(data: Path, shard: Path, records: list[dict[str, Any]]) -> None:
    """Put records at the head of a finished shard, the state's sizes included."""
    lines = b"".join(map(jsonl.line, records)) + b"".join(
        line for line in shard.read_bytes().splitlines(keepends=True) if json.loads(line)["url"] not in
        {each["url"] for each in records}
    )  # fmt: skip
    shard.write_bytes(lines)
    for each in data.glob("s/records-*.jsonl"):
        if each != shard:
            kept = [
                line
                for line in each.read_bytes().splitlines(keepends=True)
                if json.loads(line)["url"] not in {one["url"] for one in records}
            ]
            each.write_bytes(b"".join(kept))


def _take_down(data: Path, what: str) -> None:
    state = State(data / "state" / "state.db")
    cut_off = corpus_anew.begin(data)
    done = forget(state, data, "r2", what)
    assert corpus_anew.finish(data, [done.gone], cut_off or done.records > 0)
    state.close()
    assert traces(data, [done.gone]) == []


def test_a_takedown_that_was_cut_off_is_done_by_the_next(data: Path) -> None:
    build(data, Selection(languages=("zh",)))
    assert not corpus_anew.begin(data)  # … and killed
    assert corpus_anew.begin(data)
    assert "made anew: 3 articles" in corpus_anew.finish(data, [], needed=True)  # as it was asked for
    assert not corpus_anew.begin(data)


def test_a_takedown_of_nothing_leaves_the_corpus_alone(data: Path) -> None:
    build(data)
    before = snapshot(data / "corpus")
    corpus_anew.begin(data)
    assert corpus_anew.finish(data, [], needed=False) == ""
    assert snapshot(data / "corpus") == before and not corpus_anew.begin(data)


def test_a_corpus_that_cannot_be_made_anew_is_removed(data: Path) -> None:
    build(data)
    (data / "a" / "records-r1-00001.jsonl").write_bytes(b'{"id": "url:1"')
    corpus_anew.begin(data)
    assert "was removed, as it could not be made anew" in corpus_anew.finish(data, [], needed=True)
    assert not building.exists(data) and not tables(data).exists()


def test_nothing_is_left_of_a_corpus_that_is_removed(data: Path) -> None:
    build(data)
    remains(data / "corpus")[0].mkdir()
    remove(data)
    assert not building.exists(data)


def scrapy(data: Path, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scrapy", *args, "-s", f"DATA={data}"]
    return subprocess.run(command, cwd=ROOT, env=os.environ | env, capture_output=True, text=True)


def test_the_command_says_what_it_made_and_without_pyarrow_that_there_is_no_parquet(data: Path, tmp_path: Path) -> None:
    broken = tmp_path / "path" / "pyarrow"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text("raise ModuleNotFoundError(\"No module named 'pyarrow'\", name='pyarrow')")
    ran = scrapy(data, "corpus", PYTHONPATH=str(broken.parent))
    assert ran.returncode == 0 and not ran.stderr, ran.stderr
    assert "4 articles of 8 pages" in ran.stdout and "No Parquet: " in ran.stdout and "pip install" in ran.stdout
    assert not (data / "corpus" / "data").exists() and len(ids(data)) == 4
    assert "records-*.jsonl.zst" in (data / "corpus" / "README.md").read_text().split("---")[1]
    assert "There is no Parquet" in (data / "corpus" / "README.md").read_text()
    found = scrapy(data, "search", record(3)["text"][:2])
    assert found.returncode == 0 and record(3)["title"] in found.stdout


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("--min-quality", "2"), 2, "from 0 to 1"),
        (("--since", "yesterday"), 2, "no day like"),
        (("--site", "nowhere"), 2, "nothing was crawled of nowhere"),
        (("a",), 2, ""),
    ],
)
def test_wrong_usage_is_told(
    data: Path, args: tuple[str, ...], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["corpus", *args, "-s", f"DATA={data}"])
    assert ended.value.code == code and said in capsys.readouterr().err


def test_without_records_or_with_a_torn_one_it_says_so(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["corpus", "-s", f"DATA={tmp_path / 'empty'}"]) == 1
    assert "crawl first" in capsys.readouterr().err
    path = data / "a" / "records-r1-00001.jsonl"
    path.write_bytes(path.read_bytes()[:-9])
    assert main(["corpus", "-s", f"DATA={data}"]) == 1
    said = capsys.readouterr().err
    assert path.name in said and said.count("\n") == 1


def test_a_run_that_is_on_holds_it_off(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Lock(data / "state" / "run.lock").wait(0):
        assert main(["corpus", "-s", f"DATA={data}"]) == 75
    assert "A run is on" in capsys.readouterr().err and not (data / "corpus").exists()
