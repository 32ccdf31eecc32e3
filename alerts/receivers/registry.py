"""The kinds of receivers there are, and the receivers made of a configuration.

A new kind is a module beside this one and a line here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from alerts.receivers.console import ConsoleReceiver
from alerts.receivers.slack import SLACK_KIND
from alerts.receivers.webhook import WEBHOOK_KIND

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alerts.receivers.entry import ReceiverConfig
    from alerts.receivers.receiver import Kind, Receiver
    from streams.http import HttpClient

#: By their key in `alerts.yaml`.
KINDS: Final[Mapping[str, Kind[Any]]] = {kind.name: kind for kind in (SLACK_KIND, WEBHOOK_KIND)}


def build_receivers(configs: Sequence[ReceiverConfig], http: HttpClient) -> list[Receiver]:
    """The receivers of a configuration; the console where there is none."""
    receivers = [config.kind.build(config.name, config.options, http) for config in configs]
    return receivers or [ConsoleReceiver()]
