"""Everything else, through Apprise: `pip install wirewatch[apprise]`.

Apprise opens its own connections: neither the guard nor the bounds on replies hold there. So a
receiver of this kind has to say `outside_guard: true`, and the log repeats it at every start.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any, Final

import orjson
import structlog
from pydantic import AfterValidator, Field

from alerts.receivers.options import Options, Secrets
from alerts.receivers.outcome import Outcome, OutcomeReason
from alerts.receivers.receiver import Attempt, Kind, policy_of
from alerts.receivers.texts import fitting, plain, told
from alerts.render import cut
from alerts.retry import DeliveryPolicy

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.group import Group
    from alerts.receivers.receiver import Receiver
    from streams.http import HttpClient
    from streams.records import Notification

log: Final = structlog.get_logger(__name__)

_TITLE: Final = 200
_MOST_CHARACTERS: Final = 4000
_SECONDS: Final = 60.0
_POLICY: Final = DeliveryPolicy(maximal_age=timedelta(hours=1), concurrency=1, per_second=1)

#: Loggers of the library and of what it sends with: they name addresses with all secrets in them.
_TALKATIVE: Final = ("apprise", "urllib3")


def _usable(urls: Secrets) -> Secrets:
    if not all(map(_library().Apprise.instantiate, (url.get_secret_value() for url in urls))):
        raise ValueError("has an address that Apprise does not know")
    return urls


def _library() -> Any:
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        return importlib.import_module("apprise")
    except ModuleNotFoundError:
        raise ValueError("needs Apprise: pip install wirewatch[apprise]") from None


def _agreed(value: bool) -> bool:
    if not value:
        raise ValueError("must be true: Apprise opens its own connections")
    return value


class AppriseOptions(Options):
    """Addresses as Apprise writes them, each with its secrets."""

    urls: Annotated[Secrets, AfterValidator(_usable), Field(min_length=1)]
    outside_guard: Annotated[bool, AfterValidator(_agreed)]


class AppriseReceiver:
    """Hands an alert to the library, and knows afterwards whether all of it went out."""

    content_type = "application/json"

    def __init__(self, name: str, options: AppriseOptions) -> None:
        self.name = name
        self.policy = policy_of(options, _POLICY)
        self._apprise = _library().Apprise()
        for url in options.urls:
            self._apprise.add(url.get_secret_value())
        log.warning("receiver_outside_guard", receiver=name)

    def render(self, group: Group) -> bytes:
        """Title and text."""
        words = told(group)
        texts, title = [plain(alert) for alert in words.alerts], cut(words.title, _TITLE)
        return orjson.dumps({"title": title, "body": fitting(texts, _MOST_CHARACTERS)})

    async def send(self, notification: Notification, _now: datetime, _thread: str = "") -> Attempt:
        """One try by the library, in a thread of its own: it waits on sockets."""
        try:
            async with asyncio.timeout(_SECONDS):
                sent = await asyncio.to_thread(
                    self._apprise.notify, **orjson.loads(notification.body)
                )
        except TimeoutError:
            return Attempt(Outcome(OutcomeReason.TIMEOUT))
        return Attempt(Outcome(OutcomeReason.DELIVERED if sent else OutcomeReason.UNAVAILABLE))


def _build(name: str, options: AppriseOptions, _http: HttpClient) -> Receiver:
    return AppriseReceiver(name, options)


APPRISE_KIND: Final = Kind("apprise", AppriseOptions, _build)
