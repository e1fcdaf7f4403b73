"""A job is begun and gone on with as it was given; what is wrong with it is told in a line, and leaves no trace."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from outputs.cluster import __main__ as command
from outputs.cluster import executors, shares
from outputs.cluster.executors import EXECUTORS, How, slurm
from outputs.cluster.job import NAME, Job, JobError, begun, planned, read
from outputs.cluster.rank import is_done
from outputs.cluster.shares import Share, ShareError, why
from tests.cluster.test_rank import foreign, job_of, lines
from tests.commands.conftest import web
from tests.conftest import HUNG, ROOT, free_port, wait_for

__all__ = ["foreign", "web"]


@pytest.fixture
def archives(tmp_path: Path) -> list[Path]:
    """Files that nobody reads."""
    paths = [tmp_path / f"{name}.warc.gz" for name in "abcde"]
    for path in paths:
        path.touch()
    return paths


def job(archives: list[Path], tmp_path: Path, **more: Any) -> Job:
    return planned(archives, tmp_path / "out", "run", **more)


@pytest.mark.parametrize("tasks", [0, 1, 2, 3, 4, 5, 6, 99])
def test_each_archive_is_in_one_share_and_no_share_is_empty(archives: list[Path], tmp_path: Path, tasks: int) -> None:
    made = job(archives, tmp_path, tasks=tasks)
    held = [made.share(rank) for rank in range(made.ranks)]
    assert sorted(path for share in held for path in share) == [str(path) for path in archives] and all(held)
    assert made.ranks == min(tasks or 5, 5)


def test_the_same_job_goes_on_in_the_run_that_it_was_begun_in(archives: list[Path], tmp_path: Path) -> None:
    first = begun(job(archives, tmp_path))
    assert begun(replace(job(archives, tmp_path), run="a later one")) == first == read(tmp_path / "out")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"inputs": ("/a",)}, "with other archives"),
        ({"ranks": 2}, "with other --tasks"),
        ({"rules": "/rules.json"}, "with other --rules"),
        ({"rules_sha256": "0" * 64}, "written anew since"),
        ({"match": "x"}, "with other --match"),
        ({"cleaner": "0.0.1"}, "by another cleaner"),
    ],
)
def test_another_job_does_not_go_on_in_its_folder(
    archives: list[Path], tmp_path: Path, given: dict[str, Any], said: str
) -> None:
    first = begun(job(archives, tmp_path))
    with pytest.raises(JobError, match=said):
        begun(replace(first, **given))
    assert read(tmp_path / "out") == first


@pytest.mark.parametrize("held", [b"", b"{}", b"[1]", b'{"out": "x"', b'{"inputs": 3}', b'{"inputs": [], "more": 1}'])
def test_a_job_that_cannot_be_read_is_told(tmp_path: Path, archives: list[Path], held: bytes) -> None:
    begun(job(archives, tmp_path))
    (tmp_path / "out" / NAME).write_bytes(held)
    with pytest.raises(JobError, match=r"job\.json cannot be read"):
        begun(job(archives, tmp_path))


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path, archives: list[Path]) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.txt").touch()
    with pytest.raises(JobError, match="holds what is not of a job"):
        begun(job(archives, tmp_path))
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a.txt"]


WRONG: dict[str, tuple[list[str], str]] = {
    "no file": (["none.warc.gz"], "none.warc.gz is no file"),
    "a folder": (["."], ". is no file"),
    "a pattern that is none": (["a.warc.gz", "--match", "("], "--match ( is no regular expression"),
    "one name twice": (["a.warc.gz", "sub/a.warc.gz"], "a.warc.gz is named twice"),
    "rules that are none": (["a.warc.gz", "--rules", "b.warc.gz"], "was cut short"),
    "no rules": (["a.warc.gz", "--rules", "none.json"], "none.json cannot be read"),
    "a name with a command": (["\x1b[2Jnone"], "<1B>[2Jnone is no file"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_told_in_a_line_and_nothing_begun(
    archives: list[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    wrong: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.warc.gz").touch()
    given, said = WRONG[wrong]
    assert command.main([*given, "--executor", "local", "--out", "out"]) == 1
    told = capsys.readouterr().err
    assert said in told and told.count("\n") == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "given",
    [
        ["--executor", "spark"], ["--executor", "local", "--workers", "0"], ["--executor", "local", "--tasks", "-1"],
        ["--executor", "ray", "--memory", "nan"], ["--executor", "ray", "--memory", "0"], [],
    ],
)  # fmt: skip
def test_wrong_usage_ends_with_2(archives: list[Path], tmp_path: Path, given: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main([str(archives[0]), "--out", str(tmp_path / "out"), *given])
    assert ended.value.code == 2 and not (tmp_path / "out").exists()


@pytest.mark.parametrize("executor", ["ray", "slurm"])
def test_without_datatrove_it_is_said_how_to_get_it(
    archives: list[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    executor: str,
) -> None:
    monkeypatch.setitem(sys.modules, "datatrove", None)
    monkeypatch.setitem(sys.modules, "datatrove.executor", None)
    assert command.main([str(archives[0]), "--executor", executor, "--out", str(tmp_path / "out")]) == 1
    assert "is not installed: `make cluster` in a checkout" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["127.0.0.1:{}", "ray://127.0.0.1:{}", "nowhere.invalid:{}"])
def test_where_nobody_answers_ray_is_not_asked(form: str) -> None:
    """It would ask without end."""
    with pytest.raises(JobError, match=r"no Ray cluster at .*: .+"):
        executors._answers(form.format(free_port()))


def test_where_somebody_answers_or_ray_knows_better_it_is(web: tuple[str, object]) -> None:
    executors._answers(web[0].removeprefix("http://"))
    executors._answers("auto")


@pytest.mark.parametrize("word", ["", "cpu\n#SBATCH --uid=0", "cpu; rm", "$(id)", "a b", "`id`"])
@pytest.mark.parametrize("option", ["partition", "time"])
def test_slurm_is_told_words_alone(
    archives: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, word: str, option: str
) -> None:
    known = SimpleNamespace(SlurmPipelineExecutor=lambda **given: pytest.fail("it was asked"))
    monkeypatch.setitem(sys.modules, "datatrove", SimpleNamespace())
    monkeypatch.setitem(sys.modules, "datatrove.executor", known)
    how = replace(How(partition="cpu", time="2-12:00:00"), **{option: word})  # type: ignore[arg-type]
    with pytest.raises(JobError, match=f"--{option} .*Slurm needs one, like"):
        slurm(job(archives, tmp_path), how)


def test_what_is_left_is_named_and_the_exit_code_says_so(
    foreign: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """By an executor that runs no share, then by one that runs all."""
    path = next(foreign.glob("*/archive/*"))
    given = [str(path), "--executor", "local", "--out", str(tmp_path / "out")]
    monkeypatch.setitem(EXECUTORS, "local", lambda job, how: None)
    assert command.main(given) == 2
    told = capsys.readouterr()
    assert f"rank 0 ({path}) is left: it was not begun" in told.err and "0 records in" in told.out
    monkeypatch.setitem(EXECUTORS, "local", lambda job, how: Share(job.out)(None, 0, job.ranks))
    assert command.main(given) == 0
    assert "3 records in" in capsys.readouterr().out
    monkeypatch.setitem(EXECUTORS, "local", lambda job, how: pytest.fail("all was done"))
    assert command.main(given) == 0


def test_a_share_whose_starter_is_gone_ends_and_nothing_of_it_counts(foreign: Path) -> None:
    job = begun(job_of(foreign))
    given = [sys.executable, "-m", "outputs.cluster.rank", job.out, "0"]
    done = subprocess.run(given, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, timeout=HUNG, check=False)
    out = Path(job.out)
    assert done.returncode == 1 and not is_done(out, 0)
    assert not lines(out, "records") and not list(out.rglob("*.tmp"))


def test_a_share_that_fails_says_why(foreign: Path) -> None:
    job = begun(job_of(foreign))
    Path(job.inputs[0]).unlink()
    with pytest.raises(ShareError, match=r"rank 0 is not done: .*No such file"):
        Share(job.out)(None, 0, 1)
    assert "No such file" in why(Path(job.out), 0)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_share_whose_process_is_killed_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    killed = f"import os; os.kill(os.getpid(), {int(number)})"
    monkeypatch.setattr(shares, "_line", lambda out, rank: [sys.executable, "-c", killed])
    with pytest.raises(ShareError, match=rf"its process was killed \(signal {int(number)}\)"):
        Share(str(tmp_path))(None, 0, 1)


def test_the_process_of_a_share_lives_as_long_as_who_started_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed itself, the starter takes its end of the standard input along."""
    mark = tmp_path / "ended"
    child = f"import pathlib, sys; print(1, flush=True); sys.stdin.read(); pathlib.Path({str(mark)!r}).touch()"
    code = (
        "import sys; from outputs.cluster import shares\n"
        f"shares._line = lambda out, rank: [sys.executable, '-c', {child!r}]\n"
        f"shares.Share({str(tmp_path)!r})(None, 0, 1)"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE) as starter:
        assert starter.stdout and starter.stdout.readline() == b"1\n"
        os.kill(starter.pid, signal.SIGKILL)
    wait_for(mark.exists)
