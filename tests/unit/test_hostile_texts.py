"""What strangers write into headlines, against every kind of receiver."""

from __future__ import annotations

import email
import email.policy
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr

from alerts.group import Group
from alerts.receivers.email import EmailOptions
from alerts.receivers.options import Addressed
from alerts.receivers.pagerduty import PagerDutyOptions
from alerts.receivers.registry import KINDS
from alerts.receivers.slack_bot import SlackBotOptions
from alerts.receivers.webhook import WebhookOptions
from streams.http import HttpClient
from tests.builders import a_change, a_development, a_quote, a_reference
from tests.http_receiver import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from streams.records import Development

HOSTILE = {
    "slack-call": "<!channel> <!here> <@U123> <#C1|x>",
    "slack-link": "<https://evil.example|Your bank>",
    "call": "@everyone @here @channel @all <@&123> <@!1>",
    "markdown-link": "[Your bank](https://evil.example) ![x](https://evil.example/x.png)",
    "markdown": "**bold** _it_ `code` ```block``` ~~x~~ ||spoiler|| # head > quote\n- list",
    "slack-marks": "*BREAKING* ~struck~ `x` _y_ ```z``` :rotating_light: \uff0aa\uff0a :a_b:c:",
    "slack-quotation": "> said *nobody*",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>&amp;&#x3c;",
    "bidi": "abc\u202egnp.exe \u2066x\u2069 \u200f",
    "zero-width": "@\u200beveryone pass\u00adword \ufeff\u2060hidden",
    "tags": "x\U000e0041\U000e0042\U000e007f",
    "controls": "a\x00b\x07c\x1b[31md\r\nBcc: evil@evil.example\r\n\r\nbody",
    "encoded-word": "a =?utf-8?b?DQpDb250ZW50LVR5cGU6IHRleHQvaHRtbA0KDQo8YSBocmVmPSIvL3giPg==?= b",
    "encoded-words": "=?utf-8?q?=0d=0aBcc:_x@y?= =?us-ascii?q?=00=07=0A?= =?utf-8?q?=ED=A0=80?=",
    "encoded-half": "==?? =?utf-8?q?a =?x?= =?utf-8?b?é?= ?= =?",
    "line-ends": "a\u2028b\u2029c\x85d",
    "long": "word " * 2000,
    "long-escapes": "&<>*_@" * 2000,
    "one-word": "x" * 10_000,
    "wide": "😀" * 5000,
    "combining": "a" + "\u0301" * 5000,
    "json": '"}],"text":"x","blocks":[{"',
    "template": "{{ 7 * 7 }} {% for x in range(9) %}",
    "empty": "",
}
_URL = SecretStr("http://127.0.0.1:1/canary")
_OPTIONS: dict[str, Any] = {
    "slack": Addressed(url=_URL),
    "slack_bot": SlackBotOptions(token=SecretStr("xoxb-canary"), channel="C1"),
    "webhook": WebhookOptions(url=_URL),
    "alertmanager": Addressed(url=_URL),
    "discord": Addressed(url=_URL),
    "teams": Addressed(url=_URL),
    "mattermost": Addressed(url=_URL),
    "pagerduty": PagerDutyOptions(routing_key=SecretStr("canary-key")),
    "email": EmailOptions(
        host="mail.example", sender="wirewatch@desk.example", to=("news@desk.example",)
    ),
}
# Nothing is sent.
_HTTP = HttpClient(LOOPBACK)
_KINDS = sorted(KINDS.keys() - {"apprise"})


def _development(text: str) -> Development:
    quote = a_quote(text or "x", publisher=text, url=text)
    return a_development(
        topic_name=text,
        changes=(a_change(quote=quote, previous=quote),) * 6,
        article=a_reference(headline=text, publisher=text, url=f"https://a.example/?q={text[:50]}"),
        origins=(text,) * 6,
    )


def _render(kind: str, group: Group) -> bytes:
    return KINDS[kind].build("desk", _OPTIONS[kind], _HTTP).render(group)


def _texts(value: Any) -> Iterator[str]:
    """Every text of a payload."""
    if isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("count", [1, 4], ids=["one", "many"])
@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("kind", _KINDS)
def test_every_receiver_gets_a_body_it_can_take(kind: str, name: str, count: int) -> None:
    """Readable, within its limits, and nobody is called."""
    group = Group({"topic": "t"}, (_development(HOSTILE[name]),) * count)

    body = _render(kind, group)

    _CHECKS[kind](body)


# Labels are bold and a source is in italics.
_SLACKS_OWN = re.compile(r"^\*([^*\n]+)\*(?=: |$)|^_(.+)_$", re.MULTILINE)


