"""Opens the database and brings its tables to the newest shape."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from streams.errors import ConfigError, LedgerError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from streams.settings import Settings

LEDGER_FILE: Final = "ledger.sqlite3"
_MIGRATIONS: Final = Path(__file__).with_name("migrations")
# Long enough for another process's transaction, short enough to be noticed by the heartbeat.
_BUSY_MILLISECONDS: Final = 10_000
_PRAGMAS: Final = (
    f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}",
    "PRAGMA journal_mode = WAL",
    # In WAL mode NORMAL may lose the last transactions in a power cut, and with them the mark
    # that an alert was delivered: it would come twice. FULL costs one fsync for each commit.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
)


def open_database(settings: Settings) -> Engine:
    """The database of the settings, its tables migrated.

    Raises:
        ConfigError: the url is none, or the tables are those of a newer version.
        LedgerError: the database can't be opened now.
    """
    engine = _engine(settings)
    try:
        migrate(engine)
    except CommandError as error:
        engine.dispose()
        raise ConfigError(_source(settings), "", f"can't migrate it: {error}") from None
    except DBAPIError as error:
        engine.dispose()
        why = " ".join(str(error.orig).split())
        raise LedgerError(f"can't open the ledger: {why}; see {_source(settings)}") from None
    return engine


def missing_file(settings: Settings) -> Path | None:
    """Where a ledger in SQLite would lie that is not there yet."""
    path = settings.state_dir / LEDGER_FILE
    named = settings.database_url.get_secret_value()
    return None if named or path.exists() else path


def migrate(engine: Engine) -> None:
    """Brings the tables to the newest shape; does nothing where they have it."""
    with engine.begin() as connection:
        command.upgrade(migration_config(connection), "head")


def migration_config(connection: Connection) -> Config:
    """What Alembic's commands need; there is no `alembic.ini`."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


def _engine(settings: Settings) -> Engine:
    url = settings.database_url.get_secret_value()
    if not url:
        settings.state_dir.mkdir(parents=True, exist_ok=True)
        url = f"sqlite:///{settings.state_dir / LEDGER_FILE}"
    # psycopg 3 is the driver that comes as an extra.
    url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    try:
        # Parameters hold bodies, and errors are logged.
        engine = create_engine(make_url(url), hide_parameters=True)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError, ValueError):
        raise ConfigError(_source(settings), "", "names no database that is installed") from None
    if engine.dialect.name == "sqlite":
        _as_needed(engine)
    return engine


def _source(settings: Settings) -> str:
    if settings.database_url.get_secret_value():
        return "WIREWATCH_DATABASE_URL"
    return str(settings.state_dir / LEDGER_FILE)


def _as_needed(engine: Engine) -> None:
    """Makes SQLite durable and its transactions real."""
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)


def _configure(connection: Any, _record: Any) -> None:
    # Python's module begins transactions late and none for tables; `_begin` does it instead.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin(connection: Connection) -> None:
    # IMMEDIATE: what is read before writing can't change in between.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
