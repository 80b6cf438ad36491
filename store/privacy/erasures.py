"""Erasing a person: they or HR ask, HR approves, an administrator has it done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session
from sqlmodel import col, select

from store import audit_chain, checks
from store.desk import Desk, Service, person_by_reference, reads, writes
from store.engine import reading, writing
from store.errors import Conflict, Forbidden, NotFound
from store.models import Account, Erasure, Person
from store.people import displays
from store.privacy import complaints, requests
from store.privacy.erasing import erase
from store.privacy.holds import refuse_held
from store.privacy.rules import Rule
from store.privacy.views import Erased, ErasureView

ASKED, APPROVED, REFUSED, DONE = "asked", "approved", "refused", "done"


class Erasures(Service):
    """Erasing: nobody does more than one part of it about themself."""

    @writes("erasure.ask")
    def ask(self, desk: Desk, reason: str) -> ErasureView:
        """Ask that everything held on oneself is erased. Raises Conflict (asked already), Invalid (no reason)."""
        who = desk.session.get(Person, desk.actor.person) if desk.actor.person else None
        if who is None:
            raise NotFound("This account is nobody's who works here, so nothing is held on it.")
        if _waiting(desk.session, who.id):
            raise Conflict("That was asked for already; HR decides about it.")
        row = Erasure(
            person_id=who.id,
            status=ASKED,
            asked_on=desk.today,
            asked_by_id=desk.actor.account,
            reason=checks.reason(reason),
        )
        desk.session.add(row)
        desk.session.flush()
        desk.note(_record(row), who.id, reason=ASKED, content=row.reason)
        return _view(desk.session, row)

    @writes("erasure.approve")
    def approve(self, desk: Desk, person: str, reason: str, *, yes: bool = True) -> ErasureView:
        """Approve, or refuse, that a person is erased, whether or not they have asked.

        Args:
            reason: The ground, in words that name nobody: it stays on record.

        Raises:
            NotFound: no such person, or oneself.
            Forbidden: a legal hold stands; or a copy, or an answer to a complaint, is still owed to them.
            Conflict: it is approved already, or there is nothing to refuse.
            Invalid: no reason; or, where they have not asked, one of fewer words than `checks.LEAST_WORDS`.
        """
        who = person_by_reference(desk, person)
        row = _waiting(desk.session, who.id)
        if (row is None and not yes) or (row and yes and row.status == APPROVED):
            raise Conflict(
                f"Erasing {who.reference} is approved already; an administrator has it done: talent erase"
                if yes
                else f"There is no erasing of {who.reference} to refuse; see: talent erasures"
            )
        said = (
            checks.reason(reason)
            if row
            else checks.weighty_reason(reason, "Erasing somebody who has not asked for it")
        )
        if yes:
            _refuse_owed(desk.session, who)
        if row is None:
            row = Erasure(
                person_id=who.id,
                status=ASKED,
                asked_on=desk.today,
                asked_by_id=desk.actor.account,
                reason="",
            )
            desk.session.add(row)
        row.status = APPROVED if yes else REFUSED
        row.decided_on, row.decided_by_id, row.decision_reason = desk.today, desk.actor.account, said
        desk.session.flush()
        desk.note(_record(row), who.id, reason=row.status, content=said)
        return _view(desk.session, row)

    @reads("erasure.approve")
    def is_asked(self, desk: Desk, person: str) -> bool:
        """Whether somebody has asked to be erased, and HR has not answered. Raises NotFound (nobody, or oneself)."""
        row = _waiting(desk.session, person_by_reference(desk, person).id)
        return row is not None and row.status == ASKED

    @reads("erasure.run")
    def is_approved(self, desk: Desk, person: str) -> bool:
        """Whether HR has approved that somebody is erased."""
        found = desk.session.scalars(select(Person).where(Person.reference == person)).one_or_none()
        row = _waiting(desk.session, found.id) if found and desk.allows(found.id) else None
        return row is not None and row.status == APPROVED

    @writes("erasure.run")
    def run(self, desk: Desk, person: str, trail: Rule) -> Erased:
        """Erase a person, as HR has approved; it cannot be undone.

        Args:
            trail: How long the steps of talent pools are kept.

        Raises:
            NotFound: nobody of that reference, oneself, or not approved: these look the same.
            Forbidden: a legal hold stands; or a copy, or an answer to a complaint, is still owed to them.
        """
        found = desk.session.scalars(select(Person).where(Person.reference == person)).one_or_none()
        row = _waiting(desk.session, found.id) if found and desk.allows(found.id) else None
        if found is None or row is None or row.status != APPROVED:
            raise NotFound(f"No erasing of {person!r} is approved; HR approves it first: talent erase")
        _refuse_owed(desk.session, found)
        row.status, row.done_on, row.done_by_id = DONE, desk.today, desk.actor.account
        desk.session.flush()
        done = erase(desk.session, found, desk.today, trail)
        desk.note(_record(row), found.id, reason=DONE)
        return done

    @reads("erasure.see")
    def all(self, desk: Desk) -> list[ErasureView]:
        """The erasings that one may see, the newest first."""
        wanted = select(Erasure).where(desk.reach(col(Erasure.person_id)))
        ordered = wanted.order_by(col(Erasure.asked_on).desc(), col(Erasure.id))
        return [_view(desk.session, row) for row in desk.session.scalars(ordered)]


@dataclass(frozen=True, slots=True)
class Register:
    """An erasing that was done, to be done again in an older copy of the store."""

    person: str
    asked_on: date
    done_on: date
    reason: str


def done_in(engine: Engine) -> list[Register]:
    """Every erasing that was done in a store."""
    with reading(engine) as session:
        rows = session.scalars(select(Erasure).where(Erasure.status == DONE))
        return [
            Register(row.person_id, row.asked_on, row.done_on or row.asked_on, row.decision_reason)
            for row in rows
        ]


def erase_again(engine: Engine, done: Sequence[Register], now: datetime, by: str, trail: Rule) -> int:
    """Erase in an older copy of a store whom a newer one has erased, so that no backup brings anybody back.

    Args:
        engine: The copy.
        done: What was done in the newer one.
        now: The moment.
        by: The name of the account that restores, for the audit.
        trail: How long the steps of talent pools are kept.

    Returns:
        How many people that was.
    """
    with writing(engine) as session:
        erased = set(session.scalars(select(Erasure.person_id).where(Erasure.status == DONE)))
        first = session.scalars(select(Account.id).order_by(Account.id)).first()
        count = 0
        for one in done:
            who = session.get(Person, one.person)
            if who is None or first is None or who.id in erased:
                continue
            erase(session, who, now.date(), trail)
            row = _waiting(session, who.id) or Erasure(
                person_id=who.id, status=DONE, asked_on=one.asked_on, asked_by_id=first, reason=""
            )
            row.status, row.decision_reason, row.done_on = DONE, one.reason, one.done_on
            session.add(row)
            session.flush()
            entry = audit_chain.Entry(
                now, by, "erasure.run", _record(row), one.person, "again, after a restore"
            )
            audit_chain.append(session, entry)
            count += 1
    return count


def _refuse_owed(session: Session, who: Person) -> None:
    """Nothing is erased that has been asked for, or that is evidence."""
    refuse_held(session, who)
    if requests.is_open(session, who.id):
        raise Forbidden(
            f"A copy of what is held on {who.reference} is asked for and not handed over. Decide about the names in it "
            "(talent requests list shows which request it is, talent requests names ID what is open), then have it "
            f"written: talent access-request {who.reference} --to FOLDER"
        )
    if complaints.is_open(session, who.id):
        raise Forbidden(
            f"A complaint of {who.reference} is not answered; answer it before erasing: talent complaint list"
        )


def _waiting(session: Session, person: str) -> Erasure | None:
    wanted = select(Erasure).where(Erasure.person_id == person, col(Erasure.status).in_((ASKED, APPROVED)))
    return session.scalars(wanted.with_for_update()).first()


def _record(row: Erasure) -> str:
    return f"erasure {row.id}"


def _view(session: Session, row: Erasure) -> ErasureView:
    who = session.get_one(Person, row.person_id)
    keys = [key for key in (row.asked_by_id, row.decided_by_id) if key]
    accounts = {one.id: one for one in session.scalars(select(Account).where(col(Account.id).in_(keys)))}
    names = displays(session, Account.id, keys)
    asked, decided = accounts[row.asked_by_id], accounts.get(row.decided_by_id or "")
    return ErasureView(
        person=who.reference,
        status=row.status,
        asked_on=row.asked_on,
        asked_by=asked.name,
        asked_by_name=names[asked.id],
        by_themself=asked.person_id == row.person_id,
        reason=row.reason,
        decided_by=decided.name if decided else "",
        decided_by_name=names[decided.id] if decided else "",
        decided_on=row.decided_on,
        done_on=row.done_on,
        decision_reason=row.decision_reason,
    )
