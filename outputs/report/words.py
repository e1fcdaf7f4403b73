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


# The frame
OVERVIEW = Label("Overview", "概览")
REVIEW = Label("Review", "审阅")
TO_CONTENT = Label("To the content", "跳到正文")
MADE = Label("Made {} (UTC) by jingkan {}.", "由净刊 {1} 于 {0}（UTC）生成。")
REPORT = Label("Crawl report", "采集报告")
ALL_SITES = Label("all sites", "全部站点")

# What stands at the top
RECORDS = Label("Records", "记录")
JOURNALS = Label("Journals", "期刊")
SITES = Label("Sites", "站点")
HOSTS = Label("Hosts", "主机")
RUNS = Label("Runs", "运行")
MEDIAN_CONFIDENCE = Label("Median confidence", "置信度中位数")
FAILED_URLS = Label("URLs that failed", "失败的网址")
TAKEN_OVER_HOSTS = Label("Hosts taken over", "被改作他用的主机")
NOTES = Label("Notes", "说明")

# Parts of the overview
CONTENTS = Label("The records", "记录的内容")
CRAWL = Label("The crawl", "采集的情况")
CLEANING = Label("The cleaning", "清洗的情况")
RUNS_OVER_TIME = Label("Runs over time", "历次运行")
BY_YEAR = Label("Records by year", "按年份的记录数")
BY_JOURNAL = Label("Records by journal", "按期刊的记录数")
COVERAGE = Label("Field coverage", "字段覆盖率")
VERDICTS = Label("Verdicts", "判定")
CONFIDENCE = Label("Confidence", "置信度")
REMOVALS = Label("Removals by step", "按步骤的移除")
REPAIRS = Label("Repairs by kind", "按种类的修复")
SLOWEST_HOSTS = Label("Slowest hosts", "最慢的主机")
WORST_HOSTS = Label("Hosts with the most failures", "失败最多的主机")
TAKEN_OVER = Label("Sites that were taken over", "被劫持改作他用的站点")
FAILURE_REASONS = Label("Why URLs failed", "网址失败的原因")

# What is said of them
RUNS_SAID = Label(
    "Articles by what became of them in each run, and all answers of the run (dash). A run that only cleaned again"
    " fetched nothing.",
    "每次运行中文章的结果，以及该次运行收到的全部应答（短横线）。只重新清洗的运行不抓取任何内容。",
)
YEAR_SAID = Label(
    "Year of the issue, or of publication where no issue is named.", "刊期的年份；未标明刊期者取发表年份。"
)
COVERAGE_SAID = Label("Share of the records that have the field.", "含有该字段的记录所占的比例。")
VERDICT_SAID = Label(
    "Records are clean or injected; other pages gave no record.", "记录为 clean 或 injected；其余页面不产生记录。"
)
CONFIDENCE_SAID = Label(
    "How far the text can be relied on, by tenths: it orders records and is no probability.",
    "正文的可靠程度，按十分之一分档：用于排序，不是概率。",
)
REMOVALS_SAID = Label(
    "Pieces that were taken off pages, by the step that did it.", "从页面上移除的片段，按执行的步骤计。"
)
REPAIRS_SAID = Label("Edits that brought damaged text back, by kind.", "恢复受损文字的改动，按种类计。")
SLOWEST_SAID = Label(
    "Mean seconds from one article to the next within a run, the pauses that the host asked for included.",
    "同一次运行中相邻两篇文章之间的平均秒数，包括主机要求的停顿。",
)
WORST_SAID = Label(
    "URLs whose last request failed, of those that were asked.", "已请求的网址中，最近一次请求失败的数目。"
)
TAKEN_OVER_SAID = Label(
    "Hosts of which articles turned into something else. The last good texts are kept.",
    "文章变成了其他内容的主机。最后一次完好的文本仍然保留。",
)
FAILED_SAID = Label("URLs that could not be had when they were asked last.", "最近一次请求时未能取得的网址。")

