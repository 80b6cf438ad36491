"""Finding conversations within an account's reach, and reading them: what `Conversations` is made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast, get_args

from sqlalchemy import ColumnElement, String, and_, false, func, or_
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import Session
from sqlmodel import col, select

from store import audit_chain
from store.access import Scope, scopes
from store.desk import Desk, begins
from store.errors import Invalid, NotFound
from store.models import Answer, Comment, Conversation, Turn
from store.people import called
from store.views import AnswerView, CommentView, ConversationView, Kind, Side, Status, Strength, TurnView

SHARE_WITH_HR = "share_with_hr"
"""The field whose "no" keeps a signed record's content from HR."""
PREPARATION = "preparation"
"""The kind of conversation that somebody holds alone, to prepare one."""
AGREE = "agree"
AGREEMENTS = (SHARE_WITH_HR, "use_in_pools", "be_approached", "share_with_partners", "quote")
"""The fields of the stage `agree` that a person may take back, or give, at any time."""
SIGNED = "signed by both sides"
"""The audit's reason at the moment of signing; its content hash is that of what was signed."""


def readable(desk: Desk) -> ColumnElement[bool]:
    """The condition under which the account may read a conversation.

    Own chats and preparations; records about oneself; of present reports what is signed, and what one holds with them
    oneself: a draft is for the two who hold it, so a new manager does not see it. HR sees what is signed and was not
    refused to HR; in an emergency the rest, too, but for preparations.
    """
    about = col(Conversation.about_id)
    me = desk.actor.person
    mine = scopes(desk.actor, "conversation.read")
    signed = col(Conversation.status) == "signed"
    preparation = col(Conversation.kind) == PREPARATION
    by_me = col(Conversation.account_id) == desk.actor.account
    own_chat = and_(or_(about.is_(None), preparation), by_me)
    about_me = about == me if me and Scope.OWN in mine else false()
    my_line: ColumnElement[bool] = false()
    if desk.actor.line and Scope.LINE in mine:
        my_line = and_(about.in_(desk.actor.line), or_(signed, col(Conversation.host_id) == me))
    organisation: ColumnElement[bool] = false()
    if Scope.ORG in mine:
        others = or_(and_(signed, ~is_refused_to_hr(col(Conversation.id))), about.in_(desk.actor.opened))
        organisation = and_(others, about != me) if me else others
    return or_(own_chat, and_(~preparation, or_(about_me, my_line, organisation)))


def prepared_answers(session: Session, row: Conversation, stages: Sequence[str]) -> tuple[AnswerView, ...]:
    """The present answers in these stages of both sides' latest finished preparations for a conversation, or none."""
    latest = preparations(session, row.about_id, row.guide, row.host_id, apart_from=row.id)
    if len(latest) < len(get_args(Side)):
        return ()
    return tuple(answer_view(one) for said in latest.values() for one in said if one.stage in stages)


def preparations(
    session: Session, about: str | None, guide: str, host: str | None, *, apart_from: str = ""
) -> dict[str, list[Answer]]:
    """By side, the present answers of the latest finished preparation since the last signed conversation.

    Args:
        about: Key of the person.
        guide: What is prepared.
        host: Key of the manager.
        apart_from: Key of a conversation that does not count as the last signed one.
    """
    since = session.scalar(
        select(func.max(Conversation.updated_at)).where(
            Conversation.about_id == about,
            Conversation.guide == guide,
            Conversation.status == "signed",
            Conversation.id != apart_from,
        )
    )
    wanted = select(Conversation).where(
        Conversation.kind == PREPARATION,
        Conversation.status == "finished",
        Conversation.about_id == about,
        Conversation.guide == guide,
        Conversation.host_id == host,
        *([col(Conversation.created_at) > since] if since else []),
    )
    latest: dict[str, list[Answer]] = {}
    for one in session.scalars(wanted.order_by(col(Conversation.created_at))):
        said = session.scalars(
            select(Answer).where(Answer.conversation_id == one.id, col(Answer.present), Answer.text != "")
        ).all()
        if said:
            latest[said[0].side] = list(said)
    return latest


