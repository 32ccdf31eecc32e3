"""Which forms a word has, by its language: 'cap' is also 'caps', and never 'captain'.

Two words are forms of one where they differ by endings of one class of their language's grammar;
in languages of western Europe the Snowball stemmer must agree. In other languages that Snowball
knows they share its stem, and in the rest the beginning that words of their script keep.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING, Final

import Stemmer

from agents.text.endings import ENDINGS, KOREAN, STEMMED, UNTOLD
from agents.text.words import is_unspaced, script_of_word, stem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Snowball's names of languages, by ISO 639-1.
_SNOWBALL: Final = {
    "ar": "arabic", "hy": "armenian", "eu": "basque", "ca": "catalan", "cs": "czech",
    "da": "danish", "nl": "dutch", "en": "english", "eo": "esperanto", "et": "estonian",
    "fi": "finnish", "fr": "french", "de": "german", "el": "greek", "hi": "hindi",
    "hu": "hungarian", "id": "indonesian", "ga": "irish", "it": "italian", "lt": "lithuanian",
    "ne": "nepali", "no": "norwegian", "nb": "norwegian", "nn": "norwegian", "fa": "persian",
    "pt": "portuguese", "ro": "romanian", "sr": "serbian", "st": "sesotho", "es": "spanish",
    "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip

#: Letters that a base has at least; in Cyrillic two in words of up to four letters.
_SHORTEST: Final = 3
_SHORTEST_OF_SHORT: Final = 2
_SHORT: Final = 4

_CONSONANTS: Final = "бвгґджзйклмнпрстфхцчшщbcdfghjklmnpqrstvwxz"
# A vowel that stands in the last syllable while no ending follows: 'день' and 'дня'.
_FLEETING: Final = re.compile(rf"(?<=[{_CONSONANTS}])(?:[еоє]|ie|e|ь?о)(?=[{_CONSONANTS}]+$)")
_TWO_CONSONANTS: Final = re.compile(rf"[{_CONSONANTS}]{{2}}$")
_FLEETING_VOWELS: Final = ("е", "о", "є", "ie", "e", "ьо")
# Ukrainian has і in a closed last syllable, and о or е in an open one: 'Київ' and 'Києва'.
_CLOSED: Final = re.compile(rf"[ії](?=[{_CONSONANTS}]*$)")
_OPENED: Final = {"і": "ое", "ї": "є"}
_OPEN: Final = re.compile(rf"[оеє](?=[{_CONSONANTS}]*$)")
_CLOSES: Final = {"о": "і", "е": "і", "є": "ї"}
#: Consonants that change before the і or е of an ending, and what they were.
_SOFTENED: Final = {
    "uk": (("ц", "к"), ("з", "г"), ("с", "х")),
    "ru": (),
    "pl": (("dz", "d"), ("dz", "g"), ("c", "t"), ("c", "k"), ("rz", "r"), ("sc", "st"),
           ("sz", "ch"), ("cz", "k"), ("z", "g")),
}  # fmt: skip

#: The languages whose grammar is tried on a word of a script if its own language has another.
_OF_SCRIPT: Final = {"cyrillic": ("uk", "ru"), "other": ("en", "de?", "fr?", "es", "pl")}

#: ISO 639-2's code for what has no language: such a word has no other forms.
NO_LANGUAGE: Final = "zxx"

#: A beginning of so many letters stands for all forms of its word: few others have it.
_TELLING: Final = 4

#: How much longer a form may be where no classes of endings tell.
_LONGEST_ENDING: Final = 3


def languages_of(word: str, language: str | None) -> tuple[str, ...]:
    """The languages whose grammar says which forms a folded word has.

    It is the one that the word is listed under, unless that is written in another script.
    """
    code = (language or "").partition("-")[0]
    script = script_of_word(word)
    if script == "hangul":
        return ("ko",)
    others = _OF_SCRIPT[script]
    at_home = code in others or f"{code}?" in others
    if code in {"", "und"} or (code in ENDINGS and not at_home):
        return others
    return (code,)


def is_form(form: str, word: str, languages: tuple[str, ...]) -> bool:
    """Whether a folded word of a text is a form of a folded word in one of the languages.

    Korean sets its particles behind words of any script.
    """
    if form.startswith(word) and form[len(word) :] in KOREAN:
        return True
    return any(_share_a_key(form, word, each) for each in languages)


def _share_a_key(form: str, word: str, language: str) -> bool:
    # Without classes of endings nothing else says where an ending ends.
    if language not in _CLASSES and len(form) > len(word) + _LONGEST_ENDING:
        return False
    return not keys(form, language).isdisjoint(keys(word, language))


def forms_of(word: str, languages: tuple[str, ...]) -> set[str]:
    """The word, and the forms that its own ending makes likely; none where no classes tell."""
    found = {word}
    for language in languages:
        for endings in _CLASSES.get(language, ()):
            base, ending = next(_bases(word, endings), ("", ""))
            if ending:
                found.update(base + each for each in endings)
    return {form for form in found if is_form(form, word, languages)}


def beginning(word: str, languages: tuple[str, ...]) -> str:
    """What all forms of a word begin with."""
    if is_unspaced(word):
        return word
    return _common([word, *(_beginning(word, each) for each in languages)]) or word


def beginnings(word: str, languages: tuple[str, ...]) -> frozenset[str]:
    """Beginnings of which each form of a word has one: several where all forms share a letter."""
    common = beginning(word, languages)
    if len(common) >= _TELLING or is_unspaced(word):
        return frozenset({common})
    return frozenset({word}.union(*(_beginnings(word, each) for each in languages)))


def _beginnings(word: str, language: str) -> set[str]:
    if language not in _CLASSES or language == "ko":
        return {_beginning(word, language)}
    bases = {base for _, base in _all_bases(word, language)}
    return bases.union(*(_with_other_ending(base, language) for base in bases))


def _with_other_ending(base: str, language: str) -> Iterator[str]:
    """What `_alternating` makes this base of."""
    if language not in _SOFTENED:
        return
    for at in range(len(base) - 1, 0, -1):
        if base[at] not in _CONSONANTS:
            break
        if base[at - 1] in _CONSONANTS:
            yield from (base[:at] + vowel + base[at:] for vowel in _FLEETING_VOWELS)
    if language == "uk" and (found := _OPEN.search(base)):
        yield _OPEN.sub(_CLOSES[found[0]], base)
    for soft, hard in _SOFTENED[language]:
        if base.endswith(hard):
            yield base.removesuffix(hard) + soft


@lru_cache(maxsize=200_000)
def keys(word: str, language: str) -> frozenset[str]:
    """What a folded word has in common with the other forms of each word that it can be."""
    if language in {NO_LANGUAGE, "ko"}:
        return frozenset({word})
    stemmed = _stemmer(language)(word) if language not in _CLASSES or language in STEMMED else ""
    if language not in _CLASSES:
        return frozenset({stemmed})
    return frozenset(f"{index} {base} {stemmed}" for index, base in _all_bases(word, language))


def _beginning(word: str, language: str) -> str:
    if language in {NO_LANGUAGE, "ko"}:
        return word
    if language not in _CLASSES:
        # Some stemmers cut at the front (Arabic's article): such a word is sought as it is.
        common = _common([word, *keys(word, language)])
        return common if len(common) >= _SHORTEST_OF_SHORT else word
    common = _common([base for _, base in _all_bases(word, language)])
    for pair in _SOFTENED.get(language, ()):
        for consonants in pair:
            common = common.removesuffix(consonants)
    # A vowel may come between the last two consonants: 'греблі' and 'гребель'.
    if language in _SOFTENED and _TWO_CONSONANTS.search(common):
        common = common[:-1]
    return common or word[:1]


def _common(texts: list[str]) -> str:
    """What all texts begin with."""
    pairs = takewhile(lambda letters: len(set(letters)) == 1, zip(*texts, strict=False))
    return "".join(letters[0] for letters in pairs)


def _all_bases(word: str, language: str) -> Iterator[tuple[int, str]]:
    for index, endings in enumerate(_CLASSES[language]):
        for base, ending in _bases(word, endings):
            for each in {base, *_alternating(base, ending, language)}:
                yield index, each


def _bases(word: str, endings: frozenset[str]) -> Iterator[tuple[str, str]]:
    """The word without each of the endings that it can have, with that ending."""
    short = len(word) <= _SHORT and script_of_word(word) == "cyrillic"
    for cut in range(_SHORTEST_OF_SHORT if short else min(_SHORTEST, len(word)), len(word) + 1):
        if word[cut:] in endings:
            yield word[:cut], word[cut:]


def _alternating(base: str, ending: str, language: str) -> Iterator[str]:
    """Other shapes that a base has before other endings."""
    if language not in _SOFTENED:
        return
    if ending in {"", "ь", "й"}:
        if _FLEETING.search(base):
            yield _FLEETING.sub("", base)
        if language == "uk" and (found := _CLOSED.search(base)):
            yield from (_CLOSED.sub(vowel, base) for vowel in _OPENED[found[0]])
    if language == "uk" and ending == "ю" and base[-2:-1] == base[-1:]:
        yield base[:-1]
    if ending[:1] in {"і", "е", "e", "i", "y"}:
        for soft, hard in _SOFTENED[language]:
            if base.endswith(soft):
                yield base.removesuffix(soft) + hard


def _split(classes: str) -> frozenset[str]:
    return frozenset("" if ending == "-" else ending for ending in classes.split())


_CLASSES: Final = {
    language: tuple(map(_split, each)) for language, each in (ENDINGS | UNTOLD).items()
}


@lru_cache
def _stemmer(language: str) -> Callable[[str], str]:
    name = _SNOWBALL.get(language.removesuffix("?"))
    if name is None:
        return stem
    stemmed: Callable[[str], str] = Stemmer.Stemmer(name).stemWord
    return stemmed
