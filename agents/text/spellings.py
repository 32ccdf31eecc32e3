"""One name in the spellings and scripts that news has it in: Umerov, Umyerov, Умєрова, 우메로프.

A name is read as the sounds that its spellings agree on: its consonants, in classes, and between
them vowels of three classes. Hangul has neither v nor z nor clusters, so sounds that are compared
with it are coarser than those of Latin and Cyrillic letters alone. Where a letter can be one of two
sounds, a word has both readings. Two names are one where they share a reading, without its last
vowel and without an ending of grammar.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import islice, product
from typing import TYPE_CHECKING, Final

from agents.text.endings import ENDINGS, KOREAN
from agents.text.words import script_of_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: Sounds, and consonants among them, from which on a reading tells one name from others.
_SOUNDS: Final = 6
_CONSONANTS: Final = 4
_FEWER: Final = 3

#: Syllables of a name in Hangul at least.
_SYLLABLES: Final = 2

#: Readings of one word at most; what has more is no name of this world.
_MOST: Final = 16

#: Letters of the longest word that is read.
_LONGEST: Final = 30

# Sounds: consonants p b f v t d s k h l r m n, vowels a e o. Alternatives are parted by a bar.
_LATIN: Final = {letter: letter for letter in "abdefklmnoprstv"} | {
    "tsch": "s", "dzh": "s", "sch": "s", "tch": "s", "shch": "s", "szcz": "s",
    "sh": "s", "ch": "s|h|k", "zh": "s", "kh": "h", "ph": "f", "th": "t", "gh": "h", "ck": "k",
    "cz": "s", "sz": "s", "rz": "s|rs", "ts": "s", "tz": "s", "dz": "s", "dj": "s", "qu": "kv",
    "ng": "n|nh", "x": "ks", "q": "k", "c": "k", "ce": "ke|se", "ci": "ke|se", "cy": "ke|se",
    "g": "h", "ge": "he|se", "gi": "he|se", "gy": "he|se", "j": "|s", "w": "v", "z": "s",
    "h": "h|", "y": "e", "i": "e", "u": "o", "eo": "o|e", "oe": "e|o", "ae": "e|a",
}  # fmt: skip
_CYRILLIC: Final = {
    "дж": "s", "дз": "s", "кс": "ks", "б": "b", "в": "v", "г": "h", "ґ": "h", "д": "d", "ж": "s",
    "з": "s", "к": "k", "л": "l", "м": "m", "н": "n", "п": "p", "р": "r", "с": "s", "т": "t",
    "ф": "f", "х": "h", "ц": "s", "ч": "s", "ш": "s", "щ": "s", "ь": "", "ъ": "", "й": "",
    "а": "a", "я": "a", "е": "e", "є": "e", "э": "e", "и": "e", "і": "e", "ї": "e", "ы": "e",
    "о": "o", "у": "o", "ю": "o", "ў": "o",
}  # fmt: skip
_TABLES: Final = {"other": _LATIN, "cyrillic": _CYRILLIC}

# What Hangul writes alike. An h is dropped, or written as k or h.
_COARSE: Final = {"b": "p", "f": "p", "v": "p", "d": "t", "r": "l", "h": "h|k|"}

# Initials, vowels and finals of a Hangul syllable in Unicode's order.
_INITIALS: Final = ("k k n t t l m p p s s", "- s s s k t p h")
_VOWELS: Final = ("a e a e o e o e o a", "e e o o o e e o - e e")
_FINALS: Final = ("- k k k n n n t l l l l l l l l", "m p p t|s t|s n|nk s s k t p -")
_SYLLABLE: Final = tuple(" ".join(rows).split() for rows in (_INITIALS, _VOWELS, _FINALS))
_FIRST: Final = ord("가")
_PER_INITIAL: Final = 588
_PER_VOWEL: Final = 28
# The vowel of a syllable that stands for a consonant alone.
_FILLER: Final = 18

_VOWEL: Final = re.compile("[aeo]+")
_REPEATED: Final = re.compile(r"(.)\1+")
# Letters that may stand for nothing between two sounds.
_MUTE: Final = frozenset("yjьъй")
# A glide before a vowel is written in some spellings alone: Umerov, Umyerov.
_GLIDE: Final = re.compile("y(?=[aeiou])")
_LETTERS: Final = {
    script: re.compile("|".join(sorted(table, key=len, reverse=True)))
    for script, table in _TABLES.items()
}


def _endings(*languages: str) -> set[str]:
    return {each for one in languages for line in ENDINGS[one] for each in line.split()} - {"-"}


#: Endings that a name can have, by its script. A vowel at the end is no part of a reading.
_ENDINGS: Final = {
    "other": sorted({"s", *_endings("pl")}),
    "cyrillic": sorted(_endings("uk", "ru")),
    "hangul": sorted(KOREAN - {""}),
}


def is_name(written: str) -> bool:
    """Whether a word looks like a name that other scripts spell: by its capital.

    In Hangul by a syllable that stands for a consonant alone ('스', '르'): words of Korean have
    hardly any, names from elsewhere nearly always.
    """
    if script_of_word(written) == "hangul":
        indexes = [ord(letter) - _FIRST for letter in written if _is_hangul(letter)]
        return any(each % _PER_INITIAL == _FILLER * _PER_VOWEL for each in indexes)
    return written[0].isupper() and not written.isupper()


@lru_cache(maxsize=50_000)
def sought(word: str) -> frozenset[str]:
    """The readings by which other spellings of a folded word of a term are found."""
    readings = _readings(word)
    if script_of_word(word) == "hangul":
        return frozenset(f"from hangul {each}" for each in readings if _tells(each))
    fine = {each for each in readings if _tells(each)}
    return frozenset(fine | {f"to hangul {each}" for each in _all_coarse(readings)})


@lru_cache(maxsize=200_000)
def spelt(word: str) -> frozenset[str]:
    """The readings of a folded word of a text, with and without endings that it may have."""
    if len(word) > _LONGEST or not word.isalpha():
        return frozenset()
    readings = _with_bases(word)
    if script_of_word(word) == "hangul":
        return frozenset(f"to hangul {each}" for each in readings if _tells(each))
    fine = {each for each in readings if _tells(each)}
    return frozenset(fine | {f"from hangul {each}" for each in _all_coarse(readings)})


def is_spelling(word: str, readings: frozenset[str]) -> bool:
    """Whether a folded word of a text is another spelling of what `sought` gave readings of."""
    return any(word.startswith(tuple(openings(each))) for each in readings & spelt(word))


def common_sounds(word: str) -> frozenset[str]:
    """The readings of a folded word, with and without an ending, as every script has them.

    Short ones too, which many words share: for a person to judge.
    """
    read = {one for each in _with_bases(word) for one in _coarsened(each)}
    return frozenset(each for each in read if len(each) >= _FEWER)


@lru_cache(maxsize=50_000)
def openings(reading: str) -> frozenset[str]:
    """What the words begin with that can have a reading of `sought`: two letters, or a syllable."""
    kind, _, sounds = reading.rpartition(" ")
    if kind == "to hangul":
        return frozenset(_opening_syllables(sounds))
    firsts, seconds = (
        {fine for fine in "aeobfvpdtrlhksmn" if fine == sound or (kind and sound in _merged(fine))}
        for sound in sounds[:2]
    )
    return frozenset(each for table in _TABLES.values() for each in _opened(table, firsts, seconds))


def _opened(table: Mapping[str, str], firsts: set[str], seconds: set[str]) -> Iterator[str]:
    behind = {letters[0] for letters, sound in table.items() if seconds & _heard(sound)}
    behind |= _MUTE & table.keys()
    for letters, sound in table.items():
        if firsts & _heard(sound):
            yield from (letters[:2],) if len(letters) > 1 else (letters + each for each in behind)
            if letters[0] in "aeiouy":
                yield from (mute + letters[0] for mute in "hjy")


def _heard(sound: str) -> set[str]:
    return {each[:1] for each in sound.split("|")}


def _merged(fine: str) -> list[str]:
    return _COARSE.get(fine, fine).split("|")


def _opening_syllables(sounds: str) -> Iterator[str]:
    initials, vowels, _ = _SYLLABLE
    for first, initial in enumerate(initials):
        for second, vowel in enumerate(vowels):
            read = (initial + vowel).replace("-", "")
            if sounds.startswith(read) or (vowel == "-" and initial == sounds[0]):
                start = _FIRST + first * _PER_INITIAL + second * _PER_VOWEL
                yield from map(chr, range(start, start + _PER_VOWEL))


def _with_bases(word: str) -> set[str]:
    """The readings of a word and of what is left of it without an ending."""
    return {each for base in _bases(word) for each in _readings(base)}


def _bases(word: str) -> Iterator[str]:
    yield word
    script = script_of_word(word)
    shortest = _SYLLABLES if script == "hangul" else _FEWER
    for ending in _ENDINGS[script]:
        if word.endswith(ending) and len(word) >= len(ending) + shortest:
            yield word.removesuffix(ending)


def _tells(reading: str) -> bool:
    """Whether a reading is long enough to tell one name from others."""
    consonants = len(_VOWEL.sub("", reading))
    return consonants >= _CONSONANTS or (consonants >= _FEWER and len(reading) >= _SOUNDS)


def _readings(word: str) -> list[str]:
    script = script_of_word(word)
    if script == "hangul":
        return _alternatives([part for letter in word for part in _syllable(letter)])
    plain = word if script == "cyrillic" else _GLIDE.sub("", _plain(word))
    return _alternatives([_TABLES[script][each] for each in _LETTERS[script].findall(plain)])


def _alternatives(parts: Iterable[str]) -> list[str]:
    every = product(*(part.split("|") for part in parts))
    return list(dict.fromkeys(_reading("".join(each)) for each in islice(every, _MOST)))


def _reading(sounds: str) -> str:
    """Without what is written twice; of vowels in a row the first one, and none at the end."""
    once = _REPEATED.sub(r"\1", sounds)
    return _VOWEL.sub(lambda run: run.group()[0], once).rstrip("aeo")


def _all_coarse(readings: Iterable[str]) -> set[str]:
    return {one for each in readings for one in _coarsened(each) if _tells(one)}


def _coarsened(reading: str) -> list[str]:
    return _alternatives(_COARSE.get(sound, sound) for sound in reading)


def _plain(word: str) -> str:
    parts = unicodedata.normalize("NFD", word)
    return "".join(each for each in parts if not unicodedata.combining(each))


def _is_hangul(letter: str) -> bool:
    return "가" <= letter <= "힣"


def _syllable(letter: str) -> Iterator[str]:
    if not _is_hangul(letter):
        return
    index = ord(letter) - _FIRST
    places = index // _PER_INITIAL, index // _PER_VOWEL % len(_SYLLABLE[1]), index % _PER_VOWEL
    for sounds, place in zip(_SYLLABLE, places, strict=True):
        yield sounds[place].replace("-", "")
