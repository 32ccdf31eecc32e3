"""The kinds of receivers there are, and the receivers made of a configuration.

A new kind is a module beside this one and a line here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from alerts.receivers.alertmanager import ALERTMANAGER_KIND
from alerts.receivers.apprise import APPRISE_KIND
from alerts.receivers.console import ConsoleReceiver
from alerts.receivers.discord import DISCORD_KIND
from alerts.receivers.email import EMAIL_KIND
from alerts.receivers.mattermost import MATTERMOST_KIND
from alerts.receivers.pagerduty import PAGERDUTY_KIND
from alerts.receivers.slack import SLACK_KIND
from alerts.receivers.slack_bot import SLACK_BOT_KIND
from alerts.receivers.teams import TEAMS_KIND
from alerts.receivers.webhook import WEBHOOK_KIND

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alerts.receivers.entry import ReceiverConfig
    from alerts.receivers.receiver import Kind, Receiver
    from streams.http import HttpClient

_ALL: Final[tuple[Kind[Any], ...]] = (
    SLACK_KIND,
    SLACK_BOT_KIND,
    WEBHOOK_KIND,
    ALERTMANAGER_KIND,
    DISCORD_KIND,
    TEAMS_KIND,
    MATTERMOST_KIND,
    PAGERDUTY_KIND,
    EMAIL_KIND,
    APPRISE_KIND,
)
#: By their key in `alerts.yaml`.
KINDS: Final[Mapping[str, Kind[Any]]] = {kind.name: kind for kind in _ALL}


def build_receivers(configs: Sequence[ReceiverConfig], http: HttpClient) -> list[Receiver]:
    """The receivers of a configuration; the console where there is none."""
    receivers = [config.kind.build(config.name, config.options, http) for config in configs]
    return receivers or [ConsoleReceiver()]
