"""``scrapy probe``: what a site looks like to us, and a draft of its Site."""

from __future__ import annotations

import argparse
import sys
from typing import ClassVar

from scrapy.commands import ScrapyCommand

from outputs.outside.terminal import show, tell
from spiders.terminal import WrongUsage, quiet_exit, sources_of

EXAMPLES = """examples:
  scrapy probe https://example.org/page/2013/0429/17.shtml
  scrapy probe page.html.gz --url https://example.org/page/2013/0429/17.shtml
  scrapy probe https://example.org/page/2013/0429/17.shtml --draft > spiders/sites/example.py

Give an article's address rather than the home page. An address costs the page itself, robots.txt, the sitemaps
and at most four pages of the same host, half a second apart; a file costs no request. Exit code: 0, 1 where the
page cannot be had or --draft has nothing to draft, 2 on wrong usage."""


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "URL|FILE [options]"

    def short_desc(self) -> str:
        return "What a site looks like to us, and a draft of its Site"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES
        parser.add_argument("--url", default="", help="the page's address, where the source is a file")
        parser.add_argument("--draft", action="store_true", help="print the draft alone, ready to be saved")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from outputs.explain import Style
        from spiders.guard.addresses import named_by
        from spiders.one_page import Unreadable, is_address, load
        from spiders.probe.draft import draft, site_name
        from spiders.probe.pages import asker
        from spiders.probe.survey import survey
        from spiders.probe.survey_report import describe

        sources = sources_of(args)
        if len(sources) > 1:
            raise WrongUsage("one page at a time")
        assert self.settings is not None
        agent = self.settings["USER_AGENT"]
        ask = asker(agent, named_by(sources)) if is_address(sources[0]) else None
        with quiet_exit():
            try:
                found = survey(load(sources[0], opts.url, agent), ask, agent)
            except Unreadable as error:
                tell(error, to=sys.stderr)
                self.exitcode = 1
                return
            if not opts.draft:
                show(describe(found, Style.of(sys.stdout)), end="")
            elif found.article_form:
                tell(draft(found), end="")
                name = site_name(found.page.url)
                path, program = f"{self.settings['SITES_FOLDER']}/{name}.py", self.settings["PROGRAM"]
                said = f"The site is called {name}: save it as {path}, then run `{program} crawl {name}`."
                tell(said, to=sys.stderr)
            else:
                tell(f"{sources[0]}: does not tell what an article's address looks like", to=sys.stderr)
                self.exitcode = 1
