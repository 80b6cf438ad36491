"""Memberships and appeals: reviewed, paused, ended with thanks; decided anew by others than before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from store.days import months_after
from store.engine import writing
from store.errors import Forbidden, Invalid, NotAllowed, NotFound
from store.views import MemberView
from tests.store.organisation import LONG, Organisation

REVIEW = {"wants": "yes", "evidence": LONG, "progress": LONG}


@pytest.fixture
def team(org: Organisation) -> Organisation:
    org.team()
    org.pool()
    return org


@pytest.fixture
def inside(team: Organisation) -> Organisation:
    """A is in the pool."""
    team.nominated("A", "A")
    team.decided("A")
    return team


@pytest.fixture
def not_yet(team: Organisation) -> Organisation:
    """The panel has told A: not yet."""
    team.nominated("A", "A")
    team.decided("A", "not_yet")
    return team


def member(org: Organisation, person: str = "A") -> MemberView:
    (found,) = (one for one in org[person].pools.members("Pool") if one.person.reference == person)
    return found


def test_a_review_comes_due_and_moves_the_next_day(inside: Organisation) -> None:
    hr = inside["HR"].memberships
    due = member(inside).review_on
    assert due
    inside.days_pass((due - inside.today).days - 1)
    assert member(inside).state == "active"
    inside.days_pass(1)
    assert member(inside).state == "review_due"
    next_on = inside.today + timedelta(days=90)
    hr.review("Pool", "A", **REVIEW, ready_on=next_on, next_on=next_on)
    assert (member(inside).state, member(inside).review_on) == ("active", next_on)
    last = inside["A"].pools.trail("Pool", "A")[-1]
    assert (last.step, last.detail["wants"], last.detail["ready_on"]) == ("review", "yes", f"{next_on}")


@pytest.mark.parametrize("change", [{"wants": "maybe"}, {"evidence": "none"}, {"progress": ""}])
def test_a_review_has_all_its_answers(inside: Organisation, change: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        inside["HR"].memberships.review("Pool", "A", **{**REVIEW, **change})


def test_the_next_review_is_within_a_year(inside: Organisation) -> None:
    for day in (inside.today, months_after(inside.today, 12) + timedelta(days=1)):
        with pytest.raises(Invalid, match="The next review is between"):
            inside["HR"].memberships.review("Pool", "A", **REVIEW, next_on=day)


def test_a_pause_keeps_the_place_and_moves_the_days_and_an_early_end_moves_them_back(
    inside: Organisation,
) -> None:
    before = member(inside)
    assert before.review_on and before.expires_on
    until = inside.today + timedelta(days=100)
    with pytest.raises(Invalid):
        inside["A"].memberships.pause("Pool", "A", "leave", until)
    inside["A"].memberships.pause("Pool", "A", LONG, until)
    paused = member(inside)
    assert (paused.state, paused.paused_until) == ("paused", until)
    assert paused.expires_on == before.expires_on + timedelta(days=100)
    with pytest.raises(Forbidden):
        inside["HR"].memberships.review("Pool", "A", **REVIEW)
    inside.days_pass(40)
    inside["A"].memberships.resume("Pool", "A")
    again = member(inside)
    assert (again.state, again.expires_on) == ("active", before.expires_on + timedelta(days=40))
    assert again.review_on == before.review_on + timedelta(days=40)


@pytest.mark.parametrize("outcome", ["appointed", "withdrew", "criteria_no_longer_met", "left_employer", "completed",
                                     "lapsed"])  # fmt: skip
def test_a_membership_ends_with_a_code_a_reason_thanks_and_a_next_step(
    inside: Organisation, outcome: str
) -> None:
    hr = inside["HR"].memberships
    for reason, code, following in (("", outcome, LONG), (LONG, None, LONG), (LONG, "fired", LONG), (LONG, outcome, ""),
                                    (LONG, "pool_closed", LONG)):  # fmt: skip
        with pytest.raises(Invalid):
            hr.leave("Pool", "A", reason, code, following)
    assert member(inside).state == "active"
    hr.leave("Pool", "A", LONG, outcome, LONG)
    assert (member(inside).state, member(inside).outcome) == ("left", outcome)
    last = inside["A"].pools.trail("Pool", "A")[-1]
    assert (last.reason, last.detail["next_step"]) == (LONG, LONG)
    assert last.detail["thanks"].startswith("Thank you")


def test_one_leaves_oneself_without_a_reason_and_others_may_not_end_it(inside: Organisation) -> None:
    for who in ("M", "PANEL", "B"):
        with pytest.raises((NotAllowed, NotFound)):
            inside[who].memberships.leave("Pool", "A", LONG, "completed", LONG)
    inside["A"].memberships.leave("Pool", "A")
    assert (member(inside).state, member(inside).outcome) == ("left", "withdrew")


def test_a_line_manager_who_is_hr_too_ends_and_reviews_nothing_of_their_reports(inside: Organisation) -> None:
    with writing(inside.engine) as session:
        session.execute(text("""UPDATE account SET roles = '["hr"]' WHERE name = 'M'"""))
    manager = inside["M"].memberships
    with pytest.raises(Forbidden):
        manager.leave("Pool", "A", LONG, "completed", LONG)
    with pytest.raises(Forbidden):
        manager.review("Pool", "A", **REVIEW)


def test_closing_a_pool_ends_every_way_through_it(team: Organisation) -> None:
    for person in ("A", "B", "C", "HR"):
        team.nominated(person, person)
    team.decided("A")
    team.decided("B", "not_yet")
    seat, *_ = team.convened("C")
    with pytest.raises(Invalid):
        team["HR"].pools.close("Pool", LONG, "")
    team["HR"].pools.close("Pool", LONG, f"Next: {LONG}")
    ended = {one: (member(team, one).state, member(team, one).outcome) for one in ("A", "B", "C", "HR")}
    assert ended == {
        "A": ("left", "pool_closed"),
        "B": ("not_yet", ""),
        "C": ("left", "pool_closed"),
        "HR": ("left", "pool_closed"),
    }
    for person in ("A", "HR"):
        last = team[person].pools.trail("Pool", person)[-1]
        assert last.detail["outcome"] == "pool_closed" and LONG in last.reason
    assert team[seat].panels.cases() == []
    with pytest.raises(Forbidden):
        team.nominated("HR", "B")
    with pytest.raises(Forbidden):
        team["HR"].pools.close("Pool", LONG, LONG)


def test_leaving_the_organisation_ends_a_membership_on_that_day(inside: Organisation) -> None:
    day = inside.today + timedelta(days=30)
    with writing(inside.engine) as session:
        session.execute(text("UPDATE person SET left_on = :day WHERE reference = 'A'"), {"day": day})
    inside.days_pass(29)
    assert [one.state for one in inside["HR"].pools.members()] == ["active"]
    inside.days_pass(1)
    assert [(one.state, one.outcome) for one in inside["HR"].pools.members()] == [("left", "left_employer")]
    last = inside["HR"].pools.trail("Pool", "A")[-1]
    assert (last.step, last.by, last.at.date()) == ("leave", "the pool's rules", day)
    with pytest.raises(Forbidden):
        inside["HR"].memberships.review("Pool", "A", **REVIEW)


# --- Appeals -----------------------------------------------------------------------------------------------------


def test_an_appeal_goes_up_step_by_step_to_an_independent_panel(not_yet: Organisation) -> None:
    me, hr = not_yet["A"].appeals, not_yet["HR"]
    with pytest.raises(Invalid):
        me.raise_("Pool", "unfair")
    first = me.raise_("Pool", LONG)
    assert (first.level, first.hearer, first.due_on) == ("manager", "M", not_yet.today + timedelta(days=14))
    with pytest.raises(Forbidden, match="is being heard until"):
        me.raise_("Pool", LONG)
    assert [one.person.reference for one in not_yet["M"].appeals.all()] == ["A"]
    not_yet["M"].appeals.hear("Pool", "A", upheld=False, reason=LONG)
    second = me.raise_("Pool", LONG)
    assert (second.level, second.hearer) == ("senior_manager", "")
    with pytest.raises(Invalid):
        hr.appeals.assign("Pool", "A", "B")
    hr.appeals.assign("Pool", "A", "N")
    not_yet.days_pass(15)
    assert hr.appeals.all()[-1].overdue
    third = me.raise_("Pool", LONG)
    assert third.level == "independent_panel"
    assert [one.outcome for one in me.all()] == ["not_upheld", "not_answered", ""]
    assert member(not_yet).state == "agreed"
    not_yet.panel(6)
    with pytest.raises(Forbidden, match="has decided about this before"):
        hr.panels.convene("Pool", "A", ("SEAT1", "SEAT4", "SEAT5"))
    not_yet.convened("A", seats=("SEAT4", "SEAT5", "SEAT6"))
    hr.pools.decide("Pool", "A", "accept", LONG, LONG)
    assert (member(not_yet).state, me.all()[-1].outcome) == ("active", "upheld")


def test_the_independent_panels_no_is_the_last_step(not_yet: Organisation) -> None:
    me = not_yet["A"].appeals
    me.raise_("Pool", LONG)
    not_yet["M"].appeals.hear("Pool", "A", upheld=True, reason=LONG)
    assert member(not_yet).state == "agreed", "upheld, it is decided anew at once"
    not_yet.panel(6)
    not_yet.convened("A", seats=("SEAT4", "SEAT5", "SEAT6"))
    not_yet["SEAT4"].pools.decide("Pool", "A", "decline", LONG, LONG)
    with pytest.raises(Forbidden, match="last step"):
        me.raise_("Pool", LONG)
    not_yet.nominated("A", "A")


def test_whoever_decided_before_neither_hears_nor_records_an_appeal(team: Organisation) -> None:
    team.nominated("A", "A")
    team.convened("A")
    team["HR"].pools.decide("Pool", "A", "not_yet", LONG, LONG)
    team["A"].appeals.raise_("Pool", LONG)
    team["M"].appeals.hear("Pool", "A", upheld=True, reason=LONG)
    team.panel(6)
    team.convened("A", seats=("SEAT4", "SEAT5", "SEAT6"))
    with pytest.raises(Forbidden, match="no part in the appeal"):
        team["HR"].pools.decide("Pool", "A", "accept", LONG, LONG)
    team["SEAT4"].pools.decide("Pool", "A", "accept", LONG, LONG)


def test_only_whom_it_waits_for_hears_an_appeal_and_only_until_it_is_answered(not_yet: Organisation) -> None:
    for who in ("B", "N", "HR"):
        with pytest.raises((NotAllowed, NotFound)):
            not_yet[who].appeals.hear("Pool", "A", upheld=True, reason=LONG)
    not_yet["A"].appeals.raise_("Pool", LONG)
    for who in ("N", "HR", "PANEL"):
        with pytest.raises((NotAllowed, NotFound)):
            not_yet[who].appeals.hear("Pool", "A", upheld=True, reason=LONG)
    not_yet["M"].appeals.hear("Pool", "A", upheld=False, reason=LONG)
    assert not_yet["M"].appeals.all() == []
    with pytest.raises(NotFound):
        not_yet["M"].appeals.hear("Pool", "A", upheld=True, reason=LONG)


def test_there_is_an_appeal_against_decisions_of_others_alone(inside: Organisation) -> None:
    with pytest.raises(Forbidden):
        inside["A"].appeals.raise_("Pool", LONG)
    inside["HR"].memberships.leave("Pool", "A", LONG, "criteria_no_longer_met", LONG)
    assert inside["A"].appeals.raise_("Pool", LONG).level == "manager"
    inside.nominated("B", "B")
    inside["B"].memberships.leave("Pool", "B")
    with pytest.raises(Forbidden):
        inside["B"].appeals.raise_("Pool", LONG)
