"""The duplicates of a corpus: kept up to date copy by copy, told as clusters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from outputs.corpus.copies import Copy
from outputs.corpus.duplicates.clusters import Unions, clustered
from outputs.corpus.duplicates.likeness import SHORTEST, is_one_article, likeness
from outputs.corpus.duplicates.signature import FULL, Signature, agreeing, buckets, digest_of, signatures
from outputs.corpus.duplicates.tables import Key, Pair, Row, Tables

T = TypeVar("T")

#: Copies of a transaction, and texts that are signed at one go: 32 of 10 kB take 15 MB as shingles.
_BATCH, _SIGNED_AT_ONCE = 1000, 32


@dataclass(frozen=True)
class Counts:
    """What became of the copies.

    signed: new or changed, so that a signature was made. kept: with the text they had. gone: taken out.
    """

    signed: int = 0
    kept: int = 0
    gone: int = 0


class Duplicates:
    """The tables of duplicates in a file, made where there is none. Use it in a ``with``.

    emptied: the file was made with other parameters and holds nothing now, so that all copies must be given anew.
    Killed at any point, the file holds whole batches of copies, and the next ``update`` does what is left. Every method
    raises DuplicatesError where the file cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self._tables = Tables(path)
        self.emptied = self._tables.emptied

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._tables.close()

    def add(self, copies: Iterable[Copy]) -> Counts:
        """Take in copies that are new or may have changed; all others stay. Only what changed is signed."""
        with self._tables.explained():
            return self._add(copies, None)

    def update(self, copies: Iterable[Copy]) -> Counts:
        """Take in copies as ``add`` does; they are all there are, and the others leave."""
        seen: set[Key] = set()
        with self._tables.explained():
            added = self._add(copies, seen)
            # Only now: where reading the copies fails, nothing is taken for gone.
            gone = [key for key, _, _ in self._tables.copies() if key not in seen]
            for batch in _batches(gone, _BATCH):
                self._drop(batch)
        return Counts(added.signed, added.kept, len(gone))

    def forget(self, keys: Iterable[Key]) -> int:
        """Take copies out so that no byte of them stays in the file; how many there were."""
        gone = list(keys)
        with self._tables.transaction():
            self._tables.drop_calls(gone)
        count = self._drop(gone)
        self._tables.compact()
        return count

    def copies(self) -> Iterator[Key]:
        """Every copy that the tables know, or know the article's id of."""
        with self._tables.explained():
            yield from self._tables.keys()

    def called(self, keys: Iterable[Key]) -> list[str]:
        """The ids by which the articles of these copies were called before, each once."""
        with self._tables.explained():
            return self._tables.called(keys)

    def call(self, articles: Iterable[tuple[Sequence[Key], str]]) -> None:
        """Keep by which id the article of some copies is called from now on: it stays when copies come or go."""
        with self._tables.transaction():
            for keys, identity in articles:
                self._tables.call(keys, identity)

    def clusters(self) -> Iterator[tuple[Key, ...]]:
        """The copies of every article, a single one too: each cluster sorted, all of them in order of their first.

        The same copies give the same clusters, in whatever order they came.
        """
        with self._tables.explained():
            found = self._clusters()
        for cluster in found:
            yield tuple(cluster)

    def _clusters(self) -> Iterable[list[Key]]:
        """A node is a text, or a copy that has none worth comparing; copies of one id are one from the start."""
        keys: list[Key] = []
        nodes: list[int] = []
        same, of_identity = Unions(), dict[str, int]()
        for at, (key, identity, text) in enumerate(self._tables.copies()):
            keys.append(key)
            node = -1 - at if text is None else text  # a text's number is positive
            nodes.append(node)
            if (first := of_identity.setdefault(identity, node)) != node:
                same.join(first, node)
        clustered(list(self._open_pairs()), same, self._tables.names(), self._tables.signature)
        found: dict[int, list[Key]] = {}
        for key, node in zip(keys, nodes, strict=True):
            found.setdefault(same.of(node), []).append(key)
        return found.values()

    def _add(self, copies: Iterable[Copy], seen: set[Key] | None) -> Counts:
        signed = kept = 0
        for batch in _batches(copies, _BATCH):
            rows = {row.key: (row, copy) for row, copy in ((_row(copy), copy) for copy in batch)}
            if seen is not None:
                seen.update(rows)
            known = self._tables.known(list(rows))
            renamed, new, texts = [], [], []
            for key, (row, copy) in rows.items():
                old = known.get(key)
                if old is None or old.content != row.content:
                    new.append(row)
                    texts.append(_said(copy))
                elif old.identity != row.identity:
                    renamed.append(row._replace(text=old.text))
            left = {old.text for row in new if (old := known.get(row.key)) and old.text is not None}
            self._put(renamed, new, _signed(texts), left)
            signed += len(new)
            kept += len(rows) - len(new)
        return Counts(signed, kept)

    def _put(self, renamed: list[Row], new: list[Row], signed: list[Signature], left: set[int]) -> None:
        """A batch, in one transaction. left: the texts that its copies had before."""
        tables = self._tables
        with tables.transaction():
            added: dict[int, Signature] = {}
            rows = []
            for row, signature in zip(new, signed, strict=True):
                text = None
                if signature.size >= SHORTEST or (signature.size and signature.title):
                    text = tables.text_of(signature.name)
                    if text is None:
                        text = tables.add_text(signature)
                        added[text] = signature
                rows.append(row._replace(text=text))
            tables.put_copies(renamed + rows)
            places = {n: buckets(signature) for n, signature in added.items()}
            tables.put_in_buckets((bucket, n) for n, found in places.items() for bucket in found)
            reopened = self._drop_texts(left)
            self._compare(added, places)
            self._compare_again(reopened)

    def _drop(self, keys: Iterable[Key]) -> int:
        """Take copies out, in one transaction; how many there were."""
        tables = self._tables
        with tables.transaction():
            known = tables.known(list(keys))
            tables.drop_copies(known)
            self._compare_again(self._drop_texts({row.text for row in known.values() if row.text is not None}))
        return len(known)

    def _drop_texts(self, texts: Iterable[int]) -> set[int]:
        """Take out those texts that no copy has any more; the buckets that were too full before, and are no more."""
        tables = self._tables
        gone = tables.unused(texts)
        entries = [(bucket, n) for n in gone for bucket in buckets(tables.signature(n))]
        touched = {bucket for bucket, _ in entries}
        full = {bucket for bucket in touched if len(tables.in_bucket(bucket, FULL + 1)) > FULL}
        tables.drop_from_buckets(entries)
        tables.drop_texts(gone)
        return {bucket for bucket in full if len(tables.in_bucket(bucket, FULL + 1)) <= FULL}

    def _compare(self, added: dict[int, Signature], places: dict[int, list[int]]) -> None:
        """Find the pairs of texts that are new. places: the buckets of each, which it is in already."""
        for n, signature in added.items():
            others: set[int] = set()
            for bucket in places[n]:
                if len(found := self._tables.in_bucket(bucket, FULL + 1)) <= FULL:
                    others.update(found)
            # Numbers grow, so that two that are new meet once.
            earlier = ((other, added.get(other) or self._tables.signature(other)) for other in others if other < n)
            pairs = (_pair(n, signature, other, theirs) for other, theirs in earlier)
            self._tables.put_pairs([pair for pair in pairs if pair])

    def _compare_again(self, reopened: Iterable[int]) -> None:
        """Find the pairs in buckets that were passed over while they were too full."""
        for bucket in reopened:
            texts = [(n, self._tables.signature(n)) for n in self._tables.in_bucket(bucket, FULL)]
            found = (_pair(n, one, m, other) for (n, one), (m, other) in combinations(texts, 2))
            self._tables.put_pairs(pair for pair in found if pair)

    def _open_pairs(self) -> Iterator[Pair]:
        """The pairs that share a bucket which is not too full now: a pair found before it filled up says no more."""
        tables = self._tables
        full = tables.crowded(FULL)
        in_full = {n for bucket in full for n in tables.in_bucket(bucket)}
        for pair in tables.pairs():
            if pair.one in in_full and pair.other in in_full:
                shared = set(buckets(tables.signature(pair.one))) & set(buckets(tables.signature(pair.other)))
                if shared <= full:
                    continue
            yield pair


def _row(copy: Copy) -> Row:
    """A copy as the tables have it, its text to be found yet."""
    record = copy.record
    return Row(Key(copy.site, record["url"]), record["id"], digest_of(*_said(copy)), None)


def _said(copy: Copy) -> tuple[str, str]:
    """Title and text; a record that an older release wrote may lack one."""
    return copy.record.get("title", ""), copy.record.get("text", "")


def _signed(texts: Sequence[tuple[str, str]]) -> list[Signature]:
    return [signature for batch in _batches(texts, _SIGNED_AT_ONCE) for signature in signatures(batch)]


def _pair(n: int, one: Signature, m: int, other: Signature) -> Pair | None:
    """The pair of two texts, if they are one article."""
    if not is_one_article(one, other, likeness(one, other)):
        return None
    return Pair(min(n, m), max(n, m), agreeing(one.values, other.values))


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch
