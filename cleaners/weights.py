"""Weights of ``region``. Made by ``python -m tests.bench.fit``: logistic regression on the even half."""

from cleaners import marks as m

BLOCK_WEIGHTS: tuple[float, ...] = (
    -3.101,  # bias
    0.353,  # punctuation
    0.450,  # length
    -4.038,  # linked
    1.715,  # heading
    -1.022,  # item
    2.011,  # table
    0.000,  # caption
    0.820,  # in p
    0.299,  # in td
    0.432,  # ends as a sentence
    0.384,  # punctuation beside
    0.133,  # punctuation in the element
    2.192,  # share of the page's punctuation
    -2.579,  # place
    -0.826,  # linked before
    -1.427,  # linked after
)
MARK_WEIGHTS: dict[int, float] = {
    m.CONTENT: 0.751,
    m.TEXT: -0.439,
    m.NAV: 0.719,
    m.FOOT: -4.178,
    m.HEAD: -0.586,
    m.SIDE: 0.252,
    m.COMMENT: -4.211,
    m.SHARE: 0.675,
    m.RELATED: 1.127,
    m.AD: -0.603,
    m.META: 0.175,
}
