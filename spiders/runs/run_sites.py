"""A run from start to exit code: what `scrapy run`, `scrapy crawl` and a script of one's own all go through."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from scrapy import Spider
from scrapy import signals as scrapy_signals
from scrapy.crawler import Crawler, CrawlerProcessBase
from scrapy.exceptions import CloseSpider
from scrapy.settings import BaseSettings
from scrapy.utils.asyncio import create_looping_call

from outputs.lock import Locked
from outputs.run import CRASH, LOCKED, MONITOR, OK, PARTIAL, Run
from outputs.state import hosts
from outputs.state.answers import note_failing
from outputs.state.database import DatabaseError, StateError
from outputs.takedown import rewrite
from spiders.crawl import pipelines
from spiders.runs.alerts import send
from spiders.runs.monitors import good, watch
from spiders.runs.progress import Progress, summary
from spiders.terminal import say

#: Sites crawled at a time; each waits for its hosts most of the time.
SITES_AT_A_TIME = 16
#: Seconds between two looks at the disk, and at the run's processes.
DISK_EVERY, LOOK_EVERY = 15.0, 1.0


class Watch:
    """Stops the spider when the run cannot go on; opens and ends a run of its own where nobody else did."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.own = not pipelines.active()
        self.run = pipelines.begin(crawler.settings) if self.own else pipelines.current()
        self.progress = Progress(self.run) if self.own else None
        self.looked = 0.0
        self.loop = create_looping_call(self._look)
        crawler.signals.connect(self._opened, scrapy_signals.spider_opened)
        crawler.signals.connect(self._closed, scrapy_signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Watch:
        """As Scrapy wants it."""
        return cls(crawler)

    def _opened(self, spider: Spider) -> None:
        self.looked = time.monotonic()
        if reason := self.run.disk():
            self.run.stopped = reason
            raise CloseSpider("stopped")
        self.loop.start(LOOK_EVERY, now=False)

    def _look(self) -> None:
        if self.progress:
            self.progress.show()
        now = time.monotonic()
        reason = self.run.trouble()
        if not reason and now - self.looked > DISK_EVERY:
            self.looked = now
            reason = self.run.disk()
            if reason:
                self.run.stopped = reason
        if reason:
            self._stop(reason)

    def _stop(self, reason: str) -> None:
        self.loop.stop()
        self.crawler.spider.logger.warning("Stopping: %s", reason)
        task = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason="stopped"))
        task.add_done_callback(lambda done: done.exception())

    async def _closed(self, spider: Spider, reason: str) -> None:
        if self.loop.running:
            self.loop.stop()
        if reason not in ("finished", "stopped") and not self.run.stopped:
            self.run.stopped = f"{spider.name} was ended: {reason}"
        if errors := self.crawler.stats.get_value("spider_exceptions/count"):
            self.run.failed.setdefault(spider.name, f"{errors} pages could not be read by the spider, see the log")
        if self.own:
            await asyncio.get_event_loop().run_in_executor(None, lambda: self.run.close(bool(self.run.stopped)))
            conclude(self.run, self.crawler.settings)
            pipelines.end()


def run_sites(
    process: CrawlerProcessBase,
    settings: BaseSettings,
    sites: Sequence[tuple[str, Mapping[str, str]]],
    failed: Mapping[str, str] | None = None,
) -> int:
    """Crawl these sites, clean what comes, write the manifest; the exit code.

    sites: (name, spider arguments). failed: sites that should be crawled as well and cannot be, and why.
    """
    run = _begin(settings)
    if isinstance(run, int):
        return run
    for name, why in (failed or {}).items():
        run.failed[name] = why
        logging.getLogger(__name__).error("%s could not be crawled: %s", name, why)
    progress = Progress(run)
    try:
        waiting, crawls = list(sites), list[Any]()

        def next_site(_: object = None) -> None:
            if waiting and not run.stopped and not run.error:
                name, args = waiting.pop(0)
                done: Any = process.crawl(name, **args)
                crawls.append(done)
                done.add_done_callback(lambda task: _note_crash(run, name, task))
                done.add_done_callback(next_site)

        for _ in range(min(SITES_AT_A_TIME, len(waiting))):
            next_site()
        ticking = asyncio.get_event_loop().create_task(_tick(progress))
        process.start()
        ticking.cancel()
        if not all(done.done() for done in crawls):  # Scrapy leaves a spider that is just being opened as it is
            run.stopped = run.stopped or "it was asked to while a site was being opened"
        _drain(run, progress)
        return conclude(run, settings)
    finally:
        pipelines.end()
        run.abort()


