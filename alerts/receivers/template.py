"""Bodies by template: JSON of another shape, written in Jinja by who runs Wirewatch.

A template is loops over what it is given, conditions and filters. Macros, imports, variables,
calls and loops within more than two others are refused, so that every template ends; what it
may write is bounded too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import orjson
from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from alerts.receivers.texts import plain, told
from streams.errors import WirewatchError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Template

    from alerts.group import Group
    from streams.records import Notification

#: A template that writes more has run away.
MOST_CHARACTERS: Final = 256 * 1024
_MOST_SOURCE: Final = 64 * 1024
_MOST_LOOPS: Final = 3
_REFUSED: Final = (
    nodes.Macro,
    nodes.CallBlock,
    nodes.Include,
    nodes.Import,
    nodes.FromImport,
    nodes.Extends,
    nodes.Block,
    # What is bound can be doubled, and doubled again.
    nodes.Assign,
    nodes.AssignBlock,
    nodes.With,
    nodes.Mul,
    nodes.Pow,
    nodes.Mod,
)
# Each can make much of little.
_REFUSED_FILTERS: Final = ("batch", "center", "format", "indent", "replace", "slice", "wordwrap")


class TemplateFaultError(WirewatchError):
    """A template can't be used, or did not give JSON. Never shows what it was given."""


class _Environment(ImmutableSandboxedEnvironment):
    def is_safe_callable(self, obj: Any) -> bool:
        """Nothing is called: a method such as `ljust` can fill the memory."""
        return bool(obj is None)


def _environment() -> _Environment:
    environment = _Environment(undefined=StrictUndefined, autoescape=False)
    environment.globals.clear()
    for name in _REFUSED_FILTERS:
        environment.filters.pop(name)
    return environment


_ENVIRONMENT: Final = _environment()


class BodyTemplate:
    """A template that was read and found fit.

    Raises:
        TemplateFaultError: it can't be read, or uses what would not end.
    """

    def __init__(self, source: str) -> None:
        self._template = _compiled(source)

    def render(self, group: Group) -> bytes:
        """The JSON that the template gives for a group.

        Raises:
            TemplateFaultError: it fails, gives too much, or no JSON.
        """
        text = _bounded(self._template, context(group))
        try:
            return orjson.dumps(orjson.loads(text))
        except (orjson.JSONDecodeError, orjson.JSONEncodeError):
            raise TemplateFaultError("does not give JSON") from None


class LineTemplate:
    """A header's value with `id`, `receiver` and `story` of the notification.

    Raises:
        TemplateFaultError: as for a body.
    """

    def __init__(self, source: str) -> None:
        self._template = _compiled(source)

    def render(self, notification: Notification) -> str:
        """The value, on one line.

        Raises:
            TemplateFaultError: it fails, gives too much, or what no header can hold.
        """
        given = notification.model_dump(include={"id", "receiver", "story"})
        line = " ".join(_bounded(self._template, given).split())
        if not (line.isascii() and line.isprintable()):
            raise TemplateFaultError("gives more than printable ASCII")
        return line


def context(group: Group) -> dict[str, Any]:
    """What a template is given: the webhook's body, and each development in words."""
    words = told(group)
    return {
        "group": dict(group.labels),
        "title": words.title,
        "developments": [
            development.model_dump(mode="json")
            | {"first_line": text.first_line, "text": plain(text), "link": text.link}
            for development, text in zip(group.developments, words.alerts, strict=True)
        ],
    }


def _compiled(source: str) -> Template:
    if len(source) > _MOST_SOURCE:
        raise TemplateFaultError("is too long")
    try:
        _check(_ENVIRONMENT.parse(source), 0)
        return _ENVIRONMENT.from_string(source)
    except TemplateError as error:
        raise TemplateFaultError(f"can't be read: {error.message}") from None


def _check(node: nodes.Node, loops: int) -> None:
    loops += isinstance(node, nodes.For)
    if isinstance(node, _REFUSED) or (isinstance(node, nodes.For) and node.recursive):
        raise TemplateFaultError(f"may not use {type(node).__name__.lower()}")
    if loops > _MOST_LOOPS:
        raise TemplateFaultError(f"has loops within more than {_MOST_LOOPS - 1} others")
    for child in node.iter_child_nodes():
        _check(child, loops)


def _bounded(template: Template, given: Mapping[str, Any]) -> str:
    pieces: list[str] = []
    length = 0
    try:
        for piece in template.generate(given):
            length += len(piece)
            if length > MOST_CHARACTERS:
                raise TemplateFaultError("gives too much")
            pieces.append(piece)
    except SecurityError:
        raise TemplateFaultError("uses what it may not") from None
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise TemplateFaultError(f"fails: {type(error).__name__}") from None
    return "".join(pieces)
