"""What a page's furniture is: menu, share bar, form, cookie notice, feed, related list, teasers.

Told by how its lines are built and by words that are the same in most languages: the names of
networks, 'cookie', 'e-mail'. What none of it tells is a notice.
"""

from __future__ import annotations

import re
from enum import StrEnum
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING, Final

from agents.classify.lines import SHORT, clock_of
from agents.classify.signs import Sign
from agents.text.words import folded_words
from streams.records import ParagraphRole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agents.classify.signs import Signs


class FurnitureKind(StrEnum):
    """A part of a page that is none of its article."""

    MENU = "menu"
    SHARE_BAR = "share-bar"
    FORM = "form"
    COOKIE_NOTICE = "cookie-notice"
    FEED = "feed"
    RELATED_LIST = "related-list"
    TEASER_LIST = "teaser-list"
    COPYRIGHT = "copyright"
    NOTICE = "notice"


_COOKIE: Final = re.compile(r"cookies?\b|\bкук[иі]\b|쿠키|クッキー", re.IGNORECASE)
_MAIL: Final = re.compile(
    r"\be-?mail\b|\bcorreo electr|(?:електронн|электронн)\w+ (?:пошт|почт)|이메일|メール",
    re.IGNORECASE,
)
_REQUIRED: Final = re.compile(r"^\s*\*\s|\w\s?\*\s*:?$")

#: So many of these on a line make it a bar of buttons; one may be what the article is about.
_NETWORKS_OF_BAR: Final = 2
_NETWORKS: Final = frozenset(
    [
        *("facebook", "twitter", "x", "whatsapp", "telegram", "linkedin", "reddit", "pinterest"),
        *("viber", "instagram", "threads", "bluesky", "mastodon", "vk", "вк", "вконтакте"),
        *("телеграм", "фейсбук", "вайбер", "kakaotalk", "카카오톡", "페이스북", "트위터"),
    ]
)

#: So many lines of a list that begin with the time of day make it a feed.
_TIMED_OF_FEED: Final = 2

#: Lines of a menu, none of them as long as a headline.
_MENU: Final = 3
_HEADLINE: Final = 30

_OUTSIDE: Final = (ParagraphRole.FURNITURE, ParagraphRole.BYLINE)
_TEASED: Final = (Sign.CUT_OFF, Sign.CLOSING_TEASER)


def furniture_kinds(
    texts: Sequence[str], roles: Sequence[ParagraphRole], found: Signs
) -> list[FurnitureKind | None]:
    """The kind of each paragraph of furniture; None for what is none.

    The lines of a feed look like bylines; in a list of them they are none.
    """
    kinds: list[FurnitureKind | None] = []
    lines = zip(texts, roles, found, strict=True)
    for outside, group in groupby(lines, lambda each: each[1] in _OUTSIDE):
        run = list(group)
        told = _kinds([text for text, *_ in run], [sign for *_, sign in run]) if outside else []
        kinds += [
            kind if role is ParagraphRole.FURNITURE or kind is FurnitureKind.FEED else None
            for (_, role, _), kind in zip_longest(run, told)
        ]
    return kinds


def _kinds(texts: Sequence[str], found: Signs) -> list[FurnitureKind | None]:
    """A run of furniture: lines that tell their kind by themselves, the others by their list."""
    own = [_by_itself(text, sign) for text, sign in zip(texts, found, strict=True)]
    rest = [index for index, kind in enumerate(own) if kind is None]
    kind = _of_list([texts[index] for index in rest], [found[index] for index in rest])
    return [each or kind for each in own]


def _by_itself(text: str, sign: Sign | None) -> FurnitureKind | None:
    if sign is Sign.COPYRIGHT:
        return FurnitureKind.COPYRIGHT
    if _COOKIE.search(text):
        return FurnitureKind.COOKIE_NOTICE
    if _MAIL.search(text) or _REQUIRED.search(text):
        return FurnitureKind.FORM
    if len(_NETWORKS.intersection(folded_words(text))) >= _NETWORKS_OF_BAR:
        return FurnitureKind.SHARE_BAR
    return FurnitureKind.MENU if sign is Sign.SEPARATORS else None


def _of_list(texts: Sequence[str], found: Signs) -> FurnitureKind:
    if any(sign in _TEASED for sign in found):
        return FurnitureKind.TEASER_LIST
    if sum(clock_of(text) is not None for text in texts) >= _TIMED_OF_FEED:
        return FurnitureKind.FEED
    headlines = any(len(text) >= _HEADLINE for text in texts)
    if len(texts) >= _MENU and not headlines:
        return FurnitureKind.MENU
    related = headlines and len(texts) > 1 and len(texts[0]) < SHORT
    return FurnitureKind.RELATED_LIST if related else FurnitureKind.NOTICE
