"""Dead letters for people. Their bytes are anybody's: nothing of them reaches a terminal raw."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any, Final

from rich.console import Console
from rich.table import Table

from streams.dead_letters import HEADER_PREFIX
from wirewatch.topics_text import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wirewatch.dead_letters import Letter

_SHOWN_BYTES: Final = 4000
_COLUMNS: Final = ("place", "at", "reason", "field", "detail", "from", "attempts", "bytes")


def print_letters(letters: Sequence[Letter], found: int, *, as_json: bool) -> None:
    """Prints a line for each; `found` says how many there are in all."""
    if as_json:
        for each in letters:
            sys.stdout.write(json.dumps(_facts(each), ensure_ascii=False) + "\n")
        return
    console = Console()
    if letters:
        console.print(_table(letters))
    left_out = f", the latest {len(letters)} are shown" if found > len(letters) else ""
    console.print(f"{found} dead letters{left_out}", highlight=False)


def print_letter(letter: Letter, *, raw: bool) -> None:
    """Prints one with all that is known of it, or its bytes alone."""
    if raw:
        sys.stdout.buffer.write(letter.record.value or b"")
        return
    console = Console()
    table = Table(show_header=False, box=None)
    for name, value in _facts(letter).items():
        table.add_row(name, shown(str(value)))
    for name, value in letter.record.headers:
        if not name.startswith(HEADER_PREFIX):
            table.add_row(shown(f"header {name}"), shown(_text(value)))
    console.print(table)
    console.print(shown(_text(letter.record.value)), highlight=False, soft_wrap=True)


def _facts(letter: Letter) -> dict[str, Any]:
    failure = letter.failure
    return {
        "place": letter.place,
        "at": letter.at.isoformat() if letter.at else None,
        "reason": failure.get("reason", ""),
        "field": failure.get("field", ""),
        "detail": failure.get("detail", ""),
        "from": f"{letter.source} {failure.get('partition', '')}:{failure.get('offset', '')}",
        "attempts": failure.get("attempts", ""),
        "bytes": letter.size,
        "key": _text(letter.record.key),
    }


def _table(letters: Sequence[Letter]) -> Table:
    table = Table(*_COLUMNS)
    for each in letters:
        facts = _facts(each)
        table.add_row(*(shown(str(facts[column])) for column in _COLUMNS))
    return table


def _text(value: bytes | None) -> str:
    """Bytes as text; what is none stands as its number, and a long value is cut."""
    if value is None:
        return ""
    cut = value[:_SHOWN_BYTES].decode("utf-8", "backslashreplace")
    left = len(value) - _SHOWN_BYTES
    return f"{cut} … {left} bytes more" if left > 0 else cut
