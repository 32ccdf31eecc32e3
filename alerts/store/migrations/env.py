"""Alembic's entry: migrates over the connection that `alerts.store.database` hands in."""

from __future__ import annotations

from alembic import context

from alerts.store.models import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
with context.begin_transaction():
    context.run_migrations()
