"""What a replay says about one article: a line of the decisions file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from streams.records import ChangeType, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agents.classify.classification import Classification
    from agents.track.tracker import Decision
    from streams.records import Article, Change, Development, Verdict


class _Line(BaseModel):
    # Other monitors' decisions are scored too; their further keys are their own business.
    model_config = ConfigDict(frozen=True, extra="ignore")


class StatedFigure(_Line):
    """A number that an alert states, and the one it says was known before."""

    value: float
    previous: float | None = None
    unit: str = ""


class StatedChange(_Line):
    """One thing that an alert says is new, in the article's words."""

    kind: Kind
    change: ChangeType
    quote: str


class Alert(_Line):
    """An alert on an article for a topic."""

    topic: str
    figures: tuple[StatedFigure, ...] = ()
    development: str | None = None
    story: str | None = None
    changes: tuple[StatedChange, ...] = ()


class TopicVerdict(_Line):
    """Why the article did, or did not, bring something for a topic."""

    topic: str
    reason: str
    rests_on: str | None = None
    score: float


class ArticleDecision(_Line):
    """Everything decided on one article.

    `id`, `topics`, `copy_of` and `alerts` are the benchmark's; `reason` is the gate's word and
    `verdicts` has one entry for each topic that the article got past the gate for; `dropped` says
    of further topics why their query or scope did not let it through.
    """

    id: str
    topics: tuple[str, ...] = ()
    copy_of: str | None = None
    alerts: tuple[Alert, ...] = ()
    reason: str | None = None
    verdicts: tuple[TopicVerdict, ...] = ()
    dropped: dict[str, str] = Field(default_factory=dict)


def decision_of(
    article: Article, classification: Classification, decided: Sequence[Decision]
) -> ArticleDecision:
    """The line of an article, from what was decided on it for each topic past the gate."""
    verdicts = [decision.verdict for decision in decided]
    return ArticleDecision(
        id=article.id,
        topics=tuple(verdict.topic for verdict in verdicts if verdict.on_topic),
        copy_of=next((verdict.copy_of for verdict in verdicts if verdict.copy_of), None),
        alerts=tuple(alert_of(one.development) for one in decided if one.development),
        reason=classification.reason,
        dropped={topic: reason.value for topic, reason in classification.dropped.items()},
        verdicts=tuple(_topic_verdict(verdict) for verdict in verdicts),
    )


def _topic_verdict(verdict: Verdict) -> TopicVerdict:
    return TopicVerdict(
        topic=verdict.topic,
        reason=verdict.reason,
        rests_on=verdict.rests_on,
        score=verdict.score,
    )


def alert_of(development: Development) -> Alert:
    """What the alert on a development says, as a decisions file has it."""
    return Alert(
        topic=development.topic,
        figures=tuple(figure for change in development.changes for figure in _figures(change)),
        development=development.id,
        story=development.story,
        changes=tuple(_stated(change) for change in development.changes),
    )


def _figures(change: Change) -> list[StatedFigure]:
    return [
        StatedFigure(value=figure.value, previous=figure.previous, unit=figure.unit)
        for figure in change.figures
    ]


def _stated(change: Change) -> StatedChange:
    return StatedChange(kind=change.kind, change=change.change, quote=change.quote.text)
