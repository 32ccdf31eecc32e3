from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from streams.records import ChangeType, Kind, Reason
from tests.news import MERGER, START, Stream

if TYPE_CHECKING:
    from agents.track.tracker import Decision
    from agents.vectors.sentence_vectors import SentenceVectors

FIRST = (
    "The eruption of Mount Orvel began on Tuesday, and ash fell on the harbour of Larnvik. "
    "Mayor Anna Lie asked people to stay indoors.\n"
    "Ferries between Larnvik and Brandoy were cancelled, the operator Havlink said. "
    "Schools stay closed until the wind turns."
)
EVACUATION = (
    "About 3,000 residents of Ostervik were told to leave because of the Orvel eruption, "
    "the governor Nils Rask said. Buses carry them to sports halls in Brandoy."
)
MORE_EVACUATED = (
    "About 12,000 residents of Ostervik were told to leave because of the Orvel eruption, "
    "the governor Nils Rask said on Friday. Tents were put up near the airport of Holmen."
)


TRANSLATED = (
    "The eruption of Mount Orvel has driven 4,300 people from Larnvik, Ostervik and "
    "Brandoy, said Governor Nils Rask. He met Minister Karin Holm in Trondheim. The army "
    "sends 25 boats from Bergen."
)
TRANSLATION = (
    "Через виверження вулкана Орвел 4300 людей залишили Ларнвік, Остервік і Брандой, "
    "сказав губернатор Нільс Раск. Він зустрів міністерку Карін Гольм у Тронгеймі. "
    "Армія надсилає 25 човнів із Бергена."
)


def reasons(*decisions: Decision) -> list[Reason]:
    """The verdicts' reasons, in their order."""
    return [each.verdict.reason for each in decisions]


def test_the_first_report_is_a_development_with_its_words() -> None:
    """Nothing is known, so it brings something, and says what in the article's own words."""
    stream = Stream()
    decision = stream.read(FIRST, "Ash over Larnvik", id="a", publisher="larnvik.example")
    development = decision.development
    assert reasons(decision) == [Reason.BRINGS_SOMETHING]
    assert development is not None
    assert development.update == 1
    assert development.origins == ("larnvik.example",)
    assert development.id == decision.verdict.development
    assert development.decided_at == START.replace(hour=7)
    quote = development.changes[0].quote
    assert quote.text.startswith("The eruption of Mount Orvel began")
    assert FIRST[quote.span.start : quote.span.end] == quote.text


def test_the_same_content_again_is_a_redelivery_that_changes_nothing() -> None:
    """No second development, and the state that came in comes out."""
    stream = Stream()
    article = stream.classified(FIRST, id="a")
    stream.decide(article)
    before = stream.state
    decision = stream.decide(article)
    assert reasons(decision) == [Reason.REDELIVERY]
    assert decision.development is None
    assert stream.state is before


def test_a_reprint_is_a_duplicate_of_its_original() -> None:
    """Another outlet's headline, dateline and a missing end don't make news."""
    stream = Stream()
    stream.read(FIRST, "Ash over Larnvik", id="a")
    reprint = "LARNVIK (Island Wire) - " + FIRST.replace(" Schools stay closed until", " Till")
    decision = stream.read(reprint, "Volcano closes port", id="b")
    assert reasons(decision) == [Reason.DUPLICATE]
    assert decision.verdict.copy_of == "a"
    assert decision.development is None


def test_a_reprint_that_leads_with_a_new_number_is_news() -> None:
    """A follow-up that keeps the old text is not swallowed."""
    stream = Stream()
    stream.read(FIRST, id="a")
    decision = stream.read(f"The Orvel eruption has injured 14 people.\n{FIRST}", id="b")
    assert reasons(decision) == [Reason.BRINGS_SOMETHING]
    assert decision.development is not None
    change = decision.development.changes[0]
    assert change.quote.text == "The Orvel eruption has injured 14 people."
    assert change.kind is Kind.FIGURE
    assert [figure.value for figure in change.figures] == [14]


ORDERED = (
    "The governor of Larnvik, Nils Rask, has ordered the Ostervik dam to be emptied before the "
    "Orvel eruption reaches the valley, and farmers below it were told to move their cattle to "
    "higher ground. Engineers opened the first gate of the dam on Tuesday morning."
)
DENIED = (
    "The governor of Larnvik, Nils Rask, denied that he has ordered the Ostervik dam to be "
    "emptied before the Orvel eruption reaches the valley, and that farmers below it were told to "
    "move their cattle to higher ground."
)


def test_a_denial_is_no_copy_of_what_it_denies() -> None:
    """It says the same words and the opposite: it is told beside them, once."""
    stream = Stream()
    stream.read(ORDERED, "Larnvik dam to be emptied", id="a")
    denial = stream.read(DENIED, "Governor on the dam", id="b")
    reprint = stream.read(DENIED, "No dam emptied", id="c")
    again = stream.read(DENIED.replace("The governor of", "Governor of"), "On the dam", id="d")
    assert reasons(denial, reprint, again) == [
        Reason.BRINGS_SOMETHING,
        Reason.DUPLICATE,
        Reason.DUPLICATE,
    ]
    assert denial.development is not None
    change = denial.development.changes[0]
    assert (change.kind, change.change) == (Kind.DENIAL, ChangeType.CONTRADICTED)
    assert change.previous is not None
    assert change.previous.text.startswith("The governor of Larnvik")


