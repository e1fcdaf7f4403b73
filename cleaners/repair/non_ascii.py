"""What of a text is not plain ASCII: what a page is searched for first; most pages are sound, most of one is markup."""

from __future__ import annotations

from cleaners.budget import remembered

SAMPLE = 1000  # characters at the start and in the middle that tell markup from text, by hand
MARKUP = 0.6  # share of ASCII from which a sample is markup, by hand
_PLAIN = bytes((*b"\t\n\r\x0b\x0c\x1b", *range(0x20, 0x7F)))  # what markup is made of, and white space


@remembered(1, longest=1 << 21)  # by hand: the largest page at hand has 2 MB
def non_ascii(text: str) -> str:
    """The characters of a text that are neither printable ASCII nor white space, in order and side by side.

    Such a character is in the result if and only if it is in the text, and a row of them stays a row. Every step of
    repair searches this in place of the page, which is ten times as long; the last result is remembered. A text that is
    little but Chinese comes back unchanged, for nothing would be gained.

    >>> non_ascii("<p>关 系\\x07 caf\\u00e9</p>")
    '关系\\x07é'
    """
    sample = text[:SAMPLE] + text[len(text) // 2 :][:SAMPLE]
    if len(sample.encode("ascii", "ignore")) < MARKUP * len(sample):
        return text
    return text.encode("utf-8", "surrogatepass").translate(None, _PLAIN).decode("utf-8", "surrogatepass")
