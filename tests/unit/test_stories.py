from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from agents.topics.definitions import Topic
from agents.track import rolling
from agents.track.cache import StateCache
from agents.track.profiles import Profiles, profile_of
from agents.track.rolling import TableView
from agents.track.step import decide
from tests.news import MERGER, Stream

if TYPE_CHECKING:
    from streams.records import Verdict

SANCTIONS = Topic(id="sanctions", name="Sanctions", terms={"en": ("sanctions", "aid package")})

TWELFTH = (
    "The council in Larnvik adopted the twelfth package of sanctions against Ordelia on Monday. "
    "It bans the import of diamonds and lists the shipyards Havlink and Brandoy Marine.\n"
    "Commissioner Nils Rask said that the price of rough stones from Ordelia would fall."
)
THIRTEENTH = (
    "Ministers proposed a thirteenth package of sanctions against Ordelia in Ostervik on Friday. "
    "Kestrel Bank and nine makers of drones, among them Tirma and Volsk Aero, would be listed.\n"
    "Chancellor Karin Holm told reporters that chips reached the plants by way of Sundmark."
)
FIRST_425 = (
    "Ordelia gets an aid package of $425 million with howitzer shells and Falk missiles, the "
    "defence minister Tor Vang announced in Holmen. The first lorries leave the depot of Rensby."
)
SECOND_425 = (
    "A new aid package worth $425 million pays for generators and the repair of the power station "
    "of Lower Quay, the development bank Nordfond said. Engineers from Sundmark begin in October."
)
FLOOD_NORTH = (
    "The Fjordkasse branch in Larnvik was flooded when the dam of Ostervik burst. Mayor Anna Lie "
    "closed the harbour bridge, and boats of Havlink took 40 clerks from the roof."
)
FLOOD_SOUTH = (
    "Water from the reservoir reached the bank Fjordkasse at dawn. Rescuers of the coastguard "
    "carried staff out of a window, the police chief Tor Vang said in Brandoy."
)


# Reports in their own words on all that the two floods are a part of.
WHOLE = (
    "Forty clerks of Fjordkasse were saved in Larnvik: the coastguard and boats of Havlink took "
    "staff from the roof and out of a window when the reservoir dam of Ostervik burst at dawn.\n"
    "Police chief Tor Vang in Brandoy and Mayor Anna Lie of Larnvik praised the rescuers of the "
    "coastguard. Water from the reservoir flooded the bank Fjordkasse; the bridge is closed.\n"
    "How the dam of Ostervik burst is still not known. Fjordkasse thanked Havlink and the "
    "coastguard in Larnvik, and Tor Vang and Anna Lie saw the flooded branch and the reservoir.\n"
    "Anna Lie opened the harbour bridge of Larnvik again. Staff and clerks of the flooded bank "
    "Fjordkasse met Tor Vang and rescuers from Brandoy, Havlink and the coastguard of Ostervik.\n"
    "The roof of Fjordkasse in Larnvik is mended, Mayor Anna Lie said, and Havlink gave its boats "
    "to the coastguard of Brandoy. Police chief Tor Vang still asks why the dam burst at dawn.\n"
    "Tor Vang has named the engineers of the Ostervik dam. Staff carried out of a window of the "
    "Fjordkasse branch by the coastguard, and clerks whom Havlink saved, told police of the water."
).splitlines()


def stories(stream: Stream, *bodies: str) -> list[str | None]:
    """The stories that articles come to, an hour apart."""
    return [stream.read(body, id=f"a{number}").verdict.story for number, body in enumerate(bodies)]


@pytest.mark.parametrize(
    "pair", [(TWELFTH, THIRTEENTH), (FIRST_425, SECOND_425)], ids=["packages", "sums"]
)
def test_look_alike_events_stay_apart(pair: tuple[str, str]) -> None:
    """The same kind of thing, even of the same sum, with other names is another story."""
    first, second = stories(Stream(SANCTIONS), *pair)
    assert first != second


def test_a_piece_that_tells_of_both_does_not_make_look_alikes_one() -> None:
    """It comes to one of the two, and the other goes on by itself."""
    stream = Stream(SANCTIONS)
    first, second = stories(stream, TWELFTH, THIRTEENTH)
    both = stream.read(f"{TWELFTH.splitlines()[0]}\n{THIRTEENTH.splitlines()[0]}", id="both")
    assert both.verdict.story in {first, second}
    assert both.verdict.merged == ()
    assert set(stream.state.stories) == {first, second}


