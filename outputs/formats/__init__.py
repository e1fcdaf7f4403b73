"""Records in the formats of reference managers, of corpus builders and of spreadsheets, one a file."""


class FormatError(ValueError):
    """A record that a format cannot take, or a file that is not of it: one sentence that names it and says why."""
