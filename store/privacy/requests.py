"""Requests for a copy of everything that is held on a person: the month's clock, other people's names, exemptions."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func
from sqlalchemy.orm import Session
from sqlmodel import col, select

from store import checks
from store.days import months_after
from store.desk import Desk, Service, begins, person_by_reference, reads, writes
from store.errors import Conflict, Forbidden, Invalid, NotFound
from store.models import AccessRequest, Account, Audit, Exemption, Person, ThirdPartyName
from store.privacy.held import Held, held_on, redacted, third_parties
from store.privacy.views import Copy, ExemptionView, NameView, Opening, RequestView

MONTHS_TO_ANSWER = 1
"""The clock of the UK GDPR, article 12(3)."""
DECISIONS = ("keep", "redact")
GROUNDS = {
    "forecasting": "management forecasting or planning",
    "confidential_reference": "a confidential reference",
}
"""The exemptions that are known here (Data Protection Act 2018, schedule 2, paragraphs 22 and 24)."""
OPEN, RELEASED, WITHDRAWN = "open", "released", "withdrawn"


class AccessRequests(Service):
    """Copies of what is held on people: of one's own, and for HR of everybody else's."""

    @writes("request.make")
    def make(self, desk: Desk, person: str) -> RequestView:
        """Take up a request, or go on with the one that is open: the names in what is held are looked for anew.

        Decisions about the same names in the same records, and approved exemptions, hold from one request to the next.

        Raises:
            NotFound: no such person, or neither oneself nor HR's to ask for.
        """
        who = person_by_reference(desk, person)
        row = _open_one(desk.session, who.id)
        if row is None:
            row = AccessRequest(
                person_id=who.id,
                raised_by_id=desk.actor.account,
                raised_on=desk.today,
                due_on=months_after(desk.today, MONTHS_TO_ANSWER),
                status=OPEN,
            )
            desk.session.add(row)
            desk.session.flush()
            _carry_exemptions(desk.session, row)
            desk.note(_record(row), who.id, reason="raised")
        _queue(desk.session, row, who, held_on(desk.session, who.id))
        return _view(desk, row)

    @writes("request.make")
    def copy(self, desk: Desk, request: str) -> Copy:
        """The copy, as it may be handed over now; the first whole one releases the request.

        Names that are to be redacted, or that nobody has decided about yet, are hidden in it.

        Raises:
            NotFound: no such request that one may make.
            Forbidden: it is withdrawn.
        """
        row = _found(desk, request, to_change=True)
        if row.status == WITHDRAWN:
            raise Forbidden("This request is withdrawn; ask for a copy anew: talent access-request")
        who = desk.session.get_one(Person, row.person_id)
        held = held_on(desk.session, who.id, own_eyes=who.id == desk.actor.person)
        if row.status == OPEN:
            # Not of what nobody else may ever read: whom somebody names in notes of their own HR is not to learn.
            _queue(desk.session, row, who, held_on(desk.session, who.id))
        names = desk.session.scalars(select(ThirdPartyName).where(ThirdPartyName.request_id == row.id)).all()
        hidden: dict[str, set[str]] = {}
        for one in names:
            if one.decision != "keep":
                hidden.setdefault(one.record, set()).add(one.name)
        exempt = desk.session.scalars(
            select(Exemption).where(
                Exemption.request_id == row.id, col(Exemption.approved_by_id).is_not(None)
            )
        )
        left_out = {one.record: GROUNDS[one.ground] for one in exempt}
        final = _view(desk, row).ready
        if final and row.status == OPEN:
            row.status, row.released_on, row.released_by_id = RELEASED, desk.today, desk.actor.account
        desk.note(_record(row), who.id, reason="copied" if final else "copied before all was decided")
        desk.session.flush()
        return Copy(
            request=_view(desk, row),
            by_themself=who.id == desk.actor.person,
            made_on=desk.today,
            final=final,
            hidden=sum(map(len, hidden.values())),
            held=tuple(redacted(held, hidden, left_out)),
            left_out=left_out,
            opened=_opened(desk, who.id),
        )

    @writes("request.make")
    def withdraw(self, desk: Desk, request: str, reason: str) -> None:
        """Close a request that the person does not make any more. Raises NotFound, Forbidden (closed), Invalid."""
        said = checks.reason(reason)
        row = _still_open(_found(desk, request, to_change=True))
        row.status, row.released_on, row.released_by_id = WITHDRAWN, desk.today, desk.actor.account
        desk.note(_record(row), row.person_id, reason=WITHDRAWN, content=said)

    @reads("request.make")
    def all(self, desk: Desk) -> list[RequestView]:
        """The requests that one may make, those that are due first on top."""
        wanted = select(AccessRequest).where(desk.reach(col(AccessRequest.person_id)))
        rows = desk.session.scalars(wanted.order_by(col(AccessRequest.due_on), col(AccessRequest.id)))
        return [_view(desk, row) for row in rows]

    @reads("request.decide")
    def names(self, desk: Desk, request: str) -> list[NameView]:
        """Other people's names in what is asked for, with what was decided about each."""
        row = _found(desk, request)
        wanted = (
            select(ThirdPartyName, Account.name)
            .outerjoin(Account, col(Account.id) == col(ThirdPartyName.decided_by_id))
            .where(ThirdPartyName.request_id == row.id)
            .order_by(col(ThirdPartyName.name), col(ThirdPartyName.record))
        )
        return [
            NameView(one.record, one.name, one.decision, one.reason, by or "")
            for one, by in desk.session.execute(wanted)
        ]

    @writes("request.decide")
    def decide(
        self, desk: Desk, request: str, name: str, decision: str, reason: str, *, record: str | None = None
    ) -> int:
        """Keep a name in the copy or hide it.

        Args:
            name: The name as the list has it.
            decision: One of `DECISIONS`.
            reason: Why.
            record: The record it stands in, by the first words of it; None decides for every record.

        Returns:
            In how many records that was decided.

        Raises:
            NotFound: no such request, or no such name in it.
            Forbidden: the request is released.
            Invalid: no such decision, or no reason.
        """
        if decision not in DECISIONS:
            raise Invalid(f"There is no decision {decision!r}; a name is one of: {', '.join(DECISIONS)}.")
        said = checks.reason(reason)
        row = _still_open(_found(desk, request, to_change=True))
        wanted = select(ThirdPartyName).where(
            ThirdPartyName.request_id == row.id, func.lower(ThirdPartyName.name) == name.strip().lower()
        )
        if record:
            wanted = wanted.where(col(ThirdPartyName.record).startswith(record, autoescape=True))
        found = desk.session.scalars(wanted).all()
        if not found:
            raise NotFound(f"The name {name!r} is not in that list; see: talent requests names {row.id[:8]}")
        for one in found:
            one.decision, one.reason = decision, said
            one.decided_by_id, one.decided_at = desk.actor.account, desk.now
        content = [[one.record, one.name, decision, said] for one in found]
        desk.note(_record(row), row.person_id, reason=f"names: {decision}", content=content)
        return len(found)

    @writes("request.decide")
    def exempt(self, desk: Desk, request: str, record: str, ground: str, reason: str) -> None:
        """Propose that a record is left out of the copy; somebody else in HR approves it.

        Args:
            record: The record as the copy calls it.
            ground: A key of `GROUNDS`.
            reason: Why it applies to this record.

        Raises:
            NotFound: no such request, or no such record in it.
            Forbidden: the request is released.
            Conflict: that was proposed already.
            Invalid: no such ground, or no reason.
        """
        if ground not in GROUNDS:
            raise Invalid(f"There is no ground {ground!r}; there are: {', '.join(GROUNDS)}.")
        said = checks.reason(reason)
        row = _still_open(_found(desk, request, to_change=True))
        there = {one.named for kind in held_on(desk.session, row.person_id) for one in kind.records}
        if record not in there:
            raise NotFound(f"There is no record {record!r} in that copy; name it as the copy does.")
        if _exemption(desk.session, row, record):
            raise Conflict(f"An exemption for {record} was proposed already.")
        desk.session.add(
            Exemption(
                request_id=row.id,
                record=record,
                ground=ground,
                reason=said,
                proposed_by_id=desk.actor.account,
            )
        )
        desk.note(_record(row), row.person_id, reason=f"exemption proposed: {ground}", content=[record, said])

    @writes("request.decide")
    def approve(self, desk: Desk, request: str, record: str, *, yes: bool = True) -> None:
        """Approve an exemption that somebody else has proposed, or turn it down: then the record is in the copy.

        Raises:
            NotFound: no such request, or nothing proposed for that record.
            Forbidden: one's own proposal is not for oneself to approve, or the request is released.
        """
        row = _still_open(_found(desk, request, to_change=True))
        found = _exemption(desk.session, row, record)
        if found is None:
            raise NotFound(f"No exemption is proposed for {record!r}; see: talent requests show {row.id[:8]}")
        if yes and found.proposed_by_id == desk.actor.account:
            raise Forbidden("Whoever proposes an exemption does not approve it; somebody else in HR does.")
        if yes:
            found.approved_by_id, found.approved_at = desk.actor.account, desk.now
        else:
            desk.session.delete(found)
        word = "approved" if yes else "turned down"
        desk.note(_record(row), row.person_id, reason=f"exemption {word}: {found.ground}", content=record)

    @reads("request.decide")
    def exemptions(self, desk: Desk, request: str) -> list[ExemptionView]:
        """What is, or is proposed to be, left out of a copy."""
        row = _found(desk, request)
        names = {one.id: one.name for one in desk.session.scalars(select(Account))}
        rows = desk.session.scalars(select(Exemption).where(Exemption.request_id == row.id))
        return [
            ExemptionView(
                one.record,
                one.ground,
                one.reason,
                names[one.proposed_by_id],
                names.get(one.approved_by_id or "", ""),
            )
            for one in rows
        ]


