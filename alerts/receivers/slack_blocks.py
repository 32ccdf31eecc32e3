"""Alerts as Slack's Block Kit, for both ways of posting to Slack.

Facts are from docs.slack.dev (Block Kit reference, formatting of message text).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from slack_sdk.models.blocks import ContextBlock, MarkdownTextObject, SectionBlock

from alerts.receivers.texts import LINK_LENGTH, facts, told, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk.models.blocks import Block

    from alerts.group import Group
    from alerts.render import AlertText, ChangeText

# Slack takes 50 blocks, 3,000 characters in a section, 2,000 in a field and, as users found,
# some 13,000 in all blocks.
_MOST_BLOCKS: Final = 50
_MOST_CHARACTERS: Final = 9500
_QUOTE_LENGTH: Final = 400
_LINE_LENGTH: Final = 200

# Slack has no escape for its marks, and takes the full-width ones of East Asia as well: what is
# shown is a character that looks like the mark. `_` within a word is none: names stay as they are.
_ALIKE: Final = {
    "*": "\u2217",
    "\uff0a": "\ufe61",
    "_": "\u02cd",
    "\uff3f": "\u2e0f",
    "~": "\u223c",
    "`": "\u02cb",
    "\uff40": "\u02cb",
}
_MARK: Final = re.compile("[*\uff0a~`\uff40]|(?<![^\\W_])[_\uff3f]|[_\uff3f](?![^\\W_])")
# What would be an emoji by its name, or a block of quotation, is broken by a joint.
_NAME: Final = re.compile("(:)(?=[\\w+\uff0b\uff3f'-]+:)|^(?=[>\uff1e])")
_ESCAPES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_IN_LINK: Final = str.maketrans({"<": "%3C", ">": "%3E", "|": "%7C", "&": "&amp;"})


def payload(group: Group) -> dict[str, Any]:
    """What both ways of posting have in common; `text` is what notifications show."""
    words = told(group)
    return {
        "text": escaped(words.title, _QUOTE_LENGTH),
        "blocks": [block.to_dict() for block in _fitting([_blocks(one) for one in words.alerts])],
        "unfurl_links": False,
        "unfurl_media": False,
    }


def escaped(text: str, length: int) -> str:
    """The text with no mark of Slack's, at most `length` characters with its three escapes.

    A headline's `<!channel>` and `*BREAKING*` are shown, not obeyed.
    """
    unmarked = _MARK.sub(lambda mark: _ALIKE[mark[0]], text)
    unnamed = _NAME.sub("\\1\u2060", unmarked)
    return whole([_ESCAPES.get(char, char) for char in unnamed], length)


def _fitting(parts: Sequence[Sequence[Block]]) -> list[Block]:
    """Whole developments while they fit, and how many more there are."""
    blocks: list[Block] = []
    for count, part in enumerate(parts):
        longer = [*blocks, *part]
        if count and (len(longer) >= _MOST_BLOCKS or _characters(longer) > _MOST_CHARACTERS):
            return [*blocks, _context(f"and {len(parts) - count} more")]
        blocks = longer
    return blocks


def _characters(blocks: Sequence[Block]) -> int:
    return sum(map(_length, (block.to_dict() for block in blocks)))


def _length(value: Any) -> int:
    if isinstance(value, dict):
        return sum(map(_length, value.values()))
    if isinstance(value, list):
        return sum(map(_length, value))
    return len(value) if isinstance(value, str) else 0


def _blocks(alert: AlertText) -> list[Block]:
    first, *further = alert.changes
    blocks = _change(first, f"[{alert.topic}] {first.label}")
    for change in further:
        blocks += _change(change, change.label)
    return [*blocks, _link(alert), _context(facts(alert))]


def _change(change: ChangeText, label: str) -> list[Block]:
    """What is new, then new and old side by side."""
    quote = escaped(change.quote, _QUOTE_LENGTH)
    blocks: list[Block] = [_section(f"*{escaped(label, _LINE_LENGTH)}*: {quote}")]
    if change.was:
        blocks.append(SectionBlock(fields=[_now(change), _was(change)]))
    elif change.figures:
        blocks.append(_section(_figures(change)))
    return blocks


def _now(change: ChangeText) -> MarkdownTextObject:
    quote = escaped(change.quote, _QUOTE_LENGTH)
    figures = f"\n{_figures(change)}" if change.figures else ""
    return _mrkdwn(f"*Now*\n{quote}{figures}")


def _was(change: ChangeText) -> MarkdownTextObject:
    source = escaped(change.was_source, _LINE_LENGTH)
    quote = escaped(change.was, _QUOTE_LENGTH)
    return _mrkdwn(f"*{change.stands.capitalize()}*\n{quote}\n_{source}_")


def _figures(change: ChangeText) -> str:
    return escaped(", ".join(change.figures), _LINE_LENGTH)


def _link(alert: AlertText) -> SectionBlock:
    address = alert.link.translate(_IN_LINK)
    label = escaped(alert.headline.replace("|", " ") or "Read the article", _LINE_LENGTH)
    fits = 0 < len(address) <= LINK_LENGTH
    return _section(f"<{address}|{label}>" if fits else label)


def _context(text: str) -> ContextBlock:
    return ContextBlock(elements=[_mrkdwn(escaped(text, _QUOTE_LENGTH))])


def _section(text: str) -> SectionBlock:
    return SectionBlock(text=_mrkdwn(text))


def _mrkdwn(text: str) -> MarkdownTextObject:
    # verbatim: names and addresses within quotes stay plain text.
    return MarkdownTextObject(text=text, verbatim=True)
