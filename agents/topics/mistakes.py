"""All that is wrong with a topics file, each mistake with its line, its field and its cause."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from agents.topics.query_syntax import QueryError
from streams.errors import ConfigError
from streams.languages import code_meant
from streams.wording import in_words
from streams.yaml_tree import line_of, node_at, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic_core import ErrorDetails

    from agents.topics.query_reader import Fault

Model = TypeVar("Model", bound=BaseModel)
Path = tuple[int | str, ...]

_LANGUAGE: Final = "must be a language: en, uk, zh-Hant"
#: What the characters of a value must be, by its key.
_PATTERNS: Final = {
    "id": "must be letters, digits, '.', '_' and '-'",
    "[key]": _LANGUAGE,
    "languages": _LANGUAGE,
    "iptc": "must be a Media Topic: medtop: and eight digits",
}
_PATTERN: Final = "must hold a letter or a digit"

_WORDS_OF_TOPICS: Final = {
    "dict_type": "must be a mapping of languages to lists of terms",
    "model_type": "must be a mapping of include and exclude",
    "too_short": "must not be empty",
    "string_too_short": "must not be empty",
}


class Mistakes:
    """Collects mistakes while a file of a list of mappings is read."""

    def __init__(
        self,
        source: str,
        tree: yaml.Node,
        of: str = "topics",
        one: str = "a topic is a mapping of id, name, terms, …",
    ) -> None:
        self._of, self._one = of, one
        self._source = source
        self._tree = tree
        self._errors: list[tuple[int, ConfigError]] = []

    def items(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """The mappings of the list by their indexes; what is none is a mistake."""
        nodes = self._tree.value
        if not isinstance(self._tree, yaml.SequenceNode) or not nodes:
            self.add((), f"must be a list of {self._of}")
            return
        for index, node in enumerate(nodes):
            try:
                item = plain(self._source, node)
            except ConfigError as error:
                self._errors.append((line_of(node, ()), error))
                continue
            if isinstance(item, dict):
                yield index, item
            else:
                self.add((index,), self._one)

    def validated(self, kind: type[Model], index: int, item: dict[str, Any]) -> Model | None:
        """An item as a model, or None and its mistakes on the list."""
        try:
            return kind.model_validate(item)
        except ValidationError as failed:
            errors = failed.errors(include_url=False, include_input=False)
            meant = {_meant(kind, error["loc"]) for error in errors if _is_unknown(error)}
            for error in errors:
                # A misspelt key is also a missing one; its spelling is what a person must mend.
                if error["type"] != "missing" or error["loc"][-1] not in meant:
                    self._add_error(kind, index, error)
        return None

    def add(self, path: Path, reason: str, *, line: int | None = None, place: str = "") -> None:
        """Notes what is wrong with the value at a path, or with a place within it."""
        line = line or line_of(self._tree, path)
        field = ".".join(str(step) for step in path[1:])
        where = ": ".join(part for part in (f"line {line}", field, place) if part)
        self._errors.append((line, ConfigError(self._source, where, reason)))

    def raise_any(self) -> None:
        """Raises what was found as one error, in the order of the file."""
        found = [error for _, error in sorted(self._errors, key=lambda each: each[0])]
        if found:
            first, *others = found
            raise ConfigError(first.source, first.field, first.reason, others)

    def _add_error(self, kind: type[BaseModel], index: int, error: ErrorDetails) -> None:
        path = (index, *error["loc"])
        cause = error.get("ctx", {}).get("error")
        if isinstance(cause, QueryError):
            for fault in cause.faults:
                self._add_fault(path, fault)
        elif _is_unknown(error):
            near = _meant(kind, error["loc"])
            self.add(path, f"no such key; did you mean {near}?" if near else "no such key")
        elif error["type"] == "nothing_sought":
            self.add((index, "terms"), error["msg"])
        elif error["type"] == "string_pattern_mismatch":
            self._add_pattern(path)
        else:
            self.add(path, _WORDS_OF_TOPICS.get(error["type"]) or in_words(error))

    def _add_pattern(self, path: Path) -> None:
        reason = _PATTERNS.get(str(path[-1])) or _PATTERNS.get(str(path[1]), _PATTERN)
        if reason == _LANGUAGE:
            written = path[-2] if path[-1] == "[key]" else node_at(self._tree, path).value
            reason += code_meant(str(written))
        self.add(path, reason)

    def _add_fault(self, path: Path, fault: Fault) -> None:
        node = node_at(self._tree, path)
        line, at = line_of(self._tree, path), fault.at
        if isinstance(node, yaml.ScalarNode) and node.style == "|":
            # Its text begins below the bar, and keeps its lines.
            before = node.value[:at]
            line += 1 + before.count("\n")
            at -= before.rfind("\n") + 1
        self.add(path, fault.reason, line=line, place=f"character {at + 1}")


def _is_unknown(error: ErrorDetails) -> bool:
    return error["type"] == "extra_forbidden"


def _meant(kind: type[BaseModel], location: Path) -> str | None:
    """The known key that an unknown one is nearest to."""
    fields = kind.model_fields
    for step in location[:-1]:
        inner = fields[str(step)].annotation if str(step) in fields else None
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            fields = inner.model_fields
    near = get_close_matches(str(location[-1]), fields, n=1)
    return near[0] if near else None
