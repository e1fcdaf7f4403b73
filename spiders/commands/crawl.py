"""`scrapy crawl SITE`: Scrapy's own command, with our exit code."""

from __future__ import annotations

import argparse

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.settings import SETTINGS_PRIORITIES
from scrapy.spiderloader import get_spider_loader

from spiders.terminal import WrongUsage


class Command(ScrapyCrawl):
    """One site, once; what `scrapy run SITE` does, with the log on standard error."""

    def short_desc(self) -> str:
        return "Crawl one site, once; `pages` is any list of pages, `mirror` hijacked domains"

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        from spiders.runs.site_list import complain, complain_of_names, complain_of_settings

        super().process_options(args, opts)
        assert self.settings is not None
        # All now: Scrapy fills the screen with its log before it calls ``run``.
        complain_of_settings(self.settings)
        if len(args) != 1:
            raise WrongUsage("name one site")
        loader = get_spider_loader(self.settings)
        complain_of_names(loader, args)
        complain(loader, args[0], opts.spargs)
        if (self.settings.getpriority("RUN_SECONDS") or 0) < SETTINGS_PRIORITIES["cmdline"]:
            self.settings.set("RUN_SECONDS", 0, priority="cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from spiders.runs.run_sites import run_sites

        assert self.settings is not None and self.crawler_process is not None
        self.exitcode = run_sites(self.crawler_process, self.settings, [(args[0], opts.spargs)])
