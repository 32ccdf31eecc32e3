"""What a batch changes, and the order in which it is written."""

from __future__ import annotations

from streams.staging import PartitionState, Staging


def state_of(table: dict[bytes, bytes], partition: int = 0) -> PartitionState:
    """The table as a partition's records see it."""
    return PartitionState(partition, table.get, Staging())


def test_a_record_sees_what_an_earlier_one_of_its_batch_has_changed() -> None:
    """And the stored value stays readable beside it."""
    state = state_of({b"a": b"old"})
    state.put(b"a", b"new")

    assert (state.get(b"a"), state.stored(b"a")) == (b"new", b"old")


def test_a_staged_deletion_reads_as_missing() -> None:
    """Not as the value that is still stored."""
    state = state_of({b"a": b"old"})
    state.put(b"a", None)

    assert state.get(b"a") is None


def test_partitions_do_not_see_each_other() -> None:
    """The same key may stand in two of them."""
    staging = Staging()
    one, two = (PartitionState(n, dict[bytes, bytes]().get, staging) for n in (1, 2))
    one.put(b"a", b"1")

    assert (one.get(b"a"), two.get(b"a")) == (b"1", None)


def test_values_come_before_deletions_and_markers_last() -> None:
    """A key that is put again moves behind what it refers to."""
    state = state_of({})
    state.advance_marker(7)
    state.put(b"topic", b"1")
    state.put(b"topic/old", None)
    state.put(b"topic/story", b"1")
    state.put(b"topic", b"2")

    assert state.staging.in_order() == [
        (0, b"topic/story", b"1"),
        (0, b"topic", b"2"),
        (0, b"topic/old", None),
        (0, b"#0", b"7"),
    ]


def test_the_marker_never_goes_back() -> None:
    """A redelivered record does not undo what is known to be done."""
    state = state_of({b"#3": b"9"}, partition=3)
    state.advance_marker(4)

    assert state.marker == 9
