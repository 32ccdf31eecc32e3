"""The demo's receiver, spoken to over real HTTP."""

from __future__ import annotations

from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import orjson
import pytest

from alerts.group import group_of
from alerts.receivers.webhook import render as render_group
from tests.builders import a_development
from wirewatch.demo_receiver import DemoReceiver

if TYPE_CHECKING:
    from streams.records import Development


def _post(url: str, *bodies: bytes) -> list[int]:
    """The statuses of bodies that are sent one after the other over one connection."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port or 0, timeout=10)
    statuses = []
    for body in bodies:
        connection.request("POST", parts.path, body)
        response = connection.getresponse()
        response.read()
        statuses.append(response.status)
    connection.close()
    return statuses


def render(development: Development) -> bytes:
    """The body of a notification of this development alone."""
    return render_group(group_of(development))


def test_the_body_of_the_generic_webhook_is_taken() -> None:
    """What notify sends for a development arrives as that development."""
    got: list[Development] = []
    with DemoReceiver(got.append) as receiver:
        assert _post(receiver.url, render(a_development(1)), render(a_development(2))) == [204, 204]
    assert got == [a_development(1), a_development(2)]


def test_a_body_of_several_developments_is_handed_on_one_by_one() -> None:
    """One shape for one and for many."""
    body = orjson.loads(render(a_development(1)))
    body["data"]["developments"] += orjson.loads(render(a_development(2)))["data"]["developments"]
    got: list[Development] = []
    with DemoReceiver(got.append) as receiver:
        assert _post(receiver.url, orjson.dumps(body)) == [204]
    assert got == [a_development(1), a_development(2)]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"type": "other"}', b'{"type": "developments", "data": {}}']
)
def test_what_is_no_webhook_of_wirewatch_is_refused(body: bytes) -> None:
    """And the connection goes on to work."""
    got: list[Development] = []
    with DemoReceiver(got.append) as receiver:
        assert _post(receiver.url, body, render(a_development())) == [400, 204]
    assert got == [a_development()]


def test_a_body_without_a_length_is_refused() -> None:
    """Nothing is read that has no bound."""
    with DemoReceiver(lambda _: None) as receiver:
        parts = urlsplit(receiver.url)
        connection = HTTPConnection(parts.hostname or "", parts.port or 0, timeout=10)
        connection.putrequest("POST", parts.path)
        connection.putheader("Content-Length", str(1 << 40))
        connection.endheaders()
        assert connection.getresponse().status == 400
        connection.close()
