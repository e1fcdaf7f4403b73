"""Folders, lists and WARC files: every page once, in order, whatever ends the command or stands in its way."""

from __future__ import annotations

import gzip
import json
import os
import random
import re
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from functools import partial
from itertools import chain
from pathlib import Path
from threading import Barrier
from types import SimpleNamespace

import httpx
import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from cleaners import Page
from outputs import jsonl
from outputs.cleaning import pool as pool_module
from outputs.cleaning import resumable
from outputs.cleaning.pool import Crew, Pool
from outputs.cleaning.resumable import CannotResume, Result, Resumable, done_file
from spiders.cleaning import asking, many_pages
from spiders.cleaning.asked_for import Asked, carry_out
from spiders.cleaning.asking import DELAY, MOST, Asking
from spiders.cleaning.lists import listed
from spiders.cleaning.many_pages import Here, Wanted, clean_all, in_order
from spiders.cleaning.names import Naming, count, sources
from spiders.cleaning.outcomes import How, Outcome
from spiders.cleaning.source import Source
from spiders.one_page import Hooks, Unreadable, cleaned, load
from tests.commands import poison
from tests.commands.conftest import ARTICLE, Pages, Run
from tests.commands.warc_files import HTML, Answer, forms, write
from tests.conftest import HUNG, ROOT, wait_for

SETTINGS = Settings({"USER_AGENT": "test", "CLEANING_WORKERS": 0})
TRADITIONAL = ARTICLE.replace("山区小学图书角的借阅规律", "山區小學圖書角的借閱規律").replace("乡土文苑", "鄉土文苑")


def page(n: int) -> bytes:
    """Pages of their own, every third Traditional."""
    text = TRADITIONAL if n % 3 == 2 else ARTICLE
    return text.replace("图书角", f"图书角{n}").replace("圖書角", f"圖書角{n}").encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Nine pages in three folders, and a file that is none in the midst of them."""
    made = tmp_path / "pages"
    for n in range(9):
        path = made / ("", "b", "b/c")[n % 3] / f"{n}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(page(n))
    (made / "b" / "paper.pdf").write_bytes(b"%PDF-1.5\n")
    return made


def here(out: Path | None = None, match: str = "", told: bool = False) -> Wanted:
    """Cleaning in this process."""
    return Wanted(How(), "test", lambda url: None, match=re.compile(match), out=out, told=told)


def one_by_one(folder: Path) -> bytes:
    """The records of a folder's pages, each cleaned for itself, in the order of a sorted walk."""
    lines = []
    for path in sorted(folder.rglob("*"), key=lambda path: path.parts):
        if path.is_file():
            with suppress(Unreadable):
                lines.append(jsonl.line(cleaned(str(path), load(str(path)))[1]))
    return b"".join(lines)


def named(naming: Naming, *names: object) -> list[str]:
    return [source.name for source in sources(map(str, names), naming)]


def nothing(address: str) -> Page:
    raise AssertionError(f"asked for {address}")


# --- What is a source ---


def test_a_folder_on_all_cores_is_what_its_pages_are_one_by_one(folder: Path, scrapy: Run, tmp_path: Path) -> None:
    """On standard output and in a file, which may lie in the folder and is gone on with by whoever calls again."""
    out = folder / "b" / "records.jsonl"
    done = scrapy("clean", folder, "--out", out, "-s", "CLEANING_WORKERS=2")
    told = done.stderr.decode().splitlines()
    assert done.returncode == 1 and not done.stdout, told
    told = [line for line in told if not re.match(r" +\d+ s  ", line)]  # on a busy machine it is told how far it is
    assert told[0].startswith(f"{folder / 'b' / 'paper.pdf'}: is a PDF")
    assert told[1:] == ["9 records; 1 source gave none; passed over: 2 written by this command"]
    written = out.read_bytes()
    assert carry_out(Asked([str(folder)], out=str(out)), SETTINGS) == 1, "it is remembered that one gave none"
    assert out.read_bytes() == written
    out.unlink()
    done_file(out).unlink()
    assert written == one_by_one(folder) and written.count(b"\n") == 9


