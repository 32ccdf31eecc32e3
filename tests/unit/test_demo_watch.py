"""How far an article of the demo has come, and when all are through."""

from __future__ import annotations

from streams.records import ArticleReference, ClassifiedArticle, Reason
from tests.builders import TOPIC, a_development, a_reference, a_verdict, an_article
from wirewatch.demo_watch import Arrival, Look, Seen, Step


def _arrival(number: int, partition: int = 0) -> Arrival:
    return Arrival(partition, number - 1, an_article(id=f"article-{number}"))


def _pair(number: int, topic: str = TOPIC) -> ClassifiedArticle:
    return ClassifiedArticle(
        article=_reference(number),
        topic=topic,
        topic_name=topic.title(),
        score=1,
        threshold=0.6,
        rank=1,
        topic_scores={topic: 1},
        topics_hash="",
    )


def _reference(number: int) -> ArticleReference:
    return a_reference(id=f"article-{number}")


def _seen(*looks: Look) -> Seen:
    seen = Seen()
    for look in looks:
        seen.take(look)
    return seen


def test_an_article_waits_for_classify_until_its_offset_is_committed() -> None:
    """A pair alone tells nothing: more of the same article may follow it."""
    seen = _seen(Look({0: 0}, (_arrival(1),), (_pair(1),), (a_verdict(1),)))
    assert seen.step_of(_arrival(1)) is Step.CLASSIFYING


def test_the_offsets_of_another_partition_do_not_count() -> None:
    """Each partition has offsets of its own."""
    seen = _seen(Look({0: 9, 1: 0}, (_arrival(1, partition=1),)))
    assert seen.step_of(_arrival(1, partition=1)) is Step.CLASSIFYING


def test_an_article_of_no_topic_is_done_once_classified() -> None:
    """Classify drops it, and nothing of it follows."""
    seen = _seen(Look({0: 1}, (_arrival(1),)))
    assert seen.step_of(_arrival(1)) is Step.DONE
    assert seen.results_of(_arrival(1)) == []


def test_an_article_waits_for_the_verdict_of_each_of_its_topics() -> None:
    """One verdict of two is not enough."""
    pairs = (_pair(1, "a"), _pair(1, "b"))
    seen = _seen(Look({0: 1}, (_arrival(1),), pairs, (a_verdict(1, topic="a", development=None),)))
    assert seen.step_of(_arrival(1)) is Step.TRACKING
    seen.take(Look({0: 1}, verdicts=(a_verdict(1, topic="b", development=None),)))
    assert seen.step_of(_arrival(1)) is Step.DONE


def test_an_alert_that_has_not_arrived_is_waited_for() -> None:
    """The verdict names the development that the receiver has to get."""
    seen = _seen(Look({0: 1}, (_arrival(1),), (_pair(1),), (a_verdict(1),)))
    assert seen.step_of(_arrival(1)) is Step.DELIVERING
    seen.delivered[a_development(2).id] = a_development(2)
    assert seen.step_of(_arrival(1)) is Step.DELIVERING
    seen.delivered[a_development(1).id] = a_development(1)
    assert seen.step_of(_arrival(1)) is Step.DONE
    (result,) = seen.results_of(_arrival(1))
    assert result.development == a_development(1)


def test_the_verdict_on_other_content_of_the_same_article_does_not_count() -> None:
    """A revision has the same id and is decided by itself."""
    seen = _seen(Look({0: 1}, (_arrival(1),), (_pair(1),)))
    other = a_reference(id="article-1", content_hash="other")
    seen.take(Look({0: 1}, verdicts=(a_verdict(article=other, development=None),)))
    assert seen.step_of(_arrival(1)) is Step.TRACKING


def test_the_first_verdict_stands() -> None:
    """A worker that replays a batch may send one again."""
    first = a_verdict(1, reason=Reason.RECAP, development=None)
    seen = _seen(Look({0: 1}, (_arrival(1),), (_pair(1),), (first, a_verdict(1))))
    (result,) = seen.results_of(_arrival(1))
    assert result.verdict.reason is Reason.RECAP


def test_the_end_names_the_first_article_that_is_not_through() -> None:
    """With what it waits for; an article that Kafka does not hold yet waits to be published."""
    ids = ["article-1", "article-2", "article-3"]
    seen = _seen(Look({0: 1}, (_arrival(1), _arrival(2))))
    assert seen.waiting_for(ids) == ("article-2", Step.CLASSIFYING)
    seen.take(Look({0: 2}))
    assert seen.waiting_for(ids) == ("article-3", Step.PUBLISHING)
    seen.take(Look({0: 3}, (_arrival(3),)))
    assert seen.waiting_for(ids) == ("", Step.DONE)


def test_what_is_no_article_does_not_hold_the_end_up() -> None:
    """It lands in dead-letters, and its offset is committed like any other."""
    refused = Arrival(0, 0, None, "not-json")
    seen = _seen(Look({0: 1}, (refused,)))
    assert seen.step_of(refused) is Step.DONE
    assert seen.waiting_for([]) == ("", Step.DONE)
