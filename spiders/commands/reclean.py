"""`scrapy reclean`: the archive, cleaned again."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from contextlib import closing
from pathlib import Path
from typing import ClassVar

from scrapy.commands import ScrapyCommand

from outputs.outside.terminal import tell
from spiders.terminal import WrongUsage, arguments, keep_told, quiet_exit, say

#: Pages between two words of progress on a terminal. By hand: a few a second.
TOLD_EVERY = 20


class Command(ScrapyCommand):
    """Clean the newest archived page of every article again; what differs becomes a new version."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar = {"LOG_ENABLED": False}

    def short_desc(self) -> str:
        return "Clean the archive again, with no network, on all cores; --diff says what that would change"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--all", action="store_true", help="also what this very cleaner has cleaned already")
        parser.add_argument(
            "--diff", action="store_true", help="write nothing; say which records would change, and how"
        )
        parser.add_argument("--marks", metavar="FILE", help="with --diff: a review's marks; say which are mended")
        parser.add_argument("--json", action="store_true", help="with --diff: say it as one JSON object")
        parser.add_argument(
            "--rules",
            metavar="FILE",
            help="clean nothing; write what `python -m outputs.cluster` needs to clean the archive elsewhere",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from outputs.cleaning.reclean import enqueue
        from spiders.runs.offline import offline

        assert self.settings is not None
        arguments(args, most=0)
        if opts.json and not opts.diff:
            raise WrongUsage("--json is for --diff", print_help=False)
        if opts.marks is not None and not opts.diff:
            raise WrongUsage("--marks is for --diff", print_help=False)
        if opts.rules is not None and (opts.diff or opts.all):
            raise WrongUsage("--rules goes with no other option", print_help=False)
        if opts.rules is not None:
            self._rules(Path(opts.rules))
            return
        if opts.diff:
            self._diff(opts)
            return
        with offline(self.settings, "reclean") as done:
            if done.run:
                say(f"{enqueue(done.run.state, done.run.id, opts.all)} pages to clean again")
        self.exitcode = done.code

    def _rules(self, path: Path) -> None:
        from outputs.cluster.rules_file import write
        from outputs.run import CRASH
        from outputs.state.database import DatabaseError, State, StateError
        from spiders.runs.data_mode import keep_private
        from spiders.runs.site_list import data_folder

        assert self.settings is not None
        data = data_folder(self.settings)
        if not (data / "state").is_dir():
            tell(f"There is no state under {data} yet.", to=sys.stderr)
            self.exitcode = CRASH
            return
        keep_private(self.settings)
        try:
            with closing(State(data / "state" / "state.db")) as state:
                counted = write(path, state)
            say(f"{counted.pages} pages in {counted.archives} archives, {counted.hosts} hosts: {path}")
        except (StateError, DatabaseError, OSError) as error:
            why = error.strerror if isinstance(error, OSError) and error.strerror else error
            tell(f"{path} is not written: {why}", to=sys.stderr)
            self.exitcode = CRASH

    def _diff(self, opts: argparse.Namespace) -> None:
        from outputs.cleaning.trial import try_out
        from outputs.doctor.examine import alone
        from outputs.jsonl import TornLine
        from outputs.lock import Locked
        from outputs.marks.reading import MarksError, read
        from outputs.run import CRASH, LOCKED
        from outputs.state.database import DatabaseError, StateError
        from spiders.runs.data_mode import keep_private
        from spiders.runs.lifecycle import interrupt
        from spiders.runs.site_list import data_folder

        assert self.settings is not None
        try:
            marks = [] if opts.marks is None else read(Path(opts.marks))
        except MarksError as error:
            raise WrongUsage(str(error), print_help=False) from None
        data = data_folder(self.settings)
        workers = self.settings.getint("CLEANING_WORKERS") or os.cpu_count() or 1
        if not (data / "state").is_dir():  # where there is none, no lock is to be left, either
            tell(f"There is no state under {data} yet.", to=sys.stderr)
            self.exitcode = CRASH
            return
        keep_private(self.settings)
        signal.signal(signal.SIGTERM, interrupt)  # so that the copy of the state is thrown away
        try:
            with quiet_exit():
                with alone(data):
                    found = try_out(data, workers, opts.all, _progress, marks)
                tell("\n".join([found.json()] if opts.json else found.lines()))
        except Locked as error:
            tell(f"A run is on: {error}. Nothing was done.", to=sys.stderr)
            self.exitcode = LOCKED
        except (StateError, DatabaseError, TornLine, OSError) as error:
            tell(f"The comparison stopped: {error}", to=sys.stderr)
            self.exitcode = CRASH


def _progress(done: int, of: int) -> None:
    keep_told(f"{done} of {of} pages", done, of, TOLD_EVERY)
