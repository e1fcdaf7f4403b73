"""Who runs the shares: this machine, or datatrove's executors on Ray or as a Slurm job.

On this machine threads wait for the processes of the shares: datatrove's own executor would put processes between, of
which one lives on where the command is killed. datatrove and Ray are an extra of the installation (785 MB), in an
environment of their own: ``make cluster``. A share is one step of a pipeline, for no document passes from one to
another: datatrove drops those without text, and its own steps of removing duplicates lose articles for good.
"""

from __future__ import annotations

import logging
import math
import os
import shlex
import signal
import socket
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cleaners.patterns import regex
from outputs.cluster.job import Job, JobError
from outputs.cluster.rank import is_done
from outputs.cluster.shares import ROOT, Share, ShareError
from outputs.outside.escapes import printable
from outputs.outside.log import logger
from outputs.outside.terminal import tell

log = logger(__name__)

#: 10.0.0.1:6379, head.example:6379, ray://10.0.0.1:10001
_ADDRESS = regex(r"(?:ray://)?(?P<host>[^:/\s]+):(?P<port>\d{1,5})")
#: What Slurm is told goes into a script: a partition, a time as ``2-12:00:00``.
_WORD = regex(r"[\w.:,-]+")
LOGS = "logs"
#: Seconds between two lines on how far it is, and of waiting for a Ray cluster to answer; by hand.
PAUSE, ANSWERS = 10.0, 5.0
#: GB that a share is given, by hand: its processes had 0.23 at most with 20 pages of 3 kB (2026-11-26), to which come
#: the dictionaries of repair and pages of up to 16 MB.
MEMORY = 1.0


@dataclass(frozen=True, slots=True)
class How:
    """workers: shares at a time, 0 for as many as fit. memory: GB that a share is given. address: of a Ray cluster,
    ``""`` for one of this machine's own. partition, time: of Slurm."""

    workers: int = 0
    memory: float = MEMORY
    address: str = ""
    partition: str = ""
    time: str = "24:00:00"


class MissingDatatrove(JobError):
    """There is no datatrove: how to get it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not installed: `make cluster` in a checkout, else pip install 'jingkan[cluster]'")


def local(job: Job, how: How) -> None:
    """Run what is not done on this machine. Whatever ends it ends the processes of the shares. Raises OSError."""
    lifeline, ours = os.pipe()
    share, pool = Share(job.out, lifeline), ThreadPoolExecutor(how.workers or os.cpu_count() or 1)
    told = time.monotonic()
    try:
        shares = [pool.submit(share, None, rank, job.ranks) for rank in range(job.ranks)]
        for number, done in enumerate(as_completed(shares), 1):
            if time.monotonic() - told > PAUSE and number < job.ranks:
                told = time.monotonic()
                tell(f"{number} of {job.ranks} shares were looked after", to=sys.stderr)
            if isinstance(error := done.exception(), ShareError):  # one that fails ends no other
                log.warning("%s", error)
            elif error:
                raise error
    finally:
        os.close(ours)
        pool.shutdown(cancel_futures=True)
        os.close(lifeline)


def ray(job: Job, how: How) -> None:
    """Run what is not done on a Ray cluster. Raises MissingDatatrove, and JobError where no share would fit into it."""
    # Read where it is imported. It would tell its makers of every cluster. One of this machine's own would listen on
    # every address; told that it may have no other machines it keeps to the loopback (Ray 2.60, which brings
    # ``_node_ip_address`` back to the address that others reach).
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    if not how.address:
        os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"
    try:
        import ray as cluster
        from datatrove.executor import RayPipelineExecutor
    except ImportError as error:
        raise MissingDatatrove("datatrove or ray") from error
    _quiet(job)
    if how.address:
        _answers(how.address)
    with ExitStack() as after:
        given: dict[str, Any] = {"address": how.address, "logging_level": logging.ERROR}
        if not how.address:
            # Its files go with it: Ray leaves 0.25 MB a time (2026-11-26), for ever.
            folder = after.enter_context(TemporaryDirectory(prefix="ray-", ignore_cleanup_errors=True))
            given |= {"address": "local", "_temp_dir": folder, "num_cpus": how.workers or None}
            given["include_dashboard"] = False
        try:
            cluster.init(runtime_env={"env_vars": {"PYTHONPATH": str(ROOT)}}, log_to_driver=False, **given)
        except (ConnectionError, ValueError, RuntimeError) as error:
            where, why = how.address or "this machine", str(error).partition("\n")[0]
            raise JobError(f"no Ray cluster at {where}: {why}") from error
        after.callback(cluster.shutdown)
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # instead of Ray's, which aborts
        has = cluster.cluster_resources()
        if has.get("CPU", 0) < 1 or has.get("memory", 0) < how.memory * (1 << 30):
            raise JobError(f"no share fits into the cluster: it needs one CPU and --memory {how.memory:g} GB")
        workers = how.workers or job.ranks
        RayPipelineExecutor(**_common(job), workers=workers, mem_per_cpu_gb=how.memory).run()


def _answers(address: str) -> None:
    """Raises JobError where nobody answers at an address, ``10.0.0.1:6379``: Ray would ask without end."""
    found = _ADDRESS.fullmatch(address)
    if not found:
        return  # "auto", or a form of Ray's own
    try:
        socket.create_connection((found["host"], int(found["port"])), timeout=ANSWERS).close()
    except OSError as error:
        raise JobError(f"no Ray cluster at {printable(address)}: {error.strerror or 'no answer'}") from error


def _quiet(job: Job) -> None:
    """What datatrove says goes to a file among the job's logs: it tells of its own tasks, which are the shares'."""
    from datatrove.utils.logging import logger as theirs

    theirs.remove()
    theirs.add(Path(job.out) / LOGS / "command.log")
    logging.getLogger("ray").setLevel(logging.ERROR)


def slurm(job: Job, how: How) -> None:
    """Have Slurm run what is not done, and do not wait. Raises MissingDatatrove, and JobError without ``sbatch``."""
    try:
        from datatrove.executor import SlurmPipelineExecutor
    except ImportError as error:
        raise MissingDatatrove("datatrove") from error
    for option, word in (("--partition", how.partition), ("--time", how.time)):
        if not _WORD.fullmatch(word):
            raise JobError(f"{option} {printable(word) or 'is missing'}: Slurm needs one, like {_EXAMPLES[option]}")
    venv = Path(sys.prefix) / "bin" / "activate"
    try:
        SlurmPipelineExecutor(
            **_common(job),
            workers=how.workers or -1,
            time=how.time,
            partition=how.partition,
            mem_per_cpu_gb=math.ceil(how.memory),
            job_name="jingkan",
            env_command=f"source {shlex.quote(str(venv))}\nexport PYTHONPATH={shlex.quote(str(ROOT))}",
        ).run()
    except FileNotFoundError as error:
        raise JobError("there is no sbatch here: give the command where Slurm's are") from error


_EXAMPLES = {"--partition": "--partition cpu", "--time": "--time 24:00:00"}
EXECUTORS: dict[str, Callable[[Job, How], None]] = {"local": local, "ray": ray, "slurm": slurm}


def _common(job: Job) -> dict[str, Any]:
    """What datatrove's executors are given. Their own marks of what is done, among their logs, hold where ours do."""
    out = Path(job.out)
    for rank in range(job.ranks):
        if not is_done(out, rank):
            (out / LOGS / "completions" / f"{rank:05}").unlink(missing_ok=True)
    return {"pipeline": [Share(job.out)], "tasks": job.ranks, "logging_dir": str(Path(job.out) / LOGS)}
