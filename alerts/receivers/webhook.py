"""The generic webhook: JSON in the form of Standard Webhooks 1.0.0.

A receiver uses the header `webhook-id` as its idempotency key: it is the same at every
attempt, as is the body. The signature is made anew at every attempt, since it holds the time.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Annotated, Final

import orjson
import structlog
from pydantic import AfterValidator, Field, SecretStr

from alerts.receivers.options import Addressed, Secrets
from alerts.receivers.post import Dialect, PostReceiver
from alerts.receivers.receiver import Kind, policy_of
from alerts.receivers.signature import SigningSecrets, signature
from alerts.receivers.template import BodyTemplate, LineTemplate, TemplateFaultError
from alerts.retry import DeliveryPolicy
from alerts.sample import sample_group, sample_notifications

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alerts.group import Group
    from alerts.receivers.receiver import Receiver
    from streams.http import HttpClient
    from streams.records import Notification

log: Final = structlog.get_logger(__name__)

_HEADER: Final = re.compile(r"[A-Za-z0-9-]{1,100}: ?[\x20-\x7e]{1,4000}")
_OURS: Final = ("host", "content-", "webhook-", "transfer-", "connection")


def _headers_checked(headers: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
    for header in headers:
        text = header.get_secret_value()
        if not _HEADER.fullmatch(text) or text.lower().startswith(_OURS):
            raise ValueError("must be lines 'Name: value', of names that are not set already")
        try:
            template = LineTemplate(text)
            for notification in sample_notifications():
                template.render(notification)
        except TemplateFaultError as error:
            raise ValueError(f"is no template: {error}") from None
    return headers


def _template_checked(source: str) -> str:
    try:
        BodyTemplate(source).render(sample_group())
    except TemplateFaultError as error:
        raise ValueError(f"is no template of JSON: {error}") from None
    return source


class WebhookOptions(Addressed):
    """An address, and what to sign and to say otherwise."""

    secrets: SigningSecrets = Field((), description="Sign with each of these, the newest first")
    headers: Annotated[Secrets, AfterValidator(_headers_checked)] = ()
    body: Annotated[str, AfterValidator(_template_checked)] | None = Field(
        None, description="A template of the body, in place of the usual one"
    )


def render(group: Group) -> bytes:
    """The body: one shape for one development and for many."""
    records = [development.model_dump(mode="json") for development in group.developments]
    return orjson.dumps(
        {
            "type": "developments",
            "timestamp": max(record["decided_at"] for record in records),
            "data": {"group": dict(group.labels), "developments": records},
        }
    )


def headers(
    notification: Notification,
    now: datetime,
    secrets: tuple[SecretStr, ...] = (),
    further: Mapping[str, LineTemplate] | None = None,
) -> dict[str, str]:
    """Id of the notification, the time of this attempt in Unix seconds, and the signature."""
    timestamp = str(int(now.timestamp()))
    own = {
        "content-type": notification.content_type,
        "webhook-id": notification.id,
        "webhook-timestamp": timestamp,
    }
    if secrets:
        own["webhook-signature"] = signature(secrets, notification.id, timestamp, notification.body)
    return {name: value.render(notification) for name, value in (further or {}).items()} | own


def _templated(group: Group, template: BodyTemplate, receiver: str) -> bytes:
    """The template's body; the usual one where it fails, since an alert must not be lost by it."""
    try:
        return template.render(group)
    except TemplateFaultError as error:
        log.error("template_failed", receiver=receiver, reason=str(error))  # noqa: TRY400 - no trace
        return render(group)


WEBHOOK: Final = Dialect(
    render=render,
    headers=headers,
    # Machines catch up; a day covers an outage that somebody has to mend.
    policy=DeliveryPolicy(maximal_age=timedelta(hours=24), longest_wait=timedelta(minutes=30)),
)


def _build(name: str, options: WebhookOptions, http: HttpClient) -> Receiver:
    further = dict(_split(header) for header in options.headers)
    dialect = Dialect(
        policy=policy_of(options, WEBHOOK.policy),
        render=render
        if options.body is None
        else partial(_templated, template=BodyTemplate(options.body), receiver=name),
        headers=partial(headers, secrets=options.secrets, further=further),
    )
    return PostReceiver(name, dialect, options.url, http)


def _split(header: SecretStr) -> tuple[str, LineTemplate]:
    name, _, value = header.get_secret_value().partition(":")
    return name.lower(), LineTemplate(value.strip())


WEBHOOK_KIND: Final = Kind("webhook", WebhookOptions, _build)
