"""The words around numbers: scales, months, lengths of time, calibres, currencies.

General knowledge of languages, not of subjects, in the forms that stand beside numbers.
"""

from __future__ import annotations

import re
from typing import Final


def _any_of(*forms: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{form})" for form in forms))


_SCALES: Final = (
    (12, r"trillions?\b|трлн|трильйон\w*|триллион\w*|조(?!\w{2})"),
    (9, r"billions?\b|bn\b|(?<=\d)b\b|mil?liard\w*|mrd\b|mld\b|млрд|мільярд\w*|миллиард\w*|십억"),
    (8, r"억|億|亿"),
    (6, r"milli?on(?:s|en|y|ów)?\b|mln\b|mio\b|(?<=\d)m\b|млн|мільйон\w*|миллион\w*|백만"),
    (4, r"만|万|萬"),
    (2, r"백|百"),
    (3, r"thousand\b|tausend\b|mille\b|tys\b|tysi\w*|(?<=\d)k\b|ти[сш]\w*|тыс\w*|천|千"),
)

#: A scale word right behind a number; the group's name is `e` and the power of ten. A Slavic
#: adjective takes it with a hyphen: '12-тисячного'.
SCALES: Final = re.compile(
    r"[\s\u00a0]*-?(?:"
    + "|".join(f"(?P<e{power}>{forms})" for power, forms in _SCALES)
    + r")\.?여?",
    re.IGNORECASE,
)

_MONTHS: Final = _any_of(
    r"jan(?:uary|uar|vier)?|feb(?:ruary|ruar)?|février|févr?|mar(?:ch|s|z|ca)?|märz|apr(?:il)?",
    r"avr(?:il)?|ma[yi]|maja|june?|juni|juin|july?|juli|juillet|juil|aug(?:ust)?|août|sept?",
    r"septem\w+|o[ck]t(?:ober|obre)?|nov(?:em\w+)?|dec(?:em\w+)?|dez(?:ember)?|déc(?:embre)?",
    r"stycz\w+|lut(?:y|ego)|kwie\w+|czerw\w+|lip(?:ca|iec)|sierp\w+|wrze[sś]\w+|paźdz\w+|listop\w+",
    r"grud(?:nia|zień)|січ(?:ня|ень)|лют(?:ого|ий)|берез(?:ня|ень)|квіт(?:ня|ень)|трав(?:ня|ень)",
    r"черв(?:ня|ень)|лип(?:ня|ень)|серп(?:ня|ень)|верес(?:ня|ень)|жовт(?:ня|ень)|листоп\w+",
    r"груд(?:ня|ень)|янв(?:аря|арь)?|фев(?:раля|раль)?|мар(?:та|т)|апр(?:еля|ель)?|ма[яй]",
    r"ию[нл](?:я|ь)|авг(?:уста|уст)?|сент(?:ября|ябрь)?|окт(?:ября|ябрь)?|ноя(?:бря|брь)?",
    r"дек(?:абря|абрь)?",
)
_TIMES: Final = _any_of(
    r"(?:second|minute|hour|day|week|month|year|decade)s?|sekund\w*|minut\w*|stunde\w*",
    r"tag(?:e|en|es)?|wochen?|monat(?:e|en|s)?|jahr(?:e|en|es)?|heures?|jours?|semaines?|mois|ans?",
    r"années?|godzin\w*|dzień|dni|dniach|tydzień|tygodni\w*|miesi[ąę]c\w*|lat|lata|rok|roku",
    r"секунд\w*|хвилин\w*|годин\w*|д[ен]н?[ьія]|днів|дней|тиж(?:день|ні|нів|ня)|недел\w*|місяц\w*",
    r"месяц\w*|р[іо]к(?:и|ів|у|ах)?|год(?:а|у|ы|ов|ах)?|лет|час(?:а|у|ов|ы)?|минут\w*",
    r"(?:년|월|일|시|분|주|개월|시간|주일)(?:간|째|에|의|부터|까지|동안|후|전|만|생|께|경|쯤)*",
    r"(?:차|번째|회)(?:로|에|의)?",
)
_CALIBRES: Final = _any_of(r"mm|cm|мм|см|millim\w+|мілім\w+|миллим\w+|밀리(?:미터)?")
_CURRENCIES: Final = _any_of(
    r"dollars?|euros?|pounds?|francs?|yen|yuan|won|r[ou]+bl\w*|hryvn\w*|złot\w+|kron\w+|usd|eur|gbp",
    r"долар\w*|доллар\w*|євро|евро|фунт\w*|гривн?\w*|рубл\w*|[іи]єн\w*|юан\w*|злот\w+",
    r"(?:달러|유로|파운드|원|엔|위안)\w{0,2}",
)


def is_month(word: str) -> bool:
    """Whether a folded word is a month's name or its short form."""
    return _MONTHS.fullmatch(word) is not None


def is_time_unit(word: str) -> bool:
    """Whether a folded word is a length of time, a part of a date or an order."""
    return _TIMES.fullmatch(word) is not None


def is_calibre(word: str) -> bool:
    """Whether a folded word is a unit that calibres and thicknesses have; those name a thing."""
    return _CALIBRES.fullmatch(word) is not None


def is_currency(word: str) -> bool:
    """Whether a folded word is money."""
    return _CURRENCIES.fullmatch(word) is not None
