"""The review on disk: what is in its files, which records it takes, that it is whole or not at all, and inert."""

from __future__ import annotations

import json
import random
import re
import shlex
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from cleaners import Page, clean
from outputs.corpus.copies import Place, Version
from outputs.jsonl import TornLine
from outputs.record import to_record
from outputs.report.build import NAME, build
from outputs.report.review.chunks import BYTES, RECORDS, Chunks, as_script
from outputs.report.review.page import command
from outputs.report.review.sample import sampled
from tests.conftest import HUNG, ROOT
from tests.report import made
from tests.report.payloads import PAYLOADS

pytestmark = pytest.mark.usefixtures("in_numbers")  # the charts are the overview's


@pytest.fixture(scope="module")
def kept() -> list[made.Kept]:
    return list(made.mirrored(1))


@pytest.fixture
def data(tmp_path: Path, kept: list[made.Kept]) -> Path:
    made.write(tmp_path / "data", sorted(made.repeated(kept, 9), key=lambda one: one.site))
    return tmp_path / "data"


def index(folder: Path) -> list[dict[str, Any]]:
    script = (folder / "records.js").read_text("utf-8")
    found = json.loads(script.removeprefix("jingkan.index(").removesuffix(");\n"))
    return [dict(zip(found["fields"], row, strict=True)) for row in found["rows"]]


def chunks(folder: Path) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    for path in sorted(folder.glob("chunks/*.js"), key=lambda path: int(path.stem)):
        called = re.fullmatch(r"jingkan\.chunk\((\d+), (\[.*\])\);\n", path.read_text("utf-8"), re.S)
        assert called and int(called[1]) == int(path.stem)
        yield int(called[1]), json.loads(called[2])


def folder_of(data: Path, site: str = "") -> Path:
    build(data, site)
    return data / site / NAME


# ---- files ----


def test_each_record_is_where_its_row_says(data: Path) -> None:
    folder = folder_of(data)
    files = dict(chunks(folder))
    rows = index(folder)
    assert len(rows) == 9 == sum(map(len, files.values()))
    for row in rows:
        shown = files[row["chunk"]][row["at"]]
        assert row["key"] == shown["record"]["id"]
        assert (shown["record"]["title"], shown["record"]["site"]) == (row["title"], row["site"])
        assert "why" not in shown and shown["blocks"] and sum(shown["account"]) > 0
        assert {shown["archive"]} == {shown["record"]["archive"]}


def test_the_records_come_in_the_order_of_the_archives(data: Path) -> None:
    places = [(shown["archive"], shown["offset"]) for _, each in chunks(folder_of(data)) for shown in each]
    assert places == sorted(places) and len(set(places)) == 9


def test_a_run_says_what_the_record_says(data: Path) -> None:
    """What is packed by number names what the record has by name."""
    records = {
        record["url"]: record
        for path in data.glob("*/records*.jsonl")
        for record in map(json.loads, path.read_bytes().splitlines())
    }
    for _, each in chunks(folder_of(data)):
        for shown in each:
            record = records[shown["record"]["url"]]
            steps = {(removal["step"], removal["reason"]) for removal in record["removed"]}
            assert {tuple(reason) for reason in shown["reasons"]} == steps
            placed = Counter(
                tuple(shown["changes"][run[2]][:3])
                for block in shown["blocks"] for run in block[3:] if isinstance(run, list) and len(run) == 3
            )  # fmt: skip
            unseen = {tuple(shown["changes"][change][:3]): times for change, times in shown["unseen"]}
            made_ = Counter((each["kind"], each["before"], each["after"]) for each in record["repairs"])
            assert placed.keys() | unseen.keys() == made_.keys()
            assert all(made_[change] >= times for change, times in unseen.items())


def test_a_site_alone_has_its_own_records(data: Path) -> None:
    assert {row["site"] for row in index(folder_of(data, "a"))} == {"a"}
    assert {row["site"] for row in index(folder_of(data))} == {"a", "b", "c"}


def test_records_of_one_id_have_names_of_their_own(tmp_path: Path, kept: list[made.Kept]) -> None:
    same = [one._replace(record={**one.record, "id": "doi:1"}) for one in made.repeated(kept, 4)]  # type: ignore[typeddict-item]
    made.write(tmp_path, sorted(same, key=lambda one: one.site))
    assert sorted(row["key"] for row in index(folder_of(tmp_path))) == ["doi:1", "doi:1~2", "doi:1~3", "doi:1~4"]


