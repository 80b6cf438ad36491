"""Talent pools: what is on record decides who is listed, people decide who joins."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from store.engine import writing
from store.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound
from store.pools.views import PoolDetails
from store.views import Candidate, Criterion
from tests.store.organisation import LONG, START, WORDS, Organisation


@pytest.fixture
def team(org: Organisation) -> Organisation:
    org.team()
    org.pool()
    return org


def candidates(org: Organisation, who: str = "HR", pool: str = "Pool") -> dict[str, Candidate]:
    return {one.person.reference: one for one in org[who].pools.candidates(pool).people}


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
    names = [one.person.name for one in team["HR"].pools.candidates("Pool").people]
    assert names == sorted(names) and len(names) == 3


def test_who_fits_is_always_listed_and_of_the_others_so_many_by_name(
    team: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.pools.candidates.LISTED", 1)
    for person, manager, said in (
        ("A", "M", {"ambition": "steady", "use_in_pools": True}),
        ("B", "M", {"ambition": "step_up", "use_in_pools": True}),
        ("C", "N", {"ambition": "step_up"}),
    ):
        team.signed(person, manager, **said)
    found = team["HR"].pools.candidates("Pool")
    assert (found.fits, found.agreement_missing, found.short, found.unlisted) == (1, 1, 1, 1)
    assert {one.person.reference for one in found.people} == {"B", "C"}


def test_candidates_of_one_unit(team: Organisation) -> None:
    with writing(team.engine) as session:
        session.execute(text("UPDATE person SET unit = 'Wards' WHERE reference = 'A'"))
    for person, manager in (("A", "M"), ("C", "N")):
        team.signed(person, manager, ambition="step_up", use_in_pools=True)
    found = team["HR"].pools.candidates("Pool", unit="wards")
    assert [one.person.reference for one in found.people] == ["A"]
    with pytest.raises(NotFound, match="no unit 'Moon'"):
        team["HR"].pools.candidates("Pool", unit="Moon")


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


def test_nominations_are_taken_between_a_pools_dates(team: Organisation) -> None:
    opens, closes = team.today + timedelta(days=10), team.today + timedelta(days=20)
    team["HR"].pools.create(name="Later", purpose="x", criteria=ONE, opens=opens, closes=closes)
    for days, person, taken in (
        (0, "A", False),
        (9, "A", False),
        (1, "A", True),
        (10, "B", True),
        (1, "C", False),
    ):
        team.days_pass(days)
        if taken:
            team.nominated("HR", person, "Later")
        else:
            with pytest.raises(Forbidden):
                team.nominated("HR", person, "Later")


def test_a_manager_nominates_their_own_reports_only(team: Organisation) -> None:
    with pytest.raises(NotFound):
        team.nominated("M", "C")
    with pytest.raises(NotAllowed):
        team["ADMIN"].pools.nominate("Pool", "C", {"Wants more": WORDS})


def test_only_those_nominate_whom_the_pool_names(team: Organisation) -> None:
    team["HR"].pools.create(
        name="Closed shop", purpose="x", criteria=ONE, details=PoolDetails(who_may_nominate=("manager",))
    )
    for who in ("A", "HR"):
        with pytest.raises(Forbidden, match="made by: line managers"):
            team.nominated(who, "A", "Closed shop")
    team.nominated("M", "A", "Closed shop")


# --- What is published -------------------------------------------------------------------------------------------

ONE = [Criterion("x", "ambition", "individual", ("steady",))]
TWO = [*ONE, Criterion("y", "performance", "manager", ("met",))]


def test_anybody_who_works_here_may_read_what_is_published_of_a_pool(team: Organisation) -> None:
    details = PoolDetails(
        job_family="nursing",
        benefits="A mentor",
        duties="A talk a year",
        size_limit=5,
        review_months=6,
        max_months=24,
        targeted_group_evidence="Three of forty heads of ward are from the group that half of the staff is from.",
        proportionality_note="It is a programme, and every post is filled in open competition.",
        targeted_review_on=team.today + timedelta(days=365),
    )
    team["HR"].pools.create(name="Wards", purpose="To lead wards", criteria=TWO, details=details)
    for who in ("A", "M", "PANEL", "HR"):
        found = team[who].pools.get("wards")
        for name in ("job_family", "benefits", "duties", "size_limit", "review_months", "max_months"):
            assert getattr(found, name) == getattr(details, name)
        assert found.targeted_group_evidence == details.targeted_group_evidence
        assert (found.owner, found.published_on, found.version) == ("HR", team.today, 1)
    with pytest.raises(Conflict):
        team.pool("Pool")
    with pytest.raises(NotAllowed):
        team["M"].pools.create(name="Mine", purpose="x", criteria=ONE)


@pytest.mark.parametrize(
    "details",
    [
        PoolDetails(targeted_group_evidence="Few of them lead."),
        PoolDetails(
            targeted_group_evidence="Few.", proportionality_note="No quota.", targeted_review_on=START.date()
        ),
        PoolDetails(who_may_nominate=("anybody",)),
        PoolDetails(who_may_nominate=()),
        PoolDetails(size_limit=0),
        PoolDetails(review_months=13),
        PoolDetails(max_months=0),
    ],
)
def test_a_pool_that_cannot_be_is_refused(team: Organisation, details: PoolDetails) -> None:
    with pytest.raises(Invalid):
        team["HR"].pools.create(name="Odd", purpose="x", criteria=ONE, details=details)
    with pytest.raises(Invalid):
        team["HR"].pools.create(name="Odd", purpose="x", criteria=[*ONE, *ONE])


def test_criteria_are_published_before_the_pool_opens_and_every_version_is_kept(team: Organisation) -> None:
    hr, opens = team["HR"].pools, team.today + timedelta(days=5)
    hr.create(name="Later", purpose="x", criteria=ONE, opens=opens)
    team.days_pass(4)
    assert hr.revise("Later", TWO, LONG).version == 2
    assert [
        (one.version, one.published_on, len(one.criteria)) for one in team["A"].pools.versions("Later")
    ] == [
        (1, START.date(), 1),
        (2, START.date() + timedelta(days=4), 2),
    ]
    team.days_pass(1)
    with pytest.raises(Forbidden, match="stay as they were published"):
        hr.revise("Later", ONE, LONG)


def test_a_draft_is_hrs_alone_until_it_is_published_which_is_in_time(team: Organisation) -> None:
    hr, opens = team["HR"].pools, team.today + timedelta(days=5)
    for name in ("Draft", "Late"):
        hr.create(name=name, purpose="x", criteria=ONE, opens=opens, details=PoolDetails(published=False))
    assert {one.name for one in team["A"].pools.all()} == {"Pool"}
    with pytest.raises(NotFound):
        team["A"].pools.get("Draft")
    assert hr.publish("Draft").published_on == team.today
    assert team["A"].pools.get("Draft").version == 1
    team.days_pass(6)
    with pytest.raises(Forbidden, match="before a pool opens"):
        hr.publish("Late")


def test_the_closing_day_moves_later_and_never_earlier(team: Organisation) -> None:
    hr, closes = team["HR"].pools, team.today + timedelta(days=20)
    hr.create(name="Ends", purpose="x", criteria=ONE, closes=closes)
    assert hr.extend("Ends", closes + timedelta(days=1), LONG).closes == closes + timedelta(days=1)
    for name, day in (("Ends", closes), ("Ends", closes + timedelta(days=1)), ("Pool", closes)):
        with pytest.raises(Forbidden):
            hr.extend(name, day, LONG)
