"""The `wirewatch` command.

There is no `from __future__ import annotations`, since typer reads the annotations when it runs.
"""

# ruff: noqa: PLC0415 - imports stand inside the commands, so that help and completion are quick

import sys
from enum import StrEnum
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Annotated

import typer

from streams.errors import ConfigError, WirewatchError
from wirewatch.alerts_cli import alerts_app
from wirewatch.cli_settings import settings_of
from wirewatch.dead_letters_cli import dead_letters_app
from wirewatch.ledger_cli import ledger_app
from wirewatch.recorded_cli import recorded_app
from wirewatch.silences_cli import silences_app
from wirewatch.topics_cli import topics_app
from wirewatch.verdicts_cli import verdicts_app

_FAILED = 1
_MISCONFIGURED = 2

app = typer.Typer(
    name="wirewatch",
    help="One message when something new happens: a streaming news monitor on Kafka.",
    epilog="Settings are WIREWATCH_… variables; docs/settings.md lists them.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
_kafka = typer.Typer(help="Prepare the Kafka cluster.", no_args_is_help=True)
app.add_typer(recorded_app)
app.add_typer(_kafka, name="kafka")
app.add_typer(topics_app, name="topics")
app.add_typer(alerts_app, name="alerts")
app.add_typer(verdicts_app)
app.add_typer(silences_app, name="silences")
app.add_typer(ledger_app, name="ledger")
app.add_typer(dead_letters_app, name="dead-letters")


class Role(StrEnum):
    """What `run` runs; `all` is one process for each of the others."""

    CLASSIFY = "classify"
    TRACK = "track"
    NOTIFY = "notify"
    READER = "reader"
    ALL = "all"


class Worker(StrEnum):
    """The roles that leave signs of life."""

    CLASSIFY = "classify"
    TRACK = "track"
    NOTIFY = "notify"
    READER = "reader"


def _there(files: list[Path]) -> list[Path]:
    # typer 0.29 compares the text "-" with a Path, so its own check never lets it through.
    for file in files:
        if file != Path("-") and (file.is_dir() or not file.exists()):
            raise typer.BadParameter(f"there is no file '{file}'")
    return files


_ARTICLES = typer.Argument(
    help="JSON Lines files of articles; - is standard input.", metavar="FILE", callback=_there
)


def main() -> None:
    """Runs the command line; what goes wrong as foreseen is one line on standard error."""
    try:
        app()
    except WirewatchError as error:
        typer.echo(f"wirewatch: {error}", err=True)
        sys.exit(_MISCONFIGURED if isinstance(error, ConfigError) else _FAILED)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"wirewatch {version_of('wirewatch')}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Say which.")
    ] = False,
) -> None:
    pass


@_kafka.command("init")
def kafka_init() -> None:
    """Create every Kafka topic that is missing; refuse to go on where one has another shape."""
    import asyncio

    from streams.kafka_admin import init_topics

    for topic in asyncio.run(init_topics(settings_of("kafka-init"))):
        typer.echo(f"{topic.outcome:<10} {topic.name}")


@app.command()
def run(
    role: Annotated[
        Role, typer.Argument(help="Which worker; all supervises those that the settings ask for.")
    ],
) -> None:
    """Run a worker until it is told to stop (SIGTERM or Ctrl-C)."""
    settings = settings_of("supervisor" if role is Role.ALL else role.value)
    if role is Role.ALL:
        from wirewatch.preflight import check_before_start
        from wirewatch.supervise import supervise, worker_command

        check_before_start(settings)
        roles = [each for each in Worker if each is not Worker.READER or settings.asks_reader]
        sys.exit(supervise({each.value: worker_command(each.value) for each in roles}))
    if role is Role.NOTIFY:
        from alerts.notify import run_notify
        from wirewatch.alerts_start import check_alerts_before_start

        check_alerts_before_start(settings)
        run_notify(settings)
    elif role is Role.READER:
        from agents.reader.worker import run_reader

        run_reader(settings)
    else:
        from agents.pipeline import run_classify, run_track

        (run_classify if role is Role.CLASSIFY else run_track)(settings)


@app.command()
def health(role: Annotated[Worker, typer.Argument(help="Which worker.")]) -> None:
    """Say whether a worker of this instance is alive: exit code 0, else 1."""
    from streams.health import Health
    from streams.health import health as health_of
    from streams.settings import read_settings

    found = health_of(read_settings(), role.value)
    typer.echo(found.value)
    raise typer.Exit(0 if found is Health.HEALTHY else _FAILED)


@app.command()
def publish(
    files: Annotated[list[Path], _ARTICLES],
    one_partition: Annotated[
        bool,
        typer.Option(
            "--one-partition/--spread",
            help="Keep the order of the articles, or spread them over all workers.",
        ),
    ] = True,
    strict: Annotated[
        bool, typer.Option(help="Stop at the first line that is no article.")
    ] = False,
) -> None:
    """Publish articles to Kafka; lines that are no article are named and left out."""
    import asyncio

    from wirewatch.publish import publish_files

    report = asyncio.run(
        publish_files(settings_of("publish"), files, one_partition=one_partition, strict=strict)
    )
    typer.echo(report)
    raise typer.Exit(_FAILED if report.refused else 0)


@app.command()
def demo(
    articles: Annotated[
        Path | None,
        typer.Option(
            help="Articles of yours (JSON Lines) in place of those that come with it.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    once: Annotated[bool, typer.Option(help="End when every alert is delivered.")] = False,
    screenshot: Annotated[
        Path | None, typer.Option(help="Save what was shown as a picture (SVG).", dir_okay=False)
    ] = None,
) -> None:
    """Watch the whole pipeline at work on this machine, on articles that come with it or yours."""
    from wirewatch.demo import run_demo

    sys.exit(run_demo(articles, once=once, screenshot=screenshot))
