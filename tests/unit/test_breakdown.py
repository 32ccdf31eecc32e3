from __future__ import annotations

from wirewatch.breakdown import Breakdown, Mistake, MistakeType, Part, break_down
from wirewatch.decisions import Alert, ArticleDecision, TopicVerdict
from wirewatch.gold import GoldSet, Role, TrueDevelopment, Truth

_TROOPS = frozenset({"troops"})
_TRUTHS = (
    Truth(
        id="a1",
        topics=_TROOPS,
        role=Role.NEW,
        developments=("sent",),
        first_report_of=frozenset({"sent"}),
    ),
    Truth(
        id="a2",
        topics=_TROOPS,
        role=Role.NEW,
        developments=("denied",),
        first_report_of=frozenset({"denied"}),
    ),
    Truth(id="a3", topics=_TROOPS, role=Role.CORROBORATES, developments=("denied",)),
    Truth(id="a4", topics=_TROOPS, role=Role.RECAP, developments=("sent",)),
)
_GOLD = GoldSet(
    order=tuple(truth.id for truth in _TRUTHS),
    truths={truth.id: truth for truth in _TRUTHS},
    developments={
        "sent": TrueDevelopment(id="sent", topic="troops", kind="event"),
        "denied": TrueDevelopment(id="denied", topic="troops", kind="denial"),
    },
    languages={"a1": "en", "a2": "uk", "a3": "uk", "a4": None},
)


def decided(article: str, reason: str, rests_on: str | None = None) -> ArticleDecision:
    """A decision on one article; `brings-something` alerts."""
    verdict = TopicVerdict(topic="troops", reason=reason, rests_on=rests_on, score=1)
    alerts = (Alert(topic="troops"),) if reason == "brings-something" else ()
    return ArticleDecision(id=article, topics=("troops",), verdicts=(verdict,), alerts=alerts)


def broken_down(*decisions: ArticleDecision) -> Breakdown:
    """What becomes of decisions on the articles above."""
    return break_down(_GOLD, {decision.id: decision for decision in decisions})


def test_mistakes_are_named_in_stream_order_with_what_they_rest_on() -> None:
    """Missed at the first report, then told late; told again for nothing."""
    found = broken_down(
        decided("a1", "brings-something"),
        decided("a2", "recap", "a1"),
        decided("a3", "brings-something"),
        decided("a4", "brings-something"),
    )
    assert found.mistakes == (
        Mistake(MistakeType.MISSED, "a2", "troops", Role.NEW, "recap", "a1", "denied"),
        Mistake(
            MistakeType.LATE, "a3", "troops", Role.CORROBORATES, "brings-something", None, None
        ),
        Mistake(MistakeType.WRONG, "a4", "troops", Role.RECAP, "brings-something", None, None),
    )


def test_alerts_and_developments_are_counted_by_language_kind_and_role() -> None:
    """One without a language is counted as unknown; one without a decision has no verdict."""
    found = broken_down(
        decided("a1", "brings-something"),
        decided("a3", "corroborates"),
        decided("a4", "brings-something"),
    )
    assert found.by_language == {
        "en": Part(alerts=1, right=1, developments=1, found=1),
        "uk": Part(alerts=0, right=0, developments=1, found=0),
        "und": Part(alerts=1, right=0, developments=0, found=0),
    }
    assert found.found_by_kind == {
        "denial": Part(alerts=0, right=0, developments=1, found=0),
        "event": Part(alerts=0, right=0, developments=1, found=1),
    }
    assert found.verdicts_by_role == {
        Role.CORROBORATES: {"corroborates": 1},
        Role.NEW: {"brings-something": 1, "no-verdict": 1},
        Role.RECAP: {"brings-something": 1},
    }


def test_what_a_query_dropped_is_the_reason_of_what_was_missed() -> None:
    """Not every topic gets as far as a verdict."""
    dropped = ArticleDecision(id="a1", dropped={"troops": "vetoed"})
    missed = [each for each in broken_down(dropped).mistakes if each.article == "a1"]
    assert [each.reason for each in missed] == ["vetoed"]
