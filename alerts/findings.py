"""What a check of `alerts.yaml` says, each with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from streams.errors import ConfigError
from streams.yaml_tree import line_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import yaml


@dataclass(frozen=True)
class Finding:
    """A mistake, or a warning, at a path of keys and indexes."""

    path: tuple[int | str, ...]
    reason: str
    warning: bool = False

    @property
    def field(self) -> str:
        """The path as it is written, dotted."""
        return ".".join(map(str, self.path))


@dataclass(frozen=True)
class Placed:
    """A finding with its file and line, for people; never holds a secret."""

    file: str
    line: int
    field: str
    reason: str
    warning: bool = False

    def as_error(self) -> ConfigError:
        """The mistake as what a worker ends with."""
        place = f"line {self.line}: {self.field}" if self.field else f"line {self.line}"
        return ConfigError(self.file, place, self.reason)


def first_of(mistakes: Sequence[Placed]) -> ConfigError:
    """All mistakes as one error, which names the first."""
    first, *others = [mistake.as_error() for mistake in mistakes]
    return ConfigError(first.source, first.field, first.reason, others)


def placed(file: str, tree: yaml.Node, findings: Iterable[Finding]) -> list[Placed]:
    """The findings with their lines, in the order of the file."""
    found = [
        Placed(file, line_of(tree, one.path), one.field, one.reason, one.warning)
        for one in findings
    ]
    return sorted(found, key=lambda one: (one.line, one.field))
