"""`scrapy backup [FILE]`: a copy of the state, also while a run is on."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import ClassVar

from scrapy.commands import ScrapyCommand

from outputs.state import backup
from spiders.sitelist import opened


class Command(ScrapyCommand):
    """Copy the state with SQLite's own backup, which gives one moment's state whatever is going on."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[FILE]"

    def short_desc(self) -> str:
        return "Copy the state (frontier, versions) to a file, also while a run is on"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        name = time.strftime("state-%Y%m%dT%H%M%SZ.db", time.gmtime())
        target = Path(args[0]) if args else Path(self.settings["DATA"]) / "backup" / name
        with opened(self.settings) as state:
            if state is None:
                print(f"There is no state under {self.settings['DATA']} yet.", file=sys.stderr)
                self.exitcode = 1
                return
            try:
                backup(state, target)
            except OSError as error:
                print(f"The backup failed: {error}", file=sys.stderr)
                self.exitcode = 1
                return
        print(target)
