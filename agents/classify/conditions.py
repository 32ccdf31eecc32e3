"""Whether an article may be about a topic at all: the topic's scope, its query and its vetoes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agents.classify.query import holds, is_language, is_publisher
from agents.classify.reasons import ClassifyReason

if TYPE_CHECKING:
    from collections.abc import Callable

    from agents.classify.query import Asked
    from agents.topics.definitions import Languages, Scope, Topic


def obstacle(topic: Topic, article: Asked) -> ClassifyReason | None:
    """Why an article can't be about a topic whatever its words say; None where it can."""
    if not _takes(topic.publishers, article.publisher, is_publisher):
        return ClassifyReason.OUT_OF_SCOPE
    if not _takes(topic.languages, article.language, is_language):
        return ClassifyReason.OUT_OF_SCOPE
    condition = topic.condition
    if condition is None or holds(condition, article):
        return None
    met = holds(condition, article, vetoes=False)
    return ClassifyReason.VETOED if met else ClassifyReason.QUERY_NOT_MET


def _takes(
    scope: Scope | Languages, value: str | None, fits: Callable[[str, str | None], bool]
) -> bool:
    """Where something is included, what is unknown is not."""
    if any(fits(each, value) for each in scope.exclude):
        return False
    return not scope.include or any(fits(each, value) for each in scope.include)
