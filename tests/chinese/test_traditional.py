"""Which script a text is in, and whose Traditional: what is asked cheaply agrees with what opencc says."""

from __future__ import annotations

from functools import cache

import opencc
import pytest

from cleaners.chinese.character_forms import FREQUENT, frequent_traditional, only_in_script
from cleaners.chinese.traditional import is_by_kit, may_hold, script, shows_kit
from tests.mirror.damage import to_kit
from tests.repair.measure import articles

_converter = cache(opencc.OpenCC)


def test_the_frequent_characters_are_of_one_script_for_opencc_too() -> None:
    one = only_in_script()
    assert set(FREQUENT) - one.simplified == set("于准划")  # a writer of Traditional has them, too, if seldom
    assert frequent_traditional() - one.traditional == {"関"}  # on pages, and unknown to opencc


@pytest.mark.parametrize("number", range(0, 20, 3))
def test_an_article_is_told_in_each_script(number: int) -> None:
    text = articles()[number % len(articles())]
    assert script(text) == "Hans" and not may_hold(text)
    for converted in (to_kit(text), _converter("s2tw").convert(text)):
        assert script(converted) == "Hant" and may_hold(converted)


@pytest.mark.parametrize(
    ("text", "damaged", "by_kit"),
    [
        pytest.param("隨著社會發展，干部聯系群眾，關系到以后的工作，并不只在于此", False, True, id="shows the kit"),
        pytest.param("共抽查860張處分,其中不合格的12張", True, True, id="a fragment with its damage"),
        pytest.param("共抽查860張處分,其中不合格的12張", False, False, id="a fragment without"),
        pytest.param("於是學會裡的幹部來了", True, True, id="another table, with its damage"),
        pytest.param("平臺的數據由農民上報，干部核實", False, False, id="臺 tells nothing, and one word is too little"),
        pytest.param(
            "平臺的數據由農民上報，干部核實，并于次日公布", False, True, id="臺 beside what only the kit leaves"
        ),
        pytest.param("平臺的數據由農民上報，幹部核實，並於次日公布", False, False, id="a writer's 臺"),
        pytest.param("隨著社會的發展，幹部聯繫群眾，並不只在於此", False, False, id="a writer's"),
        pytest.param("随着社会的发展，干部联系群众，并不只在于此", True, False, id="Simplified"),
        pytest.param("Plain text", True, False, id="no Han"),
        pytest.param("", True, False, id="nothing"),
    ],
)
def test_whose_traditional_it_is(text: str, damaged: bool, by_kit: bool) -> None:
    assert is_by_kit(text, damaged) is by_kit
    assert not shows_kit(text) or by_kit
