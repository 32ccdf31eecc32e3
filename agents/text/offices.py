"""Offices and who holds them: 'міністр оборони України Рустем Умєров', 'Anna Lie, head of X'.

By structure: a noun phrase directly beside a person's name, as far left or right as no word of a
closed class ends it. Of an office whose country or organisation is not named nobody can tell whose
it is, so only offices with a name in them are found. Hangul shows no names; it gives none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from agents.text.places import is_place
from agents.text.speech import cue, spoken_language
from agents.text.words import AUXILIARIES, JOINING, fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: An office is named in a phrase; what is longer is a clause.
_LONGEST: Final = 8
_SHORTEST_NAME: Final = 3

_TOKEN: Final = re.compile(r"(?:[A-ZА-ЯІЇЄҐ]\.){2,}|\w+(?:[’'‑-]\w+)*")
_POSSESSIVE: Final = re.compile(r"[’']s?$")


def _class(text: str) -> frozenset[str]:
    return frozenset(map(fold, text.split()))


#: They join the parts of one office: 'head of the Union', 'радник з питань безпеки'.
_OF: Final = _class(
    "of for de du des d la del las los für von der з із при питань по от до do ds spraw"
)
_THE: Final = _class("the la le les der des el los las die das den dem")
_A: Final = _class("a an ein eine einen einem einer un une una")
_AND: Final = _class("and und et y та і й и oraz")

#: Who has left an office does not hold it.
_FORMER: Final = _class(
    "former ex onetime then previous ehemalige ehemaligen ehemaliger frühere früheren früherer "
    "ancien ancienne anciens exministre expresidente exministro antiguo antigua anterior "
    "były była byłego byłej byłym колишній колишня колишнього колишньої колишньому екс "
    "бывший бывшая бывшего бывшей бывшему бывшим экс"
)
#: An office begins behind these.
_ENDS: Final = (JOINING | AUXILIARIES | _AND | _A) - _OF - _THE | _class(
    "against that who which whose while when after before about into over under where but than "
    "his her its their our my this these it he she they we not no also because mit bei aus nach "
    "dass wer wenn gegen über unter vor seine ihre sein ihr dieser diese nicht auch aber avec "
    "qui dont mais où son sa ses leur leurs ce cette ces il elle sous après avant con quien pero "
    "su sus este esta él ella sobre bajo tras antes przez że który która którzy ale jego jej ich "
    "ten ta nad pod przed що який яка які але його її їх цей ця це після перед над під а що "
    "который которая которые но его ее их этот эта это после перед над под а"
)


@dataclass(frozen=True)
class Held:
    """An office and who is said to hold it.

    Attributes:
        office: as the text names it, or with the country that an enumeration named before.
        words: what it is known by: its words, folded, without those that join them.
        holder: the last two words of the name.
        formal: whether all its words are written as a title is in English, and two are common.
    """

    office: str
    words: frozenset[str]
    holder: str
    formal: bool


@dataclass(frozen=True)
class _Text:
    text: str
    language: str
    tokens: tuple[re.Match[str], ...]

    def word(self, index: int) -> str:
        return self.tokens[index].group()

    def between(self, index: int) -> str:
        """What stands between a token and the next one."""
        behind = index + 1 < len(self.tokens)
        end = self.tokens[index + 1].start() if behind else len(self.text)
        return self.text[self.tokens[index].end() : end]


def offices_in(text: str, tag: str | None) -> Iterator[Held]:
    """The offices that a sentence names beside their holders, in its order."""
    language = spoken_language(text, tag)
    if language == "ko":
        return
    read = _Text(text, language, tuple(_TOKEN.finditer(text)))
    country: tuple[str, ...] = ()
    ended = -1
    for index in range(1, len(read.tokens)):
        if not _ends_name(read, index):
            continue
        holder = f"{read.word(index - 1)} {_base(read.word(index))}"
        before = _before(read, index - 2)
        enumerated = before is not None and _is_enumerated(read, ended, before[0])
        for place, phrase in filter(None, (before, _behind(read, index))):
            whole = phrase
            if enumerated and place < index and not _is_named(phrase, language):
                whole = (*country, *phrase)
            if _is_named(whole, language) and any(map(_is_common, whole)):
                yield _held(whole, holder)
        if before:
            country, ended = _country(before[1]) or (country if enumerated else ()), index


def _held(phrase: Sequence[str], holder: str) -> Held:
    common = [each for each in phrase if _is_common(each)]
    carrying = (fold(_base(each)).replace(".", "") for each in phrase)
    titled = all(each[0].isupper() or fold(each) in _OF | _THE for each in phrase)
    return Held(
        office=" ".join(phrase),
        words=frozenset(each for each in carrying if each not in _OF | _THE | JOINING),
        holder=holder,
        formal=titled and len(common) > 1,
    )


def _ends_name(read: _Text, index: int) -> bool:
    """Whether a person's name ends at a token: two words with capitals, and no third."""
    first, last = read.word(index - 1), _base(read.word(index))
    if read.between(index - 1) != " " or not (_can_name(first) and _can_name(last)):
        return False
    goes_on = read.between(index) == " " and index + 1 < len(read.tokens)
    possessive = last != read.word(index)
    return possessive or not (goes_on and read.word(index + 1)[0].isupper())


