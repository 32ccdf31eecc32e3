"""Rolling state in a table: a crash between any two puts changes nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.track import rolling, rolling_puts
from agents.track.cache import StateCache
from agents.track.index import StoryEntry
from agents.track.state import Facts, KnownArticle, KnownClaim, RollingState, StoryState
from streams.errors import StateError
from streams.records import ArticleReference, Kind, Modality, Quote, Span, story_id
from streams.staging import PartitionState, Staging

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streams.staging import Change

TOPIC = "volcanoes"
A, B, C = (story_id(TOPIC, name) for name in "abc")
BEGIN = datetime(2024, 11, 1, tzinfo=UTC)

LONG = A + "0" * 32

#: A topic with one story of one article, byte for byte as the first release put it.
FIRST_RELEASE = {
    rolling.topic_key(TOPIC): (
        b'{"version":1,"offset":0,"state":{"schema_version":1,"now":"2024-11-01T00:00:00Z",'
        b'"stories":[{"id":"' + LONG.encode() + b'","last_at":"2024-11-01T00:00:00Z","articles":1,'
        b'"developments":0}],"recent":["1a2b3c4d5e6f7081"],"figures":[],'
        b'"pruned":{"stories":0,"articles":0,"figures":0}},"dropped":[]}'
    ),
    rolling.story_key(TOPIC, LONG): (
        b'{"version":1,"offset":0,"state":{"schema_version":1,"id":"' + LONG.encode() + b'",'
        b'"articles":[{"reference":{"id":"0","content_hash":"","url":null,"headline":"",'
        b'"publisher":null,"language":null,"published_at":null,'
        b'"ingested_at":"2024-11-01T00:00:00Z"},"facts":{"shingles":"","shingle_count":0,'
        b'"stems":"","anchors":"","sentences":"","numbers":[7.0]}}]},"previous":null}'
    ),
}

#: A record names the stories it adds to and those it lets go.
Step = tuple[frozenset[str], frozenset[str]]


def step(state: RollingState, record: Step, offset: int) -> RollingState:
    """Adds an article to each story named first, and lets the other stories go."""
    touched, dropped = record
    at = BEGIN + timedelta(minutes=offset)
    reference = ArticleReference(id=str(offset), content_hash="", ingested_at=at)
    article = KnownArticle(reference=reference, facts=Facts(numbers=(offset,)))
    quote = Quote(text="Ash.", span=Span(start=0, end=4), article_id=str(offset), at=at)
    claim = KnownClaim(kind=Kind.EVENT, modality=Modality.OBSERVED, quote=quote, vector=b"ab")
    stories = {name: story for name, story in state.stories.items() if name not in dropped}
    for name in sorted(touched):
        known = stories.get(name, StoryState(id=name))
        stories[name] = StoryState(
            id=name, articles=(*known.articles, article)[-2:], claims=(*known.claims, claim)[-2:]
        )
    index = tuple(StoryEntry(id=name, last_at=at, articles=1) for name in stories)
    return RollingState(state.topic.model_copy(update={"now": at, "stories": index}), stories)


def changes_of(
    table: dict[bytes, bytes], records: Sequence[Step], first: int, cache: StateCache
) -> list[Change]:
    """What records from offset `first` on change, in its order."""
    staging = Staging()
    state = PartitionState(0, table.get, staging)
    view = rolling.TableView(state.get, state.stored, cache)
    for offset, record in enumerate(records, first):
        loaded = rolling.load(state.get, TOPIC, cache)
        assert not loaded.missing
        if offset <= loaded.offset:
            puts = rolling_puts.heal(loaded, TOPIC, view)
        else:
            change = rolling_puts.TopicChange(
                TOPIC, offset, loaded, step(loaded.state, record, offset)
            )
            puts = rolling_puts.save(change, view)
        for key, value in puts:
            state.put(key, value)
    return staging.in_order()


def apply_batch(
    table: dict[bytes, bytes], records: Sequence[Step], first: int, survivors: int | None
) -> StateCache:
    """Applies records from offset `first` on; the process dies after `survivors` puts."""
    cache = StateCache()
    put_into(table, changes_of(table, records, first, cache)[:survivors])
    return cache


def put_into(table: dict[bytes, bytes], changes: Sequence[Change]) -> None:
    """Changes a table."""
    for _, key, value in changes:
        if value is None:
            table.pop(key, None)
        else:
            table[key] = value


def view_of(table: dict[bytes, bytes]) -> rolling.TableView:
    """The table between two batches."""
    return rolling.TableView(table.get, table.get, StateCache())


def visible(table: dict[bytes, bytes]) -> RollingState:
    """The state as the next decision would see it."""
    return rolling.load(table.get, TOPIC, StateCache()).state


touched = st.frozensets(st.sampled_from([A, B, C]), min_size=1, max_size=2)
let_go = st.frozensets(st.sampled_from([A, B, C]), max_size=1)
records = st.lists(st.tuples(touched, let_go), min_size=2, max_size=8)


@given(records, st.data())
def test_a_crash_between_two_puts_and_a_replay_give_the_undisturbed_state(
    record_list: list[Step], data: st.DataObject
) -> None:
    """Wherever the batches end and wherever the process dies, how often it may be."""
    undisturbed: dict[bytes, bytes] = {}
    apply_batch(undisturbed, record_list, 0, None)

    table: dict[bytes, bytes] = {}
    done = 0
    while done < len(record_list):
        size = data.draw(st.integers(1, min(3, len(record_list) - done)), "batch")
        for survivors in data.draw(st.lists(st.integers(0, 4), min_size=1, max_size=2), "crashes"):
            apply_batch(table, record_list[done : done + size], done, survivors)
        apply_batch(table, record_list[done : done + size], done, None)
        # The offset is committed some time after: the next worker may read records again.
        done += data.draw(st.integers(0 if size > 1 else 1, size), "committed") or size

    assert visible(table) == visible(undisturbed)


@pytest.mark.parametrize("stored", [1, 2])
def test_what_a_crash_left_in_the_local_store_alone_reaches_the_changelog(stored: int) -> None:
    """The next worker has nothing but the changelog: what articles assert is not to be missing."""
    come: list[Step] = [(frozenset([A]), frozenset()), (frozenset([A]), frozenset())]
    store: dict[bytes, bytes] = {}
    apply_batch(store, come[:1], 0, None)
    changelog = dict(store)

    apply_batch(store, come[1:], 1, survivors=stored)
    put_into(changelog, changes_of(store, come[1:], 1, StateCache()))

    undisturbed: dict[bytes, bytes] = {}
    apply_batch(undisturbed, come, 0, None)
    assert visible(changelog) == visible(undisturbed)


def test_what_is_let_go_is_not_remembered() -> None:
    """A worker that runs for months keeps no more than a new one would read."""
    come = (frozenset({A, B}), frozenset[str]())
    cache = apply_batch({}, [come, (frozenset({C}), frozenset({A}))], 0, None)
    stories = {rolling.story_key(TOPIC, name) for name in (B, C)}
    assert cache.keys() == {rolling.topic_key(TOPIC), *stories}


def test_a_story_put_ahead_of_its_topic_is_read_as_it_was_before() -> None:
    """The crash fell between the two."""
    table: dict[bytes, bytes] = {}
    apply_batch(table, [(frozenset([A]), frozenset())], 0, None)
    before = visible(table)

    apply_batch(table, [(frozenset([A]), frozenset())], 1, survivors=1)

    assert visible(table) == before


def test_a_story_that_was_let_go_is_deleted() -> None:
    """State does not grow with history."""
    table: dict[bytes, bytes] = {}
    apply_batch(table, [(frozenset([A, B]), frozenset()), (frozenset(), frozenset([A]))], 0, None)

    assert not any(key.startswith(rolling.story_key(TOPIC, A)) for key in table)
    assert rolling.story_key(TOPIC, B) in table


@given(records)
def test_the_table_holds_nothing_that_no_version_names(record_list: list[Step]) -> None:
    """What is not visible any more is deleted with the batch after."""
    table: dict[bytes, bytes] = {}
    for offset, record in enumerate(record_list):
        apply_batch(table, [record], offset, None)
    stories = {rolling.story_key(TOPIC, story) for story in visible(table).stories}
    named = {name for key in stories for name in rolling_puts.named_facts(key, view_of(table))}
    assert set(table) <= named | stories | {rolling.topic_key(TOPIC)}
    assert all(len(story.articles) <= 2 for story in visible(table).stories.values())


def test_what_the_first_release_wrote_is_read_and_written_anew() -> None:
    """An update of a running house loses nothing."""
    table = dict(FIRST_RELEASE)
    before = visible(table)
    apply_batch(table, [(frozenset([A]), frozenset())], 1, None)
    assert visible(table).stories[A].articles[0] == before.stories[A].articles[0]
    assert b'"version":4' in table[rolling.story_key(TOPIC, A)]
    assert rolling.story_key(TOPIC, LONG) not in table
    assert visible(table).stories[A].articles[1].reference.id == "1"


def _as_version_3(raw: bytes) -> bytes:
    value = json.loads(raw)
    value["version"] = 3
    if "pruned" in value.get("state", {}):
        del value["state"]["offices"], value["state"]["pruned"]["offices"]
    return json.dumps(value, separators=(",", ":")).encode()


def test_what_the_release_before_wrote_is_read_and_written_anew() -> None:
    """Version 3 knew no offices; what an article touches is of version 4 from then on."""
    table: dict[bytes, bytes] = {}
    apply_batch(table, [(frozenset([A, B]), frozenset())], 0, None)
    now = visible(table)
    table = {key: _as_version_3(raw) for key, raw in table.items()}
    assert visible(table) == now

    apply_batch(table, [(frozenset([A]), frozenset())], 1, None)

    written = {key for key, raw in table.items() if b'"version":4' in raw}
    assert {rolling.topic_key(TOPIC), rolling.story_key(TOPIC, A)} <= written
    assert b'"version":3' in table[rolling.story_key(TOPIC, B)]
    assert len(visible(table).stories[A].articles) == 2


def test_what_a_newer_release_wrote_is_refused_by_name() -> None:
    """To go on as if nothing were known would alert a month of old news again."""
    table = {rolling.topic_key(TOPIC): b'{"version": 5}'}

    with pytest.raises(StateError, match="version 5, and this release reads up to 4"):
        rolling.load(table.get, TOPIC, StateCache())


def test_a_record_that_comes_again_puts_the_values_again() -> None:
    """The changelog may lack what the local store has."""
    table: dict[bytes, bytes] = {}
    record: Step = (frozenset([A, B]), frozenset())
    apply_batch(table, [record], 0, None)
    loaded = rolling.load(table.get, TOPIC, StateCache())

    healed = dict(rolling_puts.heal(loaded, TOPIC, view_of(table)))

    assert healed == table
    assert list(healed)[-1] == rolling.topic_key(TOPIC)


def test_state_that_can_not_be_read_is_no_fault_of_the_article() -> None:
    """Giving up articles for it would drain a topic into the dead letters."""
    table = {rolling.topic_key(TOPIC): b'{"version": 1, "of": "another release"}'}

    with pytest.raises(StateError, match="StoredTopic"):
        rolling.load(table.get, TOPIC, StateCache())


def test_a_topic_goes_on_without_a_story_that_the_table_lacks() -> None:
    """The story is forgotten, said for the log, and no longer listed."""
    table: dict[bytes, bytes] = {}
    apply_batch(table, [(frozenset([A, B]), frozenset())], 0, None)
    del table[rolling.story_key(TOPIC, A)]

    loaded = rolling.load(table.get, TOPIC, StateCache())

    assert loaded.missing == (A,)
    assert [entry.id for entry in loaded.state.topic.stories] == [B]
    assert set(loaded.state.stories) == {B}


def _cache_for_one_of(table: dict[bytes, bytes]) -> StateCache:
    """A cache that holds one of two stories of one size; five eighths of it are for stories."""
    size = len(table[rolling.story_key(TOPIC, A)])
    assert size == len(table[rolling.story_key(TOPIC, B)])
    return StateCache(limit_bytes=size * 3 // 2 * 8 // 5)


def test_stories_of_a_topic_do_not_push_each_other_out_of_the_cache() -> None:
    """Each article asks for all of them: where one does not fit, the others are still there."""
    table: dict[bytes, bytes] = {}
    apply_batch(table, [(frozenset([A, B]), frozenset())], 0, None)
    cache = _cache_for_one_of(table)
    first, second = (rolling.load(table.get, TOPIC, cache).state.stories for _ in range(2))
    kept, read_again = first
    assert first[kept] is second[kept]
    assert first[read_again] is not second[read_again]
    assert first == second


def test_what_nobody_asks_for_makes_room_in_the_cache() -> None:
    """The topics of a partition that went to another worker, for one."""
    table: dict[bytes, bytes] = {}
    apply_batch(table, [(frozenset([A, B]), frozenset())], 0, None)
    cache = _cache_for_one_of(table)
    kept, _ = rolling.load(table.get, TOPIC, cache).state.stories
    story = rolling.story_key(TOPIC, kept)
    other = {key.replace(TOPIC.encode(), b"other"): value for key, value in table.items()}
    key, raw = rolling.topic_key("other"), other[rolling.topic_key("other")]
    for articles in (1, 200):
        for _ in range(articles):
            cache.keep_topic(key, raw, cache.topic(key, raw))
        rolling.load(other.get, "other", cache)
        assert (story in cache.keys()) == (articles == 1)  # noqa: SIM118 - a method, no mapping


def test_the_cache_of_decoded_stories_is_bounded_in_bytes() -> None:
    """What was let go is decoded again."""
    table: dict[bytes, bytes] = {}
    apply_batch(table, [(frozenset([A, B]), frozenset())], 0, None)
    cache = StateCache(limit_bytes=1)

    assert rolling.load(table.get, TOPIC, cache).state == visible(table)
    assert rolling.load(table.get, TOPIC, cache).state == visible(table)
