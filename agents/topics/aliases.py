"""`aliases.yaml`: groups of names that mean the same, by language, for all topics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field, StringConstraints

from agents.text.aliases import Aliases, Group, Name
from agents.text.cldr_names import cldr_names
from agents.topics.mistakes import Mistakes
from streams.records import Record
from streams.yaml_tree import compose, read_text

if TYPE_CHECKING:
    from pathlib import Path

_Name = Annotated[str, StringConstraints(pattern=r"[^\W_]", strip_whitespace=True, max_length=100)]
_Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]


class AliasGroup(Record):
    """Names of one person, place, body or thing; a term that has one of them finds the others."""

    names: dict[_Language, Annotated[tuple[_Name, ...], Field(min_length=1)]] = Field(min_length=1)


def load_aliases(path: Path) -> Aliases:
    """Reads `aliases.yaml`.

    Raises:
        ConfigError: with the file, the line and the field of each mistake.
    """
    source = str(path)
    tree = compose(source, read_text(path))
    mistakes = Mistakes(source, tree, "groups of names", "a group is a mapping with names")
    items = [mistakes.validated(AliasGroup, index, item) for index, item in mistakes.items()]
    mistakes.raise_any()
    return Aliases(tuple(_names(group) for group in items if group), cldr_names())


def _names(group: AliasGroup) -> Group:
    every = ((text, language) for language, each in group.names.items() for text in each)
    return tuple(dict.fromkeys(Name.read(*one) for one in every))