@pytest.mark.parametrize("size", [10, 5_000, BYTES // 3, BYTES + 1])
def test_a_file_holds_what_fits(tmp_path: Path, size: int) -> None:
    made_, places = Chunks(tmp_path), []
    for n in range(450 if size < 5_000 else 7):
        places.append(made_.add(as_script({"n": n, "text": "x" * size})))
    made_.finish()
    files = dict(chunks(tmp_path))
    assert [files[number][at]["n"] for number, at in places] == list(range(len(places)))
    for number, records in files.items():
        assert len(records) <= RECORDS
        assert len(records) == 1 or (tmp_path / "chunks" / f"{number:03}.js").stat().st_size <= BYTES + 1000


@pytest.mark.slow
def test_many_records_are_the_same_as_few(
    tmp_path: Path, kept: list[made.Kept], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two processes give what one gives, in its order."""
    made.write(tmp_path, sorted(made.repeated(kept, 7), key=lambda one: one.site))
    one = {path.name: path.read_bytes() for path in folder_of(tmp_path).rglob("*.js")}
    monkeypatch.setattr("outputs.report.review.page.FEW", 1)
    monkeypatch.setattr("outputs.report.review.page.BATCH", 2)
    monkeypatch.setattr("outputs.report.review.page.AHEAD", 1)
    assert {path.name: path.read_bytes() for path in folder_of(tmp_path).rglob("*.js")} == one


# ---- what is missing ----


def test_without_a_state_the_records_are_there_and_say_why_no_page_is(data: Path) -> None:
    for path in (data / "state").iterdir():
        path.unlink()
    for path in data.glob("*/archive/*"):
        path.unlink()
    shown = [each for _, records in chunks(folder_of(data)) for each in records]
    assert len(shown) == 9 and all("does not know" in each["why"] for each in shown)
    assert "9 records the page cannot be shown" in (data / NAME / "review.html").read_text("utf-8")


@pytest.mark.parametrize("damage", ["gone", "cut", "zeroed"])
def test_an_archive_that_cannot_be_read_costs_its_own_pages_alone(data: Path, damage: str) -> None:
    (path,) = data.glob("a/archive/*")
    content = path.read_bytes()
    match damage:
        case "gone":
            path.unlink()
        case "cut":
            path.write_bytes(content[:600])
        case _:
            path.write_bytes(bytes(len(content)))
    for _, records in chunks(folder_of(data)):
        for shown in records:
            assert ("why" in shown) == (shown["record"]["site"] == "a")
            assert shown["record"]["title"]


def test_a_report_is_whole_or_the_old_one_stays(data: Path) -> None:
    before = {path: path.read_bytes() for path in folder_of(data).rglob("*") if path.is_file()}
    (path,) = data.glob("b/records*.jsonl")
    path.write_bytes(path.read_bytes() + b'{"id": "torn')
    with pytest.raises(TornLine):
        build(data)
    assert {path: path.read_bytes() for path in (data / NAME).rglob("*") if path.is_file()} == before
    assert not list(data.glob(f"{NAME}*.tmp"))


def test_no_records_are_said(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    assert "no records to review" in (folder_of(tmp_path) / "review.html").read_text("utf-8")


# ---- the sample ----


def versions(count: int, seed: int = 0) -> list[Version]:
    rng = random.Random(seed)
    return [
        Version(f"u{n}", ("r", "", 1), f"url:{n}", rng.random() ** 2, Place(Path("s/records.jsonl"), n))
        for n in range(count)
    ]


@pytest.mark.parametrize(("count", "most"), [(0, 4), (3, 4), (4, 4), (5, 4), (99, 10), (200, 31)])
def test_a_sample_is_half_doubtful_half_drawn(count: int, most: int) -> None:
    given = versions(count)
    sample = sampled(given, most)
    taken = set(sample.versions)
    assert len(taken) == len(sample.versions) == min(count, most) and taken <= set(given) and sample.of == count
    if count <= most:
        assert sample.doubtful == 0
        return
    doubtful, others = sample.versions[: sample.doubtful], set(given) - set(sample.versions[: sample.doubtful])
    assert sample.doubtful == most // 2
    assert max(each.confidence for each in doubtful) <= min(each.confidence for each in others)


def test_a_sample_is_the_same_in_any_order_and_another_by_another_seed() -> None:
    given = versions(300)
    mixed = random.Random(1).sample(given, len(given))
    assert sampled(given, 40) == sampled(mixed, 40)
    one, two = sampled(given, 40), sampled(given, 40, seed=99)
    assert one.versions[:20] == two.versions[:20] and set(one.versions[20:]) != set(two.versions[20:])


# ---- hostile content ----


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_script_of_data_holds_data_alone(payload: str) -> None:
    script = as_script({"a": [payload, f"x{payload}\n"], payload: 1})
    assert not re.search(r"[<\u2028\u2029\u202a-\u202e\x00-\x09\x0b-\x1f\x80-\x9f]", script)
    said = json.loads(script)
    shown = re.sub(r"[\x00-\x08\x0b-\x1f\u2028\u2029\u202e\ud800]", lambda found: f"<{ord(found[0]):02X}>", payload)
    assert said["a"] == [shown, f"x{shown}\n"] and said[shown] == 1


def test_no_payload_gets_out_of_the_files(tmp_path: Path) -> None:
    made.write(tmp_path, made.hostile())
    folder = folder_of(tmp_path)
    assert len(index(folder)) == len(PAYLOADS) == sum(len(each) for _, each in chunks(folder))
    for path in [folder / "records.js", *folder.glob("chunks/*.js")]:
        assert not re.search(r"[<\u2028\u2029\u202a-\u202e\x00-\x09\x0b-\x1f]", path.read_text("utf-8"))
    reader = _Elements()
    reader.feed((folder / "review.html").read_text("utf-8"))
    assert {attrs.get("src") for tag, attrs in reader.found if tag == "script"} == {
        "static/language.js", "static/review.js", "static/marks.js", "records.js",
    }  # fmt: skip
    assert not [name for _, attrs in reader.found for name in attrs if name.startswith("on") or name == "style"]


def test_the_script_of_the_page_makes_text_alone() -> None:
    """No HTML is made of text, and no link leads out."""
    script = (ROOT / "outputs" / "report" / "static" / "review.js").read_text("utf-8")
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "fetch("):
        assert word not in script
    assert re.findall(r"href: (.*) },", script) == ["`#${encodeURIComponent(row.key)}`"]
    assert re.findall(r"src: (\w+)", script) == ["file"]


# ---- the command ----


@pytest.mark.parametrize(
    "url", ["http://a.example/?id=1&b=(2)", "http://a.example/'$(touch x)", "http://a.example/a b#c"]
)
def test_the_command_names_one_page_and_runs_nothing_else(url: str) -> None:
    words = shlex.split(command(Path("my data"), "a b.warc.gz", url))
    assert words[:7] == ["scrapy", "reclean", "-s", "DATA=my data", "--rules", "rules.json", "&&"]
    assert words[7:11] == ["scrapy", "clean", "my data/a b.warc.gz", "--match"]
    assert words[12:] == ["--rules", "rules.json", "--explain"]
    assert re.search(words[11], url)
    assert not re.search(words[11], url + "0") and not re.search(words[11], "x" + url)


@pytest.mark.slow
def test_the_command_gives_the_record_again(data: Path, tmp_path: Path) -> None:
    """As a shell runs it, with ``--out``; in every field that is neither the run's nor put there by these tests."""
    shown = next(chunks(folder_of(data)))[1][0]
    line = shown["command"].replace("--explain", "--out again.jsonl").replace("scrapy", f"{sys.executable} -m scrapy")
    for name in ("rules.json", "again.jsonl"):
        line = line.replace(name, str(tmp_path / name))
    subprocess.run(line, shell=True, cwd=ROOT, check=True, capture_output=True, timeout=HUNG)
    (again,) = map(json.loads, (tmp_path / "again.jsonl").read_bytes().splitlines())
    same = shown["record"].keys() & again.keys() - {"id", "title", "quality", "rules"}
    assert len(same) > 30 and {name: again[name] for name in same} == {name: shown["record"][name] for name in same}


# ---- copies ----


def test_what_copies_disagree_on_stands_beside_each_of_them(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = index(folder_of(data))
    files = dict(chunks(data / NAME))
    urls = [files[row["chunk"]][row["at"]]["record"]["url"] for row in rows]
    copies = [{"site": row["site"], "url": url} for row, url in zip(rows, urls, strict=True)]
    odds = {"field": "title", "place": 0, "chosen": "甲", "why": "more", "readings": [{"value": "甲", "copies": [0]}]}
    merged = [{"copies": copies[:2], "disagreements": [odds] * 300}, {"copies": copies[2:3]}, {}]
    monkeypatch.setattr("outputs.report.review.disagreements.read", lambda path: iter(merged))
    (data / "corpus").mkdir()
    found = [shown.get("odds") for _, each in chunks(folder_of(data)) for shown in each]
    assert [bool(each) for each in found] == [True, True] + [False] * 7
    assert (len(found[0]["places"]), found[0]["more"]) == (200, 100)


def test_a_record_that_was_cleaned_of_other_bytes_is_told_apart_in_its_account(tmp_path: Path) -> None:
    """An account is of what is there: a record that does not fit its page has little of it."""
    page = Page("http://a.example/1", "<h1>浅说分词</h1><p>分词是第一步，后面的都要靠它。</p>".encode())
    other = replace(page, body="<h1>别的题目</h1><p>这里说的是另外一件事，与前文无关。</p>".encode())
    record = to_record(clean(page), page)
    made.write(tmp_path, [made.Kept("a", other, record)])
    ((_, (shown,)),) = chunks(folder_of(tmp_path))
    assert shown["account"][0] == 0 and shown["account"][2] > 10
