"""The dashboard: counted by hand, counted as the pure measures count, hidden for everybody, and scoped by role."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, true
from sqlmodel import select

from store import counting
from store.counting import PARTS, Among, Tally
from store.dashboard_page import Line, Page, as_data, from_data
from store.engine import reading, writing
from store.errors import Forbidden, Invalid, NotAllowed, NotFound
from store.measures import talks
from store.measures.catalogue import catalogue
from store.measures.facts import Action, Employee, Review, Talk, in_post, population
from store.measures.facts import Appraisal as AppraisalFacts
from store.measures.facts import Plan as PlanFacts
from store.measures.figures import Frame, Measure
from store.models import (
    Account,
    Appraisal,
    Conversation,
    EqualityAnswer,
    Person,
    Plan,
    PlanAction,
    Post,
    ReportingLine,
    TalkFigures,
)
from store.plan_figures import put_figures
from store.suppression import profiles
from store.talk_figures import is_review
from tests.store.organisation import START, Organisation, owner_of, store_of

DAY = timedelta(days=1)


def crowd(
    org: Organisation, count: int, unit: str = "Ward", first: int = 0, manager: str | None = "M"
) -> list[str]:
    """So many people of a unit who report to somebody."""
    names = [f"P{number:02}" for number in range(first, first + count)]
    for name in names:
        org.person(name, manager, unit=unit, level="staff")
    return names


def begun(engine: Engine) -> Organisation:
    """A manager and HR, of no unit."""
    org = Organisation(engine)
    org.person("M", unit="Office", level="lead")
    org.person("HR", roles=["hr"], unit="Office", level="lead")
    return org


@pytest.fixture
def ward(engine: Engine) -> Organisation:
    """A manager, HR, and twelve people on a ward."""
    org = begun(engine)
    crowd(org, 12)
    return org


def of(page: Page, measure: str) -> Line:
    return next(line for line in page.lines if line.measure == measure)


def said(page: Page, measure: str) -> tuple[object, object, object]:
    line = of(page, measure)
    return line.value, line.numerator, line.denominator


# --- Counted by hand ---------------------------------------------------------------------------------------------


def test_a_small_organisation_counted_by_hand(ward: Organisation) -> None:
    for number in range(6):
        ward.signed(f"P{number:02}", "M", helpful=5 if number < 5 else 2, cell_individual="steady",
                    manager_cell_manager="steady" if number else "solid")  # fmt: skip
    ward.talk("P07", "M")  # begun and never signed
    page = ward["HR"].dashboard.show()
    assert said(page, "conversation_coverage") == (round(6 / 14, 4), 6, 14)
    assert said(page, "helpful") == ("*", "*", "*")  # six people are too few for any figure of theirs
    for number in range(6, 12):
        ward.signed(f"P{number:02}", "M", helpful=4 if number < 9 else 1)
    page = ward["HR"].dashboard.show()
    assert said(page, "conversation_coverage") == ("*", "*", 14)  # two who have not had one could be told
    assert said(page, "helpful") == ("*", "*", 12)
    assert said(page, "quality")[1:] == (0, 12)
    assert said(page, "pdp_rate")[2] == 14


def test_every_measure_is_there_with_what_has_to_be_printed_beside_it(ward: Organisation) -> None:
    page = ward["HR"].dashboard.show()
    assert [line.measure for line in page.lines] == list(catalogue())
    for line in page.lines:
        about = catalogue()[line.measure]
        assert (line.definition, line.numerator_is, line.denominator_is) == (
            about.definition,
            about.numerator,
            about.denominator,
        )
        assert line.exclusions[: len(about.exclusions)] == about.exclusions
        assert (line.as_at, line.profile) == (ward.today, "internal")
    assert said(page, "appraisal_rate") == ("no data", "no data", "no data")
    assert of(page, "appraisal_rate").missing.startswith("No past appraisals have been imported")


def test_newcomers_and_leavers_are_not_expected_to_have_had_a_conversation(ward: Organisation) -> None:
    for reference, profile in (
        ("NEW", {"started_on": ward.today - 89 * DAY}),
        ("JUST", {"started_on": ward.today - 90 * DAY}),
        ("GONE", {"left_on": ward.today}),
        ("LATER", {"left_on": ward.today + DAY}),
    ):
        ward.person(reference, "M", unit="Ward", **profile)
    assert said(ward["HR"].dashboard.show(), "conversation_coverage")[2] == 16


def test_what_has_expired_counts_in_no_measure(ward: Organisation) -> None:
    for number in range(12):
        ward.signed(f"P{number:02}", "M", cell_individual="a", manager_cell_manager="a", helpful=5)
    assert said(ward["HR"].dashboard.show(), "both_sides_gap")[2] == 12
    ward.days_pass(365)
    page = ward["HR"].dashboard.show()
    for measure in ("quality", "both_sides_gap", "helpful", "all_formal"):
        assert said(page, measure)[2] == "no data", measure
    assert said(page, "conversation_coverage")[1] == said(page, "pdp_rate")[1] == 0


def test_a_placement_that_has_run_out_before_its_conversation_counts_no_more(ward: Organisation) -> None:
    until = (ward.today + 30 * DAY).isoformat()
    for number in range(12):
        ward.signed(f"P{number:02}", "M", cell_individual="a", manager_cell_manager="b", valid_until=until)
    ward.days_pass(29)
    assert said(ward["HR"].dashboard.show(), "both_sides_gap")[2] == 12
    ward.days_pass(1)
    assert said(ward["HR"].dashboard.show(), "both_sides_gap")[2] == "no data"


def test_grey_is_never_green(ward: Organisation) -> None:
    with writing(ward.engine) as session:
        session.add(Post(title="Matron", unit="Ward", grounds=["safety", "strategy"]))
    parts = of(ward["HR"].dashboard.show(), "rag_spread").parts
    assert (parts["grey"], parts["green"]) == (1, 0)


def test_a_page_is_the_same_after_it_was_kept(ward: Organisation) -> None:
    page = ward["HR"].dashboard.show(by="unit", profile="publish")
    assert from_data(as_data(page), ward.today).lines == page.lines


def test_a_day_to_come_and_a_split_that_is_none_are_refused(ward: Organisation) -> None:
    figures = ward["HR"].dashboard
    with pytest.raises(Invalid, match="still to come"):
        figures.show(as_at=ward.today + DAY)
    with pytest.raises(Invalid, match=r"cannot be split by 'shoe'.*disability"):
        figures.show(by="shoe")
    with pytest.raises(Invalid, match="profile 'open'"):
        figures.show(profile="open")
    with pytest.raises(NotFound, match="no unit 'Moon'"):
        figures.show(unit="Moon")


# --- Groups and small numbers ------------------------------------------------------------------------------------


def test_groups_are_beside_the_whole_and_small_ones_are_hidden_with_another(ward: Organisation) -> None:
    crowd(ward, 11, "Clinic", first=20)
    for number in (*range(12), *range(20, 25)):
        ward.signed(f"P{number:02}", "M")
    page = ward["HR"].dashboard.show(by="unit")
    groups = {one.group: (one.numerator, one.denominator) for one in of(page, "conversation_coverage").groups}
    assert groups["Office"] == ("*", "*")  # two people
    assert "*" in (groups["Ward"][1], groups["Clinic"][1])  # or the two would follow from the whole


def test_a_whole_is_the_same_figure_with_groups_and_without(ward: Organisation) -> None:
    crowd(ward, 11, "Clinic", first=20)
    for number in (*range(9), *range(20, 25)):
        ward.signed(f"P{number:02}", "M", helpful=5 if number < 5 else 2)
    plain = ward["HR"].dashboard.show()
    assert said(plain, "helpful")[1:] == (5, 14)
    for by in ("unit", "level", "manager", "sex", "disability"):
        for line in ward["HR"].dashboard.show(by=by).lines:
            alone = of(plain, line.measure)
            if line.measure in counting.SHARES:
                assert (line.value, line.numerator, line.denominator) == (
                    alone.value, alone.numerator, alone.denominator,
                ), (by, line.measure)  # fmt: skip
                # There are no groups of nothing, nor of a characteristic on which nobody has given an answer.
                assert line.groups or line.denominator == "no data" or by in {"sex", "disability"}


def test_a_characteristic_brings_the_measures_of_fairness_and_who_gave_no_answer(ward: Organisation) -> None:
    crowd(ward, 12, "Clinic", first=20)
    for number in range(12):
        ward[f"P{number:02}"].equality.give("sex", "female")
        ward[f"P{number + 20}"].equality.give("sex", "male" if number < 11 else "prefer_not_to_say")
    page = ward["HR"].dashboard.show(by="sex")
    line = of(page, "conversation_coverage")
    assert [one.label for one in line.groups] == ["Female", "Male"]
    assert line.not_stated == "*"  # three people, and with the smaller group hidden beside them
    assert of(page, "not_stated").parts["female"] == 12
    assert of(page, "profile_by_level").groups
    assert of(page, "progression").value == "no data"
    ward["P00"].equality.withdraw()
    assert of(ward["HR"].dashboard.show(by="sex"), "not_stated").parts["female"] == "*"


# --- Figures beside one another ----------------------------------------------------------------------------------


def test_a_filter_that_differs_by_few_from_a_wider_one_is_refused_in_any_session(ward: Organisation) -> None:
    everybody = ward["HR"].dashboard.show()
    assert said(everybody, "conversation_coverage")[2] == 14
    with pytest.raises(Forbidden, match="differs by so few people"):
        ward["HR"].dashboard.show(unit="Ward")  # the office is two people
    with pytest.raises(Forbidden):
        ward["HR"].dashboard.show(by="unit", unit="Ward")
    assert ward["HR"].dashboard.show() == everybody  # the same again is no difference
    ward.days_pass(1)
    ward.person("NEW", "M", unit="Ward")
    ward["HR"].dashboard.show()  # nor is the page refused on another day
    with pytest.raises(Forbidden):
        ward["HR"].dashboard.show(unit="Ward")


def test_what_somebody_else_was_shown_does_not_matter(ward: Organisation) -> None:
    ward.person("HR2", roles=["hr"], unit="Office")
    ward["HR"].dashboard.show()
    assert ward["HR2"].dashboard.show(unit="Ward").among == "the organisation, unit Ward"
    with pytest.raises(Forbidden):
        ward["HR2"].dashboard.show()  # the wider one after the narrower is the same difference


def test_another_day_that_differs_by_few_people_is_refused(ward: Organisation) -> None:
    ward.person("NEW", "M", unit="Ward", started_on=ward.today - 5 * DAY)
    ward["HR"].dashboard.show()
    with pytest.raises(Forbidden):
        ward["HR"].dashboard.show(as_at=ward.today - 10 * DAY)
    assert ward["HR"].dashboard.show(as_at=ward.today - 3 * DAY).as_at == ward.today - 3 * DAY


def test_the_next_day_tells_nothing_of_the_one_whose_answer_is_new(ward: Organisation) -> None:
    for number in range(10):
        ward.signed(f"P{number:02}", "M", helpful=5 if number < 5 else 2)
    first, before = ward.today, ward["HR"].dashboard.show()
    assert said(before, "helpful") == (0.5, 5, 10)
    assert said(ward["HR"].dashboard.show(), "helpful")[1:] == (5, 10)  # the same again
    ward.signed("P10", "M", helpful=5)
    assert said(ward["HR"].dashboard.show(), "helpful")[1:] == (5, 10)  # on the same day, too
    ward.days_pass(1)
    page = ward["HR"].dashboard.show()
    line = of(page, "helpful")
    assert (said(page, "helpful")[1:], line.as_at, page.as_at) == ((5, 10), first, ward.today)
    assert line.missing.startswith(f"As at {first}: what has changed since")
    assert of(page, "quality").as_at == first  # of the same conversations
    assert of(page, "pdp_rate").as_at == ward.today  # nobody has come or gone
    assert of(ward["HR"].dashboard.show(by="unit"), "helpful").groups == ()


def test_figures_go_on_once_enough_people_are_new_in_them(ward: Organisation) -> None:
    crowd(ward, 12, first=20)
    names = [*(f"P{number:02}" for number in range(12)), *(f"P{number}" for number in range(20, 32))]
    for name in names[:10]:
        ward.signed(name, "M", helpful=5)
    ward["HR"].dashboard.show()
    seen = []
    for name in names[10:16]:
        ward.days_pass(1)
        ward.signed(name, "M", helpful=5)
        seen.append(said(ward["HR"].dashboard.show(), "helpful")[2])
    assert seen == [10, 10, 10, 10, 15, 15]


def test_a_second_conversation_of_somebody_who_is_counted_already_is_not_told(ward: Organisation) -> None:
    for number in range(10):
        ward.signed(f"P{number:02}", "M", helpful=5 if number < 5 else 2)
    ward["HR"].dashboard.show()
    ward.days_pass(1)
    ward.signed("P00", "M", helpful=5)  # the same ten people, eleven answers
    assert said(ward["HR"].dashboard.show(), "helpful")[1:] == (5, 10)


def test_what_is_published_next_is_compared_with_what_was_published(ward: Organisation) -> None:
    crowd(ward, 20, first=20)
    names = [*(f"P{number:02}" for number in range(12)), *(f"P{number}" for number in range(20, 40))]
    for name in names[:17]:
        ward.signed(name, "M", helpful=5)
    ward["HR"].dashboard.show()
    assert said(ward["HR"].dashboard.publish(), "quality")[2] == 15
    first = ward.today
    ward.days_pass(1)
    ward.signed(names[17], "M", helpful=5)  # would be rounded to 20
    assert said(ward["HR"].dashboard.publish(), "quality")[2] == 15
    assert of(ward["P00"].dashboard.show(), "quality").as_at == first


def test_a_filter_far_enough_away_is_shown_but_not_a_measure_of_nearly_the_same_people(
    ward: Organisation,
) -> None:
    crowd(ward, 6, "Clinic", first=20)
    for name in [*(f"P{number:02}" for number in range(12)), "P20", "P21"]:
        ward.signed(name, "M", helpful=3)
    assert said(ward["HR"].dashboard.show(), "quality")[2] == 14
    page = ward["HR"].dashboard.show(unit="Ward")
    assert said(page, "quality") == ("*", "*", "*")
    assert "beside a figure shown to you before" in of(page, "quality").missing
    assert said(page, "conversation_coverage")[2] == 12


# --- Whose figures ----------------------------------------------------------------------------------------------


def test_a_manager_sees_the_own_team_and_nothing_of_a_small_one(ward: Organisation) -> None:
    page = ward["M"].dashboard.show()
    assert (page.among, said(page, "conversation_coverage")[2]) == ("your team", 12)
    assert of(page, "cover").missing.startswith("Figures about posts")
    ward.person("N")
    crowd(ward, 9, first=40, manager="N")
    small = ward["N"].dashboard.show()
    assert {line.value for line in small.lines} <= {"*", "no data"}
    assert {line.numerator for line in small.lines} <= {"*", "no data"}


def test_a_manager_of_yesterday_sees_nothing_of_that_team(ward: Organisation) -> None:
    ward["M"].dashboard.show()
    with writing(ward.engine) as session:
        for line in session.scalars(select(ReportingLine)):
            line.until = ward.today
    assert not ward["M"].dashboard.show().lines


def test_everybody_sees_what_hr_has_published_and_only_that(ward: Organisation) -> None:
    assert ward["P00"].dashboard.show().lines == ()
    ward["HR"].dashboard.publish()
    page = ward["P00"].dashboard.show()
    assert (page.profile, page.published_on) == ("publish", ward.today)
    assert said(page, "conversation_coverage")[2] == 15  # rounded to fives
    assert page.records["your signed conversations"] == 0
    assert ward["M"].dashboard.show(published=True).lines == page.lines
    for narrowed in ({"by": "unit"}, {"unit": "Ward"}, {"as_at": ward.today}, {"profile": "internal"}):
        with pytest.raises(NotAllowed):
            ward["P00"].dashboard.show(**narrowed)
    for name in ("M", "P00"):
        with pytest.raises(NotAllowed):
            ward[name].dashboard.publish()


def test_an_administrator_sees_counts_of_records_and_no_figure(ward: Organisation) -> None:
    ward.account("ADMIN", ["admin"])
    page = ward["ADMIN"].dashboard.show()
    assert page.lines == ()
    assert page.records["people"] == 14


def test_a_panel_sees_figures_of_those_put_to_it(ward: Organisation) -> None:
    ward.person("PANEL", roles=["panel"])
    pool = ward.pool()
    seats = ("PANEL", *ward.panel(2))
    for number in range(10):
        ward.nominated(f"P{number:02}", f"P{number:02}", pool)
        ward["HR"].panels.convene(pool, f"P{number:02}", seats)
    page = ward["PANEL"].dashboard.show()
    assert (page.among, said(page, "conversation_coverage")[2]) == ("those put to your panel", 10)


def test_pools_are_counted_from_their_steps(ward: Organisation) -> None:
    pool = ward.pool()
    for number in range(11):
        ward.nominated(f"P{number:02}", f"P{number:02}", pool)
        ward.decided(f"P{number:02}", "accept" if number < 5 else "not_yet", pool)
    page = ward["HR"].dashboard.show()
    assert said(page, "nominations_accepted") == (round(5 / 11, 4), 5, 11)
    assert said(page, "pool_members")[0] == "*"  # five people are too few
    assert of(page, "nominations_by_source").parts["self"] == 11


# --- As the pure measures count ----------------------------------------------------------------------------------

ON = START.date()
OPEN = {key: one.model_copy(update={"counts": "money"}) for key, one in catalogue().items()}
"""The definitions as of what is about nobody, so that nothing is hidden."""
FRAME = Frame(ON, definitions=OPEN)
days = st.integers(-400, 10).map(lambda number: ON + number * DAY)


@st.composite
def employees(draw: st.DrawFn) -> list[Employee]:
    return [
        Employee(f"{number:03}", draw(st.none() | days), draw(st.none() | days))
        for number in range(draw(st.integers(1, 4)))
    ]


@st.composite
def conversations(draw: st.DrawFn, people: list[Employee]) -> list[tuple[Talk, date | None]]:
    return [
        (
            Talk(
                f"t{number}",
                draw(st.sampled_from(people)).key,
                draw(days),
                draw(st.integers(0, 3)),
                draw(st.booleans()),
                draw(st.booleans()),
                draw(st.booleans()),
                draw(st.integers(0, 1)),
                draw(st.none() | st.integers(1, 5)),
            ),
            draw(st.none() | days),
        )
        for number in range(draw(st.integers(0, 6)))
    ]


@st.composite
def plans(draw: st.DrawFn, people: list[Employee]) -> list[PlanFacts]:
    return [
        PlanFacts(
            f"p{number}",
            draw(st.sampled_from(people)).key,
            draw(st.none() | days),
            None,
            draw(st.none() | days),
            draw(st.booleans()),
            tuple(
                Action(
                    f"a{number}.{place}",
                    draw(st.none() | days),
                    draw(st.none() | days),
                    draw(st.booleans()),
                    draw(st.sampled_from([70, 20, 10, None])),
                )
                for place in range(draw(st.integers(0, 3)))
            ),
        )
        for number in range(draw(st.integers(0, 4)))
    ]


organisations = employees().flatmap(
    lambda people: st.tuples(st.just(people), conversations(people), plans(people))
)
Facts = tuple[list[Employee], list[tuple[Talk, date | None]], list[PlanFacts]]


def enter(engine: Engine, facts: Facts) -> None:
    people, held, planned = facts
    with writing(engine) as session:
        session.add(Account(id="x", name="x", roles=[]))
        for one in people:
            session.add(
                Person(
                    id=one.key, reference=one.key, name="N", started_on=one.started_on, left_on=one.left_on
                )
            )
        session.flush()
        for talk, review_on in held:
            assert talk.signed_on
            session.add(
                Conversation(
                    id=talk.key, kind="guided", guide="g", guide_version=1, mode="full", title="t",
                    about_id=talk.person, account_id="x", asked_on=talk.signed_on, status="signed", position={},
                    signed_on=talk.signed_on, created_at=START, updated_at=START,
                )
            )  # fmt: skip
            session.flush()
            session.add(
                TalkFigures(
                    conversation_id=talk.key, person_id=talk.person, signed_on=talk.signed_on,
                    dated_examples=talk.dated_examples, dated_actions=talk.dated_actions,
                    placed_individual=talk.placed_individual, placed_manager=talk.placed_manager,
                    differ=talk.differ, placed_until=ON + DAY, helpful=talk.helpful, review_on=review_on,
                    reviewed_on=close(talk, review_on, held),
                )
            )  # fmt: skip
            session.add(
                Appraisal(
                    person_id=talk.person, held_on=talk.signed_on, completed_on=review_on, kind=talk.key
                )
            )
        for plan in planned:
            session.add(
                Plan(
                    id=plan.key, owner_id=plan.owner, status="closed" if plan.closed else "agreed",
                    agreed_on=plan.agreed_on, period_end=plan.ends_on, created_at=START, changed_at=START,
                )
            )  # fmt: skip
            session.flush()
            for place, action in enumerate(plan.actions):
                session.add(
                    PlanAction(
                        id=action.key, plan_id=plan.key, owner_id=plan.owner, ordinal=place, goal="g",
                        share=action.share, due=action.due, done_on=action.finished_on,
                        status="cancelled" if action.cancelled else "agreed",
                    )
                )  # fmt: skip
            session.flush()
            put_figures(session, session.get_one(Plan, plan.key))


def close(talk: Talk, due: date | None, held: list[tuple[Talk, date | None]]) -> date | None:
    assert talk.signed_on
    days = sorted(one.signed_on for one, _ in held if one.person == talk.person and one.signed_on)
    return next((day for day in days if is_review(talk.signed_on, due, day)), None)


def held_on(talk: Talk, due: date, held: list[tuple[Talk, date | None]]) -> date | None:
    """The day of a later conversation that could be the review: the nearest to its day."""
    later = [
        one.signed_on
        for one, _ in held
        if one.person == talk.person
        and one.signed_on
        and talk.signed_on
        and talk.signed_on < one.signed_on <= ON
    ]
    return min(later, key=lambda day: abs(day - due), default=None)


def as_measured(facts: Facts) -> dict[str, Measure]:
    """What the pure measures say of the people who are in post."""
    people, held, planned = facts
    here = {
        one.key
        for one in people
        if (one.started_on or ON) <= ON and (one.left_on is None or one.left_on > ON)
    }
    expected = population(people, ON)
    theirs = [talk for talk, _ in held if talk.person in here]
    plans = [one for one in planned if one.owner in here]
    agreed = [one for one in plans if one.agreed_on and one.agreed_on <= ON]
    reviews = [
        Review(talk.key, talk.person, due, held_on(talk, due, held))
        for talk, due in held
        if due and talk.person in here
    ]
    appraised = [AppraisalFacts(talk.person, day) for talk, day in held]  # on any day that is at hand
    return {
        "appraisal_rate": talks.appraisal_rate(FRAME, expected if appraised else (), appraised),
        "conversation_coverage": talks.conversation_coverage(FRAME, expected, theirs),
        "pdp_rate": talks.pdp_rate(FRAME, expected, plans),
        "quality": talks.quality(FRAME, theirs),
        "both_sides_gap": talks.both_sides_gap(FRAME, theirs),
        "helpful": talks.helpful(FRAME, theirs),
        "follow_up": talks.follow_up(FRAME, reviews),
        "all_formal": talks.all_formal(FRAME, plans),
        "action_on_time": talks.action_on_time(FRAME, agreed),
    }


def kinds(facts: Facts) -> dict[int | None, int]:
    """How many actions of each class the plans of those in post hold."""
    people, _, planned = facts
    here = in_post(people, ON)
    spread = talks.mix(FRAME, [one for one in planned if one.owner in here])
    return {share: int(figure.value or 0) for share, figure in spread.parts.items()}


def compare(engine: Engine, facts: Facts) -> None:
    engine = owner_of(engine)  # here the counting is tried, not who may count
    enter(engine, facts)
    measured = as_measured(facts)
    assert set(measured) == set(counting.SHARES)
    with reading(engine) as session:
        found = counting.tallies(session, Among(true(), ON), PARTS)
    for measure, one in measured.items():
        counted = sum(found.get(measure, {}).values(), Tally())
        assert (counted.count, counted.base) == (one.numerator.value or 0, one.denominator.value or 0), (
            measure
        )
    for share, number in kinds(facts).items():
        assert sum(found.get(counting.mix(share), {}).values(), Tally()).count == number, share


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=organisations)
def test_the_database_counts_as_the_measures_do(empty_sqlite: Path, facts: Facts) -> None:
    with store_of(empty_sqlite) as engine:
        compare(engine, facts)


def test_postgresql_counts_as_the_measures_do(postgresql: Engine) -> None:
    people = [Employee(f"{number:03}", ON - 50 * number * DAY) for number in range(8)]
    held = [
        (
            Talk(f"t{n}", f"{n % 8:03}", ON - 31 * n * DAY, n % 4, True, n % 3 > 0, n % 5 == 0, 1, n % 5 + 1),
            ON - (10 * n - 40) * DAY,
        )
        for n in range(20)
    ]
    planned = [
        PlanFacts(
            f"p{n}", f"{n % 8:03}", ON - 60 * n * DAY, None, ON + (100 - 40 * n) * DAY, n == 3,
            tuple(Action(f"a{n}.{k}", ON - 30 * k * DAY, ON - 35 * n * DAY, k == 2, 10) for k in range(3)),
        )
        for n in range(8)
    ]  # fmt: skip
    compare(postgresql, (people, held, planned))


@contextmanager
def answered(template: Path, answers: list[str | None]) -> Iterator[Organisation]:
    """An organisation of people who have each given an answer, or none."""
    with store_of(template) as engine:
        org = begun(engine)
        with writing(engine) as session:
            for number, answer in enumerate(answers):
                person = Person(reference=f"Q{number}", name="N", unit="Ward", level="staff")
                session.add(person)
                session.flush()
                if answer:
                    session.add(
                        EqualityAnswer(
                            person_id=person.id, characteristic="sex", answer=answer, answered_on=ON
                        )
                    )
        yield org


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    answers=st.lists(st.sampled_from(["female", "male", None]), min_size=5, max_size=30),
    profile=st.sampled_from(["internal", "publish"]),
)
def test_no_page_shows_a_small_number_of_people(
    empty_sqlite: Path, answers: list[str | None], profile: str
) -> None:
    with answered(empty_sqlite, answers) as org:
        page = org["HR"].dashboard.show(by="sex", profile=profile)
        rules = profiles()[profile]
        for row in page.rows():
            if catalogue()[row["measure"]].counts != "people":
                continue
            numbers = [row["numerator"], row["denominator"]]
            assert not [n for n in numbers if isinstance(n, int) and rules.small(n)], row


def test_the_clock_of_the_store_is_the_day_of_the_figures(ward: Organisation) -> None:
    ward.now = datetime(2026, 4, 1, 23, tzinfo=UTC)
    assert ward["HR"].dashboard.show().as_at == date(2026, 4, 1)
