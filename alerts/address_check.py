"""Receivers that nothing can be delivered to with the present settings, told before an alert waits.

Only what needs no look-up: what an address itself says. A name is judged at each delivery.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pydantic import SecretStr

from alerts.findings import Finding
from alerts.receivers.email import EmailOptions
from alerts.receivers.outcome import OutcomeReason
from streams.guard import BlockedReason
from streams.http import HttpError, vetted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from alerts.receivers.options import Options
    from streams.guard import Guard

_NETWORK: Final = "leads into a private network, which WIREWATCH_ALLOWED_NETWORKS has to hold"
_PLAIN: Final = (
    "is not encrypted, which needs WIREWATCH_ALLOW_HTTP, or its network in "
    "WIREWATCH_ALLOWED_NETWORKS"
)
_WHY: Final = {
    BlockedReason.OWN_NETWORK: _NETWORK,
    BlockedReason.ZONE: "names an interface of this machine, which no setting allows",
    BlockedReason.NOT_HTTPS: _PLAIN,
}
#: What a person can do about an attempt that ended so.
REMEDIES: Final = {
    OutcomeReason.OWN_NETWORK: f"its address {_NETWORK}",
    OutcomeReason.NOT_HTTPS: f"its address {_PLAIN}",
}
_FIELDS: Final = ("url", "api_url")


def address_findings(
    path: tuple[int | str, ...], options: Options, told: Mapping[str, Any], guard: Guard
) -> Iterator[Finding]:
    """Warnings of what the guard would never connect to; no address is shown.

    Args:
        path: of the options.
        options: as they were read.
        told: as they are written; a field may be that of a file.
        guard: judges by the settings.
    """
    for field, scheme, host in _targets(options):
        if reason := guard.refuses(scheme, host):
            written = field if field in told else f"{field}_file"
            yield Finding((*path, written), _WHY[reason], warning=True)


def _targets(options: Options) -> Iterator[tuple[str, str, str]]:
    """The fields that hold an address, each with its scheme and its host."""
    if isinstance(options, EmailOptions):
        yield "host", options.scheme, options.host
    for field in _FIELDS:
        value = getattr(options, field, None)
        if isinstance(value, SecretStr):
            try:
                target = vetted(value.get_secret_value())
            except HttpError:
                continue
            yield field, target.scheme, target.host
