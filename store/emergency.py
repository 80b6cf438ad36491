"""Access in an emergency: HR opens somebody's whole record for a while, with a reason, and the person is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select as sql_select
from sqlmodel import col, select

from store import checks
from store.desk import Desk, Service, person_by_reference, reads, writes
from store.models import Account, EmergencyAccess, colleague
from store.people import called
from store.views import EmergencyView

LASTS = timedelta(days=2)
"""That day and the next."""


class Emergency(Service):
    """What HR sees no other way: conversations that are not signed, or were kept from HR, plans and portfolio items
    that were not shared. Preparations and chats stay their author's even then."""

    @writes("emergency.open")
    def open(self, desk: Desk, person: str, reason: str) -> EmergencyView:
        """Open somebody's record to this account, for that day and the next.

        Args:
            person: Their reference.
            reason: Why; they read it.

        Raises:
            NotFound: no such person, or oneself.
            Invalid: no reason.
        """
        who = person_by_reference(desk, person)
        row = EmergencyAccess(
            person_id=who.id,
            account_id=desk.actor.account,
            reason=checks.reason(reason),
            opened_at=desk.now,
            until=desk.today + LASTS,
        )
        desk.session.add(row)
        desk.session.flush()
        desk.note(f"emergency {row.id}", who.id, reason=f"in an emergency: {row.reason}")
        return EmergencyView(
            who.reference, who.name, desk.actor.name, row.reason, row.opened_at, row.until, None
        )

    @reads("emergency.see")
    def all(self, desk: Desk) -> list[EmergencyView]:
        """Whose record was opened, by whom and why, the newest first: one's own, or (HR) everybody's."""
        columns: list[Any] = [EmergencyAccess, colleague.c.reference, colleague.c.name, Account.name]
        wanted = (
            sql_select(*columns)
            .join(colleague, colleague.c.id == col(EmergencyAccess.person_id))
            .join(Account, col(Account.id) == col(EmergencyAccess.account_id))
            .where(desk.reach(col(EmergencyAccess.person_id)))
            .order_by(col(EmergencyAccess.opened_at).desc(), col(EmergencyAccess.id))
        )
        return [
            EmergencyView(reference, name, by, row.reason, row.opened_at, row.until, row.told_at)
            for row, reference, name, by in desk.session.execute(wanted)
        ]

    @writes("emergency.told")
    def told(self, desk: Desk) -> list[EmergencyView]:
        """What one has not been told yet; it counts as told from now on."""
        mine = (
            select(EmergencyAccess, Account.name)
            .join(Account, col(Account.id) == col(EmergencyAccess.account_id))
            .where(desk.reach(col(EmergencyAccess.person_id)), col(EmergencyAccess.told_at).is_(None))
            .order_by(col(EmergencyAccess.opened_at))
        )
        me = called(desk.session, desk.actor.person)
        assert me  # emergency.told is an individual's
        found: list[EmergencyView] = []
        for row, by in desk.session.execute(mine).all():
            row.told_at = desk.now
            desk.note(f"emergency {row.id}", row.person_id, reason="told")
            found.append(
                EmergencyView(me.reference, me.name, by, row.reason, row.opened_at, row.until, row.told_at)
            )
        return found
