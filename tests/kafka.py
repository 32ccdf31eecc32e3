"""Finds the real Apache Kafka that the tests run on.

In this order: the running cluster of `WIREWATCH_TEST_KAFKA` (host:port), Docker if it answers,
Maven artifacts with a Java runtime. `WIREWATCH_TEST_KAFKA_VIA` (docker or java) allows one way
alone.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, NamedTuple

from tests import kafka_docker, kafka_java
from tests.kafka_broker import KafkaBroker, NoKafka
from tests.kafka_docker import DockerBroker
from tests.kafka_java import JavaBroker

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "KafkaBroker",
    "NoKafka",
    "find_kafka",
    "prepare",
    "start_own_kafka",
    "uses_running_cluster",
]

_CLUSTER_VARIABLE: Final = "WIREWATCH_TEST_KAFKA"
_WAY_VARIABLE: Final = "WIREWATCH_TEST_KAFKA_VIA"


class _Way(NamedTuple):
    name: str
    prepare: Callable[[], object]
    broker: type[KafkaBroker]


_WAYS: Final = (
    _Way("docker", kafka_docker.prepare_image, DockerBroker),
    _Way("java", kafka_java.prepare_archive, JavaBroker),
)


class RunningCluster(KafkaBroker):
    """A cluster that somebody else runs: used as it is, never ended."""

    can_be_killed = False

    def __init__(self, bootstrap: str) -> None:
        self._bootstrap = bootstrap
        self.how = f"{_CLUSTER_VARIABLE}={bootstrap}"

    @property
    def bootstrap(self) -> str:
        """What the variable names."""
        return self._bootstrap

    def start(self) -> None:
        """Nothing to do: it runs."""

    def kill9(self) -> None:
        """Refuses: the cluster belongs to somebody else."""
        raise NoKafka(f"{_CLUSTER_VARIABLE} names a cluster that is not the tests' to kill")

    def shutdown(self) -> None:
        """Refuses, as `kill9` does."""
        self.kill9()

    def stop(self) -> None:
        """Nothing to do: it goes on."""


def uses_running_cluster() -> bool:
    """Whether the tests were told to use a cluster that somebody else runs."""
    return bool(os.environ.get(_CLUSTER_VARIABLE))


def find_kafka() -> KafkaBroker:
    """The cluster for a test session, started.

    Raises:
        NoKafka: no way is open; names each with what is in it.
    """
    if cluster := os.environ.get(_CLUSTER_VARIABLE):
        return RunningCluster(cluster)
    return start_own_kafka()


def start_own_kafka() -> KafkaBroker:
    """A started broker that the caller alone uses, may kill, and has to stop.

    Raises:
        NoKafka: as `find_kafka`; or the tests are to use somebody else's cluster.
    """
    if uses_running_cluster():
        raise NoKafka(f"{_CLUSTER_VARIABLE} names a cluster that is not the tests' to kill")
    closed = [f"{_WAY_VARIABLE} allows none of the ways"] if not _ways() else []
    for way in _ways():
        try:
            return _started(way.broker)
        except NoKafka as why:
            closed.append(f"{way.name}: {why}")
    raise NoKafka("\n".join(closed))


def prepare() -> None:
    """Downloads and installs what the first open way needs, outside of any test's time."""
    if uses_running_cluster():
        return
    for way in _ways():
        try:
            way.prepare()
        except NoKafka:
            continue
        return


def _started(broker_class: type[KafkaBroker]) -> KafkaBroker:
    broker = broker_class()
    try:
        broker.start()
    except NoKafka:
        broker.stop()
        raise
    return broker


def _ways() -> list[_Way]:
    only = os.environ.get(_WAY_VARIABLE)
    return [way for way in _WAYS if only in {None, "", way.name}]
