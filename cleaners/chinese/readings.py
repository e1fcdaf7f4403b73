"""How characters are read: the pinyin of every GBK character, and the characters of every pinyin.

The readings are pypinyin's (MIT licence, a dependency), looked up when they are first asked for.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path

from cleaners.chinese.gbk import pair_chars

# Letters of pinyin; ɡ (U+0261) is what some input methods give for g.
LETTERS = "a-zɡāáǎàōóǒòēéěèīíǐìūúǔùüǖǘǚǜńňǹḿ"
_TONES = str.maketrans("āáǎàōóǒòēéěèīíǐìūúǔùüǖǘǚǜńňǹḿɡ", "aaaaooooeeeeiiiiuuuuvvvvvnnnmg")


def toneless(pinyin: str) -> str:
    """Pinyin without its tone, ü as v.

    >>> toneless("guān"), toneless("lǜ")
    ('guan', 'lv')
    """
    return pinyin.translate(_TONES)


def toned(pinyin: str) -> bool:
    """Whether a tone is marked: then it is no English word and no list mark.

    >>> toned("guān"), toned("pin"), toned("a")
    (True, False, False)
    """
    return not pinyin.isascii() and any(char in "āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜńňǹḿ" for char in pinyin)


@cache
def _pinyin() -> dict[int, str]:
    """pypinyin's readings of each character by its code point, parted by commas, the usual first.

    Its one module of data is loaded by itself: the package reads a dictionary of phrases as well, 0.15 s that no page
    needs.
    """
    package = find_spec("pypinyin")
    if package is None or package.origin is None:
        raise RuntimeError("pypinyin is not installed: run `make .venv`, or `pip install pypinyin`")
    spec = spec_from_file_location("pypinyin_dict", Path(package.origin).with_name("pinyin_dict.py"))
    if spec is None or spec.loader is None:
        raise RuntimeError("pypinyin has no pinyin_dict.py")
    data = module_from_spec(spec)
    spec.loader.exec_module(data)
    found: dict[int, str] = data.pinyin_dict
    return found


@cache
def _spellings() -> dict[str, list[int]]:
    """The codes of all GBK characters that pypinyin spells alike, by that spelling: a tenth as many as characters."""
    listed, found = _pinyin(), dict[str, list[int]]()
    for code, char in enumerate(pair_chars()):
        if spelling := listed.get(ord(char), ""):
            found.setdefault(spelling, []).append(code)
    return found


@lru_cache(maxsize=1 << 15)
def _readings(char: str) -> frozenset[str]:
    """Every reading of a character of GBK, toned and toneless; none of any other."""
    return _spelled(_pinyin().get(ord(char), "")) if len(char) == 1 and char in _gbk() else frozenset()


@cache
def _gbk() -> frozenset[str]:
    return frozenset(pair_chars())


@cache
def _spelled(spelling: str) -> frozenset[str]:
    """The readings of a character as pypinyin lists them, toned and toneless; most characters share theirs.

    >>> sorted(_spelled("lǜ,shuài"))
    ['lu', 'lv', 'lǜ', 'shuai', 'shuài']
    """
    own = spelling.split(",") if spelling else []
    bare = [toneless(reading) for reading in own]
    return frozenset((*own, *bare, *(reading.replace("v", "u") for reading in bare)))


@cache
def _by_reading() -> dict[str, tuple[int, ...]]:
    listed: dict[str, list[int]] = {}
    for spelling, codes in _spellings().items():
        for reading in _spelled(spelling):
            listed.setdefault(reading, []).extend(codes)
    return {reading: tuple(sorted(codes)) for reading, codes in listed.items()}


def reads(char: str, pinyin: str) -> bool:
    """Whether the character can be read so, the tone (where marked) included.

    >>> reads("關", "guān"), reads("關", "guan"), reads("關", "guǎn"), reads("l", "fā")
    (True, True, False, False)
    """
    return pinyin in _readings(char)


def toneless_readings(char: str) -> frozenset[str]:
    """Every reading of a character in plain letters.

    >>> sorted(toneless_readings("行"))[:2]
    ['hang', 'heng']
    """
    return frozenset(reading for reading in _readings(char) if reading.isascii())


def reads_usually(char: str, pinyin: str) -> bool:
    """Whether this is the character's first reading.

    >>> reads_usually("說", "shuō"), reads_usually("說", "shuo"), reads_usually("說", "yuè")
    (True, True, False)
    """
    first = _pinyin().get(ord(char), "").split(",")[0] if len(char) == 1 else ""
    return pinyin in (first, toneless(first), toneless(first).replace("v", "u"))


def codes_read(pinyin: str) -> tuple[int, ...]:
    """GBK codes of all characters that can be read so.

    >>> [pair_chars()[code] for code in codes_read("qū") if code >> 8 == 0xF2]
    ['騶', '驅', '蛐']
    """
    return _by_reading().get(pinyin, ())
