"""The vectors of sentences as they are compared: centred by language, and made once each."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Final

from agents.vectors.quantised import quantised

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agents.vectors.embedder import Embedder
    from agents.vectors.means import Means

#: A sentence and its language, which may be unknown.
Wanted = tuple[str, str | None]

#: Sentences that are remembered, at some 500 bytes each: what outlets reprint, they reprint
#: within hours.
_REMEMBERED: Final = 50_000


class SentenceVectors:
    """An embedder and its means, with a memory; may be used from several threads."""

    def __init__(self, embedder: Embedder, means: Means, remembered: int = _REMEMBERED) -> None:
        self._embedder = embedder
        self._means = means
        self._most = remembered
        self._known: OrderedDict[bytes, bytes] = OrderedDict()
        self._lock = Lock()

    @property
    def model(self) -> str:
        """Names the model; only vectors of one model can be compared."""
        return self._embedder.model

    def across(self, left: str | None, right: str | None) -> float:
        """How much of a similarity is left between two languages; see `Means.across`."""
        return self._means.across(left, right)

    def of(self, wanted: Sequence[Wanted]) -> list[bytes]:
        """The vectors of sentences, in their order, as `agents.vectors.quantised` compares them.

        Raises:
            EmbeddingError: they can't be had now.
        """
        keys = [_key(text, language) for text, language in wanted]
        found = self._recall(keys)
        missing = {key: each for key, each in zip(keys, wanted, strict=True) if key not in found}
        if missing:
            made = dict(zip(missing, self._make(list(missing.values())), strict=True))
            self._remember(made)
            found |= made
        return [found[key] for key in keys]

    def _make(self, wanted: Sequence[Wanted]) -> list[bytes]:
        vectors = self._embedder.embed([text for text, _ in wanted])
        return quantised(self._means.centred(vectors, [language for _, language in wanted]))

    def _recall(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        with self._lock:
            found = {key: self._known[key] for key in keys if key in self._known}
            for key in found:
                self._known.move_to_end(key)
        return found

    def _remember(self, made: dict[bytes, bytes]) -> None:
        with self._lock:
            self._known.update(made)
            while len(self._known) > self._most:
                self._known.popitem(last=False)


def _key(text: str, language: str | None) -> bytes:
    raw = f"{language or ''}\n{text}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(raw, digest_size=16).digest()
