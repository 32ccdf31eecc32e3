"""Limits that no other test is about; docs/limits.md has all of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agents.classify.classifier import Classifier
from agents.classify.embedded import MOST, sentences_to_embed
from agents.pipeline import ClassifyHandler
from agents.topics.definitions import TopicSet
from agents.track.index import StoryEntry
from agents.track.prune import pruned
from agents.track.remember import at_time, with_article, with_claims
from agents.track.state import (
    MAX_ARTICLES,
    MAX_CLAIMS,
    MAX_DROPPED,
    MAX_STORIES,
    WINDOW,
    Facts,
    KnownArticle,
    KnownClaim,
    RollingState,
    StoryState,
    TopicState,
)
from streams.codec import encode
from streams.errors import BadRecord
from streams.records import Kind, Modality, ParagraphRole, Sentence, Span, story_id
from streams.settings import Settings
from streams.source import SourceRecord
from streams.staging import PartitionState, Staging
from tests.builders import NOON, a_quote, a_reference, an_article

_HOUR = timedelta(hours=1)
_IDS = [story_id("volcanoes", str(number)) for number in range(MAX_STORIES + 5)]


def _topic(stories: list[str]) -> RollingState:
    """A topic with these stories, a minute after each other."""
    entries = tuple(
        StoryEntry(id=each, last_at=NOON + timedelta(minutes=number))
        for number, each in enumerate(stories)
    )
    topic = TopicState(now=NOON, stories=entries)
    return RollingState(topic, {each: StoryState(id=each) for each in stories})


def test_a_topic_keeps_its_latest_stories() -> None:
    """The oldest are let go, and counted."""
    state = pruned(_topic(_IDS), _IDS[-1])
    assert [each.id for each in state.topic.stories] == _IDS[5:] == list(state.stories)
    assert state.topic.pruned.stories == 5


def test_stories_whose_time_is_over_go_a_hundred_at_a_time() -> None:
    """The list of what is to be deleted lies in the topic's value."""
    state = at_time(_topic(_IDS[: MAX_DROPPED + 20]), NOON + WINDOW + timedelta(days=1))
    assert [each.id for each in state.topic.stories] == _IDS[MAX_DROPPED : MAX_DROPPED + 20]
    assert state.topic.pruned.stories == 0


def test_a_story_keeps_its_latest_articles_and_claims() -> None:
    """Articles that are let go are counted; a claim is one of many that tell the same."""
    articles = tuple(
        KnownArticle(reference=a_reference(id=str(number)), facts=Facts())
        for number in range(MAX_ARTICLES + 3)
    )
    full = StoryState(id=_IDS[0], articles=articles)
    state = pruned(RollingState(_topic(_IDS[:1]).topic, {_IDS[0]: full}), _IDS[0])
    assert state.stories[_IDS[0]].articles == articles[3:]
    assert state.topic.pruned.articles == 3
    claims = [
        KnownClaim(kind=Kind.CLAIM, modality=Modality.ASSERTED, speaker=str(n), quote=a_quote())
        for n in range(MAX_CLAIMS + 2)
    ]
    kept = with_claims(state, _IDS[0], claims).stories[_IDS[0]].claims
    assert kept == tuple(claims[2:])


def test_a_story_that_goes_on_forgets_what_is_older_than_the_window() -> None:
    """Else a story of many months would hold months."""
    state, (story, *_) = _topic(_IDS[:1]), _IDS
    claims = [
        KnownClaim(kind=Kind.CLAIM, modality=Modality.ASSERTED, quote=a_quote(at=NOON)),
        KnownClaim(kind=Kind.CLAIM, modality=Modality.ASSERTED, quote=a_quote(at=NOON + _HOUR)),
    ]
    for name, at in (("early", NOON), ("later", NOON + _HOUR)):
        state = with_article(
            state, story, a_reference(id=name, ingested_at=at), Facts(), alerted=True
        )
    state = with_claims(state, story, claims)
    for late in (timedelta(), timedelta(seconds=1)):
        at = NOON + WINDOW + late
        article = a_reference(id=f"last-{late}", ingested_at=at)
        state = with_article(at_time(state, at), story, article, Facts(), alerted=True)
        names = [each.reference.id for each in state.stories[story].articles]
        assert ("early" in names) == (claims[0] in state.stories[story].claims) == (not late)
    assert names[0] == "later"
    assert state.stories[story].claims == (claims[1],)
    assert state.topic.pruned.articles == 0


def test_of_a_long_article_so_many_sentences_are_embedded() -> None:
    """What an article costs is bounded by them."""
    sentences = [
        Sentence(text="Ash.", span=Span(start=0, end=4), role=ParagraphRole.BODY, paragraph=number)
        for number in range(500)
    ]
    assert len(sentences_to_embed(sentences, ())) <= MOST


@pytest.mark.parametrize("over", [0, 1])
def test_an_article_of_more_bytes_than_the_setting_is_a_dead_letter(over: int) -> None:
    """To the byte; the one of just so many is decided."""
    value = encode(an_article())
    settings = Settings(max_article_bytes=2048, embedder="none")
    padded = value[:-1] + b" " * (2048 + over - len(value)) + b"}"
    record = SourceRecord("articles", 0, 0, 0, None, padded, ())
    handler = ClassifyHandler(settings, Classifier(TopicSet(())))
    state = PartitionState(0, lambda _: None, Staging())
    if not over:
        assert handler(record, state) == []
        return
    with pytest.raises(BadRecord, match="too-large: 2049 bytes, the limit is 2048"):
        handler(record, state)
