"""The articles of the compose test, and what a replay of the same articles decides."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Final

from tests.compose.engine import ROOT

if TYPE_CHECKING:
    from pathlib import Path

#: One alert: the monitored topic and the article's id.
Alert = tuple[str, str]

DEMO: Final = ROOT / "config" / "demo-articles.jsonl"
_TOPICS: Final = ROOT / "config" / "topics.yaml"
_REPLAY_SECONDS: Final = 120.0


def demo_articles() -> list[str]:
    """The demo's articles, a line each."""
    return DEMO.read_text("utf-8").splitlines()


def next_articles(number: int) -> list[str]:
    """One article for each of the demo's topics, later than the demo's, which brings it news."""
    count, shells = f"{12 + number},000", f"{40 + number},000"
    return [
        _article(
            number,
            "troops",
            f"Count of North Korean troops in Russia rises to {count}",
            f"Ukraine said on December {number + 1} that {count} North Korean troops are now in "
            "Russia.\n\nMost of the North Korean soldiers were seen in the Kursk region, its "
            f"general staff said, {number} hundred of them near the front.",
        ),
        _article(
            number,
            "shells",
            f"Norway pledges {shells} shells for Ukraine",
            f"Norway will send {shells} shells for Ukraine, its defence ministry said on December "
            f"{number + 1}.\n\nThe military aid for Ukraine had been asked for by Kyiv's "
            "defence minister. They arrive within weeks, the ministry said.",
        ),
    ]


def close_article(number: int) -> str:
    """An article that states no number, so that its verdict is a close one in a wide band."""
    return _article(
        number,
        "debate",
        "Seoul's parliament debates North Korean troops in Russia",
        "South Korea's parliament debated the North Korean troops in Russia on Friday.\n\n"
        "Lawmakers asked the government how it means to answer Pyongyang.\n\nNo vote was held.",
    )


def _article(number: int, name: str, title: str, text: str) -> str:
    day = f"{number + 1:02}"
    return json.dumps(
        {
            "id": f"compose-{name}-{number}",
            "url": f"https://gazette.example/2024/12/{day}/{name}",
            "source": "gazette.example",
            "lang": "en",
            "published_at": f"2024-12-{day}T08:00:00Z",
            "ingested_at": f"2024-12-{day}T08:05:00Z",
            "title": title,
            "text": text,
        }
    )


def replayed_alerts(lines: list[str], folder: Path) -> set[Alert]:
    """What production's functions decide on these articles in this order, without Kafka."""
    articles, decisions = folder / "articles.jsonl", folder / "decisions.jsonl"
    articles.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    command = [sys.executable, "-m", "wirewatch", "replay", f"--topics={_TOPICS}"]
    subprocess.run(
        [*command, f"--decisions={decisions}", articles],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=_REPLAY_SECONDS,
    )
    decided = map(json.loads, decisions.read_text("utf-8").splitlines())
    return {(alert["topic"], line["id"]) for line in decided for alert in line["alerts"]}
