"""`scrapy reclean`: the archive, cleaned again."""

from __future__ import annotations

import argparse
from typing import ClassVar

from scrapy.commands import ScrapyCommand

from outputs.cleaning.reclean import enqueue
from spiders.runs.offline import offline
from spiders.terminal import arguments, say


class Command(ScrapyCommand):
    """Clean the newest archived page of every article again; what differs becomes a new version."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar = {"LOG_ENABLED": False}

    def short_desc(self) -> str:
        return "Clean the archive again, with no network, on all cores"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--all", action="store_true", help="also what this very cleaner has cleaned already")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        arguments(args, most=0)
        with offline(self.settings, "reclean") as done:
            if done.run:
                say(f"{enqueue(done.run.state, done.run.id, opts.all)} pages to clean again")
        self.exitcode = done.code
