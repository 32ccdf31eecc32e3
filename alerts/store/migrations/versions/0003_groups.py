"""Groups with what waits in them, silences, and what is not sent."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "alert_groups",
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("receiver", sa.Text(), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("due_at", _MOMENT),
        sa.Column("begun_at", _MOMENT),
        sa.Column("sent", sa.JSON(), nullable=False),
        sa.Column("sent_at", _MOMENT),
        sa.Column("repeats", sa.Integer(), nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.Index("alert_groups_due", "due_at"),
    )
    op.create_table(
        "waiting",
        sa.Column("seq", _SEQUENCE, primary_key=True, autoincrement=True),
        sa.Column("group_key", sa.Text(), sa.ForeignKey("alert_groups.key"), nullable=False),
        sa.Column("development", sa.Text(), nullable=False),
        sa.Index("waiting_by_group", "group_key", "seq"),
    )
    _make_silences()


def downgrade() -> None:
    for table in ("recalled", "withheld", "silences", "waiting", "alert_groups"):
        op.drop_table(table)


def _make_silences() -> None:
    op.create_table(
        "silences",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("matchers", sa.JSON(), nullable=False),
        sa.Column("starts_at", _MOMENT, nullable=False),
        sa.Column("ends_at", _MOMENT, nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Index("ix_silences_ends_at", "ends_at"),
    )
    op.create_table(
        "withheld",
        sa.Column("seq", _SEQUENCE, primary_key=True, autoincrement=True),
        sa.Column("development", sa.Text(), nullable=False),
        sa.Column("receiver", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("silence", sa.Text(), sa.ForeignKey("silences.id")),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Index("ix_withheld_silence", "silence"),
    )
    op.create_table(
        "recalled",
        sa.Column("receiver", sa.Text(), primary_key=True),
        sa.Column("development", sa.Text(), primary_key=True),
    )
