"""Who is quoted: the words that name a speaker, by the structure around verbs of saying.

'..., the ministry said', 'according to Yonhap', 'за даними ГУР', '국정원에 따르면': a closed class
of words marks the place, and whatever name or noun stands there is the source. No list of outlets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain, islice
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
_KOREAN_THAT: Final = re.compile(r"[다라자냐]고(?=[\s,])|[\"”]\s?(?:이라)?고(?=\s)")
_APPOSITION: Final = re.compile(r"(?:^|[.!?»”\"]\s)(?P<name>[^,.!?»”\"]+),\s[^,.!?]+,\s$")
_LONGEST_PRONOUN: Final = 12

#: Characters beside a verb of saying in which its pronoun stands.
_BESIDE: Final = 6
_CAPITALISED: Final = r"[^\W\d_a-zа-яіїєґ][\w’'.-]*"
_COLON: Final = re.compile(
    rf"(?P<before>{_CAPITALISED}(?:\s(?:of|{_CAPITALISED})){{0,3}}):\s.+"
    rf"|[^:]+:\s(?P<after>{_CAPITALISED}(?:\s{_CAPITALISED}){{0,2}})"
)
#: 'About this' opens a Slavic sentence before its speaker.
_OPENING: Final = re.compile(r"(?:про це|об этом|o tym|про це ж)\s+", re.IGNORECASE)
_NAME: Final = re.compile(r"(?:[^\W\d_a-zа-яіїєґ][\w’'.-]*|of|the|for)(?:\s|$)")
_SUBJECTS: Final = frozenset(
    fold(
        "he she they it we i you er sie es wir ich il elle ils elles on él ella ellos "
        "він вона вони он она они ona oni a-t-il a-t-elle a-t-on"
    ).split()
)
_PRONOUNS: Final = _SUBJECTS | frozenset(
    fold(
        "who this that his her their one його її про це цього его её ее про нам "
        "мені йому їй їм мне ему ей им about there also hours days us him them"
    ).split()
)


_ARTICLES: Final = frozenset(fold("a an the der die das den dem des le la les el los las").split())
_NO_SPEAKER: Final = _PRONOUNS | AUXILIARIES | JOINING | _ARTICLES
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


def announced_by(headline: str) -> Named | None:
    """Who a headline says it is by: 'Rask: the pass is closed', 'The pass is closed: Rask'."""
    found = _COLON.fullmatch(headline)
    if found is None:
        return None
    group = "before" if found["before"] else "after"
    return next(_named(headline, *found.span(group)), None)


def is_said_by_pronoun(text: str, language: str) -> bool:
    """Whether somebody says a sentence who was named before it: 'he added'."""
    folded = fold(text)
    for match in cue("said", language).finditer(folded):
        around = folded[max(0, match.start() - _BESIDE) : match.end() + _BESIDE]
        if not _SUBJECTS.isdisjoint(re.findall(r"[\w-]+", around)):
            return True
    return cue("his_words", language).search(folded) is not None


def _european(text: str, language: str) -> Iterator[Named]:
    folded, places = _folded(text)
    for match in cue("according", language).finditer(folded):
        end = places[match.end()]
        yield from _named(text, end, _end_of_phrase(text, end))
    for match in cue("said", language).finditer(folded):
        begin, end = places[match.start()], places[match.end()]
        if _ends_with_pronoun(folded[: match.start()]):
            continue
        yield from _named(text, _start_of_phrase(text, begin), begin)
        yield from _named(text, end, _end_of_phrase(text, end))
        yield from _before_apposition(text, begin)


def _before_apposition(text: str, verb: int) -> Iterator[Named]:
    """'Korvex, the maker of trains, confirmed': the name before what is said of it in passing."""
    found = _APPOSITION.search(text, 0, verb)
    if found:
        yield from _named(text, *found.span("name"))


def _ends_with_pronoun(folded: str) -> bool:
    """Whether 'he' or the like stands right before a verb, which then has no other subject."""
    words = folded[-_LONGEST_PRONOUN:].split()
    return bool(words) and words[-1] in _SUBJECTS


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
        topics = _KOREAN_TOPIC.finditer(text, 0, said.start())
        # The subject of what is said stands before the particle that ends it.
        ended = max(
            (each.end() for each in _KOREAN_THAT.finditer(text, 0, said.start())), default=0
        )
        told = _KOREAN_SUBJECT.finditer(text, ended, said.start())
        subjects = _KOREAN_SUBJECT.finditer(text, 0, said.start())
        for match in islice(chain(topics, told, subjects), 1):
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
    if not words or _is_none(words[0].group()):
        return
    end = words[-1].end()
    if any(_can_name(word.group()) for word in words):
        yield Named(text[start:end], start, end)


def _can_name(word: str) -> bool:
    return word[0].isalpha() and fold(word) not in _ARTICLES


def _is_none(word: str) -> bool:
    """Whether no speaker's name opens with a word; 'US' does, 'us' doesn't."""
    if len(word) > 1 and word.isupper():
        return False
    return fold(word) in _NO_SPEAKER and word.casefold() not in _ARTICLES


def _leading_name(text: str, start: int, words: list[re.Match[str]]) -> list[re.Match[str]]:
    end = start
    while found := _NAME.match(text, end):
        end = found.end()
    return [word for word in words if word.end() <= end]
