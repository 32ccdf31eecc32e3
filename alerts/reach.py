"""Routes that no development can ever reach: what the check of `alerts.yaml` says of them.

Only what is certain is said: a matcher that another one rules out, or an earlier sibling that
takes everything. Two regular expressions are not compared with each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alerts.labels import NUMBERS, SEVERAL
from alerts.matchers import COMPARISONS, NEGATIVE, REGEXES, Matcher, Operator
from alerts.routes import asks_for_corroborations

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from alerts.routes import Route

_UPPER: Final = frozenset({Operator.LESS, Operator.AT_MOST})
_LOWER: Final = frozenset({Operator.MORE, Operator.AT_LEAST})


def unreachable(root: Route, topics: Collection[str] | None = None) -> Iterator[tuple[Route, str]]:
    """The routes that nothing can reach, each with the reason; below one, nothing more is said.

    Args:
        root: the tree.
        topics: the ids of all topics, where they are known.
    """
    yield from _below(root, (), topics)


def _below(
    route: Route, given: tuple[Matcher, ...], topics: Collection[str] | None
) -> Iterator[tuple[Route, str]]:
    given += route.matchers
    for index, child in enumerate(route.routes):
        earlier = [one for one in route.routes[:index] if not one.continues]
        reason = _contradiction(given + child.matchers, topics) or _behind(child, given, earlier)
        if reason:
            yield child, reason
        else:
            yield from _below(child, given, topics)


def _behind(route: Route, given: tuple[Matcher, ...], earlier: Sequence[Route]) -> str:
    """Which earlier sibling takes all that would come here."""
    known = given + route.matchers
    for sibling in earlier:
        if asks_for_corroborations(known) and not asks_for_corroborations(sibling.matchers):
            continue
        if all(any(_implies(one, asked) for one in known) for asked in sibling.matchers):
            return f"can never match: {sibling.place} takes all of it and does not continue"
    return ""


def _implies(known: Matcher, asked: Matcher) -> bool:
    """Whether what fulfils `known` always fulfils `asked`."""
    if known == asked:
        return True
    if known.label != asked.label:
        return False
    if known.operator is Operator.EQUAL and not _several(asked):
        return asked.matches_any((known.value,))
    for side in (_UPPER, _LOWER):
        if known.operator in side and asked.operator in side:
            return _tighter(known, asked)
    return False


def _several(asked: Matcher) -> bool:
    """Whether one known value says nothing, since the label may have others besides."""
    return asked.label in SEVERAL and asked.operator in NEGATIVE


def _tighter(known: Matcher, asked: Matcher) -> bool:
    mine, other = float(known.value), float(asked.value)
    if mine == other:
        return asked.operator in {Operator.AT_MOST, Operator.AT_LEAST}
    return COMPARISONS[asked.operator](mine, other)


def _contradiction(matchers: Sequence[Matcher], topics: Collection[str] | None) -> str:
    for matcher in matchers:
        if topics is not None and matcher.label == "topic" and not _finds(matcher, topics):
            return f"can never match: no topic fulfils {matcher}"
        for other in matchers:
            if _excludes(matcher, other):
                return f"can never match: {matcher} and {other} exclude each other"
    return ""


def _finds(matcher: Matcher, topics: Collection[str]) -> bool:
    """Whether a topic fulfils it; an id that is none is a mistake of its own."""
    return matcher.operator not in REGEXES or any(matcher.matches_any((topic,)) for topic in topics)


def _excludes(one: Matcher, other: Matcher) -> bool:
    """Whether nothing fulfils both; `one` is the matcher that names a value or a bound."""
    if one.label != other.label:
        return False
    if one.operator is Operator.EQUAL:
        # Of several values one may be each, so only what forbids a value excludes it.
        decides = one.label not in SEVERAL or other.operator in NEGATIVE
        return decides and not other.matches_any((one.value,))
    return (
        one.label in NUMBERS
        and one.operator in _LOWER
        and other.operator in _UPPER
        and (
            not COMPARISONS[other.operator](float(one.value), float(other.value))
            or (one.value == other.value and one.operator is Operator.MORE)
        )
    )
