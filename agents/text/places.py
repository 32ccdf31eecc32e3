"""Whether a word names a place, by the names of territories and cities that ship."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from agents.text.cldr_names import SHIPPED
from agents.text.words import fold, words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

#: Letters that the name of a place and its adjective have in common: 'Ukraine', 'Ukrainian'.
_SHORTEST_PLACE: Final = 5
_LONGEST_ENDING: Final = 5


@lru_cache(maxsize=4096)
def is_place(word: str) -> bool:
    """Whether a word names a territory or a city, or is an adjective of one."""
    folded = fold(word)
    alike = _places().get(folded[:_SHORTEST_PLACE], ())
    return folded in alike or any(_is_form(folded, each) for each in alike)


def _is_form(word: str, name: str) -> bool:
    """Whether a word is the name with another ending."""
    begins = word.startswith(name[: max(_SHORTEST_PLACE, len(name) - 1)])
    return begins and len(word) - len(name) <= _LONGEST_ENDING


@cache
def _places() -> Mapping[str, Collection[str]]:
    """The shipped names of one word, by what they begin with.

    Of a longer name the words that such a name ends with, as 'Südkorea' with 'Korea'; 'Union' and
    'States' are words for much else.
    """
    found: defaultdict[str, set[str]] = defaultdict(set)
    for group in json.loads(SHIPPED.read_text("utf-8"))["groups"]:
        names = [
            [fold(one.group()) for one in words(name)] for each in group.values() for name in each
        ]
        single = [name[0] for name in names if len(name) == 1]
        for word in (each for name in names for each in name):
            if word in single or _ends_one(word, single):
                found[word[:_SHORTEST_PLACE]].add(word)
    return dict(found)  # one that makes what is missing would grow with each word of a text


def _ends_one(word: str, names: Sequence[str]) -> bool:
    return len(word) >= _SHORTEST_PLACE and any(each.endswith(word) for each in names)
