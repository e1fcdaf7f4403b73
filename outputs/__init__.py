"""What cleaning gave, on disk: records, the formats they are written in, and what keeps them right.

``read`` iterates the records of any of it. Nothing else is imported with the package.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outputs.record_types import Record

__all__ = ["read"]


def read(path: Path | str) -> Iterator[Record]:
    """The records of a file or folder that jingkan wrote, one at a time.

    path: JSON Lines (``.gz`` and ``.zst`` too), Parquet or SQLite, whatever its name; or the folder of a site or of a
    corpus. A site's folder gives every version of a page, a corpus each article once.
    Raises FileNotFoundError; and ValueError, in one sentence, where something is damaged, is no record, or needs
    pyarrow, which is not there.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "records.jsonl").write_text('{"id": "url:1", "url": "http://a.example/"}\\n')
    ...     [record["id"] for record in read(folder)]
    ['url:1']
    """
    from outputs.formats import reading

    return reading.read(Path(path))
