"""The index of a topic's live stories, packed: it is written anew with every article."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field, PlainSerializer

from agents.track.digests import packed_bytes, unpacked_bytes
from streams.records import Instant, Record

_ENTRY: Final = struct.Struct(">16sqHH")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_MOST: Final = 0xFFFF


class StoryEntry(Record):
    """A live story in the topic's index."""

    id: str
    last_at: Instant
    articles: int = Field(default=0, ge=0, description="articles it ever had, copies left out")
    developments: int = Field(default=0, ge=0)

    @cached_property
    def packed(self) -> bytes:
        """Its place in the index's JSON."""
        return _ENTRY.pack(
            bytes.fromhex(self.id),
            (self.last_at - _EPOCH) // _MICROSECOND,
            min(self.articles, _MOST),
            min(self.developments, _MOST),
        )


def _packed(entries: tuple[StoryEntry, ...]) -> str:
    return packed_bytes(b"".join(each.packed for each in entries))


def _unpacked(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return tuple(
        StoryEntry(
            id=story.hex(),
            last_at=_EPOCH + at * _MICROSECOND,
            articles=articles,
            developments=developments,
        )
        for story, at, articles, developments in _ENTRY.iter_unpack(unpacked_bytes(value))
    )


#: Entries in JSON: one string, 38 characters for each.
StoryIndex = Annotated[
    tuple[StoryEntry, ...],
    BeforeValidator(_unpacked),
    PlainSerializer(_packed, return_type=str, when_used="json"),
]
