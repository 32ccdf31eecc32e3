"""The alerts that the documentation shows are those that the demo prints."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from rich.console import Console

from agents.classify.classifier import Classifier
from agents.topics.definitions import load_topics
from agents.track.state import RollingState, empty_state
from agents.track.tracker import track
from alerts.panel import render_panel
from alerts.render import render_text
from streams.records import Article, Development
from wirewatch.demo_workers import CONFIG
from wirewatch.jsonl import read_records

if TYPE_CHECKING:
    from agents.vectors.sentence_vectors import SentenceVectors

ROOT: Final = Path(__file__).parents[2]
#: Of a panel in the demo, which is printed 100 characters wide and three to the right.
WIDTH: Final = 97


@pytest.fixture(scope="module")
def alerts(vectors: SentenceVectors) -> list[Development]:
    """What the demo's articles bring, with the embedder that the demo runs with."""
    classifier = Classifier(load_topics(CONFIG / "topics.yaml"), vectors)
    states: dict[str, RollingState] = {}
    made = []
    for article in read_records(Article, CONFIG / "demo-articles.jsonl"):
        assert article.ingested_at
        for one in classifier.classify(article, article.ingested_at).articles:
            state = states.get(one.topic, empty_state())
            states[one.topic], decision = track(state, one, article.ingested_at)
            made += [decision.development] if decision.development else []
    return made


def printed(development: Development) -> str:
    """An alert as the demo and the console receiver print it, without colours."""
    console = Console(file=io.StringIO(), width=WIDTH)
    console.print(render_panel(development))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_alert_of_the_readme_is_printed_by_the_demo(alerts: list[Development]) -> None:
    """To the last character of the frame."""
    page = (ROOT / "README.md").read_text("utf-8")
    assert [alert.article.id for alert in alerts if printed(alert) in page] == ["nis-11000-kursk"]


def test_the_alert_of_the_alerts_page_is_one_of_the_demo(alerts: list[Development]) -> None:
    """As plain text."""
    page = (ROOT / "docs/alerts.md").read_text("utf-8")
    shown = [alert.article.id for alert in alerts if f"\n{render_text(alert)}\n" in page]
    assert shown == ["nis-11000-kursk"]


def test_the_alert_of_the_webhook_page_is_one_of_the_demo(alerts: list[Development]) -> None:
    """With its second change alone; score and reasons follow the weights, and are not held."""
    page = (ROOT / "docs/webhook.md").read_text("utf-8")
    body = json.loads(page.partition("```json")[2].partition("```")[0])
    shown = Development.model_validate(body["data"]["developments"][0])
    (sent,) = (alert for alert in alerts if alert.id == shown.id)
    follows = {"score": sent.score, "reasons": sent.reasons}
    assert shown.model_copy(update=follows) == sent.model_copy(update={"changes": sent.changes[1:]})


def test_of_two_sentences_that_say_as_much_the_first_is_quoted(alerts: list[Development]) -> None:
    """Whom he met besides is as near to the headline as whom he met."""
    met = [each for each in alerts if each.article.id == "umerov-met-yoon"]
    assert met
    for alert in met:
        assert alert.changes[0].quote.text.startswith("Ukraine's defence minister Rustem Umerov")
