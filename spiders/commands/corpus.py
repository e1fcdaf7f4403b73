"""`scrapy corpus`: every article once, in formats that other tools load."""

from __future__ import annotations

import argparse
import re
import signal
import sys
from typing import TYPE_CHECKING, ClassVar, get_args

from scrapy.commands import ScrapyCommand

from cleaners.article import VerdictKind
from outputs.outside.terminal import tell
from spiders.runs.data_mode import keep_private
from spiders.terminal import WrongUsage, arguments, keep_told, quiet_exit

if TYPE_CHECKING:
    from outputs.corpus.build import Built
    from outputs.corpus.selection import Selection

NOTES = """
Copies of an article on several pages become one record. What a page's site reserves, and articles without text, are
left out unless asked for; both are counted in the card, data/corpus/README.md. The corpus that is there stays until the
new one is whole. Exit code: 0 done, 1 stopped, 2 wrong usage, 75 a run is on."""
#: Steps between two words of progress on a terminal; by hand, a few a second.
TOLD_EVERY = 500


class Command(ScrapyCommand):
    """Make data/corpus: each article once, as documents, Parquet and a database that can be searched."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Make the corpus: duplicates and mirrors merged, JSON Lines, Parquet, SQLite, a card"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.epilog = NOTES
        verdicts = [kind for kind in get_args(VerdictKind) if kind]
        parser.add_argument(
            "--site", action="append", default=[], metavar="SITE", help="only what this site has; again for more"
        )
        parser.add_argument(
            "--min-quality", type=_share, default=0.0, metavar="N", help="only with a confidence of N or more, 0 to 1"
        )
        parser.add_argument(
            "--verdict", action="append", default=[], choices=verdicts, help="only this verdict; again for more"
        )
        parser.add_argument(
            "--language", action="append", default=[], metavar="CODE", help="only this language, as zh; again for more"
        )
        parser.add_argument(
            "--since", type=_day, default=None, metavar="DAY", help="only what was fetched from this day on: 2026-11-25"
        )
        parser.add_argument("--with-empty", action="store_true", help="also articles without text")
        parser.add_argument(
            "--with-opted-out", action="store_true", help="also pages whose site reserves text and data mining"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from outputs.corpus.build import build
        from outputs.corpus.duplicates import DuplicatesError
        from outputs.doctor.examine import alone
        from outputs.formats import FormatError
        from outputs.jsonl import TornLine
        from outputs.lock import Locked
        from outputs.run import CRASH, LOCKED
        from outputs.state.database import DatabaseError, StateError
        from spiders.runs.lifecycle import interrupt
        from spiders.runs.site_list import data_folder

        assert self.settings is not None
        arguments(args, most=0)
        data = data_folder(self.settings)
        if missing := [site for site in opts.site if not (data / site).is_dir()]:
            said = f"nothing was crawled of {', '.join(missing)}: there is no {data / missing[0]}"
            raise WrongUsage(said, print_help=False)
        if not any(data.glob("*/records*.jsonl")):
            tell(f"There are no records under {data} yet: crawl first.", to=sys.stderr)
            self.exitcode = CRASH
            return
        keep_private(self.settings)
        signal.signal(signal.SIGTERM, interrupt)  # so that what is not whole is thrown away
        try:
            with quiet_exit(), alone(data):
                _say(build(data, _selection(opts), _progress))
        except Locked as error:
            tell(f"A run is on: {error}. Nothing was done.", to=sys.stderr)
            self.exitcode = LOCKED
        except (TornLine, DuplicatesError, FormatError, StateError, DatabaseError, OSError) as error:
            tell(f"The corpus stays as it was: {error}", to=sys.stderr)
            self.exitcode = CRASH


def _selection(opts: argparse.Namespace) -> Selection:
    from outputs.corpus.selection import Selection

    return Selection(
        sites=tuple(sorted(set(opts.site))),
        verdicts=tuple(sorted(set(opts.verdict))),
        languages=tuple(sorted(set(opts.language))),
        min_quality=opts.min_quality,
        since=opts.since or "",
        with_empty=opts.with_empty,
        with_opted_out=opts.with_opted_out,
    )


def _say(built: Built) -> None:
    tally = built.tally
    tell(f"{tally.articles} articles of {tally.copies} pages in {built.folder}; {tally.merged} of several copies")
    for what, counts in (("copies", tally.copies_left_out), ("articles", tally.articles_left_out)):
        for why, n in counts.most_common():
            tell(f"  {n} {what} left out: {why}")
    for name, why in built.absent.items():
        tell(f"  No {name}: {why}")


def _progress(what: str, done: int, of: int) -> None:
    keep_told(f"{what}: {done} of {of}", done, of, TOLD_EVERY)


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 0 to 1")
    return value


def _day(text: str) -> str:
    """A day or its beginning.

    >>> _day("2026-11")
    '2026-11'
    """
    if not re.fullmatch(r"\d{4}(?:-\d\d(?:-\d\d)?)?", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no day like 2026-11-25")
    return text
