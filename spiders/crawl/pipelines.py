"""Scrapy's side of the outputs: an answer goes to the archive, and from there to the workers."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

from outputs.run import Options, Run
from outputs.state.fetched import Fetched
from outputs.state.runs import RunKind
from spiders.crawl.limits.urls import room_of

#: Sent when an answer is safe, with ``woken``: the hosts that have new URLs. What waits for an answer listens to it.
settled = object()

_current: Run | None = None


def current() -> Run:
    """The run of this process. Raises RuntimeError where none was begun."""
    if _current is None:
        raise RuntimeError("no run is open")
    return _current


def begin(settings: BaseSettings, kind: RunKind = "crawl") -> Run:
    """Open the run of this process with the project's settings."""
    global _current
    _current = Run(options(settings), kind)
    return _current


def end() -> None:
    """Forget the run of this process, which is finished."""
    global _current
    _current = None


def active() -> bool:
    """Whether a run is open in this process."""
    return _current is not None


def options(settings: BaseSettings) -> Options:
    """What the project's settings say of a run."""
    return Options(
        data=Path(settings["DATA"]).resolve(),
        workers=settings.getint("CLEANING_WORKERS") or os.cpu_count() or 1,
        shard_bytes=settings.getint("SHARD_BYTES"),
        shard_seconds=settings.getfloat("SHARD_SECONDS"),
        archive_bytes=settings.getint("ARCHIVE_BYTES"),
        reserve=settings.getint("DISK_RESERVE"),
        budget=settings.getint("DISK_BUDGET"),
        room=room_of(settings),
    )


class ArchivePipeline:
    """Archives every answer; an item has come through only when it can no longer be lost."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ArchivePipeline:
        """How Scrapy makes a pipeline."""
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        """Wait until an answer is archived and settled. Whatever else a spider yields passes through."""
        if not isinstance(item, Fetched):
            return item
        try:
            woken = await current().archivist.put(item)
        except Exception:  # said once, by the archivist; every page after that would only repeat it
            engine = self.crawler.engine
            task = asyncio.ensure_future(engine.close_spider_async(reason="archive_failed"))
            task.add_done_callback(lambda done: done.exception())
            return item
        self.crawler.signals.send_catch_log(settled, item=item, woken=woken)
        return item
