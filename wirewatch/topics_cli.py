"""The commands of `wirewatch topics`.

There is no `from __future__ import annotations`, since typer reads the annotations when it runs.
"""

# ruff: noqa: PLC0415 - imports stand inside the commands, so that help and completion are quick

from pathlib import Path
from typing import Annotated

import typer

_WARNED = 1
_FILE = {"exists": True, "dir_okay": False, "readable": True}

topics_app = typer.Typer(
    help="Look after what is monitored: the topics, which are news subjects.",
    no_args_is_help=True,
)


def _there(file: Path) -> Path:
    if file != Path("-") and (file.is_dir() or not file.exists()):
        raise typer.BadParameter(f"there is no file '{file}'")
    return file


_Topics = Annotated[
    Path | None,
    typer.Option(
        "--topics", help="The topics file; else that of WIREWATCH_TOPICS.", dir_okay=False
    ),
]
_Json = Annotated[bool, typer.Option("--json", help="For machines.")]


@topics_app.command("lint")
def lint(
    topics: _Topics = None,
    sample: Annotated[
        Path | None,
        typer.Option(help="Articles (JSON Lines) to estimate each topic's hits on.", **_FILE),
    ] = None,
    as_json: _Json = False,
) -> None:
    """Say what a topics file holds that can't be meant so.

    Exit code 0: nothing; 1: warnings; 2: the workers would not take the file.
    """
    from streams.settings import read_settings
    from wirewatch.topics_lint import lint_file, print_report

    settings = read_settings()
    report = lint_file(settings, topics or settings.topics, sample)
    print_report(report, as_json=as_json)
    raise typer.Exit(_WARNED if report.warnings else 0)


@topics_app.command("schema")
def schema() -> None:
    """Print the JSON Schema of topics files, by which editors complete and check them."""
    import json

    from agents.topics.schema import topics_schema

    typer.echo(json.dumps(topics_schema(), ensure_ascii=False, indent=1))


@topics_app.command("suggest")
def suggest(
    relevant: Annotated[
        Path, typer.Argument(help="Articles (JSON Lines) marked as relevant.", **_FILE)
    ],
    others: Annotated[
        Path,
        typer.Option(help="Other articles of the same stream, to tell what is common.", **_FILE),
    ],
    limit: Annotated[int, typer.Option(min=1, help="Terms for each language.")] = 8,
    as_json: _Json = False,
) -> None:
    """Propose terms that most articles marked as relevant hold, and few others do."""
    from streams.settings import read_settings
    from wirewatch.topics_suggest import print_suggestions, suggest_terms

    report = suggest_terms(read_settings(), relevant, others, limit)
    print_suggestions(report, as_json=as_json)


@topics_app.command("explain")
def explain(
    file: Annotated[
        Path,
        typer.Argument(
            help="An article (JSON), or JSON Lines with --id; - is standard input.",
            metavar="FILE",
            callback=_there,
        ),
    ],
    article_id: Annotated[str | None, typer.Option("--id", help="Which article.")] = None,
    topics: _Topics = None,
    topic: Annotated[str | None, typer.Option("--topic", help="This topic alone.")] = None,
    as_json: _Json = False,
) -> None:
    """Show how an article is read, and why it is about a topic or not.

    Articles come from files; those of a running system are not looked up in Kafka.
    """
    from streams.settings import read_settings
    from wirewatch.topics_explain import Question, explain_article, print_explanation

    settings = read_settings()
    question = Question(file, article_id, topics or settings.topics, topic)
    print_explanation(explain_article(settings, question), as_json=as_json)
