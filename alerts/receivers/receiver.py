"""What every receiver is, and what every kind of receiver is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from alerts.receivers.options import Options

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from alerts.group import Group
    from alerts.receivers.outcome import Outcome
    from alerts.retry import DeliveryPolicy
    from streams.http import HttpClient
    from streams.records import Notification


@dataclass(frozen=True)
class Attempt:
    """One attempt as the ledger keeps it.

    Attributes:
        outcome: how it went.
        status: the reply's, where there was one.
        reply: the reply's body, cut and free of the address.
        receipt: what the receiver calls the alert that it took, for answers to it.
    """

    outcome: Outcome
    status: int | None = None
    reply: str = ""
    receipt: str = ""


class Receiver(Protocol):
    """Where alerts go."""

    @property
    def name(self) -> str:
        """The name in `alerts.yaml`."""

    @property
    def policy(self) -> DeliveryPolicy:
        """How patiently, how fast and how much at a time it is served."""

    @property
    def content_type(self) -> str:
        """Of the bodies that it renders."""

    def render(self, group: Group) -> bytes:
        """The body of a notification: the same group always gives the same bytes."""

    async def send(self, notification: Notification, now: datetime, thread: str = "", /) -> Attempt:
        """Makes one attempt; never raises for what the other side does.

        Args:
            notification: what to send.
            now: the time of the attempt.
            thread: the receipt of the first alert of the same story; empty where there is none.
        """


OptionsT = TypeVar("OptionsT", bound=Options)


@dataclass(frozen=True)
class Kind(Generic[OptionsT]):
    """A kind of receiver; its module owns payload, limits and the reading of replies.

    Attributes:
        name: the key in `alerts.yaml`.
        options: what it can be told there.
        build: makes the receiver of a name and of its options.
    """

    name: str
    options: type[OptionsT]
    build: Callable[[str, OptionsT, HttpClient], Receiver]


def policy_of(options: Options, policy: DeliveryPolicy) -> DeliveryPolicy:
    """The kind's policy with what the options say otherwise."""
    given = options.model_dump(include={"maximal_age", "concurrency", "per_second"})
    return replace(policy, **{name: value for name, value in given.items() if value is not None})
