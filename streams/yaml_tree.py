"""YAML as plain text values with their lines: nothing is guessed, nothing can blow up.

Every scalar stays a string, so the Norwegian `no:` is a language and not the value false.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from streams.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

#: Room for some thousand topics; more would take longer to read than a start may take.
MAX_BYTES = 2 * 1024 * 1024

# libyaml composes by recursion in C and dies at some ten thousand levels; our files need ten.
_MAX_DEPTH = 32

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def read_text(path: Path) -> str:
    """The text of a file that is to be composed.

    Raises:
        ConfigError: it can't be read, is too large, or not UTF-8.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError(str(path), "", f"can't read it: {error.strerror}") from None
    if len(raw) > MAX_BYTES:
        raise ConfigError(str(path), "", f"larger than {MAX_BYTES} bytes")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(str(path), "", f"not UTF-8: byte {error.start}") from None


def compose(source: str, text: str) -> yaml.Node:
    """The tree of one YAML document; `source` names the file in errors.

    Raises:
        ConfigError: no document, several, broken syntax, an alias (a few lines of them can
            stand for gigabytes), or nesting that no file of ours has.
    """
    try:
        _refuse_bombs(source, text)
        tree = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        place = f"line {_line(error.problem_mark)}"
        raise ConfigError(source, place, f"not YAML: {error.problem}") from None
    except yaml.YAMLError as error:
        raise ConfigError(source, "", f"not YAML: {error}") from None
    if tree is None:
        raise ConfigError(source, "", "the file is empty")
    return tree


def _refuse_bombs(source: str, text: str) -> None:
    depth = 0
    for part in yaml.parse(text, Loader=_LOADER):
        place = f"line {_line(part.start_mark)}"
        if isinstance(part, yaml.AliasEvent):
            raise ConfigError(source, place, "aliases (*name) are not taken; write it out")
        depth += isinstance(part, yaml.CollectionStartEvent)
        depth -= isinstance(part, yaml.CollectionEndEvent)
        if depth > _MAX_DEPTH:
            raise ConfigError(source, place, f"nested deeper than {_MAX_DEPTH} levels")


def plain(source: str, node: yaml.Node) -> Any:
    """The node as dicts, lists and strings.

    Raises:
        ConfigError: a key stands twice in one mapping, where YAML would drop the first.
    """
    if isinstance(node, yaml.MappingNode):
        return _mapping(source, node)
    if isinstance(node, yaml.SequenceNode):
        return [plain(source, item) for item in node.value]
    return node.value


def _mapping(source: str, node: yaml.MappingNode) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in node.value:
        name = str(key.value)
        if name in values:
            raise ConfigError(source, f"line {_line(key.start_mark)}", f"{name!r} stands twice")
        values[name] = plain(source, value)
    return values


def line_of(node: yaml.Node, path: Sequence[int | str]) -> int:
    """The line, from 1, of the value at a path of keys and indexes; of its nearest parent."""
    return _line(node_at(node, path).start_mark)


def node_at(node: yaml.Node, path: Sequence[int | str]) -> yaml.Node:
    """The node at a path of keys and indexes; its nearest parent where there is none."""
    for step in path:
        child = _child(node, step)
        if child is None:
            break
        node = child
    return node


def _child(node: yaml.Node, step: int | str) -> yaml.Node | None:
    children: dict[int | str, yaml.Node] = {}
    if isinstance(node, yaml.SequenceNode):
        children = dict(enumerate(node.value))
    elif isinstance(node, yaml.MappingNode):
        children = {str(key.value): value for key, value in node.value}
    return children.get(step)


def _line(mark: Any) -> int:
    return int(mark.line) + 1 if mark else 1
