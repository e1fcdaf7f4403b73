"""The sites that were run before, with the arguments they had."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from scrapy.settings import BaseSettings, default_settings
from scrapy.spiderloader import SpiderLoaderProtocol

from outputs.lock import Lock
from outputs.outside.terminal import stop, tell
from outputs.state import hosts, runs
from outputs.state.database import DatabaseError, State, StateError, finish_rebuild, refuse_absent
from outputs.state.revisit import seen_again
from spiders import settings as own
from spiders.crawl.shard import in_shard, parse_shard
from spiders.crawl.url_lists import flaw
from spiders.guard.addresses import named_by, refusal_of
from spiders.runs.data_mode import keep_private, mask
from spiders.runs.secrets import FILE, VARIABLES, SecretsError, on_the_command_line, webhooks
from spiders.site import Site
from spiders.terminal import WrongUsage


def known_sites(settings: BaseSettings) -> dict[str, str]:
    """Name → spider arguments as JSON, in the order of their names; empty before the first run."""
    with opened(settings) as state:
        return runs.known_sites(state) if state else {}


def remembered_sites(settings: BaseSettings) -> dict[str, str]:
    """Those of the known sites that were not dropped."""
    with opened(settings) as state:
        return runs.remembered_sites(state) if state else {}


def scheduled(loader: SpiderLoaderProtocol, names: Iterable[str]) -> list[str]:
    """Those of the sites that are run without being named; one that is not there any more is, and will be missed."""
    sites = {name: getattr(loader.load(name), "site", None) for name in loader.list()}
    return [name for name in names if not isinstance(site := sites.get(name), Site) or site.scheduled]


def drop(settings: BaseSettings, name: str) -> None:
    """Leave a site out of scheduled runs. Raises UsageError where it is in none, Locked where a run is on."""
    before = remembered_sites(settings)
    if name not in before:
        there = f"there are {', '.join(before)}" if before else "there are none"
        raise WrongUsage(f"no such site among those that were run: {name}; {there}", print_help=False)
    lock = Lock(data_folder(settings) / "state" / "run.lock")
    lock.acquire()  # a run that is on would remember the site again
    try:
        with opened(settings) as state:
            if state:
                runs.drop_site(state, name)
    finally:
        lock.release()


def obstacle(loader: SpiderLoaderProtocol, name: str, args: Mapping[str, str]) -> str:
    """Why a site cannot be crawled with these arguments, in one sentence; ``""`` where it can."""
    if name not in loader.list():
        return "there is no such site any more: put its module back, or name the sites to run"
    for need in getattr(loader.load(name), "needs", ()):
        if not args.get(need.partition("=")[0]):
            return f"it needs an argument: -a {need}"
    for domain in filter(None, (each.strip() for each in args.get("domains", "").split(","))):
        if why := refusal_of(f"http://{domain}/", named_by([domain])):
            return f"-a domains={domain} cannot be asked: {why.words}"
    file = args.get("urls", "-")
    return flaw(file) if file != "-" else ""


def complain(loader: SpiderLoaderProtocol, name: str, args: Mapping[str, str]) -> None:
    """Raise UsageError where a site cannot be crawled with these arguments."""
    if why := obstacle(loader, name, args):
        raise WrongUsage(f"{name}: {why}", print_help=False)


def complain_of_names(loader: SpiderLoaderProtocol, names: Iterable[str]) -> None:
    """Raise UsageError where one of these is no site: it says which one it may be, or which there are."""
    known = loader.list()
    unknown = [name for name in names if name not in known]
    if not unknown:
        return
    modules = [(loader.load(name).__module__.rpartition(".")[2], name) for name in known]
    held = [(module, name) for module, name in modules if module in unknown]
    told = "; ".join(f"the site in {module}.py is called {name}" for module, name in held)
    there = told or f"there are {', '.join(sorted(known))}"
    raise WrongUsage(f"no such site: {', '.join(unknown)}; {there}", print_help=False)


def complain_of_settings(settings: BaseSettings) -> None:
    """Raise UsageError where a setting is not of the kind that its default is, or cannot be what it is,
    or the file of secrets cannot be used. Warns of a secret on the command line."""
    for name in settings:
        default = getattr(own, name, getattr(default_settings, name, None))
        if not isinstance(default, int | float):
            continue
        try:
            _ = settings.getbool(name) if isinstance(default, bool) else float(settings[name])
        except (TypeError, ValueError):
            kind = "True or False" if isinstance(default, bool) else "a number"
            raise WrongUsage(f"{name} is {kind}, not {settings[name]!r}", print_help=False) from None
    level, levels = settings["LOG_LEVEL"], logging.getLevelNamesMapping()
    if not isinstance(level, int) and level not in levels:
        raise WrongUsage(f"LOG_LEVEL is one of {', '.join(levels)}, not {level!r}", print_help=False)
    try:
        parse_shard(settings["SHARD"])
        mask(str(settings["DATA_MODE"]))
        webhooks(settings)
    except (ValueError, SecretsError) as error:
        raise WrongUsage(str(error), print_help=False) from None
    for name in on_the_command_line(settings):
        where = f"set {VARIABLES[name]} in the environment, or {name} in {Path(settings['DATA']) / FILE} (mode 600)"
        tell(f"{name} is a secret, and all users of this machine can read a command line: {where}", to=sys.stderr)


def data_folder(settings: BaseSettings) -> Path:
    """The data folder, which need not be there yet. Ends the program where DATA is something else."""
    path = Path(settings["DATA"])
    if path.exists() and not path.is_dir():
        stop(f"DATA is the folder that everything goes to, and {path} is none")
    return path


def due(settings: BaseSettings, sites: Sequence[str]) -> str:
    """What a run of these sites would ask now, for a person: a line a site, its hosts below."""
    now, shard, lines = time.time(), parse_shard(settings["SHARD"]), []
    again = seen_again(now, settings.getbool("ALL_DUE"))
    with opened(settings) as state:
        for site in sites:
            found = hosts.due(state, site, now, again) if state else []
            found = [host for host in found if in_shard(host.name, shard)]
            if not found:
                lines.append(f"{site}: never run; its start pages are due")
                continue
            total = sum(host.new + host.again for host in found)
            lines.append(f"{site}: its start pages, and {total} pages are due")
            for host in found:
                held = f", left alone for {host.hold_until - now:.0f} s more" if host.hold_until > now else ""
                held = f", quarantined: {host.quarantined}" if host.quarantined else held
                lines.append(f"  {host.name}: {host.new} new, {host.again} to see again{held}")
    return "\n".join(lines)


def release(settings: BaseSettings, host: str) -> bool:
    """End a host's quarantine; False where there was none."""
    with opened(settings) as state:
        return state is not None and hosts.release(state, host)


@contextmanager
def opened(settings: BaseSettings) -> Iterator[State | None]:
    """The state of the data folder for a block; None before the first run. Ends the program where it cannot be used."""
    keep_private(settings)
    path = Path(settings["DATA"]) / "state" / "state.db"
    state = None
    try:
        finish_rebuild(path)
        if not path.exists():
            refuse_absent(path)
        state = State(path) if path.exists() else None
        yield state
    except (StateError, OSError, DatabaseError) as error:
        stop(str(error) if str(path) in str(error) else f"{path}: {error}")
    finally:
        if state:
            state.close()
