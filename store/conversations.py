"""Conversations, turn by turn. What is acknowledged is committed; what is signed does not change any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from sqlalchemy import ColumnElement, String, and_, false, func, or_
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from store.access import Role, Scope, scopes
from store.desk import Desk, Service, person_by_reference, reads, writes
from store.errors import Conflict, Forbidden, Invalid, NotFound
from store.models import Answer, Comment, Conversation, Person, Turn
from store.people import manager_of
from store.plans import plan_from_conversation
from store.views import (
    AnswerInput,
    AnswerView,
    CommentView,
    ConversationSummary,
    ConversationView,
    Kind,
    Side,
    Status,
    Strength,
    TurnInput,
    TurnView,
)

SHARE_WITH_HR = "share_with_hr"
"""The field whose "no" keeps a signed record's content from HR."""


class Conversations(Service):
    """Guided conversations with the people the account may talk with, and the account's own chats."""

    @writes("conversation.hold")
    def start(
        self, desk: Desk, *, guide: str, guide_version: int, mode: str, about: str, asked_on: date, title: str
    ) -> ConversationView:
        """Begin a guided conversation about a person: with their present manager as host.

        Raises:
            NotFound: no such person, or neither oneself nor a present report.
        """
        person = person_by_reference(desk, about)
        host = manager_of(desk.session, person.id, desk.today)
        row = self._new(desk, "guided", guide, guide_version, mode, title, asked_on)
        row.about_id, row.host_id = person.id, host.id if host else None
        desk.session.add(row)
        desk.session.flush()
        desk.note(f"conversation {row.id}", person.id)
        return _view(desk, row)

    @writes("conversation.use")
    def start_chat(self, desk: Desk, *, guide: str, asked_on: date, title: str) -> ConversationView:
        """Begin a chat about the guidance; it is the account's alone."""
        row = self._new(desk, "chat", guide, 1, "", title, asked_on)
        desk.session.add(row)
        desk.session.flush()
        return _view(desk, row)

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
            conversation: Its key.
            expected_version: The version it was read in.
            turn: The turn.
            answers: New versions of answers; earlier ones are kept.
            position: Where the guide's engine stands now.
            status: Where the conversation stands now; never `signed`, which is what `close` is for.

        Raises:
            NotFound: absent, or not the account's to hold.
            Conflict: somebody saved another turn meanwhile.
            Forbidden: it is signed.
        """
        row = self._held(desk, conversation, expected_version)
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
        return _view(desk, row)

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
            Forbidden: a signature is missing, or it is signed already.
        """
        row = self._held(desk, conversation, expected_version)
        if set(signed) != {"individual", "manager"}:
            raise Forbidden(
                "A conversation is closed when both sides have signed it; one signature is missing."
            )
        row.signed_individual_on, row.signed_manager_on = signed["individual"], signed["manager"]
        row.signed_on = max(signed.values())
        row.status = "signed"
        row.updated_at = desk.now
        row.version += 1
        if row.about_id and actions:
            plan_from_conversation(desk, row.about_id, row.id, row.signed_on, review_on, actions)
        desk.note(f"conversation {row.id}", row.about_id, reason="signed by both sides")
        desk.session.flush()
        return _view(desk, row)

    @writes("conversation.use")
    def get(self, desk: Desk, conversation: str) -> ConversationView:
        """One conversation; reading another person's record is noted in the audit.

        Args:
            conversation: Its key, or as many first characters as tell it from the others that the account sees.

        Raises:
            NotFound: absent or not the account's to see.
            Invalid: several begin so.
        """
        start = conversation.strip().lower()
        wanted = select(Conversation).where(
            _readable(desk), col(Conversation.id).startswith(start, autoescape=True)
        )
        rows = desk.session.scalars(wanted.limit(2)).all() if start else []
        if not rows:
            raise NotFound(
                f"There is no conversation {conversation!r} that you can see; see: talent records list"
            )
        if len(rows) > 1:
            raise Invalid(f"Several conversations begin with {conversation!r}; give more of its characters.")
        row = rows[0]
        if row.about_id and row.about_id != desk.actor.person:
            desk.note(f"conversation {row.id}", row.about_id, reason="read")
        return _view(desk, row)

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
        person = aliased(Person)
        wanted = (
            select(Conversation, person.reference, person.name)
            .outerjoin(person, col(person.id) == col(Conversation.about_id))
            .where(_readable(desk))
            .order_by(col(Conversation.updated_at).desc(), col(Conversation.id))
        )
        if kind:
            wanted = wanted.where(Conversation.kind == kind)
        if about:
            wanted = wanted.where(person.reference == about)
        if status:
            wanted = wanted.where(Conversation.status == status)
        return [
            ConversationSummary(
                id=row.id,
                title=row.title,
                kind=cast(Kind, row.kind),
                status=cast(Status, row.status),
                guide=row.guide,
                about=reference,
                about_name=name,
                updated_at=row.updated_at,
                signed_on=row.signed_on,
            )
            for row, reference, name in desk.session.execute(wanted)
        ]

    @writes("conversation.use")
    def rename(self, desk: Desk, conversation: str, title: str) -> ConversationView:
        """Give it another title. Raises NotFound, Invalid (no title), Forbidden (signed)."""
        row = self._held(desk, conversation)
        line = " ".join(title.split())[:200]
        if not line:
            raise Invalid("A title needs at least one character.")
        row.title = line
        row.version += 1
        desk.session.flush()
        return _view(desk, row)

    @writes("conversation.use")
    def delete_draft(self, desk: Desk, conversation: str, reason: str) -> None:
        """Delete what is not signed; what was said is gone, that it was deleted is on record."""
        row = self._held(desk, conversation)
        desk.note(f"conversation {row.id}", row.about_id, reason=f"deleted: {reason}")
        desk.session.delete(row)

    @writes("conversation.comment")
    def comment(self, desk: Desk, conversation: str, text: str) -> ConversationView:
        """Add to the record about oneself, signed or not."""
        row = desk.session.get(Conversation, conversation)
        if row is None or row.about_id != desk.actor.person:
            raise NotFound("There is no conversation about you of that number; see: talent records list")
        if not text.strip():
            raise Invalid("There was nothing in that comment.")
        comment = Comment(
            conversation_id=row.id, account_id=desk.actor.account, said_at=desk.now, text=text.strip()
        )
        desk.session.add(comment)
        desk.note(f"conversation {row.id}", row.about_id, content=text)
        desk.session.flush()
        return _view(desk, row)

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
        row = desk.session.get(Conversation, conversation)
        if row is None or not _may_hold(desk, row):
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


