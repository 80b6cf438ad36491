"""What is counted by the hundred thousand: actions know whose they are, plans how many they have, and what is said of
one thing lies together."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_CLASSES = ("doing", "with_others", "formal", "unclassed")
_COUNT = """
UPDATE plan SET doing = counted.doing, with_others = counted.with_others, formal = counted.formal,
    unclassed = counted.unclassed
FROM (
    SELECT plan_id, count(*) FILTER (WHERE share = 70) AS doing, count(*) FILTER (WHERE share = 20) AS with_others,
        count(*) FILTER (WHERE share = 10) AS formal, count(*) FILTER (WHERE share IS NULL) AS unclassed
    FROM plan_action WHERE status <> 'cancelled' GROUP BY plan_id
) AS counted
WHERE counted.plan_id = plan.id
"""


def upgrade() -> None:
    """Bring the schema here from the revision before."""
    op.add_column("plan_action", sa.Column("owner_id", sa.String(length=36), nullable=True))
    op.add_column("plan_action", sa.Column("agreed_on", sa.Date(), nullable=True))
    op.execute(
        "UPDATE plan_action SET owner_id = plan.owner_id, agreed_on = plan.agreed_on FROM plan "
        "WHERE plan.id = plan_action.plan_id"
    )
    op.drop_index("ix_plan_action_counted", table_name="plan_action")
    with op.batch_alter_table("plan_action") as table:
        table.alter_column("owner_id", existing_type=sa.String(length=36), nullable=False)
        table.create_foreign_key(op.f("fk_plan_action_owner_id_person"), "person", ["owner_id"], ["id"])
    op.create_index(
        "ix_plan_action_counted", "plan_action", ["due", "owner_id", "status", "done_on", "agreed_on"]
    )
    op.drop_index("ix_plan_counted", table_name="plan")
    for column in _CLASSES:
        op.add_column("plan", sa.Column(column, sa.Integer(), nullable=False, server_default="0"))
    op.execute(_COUNT)
    op.create_index("ix_plan_counted", "plan", ["owner_id", "agreed_on", "status", "period_end", *_CLASSES])
    op.drop_index("ix_fact_field", table_name="fact")
    op.create_index("ix_fact_said", "fact", ["field", "side", "person_id", "signed_on", "expires_on"])
