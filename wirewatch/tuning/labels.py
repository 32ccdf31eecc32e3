"""What is true of examples, from a labelled set or from what users said."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

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


#: Answers that say that an article brings something.
NEWS_ANSWERS: Final = frozenset({Answer.NEW, Answer.MISSED})


class Feedback(BaseModel):
    """A line of a feedback file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    article: str
    topic: str
    answer: Answer


def from_gold(gold: GoldSet, examples: Iterable[Example]) -> Labelled:
    """Labels of a benchmark set; of a copy it is only said of what text it is one."""
    kept = tuple(examples)
    return Labelled(
        kept,
        news=tuple(_news(gold, each) for each in kept),
        told=tuple(_told(gold, each) for each in kept),
        same_story=tuple(_same_story(gold, each) for each in kept),
        same_text=tuple(
            tuple(same_text(gold, each.article, pair.earlier) for pair in each.aligned)
            for each in kept
        ),
    )


def from_feedback(answers: Sequence[Feedback], examples: Iterable[Example]) -> Labelled:
    """Labels of those examples that users spoke of; they say nothing of pairs."""
    known: Mapping[tuple[str, str], bool] = {
        (each.article, each.topic): each.answer in NEWS_ANSWERS for each in answers
    }
    kept = [each for each in examples if (each.article, each.topic) in known]
    return Labelled(
        tuple(kept),
        tuple(known[each.article, each.topic] for each in kept),
        told=tuple((None,) * len(each.pairs) for each in kept),
        same_story=tuple((None,) * len(each.pairs) for each in kept),
        same_text=tuple((None,) * len(each.aligned) for each in kept),
    )


def same_text(gold: GoldSet, one: str, other: str) -> bool:
    """Whether two articles are copies of one text."""
    originals = (gold.truths[each].copy_of or each for each in (one, other))
    return len(set(originals)) == 1


def _news(gold: GoldSet, example: Example) -> bool | None:
    truth = gold.truths[example.article]
    if truth.copy_of:
        return None
    return any(gold.developments[each].topic == example.topic for each in truth.first_report_of)


def _told(gold: GoldSet, example: Example) -> tuple[bool | None, ...]:
    """For each earlier article whether it reports what this one leads with.

    None of them does where this one is a first report; nothing is known where it reports nothing,
    or is a copy.
    """
    mine, news = _reported(gold, example.article, example.topic), _news(gold, example)
    if not mine or news is None:
        return (None,) * len(example.pairs)
    return tuple(
        not news and bool(mine & _reported(gold, pair.earlier, example.topic))
        for pair in example.pairs
    )


def _same_story(gold: GoldSet, example: Example) -> tuple[bool | None, ...]:
    truth = gold.truths[example.article]
    mine = None if truth.copy_of else truth.story
    theirs = [gold.truths[pair.earlier].story for pair in example.pairs]
    return tuple(mine == each if mine and each else None for each in theirs)


def _reported(gold: GoldSet, article: str, topic: str) -> frozenset[str]:
    reported = gold.truths[article].developments
    return frozenset(each for each in reported if gold.developments[each].topic == topic)
