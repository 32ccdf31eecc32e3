from __future__ import annotations

import random
import weakref
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.track.state import (
    MAX_FIGURES,
    MAX_RECENT,
    MAX_STORIES,
    STORY_BYTES,
    TOPIC_BYTES,
    Facts,
    RollingState,
    StoryState,
    TopicState,
    empty_state,
)
from agents.track.stored import slim
from agents.track.tracker import Decision, track
from streams.codec import decode, encode
from streams.records import ArticleReference, ClassifiedArticle, ParagraphRole, Sentence, Span
from tests.news import START

WORDS = [
    "ash",
    "lava",
    "harbour",
    "ferry",
    "mayor",
    "school",
    "wind",
    "boat",
    "road",
    "north",
    "bridge",
    "island",
    "doctor",
    "tent",
]
NAMES = [
    "Larnvik",
    "Ostervik",
    "Brandoy",
    "Holmen",
    "Rask",
    "Lie",
    "Bergen",
    "Vadso",
    "Tromso",
    "Havlink",
    "Nordbank",
]


def article(number: int, text: str, at: datetime, **fields: str) -> ClassifiedArticle:
    """An article on the topic, of one sentence a line."""
    sentences = [
        Sentence(
            text=line,
            span=Span(start=0, end=len(line)),
            role=ParagraphRole.BODY,
            paragraph=index,
            language="en",
        )
        for index, line in enumerate(text.splitlines(), start=1)
    ]
    return ClassifiedArticle(
        article=ArticleReference.model_validate(
            {"id": f"a{number}", "content_hash": f"{hash_of(text):064x}", "ingested_at": at}
            | fields
        ),
        topic="volcano",
        topic_name="The eruption",
        score=1,
        threshold=0.5,
        rank=1,
        topic_scores={"volcano": 1},
        topics_hash="",
        sentences=tuple(sentences),
    )


def hash_of(text: str) -> int:
    """A number for a text, the same in every run."""
    return int.from_bytes(text.encode()[-24:], "big")


def drawn_word(draw: random.Random, letters: str) -> str:
    """A capitalised word of the letters given."""
    return "".join(draw.choices(letters, k=7)).capitalize()


def run(
    articles: list[ClassifiedArticle], state: RollingState | None = None
) -> tuple[RollingState, list[Decision]]:
    """Decides articles in their order."""
    state, decisions = state or empty_state(), []
    for each in articles:
        state, decision = track(state, each, each.article.ingested_at)
        decisions.append(decision)
    return state, decisions


def stored(state: RollingState) -> RollingState:
    """The state as it comes back from a store."""
    return RollingState(
        decode(TopicState, encode(state.topic)),
        {key: decode(StoryState, encode(story)) for key, story in state.stories.items()},
    )


LINES = st.lists(
    st.tuples(
        st.lists(st.sampled_from(WORDS + NAMES), min_size=3, max_size=9),
        st.integers(0, 9000),
    ).map(lambda parts: f"The {' '.join(parts[0])} {parts[1]} people."),
    min_size=1,
    max_size=4,
)
STREAMS = st.lists(st.tuples(st.integers(0, 9), LINES, st.integers(-2, 60)), max_size=12)


def stream(drawn: list[tuple[int, list[str], int]]) -> list[ClassifiedArticle]:
    """Articles of drawn numbers and lines, with drawn hours between them."""
    at, articles = START, []
    for number, lines, hours in drawn:
        at += timedelta(hours=hours)
        articles.append(article(number, "\n".join(lines), at))
    return articles


@settings(max_examples=60, deadline=None)
@given(STREAMS, st.data())
def test_batches_restarts_and_redeliveries_change_nothing(
    drawn: list[tuple[int, list[str], int]], data: st.DataObject
) -> None:
    """State stored between any two articles, and the last one again, gives the same in the end."""
    articles = stream(drawn)
    state, decisions = run(articles)
    again, repeated = empty_state(), []
    for each in articles:
        if data.draw(st.booleans()):
            again = stored(again)
        again, decision = track(again, each, each.article.ingested_at)
        repeated.append(decision)
        if data.draw(st.booleans()):
            after, redelivery = track(again, each, each.article.ingested_at)
            assert after is again
            assert redelivery.development is None
    assert encode(again.topic) == encode(state.topic)
    assert again.stories == state.stories
    assert repeated == decisions


