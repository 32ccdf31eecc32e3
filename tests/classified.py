"""What goes to Kafka of some articles, however many are embedded together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from streams.codec import encode

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from agents.classify.classifier import Classifier
    from streams.records import Article


def records_of(
    classifier: Classifier, articles: Sequence[Article], batch: int, at: datetime
) -> list[bytes]:
    """All records in batches of so many articles, by topic, without the hash of the topics file."""
    made = []
    for start in range(0, len(articles), batch):
        drafts = [classifier.draft(article) for article in articles[start : start + batch]]
        classifier.embed_ahead(drafts)
        for draft in drafts:
            found = sorted(classifier.conclude(draft, at).articles, key=lambda each: each.topic)
            made += [encode(each.model_copy(update={"topics_hash": ""})) for each in found]
    return made
