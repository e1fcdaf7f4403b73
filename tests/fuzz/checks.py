"""What the checks share: how they say that something does not hold."""

from __future__ import annotations

import re

#: No output holds them, see ``cleaners.controls``; written out here, for an oracle is no copy of what it tries.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class DoesNotHold(AssertionError):
    """A relation that an input breaks, in one sentence."""


def holds(true: object, relation: str) -> None:
    """Raise DoesNotHold unless something is so. relation: what should be so, the same words for every input."""
    if not true:
        raise DoesNotHold(relation)


def encodable(*texts: str) -> None:
    """No lone surrogates: what holds one can be neither written nor hashed."""
    for text in texts:
        holds(not any("\ud800" <= char <= "\udfff" for char in text), "no text holds a surrogate")
