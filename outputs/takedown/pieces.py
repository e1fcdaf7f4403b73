"""An archive cut into the pieces that a rewriting keeps or drops, each with the place that the state knows it by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise

from outputs.archive.members import Damage
from outputs.archive.reader import WarcRecord, salvaged_url
from outputs.state.pages import Place


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes [offset, end) of an archive. names: the URLs they are of, none for what is nobody's.

    place: the offset by which the state knows them, -1 if it does not. date: of a sound record. digest: of a page's
    body. why: what is wrong with them, ``""`` for a sound record.
    """

    offset: int
    end: int
    names: tuple[str, ...] = ()
    place: int = -1
    date: datetime | None = None
    digest: str = ""
    why: str = ""

    @property
    def is_nobodys(self) -> bool:
        """Whether it is no page's, as the file's own description; what is damaged may be anybody's."""
        return not (self.names or self.why)

    def __str__(self) -> str:
        of = f", of {self.names[0]}" if self.names else ""
        return f"bytes {self.offset} to {self.end}{of} ({self.why or 'sound'})"


def pieces(found: Iterable[WarcRecord | Damage], places: Sequence[Place]) -> list[Piece]:
    """Every byte of an archive in pieces, in order.

    Where bytes were lost or added, the records behind lie elsewhere than where they were written: each is known again
    by its URL and time. A damaged range is cut where the state has a page in it.
    """
    cut = _each_once(found)
    at = {piece.offset: n for n, piece in enumerate(cut) if not piece.why}
    moved = {(name, piece.date): n for n, piece in enumerate(cut) if not piece.why for name in piece.names}
    lost = []
    for place in places:
        here = at.get(place.offset, -1)
        if here < 0 or not set(place.names) & set(cut[here].names):
            when = datetime.fromtimestamp(place.fetched, UTC)
            here = next((moved[name, when] for name in place.names if (name, when) in moved), -1)
        if here < 0:
            lost.append(place)
        else:
            names = tuple(dict.fromkeys(cut[here].names + place.names))
            cut[here] = replace(cut[here], place=place.offset, names=names)
    return [part for piece in cut for part in (_parted(piece, lost) if piece.why else [piece])]


def _each_once(found: Iterable[WarcRecord | Damage]) -> list[Piece]:
    """A piece for each member. One that holds many records is nobody's: it cannot be kept in part."""
    cut: list[Piece] = []
    for one in found:
        piece = _piece(one)
        if cut and cut[-1].offset == piece.offset:
            cut[-1] = Piece(piece.offset, piece.end)
        else:
            cut.append(piece)
    return cut


def _piece(found: WarcRecord | Damage) -> Piece:
    if isinstance(found, Damage):
        url = salvaged_url(found)
        return Piece(found.offset, found.end, (url,) if url else (), why=found.why)
    return Piece(found.offset, found.end, found.names, date=found.date, digest=found.page_digest)


def _parted(damaged: Piece, lost: Iterable[Place]) -> Iterator[Piece]:
    """A damaged range, cut where the state has pages in it."""
    within = {place.offset: place for place in lost if damaged.offset <= place.offset < damaged.end}
    bounds = sorted({damaged.offset, *within, damaged.end})
    for offset, end in pairwise(bounds):
        names = damaged.names if offset == damaged.offset else ()
        place = within.get(offset)
        if place:
            names = tuple(dict.fromkeys(names + place.names))
        yield Piece(offset, end, names, place.offset if place else -1, why=damaged.why)
