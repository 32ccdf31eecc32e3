from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from agents.topics.definitions import Topic, TopicSet, load_topics
from agents.topics.schema import topics_schema
from streams.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

TOPICS = """\
- id: volcano
  name: The eruption of Mount Orvel
  description: Ash, lava, evacuations.
  includes:
    - Ash closes the airport.
  excludes:
    - A film about volcanoes opens.
  terms:
    en: [Orvel eruption, "Orvel volcano"]
    no: [Orvel utbrudd]
- id: merger
  name: Nordbank takes over Fjordkasse
  terms: {en: [Nordbank merger]}
  threshold: 0.8
"""


FUZZY = "fuzzy words are not supported; inflected forms are found anyway, and * widens"


def load(folder: Path, text: str) -> TopicSet:
    """Reads topics from a file with the text given."""
    path = folder / "topics.yaml"
    path.write_text(text, "utf-8")
    return load_topics(path)


def refusal(folder: Path, text: str) -> ConfigError:
    """The error that such a file gives."""
    with pytest.raises(ConfigError) as refused:
        load(folder, text)
    return refused.value


def test_topics_are_read_in_their_order(tmp_path: Path) -> None:
    """A good file gives its topics, with a threshold where none is written."""
    topics = load(tmp_path, TOPICS)
    assert [topic.id for topic in topics.topics] == ["volcano", "merger"]
    assert topics.by_id["volcano"].terms["en"] == ("Orvel eruption", "Orvel volcano")
    assert topics.by_id["merger"].threshold == 0.8
    assert 0 < topics.by_id["volcano"].threshold < 1


def test_a_norwegian_term_is_norwegian(tmp_path: Path) -> None:
    """YAML's habit of reading `no` as false does not cost a language."""
    assert load(tmp_path, TOPICS).by_id["volcano"].terms["no"] == ("Orvel utbrudd",)


def test_the_hash_tells_definitions_apart_and_not_layouts(tmp_path: Path) -> None:
    """Comments and blanks keep the hash, a changed term gives another."""
    first = load(tmp_path, TOPICS).hash
    assert load(tmp_path, "# a comment\n\n" + TOPICS).hash == first
    assert load(tmp_path, TOPICS.replace("Orvel utbrudd", "Orvel aske")).hash != first


def test_a_misspelt_key_is_named_with_its_line_and_the_right_one(tmp_path: Path) -> None:
    """A wrong key is refused, not ignored, and the error says what was meant."""
    error = refusal(tmp_path, TOPICS.replace("includes:", "inclueds:"))
    assert error.source.endswith("topics.yaml")
    assert error.field == "line 5: inclueds"
    assert "did you mean includes?" in error.reason


