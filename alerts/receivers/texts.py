"""Texts of alerts for receivers that people read: cut first, escaped then, whole lines only.

What stands in an article is written by strangers. Each receiver has its own marks that a
headline could use; `escape` is the receiver's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from alerts.render import alert_text, clean, cut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from alerts.group import Group
    from alerts.render import AlertText, ChangeText

    Escape = Callable[[str], str]

#: Longer addresses are no use to a person, and some receivers refuse a whole alert for one.
LINK_LENGTH: Final = 2000
_QUOTE_LENGTH: Final = 400
_LINE_LENGTH: Final = 200
_MOST_CHANGES: Final = 5
# Invisible, so they serve to hide words from a person or to break a mark in two.
_INVISIBLE: Final = re.compile("[\u00ad\u200b\u2060-\u2064\ufeff\U000e0000-\U000e007f]")


@dataclass(frozen=True)
class Told:
    """The developments of a group in words; `hidden` changes are left out of the longest."""

    alerts: tuple[AlertText, ...]

    @property
    def title(self) -> str:
        """What is new in the first one, and how many more there are."""
        more = len(self.alerts) - 1
        suffix = f" (and {more} more)" if more else ""
        return cut(self.alerts[0].first_line, _QUOTE_LENGTH) + suffix


def told(group: Group) -> Told:
    """Puts a group into words that are short enough for a message."""
    return Told(tuple(_short(alert_text(one)) for one in group.developments))


def visible(text: str) -> str:
    """The text as a person sees it: no controls, no direction marks, nothing invisible."""
    return clean(_INVISIBLE.sub("", text))


def whole(pieces: Sequence[str], length: int) -> str:
    """As many pieces as `length` characters take, then an ellipsis where some are left out.

    For a text that is escaped character by character: an escape is whole or absent.
    """
    if sum(map(len, pieces)) <= length:
        return "".join(pieces)
    room = length - 1
    for count, piece in enumerate(pieces):
        room -= len(piece)
        if room < 0:
            return "".join(pieces[:count]).rstrip() + "…"
    return "".join(pieces)


def lines_of(
    alert: AlertText, escape: Escape, bold: Escape, link: Callable[[str, str], str]
) -> str:
    """One development as lines of text.

    Args:
        alert: what to say.
        escape: takes a receiver's marks out of a text.
        bold: marks a text, that is escaped already, as important.
        link: a receiver's link of a label, that is escaped already, and an address.
    """
    first, *further = alert.changes
    lines = [f"{bold(escape(f'[{alert.topic}] {first.label}'))}: {escape(first.quote)}"]
    lines += _details(first, escape)
    for change in further:
        lines += [f"{bold(escape(change.label))}: {escape(change.quote)}"]
        lines += _details(change, escape)
    lines.append(escape(facts(alert)))
    lines.append(link(escape(alert.headline or "Read the article"), alert.link))
    return "\n".join(line for line in lines if line)


def plain(alert: AlertText) -> str:
    """One development as plain text."""
    return lines_of(alert, str, str, lambda label, address: f"{label}\n{address}".strip())


def facts(alert: AlertText) -> str:
    """Who says so, how many origins, when."""
    return " · ".join((f"said by {alert.said_by}", *alert.about))


def fitting(parts: Sequence[str], limit: int, between: str = "\n\n") -> str:
    """As many whole parts as `limit` characters take, and how many more there are.

    A first part that is too long by itself is cut at a line.
    """
    for count in range(len(parts), 0, -1):
        rest = len(parts) - count
        tail = [f"and {rest} more"] if rest else []
        text = between.join([*parts[:count], *tail])
        if len(text) <= limit:
            return text
    return _whole_lines(parts[0].split("\n"), limit)


def _whole_lines(lines: Iterable[str], limit: int) -> str:
    kept: list[str] = []
    for line in lines:
        if len("\n".join([*kept, line])) > limit:
            break
        kept.append(line)
    return "\n".join(kept)


def _details(change: ChangeText, escape: Escape) -> list[str]:
    lines = [escape(", ".join(change.figures))] if change.figures else []
    known = escape(f"{change.stands}: {change.was} — {change.was_source}")
    return [*lines, known] if change.was else lines


def _short(alert: AlertText) -> AlertText:
    hidden = len(alert.changes) - _MOST_CHANGES
    more = (f"and {hidden} more changes",) if hidden > 0 else ()
    return replace(
        alert,
        topic=cut(visible(alert.topic), _LINE_LENGTH),
        changes=tuple(_short_change(change) for change in alert.changes[:_MOST_CHANGES]),
        said_by=cut(visible(alert.said_by), _LINE_LENGTH),
        about=tuple(cut(visible(fact), _LINE_LENGTH) for fact in (*more, *alert.about)),
        headline=cut(visible(alert.headline), _LINE_LENGTH),
        link=alert.link if len(alert.link) <= LINK_LENGTH else "",
    )


def _short_change(change: ChangeText) -> ChangeText:
    return replace(
        change,
        quote=cut(visible(change.quote), _QUOTE_LENGTH),
        figures=(cut(visible(", ".join(change.figures)), _LINE_LENGTH),) if change.figures else (),
        was=cut(visible(change.was), _QUOTE_LENGTH),
        was_source=cut(visible(change.was_source), _LINE_LENGTH),
    )
