"""Development plans: their owner's; others see what has been shared or agreed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from store import plans
from store.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound
from store.views import ActionInput, PlanInput, PlanView, TurnInput
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


def test_many_plans_are_read_in_as_many_statements_as_few_and_look_the_same(team: Organisation) -> None:
    def read() -> tuple[list[PlanView], int]:
        asked: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
            asked.append(statement)

        event.listen(team.program, "before_cursor_execute", note)
        found = team["A"].plans.all()
        event.remove(team.program, "before_cursor_execute", note)
        return found, len(asked)

    begun(team)
    (_, for_one), made = read(), [begun(team) for _ in range(4)]
    found, for_five = read()
    assert (len(found), for_five) == (5, for_one)
    for plan in made:
        one = team["A"].plans.get(plan.id)
        assert replace(one, manager_name="") in found
        assert [action.goal for action in one.actions] == ["Shadow the matron", "Teach"]


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


# --- What a plan says, and how its actions go ---------------------------------------------------------------------


def test_a_plan_keeps_everything_that_was_said(team: Organisation) -> None:
    about = PlanInput(
        period_start=team.today,
        period_end=team.today + timedelta(days=365),
        ambition_link="To run a service",
        strengths=("Calm", "Planning"),
        growth_areas=("Budgets",),
        org_objective="Fewer late visits",
    )
    action = ActionInput(
        goal="Chair the group",
        start=team.today,
        due=team.today + timedelta(days=90),
        helper="Sam",
        measure="Six meetings",
        method="stretch",
        share=70,
        steps=("Read the terms", "Chair the first meeting"),
        owner="Ann",
        cost="none",
        release="refused",
        release_reason="The winter rota",
        location_ok=True,
        gained="Chairing",
        target_role="Ward manager",
    )
    team["A"].plans.save([action], about=about, next_review_on=team.today)
    (plan,) = team["A"].plans.all()
    assert {name: getattr(plan, name) for name in asdict(about)} == asdict(about)
    (kept,) = plan.actions
    assert {name: getattr(kept, name) for name in asdict(action) if name != "id"} == {
        name: value for name, value in asdict(action).items() if name != "id"
    }
    again = team["A"].plans.save([replace(action, id=kept.id, steps=())], plan=plan.id)
    assert (again.strengths, again.actions[0].steps) == (("Calm", "Planning"), ())


@pytest.mark.parametrize(
    ("about", "action", "said"),
    [
        ({"strengths": tuple("abcdef")}, {}, "6 strengths; up to 5"),
        ({"growth_areas": tuple("abcd")}, {}, "4 growth areas; up to 3"),
        ({"period_start": date(2026, 5, 2), "period_end": date(2026, 5, 1)}, {}, "before that"),
        ({}, {"start": date(2026, 5, 2), "due": date(2026, 5, 1)}, "after that"),
        ({}, {"release": "perhaps"}, "Release is one of not_needed"),
        ({}, {"release": "refused"}, "why release was refused"),
        ({}, {"share": 50}, "70, 20 or 10"),
        ({}, {"steps": ("\x00",)}, "not text"),
        ({}, {"target_role": "x" * 201}, "201 characters"),
    ],
)
def test_what_cannot_be_kept_is_one_sentence_and_nothing_is_saved(
    team: Organisation, about: dict[str, Any], action: dict[str, Any], said: str
) -> None:
    with pytest.raises(Invalid, match=said) as refused:
        team["A"].plans.save([ActionInput("Shadow", **action)], about=PlanInput(**about))
    assert "\n" not in str(refused.value)
    assert team["A"].plans.all() == []


def test_a_strength_said_twice_is_kept_once(team: Organisation) -> None:
    plan = team["A"].plans.save([], about=PlanInput(strengths=("Calm", " Calm ", "", "Kind")))
    assert plan.strengths == ("Calm", "Kind")


def test_evidenced_needs_evidence_given_then_or_before(team: Organisation) -> None:
    shadow, teach = (one.id for one in begun(team).actions)
    mine = team["A"].plans
    for action in (shadow, teach):
        mine.set_action_status(action, "done")
    with pytest.raises(Invalid, match="what shows"):
        mine.set_action_status(shadow, "evidenced")
    assert mine.all()[0].actions[0].status == "done"
    mine.set_action_status(shadow, "evidenced", evidence="The matron's note")
    mine.follow_up(teach, evidence="The register", reviewed_by="Sam")
    after = mine.follow_up(teach, status="evidenced").actions
    assert [(one.status, one.evidence, one.reviewed_by) for one in after] == [
        ("evidenced", "The matron's note", ""),
        ("evidenced", "The register", "Sam"),
    ]
    with pytest.raises(Invalid):
        mine.follow_up(teach, evidence=" ")


def test_an_impact_is_of_what_was_done(team: Organisation) -> None:
    action = begun(team).actions[0].id
    mine = team["A"].plans
    with pytest.raises(Forbidden, match="no impact yet"):
        mine.follow_up(action, impact="I do it alone")
    done = mine.follow_up(action, status="done", impact="I do it alone").actions[0]
    assert (done.impact, done.done_on) == ("I do it alone", team.today)
    team.days_pass(100)
    later = mine.follow_up(action, impact="Two others do it too").actions[0]
    assert (later.impact, later.done_on) == ("Two others do it too", team.today - timedelta(days=100))
    assert mine.follow_up(action, status="in_progress").actions[0].done_on is None


def test_an_action_is_followed_up_by_its_owner_with_something_to_say(team: Organisation) -> None:
    plan = begun(team)
    team["A"].plans.share(plan.id)
    action = plan.actions[0].id
    noted = team["A"].plans.follow_up(action[:13], progress_note="Two shifts so far")
    assert noted.actions[0].progress_note == "Two shifts so far"
    for other in ("M", "B", "HR"):
        with pytest.raises(NotFound):
            team[other].plans.follow_up(action, progress_note="x")
    for nothing in ("", "zzz"):
        with pytest.raises(NotFound):
            team["A"].plans.follow_up(nothing, progress_note="x")
    with pytest.raises(Invalid, match="what to note"):
        team["A"].plans.follow_up(action)
    with pytest.raises(Invalid, match="no status 'started'"):
        team["A"].plans.follow_up(action, status="started")


def test_what_was_noted_stays_when_the_plan_is_saved_again(team: Organisation) -> None:
    plan = begun(team)
    one, two = plan.actions
    team["A"].plans.follow_up(one.id, status="done", evidence="The note", impact="Alone now")
    kept = [ActionInput("Shadow her twice", id=one.id), ActionInput("Teach", id=two.id)]
    after = team["A"].plans.save(kept, plan=plan.id).actions[0]
    assert (after.goal, after.status, after.evidence, after.impact) == (
        "Shadow her twice",
        "done",
        "The note",
        "Alone now",
    )


def test_a_plan_knows_the_day_of_its_last_change(team: Organisation) -> None:
    plan = begun(team)
    changes: tuple[Callable[[], PlanView], ...] = (
        lambda: team["A"].plans.follow_up(plan.actions[0].id, progress_note="x"),
        lambda: team["A"].plans.share(plan.id),
        lambda: team["M"].plans.agree(plan.id),
        lambda: team["A"].plans.set_action_status(plan.actions[0].id, "done"),
        lambda: team["A"].plans.save([ActionInput("x", id=one.id) for one in plan.actions], plan=plan.id),
        lambda: team["A"].plans.close(plan.id),
    )
    for change in changes:
        team.days_pass(1)
        assert team["A"].plans.get(plan.id).changed_on == team.today - timedelta(days=1)
        assert change().changed_on == team.today


def test_an_agreed_plan_is_looked_at_within_four_to_eight_weeks_unless_it_says_when(
    team: Organisation,
) -> None:
    for review in (None, team.today + timedelta(days=200)):
        plan = team["A"].plans.save([ActionInput("Shadow")], next_review_on=review)
        team["A"].plans.share(plan.id)
        agreed = team["M"].plans.agree(plan.id)
        assert agreed.next_review_on
        if review:
            assert agreed.next_review_on == review
        else:
            assert timedelta(weeks=4) <= agreed.next_review_on - team.today <= timedelta(weeks=8)


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