@pytest.mark.parametrize(
    ("text", "field", "reason"),
    [
        ("", "", "empty"),
        ("id: volcano", "line 1", "list of topics"),
        ("- volcano", "line 1", "mapping"),
        ("- id: a\n  name: A\n", "line 1: terms", "needs terms"),
        ("- id: a\n  name: A\n  terms: {}\n", "line 3: terms", "needs terms"),
        ("- id: a\n  name: A\n  terms:\n    en: []\n", "line 4: terms.en", "empty"),
        ("- id: a\n  name: A\n  terms:\n    en: lava\n", "line 4: terms.en", "a list"),
        ("- id: a\n  name: A\n  terms: {en: [lava, '!!']}\n", "line 3: terms.en.1", "a letter"),
        ("- id: a\n  name: A\n  terms: {en: [x]}\n  terms: {en: [y]}\n", "line 4", "twice"),
        ("- id: a/b\n  name: A\n  terms: {en: [x]}\n", "line 1: id", "letters"),
        ("- [unclosed", "line 2", "not YAML"),
        ("- &a [x]\n- *a\n", "line 2", "aliases"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, field: str, reason: str) -> None:
    """Each kind of mistake names its line, its field and its cause."""
    error = refusal(tmp_path, text)
    assert error.field == field
    assert reason in error.reason


def test_two_topics_with_one_id_are_refused(tmp_path: Path) -> None:
    """An id is a Kafka key and stands for one topic only."""
    error = refusal(tmp_path, TOPICS.replace("id: merger", "id: volcano"))
    assert error.field == "line 11: id"


@pytest.mark.parametrize("text", ["[" * 1_000_000, "- {" * 100_000, "#" * 3_000_000])
def test_a_hostile_file_is_refused_at_once(tmp_path: Path, text: str) -> None:
    """Nesting and size can't hang or kill the reader."""
    assert refusal(tmp_path, text)


def test_a_file_that_is_not_there_or_not_text_is_named(tmp_path: Path) -> None:
    """Faults of the file itself are told like those of its content."""
    with pytest.raises(ConfigError, match="can't read"):
        load_topics(tmp_path / "none.yaml")
    (tmp_path / "topics.yaml").write_bytes(b"- id: \xff")
    with pytest.raises(ConfigError, match="not UTF-8: byte 6"):
        load_topics(tmp_path / "topics.yaml")


def test_a_topic_may_have_a_query_alone(tmp_path: Path) -> None:
    """Terms are not needed where a query, or must, or any, seeks words."""
    for field in ("query: orvel AND NOT film", "must: [Mount Orvel]", "any: [orvel, ash*]"):
        assert load(tmp_path, f"- id: a\n  name: A\n  {field}\n").topics[0].condition


@pytest.mark.parametrize(
    "field",
    ["query: NOT film", "query: language:uk", "none: [film]", "query: orvel OR publisher:x"],
)
def test_a_topic_that_seeks_no_word_is_refused(tmp_path: Path, field: str) -> None:
    """Each alternative of a query that stands alone has to name a word that must be there."""
    assert "seeks a word" in refusal(tmp_path, f"- id: a\n  name: A\n  {field}\n").reason
    assert load(tmp_path, f"- id: a\n  name: A\n  terms: {{en: [x]}}\n  {field}\n")


def test_a_fault_in_a_query_is_told_with_its_line_and_character(tmp_path: Path) -> None:
    """Also in a query of several lines."""
    one = refusal(tmp_path, "- id: a\n  name: A\n  query: ash AND lava~2\n")
    assert one.field == "line 3: query: character 9"
    block = "- id: a\n  name: A\n  query: |\n    ash AND\n    (lava^2 OR x)\n"
    assert refusal(tmp_path, block).field == "line 5: query: character 2"


def test_all_mistakes_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    """Each with its file, line, field and cause, in the order of the file."""
    text = """\
- id: a
  nmae: A
  terms: {en: [lava], EN: [ash]}
  query: ash~ OR lava^2
- not a mapping
- id: b
  name: B
  terms: {en: [x]}
  publishers: {inclde: [post]}
  iptc: [disaster]
  threshold: high
- id: b
  name: B again
  must: ["!!"]
- id: c
  id: c
"""
    error = refusal(tmp_path, text)
    told = str(error).replace(f"{tmp_path / 'topics.yaml'}: ", "").splitlines()
    assert told == [
        "line 2: nmae: no such key; did you mean name?",
        "line 3: terms.EN.[key]: must be a language: en, uk, zh-Hant; did you mean en?",
        f"line 4: query: character 1: {FUZZY}",
        "line 4: query: character 9: boosts are not supported: a clause holds or does not",
        "line 5: a topic is a mapping of id, name, terms, …",
        "line 9: publishers.inclde: no such key; did you mean include?",
        "line 10: iptc.0: must be a Media Topic: medtop: and eight digits",
        "line 11: threshold: must be a number",
        "line 14: must.0: must hold a letter or a digit",
        "line 16: 'id' stands twice",
    ]
    assert len(error.others) == len(told) - 1


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("languages: {include: [english]}", "languages.include.0: {}; did you mean en?"),
        ("languages: {exclude: [en_GB]}", "languages.exclude.0: {}; did you mean en-GB?"),
        ("languages: {include: ['*']}", "languages.include.0: {}"),
        ("terms: {German: [x]}", "terms.German.[key]: {}; did you mean de?"),
    ],
)
def test_a_language_is_told_by_its_code(tmp_path: Path, field: str, said: str) -> None:
    """Its name would be the language of no article."""
    text = f"- id: a\n  name: A\n  query: lava\n  {field}\n"
    wanted = said.format("must be a language: en, uk, zh-Hant")
    assert str(refusal(tmp_path, text)).endswith(f"line 4: {wanted}")


def test_codes_of_languages_are_taken_in_any_case(tmp_path: Path) -> None:
    """And without the blanks around them."""
    text = "- id: a\n  name: A\n  query: lava\n  languages: {include: [EN, ' zh-Hant ']}\n"
    assert load(tmp_path, text).topics[0].languages.include == ("en", "zh-hant")


def test_very_many_mistakes_are_cut_short(tmp_path: Path) -> None:
    """Who made hundreds sees that there are more, and not all of them."""
    assert str(refusal(tmp_path, "- x\n" * 200)).endswith("and 150 more")


def test_media_topics_are_told_in_one_form(tmp_path: Path) -> None:
    """With or without the scheme."""
    text = "- id: a\n  name: A\n  terms: {en: [x]}\n  iptc: ['20000065', medtop:20000139]\n"
    assert load(tmp_path, text).topics[0].iptc == ("medtop:20000065", "medtop:20000139")


def test_the_schema_takes_every_field_and_no_other() -> None:
    """Editors complete by it; a pattern of theirs would refuse words of other scripts."""
    schema = topics_schema()
    topic = schema["$defs"]["Topic"]
    assert set(topic["properties"]) == set(Topic.model_fields)
    assert topic["additionalProperties"] is False
    assert r"\\w" not in json.dumps(schema).lower()
