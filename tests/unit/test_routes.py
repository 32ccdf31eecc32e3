from __future__ import annotations

import pytest

from alerts.corroboration import corroboration_of
from alerts.labels import labels_of
from alerts.matchers import parse_matchers
from alerts.reach import unreachable
from alerts.routes import Route, Visit, taken_by, to_everyone, walk
from streams.records import Reason
from tests.builders import a_development, a_verdict

_LABELS = labels_of(a_development())


def _route(receiver: str, matchers: str = "", *routes: Route, goes_on: bool = False) -> Route:
    return Route(
        place=receiver,
        key=receiver,
        receiver=receiver,
        matchers=parse_matchers(matchers),
        continues=goes_on,
        routes=routes,
    )


def _receivers(root: Route) -> list[str]:
    return [route.receiver for route in taken_by(root, _LABELS)]


def test_what_no_child_takes_stays_at_the_node() -> None:
    """And goes to the node's own receiver."""
    assert _receivers(_route("root", "", _route("other", "topic=other"))) == ["root"]


def test_the_first_child_that_matches_takes_it() -> None:
    """Later siblings are not asked."""
    root = _route("root", "", _route("a", "kind=event"), _route("b", "kind=figure"), _route("c"))

    assert _receivers(root) == ["b"]
    assert [step.visit for step in walk(root, _LABELS)] == [
        Visit.HANDED_ON,
        Visit.DOES_NOT_MATCH,
        Visit.TAKEN,
        Visit.NOT_ASKED,
    ]


def test_continue_asks_the_siblings_as_well() -> None:
    """Each that matches takes it, up to one that does not continue."""
    root = _route(
        "root",
        "",
        _route("a", "", goes_on=True),
        _route("b", "kind=event", goes_on=True),
        _route("c", "kind=figure"),
        _route("d"),
    )

    assert _receivers(root) == ["a", "c"]


def test_the_deepest_node_decides() -> None:
    """A child that hands on does not take; one whose children all refuse does."""
    inner = _route("inner", "kind=figure", _route("leaf", "language=uk"))

    assert _receivers(_route("root", "", _route("outer", "", inner))) == ["inner"]


def test_without_a_tree_everything_goes_to_every_receiver() -> None:
    """As without `route` in the file."""
    assert _receivers(to_everyone(["desk", "archive"])) == ["desk", "archive"]
    assert _receivers(to_everyone([])) == ["nobody"]


def test_the_matcher_that_fails_is_named() -> None:
    """The first of them, for whoever asks why."""
    (_, step) = walk(_route("root", "", _route("a", "topic!=x, language=uk, kind=event")), _LABELS)

    assert str(step.failed) == 'language="uk"'


@pytest.mark.parametrize(
    ("earlier", "later", "reason"),
    [
        ("", "topic=a", "takes all"),
        ("topic=a", "topic=a, kind=figure", "takes all"),
        ("topic=~'a|b'".replace("'", '"'), "topic=a", "takes all"),
        ("topic!=b", "topic=a", "takes all"),
        ("score>=0.5", "score>0.5", "takes all"),
        ("score<2", "score<=1", "takes all"),
        ('kind=~"figure|event"', "kind=event", "takes all"),
        ("language=uk", "topic=a, topic=b", "exclude each other"),
        ("language=uk", "topic=a, topic!=a", "exclude each other"),
        ("language=uk", 'topic=a, topic!~"a|b"', "exclude each other"),
        ("language=uk", "kind=event, kind!=event", "exclude each other"),
        ("language=uk", "score>2, score<1", "exclude each other"),
        ("language=uk", "score>1, score<=1", "exclude each other"),
        ("language=uk", "score=3, score<1", "exclude each other"),
        ("language=uk", 'topic=~"x.*"', "no topic fulfils"),
    ],
)
def test_a_route_that_can_never_match_is_found(earlier: str, later: str, reason: str) -> None:
    """Behind a sibling that takes all of it, or by matchers that exclude each other."""
    root = _route("root", "", _route("earlier", earlier), _route("later", later))

    ((route, why),) = unreachable(root, {"a", "b"})

    assert route.place == "later"
    assert reason in why


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("topic=a", "topic=b"),
        ("topic=a, kind=event", "topic=a"),
        ("kind!=event", "kind=figure"),
        ("kind=event", "kind=figure, kind=event, kind=claim".replace(", kind=event", "")),
        ("score>1", "score>=1"),
        ("score>=1", "score<=1"),
        ('topic=~"a.*"', 'topic=~"ab.*"'),
        ("language=uk", "kind=event, kind=figure"),
    ],
)
def test_only_what_is_certain_is_said(earlier: str, later: str) -> None:
    """A development has several changes, and two expressions are not compared."""
    root = _route("root", "", _route("earlier", earlier), _route("later", later))

    assert not list(unreachable(root))


def test_a_sibling_that_continues_hides_nothing() -> None:
    """What it takes goes on."""
    root = _route("root", "", _route("all", "", goes_on=True), _route("a", "topic=a"))

    assert not list(unreachable(root))


def test_what_a_parent_asks_holds_below_it() -> None:
    """A child is judged with the matchers of all nodes above it."""
    root = _route("root", "", _route("a", "topic=a", _route("child", "topic=b")))

    assert [route.place for route, _ in unreachable(root)] == ["child"]


_CORROBORATION = labels_of(corroboration_of(a_verdict(reason=Reason.CORROBORATES), a_development()))


def _corroborated(root: Route) -> list[str]:
    return [route.receiver for route in taken_by(root, _CORROBORATION)]


def test_nobody_hears_of_a_corroboration_who_did_not_ask() -> None:
    """Neither a route that takes everything, nor one that merely does not rule it out."""
    root = _route("root", "", _route("all", "", goes_on=True), _route("not-new", "change!=new"))

    assert _corroborated(root) == []
    assert walk(root, _CORROBORATION)[0].visit is Visit.NOT_FOR_CORROBORATIONS


@pytest.mark.parametrize("asks", ["change=corroborated", 'change=~"new|corroborated"'])
def test_a_route_that_asks_for_corroborations_gets_them(asks: str) -> None:
    """Also behind one that takes everything else, and for the routes below it."""
    root = _route("root", "", _route("all"), _route("asks", asks, _route("below", "language=en")))

    assert _corroborated(root) == ["below"]
    assert list(unreachable(root)) == []
