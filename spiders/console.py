"""``jingkan COMMAND``: the commands from anywhere, once jingkan is installed.

Scrapy's own command line works in a project alone, and takes whichever project it is started in. Here the settings are
always ours, whatever ``scrapy.cfg`` or ``SCRAPY_SETTINGS_MODULE`` say. Which copy of jingkan runs, the checkout around
us or the one that is installed, is decided where ``spiders`` is imported.
"""

from __future__ import annotations

import argparse
import cProfile
import difflib
import importlib
import os
import pkgutil
import platform
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import scrapy
from scrapy.cmdline import ScrapyArgumentParser
from scrapy.commands import ScrapyCommand, ScrapyHelpFormatter
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

import spiders.commands
from outputs.outside.escapes import harmless
from outputs.outside.terminal import tell
from spiders.terminal import called, quiet_exit

PROGRAM = "jingkan"
#: Scrapy's commands that are of use without a project of one's own; a command of ours takes the place of its namesake.
SCRAPYS_OWN = ("list", "settings")
OK, FAILED, WRONG_USAGE = 0, 1, 2


class _Parser(ScrapyArgumentParser):
    """A command's parser; its texts, which name ``scrapy``, name this program."""

    def format_help(self) -> str:
        return called(PROGRAM, super().format_help())

    def error(self, message: str) -> NoReturn:
        super().error(harmless(called(PROGRAM, message)))


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command. argv: the words behind ``jingkan``, those of this process where none are given.

    Returns the exit code: the command's own, 0 for help and version, 2 for wrong usage, told on standard error.
    """
    args = list(sys.argv[1:] if argv is None else argv)
    first = args[0] if args else "--help"
    with quiet_exit():
        try:
            if first in ("-h", "--help"):
                tell(_help())
            elif first in ("-V", "--version"):
                tell(_version())
            elif first in commands():
                return _run(first, args[1:])
            else:
                tell(_unknown(first), to=sys.stderr)
                return WRONG_USAGE
        except ModuleNotFoundError as error:  # a checkout may be newer than what is installed, and need more
            where = f"{_home()} needs the module {error.name}, which {sys.executable} does not have"
            tell(f"{PROGRAM}: {where}: run the {PROGRAM} of its own environment, or install it again", to=sys.stderr)
            return FAILED
    return OK


def commands() -> dict[str, str]:
    """Every command and the module that has it. Those of ours are all modules of ``spiders/commands``."""
    ours = (found.name for found in pkgutil.iter_modules(spiders.commands.__path__))
    return {name: f"scrapy.commands.{name}" for name in SCRAPYS_OWN} | {
        name: f"spiders.commands.{name}" for name in sorted(ours)
    }


def settings() -> Settings:
    """Our settings, with what differs where there is no checkout to be in: a site is added in ``sites/``."""
    # Parts of Scrapy ask by this name whether they are in a project, and in which.
    os.environ["SCRAPY_SETTINGS_MODULE"] = "spiders.settings"
    ours = Settings()
    ours.setmodule("spiders.settings", priority="project")
    ours.setdict(
        {
            "PROGRAM": PROGRAM,
            "SITES_FOLDER": "sites",
            "SPIDER_LOADER_CLASS": "spiders.local_sites.SiteLoader",
        },
        priority="project",
    )
    return ours


def _run(name: str, args: list[str]) -> int:
    """What Scrapy's own ``execute`` does for a command that it has found."""
    command = _command(name)
    command.settings = settings()
    command.settings.setdict(command.default_settings, priority="command")
    parser = _Parser(
        prog=f"{PROGRAM} {name}",
        usage=f"{PROGRAM} {name} {command.syntax()}",
        formatter_class=ScrapyHelpFormatter,
        conflict_handler="resolve",
        description=command.long_desc(),
    )
    command.add_options(parser)
    opts, rest = parser.parse_known_args(args)
    try:
        command.process_options(rest, opts)
        if command.requires_crawler_process:
            command.crawler_process = AsyncCrawlerProcess(command.settings)
        if opts.profile:
            _profiled(command, rest, opts)
        else:
            command.run(rest, opts)
    except UsageError as error:
        parser.error(str(error) or "wrong usage")
    return command.exitcode


def _command(name: str) -> ScrapyCommand:
    command: ScrapyCommand = importlib.import_module(commands()[name]).Command()
    return command


def _profiled(command: ScrapyCommand, args: list[str], opts: argparse.Namespace) -> None:
    profile = cProfile.Profile()
    try:
        profile.runcall(command.run, args, opts)
    finally:
        profile.dump_stats(opts.profile)


def _help() -> str:
    told = "\n".join(f"  {name:<10} {_command(name).short_desc()}" for name in sorted(commands()))
    return f"""usage: {PROGRAM} COMMAND [options] [arguments]

{told}

`{PROGRAM} COMMAND -h` has a command's options, examples and exit codes; `{PROGRAM} --version` says which code runs.
All goes to the folder `data` here, unless -s DATA=FOLDER is given. The modules of a folder `sites` here are sites."""


def _version() -> str:
    from outputs.record import release

    runs = f"Scrapy {scrapy.__version__}, Python {platform.python_version()}"
    return f"{PROGRAM} {release()} ({runs}, {_home()})"


def _home() -> Path:
    """The folder that the running code is in: a checkout, or where it is installed."""
    return Path(__file__).resolve().parent.parent


def _unknown(name: str) -> str:
    if name.startswith("-"):
        return f"{PROGRAM}: the command comes first, its options behind it: {PROGRAM} COMMAND {name}"
    like = difflib.get_close_matches(name, commands(), n=1)
    hint = f"is it {like[0]}" if like else f"`{PROGRAM} --help` names them"
    return f"{PROGRAM}: no such command: {name!r}; {hint}"


if __name__ == "__main__":
    sys.exit(main())
