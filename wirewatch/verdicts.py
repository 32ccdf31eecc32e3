"""`wirewatch verdicts`: what the ledger says of one article, topic by topic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import orjson
import typer

from alerts.render import clean, moment_text
from alerts.store.ledger import LedgerError, verdicts_on
from wirewatch.ledger import open_ledger

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from streams.records import Verdict
    from streams.settings import Settings

#: Measures that are told in words of their own.
_TOLD: Final = frozenset({"score", "needed"})
_WHERE_ELSE: Final = (
    "classify may have dropped it (`wirewatch topics explain` tells), or it is not decided yet"
)


def print_verdicts(settings: Settings, article: str, *, as_json: bool) -> None:
    """Prints all verdicts on an article, also those on other versions of it.

    Raises:
        LedgerError: there is none.
    """
    with open_ledger(settings) as store:
        found = store.transact(verdicts_on, article)
    if not found:
        raise LedgerError(f"the ledger has no verdict on '{article}': {_WHERE_ELSE}")
    if as_json:
        plain = [verdict.model_dump(mode="json") for verdict in found]
        typer.echo(orjson.dumps(plain, option=orjson.OPT_INDENT_2).decode())
        return
    typer.echo("\n\n".join("\n".join(_lines(verdict)) for verdict in found))


def _lines(verdict: Verdict) -> Iterator[str]:
    """A verdict for a person: what was decided, and by what."""
    told = {
        "topic": verdict.topic,
        "headline": clean(verdict.article.headline),
        "verdict": verdict.reason.value,
        "decided": moment_text(verdict.decided_at),
        "about the topic": f"{verdict.score:.2f}{'' if verdict.on_topic else ', not enough'}",
        "score": _score(verdict),
        "added": _measures(_strongest(verdict.parts)),
        "measured": _measures(_others(verdict)),
        "rests on": verdict.rests_on,
        "copy of": verdict.copy_of,
        "story": verdict.story,
        "development": verdict.development,
    }
    return (f"{name:<16} {value}" for name, value in told.items() if value)


def _score(verdict: Verdict) -> str:
    """How near it was; empty where no score decided."""
    score, needed = verdict.features.get("score"), verdict.features.get("needed")
    return "" if score is None or needed is None else f"{score:+.3f}, needed {needed:+.3f}"


def _strongest(parts: Mapping[str, float]) -> Iterable[tuple[str, float]]:
    return sorted(parts.items(), key=lambda part: -abs(part[1]))


def _others(verdict: Verdict) -> Iterable[tuple[str, float]]:
    """What was measured and added nothing: all there is on a copy."""
    known = _TOLD | verdict.parts.keys()
    return sorted((name, value) for name, value in verdict.features.items() if name not in known)


def _measures(named: Iterable[tuple[str, float]]) -> str:
    return ", ".join(f"{name} {value:+.3f}" for name, value in named)
