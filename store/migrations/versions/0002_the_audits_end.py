"""The audit's end: its last row's seal kept apart, so that rows cut off are missed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema here from the revision before."""
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.execute(
        "INSERT INTO audit_head (id, sequence, seal) "
        "SELECT 1, sequence, seal FROM audit ORDER BY sequence DESC LIMIT 1"
    )
    op.execute(
        "INSERT INTO audit_head (id, sequence, seal) "
        "SELECT 1, 0, '0000000000000000000000000000000000000000000000000000000000000000' "
        "WHERE NOT EXISTS (SELECT 1 FROM audit_head)"
    )
