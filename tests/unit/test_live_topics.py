from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from agents.classify.classifier import Classifier
from agents.classify.live_topics import LiveTopics
from agents.classify.tally import Tally
from agents.topics.definitions import Topic, TopicSet
from agents.topics.difference import difference
from streams.errors import ConfigError
from tests.builders import NOON, an_article

if TYPE_CHECKING:
    from pathlib import Path

ONE = "- id: troops\n  name: Troops\n  terms: {en: [troops]}\n"
TWO = f"{ONE}- id: seoul\n  name: Seoul\n  query: Seoul AND troops\n"
BROKEN = "- id: troops\n  nmae: Troops\n  query: troops~\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A topics file with one topic."""
    path = tmp_path / "topics.yaml"
    path.write_text(ONE, "utf-8")
    return path


def topics_of(live: LiveTopics) -> list[str]:
    """The topics that an article about both gets."""
    return [each.topic for each in live.classifier.classify(an_article(), NOON).articles]


def test_a_changed_file_comes_into_force_when_it_is_taken(file: Path) -> None:
    """Looking alone changes nothing, so that a batch has one set; the log says what changed."""
    live = LiveTopics(file, Classifier)
    file.write_text(TWO, "utf-8")
    with capture_logs() as logs:
        live.look()
        assert topics_of(live) == ["troops"]
        live.take()
        live.take()
    assert sorted(topics_of(live)) == ["seoul", "troops"]
    assert [each["event"].partition(";")[0] for each in logs] == [
        "topics changed",
        "topics in force",
    ]
    assert logs[0]["added"] == ("seoul",)


def test_a_file_put_in_its_place_is_noticed(file: Path, tmp_path: Path) -> None:
    """Editors and deployments write beside and rename; length and time may be those of before."""
    live = LiveTopics(file, Classifier)
    before = file.stat()
    other = tmp_path / "other.yaml"
    other.write_text(ONE.replace("id: troops", "id: twelve"), "utf-8")
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.rename(file)
    live.look()
    live.take()
    assert topics_of(live) == ["twelve"]


@pytest.mark.parametrize("broken", [BROKEN, "", "- [", None])
def test_a_broken_file_changes_nothing_and_is_told_in_full(file: Path, broken: str | None) -> None:
    """Each mistake with file and field, once, and then that the old topics stay."""
    live = LiveTopics(file, Classifier)
    if broken is None:
        file.unlink()
    else:
        file.write_text(broken, "utf-8")
    with capture_logs() as logs:
        live.look()
        live.take()
        live.look()
    assert topics_of(live) == ["troops"]
    *mistakes, last = logs
    assert {each["log_level"] for each in logs} == {"error"}
    assert last["mistakes"] == len(mistakes)
    assert all(each["file"] == str(file) and each["reason"] for each in mistakes)
    if broken == BROKEN:
        assert [each["field"] for each in mistakes] == [
            "line 2: nmae",
            "line 3: query: character 1",
        ]


def test_a_mended_file_is_taken_and_one_that_went_back_is_not(file: Path) -> None:
    """Also where a good version was read and not yet taken."""
    live = LiveTopics(file, Classifier)
    for text, topics in ((BROKEN, 1), (TWO, 2), (ONE, 1), (f"# a comment\n{ONE}", 1)):
        file.write_text(text, "utf-8")
        live.look()
        live.take()
        assert len(topics_of(live)) == topics
    file.write_text(TWO, "utf-8")
    live.look()
    file.write_text(BROKEN, "utf-8")
    live.look()
    live.take()
    assert len(topics_of(live)) == 1


def test_a_file_that_is_right_again_is_said_to_be_so(file: Path) -> None:
    """Once, also where it says what was in force all along."""
    live = LiveTopics(file, Classifier)
    file.write_text(BROKEN, "utf-8")
    live.look()
    file.write_text(ONE, "utf-8")
    with capture_logs() as logs:
        live.look()
        live.look(anyway=True)
    assert [each["event"] for each in logs] == ["topics are right again; those in force stay"]


def test_the_first_file_has_to_be_right(file: Path) -> None:
    """A worker does not start on topics that nobody can read."""
    file.write_text(BROKEN, "utf-8")
    with pytest.raises(ConfigError, match="did you mean name"):
        LiveTopics(file, Classifier)


def test_two_versions_are_told_apart_by_topic_and_field() -> None:
    """What was added, removed and changed; an order that differs is no difference."""

    def topic(name: str, **fields: object) -> Topic:
        return Topic.model_validate({"id": name, "name": name, "terms": {"en": ["x"]}} | fields)

    before = TopicSet((topic("a"), topic("b"), topic("c")))
    after = TopicSet((topic("d"), topic("c"), topic("b", threshold=0.7, enabled=False)))
    found = difference(before, after)
    assert (found.added, found.removed) == (("d",), ("a",))
    assert dict(found.changed) == {"b": ("threshold", "enabled")}
    assert difference(before, before).as_fields() == {}


def test_what_was_dropped_is_counted_by_topic_and_reason() -> None:
    """One line with the counts since the last one, and none where nothing came."""
    tally = Tally()
    topic = Topic.model_validate(
        {"id": "troops", "name": "T", "terms": {"en": ["troops"]}, "none": ["Korea"]}
    )
    classifier = Classifier(TopicSet((topic,)))
    for body in ("Troops marched in Korea.", "Troops marched.", "Nothing.", "Korea, troops."):
        tally.count(classifier.classify(an_article(headline="", body=body), NOON))
    with capture_logs() as logs:
        tally.tell()
        tally.tell()
    assert logs == [
        {
            "event": "articles classified",
            "log_level": "info",
            "matched": 1,
            "no-term-matched": 1,
            "vetoed": 2,
            "dropped": {"troops: vetoed": 2},
        }
    ]


def test_a_changed_file_of_names_comes_into_force_too(file: Path, tmp_path: Path) -> None:
    """Names that stand for each other are read anew with the topics; a broken file is refused."""
    aliases = tmp_path / "aliases.yaml"
    aliases.write_text("- names: {en: [Nordia]}\n", "utf-8")
    file.write_text(ONE.replace("[troops]", "[Orvel]"), "utf-8")
    live = LiveTopics(file, Classifier, aliases)
    assert topics_of(live) == []
    aliases.write_text("- names:\n    en: [Orvel, troops]\n", "utf-8")
    with capture_logs() as logs:
        live.look()
        live.take()
    assert topics_of(live) == ["troops"]
    assert logs[0]["aliases"] is True
    aliases.write_text("- nmes: {}\n", "utf-8")
    live.look()
    live.take()
    assert topics_of(live) == ["troops"]
