"""A pattern as the automaton of its positions (Glushkov's), and whether it reads some text in exponentially many ways.

It does where a position is come back to on one text by two ways (Weber and Seidl, "On the degree of ambiguity of
finite automata", 1991: the criterion EDA): n times that text, with a failure behind it, is tried in 2ⁿ. What one
character must be is followed (possessive repeats, ``(?=[…])``, ``(?![…])``, ends), and that what is atomic is read in
one way; what looks farther ahead or back is taken as true, so that a pattern which only that keeps sound is named, too.
"""

from __future__ import annotations

import re
import re._constants as op
import re._parser as parser
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, product
from typing import TypeVar

#: Times that a group, or one character, is repeated which are as good as without bound: the ways in which a group is
#: read are raised to its power, so that ten ways of one gap make a thousand with three of them, and a million with six.
MANY_GROUPS, MANY_CHARACTERS = 4, 8

Node = TypeVar("Node")
Part = tuple[object, object]  # an operation of the parsed pattern and what belongs to it
REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
ONE = (op.ANY, op.LITERAL, op.NOT_LITERAL, op.IN)


@dataclass(frozen=True, eq=False)
class Char:
    """A part that matches one character, with its flags; each is another, even where two say the same.

    atoms: the atomic groups that it is in, by number.
    """

    part: Part
    flags: int
    atoms: frozenset[int] = frozenset()

    def reads(self, char: str) -> bool:
        """Whether it matches a character."""
        if self.flags & int(re.IGNORECASE):
            return any(self._reads(each) for each in {char, char.lower(), char.upper()} if len(each) == 1)
        return self._reads(char)

    def _reads(self, char: str) -> bool:
        code, value = self.part
        if code is op.ANY:
            return char != "\n" or bool(self.flags & int(re.DOTALL))
        if code in (op.LITERAL, op.NOT_LITERAL):
            return (ord(char) == value) is (code is op.LITERAL)
        negated = (op.NEGATE, None) in value  # type: ignore[operator]
        return any(_holds(kind, what, char) for kind, what in value) is not negated  # type: ignore[attr-defined]

    @cached_property
    def said(self) -> tuple[str, int]:
        """The same for two that match the same by the same words."""
        return str(self.part), int(self.flags)

    @cached_property
    def named(self) -> set[int]:
        """The characters at which what it matches begins and ends, and those beside them."""
        code, value = self.part
        said = [what for _, what in value] if code is op.IN else [value]  # type: ignore[attr-defined]
        plain = {c for each in said for c in (each if isinstance(each, tuple) else (each,)) if type(c) is int}
        return {near for c in plain for near in (c - 1, c, c + 1) if 0 <= near <= sys.maxunicode}


