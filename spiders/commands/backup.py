"""`scrapy backup [FILE]`: a copy of the state, also while a run is on."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import ClassVar

from scrapy.commands import ScrapyCommand

from outputs.outside.terminal import tell
from spiders.terminal import A_FILE, WrongUsage, arguments, quiet_exit


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
        from outputs.state.database import DatabaseError, backup
        from spiders.runs.site_list import opened

        assert self.settings is not None
        named = arguments(args, most=1, hint=A_FILE)
        name = time.strftime("state-%Y%m%dT%H%M%SZ.db", time.gmtime())
        target = Path(named[0]) if named else Path(self.settings["DATA"]) / "backup" / name
        with opened(self.settings) as state, quiet_exit():
            if state is None:
                tell(f"There is no state under {self.settings['DATA']} yet.", to=sys.stderr)
                self.exitcode = 1
                return
            try:
                if target.is_dir():
                    raise WrongUsage(f"{target} is a folder: name a file", print_help=False)
                if target.exists() and target.samefile(state.path):
                    raise WrongUsage(f"{target} is the state itself: name another file", print_help=False)
                backup(state, target)
            except (OSError, DatabaseError) as error:
                where = "" if str(target) in str(error) else f"{target}: "
                tell(f"The backup failed: {where}{error}", to=sys.stderr)
                self.exitcode = 1
                return
            tell(target)
