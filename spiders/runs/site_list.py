"""The sites that were run before, with the arguments they had."""

from __future__ import annotations

import logging
import sqlite3
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings, default_settings
from scrapy.spiderloader import SpiderLoaderProtocol

from outputs.state.database import State, StateError
from spiders import settings as own
from spiders.crawl.shard import in_shard, parse_shard
from spiders.crawl.url_lists import flaw


def known_sites(settings: BaseSettings) -> dict[str, str]:
    """Name → spider arguments as JSON, in the order of their names; empty before the first run."""
    with opened(settings) as state:
        rows = state.rows("SELECT name, args FROM sites ORDER BY name") if state else []
        return {row["name"]: row["args"] for row in rows}


def obstacle(loader: SpiderLoaderProtocol, name: str, args: Mapping[str, str]) -> str:
    """Why a site cannot be crawled with these arguments, in one sentence; ``""`` where it can."""
    if name not in loader.list():
        return "there is no such site any more: put its module back, or name the sites to run"
    for need in getattr(loader.load(name), "needs", ()):
        if not args.get(need.partition("=")[0]):
            return f"it needs an argument: -a {need}"
    file = args.get("urls", "-")
    return flaw(file) if file != "-" else ""


def complain(loader: SpiderLoaderProtocol, name: str, args: Mapping[str, str]) -> None:
    """Raise UsageError where a site cannot be crawled with these arguments."""
    if why := obstacle(loader, name, args):
        raise UsageError(f"{name}: {why}", print_help=False)


def complain_of_settings(settings: BaseSettings) -> None:
    """Raise UsageError where a setting is not of the kind that its default is, or cannot be what it is."""
    for name in settings:
        default = getattr(own, name, getattr(default_settings, name, None))
        if not isinstance(default, int | float):
            continue
        try:
            _ = settings.getbool(name) if isinstance(default, bool) else float(settings[name])
        except (TypeError, ValueError):
            kind = "True or False" if isinstance(default, bool) else "a number"
            raise UsageError(f"{name} is {kind}, not {settings[name]!r}", print_help=False) from None
    level, levels = settings["LOG_LEVEL"], logging.getLevelNamesMapping()
    if not isinstance(level, int) and level not in levels:
        raise UsageError(f"LOG_LEVEL is one of {', '.join(levels)}, not {level!r}", print_help=False)
    try:
        parse_shard(settings["SHARD"])
    except ValueError as error:
        raise UsageError(str(error), print_help=False) from None


def data_folder(settings: BaseSettings) -> Path:
    """The data folder, which need not be there yet. Ends the program where DATA is something else."""
    path = Path(settings["DATA"])
    if path.exists() and not path.is_dir():
        sys.exit(f"DATA is the folder that everything goes to, and {path} is none")
    return path


def due(settings: BaseSettings, sites: Sequence[str]) -> str:
    """What a run of these sites would ask now, for a person: a line a site, its hosts below."""
    now, shard, lines = time.time(), parse_shard(settings["SHARD"]), []
    with opened(settings) as state:
        for site in sites:
            rows = state.rows(_DUE, {"site": site, "now": now, "all": settings.getbool("ALL_DUE")}) if state else []
            rows = [row for row in rows if in_shard(row["name"], shard)]
            if not rows:
                lines.append(f"{site}: never run; its start pages are due")
                continue
            total = sum(row["new"] + row["again"] for row in rows)
            lines.append(f"{site}: its start pages, and {total} pages are due")
            for row in rows:
                held = f", left alone for {row['hold_until'] - now:.0f} s more" if row["hold_until"] > now else ""
                held = f", quarantined: {row['quarantined']}" if row["quarantined"] else held
                lines.append(f"  {row['name']}: {row['new']} new, {row['again']} to see again{held}")
    return "\n".join(lines)


def release(settings: BaseSettings, host: str) -> bool:
    """End a host's quarantine; False where there was none."""
    with opened(settings) as state:
        if state is None:
            return False
        with state.transaction() as db:
            changed = db.execute("UPDATE hosts SET quarantined = '' WHERE name = ? AND quarantined != ''", (host,))
            return changed.rowcount > 0


_DUE = """
    SELECT h.name, h.hold_until, h.quarantined,
        (SELECT COUNT(*) FROM urls WHERE host = h.id AND state IN (0, 1) AND due <= :now) AS new,
        (SELECT COUNT(*) FROM urls WHERE host = h.id AND state = 2 AND kind = 'article'
            AND (due <= :now OR :all)) AS again
    FROM hosts h WHERE h.site = :site ORDER BY h.name"""


@contextmanager
def opened(settings: BaseSettings) -> Iterator[State | None]:
    """The state of the data folder for a block; None before the first run. Ends the program where it cannot be used."""
    path = Path(settings["DATA"]) / "state" / "state.db"
    try:
        state = State(path) if path.exists() else None
    except (StateError, OSError, sqlite3.Error) as error:
        sys.exit(str(error) if str(path) in str(error) else f"{path}: {error}")
    try:
        yield state
    finally:
        if state:
            state.close()
