"""Articles that nobody meant to write: each is decided, or refused with a reason, and ends."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.classify.classifier import Classifier
from agents.pipeline import ClassifyHandler, TrackHandler
from agents.topics.definitions import load_topics
from streams.errors import BadRecord
from streams.settings import Settings
from streams.source import SourceRecord
from streams.staging import PartitionState, Staging
from tests import synthetic

_SETTINGS: Final = Settings(embedder="none")
_NEWS: Final = "A lava flow closed 4 roads near Anvik. "
_EXTREMES: Final = {
    "one word of a megabyte": _NEWS + "x" * 1_000_000,
    "a megabyte without a space, with stops": _NEWS + "lava." * 200_000,
    "ten thousand paragraphs": "\n\n".join([_NEWS] * 10_000),
    "a hundred thousand line breaks": _NEWS + "\n" * 100_000,
    "digits": _NEWS + "9" * 100_000 + " roads were closed.",
    "numbers": _NEWS + "1,000 " * 50_000,
    "a tower of marks": _NEWS + "a" + "\u0301" * 100_000,
    "direction marks": _NEWS + "\u202e\u2066\u200b" * 30_000,
    "quotation marks": _NEWS + "\"'«»“”" * 20_000,
    "open brackets": _NEWS + "([{" * 50_000,
    "a nul in each word": _NEWS + "la\x00va " * 20_000,
    "hyphens": "lava-" * 50_000 + "flow. " + _NEWS,
    "capitals": "LAVA FLOW " * 20_000,
    "Hangul without spaces": _NEWS + "용암류가도로를막았다" * 10_000,
}


@pytest.fixture(scope="session")
def classifier(tmp_path_factory: pytest.TempPathFactory) -> Classifier:
    """With the topics of the synthetic articles."""
    return Classifier(load_topics(synthetic.write_topics(tmp_path_factory.mktemp("topics"))))


@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", _EXTREMES)
def test_an_extreme_article_is_decided(classifier: Classifier, name: str) -> None:
    """Whatever its shape; what it costs grows with its length and no faster."""
    outputs = _through(classifier, {"id": name, "text": _EXTREMES[name], "title": "Lava flow"})
    assert len(outputs) >= 1


texts = st.text(max_size=400)
moments = st.datetimes().map(datetime.isoformat) | st.text(max_size=30)
values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=150)
@given(
    fields=st.fixed_dictionaries(
        {"title": texts, "published_at": moments, "lang": st.text(max_size=10) | st.none()}
    ),
    body=texts,
    more=st.dictionaries(st.text(max_size=20), values, max_size=5),
)
def test_whatever_the_fields_hold_an_article_is_decided_or_refused(
    classifier: Classifier, fields: dict[str, Any], body: str, more: dict[str, Any]
) -> None:
    """Any Unicode, extreme dates, huge numbers, nesting: no exception but the named refusal."""
    article = more | fields | {"id": "generated", "text": f"{_NEWS}{body}"}
    _through(classifier, {key: one for key, one in article.items() if _is_json(key, one)})


def _through(classifier: Classifier, article: dict[str, Any]) -> list[bytes]:
    """What classify and track make of it; empty where it is refused."""
    classify, track = ClassifyHandler(_SETTINGS, classifier), TrackHandler(_SETTINGS)
    try:
        classified = classify(_record(0, orjson.dumps(article)), _state())
    except BadRecord:
        return []
    decided: list[bytes] = []
    for output in classified:
        for one in track(_record(1, output.value), _state()):
            assert one.value
            decided.append(one.value)
    return decided


def _record(offset: int, value: bytes | None) -> SourceRecord:
    return SourceRecord("log", 0, offset, 1_730_000_000_000, b"k", value)


def _state() -> PartitionState:
    nothing: dict[bytes, bytes] = {}
    return PartitionState(0, nothing.get, Staging())


def _is_json(*values: object) -> bool:
    try:
        orjson.dumps(values)
    except TypeError:
        return False
    return True
