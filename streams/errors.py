"""Everything that Wirewatch raises on purpose.

::

    WirewatchError
    ├── ConfigError        a person must mend a file or a setting
    ├── KafkaSetupError    the cluster is not as the stack needs it
    ├── StateError         stored state can't be read; the worker has to stop
    ├── LedgerError        the ledger's database can't be opened now
    ├── EmbeddingError     sentence vectors can't be had now; the worker waits or starts again
    ├── CeilingError       too many records can't be read; the worker has to stop
    └── BadRecord          one record can't be read; it goes to dead-letters
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Why a record can't be read; docs/how-nothing-is-lost.md says what each means.
BadReason = Literal[
    "empty", "not-utf-8", "not-json", "invalid", "too-large", "not-embedded", "failed"
]

#: Mistakes of one file that are shown: who made more of them has the file upside down.
_SHOWN: Final = 50


class WirewatchError(Exception):
    """Base of all errors that Wirewatch raises on purpose."""


class ConfigError(WirewatchError):
    """A file or a setting is wrong: names where, which field and why, one mistake a line.

    Attributes:
        source: the file, or the name of the setting.
        field: the key within it, dotted; empty where the whole is meant.
        reason: what is wrong, for a person.
        others: further mistakes of the same source that were found with it.
    """

    def __init__(
        self, source: str, field: str, reason: str, others: Sequence[ConfigError] = ()
    ) -> None:
        self.source = source
        self.field = field
        self.reason = reason
        self.others = tuple(others)
        place = f"{source}: {field}" if field else source
        lines = [f"{place}: {reason}", *map(str, self.others[: _SHOWN - 1])]
        more = len(self.others) + 1 - len(lines)
        super().__init__("\n".join([*lines, f"and {more} more"] if more else lines))


class LedgerError(WirewatchError):
    """The ledger's database can't be opened: it is away, refuses us, or lies where we may not."""


class KafkaSetupError(WirewatchError):
    """The cluster misses a Kafka topic, or has one of another shape."""


class StateError(WirewatchError):
    """Stored state can't be read: no record is at fault, and none may be given up for it."""


class EmbeddingError(WirewatchError):
    """Sentence vectors can't be had now: no record is at fault, and none is decided without."""


class CeilingError(WirewatchError):
    """So many records can't be read that the fault is not theirs; a person must look why."""


class BadRecord(WirewatchError):  # noqa: N818 - it names the record, as the dead letter does
    """One record can't be read.

    Attributes:
        reason: a word of the closed list.
        field: the field at fault, dotted; empty where the whole value is meant.
        detail: the cause for a person; never holds the value itself.
    """

    def __init__(self, reason: BadReason, field: str = "", detail: str = "") -> None:
        self.reason = reason
        self.field = field
        self.detail = detail
        super().__init__(": ".join(part for part in (reason, field, detail) if part))
