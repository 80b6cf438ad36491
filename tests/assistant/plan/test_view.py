"""What the page of a plan says: who sees it, how actions stand, what can be done next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.plan import view
from assistant.plan.catalogue import catalogue
from assistant.plan.page import CheckedAction, CheckedPlan
from assistant.plan.smart import Fail, Warned
from assistant.plan.timeline import Moment
from store.plans import FLOW
from store.views import ActionView, PlanView, PortfolioItemView, Release

ACTION = ActionView(
    "a1", "Chair the pathway group", date(2026, 6, 30), "Sam Okafor", "in_progress", late=False
)
PLAN = PlanView(
    "p1",
    3,
    "A",
    "Priya Nair",
    "agreed",
    date(2026, 3, 2),
    date(2026, 4, 13),
    (ACTION,),
    manager_name="Sam Okafor",
)
METHODS = catalogue()


def checked(plan: PlanView, *warnings: Warned, fails: tuple[Fail, ...] = ()) -> CheckedPlan:
    return CheckedPlan(plan.id, tuple(CheckedAction(one.goal, fails) for one in plan.actions), warnings)


def sheet(
    plan: PlanView = PLAN, *warnings: Warned, mine: bool = True, fails: tuple[Fail, ...] = ()
) -> view.Sheet:
    return view.sheet(plan, checked(plan, *warnings, fails=fails), METHODS, mine=mine)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("draft", "A draft: only you see it, until you share it with Sam Okafor."),
        ("shared", "Shared: Sam Okafor can read it and agree to it."),
        ("agreed", "Agreed on 2026-03-02: Sam Okafor and HR can read it."),
        ("closed", "Closed: it stays on record and does not change any more."),
    ],
)
def test_the_owner_reads_who_sees_the_plan(status: str, said: str) -> None:
    assert sheet(replace(PLAN, status=status, next_review_on=None)).standing == said


def test_the_next_review_stands_beside_it() -> None:
    assert sheet().standing.endswith("Review on 2026-04-13.")


def test_late_is_a_word() -> None:
    assert view.stands(replace(ACTION, late=True), PLAN) == "in progress, late"


def test_an_action_is_a_draft_until_somebody_has_agreed_to_the_plan() -> None:
    agreed = replace(ACTION, status="agreed")
    assert view.stands(agreed, replace(PLAN, status="draft")) == "draft"
    assert view.stands(agreed, PLAN) == "agreed"


def test_an_action_says_what_is_not_said_in_words() -> None:
    bare = replace(ACTION, due=None, helper=None, goal="Be braver", status="draft")
    assert view.action_cells(bare, PLAN, METHODS) == ("Be braver", "no day", "not said", "nobody", "draft")


@given(st.sampled_from(sorted(FLOW)), st.sampled_from(["draft", "shared", "agreed"]))
def test_the_steps_offered_are_those_that_the_store_allows(status: str, plan: str) -> None:
    offered = view.steps(replace(ACTION, status=status), replace(PLAN, status=plan))
    assert {one.status for one in offered if one.status} == FLOW[status]
    assert len({one.key for one in offered}) == len(offered)
    assert all(one.question for one in offered if one.asks)


@pytest.mark.parametrize("status", ["blocked", "on_hold", "cancelled"])
def test_what_stops_an_action_asks_for_the_reason(status: str) -> None:
    step = next(one for one in view.steps(ACTION, PLAN) if one.status == status)
    assert view.follow_up(step, "No places this year") == {"status": status, "reason": "No places this year"}


def test_done_leads_to_evidence_and_three_months_later_to_the_impact() -> None:
    done = replace(ACTION, status="done", done_on=date(2026, 6, 30))
    keys = [one.key for one in view.steps(done, PLAN)]
    assert keys[:3] == ["in_progress", "evidenced", "impact"]
    said = dict(view.action_fields(done, METHODS))
    assert said["What has changed because of it"] == "to be said from 2026-09-30, three months after"
    changed = replace(done, impact="I chair alone")
    assert dict(view.action_fields(changed, METHODS))["What has changed because of it"] == "I chair alone"


def test_what_was_stopped_goes_on_and_does_not_begin() -> None:
    labels = {
        status: view.steps(replace(ACTION, status=status), PLAN)[0].label for status in ("agreed", "on_hold")
    }
    assert labels == {"agreed": "Begin it", "on_hold": "Go on with it"}


def test_an_action_is_taken_out_of_a_draft_only() -> None:
    assert view.REMOVE in view.steps(ACTION, replace(PLAN, status="draft"))
    assert view.REMOVE not in view.steps(ACTION, PLAN)


def test_nothing_can_be_done_with_what_is_closed_or_somebody_elses() -> None:
    assert sheet(replace(PLAN, status="closed")).actions[0].steps == ()
    assert sheet(mine=False).actions[0].steps == ()
    assert not sheet(mine=False).changes


STILL = Warned("still_right", "Is it still right?")


def test_whether_it_is_still_right_is_asked_apart_and_of_its_owner_only() -> None:
    other = Warned("no_helper", "Nobody is named who helps. Who could?")
    assert sheet(PLAN, STILL, other).still_right == "Is it still right?"
    assert sheet(PLAN, STILL, other).asks == (other.text,)
    assert sheet(PLAN, STILL, mine=False).still_right == ""


def test_what_the_check_asks_stands_with_its_action() -> None:
    fail = Fail("time_bound", "By when?", "It has no day.")
    assert sheet(fails=(fail,)).actions[0].asks == (("Time-bound", "It has no day. By when?"),)


def test_a_check_of_a_plan_as_it_was_before_is_not_shown_with_another_action() -> None:
    before = CheckedPlan("p1", (CheckedAction("Something else", (Fail("specific", "What?", "Vague."),)),), ())
    assert view.sheet(PLAN, before, METHODS, mine=True).actions[0].asks == ()


ACTIONS = st.builds(
    ActionView,
    id=st.uuids().map(str),
    goal=st.text(min_size=1),
    due=st.none() | st.dates(),
    helper=st.none() | st.text(min_size=1),
    status=st.sampled_from(sorted(FLOW)),
    late=st.booleans(),
    share=st.none() | st.sampled_from([70, 20, 10]),
    steps=st.lists(st.text(min_size=1), max_size=3).map(tuple),
    release=st.none() | st.sampled_from(get_args(Release)),
    location_ok=st.none() | st.booleans(),
    done_on=st.none() | st.dates(max_value=date(9000, 1, 1)),
)


@given(
    st.lists(ACTIONS, min_size=1, max_size=4, unique_by=lambda one: one.id).map(tuple), st.text(min_size=1)
)
def test_changing_one_action_leaves_the_others_as_they_are(
    actions: tuple[ActionView, ...], goal: str
) -> None:
    plan = replace(PLAN, actions=actions)
    first = actions[0]
    changed = view.with_action(plan, replace(view.as_input(first), goal=goal))
    assert changed[0].goal == goal
    assert changed[1:] == view.inputs(plan)[1:]
    assert view.without_action(plan, first.id) == view.inputs(plan)[1:]
    new = replace(view.as_input(first), id=None)
    assert view.with_action(plan, new) == (*view.inputs(plan), new)


@given(ACTIONS)
def test_every_action_has_a_cell_for_every_column(action: ActionView) -> None:
    cells = view.action_cells(action, PLAN, METHODS)
    assert len(cells) == len(view.ACTIONS)
    assert all(cells)
    assert all(text for _, text in view.action_fields(action, METHODS))


ITEM = PortfolioItemView(
    *("i1", 1, "A", "Priya Nair", "thank_you", "A letter", date(2026, 1, 1), "", "Joy", ("care",), "", ""),
    shared=False,
    created_on=date(2026, 1, 1),
    changed_on=date(2026, 1, 1),
)


def test_a_portfolio_item_says_who_sees_it() -> None:
    assert view.item_cells(ITEM) == ("2026-01-01", "thank-you", "A letter", "only you see it")
    assert view.item_cells(replace(ITEM, shared=True), "Sam Okafor")[-1] == "Sam Okafor and HR"
    assert view.item_fields(ITEM) == (("What came of it", "Joy"), ("Skills it shows", "care"))


def test_each_year_of_a_timeline_begins_with_its_number() -> None:
    moments = (
        Moment(date(2024, 5, 1), "joined", "Joined"),
        Moment(date(2026, 1, 1), "portfolio", "A letter"),
        Moment(date(2026, 3, 2), "plan", "Plan agreed"),
    )
    assert [on for on, _ in view.timeline_lines(moments)] == [
        "2024",
        "2024-05-01",
        "2026",
        "2026-01-01",
        "2026-03-02",
    ]
