"""The language model's file: what the builder writes, the reader finds; what is no such file gives one line."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable
from itertools import chain, product
from pathlib import Path

import numpy as np
import pytest

from cleaners.chinese import build_language_model
from cleaners.chinese.build_language_model import Counts, write
from cleaners.chinese.language_model import UNKNOWN, Model
from cleaners.chinese.model_format import CHAR_BITS, MAGIC, ORDER, STEP, gram_key, word_key

GRAMS = {
    "中": 0.02, "国": 0.01, "人": 0.03, "民": 0.004,
    "中国": 0.4, "国人": 0.1, "人民": 0.25,
    "中国人": 0.3, "国人民": 0.05,
    "中国人民": 0.9,
}  # fmt: skip
BACKOFFS = {"中": 0.5, "国": 0.7, "人": 0.2, "中国": 0.6, "国人": 0.45, "中国人": 0.35}
WORDS = {"中国": 0.001, "人民": 0.002, "中国人民": 0.0001}
FOLDS = {"國": "国", "７": "0", "q": "a"}


def counts(figures: dict[str, float], key: Callable[[Iterable[int]], int] = gram_key) -> Counts:
    """Figures as the builder holds them: keys in order, and a figure for each."""
    keyed = sorted((key(map(ord, text)), value) for text, value in figures.items())
    return np.array([k for k, _ in keyed], dtype=np.uint64), np.array([value for _, value in keyed])


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model file of ten n-grams and three words."""
    path = tmp_path_factory.mktemp("model") / "tiny.bin"
    fold = np.arange(65536, dtype=np.uint16)
    for source, target in FOLDS.items():
        fold[ord(source)] = ord(target)
    by_order = [{t: p for t, p in GRAMS.items() if len(t) == n} for n in range(1, ORDER + 1)]
    left = [{t: p for t, p in BACKOFFS.items() if len(t) == n} for n in range(1, ORDER)]
    write(path, fold, [counts(g) for g in by_order], [counts(b) for b in left], counts(WORDS, word_key))
    return path


def stored(probability: float) -> float:
    """The natural log of a probability, as the file holds it."""
    return -STEP * round(-math.log(probability) / STEP)


def test_every_figure_comes_back(tiny: Path) -> None:
    model = Model(tiny)
    assert {text: model.log(text) for text in GRAMS} == {text: stored(p) for text, p in GRAMS.items()}
    assert {word: model.word(word) for word in WORDS} == {word: stored(p) for word, p in WORDS.items()}
    assert model.fold_map == {ord(source): ord(target) for source, target in FOLDS.items()}
    # 中国人中 is no n-gram: each history in turn leaves its weight to the next shorter one.
    left = [stored(BACKOFFS[history]) for history in ("中国人", "国人", "人")]
    assert model.log("中国人中") == pytest.approx(sum(left) + stored(GRAMS["中"]))


def test_what_was_not_written_is_not_found(tiny: Path) -> None:
    model = Model(tiny)
    assert model.word("国人") is None and model.word("中") is None  # n-grams, yet no words
    assert model.log("龜") < min(map(stored, GRAMS.values()))
    assert model.log("国中") == pytest.approx(stored(BACKOFFS["国"]) + stored(GRAMS["中"]))


def backed_off(gram: str) -> float:
    """The log of a folded n-gram by the book: the longest history first, each that lacks it leaves its weight."""
    if gram in GRAMS:
        return stored(GRAMS[gram])
    left = stored(BACKOFFS[gram[:-1]]) if gram[:-1] in BACKOFFS else 0.0
    return left + backed_off(gram[1:]) if len(gram) > 1 else UNKNOWN


def test_the_shorter_first_is_the_longer_first(tiny: Path) -> None:
    model = Model(tiny)
    chars = "中国人民龜"
    for history in ("", *map("".join, chain.from_iterable(product(chars, repeat=n) for n in range(1, ORDER)))):
        wanted = [backed_off(history + char) for char in chars]
        assert model.after(history, chars) == pytest.approx(wanted), history
        assert [model.log(history + char) for char in chars] == model.after(history, chars), history


def test_an_n_gram_is_counted_with_what_it_ends_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """What lets the reader stop at the first n-gram that is no entry."""
    text = "中国人民银行的中国人民币，中国人民银行发行。人民银行的人民。"
    monkeypatch.setattr(build_language_model, "texts", lambda: iter([(text, 1.0)]))
    monkeypatch.setattr(build_language_model, "words", lambda: iter([("发行量", 2.0), ("中央银行", 1.0), ("量", 1.0)]))
    grams, _ = build_language_model.count(np.arange(65536, dtype=np.uint16))
    assert all(len(keys) for keys, _ in grams)
    for n in range(2, ORDER):
        shorter = grams[n][0] & np.uint64((1 << CHAR_BITS * n) - 1)
        assert set(shorter.tolist()) <= set(grams[n - 1][0].tolist())


def test_writer_and_reader_mix_keys_alike(tmp_path: Path) -> None:
    """The builder mixes whole arrays, the reader has the same written out for one integer: of enough keys to tell."""
    rng = random.Random(1)
    chars = [chr(code) for code in rng.sample(range(0x4E00, 0x9FA6), 3000)]
    single = {char: rng.uniform(1e-6, 1e-3) for char in chars}
    words = {"".join(rng.sample(chars, rng.randint(2, 6))): rng.uniform(1e-7, 1e-3) for _ in range(3000)}
    none, kept = counts({}), counts({chars[0]: 1.0})
    path = tmp_path / "many.bin"
    write(
        path, np.arange(65536, dtype=np.uint16), [counts(single), none, none, none], [kept] * 3, counts(words, word_key)
    )
    model = Model(path)
    assert all(model.log(char) == stored(p) for char, p in single.items())
    assert all(model.word(word) == stored(p) for word, p in words.items())


def test_no_model_file_is_told_in_one_line(tiny: Path, tmp_path: Path) -> None:
    body = tiny.read_bytes()
    broken = {
        "absent": None,
        "empty": b"",
        "text": b"no model at all, though it is long enough for a header",
        "old": b"JKLM0001" + body[8:],
        "magic only": MAGIC,
        "cut in the header": body[:20],
        "cut in the starts": body[: len(body) // 2],
        "cut by a byte": body[:-1],
        "a byte too long": body + b"\0",
        "other buckets": body[:16] + (20).to_bytes(4, "little") + body[20:],
    }
    for name, content in broken.items():
        path = tmp_path / name.replace(" ", "-")
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(RuntimeError, match=r"install") as caught:
            Model(path)
        assert str(path) in str(caught.value) and "\n" not in str(caught.value), name
    assert Model(tiny).log("中国") == stored(0.4)  # the same bytes, whole
