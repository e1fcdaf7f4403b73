"""The Scrapy extension that ends a spider when its run cannot go on."""

from __future__ import annotations

import asyncio
import time

from scrapy import Spider
from scrapy import signals as scrapy_signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.utils.asyncio import create_looping_call

from spiders.crawl import pipelines
from spiders.crawl.frontier import waited_for
from spiders.crawl.request_errors import NotAsked
from spiders.crawl.scrapy_private import cancel_downloads, drop_queued, is_closing, is_told_to_stop
from spiders.runs.lifecycle import conclude, time_is_over
from spiders.runs.progress import Progress

#: Why a spider is closed: the run cannot go on, or its time is over. Scrapy's own: all is done, or a signal came.
STOPPED, TIME_OVER, FINISHED, SIGNALLED = "stopped", "time_over", "finished", "shutdown"
#: What is said of a run that a signal ended.
TOLD_TO = "it was asked to"
#: Seconds between two looks at the disk, and at the run's processes, by hand: adding up the data folder takes a while.
DISK_EVERY, LOOK_EVERY = 15.0, 1.0


class Supervisor:
    """Ends the spider when the run's time is over, and when it cannot go on: the disk is full, the archive or the
    cleaning has failed. A spider that is being ended, by whomever, does not wait for requests that were not sent yet;
    where a signal ends it, not for answers either.

    Where the crawl was started without ``run_sites``, it also begins and concludes a run of its own.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.own = not pipelines.active()
        self.run = pipelines.begin(crawler.settings) if self.own else pipelines.current()
        self.progress = Progress(self.run, lambda: waited_for([crawler])) if self.own else None
        self.looked = 0.0
        self.loop = create_looping_call(self._look)
        crawler.signals.connect(self._opened, scrapy_signals.spider_opened)
        crawler.signals.connect(self._closed, scrapy_signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Supervisor:
        """How Scrapy makes an extension."""
        return cls(crawler)

    def _opened(self, spider: Spider) -> None:
        self.spider = spider
        self.looked = time.monotonic()
        if reason := self.run.disk():
            self.run.stopped = reason
            raise CloseSpider(STOPPED)
        self.loop.start(LOOK_EVERY, now=False)

    def _look(self) -> None:
        if self.progress:
            self.progress.show()
        if is_closing(self.crawler):
            drop_queued(self.crawler, NotAsked("the crawl was ended before its turn"))
            if is_told_to_stop(self.crawler):
                self.run.stopped = self.run.stopped or TOLD_TO
                cancel_downloads(self.crawler)
            return
        now = time.monotonic()
        reason = self.run.trouble()
        if not reason and now - self.looked > DISK_EVERY:
            self.looked = now
            reason = self.run.disk()
            if reason:
                self.run.stopped = reason
        if reason:
            self._stop(STOPPED, reason)
        elif time_is_over(self.run, self.crawler.settings):
            self.run.out_of_time = True
            self._stop(TIME_OVER, "the time of the run is over (RUN_SECONDS)")

    def _stop(self, how: str, why: str) -> None:
        self.spider.logger.warning("Stopping: %s", why)
        task = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason=how))
        task.add_done_callback(lambda done: done.exception())

    async def _closed(self, spider: Spider, reason: str) -> None:
        if self.loop.running:
            self.loop.stop()
        if reason == SIGNALLED:
            self.run.stopped = self.run.stopped or TOLD_TO
        elif reason not in (FINISHED, STOPPED, TIME_OVER) and not self.run.trouble():
            # The spider's own: it alone cannot go on.
            self.run.failed.setdefault(spider.name, f"it was ended: {reason}")
        if errors := self.crawler.stats.get_value("spider_exceptions/count"):
            self.run.failed.setdefault(spider.name, f"{errors} pages could not be read by the spider, see the log")
        if self.own:
            await asyncio.get_event_loop().run_in_executor(None, lambda: self.run.close(bool(self.run.stopped)))
            conclude(self.run, self.crawler.settings)
            pipelines.end()
