"""A share that is killed anywhere, or for which there is no room: nothing of it is lost, stays half, or comes twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from outputs import read
from outputs.cleaning.workers import Cleaned
from outputs.cluster import __main__ as command
from outputs.cluster import rank as share
from outputs.cluster import shares
from outputs.cluster.archives import Found, Passed, clean_found
from outputs.cluster.executors import How, local
from outputs.cluster.job import Job, begun
from outputs.cluster.rank import clean_share, is_done
from outputs.cluster.shares import Share, ShareError
from outputs.formats import parquet
from outputs.state.database import State
from outputs.state.pages import WaitingPage
from tests.cluster.test_rank import foreign, job_of, lines
from tests.conftest import HUNG, ROOT, wait_for

__all__ = ["foreign"]

SLOW = pytest.mark.slow
#: What changes a disk, of the functions that a share calls.
WRITES = (
    (os, "fsync"), (Path, "open"), (Path, "unlink"), (Path, "replace"), (Path, "rename"), (Path, "mkdir"),
)  # fmt: skip


def killing(held: Callable[..., Any], steps: Iterator[int]) -> Callable[..., Any]:
    """A function that ends its process where the steps are at their end."""

    def counting(*args: Any, **named: Any) -> Any:
        if next(steps, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        return held(*args, **named)

    return counting


def killed_at(step: int, work: Callable[[], object]) -> bool:
    """Whether a copy of this process was killed as it came to its so manieth change of the disk in some work."""
    if child := os.fork():
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status) or not os.WEXITSTATUS(status), "it failed by itself"
        return os.WIFSIGNALED(status)
    steps = iter(range(step))
    for owner, name in WRITES:
        setattr(owner, name, killing(getattr(owner, name), steps))
    code = 1
    try:
        work()
        code = 0
    finally:
        os._exit(code)


@pytest.fixture
def at_once(foreign: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Cleaned]:
    """What comes of each page, cleaned before and taken as it is, without a process for it."""
    parquet.schema()  # loads pyarrow: once, and not in each copy of the process
    job, held = job_of(foreign), dict[str, Cleaned]()
    for each in share.pages(Path(job.inputs[0]), share.Known(), share.re.compile(""), job.run):
        if isinstance(each, Found):
            cleaned = clean_found(each)
            assert isinstance(cleaned, Cleaned)
            held[each.task.page.url] = cleaned

    def cleaned_before(found: Iterable[Found | Passed], orders: object) -> Iterator[tuple[WaitingPage, Any]]:
        for each in found:
            page = each.task.page if isinstance(each, Found) else each.page
            yield page, held[page.url] if isinstance(each, Found) else each

    monkeypatch.setattr(share, "_cleaned", cleaned_before)
    return held


def files_of(out: Path) -> dict[str, bytes]:
    """What a job's folder holds; of Parquet its records, for its bytes tell the time of writing."""
    return {
        str(path.relative_to(out)): repr(list(read(path))).encode() if path.suffix == ".parquet" else path.read_bytes()
        for path in out.rglob("*")
        if path.is_file() and path.suffix != ".lock"
    }


def test_killed_at_any_write_over_and_over_it_ends_as_if_it_had_not_been(
    foreign: Path, tmp_path: Path, at_once: dict[str, Cleaned]
) -> None:
    """Each time at a later step; and what could be cleaned in one try cannot in the next: no file of a try may stay."""
    job = begun(job_of(foreign))
    good, step, chosen = dict(at_once), 0, random.Random(19)
    while True:
        bad = chosen.random() < 0.5
        at_once.update(good)
        at_once.update({url: Cleaned(error="the cleaning process was killed") for url in good if bad})
        if not killed_at(step, lambda: clean_share(job, 0)):
            break
        step += 1
        assert step < 200, "it never ends"
    assert step > 15 and is_done(Path(job.out), 0)
    records = [line["url"] for line in lines(Path(job.out), "records")]
    rejected = [line["url"] for line in lines(Path(job.out), "rejected")]
    assert len({*records, *rejected}) == len(records) + len(rejected), "a page has two fates, of two tries"
    assert not list(Path(job.out).rglob("*.tmp*"))


