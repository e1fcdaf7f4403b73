"""Text read in the wrong charset, in one block or one word: undone, and what only looks like it left alone."""

from __future__ import annotations

import random
import re

import pytest

from cleaners.article import Edit
from cleaners.chinese.conversion.texts import to_traditional
from cleaners.repair import repair
from cleaners.repair.edits import apply
from tests.repair.measure import articles

UNDEFINED = frozenset((0x81, 0x8D, 0x8F, 0x90, 0x9D))  # in Windows-1252

#: How the five bytes that Windows-1252 does not define are shown. Latin-1 shows all of 80–9F as controls.
SHOWN = {
    "controls": chr,
    "latin-1": chr,
    "gone": lambda byte: "",
    "marked": lambda byte: "\ufffd",
    "asked": lambda byte: "?",
}


def read(text: str, how: str) -> str:
    """UTF-8 read as Windows-1252, or as Latin-1."""
    whole = how == "latin-1"
    return "".join(
        chr(byte) if whole else SHOWN[how](byte) if byte in UNDEFINED else bytes((byte,)).decode("cp1252")
        for byte in text.encode()
    )


LEFT = "村里的磨坊早已停了，只有水声还在。"
SENTENCE = "一架旧水车能磨多少谷子，取决于水的落差，也取决于木匠的手艺。"


@pytest.mark.parametrize("text", [SENTENCE, to_traditional(SENTENCE)], ids=["Hans", "Hant"])
@pytest.mark.parametrize("how", SHOWN)
@pytest.mark.parametrize("blank", ["\xa0", " ", "&nbsp;"], ids=["kept", "folded", "entity"])
def test_a_block_amid_sound_text(text: str, how: str, blank: str) -> None:
    wrong = read(text, how).replace("\xa0", blank)
    wrong = wrong.replace("\x85", " ") if blank == " " else wrong
    assert repair(f"{LEFT}\n{wrong}\n{LEFT}").text == f"{LEFT}\n{text}\n{LEFT}"
    assert repair(f"<p>{LEFT}</p><p>{wrong}</p><p>{LEFT}</p>").text == f"<p>{LEFT}</p><p>{text}</p><p>{LEFT}</p>"


@pytest.mark.parametrize("word", ["磨坊", "水", "木匠", "落差。", "穀子"])
def test_a_word_amid_sound_text(word: str) -> None:
    wrong = read(word, "controls")
    assert repair(f"村里的{wrong}早已停了").text == f"村里的{word}早已停了"


def test_a_cut_byte_leaves_the_last_character_open() -> None:
    for cut in (1, 2):
        wrong = read("旧水车的复原方法", "controls")
        result = repair(f"<h1>{wrong[:-cut]}</h1><p>{LEFT}</p>")
        assert result.text == f"<h1>旧水车的复原方\ufffd</h1><p>{LEFT}</p>"
        assert [edit.sure for edit in result.edits] == [1.0, 0.0]


def test_what_the_bytes_leave_open_is_not_stated_sure() -> None:
    edits = repair(read(SENTENCE, "gone")).edits
    assert {edit.sure for edit in edits} <= {1.0, 0.89, 0.8, 0.0}
    assert any(edit.sure < 0.9 for edit in edits)


SOUND = [
    "法语的 été 和 élève 都以é开头，Pièce de théâtre 也是。",
    "他写道：« cet été » 与 « À bientôt » 。",
    "“café”——法语词；“Pelé”…；“é”——元音；“ç”…是另一个",
    "São Paulo, MAÇÃ”, “ALEMÔ, não, coração, “manh㔗",
    "Müller、Größe、Übung、Äpfel，“Straße”——街道",
    "Tiếng Việt: đường, ngữ, “đã”—đã, Huế, Hà Nội",
    "niño, ¿qué?, ¡olé!, “José”¹²",
    "3×5÷2＝7.5±0.1，10°、20°C、5µm、½、§3、©2009",
    "[ˈkæt], [ʃãˈsɔ̃], /œ/ 与 /ø/，ã 是鼻化元音",
    "Brontë…” 是姐妹三人",
    "l’été… dure",
    "A–B—C “D” ‘E’ …",
    "Ångström、Malmö、fjäll、Ærø",
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏ",
    "Où est né?? là ?",
]  # fmt: skip


@pytest.mark.parametrize("text", SOUND)
def test_words_of_other_languages_are_left_alone(text: str) -> None:
    assert repair(text).edits == ()
    assert repair(f"<p>{LEFT}</p><p>{text}</p>").edits == ()


def test_words_of_other_languages_beside_a_block_that_was_read_wrong() -> None:
    for text in SOUND:
        page = f"{read(SENTENCE, 'controls')}\n{text}"
        assert repair(page).text == f"{SENTENCE}\n{text}"


def damaged(text: str, how: str, rng: random.Random) -> str:
    """One paragraph read wrong, or one word of it."""
    lines = text.split("\n")
    i = rng.choice([i for i, line in enumerate(lines) if len(line) > 30])
    words = [match.span() for match in re.finditer("[一-龥]{2,4}", lines[i])]
    start, end = rng.choice([(0, len(lines[i])), *words[:3]])
    lines[i] = lines[i][:start] + read(lines[i][start:end], how) + lines[i][end:]
    return "\n".join(lines)


@pytest.mark.parametrize("how", ["controls", "latin-1"])
def test_whole_articles_come_back(how: str) -> None:
    """Where every byte is there, every text is exact."""
    for number, text in enumerate(articles()):
        assert repair(damaged(text, how, random.Random(number))).text == text


def test_what_is_stated_of_guesses_holds() -> None:
    """Of characters whose bytes are gone at least four in five that are stated are right."""
    right = stated = left = 0
    for text in articles():
        line = max(text.split("\n"), key=len)
        result = repair(read(line, "gone"))
        if len(result.text) != len(line):
            continue
        place, shift = 0, 0
        for edit in result.edits:
            place = edit.where + shift
            shift += len(edit.after) - len(edit.before)
            if 0.0 < edit.sure < 0.9:
                stated += len(edit.after)
                right += sum(a == b for a, b in zip(edit.after, line[place:], strict=False))
            left += edit.sure == 0.0
    assert stated > 200 and right >= 0.95 * stated and left < 0.15 * stated


def test_edits_tell_the_whole_story() -> None:
    wrong = f"{LEFT}\n{read(SENTENCE, 'gone')}"
    result = repair(wrong)
    assert apply(wrong, result.edits) == result.text and all(isinstance(edit, Edit) for edit in result.edits)
