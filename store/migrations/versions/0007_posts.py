"""Posts that are planned for, who is named for them, who acts meanwhile, and the openings that HR expects."""

import sqlalchemy as sa
from alembic import op

import store.models

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema here from the revision before."""
    op.create_table(
        "post",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=200), nullable=False),
        sa.Column("level", sa.String(length=60), nullable=False),
        sa.Column("job_family", sa.String(length=100), nullable=False),
        sa.Column("holder_id", sa.String(length=36), nullable=True),
        sa.Column("vacant_since", sa.Date(), nullable=True),
        sa.Column("kept_by_id", sa.String(length=36), nullable=True),
        sa.Column("grounds", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("impact_if_empty", sa.String(length=10), nullable=True),
        sa.Column("hard_to_recruit", sa.Boolean(), nullable=False),
        sa.Column("hard_because", sa.String(), nullable=False, server_default=""),
        sa.Column("may_leave_soon", sa.Boolean(), nullable=False),
        sa.Column("leave_basis", sa.String(length=20), nullable=True),
        sa.Column("recruitment_rounds", sa.Integer(), nullable=True),
        sa.Column("last_reviewed", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("holder_id IS NULL OR vacant_since IS NULL", name=op.f("ck_post_held_or_vacant")),
        _to("post", "holder_id", "person"),
        _to("post", "kept_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
    )
    for name in ("unit", "holder_id", "kept_by_id"):
        op.create_index(op.f(f"ix_post_{name}"), "post", [name])
    op.create_table(
        "post_candidate",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("post_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("readiness", sa.String(length=20), nullable=True),
        sa.Column("wants_it", sa.String(length=10), nullable=False),
        sa.Column("can_act_up", sa.Boolean(), nullable=False),
        sa.Column("act_up_weeks", sa.Integer(), nullable=True),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("gap", sa.String(), nullable=False, server_default=""),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("rank_reason", sa.String(), nullable=False, server_default=""),
        sa.Column("cover_tested_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _to("post_candidate", "post_id", "post"),
        _to("post_candidate", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_candidate")),
        sa.UniqueConstraint("post_id", "person_id", name=op.f("uq_post_candidate_post_id")),
    )
    op.create_index(op.f("ix_post_candidate_person_id"), "post_candidate", ["person_id"])
    op.create_table(
        "post_acting",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("post_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        _to("post_acting", "post_id", "post"),
        _to("post_acting", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_acting")),
    )
    for name in ("post_id", "person_id"):
        op.create_index(op.f(f"ix_post_acting_{name}"), "post_acting", [name])
    moment = store.models.UtcDateTime(timezone=True)
    op.create_table(
        "post_event",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("post_id", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        _to("post_event", "post_id", "post"),
        _to("post_event", "person_id", "person"),
        _to("post_event", "account_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_event")),
        sa.UniqueConstraint("post_id", "sequence", name=op.f("uq_post_event_post_id")),
    )
    op.create_index(op.f("ix_post_event_person_id"), "post_event", ["person_id"])
    op.create_table(
        "demand",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("job_family", sa.String(length=100), nullable=False),
        sa.Column("horizon", sa.String(length=10), nullable=False),
        sa.Column("growth", sa.Integer(), nullable=False),
        sa.Column("leavers", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        _to("demand", "account_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand")),
        sa.UniqueConstraint("job_family", "horizon", name=op.f("uq_demand_job_family")),
    )


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))
