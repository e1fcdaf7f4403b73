"""Two hundred payloads in every field, title, address, file name and header: none reaches a terminal or a file raw."""

from __future__ import annotations

import io
import json
import logging
import sqlite3
import subprocess
from dataclasses import asdict, fields, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow.parquet as parquet
import pytest

from cleaners import Article, Page, clean
from cleaners.article import Author, Reference, Removal, Section
from cleaners.controls import sound
from outputs import export, jsonl
from outputs.explain import Style, explain
from outputs.outside.log import HarmlessRecord, logger
from outputs.record import to_record
from outputs.record_types import Record
from spiders.runs import lifecycle
from spiders.runs.alerts import send
from tests.commands.conftest import ARTICLE, Pages, Run, scrapy, web
from tests.conftest import free_port
from tests.crawl.runner import scrapy as crawl
from tests.outside.payloads import PAYLOADS, page, raw, write

__all__ = ["scrapy", "web"]  # fixtures of the commands' tests

#: For what starts a process: one of each kind and some more, all of them together.
SOME = PAYLOADS[::7]


@pytest.fixture(scope="module")
def cleaned() -> list[tuple[str, Article, Record]]:
    """What each payload's page is, cleaned from one that has it everywhere, its header and address too."""
    made = []
    for payload in PAYLOADS:
        each = Page(f"http://a.example/{payload[:99]}", page(payload).encode(), content_type=payload[:99])
        article = clean(each)
        made.append((payload, article, to_record(article, each)))
    return made


@pytest.fixture(scope="module")
def records(cleaned: list[tuple[str, Article, Record]]) -> list[Record]:
    return [record for _, _, record in cleaned]


def test_there_are_two_hundred_and_each_is_one() -> None:
    assert len(set(PAYLOADS)) >= 200 and all(raw(payload) for payload in PAYLOADS)


def test_no_field_of_a_record_holds_one_and_what_went_is_on_record(records: list[Record]) -> None:
    """``removed`` and ``repairs`` alone say what the page was; as JSON they are escaped."""
    for record in records:
        told: dict[str, Any] = {name: value for name, value in record.items() if name not in ("removed", "repairs")}
        found = {name for name, value in told.items() if raw(json.dumps(value, ensure_ascii=False))}
        assert not found and not raw(record["text"]), record["title"]
        assert not raw(jsonl.line(record))
    gone = [record for record in records if record["counts"]["removed"].get("controls")]
    repaired = [record for record in records if "invisible" in record["counts"]["repaired"]]
    assert len(gone) + len(repaired) >= len(records) * 0.9


def test_each_field_of_an_article_is_made_sound_and_a_sound_one_is_the_same() -> None:
    empty = Article("")
    for payload in PAYLOADS[::3]:
        texts = {f.name: payload for f in fields(Article) if isinstance(getattr(empty, f.name), str)}
        made = replace(
            empty,
            **texts,  # type: ignore[arg-type]
            authors=(Author(payload, (payload,)),),
            keywords=(payload,),
            sections=(Section(1, payload, (payload,)),),
            references=(Reference(payload, title=payload),),
        )
        clean_now = sound(made)
        assert not raw("".join(_texts(asdict(clean_now))))
        wheres = {removal.where for removal in clean_now.removed}
        assert wheres == {*texts, "authors", "keywords", "sections", "references"} - {"url"}
        assert sound(clean_now) is clean_now
    fine = Article(
        "http://a.example/", title="می\u200cخواهم 👨\u200d👩\tA", text="一\n\n二", removed=(Removal("a", "b", "\x1b"),)
    )
    assert sound(fine) is fine


def test_a_page_without_any_is_cleaned_to_the_same_article() -> None:
    article = clean(Page("http://a.example/", ARTICLE.encode()))
    assert article.verdict.is_article and not [r for r in article.removed if r.step == "controls"]
    dirty = clean(Page("http://a.example/", ARTICLE.replace("登记簿", "登\x1b记\u202e簿").encode()))
    assert dirty.text == article.text


def test_explain_shows_none_at_any_width(cleaned: list[tuple[str, Article, Record]]) -> None:
    for payload, article, record in cleaned:
        text = page(payload) if len(payload) < 99 else ""
        assert not raw(explain(article, record, Style(60), text)) and not raw(explain(article, record, Style(200)))