#: What the next character must be: such a one, or none such.
Gate = frozenset[tuple[Char, bool]]
OPEN: Gate = frozenset()


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a pattern. empty: in how many ways it matches nothing, by what must follow. first, last: what it begins
    and ends with, with what the character there, or the one behind it, must be; and in how many ways."""

    empty: Counter[Gate]
    first: Counter[tuple[Gate, Char]]
    last: Counter[tuple[Char, Gate]]


NOTHING = Piece(Counter({OPEN: 1}), Counter(), Counter())


@dataclass
class Automaton:
    """edges: from one character to the next, and in how many ways. looks: the characters that are looked for ahead.

    atoms: the atomic groups that are being read. met: how many there were.
    """

    edges: Counter[tuple[Char, Char, Gate]] = field(default_factory=Counter)
    looks: list[Char] = field(default_factory=list)
    atoms: frozenset[int] = frozenset()
    met: int = 0

    def row(self, parts: Iterable[Part], flags: int) -> Piece:
        """Parts in a row."""
        whole = NOTHING
        for part in parts:
            whole = self.then(whole, self.piece(part, flags))
        return whole

    def then(self, one: Piece, other: Piece) -> Piece:
        """A piece and another one behind it."""
        self.join(one, other)
        empty, first, last = Counter[Gate](), one.first.copy(), other.last.copy()
        for (gate, n), (more, m) in product(one.empty.items(), other.empty.items()):
            empty[gate | more] += n * m
        for (gate, n), ((more, char), m) in product(one.empty.items(), other.first.items()):
            first[gate | more, char] += n * m
        for ((char, gate), n), (more, m) in product(one.last.items(), other.empty.items()):
            last[char, gate | more] += n * m
        return Piece(empty, first, last)

    def join(self, one: Piece, other: Piece) -> None:
        """The edges from the end of a piece to the beginning of another."""
        for ((end, gate), n), ((more, begin), m) in product(one.last.items(), other.first.items()):
            self.edges[end, begin, gate | more] += n * m

    def piece(self, part: Part, flags: int) -> Piece:
        """A part of a pattern."""
        code, value = part
        if code in ONE:
            char = Char(part, flags, self.atoms)
            return Piece(Counter(), Counter({(OPEN, char): 1}), Counter({(char, OPEN): 1}))
        if code in REPEATS:
            return self.repeat(*value, flags, code is op.POSSESSIVE_REPEAT)  # type: ignore[misc]
        if code is op.SUBPATTERN:
            _, more, less, body = value  # type: ignore[misc]
            return self.row(body, (flags | more) & ~less)
        if code is op.ATOMIC_GROUP:
            return self.atomic(list(value), flags)  # type: ignore[call-overload]
        if code is op.BRANCH:
            pieces = [self.row(branch, flags) for branch in value[1]]  # type: ignore[index]
            return Piece(*(sum((getattr(p, name) for p in pieces), Counter()) for name in ("empty", "first", "last")))
        if code in (op.ASSERT, op.ASSERT_NOT):
            return self.look(*value, flags, code is op.ASSERT)  # type: ignore[misc]
        if code is op.AT and value is op.AT_END_STRING:
            return Piece(Counter({self.gate((op.IN, []), flags, True): 1}), Counter(), Counter())  # nothing follows
        return NOTHING  # another place; what stood before

    def atomic(self, row: list[Part], flags: int) -> Piece:
        """Parts of which nothing is given back."""
        if len(row) == 1 and row[0][0] in REPEATS:  # (?>a+) is a++
            return self.repeat(*row[0][1], flags, possessive=True)  # type: ignore[misc]
        before, self.met = self.atoms, self.met + 1
        self.atoms |= {self.met}
        piece = self.row(row, flags)
        self.atoms = before
        return piece

    def look(self, way: int, body: Iterable[Part], flags: int, sense: bool) -> Piece:
        """What stands ahead, where its first character tells."""
        row = list(body)
        if way < 0 or not row or row[0][0] not in ONE or (len(row) > 1 and not sense):
            return NOTHING
        return Piece(Counter({self.gate(row[0], flags, sense): 1}), Counter(), Counter())

    def gate(self, part: Part, flags: int, sense: bool) -> Gate:
        """That the next character is such a one, or is not."""
        self.looks.append(Char(part, flags))
        return frozenset([(self.looks[-1], sense)])

    def repeat(self, low: int, high: int, body: Iterable[Part], flags: int, possessive: bool) -> Piece:
        """A repeated piece: without bound, or as so many copies in a row.

        Where one character is repeated possessively, only another one comes behind it.
        """
        row = list(body)
        single = len(row) == 1 and row[0][0] in ONE
        leave = self.gate(row[0], flags, False) if possessive and single else OPEN
        if high < (MANY_CHARACTERS if single else MANY_GROUPS):
            return self.copies(low, high, row, flags, leave)
        once = self.row(row, flags)
        self.join(once, once)
        left = Counter({(char, gate | leave): n for (char, gate), n in once.last.items()})
        return Piece(once.empty if low else Counter({leave: 1}), once.first, left)

    def copies(self, low: int, high: int, row: list[Part], flags: int, leave: Gate) -> Piece:
        """Copies of a row: x{1,3} as x(x(x)?)?."""
        if not high:
            return NOTHING
        head = self.row(row, flags)
        whole = self.then(head, self.copies(max(low - 1, 0), high - 1, row, flags, leave))
        return whole if low else Piece(Counter({leave: 1}), whole.first, whole.last)


#: By two characters of a pattern, the texts of one character that lead from one to the other, for each way a set.
Ways = Mapping[Char, Mapping[Char, list[frozenset[str]]]]


def ambiguity(source: str | bytes, flags: int = 0) -> str:
    """What a pattern reads in exponentially many ways, as two parts that read the same; ``""`` where there is none.

    >>> ambiguity("(a+)+b") != "", ambiguity("(a+b)+c")
    (True, '')
    """
    ways = _ways(source, flags)
    for loop in _loops({char: set(ahead) for char, ahead in ways.items()}):
        for one in loop:
            for other in loop & ways[one].keys():
                if any(a & b for a, b in combinations(ways[one][other], 2)):
                    return f"{one.part} in two ways to {other.part}"
        for twin in _loops(_pairs(loop, ways)):
            if any(one is other for one, other in twin):
                for one, other in twin:
                    if one is not other:
                        return f"{one.part} or {other.part}"
    return ""


def _ways(source: str | bytes, flags: int) -> Ways:
    made, parsed = Automaton(), parser.parse(source, flags)
    made.row(parsed, parsed.state.flags)  # type: ignore[arg-type]
    chars = {char for one, other, _ in made.edges for char in (one, other)} | set(made.looks)
    alike = {char.said: char for char in chars}
    alphabet = _alphabet(list(alike.values()))
    texts_of = {said: frozenset(filter(char.reads, alphabet)) for said, char in alike.items()}
    read = {char: texts_of[char.said] for char in chars}
    ways: dict[Char, dict[Char, list[frozenset[str]]]] = defaultdict(dict)
    for (one, other, gate), n in made.edges.items():
        texts = read[other]
        for char, sense in gate:
            texts = texts & read[char] if sense else texts - read[char]
        if texts:
            ways[one].setdefault(other, []).extend([texts] * (1 if one.atoms & other.atoms else min(n, 2)))
    return ways


def _alphabet(chars: Sequence[Char]) -> list[str]:
    """One character for each set of parts that reads it: two that no part tells apart are as good as one."""
    named = {c for char in chars for c in char.named} | set(map(ord, "aZ0_ \n的，.\x00"))
    kinds = {tuple(char.reads(chr(c)) for char in chars): chr(c) for c in sorted(named)}
    return list(kinds.values())


def _pairs(loop: set[Char], ways: Ways) -> dict[tuple[Char, Char], set[tuple[Char, Char]]]:
    """Where two readers of one text get to who begin at one character of a loop; a pair stands in one order alone.

    Of two who are in an atomic group at once, having come in together, only the first is left.
    """
    order = {char: number for number, char in enumerate(loop)}
    todo = [(char, char) for char in loop]
    found: dict[tuple[Char, Char], set[tuple[Char, Char]]] = {}
    while todo:
        pair = todo.pop()
        if pair not in found:
            ahead = found[pair] = set[tuple[Char, Char]]()
            for (x, one), (y, other) in product(*(ways[char].items() for char in pair)):
                if x is not y and x.atoms & y.atoms and (pair[0] is pair[1] or pair[0].atoms & pair[1].atoms):
                    continue
                if x in order and y in order and any(a & b for a, b in product(one, other)):
                    ahead.add((x, y) if order[x] <= order[y] else (y, x))
            todo.extend(ahead)
    return found


def _loops(ahead: Mapping[Node, set[Node]]) -> Iterator[set[Node]]:
    """What can be come back to: the strongly connected parts of a graph that hold an edge (Kosaraju's algorithm)."""
    behind: dict[Node, set[Node]] = defaultdict(set)
    for node, others in ahead.items():
        for other in others:
            behind[other].add(node)
    seen: set[Node] = set()
    finished = [node for start in ahead for node in _finished(start, ahead, seen)]
    seen.clear()
    for start in reversed(finished):
        part = set(_finished(start, behind, seen))
        if any(ahead.get(node, set()) & part for node in part):
            yield part


def _finished(start: Node, ahead: Mapping[Node, set[Node]], seen: set[Node]) -> Iterator[Node]:
    """What is reached and was not seen, each behind all that is reached through it."""
    if start in seen:
        return
    seen.add(start)
    path = [(start, iter(ahead.get(start, ())))]
    while path:
        for other in path[-1][1]:
            if other not in seen:
                seen.add(other)
                path.append((other, iter(ahead.get(other, ()))))
                break
        else:
            yield path.pop()[0]


def _holds(kind: object, what: object, char: str) -> bool:
    """Whether an entry of a class holds a character."""
    if kind is op.LITERAL:
        return ord(char) == what
    if kind is op.RANGE:
        low, high = what  # type: ignore[misc]
        return bool(low <= ord(char) <= high)
    if kind is op.NEGATE:
        return False
    letter = {"SPACE": "s", "DIGIT": "d", "WORD": "w"}[str(what).rpartition("_")[2]]
    return bool(re.match("\\" + (letter.upper() if "NOT" in str(what) else letter), char))
