"""Topics that somebody names on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from agents.topics.definitions import load_topics
from streams.errors import ConfigError
from streams.wording import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from streams.settings import Settings


def warn_of_unknown(settings: Settings, topics: Iterable[str]) -> None:
    """Says on standard error which of these ids are none.

    It may be that of a topic to come, so that is no error; and where the topics can't be read,
    their file may be another machine's.
    """
    try:
        known = load_topics(settings.topics).by_id
    except ConfigError:
        return
    for topic in topics:
        if topic not in known:
            typer.echo(f"warning: no topic {topic!r}{did_you_mean(topic, known)}", err=True)
