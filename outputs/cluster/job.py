"""What is to be done, in a file that every machine reads: the archives, their shares, and what the records say."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from outputs.cluster.rules_file import digest
from outputs.files import TEMPORARY, replace_whole
from outputs.lock import Lock
from outputs.outside.escapes import as_json
from outputs.record import cleaner_version

NAME = "job.json"
#: For how long one command waits for another that begins the same job, by hand: that writes a file.
_BEGINNING_SECONDS = 30.0


class JobError(ValueError):
    """A job that cannot be begun or gone on with: one sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Job:
    """The cleaning of archives in shares. out: the folder that all machines write to.

    inputs: paths of WARC files, from the root. ranks: how many shares there are. rules: the file of ``jingkan reclean
    --rules``, ``""`` for none; rules_sha256: of its bytes, for a later crawl may write it anew. match: what the URL of
    a page must hold. run, cleaner: what the records name.
    """

    out: str
    inputs: tuple[str, ...]
    ranks: int
    run: str
    rules: str = ""
    rules_sha256: str = ""
    match: str = ""
    cleaner: str = ""

    def share(self, rank: int) -> tuple[str, ...]:
        """The archives of a rank.

        >>> job = Job("/out", ("/a", "/b", "/c", "/d", "/e"), 2, "run")
        >>> job.share(0), job.share(1)
        (('/a', '/c', '/e'), ('/b', '/d'))
        """
        return self.inputs[rank :: self.ranks]


def begun(job: Job) -> Job:
    """Write down a job that is new, or take up the one that was begun in its folder.

    The run is the one it was begun in, also where two commands begin it at once. Raises JobError where another one was,
    Locked, and OSError.
    """
    folder = Path(job.out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise JobError(f"{folder} is a file: name a folder of its own") from error
    if not (folder / NAME).exists() and any(path.suffix not in (".lock", TEMPORARY) for path in folder.iterdir()):
        raise JobError(f"{folder} holds what is not of a job: name a folder of its own")
    with Lock(folder / "job.lock").wait(_BEGINNING_SECONDS):
        return _begun(job, folder)


def _begun(job: Job, folder: Path) -> Job:
    if (folder / NAME).exists():
        before = read(folder)
        for name in ("inputs", "ranks", "rules", "rules_sha256", "match", "cleaner"):
            if getattr(before, name) != getattr(job, name):
                what = "by another cleaner" if name == "cleaner" else f"with other {_NAMED[name]}"
                raise JobError(f"{folder} was begun {what}: name a folder of its own, or give what it was begun with")
        return before
    replace_whole(folder / NAME, (as_json(asdict(job), indent=2) + "\n").encode())
    return job


_NAMED = {
    "inputs": "archives",
    "ranks": "--tasks",
    "rules": "--rules",
    "rules_sha256": "rules (the file was written anew since)",
    "match": "--match",
}


def read(folder: Path) -> Job:
    """The job that was begun in a folder. Raises JobError."""
    try:
        held = json.loads((folder / NAME).read_bytes())
        job = Job(**{**held, "inputs": tuple(held["inputs"])})
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise JobError(f"{folder / NAME} cannot be read ({error}): name another folder to begin anew") from error
    return job


def planned(
    inputs: Sequence[Path], out: Path, run: str, tasks: int = 0, rules: Path | None = None, match: str = ""
) -> Job:
    """The job that archives make. tasks: how many shares at most; 0 for one each.

    Raises JobError for archives that are none or named twice, and for a pattern that is none; OSError for rules that
    cannot be read.
    """
    # Not where a link leads: an archive is known by its name. In one order, whatever that of the command line.
    paths = tuple(sorted(str(path.parent.resolve() / path.name) for path in inputs))
    if absent := next((path for path in inputs if not path.is_file()), None):
        raise JobError(f"{absent} is no file: name WARC files that every machine sees under this path")
    names = [Path(path).name for path in paths]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise JobError(f"{twice} is named twice: an archive is known by its name, name each once")
    try:
        re.compile(match)
    except re.error as error:
        raise JobError(f"--match {match} is no regular expression: {error}") from error
    return Job(
        out=str(out.resolve()),
        inputs=paths,
        ranks=min(tasks, len(paths)) if tasks else len(paths),
        run=run,
        rules=str(rules.resolve()) if rules else "",
        rules_sha256=digest(rules) if rules else "",
        match=match,
        cleaner=cleaner_version(),
    )
