"""What is due for a line manager: each of their people, what waits for them, plans at risk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from assistant.agenda.items import Item, Section, count, pressing, review_due, when
from assistant.agenda.own import waiting
from assistant.own_records.look import Look
from store.measures.figures import PERIOD_DAYS
from store.views import ActionView, ConversationSummary, PersonView

_GUIDE = "talent_conversation"
_YEAR = timedelta(days=PERIOD_DAYS)
"""How long a conversation counts as the year's."""


def sections(look: Look) -> tuple[Section, ...]:
    """A manager's agenda."""
    begun = {
        one.about: one
        for one in reversed(look.records.conversations.all(kind="guided"))
        if one.about and one.status != "signed"
    }
    people = sorted((_person(look, one, begun.get(one.reference)) for one in look.team), key=pressing)
    return (
        Section("Your people", tuple(people), "Nobody reports to you on record; HR keeps the lines."),
        Section(
            "Waiting for you",
            (*waiting(look), *_appeals(look)),
            "Nothing waits for your signature or answer.",
        ),
        Section("Plans at risk", tuple(_at_risk(look)), "No action of your people's plans is late."),
    )


def _person(look: Look, person: PersonView, begun: ConversationSummary | None) -> Item:
    """One report: where they stand, and the conversation that comes next, one step away."""
    key, name = person.reference, f"{person.name}, {person.job_title}" if person.job_title else person.name
    if begun is not None:
        return Item(
            name,
            f"A conversation is begun, last on {begun.updated_at.date()}. Take it up.",
            place="conversation",
            what=begun.id,
            command=f"talent converse --resume {begun.id[:8]}",
        )
    command = f"talent converse {_GUIDE} --about {key}"
    talks = look.signed.get(key, [])
    last = talks[0].signed_on if talks else None
    due = review_due(look.plan(key), talks)
    if last is None:
        return Item(
            name,
            f"No talent conversation on record{look.new(person)}. Prepare, and begin one.",
            place="talk",
            what=key,
            command=command,
        )
    year = last + _YEAR
    if due is None and year <= look.today:
        detail = f"Talked on {last}, more than a year ago; begin the next one."
        return Item(name, detail, year, late=True, place="talk", what=key, command=command)
    if due is None:
        detail = f"Talked on {last}; no day is set for the next review."
        return Item(name, detail, place="talk", what=key, command=command)
    late = due < look.today
    detail = f"Talked on {last}; the review {'was due on' if late else 'is due on'} {when(due, look.today)}."
    return Item(name, detail, due, late, "talk", key, command)


def _appeals(look: Look) -> Iterator[Item]:
    for one in look.allowed(look.records.appeals.all):
        if one.hearer == look.account.name and not one.outcome:
            yield Item(
                f"{one.person.name}'s appeal about {one.pool}",
                f"You hear it. Answer it by {when(one.due_on, look.today)}.",
                one.due_on,
                one.overdue,
                "pool",
                one.pool,
                f'talent pool appeal hear "{one.pool}" {one.person.reference}',
            )


def _at_risk(look: Look) -> Iterator[Item]:
    for person in look.team:
        plan = look.plan(person.reference)
        late = [one for one in plan.actions if one.late] if plan else []
        if plan and late:
            yield Item(
                person.name,
                f"{count(len(late), 'action')} late: {_goals(late)}.",
                min(one.due for one in late if one.due),
                late=True,
                place="plan",
                what=person.reference,
                command=f"talent plan show {plan.id[:8]}",
                person=person.name,
            )


def _goals(actions: list[ActionView]) -> str:
    first = actions[0].goal.rstrip(".")
    return first if len(actions) == 1 else f"{first}, and {len(actions) - 1} more"
