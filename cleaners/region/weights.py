"""Weights of ``region``: log-odds of a block being the article's text, by mark. Made by ``python -m tests.bench.fit``.

Logistic regression on the even half of real pages with gold text. A weight says how much its mark speaks for (+) or
against (-) text, all other marks being equal; marks often seen together share what they say.
"""

from cleaners.html import marks as m

BLOCK_WEIGHTS: tuple[float, ...] = (
    -1.685,  # bias
    0.350,  # punctuation
    0.169,  # length
    -1.557,  # linked
    0.739,  # heading
    -0.695,  # item
    0.883,  # table
    0.000,  # caption
    0.577,  # in p
    -0.078,  # in td
    0.427,  # ends as a sentence
    0.135,  # punctuation beside
    0.201,  # punctuation in the element
    1.592,  # share of the page's punctuation
    -1.148,  # place
    -0.693,  # linked before
    -0.970,  # linked after
    -1.292,  # speaks of the site
)
MARK_WEIGHTS: dict[int, float] = {
    m.CONTENT: 0.475,
    m.TEXT: 0.068,
    m.NAV: -0.536,
    m.FOOT: -1.087,
    m.HEAD: -0.564,
    m.SIDE: -0.259,
    m.COMMENT: -3.500,
    m.SHARE: -0.559,
    m.RELATED: -0.124,
    m.AD: -0.447,
    m.META: 0.000,
}
