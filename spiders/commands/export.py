"""`scrapy export --format F [SITE …] [-o FILE]`: the records for reference managers and other programs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import ClassVar

from scrapy.commands import ScrapyCommand

from outputs import export
from outputs.formats import FormatError
from outputs.jsonl import TornLine
from outputs.outside.terminal import tell
from spiders.terminal import WrongUsage, arguments, quiet_exit


class Command(ScrapyCommand):
    """Write what was crawled, one entry an article: references, JSON Lines, CSV, Parquet or SQLite."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "--format FORMAT [SITE ...]"

    def short_desc(self) -> str:
        return f"Export the records: {', '.join(export.FORMATS)}"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--format", choices=export.FORMATS, required=True, help="what to write")
        parser.add_argument("-o", "--out", default="-", metavar="FILE", help="where to (default: standard output)")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from spiders.runs.site_list import data_folder

        assert self.settings is not None
        data, out = data_folder(self.settings), Path(opts.out)
        missing = [site for site in arguments(args) if not (data / site).is_dir()]
        if missing:
            raise WrongUsage(
                f"nothing was crawled of {', '.join(missing)}: there is no {data / missing[0]}", print_help=False
            )
        if opts.format in export.FILES and opts.out == "-":
            raise WrongUsage(f"{opts.format} is no text: name a file to write, as in -o FILE", print_help=False)
        with quiet_exit():
            try:
                if opts.out == "-":
                    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
                    count = export.write(sys.stdout, export.chosen(data, args), opts.format)
                    sys.stdout.flush()
                elif out.is_dir():
                    raise WrongUsage(f"{out} is a folder: name a file", print_help=False)
                else:
                    count = export.write_file(out, export.chosen(data, args), opts.format)
            except (TornLine, FormatError) as error:
                tell(f"The export stopped: {error}", to=sys.stderr)
                self.exitcode = 1
                return
            except BrokenPipeError:  # an OSError too, and no failure
                raise
            except OSError as error:
                tell(f"The export failed: {error}", to=sys.stderr)
                self.exitcode = 1
                return
            tell(f"{count} articles" + (f" in {out}" if opts.out != "-" else ""), to=sys.stderr)
