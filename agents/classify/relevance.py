"""How much an article is about a topic: what its sentences say, and how fully it speaks the terms.

Every sentence is compared with everything that the topic says of itself. It counts less where it is
nearer to a rival: an exclude of the topic, or another topic that the article may be about. Vectors
are whole numbers, and so are their products: in whatever order they are added, a score is the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from agents.vectors.quantised import rows
from streams.records import ParagraphRole, PrototypeKind, ScoreParts, Support

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from agents.classify.prototypes import Prototype
    from streams.records import Sentence

# The recommended sum of three best sentences, half the best paragraph and the terms, with its
# weights scaled together so that the usual threshold is that of topics without vectors.
_SENTENCES: Final = 0.65
_PARAGRAPH: Final = 0.325
_TERM: Final = 0.1625
_TOP: Final = 0.065

#: Sentences that are averaged; one alone may be a mention.
_BEST: Final = 3

#: By how much a sentence loses for each bit that it is nearer to a rival.
_RIVALRY: Final = 2.0

#: The least share of a term's words that counts for anything.
_HALF: Final = 0.5

Numbers = NDArray[np.float32]


@dataclass(frozen=True)
class Embedded:
    """The embedded sentences of an article, and how much of a similarity languages leave."""

    sentences: tuple[Sentence, ...]
    vectors: Sequence[bytes]
    across: Callable[[str | None, str | None], float]


@dataclass(frozen=True)
class Compared:
    """A topic's texts with their vectors, and how near each sentence and paragraph is to each."""

    prototypes: tuple[Prototype, ...]
    sentences: Numbers
    paragraphs: Numbers

    @property
    def for_it(self) -> NDArray[np.bool_]:
        """Which texts speak for the topic."""
        return np.array([each.kind is not PrototypeKind.EXCLUDE for each in self.prototypes])


@dataclass(frozen=True)
class Relevance:
    """A score, the parts that it is the sum of, and the sentences that it rests on."""

    score: float
    parts: ScoreParts
    support: tuple[Support, ...]


@dataclass(frozen=True)
class Shares:
    """Shares of a term's words: the fullest of any part, the headline's and the lead's."""

    best: float
    title: float
    lead: float

    @classmethod
    def of(cls, by_part: Sequence[tuple[ParagraphRole, float]]) -> Shares:
        """The shares of an article's parts."""
        title = max((s for role, s in by_part if role is ParagraphRole.TITLE), default=0.0)
        lead = max((s for role, s in by_part if role is ParagraphRole.LEAD), default=title)
        return cls(max((share for _, share in by_part), default=0.0), title, lead)


def compare(
    page: Embedded, prototypes: tuple[Prototype, ...], vectors: Sequence[bytes]
) -> Compared:
    """Compares every sentence and every paragraph with every text of a topic."""
    made = rows(page.vectors)
    products = made @ rows(vectors).T
    kept = np.array(
        [
            [page.across(sentence.language, each.language) for each in prototypes]
            for sentence in page.sentences
        ],
        np.float32,
    )
    starts = _paragraph_starts(page.sentences)
    lengths = np.linalg.norm(np.add.reduceat(made, starts).astype(np.float64), axis=1)
    paragraphs = np.add.reduceat(products, starts) / np.maximum(lengths, 1)[:, None] / 127.0
    return Compared(
        prototypes,
        (products / np.float32(127 * 127)) / kept,
        (paragraphs / kept[starts]).astype(np.float32),
    )


def relevances(
    page: Embedded, compared: Mapping[str, Compared], shares: Mapping[str, Shares]
) -> dict[str, Relevance]:
    """The relevance of each topic that an article may be about, each with the others as rivals."""
    return {topic: _relevance(page, topic, compared, shares[topic]) for topic in compared}


def _relevance(
    page: Embedded, topic: str, compared: Mapping[str, Compared], shares: Shares
) -> Relevance:
    own = compared[topic]
    near, near_rival = _near(own), _near_rival(topic, compared)
    counted = [_contrasted(*pair) for pair in zip(near, near_rival, strict=True)]
    best = np.argsort(-counted[0], kind="stable")[:_BEST]
    parts = ScoreParts(
        sentences=_rounded(_SENTENCES * counted[0][best].mean()),
        paragraph=_rounded(_PARAGRAPH * counted[1].max()),
        terms=_rounded(_TERM * _worth(shares.best)),
        top=_rounded(_TOP * (_worth(shares.title) + _worth(shares.lead)) / 2),
    )
    support = tuple(_support(page, topic, compared, int(index)) for index in best)
    return Relevance(_rounded(parts.total), parts, support)


def _near(own: Compared) -> tuple[Numbers, Numbers]:
    """How near each sentence, and each paragraph, is to what speaks for the topic."""
    for_it = own.for_it
    return own.sentences[:, for_it].max(axis=1), own.paragraphs[:, for_it].max(axis=1)


def _near_rival(topic: str, compared: Mapping[str, Compared]) -> tuple[Numbers, Numbers]:
    own = compared[topic]
    against = ~own.for_it
    found = [_near(each) for other, each in compared.items() if other != topic]
    if against.any():
        excluded = own.sentences[:, against].max(axis=1), own.paragraphs[:, against].max(axis=1)
        found.append(excluded)
    if not found:
        return np.full(len(own.sentences), -1.0), np.full(len(own.paragraphs), -1.0)
    sentences, paragraphs = zip(*found, strict=True)
    return np.max(sentences, axis=0), np.max(paragraphs, axis=0)


def _contrasted(near: Numbers, rival: Numbers) -> Numbers:
    counted: Numbers = near - _RIVALRY * np.maximum(0, rival - near)
    return counted


def _worth(share: float) -> float:
    """Half of a term's words are worth a quarter of all of them."""
    return share * share if share >= _HALF else 0.0


def _support(page: Embedded, topic: str, compared: Mapping[str, Compared], index: int) -> Support:
    own = compared[topic]
    best = _nearest(own.sentences[index], own.prototypes, of_topic=True)
    rivals = [_nearest(own.sentences[index], own.prototypes, of_topic=False)]
    for other, each in compared.items():
        if other != topic:
            rivals.append(_nearest(each.sentences[index], each.prototypes, of_topic=True))
    rival = max((each for each in rivals if each), key=lambda each: each[0], default=None)
    assert best, "what is compared has a description or includes"  # noqa: S101
    against = rival if rival and rival[0] > best[0] else None
    return Support(
        span=page.sentences[index].span,
        similarity=_rounded(best[0]),
        kind=best[1].kind,
        prototype=best[1].text,
        against=against[1].text if against else None,
        against_similarity=_rounded(against[0]) if against else None,
    )


def _nearest(
    near: Numbers, prototypes: Sequence[Prototype], *, of_topic: bool
) -> tuple[float, Prototype] | None:
    found = [
        (float(value), each)
        for value, each in zip(near, prototypes, strict=True)
        if (each.kind is not PrototypeKind.EXCLUDE) is of_topic
    ]
    return max(found, key=lambda each: each[0], default=None)


def _paragraph_starts(sentences: Sequence[Sentence]) -> list[int]:
    paragraphs = [sentence.paragraph for sentence in sentences]
    return [
        index for index, each in enumerate(paragraphs) if not index or each != paragraphs[index - 1]
    ]


def _rounded(value: float) -> float:
    return round(float(value), 4)