def refused_to_hr() -> Any:
    """Keys of the conversations that HR is not to read."""
    return select(Answer.conversation_id).where(
        Answer.stage == AGREE,
        Answer.field == SHARE_WITH_HR,
        col(Answer.present),
        sql_cast(Answer.value, String) == "false",  # how JSON spells it, on every database
    )


def is_refused_to_hr(conversation: Any) -> ColumnElement[bool]:
    """The condition that HR is not to read the conversation in a column of keys: of that one alone the answer is looked
    up, not of everybody."""
    refused: ColumnElement[bool] = refused_to_hr().where(col(Answer.conversation_id) == conversation).exists()
    return refused


def found(desk: Desk, conversation: str, *, to_change: bool = False) -> Conversation:
    """The conversation of that key, or beginning of one, among those that the account may read.

    Args:
        to_change: Hold it until the transaction ends, so that of two who change it one comes second.

    Raises:
        NotFound: absent or not the account's to see.
        Invalid: several begin so.
    """
    start = conversation.strip().lower()
    wanted = select(Conversation).where(readable(desk), begins(col(Conversation.id), start))
    if to_change:
        wanted = wanted.with_for_update()
    rows = desk.session.scalars(wanted.limit(2)).all() if start else []
    if not rows:
        raise NotFound(
            f"There is no conversation {conversation!r} that you can see; see: talent records list"
        )
    if len(rows) > 1:
        raise Invalid(f"Several conversations begin with {conversation!r}; give more of its characters.")
    return rows[0]


def about_oneself(desk: Desk, conversation: str) -> Conversation:
    """One of the records about the actor's own person, to be changed; NotFound else."""
    row = found(desk, conversation, to_change=True)
    if row.about_id is None or row.about_id != desk.actor.person:
        raise NotFound(f"There is no conversation {conversation!r} about you; see: talent records list")
    return row


def signatures(session: Session, conversation: str) -> set[str]:
    """The sides whose signature is among the answers; one that was taken back is not."""
    signs = select(Answer.side).where(
        Answer.conversation_id == conversation,
        col(Answer.present),
        col(Answer.field).startswith("sign_", autoescape=True),
        Answer.text != "",
    )
    return set(session.scalars(signs))


def content(session: Session, conversation: str) -> list[list[Any]]:
    """What is signed: the present answers but for the agreements, which may change."""
    answers = session.scalars(
        select(Answer).where(
            Answer.conversation_id == conversation,
            col(Answer.present),
            or_(col(Answer.stage) != AGREE, col(Answer.field).not_in(AGREEMENTS)),
        )
    )
    said = [[a.stage, a.field, a.side, a.text, a.value, a.evidence_strength] for a in answers]
    return sorted(said, key=lambda one: one[:3])


def damaged(session: Session) -> list[str]:
    """Keys of the signed conversations whose answers are not those that were signed, by the audit's hashes."""
    wrong: list[str] = []
    for record, signed in audit_chain.contents(session, SIGNED):
        key = record.removeprefix("conversation ")
        if session.get(Conversation, key) and audit_chain.digest(content(session, key)) != signed:
            wrong.append(key)
    return wrong


def answer_view(row: Answer) -> AnswerView:
    """One version of an answer."""
    side, strength = cast(Side, row.side), cast(Strength, row.evidence_strength)
    return AnswerView(
        row.stage, row.field, side, row.text, row.value, strength, row.check_again, row.revision
    )


def conversation_view(session: Session, row: Conversation) -> ConversationView:
    """The whole of a conversation."""
    about, host = called(session, row.about_id), called(session, row.host_id)
    answers = session.scalars(
        select(Answer)
        .where(Answer.conversation_id == row.id, col(Answer.present))
        .order_by(col(Answer.answered_at), col(Answer.field), col(Answer.side))
    )
    turns = session.scalars(select(Turn).where(Turn.conversation_id == row.id).order_by(col(Turn.sequence)))
    comments = session.scalars(
        select(Comment)
        .where(Comment.conversation_id == row.id)
        .order_by(col(Comment.said_at), col(Comment.id))
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
        answers=tuple(answer_view(a) for a in answers),
        turns=tuple(
            TurnView(t.sequence, cast(Side | None, t.side), t.said_at, t.text, t.reply, tuple(t.citations))
            for t in turns
        ),
        comments=tuple(CommentView(c.said_at, c.text) for c in comments),
    )
