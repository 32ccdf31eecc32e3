"""Durations, times of the day and time zones as people write them in `alerts.yaml`."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator

UTC_ZONE: Final = ZoneInfo("UTC")

_PART: Final = re.compile(r"(\d{1,6})(s|m|h|d|w)")
_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_CLOCK: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_END_OF_DAY: Final = "24:00"


def duration(value: Any) -> timedelta:
    """A length of time such as 30s, 5m or 1h30m.

    Raises:
        ValueError: it is none.
    """
    text = value if isinstance(value, str) else ""
    parts = _PART.findall(text)
    if not parts or "".join(map("".join, parts)) != text:
        raise ValueError("must be a time such as 30s, 5m, 1h30m or 2d")
    return timedelta(seconds=sum(int(number) * _SECONDS[unit] for number, unit in parts))


def duration_text(length: timedelta) -> str:
    """The shortest text that `duration` reads as this length."""
    seconds, parts = int(length.total_seconds()), []
    for unit in ("d", "h", "m"):
        count, seconds = divmod(seconds, _SECONDS[unit])
        parts += [f"{count}{unit}"] if count else []
    return "".join(parts) + (f"{seconds}s" if seconds or not parts else "")


def minute_of_day(value: Any) -> int:
    """Minutes since midnight of a text such as 07:30; 24:00 is the end of the day.

    Raises:
        ValueError: it is none.
    """
    if value == _END_OF_DAY:
        return 24 * 60
    match = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError("must be a time of the day such as 07:30")
    return int(match[1]) * 60 + int(match[2])


def zone(value: Any) -> ZoneInfo:
    """A time zone by its IANA name.

    Raises:
        ValueError: there is none of that name.
    """
    try:
        return ZoneInfo(value)
    except (ValueError, OSError, TypeError, KeyError):
        raise ValueError("is no IANA time zone such as Europe/Kyiv") from None


Duration = Annotated[timedelta, BeforeValidator(duration)]
MinuteOfDay = Annotated[int, BeforeValidator(minute_of_day)]
Zone = Annotated[ZoneInfo, BeforeValidator(zone)]
