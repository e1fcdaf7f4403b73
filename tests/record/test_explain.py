"""The explanation: no line wider than the terminal, no command of the page to it, colour only where it belongs."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from cleaners import Article, Page, Removal, Verdict
from cleaners.article import Edit, Source
from outputs.explain import SHOWN, Style, explain
from outputs.outside.escapes import printable
from outputs.record import to_record
from tests.record.test_record import FULL


def told(article: Article, style: Style | None = None) -> str:
    return explain(article, to_record(article, Page(article.url, b"")), style)


texts = st.text(alphabet=st.sampled_from("国产a Ｂ，…()\t\n\x1b\x07é한ア🧪\u200b\u0301"), max_size=120)


@given(texts, texts, texts, texts, st.integers(40, 130))
def test_no_line_is_wider_than_the_terminal(title: str, junk: str, before: str, after: str, width: int) -> None:
    article = Article(
        "https://a.example/" + title,
        title=title,
        text=junk + after,
        verdict=Verdict("injected", (junk,)),
        charset="gb18030",
        charset_evidence=before,
        removed=(Removal("banner", before or "why", junk, f"body > div#{after}"), Removal("banner", "why", title)),
        repairs=(Edit(0, before, after, "shear", 0.5), Edit(400, after, before, "mojibake")),
        sources=(Source("title", "citation", ((before, after),)),),
    )
    lines = told(article, Style(width)).split("\n")
    assert [line for line in lines if wcswidth(line) > width or wcswidth(line) < 0] == []


def test_the_page_does_not_command_the_terminal() -> None:
    evil = replace(FULL, title="a\x1b]0;owned\x07b", removed=(Removal("banner", "why", "\x1b[2J\r\x9b31m"),))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", told(evil))
    assert printable("\x1b[2J") == "<1B>[2J"


def test_says_what_was_done_and_why() -> None:
    said = told(FULL)
    for part in (
        "verdict     injected",
        "hidden block before the page",
        "charset     gb18030: declared, and no byte out of place",
        "县域数字档案馆建设研究  ← citation",
        "≠ head: 县域数字档案馆建设研究_某网",
        "banner ×2",
        "spam before the title",
        "?qū)嵶 → 實做  90% sure",
        "− (guān)",
        "+ (taken out)",
    ):
        assert part in said, part


def test_nothing_done_is_said_too() -> None:
    said = told(Article("https://a.example/", title="题", text="文。" * 200))
    assert "Removed  nothing" in said
    assert "Repaired  nothing" in said


def test_neighbouring_edits_are_one_run() -> None:
    run = (Edit(5, "?q", "實", "shear", 0.9), Edit(7, "ū)", "做", "shear"), Edit(30, "??", "，", "shear"))
    said = told(replace(FULL, repairs=run))
    assert "shear ×2" in said
    assert "    ?qū) → 實做  90% sure\n" in said


def test_what_stands_around_a_repair_is_shown() -> None:
    text = "機關(guān)報，打?qū)嵶龊眯滦蝿菹氯罕姽ぷ鳎首先，機關(guān)報"
    run = "?qū)嵶龊眯滦蝿菹氯罕姽ぷ鳎"
    edits = (
        Edit(2, "(guān)", "", "annotation"),
        Edit(text.index(run), run, "實做好新形勢下群眾工作，", "shear"),
        Edit(text.rindex("("), "(guān)", "", "annotation"),
    )
    article = replace(FULL, repairs=edits)
    wide = explain(article, to_record(article, Page(article.url, b"")), Style(120), text)
    assert "    關(guān) → 關  ×2\n" in wide
    assert "ān)報，打?qū)嵶龊眯滦蝿菹氯罕姽ぷ鳎首先，機關( → ān)報，打實做好新形勢下群眾工作，首先，機關(\n" in wide
    narrow = explain(article, to_record(article, Page(article.url, b"")), Style(60), text)
    assert "    − ān)報，打?qū)嵶龊眯滦蝿菹氯罕姽ぷ鳎\n    + ān)報，打實做好新形勢下群眾工作，\n" in narrow


def test_many_are_shortened_and_said_to_be() -> None:
    many = tuple(Removal("linkfarm", "county names", f"县{i}") for i in range(SHOWN + 5))
    assert "… and 5 more; the record holds them all" in told(replace(FULL, removed=many))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colour_only_on_a_terminal_that_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert Style.of(Terminal()).colour
    assert not Style.of(io.StringIO()).colour
    monkeypatch.setenv("NO_COLOR", "1")
    assert not Style.of(Terminal()).colour
    monkeypatch.setenv("NO_COLOR", "")
    monkeypatch.setenv("TERM", "dumb")
    assert not Style.of(Terminal()).colour


def test_colours_change_no_text() -> None:
    plain = told(FULL, Style(80))
    painted = told(FULL, Style(80, colour=True))
    assert painted != plain
    assert re.sub(r"\x1b\[\d+m", "", painted) == plain
