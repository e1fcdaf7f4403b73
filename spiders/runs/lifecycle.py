"""What every run goes through, with a crawl or without one: it begins, it is drained, it is concluded."""

from __future__ import annotations

import signal
import socket
import sys
import time

from scrapy.settings import BaseSettings

from outputs.lock import Locked
from outputs.outside.escapes import harmless_lines
from outputs.outside.log import logger
from outputs.outside.terminal import tell
from outputs.run import CRASH, LOCKED, MONITOR, OK, PARTIAL, Run
from outputs.state import hosts, urls
from outputs.state.answers import note_failing
from outputs.state.database import DamagedState, DatabaseError, StateError
from outputs.state.revisit import seen_again
from outputs.state.runs import RunKind
from outputs.takedown import rewrite
from spiders.crawl import pipelines
from spiders.crawl.shard import in_shard, parse_shard
from spiders.runs.alerts import send
from spiders.runs.data_mode import keep_private
from spiders.runs.monitors import good, set_aside, watch
from spiders.runs.progress import Progress, summary
from spiders.terminal import say

log = logger(__name__)


def begin(settings: BaseSettings, kind: RunKind = "crawl") -> Run | int:
    """Open the run; the exit code where that is not possible, once the reason is on standard error."""
    keep_private(settings)
    try:
        run = pipelines.begin(settings, kind)
        for note in run.notes:
            log.warning("%s", note)
        return run
    except Locked as error:
        tell(f"Another run is on: {error}. Nothing was done.", to=sys.stderr)
        return LOCKED
    except (StateError, OSError, DatabaseError) as error:
        where = "" if settings["DATA"] in str(error) else f" in {settings['DATA']}"
        tell(f"The run cannot start{where}: {error}", to=sys.stderr)
        return CRASH


def time_is_over(run: Run, settings: BaseSettings) -> bool:
    """Whether the run has gone on for RUN_SECONDS, and asks for nothing more."""
    return 0 < settings.getfloat("RUN_SECONDS") <= time.monotonic() - run.began


def drain(run: Run, progress: Progress) -> None:
    """Wait until every page is cleaned. A signal (SIGTERM, SIGINT) ends that after what is in hand; one more, or the
    first where the crawl was ended by one, ends it at once."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, interrupt)  # Scrapy's own handlers need the reactor, which has ended
    progress.over = True
    try:
        if not run.stopped:
            try:
                run.close(False, progress.show)
            except KeyboardInterrupt:
                run.stopped = "it was asked to, while pages still waited for cleaning"
        if run.stopped:
            run.close(True, progress.show)
        _ignore_signals()
    except KeyboardInterrupt:
        _ignore_signals()
        run.cut_short()
    progress.end()


def _ignore_signals() -> None:
    """What is left takes a moment, and must be whole."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)


def _left(run: Run, settings: BaseSettings) -> int:
    """How many pages the run could have asked for, and has not."""
    now, shard = time.time(), parse_shard(settings["SHARD"])
    again = seen_again(run.started, settings.getbool("ALL_DUE"))
    due = [host for site in [*run.sites, *run.not_begun] for host in hosts.due(run.state, site, now, again)]
    return sum(host.new + host.again for host in due if in_shard(host.name, shard) and not host.quarantined)


def interrupt(*_: object) -> None:
    """A signal handler: raises KeyboardInterrupt."""
    raise KeyboardInterrupt


def exit_code(run: Run) -> int:
    """What a run that is over ends with: the worst of what befell it."""
    if run.error or run.undone or run.stopped:
        return CRASH
    if run.alarms:
        return MONITOR
    return PARTIAL if run.failed else OK


def conclude(run: Run, settings: BaseSettings) -> int:
    """Judge a run that is over, write its manifest, say what it did; the exit code."""
    try:
        urls.release_all(run.state)
        for site in run.sites:
            note_failing(run.state, run.id, site, run.started)
            counts = run.counts(site)
            if not good(counts) and any(counts.get(name) for name in ("failed", "retried", "held")):
                run.failed.setdefault(site, "no article could be fetched, see the log")
            if lost := counts.get("uncleaned"):
                where = run.data / site / "rejected.jsonl"
                said = f"{lost} pages could not be cleaned, see {where}; the next run tries again"
                run.failed.setdefault(site, said)
        run.alarms = set_aside(run.state)
        if not run.stopped and not run.error:
            run.alarms += [alarm for site in run.sites for alarm in watch(run.state, run.id, site)]
        if days := settings.getfloat("ARCHIVE_KEEP_DAYS"):
            run.alarms += rewrite.old_archives(run.state, run.data, days).trouble
        code = exit_code(run)
        if run.out_of_time:
            left = f"Its time was over (RUN_SECONDS): {_left(run, settings)} pages left for the next run"
            run.notes.append("; not begun: ".join([left, *filter(None, [", ".join(run.not_begun)])]))
        run.quarantined = [
            (host.name, host.quarantined) for site in run.sites for host in hosts.quarantined(run.state, site)
        ]
        by_site = {site: run.counts(site) for site in run.sites}
        manifest = run.finish(code)
    except (OSError, DatabaseError, StateError) as error:
        reason = run.error or str(error)
        damaged = isinstance(error, DamagedState) or isinstance(run.state.broken, DamagedState)
        hope = "" if damaged else ". Nothing is lost; mend the cause and run again"
        tell(f"Run {run.id}: {reason}{hope}.", to=sys.stderr)
        return CRASH
    text = harmless_lines(summary(run, manifest, by_site))
    say(text)
    if code != OK:
        subject = f"jingkan on {socket.gethostname()}: run {run.id} ended with exit {code}"
        for undelivered in send(settings, subject, text, manifest):
            say(f"  {undelivered}")
    return code