def test_a_walk_is_sorted_and_names_what_is_no_page(folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / ".git" / "a.html").write_bytes(page(1))
    os.mkfifo(folder / "fifo")
    (folder / "loop").symlink_to(folder)
    (folder / "lost").symlink_to(folder / "nowhere")
    (folder / "zlink.html").symlink_to(folder / "0.html")
    naming = Naming(nothing)
    found = list(sources([str(folder)], naming))
    assert [source.name.removeprefix(f"{folder}/") for source in found] == [
        *("0.html", "3.html", "6.html", "b/1.html", "b/4.html", "b/7.html", "b/c/2.html", "b/c/5.html", "b/c/8.html"),
        *("b/paper.pdf", "fifo", "loop", "lost", "zlink.html"),
    ]
    assert {source.name[len(str(folder)) + 1 :]: source.why for source in found if source.why} == {
        "fifo": "is no regular file",
        "loop": "is a link to a folder: name that folder to have it cleaned",
        "lost": "is a link to nothing",
    }
    assert naming.passed == {"hidden": 1}


def test_sources_are_counted_before_they_are_read(folder: Path, tmp_path: Path) -> None:
    """For the progress: what a walk gives, what this command writes left out; not where an archive is among them."""
    (folder / ".hidden").write_bytes(page(1))
    (folder / "lost").symlink_to(folder / "nowhere")
    (folder / "loop").symlink_to(folder)
    out = folder / "out"
    out.write_bytes(b"")
    naming = Naming(nothing, spared=frozenset([(out.stat().st_dev, out.stat().st_ino)]))
    (tmp_path / "list").write_text(f"http://a.example/1\n\n{folder}\nmissing.html\n")
    with listed(str(tmp_path / "list")) as names:
        walk = sources(names, naming)
        found = [next(walk) for _ in range(5)]
        assert count(names, naming) == len([*found, *walk]) == 14, "in the midst of a walk"
    (folder / "b" / "a.warc.gz").write_bytes(b"")
    assert count([str(folder)], naming) is None


def test_a_page_is_known_by_its_path_from_wherever_it_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    absolute = [source.id for source in sources([str(folder)], Naming(nothing))]
    monkeypatch.chdir(folder.parent)
    assert [source.id for source in sources(["pages"], Naming(nothing))] == absolute


def test_names_that_can_be_no_files_are_sources_all_the_same() -> None:
    odd = ["x" * 5000, "a\0b", "", "ftp://a.example/1", "missing.html"]
    assert named(Naming(nothing), *odd) == odd
    for source in sources(odd, Naming(nothing)):
        with pytest.raises(Unreadable):
            load(source.name)


