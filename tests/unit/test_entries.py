from __future__ import annotations

from agents.classify.paragraphs import paragraphs
from agents.classify.reading import read_page

NEWEST = "17:40 Ash has reached the harbour of Larnvik, and the ferry to Brandoy stays in port."
MORE = "The operator hopes that it can sail again in the morning, when the wind turns to the west."
MIDDLE = "16:05 The school in Ostervik sends its pupils home, two hours before the end of lessons."
OLDEST = "09:30 A column of ash stands over the mountain, and people are asked to stay indoors."
SUMMARY = "Mount Orvel has been erupting since the morning, and it is the first time since 1971."


def entries(*lines: str) -> list[int | None]:
    """The entries of a page's paragraphs."""
    return [each.entry for each in paragraphs("Orvel erupts", "\n".join(lines))]


def test_entries_of_a_live_page_begin_with_the_time() -> None:
    """What follows an entry belongs to it; the summary above them belongs to none."""
    page = (SUMMARY, NEWEST, MORE, MIDDLE, OLDEST)
    assert entries(*page) == [None, 1, 1, 2, 3]


def test_the_newest_entry_is_the_first_wherever_it_stands() -> None:
    """Some pages put it on top, some at the end."""
    assert entries(OLDEST, MIDDLE, NEWEST, MORE) == [3, 2, 1, 1]


def test_a_page_that_runs_past_midnight_keeps_its_order() -> None:
    """The clock jumps once; the rest of the page tells which end is the newest."""
    night = "00:10 The wind has turned, and the ash now drifts out to the open sea, the mayor says."
    assert entries(night, NEWEST, MIDDLE, OLDEST) == [1, 2, 3, 4]


def test_a_time_on_a_line_of_its_own_heads_its_entry() -> None:
    """Scrapers put it above the entry's text."""
    page = ("17:40", NEWEST[6:], "16:05", MIDDLE[6:], "09:30", OLDEST[6:])
    assert entries(*page) == [None, 1, None, 2, None, 3]


def test_a_digest_is_divided_by_its_numbers_or_bullets() -> None:
    """Each item is an entry, in the order of the page."""
    items = [NEWEST[6:], MIDDLE[6:], OLDEST[6:]]
    assert entries(SUMMARY, *(f"{n}. {each}" for n, each in enumerate(items, 1))) == [None, 1, 2, 3]
    assert entries(*(f"• {each}" for each in items)) == [1, 2, 3]


def test_a_digest_is_divided_by_labels_of_which_none_comes_twice() -> None:
    """An interview's labels come again and again: it is one text."""
    items = [NEWEST[6:], MIDDLE[6:], OLDEST[6:], MORE]
    digest = [
        f"{n}: {each}" for n, each in zip(["Sea", "School", "Sky", "Wind"], items, strict=True)
    ]
    talk = [f"{n}: {each}" for n, each in zip(["Post", "Lie", "Post", "Lie"], items, strict=True)]
    assert entries(*digest) == [1, 2, 3, 4]
    assert entries(*talk) == [None] * 4


def test_an_article_has_no_entries() -> None:
    """Two times of day in a report divide nothing, nor does a number at a beginning."""
    report = (SUMMARY, NEWEST, OLDEST, "3. May was the day when it last erupted, the mayor said.")
    assert entries(*report) == [None] * 4


def test_sentences_carry_their_entry() -> None:
    """So that what is decided on an article can look at the newest entry first."""
    page = read_page("Orvel erupts", paragraphs("Orvel erupts", f"{OLDEST}\n{MIDDLE}\n{NEWEST}"))
    assert [each.entry for each in page.sentences("en")] == [None, 3, 2, 1]
