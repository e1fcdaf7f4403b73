"""`scrapy runs`: past runs, one a line."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import ClassVar

from scrapy.commands import ScrapyCommand

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
        paths = sorted((Path(self.settings["DATA"]) / "runs").glob("*/manifest.json"))
        for path in paths:
            try:
                run = json.loads(path.read_text(encoding="utf-8"))
            except (OSError, ValueError) as error:
                print(f"{path} cannot be read: {error}", file=sys.stderr)
                self.exitcode = 1
                continue
            counts = ", ".join(f"{run[name]} {name}" for name in NAMES if run[name]) or "nothing"
            print(f"{run['run_id']}  exit {run['exit']}  {', '.join(run['sites'])}: {run['fetched']} fetched, {counts}")
        if not paths:
            print("No run yet.")
