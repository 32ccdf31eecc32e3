"""Slack's incoming webhook: Block Kit, its limits, its replies.

Facts are from docs.slack.dev (Block Kit reference, formatting of message text, rate limits).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import orjson

from alerts.receivers.options import Addressed
from alerts.receivers.outcome import Outcome, OutcomeReason, outcome_of_status
from alerts.receivers.post import Dialect, PostReceiver
from alerts.receivers.receiver import Kind, policy_of
from alerts.render import alert_text
from alerts.retry import DeliveryPolicy

if TYPE_CHECKING:
    from alerts.group import Group
    from alerts.receivers.receiver import Receiver
    from alerts.render import AlertText, ChangeText
    from streams.http import HttpClient, Reply

# Slack takes 3,000 characters in a section, 2,000 in a field and, as users found, some
# 13,000 in all blocks. Five changes of these lengths stay below 10,000.
_QUOTE_LENGTH: Final = 400
_LINE_LENGTH: Final = 200
_MOST_CHANGES: Final = 5
_LINK_LENGTH: Final = 2000

_ESCAPES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_IN_LINK: Final = str.maketrans({"<": "%3C", ">": "%3E", "|": "%7C", "&": "&amp;"})

Block = dict[str, Any]


def render(group: Group) -> bytes:
    """The body; `text` is what notifications and screen readers show."""
    alerts = [alert_text(development) for development in group.developments]
    return orjson.dumps(
        {
            "text": escaped(alerts[0].first_line, _QUOTE_LENGTH),
            "blocks": [block for alert in alerts for block in _blocks(alert)],
            "unfurl_links": False,
            "unfurl_media": False,
        }
    )


def read_reply(reply: Reply) -> Outcome:
    """Slack took it where it says 200 and `ok`; a login page says 200 too."""
    outcome = outcome_of_status(reply)
    if outcome.reason is not OutcomeReason.DELIVERED:
        return outcome
    if reply.status == 200 and reply.body.strip() == "ok":  # noqa: PLR2004 - HTTP's OK
        return outcome
    return Outcome(OutcomeReason.UNEXPECTED_REPLY, outcome.retry_after)


def escaped(text: str, length: int) -> str:
    """The text with Slack's three escapes, at most `length` characters with them.

    Cut before escaping, so an escape is whole or absent. A headline's `<!channel>` is shown,
    not obeyed.
    """
    pieces = [_ESCAPES.get(char, char) for char in text]
    if sum(map(len, pieces)) <= length:
        return "".join(pieces)
    room = length - 1
    for count, piece in enumerate(pieces):
        room -= len(piece)
        if room < 0:
            return "".join(pieces[:count]).rstrip() + "…"
    return "".join(pieces)


def _blocks(alert: AlertText) -> list[Block]:
    first, *further = alert.changes[:_MOST_CHANGES]
    blocks = _change(first, f"[{escaped(alert.topic, _LINE_LENGTH)}] {first.label}")
    for change in further:
        blocks += _change(change, change.label)
    return [*blocks, *_link(alert), _context(alert)]


def _change(change: ChangeText, label: str) -> list[Block]:
    """What is new, then new and old side by side."""
    quote = escaped(change.quote, _QUOTE_LENGTH)
    blocks = [_section(f"*{label}*: {quote}")]
    if change.was:
        blocks.append({"type": "section", "fields": [_now(change), _was(change)]})
    elif change.figures:
        blocks.append(_section(_figures(change)))
    return blocks


def _now(change: ChangeText) -> Block:
    quote = escaped(change.quote, _QUOTE_LENGTH)
    figures = f"\n{_figures(change)}" if change.figures else ""
    return _mrkdwn(f"*Now*\n{quote}{figures}")


def _was(change: ChangeText) -> Block:
    was = escaped(change.was, _QUOTE_LENGTH)
    return _mrkdwn(f"*Was*\n{was}\n_{escaped(change.was_source, _LINE_LENGTH)}_")


def _figures(change: ChangeText) -> str:
    return escaped(", ".join(change.figures), _LINE_LENGTH)


def _link(alert: AlertText) -> list[Block]:
    address = alert.link.translate(_IN_LINK)
    label = escaped(alert.headline.replace("|", " ") or "Read the article", _LINE_LENGTH)
    fits = 0 < len(address) <= _LINK_LENGTH
    return [_section(f"<{address}|{label}>")] if fits else [_section(label)]


def _context(alert: AlertText) -> Block:
    hidden = len(alert.changes) - _MOST_CHANGES
    more = (f"and {hidden} more changes",) if hidden > 0 else ()
    facts = " · ".join((*more, f"said by {alert.said_by}", *alert.about))
    return {"type": "context", "elements": [_mrkdwn(escaped(facts, 2 * _LINE_LENGTH))]}


def _section(text: str) -> Block:
    return {"type": "section", "text": _mrkdwn(text)}


def _mrkdwn(text: str) -> Block:
    # verbatim: names and addresses within quotes stay plain text.
    return {"type": "mrkdwn", "text": text, "verbatim": True}


SLACK: Final = Dialect(
    render=render,
    read_reply=read_reply,
    # People read it: what is an hour old is no news.
    # Slack takes one a second for each channel, and disables an app that goes on.
    policy=DeliveryPolicy(maximal_age=timedelta(hours=1), concurrency=1, per_second=1),
)


def _build(name: str, options: Addressed, http: HttpClient) -> Receiver:
    dialect = replace(SLACK, policy=policy_of(options, SLACK.policy))
    return PostReceiver(name, dialect, options.url, http)


SLACK_KIND: Final = Kind("slack", Addressed, _build)
