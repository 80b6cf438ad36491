"""What is understood by what people type."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.guide.dates import dates_in
from assistant.guide.probing import probe_for, sign_of, signs
from assistant.guide.schema import Guide, Key, Question
from assistant.guide.steering import is_question
from assistant.guide.understanding import understand
from store.days import months_after

TUESDAY = date(2026, 3, 10)


def asking(kind: str, **more) -> Question:
    return Question(id="it", label="It", kind=kind, ask="What is it?", **more)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("yes", True),
        ("yep read it", True),
        ("happy to", True),
        ("no", False),
        ("not yet", False),
        ("I'd rather not", False),
    ],
)
def test_yes_and_no_in_many_words(said, meant):
    assert understand(asking("yes_no"), said, TUESDAY).value is meant


@pytest.mark.parametrize(
    "said",
    [
        "please don't go ahead",
        "no, I'd rather you did not go ahead",
        "I wouldn't mind knowing more first",
        "I don't mind if my manager asks me later",
        "no objection, only not to partners",
        "go ahead once I have read it",
    ],
)
@pytest.mark.parametrize("kind", ["yes_no", "sign"])
def test_nobody_agrees_or_signs_by_words_that_others_agree_with(kind, said):
    assert not understand(asking(kind), said, TUESDAY).value


@pytest.mark.parametrize(
    "said", ["no objection", "go ahead", "I don't mind at all", "fine by me, no problem"]
)
def test_a_no_within_a_yes_is_none(said):
    assert understand(asking("yes_no"), said, TUESDAY).value is True


@pytest.mark.parametrize("said", ["maybe", "is that yes or no?", "well yes and no but not really yes"])
def test_neither_yes_nor_no_is_asked_again(said):
    reading = understand(asking("yes_no"), said, TUESDAY)
    assert reading.value is None
    assert reading.unclear


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("met", "met"),
        ("4", "exceeded"),
        ("option 4", "exceeded"),
        ("the second one", "partly_met"),
        ("Partly met", "partly_met"),
        ("she did everything we asked, solid all year", "met"),
        ("just started in January, hard to say", "too_new"),
    ],
)
def test_a_choice_by_number_name_or_in_plain_words(talent_conversation: Guide, said, meant):
    question = talent_conversation.question(Key("performance", "performance", "manager"))
    assert understand(question, said, TUESDAY).value == meant


@pytest.mark.parametrize(
    "said", ["what does met actually mean here?", "9", "purple", "exceeded or met", "not met or met"]
)
def test_a_choice_that_is_not_clear_is_asked_again(talent_conversation: Guide, said):
    question = talent_conversation.question(Key("performance", "performance", "manager"))
    reading = understand(question, said, TUESDAY)
    assert reading.value is None
    assert reading.unclear


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("by the end of June", ["2026-06-30"]),
        ("in six weeks", ["2026-04-21"]),
        ("end of next month", ["2026-04-30"]),
        ("next Tuesday", ["2026-03-17"]),
        ("14/09/2026", ["2026-09-14"]),
        ("2026-05-01", ["2026-05-01"]),
        ("by 1st july", ["2026-07-01"]),
        ("tomorrow", ["2026-03-11"]),
        ("I may need help by 3 May 2027", ["2027-05-03"]),
        ("sometime soon", []),
        ("31 June", []),
    ],
)
def test_dates_count_from_the_day_of_asking(said, days):
    assert dates_in(said, TUESDAY) == days


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("in October I learned it, for three weeks", "2025-10-01"),
        ("In November last year, in two days", "2025-11-01"),
        ("three weeks ago", "2026-02-17"),
        ("an hour a week", None),
    ],
)
def test_what_has_been_lies_behind(said, day):
    assert dates_in(said, TUESDAY, past=True) == ([day] if day else [])


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("every Wednesday in January", "2027-01-31"),
        ("by mid December", "2026-12-15"),
        ("a day a week", None),
        ("by the end of the financial year", "2026-03-31"),
    ],
)
def test_an_end_is_a_months_last_day_and_how_often_is_no_day(said, day):
    assert dates_in(said, TUESDAY, by=True)[-1:] == ([day] if day else [])


def test_a_proposed_date_is_taken_by_yes():
    question = asking("date", propose_months=6)
    assert understand(question, "yes, that is fine", TUESDAY).value == "2026-09-10"
    assert understand(question, "sometime soon", TUESDAY).unclear


@pytest.mark.parametrize(
    ("said", "value"), [("about a seven", 7), ("8/10", 8), ("10", 10), ("nine out of 10", 9)]
)
def test_numbers_in_figures_and_words(said, value):
    assert understand(asking("number", least=1, most=10), said, TUESDAY).value == value


@pytest.mark.parametrize("said", ["quite a lot", "11", "7 or 8", "0"])
def test_a_number_that_is_none_or_out_of_bounds_is_asked_again(said):
    assert understand(asking("number", least=1, most=10), said, TUESDAY).unclear


def test_only_the_numbers_a_question_knows():
    question = asking("number", one_of=(1, 3, 5))
    assert understand(question, "three years or so", TUESDAY).value == 3
    assert understand(question, "2", TUESDAY).unclear


def test_lists_and_none():
    question = asking("list", most=3)
    assert understand(question, "Ann, Bob and Carla", TUESDAY).value == ["Ann", "Bob", "Carla"]
    assert understand(question, "none", TUESDAY).value == []
    assert understand(question, "a, b, c, d", TUESDAY).unclear
    joined = understand(question, "meetings, money and budgets, another role", TUESDAY)
    assert joined.value == ["meetings", "money and budgets", "another role"], "three were asked for"


def test_an_entry_takes_what_can_be_read_from_one_text_and_no_more():
    parts = [
        {"id": "goal", "label": "Goal", "kind": "text"},
        {"id": "due", "label": "Due", "kind": "date"},
        {"id": "helper", "label": "Helper", "kind": "person"},
        {"id": "outcome", "label": "Outcome", "kind": "choice", "options": OUTCOMES},
        {"id": "counts_until", "label": "Counts until", "kind": "date", "set_months": 12},
    ]
    question = asking("entries", most=5, parts=parts)
    reading = understand(
        question, "Shadow the ward manager with Priya Shah by end of May; write it up, achieved", TUESDAY
    )
    assert reading.value == [
        {
            "goal": "Shadow the ward manager with Priya Shah by end of May",
            "due": "2026-05-31",
            "helper": "Priya Shah",
            "counts_until": "2027-03-10",
        },
        {"goal": "write it up, achieved", "outcome": "met", "counts_until": "2027-03-10"},
    ]


OUTCOMES = [
    {"key": "met", "label": "Met", "words": ["achieved"]},
    {"key": "part", "label": "Met in part", "words": ["halfway"]},
]
MOVES = [
    {"key": "none_now", "label": "None for now", "apart": True, "words": ["nothing for now"]},
    {"key": "secondment", "label": "A secondment", "words": ["secondment"]},
    {"key": "other_site", "label": "Another site", "words": ["other site"]},
]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2 and 3", ["secondment", "other_site"]),
        ("a secondment, or another site", ["secondment", "other_site"]),
        ("a secondment but not another site", ["secondment"]),
        ("nothing for now", ["none_now"]),
        ("none", ["none_now"]),
        ("nothing for now, or a secondment", None),
        ("2 and 9", None),
        ("what is a secondment?", None),
        ("hm", None),
    ],
)
def test_several_choices_and_what_stands_apart_stands_alone(said, meant):
    assert understand(asking("choices", options=MOVES), said, TUESDAY).value == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("eighteen months with support", "within_3"),
        ("nine months", "within_1"),
        ("six to twelve months", "within_1"),
        ("four years or so", "within_5"),
        ("three or four years", "within_5"),
        ("been here two years", None),
    ],
)
def test_a_length_of_time_means_the_nearest_choice_that_holds_it(said, meant):
    horizons = [
        {"key": "within_1", "label": "Within a year", "months": 12},
        {"key": "within_3", "label": "One to three years", "months": 36},
        {"key": "within_5", "label": "Three to five years", "months": 60},
    ]
    assert understand(asking("choice", options=horizons), said, TUESDAY).value == meant


def test_nothing_is_signed_without_a_yes():
    assert understand(asking("sign"), "yes", TUESDAY).value == "2026-03-10"
    assert understand(asking("sign"), "not before I have read it", TUESDAY).unclear


@pytest.mark.parametrize(
    ("said", "sign"),
    [
        ("Fine.", "too_short"),
        ("He is a really strong and lovely colleague.", "only_adjectives"),
        ("We changed the clinic list and we cut the queue for everyone there.", "we_throughout"),
        ("They say she would make a good lead one day, I hear it everywhere.", "hearsay"),
        ("I cannot go because nobody will take my list on a Friday.", "blocked"),
        ("Resolved a hard complaint for the family and the complaint was withdrawn in full.", "no_date"),
        ("In March I chaired the group, visited each team and spoke with all of them.", "no_outcome"),
        ("In March I changed the rota with the matron and agency shifts fell from nine to two.", None),
    ],
)
def test_signs_of_vagueness(said, sign):
    assert sign_of(said) == sign


@pytest.mark.parametrize(
    ("said", "sign"),
    [
        ("I want to get better at writing papers for committees.", "get_better_goal"),
        ("Improve my spreadsheets.", "get_better_goal"),
        ("There is no point, the budget is frozen for all of us.", "blocked"),
        ("Chair three governance meetings before September with the lead watching the first.", None),
        ("Learn the ledger so that I can close the month on my own by June.", None),
    ],
)
def test_signs_of_vagueness_in_a_goal(said, sign):
    assert sign_of(said, "goal") == sign


def test_every_sign_has_a_question():
    assert all(probe_for(sign.id).strip() for sign in signs())


@pytest.mark.parametrize(
    ("said", "asks"), [("What is a talent pool?", True), ("I asked what it was.", False)]
)
def test_a_question_is_told_from_an_answer(said, asks):
    assert is_question(said) is asks


KINDS = st.sampled_from(["text", "yes_no", "number", "date", "list", "sign", "fact"])


@given(KINDS, st.text(max_size=200))
def test_whatever_is_typed_gives_a_value_or_a_reason_to_ask_again(kind, said):
    reading = understand(asking(kind, least=1, most=10), said, TUESDAY)
    assert (reading.value is None) == bool(reading.unclear)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 60))
def test_months_later_is_the_same_day_or_the_months_last(day, months):
    later = months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day
