"""Advisories for the releases that are locked, by pip-audit.

pip-audit says "No known vulnerabilities found", with exit code 0, of releases that its source has never heard of, and
where its source holds no advisories at all (2.10.1, November 2026, with an index that serves files alone). Here each
release must have been answered for, and first one that is known to be faulty must be told as such.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.audit.lock import LOCKS, Lock, pins
from tests.audit.outcome import Ended, Outcome
from tests.audit.weaknesses import last_line

#: Advised against since 2019 (CVE-2019-11324): a source that does not know it knows nothing.
FAULTY = "urllib3==1.24.1"


class NoAnswer(Exception):
    """The source did not say of a release whether there are advisories; the text says why, in one line."""


def advisories(locks: Sequence[Lock] = LOCKS, source: Sequence[str] = ()) -> Outcome:
    """What is advised against of all that the locks hold, for whichever platform. source: further options of pip-audit.

    Raises ValueError where a lock is none.
    """
    part = f"pip-audit over {' '.join(lock.path.name for lock in locks)}"
    answers: dict[str, tuple[str, ...]] = {}
    try:
        if not asked([FAULTY], source)[FAULTY]:
            raise NoAnswer(f"the source holds no advisories: it knows none for {FAULTY}")
        for lock in locks:
            answers |= asked([f"{pin.name}=={pin.version}" for pin in pins(lock.path.read_text("utf-8"))], source)
    except NoAnswer as why:
        return Outcome(part, Ended.NOT_RUN, (str(why),))
    found = tuple(f"{release}: {', '.join(ids)}" for release, ids in sorted(answers.items()) if ids)
    return Outcome(part, Ended.FOUND, found) if found else Outcome(part, Ended.CLEAN, (f"{len(answers)} releases",))


def asked(releases: Sequence[str], source: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """Release → the ids of its advisories. Raises NoAnswer where pip-audit fails, or leaves one of them out.

    releases: as ``name==version``, none of a package twice, for pip-audit answers for one of them alone.
    """
    with tempfile.TemporaryDirectory() as folder:
        (listed := Path(folder) / "releases.txt").write_text("\n".join(releases))
        # No pip: nothing is resolved, and no index is asked. Without markers all is asked for on every platform.
        command = [sys.executable, "-m", "pip_audit", "--no-deps", "--disable-pip", "--requirement", str(listed)]
        # What a source said another day is no answer.
        command += ["--cache-dir", folder, "--format", "json", "--progress-spinner", "off", *source]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        report = json.loads(done.stdout)["dependencies"]
    except ValueError:
        raise NoAnswer(last_line(done.stderr)) from None
    answers = {
        f"{each['name']}=={each['version']}": tuple(vuln["id"] for vuln in each["vulns"])
        for each in report
        if "skip_reason" not in each
    }
    if unanswered := [release for release in releases if release not in answers]:
        more = f" and {len(unanswered) - 1} more" if len(unanswered) > 1 else ""
        raise NoAnswer(f"the source does not answer for {unanswered[0]}{more}")
    return answers
