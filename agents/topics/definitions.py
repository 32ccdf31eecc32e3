"""What is monitored: topics in words and terms, read from `topics.yaml`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import Field, StringConstraints, ValidationError

from streams.errors import ConfigError
from streams.records import Record, Score, digest
from streams.wording import in_words
from streams.yaml_tree import compose, line_of, plain, read_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import yaml
    from pydantic_core import ErrorDetails

#: An article is about a topic from this score on; see `agents.classify.scoring` for the scale.
DEFAULT_THRESHOLD: Final = 0.5

TopicId = Annotated[str, StringConstraints(pattern=r"^[\w][\w.-]*$", max_length=100)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
Term = Annotated[str, StringConstraints(pattern=r"[^\W_]", strip_whitespace=True, max_length=200)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]


_WORDS_OF_TOPICS: Final = {
    "dict_type": "must be a mapping of languages to lists of terms",
    "too_short": "must not be empty",
    "string_too_short": "must not be empty",
}


class Topic(Record):
    """One monitored news subject.

    `description` says in plain words what counts; `includes` and `excludes` are example
    sentences; `terms` is what an analyst would type as a first query, by language, and may be
    incomplete.
    """

    id: TopicId
    name: Words
    description: str = Field(default="", max_length=4000)
    includes: tuple[Words, ...] = Field(default=(), max_length=100)
    excludes: tuple[Words, ...] = Field(default=(), max_length=100)
    terms: dict[Language, Annotated[tuple[Term, ...], Field(min_length=1)]] = Field(min_length=1)
    threshold: Annotated[Score, Field(ge=0, le=2)] = DEFAULT_THRESHOLD


@dataclass(frozen=True)
class TopicSet:
    """All monitored topics, in the order of their file."""

    topics: tuple[Topic, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Topic]:
        """The topics by their ids."""
        return {topic.id: topic for topic in self.topics}

    @cached_property
    def hash(self) -> str:
        """Tells which definitions a decision was made by; comments and layout don't count."""
        content = [topic.model_dump(mode="json") for topic in self.topics]
        return digest("topics", json.dumps(content, ensure_ascii=False, sort_keys=True))


def load_topics(path: Path) -> TopicSet:
    """Reads `topics.yaml`, a list of topics.

    Raises:
        ConfigError: with the file, the topic's field and its line, and what is wrong with it.
    """
    source = str(path)
    tree = compose(source, read_text(path))
    items = plain(source, tree)
    if not isinstance(items, list) or not items:
        raise ConfigError(source, f"line {line_of(tree, ())}", "must be a list of topics")
    topics: dict[str, Topic] = {}
    for index, item in enumerate(items):
        topic = _topic(source, tree, index, item)
        if topic.id in topics:
            place = f"line {line_of(tree, (index, 'id'))}: id"
            raise ConfigError(source, place, f"{topic.id!r} names two topics")
        topics[topic.id] = topic
    return TopicSet(tuple(topics.values()))


def _topic(source: str, tree: yaml.Node, index: int, item: Any) -> Topic:
    if not isinstance(item, dict):
        place = f"line {line_of(tree, (index,))}"
        raise ConfigError(source, place, "a topic is a mapping of id, name, terms, …")
    try:
        return Topic.model_validate(item)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_context=False, include_input=False)
        # A misspelt key is also a missing one; its spelling is what a person must mend.
        first = min(errors, key=lambda each: each["type"] != "extra_forbidden")
        raise _wrong(source, tree, (index, *first["loc"]), first) from None


def _wrong(
    source: str, tree: yaml.Node, location: tuple[int | str, ...], error: ErrorDetails
) -> ConfigError:
    field = ".".join(str(step) for step in location[1:])
    place = f"line {line_of(tree, location)}: {field}"
    if error["type"] != "extra_forbidden":
        return ConfigError(source, place, _WORDS_OF_TOPICS.get(error["type"]) or in_words(error))
    near = get_close_matches(str(location[-1]), Topic.model_fields, n=1)
    suggestion = f"; did you mean {near[0]}?" if near else ""
    return ConfigError(source, place, f"no such key{suggestion}")
