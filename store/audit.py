"""Reading the audit: what was done to which record, never what is in it."""

from __future__ import annotations

from sqlalchemy import false, or_
from sqlmodel import col, select

from store import audit_chain, conversation_rows
from store.access import Scope, scopes
from store.desk import Desk, Service, reads
from store.models import Account, Person
from store.models import Audit as AuditRow
from store.people import displays
from store.views import AuditView


class Audit(Service):
    """The audit as the account may read it: about oneself, the organisation (HR), what is nobody's (administrator)."""

    @reads("audit.read")
    def all(self, desk: Desk, *, limit: int = 200) -> list[AuditView]:
        """The newest rows first."""
        wanted = (
            select(AuditRow, Person.reference)
            .outerjoin(Person, col(Person.id) == col(AuditRow.person_id))
            .order_by(col(AuditRow.sequence).desc())
            .limit(limit)
        )
        mine = scopes(desk.actor, desk.action)
        if Scope.ORG not in mine:
            about, me = col(AuditRow.person_id), desk.actor.person
            own = about == me if me and Scope.OWN in mine else false()
            wanted = wanted.where(or_(own, about.is_(None)) if Scope.ACCOUNT in mine else own)
        rows = desk.session.execute(wanted).all()
        names = displays(desk.session, Account.name, [row.account for row, _ in rows])
        return [
            AuditView(
                row.sequence,
                row.at,
                row.account,
                row.action,
                row.record,
                person,
                row.reason,
                names.get(row.account, row.account),
            )
            for row, person in rows
        ]

    @reads("audit.verify")
    def first_broken(self, desk: Desk) -> int | None:
        """The number of the first row that was changed or before which one is missing; None where the chain holds."""
        return audit_chain.first_broken(desk.session)

    @reads("audit.verify")
    def damaged(self, desk: Desk) -> list[str]:
        """Keys of the signed conversations that are not what was signed any more: changed by hand, or by a bad disk."""
        return conversation_rows.damaged(desk.session)
