"""An article's copies → one record: what is wrong on one is taken from another that has it right."""

from outputs.corpus.merging.record import merge
from outputs.corpus.merging.rows import Recurs

__all__ = ["Recurs", "merge"]
