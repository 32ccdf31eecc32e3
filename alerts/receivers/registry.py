"""The kinds of receivers there are, and the receivers made of a configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alerts.receivers.console import ConsoleReceiver
from alerts.receivers.receiver import PostReceiver
from alerts.receivers.slack import SLACK
from alerts.receivers.webhook import WEBHOOK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alerts.config import ReceiverConfig
    from alerts.receivers.receiver import Receiver
    from streams.http import HttpClient

KINDS: Final = {"slack": SLACK, "webhook": WEBHOOK}


def build_receivers(configs: Sequence[ReceiverConfig], http: HttpClient) -> list[Receiver]:
    """The receivers of a configuration; the console where there is none."""
    receivers: list[Receiver] = [
        PostReceiver(config.name, KINDS[config.kind], config.url, http) for config in configs
    ]
    return receivers or [ConsoleReceiver()]
