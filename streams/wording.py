"""What is wrong with a value, in words for a person; pydantic's are for programmers."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic_core import ErrorDetails

_PLAIN: Final = {
    "missing": "is missing",
    "string_type": "must be text",
    "model_type": "must be an object of named fields",
    "model_attributes_type": "must be an object of named fields",
    "dict_type": "must be a mapping",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "bool_parsing": "must be true or false",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "finite_number": "must be a finite number",
    "datetime_parsing": "is no date",
    "datetime_from_date_parsing": "is no date",
    "datetime_type": "is no date",
    "extra_forbidden": "no such key",
}
_CAUSE: Final = "Value error, "


def in_words(error: ErrorDetails) -> str:
    """The error without the value, which may be a secret, or megabytes."""
    return _PLAIN.get(error["type"], error["msg"].removeprefix(_CAUSE))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A suggestion to put behind a complaint; nothing where no known word is near."""
    near = get_close_matches(word, list(known), n=1)
    return f"; did you mean {near[0]}?" if near else ""
