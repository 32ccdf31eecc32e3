"""One article decided on a table: load, decide, and the puts that remember it.

The agent and the replay both run this; they differ in where the table is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agents.clock import arrival
from agents.track import rolling, rolling_puts
from agents.track.tracker import Decision, track

if TYPE_CHECKING:
    from datetime import datetime

    from agents.track.rolling import TableView
    from agents.track.weights import Weights
    from streams.records import ClassifiedArticle


@dataclass(frozen=True)
class Step:
    """What came of one record.

    Attributes:
        decision: None where the record had been applied before; then `puts` only heal.
        puts: in their order.
        missing: stories that the topic lists and the table lacks; for the log.
    """

    decision: Decision | None
    puts: tuple[rolling_puts.Put, ...]
    missing: tuple[str, ...] = ()


def decide(
    article: ClassifiedArticle,
    offset: int,
    record_at: datetime,
    table: TableView,
    weights: Weights | None = None,
    *,
    band: float = 0.0,
) -> Step:
    """Decides one article on its topic's rolling state.

    Args:
        article: one (article, topic).
        offset: of its record; one that the state has applied is not decided again.
        record_at: the time of its record.
        table: where the rolling state is.
        weights: as for `track`.
        band: as for `track`.
    """
    topic = article.topic
    loaded = rolling.load(table.get, topic, table.cache)
    if offset <= loaded.offset:
        return Step(None, tuple(rolling_puts.heal(loaded, topic, table)), loaded.missing)
    now = arrival(article.article.ingested_at, record_at)
    after, decision = track(loaded.state, article, now, weights, band=band)
    change = rolling_puts.TopicChange(topic, offset, loaded, after)
    puts = tuple(rolling_puts.save(change, table))
    return Step(decision, puts, loaded.missing)
