"""Asks a server that speaks OpenAI's chat completions; bounded in time and size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import structlog

from agents.reader.asking import BadAnswerError, read_answer, request_body
from streams.errors import ConfigError
from streams.http import HttpError, HttpFailure
from streams.records import Reading, ReadingReason

if TYPE_CHECKING:
    from datetime import datetime

    from streams.http import HttpClient
    from streams.records import Candidate
    from streams.settings import Settings

log: Final = structlog.get_logger(__name__)

#: Of a reply: an answer is a sentence; more is none.
REPLY_BYTES: Final = 64 * 1024

_OK: Final = 200


class Endpoint(NamedTuple):
    """Where and whom to ask."""

    url: str
    model: str
    key: str = ""


def endpoint_of(settings: Settings) -> Endpoint | None:
    """The endpoint of the settings; None where the second reader is off, as it is at first."""
    url = settings.reader_url.get_secret_value()
    return (
        Endpoint(url, settings.reader_model, settings.reader_key.get_secret_value())
        if url
        else None
    )


async def check(http: HttpClient, endpoint: Endpoint) -> None:
    """Whether the endpoint may be asked, for a person who has just set it.

    Raises:
        ConfigError: the address is none, or one that the settings do not allow.
    """
    try:
        await http.check(endpoint.url)
    except HttpError as error:
        raise ConfigError("WIREWATCH_READER_URL", "", error.reason.value) from None


async def ask(http: HttpClient, endpoint: Endpoint, candidate: Candidate, at: datetime) -> Reading:
    """Asks once about one decision; whatever goes wrong is a reading that changes nothing.

    An address that has come to lead where the settings do not allow it is not reached: a name's
    owner, or a resolver, must not be able to hold alerts back.
    """
    reading = Reading(
        id=candidate.verdict.id, reason=ReadingReason.ANSWERED, model=endpoint.model, at=at
    )
    headers = {"content-type": "application/json"}
    if endpoint.key:
        headers["authorization"] = f"Bearer {endpoint.key}"
    body = request_body(candidate.question, endpoint.model)
    try:
        reply = await http.post(endpoint.url, body, headers)
    except HttpError as error:
        log.warning("second_reader_not_reached", reason=error.reason, origin=error.origin)
        late = error.reason is HttpFailure.TIMEOUT
        reason = ReadingReason.TIMEOUT if late else ReadingReason.UNREACHABLE
        return reading.model_copy(update={"reason": reason})
    if reply.status != _OK:
        return reading.model_copy(update={"reason": ReadingReason.REFUSED})
    try:
        answer = read_answer(reply.raw, candidate.question)
    except BadAnswerError as error:
        return reading.model_copy(update={"reason": error.reason})
    # Only beside a yes is the sentence one of the article; else it is whatever the server says.
    sentence = answer.sentence if answer.brings else ""
    return reading.model_copy(update={"brings": answer.brings, "sentence": sentence})
