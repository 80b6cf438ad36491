"""Nomination, answer, panel, decision: each by whoever may, with what it needs, and in the open for the person."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from store.days import months_after, working_days_after
from store.engine import writing
from store.errors import Forbidden, Invalid, NotAllowed, NotFound
from store.pools.views import PoolDetails
from store.views import ActionInput, Criterion, PortfolioInput
from tests.store.organisation import LONG, START, WORDS, Organisation

MET = {"Wants more": "met"}


@pytest.fixture
def team(org: Organisation) -> Organisation:
    org.team()
    org.pool()
    return org


@pytest.fixture
def agreed(team: Organisation) -> Organisation:
    """A was nominated by M and has said yes."""
    team.nominated("M", "A")
    team["A"].pools.agree("Pool", yes=True)
    return team


def state(org: Organisation, person: str) -> str:
    (member,) = org[person].pools.members("Pool")
    return member.state


# --- Nomination --------------------------------------------------------------------------------------------------


def test_from_nomination_to_membership(agreed: Organisation) -> None:
    agreed.decided("A")
    (member,) = agreed["A"].pools.members()
    assert (member.state, member.joined_on, member.source) == ("active", agreed.today, "manager")
    assert (member.review_on, member.expires_on) == (date(2027, 3, 2), date(2029, 3, 2))
    trail = agreed["A"].pools.trail("Pool", "A")
    assert [(event.step, event.by, event.reason) for event in trail] == [
        ("nominate", "M", f"Wants more: {WORDS}"),
        ("agree", "A", ""),
        ("convene_panel", "HR", "On the panel: SEAT1, SEAT2, SEAT3."),
        ("accept", "SEAT1", LONG),
    ]
    assert [event.by_name for event in trail] == ["Name of M", "Name of A", "Name of HR", "SEAT1"]
    assert member.nominated_by_name == "Name of M"
    assert trail[-1].would_change == LONG


def test_people_are_named_by_their_names_and_accounts_only_where_they_are_nobodys(
    agreed: Organisation,
) -> None:
    agreed.panel()
    agreed.convened("A", seats=("PANEL", "SEAT1", "SEAT2"))
    case = agreed["HR"].panels.case("Pool", "A")
    assert (case.convened_by, case.convened_by_name) == ("HR", "Name of HR")
    seats = {seat.account: seat.name for seat in case.seats}
    assert seats == {"PANEL": "Name of PANEL", "SEAT1": "SEAT1", "SEAT2": "SEAT2"}
    (convened,) = (one for one in agreed["A"].pools.trail("Pool", "A") if one.step == "convene_panel")
    assert convened.reason == "On the panel: Name of PANEL, SEAT1, SEAT2."
    assert {row.name for row in agreed["HR"].audit.all() if row.account == "M"} == {"Name of M"}


def test_a_reason_that_is_too_short_is_named_with_by_how_much(team: Organisation) -> None:
    two = [Criterion(name, "ambition", "individual", ("steady",)) for name in ("Wants more", "Does well")]
    team.pool("Two", two)
    nominate = team["M"].pools.nominate
    with pytest.raises(Invalid, match="'Does well' is 37 short of 40"):
        nominate("Two", "A", {"wants more": WORDS, "Does well": "Good at it"})
    with pytest.raises(Invalid, match="'Wants more' is 40 short of 40; 'Does well' is 40 short of 40"):
        nominate("Two", "A", {})
    with pytest.raises(Invalid, match="'Other' is no criterion"):
        nominate("Two", "A", {"Wants more": WORDS, "Does well": WORDS, "Other": WORDS})
    nominate("Two", "A", {"wants more": WORDS, "Does well": WORDS})


def test_the_nominator_changes_the_reasons_that_the_person_asks_to_have_changed(team: Organisation) -> None:
    team.nominated("M", "A")
    team.days_pass(20)
    with pytest.raises(Invalid):
        team["A"].pools.ask_edits("Pool", "no")
    team["A"].pools.ask_edits("Pool", LONG)
    with pytest.raises(Forbidden):
        team["HR"].pools.amend("Pool", "A", {"Wants more": WORDS})
    team["M"].pools.amend("Pool", "A", {"Wants more": f"Anew: {WORDS}"})
    team.days_pass(20)
    assert state(team, "A") == "nominated", "the time to answer begins again"
    team["A"].pools.agree("Pool", yes=True)
    assert "Anew" in team["A"].pools.trail("Pool", "A")[2].reason


def test_a_managers_view_is_asked_for_and_stops_nothing(team: Organisation) -> None:
    team.nominated("A", "A")
    for other in ("N", "HR", "B"):
        with pytest.raises((NotFound, NotAllowed)):
            team[other].panels.manager_view("Pool", "A", LONG)
    case = team["HR"].panels.convene("Pool", "A", team.panel())
    assert "asked for" in case.manager_view
    team["M"].panels.manager_view("Pool", "A", "I would rather keep her on the ward this year.")
    assert "rather keep her" in team["HR"].panels.case("Pool", "A").manager_view
    assert state(team, "A") == "agreed"


def test_a_nomination_that_nobody_answers_lapses_and_the_trail_says_so(team: Organisation) -> None:
    team.nominated("M", "A")
    team.days_pass(20)
    assert state(team, "A") == "nominated"
    team.days_pass(1)
    assert state(team, "A") == "lapsed"
    last = team["A"].pools.trail("Pool", "A")[-1]
    assert (last.step, last.by, last.at.date()) == ("lapse", "the pool's rules", team.today)
    with pytest.raises(Forbidden):
        team["A"].pools.agree("Pool", yes=True)
    team.nominated("M", "A")
    team["A"].pools.agree("Pool", yes=True)
    assert state(team, "A") == "agreed"


def test_nobody_agrees_for_somebody_else(team: Organisation) -> None:
    team.nominated("M", "A")
    for other in ("M", "B", "HR"):
        with pytest.raises(NotFound):
            team[other].pools.agree("Pool", yes=True)
    with pytest.raises(NotAllowed):
        team["ADMIN"].pools.agree("Pool", yes=True)


# --- The panel ---------------------------------------------------------------------------------------------------


def test_nothing_is_decided_without_a_yes_and_a_panel(team: Organisation) -> None:
    team.nominated("M", "A")
    seats = team.panel()
    with pytest.raises(Forbidden):
        team["HR"].panels.convene("Pool", "A", seats)
    with pytest.raises(Forbidden):
        team["HR"].pools.decide("Pool", "A", "accept", LONG, LONG)
    team["A"].pools.agree("Pool", yes=True)
    with pytest.raises(Forbidden, match="No panel has been convened"):
        team["HR"].pools.decide("Pool", "A", "accept", LONG, LONG)


def test_a_panel_has_three_members_who_may_sit(agreed: Organisation) -> None:
    one, two, three = agreed.panel()
    with writing(agreed.engine) as session:
        session.execute(text("""UPDATE account SET roles = '["panel"]' WHERE name IN ('A', 'M', 'B')"""))
    convene = agreed["HR"].panels.convene
    for seats, said in (
        ((one, two), "at least 3 members; 2 are"),
        ((one, one, two), "at least 3 members; 2 are"),
        ((one, two, "HR"), "no account that sits on panels"),
        ((one, two, "nobody"), "no account that sits on panels"),
        ((one, two, "A"), "about themself"),
        ((one, two, "M"), "own line manager"),
    ):
        with pytest.raises((Invalid, Forbidden), match=said):
            convene("Pool", "A", seats)
    for who in ("M", "PANEL", "A"):
        with pytest.raises(NotAllowed):
            agreed[who].panels.convene("Pool", "A", (one, two, three))
    found = convene("Pool", "A", (one, two, "B"))
    assert {seat.account: seat.outside_line for seat in found.seats} == {one: True, two: True, "B": True}
    with pytest.raises(Forbidden, match="sits about this nomination already"):
        convene("Pool", "A", (one, two, three))


def test_at_least_one_member_is_outside_the_line(org: Organisation) -> None:
    for reference, manager in (
        ("T1", None),
        ("T2", "T1"),
        ("T3", "T2"),
        ("M", "T3"),
        ("A", "M"),
        ("HR", None),
    ):
        org.person(reference, manager, ["hr"] if reference == "HR" else ["panel"])
    org.pool()
    org.nominated("A", "A")
    with pytest.raises(Forbidden, match="outside the person's line"):
        org["HR"].panels.convene("Pool", "A", ("T1", "T2", "T3"))
    found = org["HR"].panels.convene("Pool", "A", ("T1", "T2", *org.panel(1)))
    assert [seat.account for seat in found.seats if seat.outside_line] == ["SEAT1"]


def test_whoever_nominates_neither_sits_nor_decides(team: Organisation) -> None:
    with writing(team.engine) as session:
        session.execute(text("""UPDATE account SET roles = '["hr", "panel"]' WHERE name = 'HR'"""))
    team.person("HR2", roles=["hr"])
    team.nominated("HR", "A")
    team["A"].pools.agree("Pool", yes=True)
    with pytest.raises(Forbidden, match="made the nomination"):
        team["HR2"].panels.convene("Pool", "A", ("HR", *team.panel(2)))
    team.convened("A")
    with pytest.raises(Forbidden, match="Whoever nominates"):
        team["HR"].pools.decide("Pool", "A", "accept", LONG, LONG)
    team["HR2"].pools.decide("Pool", "A", "accept", LONG, LONG)


def test_nobody_decides_about_themself_or_as_the_own_line_manager(team: Organisation) -> None:
    with writing(team.engine) as session:
        session.execute(text("""UPDATE account SET roles = '["hr", "panel"]' WHERE name = 'M'"""))
    team.nominated("HR", "HR")
    with pytest.raises(NotFound):
        team["HR"].pools.decide("Pool", "HR", "accept", LONG, LONG)
    assert state(team, "HR") == "agreed"
    team.nominated("A", "A")
    team.convened("A")
    with pytest.raises(Forbidden, match="own line manager"):
        team["M"].pools.decide("Pool", "A", "accept", LONG, LONG)
    team["HR"].pools.decide("Pool", "A", "accept", LONG, LONG)


def test_each_declares_and_rates_alone_before_anybody_sees_the_others(agreed: Organisation) -> None:
    one, two, three = agreed.panel()
    agreed["HR"].panels.convene("Pool", "A", (one, two, three))
    with pytest.raises(Forbidden, match="Declare first"):
        agreed[one].panels.rate("Pool", "A", MET)
    for name, word in ((one, "met"), (two, "partly")):
        agreed[name].panels.declare("Pool", "A")
        agreed[name].panels.rate("Pool", "A", {"wants more": word})

    def seen(by: str) -> dict[str, object]:
        return {seat.account: seat.ratings for seat in agreed[by].panels.case("Pool", "A").seats}

    assert seen(one) == {one: MET, two: None, three: None}
    assert seen("HR") == {one: None, two: None, three: None}
    with pytest.raises(Forbidden, match="what you rated alone stays"):
        agreed[one].panels.rate("Pool", "A", {"Wants more": "partly"})
    with pytest.raises(Forbidden, match=r"1 has not declared .* 1 has not rated"):
        agreed["HR"].pools.decide("Pool", "A", "accept", LONG, LONG)
    agreed[three].panels.declare("Pool", "A")
    agreed[three].panels.rate("Pool", "A", {"Wants more": "not_shown"})
    assert (
        seen(one)
        == seen("HR")
        == {one: MET, two: {"Wants more": "partly"}, three: {"Wants more": "not_shown"}}
    )
    agreed[three].panels.rate("Pool", "A", {"Wants more": "partly"})
    (third,) = (seat for seat in agreed[one].panels.case("Pool", "A").seats if seat.account == three)
    assert (third.ratings, third.later) == ({"Wants more": "not_shown"}, {"Wants more": "partly"}), (
        "both are kept"
    )


@pytest.mark.parametrize(
    ("ratings", "said"),
    [
        ({}, "missing: Wants more"),
        ({"Wants more": "7"}, "not rated '7'"),
        ({**MET, "z": "met"}, "no criterion"),
    ],
)
def test_evidence_is_rated_in_words_for_every_criterion(
    agreed: Organisation, ratings: dict[str, str], said: str
) -> None:
    one, *_ = seats = agreed.panel()
    agreed["HR"].panels.convene("Pool", "A", seats)
    agreed[one].panels.declare("Pool", "A")
    with pytest.raises(Invalid, match=said):
        agreed[one].panels.rate("Pool", "A", ratings)


def test_a_conflict_takes_a_member_out_and_the_quorum_stays_three(agreed: Organisation) -> None:
    one, two, three, four = agreed.panel(4)
    agreed.convened("A", seats=(one, two, three))
    agreed[one].panels.declare("Pool", "A", "We are cousins.")
    with pytest.raises(NotFound):
        agreed[one].panels.case("Pool", "A")
    with pytest.raises(Forbidden, match="3 members have to be present, and 2 are"):
        agreed["HR"].pools.decide("Pool", "A", "accept", LONG, LONG)
    agreed["HR"].panels.seat("Pool", "A", four)
    assert not agreed[two].panels.case("Pool", "A").discussing
    agreed[four].panels.declare("Pool", "A")
    agreed[four].panels.rate("Pool", "A", MET)
    agreed["HR"].pools.decide("Pool", "A", "accept", LONG, LONG)


def test_whoever_has_declared_a_conflict_does_not_record_the_decision_as_hr_either(
    agreed: Organisation,
) -> None:
    with writing(agreed.engine) as session:
        session.execute(text("""UPDATE account SET roles = '["hr", "panel"]' WHERE name = 'HR'"""))
    agreed.convened("A", seats=("HR", *agreed.panel()))
    agreed["HR"].panels.declare("Pool", "A", "We share a flat.")
    with pytest.raises(Forbidden, match="declared a conflict"):
        agreed["HR"].pools.decide("Pool", "A", "accept", LONG, LONG)
    agreed["SEAT1"].pools.decide("Pool", "A", "accept", LONG, LONG)


def test_those_present_decide_when_a_fourth_is_absent(agreed: Organisation) -> None:
    one, two, three, four = agreed.panel(4)
    agreed["HR"].panels.convene("Pool", "A", (one, two, three, four))
    for name in (one, two, three):
        agreed[name].panels.declare("Pool", "A")
        agreed[name].panels.rate("Pool", "A", MET)
    with pytest.raises(Forbidden):
        agreed[one].pools.decide("Pool", "A", "not_yet", LONG, LONG)
    agreed["HR"].panels.absent("Pool", "A", four)
    agreed[one].pools.decide("Pool", "A", "not_yet", LONG, LONG)


def test_a_panel_reaches_a_case_while_it_decides_and_only_if_it_sits_on_it(agreed: Organisation) -> None:
    def reached(name: str) -> tuple[set[str], int]:
        records = agreed[name]
        return {one.reference for one in records.people.all()} - {name}, len(records.panels.cases())

    seats = ("PANEL", *agreed.panel(2))
    assert reached("PANEL") == (set(), 0), "agreed, and no panel convened"
    agreed.convened("A", seats=seats)
    assert reached("PANEL") == ({"A"}, 1)
    agreed.panel(4)
    assert reached("SEAT4") == (set(), 0), "another panel's"
    agreed["PANEL"].pools.decide("Pool", "A", "accept", LONG, LONG)
    assert reached("PANEL") == (set(), 0)
    for attempt in (agreed["PANEL"].panels.case, agreed["PANEL"].pools.trail):
        with pytest.raises(NotFound):
            attempt("Pool", "A")


def test_a_panel_reads_reasons_evidence_what_is_attached_and_agreed_goals_and_no_more(
    agreed: Organisation,
) -> None:
    me = agreed["A"]
    agreed.signed("A", "M", share_with_hr=True)
    items = [
        me.portfolio.save(PortfolioInput("project", title, agreed.today, "I led it"))
        for title in ("Audit", "Other")
    ]
    for goal in ("Lead a service", "A draft"):
        plan = me.plans.save([ActionInput(goal)])
        if goal == "Lead a service":
            me.plans.share(plan.id)
            agreed["M"].plans.agree(plan.id)
    me.panels.add_evidence("Pool", "A", "The audit of the spring and its figures.", items[0].id[:8])
    with pytest.raises(NotFound):
        agreed["M"].panels.add_evidence("Pool", "A", "The other one, which is hers alone.", items[1].id)
    one, *_ = agreed.convened("A")
    case = agreed[one].panels.case("Pool", "A")
    assert case.reasons == {"Wants more": WORDS}
    assert case.evidence == ("Name of A: The audit of the spring and its figures.",)
    assert len(case.items) == 1 and case.items[0].startswith("Audit")
    assert case.goals == ("Lead a service",)
    assert agreed[one].conversations.all() == []
    for attempt in (agreed[one].plans.all, agreed[one].portfolio.all):
        with pytest.raises(NotAllowed):
            attempt()


def test_a_member_adds_evidence_when_hr_has_asked_and_not_before(agreed: Organisation) -> None:
    one, *_ = agreed.convened("A")
    with pytest.raises(Forbidden, match="when HR has asked"):
        agreed[one].panels.add_evidence("Pool", "A", "I saw her run the meeting in May.")
    agreed["HR"].panels.ask("Pool", "A", one, "What did you see in May, and when?")
    agreed[one].panels.add_evidence("Pool", "A", "I saw her run the meeting in May.")
    assert agreed["HR"].panels.case("Pool", "A").evidence == (f"{one}: I saw her run the meeting in May.",)


# --- The decision ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("decision", ["accept", "not_yet", "decline", "return_for_evidence"])
@pytest.mark.parametrize("said", ["", "   ", "too short", " " * 30 + "short"])
def test_no_decision_without_a_reason_and_what_would_change_it(
    agreed: Organisation, decision: str, said: str
) -> None:
    agreed.convened("A")
    for reason, change in ((said, LONG), (LONG, said)):
        with pytest.raises(Invalid):
            agreed["HR"].pools.decide("Pool", "A", decision, reason, change)
    assert state(agreed, "A") == "agreed"


def test_a_pool_takes_as_many_as_it_says(team: Organisation) -> None:
    one = [Criterion("Wants more", "ambition", "individual", ("step_up",))]
    team["HR"].pools.create(name="Small", purpose="x", criteria=one, details=PoolDetails(size_limit=1))
    for person in ("A", "B"):
        team.nominated(person, person, "Small")
        seats = team.convened(person, "Small")
    with pytest.raises(Forbidden, match="HR records a yes"):
        team[seats[0]].pools.decide("Small", "A", "accept", LONG, LONG)
    team["HR"].pools.decide("Small", "A", "accept", LONG, LONG)
    with pytest.raises(Forbidden, match="takes 1 at once"):
        team["HR"].pools.decide("Small", "B", "accept", LONG, LONG)
    team["HR"].pools.decide("Small", "B", "not_yet", LONG, LONG)


def test_the_result_is_told_within_ten_working_days_and_reading_it_is_noted(agreed: Organisation) -> None:
    with pytest.raises(Forbidden, match="Nothing has been decided"):
        agreed["HR"].memberships.tell("Pool", "A", "In person.")
    agreed.decided("A", "not_yet")
    (member,) = agreed["HR"].pools.members()
    assert (member.tell_by, member.told_on) == (date(2026, 3, 16), None)
    agreed.days_pass(3)
    agreed["HR"].memberships.tell("Pool", "A", "In person.")
    with pytest.raises(Forbidden, match="told on 2026-03-05"):
        agreed["HR"].memberships.tell("Pool", "A", "In person.")
    agreed.days_pass(1)
    for _ in range(2):
        agreed["A"].memberships.read("Pool")
    (member,) = agreed["HR"].pools.members()
    assert (member.told_on, member.read_on) == (date(2026, 3, 5), date(2026, 3, 6))
    assert [one.step for one in agreed["A"].pools.trail("Pool", "A")][-2:] == ["tell", "read"]


@pytest.mark.parametrize(("day", "after"), [("2026-03-02", "2026-03-16"), ("2026-03-06", "2026-03-20"),
                                            ("2026-03-07", "2026-03-20"), ("2026-03-08", "2026-03-20")])  # fmt: skip
def test_ten_working_days_are_two_weeks_and_a_weekend_begins_on_its_friday(day: str, after: str) -> None:
    assert working_days_after(date.fromisoformat(day), 10, ()) == date.fromisoformat(after)


def test_the_day_to_tell_by_is_not_counted_over_public_holidays(agreed: Organisation) -> None:
    agreed.days_pass((date(2026, 3, 25) - agreed.today).days)
    agreed.decided("A", "not_yet")
    (member,) = agreed["HR"].pools.members()
    assert member.tell_by == date(2026, 4, 10)  # with Good Friday and Easter Monday in between


def test_a_membership_ends_on_its_last_day_and_is_not_used_after_it(agreed: Organisation) -> None:
    agreed.decided("A")
    last = months_after(agreed.today, 36)
    agreed.now = START.replace(year=last.year, month=last.month, day=last.day) - timedelta(days=1)
    agreed["HR"].memberships.review("Pool", "A", wants="yes", evidence=LONG, progress=LONG)
    agreed.days_pass(1)
    assert state(agreed, "A") == "expired"
    members = agreed["HR"].memberships
    for attempt in (
        lambda: members.review("Pool", "A", wants="yes", evidence=LONG, progress=LONG),
        lambda: members.pause("Pool", "A", LONG, agreed.today + timedelta(days=30)),
        lambda: members.leave("Pool", "A", LONG, "completed", LONG),
        lambda: agreed["A"].memberships.leave("Pool", "A"),
    ):
        with pytest.raises((Forbidden, Invalid)):
            attempt()
    assert state(agreed, "A") == "expired"


def test_what_comes_of_a_nomination_is_seen_by_those_concerned(team: Organisation) -> None:
    team.nominated("M", "A")
    assert {who for who in ("A", "B", "M", "N", "HR", "PANEL") if team[who].pools.members()} == {
        "A",
        "M",
        "HR",
    }
    with pytest.raises(NotFound):
        team["B"].pools.trail("Pool", "A")
