"""What is known of Chinese has one owner: no raw Han range and no word in both scripts stands outside of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from cleaners.chinese.character_forms import traditional_forms
from tests.conftest import ROOT

OWNER = "cleaners/chinese/characters.py"
#: The room that knows the scripts: tables of forms, names and the kit's words hold both.
ROOM = "cleaners/chinese/"
#: Pairs that may stand outside the room: where, which, and why the pattern means the character and not the word.
EXCEPTIONS: dict[tuple[str, str], str] = {}

_FIRST, _LAST = 0x3400, 0x3FFFF
#: The ends of Unicode's blocks of Han, and one behind, as numbers.
_ENDS = frozenset((0x3400, 0x4DBF, 0x4DC0, 0x4E00, 0x9FA5, 0x9FA6, 0x9FFF, 0xA000, 0xFAFF, 0x20000, 0x3FFFF))
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})")
_RANGE = re.compile(r"(.)-(.)", re.DOTALL)
_CLASS = re.compile(r"\[\^?\]?((?:\\.|[^\]\\])*)\]", re.DOTALL)
_ALTERNATIVE = re.compile(r"\(\?(?:<?[=!]|P<\w+>|[a-z]*:)|[|()\s、，,;]")


def modules() -> Iterator[tuple[str, ast.Module]]:
    """The modules of the three packages: path and syntax tree."""
    for package in ("cleaners", "outputs", "spiders"):
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def strings(tree: ast.Module) -> Iterator[str]:
    """The string constants of a module but its docstrings, an f-string as one, and what stands in one collection as
    alternatives."""
    documentation, parts = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            documentation.add(node.value)
        elif isinstance(node, ast.JoinedStr):
            parts.update(value for value in node.values if isinstance(value, ast.Constant))
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(map(_text, node.values))
        elif isinstance(node, ast.Tuple | ast.List | ast.Set):
            yield "|".join(map(_text, node.elts))
        elif isinstance(node, ast.Constant) and node not in documentation and node not in parts:
            yield _text(node)


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def han_ranges(tree: ast.Module) -> list[str]:
    """The raw ranges of Han that a module holds: a-b in a string, an end of a block as a string or as a number."""
    found = []
    for text in strings(tree):
        plain = _ESCAPE.sub(lambda code: chr(int(code[1] or code[2], 16)), text)
        found += [found[0] for found in _RANGE.finditer(plain) if all(_is_han(end) for end in found.groups())]
        found += [plain] * (len(plain) == 1 and ord(plain) in _ENDS - {0x4E00})  # 一 is a word, too
    numbers = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return found + [hex(number) for number in numbers if isinstance(number, int) and number in _ENDS]


def _is_han(char: str) -> bool:
    return _FIRST <= ord(char) <= _LAST and not 0xA000 <= ord(char) < 0xF900 and not 0xFB00 <= ord(char) < 0x20000


@cache
def _pairs() -> frozenset[tuple[str, str]]:
    """Two forms of one character, either way."""
    pairs = {(char, form) for char, forms in traditional_forms().items() for form in forms}
    return frozenset(pairs | {(form, char) for char, form in pairs})


def doubled(tree: ast.Module) -> list[str]:
    """The pairs of both scripts that stand in one character class, side by side, or in two alternatives alike but for
    them: the character and its form."""
    return [pair for text in strings(tree) for pair in _doubled(text)]


def _doubled(text: str) -> Iterator[str]:
    for members in _CLASS.findall(text):
        yield from ("".join(pair) for pair in _pairs() if set(pair) <= set(members) and pair[0] in traditional_forms())
    bare = _CLASS.sub("", text)
    beside = zip(bare, bare[1:].replace("?", ""), strict=False)
    yield from ("".join(pair) for pair in beside if pair in _pairs())
    words = [word for word in _ALTERNATIVE.split(bare) if word]
    for i, word in enumerate(words):
        for other in words[i + 1 :]:
            unlike = [pair for pair in zip(word, other, strict=False) if pair[0] != pair[1]]
            if unlike and len(word) == len(other) and _pairs().issuperset(unlike):
                yield f"{word}|{other}"


def test_only_one_module_holds_a_raw_range_of_han() -> None:
    assert {path: ranges for path, tree in modules() if path != OWNER and (ranges := han_ranges(tree))} == {}


def test_no_pair_of_scripts_is_written_by_hand() -> None:
    found = {(path, pair) for path, tree in modules() if not path.startswith(ROOM) for pair in doubled(tree)}
    assert found - set(EXCEPTIONS) == set()
    assert set(EXCEPTIONS) - found == set(), "an exception that nothing needs"


@pytest.mark.parametrize(
    ("source", "ranges"),
    [
        pytest.param(r'A = "[\u3400-\u9fff]"', ["㐀-鿿"], id="in escapes"),
        pytest.param(r'A = r"(?<=[\u4e00-\u9fff])x"', ["一-鿿"], id="in a raw string"),
        pytest.param('A = f"[^{b}一-龥]"', ["一-龥"], id="in an f-string"),
        pytest.param(r'A = "\U00020000-\U0003ffff"', ["\U00020000-\U0003ffff"], id="beyond U+FFFF"),
        pytest.param(r'A = "\u3400" <= char <= "\u9fff"', ["㐀", "鿿"], id="as a comparison"),
        pytest.param("A = range(0x4E00, 0x9FA6)", ["0x4e00", "0x9fa6"], id="as numbers"),
        pytest.param('def f():\n    """[一-龥]"""', [], id="in a docstring"),
        pytest.param(r'A = "[\u3000-\u30ff\uff00-\uffef]"', [], id="of kana and widths"),
        pytest.param('A = f("一 - 二、三-四", 0x3000, "一")', ["三-四"], id="of words"),
        pytest.param('A = f"[{HAN}-]"', [], id="the owner's"),
    ],
)
def test_a_raw_range_is_found(source: str, ranges: list[str]) -> None:
    assert han_ranges(ast.parse(source)) == ranges


@pytest.mark.parametrize(
    ("source", "pairs"),
    [
        pytest.param('A = "[来來]源"', ["来來"], id="a class"),
        pytest.param('A = "[^图表圖]"', ["图圖"], id="apart in a class"),
        pytest.param('A = f"[{b}网報网網]"', ["网網"], id="a class of an f-string"),
        pytest.param('A = "来源|作者|來源"', ["来源|來源"], id="alternatives"),
        pytest.param('A = "(?:發布|发布)"', ["發布|发布"], id="Traditional first"),
        pytest.param('A = "加個?个?"', ["個个"], id="side by side"),
        pytest.param('A = text.endswith(("译", "譯"))', ["译|譯"], id="a tuple"),
        pytest.param('A = "来源 來源".split()', ["来源|來源"], id="a list of words"),
        pytest.param('A = frozenset("来來")', ["来來"], id="a set of characters"),
        pytest.param('A = "[来源]|发布|時間"', [], id="one script each"),
        pytest.param('A = "来源|來路"', [], id="two words"),
        pytest.param('def f():\n    """来源|來源"""', [], id="a docstring"),
        pytest.param('A = Wording("登录", "登录", "登錄")', [], id="examples of both"),
        pytest.param('A = both_scripts("[图像]对象")', [], id="a character and a word of its form"),
    ],
)
def test_a_pair_is_found(source: str, pairs: list[str]) -> None:
    assert doubled(ast.parse(source)) == pairs
