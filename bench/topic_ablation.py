"""What each part of the topic decision brings: F1 on labelled streams with one of them left out.

    python -m bench.topic_ablation [FOLDER …]

Prints a table in Markdown: F1 at the usual threshold, and with each topic's threshold taken from
the other topics of its set. Parts are left out by handing in other collaborators, or by replacing
one function; production code knows nothing of it.
"""

from __future__ import annotations

import argparse
import re
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final
from unittest.mock import patch

import numpy as np

from agents.classify import article_words, compile_terms
from agents.classify.article_text import paragraphs_of
from agents.classify.relevance import relevances
from agents.text.aliases import NO_ALIASES
from agents.topics.definitions import DEFAULT_THRESHOLD, TopicSet, load_topics
from agents.vectors.means import Means, means_for
from agents.vectors.sentence_vectors import SentenceVectors
from bench.kept_vectors import kept_vectors
from bench.topic_scores import SETS, f1, left_out, rows_of
from streams.records import ParagraphRole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from agents.classify.paragraphs import Paragraph
    from agents.classify.publishers import Publishers
    from agents.classify.relevance import Compared, Embedded, Relevance, Shares
    from agents.vectors.embedder import Embedder
    from streams.records import Article

_CLASSIFIER: Final = "agents.classify.classifier"
_RELEVANCE: Final = "agents.classify.relevance"
_NOT_WORDS: Final = re.compile(r"[\W_]")


def _same(topics: TopicSet) -> TopicSet:
    return topics


@dataclass(frozen=True)
class Variant:
    """One row of the table: what is changed while the sets are scored."""

    name: str
    replaced: Mapping[str, object] = field(default_factory=dict)
    means: Callable[[Means], Means | None] = lambda means: means
    topics: Callable[[TopicSet], TopicSet] = _same

    def switched(self) -> AbstractContextManager[object]:
        """While it is entered, the functions are replaced."""
        stack = ExitStack()
        for target, other in self.replaced.items():
            stack.enter_context(patch(target, other))
        return stack


def _all_prose(article: Article, publishers: Publishers) -> tuple[Paragraph, ...]:
    """Paragraphs of which all count."""
    found = paragraphs_of(article, publishers)
    return tuple(
        each if each.role.counts else replace(each, role=ParagraphRole.BODY) for each in found
    )


def _lower(text: str, *, parted: bool) -> str:
    """Folding that only knows case."""
    return _NOT_WORDS.sub(" ", text.lower()) if parted else text.lower()


def _alone(
    page: Embedded, compared: Mapping[str, Compared], shares: Mapping[str, Shares]
) -> dict[str, Relevance]:
    """Each topic as if there were no other."""
    return {
        topic: relevances(page, {topic: each}, shares)[topic] for topic, each in compared.items()
    }


def _raw(means: Means) -> Means:
    return Means(means.model, {}, np.zeros_like(means.overall), {})


def _uneven(means: Means) -> Means:
    return replace(means, kept={})


def _without_excludes(topics: TopicSet) -> TopicSet:
    changed = tuple(each.model_copy(update={"excludes": ()}) for each in topics.topics)
    return replace(topics, topics=changed)


def _without_names(topics: TopicSet) -> TopicSet:
    return replace(topics, aliases=NO_ALIASES)


VARIANTS: Final = (
    Variant("all of it"),
    Variant("no paragraph roles", {f"{_CLASSIFIER}.paragraphs_of": _all_prose}),
    Variant("no folding but case", {"agents.text.folding._fold": _lower}),
    Variant(
        "no inflection",
        {
            "agents.text.inflection.keys": lambda word, _: frozenset({word}),
            "agents.text.inflection.KOREAN": frozenset[str](),
        },
    ),
    Variant(
        "no other spellings", {"agents.classify.compile_terms.spellings.is_name": lambda _: False}
    ),
    Variant("no CLDR names", topics=_without_names),
    Variant("vectors not centred by language", means=_raw),
    Variant("languages not evened out", means=_uneven),
    Variant("terms count for nothing", {f"{_RELEVANCE}._TERM": 0.0, f"{_RELEVANCE}._TOP": 0.0}),
    Variant("no excludes", topics=_without_excludes),
    Variant("no other topics as rivals", {f"{_CLASSIFIER}.relevances": _alone}),
    Variant("no paragraphs compared", {f"{_RELEVANCE}._PARAGRAPH": 0.0}),
    Variant("no sentences compared (terms alone)", means=lambda _: None),
)


def scored(variant: Variant, embedder: Embedder, folders: Sequence[Path]) -> list[str]:
    """Two figures for each set."""
    means = variant.means(means_for(embedder))
    vectors = SentenceVectors(embedder, means) if means else None
    cells = []
    # What was compiled with a part must not stand in for what is compiled without it.
    for cache in (compile_terms.rows_of, article_words.sought):
        cache.cache_clear()
    with variant.switched():
        for folder in folders:
            topics = variant.topics(load_topics(folder / "topics.yaml"))
            rows = rows_of(folder, topics, vectors)
            cells.append(f"{f1(rows, DEFAULT_THRESHOLD):.3f} / {left_out(rows):.3f}")
    return cells


def main() -> None:
    """Prints a line for each part."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="*", type=Path)
    folders = []
    for folder in parser.parse_args().folders or SETS:
        if folder.exists():
            folders.append(folder)
        else:
            print(f"{folder.name}: NOT RUN, {folder} is not there")
    embedder = kept_vectors()
    print(f"| | {' | '.join(folder.name for folder in folders)} |")
    print("| --- |" + " --- |" * len(folders))
    for variant in VARIANTS:
        cells = scored(variant, embedder, folders)
        print(f"| {variant.name} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
