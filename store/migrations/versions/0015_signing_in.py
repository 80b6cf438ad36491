"""Passwords, by which accounts sign in from a browser, and what lets a visitor's process become an account."""

import sqlalchemy as sa
from alembic import op

import store.models

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema here from the revision before."""
    moment = store.models.UtcDateTime(timezone=True)
    op.create_table(
        "credential",
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("hash", sa.String(length=200), nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("locked_until", moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_credential_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_credential")),
    )
    op.create_table(
        "admission",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("until", moment, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_admission_account_id_account")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_admission")),
    )
    op.create_index(op.f("ix_admission_account_id"), "admission", ["account_id"])
