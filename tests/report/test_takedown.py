"""After a takedown no report says anything of the page, whatever form its address has there."""

from __future__ import annotations

import html
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from outputs import jsonl
from outputs.report import build as room
from outputs.state import runs
from outputs.state.database import State
from outputs.takedown import reports
from outputs.takedown.forget import forget
from outputs.takedown.matching import Gone
from outputs.takedown.proof import traces
from tests.archive.damage import MARKED, SITE, article, make
from tests.crawl.runner import scrapy
from tests.report import made

GONE, STAYS = article(1), article(2)
QUERY = "http://a.example/view?id=1&y=2&no=3"


def report(folder: Path, *urls: str) -> Path:
    """A report of some pages, its form that of a real one."""
    (folder / "chunks").mkdir(parents=True)
    rows = [{"url": url, "text": MARKED.format(url.rpartition("/")[2])} for url in urls]
    (folder / "chunks" / "000.js").write_text(f"jingkan.chunk(0, {json.dumps(rows, ensure_ascii=False)})\n")
    (folder / "index.html").write_text("".join(f"<td>{html.escape(url)}</td>" for url in urls))
    return folder


def names(data: Path) -> set[str]:
    return {path.relative_to(data).as_posix() for path in data.rglob("*")}


@pytest.mark.slow
@pytest.mark.parametrize("what", [GONE, "a.example"])
def test_the_command_removes_every_report_and_says_so(tmp_path: Path, what: str) -> None:
    make(tmp_path)
    for folder in (tmp_path / "report", tmp_path / SITE / "report", tmp_path / "report.tmp"):
        report(folder, GONE, STAYS)
    ran = scrapy(tmp_path, "forget", what)
    assert ran.code == 0, ran.out
    assert "The reports were removed, as they may show it: `scrapy report` makes them anew." in ran.out
    assert not any("report" in Path(name).parts or name.endswith((".js", ".html")) for name in names(tmp_path))
    mark = MARKED.format(1).encode()
    assert not any(mark in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


@pytest.mark.slow
def test_a_report_that_was_copied_elsewhere_is_named(tmp_path: Path) -> None:
    make(tmp_path)
    report(tmp_path / "shown" / "to-others", GONE)
    ran = scrapy(tmp_path, "forget", GONE)
    assert ran.code == 1 and "NOT all of it is gone for sure: 2 places" in ran.out
    assert "to-others/index.html: names it" in ran.out and "to-others/chunks/000.js: names it" in ran.out


@pytest.mark.slow
def test_where_there_is_no_report_nothing_is_said_of_one(tmp_path: Path) -> None:
    make(tmp_path)
    ran = scrapy(tmp_path, "forget", GONE)
    assert ran.code == 0 and "reports" not in ran.out.lower()


@pytest.mark.parametrize(
    "form",
    [str, html.escape, lambda url: json.dumps(url).replace("&", "\\u0026"), lambda url: url.replace("/", "\\/")],
    ids=["plain", "entities", "codes", "slashes"],
)
@pytest.mark.parametrize("ending", [".html", ".js", ".json"])
def test_an_address_in_escapes_is_found_in_a_copy(tmp_path: Path, form: Callable[[str], str], ending: str) -> None:
    """Whatever stands before it, and however far in: a file is searched by parts."""
    path = tmp_path / f"copy{ending}"
    for before in ("", "x" * ((1 << 20) - 20)):
        path.write_text(f"{before} {form(QUERY)} ")
        assert [trace.file for trace in traces(tmp_path, [Gone(QUERY)])] == [path.name]
        path.write_text(f"{before} {form(QUERY + '4')} {form(STAYS)} ")
        assert traces(tmp_path, [Gone(QUERY)]) == []


def test_whatever_a_build_left_goes_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "s" / "archive").mkdir(parents=True)
    (tmp_path / "t").mkdir()
    (tmp_path / "t" / "records-r-00000.jsonl").write_bytes(jsonl.line({"url": STAYS}))
    report(tmp_path / "mine" / "report", STAYS)  # no site: not ours to remove
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "report").write_text("a file")
    kept = names(tmp_path)
    folders = [tmp_path / at / name for at in ("", "s", "t") for name in ("report", "report.tmp", "report.old.tmp")]
    for folder in folders:
        report(folder, GONE)
    assert reports.remove(tmp_path) == reports.Removed(len(folders))
    assert names(tmp_path) == kept
    assert reports.remove(tmp_path) == reports.Removed(0)


def test_a_report_on_another_disk_goes_with_its_link(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "report").symlink_to(report(tmp_path / "disk" / "shown", GONE))
    assert reports.remove(data).reports == 1
    assert names(tmp_path) == {"data", "disk"}


