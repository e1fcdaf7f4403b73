"""The examination of a data folder: nobody else at work, everything read once, every check asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from outputs.cleaning.process import cleaning_lock
from outputs.doctor.checks import CHECKS, NAMED, Check, Finding
from outputs.doctor.survey import survey
from outputs.lock import Lock
from outputs.state.database import DatabaseError, State, StateError, has_content, refuse_absent


@dataclass(frozen=True, slots=True)
class Report:
    """What the checks found, each finding with the name of its check."""

    findings: tuple[tuple[str, Finding], ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong; what the next run puts right by itself does not count."""
        return all(finding.how_bad == "note" for _, finding in self.findings)

    def lines(self) -> Iterator[str]:
        """The report for a person: a line for each finding, many of a kind being cut short, and the result."""
        told: dict[str, int] = {}
        for check, finding in self.findings:
            told[check] = told.get(check, 0) + 1
            if told[check] <= NAMED:
                yield str(finding)
        for check, n in told.items():
            if n > NAMED:
                yield f"{n - NAMED} more of the kind “{check.replace('_', ' ')}” are not named here"
        wrong = sum(finding.how_bad == "wrong" for _, finding in self.findings)
        if wrong:
            yield f"{wrong} {'fault' if wrong == 1 else 'faults'}. Nothing was changed."
        elif self.findings:
            yield "Sound, once the next run has put that right."
        else:
            yield "Sound: state, shards, archives, manifests and takedowns agree."


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Hold off every run for a block. Raises Locked where one is on."""
    with Lock(data / "state" / "run.lock").wait(0), cleaning_lock(data).wait(60):
        yield


def examine(data: Path, deep: bool = False, checks: Sequence[Check] = CHECKS) -> Report:
    """Look at a data folder, with ``alone`` around it, and change nothing.

    deep: also read every archive from end to end, and every index of the state.
    Raises StateError for a state of another version, OSError where a file cannot be read.
    """
    path = data / "state" / "state.db"
    if not has_content(path):
        try:
            refuse_absent(path)
        except StateError as error:
            return Report((("state_is_there", Finding("", str(error), "")),))
        return Report(())
    try:
        state = State(path, read_only=True)
    except (StateError, DatabaseError) as error:
        return Report((("state_is_whole", Finding("", str(error), "")),))
    try:
        if state.outdated:
            raise StateError(f"{path} was written by an older jingkan: `jingkan backup` brings it up to date as well")
        found = survey(state, data, deep)
    except DatabaseError as error:
        return Report((("state_is_whole", Finding("", str(error), "")),))
    finally:
        state.close()
    if found.registered.flaws:  # what it says of the others is worth nothing
        checks = checks[:1]
    return Report(tuple((check.__name__, finding) for check in checks for finding in check(found)))
