"""One source to its outcome: what is done of each, in this process or in another."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache

from cleaners import Page, Rules
from cleaners.decode import decode
from cleaners.pipeline import Script
from outputs import jsonl
from outputs.explain import Style, explain
from spiders.one_page import Unreadable, cleaned, load

#: A page like most: converted to Traditional, with all that is looked for on it.
_ORDINARY = Page(
    "",
    """<!DOCTYPE html><html><head><meta charset="utf-8"><title>山區小學圖書角的借閱規律_鄉土文苑</title></head><body>
    <div><a href="/">首頁</a></div><div><h1>山區小學圖書角的借閱規律</h1><p>作者：張三，2013年第4期</p>
    <p>摘要：班級圖書角是山區小學最容易辦成、也最容易荒廢的閱讀設施。</p><p>關鍵詞：圖書角；借閱</p>
    <p>本文跟蹤記錄了六所小學兩個學期的借閱登記簿，試圖說明孩子們在什麽時候借書，借什麽書，又為什麽不再借書。</p>
    <p>登記簿顯示，開學后的三周是借閱的高峰，此后逐周下降，到期中考試前后幾乎停止。[1]</p>
    <p>參考文獻：</p><p>[1] 李四. 圖書的流動[J]. 鄉土文苑, 2012(3): 4-7.</p></div></body></html>""".encode(),
)


@dataclass(frozen=True, slots=True)
class How:
    """How pages are cleaned. style: in which to explain what was done to each, None where nobody asked."""

    script: Script = "auto"
    style: Style | None = None


@dataclass(frozen=True)  # no slots: with them it is pickled in Python, field by field
class Task:
    """A source to be cleaned. url: what its page goes by. page: it, where it was read already. rules: its site's."""

    name: str
    url: str = ""
    page: Page | None = field(default=None, repr=False)
    rules: Rules | None = None

    @property
    def is_small(self) -> bool:
        """Whether it is a mere name, of a length in bytes that most files' have."""
        return self.page is None and len(os.fsencode(self.name)) <= 256

    @property
    def size(self) -> int:
        """The bytes that it holds in memory while it waits."""
        return len(self.page.body) if self.page else 0


@dataclass(frozen=True)  # no slots, as with Task
class Outcome:
    """line: the record with its line feed. why: there is none. told: the explanation, where it was asked for."""

    line: bytes = field(default=b"", repr=False)
    why: str = ""
    told: str = ""


def clean_task(how: How, task: Task) -> Outcome:
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


@cache
def load_all() -> None:
    """Load what most pages need: the dictionaries and tables that the first page of a process waits for."""
    with suppress(Unreadable):
        cleaned("", _ORDINARY)
