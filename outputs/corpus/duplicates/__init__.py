"""Which copies are of one article: ``Duplicates(path)``, with ``update``, ``add``, ``forget`` and ``clusters``.

Copies with the same record id are one article. Beyond, a copy's text is kept as a signature (``signature``), looked up
in buckets (``tables``), compared by how much of the shorter text the longer one contains (``likeness``), and what pairs
say is made clusters (``clusters``).
"""

from outputs.corpus.duplicates.index import Counts, Duplicates
from outputs.corpus.duplicates.tables import DuplicatesError, Key

__all__ = ["Counts", "Duplicates", "DuplicatesError", "Key"]
