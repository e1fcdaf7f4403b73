"""What ``scrapy clean`` was given, checked before anything is done, and carried out."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

from scrapy.settings import BaseSettings

from cleaners import Rules
from cleaners.pipeline import Script
from outputs.cleaning.resumable import CannotResume
from outputs.explain import Style
from outputs.outside.terminal import tell
from spiders.cleaning.asking import MOST
from spiders.cleaning.many_pages import RulesFor, Wanted, clean_all
from spiders.cleaning.names import STANDARD_INPUT, is_many
from spiders.cleaning.outcomes import How
from spiders.one_page import is_address, site_rules
from spiders.terminal import A_FILE, WrongUsage, arguments

#: Pages by name that are cleaned in this process.
FEW = 32


@dataclass(frozen=True, slots=True)
class Asked:
    """The command's arguments. names: the sources. listed: the file that lists more. The rest as its options."""

    names: list[str]
    listed: str | None = None
    out: str | None = None
    match: str = ""
    rules: str | None = None
    url: str = ""
    script: Script = "auto"
    explain: bool = False


@dataclass(frozen=True, slots=True)
class _Named:
    """All names, those of the list behind the others; as often as they are gone through."""

    names: list[str]
    listed: Iterable[str]

    def __iter__(self) -> Iterator[str]:
        return chain(self.names, self.listed)


def carry_out(asked: Asked, settings: BaseSettings) -> int:
    """Clean what was asked for; the exit code. Raises UsageError for wrong usage, before anything is cleaned."""
    arguments(asked.names, hint=A_FILE)
    if not asked.names and asked.listed is None:
        raise WrongUsage(
            "give at least one file, folder, address, or - for standard input; or a list of them with --from"
        )
    match = _pattern(asked.match)
    with ExitStack() as stack:
        listed = _listed(asked.listed, stack) if asked.listed is not None else ()
        many = asked.listed is not None or any(map(is_many, asked.names))
        _check(asked, listed, many)
        rules_for, rules = _rules_for(asked.rules, site_rules(settings))
        wanted = Wanted(
            How(asked.script, Style.of(sys.stderr) if asked.explain else None),
            settings["USER_AGENT"],
            rules_for,
            asked.url,
            match,
            Path(asked.out) if asked.out is not None else None,
            (settings.getint("CLEANING_WORKERS") or _cores()) if many or asked.out or len(asked.names) > FEW else 0,
            told=many or asked.out is not None,
            rules=rules,
        )
        try:
            return clean_all(_Named(asked.names, listed), wanted)
        except CannotResume as error:
            raise WrongUsage(str(error), print_help=False) from error
        except OSError as error:
            if isinstance(error, BrokenPipeError) or wanted.out is None:
                raise
            tell(
                f"{wanted.out} cannot be written: {error.strerror}; the same command goes on from there", to=sys.stderr
            )
            return 1


def _pattern(match: str) -> re.Pattern[str]:
    try:
        return re.compile(match)
    except re.error as error:
        raise WrongUsage(f"--match {match} is no regular expression: {error}") from error


def _rules_for(name: str | None, of_site: RulesFor) -> tuple[RulesFor, str]:
    """What is known of an address's host: what a file of rules says, else what its site declares (``of_site``).

    With it which file that is, ``""`` for none: by its bytes, for a later crawl may write it anew.
    """
    if name is None:
        return of_site, ""
    from outputs.cleaning.workers import rules_of  # loads what cleaning a crawl needs: only who gives rules pays for it
    from outputs.cluster.rules_file import Host, RulesError, digest, read

    try:
        known, sha256 = read(Path(name)), digest(Path(name))
    except RulesError as error:
        raise WrongUsage(f"--rules {error}") from error

    @cache
    def of(host: Host) -> Rules:
        return rules_of(host.rules, host.learned)

    def rules_for(url: str) -> Rules | None:
        host = known.host(url)
        return of(host) if host else of_site(url)

    return rules_for, f"{name} (SHA-256 {sha256})"


def _listed(name: str, stack: ExitStack) -> Iterable[str]:
    from spiders.cleaning.lists import listed  # loads what a crawl needs: only who gives a list pays for it
    from spiders.crawl.url_lists import NotText

    try:
        return stack.enter_context(listed(name))
    except NotText as error:
        raise WrongUsage(str(error)) from error
    except OSError as error:
        raise WrongUsage(f"--from {name} cannot be read: {error.strerror}") from error


def _check(asked: Asked, listed: Iterable[str], many: bool) -> None:
    """Raises UsageError for what does not go together."""
    if asked.url and (many or len(asked.names) > 1):
        raise WrongUsage("--url names one page: give one source with it")
    if asked.names.count(STANDARD_INPUT) + (asked.listed == STANDARD_INPUT) > 1:
        raise WrongUsage("standard input can be read once: name - once, or --from - without it")
    if STANDARD_INPUT in listed:
        raise WrongUsage("a list cannot hold -: standard input is named on the command line")
    if asked.out is not None and STANDARD_INPUT in asked.names:
        raise WrongUsage("--out cannot tell one page on standard input from the next: save the page, and name its file")
    if sum(map(is_address, chain(asked.names, listed))) > MOST:
        raise WrongUsage(f"more than {MOST} addresses: use `scrapy crawl pages -a urls=FILE` for them")


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
