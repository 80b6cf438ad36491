"""The SMART check, rule by rule as the domain has it, and the warnings for a whole plan. It asks; nothing blocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import GuideError
from assistant.plan import smart
from assistant.plan.smart import RULES, check, warnings
from store.days import months_after
from store.views import ActionInput, ActionView, PlanInput, PlanView

TODAY = date(2026, 3, 2)
NOWHERE = PlanInput()
WHOLE = ActionInput(
    goal="Chair the pathway group for two quarters",
    due=TODAY + timedelta(days=120),
    helper="Sam",
    measure="Minutes of six meetings",
    steps=("Read the terms of reference",),
    cost="none",
    release="agreed",
    target_role="Ward manager",
)


def rules(action: ActionInput, aims: PlanInput = NOWHERE) -> set[str]:
    return {fail.rule for fail in check(action, aims, TODAY)}


def test_an_action_that_answers_everything_fails_nothing() -> None:
    assert check(WHOLE, NOWHERE, TODAY) == ()


def test_a_bare_wish_fails_all_five_rules_each_with_its_question() -> None:
    fails = check(ActionInput("Be better at finance"), NOWHERE, TODAY)
    assert tuple(fail.rule for fail in fails) == RULES
    assert [fail.ask for fail in fails] == [
        "What exactly will you do, or be able to do?",
        "How will we know that it worked, and who will see it?",
        "What might stop it?",
        "Why this one, and why now?",
        "By when, and what is the first step this month?",
    ]


# --- Specific ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "goal",
    [
        "Shadow the matron",
        "I will run the winter rota on my own",
        "Be able to chair the governance meeting",
        "Improve handover by writing a checklist",
        "Develop a training package for new starters",
        "Learn to read a budget statement",
        "Have the rota redesigned by June",
        "By March I will have completed the ILM certificate",
        "Leading the ward safety huddle every Monday",
        "Digitise the referral form",
        "Become a qualified coach by completing the accreditation",
        "I can present the forecast to the board without help",
        "SHADOW THE MATRON",
    ],
)
def test_an_action_with_an_object_is_specific(goal: str) -> None:
    assert "specific" not in rules(ActionInput(goal))


@pytest.mark.parametrize(
    "goal",
    [
        "Improve",
        "Improve my communication",
        "Develop my leadership skills",
        "Learn more about budgets",
        "Be better at finance",
        "Get better at chairing meetings",
        "More confidence in chairing meetings",
        "I want to understand the business",
        "Improve, develop and be better",
        "Work on my assertiveness",
        "Leadership",
        "Teach",
        "",
    ],
)
def test_a_wish_a_topic_or_a_bare_verb_is_not_specific(goal: str) -> None:
    assert "specific" in rules(ActionInput(goal))


# --- Measurable --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("goal", "measure"),
    [
        ("Chair the group", "three meetings"),
        ("Cut complaints from 9 to 2", ""),
        ("Write a checklist", ""),
        ("Do it", "Samira sees me do it"),
        ("Do it", "signed off by the matron"),
        ("Do it", "my manager will confirm it"),
        ("Do it", "waiting time under 20%"),
        ("Lead the weekly huddle", ""),
    ],
)
def test_a_number_a_deliverable_or_a_named_observer_is_measurable(goal: str, measure: str) -> None:
    assert "measurable" not in rules(ActionInput(goal, measure=measure))


@pytest.mark.parametrize(
    ("goal", "measure"),
    [
        ("Shadow the matron", ""),
        ("Work on ward 4", ""),
        ("Get to band 7", "I feel calmer"),
        ("Be calmer by 2026-05-01", "it goes well"),
        ("Finish by 3 June 2026", ""),
        ("Do it within 3 months", ""),
    ],
)
def test_a_day_a_ward_or_a_feeling_is_not(goal: str, measure: str) -> None:
    assert "measurable" in rules(ActionInput(goal, measure=measure))


# --- Achievable --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("without", "said"),
    [
        ({"steps": ()}, "steps"),
        ({"cost": ""}, "cost"),
        ({"release": None}, "stand in"),
        ({"release": "refused"}, "refused"),
        ({"due": None}, "when it starts or ends"),
    ],
)
def test_what_could_stop_it_has_to_be_answered_and_what_is_missing_is_named(
    without: dict[str, object], said: str
) -> None:
    fails = {fail.rule: fail for fail in check(replace(WHOLE, **without), NOWHERE, TODAY)}  # type: ignore[arg-type]
    assert said in fails["achievable"].why


@pytest.mark.parametrize("release", ["not_needed", "needed", "agreed"])
def test_a_release_that_is_not_refused_is_an_answer(release: str) -> None:
    assert rules(replace(WHOLE, release=release)) == set()  # type: ignore[arg-type]


# --- Relevant ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "aims"),
    [
        ({"target_role": "Ward manager"}, NOWHERE),
        ({"goal": "Chair the group so that I can lead a service"}, NOWHERE),
        ({}, PlanInput(ambition_link="To run a service")),
        ({}, PlanInput(org_objective="Fewer late visits")),
        ({"gained": "chairing"}, PlanInput(growth_areas=("Chairing with calm",))),
    ],
)
def test_a_hope_a_role_a_gap_or_an_objective_makes_it_relevant(
    action: dict[str, str], aims: PlanInput
) -> None:
    linked = replace(WHOLE, **{"target_role": "", **action})  # type: ignore[arg-type]
    assert "relevant" not in rules(linked, aims)


def test_what_is_linked_to_nothing_is_asked_why() -> None:
    unlinked = replace(WHOLE, target_role="", gained="budgets")
    assert rules(unlinked, PlanInput(growth_areas=("Chairing",))) == {"relevant"}


# --- Time-bound --------------------------------------------------------------------------------------------------


@given(st.none() | st.dates(date(2025, 1, 1), date(2029, 1, 1)), st.dates(date(2026, 1, 1), date(2027, 1, 1)))
def test_time_bound_is_a_day_to_come_within_eighteen_months(due: date | None, today: date) -> None:
    failed = "time_bound" in {fail.rule for fail in check(replace(WHOLE, due=due), NOWHERE, today)}
    assert failed == (due is None or not today < due <= months_after(today, 18))


# --- Any action --------------------------------------------------------------------------------------------------

TEXTS = st.text(max_size=80) | st.sampled_from(
    ["Shadow the matron", "Be better", "I will", "£3", "q1", "by to and"]
)
DAYS = st.none() | st.dates(date(2025, 6, 1), date(2028, 6, 1))


@st.composite
def actions(draw: st.DrawFn) -> ActionInput:
    return ActionInput(
        goal=draw(TEXTS),
        measure=draw(TEXTS),
        due=draw(DAYS),
        start=draw(DAYS),
        helper=draw(st.none() | st.sampled_from(["", "Sam"])),
        share=draw(st.sampled_from([None, 70, 20, 10])),
        steps=tuple(draw(st.lists(TEXTS, max_size=2))),
        cost=draw(st.sampled_from(["", "none"])),
        release=draw(st.sampled_from([None, "not_needed", "needed", "agreed", "refused"])),
        target_role=draw(st.sampled_from(["", "Head of service"])),
    )


@given(actions())
def test_any_action_gets_each_rule_once_in_order_with_something_to_ask(action: ActionInput) -> None:
    found = check(action, NOWHERE, TODAY)
    assert [fail.rule for fail in found] == [rule for rule in RULES if rule in {fail.rule for fail in found}]
    assert all(fail.ask.endswith("?") and fail.why for fail in found)
    assert check(action, NOWHERE, TODAY) == found


@given(actions())
def test_saying_more_never_fails_a_rule_that_held(action: ActionInput) -> None:
    more = replace(
        action,
        measure=f"{action.measure} and 3 reports",
        steps=(*action.steps, "Ask the matron"),
        cost="none",
        release="agreed",
        target_role="Matron",
    )
    assert rules(more) <= rules(action)


@given(actions(), st.sampled_from(["done", "evidenced", "cancelled"]))
def test_what_is_over_is_not_checked_any_more(action: ActionInput, status: str) -> None:
    assert check(viewed(action, status=status), NOWHERE, TODAY) == ()


# --- A whole plan ------------------------------------------------------------------------------------------------


def viewed(action: ActionInput = WHOLE, **how: object) -> ActionView:
    names = set(ActionView.__dataclass_fields__) & set(ActionInput.__dataclass_fields__) - {"id"}
    given = {name: getattr(action, name) for name in names}
    return ActionView(**{**given, "id": "a", "status": "agreed", "late": False, **how})  # type: ignore[arg-type]


def plan(*actions: ActionView, **how: object) -> PlanView:
    fields = {"status": "agreed", "changed_on": TODAY, "next_review_on": None, **how}
    return PlanView(
        id="p",
        version=1,
        owner="A",
        owner_name="Ann",
        agreed_on=None,
        actions=actions,
        **fields,  # type: ignore[arg-type]
    )


SOON = replace(WHOLE, due=TODAY + timedelta(days=10), share=70)


def kinds(*actions: ActionView, **how: object) -> set[str]:
    return {one.kind for one in warnings(plan(*actions, **how), TODAY)}


def test_a_plan_that_is_well_has_no_warning() -> None:
    assert kinds(viewed(SOON)) == set()


def test_a_plan_of_courses_only_is_asked_about() -> None:
    course = viewed(SOON, share=10)
    by_method, by_words = (
        viewed(SOON, share=None, method="e_learning"),
        viewed(SOON, share=None, goal="Do a course"),
    )
    assert kinds(course, by_method, by_words) == {"all_formal"}
    assert kinds(course, viewed(SOON)) == set()
    assert kinds(course, viewed(SOON, share=None)) == set()  # of a kind that nobody knows
    assert kinds(course, viewed(SOON, status="cancelled")) == {"all_formal"}


def test_over_five_open_actions_are_asked_about() -> None:
    assert kinds(*[viewed(SOON)] * 5) == set()
    assert kinds(*[viewed(SOON)] * 6) == {"too_many_open"}
    assert kinds(*[viewed(SOON)] * 5, viewed(SOON, status="done")) == set()


def test_a_plan_in_which_nobody_helps_is_asked_about() -> None:
    assert kinds(viewed(SOON, helper=None), viewed(SOON, helper=" ")) == {"no_helper"}
    assert kinds(viewed(SOON, helper=None), viewed(SOON)) == set()


@pytest.mark.parametrize(
    ("start", "due", "status", "soon"),
    [
        (None, 30, "agreed", True),
        (None, 31, "agreed", False),
        (None, -1, "agreed", False),
        (30, 90, "agreed", True),
        (31, 90, "agreed", False),
        (-60, 90, "agreed", True),
        (5, None, "agreed", True),
        (None, None, "agreed", False),
        (None, None, "in_progress", True),
    ],
)
def test_something_has_to_happen_within_thirty_days(
    start: int | None, due: int | None, status: str, soon: bool
) -> None:
    days = {
        name: day if day is None else TODAY + timedelta(days=day)
        for name, day in (("start", start), ("due", due))
    }
    assert ("nothing_soon" in kinds(viewed(SOON, status=status, **days))) is not soon


def test_a_plan_without_an_open_action_has_no_step_to_come() -> None:
    assert kinds() == {"nothing_soon"}


@given(st.integers(0, 400))
def test_after_ninety_days_without_a_change_it_is_asked_whether_it_is_still_right(days: int) -> None:
    assert ("still_right" in kinds(viewed(SOON), changed_on=TODAY - timedelta(days=days))) == (days >= 90)


def test_a_review_whose_day_has_passed_is_asked_for() -> None:
    assert kinds(viewed(SOON), next_review_on=TODAY) == set()
    assert kinds(viewed(SOON), next_review_on=TODAY - timedelta(days=1)) == {"review_due"}


def test_three_months_after_it_was_done_its_impact_is_asked_for() -> None:
    done = {"status": "done", "done_on": months_after(TODAY, -3)}
    assert kinds(viewed(SOON), viewed(SOON, **done)) == {"impact_due"}
    assert kinds(viewed(SOON), viewed(SOON, **done, impact="I do it alone now")) == set()
    assert kinds(viewed(SOON), viewed(SOON, status="done", done_on=TODAY)) == set()


@given(st.lists(actions(), max_size=7), st.randoms())
def test_warnings_do_not_depend_on_the_order_of_actions_and_a_closed_plan_has_none(
    given: list[ActionInput], random: object
) -> None:
    shown = [viewed(one) for one in given]
    mixed = list(shown)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert warnings(plan(*shown), TODAY) == warnings(plan(*mixed), TODAY)
    assert warnings(plan(*shown, status="closed"), TODAY) == ()


# --- The words ---------------------------------------------------------------------------------------------------


def test_the_words_are_data_and_a_slip_in_them_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "smart.yaml"
    built_in = smart.BUILT_IN.read_text(encoding="utf-8")
    for before, after, said in (
        ("most_open: 5", "most_open: 0", "limits.most_open"),
        ("  specific:\n", "  spesific:\n", "rules"),
        ("  no_helper:", "  no_helpers:", "warnings"),
        ("verbs: >-", "verb: >-", "verbs"),
    ):
        file.write_text(built_in.replace(before, after, 1), encoding="utf-8")
        smart.smart_words.cache_clear()
        with pytest.raises(GuideError, match=said) as refused:
            smart.smart_words(file)
        assert str(refused.value).startswith(f"{file}:")
    smart.smart_words.cache_clear()


def test_a_very_long_text_is_no_trouble() -> None:
    check(ActionInput("improve by " * 2000, measure="Samira " * 3000), NOWHERE, TODAY)
