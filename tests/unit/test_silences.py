from __future__ import annotations

from datetime import timedelta

import pytest

from alerts.labels import labels_of
from alerts.matchers import MatcherError, parse_matchers
from alerts.silences import Silence, SilenceState, silence_matchers, silenced_by
from tests.builders import NOON, a_development

_HOUR = timedelta(hours=1)
_LABELS = labels_of(a_development())


def _silence(matchers: str = "kind=figure", **overrides: object) -> Silence:
    fields: dict[str, object] = {
        "id": "s1",
        "matchers": parse_matchers(matchers),
        "starts_at": NOON,
        "ends_at": NOON + _HOUR,
        "author": "desk",
        "comment": "known",
    }
    return Silence(**(fields | overrides))  # type: ignore[arg-type]


def test_a_silence_holds_from_its_start_until_before_its_end() -> None:
    """And then for what fulfils all of its matchers."""
    silence = _silence()

    assert silenced_by([silence], _LABELS, NOON) == silence
    assert silenced_by([silence], _LABELS, NOON - timedelta(seconds=1)) is None
    assert silenced_by([silence], _LABELS, NOON + _HOUR) is None
    assert silenced_by([_silence("kind=figure, language=uk")], _LABELS, NOON) is None


def test_a_silence_can_be_ended_before_its_time() -> None:
    """One that had not begun never will; one that is over stays as it was."""
    middle = _silence().expired(NOON + _HOUR / 2)
    before = _silence().expired(NOON - _HOUR)
    after = _silence().expired(NOON + 2 * _HOUR)

    assert middle.ends_at == NOON + _HOUR / 2
    assert before.starts_at == before.ends_at == NOON - _HOUR
    assert after == _silence()
    assert middle.state(NOON + _HOUR / 2) is SilenceState.EXPIRED


@pytest.mark.parametrize(
    "texts",
    [
        [],
        ['topic=~".*"'],
        ["score>=0"],
        ['topic!="a"', "kind!=event"],
        ['topic=~".+"'],
        ['story!=""'],
        ['kind=~".+"'],
        ['kind=~"figure|event|claim|decision|denial|confirmation"'],
        ["update>=1"],
        ["score>=0.000001", "score<100"],
        ["origins>0"],
        ['topic=~".+"', 'topic!="a"'],
    ],
)
def test_a_silence_of_everything_is_refused(texts: list[str]) -> None:
    """At least one matcher has to ask for something, as in Alertmanager."""
    with pytest.raises(MatcherError, match="match everything"):
        silence_matchers(texts)


@pytest.mark.parametrize(
    "matcher",
    [
        'topic=~"[^a]+"',
        'topic=~".*troops.*"',
        "topic=a",
        "kind=figure",
        'kind=~"figure|event"',
        "change=corroborated",
        'publisher=~".+"',
        'iptc="medtop:20000053"',
        "score<0.8",
        "origins=1",
        "update>1",
    ],
)
def test_a_silence_that_asks_for_something_is_taken(matcher: str) -> None:
    """Though it may hold for most."""
    assert silence_matchers([matcher]) == parse_matchers(matcher)


def test_matchers_of_a_silence_come_one_by_one_or_together() -> None:
    """As somebody types them."""
    assert silence_matchers(["topic=a", "kind=event,language=uk"]) == parse_matchers(
        "topic=a,kind=event,language=uk"
    )


def test_a_matcher_that_is_too_long_as_it_is_kept_is_refused() -> None:
    """Its backslashes are doubled there, so it could be typed and not be read again."""
    publishers = "|".join(rf"site{number}\.example" for number in range(120))
    matcher = f'publisher=~"{publishers}"'

    assert len(matcher) < 2000 < len(str(parse_matchers(matcher)[0]))
    with pytest.raises(MatcherError, match="backslashes doubled, is longer than 2000"):
        silence_matchers([matcher])
