"""Kinds and changes of right alerts beside the labels.

    python -m bench.changes [dev seeds ashfall coalition] [--terms-only]

Kinds: an alert's changes against the kinds that the registry gives the developments it reports
first. A kind said is right when one of these has it; one of these is found when the alert says it.
Changes: the same against tests/labels/changes.jsonl, which are of `dev` alone.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bench.developments import labels, sets_asked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bench.developments import Told


class Table:
    """Precision and recall by label."""

    def __init__(self) -> None:
        self.said, self.right = Counter[str](), Counter[str]()
        self.there, self.found = Counter[str](), Counter[str]()

    def add(self, said: set[str], true: list[str]) -> None:
        """What an alert says, and what was true of the developments it reports."""
        for each in said:
            self.said[each] += 1
            self.right[each] += each in true
        for each in true:
            self.there[each] += 1
            self.found[each] += each in said

    def print(self, title: str) -> None:
        """A line for each label, and one for all."""
        print(title)
        for each in sorted(self.said.keys() | self.there.keys()):
            self._line(each, [each])
        self._line("all", list(self.there.keys() | self.said.keys()))

    def _line(self, name: str, keys: Iterable[str]) -> None:
        keys = list(keys)
        sums = [sum(count[key] for key in keys) for count in self._counts]
        right, said, found, there = sums
        print(
            f"   {name:14} precision {right:3}/{said:<3} {right / max(1, said):.2f}"
            f"   recall {found:3}/{there:<3} {found / max(1, there):.2f}"
        )

    @property
    def _counts(self) -> list[Counter[str]]:
        return [self.right, self.said, self.found, self.there]


def kinds(told: Told) -> Table:
    """The kinds of right alerts beside those of the registry."""
    table = Table()
    for each in told.developments:
        if firsts := told.firsts(each):
            true = [told.gold.developments[one].kind for one in firsts]
            table.add({change.kind.value for change in each.changes}, true)
    return table


def changes(told: Told, labelled: dict[str, str]) -> Table:
    """The changes of right alerts beside those that were labelled."""
    table = Table()
    for each in told.developments:
        true = [labelled[one] for one in told.firsts(each) if one in labelled]
        if true:
            table.add({change.change.value for change in each.changes}, true)
    return table


def main() -> None:
    """Scores every set."""
    labelled = {str(line["id"]): str(line["change"]) for line in labels("changes.jsonl")}
    for name, told in sets_asked("kinds and changes of right alerts"):
        kinds(told).print(f"{name}: kinds")
        if name == "dev":
            changes(told, labelled).print(f"{name}: changes")


if __name__ == "__main__":
    main()
