from __future__ import annotations

from typing import Any

import pytest

from agents.topics.definitions import Topic, TopicSet
from agents.topics.lint import lint
from agents.topics.lint_finding import Finding, LintReason
from agents.topics.lint_scripts import main_script, mixes_alphabets, scripts_of_language
from tests.news import MERGER, VOLCANO


def a_topic(*en: str, **fields: Any) -> Topic:
    """A topic with these English terms."""
    terms = {"en": en} | fields.pop("terms", {})
    return Topic.model_validate({"id": "t", "name": "A topic", "terms": terms} | fields)


def findings(*topics: Topic) -> list[Finding]:
    """What the linter says of topics."""
    return lint(TopicSet(topics))


def reasons(*topics: Topic) -> list[tuple[LintReason, tuple[str | int, ...]]]:
    """Only what kind of finding stands where."""
    return [(each.reason, each.field) for each in findings(*topics)]


def test_good_topics_have_no_finding() -> None:
    """Terms in several languages that share words are no mistake."""
    assert findings(VOLCANO, MERGER) == []


@pytest.mark.parametrize(
    "again", ["Orvel eruption", "ORVEL eruption", "eruptions of Orvel", "Orvel  eruptions"]
)
def test_a_term_given_twice_is_told_at_its_second_place(again: str) -> None:
    """Case, joining words, order and inflection make no other term."""
    topic = a_topic("Orvel eruption", "Orvel airport", again)
    assert reasons(topic) == [(LintReason.SAME_TERM, ("terms", "en", 2))]


def test_the_same_name_under_two_languages_is_no_mistake() -> None:
    """A name that two languages share may stand in both lists."""
    topic = a_topic("Orvel tremors", terms={"de": ("Orvel tremors",)})
    assert findings(topic) == []


def test_a_term_that_holds_a_shorter_one_is_dead() -> None:
    """Wherever 'Fjordkasse merger' stands, 'Fjordkasse' has been found."""
    found = findings(a_topic("Fjordkasse merger", "Fjordkasse"))
    assert [(each.reason, each.field) for each in found] == [
        (LintReason.DEAD_TERM, ("terms", "en", 0))
    ]
    assert "'Fjordkasse' is found wherever it is" in found[0].what


def test_a_term_of_three_words_that_holds_one_of_two_only_loosens() -> None:
    """It is found by two of its words, so it adds what lacks a word of the shorter one."""
    topic = a_topic("Orvel eruption", "Orvel eruption airport")
    assert reasons(topic) == [(LintReason.LOOSENING_TERM, ("terms", "en", 1))]


def test_a_longer_form_that_finds_more_is_not_dead() -> None:
    """'військові' has forms that 'війська' is not found in."""
    topic = Topic.model_validate(
        {"id": "t", "name": "T", "terms": {"uk": ["війська КНДР", "військові КНДР"]}}
    )
    assert findings(topic) == []


@pytest.mark.parametrize(
    ("term", "reason"),
    [
        ("of the", LintReason.JOINING_WORDS_ONLY),
        ("US", LintReason.ONE_SHORT_WORD),
        ("the oil", LintReason.ONE_SHORT_WORD),
        ("2024", LintReason.ONLY_NUMBERS),
        ("нафта", LintReason.WRONG_SCRIPT),
        ("Kуrsk battle", LintReason.MIXED_SCRIPTS),
    ],
)
def test_a_term_that_finds_too_much_or_nothing_is_told(term: str, reason: LintReason) -> None:
    """Joining words, one short word, numbers, another script, letters that only look right."""
    assert reasons(a_topic("Orvel eruption", term)) == [(reason, ("terms", "en", 1))]


@pytest.mark.parametrize(
    ("language", "term", "is_told"),
    [
        ("uk", "HIMARS", False),
        ("ko", "iPhone 20", False),
        ("ko", "AI반도체", False),
        ("ja", "北朝鮮兵士", False),
        ("sr", "Beograd", False),
        ("uk", "weapons package", True),
        ("ko", "солдаты", True),
        ("xx", "солдаты", False),
    ],
)
def test_a_script_is_judged_by_the_language(language: str, term: str, *, is_told: bool) -> None:
    """Names in Latin letters are at home everywhere, and of an unknown language nothing is said."""
    topic = Topic.model_validate({"id": "t", "name": "T", "terms": {language: [term]}})
    expected = [(LintReason.WRONG_SCRIPT, ("terms", language, 0))] if is_told else []
    assert reasons(topic) == expected


