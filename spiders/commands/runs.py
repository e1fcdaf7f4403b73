"""`scrapy runs`: past runs, one a line."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand

from outputs.outside.terminal import tell
from spiders.terminal import arguments, quiet_exit

NAMES = ("new", "changed", "unchanged", "gone", "failed", "rejected", "emitted")


class Command(ScrapyCommand):
    """List past runs, the newest last."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar = {"LOG_ENABLED": False}

    def short_desc(self) -> str:
        return "List past runs: when, how long, exit code, what came of it"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from spiders.runs.site_list import data_folder

        assert self.settings is not None
        arguments(args, most=0)
        paths = sorted((data_folder(self.settings) / "runs").glob("*/manifest.json"))
        with quiet_exit():
            for path in paths:
                try:
                    line = _line(json.loads(path.read_text(encoding="utf-8")))
                except (OSError, ValueError, LookupError, TypeError) as error:
                    tell(f"{path} cannot be read: {error!r}", to=sys.stderr)
                    self.exitcode = 1
                    continue
                tell(line)
            if not paths:
                tell("No run yet.")


def _line(run: Mapping[str, Any]) -> str:
    """A run as a person reads it, its time that of the machine.

    >>> run = dict.fromkeys(NAMES, 0) | {"run_id": "R", "exit": 0, "sites": ["demo"], "fetched": 7}
    >>> when = {"started": "2026-11-22T18:30:15Z", "finished": "2026-11-22T19:35:20Z"}
    >>> _line(run | when).partition("  ")[2].partition("  ")[2]
    '1 h 05 min  exit 0  demo: 7 fetched, nothing'
    """
    counts = ", ".join(f"{run[name]} {name}" for name in NAMES if run[name]) or "nothing"
    # A manifest that was written before there was this field has none.
    failed = "".join(f"; {site} failed" for site in run.get("failed_sites", ()))
    sites = ", ".join(run["sites"]) or "no site"
    # So were those of the first kind of run, the crawl.
    kind = "" if run.get("kind", "crawl") == "crawl" else f"{run['kind']} of "
    started, finished = (datetime.fromisoformat(run[name]) for name in ("started", "finished"))
    when = f"{started.astimezone():%Y-%m-%d %H:%M}  {_lasting((finished - started).total_seconds())}"
    return f"{run['run_id']}  {when}  exit {run['exit']}  {kind}{sites}: {run['fetched']} fetched, {counts}{failed}"


def _lasting(seconds: float) -> str:
    """How long something took, in the two units that tell it.

    >>> [_lasting(seconds) for seconds in (7, 65, 3600, 90000)]
    ['7 s', '1 min 05 s', '1 h 00 min', '25 h 00 min']
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, over = divmod(minutes, 60)
    return f"{hours} h {over:02} min" if hours else f"{minutes} min {rest:02} s" if minutes else f"{rest} s"
