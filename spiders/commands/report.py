"""`scrapy report`: something to look at, as files that open from disk."""

from __future__ import annotations

import argparse
import signal
import sys
from typing import ClassVar

from scrapy.commands import ScrapyCommand

from outputs.outside.terminal import tell
from spiders.terminal import WrongUsage, arguments, keep_told, quiet_exit

NOTES = """
Opens from disk in a browser, in English and Chinese. It can be made while a run is on: what that has finished counts.
The report that is there stays until the new one is whole. Exit code: 0 done, 1 stopped, 2 wrong usage, 75 another
report is being made."""
#: Steps between two words of progress on a terminal; by hand, a few a second.
TOLD_EVERY = 500


class Command(ScrapyCommand):
    """Make data/report, or data/SITE/report: runs, records, hosts and failures in figures and charts."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[SITE]"

    def short_desc(self) -> str:
        return "Make the report: HTML pages that open from disk, of all sites or of one"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.epilog = NOTES

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from outputs.formats import FormatError
        from outputs.jsonl import TornLine
        from outputs.lock import Locked
        from outputs.report.build import NoSuchSite, build
        from outputs.run import CRASH, LOCKED
        from outputs.state.database import DatabaseError, StateError
        from spiders.runs.data_mode import keep_private
        from spiders.runs.lifecycle import interrupt
        from spiders.runs.site_list import data_folder

        assert self.settings is not None
        [site] = arguments(args, most=1) or [""]
        data = data_folder(self.settings)
        keep_private(self.settings)
        signal.signal(signal.SIGTERM, interrupt)  # so that what is not whole is thrown away
        try:
            with quiet_exit():
                built = build(data, site, _progress)
                tell(f"{built.page}: {built.records} records")
                for note in built.notes:
                    tell(f"  {note.en}")
        except NoSuchSite as error:
            raise WrongUsage(str(error), print_help=False) from None
        except Locked as error:
            tell(f"Another report is being made: {error}. Nothing was done.", to=sys.stderr)
            self.exitcode = LOCKED
        except (TornLine, FormatError, StateError, DatabaseError, OSError) as error:
            tell(f"The report stays as it was: {error}", to=sys.stderr)
            self.exitcode = CRASH


def _progress(what: str, done: int, of: int) -> None:
    keep_told(f"{what}: {done} of {of}", done, of, TOLD_EVERY)