@pytest.mark.slow
def test_killed_at_random_writes_it_ends_with_the_files_of_an_undisturbed_share(
    foreign: Path, tmp_path: Path, at_once: dict[str, Cleaned]
) -> None:
    job = begun(job_of(foreign))
    clean_share(job, 0)
    expected = files_of(Path(job.out))
    for seed in range(10):
        chosen = random.Random(seed)
        other = begun(Job(**{**_fields(job), "out": str(tmp_path / f"out{seed}")}))
        tries = 0
        while killed_at(chosen.randrange(40), lambda: clean_share(other, 0)):  # noqa: B023 # called at once
            found = files_of_whole(Path(other.out))
            assert found.items() <= {**expected, "job.json": found["job.json"]}.items(), "a file by its name, and half"
            tries += 1
            assert tries < 200
        found = files_of(Path(other.out))
        assert found.keys() == expected.keys()
        assert {name for name in found if found[name] != expected[name]} == {"job.json"}, seed


def _fields(job: Job) -> dict[str, Any]:
    return {name: getattr(job, name) for name in job.__dataclass_fields__}


def files_of_whole(out: Path) -> dict[str, bytes]:
    for path in [path for path in out.rglob("*") if ".tmp" in path.name]:
        path.unlink()
    return files_of(out)


