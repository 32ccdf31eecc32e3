from __future__ import annotations

import json
from typing import Any

import pytest
import structlog
from pydantic import SecretStr, ValidationError

from alerts.group import group_of
from alerts.receivers.template import BodyTemplate, TemplateFaultError
from alerts.receivers.webhook import WEBHOOK_KIND, WebhookOptions, render
from streams.http import HttpClient
from tests.builders import NOON, a_development, a_reference
from tests.http_receiver import LOOPBACK, receiver
from tests.ledger import notifications_of

_NTFY = """
{"topic": "news", "title": {{ title | tojson }},
 "message": {{ developments | map(attribute="text") | join("\n\n") | tojson }}}
"""


def _rendered(source: str, **overrides: Any) -> Any:
    return json.loads(BodyTemplate(source).render(group_of(a_development(**overrides))))


def test_a_template_gives_a_body_of_another_shape() -> None:
    """Whatever stands in a headline stays a text of the JSON."""
    body = _rendered(_NTFY, article=a_reference(headline='"}, {{ 7 * 7 }} <b>'))

    assert body["title"].startswith("[North Korean troops] figure/changed")
    assert '"}, {{ 7 * 7 }} <b>' in body["message"]


@pytest.mark.parametrize(
    "source",
    [
        "{{ nothing }}",
        "{{ title }}",
        "{{ title",
        "{% for a in range(10) %}{% endfor %}1",
        "{% for a in developments %}" * 4 + "1" + "{% endfor %}" * 4,
        "{% for a in developments recursive %}{{ loop(a) }}{% endfor %}1",
        "{% macro m() %}{{ m() }}{% endmacro %}1",
        "{% include 'x' %}1",
        "{% set a = title ~ title %}1",
        "{% with a = title %}1{% endwith %}",
        "{{ 'x' * 1000000000 }}",
        "{{ 9 ** 999999999 }}",
        "{{ '%999999999d' % 1 }}",
        "{{ title.ljust(999999999) }}",
        "{{ 'a' | center(999999999) }}",
        "{{ title.__class__.__mro__ }}",
        "{{ ''.__class__ }}",
        "{{ developments.append(1) }}",
        "{{ self.__init__.__globals__ }}",
        "x" * 100_000,
    ],
)
def test_a_template_that_would_not_end_or_reaches_out_is_refused(source: str) -> None:
    """At start, when a person can mend it."""
    with pytest.raises(ValidationError, match="is no template of JSON"):
        WebhookOptions.model_validate({"url": "http://a", "body": source})


def test_a_template_may_write_only_so_much() -> None:
    """Loops over many texts are the last way to much."""
    loops = "{% for a in title %}" * 3 + "{{ title }}" + "{% endfor %}" * 3

    with pytest.raises(TemplateFaultError, match="too much"):
        _rendered(loops, topic_name="x" * 200)


def test_where_a_template_fails_the_usual_body_is_sent() -> None:
    """An alert is not lost by a template that was fine for another one."""
    source = "{{ 1 / (developments[0]['update'] - 2) }}"
    options = WebhookOptions.model_validate({"url": "http://a", "body": source})
    one = WEBHOOK_KIND.build("desk", options, HttpClient(LOOPBACK))
    group = group_of(a_development(2))

    with structlog.testing.capture_logs() as records:
        assert one.render(group) == render(group)

    assert [(one["event"], one["receiver"]) for one in records] == [("template_failed", "desk")]


async def test_headers_are_templates_too() -> None:
    """Of what a notification is called; a secret among them is one."""
    given = ["Authorization: Bearer canary", "X-Id: {{ receiver }}/{{ id }}"]
    async with receiver() as desk, HttpClient(LOOPBACK) as http:
        options = WebhookOptions.model_validate({"url": desk.url, "headers": given})
        one = WEBHOOK_KIND.build("desk", options, http)
        (notification,) = notifications_of(a_development(), [one])
        await one.send(notification, NOON)

    (request,) = desk.requests
    assert request.headers["authorization"] == "Bearer canary"
    assert request.headers["x-id"] == f"desk/{notification.id}"
    assert "canary" not in repr(options)


@pytest.mark.parametrize(
    "header", ["Host: a", "webhook-id: a", "a b: c", "a: b\nc: d", "a", "é: b"]
)
def test_a_header_that_is_none_or_ours_is_refused(header: str) -> None:
    """It would change what a receiver relies on."""
    with pytest.raises(ValidationError):
        WebhookOptions(url=SecretStr("http://a"), headers=(SecretStr(header),))


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("{{ topic }}", "fails: UndefinedError"),
        ("{{ story[0] }}", "fails: UndefinedError"),
        ("{{ 1 / (story | length) }}", "fails: ZeroDivisionError"),
        ("{{ id.__class__ }}", "uses what it may not"),
        ('{{ "\\u00e9" }}', "gives more than printable ASCII"),
        ('{{ "\\x00" }}', "gives more than printable ASCII"),
    ],
)
def test_a_headers_template_is_tried_at_the_start(value: str, reason: str) -> None:
    """For an alert of one story and of several: none is to be the first that it fails for."""
    with pytest.raises(ValidationError, match=f"is no template: {reason}") as caught:
        WebhookOptions.model_validate({"url": "http://a", "headers": [f"X-Canary: {value}"]})

    assert "Canary" not in str(caught.value.errors(include_input=False))


def test_a_header_may_be_of_a_story_that_is_not_always_there() -> None:
    """It is empty then."""
    given = ["X-Story: {{ story }}", "X-Kind: {{ 'story' if story else 'digest' }}"]

    options = WebhookOptions.model_validate({"url": "http://a", "headers": given})

    assert len(options.headers) == 2
