"""datatrove's executors, in the environment that has them: the records of ``reclean``, whatever is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import pytest

from outputs.cluster.job import NAME, planned, read
from outputs.cluster.rank import is_done
from outputs.cluster.rules_file import write
from outputs.state.database import State
from tests.audit.lock import CLUSTER, WORK, pins
from tests.cluster.test_rank import by_url, lines, recleaned
from tests.conftest import ROOT, wait_for

PYTHON = ROOT / ".venv-cluster" / "bin" / "python"


@pytest.fixture
def python() -> Path:
    """The interpreter that has datatrove: skipped by name without it, but never in CI."""
    if not PYTHON.exists():
        assert os.environ.get("CI") != "true", f"{PYTHON} is absent in CI: .ci/run makes it"
        pytest.skip(f"{PYTHON} is absent: `make cluster` makes it")
    return PYTHON


def line(python: Path, data: Path, out: Path, *more: str) -> list[str]:
    archives = map(str, sorted(data.glob("*/archive/*")))
    return [str(python), "-m", "outputs.cluster", *archives, "--out", str(out), *more]


def run(command: list[str], **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | env, capture_output=True, text=True, check=False, timeout=300
    )


@pytest.fixture
def rules(crawled: Path, state: State) -> str:
    write(crawled / "rules.json", state)
    return str(crawled / "rules.json")


@pytest.mark.slow
def test_two_workers_give_the_records_of_reclean(
    python: Path, crawled: Path, state: State, rules: str, tmp_path: Path
) -> None:
    """Here on this machine; on Ray below, where one is killed."""
    expected = recleaned(state, crawled)
    out = tmp_path / "out"
    command = line(python, crawled, out, "--executor", "local", "--workers", "2", "--rules", rules)
    done = run(command)
    assert done.returncode == 0, done.stderr[-2000:]
    assert by_url(lines(out, "records")) == expected and read(out).ranks == 2
    assert f"{len(expected)} records in {out}" in done.stdout
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.jsonl")}
    assert run(command).returncode == 0
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*.jsonl")} == before, "done again"


def cleaning_of(out: Path, rank: int) -> Iterator[int]:
    """The process that cleans a share."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if words[1:5] == [b"-m", b"outputs.cluster.rank", str(out).encode(), str(rank).encode()]:
            yield int(path.parent.name)


LISTENING = "0A"  # of /proc/net/tcp
#: 127.0.0.1 and ::1, as the kernel writes them.
LOOPBACK = {"0100007F", "00000000000000000000000001000000", "0000000000000000FFFF00000100007F"}


def listening_on(command: bytes) -> set[str]:
    """The addresses, as the kernel writes them, on which processes whose command line holds this listen."""
    sockets = set[str]()
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if command in (folder / "cmdline").read_bytes():
                sockets |= {str(file.readlink()) for file in (folder / "fd").iterdir()}
    found = set()
    for table in ("tcp", "tcp6"):
        for row in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = row.split()
            if fields[3] == LISTENING and f"socket:[{fields[9]}]" in sockets:
                found.add(fields[1].partition(":")[0])
    return found


@pytest.mark.slow
@pytest.mark.parametrize("executor", ["local", "ray"])
def test_a_share_that_is_killed_is_named_and_done_by_the_second_call_alone(
    python: Path, crawled: Path, state: State, rules: str, tmp_path: Path, executor: str
) -> None:
    expected = recleaned(state, crawled)
    out = tmp_path / "out"
    command = line(python, crawled, out, "--executor", executor, "--workers", "2", "--memory", "0.2", "--rules", rules)
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        wait_for(lambda: any(cleaning_of(out, 0)))
        listening = listening_on(str(PYTHON.parents[1]).encode())
        for number in cleaning_of(out, 0):
            os.kill(number, signal.SIGKILL)
        _, told = process.communicate(timeout=240)
    assert listening <= LOOPBACK and bool(listening) == (executor == "ray")
    assert process.returncode == 2, told[-2000:]
    assert "rank 0 (" in told and "is left: its process ended without a word, as one killed" in told
    assert not is_done(out, 0) and is_done(out, 1), "one that fails ends no other"
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*-00001*") if path.is_file()}
    done = run(command)
    assert done.returncode == 0 and is_done(out, 0), done.stderr[-2000:]
    assert done.stderr == "", "what others say of their tasks goes to a file"
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*-00001*") if path.is_file()} == before
    assert by_url(lines(out, "records")) == expected


