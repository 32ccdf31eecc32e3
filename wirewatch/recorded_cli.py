"""`wirewatch replay`, `readings`, `evaluate` and `tune`: commands about what was recorded.

There is no `from __future__ import annotations`, since typer reads the annotations when it runs.
"""

# ruff: noqa: PLC0415 - imports stand inside the commands, so that help and completion are quick

import sys
from pathlib import Path
from typing import Annotated

import typer

from wirewatch.cli_settings import settings_of

_FAILED = 1
_FILE = {"exists": True, "dir_okay": False, "readable": True}
_FOLDER = {"exists": True, "file_okay": False, "readable": True}

recorded_app = typer.Typer()


@recorded_app.command()
def replay(
    articles: Annotated[Path, typer.Argument(help="The articles, in stream order.", **_FILE)],
    topics: Annotated[Path, typer.Option(help="The monitored topics.", **_FILE)],
    *,
    decisions: Annotated[
        Path | None, typer.Option(help="Where the decisions go.", dir_okay=False)
    ] = None,
    compare: Annotated[
        Path | None,
        typer.Option(help="Other topics: say which alerts would appear and disappear.", **_FILE),
    ] = None,
    readings: Annotated[
        Path | None,
        typer.Option(help="With --decisions: what `wirewatch readings` wrote.", **_FILE),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="With --compare: for machines.")] = False,
    skip_invalid: Annotated[
        bool, typer.Option(help="Exit with 0 also where lines are no articles.")
    ] = False,
) -> None:
    """Decide on recorded articles as the workers would, without Kafka."""
    from wirewatch.compare import compare_topics, print_comparison
    from wirewatch.readings import read_readings
    from wirewatch.replay import replay_file

    if not decisions and not compare:
        raise typer.BadParameter("say where the decisions go, or what to compare with")
    settings, refused = settings_of("replay"), 0
    if decisions:
        answers = read_readings(settings, readings)
        report = replay_file(settings, topics, articles, decisions, answers)
        typer.echo(report, err=compare is not None)
        refused = report.refused
    if compare:
        comparison = compare_topics(settings, topics, compare, articles)
        print_comparison(comparison, as_json=as_json)
        refused = comparison.refused
    raise typer.Exit(_FAILED if refused and not skip_invalid else 0)


@recorded_app.command()
def readings() -> None:
    """Print what the second reader answered, one JSON object a line, for `replay --readings`."""
    import asyncio

    from wirewatch.readings import write_readings

    unreadable = asyncio.run(write_readings(settings_of("readings"), sys.stdout.buffer))
    if unreadable:
        typer.echo(f"{unreadable} can't be read and are left out", err=True)
    raise typer.Exit(_FAILED if unreadable else 0)


@recorded_app.command()
def evaluate(
    set_folder: Annotated[
        Path,
        typer.Argument(help="A benchmark set: articles, gold, developments, topics.", **_FOLDER),
    ],
    decisions: Annotated[
        Path | None,
        typer.Option(help="Decisions to score; without them the set is replayed.", **_FILE),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Score decisions against what is true about a recorded stream."""
    from wirewatch.evaluate import print_scores, score_set

    # What is logged goes to standard error, so that JSON stays JSON.
    print_scores(score_set(settings_of("evaluate"), set_folder, decisions), as_json=as_json)


@recorded_app.command()
def tune(
    set_folder: Annotated[
        Path,
        typer.Argument(help="A set: articles and topics, and gold and developments.", **_FOLDER),
    ],
    out: Annotated[Path, typer.Option(help="Where the weights go.", dir_okay=False)],
    feedback: Annotated[
        Path | None,
        typer.Option(help="What users said of the set's articles, in place of gold.", **_FILE),
    ] = None,
) -> None:
    """Fit what counts as new to labels or to feedback; WIREWATCH_WEIGHTS makes workers use it."""
    from streams.settings import read_settings
    from wirewatch.tuning.tune import tune_files

    typer.echo(tune_files(read_settings(), set_folder, feedback, out))
