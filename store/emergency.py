"""Access in an emergency: HR opens somebody's whole record for a while, with a reason, and the person is told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select as sql_select
from sqlmodel import col, select

from store import checks
from store.desk import Desk, Service, person_by_reference, reads, writes
from store.models import Account, EmergencyAccess, colleague
from store.people import called, displays
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
            Invalid: no reason, or one of fewer words than `checks.LEAST_WORDS`.
        """
        said = checks.weighty_reason(reason, "Opening a record in an emergency")
        who = person_by_reference(desk, person)
        row = EmergencyAccess(
            person_id=who.id,
            account_id=desk.actor.account,
            reason=said,
            opened_at=desk.now,
            until=desk.today + LASTS,
        )
        desk.session.add(row)
        desk.session.flush()
        desk.note(f"emergency {row.id}", who.id, reason=f"in an emergency: {row.reason}")
        names = displays(desk.session, Account.id, [row.account_id])
        return _view(row, who.reference, who.name, desk.actor.name, names)

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
        rows = desk.session.execute(wanted).all()
        names = displays(desk.session, Account.id, [row.account_id for row, *_ in rows])
        return [_view(row, reference, name, by, names) for row, reference, name, by in rows]

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
        rows = desk.session.execute(mine).all()
        names = displays(desk.session, Account.id, [row.account_id for row, _ in rows])
        for row, _ in rows:
            row.told_at = desk.now
            desk.note(f"emergency {row.id}", row.person_id, reason="told")
        return [_view(row, me.reference, me.name, by, names) for row, by in rows]


def _view(
    row: EmergencyAccess, person: str, name: str, account: str, names: Mapping[str, str]
) -> EmergencyView:
    by = names.get(row.account_id, account)
    return EmergencyView(person, name, account, by, row.reason, row.opened_at, row.until, row.told_at)
