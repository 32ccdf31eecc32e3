"""An article goes in, an alert comes out: once, whatever is restarted, killed or removed."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING

from tests.compose.articles import close_article, demo_articles, next_articles
from tests.compose.shape_checks import require
from tests.compose.stack import CheckFailed

if TYPE_CHECKING:
    from tests.compose.journey import Journey
    from tests.compose.stack import Stack


def articles_become_alerts(journey: Journey) -> None:
    """Articles published on this machine alert as a replay of them does, and are printed."""
    journey.publish_from_here(demo_articles())
    ledger = journey.await_alerts()
    require(ledger.alerts, "the demo's articles make no alert")
    require_printed(journey.stack, len(ledger.alerts))


def a_restarted_track_goes_on(journey: Journey) -> None:
    """After a restart nothing is alerted again, and a new article is."""
    journey.stack.compose("restart", "track")
    journey.publish_from_inside([*demo_articles(), *next_articles(1)])
    require_printed(journey.stack, len(journey.await_alerts().alerts))


def recreated_workers_go_on(journey: Journey) -> None:
    """The same with new containers, as an update brings them, before Kafka misses the old ones."""
    journey.stack.compose(
        "up", "--no-build", "--no-deps", "--force-recreate", "-d", "classify", "track"
    )
    journey.publish_from_here([*demo_articles(), *next_articles(2)])
    require_printed(journey.stack, len(journey.await_alerts().alerts))


def a_killed_track_goes_on(journey: Journey) -> None:
    """The same after kill -9 with articles under way; Docker starts the container again."""
    stack = journey.stack
    journey.publish_from_here([*demo_articles(), *next_articles(3)])
    kill(stack, "track")
    stack.wait_until("track is started again", lambda: stack.inspect("track")["RestartCount"] > 0)
    require_printed(stack, len(journey.await_alerts().alerts))
    stack.wait_until("track is healthy", lambda: stack.health("track") == "healthy")


def a_killed_kafka_loses_nothing(journey: Journey) -> None:
    """Kafka comes back after kill -9 with its records, and the workers find it again."""
    stack = journey.stack
    kill(stack, "kafka")
    stack.wait_until("kafka is started again", lambda: stack.inspect("kafka")["RestartCount"] > 0)
    stack.wait_until("kafka is healthy", lambda: stack.health("kafka") == "healthy")
    journey.publish_from_here([*demo_articles(), *next_articles(4)])
    require_printed(stack, len(journey.await_alerts().alerts))


def a_removed_stack_keeps_its_state(journey: Journey) -> None:
    """`down` and `up` leave Kafka's data, the rolling state and the ledger where they were."""
    before = len(journey.stack.ledger().alerts)
    journey.stack.compose("down")
    journey.stack.start()
    journey.publish_from_here([*demo_articles(), *next_articles(5)])
    # The logs went with the containers: what is printed now is new.
    require_printed(journey.stack, len(journey.await_alerts().alerts) - before)


def a_reader_that_never_answers_changes_nothing(journey: Journey) -> None:
    """With its profile a fourth worker runs and asks; whom it can't reach alters no verdict."""
    stack = journey.stack
    stack.environment |= {
        "COMPOSE_PROFILES": "reader",
        "WIREWATCH_ALLOWED_NETWORKS": "127.0.0.0/8",
        "WIREWATCH_READER_URL": "https://127.0.0.1:9/v1",
        "WIREWATCH_READER_MODEL": "none",
        "WIREWATCH_READER_BAND": "5",  # every verdict that has a score is a close one
    }
    before = len(stack.ledger().alerts)
    stack.start()  # all workers anew, as their settings are others
    require(stack.health("reader") == "healthy", "the reader is not healthy")
    journey.publish_from_here([*demo_articles(), close_article(6), *next_articles(6)])
    require_printed(stack, len(journey.await_alerts().alerts) - before)
    stack.wait_until("the reader has asked", lambda: "unreachable" in _readings(stack))


def _readings(stack: Stack) -> set[str]:
    """How asking ended, of all that was asked."""
    lines = stack.run_in("reader", "wirewatch", "readings").splitlines()
    return {json.loads(line)["reason"] for line in lines}


def kill(stack: Stack, service: str) -> None:
    """Ends all processes of a container but its init, which then ends too."""
    # The shell that kills may be killed as well.
    with contextlib.suppress(CheckFailed):
        stack.run_in(service, "sh", "-c", "kill -9 -1")


def require_printed(stack: Stack, alerts: int) -> None:
    """Notify's log shows so many alerts, one panel each."""
    log = stack.compose("logs", "--no-log-prefix", "--no-color", "notify")
    printed = sum("╭─" in line for line in log.splitlines())
    require(printed == alerts, f"{printed} alerts are printed, {alerts} are kept")