def is_open(session: Session, person: str) -> bool:
    """Whether a copy for that person is still owed."""
    return _open_one(session, person) is not None


def _open_one(session: Session, person: str) -> AccessRequest | None:
    wanted = select(AccessRequest).where(AccessRequest.person_id == person, AccessRequest.status == OPEN)
    return session.scalars(wanted.with_for_update()).first()


def _queue(session: Session, row: AccessRequest, who: Person, held: Sequence[Held]) -> None:
    """Put the names in what is held now on the request's list; those that are not there any more leave it."""
    there = {
        (one.record, one.name): one
        for one in session.scalars(select(ThirdPartyName).where(ThirdPartyName.request_id == row.id))
    }
    decided = _decided_before(session, row)
    for place in third_parties(held, who, session):
        if there.pop(place, None) is None:
            new = ThirdPartyName(request_id=row.id, record=place[0], name=place[1])
            if before := decided.get(place):
                new.decision, new.reason = before.decision, before.reason
                new.decided_by_id, new.decided_at = before.decided_by_id, before.decided_at
            session.add(new)
    for gone in there.values():
        session.delete(gone)
    session.flush()


def _decided_before(session: Session, row: AccessRequest) -> dict[tuple[str, str], ThirdPartyName]:
    wanted = (
        select(ThirdPartyName)
        .join(AccessRequest, col(AccessRequest.id) == col(ThirdPartyName.request_id))
        .where(AccessRequest.person_id == row.person_id, ThirdPartyName.decision != "")
        .order_by(col(ThirdPartyName.decided_at))
    )
    return {(one.record, one.name): one for one in session.scalars(wanted)}


