"""What is monitored: topics in words, terms and queries, read from `topics.yaml`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from agents.text.aliases import NO_ALIASES, Aliases
from agents.text.cldr_names import cldr_names
from agents.topics.aliases import load_aliases
from agents.topics.mistakes import Mistakes
from agents.topics.query import All, AnyOf, Not, Phrase, joined, seeks_words
from agents.topics.query_syntax import parse_query
from agents.topics.query_words import query_words
from streams.languages import PATTERN
from streams.records import AlertPreset, Record, Score, digest
from streams.yaml_tree import compose, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from agents.topics.query import Query

#: An article is about a topic from this score on; see `agents.classify.scoring` for the scale.
DEFAULT_THRESHOLD: Final = 0.5

_NOTHING_SOUGHT: Final = (
    "a topic needs terms, or a query (or must, or any) that seeks a word in each alternative"
)


def _query(text: str) -> str:
    parse_query(text)
    return text


def _entry(text: str) -> str:
    query_words(f'"{text}"')
    return text


def _code(text: str) -> str:
    return text if text.startswith("medtop:") else f"medtop:{text}"


TopicId = Annotated[str, StringConstraints(pattern=r"^[\w][\w.-]*$", max_length=100)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
Term = Annotated[str, StringConstraints(pattern=r"[^\W_]", strip_whitespace=True, max_length=200)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Entry = Annotated[Term, AfterValidator(_entry)]
Entries = Annotated[tuple[Entry, ...], Field(max_length=200)]
Folded = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, to_lower=True)]
Code = Annotated[str, StringConstraints(strip_whitespace=True, pattern=PATTERN, to_lower=True)]
MediaTopic = Annotated[
    str, StringConstraints(pattern=r"^(medtop:)?[0-9]{8}$"), AfterValidator(_code)
]


class Scope(Record):
    """Names that are taken and names that are not; without `include` all others are taken."""

    include: tuple[Folded, ...] = Field(default=(), description="only these; * and ? stand for any")
    exclude: tuple[Folded, ...] = Field(default=(), description="none of these")


class Languages(Record):
    """Codes of languages that are taken and that are not; `en` is also that of `en-GB`."""

    include: tuple[Code, ...] = Field(default=(), description="only these, by their codes")
    exclude: tuple[Code, ...] = Field(default=(), description="none of these")


class Topic(Record):
    """One monitored news subject.

    Terms, or a query, or both: then the query is what must hold as well. The lists `must`, `any`
    and `none` are the same for people who don't write queries: words or phrases of which all,
    one, or none may stand in the article.
    """

    id: TopicId = Field(description="key of the topic everywhere; never changes")
    name: Words = Field(description="what alerts call it")
    description: str = Field(default="", max_length=4000, description="in plain words, what counts")
    includes: tuple[Words, ...] = Field(
        default=(), max_length=100, description="sentences of articles that count"
    )
    excludes: tuple[Words, ...] = Field(
        default=(), max_length=100, description="sentences of articles that look like it and don't"
    )
    terms: dict[Language, Annotated[tuple[Term, ...], Field(min_length=1)]] = Field(
        default_factory=dict, description="what an analyst would type first, by language"
    )
    query: Annotated[str, AfterValidator(_query)] | None = Field(
        default=None, description="what must hold, in Lucene's classic syntax"
    )
    must: Entries = Field(default=(), description="words or phrases that must all be there")
    any: Entries = Field(default=(), description="words or phrases of which one must be there")
    none: Entries = Field(default=(), description="words or phrases that must not be there")
    publishers: Scope = Field(default=Scope(), description="whose articles are taken")
    languages: Languages = Field(
        default=Languages(), description="articles in which languages are taken"
    )
    threshold: Annotated[Score, Field(ge=0, le=2)] = Field(
        default=DEFAULT_THRESHOLD, description="the score from which an article is about it"
    )
    alert: AlertPreset = Field(
        AlertPreset.BALANCED, description="how much is alerted: everything new, or only the big"
    )
    iptc: tuple[MediaTopic, ...] = Field(
        default=(), max_length=50, description="IPTC Media Topic codes, told to receivers"
    )
    enabled: bool = Field(default=True, description="false: kept in the file, and not watched")

    @model_validator(mode="after")
    def _seeks_something(self) -> Topic:
        if not self.terms and (self.condition is None or not seeks_words(self.condition)):
            raise PydanticCustomError("nothing_sought", _NOTHING_SOUGHT)
        return self

    @cached_property
    def condition(self) -> Query | None:
        """What must hold beside the terms, or alone where there are none; None for no condition."""
        parts = tuple(part for _, part in self.conditions())
        return joined(All, parts) if parts else None

    def conditions(self) -> Iterator[tuple[tuple[str | int, ...], Query]]:
        """What must hold, part by part, each with the path of the field that says so."""
        if self.query is not None:
            yield ("query",), parse_query(self.query)
        for index, entry in enumerate(self.must):
            yield ("must", index), _phrase(entry)
        if self.any:
            yield ("any",), joined(AnyOf, tuple(map(_phrase, self.any)))
        for index, entry in enumerate(self.none):
            yield ("none", index), Not(_phrase(entry))


def _phrase(entry: str) -> Phrase:
    return Phrase(entry, 0, query_words(f'"{entry}"'))


@dataclass(frozen=True)
class TopicSet:
    """All topics of a file, in its order."""

    topics: tuple[Topic, ...]
    aliases: Aliases = NO_ALIASES

    @cached_property
    def by_id(self) -> Mapping[str, Topic]:
        """The topics by their ids."""
        return {topic.id: topic for topic in self.topics}

    @cached_property
    def hash(self) -> str:
        """Tells which definitions a decision was made by; comments and layout don't count."""
        content = [topic.model_dump(mode="json") for topic in self.topics]
        parts = [json.dumps(content, ensure_ascii=False, sort_keys=True)]
        named = [*self.aliases.groups, *self.aliases.shipped.groups]
        parts += [json.dumps(named, ensure_ascii=False)] if named else []
        return digest("topics", *parts)


def load_topics(path: Path, aliases: Path | None = None) -> TopicSet:
    """Reads `topics.yaml`, a list of topics, and with it the names in `aliases`, if any.

    Raises:
        ConfigError: with the file, the topic's field and its line, and what is wrong with it;
            all that is wrong is on it.
    """
    source = str(path)
    tree = compose(source, read_text(path))
    mistakes = Mistakes(source, tree)
    topics: dict[str, Topic] = {}
    for index, item in mistakes.items():
        topic = mistakes.validated(Topic, index, item)
        if topic and topic.id in topics:
            mistakes.add((index, "id"), f"{topic.id!r} names two topics")
        elif topic:
            topics[topic.id] = topic
    mistakes.raise_any()
    names = load_aliases(aliases) if aliases else Aliases(shipped=cldr_names())
    return TopicSet(tuple(topics.values()), names)
