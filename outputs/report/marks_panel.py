"""The part of the review page in which a person marks a record; ``static/marks.js`` brings it to life."""

from __future__ import annotations

from collections.abc import Mapping

from outputs.marks.fields import FIELDS
from outputs.report import words
from outputs.report.escaping import Html, element, joined, text
from outputs.report.words import Label, both

#: What the page needs besides.
SCRIPT = "static/marks.js"


def marks_panel(corpus: str) -> Html:
    """The section ``#marks``: a form for the record that is shown, its marks, and the file of all marks.

    corpus: the id of the data folder. It is hidden until the script finds a record in it, and folded until a person
    opens it, so that the page and the record stand close to their title; it stays open from then on.
    """
    return element(
        "section",
        element("h2", both(words.MARKS), id="marks-title"),
        element("p", id="marks-said", role="status"),
        element("details", element("summary", both(words.MARKS_SAID), id="marks-open"),
            element("p", both(words.MARKS_KEPT), class_="note"),
            element("div", element("div", _form()), element("div", _list(), _file()), class_="halves")),
        _told(words.MARKS_TOLD),
        id="marks", class_="marks", aria_labelledby="marks-title", hidden="", data_corpus=corpus,
    )  # fmt: skip


def _form() -> Html:
    whole = words.MARK_WHOLE
    options = [element("option", text(whole.en), value="", data_en=whole.en, data_zh=whole.zh)]
    options += [element("option", text(field), value=field) for field in FIELDS]
    expected = element("textarea", id="mark-expected", rows="4", aria_describedby="mark-how", spellcheck="false")
    return joined((
        element("p", element("label", both(words.MARK_FIELD), for_="mark-field"),
            element("select", *options, id="mark-field")),
        element("p", element("label", both(words.MARK_EXPECTED), for_="mark-expected"), expected,
            element("small", both(words.MARK_EXPECTED_SAID), id="mark-how", class_="note")),
        element("p", element("label", both(words.MARK_NOTE), for_="mark-note"),
            element("textarea", id="mark-note", rows="2")),
        element("p", _button("mark-right", words.MARK_RIGHT, aria_pressed="false"),
            _button("mark-wrong", words.MARK_WRONG, aria_pressed="false"),
            _button("mark-off", words.MARK_OFF), class_="buttons"),
    ))  # fmt: skip


def _list() -> Html:
    return joined((
        element("h3", both(words.MARKS_HERE), id="marks-here"),
        element("ul", id="mark-list", aria_labelledby="marks-here"),
    ))  # fmt: skip


def _file() -> Html:
    chosen = element("input", type="file", id="marks-import", accept=".json,application/json")
    return joined((
        element("h3", both(words.MARKS_FILE)),
        element("p", id="marks-count"),
        element("p", _button("marks-export", words.MARKS_EXPORT), class_="buttons"),
        element("p", element("label", both(words.MARKS_IMPORT), for_="marks-import"), chosen),
        element("details", element("summary", both(words.MARKS_TEXT), id="marks-as-text"),
            element("textarea", id="marks-text", rows="6", readonly="", spellcheck="false",
                aria_labelledby="marks-as-text")),
    ))  # fmt: skip


def _button(name: str, label: Label, **attributes: str) -> Html:
    return element("button", both(label), type="button", id=name, **attributes)


def _told(labels: Mapping[str, Label]) -> Html:
    """What the script says, for it to take from here: in both languages, of which one is shown."""
    return element("ul", *(element("li", both(label), data_word=name) for name, label in labels.items()),
        id="marks-words", hidden="")  # fmt: skip
