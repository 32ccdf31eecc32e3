"""The words around numbers: scales, months, lengths of time, calibres, currencies.

General knowledge of languages, not of subjects, in the forms that stand beside numbers.
"""

from __future__ import annotations

import re
from typing import Final

from agents.text.folding import fold


def _any_of(*forms: str) -> re.Pattern[str]:
    # Words are compared folded; what a pattern is made of stays as it is.
    return re.compile("|".join(f"(?:{fold(form)})" for form in forms))


_SCALES: Final = (
    (12, r"tn\b|trln\b|трлн\b"),
    (9, r"bn\b|md\b|(?<=\d)b\b|mrd\b|mld\b|млрд\b|мільярдн\w*|миллиардн\w*|miliardow\w*"),
    (6, r"mln\b|mio\b|(?<=\d)m\b|млн\b|мільйонн\w*|миллионн\w*|milionow\w*"),
    (3, r"tsd\b|tys\b|(?<=\d)k\b|тис\b|тыс\b|тисячн\w*|тысячн\w*|tysięczn\w*"),
)

#: A shortened scale word, or an adjective made of one ('12-тисячного'), right behind a number;
#: the group's name is `e` and the power of ten. Full words are among the numerals of a language.
SCALES: Final = re.compile(
    r"[\s\u00a0]*-?(?:" + "|".join(f"(?P<e{power}>{forms})" for power, forms in _SCALES) + r")\.?",
    re.IGNORECASE,
)

#: Scales of Korean, Chinese and Japanese, which may go on with digits: '1만2천'.
MYRIADS: Final = re.compile(r"[ \u00a0]?(?P<scale>[십백천百千]?[만억조万萬億亿兆]|[십백천百千])여?")

_MONTHS: Final = _any_of(
    r"jan(?:uary|uar|vier)?|feb(?:ruary|ruar)?|février|févr?|mar(?:ch|s|z|ca)?|märz|apr(?:il)?",
    r"avr(?:il)?|ma[yi]|maja|june?|juni|juin|july?|juli|juillet|juil|aug(?:ust)?|août|sept?",
    r"septem\w+|o[ck]t(?:ober|obre)?|nov(?:em\w+)?|dec(?:em\w+)?|dez(?:ember)?|déc(?:embre)?",
    r"stycz\w+|lut(?:y|ego)|kwie\w+|czerw\w+|lip(?:ca|iec)|sierp\w+|wrze[sś]\w+|paźdz\w+|listop\w+",
    r"grud(?:nia|zień)|січ(?:ня|ень)|лют(?:ого|ий)|берез(?:ня|ень)|квіт(?:ня|ень)|трав(?:ня|ень)",
    r"черв(?:ня|ень)|лип(?:ня|ень)|серп(?:ня|ень)|верес(?:ня|ень)|жовт(?:ня|ень)|листоп\w+",
    r"груд(?:ня|ень)|янв(?:аря|арь)?|фев(?:раля|раль)?|мар(?:та|т)|апр(?:еля|ель)?|ма[яй]",
    r"ию[нл](?:я|ь)|авг(?:уста|уст)?|сент(?:ября|ябрь)?|окт(?:ября|ябрь)?|ноя(?:бря|брь)?",
    r"дек(?:абря|абрь)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre",
    r"noviembre|diciembre",
)
_TIMES: Final = _any_of(
    r"(?:second|minute|hour|day|week|month|year|decade)s?|sekund\w*|minut\w*|stunde\w*",
    r"tag(?:e|en|es)?|wochen?|monat(?:e|en|s)?|jahr(?:e|en|es)?|heures?|jours?|semaines?|mois|ans?",
    r"années?|godzin\w*|dzień|dni|dniach|tydzień|tygodni\w*|miesi[ąę]c\w*|lat|lata|rok|roku",
    r"секунд\w*|хвилин\w*|годин\w*|д[ен]н?[ьія]|днів|дней|тиж(?:день|ні|нів|ня)|недел\w*|місяц\w*",
    r"месяц\w*|р[іо]к(?:и|ів|у|ах)?|год(?:а|у|ы|ов|ах)?|лет|час(?:а|у|ов|ы)?|минут\w*",
    r"\w*(?:літн|річн|летн|денн|дневн|годинн|часов|місячн|месячн|тижнев|недельн|хвилинн|минутн)\w{1,3}",
    r"\w*(?:jährig|tägig|stündig|wöchig|monatig|minütig)\w{0,2}|\w*(?:letni|dniow|godzinn)\w{0,3}",
    r"(?:segundo|minuto|hora|día|semana|año)s?|mes(?:es)?|siècles?|secondes?|minutes?|siglos?|wiek\w*",
    r"stulec\w+|jahrzehnt\w*|jahrhundert\w*|век\w*|століт\w*|столет\w*|десятиліт\w*|десятилет\w*",
    r"(?:centur(?:y|ies)|o'?clock|uhr|hrs?|mins?|secs?|a\.?m|p\.?m|aged?|old)",
    r"(?:세|살|년|월|일|시|분|주|개월|시간|주일)(?:간|째|에|의|부터|까지|동안|후|전|만|생|께|경|쯤)*",
    r"(?:차|번째|회)(?:로|에|의)?",
)
_MULTIPLES: Final = _any_of(r"times|mal|fois|veces|razy|раз(?:и|ів|а)?|배(?:로|나|의|가)?")
_PERCENT: Final = _any_of(
    r"per ?cent|prozent\w*|proc(?:ent\w*)?|pct|процент\w*|відсот\w*|퍼센트\w*|프로",
    r"pour ?cent|por ?ciento",
)
_CALIBRES: Final = _any_of(r"mm|cm|мм|см|millim\w+|мілім\w+|миллим\w+|밀리(?:미터)?")
_CURRENCIES: Final = _any_of(
    r"dollars?|euros?|pounds?|francs?|yen|yuan|won|r[ou]+bl\w*|hryvn\w*|złot\w+|zł|kron\w+|d[óo]lar\w*|peso\w*|livres?|libras?|usd|eur|gbp",
    r"долар\w*|доллар\w*|євро|евро|фунт\w*|гривн?\w*|рубл\w*|[іи]єн\w*|юан\w*|злот\w+",
    r"(?:달러|유로|파운드|원|엔|위안)\w{0,2}",
)


def is_month(word: str) -> bool:
    """Whether a folded word is a month's name or its short form."""
    return _MONTHS.fullmatch(word) is not None


def is_time_unit(word: str) -> bool:
    """Whether a folded word is a length of time, a part of a date or an order."""
    return _TIMES.fullmatch(word) is not None


def is_multiple(word: str) -> bool:
    """Whether a folded word makes a factor of the number before it: 'ten times'."""
    return _MULTIPLES.fullmatch(word) is not None


def is_calibre(word: str) -> bool:
    """Whether a folded word is a unit that calibres and thicknesses have; those name a thing."""
    return _CALIBRES.fullmatch(word) is not None


def is_currency(word: str) -> bool:
    """Whether a folded word is money."""
    return _CURRENCIES.fullmatch(word) is not None


#: A share of a hundred right behind a number, as a sign or a word.
PERCENT: Final = re.compile(rf"[\s\u00a0]*(?:[%％٪]|-?(?:{_PERCENT.pattern})\b)", re.IGNORECASE)
