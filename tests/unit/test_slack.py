from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from alerts.group import group_of
from alerts.receivers.outcome import OutcomeReason
from alerts.receivers.slack import read_reply, render
from alerts.receivers.slack_blocks import escaped
from streams.reply import Reply
from tests.builders import a_change, a_development, a_quote, a_reference

if TYPE_CHECKING:
    from streams.records import Development

_HOSTILE = "<!channel> <@U123> <https://evil.example|bank> @here & *all*"


def _payload(development: Development) -> dict[str, Any]:
    payload: dict[str, Any] = json.loads(render(group_of(development)))
    return payload


def _texts(value: Any) -> list[str]:
    """Every text of a payload."""
    if isinstance(value, dict):
        return [text for key in value for text in _texts(value[key])]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return [value] if isinstance(value, str) else []


def test_the_first_line_says_what_is_new() -> None:
    """In the notification and at the top of the alert."""
    payload = _payload(a_development())

    assert payload["text"] == "[North Korean troops] figure/changed: 12,000 troops had been sent."
    first = payload["blocks"][0]["text"]["text"]
    assert first == "*[North Korean troops] figure/changed*: 12,000 troops had been sent."


def test_new_and_old_stand_side_by_side() -> None:
    """Two fields of one section: the new words with their figure, the old ones with source."""
    fields = [field["text"] for field in _payload(a_development())["blocks"][1]["fields"]]

    assert fields == [
        "*Now*\n12,000 troops had been sent.\n12,000 troops (was 11,000)",
        "*Was*\nAbout 11,000 troops are there.\n_Daily Example, 27 Nov 2024 12:00 UTC_",
    ]


def test_source_and_link_are_told() -> None:
    """Who says so and where to read it; Slack is not to unfold the page."""
    payload = _payload(a_development())

    *_, link, context = payload["blocks"]
    assert link["text"]["text"] == (
        "<https://news.example/articles/1|Seoul says 12,000 troops were sent>"
    )
    assert context["elements"][0]["text"].startswith("said by Example News · 1 origin: South Korea")
    assert payload["unfurl_links"] is False


def test_a_hostile_headline_calls_nobody() -> None:
    """No text of the payload holds Slack's control characters but those of our own link."""
    quote = a_quote(_HOSTILE, publisher=_HOSTILE)
    development = a_development(
        topic_name=_HOSTILE,
        changes=(a_change(quote=quote, previous=quote),) * 2,
        article=a_reference(
            headline=_HOSTILE, publisher=_HOSTILE, url="https://a.example/?a=1&b=2"
        ),
        origins=(_HOSTILE,),
    )

    texts = _texts(_payload(development))

    marked = [text for text in texts if "<" in text or ">" in text]
    call, link = "&lt;!channel&gt; &lt;@U123&gt;", "&lt;https://evil.example bank&gt;"
    headline = f"{call} {link} @here &amp; \u2217all\u2217"
    assert marked == [f"<https://a.example/?a=1&amp;b=2|{headline}>"]
    assert all(block["verbatim"] for block in _mrkdwn(_payload(development)))


def test_an_address_cannot_leave_its_link() -> None:
    """Slack's own marks in an address are percent-encoded."""
    article = a_reference(url="https://a.example/<!channel>|x")

    *_, link, _ = _payload(a_development(article=article))["blocks"]

    assert link["text"]["text"].startswith("<https://a.example/%3C!channel%3E%7Cx|")


@pytest.mark.parametrize("url", [None, "javascript:alert(1)", "https://a.example/" + "x" * 3000])
def test_without_a_fit_address_the_headline_stands_alone(url: str | None) -> None:
    """Slack would refuse the whole alert for an address too long."""
    *_, line, _ = _payload(a_development(article=a_reference(url=url)))["blocks"]

    assert line["text"]["text"] == "Seoul says 12,000 troops were sent"