def test_a_syllable_is_shorter_than_a_word() -> None:
    """Two syllables of Hangul are a word; one is not enough."""
    fine = Topic.model_validate({"id": "t", "name": "T", "terms": {"ko": ["화산"]}})
    short = Topic.model_validate({"id": "t", "name": "T", "terms": {"ko": ["산"]}})
    assert findings(fine) == []
    assert reasons(short) == [(LintReason.ONE_SHORT_WORD, ("terms", "ko", 0))]


def test_an_include_in_a_language_without_terms_is_told_once() -> None:
    """Articles such as the examples could not be found."""
    topic = a_topic(
        "Orvel eruption",
        description="Ash and lava.",
        includes=("Попіл накрив гавань.", "Ash falls.", "Лава дійшла до порту."),
    )
    found = findings(topic)
    assert [(each.reason, each.field) for each in found] == [
        (LintReason.LANGUAGE_WITHOUT_TERMS, ("includes", 0))
    ]


def test_ukrainian_includes_are_not_served_by_russian_terms() -> None:
    """Where the text tells its language, the script alone is not enough."""
    include = "Виверження вулкана змусило мешканців їхати з острова ще до світанку, кажуть у мерії."
    topic = Topic.model_validate(
        {"id": "t", "name": "T", "includes": [include], "terms": {"ru": ["вулкан Орвел"]}}
    )
    assert reasons(topic) == [(LintReason.LANGUAGE_WITHOUT_TERMS, ("includes", 0))]


def test_an_exclude_that_is_an_include_as_well_is_told() -> None:
    """Marks and case make no difference."""
    topic = a_topic(
        "Orvel eruption", includes=("Ash falls.",), excludes=("Film opens.", "ash falls")
    )
    assert reasons(topic) == [(LintReason.EXCLUDE_IS_INCLUDE, ("excludes", 1))]


def test_an_exclude_that_holds_every_term_always_wins() -> None:
    """One term in a near miss is natural, all of them are not."""
    near_miss = a_topic("Orvel eruption", excludes=("A film on the Orvel eruption opens.",))
    assert findings(near_miss) == []
    everything = a_topic(
        "Orvel eruption", "Orvel ash", excludes=("Eruptions of Orvel and their ash.",)
    )
    assert reasons(everything) == [(LintReason.EXCLUDE_HOLDS_TERMS, ("excludes", 0))]
    the_term = a_topic("Orvel eruption", excludes=("Orvel eruption",))
    assert reasons(the_term) == [(LintReason.EXCLUDE_HOLDS_TERMS, ("excludes", 0))]


def test_two_topics_with_the_same_terms_are_told_at_the_later_one() -> None:
    """Whatever their ids and the order of their terms."""
    twin = VOLCANO.model_copy(
        update={"id": "twin", "terms": dict(reversed(list(VOLCANO.terms.items())))}
    )
    found = findings(VOLCANO, MERGER, twin)
    assert [(each.topic, each.reason) for each in found] == [(2, LintReason.SAME_TOPIC)]
    assert "volcano" in found[0].what


def test_topics_that_share_most_terms_overlap() -> None:
    """Half of the smaller one's terms is not yet too much."""
    first = a_topic("Orvel ash", "Orvel lava", "Orvel crater", "Orvel smoke")
    half = a_topic("Orvel ash", "Orvel tremors", id="half")
    most = a_topic("Orvel ash", "Orvel lava", "Orvel tourists", id="most")
    assert findings(first, half) == []
    assert reasons(first, most) == [(LintReason.OVERLAPPING_TOPICS, ("id",))]


def test_findings_come_in_the_order_of_the_file() -> None:
    """A person mends a file from its top."""
    found = findings(a_topic("US"), VOLCANO, a_topic("EU", id="u"))
    assert [each.topic for each in found] == [0, 2]


def test_scripts_are_told_by_letters() -> None:
    """Digits and marks are of no script, and a region adds nothing to a language."""
    assert main_script("12 — 2024") is None
    assert main_script("Курськ: NATO") == "CYRILLIC"
    assert scripts_of_language("zh-Hans") == {"CJK"}
    assert scripts_of_language("xx") == frozenset()
    assert mixes_alphabets("Cуджа")
    assert not mixes_alphabets("AI반도체")
