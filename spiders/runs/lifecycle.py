"""What every run goes through, with a crawl or without one: it begins, it is drained, it is concluded."""

from __future__ import annotations

import signal
import socket
import sys

from scrapy.settings import BaseSettings

from outputs.lock import Locked
from outputs.run import CRASH, LOCKED, MONITOR, OK, PARTIAL, Run
from outputs.state import hosts
from outputs.state.answers import note_failing
from outputs.state.database import DatabaseError, StateError
from outputs.takedown import rewrite
from spiders.crawl import pipelines
from spiders.runs.alerts import send
from spiders.runs.monitors import good, set_aside, watch
from spiders.runs.progress import Progress, summary
from spiders.terminal import say


def begin(settings: BaseSettings, clean: bool = True) -> Run | int:
    """Open the run; the exit code where that is not possible, once the reason is on standard error."""
    try:
        return pipelines.begin(settings, clean)
    except Locked as error:
        print(f"Another run is on: {error}. Nothing was done.", file=sys.stderr)
        return LOCKED
    except (StateError, OSError, DatabaseError) as error:
        where = "" if settings["DATA"] in str(error) else f" in {settings['DATA']}"
        print(f"The run cannot start{where}: {error}", file=sys.stderr)
        return CRASH


def drain(run: Run, progress: Progress) -> None:
    """Wait until every page is cleaned, or until a signal (SIGTERM, SIGINT) ends the wait."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, interrupt)  # Scrapy's own handlers need the reactor, which has ended
    try:
        run.close(bool(run.stopped), progress.show)
    except KeyboardInterrupt:
        run.stopped = "it was asked to, while pages still waited for cleaning"
        run.close(True, progress.show)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)  # what is left takes a moment, and must be whole
    progress.end()


def interrupt(*_: object) -> None:
    """A signal handler: raises KeyboardInterrupt."""
    raise KeyboardInterrupt


def conclude(run: Run, settings: BaseSettings) -> int:
    """Judge a run that is over, write its manifest, say what it did; the exit code."""
    try:
        for site in run.sites:
            note_failing(run.state, run.id, site, run.started)
            counts = run.counts(site)
            if not good(counts) and any(counts.get(name) for name in ("failed", "retried", "held")):
                run.failed.setdefault(site, "no article could be fetched, see the log")
            if lost := counts.get("uncleaned"):
                where = run.data / site / "rejected.jsonl"
                said = f"{lost} pages could not be cleaned, see {where}; `scrapy reclean` tries again"
                run.failed.setdefault(site, said)
        run.alarms = set_aside(run.state)
        if not run.stopped and not run.error:
            run.alarms += [alarm for site in run.sites for alarm in watch(run.state, run.id, site)]
        code = CRASH if run.error else MONITOR if run.alarms else PARTIAL if run.failed or run.stopped else OK
        run.quarantined = [
            (host.name, host.quarantined) for site in run.sites for host in hosts.quarantined(run.state, site)
        ]
        if days := settings.getfloat("ARCHIVE_KEEP_DAYS"):
            rewrite.old_archives(run.state, run.data, days)
        by_site = {site: run.counts(site) for site in run.sites}
        manifest = run.finish(code)
    except (OSError, DatabaseError, StateError) as error:
        reason = run.error or str(error)
        print(f"Run {run.id}: {reason}. Nothing is lost; mend the cause and run again.", file=sys.stderr)
        return CRASH
    text = summary(run, manifest, by_site)
    say(text)
    if code != OK:
        subject = f"jingkan on {socket.gethostname()}: run {run.id} ended with exit {code}"
        for undelivered in send(settings, subject, text, manifest):
            say(f"  {undelivered}")
    return code
