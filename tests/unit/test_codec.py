"""The codec: round trips, and errors that name the field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.codec import decode, encode
from streams.errors import BadRecord
from streams.records import Article

text = st.text(st.characters(exclude_categories=["Cs"]))


@given(text, text, st.none() | text, st.none() | st.datetimes())
def test_what_is_encoded_decodes_to_the_same_article(
    headline: str, body: str, publisher: str | None, published_at: object
) -> None:
    """Any Unicode, any date."""
    article = Article(
        headline=headline or "x", body=body + "y", publisher=publisher, published_at=published_at
    )

    assert decode(Article, encode(article)) == article


@pytest.mark.parametrize(
    ("raw", "reason", "field"),
    [
        pytest.param(None, "empty", "", id="null value"),
        pytest.param(b"", "empty", "", id="no bytes"),
        pytest.param(b"{", "not-json", "", id="cut off"),
        pytest.param(b"[1]", "invalid", "", id="a list"),
        pytest.param(b'{"text": "\xff"}', "not-utf-8", "", id="not UTF-8"),
        pytest.param(b"{}", "invalid", "", id="neither body nor headline"),
        pytest.param(b'{"text": 7}', "invalid", "text", id="a number for a text"),
        pytest.param(
            b'{"text": "x", "published_at": "soon"}', "invalid", "published_at", id="no date"
        ),
        pytest.param(
            b'{"text": "x", "published_at": "0001-01-01T00:00:00+14:00"}',
            "invalid",
            "published_at",
            id="before the year 1 in UTC",
        ),
        pytest.param(b'{"text": "\\ud800"}', "not-json", "", id="half a surrogate pair"),
        pytest.param(b"[" * 100_000, "not-json", "", id="nested too deep"),
    ],
)
def test_what_can_not_be_read_names_the_reason_and_the_field(
    raw: bytes | None, reason: str, field: str
) -> None:
    """A person can mend the record from what the error says."""
    with pytest.raises(BadRecord) as caught:
        decode(Article, raw)

    assert (caught.value.reason, caught.value.field) == (reason, field)


def test_an_error_never_repeats_the_value() -> None:
    """An article may be megabytes, and it may hold what must not be logged."""
    with pytest.raises(BadRecord) as caught:
        decode(Article, b'{"text": {"canary-5bd1": "canary-5bd1"}}')

    assert "canary" not in str(caught.value)
