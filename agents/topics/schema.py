"""The JSON Schema of topics files, for editors; what it can't say is checked when they are read."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from agents.topics.definitions import Topic


def topics_schema() -> dict[str, Any]:
    """The schema of a list of topics, as pydantic makes it of the model that reads them."""
    schema = TypeAdapter(tuple[Topic, ...]).json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Topics of Wirewatch",
        **_without_word_patterns(schema),
    }


def _without_word_patterns(node: Any) -> Any:
    r"""The schema without patterns that hold \w, which editors take for ASCII letters alone."""
    if isinstance(node, list):
        return [_without_word_patterns(each) for each in node]
    if not isinstance(node, dict):
        return node
    return {
        key: _without_word_patterns(value)
        for key, value in node.items()
        if key != "pattern" or r"\w" not in str(value).lower()
    }
