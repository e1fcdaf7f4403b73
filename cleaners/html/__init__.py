"""HTML text → Doc: the sole owner of HTML."""

from cleaners.html.document import parse

__all__ = ["parse"]
