from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, select

from alerts.config import read_alerts
from alerts.plan import plan_of
from alerts.silences import Silence, silence_matchers
from alerts.store.adopted import adopt
from alerts.store.groups import tick
from alerts.store.intake import Advance, Partition, Taken, take
from alerts.store.models import Base, NotificationRow, WithheldRow
from alerts.store.silences import add_silence
from alerts.store.store import Store
from streams.records import Kind
from tests.builders import a_change, a_development, a_reference
from tests.ledger import Desk
from tests.timeline import moment

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from alerts.plan import Plan

_HOUR = 3600
_ALERTS = """
receivers: [{name: desk, webhook: {url: 'http://a'}}, {name: archive, webhook: {url: 'http://b'}}]
time_intervals:
  - {name: lunch, time_intervals: [{times: [{start_time: "12:10", end_time: "12:40"}]}]}
route:
  receiver: desk
  group_wait: 20s
  routes:
    - {receiver: archive, digest: {every: 10m}, group_by: [topic], continue: true}
    - {matchers: [kind=event], mute_time_intervals: [lunch]}
    - {matchers: [kind=claim], group_by: ['...']}
    - {receiver: desk}
"""
_ARRIVAL = st.tuples(
    st.integers(0, _HOUR),
    st.sampled_from(["s", "t"]),
    st.sampled_from(["event", "claim", "figure"]),
)


# Shrinking would take minutes.
_PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


@settings(
    max_examples=10, phases=_PHASES, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    arrivals=st.lists(_ARRIVAL, min_size=1, max_size=15),
    restarts=st.sets(st.integers(0, _HOUR), max_size=3),
    silence=st.tuples(st.integers(0, _HOUR), st.integers(1, _HOUR)),
)
def test_whatever_happens_each_development_is_sent_once_or_kept_back(
    tmp_path: Path,
    arrivals: list[tuple[int, str, str]],
    restarts: set[int],
    silence: tuple[int, int],
) -> None:
    """By each route that took it: not lost, not twice, in no two digests, in order of arrival."""
    (tmp_path / "alerts.yaml").write_text(_ALERTS, "utf-8")
    config = read_alerts(tmp_path / "alerts.yaml")
    plan = plan_of([Desk(one.name) for one in config.receivers], config.root)
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    store = Store(engine)
    start, length = silence
    held = Silence(
        "s", silence_matchers(["story=s"]), moment(start), moment(start + length), "a", "c"
    )
    store.transact(add_silence, held)
    steps = sorted(
        [(at, story, kind) for at, story, kind in arrivals] + [(at, "", "") for at in restarts]
    )

    for number, step in enumerate(steps):
        _run(store, plan, step[0])
        _take(store, plan, number, step)
    _run(store, plan, 3 * _HOUR)

    wanted = [f"d{number}" for number, (_, story, _) in enumerate(steps) if story]
    for receiver in ("desk", "archive"):
        sent, kept = store.transact(_told, receiver)
        assert Counter(sent + kept) == Counter(wanted)
    store.close()


def _run(store: Store, plan: Plan, until: float) -> None:
    due = store.transact(tick, plan, moment(-1)).next_due
    while due is not None and due <= moment(until):
        due = store.transact(tick, plan, due).next_due


def _take(store: Store, plan: Plan, number: int, step: tuple[int, str, str]) -> None:
    """A development of a story, or a restart where there is no story."""
    at, story, kind = step
    if not story:
        store.transact(adopt, plan, moment(at))
        return
    development = a_development(
        id=f"d{number}",
        story=story,
        article=a_reference(id=f"a{number}"),
        changes=(a_change(kind=Kind(kind)),),
    )
    partition = Partition("g", "developments", number)
    taken = [Taken(partition, 0, development)]
    store.transact(take, taken, [Advance(partition, None, 1)], plan, moment(at))


def _told(session: Session, receiver: str) -> tuple[list[str], list[str]]:
    sent = select(NotificationRow.developments).where(NotificationRow.receiver == receiver)
    kept = select(WithheldRow.development).where(WithheldRow.receiver == receiver)
    told = [one for each in session.scalars(sent) for one in each]
    return told, list(session.scalars(kept))
