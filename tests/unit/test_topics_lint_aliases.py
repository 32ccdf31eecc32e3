from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from agents.topics.definitions import load_topics
from agents.topics.lint_aliases import lint_aliases
from agents.topics.lint_finding import LintReason
from streams.settings import Settings
from wirewatch.topics_lint import lint_file

if TYPE_CHECKING:
    from pathlib import Path

TOPICS = """
- {id: harbour, name: H, terms: {en: [Orvel Union ash]}}
- {id: vote, name: V, terms: {en: [OU vote], uk: [Анвік]}}
"""


def reasons(folder: Path, aliases: str) -> list[tuple[int, LintReason]]:
    """The findings on a file of names, each with the index of its group."""
    (folder / "topics.yaml").write_text(TOPICS, encoding="utf-8")
    (folder / "aliases.yaml").write_text(aliases, encoding="utf-8")
    topics = load_topics(folder / "topics.yaml", folder / "aliases.yaml")
    return [(each.topic, each.reason) for each in lint_aliases(topics)]


@pytest.mark.parametrize(
    ("aliases", "expected"),
    [
        ("- names: {uk: [Анвік], en: [Mount Anvik]}", []),
        ("- names: {uk: [Анвік]}", [(0, LintReason.ALIAS_ADDS_NOTHING)]),
        ("- names: {uk: [Анвік, Анвіка], en: [A]}", [(0, LintReason.ALIAS_ADDS_NOTHING)]),
        ("- names: {uk: [Гора], en: [Mountain]}", [(0, LintReason.UNUSED_ALIAS)]),
        (
            "- names: {uk: [Анвік], en: [Anvik Isle]}\n- names: {uk: [Анвік], de: [Anwick]}",
            [(1, LintReason.AMBIGUOUS_ALIAS), (1, LintReason.UNUSED_ALIAS)],
        ),
        ("- names: {en: [Orvel Union, OU]}", [(0, LintReason.ALIAS_JOINS_TOPICS)]),
    ],
)
def test_groups_that_do_not_do_what_was_meant_are_told(
    tmp_path: Path, aliases: str, expected: list[tuple[int, LintReason]]
) -> None:
    """Nothing added, never used, in two groups, or joining what two topics tell apart."""
    assert reasons(tmp_path, aliases) == expected


def test_the_command_says_the_line_of_the_names_file(tmp_path: Path) -> None:
    """Findings on names come with their own file, beside those on the topics."""
    (tmp_path / "topics.yaml").write_text(TOPICS, encoding="utf-8")
    aliases = tmp_path / "aliases.yaml"
    aliases.write_text("\n- names: {uk: [Анвік]}", encoding="utf-8")
    settings = Settings(aliases=aliases)
    (warned,) = lint_file(settings, tmp_path / "topics.yaml", None).warnings
    assert (warned.file, warned.line, warned.topic) == (str(aliases), 2, "Анвік")
    assert json.dumps(warned.reason) == '"alias-adds-nothing"'
