"""Deleting what has been kept long enough, by rules that an owner has confirmed; legal holds come first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import delete, func, or_, update
from sqlalchemy import select as sql_select
from sqlalchemy.orm import Session, aliased
from sqlmodel import col, select

from store import audit_chain
from store.conversation_rows import refused_to_hr
from store.desk import Desk, Service, reads, writes
from store.errors import Conflict, Invalid, NotFound
from store.models import (
    AccessRequest,
    Account,
    Appraisal,
    Complaint,
    Conversation,
    Correction,
    Person,
    Plan,
    PortfolioItem,
    RetentionConfirmation,
    Turn,
)
from store.privacy.erasing import delete_memberships, forget_references, last_steps, write_through
from store.privacy.holds import held_people
from store.privacy.rules import Rule, Rules
from store.privacy.views import RetentionCount, RuleView

_FEW = 500
"""Keys that are named one by one in a statement; databases allow so many and no more."""
_TYPED = ("draft", "undo")
"""What of a conversation's position was typed and is no answer."""


class Due(NamedTuple):
    """A record that has been kept long enough: its key, whose it is, and what the audit calls its kind."""

    key: str
    person: str | None
    kind: str


class Retention(Service):
    """Retention: HR confirms rules, an administrator has them carried out; both may see what they come to."""

    @reads("retention.see")
    def rules(self, desk: Desk, rules: Rules) -> list[RuleView]:
        """The rules with their owners."""
        owners = _owners(desk, rules)
        nobody: tuple[str, date | None] = ("", None)
        return [RuleView(one.id, one.title, one.kept, *owners.get(one.id, nobody)) for one in rules.rules]

    @writes("retention.confirm")
    def confirm(self, desk: Desk, rules: Rules, rule: str) -> RuleView:
        """Stand by a rule as it is worded now. Raises NotFound (no such rule), Conflict (it is confirmed)."""
        one = next((one for one in rules.rules if one.id == rule), None)
        if one is None:
            raise NotFound(f"There is no retention rule {rule!r}; see: talent retention rules")
        if rule in _owners(desk, rules):
            raise Conflict(f"The rule {rule} is confirmed as it is worded; see: talent retention rules")
        desk.session.add(
            RetentionConfirmation(
                rule=rule, digest=one.digest, account_id=desk.actor.account, confirmed_at=desk.now
            )
        )
        desk.note(f"retention rule {rule}", None, reason="confirmed", content=one.digest)
        return RuleView(one.id, one.title, one.kept, desk.actor.name, desk.today)

    @reads("retention.see")
    def would_run(self, desk: Desk, rules: Rules, as_of: date | None = None) -> list[RetentionCount]:
        """What a run would come to on a day, today or to come; nothing is deleted."""
        owners, held = _owners(desk, rules), held_people(desk.session)
        return [
            _counted(one, due, held, deleted=0, confirmed=one.id in owners)
            for one, due in _all_due(desk.session, rules, as_of or desk.today)
        ]

    @writes("retention.run")
    def run(self, desk: Desk, rules: Rules, as_of: date | None = None) -> list[RetentionCount]:
        """Delete what has been kept long enough by confirmed rules: all of it, or where something fails nothing.

        Args:
            rules: The rules.
            as_of: The day, today's or one before; None is today.

        Raises:
            Invalid: a day that has not come.
        """
        day = as_of or desk.today
        if day > desk.today:
            raise Invalid(
                f"{day} has not come; what will be due then is shown by: talent retention run --dry-run"
            )
        owners, held = _owners(desk, rules), held_people(desk.session)
        counts: list[RetentionCount] = []
        for one in rules.rules:
            due = _due(desk.session, one, day)
            confirmed = one.id in owners
            gone = [record for record in due if record.person not in held] if confirmed else []
            _delete(desk.session, one, gone)
            entries = (
                audit_chain.Entry(
                    desk.now,
                    desk.actor.name,
                    desk.action,
                    f"{record.kind} {record.key}",
                    record.person,
                    f"kept long enough: {one.id}",
                )
                for record in gone
            )
            audit_chain.append(desk.session, *entries)
            counts.append(_counted(one, due, held, deleted=len(gone), confirmed=confirmed))
        write_through(desk.session)
        return counts


def _owners(desk: Desk, rules: Rules) -> dict[str, tuple[str, date | None]]:
    """Who stands by which rules as they are worded now, and since when."""
    wanted = (
        select(RetentionConfirmation, Account.name)
        .join(Account, col(Account.id) == col(RetentionConfirmation.account_id))
        .order_by(col(RetentionConfirmation.confirmed_at))
    )
    said = {
        (row.rule, row.digest): (name, desk.day_of(row.confirmed_at))
        for row, name in desk.session.execute(wanted)
    }
    return {one.id: said[one.id, one.digest] for one in rules.rules if (one.id, one.digest) in said}


def _counted(
    rule: Rule, due: Sequence[Due], held: frozenset[str], *, deleted: int, confirmed: bool
) -> RetentionCount:
    kept_back = sum(record.person in held for record in due)
    return RetentionCount(rule.id, rule.title, len(due) - kept_back, kept_back, deleted, confirmed)


def _all_due(session: Session, rules: Rules, day: date) -> Iterator[tuple[Rule, list[Due]]]:
    for one in rules.rules:
        yield one, _due(session, one, day)


