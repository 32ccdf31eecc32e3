"""How many articles classify let through and how many it dropped, and why: a line in the log."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import structlog

from agents.classify.reasons import ClassifyReason

if TYPE_CHECKING:
    from agents.classify.classification import Classification

log = structlog.get_logger()


class Tally:
    """Counts since it was last told; a record that is read again after a crash counts again."""

    def __init__(self) -> None:
        self._articles: Counter[str] = Counter()
        self._dropped: Counter[str] = Counter()

    def count(self, classification: Classification) -> None:
        """Counts one article."""
        self._articles[classification.reason] += 1
        for topic, reason in classification.dropped.items():
            self._dropped[f"{topic}: {reason}"] += 1

    def tell(self) -> None:
        """Logs the counts, and starts anew; says nothing where there was no article."""
        if not self._articles:
            return
        by_reason = {
            reason.value: self._articles[reason]
            for reason in ClassifyReason
            if self._articles[reason]
        }
        dropped = dict(sorted(self._dropped.items()))
        log.info("articles classified", **by_reason, **({"dropped": dropped} if dropped else {}))
        self._articles.clear()
        self._dropped.clear()
