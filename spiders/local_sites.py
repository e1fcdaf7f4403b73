"""The sites of whoever works without a checkout: the modules of a folder ``sites`` in the working directory.

Each is loaded by its path as ``local_sites.NAME``, a package that is made here. So the working directory is never on
``sys.path``, where any file of it could stand in for a library; and one module may import another of the folder, as in
``from local_sites.platform import Platform``.
"""

from __future__ import annotations

import importlib
import importlib.machinery
import importlib.util
import sys
import traceback
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from scrapy.settings import BaseSettings
from scrapy.spiderloader import SpiderLoader

import spiders.sites
from outputs.outside.terminal import tell
from spiders import is_trusted

PACKAGE = "local_sites"
FOLDER = Path("sites")


class SiteLoader(SpiderLoader):
    """Scrapy's loader, which loads the local sites as well; one named as one of ours takes its place."""

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> SiteLoader:
        """The loader for these settings. Says on standard error which local module cannot be loaded."""
        more = BaseSettings(settings)  # what is given is frozen
        more.set("SPIDER_MODULES", [*settings.getlist("SPIDER_MODULES"), *loaded(FOLDER.absolute())], "cmdline")
        return cls(more)


@cache
def loaded(folder: Path) -> tuple[str, ...]:
    """The names of a folder's modules, all imported; what cannot be is told on standard error, a line each, once.

    folder: absolute. In a checkout's own ``spiders`` folder, ``sites`` are not local ones.
    """
    if not folder.is_dir() or folder.resolve() == Path(spiders.sites.__path__[0]).resolve():
        return ()
    _make_package(folder)
    return tuple(_load(folder))


def _make_package(folder: Path) -> None:
    spec = importlib.machinery.ModuleSpec(PACKAGE, None, is_package=True)
    spec.submodule_search_locations = [str(folder)]
    for name in [name for name in sys.modules if name.startswith(f"{PACKAGE}.")]:
        del sys.modules[name]  # another folder's
    sys.modules[PACKAGE] = importlib.util.module_from_spec(spec)


def _load(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.py")):
        shown = f"{folder.name}/{path.name}"
        if path.stem == "__init__":
            continue
        if not path.stem.isidentifier():
            tell(f"{shown} is left out: a module is named by letters, digits and _ alone", to=sys.stderr)
        elif not is_trusted(folder, path):
            tell(f"{shown} is left out: it belongs to another user; copy it to run it", to=sys.stderr)
        elif why := _obstacle(f"{PACKAGE}.{path.stem}", path):
            tell(f"{shown} is left out: {why}", to=sys.stderr)
        else:
            yield f"{PACKAGE}.{path.stem}"


def _obstacle(name: str, path: Path) -> str:
    """Import a module; why that cannot be done, in one line, ``""`` where it was."""
    try:
        importlib.import_module(name)
    except (Exception, SystemExit) as error:
        said = "".join(char if char.isprintable() else " " for char in str(error))
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
        line = error.lineno if isinstance(error, SyntaxError) and error.filename == str(path) else (lines or [None])[-1]
        where = f"line {line}: " if line and f"line {line})" not in said else ""
        return f"{where}{type(error).__name__}: {said}".removesuffix(": ")
    return ""
