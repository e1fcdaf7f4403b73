"""README and docs/damage.md have in Chinese the commands, options, code, figures, headings and links of the English."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from cleaners.chinese.characters import HAN
from tests.conftest import ROOT
from tests.docs.translation import differences

PAGES = ("README.md", "docs/damage.md")
HAN_ACROSS_LINES = re.compile(rf"[{HAN}，。；：、）”]\n[{HAN}（“]")


def chinese(page: str) -> Path:
    return (ROOT / page).with_suffix(".zh-CN.md")


def both(page: str) -> tuple[str, str]:
    return (ROOT / page).read_text("utf-8"), chinese(page).read_text("utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_say_the_same(page: str) -> None:
    assert differences(*both(page)) == []


@pytest.mark.parametrize("page", PAGES)
def test_each_leads_to_the_other_before_anything_else(page: str) -> None:
    english, translated = both(page)
    assert re.match(rf"# .+\n\n\[中文\]\({re.escape(chinese(page).name)}\)\n", english)
    assert re.match(rf"# .+\n\n\[English\]\({re.escape(Path(page).name)}\)\n", translated)


@pytest.mark.parametrize("page", PAGES)
def test_files_the_chinese_points_to_exist(page: str) -> None:
    targets = re.findall(r"\]\(([^):#]+)\)", both(page)[1])
    assert targets
    for target in targets:
        assert (chinese(page).parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES)
def test_a_page_in_chinese_leads_to_pages_in_chinese(page: str) -> None:
    for target in re.findall(r"\]\(([^):#]+)\)", both(page)[1].split("\n", 4)[4]):
        translated = (chinese(page).parent / target).with_suffix(f".zh-CN{Path(target).suffix}")
        assert ".zh-CN." in target or not translated.exists(), target


@pytest.mark.parametrize("page", PAGES)
def test_no_line_of_chinese_is_wrapped(page: str) -> None:
    """Browsers show the end of a line within a paragraph as a blank, which between two characters is a mistake."""
    assert not HAN_ACROSS_LINES.search(both(page)[1])


@pytest.mark.parametrize("page", PAGES)
def test_chinese_has_the_marks_of_chinese(page: str) -> None:
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", both(page)[1], flags=re.S)
    assert not re.findall(rf"[{HAN}][,;:?!.(]|[,;:?!)][{HAN}]", prose)


# A change of the Chinese that a reader would be misled by: what to change, and what into. Each is found.
MISLEADING = {
    "an option": (r"`(--\w+)`", "`--other`"),
    "a command": (r"`scrapy (\w+)", "`scrapy other"),
    "a figure": (r"(?<=[^\w`.]) (\d+) ", " 77 "),
    "a link": (r"\]\(\w+/", "](other/"),
    "a line of code": (r"\nfrom cleaners import", "\nimport"),
    "what code gives": (r"# '[^']+'", "# ''"),
    "a heading": (r"\n## ", "\n### "),
    "a row of a table": (r"\n\| `[^\n]+", ""),
    "the order of a table": (r"(\n\| `[^\n]+)(\n\| `[^\n]+)", r"\2\1"),
    "a language of code": (r"```python\n", "```\n"),
}


@pytest.mark.parametrize("change", MISLEADING)
def test_what_would_mislead_is_found(change: str) -> None:
    english, translated = both("README.md")
    pattern, instead = MISLEADING[change]
    places = list(re.finditer(pattern, translated))
    assert places
    for place in random.Random(19).sample(places, min(4, len(places))):
        changed = translated[: place.start()] + place.expand(instead) + translated[place.end() :]
        assert differences(english, changed), place
        assert differences(changed, english), place


# What a translator is free in: each leaves the pages the same.
FREE = {
    "a comment of code": (r"(?<=\S)    # \w.*", "    # 别的说法"),
    "words": (r"页面", "网页"),
    "the text of a link": (r"(?<=\n)\[(\w+)\]\(", "[甲]("),
    "the name of a heading": (r"\n## .*", "\n## 甲"),
}


@pytest.mark.parametrize("change", FREE)
def test_what_misleads_nobody_is_left_to_the_translator(change: str) -> None:
    english, translated = both("README.md")
    pattern, instead = FREE[change]
    changed, times = re.subn(pattern, instead, translated)
    assert times and changed != translated
    assert differences(english, changed) == []
