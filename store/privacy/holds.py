"""Legal holds: nothing of somebody's is deleted while one stands."""

from __future__ import annotations

from sqlalchemy.orm import Session
from sqlmodel import col, select

from store import checks
from store.desk import Desk, Service, person_by_reference, reads, writes
from store.errors import Conflict, Forbidden, NotFound
from store.models import LegalHold, Person
from store.privacy.views import HoldView


class Holds(Service):
    """Legal holds, which HR sets and lifts with a reason."""

    @reads("hold.keep")
    def all(self, desk: Desk) -> list[HoldView]:
        """All holds on others, those that stand first."""
        wanted = select(LegalHold).where(desk.reach(col(LegalHold.person_id)))
        ordered = wanted.order_by(
            col(LegalHold.lifted_on).is_not(None), col(LegalHold.set_on), col(LegalHold.id)
        )
        return [_view(desk, row) for row in desk.session.scalars(ordered)]

    @writes("hold.keep")
    def set(self, desk: Desk, person: str, reason: str) -> HoldView:
        """Hold everything of a person's. Raises NotFound, Invalid (no reason), Conflict (a hold stands)."""
        said = checks.reason(reason)
        who = person_by_reference(desk, person)
        if _standing(desk.session, who.id):
            raise Conflict(f"A legal hold on {who.reference} stands already; see: talent hold list")
        row = LegalHold(person_id=who.id, reason=said, set_by_id=desk.actor.account, set_on=desk.today)
        desk.session.add(row)
        desk.session.flush()
        desk.note(f"legal hold {row.id}", who.id, reason="set", content=said)
        return _view(desk, row)

    @writes("hold.keep")
    def lift(self, desk: Desk, person: str, reason: str) -> HoldView:
        """Lift the hold on a person's records. Raises NotFound (no such person, or no hold), Invalid (no reason)."""
        said = checks.reason(reason)
        who = person_by_reference(desk, person)
        row = _standing(desk.session, who.id)
        if row is None:
            raise NotFound(f"There is no legal hold on {who.reference}; see: talent hold list")
        row.lifted_on, row.lifted_by_id, row.lift_reason = desk.today, desk.actor.account, said
        desk.note(f"legal hold {row.id}", who.id, reason="lifted", content=said)
        desk.session.flush()
        return _view(desk, row)


def held_people(session: Session) -> frozenset[str]:
    """Keys of the people on whose records a hold stands."""
    return frozenset(session.scalars(select(LegalHold.person_id).where(col(LegalHold.lifted_on).is_(None))))


def refuse_held(session: Session, who: Person) -> None:
    """Raise Forbidden where a hold stands on somebody's records."""
    if row := _standing(session, who.id):
        raise Forbidden(
            f"A legal hold on {who.reference} stands since {row.set_on}, so nothing of theirs is deleted; HR lifts it "
            "first: talent hold lift"
        )


def _standing(session: Session, person: str) -> LegalHold | None:
    wanted = select(LegalHold).where(LegalHold.person_id == person, col(LegalHold.lifted_on).is_(None))
    return session.scalars(wanted).first()


def _view(desk: Desk, row: LegalHold) -> HoldView:
    who = desk.session.get_one(Person, row.person_id)
    return HoldView(who.reference, row.reason, row.set_on, row.lifted_on, row.lift_reason)
