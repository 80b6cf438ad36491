"""What panels, appeals and reviews of talent pools leave behind."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

import store.models

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_ANSWER = timedelta(days=21)
"""How long a nomination waited for its answer before that was written down with it."""


def upgrade() -> None:
    """Bring the schema here from the revision before."""
    moment = store.models.UtcDateTime(timezone=True)
    _more_of_pools()
    _more_of_memberships()
    op.add_column("pool_event", sa.Column("detail", sa.JSON(), nullable=False, server_default="{}"))
    op.create_table(
        "pool_version",
        _key("id"),
        _key("pool_id"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        _key("account_id"),
        _text("reason"),
        _to("pool_version", "pool_id", "pool"),
        _to("pool_version", "account_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool_version")),
        sa.UniqueConstraint("pool_id", "version", name=op.f("uq_pool_version_pool_id")),
    )
    op.create_table(
        "pool_case",
        _key("id"),
        _key("membership_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        _key("convened_by_id"),
        sa.Column("convened_at", moment, nullable=False),
        sa.Column("closed_at", moment, nullable=True),
        _to("pool_case", "membership_id", "membership"),
        _to("pool_case", "convened_by_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool_case")),
        sa.UniqueConstraint("membership_id", "number", name=op.f("uq_pool_case_membership_id")),
    )
    op.create_table(
        "pool_seat",
        _key("id"),
        _key("membership_id"),
        _key("case_id"),
        _key("account_id"),
        sa.Column("outside_line", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("declared_at", moment, nullable=True),
        _text("conflict"),
        _text("asked"),
        sa.Column("ratings", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("rated_at", moment, nullable=True),
        sa.Column("later", sa.JSON(), nullable=False, server_default="{}"),
        _to("pool_seat", "membership_id", "membership"),
        _to("pool_seat", "case_id", "pool_case"),
        _to("pool_seat", "account_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool_seat")),
        sa.UniqueConstraint("case_id", "account_id", name=op.f("uq_pool_seat_case_id")),
    )
    for name in ("membership_id", "account_id"):
        op.create_index(op.f(f"ix_pool_seat_{name}"), "pool_seat", [name])
    op.create_table(
        "pool_appeal",
        _key("id"),
        _key("membership_id"),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("grounds", sa.String(), nullable=False),
        sa.Column("hearer_id", sa.String(length=36), nullable=True),
        sa.Column("raised_at", moment, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False, server_default=""),
        _text("reason"),
        sa.Column("decided_by_id", sa.String(length=36), nullable=True),
        sa.Column("decided_at", moment, nullable=True),
        _to("pool_appeal", "membership_id", "membership"),
        _to("pool_appeal", "hearer_id", "account"),
        _to("pool_appeal", "decided_by_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool_appeal")),
        sa.UniqueConstraint("membership_id", "sequence", name=op.f("uq_pool_appeal_membership_id")),
    )
    op.create_index(op.f("ix_pool_appeal_hearer_id"), "pool_appeal", ["hearer_id"])


def _more_of_pools() -> None:
    nominators = '["manager", "self", "hr"]'
    with op.batch_alter_table("pool", schema=None) as batch_op:
        batch_op.add_column(sa.Column("job_family", sa.String(length=100), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("posts", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(
            sa.Column("who_may_nominate", sa.JSON(), nullable=False, server_default=nominators)
        )
        batch_op.add_column(sa.Column("size_limit", sa.Integer(), nullable=True))
        for name in ("benefits", "duties", "targeted_group_evidence", "proportionality_note"):
            batch_op.add_column(_text(name))
        for name in ("targeted_review_on", "published_on", "closed_on"):
            batch_op.add_column(sa.Column(name, sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("closed_by_id", sa.String(length=36), nullable=True))
        batch_op.add_column(_text("closed_reason"))
        batch_op.create_foreign_key(op.f("fk_pool_closed_by_id_account"), "account", ["closed_by_id"], ["id"])
    op.execute("UPDATE pool SET published_on = opens WHERE published")


def _more_of_memberships() -> None:
    op.add_column("membership", sa.Column("source", sa.String(length=10), nullable=False, server_default=""))
    for name in ("answer_by", "decided_on", "tell_by", "told_on", "read_on", "paused_until"):
        op.add_column("membership", sa.Column(name, sa.Date(), nullable=True))
    op.add_column("membership", sa.Column("outcome", sa.String(length=30), nullable=False, server_default=""))
    rows = sa.table(
        "membership",
        sa.column("id", sa.String),
        sa.column("state", sa.String),
        sa.column("nominated_on", sa.Date),
        sa.column("answer_by", sa.Date),
    )
    days = sa.select(rows.c.nominated_on).where(rows.c.state == "nominated").distinct()
    for (day,) in op.get_bind().execute(days).all():
        there = rows.update().where(rows.c.state == "nominated", rows.c.nominated_on == day)
        op.execute(there.values(answer_by=day + _ANSWER))


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=36), nullable=False)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False, server_default="")


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))