@settings(max_examples=60, deadline=None)
@given(STREAMS)
def test_state_is_whole_after_every_article(drawn: list[tuple[int, list[str], int]]) -> None:
    """The index names just the stories there are, and the clock never goes back."""
    state, clocks = empty_state(), []
    for each in stream(drawn):
        before = state
        state, decision = track(state, each, each.article.ingested_at)
        assert state.topic.now is not None
        assert {entry.id for entry in state.topic.stories} == set(state.stories)
        changed = [key for key, story in state.stories.items() if before.stories.get(key) != story]
        moved = [
            key for key, story in state.stories.items() if before.stories.get(key) is not story
        ]
        assert moved == changed
        assert len(changed) <= 1
        assert (decision.development is None) == (decision.verdict.development is None)
        clocks.append(state.topic.now)
    assert all(first <= second for first, second in pairwise(clocks))


@pytest.mark.parametrize("letters", ["abdefgiklmnoprstuv", "가나다라마바사아자차카타파하"])
def test_state_stays_small_over_a_month_of_articles(letters: str) -> None:
    """Every value keeps its budget, and what was let go is counted."""
    draw = random.Random(7)  # noqa: S311 - a test's text is no secret
    seen = tuple(f"{number:016x}" for number in range(MAX_RECENT))
    state = empty_state()
    state = RollingState(state.topic.model_copy(update={"recent": seen}), {})
    for number in range(150):
        phrase = [" ".join(drawn_word(draw, letters) for _ in range(5)) for _ in range(8)]
        lines = [
            f"The {first} {draw.randrange(10**6)} {last}." for first, last in pairwise(phrase[:5])
        ]
        fields = {"url": f"https://example.org/{letters * 20}/{number}", "headline": letters * 60}
        at = START + timedelta(hours=6 * number)
        state, _ = track(state, article(number, "\n".join(lines), at, **fields), at)
    assert len(encode(state.topic)) <= TOPIC_BYTES
    assert max(len(encode(slim(story))) for story in state.stories.values()) <= STORY_BYTES
    assert len(state.stories) == len(state.topic.stories) <= MAX_STORIES
    assert len(state.topic.recent) == MAX_RECENT
    assert len(state.topic.figures) <= MAX_FIGURES
    assert state.topic.pruned.figures > 0


def test_a_value_too_large_for_the_budget_loses_its_oldest_articles() -> None:
    """The latest are kept, and the rest is counted."""
    sentence = "The harbour of Larnvik lies under ash, said Mayor Lie of {0}, {1} boats wait."
    articles = [
        article(
            number,
            "\n".join(
                sentence.format(f"Place{(7 * step + number) % 60}", 31 * number + step)
                for step in range(30)
            ),
            START + timedelta(minutes=number),
        )
        for number in range(40)
    ]
    state, _ = run(articles)
    (entry,) = state.topic.stories
    kept = state.stories[entry.id].articles
    assert kept[-1].reference.id == "a39"
    assert len(kept) + state.topic.pruned.articles == entry.articles == 40
    assert len(encode(slim(state.stories[entry.id]))) <= STORY_BYTES


def test_what_is_laid_out_for_comparing_goes_with_what_it_is_of() -> None:
    """So memory hangs on live state alone; and it makes no difference to what is equal."""
    facts = Facts(vectors=bytes(8), lengths=(20, 30))
    matrix = weakref.ref(facts.matrix)
    assert facts.matrix.shape == (2, 4)
    assert facts == Facts(vectors=bytes(8), lengths=(20, 30))

    del facts

    assert matrix() is None
