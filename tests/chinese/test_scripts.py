"""A pattern in Simplified matches both scripts, and the table of forms neither misses one nor holds a stray."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.chinese.character_forms import OneScript, only_in_script, traditional_forms
from cleaners.chinese.characters import GBK_HAN
from cleaners.chinese.scripts import any_word, both_scripts
from tests.conftest import calls
from tests.mirror.damage import to_kit

TO_TRADITIONAL = ("s2t", "s2tw", "s2hk")
TO_SIMPLIFIED = ("t2s", "tw2s", "hk2s")
SEEN = {"关": "関", "陕": "陜"}  # forms on pages that opencc does not know, each with its character
VARIANTS = "録註繫佈啓羣裏衞綫衆峯爲説閲"  # forms on pages beside the usual ones


_converter = cache(opencc.OpenCC)


def _decoded(pair: tuple[int, int]) -> str:
    return bytes(pair).decode("gb2312", "ignore")


GB2312 = "".join(_decoded((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))


@cache
def jieba_words() -> tuple[str, ...]:
    spec = find_spec("jieba")
    assert spec and spec.origin
    lines = Path(spec.origin).with_name("dict.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line.split(" ")[0] for line in lines)


def simplified_words() -> list[str]:
    known = set(GB2312)
    return [word for word in jieba_words() if known.issuperset(word)]


@cache
def forms_by_opencc() -> dict[str, set[str]]:
    """The table made anew."""
    forms: dict[str, set[str]] = defaultdict(set)
    for name in TO_TRADITIONAL:
        convert = _converter(name).convert
        for char in GB2312:
            forms[char].add(convert(char))
        converted = convert("\n".join(jieba_words())).split("\n")
        for word, traditional in zip(jieba_words(), converted, strict=True):
            if len(word) == len(traditional):
                for char, form in zip(word, traditional, strict=True):
                    forms[char].add(form)
    for name in TO_SIMPLIFIED:
        convert = _converter(name).convert
        for form in map(chr, range(0x4E00, 0x9FA6)):
            forms[convert(form)].add(form)
    return {char: found for char in GB2312 if (found := forms[char] - {char})}


def test_the_table_is_what_opencc_makes() -> None:
    table = {char: set(forms) - set(SEEN.get(char, "")) for char, forms in traditional_forms().items()}
    assert table == forms_by_opencc()


def test_each_form_stands_once_and_none_is_missing_that_pages_show() -> None:
    assert all(len(set(forms)) == len(forms) for forms in traditional_forms().values())
    assert all(form in traditional_forms()[char] for char, form in SEEN.items())
    assert set(VARIANTS) <= set("".join(traditional_forms().values()))


@pytest.mark.parametrize("words", ["登录 图书馆", "C++ a.b", "公众号"])
def test_any_word_is_found_in_every_spelling_and_nothing_else(words: str) -> None:
    pattern = re.compile(any_word(words))
    for word in words.split():
        assert all(pattern.fullmatch(text) for text in (word, to_kit(word), _converter("s2t").convert(word)))
    assert not any(map(pattern.search, ("登陆", "登", "圖書", "C", "axb", "公")))


def test_the_kit_makes_nothing_that_is_not_in_the_table() -> None:
    unknown = {c: made for c in GB2312 if (made := to_kit(c)) != c and made not in traditional_forms().get(c, "")}
    assert unknown == {}


@given(
    st.text(GB2312, min_size=1, max_size=12)
    | st.lists(st.sampled_from(simplified_words()), min_size=1, max_size=4).map("".join)
)
def test_a_word_is_matched_in_both_scripts(word: str) -> None:
    pattern = re.compile(both_scripts(re.escape(word)))
    for text in (word, to_kit(word), *(_converter(name).convert(word) for name in TO_TRADITIONAL)):
        assert pattern.fullmatch(text), text


@pytest.mark.filterwarnings("ignore::FutureWarning")  # "[[" will mean a set of sets one day
@given(st.text(GB2312 + "\\s[]()^-|?*+{}.", max_size=20))
def test_what_is_no_pattern_stays_none_and_what_is_one_stays_one(pattern: str) -> None:
    """And what a pattern matches it still matches."""
    try:
        before = re.compile(pattern)
    except (re.error, OverflowError):
        return
    found, after = before.search(pattern), re.compile(both_scripts(pattern))
    assert before.groups == after.groups
    assert not found or "^" in pattern or after.search(pattern)  # [^后] excludes 後, too


@pytest.mark.parametrize(
    ("pattern", "matched", "not_matched"),
    [
        pytest.param("登录", "登錄 登録", "登陆 登入", id="a word"),
        pytest.param("头发", "頭髮 頭發 头髮", "頭法", id="a character with several forms"),
        pytest.param("[发后]展", "發展 後展 髮展", "展 一展", id="a class"),
        pytest.param("[^后]来", "一来 一來", "后来 後來", id="a class that excludes"),
        pytest.param("[]发]", "] 發", "[", id="a class that begins with its end"),
        pytest.param(r"[\]发\-]", "] 發 -", "\\", id="escapes in a class"),
        pytest.param("[-发]", "- 發", "a", id="a hyphen that opens a class"),
        pytest.param("[发-]", "- 發", "鬼", id="a hyphen that ends a class"),
        pytest.param("[一-龥]", "一 發 龥", "a ！", id="a range"),
        pytest.param("[丁-发]", "丁 发 丂", "發 髮", id="the ends of a range"),
        pytest.param(r"[\u4e00-\u9fff]", "发 發", "a 3", id="a range of escapes"),
        pytest.param(r"\s发\d", " 發1", "s發d", id="escapes"),
        pytest.param(r"\[发\]", "[發]", "發", id="escaped brackets"),
        pytest.param("发{2,3}?后?", "發髮后 发发", "發", id="quantifiers"),
        pytest.param("(?P<后>发)(?P=后)", "發發", "發髮", id="the name of a group"),
        pytest.param("(?P<后>发)?(?(后)展|来)", "發展 來", "展", id="a condition"),
        pytest.param("(?#后)发", "發", "後發", id="a comment"),
        pytest.param("(?:发|展)+", "發展發", "來", id="alternatives"),
        pytest.param("(?i:pdf)档", "PDF檔 pdf档", "pdf當", id="flags"),
        pytest.param("", "", "发", id="nothing"),
    ],
)
def test_what_makes_a_pattern_survives(pattern: str, matched: str, not_matched: str) -> None:
    compiled = re.compile(both_scripts(pattern))
    cases = matched.split(" ") if matched.strip() == matched else [matched]
    assert [text for text in cases if not compiled.fullmatch(text)] == []
    assert [text for text in not_matched.split(" ") if compiled.fullmatch(text)] == []


@pytest.mark.parametrize("text", ["联系以后干部发展", "聯繫以後幹部發展", "聯系以后干部發展"])
def test_lookarounds_survive(text: str) -> None:
    assert re.search(both_scripts("(?<=联系)以后(?=干部)"), text)
    assert not re.search(both_scripts("(?<!联系)以后|以后(?!干部)"), text)


def test_the_table_is_read_in_one_go() -> None:
    """No call for each of its thousands of characters: it took 0.35 ms so, in November 2026."""
    traditional_forms.cache_clear()
    assert calls(traditional_forms) < 10


def test_no_converter_is_loaded_where_nothing_is_traditional() -> None:
    code = (
        "import sys, cleaners; from cleaners.chinese import traditional as t;"
        "assert t.script('工会') == 'Hans' and not t.is_by_kit('这是工会的工作' * 100, damaged=True);"
        "sys.exit('opencc' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], check=False).returncode == 0


def common_in_big5(char: str) -> bool:
    """Whether Big5 has it on its first level: then it is common in Traditional text (后 里 于 系 干 面 台)."""
    try:
        return char.encode("big5") < b"\xc9\x40"
    except UnicodeEncodeError:
        return False


def test_the_characters_of_one_script_are_those_of_opencc() -> None:
    """What stands in ``one_script.toml``, made anew of all Han of GBK."""
    han = list(map(chr, GBK_HAN))
    simple, usual = (_converter(name).convert("\n".join(han)).split("\n") for name in ("t2s", "s2tw"))
    changed = {char: target for char, target in zip(han, simple, strict=True) if target != char}
    traditional = {char for char, target in changed.items() if len(target) == 1} | {"著"}
    made = OneScript(
        frozenset(char for char in changed.values() if not common_in_big5(char)),
        frozenset(traditional),
        frozenset(traditional & set(usual) | {"著"}),
    )
    assert only_in_script() == made
