from __future__ import annotations

import pytest

from agents.topics.query import All, AnyOf, LanguageIs, Near, Not, Phrase, PublisherIs, Where
from agents.topics.query_syntax import MAX_CLAUSES, QueryError, parse_query


def word(text: str, at: int, where: Where = Where.PROSE) -> Phrase:
    """A clause of one plain word."""
    return Phrase(text, at, (text,), where=where)


def faults(text: str) -> list[tuple[int, str]]:
    """What a query is refused for: characters from 1, and reasons."""
    with pytest.raises(QueryError) as refused:
        parse_query(text)
    return [(fault.at + 1, fault.reason) for fault in refused.value.faults]


def test_operators_and_brackets_are_lucenes() -> None:
    """AND binds tighter than OR; brackets bind tightest; NOT negates."""
    assert parse_query("ash OR lava AND NOT film") == AnyOf(
        (word("ash", 0), All((word("lava", 7), Not(word("film", 20)))))
    )
    assert parse_query("(ash OR lava) AND Orvel") == All(
        (AnyOf((word("ash", 1), word("lava", 8))), word("Orvel", 18))
    )


def test_words_without_an_operator_are_alternatives_unless_marked() -> None:
    """A + makes the others mere weight, as in Lucene; a - vetoes."""
    assert parse_query("ash lava") == AnyOf((word("ash", 0), word("lava", 4)))
    assert parse_query("+ash lava -film") == All((word("ash", 1), Not(word("film", 11))))
    assert parse_query("ash OR NOT film") == All((word("ash", 0), Not(word("film", 11))))


def test_phrases_near_and_wildcards_are_read() -> None:
    """Slop, NEAR with and without a number, alternatives on a side, words with wildcards."""
    assert parse_query('"Mount Orvel"~3') == Phrase('"Mount Orvel"~3', 0, ("Mount", "Orvel"), 3)
    near = parse_query("(ash OR lav*) NEAR/5 orvel")
    assert isinstance(near, Near)
    assert [each.words for each in near.left] == [("ash",), ("lav*",)]
    assert (near.right[0].words, near.most_between) == (("orvel",), 5)
    bare = parse_query("ash NEAR lava")
    assert isinstance(bare, Near)
    assert bare.most_between == 10


def test_a_word_with_marks_in_it_is_a_phrase() -> None:
    """F-16 and U.S. are found as they are written in articles."""
    assert parse_query("F-16") == Phrase("F-16", 0, ("F", "16"))
    assert parse_query('"who was there?"') == Phrase('"who was there?"', 0, ("who", "was", "there"))


def test_fields_narrow_a_clause_or_a_group() -> None:
    """Parts of the article, its publisher and its language."""
    assert parse_query("title:(ash OR lava)") == AnyOf(
        (word("ash", 7, Where.TITLE), word("lava", 14, Where.TITLE))
    )
    assert parse_query('publisher:"The Orvel Post" AND language:UK') == All(
        (
            PublisherIs('publisher:"The Orvel Post"', 10, "the orvel post"),
            LanguageIs("language:UK", 40, "uk"),
        )
    )


@pytest.mark.parametrize(
    ("query", "at", "reason"),
    [
        ("ash~", 1, "fuzzy"),
        ("orvel AND ash^2", 11, "boosts"),
        ("orvel AND [a TO b]", 11, "ranges"),
        ("orvel AND >5", 11, "ranges"),
        ("/ash.*/", 1, "regular expressions"),
        ("author:smith", 1, "no field 'author'"),
        ("title:(lead:ash)", 8, "within the field title"),
        ("title:body:ash", 7, "within the field title"),
        ("ash && lava", 5, "write AND"),
        ("ash || lava", 5, "write OR"),
        ("!ash", 1, "write NOT"),
        ("*", 1, "no word"),
        ("a*", 1, "at least 2 letters"),
        ("*b?", 1, "at least 2 letters"),
        ('""', 1, "no word"),
        ('"ash lava', 1, "never closed"),
        ("(ash", 5, "ends where something is missing"),
        ("ash AND", 8, "ends where something is missing"),
        ("ash)", 4, "can't stand here"),
        ("AND ash", 1, "can't stand here"),
        ('"ash lava"~200', 1, "at most 100"),
        ('"ash lava"~1.5', 1, "a number"),
        ("ash NEAR/500 lava", 5, "100 words apart"),
        ("ash AND lava NEAR/5 orvel", 1, "brackets"),
        ("(ash AND lava) NEAR/5 orvel", 1, "joined by OR"),
        ("ash NEAR", 5, "brackets"),
        ("NEAR/3", 1, "brackets"),
        ("", 1, "empty"),
        ("publisher:[a TO b]", 11, "ranges"),
        ("language:(uk NEAR/3 en)", 11, "joined by OR"),
        ("ash AND language:german", 18, "takes a code, as en or uk; did you mean de?"),
    ],
)
def test_what_is_not_taken_is_refused_with_its_place(query: str, at: int, reason: str) -> None:
    """Nothing that luqum parses is silently ignored."""
    found = faults(query)
    assert found[0][0] == at
    assert reason in found[0][1]


def test_all_faults_of_a_query_are_told_at_once() -> None:
    """A person mends them in one go."""
    assert [at for at, _ in faults("ash~ AND lava^2 AND by:me")] == [1, 10, 21]


@pytest.mark.parametrize(
    "query",
    [
        "(" * 5000 + "ash" + ")" * 5000,
        "NOT " * 5000 + "ash",
        "+" * 5000 + "ash",
        " OR ".join(["ash"] * (MAX_CLAUSES + 1)),
        " ".join(["ash"] * 10_000),
        "ash" * 10_000,
        "title:" * 3000 + "ash",
        '"' + "ash " * 100 + '"',
        '"' * 9999,
        "ash~" + "9" * 10_000,
        "\\" * 999,
        " OR ".join(f"*storm{number}" for number in range(100)),
    ],
    ids=lambda query: f"{query[:6]} {len(query)}",
)
def test_hostile_queries_are_refused_at_once(query: str) -> None:
    """Depth, length and number of clauses are bounded."""
    assert faults(query)


def test_as_many_clauses_as_lucene_allows_are_taken() -> None:
    """The bound is on what is hostile, not on what is large."""
    parsed = parse_query(" OR ".join(f"ash{number}" for number in range(MAX_CLAUSES)))
    assert isinstance(parsed, AnyOf)
    assert len(parsed.parts) == MAX_CLAUSES
