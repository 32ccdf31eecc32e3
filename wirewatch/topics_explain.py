"""`wirewatch topics explain`: why an article is about a topic or not."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pydantic_core import to_jsonable_python
from rich.console import Console

from agents.classify.explain import Explainer
from agents.classify.publishers import load_publishers
from agents.topics.definitions import load_topics
from agents.vectors.choose import new_vectors
from streams.errors import ConfigError
from wirewatch.topics_article import find_article
from wirewatch.topics_page import page_of
from wirewatch.topics_words import sentence_of

if TYPE_CHECKING:
    from pathlib import Path

    from agents.classify.explanation import Explanation
    from streams.settings import Settings


@dataclass(frozen=True)
class Question:
    """What is asked: which article, by which topics, and about which one of them."""

    file: Path
    article_id: str | None
    topics: Path
    topic: str | None


def explain_article(settings: Settings, question: Question) -> Explanation:
    """Explains an article of a file.

    Raises:
        ConfigError: a file can't be read, or there is no such article or topic.
    """
    topics = load_topics(question.topics, settings.aliases)
    if question.topic and question.topic not in topics.by_id:
        raise ConfigError(str(question.topics), question.topic, "there is no topic with this id")
    article = find_article(question.file, question.article_id, settings.max_article_bytes)
    explainer = Explainer(topics, new_vectors(settings), load_publishers(settings.publishers))
    explanation = explainer.explain(article)
    if question.topic is None:
        return explanation
    asked = tuple(each for each in explanation.topics if each.topic == question.topic)
    return replace(explanation, topics=asked)


def print_explanation(explanation: Explanation, *, as_json: bool) -> None:
    """Prints on standard output; JSON has the names of the explanation's fields."""
    if as_json:
        sys.stdout.write(json.dumps(_plain(explanation), ensure_ascii=False, indent=1) + "\n")
    else:
        console = Console(highlight=False)
        console.print(page_of(explanation, in_colour=console.color_system is not None))


def _plain(explanation: Explanation) -> dict[str, Any]:
    content: dict[str, Any] = to_jsonable_python(explanation)
    for topic, plain in zip(explanation.topics, content["topics"], strict=True):
        plain["why"] = sentence_of(topic)
    return content