def test_a_list_names_what_a_command_names(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spiders.cleaning.asked_for._cores", lambda: 0)
    paths = [str(path) for path in folder.glob("*.html")][::-1]
    (tmp_path / "list").write_text(
        "\ufeff" + "\r\n\r\n".join([*paths, str(folder / "b"), "missing.html"]) + "\n\n", "utf-8"
    )
    out = tmp_path / "out"
    (folder / "a.html").write_bytes(page(20))
    assert carry_out(Asked([str(folder / "a.html")], str(tmp_path / "list"), str(out)), SETTINGS) == 1
    order = [*paths, *(str(folder / "b" / name) for name in ("1.html", "4.html", "7.html", "c/2.html", "c/5.html"))]
    order = [str(folder / "a.html"), *order, str(folder / "b/c/8.html")]
    assert [str(record["url"]) for record in jsonl.read(out)] == [Path(path).as_uri() for path in order]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (Asked([], "missing"), "--from missing cannot be read: No such file"),
        (Asked([], "gbk"), "gbk is not UTF-8"),
        (Asked([], "dash"), "a list cannot hold -"),
        (Asked([], "addresses"), f"more than {MOST} addresses: use `scrapy crawl pages -a urls=FILE`"),
        (Asked([f"http://127.0.0.1:9/{n}" for n in range(MOST + 1)]), "scrapy crawl pages"),
        (Asked(["-", "-"]), "standard input can be read once"),
        (Asked(["-"], out="o"), "--out cannot tell one page on standard input from the next"),
        (Asked(["."], url="http://a.example/1"), "--url names one page"),
        (Asked(["."], match="("), "--match ( is no regular expression"),
        (Asked(["."], rules="none.json"), "--rules none.json cannot be read"),
        (Asked(["."], rules="foreign"), "--rules foreign:1 is no file of rules"),
        (Asked(["."], out="nowhere/o"), "nowhere/o cannot be written: No such file"),
        (Asked(["."], out="/dev/null"), "/dev/null is no regular file"),
        (Asked(["."], out="."), ". is no regular file"),
        (Asked(["."], out="foreign"), "foreign is not empty, and foreign.done does not say what is done of it"),
        (Asked([]), "give at least one file"),
    ],
)
def test_wrong_usage_is_told_before_anything_is_done(
    asked: Asked, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(many_pages, "sources", nothing)
    Path("gbk").write_bytes("网址".encode("gbk"))
    Path("dash").write_text("a.html\n-\n")
    Path("addresses").write_text("".join(f"http://127.0.0.1:9/{n}\n" for n in range(MOST + 1)))
    Path("foreign").write_text("{}\n")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(UsageError) as raised:
        carry_out(asked, SETTINGS)
    assert said in str(raised.value)
    assert sorted(tmp_path.iterdir()) == before and Path("foreign").read_text() == "{}\n"


def asked_by(fetched: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> Asking:
    """One that asks for pages as it does, of no server. fetched: does so, and says where it is redirected, or ""."""

    def fetch(address: str, agent: str, hooks: Hooks) -> Page:
        end = address
        while end:
            address, request = end, httpx.Request("GET", end)
            hooks.asks(request)
            end = fetched(address)
            hooks.answers(httpx.Response(301 if end else 200, headers={"Location": end} if end else {}))
        return Page(address, b"x")

    monkeypatch.setattr(asking, "fetch", fetch)
    return Asking("test")


def test_a_host_is_asked_for_one_page_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now, asked = [100.0], list[tuple[float, str]]()

    def fetched(address: str) -> str:
        asked.append((now[0], address))
        now[0] += 0.125
        if "404" in address:
            raise Unreadable(address, "is not there")
        return "http://c.example/end" if "moved" in address else ""

    monkeypatch.setattr("spiders.cleaning.asking.time.monotonic", lambda: now[0])
    monkeypatch.setattr("spiders.cleaning.asking.time.sleep", lambda seconds: now.__setitem__(0, now[0] + seconds))
    ask = asked_by(fetched, monkeypatch)
    for address in ("http://a.example/1", "http://b.example/moved", "http://A.example:80/404", "http://c.example/"):
        with suppress(Unreadable):
            ask(address)
    ask("http://a.example/2")
    assert ask.left_alone("http://A.example/3") == ("a.example", DELAY)
    assert ask.left_alone("http://d.example/") == ("d.example", 0.0)
    at = {address: when for when, address in asked}
    assert at["http://b.example/moved"] == 100.125, "another host need not wait"
    assert at["http://c.example/end"] == 100.25, "nor one that a redirect leads to"
    assert at["http://A.example:80/404"] == 100.125 + DELAY
    assert at["http://c.example/"] == 100.375 + DELAY, "that was asked as well"
    assert at["http://a.example/2"] == at["http://A.example:80/404"] + 0.125 + DELAY


def test_hosts_are_asked_side_by_side_and_their_pages_come_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each first page waits until all hosts are asked, and redirects lead to and fro between them."""
    monkeypatch.setattr(asking, "DELAY", 0.01)
    first, busy, order = Barrier(3, timeout=HUNG), Counter[str](), list[str]()
    ends = dict[str, float]()

    def fetched(address: str) -> str:
        host = address.split("/")[2]
        assert time.monotonic() - ends.get(host, 0) >= 0.01, "too fast"
        busy[host] += 1
        assert busy[host] == 1, "two pages of a host at a time"
        order.append(address)
        if address.endswith("/0"):
            first.wait()
        busy[host] -= 1
        ends[host] = time.monotonic()
        return {"http://a.example/1": "http://b.example/x", "http://b.example/1": "http://a.example/x"}.get(address, "")

    ask = asked_by(fetched, monkeypatch)
    names = [f"http://{host}.example/{n}" for n in range(3) for host in "abc"]
    names[4:4] = ["a.html", "b.html"]
    found = list(in_order(ask.ahead(sources(names, Naming(ask))), Kept(How()), here(), lambda late: None))
    assert [source.name for source, _ in chain.from_iterable(found)] == names
    for host in "abc":
        of_host = [name for name in order if f"{host}.example" in name and not name.endswith("x")]
        assert of_host == [f"http://{host}.example/{n}" for n in range(3)]


class Kept(Here):
    """Cleans nothing."""

    def submit(self, task: many_pages.Task) -> None:
        self.finished.append((task, Outcome(line=b"x\n")))


def test_no_page_waits_in_memory_for_an_address() -> None:
    """What an archive holds, and what can be read but once, is not looked at before its turn."""
    looked = list[str]()

    def left() -> Iterator[Source]:
        for n, kind in enumerate(("address", "file", "address", "archive", "archive")):
            looked.append(kind)
            yield Source(str(n), str(n), None if kind == "file" else lambda: Page("", b"x"), address=kind == "address")

    coming = Asking("test").ahead(left())
    assert not next(coming).late(HUNG)  # type: ignore[misc]
    assert looked == ["address", "file", "address", "archive"]
    assert [source.name for source in coming] == ["1", "2", "3", "4"]


# --- WARC files ---


def records_of(path: Path, capsys: pytest.CaptureFixture[str], match: str = "") -> tuple[list[str], list[str]]:
    """The URLs of the records that a file gives, and the lines that are said."""
    out = path.with_name(path.name + ".jsonl")
    clean_all([str(path)], here(out, match, told=True))
    return [str(record["url"]) for record in jsonl.read(out)], capsys.readouterr().err.splitlines()


@pytest.mark.parametrize("kind", ["a member a record", "not compressed", "one member for all"])
def test_a_page_is_the_same_in_whatever_form_an_archive_holds_it(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Under a name that says nothing, too."""
    path, answers = tmp_path / "pages.bin", forms(page(0))
    write(path, list(answers.values()), compressed=kind == "a member a record")
    if kind == "one member for all":
        path.write_bytes(gzip.compress(path.read_bytes()))
    urls, said = records_of(path, capsys)
    assert urls == [answer.url for answer in answers.values()]
    assert said == [f"{len(answers)} records; passed over: {len(answers)} WARC request, 1 WARC warcinfo"]
    told = [
        {name: value for name, value in record.items() if name not in ("id", "url", "fetched")}
        for record in jsonl.read(tmp_path / "pages.bin.jsonl")
    ]
    assert told == [told[0]] * len(told), "only the address may differ"


def test_what_is_no_page_in_an_archive_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.warc.gz"
    json_page = (("Content-Type", "application/json"),)
    xml = (("Content-Type", "application/xml"),)
    refused = {
        "404": Answer("http://b.example/gone", page(1), status="404 Not Found"),
        "301": Answer("http://b.example/moved", b"", status="301 Moved"),
        "image/png": Answer(
            "http://b.example/a.png", b"\x89PNG\r\n\x1a\n" + bytes(99), (("Content-Type", "image/png"),)
        ),
        "application/json": Answer("http://b.example/a.json", b'{"a": 1}', json_page),
        "application/xml": Answer("http://b.example/feed", b"<?xml version='1.0'?><rss/>", xml),
        "is a PDF": Answer("http://b.example/lies", b"%PDF-1.5\n", HTML),
        "is empty": Answer("http://b.example/empty", b"", HTML),
    }
    taken = [
        Answer("http://b.example/x", b"<?xml version='1.0'?>\n<!DOCTYPE html>" + page(2)[15:], xml),
        Answer("http://b.example/none", page(3), ()),
        Answer("http://b.example/odd", page(4), (("Content-Type", "html"),)),
    ]
    write(path, [*refused.values(), *taken])
    urls, said = records_of(path, capsys)
    assert urls == [answer.url for answer in taken]
    assert len(said) == len(refused) + 1
    for line, (why, answer) in zip(said, refused.items(), strict=False):
        assert answer.url in line and why in line and str(path) in line


def test_pages_are_chosen_by_their_address(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.warc"
    answers = [Answer(f"http://{host}.example/{n}", page(n)) for n, host in enumerate("abab")]
    write(path, [*answers, Answer("http://b.example/", b"", status="404 Not Found")], compressed=False)
    urls, said = records_of(path, capsys, match=r"//a\.")
    assert urls == ["http://a.example/0", "http://a.example/2"]
    assert "3 not matched" in said[0] and len(said) == 1


def test_a_file_of_other_records_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.wet.warc.gz"
    write(path, [Answer("http://b.example/1", b"text", type="conversion")])
    urls, said = records_of(path, capsys)
    assert urls == [] and "holds no response of a web server" in said[0]


@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_damage_costs_what_it_hits_and_is_named(
    compressed: bool, seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A flipped bit, and a file cut short: no page behind the one is lost, none before the other, none is changed."""
    rng, path = random.Random(seed), tmp_path / "a.warc.gz"
    answers = [Answer(f"http://b.example/{n}", page(n)) for n in range(5)]
    offsets = write(path, answers, compressed)
    whole, _ = records_of(path, capsys)
    sound = (tmp_path / "a.warc.gz.jsonl").read_bytes().splitlines()
    assert whole == [answer.url for answer in answers]
    content = bytearray(path.read_bytes())
    hit = rng.randrange(5)
    at = offsets[hit] + (20 if seed else 600)  # in its header, or in its body
    if seed % 2:
        del content[at:]
        left = sound[:hit]
    else:
        content[at] ^= 1 << rng.randrange(8)
        left = [line for n, line in enumerate(sound) if n != hit]
    path.write_bytes(content)
    for old in tmp_path.glob("*.jsonl*"):
        old.unlink()
    _, said = records_of(path, capsys)
    found = (tmp_path / "a.warc.gz.jsonl").read_bytes().splitlines()
    assert [line for line in found if line in sound] == found and set(left) <= set(found)
    if len(found) < len(sound):
        assert "cannot be read" in said[0] and f"byte {offsets[hit]}" in said[0]
        assert "\x1b" not in said[0] and len(said) == 2


# --- Gone on with ---


def dies(work: Callable[[], object], after: int) -> bool:
    """Do it in a process that is killed (signal 9) in the midst of its N-th write of a record or of what is done;
    whether it was."""
    child = os.fork()
    if not child:
        left, real = [after], resumable._write

        def torn(file: object, content: bytes) -> None:
            left[0] -= 1
            if not left[0]:
                real(file, content[: len(content) // 2])  # type: ignore[arg-type]
                os.kill(os.getpid(), signal.SIGKILL)
            real(file, content)  # type: ignore[arg-type]

        resumable._write = torn
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        try:
            work()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


class Batched(Here):
    """Gives back several at a time, as processes do."""

    @property
    def room(self) -> int:
        return 3 - len(self.finished)


@pytest.mark.parametrize("seed", range(4))
def test_killed_at_any_write_and_called_again_each_page_is_there_once_and_in_order(
    seed: int, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many_pages, "Here", Batched if seed % 2 else Here)
    rng, out = random.Random(seed), tmp_path / "out"
    killed = 0
    while dies(lambda: clean_all([str(folder)], here(out)), rng.randrange(1, 6 if seed % 2 else 9)):
        killed += 1
    assert killed >= 2
    assert out.read_bytes() == one_by_one(folder)
    assert [Path(json.loads(line)["source"]).name for line in done_file(out).read_bytes().splitlines()[1:]] == [
        *("0.html", "3.html", "6.html", "1.html", "4.html", "7.html", "2.html", "5.html", "8.html", "paper.pdf")
    ]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_the_command_killed_at_any_time_leaves_no_process_and_is_gone_on_with(seed: int, tmp_path: Path) -> None:
    rng, out, pages = random.Random(seed), tmp_path / "out", tmp_path / "pages"
    pages.mkdir()
    for n in range(120):
        (pages / f"{n:04}.html").write_bytes(page(n))
    write(tmp_path / "a.warc.gz", [Answer(f"http://b.example/{n}", page(n)) for n in range(60)])
    line = [sys.executable, "-m", "scrapy", "clean", str(pages), str(tmp_path / "a.warc.gz"), "--out", str(out)]
    for _ in range(3):
        before = out.stat().st_size if out.exists() else 0
        with subprocess.Popen(line, cwd=ROOT, stderr=subprocess.DEVNULL, start_new_session=True) as running:
            while running.poll() is None and (not out.exists() or out.stat().st_size <= before):
                time.sleep(0.01)
            time.sleep(rng.random() / 4)
            running.kill()
        ends = time.monotonic() + HUNG
        while _alive(running.pid) and time.monotonic() - ends < 0:
            time.sleep(0.05)
        assert not _alive(running.pid), "a process is left behind"
    done = subprocess.run(line, cwd=ROOT, capture_output=True, timeout=HUNG)
    assert done.returncode == 0, done.stderr
    urls = [str(record["url"]) for record in jsonl.read(out)]
    assert urls == [path.as_uri() for path in sorted(pages.iterdir())] + [f"http://b.example/{n}" for n in range(60)]


@pytest.mark.slow
@pytest.mark.parametrize("after", [0, 1])
def test_ctrl_c_ends_the_command_in_a_sentence_whatever_its_processes_are_at(after: int, tmp_path: Path) -> None:
    """While they load, and once they have cleaned some pages. The terminal sends it to all of them."""
    out, pages = tmp_path / "out", tmp_path / "pages"
    pages.mkdir()
    for n in range(400):
        (pages / f"{n:04}.html").write_bytes(page(n))
    line = [sys.executable, "-m", "scrapy", "clean", str(pages), "--out", str(out)]
    with subprocess.Popen(line, cwd=ROOT, stderr=subprocess.PIPE, start_new_session=True) as running:
        while not out.exists() or out.stat().st_size < after:
            time.sleep(0.01)
        time.sleep(0.3)
        os.killpg(running.pid, signal.SIGINT)
        _, told = running.communicate(timeout=HUNG)
    assert running.returncode == 130, told
    records = sum(1 for _ in jsonl.read(out)) if out.stat().st_size else 0
    assert told.decode() == f"Stopped: {records} records are in {out}. The same command goes on from there.\n"


def _alive(session: int) -> bool:
    """Whether a process of a session is left."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] not in "ZX":
            return True
    return False


def begun(folder: Path, out: Path) -> bytes:
    """All of a folder in a file; what it holds."""
    clean_all([str(folder)], here(out))
    return out.read_bytes()


@pytest.mark.parametrize("kept", range(0, 4000, 613))
def test_whatever_is_left_of_both_files_is_made_whole(kept: int, folder: Path, tmp_path: Path) -> None:
    """Cut at any byte, as after a power cut, and with what was never promised behind it."""
    out = tmp_path / "out"
    whole = begun(folder, out)
    done = done_file(out).read_bytes()
    for file in (out, done_file(out)):
        kept = max(kept, 80)  # the line of the options
        for left in (file.read_bytes()[:kept], file.read_bytes() + b'{"source": "x", "si'[: kept % 19]):
            file.write_bytes(left)
            clean_all([str(folder)], here(out))
            assert (out.read_bytes(), done_file(out).read_bytes()) == (whole, done)


def test_pages_that_come_behind_what_is_done_are_added(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    whole = begun(folder, out)
    (folder / "z.html").write_bytes(page(30))
    assert begun(folder, out).startswith(whole)
    assert sum(1 for _ in jsonl.read(out)) == 10


@pytest.mark.parametrize("change", ["a page before", "a page less", "another option", "another folder", "edited"])
def test_what_does_not_fit_is_refused_and_nothing_is_lost(change: str, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    whole, names, wanted = begun(folder, out), [str(folder)], here(out)
    done = done_file(out).read_bytes()
    if change == "a page before":
        (folder / "1a.html").write_bytes(page(40))
    elif change == "a page less":
        (folder / "b" / "paper.pdf").unlink()
    elif change == "another option":
        wanted = here(out, match="x")
    elif change == "another folder":
        names = [str(folder / "b")]
    else:
        whole = whole.replace(b"\n", b" ")
        out.write_bytes(whole)
    with pytest.raises(CannotResume) as raised:
        clean_all(names, wanted)
    assert str(out) in str(raised.value) and "\n" not in str(raised.value)
    assert (out.read_bytes(), done_file(out).read_bytes()) == (whole, done)


def test_a_file_is_written_by_one_at_a_time(tmp_path: Path) -> None:
    with Resumable(tmp_path / "out", {}) as first:
        first.settle([Result("a", b"{}\n")])
        with pytest.raises(CannotResume, match="is being written by another process"):
            Resumable(tmp_path / "out", {})
        first.settle([Result("b", b"", "is empty")])
    with Resumable(tmp_path / "out", {}) as again:
        assert (again.before, again.records, again.without) == (2, 1, 1)


def test_a_name_that_is_no_utf8_is_known_again(folder: Path, tmp_path: Path) -> None:
    (folder / os.fsdecode("题目.html".encode("gbk"))).write_bytes(page(1))
    out = tmp_path / "out"
    assert begun(folder, out) == begun(folder, out)


def test_who_presses_ctrl_c_is_told_how_to_go_on(
    folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out, whole = tmp_path / "out", one_by_one(folder)
    real, left = Here.submit, [4]

    def pressed(self: Here, task: many_pages.Task) -> None:
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        real(self, task)

    for wanted in (here(out), here()):
        with pytest.MonkeyPatch.context() as patch:
            left[0] = 4
            patch.setattr(Here, "submit", pressed)
            with pytest.raises(SystemExit) as ended:
                clean_all([str(folder)], wanted)
        said = capfd.readouterr()
        assert ended.value.code == 130
        assert said.err.splitlines()[-1].startswith("Stopped") and "the same command goes on" in said.err.lower()
    assert said.out.encode() == out.read_bytes() == b"".join(whole.splitlines(keepends=True)[:3])
    clean_all([str(folder)], here(out))
    assert out.read_bytes() == whole


def test_a_full_disk_is_told_in_a_line_and_gone_on_from(folder: Path, tmp_path: Path) -> None:
    out, told = tmp_path / "out", tmp_path / "told"
    child = os.fork()
    if not child:
        code = 99
        try:
            os.dup2(os.open(told, os.O_WRONLY | os.O_CREAT), 2)
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr("spiders.cleaning.asked_for._cores", lambda: 0)
                sys.stderr = open(2, "w", buffering=1, closefd=False)  # noqa: SIM115
                code = carry_out(Asked([str(folder)], out=str(out)), SETTINGS)
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1
    assert told.read_text().splitlines() == [
        f"{out} cannot be written: File too large; the same command goes on from there"
    ]
    clean_all([str(folder)], here(out))
    assert out.read_bytes() == one_by_one(folder)


# --- Pages that end a process ---


@pytest.mark.parametrize("crew", [Crew(2, 10, seconds=60.0), Crew(2, 10, batch=4, seconds=60.0, load=int)])
def test_a_page_that_ends_or_hangs_its_process_costs_that_page_alone(
    crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of processes started anew and given one task at a time, and of copies of this one that are given batches.

    By a clock that stands until nothing is left but what hangs.
    """
    now = [0.0]
    monkeypatch.setattr(pool_module, "time", SimpleNamespace(monotonic=lambda: now[0], sleep=lambda seconds: None))
    names = ["a", "hangs", "b", "dies", "c", "known", "fills", "d", "ends", "e"]
    pool = Pool[str, str](poison.work, lambda why: f"failed: {why}", crew, lambda name: crew.batch > 1)
    found = list[tuple[str, str]]()
    try:
        for name in names:
            if name == "known":
                pool.settle(name, "as was said")
            else:
                pool.submit(name)
        while pool.in_hand:
            found += pool.done(1.0)
            hung = next((each for each in pool.workers if each.jobs and each.jobs[0].task == "hangs"), None)
            if hung and hung.ready and sum(not job.results for job in pool.order) == len(hung.jobs):
                now[0] += 61.0
    finally:
        pool.close()
    assert found == [
        ("a", "a"),
        ("hangs", "failed: cleaning took more than 60 s"),
        ("b", "b"),
        ("dies", "failed: the cleaning process was killed (signal 9), as the system does where memory runs out"),
        ("c", "c"),
        ("known", "as was said"),
        ("fills", "failed: the cleaning process ran out of memory"),
        ("d", "d"),
        ("ends", "failed: the cleaning process died on this page"),
        ("e", "e"),
    ]


def test_a_process_that_outlives_its_parent_keeps_no_file_of_it(tmp_path: Path) -> None:
    """It is at a page that takes long when the command is killed; whoever calls again need not wait for it."""
    ready, says = os.pipe()
    parent = os.fork()
    if not parent:
        try:
            with Resumable(tmp_path / "out", {}):
                pool = Pool[str, str](poison.work, str, Crew(1, 2, seconds=1.0, load=int))
                pool.submit("hangs")
                while not pool.workers[0].ready:
                    pool._receive(pool.workers[0])
                os.write(says, b"%d" % (pool.workers[0].process.pid or 0))
                os.kill(os.getpid(), signal.SIGKILL)
        finally:
            os._exit(1)
    assert os.WIFSIGNALED(os.waitpid(parent, 0)[1])
    worker = int(os.read(ready, 99))
    os.kill(worker, 0)
    Resumable(tmp_path / "out", {}).close()
    os.kill(worker, signal.SIGKILL)
    os.close(says)
    os.close(ready)


@pytest.mark.parametrize(("number", "size", "fit"), [(12, 30_000, True), (40, 100_000, False)])
def test_a_process_goes_on_while_nobody_takes_its_results(number: int, size: int, fit: bool, tmp_path: Path) -> None:
    """As long as its pipe holds them, twice what Linux gives unasked; what does not fit waits, and comes whole."""
    names = [f"{n:02}" for n in range(number)]
    crew = Crew(1, number, batch=number, load=int)
    pool = Pool[str, bytes](partial(poison.large, tmp_path, size), str.encode, crew, lambda name: True)
    with closing(pool):
        for name in names:
            pool.submit(name)
        found = pool.done(0.0)  # gives it the rest
        assert len(pool.workers[0].jobs) + len(found) == number
        if fit:
            wait_for(lambda: len(list(tmp_path.iterdir())) == number)
        while pool.in_hand:
            found += pool.done(1.0)
    assert found == [(name, name.encode().ljust(size)) for name in names]


def test_no_more_waits_in_memory_than_has_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many pages an archive holds, and however large they are."""
    monkeypatch.setattr(many_pages, "MOST_HELD", 3000)
    held, most = [0], [0]

    class Slow(Here):
        room = 1000

        def submit(self, task: many_pages.Task) -> None:
            held[0] += task.size
            most[0] = max(most[0], held[0])
            self.finished.append((task, Outcome(line=b"x\n")))

        def done(self, timeout: float) -> list[tuple[many_pages.Task, Outcome]]:
            if not timeout:
                return []
            task, result = self.finished.popleft()
            held[0] -= task.size
            return [(task, result)]

    left = (Source(str(n), str(n), read=lambda: Page("", bytes(1000))) for n in range(50))
    finished = chain.from_iterable(in_order(left, Slow(How()), here(), lambda late: None))
    assert [source.name for source, _ in finished] == list(map(str, range(50)))
    assert 0 < most[0] <= 3000


def test_addresses_beside_files(folder: Path, web: tuple[str, Pages], capfd: pytest.CaptureFixture[str]) -> None:
    address, pages = web
    pages["/1"] = (200, {"Content-Type": "text/html"}, page(1))
    names = [f"{address}/1", str(folder / "0.html"), f"{address}/2"]
    assert carry_out(Asked(names), SETTINGS) == 1
    said = capfd.readouterr()
    assert [json.loads(line)["url"] for line in said.out.splitlines()] == [names[0], (folder / "0.html").as_uri()]
    assert said.err == f"{address}/2: the server answers 404 Not Found\n"
