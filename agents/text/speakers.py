"""Who is quoted: the words that name a speaker, by the structure around verbs of saying.

'..., the ministry said', 'according to Yonhap', 'за даними ГУР', '국정원에 따르면': a closed class
of words marks the place, and whatever name or noun stands there is the source. No list of outlets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from agents.text.speech import cue
from agents.text.words import AUXILIARIES, JOINING, fold

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A speaker is named in a phrase; what is longer is a clause.
_LONGEST: Final = 12
_BREAK: Final = re.compile(
    r"[,;:.!?()«»“”„‟\"]|\s[–—-]\s|\s(?:that|who|which|whose|what|while|when|as|and said|dass|"
    r"que|qui|що|что|який|яка|який|który|że|але|but|но|а|aber)\s"
)
_WORD: Final = re.compile(r"\w[\w’'.-]*")
_KOREAN_NOUN: Final = r"((?:[가-힣A-Za-z·]+\s){0,3}?[가-힣A-Za-z·]+?)"
_KOREAN_TOPIC: Final = re.compile(rf"(?:^|[,”\"]\s*){_KOREAN_NOUN}(?:은|는|측은)(?=\s)")
_KOREAN_SUBJECT: Final = re.compile(r"(?<![가-힣])([가-힣A-Za-z·]+?)(?:이|가|측이)(?=\s)")
#: 'About this' opens a Slavic sentence before its speaker.
_OPENING: Final = re.compile(r"(?:про це|об этом|o tym|про це ж)\s+", re.IGNORECASE)
_NAME: Final = re.compile(r"(?:[^\W\d_a-zа-яіїєґ][\w’'.-]*|of|the|for)(?:\s|$)")
_PRONOUNS: Final = frozenset(
    fold(
        "he she they it we i you who this that his her their one er sie es wir ich il elle ils "
        "elles on él ella ellos він вона вони він його її про це он она они его её on ona oni ich "
        "about there also hours days us him them a-t-il a-t-elle a-t-on"
    ).split()
)


_ARTICLES: Final = frozenset(fold("a an the der die das den dem des le la les el los las").split())
_NO_SPEAKER: Final = _PRONOUNS | AUXILIARIES | (JOINING - _ARTICLES)
_JOINS: Final = frozenset(fold("and und et y i і и та й").split())


@dataclass(frozen=True)
class Named:
    """A speaker: characters `start` to `end` (exclusive) of the text."""

    text: str
    start: int
    end: int


def speaker_of(text: str, language: str) -> Named | None:
    """The speaker that a sentence names for what it says, the likeliest; None without any."""
    found = _korean(text) if language == "ko" else _european(text, language)
    return next(iter(found), None)


def _european(text: str, language: str) -> Iterator[Named]:
    folded, places = _folded(text)
    for match in cue("according", language).finditer(folded):
        end = places[match.end()]
        yield from _named(text, end, _end_of_phrase(text, end))
    for match in cue("said", language).finditer(folded):
        begin, end = places[match.start()], places[match.end()]
        yield from _named(text, _start_of_phrase(text, begin), begin)
        yield from _named(text, end, _end_of_phrase(text, end))


def _folded(text: str) -> tuple[str, list[int]]:
    """The folded text, and where each of its characters (and its end) stands in the text."""
    folded = [(fold(letter), at) for at, letter in enumerate(text)]
    places = [at for letters, at in folded for _ in letters]
    return "".join(letters for letters, _ in folded), [*places, len(text)]


def _korean(text: str) -> Iterator[Named]:
    for match in cue("behind", "ko").finditer(text):
        start = _start_of_phrase(text, match.start())
        yield from _named(text, start, match.start())
    said = cue("said", "ko").search(text)
    if said:
        topics = list(_KOREAN_TOPIC.finditer(text, 0, said.start()))[:1]
        subjects = list(_KOREAN_SUBJECT.finditer(text, 0, said.start()))[-1:]
        for match in topics or subjects:
            yield from _named(text, *match.span(1))


def _end_of_phrase(text: str, start: int) -> int:
    found = _BREAK.search(text, start + 1)
    return found.start() if found else len(text)


def _start_of_phrase(text: str, end: int) -> int:
    start = 0
    for found in _BREAK.finditer(text, 0, end):
        start = found.end()
    return start


def _named(text: str, start: int, end: int) -> Iterator[Named]:
    """The phrase without blanks, where it can name a speaker."""
    while start < end and not text[start].isalnum():
        start += 1
    if opening := _OPENING.match(text, start, end):
        start = opening.end()
    words = list(_WORD.finditer(text, start, end))
    if len(words) > _LONGEST or (words and fold(words[-1].group()) in _JOINS):
        # A whole clause: its subject is the name that it opens with.
        words = _leading_name(text, start, words)
    if not words or fold(words[0].group()) in _NO_SPEAKER:
        return
    end = words[-1].end()
    if any(word.group()[0].isalpha() for word in words):
        yield Named(text[start:end], start, end)


def _leading_name(text: str, start: int, words: list[re.Match[str]]) -> list[re.Match[str]]:
    end = start
    while found := _NAME.match(text, end):
        end = found.end()
    return [word for word in words if word.end() <= end]
