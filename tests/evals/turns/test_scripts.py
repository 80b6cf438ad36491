"""How whole conversations are scored, and that the scripts speak of fields that the guides have."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.events import Asked, Note
from assistant.guide.loader import BUILT_IN, load_all
from tests.evals.turns.scripts import Reply, compared, happened, load, same

GUIDES = load_all(BUILT_IN)
SCRIPTS = load()
PLAN = Asked("plan", "actions", "individual")
WHEN = Asked("plan", "actions", "individual", part="due")


def reply(*notes, before=PLAN, after=PLAN, finished=False):
    return Reply(before, after, notes, "", finished)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("met", "met"),
        (8, 8),
        (True, True),
        (date(2027, 3, 31), "2027-03-31"),
        ("~ ten patients & March", "Dress ten patients by the end of march"),
        ("~ 9 December & not baby", "On 9 December she rang him"),
        (None, None),
        (None, []),
        ("*", "me"),
        (["*", "~ Samira"], ["Samira Rahman", "me"]),
        (["nursing", "finance"], ["finance", "nursing"]),
        ([{"goal": "~ lab", "due": date(2027, 2, 28)}], [{"goal": "Lab shifts", "due": "2027-02-28"}]),
        ({"any": [1, None]}, None),
    ],
)
def test_a_recorded_value_is_the_one_expected(wanted, found):
    assert same(wanted, found)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("met", "not_met"),
        (True, 1),
        (1, True),
        (date(2027, 3, 31), "2027-03-30"),
        ("~ ten & March", "ten by April"),
        ("~ December & not baby", "Since her baby, in December"),
        (None, "nothing"),
        ("*", ""),
        (["*"], ["me", "Samira"]),
        (["nursing"], ["nursing", "obviously"]),
        (["nursing", "nursing"], ["nursing", "finance"]),
        ([{"due": None}], [{"due": "2027-02-28"}]),
        ({"any": [1, 3]}, 5),
    ],
)
def test_a_recorded_value_is_not_the_one_expected(wanted, found):
    assert not same(wanted, found)


def test_both_sides_answers_count_as_a_field_each():
    expected = {"performance": {"performance": {"individual": "met", "manager": "exceeded"}}}
    record = {"performance": {"performance": {"individual": "met", "manager": "met"}}}
    rights = [(where, right) for where, right, _ in compared(expected, record)]
    assert rights == [
        ("performance.performance of the individual", True),
        ("performance.performance of the manager", False),
    ]
    assert [right for _, right, _ in compared(expected, {})] == [False, False]


def test_behaviours_are_told_from_notes_and_from_what_is_asked_next():
    vague = reply(Note("probe", {"sign": "too_short"}))
    assert happened("probe", vague)
    assert happened("probe too_short", vague)
    assert not happened("probe hearsay", vague)
    assert not happened("not probe", vague)
    changed = reply(Note("check_again", {"fields": ["ambition_text", "actions"]}))
    assert happened("check_again actions", changed)
    assert not happened("check_again commitment", changed)
    assert happened("resumes", vague)
    on = reply(after=WHEN)
    assert not happened("resumes", on)
    assert happened("asks actions", on)
    assert happened("asks actions.due", on)
    assert not happened("asks commitment", on)
    assert happened("finished", reply(after=None, finished=True))


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_a_script_speaks_of_fields_that_its_guide_has(name):
    script = SCRIPTS[name]
    guide = GUIDES[script["guide"]]
    for sitting in script.get("sittings", [script]):
        assert sitting["mode"] in guide.modes
        for turn in sitting["turns"]:
            said = turn.get("individual") or turn.get("manager")
            assert isinstance(said, str), turn
            for key in ("to", "field", "if"):
                if key in turn:
                    assert guide.named(turn[key].split(".")[0]), turn
    stages = {stage.id: {question.id for question in stage.questions} for stage in guide.stages}
    for stage, fields in script["record"].items():
        assert set(fields) <= stages[stage]
