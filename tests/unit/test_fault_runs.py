"""What a fault run is drawn from, and what its check notices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from streams.kafka_topics import CLASSIFY
from tests.faults import results
from tests.faults.check import differences, disordered
from tests.faults.plan import FaultKind, Plan, plan_of
from tests.faults.run import Result

if TYPE_CHECKING:
    from pathlib import Path


def test_a_seed_is_a_plan() -> None:
    """The same one always, so that a failing run is told by its number."""
    assert plan_of(7, 1) == plan_of(7, 1)
    assert plan_of(7, 1) != plan_of(8, 1)


def test_every_fault_is_drawn_by_some_seed() -> None:
    """Brokers in turn where there are several."""
    drawn = {kind for seed in range(1, 60) for kind in plan_of(seed, 3).kinds}
    assert drawn == set(FaultKind)
    assert all(FaultKind.BROKER_ROLL not in plan_of(seed, 1).kinds for seed in range(60))


def test_faults_hit_the_roles_there_are() -> None:
    """One agent alone has no ledger to lose."""
    plans = [plan_of(seed, 1, roles=[CLASSIFY]) for seed in range(60)]
    assert {fault.role for plan in plans for fault in plan.faults} == {CLASSIFY, ""}
    assert not any(plan.postgres for plan in plans)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ({"b": {b"2"}}, "missing"),
        ({"a": {b"1"}, "b": {b"2"}, "c": {b"3"}}, "too much"),
        ({"a": {b"1", b"other"}, "b": {b"2"}}, "several bodies"),
        ({"a": {b"other"}, "b": {b"2"}}, "other body"),
    ],
)
def test_what_came_out_otherwise_is_said(found: dict[str, set[bytes]], said: str) -> None:
    """Lost, made up, decided twice, decided differently."""
    wanted = {"a": {b"1"}, "b": {b"2"}}
    assert list(differences("x", wanted, wanted)) == []
    assert any(said in line for line in differences("x", wanted, found))


def test_order_counts_within_a_story() -> None:
    """Stories may overtake each other, the developments of one may not."""
    order: dict[str, Any] = {
        "1": {"story": "s"},
        "2": {"story": "t"},
        "3": {"story": "s"},
    }
    assert list(disordered(order, ["2", "1", "3"])) == []
    assert list(disordered(order, ["3", "1", "2"])) == ["s"]


def test_results_add_up(tmp_path: Path) -> None:
    """The latest run of a seed counts; the table names fault, runs and recovery."""
    path = tmp_path / "results.jsonl"
    plan: Plan = plan_of(3, 1, (FaultKind.LINK_CUT,))
    results.append(path, Result(plan, "wirewatch", findings=["lost"]))
    results.append(path, Result(plan, "wirewatch", recovery=[("link cut", 4.0)]))
    shown = list(results.table(results.read(path)))
    assert shown[0] == "- 1 broker: 1 runs, 1 exact, 0 alerts"
    assert "| link cut | 1 | 0 | 0 | 4.0 | 4.0 |" in shown
    assert "| kill -9 | 0 | 0 | 0 | – | – |" in shown
