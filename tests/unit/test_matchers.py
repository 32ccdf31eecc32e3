from __future__ import annotations

import time

import pytest

from alerts.labels import group_labels, labels_of
from alerts.matchers import Matcher, MatcherError, Operator, matches_all, parse_matchers
from streams.records import ChangeType, Kind
from tests.builders import a_change, a_development, a_reference

_LABELS = labels_of(
    a_development(
        changes=(a_change(), a_change(kind=Kind.DENIAL, change=ChangeType.CONTRADICTED)),
        origins=("Seoul", "Yonhap"),
        iptc=("medtop:20000053", "medtop:16000000"),
    )
)


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ('topic="north-korea-troops"', True),
        ("topic=north-korea-troops", True),
        ("topic!=north-korea-troops", False),
        ('topic=~"north-.*"', True),
        ('topic=~"north"', False),
        ('topic!~"north"', True),
        ('publisher="Example News"', True),
        ('kind="figure"', True),
        ('kind="denial"', True),
        ('kind="event"', False),
        ('kind!="figure"', False),
        ('kind!="event"', True),
        ('kind=~"event|denial"', True),
        ('kind!~"event|denial"', False),
        ('iptc="medtop:16000000"', True),
        ('iptc=~"medtop:2.*"', True),
        ('iptc="medtop:04000000"', False),
        ('iptc!="medtop:16000000"', False),
        ("language=en", True),
        ('language!~"en|ko"', False),
        ("change=contradicted", True),
        ("change!=new", True),
        ("score>1.1", True),
        ("score>=1.2", True),
        ("score<1.2", False),
        ("score=1.20", True),
        ("origins<=2", True),
        ("origins!=2", False),
        ("update=1", True),
        ("", True),
        ('{topic="north-korea-troops", kind="figure",}', True),
        ('topic="north-korea-troops",kind="event"', False),
        (r'publisher=~"Example\s\w+"', True),
    ],
)
def test_a_matcher_reads_as_in_alertmanager(text: str, matches: bool) -> None:
    """Whole values, several values as any of them, negations as the contrary, numbers by size."""
    assert matches_all(parse_matchers(text), _LABELS) is matches


def test_what_is_missing_is_the_empty_text() -> None:
    """As a label that Alertmanager does not know."""
    labels = labels_of(a_development(article=a_reference(publisher=None)))

    assert matches_all(parse_matchers('publisher=""'), labels)
    assert not matches_all(parse_matchers('publisher!=""'), labels)
    assert matches_all(parse_matchers('iptc=""'), labels)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("topik=a", "no label 'topik'; did you mean topic?"),
        ("topic", "is no matcher"),
        ("topic=", "is no matcher"),
        ('topic="a', "is no matcher"),
        ("topic=a b", "is no matcher"),
        ('topic=~"("', "is no regular expression"),
        (r'topic=~"(a)\1"', "is no regular expression"),
        ("score=~1", "is a number"),
        ("score>high", "'high' is none"),
        ("score>nan", "'nan' is none"),
        ("topic>a", "is text"),
        ("kind=figur", "kind is never 'figur'; did you mean figure?"),
        ('topic="' + "a" * 3000 + '"', "is longer"),
    ],
)
def test_a_matcher_that_cannot_be_asked_says_why(text: str, reason: str) -> None:
    """With the nearest label or value, where one is near."""
    with pytest.raises(MatcherError) as caught:
        parse_matchers(text)

    assert reason in str(caught.value)


def test_a_matcher_is_written_as_it_is_read() -> None:
    """What stands in the ledger can be read again."""
    matcher = Matcher("publisher", Operator.NOT_REGEX, 'a "quoted", \\d\n name')

    assert parse_matchers(str(matcher)) == (matcher,)


def test_no_expression_takes_more_than_linear_time() -> None:
    """What makes a backtracking engine run for years is answered at once."""
    labels = {**_LABELS, "publisher": ("a" * 5000 + "!",)}
    begin = time.process_time()

    assert not matches_all(parse_matchers('publisher=~"(a*)*(a|aa)*b"'), labels)

    assert time.process_time() - begin < 1


def test_labels_come_from_the_record() -> None:
    """The language of the first quote stands in for an article's; values come once each."""
    article = a_reference(language=None)
    labels = labels_of(a_development(article=article, changes=(a_change(), a_change())))

    assert labels["language"] == ("en",)
    assert labels["kind"] == ("figure",)
    assert group_labels(labels, ("topic", "kind")) == {
        "topic": "north-korea-troops",
        "kind": "figure",
    }
