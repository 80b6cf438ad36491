"""What is due for a member of a panel: the cases put to it, and one's own next step in each."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.agenda.items import Item, Section
from assistant.own_records.look import Look


def sections(look: Look) -> tuple[Section, ...]:
    """A panel member's agenda."""
    return (Section("Cases put to you", tuple(cases(look)), "No case is put to a panel of yours."),)


def cases(look: Look) -> Iterator[Item]:
    """The cases in which the account sits, each with its next step."""
    for one in look.records.panels.cases():
        seat = next((seat for seat in one.seats if seat.account == look.account.name), None)
        if seat is None or one.closed_at is not None:
            continue
        who = f'"{one.pool}" {one.person.reference}'
        if not seat.declared:
            step, command = (
                "Say first whether you have a conflict of interest.",
                f"talent pool panel declare {who}",
            )
        elif not seat.rated:
            step, command = (
                "Read the evidence and rate it alone, before the discussion.",
                f"talent pool rate {who}",
            )
        elif not one.discussing:
            step, command = "You have rated; the others have not yet.", f"talent pool panel show {who}"
        else:
            step, command = (
                "Everybody has rated: discuss it, and record the decision.",
                f"talent pool decide {who}",
            )
        yield Item(f"{one.person.name} for {one.pool}", step, place="pool", what=one.pool, command=command)
