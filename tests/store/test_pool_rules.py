"""Rules of talent pools that a way through one seldom meets, one by one: each fails here where it is left out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from store.days import months_after
from store.engine import writing
from store.errors import Forbidden, Invalid, NotFound
from store.models import ReportingLine
from store.pools.views import PoolDetails
from store.views import Criterion, MemberView
from tests.store.organisation import LONG, START, WORDS, Organisation

FRESH = ("SEAT4", "SEAT5", "SEAT6")
"""A panel of people who had no part in what was decided before."""
CRITERIA = [Criterion("Wants more", "ambition", "individual", ("step_up",))]


@pytest.fixture
def team(org: Organisation) -> Organisation:
    """M with A and B, N with C, HR; above M there is T, who sits on panels."""
    org.team()
    org.person("T", roles=["panel"])
    with writing(org.engine) as session:
        since = START.date() - timedelta(days=365)
        session.add(ReportingLine(person_id=org.people["M"], manager_id=org.people["T"], since=since))
    org.panel(6)
    org.pool()
    return org


@pytest.fixture
def agreed(team: Organisation) -> Organisation:
    """A has put themself forward."""
    team.nominated("A", "A")
    return team


@pytest.fixture
def inside(agreed: Organisation) -> Organisation:
    """A is in the pool."""
    agreed.decided("A")
    return agreed


@pytest.fixture
def not_yet(agreed: Organisation) -> Organisation:
    """A panel of SEAT1, who wrote it down, SEAT2 and SEAT3 has told A: not yet."""
    agreed.decided("A", "not_yet")
    return agreed


def member(org: Organisation, person: str = "A") -> MemberView:
    (found,) = (one for one in org[person].pools.members("Pool") if one.person.reference == person)
    return found


def give(org: Organisation, name: str, *roles: str) -> None:
    held = ", ".join(f'"{role}"' for role in roles)
    with writing(org.engine) as session:
        session.execute(
            text("UPDATE account SET roles = :roles WHERE name = :name"),
            {"roles": f"[{held}]", "name": name},
        )


def leaves_today(org: Organisation, person: str) -> None:
    with writing(org.engine) as session:
        session.execute(
            text("UPDATE person SET left_on = :day WHERE reference = :person"),
            {"day": org.today, "person": person},
        )


# --- Nominations -------------------------------------------------------------------------------------------------


def test_a_changed_nomination_has_its_whole_time_to_be_answered_and_only_its_maker_changes_it(
    team: Organisation,
) -> None:
    team.nominated("M", "A")
    team.days_pass(20)
    with pytest.raises(Forbidden, match="by whoever made it"):
        team["HR"].pools.amend("Pool", "A", {"Wants more": WORDS})
    team["M"].pools.amend("Pool", "A", {"Wants more": WORDS})
    assert member(team).answer_by == team.today + timedelta(days=21)
    team.days_pass(20)
    assert member(team).state == "nominated"


def test_a_nomination_begins_anew_with_nothing_of_the_time_before(inside: Organisation) -> None:
    inside["HR"].memberships.tell("Pool", "A", "In person.")
    inside["A"].memberships.read("Pool")
    inside["A"].memberships.leave("Pool", "A")
    inside.nominated("A", "A")
    now = member(inside)
    assert (now.state, now.outcome) == ("agreed", "")
    assert [now.decided_on, now.tell_by, now.told_on, now.read_on] == [None] * 4
    assert [now.joined_on, now.review_on, now.expires_on, now.paused_until] == [None] * 4


def test_hr_ends_a_nomination_that_nobody_has_decided_about_only_as_what_it_can_be(
    agreed: Organisation,
) -> None:
    for outcome in ("completed", "appointed", "criteria_no_longer_met"):
        with pytest.raises(Invalid, match="one of withdrew, left_employer, lapsed"):
            agreed["HR"].memberships.leave("Pool", "A", LONG, outcome, LONG)
    agreed["HR"].memberships.leave("Pool", "A", LONG, "lapsed", LONG)
    assert (member(agreed).state, member(agreed).outcome) == ("left", "lapsed")


# --- Panels ------------------------------------------------------------------------------------------------------


def test_somebody_from_outside_the_line_has_to_be_there_when_it_is_decided_too(org: Organisation) -> None:
    line = ("T1", "T2", "T3")
    for reference, manager in zip((*line, "M", "A"), (None, *line, "M"), strict=True):
        org.person(reference, manager, ["panel"])
    org.person("HR", roles=["hr"])
    org.pool()
    org.nominated("A", "A")
    (outside,) = org.panel(1)
    org.convened("A", seats=(*line, outside))
    org["HR"].panels.absent("Pool", "A", outside)
    with pytest.raises(Forbidden, match="outside the person's line"):
        org["HR"].pools.decide("Pool", "A", "accept", LONG, LONG)


def test_whoever_reports_to_somebody_is_not_outside_their_line(agreed: Organisation) -> None:
    agreed.person("D", "A")
    agreed.person("E", "D", ["panel"])
    found = agreed["HR"].panels.convene("Pool", "A", ("E", "T", "SEAT1"))
    assert {seat.account: seat.outside_line for seat in found.seats} == {
        "E": False,
        "T": False,
        "SEAT1": True,
    }


def test_a_panel_about_somebody_for_one_pool_does_not_see_their_case_for_another(
    agreed: Organisation,
) -> None:
    agreed.pool("Other")
    agreed.nominated("A", "A", "Other")
    agreed.convened("A", "Pool", ("SEAT1", "SEAT2", "SEAT3"))
    agreed.convened("A", "Other", FRESH)
    assert [one.pool for one in agreed["SEAT4"].panels.cases()] == ["Other"]
    with pytest.raises(NotFound):
        agreed["SEAT4"].panels.case("Pool", "A")
    with pytest.raises(NotFound):
        agreed["SEAT4"].panels.rate("Pool", "A", {"Wants more": "met"})


def test_a_place_is_kept_in_a_pause_and_free_after_the_last_day(team: Organisation) -> None:
    details = PoolDetails(size_limit=1, max_months=1, review_months=1)
    team["HR"].pools.create(name="Small", purpose="x", criteria=CRITERIA, details=details)
    for person in ("A", "B"):
        team.nominated(person, person, "Small")
        team.convened(person, "Small")
    team["HR"].pools.decide("Small", "A", "accept", LONG, LONG)
    team["A"].memberships.pause("Small", "A", LONG, team.today + timedelta(days=10))
    last = months_after(team.today, 1) + timedelta(days=10)
    team.days_pass((last - team.today).days - 1)
    with pytest.raises(Forbidden, match="takes 1 at once"):
        team["HR"].pools.decide("Small", "B", "accept", LONG, LONG)
    team.days_pass(1)
    team["HR"].pools.decide("Small", "B", "accept", LONG, LONG)


def test_whoever_leaves_the_organisation_leaves_their_place(team: Organisation) -> None:
    team["HR"].pools.create(name="Small", purpose="x", criteria=CRITERIA, details=PoolDetails(size_limit=1))
    for person in ("A", "B"):
        team.nominated(person, person, "Small")
        team.convened(person, "Small")
    team["HR"].pools.decide("Small", "A", "accept", LONG, LONG)
    leaves_today(team, "A")
    team["HR"].pools.decide("Small", "B", "accept", LONG, LONG)


# --- What is told ------------------------------------------------------------------------------------------------


def test_every_decision_is_told_anew(not_yet: Organisation) -> None:
    not_yet["HR"].memberships.tell("Pool", "A", "In person.")
    not_yet["A"].memberships.read("Pool")
    not_yet["A"].appeals.raise_("Pool", LONG)
    not_yet["M"].appeals.hear("Pool", "A", upheld=True, reason=LONG)
    not_yet.days_pass(7)
    not_yet.convened("A", seats=FRESH)
    not_yet["SEAT4"].pools.decide("Pool", "A", "accept", LONG, LONG)
    now = member(not_yet)
    assert (now.decided_on, now.tell_by) == (not_yet.today, date(2026, 3, 23))
    assert (now.told_on, now.read_on) == (None, None)


def test_being_taken_out_is_a_decision_that_is_told_in_time(inside: Organisation) -> None:
    inside["HR"].memberships.tell("Pool", "A", "In person.")
    inside["A"].memberships.read("Pool")
    inside.days_pass(7)
    inside["HR"].memberships.leave("Pool", "A", LONG, "criteria_no_longer_met", LONG)
    now = member(inside)
    assert (now.decided_on, now.tell_by) == (inside.today, date(2026, 3, 23))
    assert (now.told_on, now.read_on) == (None, None)
    inside["HR"].memberships.tell("Pool", "A", "In person.")


def test_looking_before_anything_is_decided_changes_nothing(team: Organisation) -> None:
    team.nominated("M", "A")
    before = team["A"].pools.trail("Pool", "A")
    team["A"].memberships.read("Pool")
    assert team["A"].pools.trail("Pool", "A") == before
    assert (member(team).told_on, member(team).read_on) == (None, None)


# --- Memberships -------------------------------------------------------------------------------------------------


def test_a_pause_ends_within_eighteen_months_and_not_today(inside: Organisation) -> None:
    latest = months_after(inside.today, 18)
    for until in (inside.today, latest + timedelta(days=1)):
        with pytest.raises(Invalid, match="A pause ends between"):
            inside["A"].memberships.pause("Pool", "A", LONG, until)
    inside["A"].memberships.pause("Pool", "A", LONG, latest)


def test_coming_back_late_from_a_pause_moves_no_day_further(inside: Organisation) -> None:
    before = member(inside)
    assert before.expires_on and before.review_on
    inside["A"].memberships.pause("Pool", "A", LONG, inside.today + timedelta(days=40))
    inside.days_pass(60)
    inside["A"].memberships.resume("Pool", "A")
    now, moved = member(inside), timedelta(days=40)
    assert (now.expires_on, now.review_on) == (before.expires_on + moved, before.review_on + moved)


def test_a_line_manager_who_is_hr_too_pauses_nobody_of_their_line_and_ends_no_pause(
    inside: Organisation,
) -> None:
    give(inside, "M", "hr")
    until = inside.today + timedelta(days=40)
    with pytest.raises(Forbidden, match="own line manager"):
        inside["M"].memberships.pause("Pool", "A", LONG, until)
    inside["A"].memberships.pause("Pool", "A", LONG, until)
    with pytest.raises(Forbidden, match="own line manager"):
        inside["M"].memberships.resume("Pool", "A")
    assert member(inside).state == "paused"


def test_ones_own_leaving_is_never_noted_as_anything_else(inside: Organisation) -> None:
    with pytest.raises(Invalid, match="withdrew"):
        inside["A"].memberships.leave("Pool", "A", LONG, "completed", LONG)
    assert member(inside).state == "active"


def test_somebody_whose_review_is_due_is_thanked_too_when_the_pool_is_closed(inside: Organisation) -> None:
    due = member(inside).review_on
    assert due
    inside.days_pass((due - inside.today).days)
    assert member(inside).state == "review_due"
    inside["HR"].pools.close("Pool", LONG, LONG)
    last = inside["A"].pools.trail("Pool", "A")[-1]
    assert (last.by, last.step, last.reason) == ("HR", "leave", LONG)
    assert last.detail["thanks"].startswith("Thank you")


# --- Appeals -----------------------------------------------------------------------------------------------------


def test_an_appeal_is_heard_to_the_end_of_its_last_day(not_yet: Organisation) -> None:
    me = not_yet["A"].appeals
    due = me.raise_("Pool", LONG).due_on
    not_yet.days_pass((due - not_yet.today).days)
    assert not not_yet["M"].appeals.all()[0].overdue
    with pytest.raises(Forbidden, match=f"is being heard until {due}"):
        me.raise_("Pool", LONG)
    not_yet.days_pass(1)
    assert not_yet["M"].appeals.all()[0].overdue
    assert me.raise_("Pool", LONG).level == "senior_manager"


def test_the_next_step_goes_to_the_managers_manager(not_yet: Organisation) -> None:
    not_yet["A"].appeals.raise_("Pool", LONG)
    not_yet["M"].appeals.hear("Pool", "A", upheld=False, reason=LONG)
    assert not_yet["A"].appeals.raise_("Pool", LONG).hearer == "T"


def test_nobody_hears_an_appeal_who_had_a_part_in_what_was_decided(agreed: Organisation) -> None:
    give(agreed, "N", "panel")
    agreed.convened("A", seats=("T", "N", "SEAT1"))
    agreed["SEAT1"].pools.decide("Pool", "A", "not_yet", LONG, LONG)
    agreed["A"].appeals.raise_("Pool", LONG)
    agreed["M"].appeals.hear("Pool", "A", upheld=False, reason=LONG)
    assert agreed["A"].appeals.raise_("Pool", LONG).hearer == "", "T is above M, and sat on the panel"
    agreed.person("D", "A")
    for who in ("N", "T", "M", "A"):
        with pytest.raises(Invalid, match="is the person, or has decided about this before"):
            agreed["HR"].appeals.assign("Pool", "A", who)


def test_whoever_rated_wrote_down_or_heard_before_does_not_sit_on_the_independent_panel(
    agreed: Organisation,
) -> None:
    agreed.person("HR2", roles=["hr"])
    agreed.convened("A")
    agreed["HR"].pools.decide("Pool", "A", "not_yet", LONG, LONG)
    agreed["A"].appeals.raise_("Pool", LONG)
    agreed["M"].appeals.hear("Pool", "A", upheld=False, reason=LONG)
    agreed["A"].appeals.raise_("Pool", LONG)
    agreed["HR"].appeals.assign("Pool", "A", "N")
    agreed["N"].appeals.hear("Pool", "A", upheld=True, reason=LONG)
    give(agreed, "HR", "hr", "panel")
    give(agreed, "N", "panel")
    for who in ("SEAT2", "HR", "N"):
        with pytest.raises(Forbidden, match=f"{who} has decided about this before"):
            agreed["HR2"].panels.convene("Pool", "A", (who, *FRESH[:2]))
    agreed["HR2"].panels.convene("Pool", "A", FRESH)


def test_nobody_of_the_persons_line_sits_on_the_independent_panel(not_yet: Organisation) -> None:
    not_yet["A"].appeals.raise_("Pool", LONG)
    not_yet["M"].appeals.hear("Pool", "A", upheld=True, reason=LONG)
    with pytest.raises(Forbidden, match="T is in the person's line"):
        not_yet["HR"].panels.convene("Pool", "A", ("T", *FRESH[:2]))


def test_with_its_person_gone_an_appeal_waits_for_nobody(agreed: Organisation) -> None:
    agreed.decided("A", "return_for_evidence")
    agreed["A"].appeals.raise_("Pool", LONG)
    agreed["A"].memberships.leave("Pool", "A")
    assert [one.outcome for one in agreed["A"].appeals.all()] == ["dropped"]
    assert agreed["M"].appeals.all() == []
    with pytest.raises(NotFound):
        agreed["M"].appeals.hear("Pool", "A", upheld=True, reason=LONG)