def test_a_second_report_of_a_denial_is_not_news_by_its_denying() -> None:
    """What was denied already was told."""
    stream = Stream()
    stream.read(ORDERED, "Larnvik dam to be emptied", id="a")
    stream.read(DENIED, "Governor on the dam", id="b")
    second = stream.read(
        "Nils Rask, the governor of Larnvik, rejected reports that he ordered the Ostervik dam "
        "emptied before the Orvel eruption comes to the valley.",
        "Rask rejects reports on dam",
        id="c",
    )
    assert second.development is None


def test_a_translation_brings_nothing_new() -> None:
    """Names and numbers tell it, in another script too."""
    stream = Stream()
    stream.read(TRANSLATED, id="a", language="en")
    decision = stream.read(TRANSLATION, id="b")
    assert reasons(decision) == [Reason.CORROBORATES]
    assert decision.verdict.rests_on == "a"


def test_with_sentence_vectors_a_translation_is_called_one(vectors: SentenceVectors) -> None:
    """By the meaning of its sentences in their order; the original is named."""
    stream = Stream(vectors=vectors)
    stream.read(TRANSLATED, id="a", language="en")
    decision = stream.read(TRANSLATION, id="b")
    assert reasons(decision) == [Reason.TRANSLATION]
    assert decision.verdict.copy_of == "a"


def test_a_retelling_in_other_words_corroborates() -> None:
    """Most of what it leads with was told by one earlier article."""
    stream = Stream()
    stream.read(FIRST, id="a")
    decision = stream.read(
        "Mount Orvel began its eruption on Tuesday. Ash fell on the harbour of Larnvik, and "
        "mayor Anna Lie asked people there to stay indoors.",
        id="b",
    )
    assert reasons(decision) == [Reason.CORROBORATES]


def test_a_changed_figure_is_told_with_the_one_before() -> None:
    """The alert is the difference, with both quotes."""
    stream = Stream()
    stream.read(EVACUATION, id="a")
    decision = stream.read(MORE_EVACUATED, id="b", hours=48)
    assert decision.development is not None
    change = decision.development.changes[0]
    assert change.change is ChangeType.CHANGED
    assert change.kind is Kind.FIGURE
    assert [(each.value, each.previous) for each in change.figures] == [(12_000, 3000)]
    assert change.previous is not None
    assert change.previous.article_id == "a"
    assert change.previous.text in EVACUATION
    assert decision.development.update == 2


def test_a_sentence_that_names_the_old_figure_needs_no_memory() -> None:
    """'from … to …' gives the previous value, which is no figure of its own."""
    decision = Stream().read("After the Orvel eruption the dead rose from 30 to at least 80.")
    assert decision.development is not None
    assert [(each.value, each.previous) for each in decision.development.changes[0].figures] == [
        (80, 30)
    ]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("3000", "12 000", Reason.BRINGS_SOMETHING),
        ("2000", "3000", Reason.CORROBORATES),
        ("7000", "12 000", Reason.PASSING_MENTION),  # nobody told this one
    ],
)
def test_a_known_value_that_is_said_to_have_moved_is_news(
    old: str, new: str, reason: Reason
) -> None:
    """However little else is new: it is known before the move, and unheard of behind it."""
    stream = Stream()
    stream.read(EVACUATION, id="a")
    moved = stream.classified(
        f"Кількість тих, кому через виверження Орвела наказано залишити Остервік, зросла з {old} "
        f"до {new}, сказав губернатор Нільс Раск. Автобуси везуть їх до спортзалів у Брандої.",
        id="b",
    )
    # So little on its topic that the model alone would not alert.
    decision = stream.decide(moved.model_copy(update={"score": 1.2 * moved.threshold}))
    assert reasons(decision) == [reason]


def test_a_revision_without_an_addition_is_no_news() -> None:
    """Another headline and a lost sentence are edits."""
    stream = Stream()
    stream.read(FIRST, "Ash over Larnvik", id="a")
    edited = FIRST.replace(" Schools stay closed until the wind turns.", "")
    decision = stream.read(edited, "Ash falls on Larnvik", id="a")
    assert reasons(decision) == [Reason.REVISION_WITHOUT_NEWS]
    assert decision.verdict.rests_on == "a"


def test_a_figure_that_was_replaced_is_not_taken_for_the_latest() -> None:
    """After 'to 80 dead, from 30 dead' the next report is compared with 80."""
    stream = Stream()
    stream.read("Rescuers at the Orvel eruption now count up to 80 dead, from 30 dead.", id="a")
    decision = stream.read("Rescuers at the Orvel eruption now count 95 dead.", id="b")
    assert decision.development is not None
    assert [(each.value, each.previous) for each in decision.development.changes[0].figures] == [
        (95, 80)
    ]


