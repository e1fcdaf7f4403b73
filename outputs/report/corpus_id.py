"""The id of a data folder, by which browsers keep its marks apart from those of other folders."""

from __future__ import annotations

import re
import secrets
from pathlib import Path

from outputs.files import replace_whole

#: Browsers may have one storage for all pages that they open from a disk, whatever folder they are in.
NAME = "corpus.id"


def corpus_id(data: Path) -> str:
    """The random id of a data folder, 32 hexadecimal digits: written once, and the same for all its reports since.

    Raises OSError where it can be neither read nor written.
    """
    path = data / NAME
    if not (known := _read(path)):
        replace_whole(path, f"{secrets.token_hex(16)}\n".encode())
        known = _read(path)  # another report may have written its own meanwhile
    return known


def _read(path: Path) -> str:
    """What a file holds, ``""`` where that is no id or there is none."""
    try:
        said = path.read_bytes().decode("ascii", "replace").strip()
    except FileNotFoundError:
        return ""
    return said if re.fullmatch("[0-9a-f]{32}", said) else ""
