"""What a topic says of itself, piece by piece, to be compared with an article's sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from agents.classify.language import language_of
from streams.records import PrototypeKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agents.topics.definitions import Topic
    from agents.vectors.sentence_vectors import Wanted

_PIECES: Final = re.compile(r"(?<=[.;:])\s+")


@dataclass(frozen=True)
class Prototype:
    """One text of a topic, with the language that it is in."""

    kind: PrototypeKind
    text: str
    language: str | None

    @property
    def wanted(self) -> Wanted:
        """What is to be embedded."""
        return self.text, self.language


def prototypes_of(topic: Topic) -> tuple[Prototype, ...]:
    """The texts of a topic; none where it says nothing but terms, which then decide alone."""
    if not topic.terms or not (topic.description.strip() or topic.includes):
        return ()
    return tuple(dict.fromkeys(_prototypes(topic)))


def _prototypes(topic: Topic) -> Iterator[Prototype]:
    description = " ".join(topic.description.split())
    prose = language_of(" ".join([description, *topic.includes]))
    texts = [(PrototypeKind.INCLUDE, text) for text in topic.includes]
    texts += [(PrototypeKind.EXCLUDE, text) for text in topic.excludes]
    # A long description is near to everything and nothing; each of its parts says one thing.
    whole = [description, *_PIECES.split(description)] if description else []
    for kind, text in [*((PrototypeKind.DESCRIPTION, text) for text in whole), *texts]:
        yield Prototype(kind, text, language_of(text) or prose)
    for language, terms in topic.terms.items():
        for term in terms:
            yield Prototype(PrototypeKind.TERM, term, language)
