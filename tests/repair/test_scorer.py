"""The scorer of a page: many characters asked for at once are what each is by itself, and cost the same steps."""

from __future__ import annotations

import random

from cleaners.budget import Budget
from cleaners.chinese.language_model import model
from cleaners.repair.edits import UNDECIDED
from cleaners.repair.shear.page.scorer import SPAN, Scorer

SOUND = ("\n中国人民银行的职责是制定和执行货币政策，", "防范和化解金融风险。中国人民银行0年")
CHARS = "中国人民银行的职责，。\n0龜" + UNDECIDED


def test_each_is_log_of_each_and_takes_as_many_steps() -> None:
    rng = random.Random(19)
    at_once, one_by_one = (Scorer(model(), Budget(10**9), SOUND) for _ in range(2))
    for _ in range(300):
        history = "".join(rng.choices(CHARS, k=rng.randrange(SPAN)))
        chars = rng.choices(CHARS, k=6)  # some of them twice
        assert at_once.each(history, chars) == [one_by_one.log(history + char) for char in chars]
        assert at_once._budget.taken == one_by_one._budget.taken
