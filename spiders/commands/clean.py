"""``scrapy clean``: pages by name to records, one a line on standard output."""

from __future__ import annotations

import argparse
from typing import ClassVar

from scrapy.commands import ScrapyCommand

from spiders.terminal import quiet_exit

EXAMPLES = """examples:
  scrapy clean page.html.gz > record.jsonl
  scrapy clean pages/*.html --script keep | jq -r .title
  scrapy clean https://example.org/page/2013/0429/17.shtml --explain
  curl -s https://example.org/a.html | scrapy clean - --url https://example.org/a.html
  scrapy clean pages/ --out records.jsonl
  scrapy clean CC-MAIN-20241201.warc.gz --match '//[^/]*\\.example\\.org/' --out records.jsonl
  find . -name '*.shtml' | scrapy clean --from - --out records.jsonl
  scrapy reclean --rules rules.json && scrapy clean data/*/archive/*.gz --match '/17\\.shtml$' --rules rules.json

A source is an HTML or plain text file (gzip is undone), an http(s) address, a folder (its files and those of
its folders, sorted; what a dot begins is passed over), a WARC file (its responses with status 200), or - for
one page on standard input. --from FILE, or --from - for standard input, lists more of them, one a line.
Where a page's address belongs to one of the sites in spiders/sites/, that site's rules apply; with --rules FILE,
which `scrapy reclean --rules FILE` writes, what a crawl knows of its host instead: those rules as it used them,
and the boilerplate that it learned; what was taken down gives no record then.
A host is asked for one page at a time, half a second apart, and some hosts side by side; for more than 100 use
`scrapy crawl pages -a urls=FILE`, which heeds robots.txt and tries again.

The records go to standard output or to --out, one JSON object a line, in the order of the sources; many pages
are cleaned on all cores. A source that gives no record is named on standard error, with the reason.
--out FILE can be stopped by anything at any time: the same command goes on where it was, and FILE.done says
which sources are done, those without a record too; they are not tried again. New sources may come behind those
that are done; where others come in between, or with other options, the command refuses.
--explain writes to standard error; on a terminal it takes the place of the record.
Exit code: 0 when every source gave a record, 1 when some did not, 2 on wrong usage, 130 after Ctrl-C."""


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "FILE|URL|FOLDER|WARC|- ... [options]"

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
        parser.add_argument(
            "--from", dest="names", metavar="FILE", help="a list of sources, one a line; - for standard input"
        )
        parser.add_argument(
            "--match", default="", metavar="REGEX", help="of WARC files only the pages whose address has it"
        )
        parser.add_argument("--rules", metavar="FILE", help="what a crawl knows of the hosts (scrapy reclean --rules)")
        parser.add_argument("--out", metavar="FILE", help="write the records there; the same command goes on with it")
        parser.add_argument("--explain", action="store_true", help="show what was removed and repaired, and why")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from spiders.cleaning.asked_for import Asked, carry_out

        assert self.settings is not None
        given = Asked(args, opts.names, opts.out, opts.match, opts.rules, opts.url, opts.script, opts.explain)
        with quiet_exit():
            self.exitcode = carry_out(given, self.settings)
