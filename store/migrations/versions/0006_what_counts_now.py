"""What is on record about people now, by person: see `store.facts`."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from store.facts import USE_IN_POOLS, counted

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_COLUMNS = ("person_id", "field", "side", "value", "signed_on", "expires_on", "conversation_id")


def upgrade() -> None:
    """Bring the schema here from the revision before, and write down what has been signed, oldest first."""
    fact = op.create_table(
        "fact",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("side", sa.String(length=20), nullable=False),
        sa.Column("value", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_fact_person_id_person")),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_fact_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "field", "side", name=op.f("pk_fact")),
    )
    op.create_index("ix_fact_field", "fact", ["field", "expires_on"])
    op.create_index(op.f("ix_fact_conversation_id"), "fact", ["conversation_id"])
    op.bulk_insert(fact, _facts(op.get_bind()))


def _facts(connection: sa.Connection) -> list[dict[str, Any]]:
    """What has been signed and counts, by person: what is said later takes the place of the same said before."""
    conversation = sa.table("conversation", *map(sa.column, ("id", "about_id", "status", "signed_on")))
    signed_on = sa.type_coerce(conversation.c.signed_on, sa.Date())
    signed = sa.select(conversation.c.id, conversation.c.about_id, signed_on).where(
        conversation.c.status == "signed", conversation.c.about_id.is_not(None)
    )
    columns = map(sa.column, ("conversation_id", "field", "side", "present", "text"))
    answer = sa.table("answer", *columns, sa.column("value", sa.JSON(none_as_null=True)))
    now: dict[str, dict[tuple[str, str], dict[str, Any]]] = {}
    for key, person, day in connection.execute(signed.order_by(conversation.c.signed_on)).all():
        said = sa.select(answer.c.field, answer.c.side, answer.c.value).where(
            answer.c.conversation_id == key, answer.c.present == sa.true(), answer.c.text != ""
        )
        told = counted({(field, side): value for field, side, value in connection.execute(said)}, day)
        anew = {USE_IN_POOLS, *(field for field, _ in told.facts)}
        theirs = {place: fact for place, fact in now.get(person, {}).items() if place[0] not in anew}
        for (field, side), (value, expires_on) in told.facts.items():
            fact = (person, field, side, value, day, expires_on, key)
            theirs[field, side] = dict(zip(_COLUMNS, fact, strict=True))
        now[person] = theirs
    return [fact for theirs in now.values() for fact in theirs.values()]
