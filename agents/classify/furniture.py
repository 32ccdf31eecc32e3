"""Which paragraphs of a page are its furniture, and by what sign each was told.

The signs are how lines are written and what stands around them, never what they say, so that a
site in any language is read alike: prose ends with a final mark; headings, labels and teasers
don't.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agents.classify.blocks import (
    mark_among_labels,
    mark_closing_lines,
    mark_live_notice,
    mark_outside,
)
from agents.classify.lines import (
    SHORT,
    has_final_mark,
    is_byline,
    is_caption,
    is_copyright,
    is_cut_off,
)
from agents.classify.scripts import script_of
from agents.classify.signs import Sign
from agents.text.words import folded_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agents.classify.signs import Signs

#: A teaser's text is cut off with an ellipsis before it gets this long.
_TEASER: Final = 320

#: Headlines are shorter than this, so that longer lines show whether a writer sets final marks.
_LONG: Final = 120


def signs(headline: str, texts: Sequence[str]) -> Signs:
    """The sign of each paragraph; None for prose."""
    found = _signs(headline, texts, marked=_has_final_marks(texts))
    if None in found:
        return found
    # Some writers and scripts use no final marks; then length has to do.
    return _signs(headline, texts, marked=False)


def _signs(headline: str, texts: Sequence[str], *, marked: bool) -> Signs:
    found = [_sign(text, marked=marked) for text in texts]
    _mark_title(headline, texts, found)
    _mark_other_script(texts, found)
    if marked:
        _mark_cut_off(texts, found)
        mark_outside(texts, found)
    _mark_repeated(texts, found)
    mark_closing_lines(texts, found)
    mark_among_labels(texts, found)
    mark_live_notice(texts, found)
    return found


def _has_final_marks(texts: Sequence[str]) -> bool:
    # Menus have no marks in any language: where there are long lines, they decide.
    judged = [text for text in texts if len(text) >= _LONG] or texts
    marked = sum(len(text) for text in judged if has_final_mark(text))
    return 2 * marked >= sum(map(len, judged))


def _sign(text: str, *, marked: bool) -> Sign | None:
    is_label = marked and not has_final_mark(text)
    if is_byline(text, is_label=is_label):
        return Sign.BYLINE
    if is_caption(text):
        return Sign.CAPTION
    if is_copyright(text):
        return Sign.COPYRIGHT
    if " | " in text:
        return Sign.SEPARATORS
    if is_label:
        return Sign.NO_FINAL_MARK
    short = len(text) < SHORT and (text[-1] in ":;" or not marked)
    return Sign.SHORT_LABEL if short else None


def _mark_title(headline: str, texts: Sequence[str], found: Signs) -> None:
    title = folded_words(headline)
    for index, text in enumerate(texts):
        # Prose is far longer than a headline; only what may be one is read word by word.
        if len(text) <= 2 * len(headline) and folded_words(text) == title:
            found[index] = Sign.REPEATS_TITLE


def _mark_repeated(texts: Sequence[str], found: Signs) -> None:
    """Prose that a page holds twice is a pulled quote, or its copy for another screen."""
    seen = set[str]()
    for index, text in enumerate(texts):
        if found[index]:
            continue
        if text in seen:
            found[index] = Sign.REPEATED
        seen.add(text)


def _mark_cut_off(texts: Sequence[str], found: Signs) -> None:
    for index in range(1, len(texts)):
        if found[index - 1] and len(texts[index]) < _TEASER and is_cut_off(texts[index]):
            found[index] = found[index] or Sign.CUT_OFF


def _mark_other_script(texts: Sequence[str], found: Signs) -> None:
    """A short line in other letters than the page's is a site's button, not its article."""
    prose = [text for text, sign in zip(texts, found, strict=True) if not sign]
    if not prose:
        return
    own = script_of(max(prose, key=len))
    for index, text in enumerate(texts):
        if not found[index] and len(text) < SHORT and script_of(text) not in {own, None}:
            found[index] = Sign.OTHER_SCRIPT