# Columns and values
RUN = Label("Run", "运行")
KIND = Label("Kind", "种类")
STARTED = Label("Started (UTC)", "开始（UTC）")
LASTED = Label("Lasted", "时长")
EXIT = Label("Exit", "退出码")
FETCHED = Label("Fetched", "已抓取")
NEW = Label("New", "新增")
CHANGED = Label("Changed", "有变化")
UNCHANGED = Label("Unchanged", "未变化")
GONE = Label("Gone", "已消失")
FAILED = Label("Failed", "失败")
REJECTED = Label("Rejected", "未收录")
JOURNAL = Label("Journal", "期刊")
YEAR = Label("Year", "年份")
YEARS = Label("Years", "年份")
FIELD = Label("Field", "字段")
SHARE = Label("Share", "比例")
VERDICT = Label("Verdict", "判定")
NO_RECORD = Label("Pages without a record", "无记录的页面")
FROM = Label("From", "起点")
STEP = Label("Step", "步骤")
PIECES = Label("Pieces", "片段")
EDITS = Label("Edits", "改动")
IN_RECORDS = Label("In records", "涉及记录")
SITE = Label("Site", "站点")
HOST = Label("Host", "主机")
ASKED = Label("URLs asked", "已请求的网址")
ARTICLES = Label("Articles", "文章")
SECONDS = Label("Seconds each", "每篇秒数")
WHEN = Label("First seen (UTC)", "最早发现（UTC）")
PAGES = Label("Pages", "页面")
STATUS = Label("Status", "状态")
QUARANTINED = Label("quarantined: asked for nothing", "已隔离：不再请求")
RELEASED = Label("asked again", "已恢复请求")
REASON = Label("Reason", "原因")
URL = Label("URL", "网址")
TRIES = Label("Tries", "尝试次数")
NEXT_TRY = Label("Next try (UTC)", "下次尝试（UTC）")
NEVER = Label("never", "不再尝试")
NOT_NAMED = Label("not named", "未标明")
TAKEN_OVER_PAGE = Label("taken over", "被改作他用")
NOT_CLEANED = Label("could not be cleaned", "无法清洗")
NUMBERS = Label("Numbers", "数据")
NOTHING = Label("Nothing.", "无。")
MORE = Label("{} more are not shown.", "另有 {} 条未显示。")

# Notes
NO_CHARTS = Label(
    "No charts: they need altair and vl-convert-python (pip install 'jingkan[report]').",
    "没有图表：需要 altair 和 vl-convert-python（pip install 'jingkan[report]'）。",
)
NO_STATE = Label("Hosts and failures are missing: there is no state.db.", "缺少主机与失败的数据：没有 state.db。")
OLD_STATE = Label(
    "Hosts and failures are missing: state.db is of an older version; the next run brings it up to date.",
    "缺少主机与失败的数据：state.db 是旧版本，下次运行会更新。",
)
NO_MANIFEST = Label("{} runs have no manifest: under way, or killed.", "{} 次运行没有清单：仍在进行，或被中止。")
DAMAGED_MANIFEST = Label("Left out: {}.", "未计入：{}。")

# The review
REVIEW_SAID = Label(
    "Each record beside its page: the page's blocks as they were decoded, in the page's order, with what became of"
    " each; and the record as it was saved. Nothing is cleaned again for it, and nothing of a page is run or loaded.",
    "每条记录与其网页并列：左为网页解码后的文字块，按原页顺序排列，并注明各块的去向；右为保存的记录。此处不重新清洗，也不运行或加载网页中的任何内容。",
)
REVIEW_ALL = Label("All {} records are here.", "共 {} 条记录，全部在此。")
REVIEW_SAMPLE = Label(
    "A sample of {0} of {1} records: the {2} of the lowest confidence, and {3} drawn at random from the others (seed"
    " {4}).",
    "{1} 条记录中的 {0} 条样本：置信度最低的 {2} 条，其余 {3} 条随机抽取（种子 {4}）。",
)
ACCOUNTED = Label(
    "Of the characters of {0} pages {1} are kept in a field, {2} were removed, and {3} are neither: mostly labels that"
    " stand before a field, and what the two ways of reading a page put differently.",
    "{0} 个网页的文字中，{1} 保留在字段里，{2} 被移除，{3} 两者皆非：多为字段前的标签，以及写法不同而未能对上的文字。",
)
NO_PAGE = Label("Of {} records the page cannot be shown; each says why.", "{} 条记录的网页无法显示，各有说明。")
NEEDS_SCRIPT = Label("The review needs JavaScript.", "审阅页需要 JavaScript。")
NO_RECORDS = Label("There are no records to review yet.", "尚无可审阅的记录。")
FIND = Label("Find a record", "查找记录")
SEARCH = Label("Search in titles and first words", "搜索题目与正文开头")
ORDER = Label("Order", "排序")
DOUBTFUL_FIRST = Label("Lowest confidence first", "置信度低者在前")
AS_ARCHIVED = Label("As archived", "按存档顺序")
KEYS_SAID = Label("Press ? for the keys.", "按 ? 查看快捷键。")
KEYS = Label("Keys", "快捷键")
KEY_NEXT = Label("next record", "下一条")
KEY_PREVIOUS = Label("previous record", "上一条")
KEY_SEARCH = Label("search", "搜索")
KEY_HELP = Label("these keys", "本说明")
KEY_CLOSE = Label("close", "关闭")

