"""The records that are kept or sent, their versions, and an example of each version.

::

    python -m tests.schemas        writes shape and example of each version that has none yet

Examples of older versions were written by the code of their time; they are never written anew.
"""

from __future__ import annotations

import enum
import json
import re
import types
import typing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from hypothesis import strategies as st
from pydantic import BaseModel

from agents.track.stored import StoredFacts, StoredStory, StoredTopic
from streams.codec import encode
from streams.records import (
    Article,
    Candidate,
    ClassifiedArticle,
    Delivery,
    Development,
    Reading,
    Record,
    Verdict,
)

if typing.TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

FOLDER: Final = Path(__file__).parent / "unit" / "schemas"
SHAPES: Final = FOLDER / "shapes.json"

RECORDS: Final[tuple[type[BaseModel], ...]] = (
    Article,
    ClassifiedArticle,
    Development,
    Verdict,
    Candidate,
    Reading,
    Delivery,
    StoredTopic,
    StoredStory,
    StoredFacts,
)
_VERSIONED: Final = frozenset(model.__name__ for model in RECORDS)
_VERSION_FIELDS: Final = ("schema_version", "version")
_WHEN: Final = datetime(2024, 11, 1, 12, 30, tzinfo=UTC)
_TEXT: Final = st.text(max_size=20)
#: Whole numbers that every field takes, packed ones too.
_SMALL: Final = st.integers(1, 0xFFFF)

_LEAVES: Final[dict[type, SearchStrategy[Any]]] = {
    bool: st.booleans(),
    int: _SMALL,
    float: st.floats(allow_nan=False, allow_infinity=False),
    bytes: st.binary(max_size=20),
    str: _TEXT,
    datetime: st.datetimes(datetime(1971, 1, 1), datetime(2999, 1, 1)).map(  # noqa: DTZ001
        lambda moment: moment.replace(tzinfo=UTC)
    ),
    date: st.dates(),
}
_FIXED: Final[dict[type, Any]] = {
    bool: True,
    int: 3,
    float: 1.5,
    bytes: b"\x01\xff\x7f",
    datetime: _WHEN,
    date: _WHEN.date(),
}
#: Fields whose text has a form.
_FORMS: Final[dict[str, SearchStrategy[str]]] = {
    "StoryEntry.id": st.text("0123456789abcdef", min_size=32, max_size=32),
    "TopicState.recent": st.text("0123456789abcdef", min_size=16, max_size=16),
    "Article.id": st.from_regex(r"\A[a-z0-9-]{1,20}\Z"),
    "Article.body": _TEXT.map(lambda text: text + "x"),
}
_FIXED_FORMS: Final = {"StoryEntry.id": "ab" * 16, "TopicState.recent": "1a2b3c4d5e6f7081"}


def version_of(model: type[BaseModel]) -> int:
    """The version that is written."""
    name = next(name for name in _VERSION_FIELDS if name in model.model_fields)
    version: int = model.model_fields[name].default
    return version


def any_of(model: type[BaseModel], *, full: bool = False) -> SearchStrategy[Any]:
    """Any record of a model; `full`: one only, with all its fields."""
    hints = typing.get_type_hints(model, include_extras=True)
    fields = {
        name: _values(hints[name], f"{model.__name__}.{name}", full=full)
        for name in model.model_fields
        if name not in _VERSION_FIELDS
    }
    return st.fixed_dictionaries(fields).map(model.model_validate)


def _values(hint: Any, place: str, *, full: bool) -> SearchStrategy[Any]:  # noqa: PLR0911 - one a kind
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return _values(arguments[0], place, full=full)
    if origin in (typing.Union, types.UnionType):
        inner = _values(arguments[0], place, full=full)
        return inner if full else st.none() | inner
    if origin is typing.Literal:
        return st.just(arguments[-1]) if full else st.sampled_from(arguments)
    if origin is tuple:
        each = _values(arguments[0], place, full=full)
        return st.lists(each, min_size=1, max_size=1 if full else 3).map(tuple)
    if origin is dict:
        each = _values(arguments[1], place, full=full)
        keys = st.just("key") if full else _TEXT
        return st.dictionaries(keys, each, min_size=1, max_size=3)
    if issubclass(hint, Record):
        return any_of(hint, full=full)
    if issubclass(hint, enum.Enum):
        return st.just(list(hint)[-1]) if full else st.sampled_from(list(hint))
    return _leaf(hint, place, full=full)


def _leaf(hint: type, place: str, *, full: bool) -> SearchStrategy[Any]:
    if not full:
        return _FORMS.get(place, _LEAVES[hint])
    if hint is str:
        return st.just(_FIXED_FORMS.get(place, f"{place.rpartition('.')[2]} — Київ"))
    return st.just(_FIXED[hint])


def shape_of(model: type[BaseModel]) -> dict[str, str]:
    """Each field of a record and of those within it, with its type as it is written.

    What has a version of its own is left out.
    """
    schema = model.model_json_schema(by_alias=False, mode="serialization")
    known = schema.get("$defs", {}) | {model.__name__: schema}
    found: dict[str, str] = {}
    done, waiting = set(_VERSIONED - {model.__name__}), [model.__name__]
    while waiting:
        name = waiting.pop()
        if name not in done:
            done.add(name)
            fields = _fields(name, known[name])
            found |= fields
            waiting += re.findall(r"#/\$defs/(\w+)", "".join(fields.values()))
    return found


def _fields(name: str, schema: Any) -> dict[str, str]:
    if "enum" in schema:
        return {name: " ".join(schema["enum"])}
    return {
        f"{name}.{field}": json.dumps(_bare(kind), sort_keys=True)
        for field, kind in schema.get("properties", {}).items()
    }


def _bare(schema: Any) -> Any:
    if isinstance(schema, dict):
        words = {"title", "description"}
        return {key: _bare(value) for key, value in schema.items() if key not in words}
    return [_bare(each) for each in schema] if isinstance(schema, list) else schema


def plain(value: Any) -> Any:
    """What a record says, as JSON has it."""
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, BaseModel):
        return plain(value.model_dump())
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return value


def example_file(model: type[BaseModel], version: str) -> Path:
    """Where an example is: version 1 may have had several shapes, 1a, 1b and so on."""
    return FOLDER / f"{model.__name__}-v{version}.json"


def write_missing() -> list[str]:
    """Writes shape and example of each record's version, where there is none."""
    shapes = json.loads(SHAPES.read_text("utf-8")) if SHAPES.exists() else {}
    written = []
    for model in RECORDS:
        name = f"{model.__name__} {version_of(model)}"
        if name in shapes:
            continue
        shapes[name] = shape_of(model)
        record = any_of(model, full=True).example()
        example = {"wire": encode(record).decode(), "means": plain(record.model_dump())}
        text = json.dumps(example, ensure_ascii=False, indent=1)
        example_file(model, str(version_of(model))).write_text(text + "\n", "utf-8")
        written.append(name)
    SHAPES.write_text(json.dumps(shapes, indent=1, sort_keys=True) + "\n", "utf-8")
    return written


if __name__ == "__main__":
    write_missing()
