"""`scrapy run [SITE …]`: what a timer calls."""

from __future__ import annotations

import argparse
import json
import sys
from typing import ClassVar

from scrapy.commands import BaseRunSpiderCommand
from scrapy.exceptions import UsageError

from spiders.running import log_to_files, run_sites
from spiders.sitelist import known_sites


class Command(BaseRunSpiderCommand):
    """Crawl what is due of these sites, or of all that were run before."""

    requires_project = True
    # The log goes to files of its own; what a person or a timer's mail should see is on standard output.
    default_settings: ClassVar = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options] [SITE …]"

    def short_desc(self) -> str:
        return "A scheduled run: crawl what is due, clean it, write records and manifest (exit 0, 1, 2, 4, 75)"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None and self.crawler_process is not None
        loader = self.crawler_process.spider_loader
        if unknown := [name for name in args if name not in loader.list()]:
            raise UsageError(f"no such site: {', '.join(unknown)}; there are {', '.join(sorted(loader.list()))}")
        before = known_sites(self.settings)
        sites = [(name, opts.spargs or json.loads(before.get(name, "{}"))) for name in args or before]
        if not sites:
            raise UsageError("no site was run before: name one, as in `scrapy run demo`")
        log_to_files(self.settings)
        self.exitcode = run_sites(self.crawler_process, self.settings, sites)
        sys.stdout.flush()
