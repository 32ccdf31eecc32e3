from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from alerts.store.database import LEDGER_FILE, migration_config, open_database
from alerts.store.models import Base
from streams.errors import ConfigError, LedgerError
from streams.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """With a ledger of its own."""
    return Settings(state_dir=tmp_path / "var")


def test_sqlite_is_durable(settings: Settings) -> None:
    """Readers do not block the writer, and a power cut takes back no delivered mark."""
    engine = open_database(settings)
    with engine.connect() as connection:
        modes = [
            connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    engine.dispose()

    assert modes == ["wal", 2, 1]


def test_the_migrations_make_the_models_tables(settings: Settings) -> None:
    """Whoever changes a model writes a migration."""
    engine = open_database(settings)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    engine.dispose()

    assert differences == []


def test_the_migrations_can_be_undone(settings: Settings) -> None:
    """Down to the empty database."""
    engine = open_database(settings)
    with engine.begin() as connection:
        command.downgrade(migration_config(connection), "base")
    with engine.connect() as connection:
        left = inspect(connection).get_table_names()
    engine.dispose()

    assert left == ["alembic_version"]


def test_the_tables_of_a_newer_version_are_refused(settings: Settings) -> None:
    """An older program does not touch what it does not understand."""
    open_database(settings).dispose()
    raw = create_engine(f"sqlite:///{settings.state_dir / LEDGER_FILE}")
    with raw.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    raw.dispose()

    with pytest.raises(ConfigError, match=r"can't migrate it.*9999"):
        open_database(settings)


@pytest.mark.parametrize(
    "url", ["canary", "canary://u:canary@h/d", "postgresql+canary://u:canary@h"]
)
def test_a_database_url_that_is_none_is_refused(tmp_path: Path, url: str) -> None:
    """The error names the setting and does not show its value."""
    settings = Settings.model_validate({"state_dir": tmp_path, "database_url": url})

    with pytest.raises(ConfigError, match="WIREWATCH_DATABASE_URL") as caught:
        open_database(settings)

    assert "canary" not in str(caught.value)


def test_a_ledger_that_can_not_be_opened_is_one_line_that_says_where(settings: Settings) -> None:
    """Not the stack of a library; another start may find it mended."""
    (settings.state_dir / LEDGER_FILE).mkdir(parents=True)

    with pytest.raises(LedgerError, match=r"^can't open the ledger: .*unable.*ledger\.sqlite3$"):
        open_database(settings)
