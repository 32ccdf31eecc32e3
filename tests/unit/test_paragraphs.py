from __future__ import annotations

from agents.classify.paragraphs import paragraphs
from streams.records import ParagraphRole

FIRST = "Ash from Mount Orvel fell on the harbour on Tuesday, the observatory said."
SECOND = "The mayor asked people to stay indoors. Boats are kept ready for the old town."
THIRD = "Schools on the island stay closed until the wind has turned to the north."


def kept(body: str, headline: str = "") -> list[str]:
    """The paragraphs that are no furniture."""
    found = paragraphs(headline, body)
    return [each.text for each in found if each.role.counts]


def test_the_first_prose_is_the_lead_and_the_rest_the_body() -> None:
    """Roles follow from the order, whatever furniture stands before."""
    found = paragraphs("Ash on the harbour", f"Skip to content\n\n{FIRST}\n\n{SECOND}")
    assert [each.role for each in found] == [
        ParagraphRole.FURNITURE,
        ParagraphRole.LEAD,
        ParagraphRole.BODY,
    ]


def test_every_paragraph_stands_where_it_says() -> None:
    """Places are those of the body as it came, with its blanks and line ends."""
    body = f"  Menu | News\r\n\r\n\t{FIRST} \r\n{SECOND}\u2028{THIRD}\n"
    found = paragraphs("", body)
    assert [body[each.start : each.end] for each in found] == [each.text for each in found]
    assert kept(body) == [FIRST, SECOND, THIRD]


def test_labels_captions_and_menus_are_furniture() -> None:
    """What is written without a final mark is no prose."""
    body = (
        "Home » World » Islands\n"
        "By Our Reporter\n"
        f"{FIRST}\n"
        "The harbour of Orvel under ash on Tuesday. (Anna Lie/Island Pictures)\n"
        "Share | Print | Comment\n"
        "Source:\n"
        f"{SECOND}"
    )
    assert kept(body) == [FIRST, SECOND]


def test_a_headline_repeated_in_the_body_is_furniture() -> None:
    """Pages print their headline again, with or without a dot."""
    assert kept(f"Ash falls on Orvel.\n{FIRST}", "Ash falls on Orvel") == [FIRST]


def test_a_list_of_other_stories_at_the_end_is_furniture() -> None:
    """Teasers go with the headings that they hang on, also those that end with a full stop."""
    body = (
        f"{FIRST}\n"
        f"{SECOND}\n"
        "More news\n"
        "Bank of the islands merges\n"
        "The boards of two banks have agreed on a merger, which customers will not...\n"
        "10:35\n"
        "A ferry has run aground. Nobody was hurt.\n"
        "MORE\n"
        "Enter your email\n"
        "Subscribe"
    )
    assert kept(body) == [FIRST, SECOND]


def test_a_heading_within_the_article_takes_no_prose_with_it() -> None:
    """A sub-heading is furniture itself; what follows it is not."""
    assert kept(f"{FIRST}\nWhat is known so far\n{SECOND}\n{THIRD}") == [FIRST, SECOND, THIRD]


def test_a_text_without_final_marks_is_judged_by_length() -> None:
    """Where nobody sets full stops, long lines are the prose."""
    first = FIRST.rstrip(".")
    assert kept(f"Menu\n{first}\n{SECOND.replace('.', '')}") == [first, SECOND.replace(".", "")]


def test_lines_of_wrapped_prose_are_one_paragraph() -> None:
    """A body wrapped at a fixed width is read as it was written."""
    wrapped = FIRST.replace(" on Tuesday", "\non Tuesday")
    assert kept(f"{wrapped}\n\n{SECOND}") == [wrapped, SECOND]


def test_korean_and_ukrainian_pages_are_read_by_the_same_rules() -> None:
    """Structure needs no words of a language."""
    korean = "오르벨 화산이 27일 새벽 다시 분화했다고 관측소가 밝혔다."
    ukrainian = "Вулкан Орвел уночі знову викинув попіл, повідомила обсерваторія."
    assert kept(f"많이 본 뉴스\n{korean}\nⓒ 무단전재 금지") == [korean]
    assert kept(f"Читайте також:\n{ukrainian}\nТеги: вулкан, попіл") == [ukrainian]


def test_an_empty_body_has_no_paragraphs() -> None:
    """Nothing comes of nothing."""
    assert paragraphs("Ash", " \n\n ") == ()


def test_a_message_of_one_line_is_an_article() -> None:
    """Without a headline and anything else, a label is all that it says."""
    line = "Ash from Mount Orvel falls on the harbour"
    assert kept(line) == [line]
    assert kept(line, "Ash falls on Orvel") == []
    assert kept("Subscribe | Print") == []
