"""What a revision brings: the same article with other content is judged by what was added."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from agents.track.facts import prose_of, sentence_digest, values_of
from agents.track.novelty import Judgement
from streams.records import Reason

if TYPE_CHECKING:
    from agents.track.facts import News
    from agents.track.memory import Memory
    from agents.track.state import Known


def added_to(version: Known, news: News) -> News:
    """Of a revision, what its earlier version didn't say; headlines change for any reason."""
    old = set(version.facts.sentences)
    added = (each for each in prose_of(news.sentences) if sentence_digest(each) not in old)
    return replace(news, sentences=tuple(added))


def judge_revision(added: News, version: Known, memory: Memory) -> Judgement:
    """Judges what a revision added: a number or a name that the topic didn't know is news."""
    fresh = frozenset(values_of(added.sentences) - memory.numbers)
    named = added.facts.anchor_set - memory.anchors
    reason = Reason.BRINGS_SOMETHING if fresh or named else Reason.REVISION_WITHOUT_NEWS
    features = {"added-sentences": float(len(added.sentences)), "fresh-numbers": float(len(fresh))}
    return Judgement(reason, version, fresh, features)
