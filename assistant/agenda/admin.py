"""What is due for an administrator: accounts, backups, what the retention rules come to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from assistant.agenda.items import Item, Section, count
from assistant.own_records.look import Look
from store.privacy.rules import Rules

_BACKED_UP = "backup.make"
_OLD = timedelta(days=7)
_ROWS = 5_000


def sections(look: Look, rules: Rules) -> tuple[Section, ...]:
    """An administrator's agenda.

    Args:
        look: Whose it is.
        rules: The home's retention rules.
    """
    return (
        Section("Keeping it safe", tuple(_safe(look)), ""),
        Section(
            "Keeping no longer than needed",
            tuple(_retention(look, rules)),
            "Nothing is due by the retention rules.",
        ),
        Section("Accounts", tuple(_accounts(look)), ""),
    )


def _safe(look: Look) -> Iterator[Item]:
    made = [one.at.date() for one in look.records.audit.all(limit=_ROWS) if one.action == _BACKED_UP]
    last = max(made, default=None)
    if last is None:
        yield Item(
            "No backup on record",
            "Make one, and keep it somewhere else.",
            late=True,
            command="talent backup FILE",
        )
    else:
        late = last < look.today - _OLD
        yield Item("Last backup", f"Made on {last}.", late=late, command="talent backup FILE")
    yield Item(
        "Whether everything is in order",
        "Check the store, the library and the settings.",
        command="talent doctor",
    )


def _retention(look: Look, rules: Rules) -> Iterator[Item]:
    for one in look.records.retention.would_run(rules):
        if one.due:
            step = "delete them" if one.confirmed else "HR has to confirm the rule first"
            yield Item(
                one.title,
                f"{count(one.due, 'record')} kept long enough; {step}.",
                command="talent retention run --dry-run",
            )
    for wish in look.records.erasures.all():
        if wish.status == "approved":
            yield Item(
                f"Erase {wish.person}",
                "HR has approved it.",
                late=True,
                command=f"talent erase {wish.person}",
            )


def _accounts(look: Look) -> Iterator[Item]:
    found = look.records.accounts.all()
    yield Item(
        count(len(found), "account"),
        "Open, close, or change the roles of one.",
        command="talent account list",
    )
