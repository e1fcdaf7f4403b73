"""Every label of the pages once, English and Chinese side by side; a page carries both, and shows one."""

from __future__ import annotations

from typing import NamedTuple

from outputs.report.escaping import Html, element, text


class Label(NamedTuple):
    """Words of ours in both languages."""

    en: str
    zh: str

    def filled(self, *values: object) -> Label:
        """The label with values in the place of its ``{}``.

        >>> Label("{} more", "另有 {} 条").filled(3)
        Label(en='3 more', zh='另有 3 条')
        """
        return Label(self.en.format(*values), self.zh.format(*values))


def both(label: Label) -> Html:
    """A label as a page has it.

    >>> both(Label("Year", "年份"))
    '<span lang="en">Year</span><span lang="zh-Hans">年份</span>'
    """
    return Html(element("span", text(label.en), lang="en") + element("span", text(label.zh), lang="zh-Hans"))


# The marks
MARKS = Label("Marks", "标记")
MARKS_SAID = Label(
    "Say of the record what is right and what is wrong. Marks stay in this browser until you export them.",
    "标明该记录何处正确、何处有误。标记保存在本浏览器中，直到您将其导出。",
)
MARK_FIELD = Label("Field", "字段")
MARK_WHOLE = Label("the whole record", "整条记录")
MARK_EXPECTED = Label("What it should be", "正确内容")
MARK_EXPECTED_SAID = Label("One entry a line. Leave it as it is if you cannot tell.", "每行一项；无法判断时保持原样。")
MARK_NOTE = Label("Note", "备注")
MARK_RIGHT = Label("Right", "正确")
MARK_WRONG = Label("Wrong", "有误")
MARK_OFF = Label("Take off", "取消标记")
MARKS_HERE = Label("Marks of this record", "本记录的标记")
MARKS_FILE = Label("All marks", "全部标记")
MARKS_EXPORT = Label("Export as a file", "导出为文件")
MARKS_IMPORT = Label("Import a file", "导入文件")
MARKS_TEXT = Label("The file as text, to copy", "文件内容（可复制）")
#: What ``marks.js`` says, by the name it has there; ``{}`` is filled by it.
MARKS_TOLD = {
    "right": Label("right", "正确"),
    "wrong": Label("wrong", "有误"),
    "whole": MARK_WHOLE,
    "none": Label("No marks yet.", "尚无标记。"),
    "count": Label("Marks: {}; pages: {}.", "标记：{}；页面：{}。"),
    "refused": Label(
        "This browser keeps nothing for this page: marks are lost when it is closed. Export them first.",
        "本浏览器不为此页面保存数据：关闭后标记即丢失，请先导出。",
    ),
    "damaged": Label(
        "What this browser had kept could not be read; it is kept aside, and marks begin anew.",
        "本浏览器保存的标记无法读取；原内容已另存，标记重新开始。",
    ),
    "imported": Label("Marks imported: {}; in the place of others: {}.", "已导入标记：{}；其中替换原有标记：{}。"),
    "foreign": Label(
        "They are of another corpus, and hold where addresses are the same.", "它们属于另一语料库，仅在网址相同处有效。"
    ),
    "unreadable": Label("Nothing was imported: the file holds no marks.", "未导入任何内容：该文件不含标记。"),
    "bad": Label("Nothing was imported: mark {} of the file is none.", "未导入任何内容：文件中的第 {} 个标记无效。"),
}
