"""`scrapy forget URL|DOMAIN`: a takedown."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings
from scrapy.spiderloader import get_spider_loader

from spiders.site import Site
from spiders.terminal import WrongUsage, arguments, say

if TYPE_CHECKING:
    from outputs.run import Run
    from spiders.article import ArticleSpider


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
        from spiders.runs.offline import offline

        assert self.settings is not None
        if not arguments(args):
            raise WrongUsage("name a URL or a domain")
        sites = known_spiders(self.settings)
        wanted = [forms(what, sites) for what in args]
        with offline(self.settings, "takedown") as done:
            if done.run:
                _take_down(done.run, args, wanted)
        self.exitcode = done.code


def _take_down(run: Run, args: Sequence[str], wanted: Sequence[Sequence[str]]) -> None:
    """Forget what was named, look afterwards whether it is gone, and say what was found of it.

    wanted: for each argument all the forms that the sites know it by.
    """
    from outputs.takedown import corpus_anew, reports
    from outputs.takedown.forget import forget
    from outputs.takedown.proof import traces

    cut_off = corpus_anew.begin(run.data)
    before = reports.remove(run.data)  # first: a takedown that is cut off leaves none …
    done = [[forget(run.state, run.data, run.id, name) for name in names] for names in wanted]
    found = [each for forms in done for each in forms]
    removed = cut_off or any(each.records for each in found)
    of_corpus = corpus_anew.finish(run.data, [each.gone for each in found], removed)
    after = reports.remove(run.data)  # … and last: one may have been made meanwhile, of what was there before
    left = traces(run.data, [each.gone for each in found])
    undone = [*after.left, *(f"{run.data / trace.file}: {trace.said}" for trace in left)]
    run.undone += undone
    for what, forms in zip(args, done, strict=True):
        for each in forms:
            if each.pages or each.records:
                said = f"{each.pages} archived pages and {each.records} records removed"
                say(f"{each.gone.what}: {said}; never asked again")
        if not any(each.pages or each.records for each in forms):
            say(f"{what}: nothing that is kept is of it, so nothing was removed; never asked from now on")
    if elsewhere := dict.fromkeys(file for each in found for file in each.elsewhere):
        say(f"  Not looked at, as they were moved away: {', '.join(elsewhere)}")
    if undone:
        say(f"  NOT all of it is gone for sure: {len(undone)} places are named below, with what to do.")
    if of_corpus:
        say(f"  {of_corpus[0].upper()}{of_corpus[1:]}.")
    if before.reports or after.reports:
        say("  The reports were removed, as they may show it: `scrapy report` makes them anew.")
    say("  Exports and backups made before still hold it: make them anew.")


def forms(what: str, sites: Sequence[ArticleSpider]) -> list[str]:
    """What to forget, in the forms that each site knows it by: the mobile page and the desktop page are one.

    Raises UsageError for what is neither a whole URL nor a bare domain: it would match nothing, and seem to be done.
    """
    if not what.lower().startswith(("http://", "https://")):
        if not what or "/" in what:
            raise WrongUsage(f"{what!r} is no domain: give the whole URL, with http:// or https://", print_help=False)
        return [what.lower()]
    try:
        found = {Site().canonical(what): None}
        found |= {spider.site.canonical(what): None for spider in sites if spider.site.covers(what)}
    except ValueError as error:
        raise WrongUsage(f"{what!r} is no URL: {error}", print_help=False) from None
    return list(found)


def known_spiders(settings: BaseSettings) -> list[ArticleSpider]:
    """Every site, each with the arguments it was run with last."""
    from spiders.article import ArticleSpider
    from spiders.runs.site_list import known_sites

    loader, known = get_spider_loader(settings), known_sites(settings)
    kinds = {name: loader.load(name) for name in loader.list()}
    return [
        kind(**json.loads(known.get(name, "{}"))) for name, kind in kinds.items() if issubclass(kind, ArticleSpider)
    ]
