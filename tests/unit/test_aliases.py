from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.classify.compile_terms import compile_term, terms_of
from agents.classify.gate import Gate
from agents.classify.terms import Forms
from agents.text.aliases import Aliases
from agents.topics.aliases import load_aliases
from agents.topics.definitions import Topic, TopicSet, load_topics
from streams.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

FILE = """
- names:
    en: [Zelensky, Zelenskyy]
    uk: [Зеленський]
    ko: [젤렌스키]
- names:
    en: [Orvel Union, OU]
    uk: [Орвельський союз]
    de: [Union der Orvel]
"""
TOPICS = """
- id: t
  name: T
  terms:
    en: [Zelensky visit, Orvel Union ash]
    uk: [Зеленський]
"""


@pytest.fixture(scope="module")
def topics(tmp_path_factory: pytest.TempPathFactory) -> TopicSet:
    """Topics of a file with the names of another one."""
    folder = tmp_path_factory.mktemp("aliases")
    (folder / "topics.yaml").write_text(TOPICS, encoding="utf-8")
    (folder / "aliases.yaml").write_text(FILE, encoding="utf-8")
    return load_topics(folder / "topics.yaml", folder / "aliases.yaml")


def found(term: str, language: str, text: str, aliases: Aliases) -> str | None:
    """The words of a text that stand for the first word of a term."""
    token = Forms.of(text).first(compile_term(term, language, aliases).words[0])
    return text[token[1] : token[2]] if token else None


@pytest.mark.parametrize(
    ("term", "language", "text", "name"),
    [
        ("Zelensky", "en", "до Зеленського прибув", "Зеленського"),
        ("Zelensky", "en", "Zelenskyy said", "Zelenskyy"),
        ("Zelensky", "en", "젤렌스키는 말했다", "젤렌스키는"),
        ("Зеленського", "uk", "with Zelensky", "Zelensky"),
        ("Orvel Union", "fr", "Орвельський союз", None),
        ("Orvel Union", "en", "Орвельського союзу", "Орвельського союзу"),
        ("OU", "en", "the Orvel Union votes", "Orvel Union"),
        ("Orvel Union", "en", "the OU votes", "OU"),
        ("Orvel Union", "en", "in der Union der Orvel", "Union der Orvel"),
        ("Union der Orvel", "de", "die Union der Orvel", "Union der Orvel"),
        ("Orvel Union", "en", "a union in Orvel", None),
        ("Orvel", "en", "the OU votes", None),
    ],
)
def test_a_name_is_found_by_the_others_of_its_group(
    topics: TopicSet, term: str, language: str, text: str, name: str | None
) -> None:
    """Inflected as each language does it, from a term in a language that the group names."""
    assert found(term, language, text, topics.aliases) == name


def test_a_name_of_two_words_is_one_word_of_a_term(topics: TopicSet) -> None:
    """'Union' alone is no half of the Orvel Union."""
    term = compile_term("Orvel Union ash", "en", topics.aliases)
    assert [word.text for word in term.words] == ["orvel union", "ash"]


SOME_WORDS = "Zelensky Зеленського 젤렌스키는 visit Orvel Union OU Орвельського союзу der ash"
PARAGRAPH = st.lists(st.sampled_from(SOME_WORDS.split()), max_size=7).map(" ".join)


@given(text=PARAGRAPH)
def test_the_gate_takes_what_the_names_of_a_paragraph_hold(topics: TopicSet, text: str) -> None:
    """Nothing that scoring would keep is dropped, and nothing else is let through."""
    gate, forms = Gate(topics), Forms.of(text)
    expected = [
        term
        for term in terms_of(topics.topics[0], topics.aliases)
        if sum(forms.first(word) is not None for word in term.words) >= term.fewest
    ]
    assert gate.look("", text).together().get("t", []) == expected


def test_mistakes_are_told_with_their_lines_and_all_at_once(tmp_path: Path) -> None:
    """Unknown keys, empty lists, and languages and names that are none are refused."""
    path = tmp_path / "aliases.yaml"
    mistakes = "- names:\n    en: [Orvel]\n  nmes: {}\n- names:\n    en: []\n"
    path.write_text(mistakes + "- names:\n    en: ['?']\n    the English: [Orvel]\n")
    with pytest.raises(ConfigError) as refused:
        load_aliases(path)
    assert all(f"line {line}: " in f"{refused.value}" for line in (3, 5, 7, 8)), refused.value


def test_names_that_decide_are_in_the_hash(topics: TopicSet) -> None:
    """Other names are other definitions; without any the hash is that of the topics alone."""
    topic = Topic.model_validate({"id": "t", "name": "T", "terms": {"en": ["volcano"]}})
    assert TopicSet((topic,)).hash == TopicSet((topic,), Aliases()).hash
    assert TopicSet((topic,)).hash != TopicSet((topic,), topics.aliases).hash
