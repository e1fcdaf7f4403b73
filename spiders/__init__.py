"""The network side of jingkan. Run in a checkout, it is the checkout's code that runs.

Scrapy appends the project's folder to ``sys.path``, so that another jingkan, pip-installed, would be found first.
Whichever copy of this file is imported first puts the project's folder (where ``scrapy.cfg`` is) in front, and hands
over to the copy there.
"""

import importlib
import os
import sys
from pathlib import Path

from scrapy.utils.conf import closest_scrapy_cfg


def _checkout() -> Path | None:
    """The folder of the project we are started in, where it holds a ``spiders`` package of jingkan."""
    config = closest_scrapy_cfg()
    folder = Path(config).parent if config else None
    return folder if folder and (folder / "spiders" / "article.py").is_file() else None


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
