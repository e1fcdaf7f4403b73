"""`scrapy run [SITE …]`: what a timer calls."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from scrapy.commands import BaseRunSpiderCommand

from outputs.outside.terminal import tell
from spiders.runs.log_files import log_to_files
from spiders.runs.secrets import VARIABLES
from spiders.runs.timers import cron, systemd
from spiders.terminal import WrongUsage, quiet_exit, say


class Command(BaseRunSpiderCommand):
    """Crawl what is due of these sites, or of all that were run before."""

    requires_project = True
    # The log goes to files of its own; what a person or a timer's mail should see is on standard output.
    default_settings: ClassVar = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options] [SITE …]"

    def short_desc(self) -> str:
        return "A scheduled run: crawl what is due, clean it, write records and manifest (exit 0, 1, 2, 4, 75)"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--now", action="store_true", help="look at every known page again, due or not")
        parser.add_argument("--print-systemd", action="store_true", help="print a service and a timer for this run")
        parser.add_argument("--print-cron", action="store_true", help="print a crontab line for this run")
        parser.add_argument("--release", metavar="HOST", help="end a host's quarantine, then run")
        parser.add_argument("--drop", metavar="SITE", help="leave a site out of scheduled runs; runs nothing")
        parser.add_argument("--dry-run", action="store_true", help="say what is due and do nothing")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        from spiders.runs.site_list import complain_of_settings

        super().process_options(args, opts)
        assert self.settings is not None
        complain_of_settings(self.settings)  # now: Scrapy sets up its log before it calls ``run``
        if opts.spargs and len(args) != 1:  # the next run would remember them of every site
            raise WrongUsage("-a is what one site needs to know: name that site, and no other", print_help=False)
        if opts.drop is not None and (args or opts.spargs or opts.now or opts.release or opts.dry_run):
            raise WrongUsage("--drop names the site and runs nothing: give nothing else", print_help=False)
        if opts.now:
            self.settings.set("ALL_DUE", True, priority="cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from outputs.run import CRASH, OK, PARTIAL
        from spiders.runs.run_sites import run_sites
        from spiders.runs.site_list import (
            complain,
            complain_of_names,
            due,
            obstacle,
            release,
            remembered_sites,
            scheduled,
        )

        assert self.settings is not None and self.crawler_process is not None
        if opts.print_systemd or opts.print_cron:
            given, program = _given(args, opts), self.settings["PROGRAM"]
            data = Path(self.settings["DATA"])
            with quiet_exit():
                tell(systemd(data, given, program) if opts.print_systemd else cron(given, program), end="")
            return
        if opts.drop is not None:
            self._drop(opts.drop)
            return
        loader = self.crawler_process.spider_loader
        before = remembered_sites(self.settings)
        complain_of_names(loader, [name for name in args if name not in before])
        sites, failed = list[tuple[str, dict[str, str]]](), dict[str, str]()
        for name in args or scheduled(loader, before):
            given = opts.spargs or json.loads(before.get(name, "{}"))
            if opts.spargs or name not in before:
                complain(loader, name, given)
            # What was right once must not keep the other sites waiting: nobody looks on when a timer calls.
            if why := obstacle(loader, name, given):
                failed[name] = why
            else:
                sites.append((name, given))
        if not sites and not failed:
            told = (
                f"nothing to run but what is run by name alone ({', '.join(before)})"
                if before
                else "no site was run before"
            )
            raise WrongUsage(f"{told}: name one, as in `scrapy run demo`", print_help=False)
        if opts.dry_run:
            lines = [f"{name} cannot be crawled: {why}" for name, why in failed.items()]
            self.exitcode = PARTIAL if failed else OK
            with quiet_exit():
                tell("\n".join(filter(None, [due(self.settings, [name for name, _ in sites]), *lines])))
            return
        if opts.release and not release(self.settings, opts.release):
            raise WrongUsage(f"{opts.release} is not in quarantine", print_help=False)
        try:
            log_to_files(self.settings)
        except OSError as error:
            tell(f"The run cannot start: {error}", to=sys.stderr)
            self.exitcode = CRASH
            return
        self.exitcode = run_sites(self.crawler_process, self.settings, sites, failed)

    def _drop(self, site: str) -> None:
        from outputs.lock import Locked
        from outputs.run import LOCKED
        from spiders.runs.site_list import drop

        assert self.settings is not None
        try:
            drop(self.settings, site)
        except Locked as error:
            tell(f"Another run is on: {error}. Nothing was done.", to=sys.stderr)
            self.exitcode = LOCKED
            return
        say(f"{site} is not run any more unless it is named; what is kept of it stays.")


def _given(sites: Sequence[str], opts: argparse.Namespace) -> list[str]:
    """The arguments of a timer's run: what was given to this one, but for secrets, which no unit is a place for."""
    pairs = [("-s", each) for each in opts.set if each.partition("=")[0] not in VARIABLES]
    pairs += [("-a", f"{name}={value}") for name, value in opts.spargs.items()]
    return [*sites, *(["--now"] if opts.now else []), *(word for pair in pairs for word in pair)]
