"""A conversion of the script is on record: what the text was converted from, or that it was not."""

from __future__ import annotations

import pytest

from cleaners import Page, clean
from cleaners import Script as Asked
from outputs.record import to_record
from outputs.schema import problems

SENTENCES = (
    "随着社会的发展，干部联系群众，关系到工作以后的开展，并不只在于此。",
    "调查以后，干部们把这里的经验写了下来，并在会上说明了理由。",
)
SIMPLIFIED = "".join(SENTENCES) * 2
KIT = (
    "隨著社會的發展，干部聯系群眾，關系到工作以后的開展，并不只在于此。調查以后，干部們把這里的經驗寫了下來，并在會上說明了理由。"
    * 2
)
GENUINE = (
    "隨著社會的發展，幹部聯繫群眾，關係到工作以後的開展，並不只在於此。"
    "調查以後，幹部們把這裡的經驗寫了下來，並在會上說明了理由。"
) * 2


@pytest.mark.parametrize(
    ("text", "asked", "script", "script_from"),
    [
        (KIT, "auto", "Hans", "Hant"),
        (KIT, "keep", "Hant", ""),
        (GENUINE, "auto", "Hant", ""),
        (GENUINE, "hans", "Hans", "Hant"),
        (SIMPLIFIED, "auto", "Hans", ""),
        (SIMPLIFIED, "hans", "Hans", ""),
        (SIMPLIFIED, "hant", "Hant", "Hans"),
    ],
)
def test_what_the_text_was_converted_from(text: str, asked: Asked, script: str, script_from: str) -> None:
    page = Page("https://a.example/1", f"<h1>{text[:4]}</h1><p>{text}</p><p>{text}</p>".encode())
    article = clean(page, script=asked)
    record = to_record(article, page)
    assert (article.script, article.script_from, problems(record)) == (script, script_from, [])
    assert record["script_from"] == script_from
