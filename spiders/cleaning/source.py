"""One page to be cleaned, before anything is read of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cleaners import Page


@dataclass(frozen=True, slots=True)
class Source:
    """A page, or what was named in the place of one.

    name: for a person. id: by which it is known from call to call, wherever the command is started. read: how this
    process gets the page (it raises Unreadable); None for a file that any process can read by its name. why: it is no
    page, ``""`` where it may be one. address: it is asked for over the network. late: whether it would still have to be
    waited for after so many seconds; None where reading takes no time to speak of.
    """

    name: str
    id: str
    read: Callable[[], Page] | None = None
    why: str = ""
    address: bool = False
    late: Callable[[float], bool] | None = None


def known_as(path: str) -> str:
    """The id of a file or folder: its path from the root.

    >>> known_as("/a/b.html"), known_as("b.html") == str(Path.cwd() / "b.html")
    ('/a/b.html', True)
    """
    return str(Path(path).absolute())