@dataclass
class Offline:
    """A run without a crawl: ``run`` is None where it could not begin, ``code`` its exit code when it is over."""

    run: Run | None = None
    code: int = LOCKED


@contextmanager
def offline(settings: BaseSettings, clean: bool = True) -> Iterator[Offline]:
    """A run that asks nobody for anything: what is enqueued in the block is cleaned, and the manifest written."""
    done = Offline()
    run = _begin(settings, clean)
    if isinstance(run, int):
        done.code = run
        yield done
        return
    done.run = run
    progress = Progress(run)
    try:
        signal.signal(signal.SIGTERM, _interrupt)
        run.all_sites()
        try:
            yield done
        except KeyboardInterrupt:
            run.stopped = "it was asked to"
        except (OSError, DatabaseError) as error:
            run.error = str(error)
        _drain(run, progress)
        done.code = conclude(run, settings)
    finally:
        pipelines.end()
        run.abort()


def _drain(run: Run, progress: Progress) -> None:
    """Wait until all is cleaned, or until a signal says that it should not be waited for."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _interrupt)  # Scrapy's own handlers speak to a reactor that has ended
    try:
        run.close(bool(run.stopped), progress.show)
    except KeyboardInterrupt:
        run.stopped = "it was asked to, while pages still waited for cleaning"
        run.close(True, progress.show)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)  # what is left takes a moment, and must be whole
    progress.end()


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _begin(settings: BaseSettings, clean: bool = True) -> Run | int:
    """Open the run, or say why that cannot be; then the exit code."""
    try:
        return pipelines.begin(settings, clean)
    except Locked as error:
        print(f"Another run is on: {error}. Nothing was done.", file=sys.stderr)
        return LOCKED
    except (StateError, OSError, DatabaseError) as error:
        where = "" if settings["DATA"] in str(error) else f" in {settings['DATA']}"
        print(f"The run cannot start{where}: {error}", file=sys.stderr)
        return CRASH


async def _tick(progress: Progress) -> None:
    while True:
        progress.show()
        await asyncio.sleep(0.5)


def _note_crash(run: Run, name: str, task: Any) -> None:
    if not task.cancelled() and (error := task.exception()):
        run.failed[name] = f"{type(error).__name__}: {error}"
        logging.getLogger(__name__).error("%s could not be crawled", name, exc_info=error)


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
        if not run.stopped and not run.error:
            run.alarms = [alarm for site in run.sites for alarm in watch(run.state, run.id, site)]
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


class LogFile(RotatingFileHandler):
    """A log file that is silent where the disk is full: the run itself says so, once and in plain words."""

    def handleError(self, record: logging.LogRecord) -> None:
        if not isinstance(sys.exc_info()[1], OSError):
            super().handleError(record)


def log_to_files(settings: BaseSettings) -> Path:
    """Send the log to ``data/state/log/jingkan.log``, which rotates; the file. Scrapy's own handler stays as it is."""
    path = Path(settings["DATA"]) / "state" / "log" / "jingkan.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = LogFile(
        path,
        maxBytes=settings.getint("LOG_FOLDER_BYTES"),
        backupCount=settings.getint("LOG_FOLDER_FILES"),
        encoding="utf-8",
    )
    handler.setFormatter(logging.Formatter(settings["LOG_FORMAT"], settings["LOG_DATEFORMAT"]))
    handler.setLevel(settings["LOG_LEVEL"])
    logging.root.addHandler(handler)
    logging.root.setLevel(settings["LOG_LEVEL"])  # what no handler wants is not even put into words
    return path
