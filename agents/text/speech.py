"""What the words around a statement say of it: modality, an earlier value, an addition, a rate.

Cues are those of speech.yaml: closed classes of words of eight languages.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from agents.text.numeral_lexicon import UNKNOWN
from agents.text.words import fold
from streams.records import Modality

_DATA: Final = Path(__file__).with_name("speech.yaml")
_NOTHING: Final = re.compile(r"(?!)")
_HANGUL: Final = re.compile("[가-힣]")
_UKRAINIAN: Final = re.compile("[іїєґ]")
_CYRILLIC: Final = re.compile("[а-я]")


@cache
def _data() -> dict[str, dict[str, str]]:
    loaded: dict[str, Any] = yaml.load(_DATA.read_text("utf-8"), yaml.CSafeLoader)
    return loaded


@cache
def cue(name: str, language: str) -> re.Pattern[str]:
    """The pattern of a group of cues in folded text; matches nothing where a language has none."""
    phrases = _data().get(language, {}).get(name, "")
    if not phrases:
        return _NOTHING
    return re.compile("|".join(_phrase(each, language) for each in phrases.split("|")))


def _phrase(phrase: str, language: str) -> str:
    written = re.escape(fold(phrase)).replace(r"\*", r"\w*").replace(r"\ ", r"\s+")
    return written if language == "ko" else rf"(?<!\w){written}(?!\w)"


def says(name: str, text: str, language: str) -> bool:
    """Whether a text holds a cue of a group."""
    return cue(name, language).search(fold(text)) is not None


def cues(name: str, text: str, language: str) -> list[str]:
    """The cues of a group that a text holds, folded."""
    return cue(name, language).findall(fold(text))


def first_cue(name: str, text: str, language: str) -> int | None:
    """About where the first cue of a group stands: its character in the folded text."""
    found = cue(name, language).search(fold(text))
    return found.start() if found else None


def spoken_language(text: str, tag: str | None) -> str:
    """The language whose cues are looked for: the tag's, else told by the script."""
    primary = (tag or "").partition("-")[0].casefold()
    if primary in _data():
        return primary
    folded = text.casefold()
    if _HANGUL.search(folded):
        return "ko"
    if _CYRILLIC.search(folded):
        return "uk" if _UKRAINIAN.search(folded) else "ru"
    return "en" if not primary else UNKNOWN


_ORDER: Final = (
    ("denied", Modality.DENIED),
    ("reported", Modality.REPORTED),
    ("expected", Modality.EXPECTED),
    ("planned", Modality.PLANNED),
)


def modality_of(text: str, language: str, *, attributed: bool) -> Modality:
    """How far a statement has come by its own words: the strongest cue decides.

    `attributed` says that it is in somebody's mouth; without that and without a cue the article
    tells what happened.
    """
    # 'Ships are refused access' tells what happens to them; nobody denies a thing.
    folded = cue("withheld", language).sub(" ", fold(text))
    for name, modality in _ORDER:
        found = cue(name, language).search(folded)
        if found and not (name == "denied" and _is_confirmed(folded[: found.start()], language)):
            return modality
    return Modality.ASSERTED if attributed else Modality.OBSERVED


def _is_confirmed(before: str, language: str) -> bool:
    """Whether a denial is one that its speaker takes back: 'confirmed what it had denied'."""
    return cue("confirmed", language).search(before) is not None


class Stage(IntEnum):
    """How far a plan has come by the words that tell of it."""

    AHEAD = 0
    AGREED = 1
    ADOPTED = 2
    EFFECTED = 3


_VERBS_OF_STAGES: Final = (
    ("settled", Stage.AGREED),
    ("adopted", Stage.ADOPTED),
    ("effected", Stage.EFFECTED),
)


def stage_of(text: str, language: str) -> Stage | None:
    """The stage that a statement names; None where it has no word for one.

    What is expected or planned is ahead, whoever reports it. Of verbs that name a stage the first
    one counts, that of the main clause more often than not.
    """
    folded = fold(text)
    if cue("expected", language).search(folded) or cue("planned", language).search(folded):
        return Stage.AHEAD
    found = {
        match.start(): stage
        for name, stage in _VERBS_OF_STAGES
        if (match := cue(name, language).search(folded))
    }
    return found[min(found)] if found else None
