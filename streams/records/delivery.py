"""What leaves: what one receiver gets, and how it ended."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from streams.records.base import Instant, Record, WireRecord, digest


class DeliveryState(StrEnum):
    """Where a notification stands."""

    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"


class Notification(Record):
    """What one receiver gets: rendered once, the same id and bytes at every attempt."""

    id: str
    receiver: str
    story: str = Field("", description="the story of all of them; empty where they are of several")
    developments: tuple[str, ...] = Field(min_length=1)
    body: bytes
    content_type: str = "application/json"


class Delivery(WireRecord):
    """How a notification ended: the compacted record of what went out."""

    id: str = Field(description="the notification's id")
    receiver: str
    developments: tuple[str, ...]
    state: DeliveryState
    attempts: int = Field(ge=0)
    reason: str = ""
    at: Instant


def notification_id(developments: tuple[str, ...], receiver: str, repeat: int = 0) -> str:
    """The webhook id: the same for ever, so a receiver can tell a second delivery.

    A repeat that `repeat_interval` asks for is meant to be seen, so each has an id of its own.
    """
    again = (f"repeat {repeat}",) if repeat else ()
    return digest("notification", receiver, *developments, *again)
