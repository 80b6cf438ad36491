"""The timeline: portfolio and milestones in the order of their days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from assistant.plan.timeline import Moment, timeline
from store.views import ActionView, ConversationSummary, PlanView, PortfolioItemView

DAY = date(2026, 3, 2)


def item(day: date, title: str = "A poster", kind: str = "publication") -> PortfolioItemView:
    return PortfolioItemView("i", 1, "A", "Ann", kind, title, day, "", "", (), "", "", False, day, day)


def talk(signed_on: date | None) -> ConversationSummary:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    return ConversationSummary("c", "A talk", "guided", "signed", "talk", "A", "Ann", at, signed_on)


def plan(agreed_on: date | None, *done_on: date | None) -> PlanView:
    actions = tuple(ActionView("a", "Shadow", None, None, "done", False, done_on=day) for day in done_on)
    return PlanView("p", 1, "A", "Ann", "agreed", agreed_on, None, actions)


def test_it_holds_the_portfolio_and_the_milestones_and_nothing_that_has_not_happened() -> None:
    later = DAY + timedelta(days=5)
    found = timeline(
        [item(later, kind="thank_you")],
        joined=DAY,
        conversations=[talk(DAY), talk(None)],
        plans=[plan(DAY, later, None), plan(None)],
    )
    assert found == (
        Moment(DAY, "joined", "Joined"),
        Moment(DAY, "conversation", "A talk", "c"),
        Moment(DAY, "plan", "Plan agreed", "p"),
        Moment(later, "action", "Done: Shadow", "a"),
        Moment(later, "portfolio", "Thank you: A poster", "i"),
    )


def test_of_somebody_with_nothing_on_record_it_is_empty() -> None:
    assert timeline([]) == ()


@given(st.lists(st.dates()), st.none() | st.dates(), st.lists(st.none() | st.dates()))
def test_whatever_is_on_record_comes_once_and_in_order(
    kept: list[date], joined: date | None, signed: list[date | None]
) -> None:
    found = timeline([item(day) for day in kept], joined=joined, conversations=[talk(day) for day in signed])
    days = [*kept, *filter(None, [joined, *signed])]
    assert [one.on for one in found] == sorted(days)
