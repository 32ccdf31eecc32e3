"""What the demo shows of an article: its alerts, or why there was none."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from rich.console import Console

from agents.classify.reasons import ClassifyReason
from streams.records import Reason
from tests.builders import a_development, a_verdict, an_article
from wirewatch.demo_picture import Picture
from wirewatch.demo_screen import Screen
from wirewatch.demo_watch import Result

if TYPE_CHECKING:
    from pathlib import Path


class _Shown:
    def __init__(self) -> None:
        self._out = io.StringIO()
        self.screen = Screen(Console(file=self._out, width=200))

    @property
    def text(self) -> str:
        return self._out.getvalue()


def _no_alert(**overrides: Any) -> Result:
    return Result("North Korean troops", a_verdict(development=None, **overrides), None)


def test_an_alert_stands_below_its_article_in_the_language_it_came_in() -> None:
    """With who published it and when it arrived."""
    shown = _Shown()
    article = an_article(headline="북한군 1만 2천 명", language="ko")
    shown.screen.decided(article, [Result("Troops", a_verdict(), a_development())])
    heading, known, *alert = shown.text.strip().splitlines()
    assert heading == "▸ 북한군 1만 2천 명"
    assert known.strip() == "27 Nov 2024 12:00 UTC · Example News · ko"
    assert "12,000 troops (was 11,000)" in "\n".join(alert)


def test_a_copy_names_what_it_copies_by_its_headline() -> None:
    """A person knows an article by its headline, not by its id."""
    shown = _Shown()
    shown.screen.decided(an_article(id="first", headline="Troops were sent"), [])
    copy = _no_alert(reason=Reason.DUPLICATE, copy_of="first")
    shown.screen.decided(an_article(id="second"), [copy])
    why = "North Korean troops: the same text as “Troops were sent” (Example News)"
    assert f"no alert · {why}" in shown.text


def test_every_verdict_without_an_alert_is_put_into_words() -> None:
    """A person is not shown the words of a closed list."""
    for reason in set(Reason) - {Reason.BRINGS_SOMETHING, Reason.REDELIVERY}:
        shown = _Shown()
        shown.screen.decided(an_article(), [_no_alert(reason=reason)])
        assert "no alert · North Korean troops: " in shown.text
        assert f": {reason.value}" not in shown.text


def test_what_classify_dropped_says_why() -> None:
    """A teaser among links is told from an article on something else."""
    shown = _Shown()
    shown.screen.off_topic(an_article(), ClassifyReason.NO_TERM_MATCHED)
    assert "no alert · about none of the topics" in shown.text
    shown.screen.off_topic(an_article(), ClassifyReason.FURNITURE_ONLY)
    assert "no alert · named only beside the article" in shown.text


def test_a_headline_can_neither_style_nor_steer_the_terminal() -> None:
    """Square brackets are rich's markup, and control characters move the cursor."""
    shown = _Shown()
    shown.screen.decided(an_article(headline="[red]Troops[/red]\x1b[2J were\nsent"), [])
    assert "▸ [red]Troops[/red][2J were sent" in shown.text
    assert "\x1b" not in shown.text


def test_a_command_to_copy_is_not_folded() -> None:
    """However narrow the terminal is."""
    out = io.StringIO()
    command = "WIREWATCH_KAFKA=127.0.0.1:9092 .venv/bin/wirewatch publish FILE"
    Screen(Console(file=out, width=40)).invitation(command)
    assert command in out.getvalue()


def test_the_summary_says_when_the_first_alert_came() -> None:
    """And nothing of it where none came."""
    shown = _Shown()
    shown.screen.summary(articles=12, alerts=5, first_alert=8.14, total=11.0)
    assert "12 articles, 5 alerts, the first 8.1 s after the start; done after 11.0 s" in shown.text
    shown.screen.summary(articles=1, alerts=0, first_alert=None, total=2.0)
    assert "1 articles, 0 alerts; done after 2.0 s" in shown.text


def test_the_picture_holds_what_was_printed_and_loads_nothing(tmp_path: Path) -> None:
    """A font from another host would tell that host who reads the README."""
    screen = Screen(Console(file=io.StringIO(), width=100))
    screen.decided(an_article(headline="Troops"), [Result("Troops", a_verdict(), a_development())])
    screen.save_picture(tmp_path / "demo.svg")
    picture = (tmp_path / "demo.svg").read_text("utf-8")
    assert "12,000" in picture
    assert "url(http" not in picture.replace('url("', "url(")
    assert "@font-face" not in picture


def test_the_picture_shows_each_outcome_once() -> None:
    """It is for those who only look: two articles of one kind tell no more than one."""
    picture = Picture()
    for outcomes, words in (({"new"}, "one"), ({"new"}, "two"), ({"new", "duplicate"}, "three")):
        picture.choose(outcomes)
        picture.add(words)

    svg = picture.svg()

    assert ("one" in svg, "two" in svg, "three" in svg) == (True, False, True)


def test_the_picture_gives_wide_characters_their_room() -> None:
    """Two cells for each Hangul syllable, or they would overlap."""
    picture = Picture()
    picture.add("화산 분화")

    assert 'textLength="109.8"' in picture.svg()
