"""``scrapy clean``: pages by name to records, one a line on standard output."""

from __future__ import annotations

import argparse
import sys
from typing import ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from spiders.terminal import quiet_exit, sources_of

EXAMPLES = """examples:
  scrapy clean page.html.gz > record.jsonl
  scrapy clean pages/*.html --script keep | jq -r .title
  scrapy clean https://example.org/page/2013/0429/17.shtml --explain
  curl -s https://example.org/a.html | scrapy clean - --url https://example.org/a.html

A source is an HTML or plain text file (gzip is undone), an http(s) address, or - for standard input.
Where its address belongs to one of the sites in spiders/sites/, that site's rules apply.
The records go to standard output, one JSON object a line; a source that gives none is named on
standard error, with the reason. --explain writes to standard error; on a terminal it takes the place
of the record. Exit code: 0 when every source gave a record, 1 when some did not, 2 on wrong usage."""


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "FILE|URL|- ... [options]"

    def short_desc(self) -> str:
        return "Clean pages: one record a line on standard output"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES
        parser.add_argument("--url", default="", help="the page's address, where the source does not tell it")
        parser.add_argument(
            "--script",
            choices=("auto", "hans", "hant", "keep"),
            default="auto",
            help="auto undoes the hijacker's conversion to Traditional and leaves genuine Traditional pages alone",
        )
        parser.add_argument("--explain", action="store_true", help="show what was removed and repaired, and why")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        # Here, not above: every scrapy command loads every command's module.
        from cleaners.decode import decode
        from outputs.explain import Style, explain
        from outputs.jsonl import line
        from spiders.one_page import Unreadable, cleaned, site_rules

        sources = sources_of(args)
        if opts.url and len(sources) > 1:
            raise UsageError("--url names one page: give one source with it")
        assert self.settings is not None
        agent, rules, style = self.settings["USER_AGENT"], site_rules(self.settings), Style.of(sys.stderr)
        with quiet_exit():
            for source in sources:
                try:
                    page, article, record = cleaned(source, opts.url, opts.script, agent, rules)
                except Unreadable as error:
                    print(error, file=sys.stderr)
                    self.exitcode = 1
                    continue
                if opts.explain:
                    print(explain(article, record, style, decode(page).text), file=sys.stderr)
                if not (opts.explain and sys.stdout.isatty()):
                    sys.stdout.buffer.write(line(record))
                    sys.stdout.buffer.flush()
