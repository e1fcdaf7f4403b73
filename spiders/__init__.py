"""The network side of jingkan. Run in a checkout, it is the checkout's code that runs.

Scrapy appends the project's folder to ``sys.path``, so that another jingkan, pip-installed, would be found first; the
``jingkan`` script appends nothing. Whichever copy of this file is imported first puts the checkout's folder in front,
and hands over to the copy there, with the interpreter and the libraries that were started.
"""

import importlib
import os
import sys
from pathlib import Path

from scrapy.utils.conf import closest_scrapy_cfg

#: What tells a checkout of jingkan from another Scrapy project that has a ``spiders`` package.
_LANDMARKS = ("spiders/article.py", "outputs/record.py", "cleaners/pipeline.py")


def is_trusted(*paths: Path) -> bool:
    """Whether code in these files and folders may run as us: they belong to us or to root.

    A folder is looked for upwards from the working directory, and in a place like ``/tmp`` anybody may have put one
    above ours. Git asks the same of a repository (``safe.directory``). Where files have no owners, all are trusted.
    """
    return not hasattr(os, "geteuid") or all(path.stat().st_uid in (0, os.geteuid()) for path in paths)


def _checkout() -> Path | None:
    """The folder of the jingkan checkout that we are started in; None where the project around us is no such one."""
    config = closest_scrapy_cfg()
    if not config:
        return None
    folder = Path(config).parent
    found = [folder / name for name in _LANDMARKS]
    if not all(path.is_file() for path in found):
        return None
    return folder if is_trusted(*found, *(path.parent for path in found)) else None


def _prefer(folder: Path) -> None:
    """Have the three packages found in this folder, here and in the processes we start."""
    sys.path.insert(0, str(folder))
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH", "")]))
    importlib.invalidate_caches()
    for name in [n for n in sys.modules if n.partition(".")[0] in ("spiders", "cleaners", "outputs")]:
        del sys.modules[name]
    importlib.import_module("spiders")


_folder = _checkout()
if _folder and _folder.resolve() != Path(__file__).resolve().parent.parent:
    _prefer(_folder)
