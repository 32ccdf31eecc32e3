"""Paragraphs that tell again what was known: those whose dates lie days before the article's."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from agents.classify.language import language_of
from agents.text.days import days
from streams.records import ParagraphRole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from agents.classify.paragraphs import Paragraph

#: An article tells its news in its first paragraphs; those may be about something of last week.
_NEWS: Final = 2

#: What happened over a weekend is still news on Monday.
_RECENT: Final = timedelta(days=2)

_DIGIT: Final = re.compile(r"\d")


def with_background(paragraphs: Sequence[Paragraph], day: date) -> tuple[Paragraph, ...]:
    """The paragraphs of an article of that day, those that only look back in their role.

    A paragraph looks back when it names days and all of them are past. Many that do name none, so
    most background stays body: what is called background is, in five cases of six.
    """
    own = [index for index, each in enumerate(paragraphs) if each.role.counts]
    back = {
        index
        for index in own[_NEWS:]
        if paragraphs[index].role is ParagraphRole.BODY
        and paragraphs[index].entry is None
        and _looks_back(paragraphs[index].text, day)
    }
    return tuple(
        replace(each, role=ParagraphRole.BACKGROUND) if index in back else each
        for index, each in enumerate(paragraphs)
    )


def _looks_back(text: str, day: date) -> bool:
    if not _DIGIT.search(text):
        return False
    named = list(days(text, language_of(text), day))
    # Subtracted this way round: a day may be the first one that there is.
    return bool(named) and day - max(named) > _RECENT
