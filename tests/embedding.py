"""An embedding server on the loopback address, which answers as a test says."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from agents.vectors.server import EmbeddingServer

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class Served:
    """A server whose vectors tell a text's length, its answers as they are told."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    body: bytes | None = None
    refused: str | None = None
    asked: list[tuple[dict[str, Any], str | None]] = field(default_factory=list)

    def answer(self, request: dict[str, Any], key: str | None) -> tuple[int, bytes]:
        """Status and body."""
        self.asked.append((request, key))
        status = self.statuses.pop(0) if self.statuses else 200
        if self.refused and any(self.refused in text for text in request["input"]):
            status = 400
        if status != 200:
            return status, b'{"error": {"message": "no such model"}}'
        data = [
            {"object": "embedding", "index": index, "embedding": [3.0, 4.0, float(len(text))]}
            for index, text in enumerate(request["input"])
        ]
        return status, self.body or json.dumps({"data": data[::-1]}).encode()

    @property
    def texts(self) -> list[str]:
        """All texts that were asked for."""
        return [text for request, _ in self.asked for text in request["input"]]


@contextmanager
def serving() -> Iterator[Served]:
    """A server for as long as the block."""
    state = Served()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["content-length"]))
            status, body = state.answer(json.loads(raw), self.headers["authorization"])
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_port}/v1/embeddings"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield state
    server.shutdown()
    server.server_close()
    thread.join()


def embedder(served: Served, **more: Any) -> EmbeddingServer:
    """An embedder that does not wait long."""
    return EmbeddingServer(url=served.url, model="a-model", pauses=(0.0, 0.0), **more)
