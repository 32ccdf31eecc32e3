"""The broker of a test session, and what is said when there is none."""

from __future__ import annotations

import contextlib
import logging
import os
from typing import TYPE_CHECKING, Final, NoReturn

import pytest
import structlog
from hypothesis import settings

from agents.vectors.e5 import CTranslateE5
from agents.vectors.e5_convert import converted_model
from agents.vectors.means import means_for
from agents.vectors.sentence_vectors import SentenceVectors
from tests import kafka as kafka_finder
from tests.postgres import NoPostgres, database, postgres
from tests.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.kafka import KafkaBroker
    from tests.timeline import Make

# How long an example takes says how busy the machine is.
settings.register_profile("wirewatch", deadline=None)
settings.load_profile("wirewatch")

_BROKER_FIXTURES: Final = {"kafka", "own_kafka"}
_WHY_NONE: Final = pytest.StashKey[str]()
_WHY_NO_POSTGRES: Final = pytest.StashKey[str]()


@pytest.fixture(autouse=True)
def _logging_taken_back(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """How one test has a command log is no other test's concern.

    Loggers that were cached would keep to what the first test configured.
    """
    configure = structlog.configure
    monkeypatch.setattr(
        structlog,
        "configure",
        lambda **how: configure(**(how | {"cache_logger_on_first_use": False})),
    )
    root = logging.getLogger()
    before = root.level, [*root.handlers]
    yield
    root.level, root.handlers = before
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


@pytest.fixture(scope="session")
def kafka(request: pytest.FixtureRequest) -> Iterator[KafkaBroker]:
    """A real Apache Kafka, shared by the session: tests keep apart by `settings_for`'s prefix."""
    try:
        broker = kafka_finder.find_kafka()
    except kafka_finder.NoKafka as why:
        _give_up(request.config, str(why))
    yield broker
    broker.stop()


@pytest.fixture(scope="session")
def postgres_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A real PostgreSQL, shared by the session: a test makes a database of its own in it."""
    with contextlib.ExitStack() as stack:
        try:
            url = stack.enter_context(postgres())
        except NoPostgres as why:
            request.config.stash[_WHY_NO_POSTGRES] = str(why)
            _skip_or_fail(f"no PostgreSQL: {why}")
        yield url


@pytest.fixture
def new_database(postgres_url: str) -> Iterator[str]:
    """The address of a database for one test."""
    with database(postgres_url) as url:
        yield url


@pytest.fixture
def own_kafka(request: pytest.FixtureRequest) -> Iterator[KafkaBroker]:
    """A broker for this test alone, which it may kill and start again."""
    try:
        broker = kafka_finder.start_own_kafka()
    except kafka_finder.NoKafka as why:
        _give_up(request.config, str(why))
    yield broker
    broker.stop()


@pytest.fixture
def timeline(tmp_path: Path) -> Iterator[Make]:
    """Makes timelines, which are closed afterwards."""
    made: list[Timeline] = []

    def make(alerts: str) -> Timeline:
        made.append(Timeline(tmp_path, alerts))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture(scope="session")
def e5() -> CTranslateE5:
    """The embedding model, loaded once."""
    return CTranslateE5(converted_model())


@pytest.fixture(scope="session")
def vectors(e5: CTranslateE5) -> SentenceVectors:
    """Sentence vectors by the embedding model."""
    return SentenceVectors(e5, means_for(e5))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Downloads happen here, since a test's time limit would cut them off."""
    wanted = any(
        _BROKER_FIXTURES & set(getattr(item, "fixturenames", ())) for item in session.items
    )
    if wanted and not session.config.option.collectonly:
        kafka_finder.prepare()


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Says loudly that the tests on a real broker did not run."""
    if why := config.stash.get(_WHY_NONE, ""):
        terminalreporter.section(
            "NO APACHE KAFKA FOR SOME TESTS: THEY DID NOT RUN", red=True, bold=True
        )
        terminalreporter.line(why)
    if why := config.stash.get(_WHY_NO_POSTGRES, ""):
        terminalreporter.section("NO POSTGRESQL: ITS TESTS DID NOT RUN", red=True, bold=True)
        terminalreporter.line(why)


def _give_up(config: pytest.Config, why: str) -> None:
    config.stash[_WHY_NONE] = why
    if kafka_finder.uses_running_cluster():
        pytest.skip(f"no Apache Kafka of its own: {why}")
    _skip_or_fail(f"no Apache Kafka: {why}")


def _skip_or_fail(why: str) -> NoReturn:
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        pytest.fail(why, pytrace=False)
    pytest.skip(why)
