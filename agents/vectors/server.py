"""Vectors from a server that speaks OpenAI's protocol for embeddings.

A server that is away or busy is asked again, a few times; then the worker ends and is started
again, for no article may be decided by other means only because a server was down.
"""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import orjson

from streams.errors import BadRecord, ConfigError, EmbeddingError
from streams.guard import EVERYWHERE, Guard
from streams.http import HttpClient, HttpError, HttpFailure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agents.vectors.embedder import Vectors
    from streams.reply import Reply

#: Seconds between the attempts at one request.
_PAUSES: Final = (0.5, 1.0, 2.0, 4.0)

#: Texts in one request; servers have limits.
_AT_ONCE: Final = 64
_SECONDS: Final = 60.0
_REPLY_BYTES: Final = 32 * 1024 * 1024

_OK: Final = 200
_BUSY: Final = frozenset([408, 409, 425, 429])
_SERVER_ERRORS: Final = 500
#: Refusals that are about a text or its size; of others every text is refused alike.
_OF_A_TEXT: Final = frozenset([400, 413, 422])
_PROBE: Final = "The city council met on Tuesday."


class EmbeddingServer:
    """A model behind `POST /v1/embeddings`, tried once when it is made.

    Args:
        url: the whole address.
        model: the name by which the server knows the model.
        key: the bearer token; empty where none is needed.
        prefix: put before every text.
        pauses: seconds between attempts.

    Raises:
        ConfigError: the server refuses what it is asked.
        EmbeddingError: it does not answer.
    """

    def __init__(
        self,
        *,
        url: str,
        model: str,
        key: str = "",
        prefix: str = "",
        pauses: Sequence[float] = _PAUSES,
    ) -> None:
        self._url, self._name, self._prefix, self._pauses = url, model, prefix, pauses
        self._headers = {"content-type": "application/json"}
        if key:
            self._headers["authorization"] = f"Bearer {key}"
        self.dimensions = 0
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, name="embedding", daemon=True).start()
        self.dimensions = self.embed([_PROBE]).shape[1]

    @property
    def model(self) -> str:
        """The server's model; its prefix and dimensions are part of what vectors mean."""
        return "/".join(["server", self._name, *filter(None, [self._prefix.strip()])])

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector for each text, of length 1.

        Raises:
            BadRecord: the server refuses one of the texts.
        """
        asked = asyncio.run_coroutine_threadsafe(self._all(texts), self._loop)
        vectors = asked.result()
        if self.dimensions and vectors.shape[1] != self.dimensions:
            raise EmbeddingError(f"the embedding server now gives {vectors.shape[1]} numbers")
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        units: Vectors = vectors / np.maximum(lengths, np.finfo(np.float32).tiny)
        return units

    async def _all(self, texts: Sequence[str]) -> Vectors:
        found = np.zeros((0, self.dimensions), np.float32)
        async with HttpClient(
            Guard(EVERYWHERE), total_seconds=_SECONDS, reply_bytes=_REPLY_BYTES
        ) as client:
            parts = [
                await self._some(client, texts[start : start + _AT_ONCE])
                for start in range(0, len(texts), _AT_ONCE)
            ]
        return np.concatenate(parts) if parts else found

    async def _some(self, client: HttpClient, texts: Sequence[str]) -> Vectors:
        plain = [(self._prefix + text).encode("utf-8", "replace").decode() for text in texts]
        asked = {"model": self._name, "input": plain, "encoding_format": "float"}
        why = ""
        for pause in (*self._pauses, None):
            try:
                reply = await client.post(self._url, orjson.dumps(asked), self._headers)
            except HttpError as error:
                if error.reason is HttpFailure.BAD_ADDRESS:
                    raise ConfigError("WIREWATCH_EMBEDDING_URL", "", "no http address") from None
                why = str(error)
            else:
                if reply.status == _OK:
                    return _vectors(reply, len(texts))
                why = f"status {reply.status}"
                # What is refused before anything was taken is asked in the wrong way.
                if reply.status in _OF_A_TEXT and self.dimensions:
                    return await self._refused_together(client, texts, why)
                if not _may_pass(reply):
                    raise _refused(reply)
            if pause is not None:
                await asyncio.sleep(pause)
        raise EmbeddingError(f"the embedding server does not answer: {why}")

    async def _refused_together(
        self, client: HttpClient, texts: Sequence[str], why: str
    ) -> Vectors:
        """Asks for both halves of what the server refuses, until it is one text that it means."""
        if len(texts) == 1:
            raise BadRecord("not-embedded", detail=f"the embedding server refuses a text: {why}")
        middle = len(texts) // 2
        halves = [await self._some(client, each) for each in (texts[:middle], texts[middle:])]
        return np.concatenate(halves)


def _may_pass(reply: Reply) -> bool:
    return reply.status in _BUSY or reply.status >= _SERVER_ERRORS


def _refused(reply: Reply) -> ConfigError:
    said = " ".join(reply.body.split())
    return ConfigError("WIREWATCH_EMBEDDING_URL", "", f"the server says {reply.status}: {said}")


def _vectors(reply: Reply, count: int) -> Vectors:
    try:
        data: list[dict[str, Any]] = orjson.loads(reply.raw)["data"]
        rows = {int(each["index"]): each["embedding"] for each in data}
        vectors = np.array([rows[index] for index in range(count)], np.float32)
    except (ValueError, KeyError, TypeError):
        raise EmbeddingError("the embedding server's answer can't be read") from None
    if vectors.ndim != 2 or not np.isfinite(vectors).all():  # noqa: PLR2004 - texts and numbers
        raise EmbeddingError("the embedding server's answer holds no vectors")
    return vectors
