from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from agents.classify.article_text import paragraphs_of
from agents.classify.publishers import NO_HINTS, Publishers, load_publishers
from streams.errors import ConfigError
from streams.records import Article
from streams.records import ParagraphRole as Role

if TYPE_CHECKING:
    from pathlib import Path

HINTS = """\
- publisher: Island Post
  furniture: ["Subscribe to the Island"]
  ends: ["Mehr aus dem Hafen"]
"""
LEAD = "The ferry to Brandoy sails again from Friday, its operator said in Larnvik on Tuesday."
BODY = "The first boat leaves at nine. Tickets that were bought for last week are still good."
CALL = "SUBSCRIBE to the Island today. You get our letter every morning, and the first one is free."
END = "Mehr aus dem Hafen: Lotsen."
BELOW = "The pilots of Larnvik have a new boat. It is faster than the old one, and has a kitchen."


def read(tmp_path: Path, text: str) -> Publishers:
    """The hints of a file."""
    path = tmp_path / "publishers.yaml"
    path.write_text(text, "utf-8")
    return load_publishers(path)


def roles(publishers: Publishers, *lines: str, publisher: str = "island post ") -> list[Role]:
    """The roles of the paragraphs of a publisher's article."""
    article = Article(body="\n".join(lines), publisher=publisher)
    return [each.role for each in paragraphs_of(article, publishers)]


def test_lines_that_begin_as_the_publisher_says_are_furniture(tmp_path: Path) -> None:
    """Its notice reads like prose; case does not matter."""
    hints = read(tmp_path, HINTS)
    assert roles(NO_HINTS, LEAD, CALL, BODY) == [Role.LEAD, Role.BODY, Role.BODY]
    assert roles(hints, LEAD, CALL, BODY) == [Role.LEAD, Role.FURNITURE, Role.BODY]


def test_all_below_a_line_that_ends_the_article_is_furniture(tmp_path: Path) -> None:
    """Whatever it reads like."""
    found = roles(read(tmp_path, HINTS), LEAD, BODY, END, BELOW)
    assert found == [Role.LEAD, Role.BODY, Role.FURNITURE, Role.FURNITURE]


def test_hints_are_for_their_publisher_alone(tmp_path: Path) -> None:
    """Another one's prose may begin so."""
    found = roles(read(tmp_path, HINTS), LEAD, CALL, publisher="Harbour News")
    assert found == [Role.LEAD, Role.BODY]


def test_hints_never_take_the_whole_page(tmp_path: Path) -> None:
    """They were written for other pages."""
    assert roles(read(tmp_path, HINTS), CALL, CALL.replace("free", "paid")) == [
        Role.LEAD,
        Role.BODY,
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "- publisher: A\n  furnitur: [Subscribe]\n",
            "line 2: furnitur: no such key; did you mean",
        ),
        ("- furniture: [Subscribe]\n", "publisher: is missing"),
        ("- publisher: A\n  ends: [ab]\n", "line 2: ends.0"),
        ("- publisher: A\n- publisher: a\n", "line 2: publisher: 'a' stands twice"),
        ("publisher: A\n", "must be a list of publishers"),
    ],
)
def test_a_mistake_is_refused_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    """And with the key that was meant."""
    with pytest.raises(ConfigError) as refused:
        read(tmp_path, text)
    assert said in str(refused.value)


def test_no_file_gives_no_hints() -> None:
    """They are never needed."""
    assert load_publishers(None) is NO_HINTS
