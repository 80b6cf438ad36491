"""Complaints about how somebody's data is used: an owner, an acknowledgement in time, an outcome."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session
from sqlmodel import col, select

from store import checks
from store.desk import Desk, Service, begins, reads, writes
from store.errors import Forbidden, Invalid, NotAllowed, NotFound
from store.models import Account, Complaint, Person
from store.privacy.views import ComplaintView

TO_ACKNOWLEDGE = timedelta(days=30)
OUTCOMES = ("upheld", "partly_upheld", "not_upheld", "withdrawn")


class Complaints(Service):
    """One's own complaints, and for HR everybody else's."""

    @writes("complaint.raise")
    def raise_(self, desk: Desk, text: str) -> ComplaintView:
        """Complain about how one's own data is used. Raises Invalid (nothing said)."""
        person = desk.actor.person
        if person is None:
            raise NotAllowed("This account is nobody's who works here, so nothing is held on it.")
        row = Complaint(
            person_id=person,
            text=checks.text(text, "complaint", needed=True).strip(),
            raised_on=desk.today,
            due_on=desk.today + TO_ACKNOWLEDGE,
        )
        desk.session.add(row)
        desk.session.flush()
        desk.note(f"complaint {row.id}", person, reason="raised", content=row.text)
        return _view(desk, row)

    @reads("complaint.see")
    def all(self, desk: Desk) -> list[ComplaintView]:
        """The complaints that one may see, those to be acknowledged first on top."""
        wanted = select(Complaint).where(desk.reach(col(Complaint.person_id)))
        rows = desk.session.scalars(wanted.order_by(col(Complaint.due_on), col(Complaint.id)))
        return [_view(desk, row) for row in rows]

    @writes("complaint.answer")
    def acknowledge(self, desk: Desk, complaint: str) -> ComplaintView:
        """Take a complaint on, as its owner. Raises NotFound, Forbidden (it is answered)."""
        row = _open_one(desk, complaint)
        _own(desk, row)
        desk.note(f"complaint {row.id}", row.person_id, reason="acknowledged")
        desk.session.flush()
        return _view(desk, row)

    @writes("complaint.answer")
    def answer(self, desk: Desk, complaint: str, outcome: str, text: str) -> ComplaintView:
        """Say how a complaint ended; who has not taken it on before does so by this.

        Args:
            outcome: One of `OUTCOMES`.
            text: The answer, which the person reads.

        Raises:
            NotFound: no such complaint of somebody else's.
            Forbidden: it is answered.
            Invalid: no such outcome, or no answer.
        """
        if outcome not in OUTCOMES:
            raise Invalid(f"There is no outcome {outcome!r}; a complaint is one of: {', '.join(OUTCOMES)}.")
        words = checks.reason(text, "answer")
        row = _open_one(desk, complaint)
        _own(desk, row)
        row.outcome, row.answer, row.answered_on = outcome, words, desk.today
        desk.note(f"complaint {row.id}", row.person_id, reason=outcome, content=words)
        desk.session.flush()
        return _view(desk, row)


def is_open(session: Session, person: str) -> bool:
    """Whether that person still waits for an answer to a complaint."""
    wanted = select(Complaint.id).where(Complaint.person_id == person, col(Complaint.answered_on).is_(None))
    return session.scalars(wanted).first() is not None


def _own(desk: Desk, row: Complaint) -> None:
    row.owner_id = row.owner_id or desk.actor.account
    row.acknowledged_on = row.acknowledged_on or desk.today


def _open_one(desk: Desk, complaint: str) -> Complaint:
    start = complaint.strip().lower()
    within = desk.reach(col(Complaint.person_id))
    wanted = select(Complaint).where(within, begins(col(Complaint.id), start)).with_for_update()
    rows = desk.session.scalars(wanted.limit(2)).all() if start else []
    if len(rows) != 1:
        raise NotFound(f"There is no one complaint {complaint!r} that you answer; see: talent complaint list")
    if rows[0].answered_on:
        raise Forbidden("This complaint is answered; the person can raise another.")
    return rows[0]


def _view(desk: Desk, row: Complaint) -> ComplaintView:
    owner = desk.session.get(Account, row.owner_id) if row.owner_id else None
    return ComplaintView(
        id=row.id,
        person=desk.session.get_one(Person, row.person_id).reference,
        text=row.text,
        raised_on=row.raised_on,
        due_on=row.due_on,
        late=row.acknowledged_on is None and row.due_on < desk.today,
        owner=owner.name if owner else "",
        acknowledged_on=row.acknowledged_on,
        outcome=row.outcome,
        answer=row.answer,
        answered_on=row.answered_on,
    )
