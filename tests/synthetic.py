"""Articles by the thousand, made from a seed: on topic and off, with copies and new figures."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, Final

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOPICS_YAML: Final = """\
- id: volcanoes
  name: Volcanic eruptions
  terms: {en: [volcanic eruption, lava flow, ash cloud]}
- id: ferries
  name: Ferry traffic
  terms: {en: [ferry service, ferry timetable]}
- id: harvest
  name: The grain harvest
  terms: {en: [grain harvest, wheat yield]}
"""

#: What each topic is told by.
SUBJECTS: Final = {
    "volcanoes": ("volcanic eruption", "lava flow", "ash cloud"),
    "ferries": ("ferry service", "ferry timetable"),
    "harvest": ("grain harvest", "wheat yield"),
}
_PLACES: Final = ("Anvik", "Borsa", "Calder", "Dunmore", "Elva", "Farsund", "Gomel", "Hofn")
_NOUNS: Final = ("villages", "tonnes", "passengers", "sailings", "hectares", "residents")
_VERBS: Final = ("closed", "reached", "doubled", "delayed", "reopened", "evacuated", "crossed")
_OFF_TOPIC: Final = ("chess final", "school reform", "film prize", "bridge repair", "street fair")
_SHARE_ON_TOPIC: Final = 0.25
_SHARE_OF_COPIES: Final = 0.2


def write_topics(folder: Path) -> Path:
    """The topics file that the articles are made for."""
    path = folder / "topics.yaml"
    path.write_text(TOPICS_YAML, "utf-8")
    return path


def articles(count: int, seed: int = 1, share: float = _SHARE_ON_TOPIC) -> Iterator[dict[str, Any]]:
    """`count` articles, a `share` of them on topic, a fifth of those copies of an earlier one."""
    chance = random.Random(seed)  # noqa: S311 - a stream that a seed replays, not a secret
    bodies: list[str] = []
    for number in range(count):
        if chance.random() >= share:
            body = _text(chance, chance.choice(_OFF_TOPIC))
        elif bodies and chance.random() < _SHARE_OF_COPIES:
            body = chance.choice(bodies)
        else:
            body = _text(chance, chance.choice(SUBJECTS[chance.choice(sorted(SUBJECTS))]))
            bodies.append(body)
        yield {
            "id": f"s{number:05d}",
            "url": f"https://post{number % 7}.example/{number}",
            "source": f"post{number % 7}.example",
            "lang": "en",
            "ingested_at": f"2024-11-{1 + number // 1000 % 28:02d}T{number // 60 % 24:02d}:"
            f"{number % 60:02d}:00Z",
            "title": body.split(". ")[0],
            "text": body,
        }


def encoded(count: int, seed: int = 1, share: float = _SHARE_ON_TOPIC) -> list[tuple[bytes, bytes]]:
    """The articles as (key, value) pairs for Kafka."""
    return [(one["id"].encode(), orjson.dumps(one)) for one in articles(count, seed, share)]


def _text(chance: random.Random, subject: str) -> str:
    return " ".join(_sentence(chance, subject) for _ in range(chance.randint(3, 6)))


def _sentence(chance: random.Random, subject: str) -> str:
    place, other = chance.sample(_PLACES, 2)
    noun, verb = chance.choice(_NOUNS), chance.choice(_VERBS)
    return f"The {subject} near {place} {verb} {chance.randint(2, 9000)} {noun} towards {other}."
