"""`scrapy runs`: past runs, one a line."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand

from spiders.runs.site_list import data_folder
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
        assert self.settings is not None
        arguments(args, most=0)
        paths = sorted((data_folder(self.settings) / "runs").glob("*/manifest.json"))
        with quiet_exit():
            for path in paths:
                try:
                    line = _line(json.loads(path.read_text(encoding="utf-8")))
                except (OSError, ValueError, LookupError, TypeError) as error:
                    print(f"{path} cannot be read: {error!r}", file=sys.stderr)
                    self.exitcode = 1
                    continue
                print(line)
            if not paths:
                print("No run yet.")


def _line(run: Mapping[str, Any]) -> str:
    counts = ", ".join(f"{run[name]} {name}" for name in NAMES if run[name]) or "nothing"
    # A manifest that was written before there was this field has none.
    failed = "".join(f"; {site} failed" for site in run.get("failed_sites", ()))
    sites = ", ".join(run["sites"]) or "no site"
    return f"{run['run_id']}  exit {run['exit']}  {sites}: {run['fetched']} fetched, {counts}{failed}"
