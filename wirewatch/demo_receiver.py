"""The demo's receiver of alerts: a webhook endpoint on loopback, spoken to over real HTTP."""

from __future__ import annotations

import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from streams.codec import decode
from streams.errors import BadRecord
from streams.records import Development

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

_MAX_BODY_BYTES: Final = 8 * 1024 * 1024


class _Group(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    developments: tuple[Development, ...]


class WebhookBody(BaseModel):
    """The body of a webhook: the same shape for one development and for many."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    type: Literal["developments"]
    timestamp: AwareDatetime
    data: _Group


class DemoReceiver:
    """Takes webhooks while its `with` block runs and hands on each development of them.

    `on_development` is called in a thread of the receiver, before the sender has its answer;
    where it raises, the sender gets no 2xx and tries again.
    """

    def __init__(self, on_development: Callable[[Development], None]) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(on_development))
        self._thread = threading.Thread(target=self._server.serve_forever, name="demo-receiver")

    @property
    def url(self) -> str:
        """Where the webhooks go."""
        return f"http://127.0.0.1:{self._server.server_port}/alerts"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def _handler(on_development: Callable[[Development], None]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            try:
                body = decode(WebhookBody, self.rfile.read(self._length()))
            except BadRecord as error:
                self._answer(HTTPStatus.BAD_REQUEST, str(error))
                return
            for development in body.data.developments:
                on_development(development)
            self._answer(HTTPStatus.NO_CONTENT)

        def _length(self) -> int:
            length = self.headers.get("Content-Length", "")
            if not length.isdecimal() or int(length) > _MAX_BODY_BYTES:
                self.close_connection = True
                raise BadRecord("too-large", detail="a length of at most 8 MiB is needed")
            return int(length)

        def _answer(self, status: HTTPStatus, reason: str = "") -> None:
            raw = reason.encode()
            self.send_response(status)
            if status is not HTTPStatus.NO_CONTENT:
                self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
            """Keeps quiet: the demo prints what arrives."""

    return Handler
