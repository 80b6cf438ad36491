"""Putting the agenda together, of one role at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from assistant.agenda import admin, hr, own, panel, team
from assistant.agenda.items import Agenda, Section
from assistant.errors import InputError
from assistant.own_records.look import Look
from assistant.own_records.recognise import Asked

if TYPE_CHECKING:
    from assistant.guide.schema import Guide
    from store.privacy.rules import Rules
    from store.service import Records
    from store.views import AccountView

ROLES = {
    "hr": "HR",
    "panel": "panel member",
    "manager": "line manager",
    "admin": "administrator",
    "individual": "yourself",
}
"""What each role is called, in the order in which they are offered: what others wait for comes first."""


def agenda_of(
    records: Records,
    account: AccountView,
    guides: Mapping[str, Guide],
    today: date,
    rules: Callable[[], Rules],
    role: str | None = None,
) -> Agenda:
    """What is due for an account.

    Args:
        records: The store, bound to the account.
        account: Whose it is.
        guides: The guides by id.
        today: The day.
        rules: The home's retention rules, which only an administrator's needs.
        role: One of the account's roles; None for the first that it has.

    Raises:
        InputError: the account has no such role.
    """
    roles = tuple(one for one in ROLES if one in account.roles)
    if role is None:
        role = roles[0] if roles else ""
    elif role not in roles:
        raise InputError(
            f"This account does not act as {role!r}; it acts as: {', '.join(roles) or 'nothing yet'}."
        )
    look = Look(records, account, guides, today, Asked("agenda"))
    made: dict[str, Callable[[], tuple[Section, ...]]] = {
        "manager": lambda: team.sections(look),
        "individual": lambda: own.sections(look),
        "hr": lambda: hr.sections(look),
        "panel": lambda: panel.sections(look),
        "admin": lambda: admin.sections(look, rules()),
    }
    return Agenda(role, roles, today, made[role]() if role else ())
