from __future__ import annotations

from typing import TYPE_CHECKING

from agents.topics.suggest_aliases import suggest_aliases
from tests.builders import an_article

if TYPE_CHECKING:
    from streams.records import Article

TEXTS = {
    "en": ["On Monday Holt met the dockers.", "Talks with Holt and Lindqvar broke off in Norway."],
    "uk": [
        "У понеділок Гольт зустрівся з докерами.",
        "Перемовини з Гольтом і Ліндкваром у Норвегії.",
    ],
    "ko": ["월요일에 홀트 대표가 왔다.", "노조는 홀트를 만났다."],
}


def marked(*languages: str) -> list[Article]:
    """The articles of some languages."""
    return [
        an_article(id=f"{language}{number}", headline="", body=body, language=language)
        for language in languages
        for number, body in enumerate(TEXTS[language])
    ]


def test_short_names_that_sound_alike_are_one_name_in_all_languages() -> None:
    """As their articles write it most often; particles and endings fall off where they can."""
    (alias,) = suggest_aliases(marked("en", "uk", "ko"))
    assert alias.names["en"] == "Holt"
    assert alias.names["uk"] == "Гольт"
    assert alias.names["ko"].startswith("홀트")


def test_what_is_found_without_a_file_is_not_proposed() -> None:
    """Long names are known by their sounds, countries by CLDR."""
    texts = ("In Bern Lindqvar spoke of Norway.", "Then Lindqvar left Norway.")
    others = ("У Берні Ліндквар про Норвегію.", "Потім Ліндквар про Норвегію.")
    articles = [
        an_article(id=f"{language}{number}", headline="", body=body, language=language)
        for language, bodies in (("en", texts), ("uk", others))
        for number, body in enumerate(bodies)
    ]
    assert suggest_aliases(articles) == []


def test_a_name_of_one_article_is_not_proposed() -> None:
    """Two words may sound alike by chance."""
    assert suggest_aliases(marked("en")[:1] + marked("uk")) == []
