"""An alert for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from alerts.render import alert_text, details_of
from streams.records import ChangeType

if TYPE_CHECKING:
    from streams.records import Development

_STYLES: Final = {
    ChangeType.NEW: "green",
    ChangeType.CHANGED: "yellow",
    ChangeType.CONFIRMED: "blue",
    ChangeType.CONTRADICTED: "red",
    ChangeType.CORROBORATED: "cyan",
}


def render_panel(development: Development) -> Panel:
    """The alert for a terminal. Built of `Text`: brackets in a headline are no markup."""
    alert = alert_text(development)
    styles = [_STYLES[change.change] for change in development.changes]
    body: list[RenderableType] = []
    for change, style in zip(alert.changes, styles, strict=True):
        body.append(Text.assemble((f"{change.label}: ", f"bold {style}"), (change.quote, "bold")))
        body += [_detail(line) for line in details_of(change)]
    body.append(Text(" · ".join((f"said by {alert.said_by}", *alert.about)), style="italic"))
    body += [Text(line) for line in (alert.headline, alert.link) if line]
    return Panel(Group(*body), title=Text(alert.topic), title_align="left", border_style=styles[0])


def _detail(line: str) -> Padding:
    text = line.lstrip()
    style = "dim" if text.startswith("was: ") else ""
    return Padding(Text(text, style=style), (0, 0, 0, len(line) - len(text)))
