"""What may have happened to the bytes, and what each costs a reading: the channel model of the decoder.

All figures are natural log units, to be set against log probabilities of the language model: a cost of 5 is worth a
character that is 150 times likelier. They were set by hand and tuned as one set on damage of known truth,
``tests/repair/measure.py``: tables 0-199 were looked at, 1000-1199 were not; together 0.877 of the sheared paragraphs
came back exact (November 2026). A change of one is measured on both.
"""

from __future__ import annotations

# Bytes that were lost.
COST_DROPPED = 2.5  # a private-use character was dropped on the way
COST_BREAK = 1.0  # a break took a lead byte, on a page that is proven
COST_LONE_BREAK = 7.0  # the same on a page that is not proven
COST_BREAK_BEFORE_QUESTION = 1.5  # on top: the mark behind the break is a question mark
COST_NO_PARTNER = 1.0  # a lead byte lost its partner before a mark or at the segment's end
COST_SWALLOWED = 2.0  # the lost byte took an ASCII byte with it
COST_NO_CHARACTER = 1.5  # a pair of bytes is no character
COST_TWO_LOST = 5.0  # both bytes of a character are lost, one in each pass
COST_SILENT = 4.0  # a byte was lost and no ? tells

# What stands there by itself.
COST_LITERAL = 14.0  # pinyin with a swallowed parenthesis
COST_REAL_BEFORE_MARK = 4.0  # an ASCII question mark before a full-width mark
COST_REAL_BEFORE_NARROW_MARK = 3.0  # the same where widths were folded, so that the mark may be an ASCII one

# What is not this page's.
COST_OTHER_SCRIPT = 5.0  # a character of the script that the page does not use
COST_WIDE = 12.0  # a full-width letter or digit where the page has none: half a comma and half a character
COST_NARROW_MARK = 4.0  # an ASCII comma where the page writes full-width ones beside Chinese
COST_UNLISTED = 1.5  # a character is taken for listed that the page's table does not show …
USUAL = -5.0  # … and as much more as it is rarer than this log probability …
MOST_UNUSUAL = 6.0  # … up to this

# Marks that stand in pairs.
GAIN_PARTNER = 4.0  # a swallowed bracket is one that a closing one ahead waits for
GAIN_QUOTE = 1.5  # a quotation mark fits the one before it
COST_QUOTE = 2.5  # it does not
COST_UNOPENED = {"”": 4.0, "》": 6.0, ")": 4.0, "）": 4.0}  # a mark closes what nothing opened, …
COST_UNOPENED_OTHER = 1.0  # … any other mark
COST_AGAIN = 1.0  # a quotation opens where one is open
COST_OPEN_END = 6.0  # a paragraph ends with an opening mark
COST_UNCLOSED = 4.0  # it ends inside a quotation or a bracket

INDENTED = -0.5  # log probability of a second full-width space where a paragraph begins

# When dropped characters are looked for: log probabilities below which what stands there is doubted.
BAD = -5.5  # of a character: one may have been dropped before it
TWICE_BAD = -11.0  # of two characters: two may have been dropped in a row
NEAR = 7.0  # how far behind the best a reading may be for dropped characters to be looked for in it
