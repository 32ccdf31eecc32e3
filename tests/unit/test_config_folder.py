"""The files of config/, which the demo and the compose stack run with."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

import pytest
import yaml

from agents.topics.definitions import load_topics
from alerts.config import read_alerts
from streams.records import Article
from wirewatch.demo_workers import CONFIG
from wirewatch.jsonl import read_records
from wirewatch.replay import replay

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from agents.vectors.sentence_vectors import SentenceVectors

_SECRETS: Final = CONFIG.parent / "secrets"
_BENCHMARKS: Final = CONFIG.parent.parent / "shared" / "bench"
_SHINGLE: Final = 8


def _articles() -> list[Article]:
    return read_records(Article, CONFIG / "demo-articles.jsonl")


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for each in value.values() for text in _strings(each))
    elif isinstance(value, list):
        yield from (text for each in value for text in _strings(each))


def _written(folder: Path) -> Iterator[str]:
    """All that a person wrote into the data files of a folder, one value at a time."""
    for path in sorted(folder.glob("*.yaml")):
        yield from _strings(yaml.safe_load(path.read_text("utf-8")))
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            yield from _strings(json.loads(line))


def _shingles(folder: Path) -> set[tuple[str, ...]]:
    texts = [re.findall(r"\w+", text.casefold()) for text in _written(folder)]
    return {
        tuple(words[at : at + _SHINGLE])
        for words in texts
        for at in range(len(words) - _SHINGLE + 1)
    }


def test_the_topics_can_be_read() -> None:
    """The workers start with the file as it is shipped."""
    topics = load_topics(CONFIG / "topics.yaml")
    assert {"en", "uk", "ko"} <= topics.by_id["nk-troops"].terms.keys()
    assert {"en", "uk", "ko"} <= topics.by_id["arms-to-ukraine"].terms.keys()


def test_no_receiver_is_in_use_as_cloned() -> None:
    """Slack's address file is shipped empty: alerts are printed until somebody fills it."""
    assert read_alerts(CONFIG / "alerts.yaml").receivers == ()
    assert (_SECRETS / "slack_webhook_url").read_bytes() == b""


def test_the_demo_has_articles_in_three_languages() -> None:
    """A dozen, each with its own id and address, at invented outlets."""
    articles = _articles()
    assert {article.language for article in articles} == {"en", "uk", "ko"}
    assert len({article.id for article in articles}) == len(articles) == 12
    assert len({article.url for article in articles}) == len(articles)
    assert all((article.publisher or "").endswith(".example") for article in articles)


def test_the_demo_articles_arrive_one_after_the_other() -> None:
    """In the order of the file, none before it was published."""
    arrivals = [(article.published_at, article.ingested_at) for article in _articles()]
    ingested = [at for _, at in arrivals if at]
    assert len(ingested) == len(arrivals)
    assert ingested == sorted(set(ingested))
    assert all(published and at and published < at for published, at in arrivals)


def test_no_text_is_taken_from_the_benchmarks() -> None:
    """Their articles belong to others: not eight words in a row are theirs."""
    folders = [_BENCHMARKS / "seeds", _BENCHMARKS / "dev"]
    if not all(folder.is_dir() for folder in folders):
        pytest.skip("NOT CHECKED: the benchmark sets are not here to compare with")
    theirs = _shingles(folders[0]) | _shingles(folders[1])
    assert theirs
    assert not _shingles(CONFIG) & theirs


@pytest.mark.parametrize("terms_alone", [False, True])
def test_the_demo_articles_show_what_sets_alerts_apart(
    vectors: SentenceVectors, *, terms_alone: bool
) -> None:
    """A copy and a recap stay quiet, and a changed figure comes with the one it replaces."""
    own = None if terms_alone else vectors
    replayed = replay(load_topics(CONFIG / "topics.yaml"), _articles(), own)
    decisions = {one.id: one for one in replayed}

    figures = [figure for one in decisions["umerov-met-yoon"].alerts for figure in one.figures]
    assert (12000, 11000) in [(figure.value, figure.previous) for figure in figures]
    assert decisions["nis-1500-wire-copy"].copy_of == "nis-1500-vladivostok"
    for quiet in (
        "nis-1500-wire-copy",
        "nis-1500-ukrainian",
        "kursk-what-is-known",
        "winter-tyres",
    ):
        assert decisions[quiet].alerts == ()
