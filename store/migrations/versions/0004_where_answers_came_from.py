"""Turns keep the citations of what was said, so that an answer can be followed to its source at any later time."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema here from the revision before."""
    op.add_column("turn", sa.Column("citations", sa.JSON(), nullable=False, server_default="[]"))
