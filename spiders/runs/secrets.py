"""Where an alert goes, which whoever knows it can write to: from the environment, or a file that only we can read."""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings

#: Setting → the variable of the environment that has its value.
VARIABLES = {"ALERT_WEBHOOK": "JINGKAN_ALERT_WEBHOOK", "ALERT_FEISHU": "JINGKAN_ALERT_FEISHU"}
FILE = "secrets.toml"
#: What a printed unit reads its environment from, beside ``secrets.toml``.
ENVIRONMENT = "secrets.env"


class SecretsError(Exception):
    """The file of secrets cannot be used: one sentence that says why and what to do, and holds nothing of it."""


def webhooks(settings: Mapping[str, Any], environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The addresses that alerts go to, by their settings: of the setting, else the environment, else the file.

    Raises SecretsError where ``secrets.toml`` in the data folder is damaged, or others may read it.

    >>> webhooks({"ALERT_FEISHU": "http://a.example/"}, {"JINGKAN_ALERT_WEBHOOK": "http://b.example/"})
    {'ALERT_WEBHOOK': 'http://b.example/', 'ALERT_FEISHU': 'http://a.example/'}
    """
    kept = _kept(Path(settings["DATA"]) / FILE) if settings.get("DATA") else {}
    found = {name: settings.get(name) or environ.get(VARIABLES[name]) or kept.get(name) for name in VARIABLES}
    return {name: str(value) for name, value in found.items() if value}


def on_the_command_line(settings: BaseSettings) -> list[str]:
    """Those of the secrets that were given with ``-s``, where every user of the machine can read them meanwhile."""
    given = SETTINGS_PRIORITIES["cmdline"]
    return [name for name in VARIABLES if settings.get(name) and (settings.getpriority(name) or 0) >= given]


def _kept(path: Path) -> dict[str, str]:
    try:
        with path.open("rb") as stream:
            mode = os.fstat(stream.fileno()).st_mode
            if stat.S_IMODE(mode) & 0o077:
                raise SecretsError(f"{path} can be read by others: chmod 600 {path}")
            found = tomllib.load(stream)
    except (FileNotFoundError, NotADirectoryError):  # whoever needs the folder says that it is none
        return {}
    except (OSError, ValueError) as error:  # of a parser's own words some quote the file
        why = error.strerror if isinstance(error, OSError) else "it is no TOML"
        raise SecretsError(f"{path} cannot be read: {why}") from None
    unknown = [name for name, value in found.items() if name not in VARIABLES or not isinstance(value, str)]
    if unknown:
        raise SecretsError(f"{path} may hold {' and '.join(VARIABLES)}, each a text, and has something else")
    return found
