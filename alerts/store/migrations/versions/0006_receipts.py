"""An index by which the first alert of a story is found among all that a receiver took of it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_WHICH = sa.text("receipt <> ''")


def upgrade() -> None:
    op.create_index(
        "notifications_by_receipt",
        "notifications",
        ["receiver", "state", "story", "seq"],
        sqlite_where=_WHICH,
        postgresql_where=_WHICH,
    )


def downgrade() -> None:
    op.drop_index("notifications_by_receipt", "notifications")
