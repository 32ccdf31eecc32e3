"""Endings of inflected words, by language: closed classes of grammar, spelt as folded text is.

A line is a class: a word may change one of its endings for another. An ending of `-` is none.
Derived words (bank and banker) and compounds are other words, so their endings are not here.
Sources: the declension tables of the languages' school grammars.
"""

from __future__ import annotations

from typing import Final

_FRENCH: Final = (
    "- s x e es",
    "al aux ale ales",
    "- s ne nes",
    "- s le les te tes se ses",
    "f fs ve ves",
    "eux euse euses",
)

#: The classes of each language.
ENDINGS: Final = {
    "uk": (
        # Nouns of the hard, mixed and soft groups; what is lost in the genitive plural is `-`.
        "- а у ові еві ом ем і е и ів ам ами ах",
        "ь й - я ю єві еві ем єм ом і ї е є ів їв ей ям їм ями їми ях їх",
        "а и і у ою ею о - ам ами ах ей",
        "я і ї ю ею єю е є ь й - ей ям їм ями ях їх",
        "- ь і ю ів ей ям ями ях",
        "о а у ові ом і - ам ами ах ів",
        "е а я у ю еві ем і ь - ам ям ами ями ах ях",
        # Adjectives, and names that go like them.
        "ий ій а я е є ого ього ої ьої ому ьому ім ьому у ю им ою ьою і их іх ими іми",
        "- а у им ові і ої ій ою их ими е",
    ),
    "ru": (
        "- а у ом ем е ы и ов ам ами ах ей",
        "ь й - я ю ем ём е и ев ей ям ями ях",
        "а ы и у е ой ою ей ею - ам ами ах",
        "я и ю е ей ею ь й - ям ями ях",
        "ь - и ью ей ям ями ях",
        "о а у ом е - ам ами ах",
        "е я ю ем и й - ям ями ях",
        "ый ий ой ая яя ое ее ого его ой ей ому ему ую юю ою ею ым им ом ем ые ие ых их ыми ими",
        "- а у ым ом е ой ы ых ыми",
    ),
    "pl": (
        "- a u owi em iem e ie y i owie ow om ami ach",
        "- a u owi em e y i ow om ami ach ia iu iem iowi ie iow iom iami iach",
        "a y i ie e o - om ami ach ia ii io",
        "o a u em iem ie - om ami ach",
        "e a u em - om ami ach",
        "- i ia ie iom iami iach om ami ach y a e",
        "y i a e ego iego ej iej emu iemu ym im ych ich ymi imi ie",
    ),
    # Verbs too, since English writes many of them as it writes nouns; with the last consonant
    # written twice ('capped').
    "en": (
        "- s es e d ed ing bed bing ded ding ged ging led ling med ming ned ning ped ping red ring",
        "- s ted ting",
        "y ies ied ying",
    ),
    "de": ("- e en n er ern es s em ens nen",),
    "fr": (*_FRENCH, "er ee ees e es"),
    "es": ("- s es", "o a os as", "z ces", "- a es as"),
}

#: Of a word whose language is not told, without the endings that are derivations in another one:
#: German has '-er' in 'Kinder', French in 'frapper', and English makes 'striker' of 'strike'.
UNTOLD: Final = {
    "de?": ("- e en n s em ens nen",),
    "fr?": (*_FRENCH, "ee ees e es"),
}

#: Languages of these in which Snowball's stemmer must agree: their endings alone also join
#: other words ('new' and 'news').
STEMMED: Final = frozenset({"en", "de", "de?"})

_CASES: Final = "이 가 을 를 은 는 의 에 와 과 도 만 로 으로 랑 이랑 나 이나 야 아 여"
_PLACES: Final = "에서 에게 에게서 께 께서 한테 으로서 로서 으로써 로써 으로부터 로부터 에서부터"
_REACH: Final = "까지 부터 보다 처럼 마다 조차 마저 밖에 뿐 대로 만큼 같은 같이 씩 째 쯤 측 등"
_QUOTED: Final = "라고 이라고 라는 이라는 라며 이라며 이며 며 이자 자 이고 고 든지 이든지 란"
_IS: Final = "이다 다 인 입니다 이었다 였다 이었던 였던 일 이지만 지만 이라 라 이라면 라면"

#: What may stand behind a Korean particle: 'in' and then 'also', 'to' and then 'the'.
_SECOND: Final = "은 는 도 의 만 이 가 을 를 과 와 나 라도 이라도 까지 부터 로 서"

#: Particles of Korean nouns, alone, behind the plural, and with a second one behind them.
KOREAN: Final = frozenset(
    f"{plural}{first}{second}"
    for plural in ("", "들")
    for first in ("", *f"{_CASES} {_PLACES} {_REACH} {_QUOTED} {_IS}".split())
    for second in ("", *_SECOND.split())
)
