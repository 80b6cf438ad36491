"""Plans with all that belongs to them, how each action went, and the portfolio of one's own evidence."""

import sqlalchemy as sa
from alembic import op

import store.models

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TEXTS_OF_AN_ACTION = ("cost", "release_reason", "gained", "progress_note", "evidence", "impact")


def upgrade() -> None:
    """Bring the schema here from the revision before."""
    for name in ("period_start", "period_end"):
        op.add_column("plan", sa.Column(name, sa.Date(), nullable=True))
    for name in ("ambition_link", "org_objective"):
        op.add_column("plan", _text(name))
    for name in ("strengths", "growth_areas"):
        op.add_column("plan", sa.Column(name, sa.JSON(), nullable=False, server_default="[]"))
    moment = store.models.UtcDateTime(timezone=True)
    op.add_column("plan", sa.Column("changed_at", moment, nullable=True))
    op.execute("UPDATE plan SET changed_at = created_at")
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.alter_column("changed_at", existing_type=moment, nullable=False)

    op.add_column("plan_action", sa.Column("steps", sa.JSON(), nullable=False, server_default="[]"))
    for name in ("start", "done_on"):
        op.add_column("plan_action", sa.Column(name, sa.Date(), nullable=True))
    for name in ("owner", "target_role", "reviewed_by"):
        op.add_column("plan_action", _text(name, 200))
    for name in _TEXTS_OF_AN_ACTION:
        op.add_column("plan_action", _text(name))
    op.add_column("plan_action", sa.Column("release", sa.String(length=20), nullable=True))
    op.add_column("plan_action", sa.Column("location_ok", sa.Boolean(), nullable=True))

    op.create_table(
        "portfolio_item",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("what_i_did", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("skill_tags", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("link", sa.String(length=1000), nullable=False),
        sa.Column("verified_by", sa.String(length=200), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_portfolio_item_owner_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portfolio_item")),
    )
    op.create_index(op.f("ix_portfolio_item_owner_id"), "portfolio_item", ["owner_id"])


def _text(name: str, length: int | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False, server_default="")
