"""`scrapy forget URL|DOMAIN`: a takedown."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from typing import ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings
from scrapy.spiderloader import get_spider_loader

from outputs.forget import forget
from spiders.running import offline
from spiders.site import Site
from spiders.sitelist import known_sites


class Command(ScrapyCommand):
    """Remove records, versions and archived bytes of a page or a domain, and never ask for it again."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "URL|DOMAIN …"

    def short_desc(self) -> str:
        return "A takedown: remove all that is kept of a page or domain, and never crawl it again"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if not args:
            raise UsageError("name a URL or a domain")
        with offline(self.settings, clean=False) as done:
            for what in forms(args, self.settings) if done.run else []:
                gone = forget(done.run.state, done.run.data, done.run.id, what)
                print(f"{what}: {gone.pages} archived pages and {gone.records} records removed; never asked again")
                if gone.elsewhere:
                    print(f"  Not looked at, as they were moved away: {', '.join(gone.elsewhere)}")
                print("  Corpus, exports and backups made before still hold it: make them anew.")
        self.exitcode = done.code


def forms(args: Sequence[str], settings: BaseSettings) -> list[str]:
    """What to forget, in the forms that each site knows it by: the mobile page and the desktop page are one."""
    loader = get_spider_loader(settings)
    known = known_sites(settings)
    spiders = [loader.load(name)(**json.loads(known.get(name, "{}"))) for name in loader.list()]
    found: dict[str, None] = {}
    for what in args:
        if "://" not in what:
            found[what.lower()] = None
            continue
        found[Site().canonical(what)] = None
        found |= {spider.site.canonical(what): None for spider in spiders if spider.site.covers(what)}
    return list(found)
