from __future__ import annotations

from datetime import UTC, datetime

import pytest

from agents.classify.article_text import READ
from agents.classify.classification import Classification
from agents.classify.classifier import Classifier
from agents.classify.reading import MAX_SENTENCES
from agents.classify.reasons import ClassifyReason
from agents.topics.definitions import Topic, TopicSet
from streams.records import Article, ParagraphRole
from tests.news import MERGER, VOLCANO

AT = datetime(2031, 5, 4, tzinfo=UTC)
CLASSIFIER = Classifier(TopicSet((VOLCANO, MERGER)))
LEAD = "The eruption of Mount Orvel sent ash over the harbour on Tuesday, officials said."
ASIDE = "Fishing boats stayed in port and shops were closed for the whole of the day."
BANKS = "Nordbank shares rose after the merger was approved by the owners of both banks."


def classify(body: str, headline: str = "", **fields: str) -> Classification:
    """What the two topics' classifier says of an article."""
    article = Article.model_validate({"body": body, "headline": headline, **fields})
    return CLASSIFIER.classify(article, AT)


def test_an_article_about_nothing_monitored_goes_no_further() -> None:
    """The gate drops it and says so."""
    assert classify(ASIDE, "Quiet day in port") == Classification(ClassifyReason.NO_TERM_MATCHED)


def test_an_article_is_given_to_each_of_its_topics_best_first() -> None:
    """Ranks and scores of all topics come with every record."""
    found = classify(f"{LEAD}\n{ASIDE}\n{BANKS}", "Orvel eruption darkens harbour")
    assert found.reason is ClassifyReason.MATCHED
    assert [each.topic for each in found.articles] == ["volcano", "merger"]
    assert [each.rank for each in found.articles] == [1, 2]
    scores = found.articles[0].topic_scores
    assert list(scores) == ["volcano", "merger"]
    assert scores["volcano"] > scores["merger"] > 0
    assert found.articles[0].on_topic


def test_matches_and_sentences_stand_where_they_say() -> None:
    """Spans are characters of the headline and the body as they came."""
    body = f"Menu\r\n\r\n  {LEAD} {ASIDE}\n"
    headline = " Orvel: ash falls "
    record = classify(body, headline).articles[0]
    parts = {"headline": headline, "body": body}
    for each in record.sentences:
        assert parts[each.span.part][each.span.start : each.span.end] == each.text
    words = [parts[m.span.part][m.span.start : m.span.end] for m in record.matches]
    assert set(words) == {"Orvel", "eruption"}
    assert [each.role for each in record.sentences] == [
        ParagraphRole.TITLE,
        ParagraphRole.LEAD,
        ParagraphRole.LEAD,
    ]
    assert [each.paragraph for each in record.sentences] == [0, 2, 2]


def test_a_term_in_furniture_alone_gives_no_topic() -> None:
    """A teaser about the volcano doesn't make an article about it."""
    found = classify(f"{ASIDE}\nRead also: Orvel eruption in pictures")
    assert found == Classification(ClassifyReason.FURNITURE_ONLY)


def test_words_of_a_term_in_different_paragraphs_are_no_match() -> None:
    """'Orvel' here and 'eruption' there is not the Orvel eruption."""
    found = classify(
        "The mayor of Orvel opened a new school on Tuesday.\n"
        "An eruption of laughter followed his speech in the hall."
    )
    assert found == Classification(ClassifyReason.NO_TERM_MATCHED)


def test_a_headline_gives_its_words_to_every_paragraph() -> None:
    """A paragraph on the eruption needn't repeat the mountain's name."""
    assert classify("The eruption went on for nine hours.", "Orvel awakes").articles


def test_a_mention_far_down_scores_below_a_lead_and_a_headline() -> None:
    """Where a term stands is what an article is about."""
    low = classify(f"{ASIDE}\n{ASIDE}\n{ASIDE}\n{LEAD}").articles[0]
    middle = classify(f"{LEAD}\n{ASIDE}\n{ASIDE}\n{ASIDE}").articles[0]
    high = classify(f"{LEAD}\n{ASIDE}\n{ASIDE}\n{ASIDE}", "Orvel eruption").articles[0]
    assert low.score < middle.score < high.score


def test_a_term_found_in_part_goes_on_below_the_threshold() -> None:
    """It too gets a verdict, so it is not dropped."""
    topic = Topic(id="t", name="T", terms={"en": ("orvel ash cloud",)})
    article = Article(id="a", body=f"{ASIDE}\n{ASIDE}\nAn ash cloud was seen over the sea.")
    found = Classifier(TopicSet((topic,))).classify(article, AT).articles
    assert [each.on_topic for each in found] == [False]


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("Виверження вулкана Орвел триває вже третю добу, кажуть її мешканці.", "uk"),
        ("오르벨 화산이 다시 분화했다고 관측소가 27일 밝혔다.", "ko"),
        ("Der Vulkan Orvel ist am Dienstag erneut ausgebrochen.", None),
    ],
)
def test_terms_of_all_languages_match_and_the_script_tells_a_missing_language(
    body: str, language: str | None
) -> None:
    """A page without a language gets the one its script gives away, or none."""
    found = classify(body).articles
    assert [each.topic for each in found] == ["volcano"]
    assert found[0].article.language == language


def test_a_language_that_the_publisher_gave_is_kept_as_it_was_given() -> None:
    """A text too short to tell, or in that language, gives no reason to doubt it."""
    assert classify("Orvel eruption.", language="de").articles[0].article.language == "de"
    assert classify(LEAD, language="en-GB").articles[0].article.language == "en-GB"


def test_a_language_that_the_text_contradicts_is_not_believed() -> None:
    """Publishers leave a default language on pages of another one."""
    assert classify(LEAD, language="de").articles[0].article.language == "en"


def test_each_paragraph_of_a_mixed_page_has_its_own_language() -> None:
    """A statement in the original words is told from the article around it."""
    statement = "Der Vulkan Orvel ist am Dienstag erneut ausgebrochen, teilte die Warte mit."
    record = classify(f"{LEAD}\n{statement}\n{ASIDE}", language="en").articles[0]
    assert [each.language for each in record.sentences] == ["en", "de", "en"]
    assert record.article.language == "en"


def test_a_bare_headline_can_be_on_the_topic() -> None:
    """Without a body the headline is all the prose there is."""
    assert classify("", "Orvel eruption goes on").articles[0].on_topic


def test_very_long_articles_are_read_as_far_as_is_reasonable() -> None:
    """Sentences are capped and megabytes are not scanned; the spans stay right."""
    body = f"{LEAD}\n" + "It rained ash again and again. " * 3000
    found = classify(body).articles[0]
    assert len(found.sentences) == MAX_SENTENCES
    assert classify("x" * READ + f"\n{LEAD}") == Classification(ClassifyReason.NO_TERM_MATCHED)


def test_the_same_article_gives_the_same_records() -> None:
    """Nothing but the article and the topics counts."""
    body = f"{LEAD}\n{BANKS}"
    again = Classifier(TopicSet((VOLCANO, MERGER)))
    article = Article(id="a", body=body)
    assert CLASSIFIER.classify(article, AT) == again.classify(article, AT)
