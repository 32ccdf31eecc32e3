"""What a line of a page looks like, by its marks: prose, a label, a byline, a caption, a quote."""

from __future__ import annotations

import re
from typing import Final

from agents.text.number_words import is_month
from agents.text.words import fold, words

#: A line under this length without a final mark is a label, not prose.
SHORT: Final = 60

_BYLINE: Final = 120
_NOTICE: Final = 300
#: No caption is longer, and a paragraph shows by so much whether it is a quote.
_CAPTION: Final = 600

#: Characters at its end by which a line is judged.
_TAIL: Final = 24

_FINAL: Final = re.compile(
    # German and Danish close a quotation with the mark that opens it in French.
    r"[.!?。！？।؟۔։][\s\"'”’»›“‘«‹)\]」』）*]*$|[:;][\s\"'”’»«]*$"
    # An agency's short name stands in brackets behind the last sentence.
    r"|[.!?。！？][\"'”’»“«]*\s*[(\[（][^()\[\]（）/=\s]{1,12}[)\]）]$"
)
_CUT_OFF: Final = re.compile(r"(?:\.\.\.|…)[\s\"'”’»\]]*$")
_CALL: Final = re.compile(r"[!?！？]\s*$")

# Copyright notices begin alike everywhere; the word 'copyright' is used in most languages.
_COPYRIGHT: Final = re.compile(r"\s*(?:[©ⓒ℗]|\(c\)|copyright\b)", re.IGNORECASE)

# The one kind of line that is told by a word: what a picture is called, with a colon behind.
_PICTURE: Final = (
    r"(?:photos?|pictures?|images?|fotos?|bild(?:er)?|zdj[eę]cie|фото|фотографія|фотография|사진)"
)
_PICTURE_FIRST: Final = re.compile(rf"[\W_]*{_PICTURE}\s*[:=：]", re.IGNORECASE)
_CREDIT: Final = re.compile(
    r"(?:^|(?P<final>[.!?。！？][\"'”’»“]*)|[^.\s])\s*[(\[（【](?P<credit>[^()\[\]（）]{2,80})[)\]）】]"
    r"(?P<dot>\.?)\s*$"
)
_BRACKET_LAST: Final = re.compile(r"[)\]）】]\.?\s*$")
# Whose picture it is: names with a slash between, or the word for a picture; no address, no speech.
_NAMES: Final = re.compile(
    rf"^[^:]*[^\W\d_]\s*[/=|]\s*[^\W\d_][^:]*$|\b{_PICTURE}\b|[©ⓒ]", re.IGNORECASE
)

_CLOCK: Final = re.compile(r"(?<!\d)\d{1,2}:\d{2}(?!\d)")
_NUMERIC_DATE: Final = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d[-./년]|\d{1,2}[-./]\d{1,2}[-./](?:19|20)?\d\d)"
)
_DAY: Final = re.compile(r"(?<!\d)\d{1,2}(?!\d)|(?<!\d)(?:19|20)\d\d(?!\d)")
#: Words in small letters that a line of author and date has beside its months: 'by the news desk'.
_SMALL_WORDS: Final = 2
_SMALL_WORDS_OF_LABEL: Final = 6
_OTHER_WORDS: Final = 1

_QUOTED: Final = re.compile(
    r"“[^”]+[”]|«[^»]+»|»[^«]+«|„[^“”]+[“”]|\"[^\"]+\"|‘.+?’(?!\w)|「[^」]+」"
)
_QUOTE_MARKS: Final = '“«»„"‘「—–-'
#: Share of a paragraph that stands within quotation marks for it to be a quote.
_QUOTE_SHARE: Final = 0.6


def has_final_mark(text: str) -> bool:
    """Whether a line ends as prose does."""
    return _FINAL.search(text, max(0, len(text) - _TAIL)) is not None


def is_cut_off(text: str) -> bool:
    """Whether a line ends in an ellipsis, as the texts of teasers do."""
    return _CUT_OFF.search(text, max(0, len(text) - _TAIL)) is not None


def is_call(text: str) -> bool:
    """Whether a line asks or calls, and not in somebody's words."""
    return _CALL.search(text) is not None


def is_copyright(text: str) -> bool:
    """Whether a line says whose the page is."""
    return len(text) < _NOTICE and _COPYRIGHT.match(text) is not None


def is_caption(text: str) -> bool:
    """Whether a line describes a picture: it names the photographer behind its sentence."""
    if len(text) > _CAPTION:
        return False
    if _PICTURE_FIRST.match(text):
        return True
    if not _BRACKET_LAST.search(text, max(0, len(text) - _TAIL)):
        return False
    found = _CREDIT.search(text)
    if found is None or not _NAMES.search(found["credit"]):
        return False
    return bool(found["final"]) or not found["dot"]


def is_byline(text: str, *, is_label: bool) -> bool:
    """Whether a line is little more than who wrote it, and when.

    A label is no prose in any case, and may have more words beside its date.
    """
    if len(text) > _BYLINE:
        return False
    own = [word.group() for word in words(text) if len(word.group()) > 1]
    other = [word for word in own if not word[0].isdigit() and not is_month(fold(word))]
    clock, date = _CLOCK.search(text), _has_date(text, months=len(own) > len(other))
    if not clock and not date:
        return False
    small = sum(not word[0].isupper() for word in other)
    if is_label:
        return small <= _SMALL_WORDS_OF_LABEL
    return small <= _SMALL_WORDS and (len(other) <= _OTHER_WORDS or bool(clock and date))


def _has_date(text: str, *, months: bool) -> bool:
    if _NUMERIC_DATE.search(text):
        return True
    named = months and any(is_month(fold(word.group())) for word in words(text))
    return named and _DAY.search(text) is not None


def clock_of(text: str) -> str | None:
    """The time of day that a paragraph begins with, as hh:mm; entries of live pages do."""
    found = _CLOCK.match(text)
    return found.group().zfill(5) if found else None


def is_quote(text: str) -> bool:
    """Whether a paragraph is mostly what somebody said."""
    if text[0] not in _QUOTE_MARKS:
        return False
    begin = text[:_CAPTION]
    return sum(map(len, _QUOTED.findall(begin))) >= _QUOTE_SHARE * len(begin)
