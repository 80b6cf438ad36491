"""Development plans: their owner's; others see what has been shared or agreed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import plans
from store.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound
from store.views import ActionInput, PlanView, TurnInput
from tests.store.organisation import LONG, Organisation


@pytest.fixture
def team(org: Organisation) -> Organisation:
    org.team()
    return org


def begun(org: Organisation, who: str = "A") -> PlanView:
    return org[who].plans.save([ActionInput("Shadow the matron"), ActionInput("Teach", share=20)])


def readers(org: Organisation, plan: PlanView) -> set[str]:
    everybody = ("A", "B", "M", "N", "HR")
    return {who for who in everybody if plan.id in {one.id for one in org[who].plans.all()}}


def test_a_plan_goes_from_its_owner_to_the_manager_to_hr(team: Organisation) -> None:
    plan = begun(team)
    assert readers(team, plan) == {"A"}
    with pytest.raises(NotFound):
        team["M"].plans.agree(plan.id)
    team["A"].plans.share(plan.id)
    assert readers(team, plan) == {"A", "M"}
    for other in ("N", "HR"):
        with pytest.raises((NotFound, NotAllowed)):
            team[other].plans.agree(plan.id)
    agreed = team["M"].plans.agree(plan.id[:8])
    assert (agreed.status, agreed.agreed_on) == ("agreed", team.today)
    assert readers(team, plan) == {"A", "M", "HR"}
    with pytest.raises(Forbidden):
        team["A"].plans.share(plan.id, yes=False)


def test_nobody_agrees_to_their_own_plan(team: Organisation) -> None:
    plan = begun(team, "M")
    team["M"].plans.share(plan.id)
    with pytest.raises(NotFound):
        team["M"].plans.agree(plan.id)


def test_a_plan_that_came_of_a_record_refused_to_hr_is_not_theirs_either(team: Organisation) -> None:
    both = {"individual": team.today, "manager": team.today}
    for who, share in (("A", True), ("B", False)):
        talk = team.talk(who, "M")
        answer = team.answer("share_with_hr", share)
        saved = team["M"].conversations.save_turn(talk.id, 1, TurnInput(None, "x", "y"), [answer], {})
        team["M"].conversations.close(talk.id, saved.version, both, [{"goal": "g"}])  # type: ignore[arg-type]
    assert [plan.owner for plan in team["HR"].plans.all()] == ["A"]


def test_a_plan_is_changed_by_its_owner_alone_and_not_over_somebody_elses_change(team: Organisation) -> None:
    plan = begun(team)
    first, second = plan.actions
    kept = [ActionInput("Teach more", id=second.id), ActionInput("New")]
    changed = team["A"].plans.save(kept, plan=plan.id, expected_version=plan.version)
    assert [(one.goal, one.id == second.id) for one in changed.actions] == [
        ("Teach more", True),
        ("New", False),
    ]
    with pytest.raises(Conflict):
        team["A"].plans.save(kept, plan=plan.id, expected_version=plan.version)
    with pytest.raises(NotFound):
        team["A"].plans.save([ActionInput("x", id=first.id)], plan=plan.id)
    with pytest.raises(NotFound):
        team["M"].plans.save(kept, plan=plan.id)


def test_an_action_that_others_have_read_is_cancelled_not_taken_out(team: Organisation) -> None:
    plan = begun(team)
    team["A"].plans.share(plan.id)
    with pytest.raises(Forbidden):
        team["A"].plans.save([ActionInput("Other")], plan=plan.id)
    assert team["A"].plans.get(plan.id).actions == plan.actions
    with pytest.raises(Forbidden):
        team["A"].plans.set_action_status(plan.actions[0].id, "evidenced")
    with pytest.raises(Invalid):
        team["A"].plans.set_action_status(plan.actions[0].id, "cancelled")
    after = team["A"].plans.set_action_status(plan.actions[0].id, "cancelled", LONG)
    assert after.actions[0].status == "cancelled"


def test_a_closed_plan_does_not_change_any_more(team: Organisation) -> None:
    plan = begun(team)
    assert team["A"].plans.close(plan.id).status == "closed"
    attempts: tuple[Callable[[], object], ...] = (
        lambda: team["A"].plans.close(plan.id),
        lambda: team["A"].plans.share(plan.id),
        lambda: team["A"].plans.save([], plan=plan.id),
        lambda: team["A"].plans.set_action_status(plan.actions[0].id, "in_progress"),
    )
    for attempt in attempts:
        with pytest.raises(Forbidden):
            attempt()


def test_an_action_is_late_the_day_after_its_day_until_it_is_done(team: Organisation) -> None:
    plan = team["A"].plans.save([ActionInput("Shadow", due=team.today + timedelta(days=1))])

    def late() -> bool:
        return team["A"].plans.get(plan.id).actions[0].late

    team.days_pass(1)
    assert not late()
    team.days_pass(1)
    assert late()
    team["A"].plans.set_action_status(plan.actions[0].id, "done")
    assert not late()


def test_only_the_owner_moves_an_action(team: Organisation) -> None:
    plan = begun(team)
    team["A"].plans.share(plan.id)
    with pytest.raises(NotFound):
        team["M"].plans.set_action_status(plan.actions[0].id, "done")
    with pytest.raises(NotAllowed):
        team["ADMIN"].plans.set_action_status(plan.actions[0].id, "done")


# The domain's flow, as one reads it.
FLOW = """
draft agreed; agreed in_progress; in_progress blocked; in_progress on_hold; in_progress done; done evidenced;
blocked in_progress; on_hold in_progress; done in_progress; agreed done;
draft cancelled; agreed cancelled; in_progress cancelled; blocked cancelled; on_hold cancelled
"""
MOVES = {tuple(step.split()) for step in FLOW.replace("\n", " ").split(";")}


@given(st.sampled_from(sorted(plans.FLOW)), st.sampled_from(sorted(plans.FLOW)))
def test_an_actions_life_is_the_domains(before: str, after: str) -> None:
    assert (after in plans.FLOW[before]) == ((before, after) in MOVES)
