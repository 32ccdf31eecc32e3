"""Topics that change while classify runs: the file is looked at, read aside, and taken whole.

A file that can't be taken changes nothing: the topics of before stay in force, and the log says
what is wrong.
"""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import structlog

from agents.topics.definitions import load_topics
from agents.topics.difference import difference
from streams.errors import ConfigError, EmbeddingError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from agents.classify.classifier import Classifier
    from agents.topics.definitions import TopicSet

log = structlog.get_logger()

#: What tells one version of a file from another; None where there is no file.
_Signature = tuple[int, int, int, int] | None


class LiveTopics:
    """The classifier in force, and the next one as soon as the file has changed.

    Attributes:
        classifier: what decides; another one after `take` at the earliest.
    """

    def __init__(
        self, path: Path, make: Callable[[TopicSet], Classifier], aliases: Path | None = None
    ) -> None:
        """Reads the file, and the names that mean the same beside it, for the first time.

        Raises:
            ConfigError: it can't be taken.
            EmbeddingError: its texts can't be embedded now.
        """
        self._path = path
        self._aliases = aliases
        self._make = make
        self._seen: tuple[_Signature, _Signature] | None = self._signatures()
        self._topics = load_topics(path, aliases)
        self._next: tuple[TopicSet, Classifier] | None = None
        self._refused = False
        self.classifier = make(self._topics)

    def look(self, *, anyway: bool = False) -> None:
        """Reads the files where one has changed, or anyway; may be called in a thread."""
        seen = self._signatures()
        if seen == self._seen and not anyway:
            return
        self._seen = seen
        try:
            self._read()
        except ConfigError as error:
            self._next, self._refused = None, True
            _say_refused(error)
        except EmbeddingError as error:
            # Looked at again with the next poll, for the file is not at fault.
            self._next, self._seen, self._refused = None, None, True
            log.error("topics can't be embedded now; those of before stay in force", why=str(error))  # noqa: TRY400 - no trace

    def _read(self) -> None:
        topics = load_topics(self._path, self._aliases)
        # Comments and layout change nothing; a file that goes back to what it was neither.
        same = topics.hash == self._topics.hash
        self._next = None if same else (topics, self._make(topics))
        if not same:
            what = difference(self._topics, topics).as_fields()
            log.info("topics changed; the next batch has them", **what)
        elif self._refused:
            # Whoever mended the file is told, though nothing else comes of it.
            log.info("topics are right again; those in force stay", file=str(self._path))
        self._refused = False

    def _signatures(self) -> tuple[_Signature, _Signature]:
        return _signature(self._path), _signature(self._aliases) if self._aliases else None

    def take(self) -> Classifier:
        """Puts what was read last into force; between two batches, so that one has one set."""
        # Another thread may put a later one in its place meanwhile.
        following, self._next = self._next, None
        if following:
            self._topics, self.classifier = following
            log.info("topics in force", file=str(self._path), topics_hash=self._topics.hash)
        return self.classifier


async def follow(topics: LiveTopics, seconds: float) -> None:
    """Looks at the file every so many seconds, and at once on SIGHUP, until it is cancelled."""
    asked = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, asked.set)
    while True:
        with suppress(TimeoutError):
            await asyncio.wait_for(asked.wait(), seconds)
        anyway = asked.is_set()
        asked.clear()
        try:
            await asyncio.to_thread(topics.look, anyway=anyway)
        except Exception:
            # The articles go on by the topics in force, whatever it is.
            log.exception("the topics file could not be read; the topics of before stay in force")


def _say_refused(error: ConfigError) -> None:
    mistakes = (error, *error.others)
    for mistake in mistakes:
        place: dict[str, Any] = {"file": mistake.source, "field": mistake.field}
        log.error("topics file is wrong", reason=mistake.reason, **place)
    log.error("topics refused; those of before stay in force", mistakes=len(mistakes))


def _signature(path: Path) -> _Signature:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size