@pytest.mark.parametrize(
    ("text", "length", "expected"),
    [
        ("a & b", 9, "a &amp; b"),
        ("a & b", 8, "a &amp;…"),
        ("a & b", 7, "a…"),
        ("<<<", 8, "&lt;…"),
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("", 3, ""),
    ],
)
def test_an_escape_is_whole_or_absent(text: str, length: int, expected: str) -> None:
    """Cutting comes before escaping, and the length counts what is sent."""
    assert escaped(text, length) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*BREAKING* ~no~", "\u2217BREAKING\u2217 \u223cno\u223c"),
        ("`x` \uff40y\uff40", "\u02cbx\u02cb \u02cby\u02cb"),
        ("_so_ said @foo_bar", "\u02cdso\u02cd said @foo_bar"),
        ("from 5~10 to 20~30", "from 5\u223c10 to 20\u223c30"),
        ("\uff0aone\uff0a \uff3ftwo\uff3f", "\ufe61one\ufe61 \u2e0ftwo\u2e0f"),
        (":rotating_light: at 12:30", ":\u2060rotating_light: at 12:30"),
        ("> it says > this", "\u2060&gt; it says &gt; this"),
    ],
)
def test_a_mark_of_slacks_is_shown_and_does_nothing(text: str, expected: str) -> None:
    """Slack has no escape for them; a word's own characters stay."""
    assert escaped(text, 100) == expected


def test_a_huge_development_stays_within_slacks_limits() -> None:
    """Section 3,000 characters, field 2,000, blocks 50; all together 10,000 to be safe."""
    quote = a_quote("&" * 10_000, publisher="&" * 500)
    development = a_development(
        changes=(a_change(quote=quote, previous=quote),) * 60,
        topic_name="&" * 1000,
        article=a_reference(headline="&" * 10_000, url="https://a.example/" + "&" * 300),
        origins=("&" * 1000,) * 50,
    )

    payload = _payload(development)

    blocks = _mrkdwn(payload)
    assert len(payload["blocks"]) <= 50
    assert sum(len(block["text"]) for block in blocks) < 10_000
    assert all(len(block["text"]) <= 3000 for block in blocks)
    assert all(
        len(field["text"]) <= 2000
        for block in payload["blocks"]
        for field in block.get("fields", ())
    )
    assert "and 55 more changes" in payload["blocks"][-1]["elements"][0]["text"]


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(200, {}, "ok"), OutcomeReason.DELIVERED),
        (Reply(200, {}, "ok\n"), OutcomeReason.DELIVERED),
        (Reply(200, {}, "<html>Sign in</html>"), OutcomeReason.UNEXPECTED_REPLY),
        (Reply(200, {}, ""), OutcomeReason.UNEXPECTED_REPLY),
        (Reply(204, {}, ""), OutcomeReason.UNEXPECTED_REPLY),
        (Reply(400, {}, "invalid_payload"), OutcomeReason.REFUSED),
        (Reply(403, {}, "invalid_token"), OutcomeReason.REFUSED),
        (Reply(410, {}, "channel_is_archived"), OutcomeReason.GONE),
        (Reply(429, {}, '{"ok":false}'), OutcomeReason.THROTTLED),
        (Reply(500, {}, "rollup_error"), OutcomeReason.UNAVAILABLE),
    ],
)
def test_a_reply_is_read_as_slack_means_it(reply: Reply, reason: OutcomeReason) -> None:
    """Only 200 with `ok` is success: a login page says 200 too."""
    assert read_reply(reply).reason is reason


def _mrkdwn(value: Any) -> list[dict[str, Any]]:
    """Every mrkdwn object of a payload."""
    if isinstance(value, list):
        return [block for item in value for block in _mrkdwn(item)]
    if not isinstance(value, dict):
        return []
    found = [value] if value.get("type") == "mrkdwn" else []
    return found + [block for item in value.values() for block in _mrkdwn(item)]
