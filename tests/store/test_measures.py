"""Measures: what counts, what does not, what is said where there is nothing to count, and that groups stay groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import Invalid
from store.measures import fairness, pools, posts, talks
from store.measures.catalogue import catalogue
from store.measures.facts import (
    Absence,
    Action,
    Appraisal,
    Employee,
    Member,
    Nomination,
    Opening,
    Plan,
    Review,
    Talk,
    population,
)
from store.measures.figures import Counted, Frame, Measure
from store.succession.facts import Acting, Candidate, Ground, Horizon, Post, Readiness, Somebody, Wants
from store.succession.status import Colour
from store.succession.supply import Demand, Ready
from store.suppression import HIDDEN, NO_DATA

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)
YEAR = 365 * DAY
FRAME, PUBLISHED = Frame(TODAY), Frame(TODAY, "publish")
STAFF = sorted(population([Employee(f"P{number}") for number in range(20)], TODAY))
CRITICAL = frozenset({Ground.SAFETY, Ground.STRATEGY})


def printed(one: Measure) -> str:
    return f"{one.value} = {one.numerator} / {one.denominator}"


def test_every_definition_has_one_function_and_every_function_a_definition() -> None:
    here = [talks, posts, pools, fairness]
    functions = {
        name
        for module in here
        for name, one in vars(module).items()
        if callable(one) and getattr(one, "__module__", "") == module.__name__ and name[0].islower()
        if not name.startswith("_")
    }
    helpers = {"appraised", "planning", "covered", "signed", "nominated", "reported_and_recorded"}
    assert functions - helpers == set(catalogue())


@pytest.mark.parametrize("measure", list(catalogue().values()), ids=list(catalogue()))
def test_every_figure_says_what_it_is(measure: object) -> None:
    words = [getattr(measure, name) for name in ("label", "definition", "numerator", "denominator")]
    words += getattr(measure, "exclusions")  # noqa: B009
    assert all(word and not word.endswith(".") and "[" not in word for word in words)


def test_a_profile_that_is_not_there_is_named() -> None:
    with pytest.raises(Invalid, match="no suppression profile 'intern'; there are: internal, publish"):
        Frame(TODAY, "intern")


# Who counts


@pytest.mark.parametrize(
    ("person", "counts"),
    [
        (Employee("A"), True),
        (Employee("A", started_on=TODAY - 90 * DAY), True),
        (Employee("A", started_on=TODAY - 89 * DAY), False),
        (Employee("A", started_on=TODAY + DAY), False),
        (Employee("A", left_on=TODAY + DAY), True),
        (Employee("A", left_on=TODAY), False),
        (Employee("A", absences=(Absence(date(2025, 9, 1)),)), False),
        (Employee("A", absences=(Absence(date(2025, 9, 2)),)), True),  # six months to the day
        (Employee("A", absences=(Absence(date(2025, 1, 1), TODAY),)), True),  # back today
    ],
)
def test_the_population(person: Employee, counts: bool) -> None:
    assert population([person], TODAY) == ({"A"} if counts else set())


@pytest.mark.parametrize(("day", "counts"), [(-365, False), (-364, True), (0, True), (1, False)])
def test_the_past_year(day: int, counts: bool) -> None:
    assert FRAME.recent(TODAY + day * DAY) is counts


def signed_talks(how_many: int, **facts: object) -> list[Talk]:
    usual: dict[str, object] = {"signed_on": TODAY - DAY}
    return [Talk(f"T{n}", f"P{n}", **{**usual, **facts}) for n in range(how_many)]  # type: ignore[arg-type]


def plan_of(person: int, *actions: Action, **facts: object) -> Plan:
    usual: dict[str, object] = {"agreed_on": TODAY - 30 * DAY}
    return Plan(f"L{person}", f"P{person}", actions=actions, **{**usual, **facts})  # type: ignore[arg-type]


# Conversations and plans


def test_shares_of_the_population() -> None:
    appraisals = [Appraisal(f"P{n}", TODAY - DAY) for n in range(12)]
    assert printed(talks.appraisal_rate(FRAME, STAFF, appraisals)) == "0.6 = 12 / 20"
    assert printed(talks.conversation_coverage(FRAME, STAFF, signed_talks(10))) == "0.5 = 10 / 20"
    assert printed(talks.pdp_rate(FRAME, STAFF, [plan_of(n) for n in range(15)])) == "0.75 = 15 / 20"


@pytest.mark.parametrize(
    "plan",
    [
        plan_of(1, agreed_on=None),
        plan_of(1, closed=True),
        plan_of(1, ends_on=TODAY - DAY),
        plan_of(1, agreed_on=TODAY - YEAR),
        plan_of(1, agreed_on=TODAY - YEAR, reviewed_on=TODAY - YEAR),
    ],
)
def test_a_plan_that_does_not_live_counts_as_none(plan: Plan) -> None:
    assert talks.planning(FRAME, STAFF, [plan]).having == frozenset()


def test_an_older_plan_that_was_reviewed_counts() -> None:
    plan = plan_of(1, agreed_on=TODAY - 2 * YEAR, reviewed_on=TODAY - DAY)
    assert talks.planning(FRAME, STAFF, [plan]).having == {"P1"}


@given(st.lists(st.sampled_from([None, TODAY + DAY, TODAY - YEAR, TODAY - 3 * YEAR]), max_size=30))
def test_what_has_expired_or_was_never_signed_counts_in_nothing(days: list[date | None]) -> None:
    good = signed_talks(12, placed_individual=True, placed_manager=True, helpful=5)
    bad = [
        replace(good[0], key=f"X{n}", person=f"P{n % 20}", signed_on=day, differ=True, helpful=1)
        for n, day in enumerate(days)
    ]
    for measure in (talks.quality, talks.both_sides_gap, talks.helpful):
        assert measure(FRAME, good + bad) == measure(FRAME, good)
    assert talks.covered(FRAME, STAFF, good + bad) == talks.covered(FRAME, STAFF, good)


def test_quality_needs_examples_both_placements_and_an_action() -> None:
    whole = {"dated_examples": 2, "placed_individual": True, "placed_manager": True, "dated_actions": 1}
    good = signed_talks(20, **whole)
    assert printed(talks.quality(FRAME, good)) == "1 = 20 / 20"
    for part in whole:
        worse = [replace(one, **{part: 0}) if n < 10 else one for n, one in enumerate(good)]
        assert printed(talks.quality(FRAME, worse)) == "0.5 = 10 / 20"


def test_sides_that_differ_count_only_where_both_have_placed() -> None:
    both = signed_talks(10, placed_individual=True, placed_manager=True, differ=True)
    one = signed_talks(20, placed_individual=True, differ=True)[10:]
    assert printed(talks.both_sides_gap(FRAME, both + one)) == "1 = 10 / 10"


def test_reported_and_recorded_stay_two_numbers() -> None:
    reported = talks.reported_conversations(FRAME, 30, 40)
    recorded = talks.conversation_coverage(FRAME, STAFF, signed_talks(10))
    assert (reported.value.value, recorded.value.value) == (0.75, 0.5)
    assert talks.reported_and_recorded(reported, recorded).value == 0.25
    with pytest.raises(Invalid, match="41 of 40"):
        talks.reported_conversations(FRAME, 41, 40)


def test_actions_on_time() -> None:
    due = TODAY - 10 * DAY
    actions = [
        Action("in time", due, finished_on=due),
        Action("late", due, finished_on=due + DAY),
        Action("not done", due),
        Action("cancelled", due, cancelled=True),
        Action("to come", TODAY + DAY, finished_on=TODAY),
    ]
    plans = [plan_of(n, *(replace(one, key=f"{one.key} {n}") for one in actions)) for n in range(10)]
    assert printed(talks.action_on_time(FRAME, plans)) == f"{10 / 30:g} = 10 / 30"


def test_many_records_of_few_people_are_hidden() -> None:
    actions = [Action(f"A{n}", TODAY - DAY, finished_on=TODAY - DAY) for n in range(40)]
    assert printed(talks.action_on_time(FRAME, [plan_of(1, *actions)])) == "* = * / *"


def test_follow_up_is_held_within_thirty_days_of_its_day() -> None:
    due = TODAY - 100 * DAY
    held = [-31, -30, 0, 30, 31, None]
    reviews = [
        Review(f"R{n}", f"P{n}", due, None if held[n % 6] is None else due + (held[n % 6] or 0) * DAY)
        for n in range(30)
    ]
    assert printed(talks.follow_up(FRAME, reviews)) == "0.5 = 15 / 30"


def test_the_mix_and_plans_of_courses_alone() -> None:
    plans = [plan_of(n, Action(f"a{n}", share=10), Action(f"b{n}", share=70)) for n in range(10)]
    plans += [plan_of(n, Action(f"c{n}", share=10)) for n in range(10, 20)]
    plans += [plan_of(n, Action(f"d{n}")) for n in range(20, 26)] + [plan_of(30)]
    found = talks.mix(FRAME, plans)
    assert {part: str(figure) for part, figure in found.parts.items()} == {
        70: "10",
        20: "0",
        10: "20",
        None: "6",
    }
    assert printed(talks.all_formal(FRAME, plans)) == f"{10 / 26:g} = 10 / 26"


# No base, and small ones

EMPTY: dict[str, Callable[[Frame], object]] = {
    "appraisal_rate": lambda f: talks.appraisal_rate(f, [], []),
    "pdp_rate": lambda f: talks.pdp_rate(f, [], []),
    "conversation_coverage": lambda f: talks.conversation_coverage(f, [], []),
    "quality": lambda f: talks.quality(f, []),
    "both_sides_gap": lambda f: talks.both_sides_gap(f, []),
    "helpful": lambda f: talks.helpful(f, []),
    "reported_conversations": lambda f: talks.reported_conversations(f, 0, 0),
    "action_on_time": lambda f: talks.action_on_time(f, []),
    "follow_up": lambda f: talks.follow_up(f, []),
    "all_formal": lambda f: talks.all_formal(f, []),
    "cover": lambda f: posts.cover(f, [], []),
    "ready_now": lambda f: posts.ready_now(f, [], []),
    "emergency_cover": lambda f: posts.emergency_cover(f, [], []),
    "bench_gross": lambda f: posts.bench_gross(f, [], []),
    "bench_net": lambda f: posts.bench_net(f, [], []),
    "choice": lambda f: posts.choice(f, [], [], []),
    "internal_fill": lambda f: posts.internal_fill(f, [], []),
    "vacancy_days": lambda f: posts.vacancy_days(f, [], []),
    "time_in_post": lambda f: posts.time_in_post(f, [], {}),
    "recruitment_rounds": lambda f: posts.recruitment_rounds(f, [], []),
    "interim_use": lambda f: posts.interim_use(f, []),
    "pool_added": lambda f: pools.pool_added(f, []),
    "pool_reviews_on_time": lambda f: pools.pool_reviews_on_time(f, []),
    "nominations_accepted": lambda f: pools.nominations_accepted(f, []),
    "programme_reach": lambda f: pools.programme_reach(f, [], []),
    "spend": lambda f: pools.spend(f, 0, 0),
}


@pytest.mark.parametrize("frame", [FRAME, PUBLISHED], ids=["internal", "publish"])
@pytest.mark.parametrize("measure", EMPTY)
def test_where_there_is_no_base_there_is_no_data(measure: str, frame: Frame) -> None:
    found = EMPTY[measure](frame)
    assert isinstance(found, Measure)
    assert found.about == catalogue()[measure]
    assert (found.value, found.on, found.profile) == (NO_DATA, TODAY, frame.profile)


def test_few_people_are_hidden_and_published_figures_rounded() -> None:
    assert printed(talks.conversation_coverage(FRAME, STAFF[:9], signed_talks(5))) == "* = * / *"
    assert printed(talks.conversation_coverage(FRAME, STAFF, signed_talks(3))) == "* = * / 20"
    assert printed(talks.conversation_coverage(PUBLISHED, STAFF, signed_talks(11))) == "0.5 = 10 / 20"


# Posts


def candidate(
    post: str, person: str, readiness: Readiness = Readiness.READY_NOW, **facts: object
) -> Candidate:
    usual = {"agreed_on": TODAY, "expires_on": TODAY + DAY, "wants_it": Wants.YES, "readiness": readiness}
    return Candidate(**{"post": post, "person": Somebody(person), **usual, **facts})  # type: ignore[arg-type]


def post(key: str, **facts: object) -> Post:
    usual = {"holder": Somebody(f"H{key}"), "last_reviewed": TODAY, "grounds": CRITICAL}
    return Post(**{"key": key, **usual, **facts})  # type: ignore[arg-type]


TWO = [post("X"), post("Y"), post("Z", grounds=frozenset())]


def test_gross_and_net_bench() -> None:
    three = [candidate("X", "A"), candidate("Y", "A"), candidate("Y", "B"), candidate("Z", "C")]
    assert printed(posts.bench_gross(FRAME, TWO, three)) == "1.5 = 3 / 2"
    assert printed(posts.bench_net(FRAME, TWO, three)) == "1 = 2 / 2"
    assert printed(posts.bench_net(FRAME, TWO, three[:2])) == "0.5 = 1 / 2"


def test_cover_of_critical_posts() -> None:
    named = [
        candidate("X", "A", Readiness.WITHIN_5),
        candidate("Y", "B", can_act_up=True, wants_it=Wants.NO),
        candidate("Z", "C", can_act_up=True),
    ]
    assert printed(posts.cover(FRAME, TWO, named)) == "0.5 = 1 / 2"
    assert printed(posts.ready_now(FRAME, TWO, named)) == "0 = 0 / 2"
    assert printed(posts.emergency_cover(FRAME, TWO, named)) == "0.5 = 1 / 2"


@given(
    st.lists(st.tuples(st.sampled_from("XY"), st.sampled_from([TODAY, TODAY - YEAR, None])), max_size=6),
    st.sampled_from([None, TODAY - DAY, TODAY + DAY]),
)
def test_expired_readiness_counts_for_no_post(
    entries: list[tuple[str, date | None]], agreed: date | None
) -> None:
    named = [
        candidate(key, f"A{n}", expires_on=day, agreed_on=agreed) for n, (key, day) in enumerate(entries)
    ]
    for measure in (
        posts.cover,
        posts.ready_now,
        posts.emergency_cover,
        posts.bench_gross,
        posts.bench_net,
        posts.rag_spread,
    ):
        assert measure(FRAME, TWO, named) == measure(FRAME, TWO, [])


def test_grey_is_shown_and_is_not_green() -> None:
    named = [candidate("X", "A", can_act_up=True), candidate("Y", "B", can_act_up=True)]
    unreviewed = [TWO[0], replace(TWO[1], last_reviewed=None)]
    found = posts.rag_spread(FRAME, unreviewed, named)
    assert {colour: figure.value for colour, figure in found.parts.items()} == {
        Colour.GREEN: 1,
        Colour.AMBER: 0,
        Colour.RED: 0,
        Colour.GREY: 1,
    }


def test_published_figures_of_posts_are_suppressed_too() -> None:
    assert printed(posts.cover(PUBLISHED, TWO, [candidate("X", "A")])) == "* = * / *"
    assert printed(posts.bench_gross(PUBLISHED, TWO, [candidate("X", "A")])) == "* = * / *"


def test_openings() -> None:
    openings = [
        Opening("1", "X", TODAY - 100 * DAY, TODAY - 40 * DAY, "own", 1),
        Opening("2", "X", TODAY - 120 * DAY, TODAY - 20 * DAY, "agency", 3),
        Opening("3", "Y", TODAY - 20 * DAY),
        Opening("4", "Z", TODAY - 500 * DAY),  # not critical
        Opening("5", "X", TODAY - 800 * DAY, TODAY - YEAR, "own", 9),  # long ago
        Opening("6", "Y", TODAY + DAY),
    ]
    assert printed(posts.internal_fill(FRAME, TWO, openings)) == "0.5 = 1 / 2"
    sources = posts.fill_sources(FRAME, TWO, openings).parts
    assert {str(source) for source, figure in sources.items() if figure.value} == {"own", "agency"}
    assert printed(posts.vacancy_days(FRAME, TWO, openings)) == "60 = 60 / 3"
    assert printed(posts.recruitment_rounds(FRAME, TWO, openings)) == "2 = 2 / 2"
    ready = [
        candidate("Y", "A"),
        candidate("Y", "B"),
        candidate("X", "C"),
        candidate("Y", "D", Readiness.WITHIN_1),
    ]
    assert printed(posts.choice(FRAME, TWO, ready, openings)) == "* = * / *"  # people, on a base of one
    whoever = {"choice": catalogue()["choice"].model_copy(update={"counts": "posts"})}
    assert printed(posts.choice(replace(FRAME, definitions=whoever), TWO, ready, openings)) == "2 = 2 / 1"


def test_interims_and_time_in_post() -> None:
    acting = [replace(TWO[0], acting=Acting(Somebody("I"), TODAY)), TWO[1]]
    assert printed(posts.interim_use(FRAME, acting)) == "0.5 = 1 / 2"
    since = {"X": TODAY - round(4 * 365.25) * DAY, "Z": TODAY}
    assert printed(posts.time_in_post(FRAME, TWO, since)) == "4 = 4 / 1"


def test_the_gap_of_a_family_of_few_people_is_hidden_and_that_of_many_is_not() -> None:
    def many(family: str, people: int) -> list[Ready]:
        return [
            Ready(Somebody(f"{family}{n}"), family, Readiness.READY_NOW, TODAY, TODAY + DAY)
            for n in range(people)
        ]

    demands = [Demand("nursing", Horizon.NOW, leavers=20), Demand("finance", Horizon.NOW, leavers=5)]
    found = posts.gap(FRAME, demands, many("nursing", 15) + many("finance", 3) + many("estates", 12))
    now = {one.family: one for one in found if one.horizon is Horizon.NOW}
    assert (now["nursing"].gap.value, now["nursing"].so_far_gap.value) == (5, 5)
    assert (now["finance"].demand.value, now["finance"].supply, now["finance"].gap) == (5, HIDDEN, HIDDEN)
    assert (now["estates"].supply.value, now["estates"].gap) == (12, NO_DATA)


# Pools


def test_where_members_stand_and_expired_is_not_active() -> None:
    joined, far = TODAY - 200 * DAY, TODAY + YEAR
    members = [
        *(Member(f"A{n}", joined, far) for n in range(10)),
        *(Member(f"B{n}", TODAY - 800 * DAY, TODAY) for n in range(6)),
        *(Member(f"C{n}", joined, far, ended_on=TODAY, appointed=True) for n in range(7)),
        *(Member(f"D{n}", joined, far, ended_on=TODAY - DAY) for n in range(5)),
        Member("long ago", TODAY - 3 * YEAR, TODAY - 2 * YEAR),
        Member("gone", TODAY - 3 * YEAR, far, ended_on=TODAY - 2 * YEAR),
        Member("to come", TODAY + DAY, far),
    ]
    found = pools.pool_members(FRAME, members)
    assert {state: figure.value for state, figure in found.parts.items()} == {
        "active": 10,
        "expired": 6,
        "appointed": 7,
        "left": 5,
    }
    assert printed(pools.pool_added(FRAME, members)) == f"{22 / 28:g} = 22 / 28"


def test_nominations() -> None:
    made = [Nomination(f"N{n}", f"P{n}", "self" if n % 2 else "manager", TODAY, n < 12) for n in range(24)]
    made += [Nomination("open", "P99", "self", TODAY), Nomination("old", "P98", "self", TODAY - YEAR, True)]
    assert printed(pools.nominations_accepted(FRAME, made)) == "0.5 = 12 / 24"
    assert {key: one.value for key, one in pools.nominations_by_source(FRAME, made).parts.items()} == {
        "manager": 12,
        "self": 13,
    }
    groups = {f"P{n}": "a" if n % 2 else "b" for n in range(24)}
    by_group = pools.nominations_by_group(FRAME, made, groups)
    assert {group: one.value for group, one in by_group.values.items()} == {"a": 0.5, "b": 0.5}


def test_reach_spend_moves_and_the_guidance() -> None:
    reach = pools.programme_reach(
        FRAME, [f"P{n}" for n in range(20)], ["P1", *(f"P{n}" for n in range(10, 25))]
    )
    assert printed(reach) == "0.55 = 11 / 20" and reach.about.target == 0.8
    assert printed(pools.spend(FRAME, 20_000.0, 1_000_000.0)) == "0.02 = 20000 / 1e+06"
    assert pools.stewardship_moves(FRAME, 3, 9).parts == {"out": HIDDEN, "in": HIDDEN}
    assert pools.stewardship_refusals(FRAME, 8, 0).total == HIDDEN
    assert str(pools.guidance_answers(FRAME, 3, 1).share("cited")) == "0.75"
    topics = pools.unanswered_topics(FRAME, {"pay": 12, "parking": 2, "rota": 9, "leave": 3})
    assert list(topics.parts) == ["pay", "rota"]


def test_splits_of_a_measure_come_from_the_same_people() -> None:
    counted = Counted.of([f"P{n}" for n in range(30)], [f"P{n}" for n in range(0, 30, 2)])
    found = FRAME.by_group("conversation_coverage", counted, {f"P{n}": "north" for n in range(16)})
    assert {group: str(one) for group, one in found.values.items()} == {"north": "0.5"}
    assert found.table.total.count == FRAME.share("conversation_coverage", counted).numerator
    few = Counted({f"R{n}": "P1" for n in range(20)}, frozenset())
    assert FRAME.by_group("quality", few, {}).table.total.base == HIDDEN
