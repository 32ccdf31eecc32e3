"""When a development or a verdict was taken: how long it is kept hangs on that, not on its age."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_TABLES = ("developments", "verdicts")


def upgrade() -> None:
    for table in _TABLES:
        op.add_column(table, sa.Column("taken_at", sa.DateTime(timezone=True)))
        op.execute(sa.text(f"UPDATE {table} SET taken_at = CURRENT_TIMESTAMP"))  # noqa: S608 - our own names
        op.create_index(f"{table}_by_taking", table, ["taken_at"])


def downgrade() -> None:
    for table in _TABLES:
        op.drop_index(f"{table}_by_taking", table)
        op.drop_column(table, "taken_at")
