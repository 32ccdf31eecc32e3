"""The tables of the first version."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "offsets",
        sa.Column("consumer_group", sa.Text(), primary_key=True),
        sa.Column("kafka_topic", sa.Text(), primary_key=True),
        sa.Column("partition", sa.Integer(), primary_key=True),
        sa.Column("next_offset", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "developments",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("decided_at", _MOMENT, nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Index("developments_by_story", "topic", "story"),
    )
    op.create_table(
        "verdicts",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", _MOMENT, nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Index("verdicts_by_article", "article"),
    )
    _outbox()


def _outbox() -> None:
    op.create_table(
        "notifications",
        sa.Column("seq", _SEQUENCE, primary_key=True, autoincrement=True),
        sa.Column("id", sa.Text(), nullable=False, unique=True),
        sa.Column("receiver", sa.Text(), nullable=False),
        sa.Column("developments", sa.JSON(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_at", _MOMENT, nullable=False),
        sa.Column("next_attempt_at", _MOMENT, nullable=False),
        sa.Column("finished_at", _MOMENT),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("announced", sa.Boolean(), nullable=False),
        sa.Index("notifications_by_receiver", "receiver", "state", "seq"),
        sa.Index("notifications_to_announce", "announced", "state"),
    )
    op.create_table(
        "attempts",
        sa.Column("seq", _SEQUENCE, primary_key=True, autoincrement=True),
        sa.Column("notification", sa.Text(), sa.ForeignKey("notifications.id"), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Index("ix_attempts_notification", "notification"),
    )


def downgrade() -> None:
    for table in ("attempts", "notifications", "verdicts", "developments", "offsets"):
        op.drop_table(table)
