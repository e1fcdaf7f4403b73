"""Doc → Article: every bibliographic field, each with where it came from, and the body that is left."""

from cleaners.journal.assembly import read
from cleaners.journal.identity import article_id

__all__ = ["article_id", "read"]
