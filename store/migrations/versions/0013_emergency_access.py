"""What everybody may know of everybody, as a view; access to somebody's record in an emergency."""

import sqlalchemy as sa
from alembic import op

import store.models

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema here from the revision before."""
    moment = store.models.UtcDateTime(timezone=True)
    op.execute("CREATE VIEW colleague AS SELECT id, reference, name FROM person")
    op.create_table(
        "emergency_access",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("opened_at", moment, nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("told_at", moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_emergency_access_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_emergency_access_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_access")),
    )
    op.create_index(op.f("ix_emergency_access_person_id"), "emergency_access", ["person_id"])
    op.create_index(op.f("ix_emergency_access_account_id"), "emergency_access", ["account_id"])
