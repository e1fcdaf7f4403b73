"""What each kind of token may have been: moves of the search, from a reading to those that follow it.

A module a kind of token (``wide``, ``ascii_text``, ``insertion``, ``question_mark``), and what they share: ``plain``
(as it stands), ``partner`` (a lost second byte), ``dropped`` (a private-use character that is gone), ``candidates``
(what the bytes allow) and ``ranking`` (what of it goes best with the text before).
"""
