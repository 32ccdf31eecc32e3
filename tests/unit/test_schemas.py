"""Records and state of every version: what was written once is read, what is newer is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agents.track.state import Facts
from agents.track.stored import (
    StoredFacts,
    StoredStory,
    StoredTopic,
    read_facts,
    read_story,
    read_topic,
    refuse_newer,
)
from streams.codec import decode, encode
from streams.dead_letters import dead_letter, failure_of
from streams.errors import BadRecord, StateError
from streams.records import (
    Candidate,
    ClassifiedArticle,
    Delivery,
    Development,
    Reading,
    Verdict,
    WireRecord,
)
from streams.source import SourceRecord
from streams.staging import PartitionState, Staging
from tests.schemas import FOLDER, RECORDS, SHAPES, any_of, example_file, plain, shape_of, version_of

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import BaseModel

#: What a value is read as is of the newest version.
_NOT_KEPT = {"schema_version", "version"}
_BY_NAME = {model.__name__: model for model in RECORDS}
_SENT = [ClassifiedArticle, Development, Verdict, Candidate, Reading, Delivery]
_EXAMPLES = sorted(FOLDER.glob("*-v*.json"))
_CURRENT = [(model, example_file(model, str(version_of(model)))) for model in RECORDS]


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_a_changed_shape_has_a_version_and_an_example_of_its_own(model: type[BaseModel]) -> None:
    """Who changes a record raises its version and runs `python -m tests.schemas`."""
    name = f"{model.__name__} {version_of(model)}"
    shapes = json.loads(SHAPES.read_text("utf-8"))
    assert name in shapes, f"run `python -m tests.schemas` for {name}"
    assert shape_of(model) == shapes[name], f"{name} has changed: raise its version"
    assert example_file(model, str(version_of(model))).exists()


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_every_version_that_was_is_kept(model: type[BaseModel]) -> None:
    """From the first one on, under each shape that it had."""
    first = 2 if model is StoredFacts else 1  # version 1 had no value of its own for them
    kept = {path.stem.rpartition("-v")[2].rstrip("abcdefgh") for path in _of(model)}
    assert kept == {str(number) for number in range(first, version_of(model) + 1)}


@pytest.mark.parametrize("path", _EXAMPLES, ids=lambda path: path.stem)
def test_what_an_older_version_wrote_is_read_as_what_it_meant(path: Path) -> None:
    """Each field of it, and nothing is made up; what was added since has its default."""
    example = json.loads(path.read_text("utf-8"))
    read = _read(path.stem.partition("-v")[0], example["wire"].encode())
    assert _missing(example["means"], read) == []


@pytest.mark.parametrize(("model", "path"), _CURRENT, ids=lambda value: getattr(value, "stem", ""))
def test_the_newest_version_is_written_byte_for_byte_as_it_was(
    model: type[BaseModel], path: Path
) -> None:
    """Another build of the same version reads it, and finds the same bytes under the same id."""
    wire = json.loads(path.read_text("utf-8"))["wire"].encode()
    assert encode(decode(model, wire)) == wire


@pytest.mark.parametrize("path", _EXAMPLES, ids=lambda path: path.stem)
def test_what_is_read_is_written_in_the_newest_version(path: Path) -> None:
    """A record that is kept or passed on says what shape it has now."""
    model = _BY_NAME[path.stem.partition("-v")[0]]
    if not issubclass(model, WireRecord):
        return  # state is put anew by `rolling_puts`, see test_rolling
    read = decode(model, json.loads(path.read_text("utf-8"))["wire"].encode())
    assert json.loads(encode(read))["schema_version"] == version_of(model)
    assert decode(model, encode(read)) == read


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
@settings(max_examples=8, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_encode_then_decode_is_the_identity(model: type[BaseModel], data: st.DataObject) -> None:
    """Any record of any kind."""
    record = data.draw(any_of(model))
    assert decode(model, encode(record)) == record


@pytest.mark.parametrize("model", _SENT, ids=lambda model: model.__name__)
def test_a_newer_record_is_a_dead_letter_that_says_what_to_do(model: type[WireRecord]) -> None:
    """It is requeued after the upgrade; the first mistake named is the version, not its fields."""
    newer = version_of(model) + 1
    value = {"schema_version": newer, "what_comes_next": 1}
    with pytest.raises(BadRecord, match="upgrade what reads a record before") as caught:
        decode(model, json.dumps(value).encode())
    assert (caught.value.reason, caught.value.field) == ("invalid", "schema_version")
    assert f"is {newer}, and this release reads up to {newer - 1}" in caught.value.detail


def test_newer_state_is_refused_when_a_worker_starts() -> None:
    """Whichever topic has it, before anything is decided; with a word on what to do."""
    ours = json.loads(example_file(StoredTopic, "4").read_text("utf-8"))["wire"].encode()
    table = {b"#0": b"41", b"a": ours, b"a/story": b'{"version":9}'}
    refuse_newer(table, table.get)
    table[b"b"] = b'{"version":5,"anything":[]}'
    with pytest.raises(StateError, match=r"of version 5.*up to 4.*WIREWATCH_STATE_DIR"):
        refuse_newer(table, table.get)


def test_the_marker_of_a_partition_is_a_number() -> None:
    """All that classify keeps, and track for each partition, from the first release on."""
    staging = Staging()
    state = PartitionState(7, {b"#7": b"41"}.get, staging)
    assert state.marker == 41
    state.advance_marker(42)
    assert staging.in_order() == [(7, b"#7", b"42")]


def test_a_dead_letter_is_read_as_it_was_written() -> None:
    """Headers of ours by name, from the first release on; the others as they came."""
    kept = json.loads((FOLDER / "dead-letter.json").read_text("utf-8"))
    headers = tuple((name, text.encode()) for name, text in kept["headers"])
    assert failure_of(headers) == kept["means"]
    record = SourceRecord("articles", 3, 41, 1_730_000_000_000, b"k", b"{", (("their", b"own"),))
    letter = dead_letter(BadRecord("invalid", "text", "is missing"), record)
    assert {name for name, _ in letter.headers} == {name for name, _ in headers}
    assert failure_of(letter.headers)["detail"] == "is missing"


def _of(model: type[BaseModel]) -> list[Path]:
    return [path for path in _EXAMPLES if path.stem.startswith(f"{model.__name__}-v")]


def _read(name: str, wire: bytes) -> Any:
    """Through the door that the product reads it by."""
    if name == StoredTopic.__name__:
        return plain(read_topic(wire).model_dump())
    if name == StoredFacts.__name__:
        return {"facts": plain(read_facts(wire).model_dump())}
    if name == StoredStory.__name__:
        story = read_story(wire, lambda _: Facts())
        if json.loads(wire)["version"] == 1:
            return plain({one: getattr(story, one) for one in ("offset", "state", "previous")})
    return plain(decode(_BY_NAME[name], wire).model_dump())


def _missing(meant: Any, read: Any, place: str = "") -> list[str]:
    """Where something that was meant was not read."""
    if isinstance(meant, dict) and isinstance(read, dict):
        both = [(key, meant[key], read.get(key)) for key in meant if key not in _NOT_KEPT]
        return [one for key, left, right in both for one in _missing(left, right, f"{place}.{key}")]
    if isinstance(meant, list) and isinstance(read, list) and len(meant) == len(read):
        pairs = enumerate(zip(meant, read, strict=True))
        return [one for at, pair in pairs for one in _missing(*pair, f"{place}[{at}]")]
    return [] if meant == read else [f"{place}: {meant!r} is {read!r}"]
