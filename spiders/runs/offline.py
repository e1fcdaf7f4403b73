"""A run without a crawl: `scrapy reclean` and `scrapy forget` work on what is archived."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from scrapy.settings import BaseSettings

from outputs.run import LOCKED, Run
from outputs.state.database import DatabaseError
from outputs.state.runs import RunKind
from spiders.crawl import pipelines
from spiders.runs.lifecycle import begin, conclude, drain, interrupt
from spiders.runs.progress import Progress


@dataclass
class Offline:
    """A run without a crawl. run: None if it could not begin. code: its exit code, once it is over."""

    run: Run | None = None
    code: int = LOCKED


@contextmanager
def offline(settings: BaseSettings, kind: RunKind) -> Iterator[Offline]:
    """A run without a request: what is enqueued in the block is cleaned, and the manifest written."""
    done = Offline()
    run = begin(settings, kind)
    if isinstance(run, int):
        done.code = run
        yield done
        return
    done.run = run
    progress = Progress(run)
    try:
        signal.signal(signal.SIGTERM, interrupt)
        run.all_sites()
        try:
            yield done
        except KeyboardInterrupt:
            run.stopped = "it was asked to"
        except (OSError, DatabaseError) as error:
            run.error = str(error)
        drain(run, progress)
        done.code = conclude(run, settings)
    finally:
        pipelines.end()
        run.abort()