def test_a_build_that_is_at_work_can_put_nothing_in_place(tmp_path: Path) -> None:
    part = report(tmp_path / "report.tmp", GONE)
    with (part / "chunks" / "001.js").open("w") as chunk:
        reports.remove(tmp_path)
        chunk.write(GONE)
    with pytest.raises(FileNotFoundError):
        (part / "chunks" / "002.js").write_text(GONE)
    with pytest.raises(FileNotFoundError):
        part.rename(tmp_path / "report")
    assert names(tmp_path) == set()


def test_what_a_removal_that_was_killed_left_goes_with_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(tmp_path / "report", GONE)

    def killed(path: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(shutil, "rmtree", killed)
    with pytest.raises(KeyboardInterrupt):
        reports.remove(tmp_path)
    monkeypatch.undo()
    report(tmp_path / "report", GONE)
    assert reports.remove(tmp_path).reports == 2 and names(tmp_path) == set()


def test_a_report_that_cannot_be_removed_is_named_and_the_others_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "s" / "archive").mkdir(parents=True)
    bad, good = report(tmp_path / "report", GONE), report(tmp_path / "s" / "report", GONE)
    rename = Path.rename

    def refused(path: Path, target: Path) -> Path:
        if path == bad:
            raise PermissionError(13, os.strerror(13))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refused)
    (left,) = reports.remove(tmp_path).left
    assert left == f"{bad}: a report that could not be removed (Permission denied): delete it" and not good.exists()


def test_the_state_is_not_needed(tmp_path: Path) -> None:
    """A state made anew knows no report either."""
    make(tmp_path)
    State(tmp_path / "state" / "state.db").close()
    shutil.rmtree(tmp_path / "state")
    report(tmp_path / SITE / "report", GONE)
    assert reports.remove(tmp_path).reports == 1


def bytes_of_reports(data: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(data.rglob("report*/**/*")) if path.is_file())


@pytest.mark.usefixtures("in_numbers")
def test_after_a_takedown_no_byte_of_any_report_is_of_the_page(tmp_path: Path) -> None:
    """Its address, in whatever form, its title, what stands on it alone, why it could not be had; the others stay."""
    kept = sorted(made.repeated(list(made.mirrored(1)), 6), key=lambda one: one.site)
    for n, each in enumerate(kept):
        own = {"title": f"独有题目{n}", "journal": f"独有刊{n}", "doi": f"10.1234/own{n}"}
        kept[n] = each._replace(record=each.record | own)  # type: ignore[typeddict-item]
    made.write(tmp_path, kept)
    gone, url = 2, kept[2].page.url
    state = State(tmp_path / "state" / "state.db")
    with state.transaction() as db:
        db.execute("UPDATE urls SET error = '独有的错', asked = 1 WHERE url = ?", (url,))
    for site in ("", *(each.site for each in kept[::2])):
        room.build(tmp_path, site)
    path = url.rpartition("/")[2]
    sought = [url, html.escape(url), path, f"独有题目{gone}", f"独有刊{gone}", f"10.1234/own{gone}", "独有的错"]
    before = bytes_of_reports(tmp_path)
    assert [each for each in sought if each.encode() not in before] == []

    runs.begin(state, "20260401T000000000Z", made.START.timestamp(), "takedown")
    forget(state, tmp_path, "20260401T000000000Z", url)
    reports.remove(tmp_path)
    state.close()
    assert bytes_of_reports(tmp_path) == b""
    for site in ("", *(each.site for each in kept[::2])):
        room.build(tmp_path, site)
    after = bytes_of_reports(tmp_path)
    assert [each for each in sought if each.encode() in after] == []
    for n in {0, 1, 3, 4, 5}:
        assert f"独有题目{n}".encode() in after and f"独有刊{n}".encode() in after


@pytest.mark.usefixtures("in_numbers")
@pytest.mark.parametrize("step", ["newest", "overview", "review", "_copy_static", "replace_folder"])
def test_a_takedown_while_a_report_is_built_leaves_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Whatever the build is at: it ends with an error, and there is no report of what it read."""
    made.write(tmp_path, list(made.repeated(list(made.mirrored(1, 1)), 3)))
    does = getattr(room, step)

    def meanwhile(*args: object) -> object:
        reports.remove(tmp_path)
        return does(*args)

    monkeypatch.setattr(room, step, meanwhile)
    with pytest.raises(OSError):
        room.build(tmp_path)
    assert bytes_of_reports(tmp_path) == b""
