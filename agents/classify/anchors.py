"""What the gate seeks for a topic: its terms, or words without which its query can't hold.

Of parts that must all hold one is enough for the gate, and the one that is rarest by its letters
is taken; of alternatives each has to give its words. So the gate lets everything through that
the query would keep, and more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from agents.classify.article_words import sought
from agents.classify.compile_terms import terms_of
from agents.classify.terms import Term
from agents.topics.query import All, AnyOf, LanguageIs, Near, Not, PublisherIs

if TYPE_CHECKING:
    from agents.text.aliases import Aliases
    from agents.topics.definitions import Topic
    from agents.topics.query import Phrase, Query

#: Terms of which a text holds at least one wherever a query holds; None where there are none.
Anchors: TypeAlias = tuple[Term, ...] | None


def sought_by(topic: Topic, aliases: Aliases | None = None) -> tuple[Term, ...]:
    """The terms by which the gate lets articles through to a topic; none where it is off."""
    if not topic.enabled:
        return ()
    if topic.terms or topic.condition is None:
        return terms_of(topic, aliases)
    return anchors(topic.condition) or ()


def anchors(query: Query) -> Anchors:
    """Words of which every text has one that the query takes, or None."""
    if isinstance(query, PublisherIs | LanguageIs | Not):
        return None
    if isinstance(query, All):
        found = [each for each in map(anchors, query.parts) if each is not None]
        return max(found, key=_rareness, default=None)
    if isinstance(query, AnyOf):
        return _all_of(tuple(map(anchors, query.parts)))
    if isinstance(query, Near):
        return _of_near(query)
    return (_of_phrases(query.text, query),)


def _all_of(parts: tuple[Anchors, ...]) -> Anchors:
    if any(part is None for part in parts):
        return None
    terms = (term for part in parts for term in part or ())
    return tuple({term.words: term for term in terms}.values())


def _of_near(near: Near) -> tuple[Term, ...]:
    """Both sides, which one paragraph has to hold; one of them where they have alternatives."""
    if len(near.left) == len(near.right) == 1:
        return (_of_phrases(near.text, *near.left, *near.right),)
    sides = (
        tuple(_of_phrases(each.text, each) for each in side) for side in (near.left, near.right)
    )
    return max(sides, key=_rareness)


def _of_phrases(text: str, *phrases: Phrase) -> Term:
    words = (sought(word).word for phrase in phrases for word in phrase.words)
    return Term(text, tuple(dict.fromkeys(words)))


def _rareness(terms: tuple[Term, ...]) -> tuple[int, int]:
    """A row of words is as rare as it has letters; of alternatives the commonest one decides."""
    return min(sum(len(word.stem) for word in term.words) for term in terms), -len(terms)