def _readable(desk: Desk) -> ColumnElement[bool]:
    """Own chats; records about oneself and present reports; for HR what is signed and was not refused to HR."""
    about = col(Conversation.about_id)
    me = desk.actor.person
    mine = scopes(desk.actor, "conversation.read")
    own_chat = and_(about.is_(None), col(Conversation.account_id) == desk.actor.account)
    about_me = about == me if me and Scope.OWN in mine else false()
    my_line = about.in_(desk.actor.line) if desk.actor.line and Scope.LINE in mine else false()
    organisation: ColumnElement[bool] = false()
    if Role.HR in desk.actor.roles and Scope.ORG in mine:
        refused = select(Answer.conversation_id).where(
            Answer.field == SHARE_WITH_HR, col(Answer.present), sql_cast(col(Answer.value), String) == "false"
        )
        signed = and_(col(Conversation.status) == "signed", col(Conversation.id).not_in(refused))
        organisation = and_(signed, about != me) if me else signed
    return or_(own_chat, about_me, my_line, organisation)


def _view(desk: Desk, row: Conversation) -> ConversationView:
    session = desk.session
    about = session.get(Person, row.about_id) if row.about_id else None
    host = session.get(Person, row.host_id) if row.host_id else None
    answers = session.scalars(
        select(Answer)
        .where(Answer.conversation_id == row.id, col(Answer.present))
        .order_by(col(Answer.answered_at), col(Answer.field))
    )
    turns = session.scalars(select(Turn).where(Turn.conversation_id == row.id).order_by(col(Turn.sequence)))
    comments = session.scalars(
        select(Comment).where(Comment.conversation_id == row.id).order_by(col(Comment.said_at))
    )
    return ConversationView(
        id=row.id,
        version=row.version,
        kind=cast(Kind, row.kind),
        guide=row.guide,
        guide_version=row.guide_version,
        mode=row.mode,
        title=row.title,
        about=about.reference if about else None,
        about_name=about.name if about else None,
        host_name=host.name if host else None,
        asked_on=row.asked_on,
        status=cast(Status, row.status),
        position=dict(row.position),
        signed_on=row.signed_on,
        updated_at=row.updated_at,
        answers=tuple(
            AnswerView(
                a.stage,
                a.field,
                cast(Side, a.side),
                a.text,
                a.value,
                cast(Strength, a.evidence_strength),
                a.check_again,
                a.revision,
            )
            for a in answers
        ),
        turns=tuple(
            TurnView(t.sequence, cast(Side | None, t.side), t.said_at, t.text, t.reply) for t in turns
        ),
        comments=tuple(CommentView(c.said_at, c.text) for c in comments),
    )
