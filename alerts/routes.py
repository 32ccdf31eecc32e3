"""The tree of routes, in Alertmanager's sense: which receivers a development goes to, and why.

A development enters at the root. At each node it is handed to the first child whose matchers it
fulfils, and to later ones as long as those it was handed to `continue`; where no child takes it,
it stays at the node and goes to the node's receiver.

A corroboration, which brings nothing new, is only for routes that ask for it by their own `change`
or one above them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from alerts.grouping import Timing
from alerts.matchers import NEGATIVE, matches_all
from streams.records import ChangeType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from alerts.labels import Labels
    from alerts.matchers import Matcher

#: Receiver of a route whose developments are kept and go to nobody.
NOBODY: Final = "nobody"
GROUP_BY: Final = ("topic", "story")


@dataclass(frozen=True)
class Route:
    """A node of the tree with all that it inherited.

    Attributes:
        place: where it stands in `alerts.yaml`, as `route.routes.0`.
        key: names it in the ledger; the same as long as what it matches and where it sends is.
        receiver: a receiver's name, or `NOBODY`.
        matchers: what a development has to fulfil.
        continues: whether later siblings are asked after it.
        group_by: labels; None switches grouping off.
        timing: when its groups are sent.
        routes: its children.
    """

    place: str
    key: str
    receiver: str
    matchers: tuple[Matcher, ...] = ()
    continues: bool = False
    group_by: tuple[str, ...] | None = GROUP_BY
    timing: Timing = field(default_factory=Timing)
    routes: tuple[Route, ...] = ()


class Visit(StrEnum):
    """What a node did with a development."""

    TAKEN = "taken"
    HANDED_ON = "handed-on"
    DOES_NOT_MATCH = "does-not-match"
    NOT_FOR_CORROBORATIONS = "not-for-corroborations"
    NOT_ASKED = "not-asked"


@dataclass(frozen=True)
class Step:
    """One node on a development's way; `failed` is the first matcher that it does not fulfil."""

    route: Route
    depth: int
    visit: Visit
    failed: Matcher | None = None


def walk(route: Route, labels: Labels) -> list[Step]:
    """A development's way through the tree, node by node, from the top."""
    is_corroboration = set(labels["change"]) == {ChangeType.CORROBORATED}
    return list(_walk(route, labels, 0, asked=not is_corroboration))


def taken_by(route: Route, labels: Labels) -> list[Route]:
    """The routes that take a development; at least one, but for a corroboration."""
    return [step.route for step in walk(route, labels) if step.visit is Visit.TAKEN]


def all_routes(route: Route) -> Iterator[Route]:
    """The node and all below it, from the top."""
    yield route
    for child in route.routes:
        yield from all_routes(child)


def asks_for_corroborations(matchers: Iterable[Matcher]) -> bool:
    """Whether one names them; what merely does not rule them out does not ask."""
    return any(
        matcher.label == "change"
        and matcher.operator not in NEGATIVE
        and matcher.matches_any((ChangeType.CORROBORATED,))
        for matcher in matchers
    )


def to_everyone(receivers: Iterable[str]) -> Route:
    """The tree of a file without `route`: everything to every receiver."""
    children = tuple(
        Route(place="receivers", key=f"everyone/{name}", receiver=name, continues=True)
        for name in receivers
    )
    return Route(place="receivers", key="everyone", receiver=NOBODY, routes=children)


def _walk(route: Route, labels: Labels, depth: int, *, asked: bool) -> Iterator[Step]:
    if not matches_all(route.matchers, labels):
        failed = next(one for one in route.matchers if not one.matches(labels))
        yield Step(route, depth, Visit.DOES_NOT_MATCH, failed)
        return
    asked = asked or asks_for_corroborations(route.matchers)
    below = list(_children(route, labels, depth + 1, asked=asked))
    handed_on = any(step.visit in _IS_THERE for step in below)
    own = Visit.TAKEN if asked else Visit.NOT_FOR_CORROBORATIONS
    yield Step(route, depth, Visit.HANDED_ON if handed_on else own)
    yield from below


def _children(route: Route, labels: Labels, depth: int, *, asked: bool) -> Iterator[Step]:
    done = False
    for child in route.routes:
        if done:
            yield Step(child, depth, Visit.NOT_ASKED)
            continue
        steps = list(_walk(child, labels, depth, asked=asked))
        done = steps[0].visit in _IS_THERE and not child.continues
        yield from steps


_IS_THERE: Final = {Visit.TAKEN, Visit.HANDED_ON}