def _check_slack(body: bytes) -> None:
    payload = json.loads(body)
    texts = list(_texts(payload["blocks"]))
    assert len(payload["blocks"]) <= 50
    assert len(payload["text"]) <= 4000
    assert sum(map(len, texts)) < 13_000
    for text in [payload["text"], *texts]:
        marked = text.startswith("<https://a.example/") and text.endswith(">")
        inner = text[1:-1] if marked else text
        assert "<" not in inner
        assert ">" not in inner
        shown = _SLACKS_OWN.sub(r"\1\2", inner.split("|", 1)[1] if marked else inner)
        assert not re.search(r"[*~`\uff0a\uff40]|(?<![^\W_])_|_(?![^\W_])", shown)
        assert not re.search(r":[\w'+-]+:|^&gt;", shown, re.MULTILINE)
    assert len(max(texts, key=len)) <= 3000


def _check_discord(body: bytes) -> None:
    payload = json.loads(body)
    assert payload["allowed_mentions"] == {"parse": []}
    assert len(payload["content"]) <= 2000
    assert len(payload["embeds"]) <= 10
    total = 0
    for embed in payload["embeds"]:
        assert 0 < len(embed["title"]) <= 256
        assert len(embed["description"]) <= 4096
        total += len(embed["title"]) + len(embed["description"])
        assert not _unescaped(embed["title"], "*_`~|[]<>@:")
        assert not _unescaped(embed["description"].replace("**", ""), "*_`~|[]<>@")
    assert total <= 6000


def _check_mattermost(body: bytes) -> None:
    text = json.loads(body)["text"]
    assert len(text) <= 16_383
    assert "<!" not in text
    assert "<@" not in text
    assert all(char == "\u2060" for char in _after(text, "@"))
    shown = re.sub(r"\]\(https://[^)]*\)", "", text.replace("**", ""))
    assert not _unescaped(shown, "*_`~|!")
    assert not re.search(r"(?<!\\):[\w'+-]+\\?:", shown)


def _check_teams(body: bytes) -> None:
    assert len(body) <= 28 * 1024
    card = json.loads(body)["attachments"][0]["content"]
    assert {block["type"] for block in card["body"]} == {"RichTextBlock"}
    assert {run["type"] for block in card["body"] for run in block["inlines"]} == {"TextRun"}
    assert all(run["text"] for block in card["body"] for run in block["inlines"])


def _check_pagerduty(body: bytes) -> None:
    event = json.loads(body)
    assert len(event["dedup_key"]) <= 255
    assert 0 < len(event["payload"]["summary"]) <= 1024
    assert event["payload"]["source"]
    assert len(body) <= 512 * 1024
    assert b"canary" not in body


def _check_email(body: bytes) -> None:
    message = email.message_from_bytes(body, policy=email.policy.SMTP)
    assert set(message.keys()) == {
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "References",
        "Auto-Submitted",
        "Content-Type",
        "Content-Transfer-Encoding",
        "MIME-Version",
    }
    assert message["To"] == "news@desk.example"
    assert message.get_content_type() == "text/plain"
    assert str(message["Subject"]).replace("\u2060", "").isprintable()
    assert len(str(message["Subject"])) <= 250
    assert max(map(len, body.split(b"\r\n"))) <= 998
    assert not message.defects


def _check_json(body: bytes) -> None:
    assert json.loads(body)


_CHECKS = {
    "slack": _check_slack,
    "slack_bot": _check_slack,
    "webhook": _check_json,
    "alertmanager": _check_json,
    "discord": _check_discord,
    "teams": _check_teams,
    "mattermost": _check_mattermost,
    "pagerduty": _check_pagerduty,
    "email": _check_email,
}


@pytest.mark.parametrize("kind", sorted(set(_KINDS) - {"webhook", "alertmanager"}))
def test_what_is_hidden_or_turns_words_around_is_left_out(kind: str) -> None:
    """A person reads what is there."""
    text = "Seoul\u202e says\u200b 12,000\u2066\ufeff\x07 troops\U000e0041"
    development = a_development(
        changes=(a_change(quote=a_quote(text)),), article=a_reference(headline=text)
    )

    body = _render(kind, Group({}, (development,)))

    shown = _decoded(kind, body)
    assert "Seoul says" in shown
    assert not [char for char in "\u202e\u200b\u2066\ufeff\x07\U000e0041" if char in shown]


def _decoded(kind: str, body: bytes) -> str:
    if kind != "email":
        return "\n".join(_texts(json.loads(body)))
    message = email.message_from_bytes(body, policy=email.policy.SMTP)
    content = message.get_body()
    return f"{message['Subject']}\n{content.get_content() if content else ''}"


def _unescaped(text: str, marks: str) -> list[str]:
    """Marks that no backslash stands before."""
    found, escaped = [], False
    for char in text:
        if char in marks and not escaped:
            found.append(char)
        escaped = char == "\\" and not escaped
    return found


def _after(text: str, mark: str) -> list[str]:
    return [text[at + 1 : at + 2] for at, char in enumerate(text) if char == mark]
