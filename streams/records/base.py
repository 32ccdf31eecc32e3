"""What all records share: immutability, times, ids."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator


def _with_zone(value: datetime) -> datetime:
    """A date without a zone is read as UTC, so that all times compare."""
    if value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    try:
        return value.astimezone(UTC)
    except OverflowError:
        # Pydantic would let it through, and one date would stop a worker.
        raise ValueError("is outside of the years 1 to 9999 in UTC") from None


Instant = Annotated[datetime, AfterValidator(_with_zone)]
Score = Annotated[float, Field(allow_inf_nan=False)]


def digest(*parts: str) -> str:
    """SHA-256 over the parts, in hex; no two lists of parts give the same bytes.

    Every id of the system is one: the same input gives the same id after every crash.
    """
    sha = hashlib.sha256()
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass")
        sha.update(len(raw).to_bytes(8, "big") + raw)
    return sha.hexdigest()


class Record(BaseModel):
    """Base of all records: immutable, and no key is taken that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class WireRecord(Record):
    """A record with a Kafka topic of its own; carries the version of its shape.

    Every change of a field, here or in a record within, raises the version of the record: its
    default. An older version is read, and is of the newest one from then on; a newer one is not.
    """

    schema_version: int = Field(1, strict=True)

    @field_validator("schema_version")
    @classmethod
    def _is_known(cls, version: int) -> int:
        newest: int = cls.model_fields["schema_version"].default
        if not 1 <= version <= newest:
            raise ValueError(
                f"is {version}, and this release reads up to {newest}: "
                "upgrade what reads a record before what writes it"
            )
        return newest