def test_a_story_survives_a_change_of_its_title() -> None:
    """The next report goes by what it says, not by its headline."""
    stream = Stream(SANCTIONS)
    opened = stream.read(TWELFTH, "Twelfth package adopted", id="a")
    update = (
        "The twelfth package against Ordelia, with its ban on diamonds, takes effect at midnight, "
        "Commissioner Nils Rask said in Larnvik. Havlink and Brandoy Marine will go to court over "
        "the sanctions."
    )
    later = stream.read(update, "Jewellers brace for a bitter winter", id="b", hours=30)
    assert later.verdict.story == opened.verdict.story


def test_stories_that_turn_out_to_be_one_are_merged() -> None:
    """The one that began first gives the name; the verdict says which became a part of it."""
    stream = Stream(MERGER)
    first, second = stories(stream, FLOOD_NORTH, FLOOD_SOUTH)
    assert first != second
    merging = _until_merged(stream)
    assert merging.story == first
    assert merging.merged == (second,)
    assert list(stream.state.stories) == [first]
    (entry,) = stream.state.topic.stories
    assert entry.articles == len(stream.state.stories[entry.id].articles)
    told = [each.reference.ingested_at for each in stream.state.stories[entry.id].articles]
    assert told == sorted(told)


def test_what_was_told_in_a_merged_story_is_still_known() -> None:
    """A copy of an article of the story that is gone names it, and comes to the whole."""
    stream = Stream(MERGER)
    stories(stream, FLOOD_NORTH, FLOOD_SOUTH)
    merged = _until_merged(stream)
    copied = stream.read(FLOOD_SOUTH, id="again").verdict
    assert copied.copy_of == "a1"
    assert copied.story == merged.story


def test_a_merge_is_stored_and_read_back_after_a_restart() -> None:
    """The table then holds the whole story, and nothing of the one that became a part of it."""
    stream, table = Stream(MERGER), dict[bytes, bytes]()
    texts = (FLOOD_NORTH, FLOOD_SOUTH, *WHOLE)
    first, second, *_ = (_put(table, stream, number, body) for number, body in enumerate(texts))
    assert first != second
    loaded = rolling.load(table.get, MERGER.id, StateCache())
    assert list(loaded.state.stories) == [first]
    known = {each.reference.id for each in loaded.state.stories[str(first)].articles}
    assert {"a0", "a1"} <= known
    assert not any(key.startswith(f"{MERGER.id}/{second}".encode()) for key in table)


def test_a_story_ages_out_by_the_time_of_its_articles() -> None:
    """After a month without a report what looks like its next one opens a story of its own."""
    stream = Stream(SANCTIONS)
    opened = stream.read(TWELFTH, id="a").verdict.story
    late = stream.read(TWELFTH.replace("on Monday", "again"), id="b", hours=24 * 31).verdict
    assert late.story != opened
    assert opened not in stream.state.stories


def _put(table: dict[bytes, bytes], stream: Stream, number: int, body: str) -> str | None:
    """Decides an article on a table, each time as a process that has just started."""
    stream.now += timedelta(hours=1)
    article = stream.classified(body, id=f"a{number}")
    at = article.article.ingested_at
    step = decide(article, number, at, TableView(table.get, table.get, StateCache()))
    for key, value in step.puts:
        if value is None:
            table.pop(key, None)
        else:
            table[key] = value
    return step.decision.verdict.story if step.decision else None


def _until_merged(stream: Stream) -> Verdict:
    """Reports that tell all of it come until the stories are one."""
    verdicts = (stream.read(body, id=f"b{number}").verdict for number, body in enumerate(WHOLE))
    return next(verdict for verdict in verdicts if verdict.merged)


def test_what_all_stories_have_in_common_brings_no_article_nearer() -> None:
    """Else one that took in two matters would look like any article, and take in ever more."""
    usual = range(10)
    told = [np.array([*usual, *range(100 + 10 * each, 110 + 10 * each)]) for each in range(40)]
    stories = [*(profile_of([each]) for each in told[2:]), profile_of(told[:2])]
    profiles = Profiles(stories, len(told))
    stranger = np.array([*usual, *range(900, 910)])
    assert profiles.near(stranger).max() < 0.1
    of_the_last = np.array([*usual, *range(100, 105), *range(905, 910)])
    assert profiles.near(of_the_last).argmax() == len(stories) - 1
    assert profiles.near(of_the_last).max() > 0.15
