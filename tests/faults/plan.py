"""What happens in one run, all of it drawn from a seed: a failing run is told by its number."""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from streams.kafka_topics import CLASSIFY, NOTIFY, TRACK

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


class FaultKind(StrEnum):
    """What can be done to a run."""

    KILL = "kill -9"
    TERM = "SIGTERM"
    STORM = "rebalance storm"
    BROKER_KILL = "broker kill -9"
    BROKER_AWAY = "broker away"
    BROKER_ROLL = "brokers restarted in turn"
    LINK_DELAY = "link delayed"
    LINK_THROTTLE = "link throttled"
    LINK_CUT = "link cut"
    LINK_SILENT = "link silent"
    DISK_FULL = "disk full"
    DISK_READ_ONLY = "disk read-only"
    CLOCK = "clock stepped"
    RECEIVER_DOWN = "receiver down"
    STATE_DELETED = "RocksDB deleted"
    STATE_CORRUPTED = "RocksDB corrupted"
    STATE_OLD = "RocksDB restored"
    LEDGER_DELETED = "ledger deleted"
    LEDGER_LOCKED = "ledger locked"
    LEDGER_OLD = "ledger restored"


_AGENTS: Final = (CLASSIFY, TRACK)
ROLES: Final = (*_AGENTS, NOTIFY)

#: Whose process a fault may hit; one that hits no process of ours stands with an empty name.
_TARGETS: Final = {
    FaultKind.KILL: ROLES,
    FaultKind.TERM: ROLES,
    FaultKind.STORM: _AGENTS,
    FaultKind.DISK_FULL: ROLES,
    FaultKind.DISK_READ_ONLY: ROLES,
    FaultKind.CLOCK: ROLES,
    FaultKind.STATE_DELETED: _AGENTS,
    FaultKind.STATE_CORRUPTED: _AGENTS,
    FaultKind.STATE_OLD: _AGENTS,
    FaultKind.LEDGER_DELETED: (NOTIFY,),
    FaultKind.LEDGER_LOCKED: (NOTIFY,),
    FaultKind.LEDGER_OLD: (NOTIFY,),
}
#: Seconds that a fault lasts, where it is not over at once: from, to.
_LASTS: Final = {
    FaultKind.STORM: (6.0, 10.0),
    FaultKind.BROKER_AWAY: (40.0, 40.0),
    FaultKind.LINK_DELAY: (4.0, 8.0),
    FaultKind.LINK_THROTTLE: (4.0, 8.0),
    FaultKind.LINK_CUT: (1.0, 8.0),
    FaultKind.LINK_SILENT: (3.0, 12.0),
    FaultKind.DISK_FULL: (3.0, 8.0),
    FaultKind.DISK_READ_ONLY: (3.0, 6.0),
    FaultKind.CLOCK: (3.0, 8.0),
    FaultKind.RECEIVER_DOWN: (6.0, 15.0),
    FaultKind.LEDGER_LOCKED: (3.0, 15.0),
}
_NEEDS_DISK: Final = frozenset({FaultKind.DISK_FULL, FaultKind.DISK_READ_ONLY})
_NEEDS_SQLITE: Final = frozenset(
    {FaultKind.LEDGER_DELETED, FaultKind.LEDGER_LOCKED, FaultKind.LEDGER_OLD}
)
#: What takes so long that it is drawn a third as often.
_LONG: Final = frozenset({FaultKind.BROKER_AWAY})
_FAULTS_IN_A_RUN: Final = 3
_CLOCK_STEPS: Final = ("+2h", "-2h", "+90", "-90", "+20d")
ARTICLES: Final = 2000


@dataclass(frozen=True)
class Fault:
    """One thing that is done to a run.

    Attributes:
        kind: what.
        role: whose process it hits; empty where it is nobody's.
        pause: seconds before it.
        lasts: seconds until it is undone; 0 where it is over at once.
        awaited: whether the run has to recover before the next one; otherwise they overlap.
        step: how far a clock is set, as libfaketime reads it.
    """

    kind: FaultKind
    role: str
    pause: float
    lasts: float
    awaited: bool
    step: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.kind, self.role, self.step)))


@dataclass(frozen=True)
class Plan:
    """One run.

    Attributes:
        seed: what everything here, and the articles, are drawn from.
        brokers: how many there are.
        articles: how many are published.
        static: whether the workers are static members of their consumer groups.
        postgres: whether the ledger is in PostgreSQL, with two notify processes.
        faults: in their order.
        embeddings: whether classify makes sentence vectors, or terms alone decide.
    """

    seed: int
    brokers: int
    articles: int
    static: bool
    postgres: bool
    faults: tuple[Fault, ...]
    embeddings: bool = False

    @property
    def kinds(self) -> frozenset[FaultKind]:
        """What happens, without order."""
        return frozenset(fault.kind for fault in self.faults)

    @property
    def steps_clocks(self) -> bool:
        """Whether processes have to be started with a clock that can be set."""
        return FaultKind.CLOCK in self.kinds

    @property
    def fills_disks(self) -> frozenset[str]:
        """The roles whose state has to be on a file system of its own."""
        return frozenset(fault.role for fault in self.faults if fault.kind in _NEEDS_DISK)


def plan_of(
    seed: int,
    brokers: int,
    kinds: tuple[FaultKind, ...] | None = None,
    roles: Collection[str] = ROLES,
) -> Plan:
    """The plan of a seed, for what has these roles; `kinds` takes the place of drawn faults."""
    chance = random.Random(f"{brokers} {seed}")  # noqa: S311 - a schedule, not a secret
    targets = {
        kind: [role for role in _TARGETS.get(kind, ("",)) if role in {*roles, ""}]
        for kind in FaultKind
    }
    drawn = kinds or _draw(chance, brokers, [kind for kind in FaultKind if targets[kind]])
    faults = tuple(_fault(chance, kind, targets[kind]) for kind in drawn)
    sqlite = bool(_NEEDS_SQLITE.intersection(drawn)) or bool(_NEEDS_DISK.intersection(drawn))
    return Plan(
        seed=seed,
        brokers=brokers,
        articles=ARTICLES,
        static=chance.random() < 0.5,
        postgres=NOTIFY in roles and not sqlite and chance.random() < 0.4,
        faults=faults,
    )


def _draw(chance: random.Random, brokers: int, kinds: Sequence[FaultKind]) -> tuple[FaultKind, ...]:
    possible = [
        kind
        for kind in kinds
        if (kind is not FaultKind.BROKER_ROLL or brokers > 1)
        and (kind not in _LONG or chance.random() < 1 / 3)
    ]
    return tuple(chance.sample(possible, _FAULTS_IN_A_RUN))


def _fault(chance: random.Random, kind: FaultKind, targets: Sequence[str]) -> Fault:
    low, high = _LASTS.get(kind, (0.0, 0.0))
    return Fault(
        kind=kind,
        role=chance.choice(targets),
        pause=round(chance.uniform(0.5, 4.0), 2),
        lasts=round(chance.uniform(low, high), 2),
        awaited=chance.random() < 0.6,
        step=chance.choice(_CLOCK_STEPS) if kind is FaultKind.CLOCK else "",
    )
