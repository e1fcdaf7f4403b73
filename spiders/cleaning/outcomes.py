"""One source to its outcome: what is done of each, in this process or in another."""

from __future__ import annotations

from dataclasses import dataclass, field

from cleaners import Page, Rules
from cleaners.decode import decode
from cleaners.pipeline import Script
from outputs import jsonl
from outputs.explain import Style, explain
from spiders.one_page import Unreadable, cleaned, load


@dataclass(frozen=True, slots=True)
class How:
    """How pages are cleaned. style: in which to explain what was done to each, None where nobody asked."""

    script: Script = "auto"
    style: Style | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A source to be cleaned. url: what its page goes by. page: it, where it was read already. rules: its site's."""

    name: str
    url: str = ""
    page: Page | None = field(default=None, repr=False)
    rules: Rules | None = None

    @property
    def is_small(self) -> bool:
        """Whether it is a mere name, of a length that a file's has (PATH_MAX)."""
        return self.page is None and len(self.name) <= 4096

    @property
    def size(self) -> int:
        """The bytes that it holds in memory while it waits."""
        return len(self.page.body) if self.page else 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """line: the record with its line feed. why: there is none. told: the explanation, where it was asked for."""

    line: bytes = field(default=b"", repr=False)
    why: str = ""
    told: str = ""


def outcome(how: How, task: Task) -> Outcome:
    """Clean a source. Raises MemoryError, and nothing else."""
    try:
        page = task.page or load(task.name, task.url)
        article, record = cleaned(task.name, page, task.rules, how.script)
        told = explain(article, record, how.style, decode(page).text) if how.style else ""
        return Outcome(jsonl.line(record), told=told)
    except Unreadable as error:
        return Outcome(why=error.why)
    except MemoryError:
        raise
    except Exception as error:  # not of cleaning, which names it itself
        return Outcome(why=f"gives no record ({type(error).__name__}): a defect of jingkan, report it with the page")
