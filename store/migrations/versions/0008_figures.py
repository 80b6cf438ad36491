"""What there is to count in signed conversations, equality answers, what was shown of figures, what was published."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

import store.models
from store.talk_figures import figures_of, is_review

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_AT_ONCE = 1_000


def upgrade() -> None:
    """Bring the schema here from the revision before, and count what has been signed."""
    moment = store.models.UtcDateTime(timezone=True)
    talks = op.create_table(
        "talk_figures",
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("dated_examples", sa.Integer(), nullable=False),
        sa.Column("dated_actions", sa.Integer(), nullable=False),
        sa.Column("placed_individual", sa.Boolean(), nullable=False),
        sa.Column("placed_manager", sa.Boolean(), nullable=False),
        sa.Column("differ", sa.Boolean(), nullable=False),
        sa.Column("placed_until", sa.Date(), nullable=True),
        sa.Column("helpful", sa.Integer(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("performance", sa.String(length=40), nullable=True),
        sa.Column("potential", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_talk_figures_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_talk_figures_person_id_person")),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_talk_figures")),
    )
    op.create_index(
        "ix_talk_figures_signed_on",
        "talk_figures",
        [
            *(
                "signed_on",
                "person_id",
                "dated_examples",
                "dated_actions",
                "placed_individual",
                "placed_manager",
            ),
            *("differ", "placed_until", "helpful"),
        ],
    )
    op.create_index("ix_talk_figures_review_on", "talk_figures", ["review_on", "person_id", "reviewed_on"])
    op.create_index(op.f("ix_talk_figures_person_id"), "talk_figures", ["person_id"])
    op.create_index("ix_person_counted", "person", ["id", "started_on", "left_on", "unit", "level"])
    op.create_index("ix_plan_counted", "plan", ["id", "owner_id", "agreed_on", "status", "period_end"])
    op.create_index("ix_plan_action_counted", "plan_action", ["plan_id", "status", "due", "done_on", "share"])
    op.create_table(
        "equality_answer",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("characteristic", sa.String(length=40), nullable=False),
        sa.Column("answer", sa.String(length=40), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_equality_answer_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", "characteristic", name=op.f("pk_equality_answer")),
    )
    op.create_table(
        "shown_figure",
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("filter", sa.String(length=300), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("shown_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_shown_figure_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", "measure", "filter", name=op.f("pk_shown_figure")),
    )
    op.create_index("ix_shown_figure_measure", "shown_figure", ["account_id", "measure", "people"])
    op.create_table(
        "published_figures",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("as_at", sa.Date(), nullable=False),
        sa.Column("published_at", moment, nullable=False),
        sa.Column("page", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_published_figures_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_figures")),
    )
    op.create_index(op.f("ix_published_figures_published_at"), "published_figures", ["published_at"])
    signed = list(_signed(op.get_bind()))
    for start in range(0, len(signed), _AT_ONCE):
        op.bulk_insert(talks, signed[start : start + _AT_ONCE])


def _signed(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    """What there is to count in every signed conversation."""
    conversation = sa.table(
        "conversation", *map(sa.column, ("id", "about_id", "status", "kind", "signed_on"))
    )
    signed_on = sa.type_coerce(conversation.c.signed_on, sa.Date())
    signed = sa.select(conversation.c.id, conversation.c.about_id, signed_on).where(
        conversation.c.status == "signed", conversation.c.about_id.is_not(None)
    )
    columns = map(sa.column, ("conversation_id", "field", "side", "present", "text"))
    answer = sa.table("answer", *columns, sa.column("value", sa.JSON(none_as_null=True)))
    theirs: dict[str, list[dict[str, Any]]] = {}
    for key, person, day in connection.execute(signed.order_by(conversation.c.signed_on)).all():
        said = sa.select(answer.c.field, answer.c.side, answer.c.value).where(
            answer.c.conversation_id == key, answer.c.present == sa.true(), answer.c.text != ""
        )
        answers = {(field, side): value for field, side, value in connection.execute(said)}
        row = {"conversation_id": key, "person_id": person, "signed_on": day, **figures_of(answers, day)}
        row["reviewed_on"] = None
        for earlier in theirs.setdefault(person, []):
            if earlier["reviewed_on"] is None and is_review(earlier["signed_on"], earlier["review_on"], day):
                earlier["reviewed_on"] = day
        theirs[person].append(row)
    return (row for rows in theirs.values() for row in rows)
