"""Corrections: a person says what is wrong in their profile, HR accepts or refuses, the old value is kept."""

from __future__ import annotations

from datetime import date

from sqlmodel import col, select

from store import checks
from store.desk import Desk, Service, begins, reads, writes
from store.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound
from store.models import Correction, Person
from store.privacy.views import CorrectionView

LONGEST = {
    "name": 200,
    "email": 254,
    "job_title": 200,
    "unit": 200,
    "level": 60,
    "job_family": 100,
    "started_on": 10,
}
"""The facts of a profile that can be corrected, and how long each may be."""
PROPOSED, ACCEPTED, REFUSED = "proposed", "accepted", "refused"


class Corrections(Service):
    """Corrections of one's own profile, and for HR of everybody else's."""

    @writes("correction.propose")
    def propose(self, desk: Desk, field: str, value: str, why: str) -> CorrectionView:
        """Say what a fact of one's own profile should be.

        Args:
            field: A key of `LONGEST`.
            value: What it should be; a day as YYYY-MM-DD.
            why: How one knows.

        Raises:
            Invalid: no such field, nothing that can stand there, what stands there already, or no reason.
            Conflict: a correction of that field waits already.
        """
        who = desk.session.get(Person, desk.actor.person) if desk.actor.person else None
        if who is None:
            raise NotAllowed("This account is nobody's who works here, so it has no profile to correct.")
        new = _checked(field, value)
        old = _spelt(getattr(who, field))
        if new == old:
            raise Invalid(f"The {field.replace('_', ' ')} is {old!r} already.")
        waits = select(Correction.id).where(
            Correction.person_id == who.id, Correction.field == field, Correction.status == PROPOSED
        )
        if desk.session.scalars(waits).first():
            raise Conflict(f"A correction of the {field.replace('_', ' ')} waits for HR already.")
        row = Correction(
            person_id=who.id,
            field=field,
            old_value=old,
            new_value=new,
            why=checks.reason(why),
            status=PROPOSED,
            proposed_on=desk.today,
        )
        desk.session.add(row)
        desk.session.flush()
        desk.note(f"correction {row.id}", who.id, reason=f"proposed: {field}", content=[old, new, why])
        return _view(desk, row)

    @reads("correction.see")
    def all(self, desk: Desk) -> list[CorrectionView]:
        """The corrections that one may see, the newest first."""
        wanted = select(Correction).where(desk.reach(col(Correction.person_id)))
        ordered = wanted.order_by(col(Correction.proposed_on).desc(), col(Correction.id))
        return [_view(desk, row) for row in desk.session.scalars(ordered)]

    @writes("correction.decide")
    def decide(self, desk: Desk, correction: str, *, accept: bool, reason: str) -> CorrectionView:
        """Put the proposed value into the profile, or leave it and say why.

        Raises:
            NotFound: no such correction of somebody else's.
            Forbidden: it is decided already.
            Invalid: no reason.
        """
        said = checks.reason(reason)
        start = correction.strip().lower()
        within = desk.reach(col(Correction.person_id))
        wanted = select(Correction).where(within, begins(col(Correction.id), start)).with_for_update()
        rows = desk.session.scalars(wanted.limit(2)).all() if start else []
        if len(rows) != 1:
            raise NotFound(
                f"There is no one correction {correction!r} that you decide; see: talent correction list"
            )
        (row,) = rows
        if row.status != PROPOSED:
            raise Forbidden(
                f"This correction was {row.status} on {row.decided_on}; the person can propose another."
            )
        who = desk.session.get_one(Person, row.person_id, with_for_update=True)
        row.old_value = _spelt(getattr(who, row.field))
        if accept:
            setattr(who, row.field, _stored(row.field, row.new_value))
            who.version += 1
        row.status = ACCEPTED if accept else REFUSED
        row.decided_on, row.decided_by_id, row.reason = desk.today, desk.actor.account, said
        content = [row.field, row.old_value, row.new_value, said]
        desk.note(f"correction {row.id}", who.id, reason=f"{row.status}: {row.field}", content=content)
        desk.session.flush()
        return _view(desk, row)


def _checked(field: str, value: str) -> str:
    if field not in LONGEST:
        raise Invalid(f"There is no {field!r} to correct; there are: {', '.join(LONGEST)}.")
    words = checks.text(
        value, field.replace("_", " "), needed=field == "name", longest=LONGEST[field]
    ).strip()
    try:
        _stored(field, words)
    except ValueError:
        raise Invalid(f"The day {value!r} is not one; write it as YYYY-MM-DD.") from None
    return words


def _stored(field: str, words: str) -> str | date | None:
    if field == "started_on":
        return date.fromisoformat(words) if words else None
    return words or None if field == "email" else words


def _spelt(value: object) -> str:
    return "" if value is None else str(value)


def _view(desk: Desk, row: Correction) -> CorrectionView:
    return CorrectionView(
        id=row.id,
        person=desk.session.get_one(Person, row.person_id).reference,
        field=row.field,
        old_value=row.old_value,
        new_value=row.new_value,
        why=row.why,
        status=row.status,
        proposed_on=row.proposed_on,
        decided_on=row.decided_on,
        reason=row.reason,
    )