@pytest.mark.parametrize("form", export.TEXTS)
def test_no_text_export_holds_one_however_old_the_record(records: list[Record], form: str) -> None:
    """The second half is as a version wrote it that left control characters in fields."""
    old: list[Any] = [
        {**record, "title": p, "url": f"http://a.example/{p}", "doi": f"10.5555/{p}", "keywords": [p], "journal": p,
         "authors": [{"name": p, "role": "author"}], "volume": p, "language": p, "abstract": p}
        for record, p in zip(records, PAYLOADS, strict=True)
    ]  # fmt: skip
    stream = io.StringIO()
    assert export.write(stream, [*records, *old], form) == 2 * len(PAYLOADS)
    shown = stream.getvalue()
    assert not raw(shown.replace("\r\n", "\n"))  # RFC 4180 ends a line of CSV so
    if form == "gbt7714":
        assert len(shown.splitlines()) == 2 * len(PAYLOADS), "a title adds no reference"
    if form == "ris":
        assert shown.count("\nTY  - ") + 1 == shown.count("\nER  -") == 2 * len(PAYLOADS)
    if form == "bibtex":
        assert sum(line.startswith("@") for line in shown.splitlines()) == 2 * len(PAYLOADS)


@pytest.mark.parametrize(
    "title", ["a}\n}\n@misc{b,title={c}", "a\nER  - \nTY  - JOUR", "a\n[2] b. c[J].", "100% of {A&B}_1 \\input{x}"]
)
def test_a_title_adds_no_entry_to_any_bibliography(title: str) -> None:
    record: Any = {"id": "url:1", "title": title, "url": f"http://a.example/{title}", "doi": f"10.5555/{title}"}
    for form, begins in (("bibtex", "@"), ("ris", "TY  -"), ("gbt7714", "[")):
        stream = io.StringIO()
        export.write(stream, [record], form)
        assert sum(line.startswith(begins) for line in stream.getvalue().splitlines()) == 1, stream.getvalue()
        if form == "bibtex":
            bare = stream.getvalue().replace(r"\{", "").replace(r"\}", "")
            assert bare.count("{") == bare.count("}")


