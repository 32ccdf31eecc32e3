"""Numbers that are written as words: 'twenty-five thousand', 'півтори тисячі', 'dreitausend'."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from agents.text.german_compounds import compound_numeral
from agents.text.numeral_lexicon import Lexicon, lexicon
from agents.text.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_GAP: Final = re.compile(r"[ \t\u00a0-]{1,2}")
_HUNDRED: Final = 100.0
_SCORE: Final = 20.0
_FOUR_SCORE: Final = 80.0
_ANY: Final = float("inf")
# пів мільйона is written in one word too, and so are полмиллиона and półmiliona.
_HALF_OF: Final = re.compile(r"(?:пів|пол|pol)(.+)")


@dataclass(frozen=True)
class Numeral:
    """A number in words: characters `start` to `end` (exclusive) of its text.

    `scale` is the word by which it was multiplied last, as it stands there; empty where none was.
    """

    value: float
    start: int
    end: int
    scale: str = ""


@dataclass(frozen=True)
class _Word:
    text: str
    start: int
    end: int


def numerals(text: str, language: str) -> Iterator[Numeral]:
    """The numbers in words of a text, in their order; none where only 'one' or 'hundreds' stand."""
    known = lexicon(language)
    words = [_Word(fold(each.group()), each.start(), each.end()) for each in _WORD.finditer(text)]
    index = 0
    while index < len(words):
        reader = _Reader(text, words, index, known)
        if _may_begin(text, words, index, known) and reader.read():
            yield reader.numeral()
        index = max(reader.at, index + 1)


def _may_begin(text: str, words: list[_Word], index: int, known: Lexicon) -> bool:
    """Whether a number may begin here: not within a word and not behind 'several'."""
    if not index:
        return True
    before, here = words[index - 1], words[index]
    between = text[before.end : here.start]
    return not (before.text in known.words["vague"] and between.strip(" \u00a0-") == "")


class _Reader:
    """Reads one number from a word on; `at` is the first word behind what was taken."""

    def __init__(self, text: str, words: list[_Word], at: int, known: Lexicon) -> None:
        self.text, self.words, self.first, self.at, self.known = text, words, at, at, known
        self.total = self.group = 0.0
        self.room = _ANY  # what is added next must be smaller
        self.last_scale = _ANY
        self.scale = ""
        self.counted = False

    def numeral(self) -> Numeral:
        """What was read."""
        start, end = self.words[self.first].start, self.words[self.at - 1].end
        return Numeral(self.total + self.group, start, end, self.scale)

    def read(self) -> bool:
        """Reads as far as the words make one number; whether there was any."""
        self._one()
        while self.at < len(self.words) and self._adjacent() and self._step():
            self._and_a_half()
        return self.counted

    def _adjacent(self) -> bool:
        if self.at == self.first:
            return True
        between = self.text[self.words[self.at - 1].end : self.words[self.at].start]
        return _GAP.fullmatch(between) is not None

    def _one(self) -> None:
        """'a' before a scale, a dozen, a hundred or a half."""
        following = self._word(self.at + 1)
        known = self.known
        countable = (known.scales, known.dozens, known.words["hundred"], known.halves)
        if self._word(self.at) in known.words["one"] and any(
            following in each for each in countable
        ):
            self.group, self.at = 1.0, self.at + 1

    def _step(self) -> bool:
        word = self.words[self.at].text
        return (
            self._unit(word)
            or self._hundred(word)
            or self._scale(word)
            or self._half(word)
            or self._joined(word)
        )

    def _unit(self, word: str) -> bool:
        value = self.known.units.get(word) or compound_numeral(word, self.known.units)
        if value is None and self.counted and word in self.known.words["one"]:
            value = 1.0  # 'twenty-one'
        if value is None:
            return False
        if self._four_score(value):
            value = _FOUR_SCORE - self.group % _HUNDRED
        elif value >= self.room:
            return False
        self.group += value
        self.room = self._room_below(value)
        return self._take()

    def _four_score(self, value: float) -> bool:
        """'quatre-vingt': four twenties, the only multiplication of its kind."""
        four = self.group % _HUNDRED == self.known.units.get("quatre")
        return value == _SCORE and four

    def _room_below(self, value: float) -> float:
        """What may still be added: less than the last digit that is not nought."""
        if "quatre" in self.known.units and self.group % _HUNDRED in {60, _FOUR_SCORE}:
            return _SCORE
        return next((float(step) for step in (100, 10) if not value % step), 0.0)

    def _hundred(self, word: str) -> bool:
        if word not in self.known.words["hundred"] or not (
            self.group or word in self.known.words["alone"]
        ):
            return False
        self.group = max(self.group, 1.0) * _HUNDRED
        self.room = _HUNDRED
        return self._take()

    def _scale(self, word: str) -> bool:
        value = self.known.scales.get(word) or self.known.dozens.get(word)
        if value is None or value >= self.last_scale:
            return False
        if not self.group and not (word in self.known.words["alone"] and not self.counted):
            return False
        self.total += (self.group or 1.0) * value
        self.group, self.room, self.last_scale = 0.0, value, value
        self.scale = self.words[self.at].text
        return self._take()

    def _half(self, word: str) -> bool:
        """A broken number counts only before a scale: 'half a million'."""
        whole = _HALF_OF.fullmatch(word)
        if whole and whole.group(1) in self.known.scales and not self.counted:
            self.total, self.scale = self.known.scales[whole.group(1)] / 2, whole.group(1)
            return self._take()
        value = self.known.halves.get(word)
        if value is None or self.counted:
            return False
        ahead = self.at + 1
        if self._word(ahead) == "of":
            ahead += 1
        if self._word(ahead) in self.known.words["one"]:
            ahead += 1
        if (
            scale := self.known.scales.get(self._word(ahead))
            or self.known.dozens.get(self._word(ahead))
        ) is None:
            return False
        self.total, self.group, self.scale = value * scale, 0.0, self.words[ahead].text
        self.last_scale, self.at = scale, ahead
        return self._take()

    def _joined(self, word: str) -> bool:
        """'and' within a number: 'two hundred and six', 'treinta y uno'."""
        following = self._word(self.at + 1)
        if word not in self.known.words["and"] or not self.counted or not self._joins_within():
            return False
        self.at += 1
        if self._unit(following):
            return True
        self.at -= 1
        return False

    def _joins_within(self) -> bool:
        # 'a hundred and six' is one number, 'twenty and six' is not, but 'treinta y seis' is.
        return not 0 < self.group < _HUNDRED or self.known.words["and"].isdisjoint({"and"})

    def _and_a_half(self) -> None:
        # 'two and a half million' and 'a million and a half'.
        for phrase in self.known.and_a_half:
            ahead = [self._word(self.at + step) for step in range(len(phrase))]
            if ahead == [fold(each) for each in phrase]:
                self._add_half(len(phrase))
                return

    def _add_half(self, length: int) -> None:
        following = self._word(self.at + length)
        if self.group and following in self.known.scales:
            self.group += 0.5
        elif not self.group and self.last_scale < _ANY:
            self.total += self.last_scale / 2
        else:
            return
        self.at += length

    def _word(self, index: int) -> str:
        return self.words[index].text if index < len(self.words) else ""

    def _take(self) -> bool:
        self.at += 1
        self.counted = True
        return True
