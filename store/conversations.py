"""Conversations, turn by turn. What is acknowledged is committed; what is signed does not change any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, get_args

from sqlalchemy import func
from sqlalchemy import select as sql_select
from sqlmodel import col, select

from store import checks
from store.conversation_rows import (
    AGREE,
    AGREEMENTS,
    SIGNED,
    about_oneself,
    answer_view,
    content,
    conversation_view,
    found,
    preparations,
    prepared_answers,
    readable,
    signatures,
)
from store.desk import Desk, Service, person_by_reference, reads, writes
from store.errors import Conflict, Forbidden, Invalid, NotFound
from store.facts import change_agreement, put_on_record
from store.models import Answer, Comment, Conversation, Turn, colleague
from store.people import manager_of
from store.plans import plan_from_conversation
from store.views import (
    AnswerInput,
    AnswerView,
    ConversationSummary,
    ConversationView,
    Kind,
    Side,
    Status,
    TurnInput,
)

DISPUTED = "Disputed:"
"""How a comment begins that says that the record is wrong."""
_UNSIGNED = ("open", "paused", "finished")
_LONGEST_REPLY = 200_000


class Conversations(Service):
    """Guided conversations with the people the account may talk with, and the account's own chats."""

    @writes("conversation.hold")
    def start(
        self,
        desk: Desk,
        *,
        guide: str,
        guide_version: int,
        mode: str,
        about: str,
        asked_on: date,
        title: str,
        alone: bool = False,
    ) -> ConversationView:
        """Begin a guided conversation about a person: with their present manager as host.

        Args:
            alone: It prepares one: the account's alone, until both sides have prepared (`prepared`).

        Raises:
            NotFound: no such person, or neither oneself nor a present report.
        """
        person = person_by_reference(desk, about)
        checks.text(title, "title", needed=True)
        host = manager_of(desk.session, person.id, desk.today)
        kind: Kind = "preparation" if alone else "guided"
        row = self._new(desk, kind, guide, guide_version, mode, title, asked_on)
        row.about_id, row.host_id = person.id, host.id if host else None
        desk.session.add(row)
        desk.session.flush()
        desk.note(f"conversation {row.id}", person.id)
        return conversation_view(desk.session, row)

    @writes("conversation.use")
    def start_chat(self, desk: Desk, *, guide: str, asked_on: date, title: str) -> ConversationView:
        """Begin a chat about the guidance: it is the account's alone, and the audit does not follow it."""
        checks.text(title, "title", needed=True)
        row = self._new(desk, "chat", guide, 1, "", title, asked_on)
        desk.session.add(row)
        desk.session.flush()
        return conversation_view(desk.session, row)

    @writes("conversation.use")
    def save_turn(
        self,
        desk: Desk,
        conversation: str,
        expected_version: int,
        turn: TurnInput,
        answers: Sequence[AnswerInput] = (),
        position: Mapping[str, Any] | None = None,
        status: Status = "open",
    ) -> ConversationView:
        """Save a turn with what it answered, in one transaction: when this returns, it is on disk.

        Args:
            conversation: Its key, or enough of its first characters.
            expected_version: The version it was read in.
            turn: The turn.
            answers: New versions of answers; earlier ones are kept.
            position: Where the guide's engine stands now.
            status: Where the conversation stands now; never `signed`, which is what `close` is for.

        Raises:
            NotFound: absent, or not the account's to hold.
            Conflict: somebody saved another turn meanwhile.
            Forbidden: it is signed, or somebody would answer for the manager in a conversation about themself.
            Invalid: a text or value that cannot be stored; then nothing of the turn is.
        """
        if status not in _UNSIGNED:
            raise Invalid(f"A turn leaves a conversation {' or '.join(_UNSIGNED)}, not {status}.")
        checks.text(turn.text, "turn")
        checks.text(turn.reply, "reply", longest=_LONGEST_REPLY)
        row = self._held(desk, conversation, expected_version)
        if row.about_id and row.about_id == desk.actor.person:
            _only_own_side([turn.side, *(answer.side for answer in answers)])
        last = desk.session.scalar(select(func.max(Turn.sequence)).where(Turn.conversation_id == row.id)) or 0
        desk.session.add(
            Turn(
                conversation_id=row.id,
                sequence=last + 1,
                side=turn.side,
                account_id=desk.actor.account,
                said_at=desk.now,
                text=turn.text,
                reply=turn.reply,
                citations=[dict(citation) for citation in turn.citations],
            )
        )
        for answer in answers:
            self._put_answer(desk, row, answer)
        row.position = dict(position or {})
        row.status = status
        row.updated_at = desk.now
        row.version += 1
        if row.about_id:
            content = [[a.stage, a.field, a.side, a.text, a.value] for a in answers]
            desk.note(f"conversation {row.id}", row.about_id, content=[turn.text, content])
        desk.session.flush()
        return conversation_view(desk.session, row)

    @writes("conversation.hold")
    def close(
        self,
        desk: Desk,
        conversation: str,
        expected_version: int,
        signed: Mapping[Side, date],
        actions: Sequence[Mapping[str, Any]],
        review_on: date | None = None,
    ) -> ConversationView:
        """Make the signatures and the plan part of the record, together.

        Args:
            signed: When each side signed; both have to.
            actions: The plan's actions: goal, due (ISO or None), helper.
            review_on: When the plan is looked at next.

        Raises:
            Forbidden: a signature is missing, or it is signed already. Whoever it is about cannot give the
                manager's: that one has to be among the answers.
        """
        row = self._held(desk, conversation, expected_version)
        if set(signed) != {"individual", "manager"}:
            raise Forbidden(
                "A conversation is closed when both sides have signed it; one signature is missing."
            )
        own = row.about_id is not None and row.about_id == desk.actor.person
        if own and "manager" not in signatures(desk.session, row.id):
            raise Forbidden("Your manager has not signed this yet, and nobody can do that for them.")
        row.signed_individual_on, row.signed_manager_on = signed["individual"], signed["manager"]
        row.signed_on = max(signed.values())
        row.status = "signed"
        row.updated_at = desk.now
        row.version += 1
        if row.about_id:
            put_on_record(desk.session, row)
        if row.about_id and actions:
            plan_from_conversation(desk, row.about_id, row.id, row.signed_on, review_on, actions)
        signed_content = content(desk.session, row.id)
        desk.note(f"conversation {row.id}", row.about_id, reason=SIGNED, content=signed_content)
        desk.session.flush()
        return conversation_view(desk.session, row)

    @reads("conversation.use")
    def get(self, desk: Desk, conversation: str) -> ConversationView:
        """One conversation; reading another person's signed record is noted in the audit, for them to see.

        Args:
            conversation: Its key, or as many first characters as tell it from the others that the account sees.

        Raises:
            NotFound: absent or not the account's to see.
            Invalid: several begin so.
        """
        row = found(desk, conversation)
        opened = row.status == "signed" or row.about_id in desk.actor.opened
        if opened and row.about_id and row.about_id != desk.actor.person:
            desk.note_reading(f"conversation {row.id}", row.about_id)
        return conversation_view(desk.session, row)

    @reads("conversation.use")
    def prepared(self, desk: Desk, conversation: str, *, stages: Sequence[str]) -> tuple[AnswerView, ...]:
        """What both sides have prepared for a conversation, each alone.

        Args:
            conversation: Its key.
            stages: The conversation's stages; what was noted in others stays its author's.

        Returns:
            The answers of the latest finished preparation of each side since the last signed conversation; nothing
            unless both sides have one, so that neither sees the other's before.

        Raises:
            NotFound: absent, or not the account's to hold.
        """
        row = found(desk, conversation)
        if row.about_id is None or not _may_hold(desk, row):
            raise NotFound("There is no such conversation that you can continue; see: talent records list")
        return prepared_answers(desk.session, row, stages)

    @reads("conversation.hold")
    def sides_prepared(self, desk: Desk, *, about: str, guide: str) -> frozenset[Side]:
        """Which sides have prepared the next conversation of a guide: that they have, never what they noted.

        Raises:
            NotFound: no such person, or neither oneself nor a present report.
        """
        person = person_by_reference(desk, about)
        host = manager_of(desk.session, person.id, desk.today)
        done = preparations(desk.session, person.id, guide, host.id if host else None)
        return frozenset(side for side in get_args(Side) if side in done)

    @reads("conversation.read")
    def versions(
        self, desk: Desk, conversation: str, stage: str, field: str, side: Side
    ) -> tuple[AnswerView, ...]:
        """Every version of one answer, the present one last; raises what `get` does."""
        row = found(desk, conversation)
        wanted = select(Answer).where(
            Answer.conversation_id == row.id,
            Answer.stage == stage,
            Answer.field == field,
            Answer.side == side,
        )
        return tuple(answer_view(a) for a in desk.session.scalars(wanted.order_by(col(Answer.revision))))

    @reads("conversation.use")
    def all(
        self,
        desk: Desk,
        *,
        kind: Kind | None = None,
        about: str | None = None,
        status: Status | None = None,
    ) -> list[ConversationSummary]:
        """The conversations that the account sees, newest first."""
        person = colleague.c
        columns: list[Any] = [
            Conversation.id,
            Conversation.title,
            Conversation.kind,
            Conversation.status,
            Conversation.guide,
            person.reference,
            person.name,
            Conversation.updated_at,
            Conversation.signed_on,
        ]
        wanted = (
            sql_select(*columns)
            .outerjoin(colleague, person.id == col(Conversation.about_id))
            .where(readable(desk))
            .order_by(col(Conversation.updated_at).desc(), col(Conversation.id))
        )
        if kind:
            wanted = wanted.where(col(Conversation.kind) == kind)
        if about:
            wanted = wanted.where(person.reference == about)
        if status:
            wanted = wanted.where(col(Conversation.status) == status)
        return [ConversationSummary(*row) for row in desk.session.execute(wanted)]

    @writes("conversation.use")
    def rename(self, desk: Desk, conversation: str, title: str) -> ConversationView:
        """Give it another title. Raises NotFound, Invalid (no title), Forbidden (signed)."""
        row = self._held(desk, conversation)
        line = " ".join(checks.text(title, "title", needed=True).split())
        row.title = line[:200]
        row.version += 1
        if row.about_id:
            desk.note(f"conversation {row.id}", row.about_id, reason="renamed", content=line)
        desk.session.flush()
        return conversation_view(desk.session, row)

    @writes("conversation.use")
    def delete_draft(self, desk: Desk, conversation: str, reason: str) -> None:
        """Delete what is not signed: what was said is gone; that it was deleted, and why, is on record.

        Raises:
            StoreError: NotFound, Forbidden (it is signed), Invalid (no reason).
        """
        row = self._held(desk, conversation)
        desk.note(f"conversation {row.id}", row.about_id, reason=f"deleted: {checks.reason(reason)}")
        desk.session.delete(row)

    @writes("conversation.comment")
    def comment(
        self, desk: Desk, conversation: str, text: str, *, disputes: bool = False
    ) -> ConversationView:
        """Add to the record about oneself, signed or not: whoever reads the record reads it.

        Args:
            text: What to add.
            disputes: It says that the record is wrong; it is marked so.

        Raises:
            NotFound: no such record about oneself.
            Invalid: no text, or one that cannot be stored.
        """
        row = about_oneself(desk, conversation)
        words = checks.text(text, "comment", needed=True).strip()
        if disputes:
            words = f"{DISPUTED} {words}"
        comment = Comment(conversation_id=row.id, account_id=desk.actor.account, said_at=desk.now, text=words)
        desk.session.add(comment)
        desk.note(f"conversation {row.id}", row.about_id, content=text)
        desk.session.flush()
        return conversation_view(desk.session, row)

    @writes("conversation.agree")
    def agree(self, desk: Desk, conversation: str, field: str, *, yes: bool) -> ConversationView:
        """Change one's mind about what a signed record may be used for: at any time, in force at once.

        Args:
            field: One of `AGREEMENTS`. What was said before stays on record as an earlier version.

        Raises:
            NotFound: no such record about oneself.
            Forbidden: it is not signed yet, so this is still part of the conversation.
            Invalid: no such agreement.
        """
        if field not in AGREEMENTS:
            raise Invalid(f"There is no agreement {field!r}; there are: {', '.join(AGREEMENTS)}.")
        row = about_oneself(desk, conversation)
        if row.status != "signed":
            raise Forbidden("This conversation is not signed yet; say it there, at the stage “Agree”.")
        word = "yes" if yes else "no"
        self._put_answer(desk, row, AnswerInput(AGREE, field, "individual", word, yes))
        change_agreement(desk.session, row.id, field, yes=yes)
        desk.note(f"conversation {row.id}", row.about_id, reason=f"{field}: {word}")
        desk.session.flush()
        return conversation_view(desk.session, row)

    @staticmethod
    def _new(
        desk: Desk, kind: Kind, guide: str, guide_version: int, mode: str, title: str, asked_on: date
    ) -> Conversation:
        return Conversation(
            kind=kind,
            guide=guide,
            guide_version=guide_version,
            mode=mode,
            title=title[:200],
            account_id=desk.actor.account,
            asked_on=asked_on,
            status="open",
            position={},
            created_at=desk.now,
            updated_at=desk.now,
        )

    @staticmethod
    def _held(desk: Desk, conversation: str, expected_version: int | None = None) -> Conversation:
        """A conversation that the account holds and that can still change."""
        row = found(desk, conversation, to_change=True)
        if not _may_hold(desk, row):
            raise NotFound("There is no such conversation that you can continue; see: talent records list")
        if row.status == "signed":
            raise Forbidden(
                "This conversation is signed and does not change any more; you can comment on it."
            )
        if expected_version is not None and row.version != expected_version:
            raise Conflict("This conversation was continued elsewhere meanwhile; open it again to see both.")
        return row

    @staticmethod
    def _put_answer(desk: Desk, row: Conversation, answer: AnswerInput) -> None:
        checks.text(answer.text, "answer")
        checks.json_value(answer.value, "answer")
        present = desk.session.scalars(
            select(Answer).where(
                Answer.conversation_id == row.id,
                Answer.stage == answer.stage,
                Answer.field == answer.field,
                Answer.side == answer.side,
                col(Answer.present),
            )
        ).one_or_none()
        if present:
            present.present = False
        desk.session.add(
            Answer(
                conversation_id=row.id,
                stage=answer.stage,
                field=answer.field,
                side=answer.side,
                revision=present.revision + 1 if present else 1,
                text=answer.text,
                value=answer.value,
                evidence_strength=answer.evidence_strength,
                check_again=answer.check_again,
                account_id=desk.actor.account,
                answered_at=desk.now,
            )
        )


def _may_hold(desk: Desk, row: Conversation) -> bool:
    if row.about_id is None:
        return row.account_id == desk.actor.account
    return desk.allows(row.about_id, "conversation.hold")


def _only_own_side(sides: Sequence[Side | None]) -> None:
    if "manager" in sides:
        raise Forbidden(
            "This is your manager's to answer, so that both views are on record; /pause and let them go on."
        )
