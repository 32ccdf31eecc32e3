"""The tree of routes as `alerts.yaml` has it, with Alertmanager's names and inheritance."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any, Final, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from alerts.digests import Digest
from alerts.grouping import Timing
from alerts.labels import CHOICES, TEXTS
from alerts.matchers import Matcher, parse_matchers
from alerts.mute import Named, Schedule, TimeInterval
from alerts.routes import Route
from alerts.times import Duration, duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: Switches grouping off, as in Alertmanager.
_ALL: Final = "..."
_GROUPING: Final = (*TEXTS, *CHOICES)
# A time that is longer is a slip, and longer ones end no date can hold.
_LONGEST: Final = timedelta(days=30)
_LEAST_REPEAT: Final = timedelta(minutes=1)

Path = tuple[int | str, ...]


def _matchers(value: Any) -> tuple[Matcher, ...]:
    texts = value if isinstance(value, list) else [value]
    if not all(isinstance(text, str) for text in texts):
        raise ValueError('must be a list of matchers such as topic="a"')
    return tuple(matcher for text in texts for matcher in parse_matchers(text))


def _label(value: Any) -> Any:
    if value != _ALL and value not in _GROUPING:
        raise ValueError(f"must be one of {', '.join(_GROUPING)}, or '{_ALL}' alone")
    return value


def _repeat(value: Any) -> timedelta:
    """Nothing for `off`."""
    if value == "off":
        return timedelta(0)
    found = duration(value)
    if found < _LEAST_REPEAT:
        raise ValueError("must be off, or a minute or more")
    return found


Matchers = Annotated[tuple[Matcher, ...], BeforeValidator(_matchers)]
GroupBy = tuple[Annotated[str, BeforeValidator(_label)], ...]
Wait = Annotated[Duration, Field(le=_LONGEST)]
Repeat = Annotated[timedelta, Field(le=_LONGEST), BeforeValidator(_repeat)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NamedIntervals(_Strict):
    """An entry of `time_intervals`."""

    name: str = Field(min_length=1, max_length=100)
    time_intervals: tuple[TimeInterval, ...]


class RouteEntry(_Strict):
    """A node as it is written; what is not given is inherited, as `build` says."""

    receiver: str | None = None
    matchers: Matchers = ()
    continues: bool = Field(default=False, alias="continue")
    group_by: GroupBy | None = None
    group_wait: Wait | None = None
    group_interval: Wait | None = None
    repeat_interval: Repeat | None = None
    digest: Digest | None = None
    mute_time_intervals: tuple[str, ...] = ()
    active_time_intervals: tuple[str, ...] = ()
    routes: tuple[RouteEntry, ...] = ()

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.group_by and _ALL in self.group_by and len(self.group_by) > 1:
            raise ValueError(f"group_by has '{_ALL}' beside labels; it stands alone")
        timed = (self.group_wait, self.group_interval, self.repeat_interval)
        if self.digest and any(value is not None for value in timed):
            raise ValueError("a digest goes by its own clock: without group_wait and the like")
        return self


def build(entry: RouteEntry, intervals: Mapping[str, Named]) -> Route:
    """The tree of a root entry. Unknown time intervals are left out; `unknown_names` names them.

    Receiver, grouping and times are inherited; matchers, `continue`, mute times and digests are
    the node's own.
    """
    root = Route(place="", key="", receiver="")
    return _build(entry, root, "route", "route", intervals)


def unknown_names(
    entry: RouteEntry, receivers: Iterable[str], intervals: Iterable[str]
) -> Iterator[tuple[Path, str, str, tuple[str, ...]]]:
    """Names that are not defined: where, what is missing, its name, and the names there are."""
    yield from _unknown(entry, ("route",), tuple(receivers), tuple(intervals))


def _unknown(
    entry: RouteEntry, path: Path, receivers: tuple[str, ...], intervals: tuple[str, ...]
) -> Iterator[tuple[Path, str, str, tuple[str, ...]]]:
    if entry.receiver is not None and entry.receiver not in receivers:
        yield (*path, "receiver"), "receiver", entry.receiver, receivers
    for field in ("mute_time_intervals", "active_time_intervals"):
        for index, name in enumerate(getattr(entry, field)):
            if name not in intervals:
                yield (*path, field, index), "time interval", name, intervals
    for index, child in enumerate(entry.routes):
        yield from _unknown(child, (*path, "routes", index), receivers, intervals)


def _build(
    entry: RouteEntry, parent: Route, place: str, key: str, intervals: Mapping[str, Named]
) -> Route:
    route = Route(
        place=place,
        key=_key(key, entry, parent),
        receiver=entry.receiver or parent.receiver,
        matchers=entry.matchers,
        continues=entry.continues,
        group_by=_group_by(entry, parent),
        timing=_timing(entry, parent.timing, intervals),
    )
    children = tuple(
        _build(child, route, f"{place}.routes.{index}", f"{route.key}/{index}", intervals)
        for index, child in enumerate(entry.routes)
    )
    return replace(route, routes=children)


def _key(key: str, entry: RouteEntry, parent: Route) -> str:
    """Where it stands, what it matches and where it sends: with others it is another route."""
    matchers = ",".join(map(str, entry.matchers))
    return f"{key}:{{{matchers}}}>{entry.receiver or parent.receiver}"


def _group_by(entry: RouteEntry, parent: Route) -> tuple[str, ...] | None:
    if entry.group_by is None:
        # One digest for all is what people mean by one.
        return () if entry.digest else parent.group_by
    return None if entry.group_by == (_ALL,) else entry.group_by


def _timing(entry: RouteEntry, parent: Timing, intervals: Mapping[str, Named]) -> Timing:
    repeat = parent.repeat if entry.repeat_interval is None else entry.repeat_interval
    return Timing(
        wait=parent.wait if entry.group_wait is None else entry.group_wait,
        interval=parent.interval if entry.group_interval is None else entry.group_interval,
        repeat=repeat or None,
        digest=entry.digest,
        schedule=Schedule(
            mute=_named(entry.mute_time_intervals, intervals),
            active=_named(entry.active_time_intervals, intervals),
        ),
    )


def _named(names: tuple[str, ...], intervals: Mapping[str, Named]) -> tuple[Named, ...]:
    return tuple(intervals[name] for name in names if name in intervals)