@pytest.mark.slow
def test_two_commands_begin_one_job(foreign: Path) -> None:
    """Many at once, and each with a run of its own: a share that is tried again must write what it wrote before."""
    job = job_of(foreign)
    code = (
        "import sys; from pathlib import Path; from outputs.cluster.job import begun, planned\n"
        f"job = planned([Path({job.inputs[0]!r})], Path({job.out!r}), sys.argv[1])\n"
        "sys.stdin.read(); print(begun(job).run)"
    )
    given = [sys.executable, "-c", code]
    started = [
        subprocess.Popen([*given, f"run{n}"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for n in range(6)
    ]
    for process in started:
        assert process.stdin
        process.stdin.close()
        process.stdin = None
    runs = {process.communicate(timeout=HUNG)[0] for process in started}
    assert len(runs) == 1 and b"run" in runs.pop()


def test_a_job_of_which_the_beginning_was_killed_begins(foreign: Path) -> None:
    job = job_of(foreign)
    Path(job.out).mkdir()
    (Path(job.out) / "job.tmp").write_bytes(b"{")
    assert begun(job) == job


def test_for_a_share_that_cannot_be_started_it_is_said_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "_line", lambda out, rank: [str(tmp_path / "none")])
    with pytest.raises(ShareError, match=r"rank 3 is not done: .*No such file"):
        Share(str(tmp_path))(None, 3, 4)


def test_one_share_that_fails_ends_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def line(out: str, rank: int) -> list[str]:
        code = (
            "raise SystemExit(1)" if rank != 2 else f"import pathlib; pathlib.Path({str(tmp_path / 'ran')!r}).touch()"
        )
        return [sys.executable, "-c", code]

    monkeypatch.setattr(shares, "_line", line)
    local(Job(str(tmp_path), ("a", "b", "c", "d"), 4, "run"), How(workers=1))
    assert (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("number", "group"),
    [(signal.SIGINT, True), *(pytest.param(number, False, marks=SLOW) for number in (signal.SIGINT, signal.SIGTERM))],
)
def test_stopped_the_command_leaves_no_process_and_names_what_is_left(
    foreign: Path, tmp_path: Path, number: signal.Signals, group: bool
) -> None:
    """group: a terminal sends Ctrl-C to all of its processes. Two shares are at work, and one waits."""
    held = next(foreign.glob("*/archive/*"))
    archives = [held.rename(held.with_name("a.warc.gz"))]
    archives += [held.with_name(f"{name}.warc.gz") for name in "bc"]
    for path in archives[1:]:
        path.write_bytes(archives[0].read_bytes())
    child = (
        "import os, pathlib, sys\n"
        f"pathlib.Path({str(tmp_path)!r}, f'{{os.getpid()}}.pid').touch(); sys.stdin.read(); sys.exit(1)"
    )
    code = (
        "import sys; from outputs.cluster import __main__, shares\n"
        f"shares._line = lambda out, rank: [sys.executable, '-c', {child!r}]\n"
        "sys.exit(__main__.main(sys.argv[1:]))"
    )
    given = [*map(str, archives), "--executor", "local", "--workers", "2", "--out", str(tmp_path / "out")]
    with subprocess.Popen(
        [sys.executable, "-c", code, *given], cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        wait_for(lambda: len(list(tmp_path.glob("*.pid"))) == 2)
        (os.killpg if group else os.kill)(process.pid, number)
        told = process.communicate(timeout=HUNG)[1]
    assert process.returncode == 2, told
    assert all(f"rank {rank} (" in told for rank in range(3)) and "3 of 3 shares are left" in told
    assert "Traceback" not in told
    assert not [path for path in tmp_path.glob("*.pid") if Path("/proc", path.stem).exists()]


@pytest.mark.slow
def test_an_archive_that_goes_away_midway_stops_the_share_and_costs_no_page(
    state: State, crawled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a disk of the net is lost: it is no fault of the pages, and they are cleaned once it is back."""
    job, found = job_of(crawled, state), share.pages

    def going(path: Path, *given: Any) -> Iterator[Found | Passed]:
        for number, each in enumerate(found(path, *given)):
            if number == 3:
                path.rename(path.with_name("away"))
            yield each

    with monkeypatch.context() as patch:
        patch.setattr(share, "pages", going)
        with pytest.raises(FileNotFoundError):
            clean_share(job, 0)
    assert not is_done(Path(job.out), 0) and not lines(Path(job.out), "rejected")
    Path(job.inputs[0]).with_name("away").rename(job.inputs[0])
    assert clean_share(job, 0).counted["records"]


def test_what_could_not_be_cleaned_is_counted_as_such(foreign: Path, at_once: dict[str, Cleaned]) -> None:
    """A machine without memory to spare is no verdict on the pages: who reads the last line sees it."""
    first = next(iter(at_once))
    at_once[first] = Cleaned(error="the cleaning process ran out of memory")
    told = clean_share(job_of(foreign), 0)
    counted = told.counted
    assert (counted["uncleaned"], counted["records"]) == (1, 2) and list(told.lost.values()) == [1]


@pytest.fixture
def cut(foreign: Path) -> tuple[Path, bytes]:
    """An archive of which the end is gone, and what it was."""
    path = next(foreign.glob("*/archive/*"))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 2 // 3])
    return path, whole


def test_what_is_lost_of_an_archive_is_named_and_once_it_is_whole_it_is_done_again(
    cut: tuple[Path, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, whole = cut
    given = [str(path), "--executor", "local", "--out", str(tmp_path / "out")]
    for _ in range(2):  # the same again says the same, and cleans nothing
        assert command.main(given) == 1
        assert f"{path}: 1 pages or places could not be read or cleaned" in capsys.readouterr().err
    reasons = [line["reason"] for line in lines(tmp_path / "out", "rejected")]
    assert any("cut off" in reason for reason in reasons), reasons
    path.write_bytes(whole)
    assert command.main(given) == 0
    told = capsys.readouterr()
    assert "3 records in" in told.out and "could not be read" not in told.err
    assert not any("cut off" in line["reason"] for line in lines(tmp_path / "out", "rejected"))


def test_an_archive_that_is_mended_without_growing_is_done_again(foreign: Path, tmp_path: Path) -> None:
    path = next(foreign.glob("*/archive/*"))
    whole = path.read_bytes()
    path.write_bytes(whole[:-40] + bytes(40))
    job = job_of(foreign)
    lost = clean_share(job, 0).lost
    assert sum(lost.values()) >= 1 and is_done(Path(job.out), 0)
    path.write_bytes(whole)
    assert not is_done(Path(job.out), 0)
    assert clean_share(job, 0).lost == {} and is_done(Path(job.out), 0)
    path.touch()
    assert is_done(Path(job.out), 0), "nothing of it was lost: what only looks newer is not done twice"


@pytest.mark.parametrize("held", [b"# A README\n", b""])
def test_what_is_no_archive_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str], held: bytes) -> None:
    (tmp_path / "README.md").write_bytes(held)
    given = [str(tmp_path / "README.md"), "--executor", "local", "--out", str(tmp_path / "out")]
    assert command.main(given) == 1
    told = capsys.readouterr()
    assert "0 records in" in told.out and "README.md: 1 pages or places could not be read" in told.err


def test_an_archive_of_a_crawl_without_its_rules_is_told(
    crawled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archives = [str(path) for path in sorted(crawled.glob("*/archive/*"))]
    command.main([*archives, "--executor", "local", "--out", str(tmp_path / "out")])
    assert f"{archives[0]} and 1 others are of a crawl, and there is no --rules FILE" in capsys.readouterr().err


@pytest.mark.parametrize("held", ["", "{}", "{", '{"records": 3}', "[]"])
def test_a_tally_of_another_form_is_not_taken_on_trust(tmp_path: Path, held: str) -> None:
    (tmp_path / "done").mkdir()
    (tmp_path / "done" / "00000.json").write_text(held)
    assert not is_done(tmp_path, 0)
    (tmp_path / "done" / "00000.json").write_text('{"counted": {}, "lost": {}, "was": {}}')
    assert is_done(tmp_path, 0)
