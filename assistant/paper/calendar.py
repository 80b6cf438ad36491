"""Days to keep, as an iCalendar file. What a calendar shows, others may see: so it names no person and nothing said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from assistant.paper.paper import legible
from assistant.record import Record
from store.views import PlanView

_DONE = {"done", "evidenced", "cancelled"}
_NOTICE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Day:
    """A day to keep: what for, and what tells it from others; a calendar that knows its `uid` moves it."""

    uid: str
    on: date
    summary: str
    description: str
    version: int = 0


def plan_calendar(plan: PlanView, exported_on: date) -> bytes:
    """A plan's next review and the days by which its open actions are to be done, as a calendar."""
    see = f"To read it: talent plan show {plan.id[:8]}"
    days = [
        Day(f"{action.id}-due", action.due, "Development action due", see, plan.version)
        for action in plan.actions
        if action.due and action.status not in _DONE
    ]
    if plan.next_review_on:
        review = "Review of development plan"
        days.append(Day(f"{plan.id}-review", plan.next_review_on, review, see, plan.version))
    return _calendar(days, exported_on)


def record_calendar(record: Record, exported_on: date) -> bytes:
    """The review days and the actions' days that a conversation has recorded, as a calendar."""
    see = f"To read it: talent records show {record.conversation[:8]}"
    named = {"review": "Review of talent conversation", "action": "Development action due"}
    return _calendar(
        (
            Day(f"{record.conversation}-{day.place}", day.on, named[day.what], see)
            for day in (record.guided.dated if record.guided else ())
        ),
        exported_on,
    )


def _calendar(days: Iterable[Day], exported_on: date) -> bytes:
    from icalendar import Alarm, Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//talent//review dates//EN")
    calendar.add("version", "2.0")
    for day in sorted(days, key=lambda day: (day.on, day.uid)):
        event = Event()
        event.add("uid", f"{legible(day.uid)}@talent")
        event.add("dtstamp", datetime.combine(exported_on, time(), UTC))
        event.add("sequence", day.version)
        event.add("dtstart", day.on)
        event.add("dtend", day.on + timedelta(days=1))
        event.add("summary", day.summary)
        event.add("description", legible(day.description))
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", day.summary)
        alarm.add("trigger", -_NOTICE)
        event.add_component(alarm)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
