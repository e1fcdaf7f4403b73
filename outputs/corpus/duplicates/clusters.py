"""Pairs → clusters: which texts are one article, where the pairs contradict each other.

Following every pair from text to text would make one article of all that a collected volume holds: it contains each
of them, and they have nothing in common. So the pairs are taken one by one, the most alike first, and two clusters
become one only if no text of the one is apart from a text of the other. A volume goes with at most one of its articles.
That is decided by the texts alone, whatever the order in which they came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from outputs.corpus.duplicates.likeness import are_apart
from outputs.corpus.duplicates.signature import Signature
from outputs.corpus.duplicates.tables import Pair

#: Members of a cluster that are looked at before another one joins: a cluster of n costs n² likenesses else. By hand:
#: more differing copies than an article has.
LOOKED_AT = 32


class Unions:
    """Sets that become one: each is known by one of its members."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}

    def of(self, member: int) -> int:
        """What the member's set is known by."""
        root = member
        while (parent := self._parent.get(root, root)) != root:
            root = parent
        while member != root:
            self._parent[member], member = root, self._parent.get(member, member)
        return root

    def join(self, one: int, other: int) -> int:
        """Make one set of two; what it is known by."""
        one, other = sorted((self.of(one), self.of(other)))
        self._parent[other] = one
        return one


def clustered(
    pairs: Sequence[Pair], same: Unions, names: Mapping[int, bytes], signature_of: Callable[[int], Signature]
) -> None:
    """Join in ``same`` what the pairs say.

    same: texts of which it is known otherwise that they are one article (they have one id); these are never parted, and
    count as apart from others only if all of them are. names: of every text, for an order that lasts.
    """
    # Most texts are in no pair, or in one: only where clusters of several meet, members are looked at.
    members: dict[int, list[list[int]]] = {}
    known = _by_set(names, same, {same.of(n) for pair in pairs for n in pair[:2]})
    for pair in sorted(pairs, key=lambda pair: (-pair.agreeing, *sorted((names[pair.one], names[pair.other])))):
        one, other = same.of(pair.one), same.of(pair.other)
        if one == other:
            continue
        ours, theirs = members.get(one) or [known[one]], members.get(other) or [known[other]]
        if len(ours) + len(theirs) > 2 and not _go_together(ours, theirs, names, signature_of):
            continue
        members.pop(one, None)
        members.pop(other, None)
        members[same.join(one, other)] = ours + theirs


def _by_set(texts: Iterable[int], same: Unions, wanted: set[int]) -> dict[int, list[int]]:
    """The texts of each set that is wanted."""
    found: dict[int, list[int]] = {}
    for n in texts:
        if (root := same.of(n)) in wanted:
            found.setdefault(root, []).append(n)
    return found


def _go_together(
    ours: Sequence[list[int]],
    theirs: Sequence[list[int]],
    names: Mapping[int, bytes],
    signature_of: Callable[[int], Signature],
) -> bool:
    """Whether no article of the one cluster is apart from one of the other."""

    def first(articles: Sequence[list[int]]) -> list[list[Signature]]:
        ordered = [sorted(article, key=names.__getitem__) for article in articles]
        ordered.sort(key=lambda article: names[article[0]])
        return [[signature_of(n) for n in article[:LOOKED_AT]] for article in ordered[:LOOKED_AT]]

    right = first(theirs)
    return all(any(not are_apart(a, b) for a in one for b in other) for one in first(ours) for other in right)