@pytest.mark.slow
def test_slurm_is_given_a_script(python: Path, crawled: Path, rules: str, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    sbatch = tmp_path / "bin" / "sbatch"
    sbatch.write_text("#!/bin/sh\necho Submitted batch job 42\n")
    sbatch.chmod(0o755)
    out = tmp_path / "out"
    command = line(
        python, crawled, out, "--executor", "slurm", "--partition", "cpu", "--rules", rules, "--memory", "1.5"
    )
    done = run(command, PATH=f"{sbatch.parent}:{os.environ['PATH']}")
    assert done.returncode == 0, done.stderr[-2000:]
    assert "2 of 2 shares are submitted" in done.stdout
    script = (out / "logs" / "launch_script.slurm").read_text(encoding="utf-8")
    for expected in (
        "#SBATCH --partition=cpu",
        "#SBATCH --array=0-1",
        "#SBATCH --mem-per-cpu=2G",
        f"PYTHONPATH={ROOT}",
    ):
        assert expected in script
    assert f"source {PYTHON.parent / 'activate'}" in script and "launch_pickled_pipeline" in script


@pytest.mark.slow
def test_a_share_that_only_datatrove_holds_for_done_is_submitted(python: Path, crawled: Path, tmp_path: Path) -> None:
    """As one whose tally somebody removed, to have it done again."""
    (tmp_path / "bin").mkdir()
    sbatch = tmp_path / "bin" / "sbatch"
    sbatch.write_text("#!/bin/sh\necho Submitted batch job 42\n")
    sbatch.chmod(0o755)
    out = tmp_path / "out"
    (marks := out / "logs" / "completions").mkdir(parents=True)
    (out / "done").mkdir()
    (out / "done" / "00001.json").write_text('{"counted": {}, "lost": {}, "was": {}}')
    for rank in range(2):
        (marks / f"{rank:05}").touch()
    begun_before(crawled, out)
    done = run(
        line(python, crawled, out, "--executor", "slurm", "--partition", "cpu"),
        PATH=f"{sbatch.parent}:{os.environ['PATH']}",
    )
    assert done.returncode == 0 and "1 of 2 shares are submitted" in done.stdout, done.stderr[-2000:]
    assert "#SBATCH --array=0-0" in (out / "logs" / "launch_script.slurm").read_text(encoding="utf-8")


def begun_before(data: Path, out: Path) -> None:
    """The file of a job that was begun."""
    job = planned(sorted(data.glob("*/archive/*")), out, "20260101T000000000Z")
    (out / NAME).write_text(json.dumps(asdict(job)))


@pytest.mark.slow
def test_without_sbatch_or_a_partition_slurm_is_refused(python: Path, crawled: Path, tmp_path: Path) -> None:
    for more, said in ((["--partition", "cpu"], "there is no sbatch here"), ([], "--partition is missing")):
        done = run(line(python, crawled, tmp_path / "out", "--executor", "slurm", *more), PATH="/nowhere")
        assert (done.returncode, said in done.stderr) == (1, True), done.stderr[-2000:]


def test_the_environment_is_pinned_as_the_projects_and_ci_makes_it() -> None:
    locked = {pin.name: pin.version for pin in pins(CLUSTER.path.read_text(encoding="utf-8"))}
    ours = {pin.name: pin.version for pin in pins(WORK.path.read_text(encoding="utf-8"))}
    assert {"datatrove", "ray", "pyarrow", "selectolax"} <= locked.keys()
    assert {name for name in locked.keys() & ours.keys() if locked[name] != ours[name]} == set()
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert "export CI=true" in script and script.index("make cluster") < script.index("make test-slow")


@pytest.mark.parametrize(("ci", "outcome"), [("true", "failed"), ("", "skipped")])
def test_without_the_environment_ci_fails_and_others_skip(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ci: str, outcome: str
) -> None:
    monkeypatch.setattr("tests.cluster.test_executors.PYTHON", tmp_path / "absent")
    monkeypatch.setenv("CI", ci)
    with pytest.raises(AssertionError if outcome == "failed" else pytest.skip.Exception, match="absent"):
        python.__wrapped__()  # type: ignore[attr-defined]
