"""What an alert says, shared by Slack, the console and the demo.

Words in quotation are those of articles, verbatim but for white space and control
characters; everything else is a label or a value of the record.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from streams.records import ChangeType

if TYPE_CHECKING:
    from streams.records import ArticleReference, Change, Development, Figure, Quote

# A sentence fits; a page that came without a full stop does not.
_QUOTE_LENGTH: Final = 500
# Larger whole numbers are not exact in a float.
_EXACT_BELOW: Final = 1e15
# They would reorder the words around them, in a terminal and in Slack.
_BIDI_CONTROLS: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_STYLES: Final = {
    ChangeType.NEW: "green",
    ChangeType.CHANGED: "yellow",
    ChangeType.CONFIRMED: "blue",
    ChangeType.CONTRADICTED: "red",
}


@dataclass(frozen=True)
class ChangeText:
    """One change in words; `was` and `was_source` are empty where nothing was known."""

    label: str
    quote: str
    figures: tuple[str, ...]
    was: str
    was_source: str


@dataclass(frozen=True)
class AlertText:
    """One development in words.

    Attributes:
        topic: the topic's name.
        changes: at least one.
        said_by: the publisher, or the host of the address.
        about: further facts for one line: update, origins, time.
        headline: the article's.
        link: the article's address, where a browser may be led there; else empty.
    """

    topic: str
    changes: tuple[ChangeText, ...]
    said_by: str
    about: tuple[str, ...]
    headline: str
    link: str

    @property
    def first_line(self) -> str:
        """What is new, in one line."""
        change = self.changes[0]
        return f"[{self.topic}] {change.label}: {change.quote}"


def alert_text(development: Development) -> AlertText:
    """Puts a development into words."""
    article = development.article
    return AlertText(
        topic=clean(development.topic_name) or clean(development.topic),
        changes=tuple(_change_text(change) for change in development.changes),
        said_by=_source(article.publisher, article.url),
        about=tuple(_about(development)),
        headline=clean(article.headline),
        link=web_link(article),
    )


def render_text(development: Development) -> str:
    """The alert as plain text; the first line says what is new."""
    alert = alert_text(development)
    lines = [alert.first_line, *_details(alert.changes[0])]
    for change in alert.changes[1:]:
        lines += [f"  {change.label}: {change.quote}", *_details(change)]
    lines.append("  " + " · ".join((f"said by {alert.said_by}", *alert.about)))
    lines += [f"  {line}" for line in (alert.headline, alert.link) if line]
    return "\n".join(lines)


def render_panel(development: Development) -> Panel:
    """The alert for a terminal. Built of `Text`: brackets in a headline are no markup."""
    alert = alert_text(development)
    styles = [_STYLES[change.change] for change in development.changes]
    body: list[RenderableType] = []
    for change, style in zip(alert.changes, styles, strict=True):
        body.append(Text.assemble((f"{change.label}: ", f"bold {style}"), (change.quote, "bold")))
        body += [_detail(line) for line in _details(change)]
    body.append(Text(" · ".join((f"said by {alert.said_by}", *alert.about)), style="italic"))
    body += [Text(line) for line in (alert.headline, alert.link) if line]
    return Panel(Group(*body), title=Text(alert.topic), title_align="left", border_style=styles[0])


def _detail(line: str) -> Padding:
    text = line.lstrip()
    style = "dim" if text.startswith("was: ") else ""
    return Padding(Text(text, style=style), (0, 0, 0, len(line) - len(text)))


def clean(text: str) -> str:
    """One line without control characters: what is quoted can't act on where it is shown."""
    spaced = " ".join(_BIDI_CONTROLS.sub("", text).split())
    return "".join(char for char in spaced if unicodedata.category(char) not in {"Cc", "Cs"})


def cut(text: str, length: int) -> str:
    """At most `length` characters; the last is an ellipsis where something was cut."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def figure_text(figure: Figure) -> str:
    """'12,000 troops (was 11,000)'."""
    value = " ".join(part for part in (_number(figure.value), clean(figure.unit)) if part)
    return value if figure.previous is None else f"{value} (was {_number(figure.previous)})"


def web_link(article: ArticleReference) -> str:
    """The article's address where it is http or https with a host, else nothing."""
    url = article.url or ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    plain = url.isprintable() and " " not in url
    return url if parts.scheme in {"http", "https"} and parts.netloc and plain else ""


def moment_text(moment: datetime) -> str:
    """'27 Nov 2024 08:00 UTC'."""
    return f"{moment.astimezone(UTC):%d %b %Y %H:%M} UTC"


def _change_text(change: Change) -> ChangeText:
    was = change.previous
    return ChangeText(
        label=f"{change.kind}/{change.change}",
        quote=cut(clean(change.quote.text), _QUOTE_LENGTH),
        figures=tuple(figure_text(figure) for figure in change.figures),
        was=cut(clean(was.text), _QUOTE_LENGTH) if was else "",
        was_source=_quote_source(was) if was else "",
    )


def _details(change: ChangeText) -> list[str]:
    lines = [f"  {', '.join(change.figures)}"] if change.figures else []
    return [*lines, f"  was: {change.was} — {change.was_source}"] if change.was else lines


def _quote_source(quote: Quote) -> str:
    return f"{_source(quote.publisher, quote.url)}, {moment_text(quote.at)}"


def _source(publisher: str | None, url: str | None) -> str:
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        host = ""
    return cut(clean(publisher or "") or clean(host) or "unnamed source", 100)


def _about(development: Development) -> list[str]:
    about = [f"update {development.update}"] if development.update > 1 else []
    if development.origins:
        origins = ", ".join(cut(clean(name), 60) for name in development.origins[:5])
        about.append(f"{_origins(len(development.origins))}: {origins}")
    return [*about, moment_text(development.decided_at)]


def _number(value: float) -> str:
    """Thousands with commas; whole numbers without a point."""
    whole = value.is_integer() and abs(value) < _EXACT_BELOW
    return f"{value:,.0f}" if whole else f"{value:,.12g}"


def _origins(count: int) -> str:
    return "1 origin" if count == 1 else f"{count} origins"
