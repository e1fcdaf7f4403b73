"""`scrapy doctor`: whether what a crawl has left agrees with itself."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import ClassVar

from scrapy.commands import ScrapyCommand

from outputs.outside.terminal import tell
from spiders.terminal import arguments, quiet_exit


class Command(ScrapyCommand):
    """Check state, shards, archives, manifests and takedowns against each other, or make the state anew from them."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar = {"LOG_ENABLED": False}

    def short_desc(self) -> str:
        return "Check that state, records, archives and manifests agree; changes nothing (exit 0 sound, 1 not, 75)"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--deep", action="store_true", help="also read every archive from end to end")
        parser.add_argument("--rebuild", action="store_true", help="make the state anew; the old one is kept aside")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from outputs.doctor.examine import alone
        from outputs.lock import Locked
        from outputs.run import CRASH, LOCKED, OK
        from outputs.state.database import DatabaseError, StateError
        from spiders.runs.data_mode import keep_private
        from spiders.runs.site_list import data_folder

        assert self.settings is not None
        arguments(args, most=0)
        data = data_folder(self.settings).resolve()
        if not data.is_dir():
            tell(f"There is nothing under {data} yet.", to=sys.stderr)
            self.exitcode = CRASH
            return
        keep_private(self.settings)
        try:
            with alone(data), quiet_exit():
                self.exitcode = CRASH  # also where nobody reads the end of it
                self.exitcode = OK if (_rebuild(data) if opts.rebuild else _examine(data, opts.deep)) else CRASH
        except Locked as error:
            tell(f"A run is on: {error}. Nothing was done.", to=sys.stderr)
            self.exitcode = LOCKED
        except (StateError, DatabaseError, OSError) as error:
            tell(error, to=sys.stderr)
            self.exitcode = CRASH


def _examine(data: Path, deep: bool) -> bool:
    from outputs.doctor.examine import examine

    report = examine(data, deep)
    tell("\n".join(report.lines()))
    return report.sound


def _rebuild(data: Path) -> bool:
    from outputs.doctor.rebuild import LOST, rebuild

    made = rebuild(data)
    tell("\n".join(made.problems), end="\n" if made.problems else "")
    tell(
        f"The state was made anew: {made.articles} articles of {made.sites} sites, {made.records} records, "
        f"{made.runs} runs, {made.takedowns} takedowns. The old one is kept beside it as state.db.old-…"
    )
    tell(LOST)
    return not made.problems
