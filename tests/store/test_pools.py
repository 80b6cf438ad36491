"""Talent pools: what is on record decides who is listed, people decide who joins."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from store.days import months_after
from store.engine import writing
from store.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound
from store.views import Candidate, Criterion
from tests.store.organisation import LONG, START, Organisation


@pytest.fixture
def team(org: Organisation) -> Organisation:
    org.team()
    org.pool()
    return org


def candidates(org: Organisation, who: str = "HR", pool: str = "Pool") -> dict[str, Candidate]:
    return {one.person.reference: one for one in org[who].pools.candidates(pool)}


def state(org: Organisation, person: str) -> str:
    (member,) = org[person].pools.members("Pool")
    return member.state


def test_whoever_meets_the_criteria_on_record_and_agreed_is_listed_with_the_facts(team: Organisation) -> None:
    signed = team.signed("A", "M", ambition="step_up", use_in_pools=True)
    found = candidates(team)["A"]
    ((criterion, fact),) = found.met
    assert (criterion.name, fact.value, fact.conversation) == ("Wants more", "step_up", signed.id)
    assert (fact.recorded_on, fact.expires_on) == (date(2026, 3, 2), date(2027, 3, 2))
    assert (found.missing, found.agreement, found.state, found.fits) == ((), "yes", None, True)


def test_without_a_word_on_pools_only_that_is_said_and_no_fact_is_shown(team: Organisation) -> None:
    team.signed("A", "M", ambition="step_up")
    found = candidates(team)["A"]
    assert (found.met, found.missing, found.agreement, found.fits) == ((), (), "missing", False)


def test_whoever_said_no_is_not_listed(team: Organisation) -> None:
    team.signed("A", "M", ambition="step_up", use_in_pools=False)
    assert "A" not in candidates(team)


def test_a_no_said_later_takes_somebody_off_the_list_at_once(team: Organisation) -> None:
    signed = team.signed("A", "M", ambition="step_up", use_in_pools=True)
    team["A"].conversations.agree(signed.id, "use_in_pools", yes=False)
    assert "A" not in candidates(team)


def test_what_is_not_signed_is_nothing(team: Organisation) -> None:
    team.talk("A", "M")
    assert candidates(team) == {}


def test_a_fact_counts_until_the_day_on_which_it_expires(team: Organisation) -> None:
    team.signed("A", "M", ambition="step_up", use_in_pools=True)
    team.now = START.replace(year=2027, month=3, day=1)
    assert candidates(team)["A"].fits
    team.days_pass(1)
    assert candidates(team) == {}


@pytest.mark.parametrize("signed_on", [date(2028, 2, 28), date(2028, 2, 29), date(2027, 12, 31)])
def test_a_year_ends_on_the_day_that_is_shown_also_around_leap_days(
    team: Organisation, signed_on: date
) -> None:
    team.now = START.replace(year=signed_on.year, month=signed_on.month, day=signed_on.day)
    team.signed("A", "M", ambition="step_up", use_in_pools=True)
    expires = candidates(team)["A"].met[0][1].expires_on
    team.now = START.replace(year=expires.year, month=expires.month, day=expires.day) - timedelta(days=1)
    assert candidates(team)["A"].fits
    team.days_pass(1)
    assert candidates(team) == {}


def test_only_the_latest_signed_conversation_counts(team: Organisation) -> None:
    team.signed("A", "M", ambition="step_up", use_in_pools=True)
    team.days_pass(30)
    team.signed("A", "M", ambition="steady", use_in_pools=True)
    found = candidates(team)["A"]
    assert (found.met, found.missing) == ((), ("Wants more",))


def test_what_a_later_conversation_does_not_speak_of_stays_with_its_old_expiry(team: Organisation) -> None:
    placed = [Criterion("Placed", "cell_agreed", "individual", ("steady_growth",))]
    team.pool("Placed", placed)
    team.signed("A", "M", cell_agreed="steady_growth", valid_until="2026-09-01", use_in_pools=True)
    team.days_pass(30)
    team.signed("A", "M", ambition="steady", use_in_pools=True)
    ((_, fact),) = candidates(team, pool="Placed")["A"].met
    assert fact.expires_on == date(2026, 9, 1), "until the day that was agreed with it"
    team.now = START.replace(year=2026, month=9, day=1)
    assert candidates(team, pool="Placed")["A"].missing == ("Placed",)


def test_after_an_absence_an_earlier_placement_may_count_longer(team: Organisation) -> None:
    team.pool("Placed", [Criterion("Placed", "cell_agreed", "individual", ("steady_growth",))])
    team.signed("A", "M", cell_agreed="steady_growth", valid_until="2026-09-01", use_in_pools=True)
    team.days_pass(30)
    team.signed("A", "M", placement_extended_until="2027-01-31", use_in_pools=True)
    team.now = START.replace(year=2027, month=1, day=30)
    assert candidates(team, pool="Placed")["A"].fits


def test_each_record_is_agreed_to_anew(team: Organisation) -> None:
    team.signed("A", "M", ambition="step_up", use_in_pools=True)
    team.days_pass(30)
    team.signed("A", "M", performance="met")
    assert candidates(team)["A"].agreement == "missing"


def test_of_a_list_any_part_meets_a_criterion_and_yes_and_no_are_words(team: Organisation) -> None:
    criteria = [
        Criterion("Kinds of work", "job_families", "individual", ("Nursing", "finance")),
        Criterion("May be asked", "be_approached", "individual", ("yes",)),
        Criterion("The manager's view", "performance", "manager", ("exceeded",)),
    ]
    team.pool("Other", criteria)
    team.signed(
        "A",
        "M",
        use_in_pools=True,
        be_approached=True,
        job_families=["people", "nursing"],
        manager_performance="exceeded",
    )
    team.signed(
        "B", "M", use_in_pools=True, be_approached=False, job_families=["people"], performance="exceeded"
    )
    found = candidates(team, pool="other")
    assert found["A"].fits
    assert found["B"].missing == ("Kinds of work", "May be asked", "The manager's view")


def test_candidates_are_in_alphabetical_order_whatever_they_meet(team: Organisation) -> None:
    for person, manager, wants in (("B", "M", "step_up"), ("A", "M", "steady"), ("C", "N", "step_up")):
        team.signed(person, manager, ambition=wants, use_in_pools=True)
    names = [one.person.name for one in team["HR"].pools.candidates("Pool")]
    assert names == sorted(names) and len(names) == 3


def test_a_manager_sees_their_own_reports_among_the_candidates(team: Organisation) -> None:
    for person, manager in (("A", "M"), ("C", "N")):
        team.signed(person, manager, ambition="step_up", use_in_pools=True)
    assert set(candidates(team, "M")) == {"A"}
    assert set(candidates(team, "HR")) == {"A", "C"}
    for who in ("A", "PANEL", "ADMIN"):
        with pytest.raises(NotAllowed):
            team[who].pools.candidates("Pool")


def test_nobody_is_a_candidate_in_their_own_eyes_as_hr(team: Organisation) -> None:
    with writing(team.engine) as session:
        session.execute(text("""UPDATE account SET roles = '["hr"]' WHERE name = 'A'"""))
    for person in ("A", "B"):
        team.signed(person, "M", ambition="step_up", use_in_pools=True)
    assert set(candidates(team, "A")) == {"B"}


def test_a_leaver_is_no_candidate(team: Organisation) -> None:
    team.signed("A", "M", ambition="step_up", use_in_pools=True)
    with writing(team.engine) as session:
        session.execute(text("UPDATE person SET left_on = '2026-03-02' WHERE reference = 'A'"))
    assert candidates(team) == {}


def test_from_nomination_to_membership(team: Organisation) -> None:
    team["M"].pools.nominate("Pool", "A", LONG)
    assert state(team, "A") == "nominated"
    team["A"].pools.agree("Pool", yes=True)
    team["PANEL"].pools.decide("Pool", "A", "accept", LONG)
    (member,) = team["A"].pools.members()
    assert (member.state, member.joined_on) == ("active", team.today)
    assert (member.review_on, member.expires_on) == (date(2027, 3, 2), date(2029, 3, 2))
    trail = team["A"].pools.trail("Pool", "A")
    assert [(event.step, event.by, event.reason) for event in trail] == [
        ("nominate", "M", LONG),
        ("agree", "A", ""),
        ("accept", "PANEL", LONG),
    ]


def test_nobody_is_decided_about_before_they_have_agreed(team: Organisation) -> None:
    team["M"].pools.nominate("Pool", "A", LONG)
    with pytest.raises(Forbidden):
        team["HR"].pools.decide("Pool", "A", "accept", LONG)
    team["A"].pools.agree("Pool", yes=False)
    with pytest.raises(Forbidden):
        team["HR"].pools.decide("Pool", "A", "accept", LONG)
    assert state(team, "A") == "declined"


def test_nobody_agrees_for_somebody_else(team: Organisation) -> None:
    team["M"].pools.nominate("Pool", "A", LONG)
    for other in ("M", "B", "HR"):
        with pytest.raises(NotFound):
            team[other].pools.agree("Pool", yes=True)
    with pytest.raises(NotAllowed):
        team["ADMIN"].pools.agree("Pool", yes=True)


def test_nobody_decides_about_themself(team: Organisation) -> None:
    team["HR"].pools.nominate("Pool", "HR", LONG)
    with pytest.raises(NotFound):
        team["HR"].pools.decide("Pool", "HR", "accept", LONG)
    assert state(team, "HR") == "agreed"


def test_nobodys_own_line_manager_decides_whatever_else_they_are(team: Organisation) -> None:
    with writing(team.engine) as session:
        session.execute(text("""UPDATE account SET roles = '["hr", "panel"]' WHERE name = 'M'"""))
    team["A"].pools.nominate("Pool", "A", LONG)
    with pytest.raises(Forbidden):
        team["M"].pools.decide("Pool", "A", "accept", LONG)
    team["HR"].pools.decide("Pool", "A", "accept", LONG)


def test_whoever_nominates_does_not_decide(team: Organisation) -> None:
    team["HR"].pools.nominate("Pool", "A", LONG)
    team["A"].pools.agree("Pool", yes=True)
    with pytest.raises(Forbidden):
        team["HR"].pools.decide("Pool", "A", "accept", LONG)
    team["PANEL"].pools.decide("Pool", "A", "accept", LONG)


def test_a_panel_sees_a_case_while_it_has_to_decide_and_not_afterwards(team: Organisation) -> None:
    panel = team["PANEL"]

    def seen() -> set[str]:
        return {one.reference for one in panel.people.all()} - {"PANEL"}

    team["M"].pools.nominate("Pool", "A", LONG)
    assert seen() == set()
    team["A"].pools.agree("Pool", yes=True)
    assert seen() == {"A"}
    panel.pools.decide("Pool", "A", "accept", LONG)
    assert seen() == set()
    with pytest.raises(NotFound):
        panel.pools.trail("Pool", "A")


@pytest.mark.parametrize("reason", ["", "   ", "too short", " " * 30 + "short"])
def test_no_step_about_somebody_without_a_reason_that_is_one(team: Organisation, reason: str) -> None:
    with pytest.raises(Invalid):
        team["M"].pools.nominate("Pool", "A", reason)
    team["A"].pools.nominate("Pool", "A", LONG)
    with pytest.raises(Invalid):
        team["HR"].pools.decide("Pool", "A", "accept", reason)
    with pytest.raises(Invalid):
        team["HR"].pools.decide("Pool", "A", "not_yet", LONG, reason)
    team["HR"].pools.decide("Pool", "A", "accept", LONG)
    with pytest.raises(Invalid):
        team["HR"].pools.leave("Pool", "A", reason)
    assert state(team, "A") == "active"


def test_a_nomination_that_nobody_answers_lapses(team: Organisation) -> None:
    team["M"].pools.nominate("Pool", "A", LONG)
    team.days_pass(20)
    assert state(team, "A") == "nominated"
    team.days_pass(1)
    assert state(team, "A") == "lapsed"
    with pytest.raises(Forbidden):
        team["A"].pools.agree("Pool", yes=True)
    team["M"].pools.nominate("Pool", "A", LONG)
    team["A"].pools.agree("Pool", yes=True)
    assert state(team, "A") == "agreed"


def test_a_membership_ends_on_its_last_day_and_is_not_used_after_it(team: Organisation) -> None:
    team["A"].pools.nominate("Pool", "A", LONG)
    team["HR"].pools.decide("Pool", "A", "accept", LONG)
    last = months_after(team.today, 36)
    team.now = START.replace(year=last.year, month=last.month, day=last.day) - timedelta(days=1)
    team["HR"].pools.review("Pool", "A", LONG)
    team.days_pass(1)
    assert state(team, "A") == "expired"
    for attempt in (team["HR"].pools.review, team["HR"].pools.leave):
        with pytest.raises(Forbidden):
            attempt("Pool", "A", LONG)


def test_nominations_are_taken_between_a_pools_dates(team: Organisation) -> None:
    opens, closes = team.today + timedelta(days=10), team.today + timedelta(days=20)
    criteria = [Criterion("x", "ambition", "individual", ("steady",))]
    team["HR"].pools.create(name="Later", purpose="x", criteria=criteria, opens=opens, closes=closes)
    for days, person, taken in (
        (0, "A", False),
        (9, "A", False),
        (1, "A", True),
        (10, "B", True),
        (1, "C", False),
    ):
        team.days_pass(days)
        if taken:
            team["HR"].pools.nominate("Later", person, LONG)
        else:
            with pytest.raises(Forbidden):
                team["HR"].pools.nominate("Later", person, LONG)


def test_a_manager_nominates_their_own_reports_only(team: Organisation) -> None:
    with pytest.raises(NotFound):
        team["M"].pools.nominate("Pool", "C", LONG)
    with pytest.raises(NotAllowed):
        team["ADMIN"].pools.nominate("Pool", "C", LONG)


def test_anybody_who_works_here_may_read_a_pools_criteria(team: Organisation) -> None:
    for who in ("A", "M", "PANEL", "HR"):
        assert team[who].pools.get("pool").criteria[0].name == "Wants more"
    with pytest.raises(Conflict):
        team.pool("Pool")
    with pytest.raises(NotAllowed):
        team["M"].pools.create(name="Mine", purpose="x", criteria=[])


def test_what_comes_of_a_nomination_is_seen_by_those_concerned(team: Organisation) -> None:
    team["M"].pools.nominate("Pool", "A", LONG)
    assert {who for who in ("A", "B", "M", "N", "HR", "PANEL") if team[who].pools.members()} == {
        "A",
        "M",
        "HR",
    }
    with pytest.raises(NotFound):
        team["B"].pools.trail("Pool", "A")
