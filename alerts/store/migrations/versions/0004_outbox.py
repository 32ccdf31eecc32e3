"""Indexes by which the next notification of each story is found among very many."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.drop_index("notifications_by_story", "notifications")
    op.create_index(
        "notifications_by_story", "notifications", ["receiver", "state", "story", "seq"]
    )
    op.create_index(
        "notifications_by_due", "notifications", ["receiver", "state", "next_attempt_at"]
    )
    op.create_index("notifications_by_end", "notifications", ["finished_at"])
    op.create_index("notifications_claimed", "notifications", ["claimed_by"])


def downgrade() -> None:
    for name in ("claimed", "by_end", "by_due", "by_story"):
        op.drop_index(f"notifications_{name}", "notifications")
    op.create_index(
        "notifications_by_story", "notifications", ["receiver", "story", "state", "seq"]
    )
