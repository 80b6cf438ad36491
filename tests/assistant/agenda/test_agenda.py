"""What is due: each role sees what waits for it and the command that does it; nobody sees what is not theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from assistant.agenda.build import ROLES, agenda_of
from assistant.agenda.items import Agenda, Item, pressing, review_due
from assistant.errors import InputError
from store.privacy.rules import load_rules
from store.views import ActionInput, PlanInput
from tests.store.organisation import WORDS, Organisation


@pytest.fixture
def org(sqlite: Engine) -> Organisation:
    found = Organisation(sqlite)
    found.team()
    found.pool()
    return found


def agenda(org: Organisation, who: str, role: str | None = None) -> Agenda:
    records = org[who]
    return agenda_of(records, records.accounts.me(), {}, org.today, load_rules, role)


def section(org: Organisation, who: str, role: str, title: str) -> tuple[Item, ...]:
    (found,) = (one for one in agenda(org, who, role).sections if one.title == title)
    return found.items


def shared_plan(org: Organisation, who: str, due: date) -> str:
    plan = org[who].plans.save([ActionInput("Shadow the matron", due=due)], about=PlanInput())
    org[who].plans.share(plan.id)
    return plan.id


def test_a_manager_sees_each_of_their_people_and_the_conversation_that_comes_next(org: Organisation) -> None:
    org.signed("A", "M")
    first, second = section(org, "M", "manager", "Your people")
    assert {first.what, second.what} == {"A", "B"}
    by = {one.what: one for one in (first, second)}
    assert "No talent conversation on record" in by["B"].detail
    assert by["B"].command == "talent converse talent_conversation --about B"
    assert f"Talked on {org.today}" in by["A"].detail


def test_a_conversation_that_is_begun_is_taken_up_again(org: Organisation) -> None:
    begun = org.talk("A", "M")
    (item,) = (one for one in section(org, "M", "manager", "Your people") if one.text.startswith("Name of A"))
    assert (item.place, item.what) == ("conversation", begun.id)


def test_a_year_without_a_conversation_is_late(org: Organisation) -> None:
    org.signed("A", "M")
    org.days_pass(364)
    assert not any(one.late for one in section(org, "M", "manager", "Your people"))
    org.days_pass(1)
    first = section(org, "M", "manager", "Your people")[0]
    assert first.late and first.what == "A" and "more than a year ago" in first.detail


def test_a_shared_plan_waits_for_the_manager_and_for_nobody_else(org: Organisation) -> None:
    shared_plan(org, "A", org.today)
    assert [one.what for one in section(org, "M", "manager", "Waiting for you")] == ["A"]
    for who in ("A", "N"):
        assert all("agreement" not in one.detail for one in agenda(org, who).items)


def test_a_late_action_puts_a_plan_at_risk(org: Organisation) -> None:
    org["M"].plans.agree(shared_plan(org, "A", org.today + timedelta(days=1)))
    assert section(org, "M", "manager", "Plans at risk") == ()
    org.days_pass(2)
    (item,) = section(org, "M", "manager", "Plans at risk")
    assert item.late and "1 action late: Shadow the matron" in item.detail
    (action,) = (
        one for one in section(org, "A", "individual", "Your plan") if one.text == "Shadow the matron"
    )
    assert action.late


def test_somebody_nominated_is_asked_and_hr_convenes_once_they_agreed(org: Organisation) -> None:
    org.nominated("M", "A")
    (item,) = section(org, "A", "individual", "Waiting for you")
    assert (item.place, item.what, item.command) == ("pool", "Pool", 'talent pool agree "Pool"')
    assert section(org, "HR", "hr", "Waiting for HR") == ()
    org["A"].pools.agree("Pool", yes=True)
    assert section(org, "A", "individual", "Waiting for you") == ()
    (step,) = section(org, "HR", "hr", "Waiting for HR")
    assert "convene a panel" in step.detail and step.command == 'talent pool panel convene "Pool" A'


def test_a_panel_member_is_led_from_the_declaration_to_the_decision(org: Organisation) -> None:
    org.nominated("M", "A")
    org["A"].pools.agree("Pool", yes=True)
    seats = org.panel()
    org["HR"].panels.convene("Pool", "A", seats)

    def next_step(who: str) -> str:
        (item,) = section(org, who, "panel", "Cases put to you")
        return item.command.removesuffix(' "Pool" A')

    assert {next_step(who) for who in seats} == {"talent pool panel declare"}
    for who in seats:
        org[who].panels.declare("Pool", "A")
    assert {next_step(who) for who in seats} == {"talent pool rate"}
    org[seats[0]].panels.rate("Pool", "A", {"Wants more": "met"})
    assert next_step(seats[0]) == "talent pool panel show"
    for who in seats[1:]:
        org[who].panels.rate("Pool", "A", {"Wants more": "met"})
    assert {next_step(who) for who in seats} == {"talent pool decide"}
    org[seats[0]].pools.decide("Pool", "A", "accept", WORDS, WORDS)
    assert section(org, seats[0], "panel", "Cases put to you") == ()


def test_what_people_ask_for_waits_for_hr_with_its_day(org: Organisation) -> None:
    request = org["A"].requests.make("A")
    org["B"].corrections.propose("job_title", "Matron", "It changed")
    (correction, asked) = sorted(
        section(org, "HR", "hr", "Waiting for HR"), key=lambda one: one.due is not None
    )
    assert asked.due == request.due_on and "copy" in asked.text
    assert correction.command == "talent correction list"
    org.days_pass(60)
    assert section(org, "HR", "hr", "Waiting for HR")[0].late


def test_an_administrator_is_told_of_a_backup_that_is_missing_and_of_no_person(org: Organisation) -> None:
    org.signed("A", "M")
    found = agenda(org, "ADMIN")
    assert found.role == "admin" and found.items[0].late and "backup" in found.items[0].text
    said = " ".join(f"{one.text} {one.detail}" for one in found.items)
    assert "Name of" not in said


def test_an_account_has_an_agenda_for_each_of_its_roles_and_for_no_other(org: Organisation) -> None:
    found = agenda(org, "M")
    assert (found.role, found.roles) == ("manager", ("manager", "individual"))
    with pytest.raises(InputError, match="does not act as 'hr'; it acts as: manager, individual"):
        agenda(org, "M", "hr")
    for who in ("M", "A", "HR", "PANEL", "ADMIN"):
        for role in agenda(org, who).roles:
            assert agenda(org, who, role).role == role in ROLES


def test_who_opened_the_record_is_told(org: Organisation) -> None:
    talk = org.signed("A", "M")

    def opened() -> str:
        (item,) = (one for one in section(org, "A", "individual", "Your record") if one.place == "records")
        return item.detail

    assert opened() == "Opened by nobody else in the last 30 days."
    org["M"].conversations.get(talk.id)
    assert opened() == "Opened 1 time in the last 30 days, by M."


DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))


@given(st.lists(st.builds(Item, st.text(max_size=3), due=st.none() | DAYS, late=st.booleans())))
def test_what_is_late_comes_first_then_what_has_a_day_the_earliest_first(items: list[Item]) -> None:
    found = sorted(items, key=pressing)
    late = [one.late for one in found]
    assert late == sorted(late, reverse=True)
    for group in (True, False):
        days = [one.due for one in found if one.late is group]
        dated = [day for day in days if day is not None]
        assert days == sorted(dated) + [None] * (len(days) - len(dated))


def test_a_review_that_was_held_is_not_due_again(org: Organisation) -> None:
    org["M"].plans.agree(shared_plan(org, "A", org.today))
    (plan,) = org["A"].plans.all()
    assert review_due(plan, []) == plan.next_review_on
    assert review_due(replace(plan, next_review_on=None), []) is None
    assert plan.next_review_on
    org.days_pass((plan.next_review_on - org.today).days)
    org.signed("A", "M")
    assert review_due(plan, org["A"].conversations.all(kind="guided", status="signed")) is None
