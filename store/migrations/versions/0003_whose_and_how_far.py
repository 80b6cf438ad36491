"""One index for a person's conversations by how far they are; none for columns that tell too little apart."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema here from the revision before."""
    op.drop_index("ix_conversation_about_id", table_name="conversation")
    op.drop_index("ix_conversation_status", table_name="conversation")
    op.drop_index("ix_answer_present", table_name="answer")
    op.create_index("ix_conversation_about", "conversation", ["about_id", "status", "signed_on"])
