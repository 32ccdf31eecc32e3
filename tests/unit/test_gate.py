from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.classify.compile_terms import terms_of
from agents.classify.gate import Gate
from agents.classify.paragraphs import places_of
from agents.classify.terms import Forms, Term
from agents.text.aliases import Aliases
from agents.text.cldr_names import cldr_names
from agents.text.folding import fold
from agents.topics.definitions import Topic, TopicSet

TERMS = {
    "en": ("Orvel eruption", "harbour", "ash cloud warning", "Korvex Seoul", "Zelensky"),
    "uk": ("виверження вулкана", "гребля", "бій"),
    "ru": ("министр", "рынок пожар"),
    "de": ("Häuser", "Vulkan Asche"),
    "ko": ("화산", "정부 발표", "우메로프"),
    "ja": ("火山灰",),
}
TOPIC = Topic.model_validate({"id": "t", "name": "T", "terms": TERMS})
NAMES = Aliases(shipped=cldr_names())
GATE = Gate(TopicSet((TOPIC,), NAMES))
SOME_WORDS = """
Orvel Orvels Orvelshire eruption eruptions ash clouds warned warnings harbour harbours
виверження вулкан вулканом греблі гребель боїв бій біг министра министерство рынка рынок
пожары пожарный
Haus Häusern Vulkane asche
Korvex Корвексом 코르벡스는 Корвет Seoul Сеулі 서울 Зеленського Zelenskyy 젤렌스키가 Зеленоград
Umerov Umyerova Умєрову 화산이 화산재 정부는 정부군 발표를 火山灰が 桜島火山灰 火山
"""
WORDS = SOME_WORDS.split()
PARAGRAPHS = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)


def found_slowly(term: Term, headline: str, paragraph: str) -> bool:
    """Whether a paragraph and the headline hold enough of a term's words, asked word by word."""
    forms = Forms.of(paragraph), Forms.of(headline)
    return sum(any(each.first(word) for each in forms) for word in term.words) >= term.fewest


@given(
    headline=PARAGRAPHS, paragraphs=st.lists(PARAGRAPHS, max_size=3), mark=st.sampled_from(" .’-\n")
)
def test_the_gate_takes_what_the_words_of_the_paragraphs_hold(
    headline: str, paragraphs: list[str], mark: str
) -> None:
    """Nothing that scoring would keep is dropped, and nothing else is let through."""
    texts = [each.replace(" ", mark) for each in paragraphs]
    body = "\n".join(texts)
    read = [body[start:end] for start, end in places_of(body)]
    expected = [
        term
        for term in terms_of(TOPIC, NAMES)
        if any(found_slowly(term, headline, each) for each in (headline, *read))
    ]
    assert GATE.look(headline, body).together().get("t", []) == expected


@pytest.mark.parametrize(
    ("language", "term", "text"),
    [
        ("ar", "وزير", "قال وزير أمس"),
        ("ar", "بالقاهرة الانتخابات", "الانتخابات بالقاهرة"),
        ("id", "mengungsi", "warga mengungsi"),
        ("ga", "n-athair", "leis n-athair"),
        ("xx", "x", "a x b"),
    ],
)
def test_a_term_whose_stem_is_cut_at_the_front_is_found(
    language: str, term: str, text: str
) -> None:
    """Some stemmers leave nothing that its forms begin with; the word is sought as it stands."""
    topic = Topic.model_validate({"id": "t", "name": "T", "terms": {language: [term, f"{term} q"]}})
    gate = Gate(TopicSet((topic,)))
    for paragraph in (text, f"{text} 1 . q", "q", ""):
        found = gate.look("", paragraph).together()
        assert bool(found) == (text in paragraph)


def test_a_paragraph_that_does_not_count_holds_nothing() -> None:
    """Asked for some paragraphs, the gate leaves out what others hold."""
    sighting = GATE.look("Orvel", "An eruption.\nThe harbour.\nThe sky.")
    assert [term.text for term in sighting.together()["t"]] == ["Orvel eruption", "harbour"]
    assert [term.text for term in sighting.together([1, 2])["t"]] == ["harbour"]
    assert sighting.together([]) == {}


@given(PARAGRAPHS, PARAGRAPHS)
def test_what_a_gate_has_read_before_changes_nothing(before: str, text: str) -> None:
    """Words that are remembered are taken as they are when they are met first."""
    fresh = Gate(TopicSet((TOPIC,), NAMES))
    GATE.look(before, text)
    assert GATE.look("", text).together() == fresh.look("", text).together()


#: Letters and marks by which a text gets shorter or longer where it is folded.
SIGNS = "аб'’a\u00ad\u0301\u200bßｶﾞŉé. \n"


@given(st.text(SIGNS, max_size=30))
def test_words_stand_on_the_characters_of_the_text_as_it_came(body: str) -> None:
    """Also where signs within words were left out, or letters became several."""
    text = GATE.look("", body).text
    starts, ends = (places.tolist() for places in text.characters)
    found = [fold(f"\n{body}"[start:end]) for start, end in zip(starts, ends, strict=True)]
    assert found == [text.word(place) for place in range(len(text.words.starts))]