def _carry_exemptions(session: Session, row: AccessRequest) -> None:
    wanted = (
        select(Exemption)
        .join(AccessRequest, col(AccessRequest.id) == col(Exemption.request_id))
        .where(AccessRequest.person_id == row.person_id, col(Exemption.approved_by_id).is_not(None))
    )
    for record, one in {one.record: one for one in session.scalars(wanted)}.items():
        session.add(
            Exemption(
                request_id=row.id,
                record=record,
                ground=one.ground,
                reason=one.reason,
                proposed_by_id=one.proposed_by_id,
                approved_by_id=one.approved_by_id,
                approved_at=one.approved_at,
            )
        )
    session.flush()


def _exemption(session: Session, row: AccessRequest, record: str) -> Exemption | None:
    wanted = select(Exemption).where(Exemption.request_id == row.id, Exemption.record == record)
    return session.scalars(wanted).one_or_none()


def _found(desk: Desk, request: str, *, to_change: bool = False) -> AccessRequest:
    start = request.strip().lower()
    within = desk.reach(col(AccessRequest.person_id))
    wanted = select(AccessRequest).where(within, begins(col(AccessRequest.id), start))
    if to_change:
        wanted = wanted.with_for_update()
    rows = desk.session.scalars(wanted.limit(2)).all() if start else []
    if not rows:
        raise NotFound(f"There is no request {request!r} that you can see; see: talent requests list")
    if len(rows) > 1:
        raise Invalid(f"Several requests begin with {request!r}; give more of its characters.")
    return rows[0]


def _still_open(row: AccessRequest) -> AccessRequest:
    if row.status != OPEN:
        raise Forbidden(f"This request is {row.status}; what was decided about it does not change any more.")
    return row


def _opened(desk: Desk, person: str) -> tuple[Opening, ...]:
    wanted = select(Audit).where(Audit.person_id == person, Audit.reason == "read")
    rows = desk.session.scalars(wanted.order_by(col(Audit.sequence)))
    return tuple(Opening(row.at, row.account, row.record) for row in rows)


def _record(row: AccessRequest) -> str:
    return f"access request {row.id}"


def _view(desk: Desk, row: AccessRequest) -> RequestView:
    names = desk.session.scalars(
        select(ThirdPartyName.decision).where(ThirdPartyName.request_id == row.id)
    ).all()
    waiting = desk.session.scalar(
        select(func.count())
        .select_from(Exemption)
        .where(Exemption.request_id == row.id, col(Exemption.approved_by_id).is_(None))
    )
    who = desk.session.get_one(Person, row.person_id)
    return RequestView(
        id=row.id,
        person=who.reference,
        person_name=who.name,
        raised_on=row.raised_on,
        due_on=row.due_on,
        late=row.status == OPEN and row.due_on < desk.today,
        status=row.status,
        released_on=row.released_on,
        names=len(names),
        undecided=sum(not one for one in names),
        unapproved=waiting or 0,
    )
