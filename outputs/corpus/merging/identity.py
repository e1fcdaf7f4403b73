"""The id of an article that has several pages."""

from __future__ import annotations

from collections.abc import Sequence

#: The best first: what names an article the same on all of its pages.
KINDS = ("doi", "path", "text", "url")


def best_id(ids: Sequence[str], known: str = "") -> str:
    """The id by which all copies are called: the best of theirs, of equals the smallest.

    known: the one it had before. It stays when copies come or go, unless a DOI comes and it is none.

    >>> best_id(["url:2", "path:2016/0411/20471863", "url:1"]), best_id(["url:2", "url:1"], known="url:3")
    ('path:2016/0411/20471863', 'url:3')
    >>> best_id(["url:2", "doi:10.5555/a"], known="path:2016/0411/20471863")
    'doi:10.5555/a'
    """
    best = min(ids, key=_rank)
    return known if known and not (_rank(best)[0] == 0 < _rank(known)[0]) else best


def _rank(identity: str) -> tuple[int, str]:
    kind = identity.partition(":")[0]
    return KINDS.index(kind) if kind in KINDS else len(KINDS), identity
