r"""Alertmanager's matchers: `topic="nk-troops"`, `kind=~"figure|event"`, `score>=0.8`.

`=` and `!=` compare text, `=~` and `!~` match a whole value by a regular expression (RE2, which
needs linear time whatever the expression). A label with several values is matched where one of
them is; `!=` and `!~` are always the contrary of `=` and `=~`. Numbers can also be compared by
`<`, `<=`, `>` and `>=`, which Alertmanager has not.
"""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

import re2

from alerts.labels import CHOICES, NAMES, NUMBERS
from streams.wording import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from alerts.labels import Labels

_MOST_CHARACTERS: Final = 2000
# RE2 refuses an expression that needs more; a list of some hundred names takes a tenth.
_REGEX_BYTES: Final = 1 << 20


class Operator(StrEnum):
    """How a matcher compares."""

    REGEX = "=~"
    NOT_REGEX = "!~"
    NOT_EQUAL = "!="
    AT_MOST = "<="
    AT_LEAST = ">="
    EQUAL = "="
    LESS = "<"
    MORE = ">"


NEGATIVE: Final = {Operator.NOT_EQUAL: Operator.EQUAL, Operator.NOT_REGEX: Operator.REGEX}
REGEXES: Final = frozenset({Operator.REGEX, Operator.NOT_REGEX})
COMPARISONS: Final[Mapping[Operator, Callable[[float, float], bool]]] = {
    Operator.LESS: operator.lt,
    Operator.AT_MOST: operator.le,
    Operator.MORE: operator.gt,
    Operator.AT_LEAST: operator.ge,
}

_ONE: Final = re.compile(
    r"\s*(?P<label>[A-Za-z_]\w*)\s*"
    rf"(?P<operator>{'|'.join(Operator)})\s*"
    r"""(?P<value>"(?:[^"\\]|\\.)*"|[^\s"'`{}=!~<>,\\]+)\s*""",
    re.ASCII | re.DOTALL,
)
_ESCAPES: Final = {r"\"": '"', r"\\": "\\", r"\n": "\n"}
_ESCAPED: Final = re.compile(r'\\["\\n]')


class MatcherError(ValueError):
    """A matcher can't be read; the text says why."""


@dataclass(frozen=True)
class Matcher:
    """One condition on a label; `parse_matchers` makes only those that can be asked."""

    label: str
    operator: Operator
    value: str

    def __str__(self) -> str:
        quoted = self.value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'{self.label}{self.operator}"{quoted}"'

    def matches(self, labels: Labels) -> bool:
        """Whether a development with these labels fulfils it."""
        return self.matches_any(labels[self.label])

    def matches_any(self, values: Iterable[str]) -> bool:
        """Whether it is fulfilled by a label with these values."""
        found = any(map(self._holds, values))
        return found is not (self.operator in NEGATIVE)

    def _holds(self, value: str) -> bool:
        """The operator without its negation."""
        if self.operator in REGEXES:
            return self._regex.fullmatch(value) is not None
        if self.operator in COMPARISONS:
            return COMPARISONS[self.operator](float(value), float(self.value))
        if self.label in NUMBERS:
            return float(value) == float(self.value)
        return value == self.value

    @cached_property
    def _regex(self) -> Any:
        return _compiled(self.value)


def parse_matchers(text: str) -> tuple[Matcher, ...]:
    """Reads matchers as somebody types them: separated by commas, braces around them or not.

    Raises:
        MatcherError: one can't be read, its label is none, or there is too much of them.
    """
    if len(text) > _MOST_CHARACTERS:
        raise MatcherError(f"is longer than {_MOST_CHARACTERS} characters")
    return kept_matchers(text)


def kept_matchers(text: str) -> tuple[Matcher, ...]:
    """Reads matchers that were accepted once, whatever their length.

    Raises:
        MatcherError: one can't be read, or its label is none.
    """
    rest = text.strip().removeprefix("{").removesuffix("}").rstrip()
    matchers: list[Matcher] = []
    while rest:
        found = _ONE.match(rest)
        if found is None or (rest[found.end() :] and rest[found.end()] != ","):
            raise MatcherError(f'{rest[:40]!r} is no matcher such as topic="a" or kind=~"a|b"')
        matchers.append(_matcher(found))
        rest = rest[found.end() + 1 :].lstrip()
    return tuple(matchers)


def matches_all(matchers: Iterable[Matcher], labels: Labels) -> bool:
    """Whether every matcher is fulfilled; so too where there is none."""
    return all(matcher.matches(labels) for matcher in matchers)


def named(label: str, matchers: Iterable[Matcher]) -> Iterator[str]:
    """What matchers name for a label, so that it can be compared with what there is."""
    for matcher in matchers:
        if matcher.label == label and matcher.operator in {Operator.EQUAL, Operator.NOT_EQUAL}:
            yield matcher.value


def _matcher(found: re.Match[str]) -> Matcher:
    matcher = Matcher(found["label"], Operator(found["operator"]), _unquoted(found["value"]))
    if matcher.label not in NAMES:
        raise MatcherError(f"no label {matcher.label!r}{did_you_mean(matcher.label, NAMES)}")
    if matcher.operator in REGEXES:
        _check_regex(matcher)
    elif matcher.label in NUMBERS:
        _check_number(matcher)
    elif matcher.operator in COMPARISONS:
        raise MatcherError(f"{matcher.label} is text, which {matcher.operator} does not compare")
    elif matcher.value not in CHOICES.get(matcher.label, (matcher.value,)):
        near = did_you_mean(matcher.value, CHOICES[matcher.label])
        raise MatcherError(f"{matcher.label} is never {matcher.value!r}{near}")
    return matcher


def _unquoted(value: str) -> str:
    """Without its quotes; a backslash before anything else stays, for regular expressions."""
    if not value.startswith('"'):
        return value
    return _ESCAPED.sub(lambda found: _ESCAPES[found[0]], value[1:-1])


def _check_regex(matcher: Matcher) -> None:
    if matcher.label in NUMBERS:
        raise MatcherError(f"{matcher.label} is a number; compare it by = != < <= > >=")
    try:
        _compiled(matcher.value)
    except re2.error as error:
        cause = error.args[0] if error.args else ""
        words = cause.decode("utf-8", "replace") if isinstance(cause, bytes) else str(cause)
        raise MatcherError(f"{matcher.value!r} is no regular expression: {words}") from None


def _check_number(matcher: Matcher) -> None:
    try:
        finite = isfinite(float(matcher.value))
    except ValueError:
        finite = False
    if not finite:
        raise MatcherError(f"{matcher.label} is a number, {matcher.value!r} is none")


def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _REGEX_BYTES
    return re2.compile(pattern, options)
