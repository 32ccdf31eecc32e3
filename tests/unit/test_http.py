from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from streams.http import HttpClient, HttpError, HttpFailure, vetted
from streams.reply import REPLY_LENGTH
from tests.http_receiver import LOOPBACK, Answer, HttpReceiver, Request, receiver

if TYPE_CHECKING:
    from streams.reply import Reply


async def _post(url: str, *, seconds: float = 5.0) -> Reply:
    async with HttpClient(LOOPBACK, connect_seconds=seconds, total_seconds=seconds) as http:
        return await http.post(url, b"{}", {"content-type": "application/json"})


class _Busy(HttpReceiver):
    """Takes a while for each request, and counts how many it has at a time."""

    at_once = most = 0

    def next_answer(self) -> Answer:
        """After a quarter of a second."""
        return Answer(delay=0.25)

    async def _answer_to(self, request: Request) -> Answer:
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        answer = await super()._answer_to(request)
        self.at_once -= 1
        return answer


async def test_a_body_is_posted_as_it_is() -> None:
    """The receiver gets the very bytes and headers, and its answer comes back."""
    async with receiver(Answer(202, "thanks")) as desk:
        reply = await _post(desk.url)

    assert (reply.status, reply.body) == (202, "thanks")
    (request,) = desk.requests
    assert (request.method, request.body) == ("POST", b"{}")
    assert request.headers["content-type"] == "application/json"


async def test_a_redirect_is_not_followed() -> None:
    """A redirect is a reply like any other."""
    async with receiver() as target, receiver(Answer(307, "", {"location": "/else"})) as desk:
        reply = await _post(desk.url)

    assert reply.status == 307
    assert target.requests == []
    assert len(desk.requests) == 1


async def test_the_environments_proxy_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy of the environment would learn every address."""
    async with receiver() as proxy, receiver() as desk:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("no_proxy", "")
        await _post(desk.url)

    assert proxy.requests == []


async def test_a_cookie_is_not_sent_back() -> None:
    """What one receiver sets, another on the same host does not get."""
    async with (
        receiver(Answer(headers={"set-cookie": "a=b"})) as desk,
        HttpClient(LOOPBACK) as http,
    ):
        for _ in range(2):
            await http.post(desk.url, b"", {})

    assert "cookie" not in desk.requests[1].headers


async def test_a_huge_reply_is_read_in_part() -> None:
    """Of a reply of 100 MB only the beginning is read and kept."""
    async with receiver(Answer(500, "x" * 1_000_000, repeat=100)) as desk:
        reply = await _post(desk.url)

    assert reply.status == 500
    assert len(reply.body) == REPLY_LENGTH
    assert desk.answered == []


@pytest.mark.parametrize("hold", [0.0, 30.0], ids=["breaks-off", "hangs"])
async def test_a_reply_without_its_end_counts_by_its_status(hold: float) -> None:
    """A body that breaks off or never ends takes nothing from the status."""
    async with receiver(Answer(200, "o", missing=1, hold=hold)) as desk:
        reply = await _post(desk.url, seconds=0.3)

    assert (reply.status, reply.body) == (200, "o")


async def test_a_hung_server_is_a_timeout() -> None:
    """A server that answers nothing is given up after the total time."""
    async with receiver(Answer(delay=30)) as desk:
        with pytest.raises(HttpError) as caught:
            await _post(desk.url, seconds=0.2)

    assert caught.value.reason is HttpFailure.TIMEOUT


async def test_only_so_many_connections_are_open_and_who_waits_is_not_late() -> None:
    """What waits for its turn longer than an exchange may take is sent all the same."""
    desk = _Busy(())
    async with (
        receiver(desk=desk),
        HttpClient(LOOPBACK, total_seconds=1, connections=2) as http,
    ):
        replies = await asyncio.gather(*(http.post(desk.url, b"", {}) for _ in range(12)))

    assert [reply.status for reply in replies] == [200] * 12
    assert desk.most == 2


async def test_a_closed_connection_is_unreachable() -> None:
    """A server that hangs up without a status was not reached."""
    async with receiver(Answer(0)) as desk:
        with pytest.raises(HttpError) as caught:
            await _post(desk.url)

    assert caught.value.reason is HttpFailure.UNREACHABLE


async def test_no_server_is_unreachable() -> None:
    """The error names scheme, host and port, and holds nothing else of the address."""
    async with receiver(path="/canary-token") as desk:
        url = desk.url
    with pytest.raises(HttpError) as caught:
        await _post(url)

    assert str(caught.value) == f"unreachable: {url.removesuffix('/canary-token')}"
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    "url",
    [
        "",
        "canary",
        "ftp://canary.example/a",
        "file:///canary",
        "http://",
        "https:///canary",
        "//canary.example",
        "http://[::canary",
        "http://canary.example:99999",
        "http://canary.example:0",
        "http://canary\x00.example",
    ],
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    """Only http and https with a host are posted to, and the error does not show the address."""
    with pytest.raises(HttpError) as caught:
        vetted(url)

    assert str(caught.value) == "bad-address"


@pytest.mark.parametrize(
    "echo",
    [
        "Cannot POST /services/T1/canary-token",
        "no hook canary-token here",
        "<p>/services/T1/canary-token?key=canary%2Fkey&amp;b=1</p>",
        "key canary/key is wrong",
        "x" * (8 * REPLY_LENGTH - 8) + "canary-token",
    ],
    ids=["path", "segment", "escaped", "value", "at-the-cut"],
)
async def test_an_echo_of_the_address_is_taken_out_of_the_reply(echo: str) -> None:
    """Servers like to repeat the path they do not know; it is a secret."""
    path = "/services/T1/canary-token?key=canary%2Fkey&b=1"
    async with receiver(Answer(404, echo), path=path) as desk:
        reply = await _post(desk.url)

    assert reply.status == 404
    assert "canary" not in reply.body
