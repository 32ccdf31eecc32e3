from __future__ import annotations

import json
from typing import TYPE_CHECKING

from typer.testing import CliRunner

from agents.topics.suggest import Suggester, Suggestion
from streams.records import Article
from wirewatch.cli import app

if TYPE_CHECKING:
    from pathlib import Path

MARKED = (
    "The shadow fleet lost a tanker in the strait on Monday, the ministry said.",
    "Insurers left the shadow fleet after the new list came out, the ministry said.",
    "Nobody counts the shadow fleet, yet each tanker has its name, the ministry said.",
    "A tanker of the shadow fleets ran aground near the coast, the ministry said.",
)
COMMON = (
    "The mayor opened a new school on Monday, the ministry said.",
    "Snow fell on the passes all night long, the ministry said.",
    "Wheat will cost more after the dry spring, the ministry said.",
    "A bridge across the strait is to open in May, the ministry said.",
    "Trains ran late for the whole of the week, the ministry said.",
)
KOREAN = (
    "북한군은 어제 훈련장에 도착했다고 당국이 밝혔다.",
    "당국은 북한군이 이동 중이라고 어제 밝혔다.",
    "어제 당국에 따르면 북한군의 규모는 알려지지 않았다.",
)
KOREAN_COMMON = tuple(
    f"당국은 어제 {what} 늘었다고 밝혔다." for what in ["쌀이", "배가", "눈이", "비가", "집이"]
)


def articles(texts: tuple[str, ...], language: str | None = "en") -> list[Article]:
    """Articles with these bodies."""
    return [
        Article.model_validate({"id": text, "body": text, "language": language}) for text in texts
    ]


def suggested(marked: list[Article], others: list[Article], limit: int = 8) -> list[Suggestion]:
    """What is proposed."""
    suggester = Suggester(marked)
    for other in others:
        suggester.take_other(other)
    return list(suggester.suggestions(limit))


def test_what_sets_marked_articles_apart_is_proposed_best_first() -> None:
    """With the articles that hold it, of both kinds; what all articles say is not."""
    found = suggested(articles(MARKED), articles(COMMON))
    assert [each.term for each in found] == ["shadow fleet", "tanker"]
    best = found[0]
    assert (best.relevant, best.of_relevant, best.others, best.of_others) == (4, 4, 0, 5)
    assert found[1].relevant == 3


def test_a_limit_keeps_the_best() -> None:
    """For each language."""
    assert [each.term for each in suggested(articles(MARKED), articles(COMMON), 1)] == [
        "shadow fleet"
    ]


def test_korean_particles_are_no_part_of_a_term() -> None:
    """One noun with three particles is one term."""
    found = suggested(articles(KOREAN, "ko"), articles(KOREAN_COMMON, "ko"))
    assert ("북한군", 3) in [(each.term, each.relevant) for each in found]


def test_a_language_with_too_few_articles_gets_none() -> None:
    """Everyday words can't be told from others there; the counts say so."""
    suggester = Suggester([*articles(MARKED), *articles(KOREAN, "ko")])
    for other in articles(COMMON):
        suggester.take_other(other)
    assert [(few.language, few.relevant, few.others) for few in suggester.too_few()] == [
        ("ko", 3, 0)
    ]
    assert {each.language for each in suggester.suggestions(8)} == {"en"}


def test_an_odd_language_is_read_from_the_text() -> None:
    """Publishers write what they like into the field."""
    found = suggested(articles(MARKED, "English (UK)"), articles(COMMON, "English (UK)"))
    assert {each.language for each in found} == {"en"}


def test_articles_without_words_bring_nothing() -> None:
    """Numbers make no term."""
    assert suggested(articles(("12. 13. 14.", "15. 16.", "17.")), articles(COMMON)) == []


def test_the_command_takes_marked_articles_out_of_the_others(tmp_path: Path) -> None:
    """The others may be the whole stream; output for people and for machines."""
    marked, stream = tmp_path / "marked.jsonl", tmp_path / "stream.jsonl"
    lines = [article.model_dump_json() for article in articles(MARKED)]
    marked.write_text("\n".join(lines), "utf-8")
    lines += [article.model_dump_json() for article in articles(COMMON)]
    stream.write_text("\n".join(lines), "utf-8")
    command = ["topics", "suggest", str(marked), "--others", str(stream)]
    report = json.loads(CliRunner().invoke(app, [*command, "--json"]).stdout)
    assert [each["term"] for each in report["suggestions"]] == ["shadow fleet", "tanker"]
    assert report["suggestions"][0]["of_others"] == 5
    assert "shadow fleet" in CliRunner().invoke(app, command).stdout
