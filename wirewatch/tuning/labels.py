"""What is true of examples, from a labelled set or from what users said."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from wirewatch.tuning.fit import Labelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from wirewatch.gold import GoldSet
    from wirewatch.tuning.examples import Example


class Answer(StrEnum):
    """What a user says of an alert, or of an article that gave none."""

    NEW = "new"
    NOT_NEW = "not-new"
    OFF_TOPIC = "off-topic"
    MISSED = "missed"


class Feedback(BaseModel):
    """A line of a feedback file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    article: str
    topic: str
    answer: Answer


def from_gold(gold: GoldSet, examples: Iterable[Example]) -> Labelled:
    """Labels of a benchmark set; what is a copy in truth has none, whatever it was taken for."""
    kept = [each for each in examples if not gold.truths[each.article].copy_of]
    news = [bool(_first(gold, each)) for each in kept]
    told = [_told(gold, each, first=first) for each, first in zip(kept, news, strict=True)]
    stories = [_same_story(gold, each) for each in kept]
    return Labelled(tuple(kept), tuple(news), tuple(told), tuple(stories))


def from_feedback(answers: Sequence[Feedback], examples: Iterable[Example]) -> Labelled:
    """Labels of those examples that users spoke of; they say nothing of pairs."""
    known: Mapping[tuple[str, str], bool] = {
        (each.article, each.topic): each.answer in {Answer.NEW, Answer.MISSED} for each in answers
    }
    kept = [each for each in examples if (each.article, each.topic) in known]
    return Labelled(
        tuple(kept),
        tuple(known[each.article, each.topic] for each in kept),
        told=tuple((None,) * len(each.pairs) for each in kept),
        same_story=tuple((None,) * len(each.pairs) for each in kept),
    )


def same_text(gold: GoldSet, one: str, other: str) -> bool:
    """Whether two articles are copies of one text."""
    originals = (gold.truths[each].copy_of or each for each in (one, other))
    return len(set(originals)) == 1


def _first(gold: GoldSet, example: Example) -> frozenset[str]:
    return frozenset(
        each
        for each in gold.truths[example.article].first_report_of
        if gold.developments[each].topic == example.topic
    )


def _told(gold: GoldSet, example: Example, *, first: bool) -> tuple[bool | None, ...]:
    """For each earlier article whether it reports what this one leads with.

    None of them does where this one is a first report; nothing is known where it reports nothing.
    """
    mine = _reported(gold, example.article, example.topic)
    if not mine:
        return (None,) * len(example.pairs)
    return tuple(
        not first and bool(mine & _reported(gold, pair.earlier, example.topic))
        for pair in example.pairs
    )


def _same_story(gold: GoldSet, example: Example) -> tuple[bool | None, ...]:
    mine = gold.truths[example.article].story
    theirs = [gold.truths[pair.earlier].story for pair in example.pairs]
    return tuple(mine == each if mine and each else None for each in theirs)


def _reported(gold: GoldSet, article: str, topic: str) -> frozenset[str]:
    reported = gold.truths[article].developments
    return frozenset(each for each in reported if gold.developments[each].topic == topic)
