from __future__ import annotations

from typing import TYPE_CHECKING

from agents.classify.classifier import Classifier
from agents.classify.explain import Explainer
from agents.classify.explanation import Explanation, TermState, TopicReason
from agents.classify.reasons import ClassifyReason
from agents.topics.definitions import TopicSet, load_topics
from streams.records import Article, ParagraphRole
from tests.builders import NOON, an_article
from tests.news import MERGER, VOLCANO
from wirewatch.demo_workers import CONFIG
from wirewatch.jsonl import read_records

if TYPE_CHECKING:
    from agents.classify.explanation import ExplainedTopic

LEAD = "The eruption of Mount Orvel sent ash over the harbour on Tuesday, officials said."
ASIDE = "Fishing boats stayed in port and shops were closed for the whole of the day."
TEASER = "Read also: Orvel eruption in pictures"


def explain(body: str, headline: str = "A day on the island") -> Explanation:
    """What is said of an article by the volcano's and the merger's topics."""
    article = an_article(headline=headline, body=body, language=None)
    return Explainer(TopicSet((MERGER, VOLCANO))).explain(article)


def volcano(explanation: Explanation) -> ExplainedTopic:
    """What is said of the volcano."""
    return next(each for each in explanation.topics if each.topic == "volcano")


def test_parts_are_the_article_with_its_roles_and_places() -> None:
    """Every part's characters are those of its field, furniture included."""
    body = f"Menu\n\n  {LEAD}\n{ASIDE}\n{TEASER}\n"
    explanation = explain(body)
    title, *parts = explanation.parts
    assert (title.role, title.index, title.text) == (ParagraphRole.TITLE, 0, "A day on the island")
    assert [part.text for part in parts] == ["Menu", LEAD, ASIDE, TEASER]
    assert [body[part.start : part.end] for part in parts] == [part.text for part in parts]
    assert [part.role.counts for part in parts] == [False, True, True, False]
    assert [part.sign is None for part in parts] == [False, True, True, False]


def test_parts_say_what_furniture_they_are_and_which_entry_they_belong_to() -> None:
    """A live page's entries, the newest first, and the bar below them."""
    entries = [f"{hour}:05 {ASIDE}" for hour in (14, 12, 10)]
    explanation = explain("\n".join([*entries, "Facebook | X | WhatsApp"]))
    parts = explanation.parts[1:]
    assert [part.entry for part in parts] == [1, 2, 3, None]
    assert [part.kind for part in parts] == [None, None, None, "share-bar"]


def test_a_topic_that_is_on_comes_first_with_its_terms() -> None:
    """Score and rank are production's; a found term names every part that counts."""
    later = "Nobody knows how long the eruption of Mount Orvel will last, they said."
    explanation = explain(f"{LEAD}\n{ASIDE}\n{later}", "Orvel eruption darkens harbour")
    first = explanation.topics[0]
    assert (first.topic, first.reason, first.rank) == ("volcano", TopicReason.ON_TOPIC, 1)
    assert first.score >= first.threshold
    found = first.terms[0]
    assert (found.term, found.state, found.parts) == ("Orvel eruption", TermState.FOUND, (0, 1, 3))
    assert found.missing == ()


def test_a_term_that_was_nearly_found_says_what_is_missing_and_where_it_stands() -> None:
    """'Orvel' here and 'eruption' there: the words stand apart."""
    explanation = explain(
        "The mayor of Orvel opened a new school on Tuesday.\n"
        "An eruption of laughter followed his speech in the hall."
    )
    topic = volcano(explanation)
    assert topic.reason is TopicReason.WORDS_APART
    nearly = topic.terms[0]
    assert (nearly.term, nearly.state, nearly.parts) == ("Orvel eruption", TermState.NEARLY, (1,))
    assert [(each.word, each.stands_in) for each in nearly.missing] == [("eruption", 2)]


def test_a_term_in_furniture_does_not_count_and_is_shown() -> None:
    """The reader sees what the gate left out."""
    explanation = explain(f"{LEAD.replace('Orvel', 'Anvik')}\n{ASIDE}\n{TEASER}")
    topic = volcano(explanation)
    assert explanation.reason is ClassifyReason.FURNITURE_ONLY
    assert topic.reason is TopicReason.FURNITURE_ONLY
    assert topic.terms[0].state is TermState.OUTSIDE_PROSE
    assert topic.terms[0].parts == (3,)
    assert topic.matches == ()


def test_a_topic_without_a_word_in_the_article_has_no_terms() -> None:
    """And the gate dropped it."""
    topic = volcano(explain(ASIDE))
    assert (topic.reason, topic.rank, topic.terms) == (TopicReason.NO_TERM_MATCHED, None, ())


def test_a_compound_is_no_form_and_the_gate_drops_it() -> None:
    """'Orvelshire' begins like 'Orvel', and is another place."""
    topic = volcano(explain("The eruption in Orvelshire was one of laughter, officials said."))
    assert topic.reason is TopicReason.NO_TERM_MATCHED


def test_a_score_below_the_threshold_is_told() -> None:
    """The topic keeps its rank, as it goes on to get a verdict."""
    topics = TopicSet((VOLCANO.model_copy(update={"threshold": 1.9}),))
    explanation = Explainer(topics).explain(an_article(headline="Ash", body=LEAD))
    assert explanation.topics[0].reason is TopicReason.BELOW_THRESHOLD
    assert explanation.topics[0].rank == 1


def test_explanations_say_what_the_workers_decide() -> None:
    """For every article of the demo: the same topics, scores, ranks, spans and gate's word."""
    topics = load_topics(CONFIG / "topics.yaml")
    classifier, explainer = Classifier(topics), Explainer(topics)
    for article in read_records(Article, CONFIG / "demo-articles.jsonl"):
        decided = classifier.classify(article, NOON)
        explanation = explainer.explain(article)
        assert explanation.reason is decided.reason
        ranked = [each for each in explanation.topics if each.rank]
        assert [(each.topic, each.score, each.rank) for each in ranked] == [
            (record.topic, record.score, record.rank) for record in decided.articles
        ]
        for each, record in zip(ranked, decided.articles, strict=True):
            assert each.matches == tuple(match.span for match in record.matches)
            assert (each.reason is TopicReason.ON_TOPIC) == record.on_topic
            assert any(term.state is TermState.FOUND for term in each.terms)
        dropped = [each for each in explanation.topics if not each.rank]
        assert all(term.state is not TermState.FOUND for each in dropped for term in each.terms)
