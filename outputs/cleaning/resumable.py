"""A file of records that is gone on with where it was left, whatever ended the one who wrote it.

Beside ``FILE`` stands ``FILE.done``: a line of the options it was begun with, then one for each source that is settled,
in order, with the size of ``FILE`` behind it. A source is settled by its line there, which is written after its record;
what lies in ``FILE`` beyond the last such line was promised to nobody and is cut. Who goes on names the same sources
in the same order; others may come behind them.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from io import FileIO
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Self

from outputs.files import sync_folder


class CannotResume(Exception):
    """A file that cannot be written or gone on with: one sentence that names it and says what to do."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a source. line: its record with its line feed, b"" where it gives none, and ``why``."""

    source: str
    line: bytes
    why: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """A source that is done. size: of the records' file behind it, in bytes. why: it gave no record, "" if it did."""

    source: str
    size: int
    why: str = ""


def done_file(path: Path) -> Path:
    """Where it stands what is done of a file.

    >>> done_file(Path("a/records.jsonl")).name
    'records.jsonl.done'
    """
    return path.with_name(path.name + ".done")


class Resumable:
    """Records in a file, each exactly once and in order.

    records, without: how many sources gave a record, and how many did not. before: how many of both were settled when
    it was opened.
    """

    def __init__(self, path: Path, options: Mapping[str, object]) -> None:
        """Take up what is there, or begin.

        path: the file. options: what a record depends on beside its source, plain JSON values by the names of the
        command's options; who goes on gives the same. Raises CannotResume where the file is another's, is being
        written, was begun with other options, or cannot be written.
        """
        self.path = path
        self.records = self.without = self.size = 0
        if _size_of(path) and not done_file(path).exists():
            raise _not_ours(path)
        with ExitStack() as opened:
            try:
                self.done = opened.enter_context(FileIO(done_file(path), "a"))
                _lock(self.done, path)
                written = _size_of(path)  # again: who wrote it may have ended this moment
                past = opened.enter_context(done_file(path).open("rb"))
                begun = None if written is None else _begun(past)
                if begun is None and written:
                    raise _not_ours(path)
                if begun is None:
                    self.done.truncate(0)
                    _write(self.done, _line({"options": dict(options)}))
                else:
                    _compare(path, begun, options)
                    self._take_up(past, written or 0)
                self.file = opened.enter_context(FileIO(path, "a"))
                self.before = self.records + self.without
                past.seek(0)
                past.readline()
                self.left = islice(_settled(past), self.before)
            except OSError as error:
                raise CannotResume(f"{path} cannot be written: {error.strerror}") from error
            self.opened = opened.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def has(self, source: str) -> bool:
        """Whether a source, the next of all, is settled. Raises CannotResume where another one was settled here."""
        there = next(self.left, None)
        if there and there.source != source:
            raise CannotResume(
                f"{self.path} cannot be gone on with: next in it is {there.source}, and next named is {source}; "
                "give the same sources in the same order (new ones behind them), or another file"
            )
        return there is not None

    def over(self) -> None:
        """To be said when no source is left. Raises CannotResume where more are settled than were named."""
        if there := next(self.left, None):
            raise CannotResume(
                f"{self.path} holds more than was named: next in it is {there.source}; "
                "give the same sources, or another file"
            )

    def settle(self, results: Sequence[Result]) -> None:
        """Settle sources, the next of all, in order.

        Raises OSError, as on a full disk; no record of them is settled then.
        """
        size, lines = self.size, []
        for result in results:
            size += len(result.line)
            lines.append(_line({"source": result.source, "size": size, "why": result.why}))
        _write(self.file, b"".join(result.line for result in results))
        _write(self.done, b"".join(lines))
        self.size = size
        for result in results:
            self._count(gave=bool(result.line))

    def close(self) -> None:
        """Let go of the file as it should be: what a write that broke off left behind is cut, the rest is on disk."""
        if self.file.closed:
            return
        with self.opened:
            self.file.truncate(self.size)
            os.fsync(self.file.fileno())
            os.fsync(self.done.fileno())
            sync_folder(self.path.parent)

    def _take_up(self, past: BinaryIO, written: int) -> None:
        """Cut both files, the records' with so many bytes, to what is settled, and count it."""
        end = past.tell()
        for settled in _settled(past):
            if not self.size <= settled.size <= written:
                break  # its record is gone, as after a power cut
            self._count(gave=settled.size > self.size)
            self.size, end = settled.size, past.tell()
        if not _ends_a_line(self.path, self.size):
            raise CannotResume(f"{self.path} was changed since: remove it and {done_file(self.path)} to begin anew")
        self.done.truncate(end)
        os.truncate(self.path, self.size)

    def _count(self, gave: bool) -> None:
        self.records += gave
        self.without += not gave


def _size_of(path: Path) -> int | None:
    """The size of a file in bytes, None where there is none. Raises CannotResume where it can be no file of ours."""
    try:
        if path.exists() and not path.is_file():
            raise CannotResume(f"{path} is no regular file: name one, or leave out --out and take standard output")
        return path.stat().st_size if path.exists() else None
    except OSError as error:
        raise CannotResume(f"{path} cannot be written: {error.strerror}") from error


def _not_ours(path: Path) -> CannotResume:
    return CannotResume(
        f"{path} is not empty, and {done_file(path)} does not say what is done of it: name another file"
    )


def _lock(done: FileIO, path: Path) -> None:
    try:
        fcntl.flock(done, fcntl.LOCK_EX | fcntl.LOCK_NB)  # the system lets go of it when we die
    except BlockingIOError as error:
        raise CannotResume(f"{path} is being written by another process: wait for it, or name another file") from error


def _begun(past: BinaryIO) -> Mapping[str, object] | None:
    """The options on the first line, None where there is no such line; the stream is behind it."""
    options = (_object(past) or {}).get("options")
    return options if isinstance(options, dict) else None


def _compare(path: Path, begun: Mapping[str, object], options: Mapping[str, object]) -> None:
    for name in sorted(begun.keys() | options.keys()):
        if begun.get(name) != options.get(name):
            was = f"with --{name} {begun[name]}" if begun.get(name) else f"without --{name}"
            raise CannotResume(f"{path} was begun {was}: give the same options, or another file")


def _settled(stream: BinaryIO) -> Iterator[Settled]:
    """What is settled by the lines from here on, up to the first one that is torn."""
    while (found := _object(stream)) is not None:
        match found:
            case {"source": str(source), "size": int(size), "why": str(why)}:
                yield Settled(source, size, why)
            case _:
                return


def _object(stream: BinaryIO) -> dict[str, Any] | None:
    """The JSON object on the next line; None where there is none, or it is torn."""
    line = stream.readline()
    try:
        found = json.loads(line) if line.endswith(b"\n") else None
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _line(value: dict[str, object]) -> bytes:
    """In ASCII, which has a form for names of files that are no UTF-8 (lone surrogates), too."""
    return json.dumps(value).encode() + b"\n"


def _ends_a_line(path: Path, size: int) -> bool:
    """Whether so many first bytes of a file are whole lines."""
    with path.open("rb") as stream:
        stream.seek(max(size - 1, 0))
        return not size or stream.read(1) == b"\n"


def _write(file: FileIO, content: bytes) -> None:
    """Write all of it: a file without a buffer may take less at a time."""
    rest = memoryview(content)
    while rest:
        rest = rest[file.write(rest) :]
