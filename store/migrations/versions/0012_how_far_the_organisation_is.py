"""Scales, checklists, plan chapters and action tables of the organisation."""

import sqlalchemy as sa
from alembic import op

import store.models

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema here from the revision before."""
    moment = store.models.UtcDateTime(timezone=True)
    op.create_table(
        "assessment",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("words_version", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("begun_at", moment, nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.Column("published_version", sa.Integer(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("signed_version", sa.Integer(), nullable=True),
        sa.Column("signed_role", sa.String(length=40), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "published_version IS NULL OR published_version <= version",
            name=op.f("ck_assessment_published"),
        ),
        sa.CheckConstraint(
            "signed_version IS NULL OR signed_version <= version", name=op.f("ck_assessment_signed")
        ),
        _to("assessment", "account_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sa.UniqueConstraint("kind", "title", name=op.f("uq_assessment_kind")),
    )
    op.create_table(
        "assessment_part",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("assessment_id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at_version", sa.Integer(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        _to("assessment_part", "assessment_id", "assessment"),
        _to("assessment_part", "account_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_part")),
        sa.UniqueConstraint(
            "assessment_id", "key", "revision", name=op.f("uq_assessment_part_assessment_id")
        ),
    )


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))
