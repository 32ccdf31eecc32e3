"""What stands in page furniture gives an article nothing: no language, date, figure or alert."""

from __future__ import annotations

from datetime import UTC, datetime

from agents.classify.classifier import Classifier
from agents.classify.reasons import ClassifyReason
from agents.topics.definitions import TopicSet
from streams.records import Article, ClassifiedArticle
from tests.news import VOLCANO, Stream

AT = datetime(2031, 5, 4, tzinfo=UTC)
LEAD = "The eruption of Mount Orvel sent ash over the harbour on Tuesday, officials said."
BODY = "Fishing boats stayed in port, and shops were closed for the whole of the day."
QUIET = "The harbour café has new chairs. Guests may sit outside again, the owner Jo Smed said."
TEASERS = (
    "Most read\n"
    "Orvel eruption: 12,000 people leave their homes\n"
    "Orvel eruption kills 14, governor says on 3 May 2031\n"
    "Ferries to Brandoy run again"
)
UKRAINIAN = (
    "Читайте також\n"
    "Вулкан Орвел: що відомо про виверження на острові\n"
    "Пором до Бранде знову курсує за розкладом\n"
    "Підписатися на розсилку\n"
    "Додати до обраного"
)


def classified(body: str, **fields: str) -> tuple[ClassifiedArticle, ...]:
    """What classify hands on."""
    article = Article.model_validate({"body": body, **fields})
    return Classifier(TopicSet((VOLCANO,))).classify(article, AT).articles


def test_furniture_gives_no_topic_and_so_no_alert() -> None:
    """A page of another subject with teasers on the topic goes no further."""
    article = Article(body=f"{QUIET}\n{QUIET.replace('chairs', 'tables')}\n{TEASERS}")
    found = Classifier(TopicSet((VOLCANO,))).classify(article, AT)
    assert found.reason is ClassifyReason.FURNITURE_ONLY
    assert found.articles == ()


def test_furniture_gives_no_language() -> None:
    """More lines of a site's own language than the article has change nothing."""
    page = f"{LEAD}\n{BODY}\n{UKRAINIAN}"
    assert classified(page, language="en")[0].article.language == "en"
    assert classified(page)[0].article.language is None
    assert {each.language for each in classified(page)[0].sentences} == {"en"}


def test_furniture_gives_no_date() -> None:
    """An article without a date has none, whatever dates stand around it."""
    page = f"Updated 3 May 2031, 10:15\n{LEAD}\n{BODY}\n{TEASERS}"
    record = classified(page)[0]
    assert record.article.published_at is None
    assert not [each for each in record.sentences if "May" in each.text]


def test_furniture_gives_no_figure() -> None:
    """Neither what is told of the article nor what is remembered holds a teaser's numbers."""
    stream = Stream()
    decision = stream.read(f"{LEAD}\n{BODY}\n{TEASERS}", "Ash over Larnvik", id="a")
    assert decision.development is not None
    assert decision.development.changes
    assert "12,000" not in decision.development.model_dump_json()
    assert "12000" not in repr(stream.state)


def test_what_furniture_teased_is_still_news_when_it_is_reported() -> None:
    """A teaser's number is not known until an article states it."""
    stream = Stream()
    stream.read(f"{LEAD}\n{BODY}\n{TEASERS}", "Ash over Larnvik", id="a")
    report = "The Orvel eruption has made 12,000 people leave their homes, the governor said."
    assert stream.read(f"{report}\n{BODY}", id="b").development is not None
