"""A run that crawls: what `scrapy run`, `scrapy crawl` and a script of yours all go through."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from scrapy.crawler import CrawlerProcessBase
from scrapy.settings import BaseSettings

from outputs.outside.log import logger
from outputs.run import Run
from spiders.crawl import pipelines
from spiders.crawl.frontier import waited_for
from spiders.runs.lifecycle import begin, conclude, drain, time_is_over
from spiders.runs.progress import Progress

log = logger(__name__)

#: Sites crawled at a time, by hand: each waits for its hosts most of the time.
SITES_AT_A_TIME = 16


def run_sites(
    process: CrawlerProcessBase,
    settings: BaseSettings,
    sites: Sequence[tuple[str, Mapping[str, str]]],
    failed: Mapping[str, str] | None = None,
) -> int:
    """Crawl these sites, clean what comes, write the manifest; the exit code.

    sites: (name, spider arguments). failed: sites that should be crawled as well and cannot be, and why.
    """
    run = begin(settings)
    if isinstance(run, int):
        return run
    for name, why in (failed or {}).items():
        run.failed[name] = why
        log.error("%s could not be crawled: %s", name, why)
    progress = Progress(run, lambda: waited_for(process.crawlers))
    try:
        waiting, crawls = list(sites), list[Any]()

        def next_site(_: object = None) -> None:
            if waiting and time_is_over(run, settings):
                run.out_of_time, run.not_begun = True, [name for name, _ in waiting]
                waiting.clear()
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
        drain(run, progress)
        return conclude(run, settings)
    finally:
        pipelines.end()
        run.abort()


async def _tick(progress: Progress) -> None:
    while True:
        progress.show()
        await asyncio.sleep(0.5)


def _note_crash(run: Run, name: str, task: Any) -> None:
    if not task.cancelled() and (error := task.exception()):
        run.failed[name] = f"{type(error).__name__}: {error}"
        log.error("%s could not be crawled", name, exc_info=error)
