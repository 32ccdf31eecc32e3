"""Which story of its topic an article belongs to, and which stories it shows to be one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from agents.track.memory import NEWS_CYCLE
from agents.track.profiles import Profiles
from streams.records import story_id

if TYPE_CHECKING:
    from datetime import datetime

    from agents.track.novelty import Judgement, Novelty
    from agents.track.state import RollingState, StoryState

#: The cosine from which an article is of a story; halves with each news cycle that the story
#: has been silent for. Chosen on ECB+ (each event has a look-alike), whole and cut to 10 and 20
#: words, and on the pairs of tgcontest: .13 to .17 do about as well there.
_SAME: Final = 0.15

#: The cosine from which two stories are one, where an article also is of both; on ECB+ .4 mends
#: stories that were opened twice, and .3 joins look-alikes.
_ONE: Final = 0.4


@dataclass(frozen=True)
class Place:
    """The story of an article, and those that are a part of it from this article on."""

    story: str
    merged: tuple[str, ...] = ()


def place_of(novelty: Novelty, judgement: Judgement, state: RollingState, at: datetime) -> Place:
    """Where an article belongs: with its original, with the nearest story, or on its own."""
    if judgement.is_copy and judgement.rests_on:
        return Place(judgement.rests_on.story)
    stories = [state.stories[entry.id] for entry in state.topic.stories]
    facts = novelty.news.facts
    profiles = Profiles(
        [each.profile for each in stories], sum(len(each.articles) for each in stories)
    )
    near = profiles.near(facts.words).tolist()
    near = [each * _fresh(story, at) for each, story in zip(near, stories, strict=True)]
    best = max(range(len(near)), key=near.__getitem__, default=None)
    if best is not None and near[best] >= _SAME:
        alike = profiles.alike(best).tolist()
        ones = [i for i, each in enumerate(near) if each >= _SAME and alike[i] >= _ONE]
        return _joined([stories[i] for i in {best, *ones}])
    if novelty.nearest and novelty.nearest.facts.language != facts.language:
        # In two languages few words are the same: meaning tells.
        return Place(novelty.nearest.story)
    topic, article = novelty.news.article.topic, novelty.news.article.article
    return Place(story_id(topic, article.id))


def _fresh(story: StoryState, at: datetime) -> float:
    """1 for a story that goes on now, halved with each news cycle of silence."""
    silent = at - story.articles[-1].reference.ingested_at
    return float(0.5 ** max(0.0, silent / NEWS_CYCLE))


def _joined(stories: list[StoryState]) -> Place:
    """The stories under the name of the one that began first."""
    first, *others = sorted(stories, key=_begin)
    return Place(first.id, tuple(each.id for each in others))


def _begin(story: StoryState) -> tuple[datetime, str]:
    return story.articles[0].reference.ingested_at, story.id
