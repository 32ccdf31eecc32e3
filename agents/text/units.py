"""What a number counts: the words behind it, open to any noun."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agents.text.words import AUXILIARIES, JOINING, fold

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNIT_WORD: Final = re.compile(r"[ \t\u00a0'’-]+([^\W\d_][\w’'-]*)")
_HANGUL_UNIT: Final = re.compile(
    r"[\s\u00a0]?(?:여\s?)?([가-힣]+?)(?:으로|에서|까지|부터|이며|이고|이라고|가량|[을를이가은는의에도만과와로])?(?![가-힣])"
)
# Such words qualify what is counted and are not counted.
_SKIPPED: Final = frozenset({"strong", "more", "further", "additional", "other", "others"})
# A scale or a dozen is a noun and takes a joint before what is counted: 'millones de dólares'.
_JOINT: Final = re.compile(
    r"[\s\u00a0]+(?:of|de|d['’])(?=[\s\u00a0]|(?<=['’])\w)\s*", re.IGNORECASE
)
_UNIT_WORDS: Final = 3
_ENDS_A_UNIT: Final = JOINING | AUXILIARIES


def unit_behind(text: str, end: int, *, scaled: bool = False) -> Iterator[str]:
    """The words of the unit of a number that ends at character `end`; none where none follow.

    `scaled` says that the number ends with a scale word, which may take a joint.
    """
    # Hangul counters stand right at the number, with particles behind: '12000명을'.
    hangul = _HANGUL_UNIT.match(text, end)
    if hangul:
        yield hangul.group(1)
        return
    joint = _JOINT.match(text, end) if scaled else None
    found, end = 0, joint.end() - 1 if joint else end
    while found < _UNIT_WORDS and (word := _UNIT_WORD.match(text, end)):
        folded = fold(word.group(1))
        if folded in _ENDS_A_UNIT:
            return
        end = word.end()
        if folded not in _SKIPPED:
            found += 1
            yield word.group(1)
