"""Where a monitor goes wrong, as tables for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.table import Table

from wirewatch.topics_text import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wirewatch.breakdown import Breakdown, Mistake, Part
    from wirewatch.gold import Role

#: Mistakes that are shown; `--json` has all.
_SHOWN: Final = 60


def breakdown_tables(breakdown: Breakdown) -> Iterator[Table]:
    """Alerts by language, developments by kind, verdicts by role, and the mistakes."""
    yield _parts("By language of the article", breakdown.by_language, with_alerts=True)
    yield _parts("By kind of development", breakdown.found_by_kind, with_alerts=False)
    yield _verdicts(breakdown.verdicts_by_role)
    if breakdown.mistakes:
        yield _mistakes(breakdown.mistakes)


def _parts(title: str, parts: Mapping[str, Part], *, with_alerts: bool) -> Table:
    table = Table("", title=title, title_justify="left")
    if with_alerts:
        table.add_column("right alerts", justify="right")
    table.add_column("at first report", justify="right")
    for name, part in parts.items():
        right = (f"{part.right} of {part.alerts}",) if with_alerts else ()
        table.add_row(shown(name), *right, f"{part.found} of {part.developments}")
    return table


def _verdicts(by_role: Mapping[Role, Mapping[str, int]]) -> Table:
    table = Table("role", "verdicts of its topics", title="By role", title_justify="left")
    for role, reasons in by_role.items():
        told = ", ".join(f"{count} {shown(reason)}" for reason, count in reasons.items())
        table.add_row(role.value, told)
    return table


def _mistakes(mistakes: tuple[Mistake, ...]) -> Table:
    more = f", the first {_SHOWN} of {len(mistakes)}" if len(mistakes) > _SHOWN else ""
    headings = ("", "article, topic", "role", "verdict")
    table = Table(*headings, title=f"Mistakes{more}", title_justify="left")
    for each in mistakes[:_SHOWN]:
        rests_on = f", by {shown(each.rests_on)}" if each.rests_on else ""
        missed = f": {shown(each.development)}" if each.development else ""
        place = f"{shown(each.article)}, {shown(each.topic)}"
        table.add_row(f"{each.what}{missed}", place, each.role.value, each.reason + rests_on)
    return table
