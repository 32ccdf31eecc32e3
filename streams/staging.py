"""What a batch changes, held back until its outputs are in Kafka."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

#: Begins the keys of the markers; no topic id begins so.
MARKER: Final = b"#"

#: One change: the partition it belongs to, the key, and the value (None deletes).
Change = tuple[int, bytes, bytes | None]


@dataclass
class Staging:
    """The changes of one batch, over all partitions it holds."""

    _values: dict[tuple[int, bytes], bytes | None] = field(default_factory=dict)

    def put(self, partition: int, key: bytes, value: bytes | None) -> None:
        """Stages a value; a key put again moves behind all others."""
        self._values.pop((partition, key), None)
        self._values[partition, key] = value

    def get(
        self, partition: int, key: bytes, stored: Callable[[bytes], bytes | None]
    ) -> bytes | None:
        """The staged value, else the stored one."""
        if (partition, key) in self._values:
            return self._values[partition, key]
        return stored(key)

    def in_order(self) -> list[Change]:
        """Values in the order of their last change, then deletions, then the markers.

        A crash may come after any of them: a deletion must not come before the value that no
        longer refers to what it deletes, and a marker not before anything that it vouches for.
        """
        changes = [(partition, key, value) for (partition, key), value in self._values.items()]
        return sorted(changes, key=_rank)


@dataclass
class PartitionState:
    """The table as the records of one partition see it.

    Attributes:
        stored: reads the table as it was before this batch.
        already_handled: whether the record at hand was handled by an earlier batch; then only
            state may be put again, for the changelog's sake, and nothing decided.
    """

    partition: int
    stored: Callable[[bytes], bytes | None]
    staging: Staging
    already_handled: bool = False

    def get(self, key: bytes) -> bytes | None:
        """The value with this batch's changes."""
        return self.staging.get(self.partition, key, self.stored)

    def put(self, key: bytes, value: bytes | None) -> None:
        """Stages a value (None deletes)."""
        self.staging.put(self.partition, key, value)

    @property
    def marker(self) -> int | None:
        """The last offset of the partition that was handled, None when none was."""
        value = self.get(self._marker_key)
        return None if value is None else int(value)

    def advance_marker(self, offset: int) -> None:
        """Notes that `offset` is handled; the marker never goes back."""
        reached = offset if self.marker is None else max(self.marker, offset)
        self.put(self._marker_key, b"%d" % reached)

    @property
    def _marker_key(self) -> bytes:
        return MARKER + b"%d" % self.partition


def _rank(change: Change) -> int:
    # sorted() is stable: within a rank the order of the last change stays.
    _, key, value = change
    if key.startswith(MARKER):
        return 2
    return int(value is None)
