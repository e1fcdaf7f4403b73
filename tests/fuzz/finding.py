"""A finding: an input that broke something, as small as it can be made, and the file it is kept in."""

from __future__ import annotations

import hashlib
import json
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT
from tests.fuzz.checks import DoesNotHold

#: Runs of a check that making an input smaller may take, by hand: some seconds of a small parser.
TRIES = 3000


@dataclass(frozen=True)
class Finding:
    """target: whose check it breaks. says: what breaks, in one line, the same for every input that breaks the same."""

    target: str
    says: str
    data: bytes

    @property
    def name(self) -> str:
        return f"{self.target}-{hashlib.sha256(self.says.encode()).hexdigest()[:8]}.json"

    def write(self, folder: Path) -> Path:
        """Bytes that are UTF-8 as text, others in hexadecimal digits."""
        try:
            text = self.data.decode()
            said = {"input": text}
        except UnicodeDecodeError:
            said = {"hex": self.data.hex()}
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / self.name
        path.write_text(json.dumps({"target": self.target, "says": self.says, **said}, indent=1) + "\n", "utf-8")
        return path

    @classmethod
    def read(cls, path: Path) -> Finding:
        told = json.loads(path.read_text("utf-8"))
        data = told["input"].encode() if "input" in told else bytes.fromhex(told["hex"])
        return cls(told["target"], told["says"], data)


def broken(check: Callable[[bytes], object], data: bytes) -> str:
    """What a check says against an input, "" if it holds: the relation, or the exception and the line of ours it left.

    Any exception is caught: which come is what is asked for here.
    """
    try:
        check(data)
    except DoesNotHold as error:
        return str(error)
    except Exception as error:
        ours = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.startswith(f"{ROOT}/")]
        last = next((f for f in reversed(ours) if "/tests/" not in f.filename), ours[-1])
        return f"{type(error).__name__} in {Path(last.filename).relative_to(ROOT)}, {last.name}"
    return ""


def smaller(check: Callable[[bytes], object], data: bytes, says: str, tries: int = TRIES) -> bytes:
    """The input without all that can be left out while the same thing breaks: halves first, single bytes last.

    >>> def check(data: bytes) -> None:
    ...     if b"<" in data and b"x" in data[data.index(b"<"):]:
    ...         raise DoesNotHold("x before <")
    >>> smaller(check, b"aaaa<bbbbbbbxccc", "x before <")
    b'<x'
    """
    step = len(data) // 2
    while step:
        at = 0
        while at < len(data) and tries:
            less = data[:at] + data[at + step :]
            tries -= 1
            if broken(check, less) == says:
                data = less
            else:
                at += step
        step = min(step // 2, len(data) // 2)
    return data
