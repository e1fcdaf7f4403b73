"""Question marks that stood for a no-break space or a dash, on pages that show damage of the same kind."""

from __future__ import annotations

import re

from cleaners.article import Edit
from cleaners.chinese.characters import HAN
from cleaners.chinese.scripts import both_scripts

_LABELS = "目的|方法|结果|结论|背景|摘要|关键词|关键字|作者简介|收稿日期|基金项目|分类号"
# A line of nothing but  ?  or  ? ? ?  : no-break spaces
_LINE = re.compile(r"(?m)(?:^|(?<=>))[ \t]*\?(?:[ \t]*\?){0,8}[ \t]*(?=$|<)")
# 目的?探讨  【方法?选取 : a label and a no-break space
_AFTER_LABEL = re.compile(both_scripts(rf"(?<=[。\n>\s【\[])(?:{_LABELS})\?(?=[{HAN}])"))
# TN98?34  [4?6] : a dash between digits
_DASH = re.compile(
    r"(?<=[A-Z][0-9])\?(?=[0-9])|(?<=[A-Z][0-9]{2})\?(?=[0-9])|(?<=[A-Z][0-9]{3})\?(?=[0-9])|(?<=\[[0-9])\?(?=[0-9]{1,2}\])|(?<=\[[0-9]{2})\?(?=[0-9]{1,2}\])"
)


def undo_lone_marks(text: str) -> list[Edit]:
    """Edits of lone question marks; to be called only for a page that has shown damage.

    >>> [(e.where, e.before, e.after) for e in undo_lone_marks("?\\n目的?探讨\\n。目的?探讨TN98?34[4?6]真的吗?")]
    [(0, '?', ''), (4, '?', '\\xa0'), (11, '?', '\\xa0'), (18, '?', '-'), (23, '?', '-')]
    """
    if "?" not in text:
        return []
    found = [Edit(m.start(), m[0], "", "lone-mark", 0.9) for m in _LINE.finditer(text)]
    found += [Edit(m.end() - 1, "?", "\xa0", "lone-mark", 0.8) for m in _AFTER_LABEL.finditer(text)]
    found += [Edit(m.start(), "?", "-", "lone-mark", 0.8) for m in _DASH.finditer(text)]
    return sorted(found, key=lambda edit: edit.where)
