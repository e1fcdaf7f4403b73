"""The decoder of sheared runs: a search over what the bytes allow, scored by a model of Chinese.

A damaged segment is a row of tokens. Between the points where bytes were lost everything is determined: in step, the
text is what stands there; one off, it is the same bytes paired the other way. The search branches only where a byte was
lost, and readings that come together again are merged. ``costs.py`` is what the bytes say (the channel),
``page/scorer.py`` what the language says.

The words that this folder uses in a sense of its own:

process      what damaged the pages: pinyin put into GBK bytes, decoded, encoded, broken before marks, decoded again
kit          the program of the hijacked sites that turns Simplified into Traditional, one character to one, beforehand
table        the characters that a page's process puts pinyin after; one of them is *listed*
insertion    that pinyin in parentheses, ``(guān)``; *whole*, or *lost* where its parenthesis was swallowed, ``?qū)``
break        what the second pass puts before a full-width mark: it takes a lead byte that waits there
segment      a stretch of readable text that no run crosses the end of: a line, the text between tags, an attribute
token        a piece of a segment between two points where bytes may have been lost
sheared run  text whose bytes are paired one off; ``Run`` is a stretch that the decoder reads differently
in step      the next byte begins a character, as in the original
one off      a lead byte waits (is *pending*) for a partner, and every pair is shifted by one byte
partner      the second byte of a pair
pass         one decoding of the bytes; the process makes two, and each loses bytes
dropped      of a private-use character: left out between the passes, with its two bytes
swallowed    of an ASCII byte: lost with the lead byte before it, the two shown as one ?
narrow       of a segment: its full-width ASCII was made half-width
silent       of a page or a loss: no ? stands where a byte was lost
sound        of text: undamaged, so that it can be learned from
proven       of a page: an insertion stands inside a character, or a segment reads far better decoded than as it stands
reading      a state of the search: one way to read the segment so far; its *path* is the text it has read
move         a transition of the search: what a token may have been after a reading
margin       of a stretch: how far the next reading of it is behind the best, natural log units
gain         how far the segment as it stands is behind the best reading, natural log units
strain       what the quotation marks and brackets of a reading cost that do not pair
fold         the one form that the language model knows: Simplified, half-width, every digit 0, every letter a
"""
