"""What delivery needs to know: story, claim, what the receiver calls an alert, its state."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for column in (
        sa.Column("story", sa.Text(), nullable=False, server_default=""),
        sa.Column("receipt", sa.Text(), nullable=False, server_default=""),
        sa.Column("claimed_by", sa.BigInteger()),
    ):
        op.add_column("notifications", column)
    op.create_index(
        "notifications_by_story", "notifications", ["receiver", "story", "state", "seq"]
    )
    op.create_table(
        "receivers",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", _MOMENT),
        sa.Column("paused_until", _MOMENT),
        sa.Column("next_slot_at", _MOMENT),
        sa.Column("switched_off_at", _MOMENT),
    )


def downgrade() -> None:
    op.drop_table("receivers")
    op.drop_index("notifications_by_story", "notifications")
    for column in ("claimed_by", "receipt", "story"):
        op.drop_column("notifications", column)
