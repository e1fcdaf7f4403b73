"""What the tests of the corpus share: a thousand records of which it is known which are one article."""

from __future__ import annotations

import pytest

from tests.corpus import scale


@pytest.fixture(scope="session")
def sample() -> list[scale.Made]:
    return list(scale.made(1000, seed=5))