def _can_name(word: str) -> bool:
    plain = word[0].isupper() and not word.isupper() and not any(map(str.isdigit, word))
    return plain and "." not in word and len(word) >= _SHORTEST_NAME and not is_place(word)


def _before(read: _Text, index: int) -> tuple[int, tuple[str, ...]] | None:
    """The phrase that ends at a token before a name, and where it begins."""
    found: list[str] = []
    said = cue("said", read.language)
    while index >= 0 and len(found) <= _LONGEST and read.between(index) == " ":
        word = fold(read.word(index))
        if _is_former(word):
            joined = found and index > 1 and fold(read.word(index - 1)) in _AND
            return _before(read, index - 2) if joined else None
        inner = word in _THE and index > 0 and fold(read.word(index - 1)) in _OF
        if (word in _ENDS | _THE and not inner and word not in _OF) or said.fullmatch(word):
            break
        found.insert(0, read.word(index))
        index -= 1
    title = _title(found) if read.language == "en" else found
    while title and fold(title[0]) in _OF | _THE:
        del title[0]
    index, found = index + len(found) - len(title), title
    if not found or len(found) > _LONGEST or fold(found[-1]) in _OF | _THE:
        return None
    return index + 1, tuple(found)


def _title(found: list[str]) -> list[str]:
    """Of words that end with a title in capitals, the title: 'met Defence Minister'."""
    if not found or not found[-1][0].isupper():
        return found
    titled = [each[0].isupper() or fold(each) in _OF | _THE for each in found]
    return found[max((at + 1 for at, each in enumerate(titled) if not each), default=0) :]


def _behind(read: _Text, index: int) -> tuple[int, tuple[str, ...]] | None:
    """The phrase between commas behind a name; 'a' before it says that others are such too."""
    if not read.between(index).startswith(", "):
        return None
    found: list[str] = []
    for place in range(index + 1, min(len(read.tokens), index + 2 + _LONGEST)):
        word = fold(read.word(place))
        outer = word in _ENDS and word not in _OF
        if outer or _is_former(word) or (word in _THE and found and fold(found[-1]) not in _OF):
            return None
        found.append(read.word(place))
        if read.between(place) != " ":
            break
    if found and fold(found[0]) in _THE:
        del found[0]
    if not found or found[0][0].isupper() or not read.between(place).startswith((",", ".", ";")):
        return None
    return index + 1, tuple(found)


def _is_enumerated(read: _Text, ended: int, begins: int) -> bool:
    """Whether only a comma or an 'and' stands between the last holder and an office."""
    if ended < 0 or not 0 < begins - ended <= 2:  # noqa: PLR2004 - the next token, or one between
        return False
    joined = begins - ended == 1 or fold(read.word(ended + 1)) in _AND
    return joined and not set(read.between(ended) + read.between(begins - 1)) - {",", " "}


def _is_named(phrase: Sequence[str], language: str) -> bool:
    """Whether an office says of which country or organisation it is."""
    inner = language != "de" and not phrase[0][0].isupper()
    slavic_or_romance = language in {"uk", "ru", "pl", "fr", "es"}
    return any(
        is_place(_base(each))
        or (_POSSESSIVE.search(each) and each[0].isupper())
        or (len(each) > 1 and each.isupper())
        or (index and each[0].isupper() and (inner or slavic_or_romance))
        for index, each in enumerate(phrase)
    )


def _is_common(word: str) -> bool:
    """Whether a word of an office is its noun and no name."""
    named = (
        _POSSESSIVE.search(word) or is_place(_base(word)) or word.isupper() or not word[0].isalpha()
    )
    return not named and fold(word) not in _OF | _THE and len(word) >= _SHORTEST_NAME


def _is_former(word: str) -> bool:
    return word in _FORMER or word.partition("-")[0] in _FORMER


def _country(phrase: Sequence[str]) -> tuple[str, ...]:
    """The words with which an office opens that say whose it is: 'South Korean', "Ukraine's"."""
    named = [
        at for at, each in enumerate(phrase) if is_place(_base(each)) or _POSSESSIVE.search(each)
    ]
    opens = bool(named) and all(each[0].isupper() for each in phrase[: named[0]])
    return tuple(phrase[: named[0] + 1]) if opens and named[0] + 1 < len(phrase) else ()


def _base(word: str) -> str:
    return _POSSESSIVE.sub("", word)
