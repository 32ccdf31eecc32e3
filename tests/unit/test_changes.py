"""What an alert quotes."""

from __future__ import annotations

from tests.news import Stream


def test_a_number_of_the_headline_is_quoted_from_the_sentence_that_says_what_it_counts() -> None:
    """A headline has room for the number, not for what was counted."""
    stream = Stream()
    body = (
        "Governor Nils Rask called the Orvel eruption the worst in a century.\n"
        "Schools stay closed in the whole district until the wind turns.\n"
        "Because of the Orvel eruption 4,200 residents of Ostervik were brought to Brandoy."
    )

    development = stream.read(body, "Orvel eruption: 4,200 brought away").development

    assert development is not None
    figures = [(change.quote.text, change.figures) for change in development.changes][1:]
    ((quote, (figure,)),) = figures
    assert quote.startswith("Because of the Orvel eruption 4,200 residents")
    assert (figure.value, figure.unit) == (4200, "residents")