def _due(session: Session, rule: Rule, day: date) -> list[Due]:
    """What of a class has been kept long enough on a day."""
    find = _FIND.get(rule.id)
    if find is None:
        return []
    begun = rule.begun_by(day)
    return [Due(key, person, kind) for kind, query in find(begun) for key, person in session.execute(query)]


def _raw_chat(begun: date) -> Iterator[tuple[str, Any]]:
    said = sql_select(col(Turn.id)).where(col(Turn.conversation_id) == col(Conversation.id)).exists()
    yield "conversation", _conversations().where(col(Conversation.signed_on) <= begun, said)


def _draft(begun: date) -> Iterator[tuple[str, Any]]:
    unsigned = col(Conversation.status) != "signed"
    yield "conversation", _conversations().where(unsigned, col(Conversation.updated_at) < _end_of(begun))


def _signed(begun: date) -> Iterator[tuple[str, Any]]:
    """A record that was refused to HR stays as long as a plan hangs on it: it is what keeps the plan from HR."""
    planned = sql_select(col(Plan.id)).where(col(Plan.conversation_id) == col(Conversation.id)).exists()
    guards = col(Conversation.id).in_(refused_to_hr()) & planned
    yield "conversation", _conversations().where(col(Conversation.signed_on) <= begun, ~guards)


def _appraisal(begun: date) -> Iterator[tuple[str, Any]]:
    held = col(Appraisal.held_on)
    columns: list[Any] = [Appraisal.id, Appraisal.person_id]
    yield "appraisal", sql_select(*columns).where(held <= begun).order_by(held, col(Appraisal.id))


def _conversations() -> Any:
    """Keys of conversations and of the people whose they are: whom one is about, else who has it."""
    holder = aliased(Account)
    columns: list[Any] = [Conversation.id, func.coalesce(col(Conversation.about_id), col(holder.person_id))]
    return (
        sql_select(*columns)
        .join(holder, col(holder.id) == col(Conversation.account_id))
        .order_by(col(Conversation.created_at), col(Conversation.id))
    )


def _plan(begun: date) -> Iterator[tuple[str, Any]]:
    yield "plan", _of_leavers(Plan, begun)


def _portfolio(begun: date) -> Iterator[tuple[str, Any]]:
    yield "portfolio item", _of_leavers(PortfolioItem, begun)


def _of_leavers(table: Any, begun: date) -> Any:
    left = sql_select(table.id, table.owner_id).join(Person, col(Person.id) == table.owner_id)
    return left.where(col(Person.left_on) <= begun).order_by(table.created_at, table.id)


def _pool_trail(begun: date) -> Iterator[tuple[str, Any]]:
    steps = last_steps()
    old = or_(steps.c.at.is_(None), steps.c.at < _end_of(begun))
    yield "membership", sql_select(steps.c.id, steps.c.person_id).where(old).order_by(steps.c.at, steps.c.id)


def _requests(begun: date) -> Iterator[tuple[str, Any]]:
    for kind, table, closed in _CLOSED:
        yield kind, sql_select(table.id, table.person_id).where(closed <= begun).order_by(closed, table.id)


_CLOSED: tuple[tuple[str, Any, Any], ...] = (
    ("access request", AccessRequest, col(AccessRequest.released_on)),
    ("correction", Correction, col(Correction.decided_on)),
    ("complaint", Complaint, col(Complaint.answered_on)),
)
_FIND: dict[str, Callable[[date], Iterator[tuple[str, Any]]]] = {
    "raw_chat": _raw_chat,
    "draft": _draft,
    "signed": _signed,
    "appraisal": _appraisal,
    "plan": _plan,
    "portfolio": _portfolio,
    "pool_trail": _pool_trail,
    "requests": _requests,
}
"""How what is due of each class is found; classes that are not here end by something else than time."""


def _delete(session: Session, rule: Rule, due: Sequence[Due]) -> None:
    rest = iter(due)
    while few := list(islice(rest, _FEW)):
        keys = [record.key for record in few]
        match rule.id:
            case "raw_chat":
                _forget_typing(session, keys)
            case "draft" | "signed":
                hangs_on = col(Plan.conversation_id).in_(keys)
                session.execute(update(Plan).where(hangs_on).values(conversation_id=None))
                session.execute(delete(Conversation).where(col(Conversation.id).in_(keys)))
            case "appraisal":
                session.execute(delete(Appraisal).where(col(Appraisal.id).in_(keys)))
            case "plan":
                session.execute(delete(Plan).where(col(Plan.id).in_(keys)))
            case "portfolio":
                session.execute(delete(PortfolioItem).where(col(PortfolioItem.id).in_(keys)))
            case "pool_trail":
                delete_memberships(session, keys)
                forget_references(session, [record.person for record in few if record.person])
            case "requests":
                for _, table, _ in _CLOSED:
                    session.execute(delete(table).where(table.id.in_(keys)))
    session.expire_all()


def _forget_typing(session: Session, conversations: Sequence[str]) -> None:
    """Delete the turns, and what the position still has of the last one."""
    session.execute(delete(Turn).where(col(Turn.conversation_id).in_(conversations)))
    for row in session.scalars(select(Conversation).where(col(Conversation.id).in_(conversations))):
        row.position = {name: value for name, value in row.position.items() if name not in _TYPED}
    session.flush()


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), UTC)
