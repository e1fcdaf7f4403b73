"""What is said of an answer that cannot be had, of a page of the crawl and of one that is asked for by name alike."""

from __future__ import annotations

NO_ANSWER = "it ended the connection without an answer"
BROKE_OFF = "its answer broke off in the middle"
NOT_HTTP = "its answer is not HTTP"
DAMAGED = "its compression is damaged"
#: Of a redirect that may not be followed; the reason comes behind it.
ASTRAY = "it leads astray: "


def in_a_circle(most: int) -> str:
    """Of an address from which more redirects were to be followed than may be.

    >>> in_a_circle(5)
    'redirects in a circle, or more than 5 times'
    """
    return f"redirects in a circle, or more than {most} times"
