"""Every word of an alert stands in an article, where the alert says."""

from __future__ import annotations

from pathlib import Path

import pytest

from agents.classify.classifier import Classifier
from agents.topics.definitions import load_topics
from agents.track.state import RollingState, empty_state
from agents.track.tracker import track
from streams.records import Article
from wirewatch.jsonl import read_records

ROOT = Path(__file__).parents[2]
BENCH = ROOT.parent / "shared/bench"
OWN = ROOT / "tests/streams"
SETS = [
    pytest.param(ROOT / "config/topics.yaml", ROOT / "config/demo-articles.jsonl", id="demo"),
    pytest.param(BENCH / "dev/topics.yaml", BENCH / "dev/articles.jsonl", id="dev"),
    pytest.param(BENCH / "seeds/topics.yaml", BENCH / "seeds/articles.jsonl", id="seeds"),
    pytest.param(OWN / "ashfall/topics.yaml", OWN / "ashfall/articles.jsonl", id="ashfall"),
    pytest.param(OWN / "coalition/topics.yaml", OWN / "coalition/articles.jsonl", id="coalition"),
]


@pytest.mark.parametrize(("topics", "stream"), SETS)
def test_every_quote_stands_verbatim_at_its_span(topics: Path, stream: Path) -> None:
    """Quotes, what they replace, what a figure replaces, and the speaker."""
    if not stream.exists():
        pytest.skip(f"not run: {stream} is absent")
    articles = {each.id: each for each in read_records(Article, stream)}
    classifier = Classifier(load_topics(topics))
    states: dict[str, RollingState] = {}
    checked = 0
    for article in articles.values():
        assert article.ingested_at
        for classified in classifier.classify(article, article.ingested_at).articles:
            state = states.get(classified.topic, empty_state())
            states[classified.topic], decision = track(state, classified, article.ingested_at)
            for change in decision.development.changes if decision.development else ():
                before = (each.previous_quote for each in change.figures)
                for quote in (change.quote, change.previous, *before):
                    if quote:
                        source = articles[quote.article_id]
                        text = source.headline if quote.span.part == "headline" else source.body
                        assert text[quote.span.start : quote.span.end] == quote.text
                        checked += 1
                if change.asserted_by:
                    span = change.asserted_by.span
                    text = article.headline if span.part == "headline" else article.body
                    assert text[span.start : span.end] == change.asserted_by.name
    assert checked