def test_an_edit_far_down_a_long_article_is_no_news() -> None:
    """Each sentence of a long article is known again."""
    stream = Stream()
    tail = [
        f"Witness {number} saw ash over Town{number} and Port{number}." for number in range(150)
    ]
    stream.read("\n".join([FIRST, *tail]), id="a")
    edited = [line for number, line in enumerate(tail) if number % 30]
    assert reasons(stream.read("\n".join([FIRST, *edited]), id="a")) == [
        Reason.REVISION_WITHOUT_NEWS
    ]


def test_a_revision_is_judged_by_what_was_added() -> None:
    """The development quotes the addition, not the old lead."""
    stream = Stream()
    stream.read(FIRST, id="a")
    added = "The Orvel eruption has closed the airport of Holmen and 41 roads."
    decision = stream.read(f"{FIRST}\n{added}", id="a")
    assert decision.development is not None
    assert [each.quote.text for each in decision.development.changes] == [added]
    assert decision.development.update == 2


def test_an_article_below_the_threshold_gets_a_verdict_and_leaves_no_trace() -> None:
    """What it says in passing doesn't make the topic's own news look known."""
    stream = Stream(MERGER)
    aside = "Football is played on Sunday. Tickets are sold at the gate from nine.\n" * 6
    passing = aside + "Nordbank and a merger were the talk of the stands."
    article = stream.classified(passing, id="a").model_copy(update={"score": 0.3})
    decision = stream.decide(article)
    assert reasons(decision) == [Reason.BELOW_THRESHOLD]
    assert stream.state.stories == {}
    assert stream.decide(article) == decision


def test_an_article_published_long_ago_is_too_old() -> None:
    """A page that a crawler finds after weeks is no news."""
    decision = Stream().read(FIRST, published_at="2031-04-01T00:00:00Z")
    assert reasons(decision) == [Reason.TOO_OLD]
    assert decision.development is None


def test_the_clock_of_a_topic_never_goes_back() -> None:
    """An article that arrives out of order is decided at the topic's time."""
    stream = Stream()
    stream.read(FIRST, id="a", hours=5)
    decision = stream.read(EVACUATION, id="b", hours=-3)
    assert decision.verdict.decided_at == START.replace(hour=11)
    assert stream.state.topic.now == START.replace(hour=11)


def test_stories_that_an_article_does_not_touch_stay_the_same_objects() -> None:
    """Storage writes only what changed."""
    stream = Stream()
    stream.read(FIRST, id="a")
    stream.read("The Orvel volcano museum in Vadso has sold 250 tickets to Swedes.", id="b")
    before = dict(stream.state.stories)
    assert len(before) == 2
    stream.read(f"{EVACUATION} Mayor Anna Lie of Larnvik thanked Havlink.", id="c")
    same = [story for story, value in stream.state.stories.items() if before.get(story) is value]
    assert same


def test_what_is_older_than_the_window_is_forgotten() -> None:
    """After a month the same report is news again, and the old story is gone."""
    stream = Stream()
    stream.read(FIRST, id="a")
    decision = stream.read(FIRST, id="b", hours=24 * 40)
    assert reasons(decision) == [Reason.BRINGS_SOMETHING]
    assert [story.articles[0].reference.id for story in stream.state.stories.values()] == ["b"]


@pytest.mark.parametrize("body", [FIRST, EVACUATION])
def test_ids_hang_on_the_article_alone(body: str) -> None:
    """A replay after a crash gives the same ids."""
    one, other = Stream().read(body, id="a"), Stream().read(body, id="a", hours=9)
    assert one.development is not None
    assert other.development is not None
    assert one.development.id == other.development.id
    assert one.development.story == other.development.story
    assert one.verdict.id == other.verdict.id


def test_a_headline_repeats_what_a_report_leads_with() -> None:
    """Few words are enough to tell a repeat, and to tell it from what is new."""
    stream = Stream()
    stream.read(FIRST, id="a")
    stream.read(EVACUATION, id="b", hours=20)
    repeat = stream.read(
        "Ferries between Larnvik and Brandoy were cancelled; Orvel eruption", id="c"
    )
    news = stream.read("Swiss geologist found alive in a hut near the Orvel eruption", id="d")
    assert repeat.verdict.features["words-retold"] > 0.5 > news.verdict.features["words-retold"]
    assert repeat.verdict.features["reported"] > news.verdict.features["reported"]
    assert repeat.verdict.features["score"] < news.verdict.features["score"]


def test_words_that_come_again_with_a_number_of_their_own_are_no_repeat() -> None:
    """A follow-up is told in the words of its story."""
    stream = Stream()
    stream.read(EVACUATION, id="a")
    decision = stream.read(EVACUATION.replace("3,000", "4,100"), id="b")
    assert reasons(decision) == [Reason.BRINGS_SOMETHING]