def test_no_parquet_and_no_sqlite_holds_one(tmp_path: Path, records: list[Record]) -> None:
    some = records[::5]
    export.write_file(tmp_path / "a.parquet", some, "parquet")
    export.write_file(tmp_path / "a.sqlite", some, "sqlite")
    assert not raw("".join(_texts(parquet.read_table(tmp_path / "a.parquet").to_pylist())))
    with sqlite3.connect(tmp_path / "a.sqlite") as opened:
        tables = [name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE TABLE%'")]
        cells = [row for name in tables for row in opened.execute(f'SELECT * FROM "{name}"') if "fts" not in name]
    assert cells and not raw("".join(_texts(cells)))


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [text for part in parts for text in _texts(part)]


def test_clean_shows_none_of_pages_and_of_file_names(tmp_path: Path, scrapy: Run) -> None:
    good, bad = tmp_path / "good", tmp_path / "bad"
    good.mkdir()
    bad.mkdir()
    write(good, SOME)
    write(bad, SOME, "\x89PNG\r\n\x1a\n")
    done = scrapy("clean", good, bad, tmp_path / "\x1b]0;gone\x07.html", "--explain")
    assert done.returncode == 1 and len(done.stdout.splitlines()) == len(SOME)
    assert done.stderr.count(b"verdict") == len(SOME) and b"<1B>" in done.stderr and b"Traceback" not in done.stderr
    assert not raw(done.stdout) and not raw(done.stderr)


@pytest.mark.parametrize("option", ["--match", pytest.param("--from", marks=pytest.mark.slow), "-x\x1b[2J"])
def test_wrong_usage_repeats_none(option: str, scrapy: Run, tmp_path: Path) -> None:
    done = scrapy("clean", option, "\x1b[31m(\x9b\u202e", tmp_path / "\x1b[2J")
    assert done.returncode in (1, 2) and not raw(done.stderr) and b"Traceback" not in done.stderr


@pytest.mark.slow
def test_a_source_that_fails_and_its_headers_show_none(web: tuple[str, Pages], scrapy: Run) -> None:
    here, pages = web
    pages["/a"] = (200, {"Content-Type": "text/html; charset=\x1b[2J\x9b31m"}, page(PAYLOADS[0]).encode())
    pages["/b"] = (500, {"Retry-After": "\x1b[2J\x9b31m"}, b"\x1b[2J")
    pages["/c"] = (302, {"Location": "http://127.0.0.1:1/\x1b[2J\x9b31m"}, b"")
    done = scrapy("clean", f"{here}/a", f"{here}/b", f"{here}/c", "--explain")
    assert done.returncode == 1 and len(done.stdout.splitlines()) == 1
    assert not raw(done.stdout) and not raw(done.stderr) and b"Traceback" not in done.stderr


def test_probe_shows_none(tmp_path: Path, scrapy: Run) -> None:
    path = tmp_path / "\x1b[2Ja.html"
    path.write_text(page("\x9b31m\u202e\x1b[2J", '\x1b"'), encoding="utf-8")
    for given in ((path, "--url", "http://a.example/page/\x1b[2J\x9b/17.shtml"),):
        done: subprocess.CompletedProcess[bytes] = scrapy("probe", *given)
        assert not raw(done.stdout) and not raw(done.stderr) and b"Traceback" not in done.stderr


def test_the_alarm_of_a_run_shows_none_and_sends_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sent: list[Any] = []
    quarantined = SimpleNamespace(name="a.example", quarantined="".join(PAYLOADS))
    monkeypatch.setattr(lifecycle, "urls", SimpleNamespace(release_all=lambda _: None))
    monkeypatch.setattr(lifecycle, "hosts", SimpleNamespace(quarantined=lambda *_: [quarantined]))
    monkeypatch.setattr(lifecycle, "note_failing", lambda *_: None)
    monkeypatch.setattr(lifecycle, "set_aside", lambda _: [])
    monkeypatch.setattr(lifecycle, "watch", lambda *_: [f"taken over: {payload}" for payload in PAYLOADS])
    monkeypatch.setattr("spiders.runs.alerts._post", lambda _, body: sent.append(body) or "answered code 1: \x1b[2J")
    manifest = {"exit": 4, "files": [], "failed_urls": {"count": 0}, "given_up": {}, "why": PAYLOADS[0]}
    run: Any = SimpleNamespace(
        id="R", data=tmp_path, started=0.0, sites=["mirror"], failed={"mirror": PAYLOADS[1]}, alarms=[], undone=[],
        notes=[PAYLOADS[2]], quarantined=[], stopped="", error="", out_of_time=False, not_begun=[],
        state=SimpleNamespace(broken=None), counts=lambda *_: {"new": 1}, finish=lambda _: manifest,
    )  # fmt: skip
    from scrapy.settings import Settings

    settings = Settings(
        {"DATA": str(tmp_path), "ALERT_WEBHOOK": f"http://127.0.0.1:{free_port()}/x", "ARCHIVE_KEEP_DAYS": 0}
    )
    assert lifecycle.conclude(run, settings) == 4
    shown = capsys.readouterr()
    assert shown.out.count("Alarm: ") == len(PAYLOADS) and "did not reach" not in shown.out
    assert not raw(shown.out) and not raw(shown.err)
    assert len(sent) == 1 and not raw("".join(_texts(sent[0]))) and "taken over" in sent[0]["text"]
    assert send({}, "a", "b", {}) == []


@pytest.mark.slow
def test_a_crawl_logs_none(tmp_path: Path, web: tuple[str, Pages]) -> None:
    """With every message there is, Scrapy's own too."""
    here, pages = web
    pages["/1"] = (200, {"Content-Type": "text/html\x1b[2J"}, page("\x9b31m\u202e\x1b[2J").encode())
    pages["/2"] = (500, {"X-\x9b": "\x1b[2J"}, b"\x1b[2J")
    listed = tmp_path / "urls.txt"
    listed.write_text(f"{here}/1\n{here}/2\n\x1b[2Jno address\x9b\n{here}/\x1b[31m\u202e\n", encoding="utf-8")
    ran = crawl(tmp_path / "data", "crawl", "pages", "-a", f"urls={listed}", RUN_PATIENCE=1, LOG_LEVEL="DEBUG")
    assert "not a URL: <1B>[2Jno address<9B>" in ran.out and "DEBUG" in ran.out, ran.out[-2000:]
    assert not raw(ran.out)
    written = [path for path in (tmp_path / "data").rglob("*.json*") if path.is_file()]
    assert any(path.name == "manifest.json" for path in written)
    assert not [path.name for path in written if raw(path.read_bytes())]


def test_a_log_record_is_one_line_and_its_traceback_stands_below_it() -> None:
    stream = io.StringIO()
    log, handler = logger("tests.outside"), logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s: %(message)s"))
    log.addHandler(handler)
    log.propagate = False
    try:
        for payload in PAYLOADS:
            log.error("%s cannot be read", payload)
        log.error("a %(b)s", {"b": "\x1b"})
        try:
            raise ValueError("x\x1b[2J\n2026-01-01 00:00:00 INFO: all is well")
        except ValueError:
            log.exception("broken")
    finally:
        log.removeHandler(handler)
    lines = stream.getvalue().splitlines()
    assert not raw(stream.getvalue())
    assert sum(not line.startswith("    ") for line in lines) - 1 == len(PAYLOADS) + 2, (
        "forged lines, but for 'Traceback'"
    )
    assert not [line for line in lines if line.startswith("2026-01-01 00:00:00 INFO")]
    assert isinstance(logging.makeLogRecord({"msg": "fine"}), HarmlessRecord)
    assert logging.makeLogRecord({"msg": "fine 浅说\ta"}).getMessage() == "fine 浅说\ta"
