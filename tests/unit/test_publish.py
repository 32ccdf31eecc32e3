"""What `wirewatch publish` sends of a line, and how it refuses one."""

from __future__ import annotations

import pytest

from streams.records import digest
from wirewatch.articles import Refusal
from wirewatch.jsonl import Line
from wirewatch.publish import ONE_KEY, Outgoing, Report, outgoing

_MAX = 1000


def _out(raw: bytes, *, one_partition: bool = False) -> Outgoing | Refusal:
    return outgoing(Line("a.jsonl", 7, raw), _MAX, one_partition=one_partition)


def test_the_line_itself_is_sent() -> None:
    """Keys that Wirewatch does not know, and the order of all, reach Kafka as they were."""
    raw = b'{"mine": 1.50, "title": "Troops arrive",  "id": "a1"}'
    assert _out(raw) == Outgoing("a.jsonl, line 7", b"a1", raw)


def test_an_article_without_an_id_is_keyed_by_its_address() -> None:
    """The key is the id that classify derives, so that revisions share a partition."""
    out = _out(b'{"url": "https://example.org/a", "title": "Troops arrive"}')
    assert isinstance(out, Outgoing)
    assert out.key == digest("https://example.org/a").encode()


def test_one_partition_gives_all_articles_the_same_key() -> None:
    """Under one key Kafka keeps the order of the file."""
    outs = [_out(b'{"id": "%d", "title": "x"}' % n, one_partition=True) for n in range(2)]
    assert [out.key for out in outs if isinstance(out, Outgoing)] == [ONE_KEY, ONE_KEY]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b'{"id": "a1"', "a.jsonl, line 7: not-json: "),
        (b"\xff", "a.jsonl, line 7: not-utf-8: byte 0: "),
        (b"[]", "a.jsonl, line 7: invalid: "),
        (b'{"id": "a1"}', "neither a body nor a headline"),
        (b'{"title": "x", "published_at": "soon"}', "invalid: published_at: "),
        (b'{"title": "' + b"x" * _MAX + b'"}', "too-large: 1013 bytes, at most 1000 are taken"),
    ],
)
def test_a_line_that_is_no_article_is_refused_with_its_place_field_and_reason(
    raw: bytes, said: str
) -> None:
    """A person finds the line and what is wrong with it in one sentence."""
    refusal = _out(raw)
    assert isinstance(refusal, Refusal)
    assert str(refusal).startswith("a.jsonl, line 7: ")
    assert said in str(refusal)


def test_the_report_is_one_line() -> None:
    """Counts and time stand in one line."""
    assert str(Report(12, 1, 0.34)) == "published 12, refused 1, in 0.3 s"