#: What ``static/review.js`` says by itself, by the name it uses.
REVIEW_LABELS = {
    "all": Label("all", "全部"),
    "found": Label("{} of {} records", "{1} 条中的 {0} 条"),
    "none": Label("No record matches.", "没有符合的记录。"),
    "earlier": Label("Earlier", "前面"),
    "later": Label("Later", "后面"),
    "next": Label("Next", "下一条"),
    "previous": Label("Previous", "上一条"),
    "untitled": Label("(no title)", "（无题）"),
    "loading": Label("Loading …", "加载中……"),
    "not_loaded": Label("{} could not be loaded: is the report whole?", "无法加载 {}：报告是否完整？"),
    "no_such": Label("There is no record {} in this review.", "本审阅中没有记录 {}。"),
    "page": Label("The page", "网页"),
    "record": Label("The record as saved", "保存的记录"),
    "verdict": Label("Verdict", "判定"),
    "confidence": Label("Confidence", "置信度"),
    "url": Label("URL", "网址"),
    "doi": Label("DOI", "DOI"),
    "archive": Label("Archive", "存档"),
    "reproduce": Label("Clean it again", "重新清洗"),
    "reproduce_said": Label(
        "With the rules of its site and what the crawl learned of its boilerplate, as they are when you call it.",
        "使用该站点的规则和采集时学得的站点套话，均以执行时为准。",
    ),
    "copy": Label("Copy", "复制"),
    "copied": Label("Copied", "已复制"),
    "accounted": Label(
        "{0} of the page's characters accounted for: {1} kept, {2} removed, {3} neither.",
        "网页文字的 {0} 有去向：保留 {1} 字，移除 {2} 字，两者皆非 {3} 字。",
    ),
    "kept": Label("kept", "保留"),
    "removed": Label("removed", "移除"),
    "neither": Label("neither", "两者皆非"),
    "repaired": Label("repaired", "修复"),
    "sure": Label("{} sure", "把握 {}"),
    "nothing": Label("nothing", "无"),
    "head": Label("In the page's head ({})", "网页头部（{}）"),
    "hidden": Label("hidden", "隐藏"),
    "elsewhere": Label("Repairs in the markup or out of sight ({})", "标记中或不可见处的修复（{}）"),
    "not_found": Label("Removed, and not found again in the page ({})", "已移除但在网页中未再找到（{}）"),
    "from": Label("from {}", "来自 {}"),
    "empty": Label("Empty: {}", "空字段：{}"),
    "disagree": Label("Where copies disagree ({})", "各副本不一致之处（{}）"),
    "agree": Label("One of {} copies, which disagree nowhere that is left open.", "{} 个副本之一，没有未决的不一致。"),
    "chosen": Label("chosen", "采用"),
    "copies": Label("Copies", "副本"),
    "field": Label("Field", "字段"),
    "readings": Label("Readings", "异文"),
    "why": Label("Why", "理由"),
    "more": Label("{} more are not shown.", "另有 {} 条未显示。"),
}

# The marks
MARKS = Label("Marks", "标记")
MARKS_SAID = Label("Say what is right and what is wrong", "标明何处正确、何处有误")
MARKS_KEPT = Label("Marks stay in this browser until you export them.", "标记保存在本浏览器中，直到您将其导出。")
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
