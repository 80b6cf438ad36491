"""Which questions are taken for ones about one's own records, and what they are understood to ask."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import GuideError
from assistant.own_records.kinds import BUILT_IN, load_kinds
from assistant.own_records.periods import period_in
from assistant.own_records.recognise import Asked, Lexicon, may_be, recognised, resolved
from assistant.own_records.shown import Shown, Statement, written
from store.equality import questions

TODAY = date(2026, 11, 21)
KINDS = load_kinds()
LEXICON = Lexicon(
    people=(("P0006", "Daniel Okonkwo"), ("P0007", "Priya Nair"), ("P0008", "Oliver Hartley"),
            ("P0009", "Ana Sofia Duarte"), ("P0010", "Kwame Boateng"), ("P0011", "Ruth Silverman")),
    units=("Acute Medicine", "Community Nursing", "Estates and Digital", "Finance and Performance",
           "People and Culture"),
    levels=("executive", "lead", "senior", "staff"),
    pools=("Aspiring directors", "Clinical leaders"),
    posts=("Head of Community Nursing", "Medical Director"),
    families=("finance", "medicine", "nursing", "operations", "people"),
)  # fmt: skip
TESTS = Path(__file__).parent.parent


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


QUESTIONS = lines(Path(__file__).parent / "own_records.jsonl")


def asked(question: str, *history: str) -> Asked | None:
    return resolved(question, history, KINDS, LEXICON, TODAY)[0]


def understood(row: dict[str, Any]) -> bool:
    found = asked(row["question"], *row.get("history", ()))
    if found is None or row["kind"] is None:
        return found is None and row["kind"] is None
    slots = {name: getattr(found, name) for name in Asked.__slots__}
    slots["when"] = found.period.key if found.period else None
    return found.kind == row["kind"] and all(slots[name] == value for name, value in row["slots"].items())


@pytest.mark.parametrize(("part", "share"), [("tuned", 1.0), ("held", 0.95)])
def test_questions_are_understood_also_those_the_rules_were_not_made_on(part: str, share: float) -> None:
    rows = [row for row in QUESTIONS if row["set"] == part]
    wrong = [row["question"] for row in rows if not understood(row)]
    assert len(rows) > 90
    assert len(wrong) <= (1 - share) * len(rows), wrong


@pytest.mark.parametrize("part", ["tuned", "held"])
def test_a_question_to_the_guidance_is_never_taken(part: str) -> None:
    rows = [row for row in QUESTIONS if row["set"] == part and row["kind"] is None]
    assert len(rows) >= 20
    assert [row["question"] for row in rows if not understood(row)] == []


def test_a_question_about_records_is_always_looked_at_and_few_others_are() -> None:
    alone = [row for row in QUESTIONS if "history" not in row]
    assert [row["question"] for row in alone if row["kind"] and not may_be(row["question"], KINDS)] == []
    refused = [row["question"] for row in lines(TESTS / "evals" / "refusals.jsonl")]
    assert sum(may_be(one, KINDS) for one in refused) < len(refused) / 4


def test_nothing_that_the_documents_refuse_or_answer_elsewhere_is_taken() -> None:
    questions = [row["question"] for row in lines(TESTS / "evals" / "refusals.jsonl")]
    for dialogue in lines(TESTS / "assistant" / "dialogues.jsonl"):
        questions += [str(one) for value in dialogue.values() if isinstance(value, list) for one in value]
    assert len(questions) > 200
    assert [one for one in questions if recognised(one, KINDS, LEXICON, TODAY)] == []


def test_a_name_is_one_whether_or_not_its_records_may_be_seen() -> None:
    for name in ("Fiona", "Zelda"):
        found = asked(f"when is {name}'s review due?")
        assert found is not None
        assert (found.kind, found.whom, found.named) == ("review_due", "nobody", name)


@pytest.mark.parametrize(
    ("question", "by"),
    [
        ("how many women are in the Clinical leaders pool", "sex"),
        ("list the disabled people in the Clinical leaders pool", "disability"),
        ("names of Asian members of the Aspiring directors pool", "ethnicity"),
        ("which of my team are over 50?", "age"),
        ("who in my team is gay", "sexual_orientation"),
        ("who in my team is on maternity leave", "pregnancy"),
        ("who in Acute Medicine is Muslim?", "religion"),
        ("who in the Clinical leaders pool is Muslim?", "religion"),
        ("which married people in my team have late actions", "marriage"),
        ("is Priya transgender?", "gender_reassignment"),
        ("who are the over 55s in our organisation", "age"),
        ("how many women in our organisation have a development plan", "sex"),
    ],
)
def test_nobody_is_looked_up_by_what_people_say_of_themselves(question: str, by: str) -> None:
    found = asked(question)
    assert found is not None
    assert (found.kind, found.by) == ("protected", by)


def test_a_measure_by_a_characteristic_is_the_dashboards_own_split() -> None:
    for question, measure, by in (
        ("conversation coverage by gender", "conversation_coverage", "sex"),
        ("conversation coverage for women in our organisation", "conversation_coverage", "sex"),
        ("PDP rate by ethnicity", "pdp_rate", "ethnicity"),
    ):
        found = asked(question)
        assert found is not None, question
        assert (found.kind, found.measure, found.by) == ("measure", measure, by)


def test_nobody_is_looked_up_so_by_going_on_from_a_list_either() -> None:
    for question in ("which of them are women?", "and the disabled ones?"):
        found = asked(question, "who is in the Clinical leaders pool?")
        assert found is not None, question
        assert found.kind == "protected", question


def test_every_question_of_the_equality_form_has_words() -> None:
    assert set(KINDS.characteristics) == set(questions())
    for key, one in questions().items():
        assert KINDS.characteristics[key].search(one.label.lower()), key


def test_the_guidance_on_fairness_is_still_the_documents() -> None:
    for question in (
        "how do we support disabled staff?",
        "what does the guidance say about women in leadership?",
        "should age matter for a talent pool?",
        "what percentage of NHS leaders come from a minority ethnic background",
    ):
        assert asked(question) is None, question


def test_a_follow_up_goes_on_from_the_question_before() -> None:
    first = "who in my team has a review due this month"
    later = asked("and next month?", first)
    assert later is not None
    assert (later.kind, later.whom) == ("review_due", "team")
    assert later.period is not None
    assert later.period.start == date(2026, 12, 1)
    person = asked("what about Priya?", first, "and next month?")
    assert person is not None
    assert (person.kind, person.people, person.period) == ("review_due", ("P0007",), later.period)
    found, to_documents = resolved("and what is a talent pool?", [first], KINDS, LEXICON, TODAY)
    assert found is None
    assert to_documents == (), "what was asked of records is not handed to the documents"


def test_what_goes_on_but_cannot_be_understood_is_not_left_to_the_documents() -> None:
    found = asked("and shadowing?", "who in my team has a review due this month")
    assert found is not None
    assert found.kind == "beyond"


DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
CALENDAR = ("week", "month", "quarter", "year", "financial year")


@given(DAYS, st.sampled_from(CALENDAR))
def test_this_next_and_last_follow_one_another_without_a_gap(today: date, what: str) -> None:
    last, this, following = (
        found[0] for which in ("last", "this", "next") if (found := period_in(f"{which} {what}", today))
    )
    assert this.holds(today)
    assert not last.holds(today)
    assert last.end is not None
    assert this.end is not None
    assert this.start == last.end + timedelta(days=1)
    assert following.start == this.end + timedelta(days=1)


@given(DAYS, st.integers(1, 400))
def test_so_many_days_ahead_begin_today_and_so_many_back_end_today(today: date, days: int) -> None:
    ahead, back = period_in(f"in the next {days} days", today), period_in(f"in the last {days} days", today)
    assert ahead is not None
    assert back is not None
    assert (ahead[0].start, ahead[0].end) == (today, today + timedelta(days=days))
    assert (back[0].start, back[0].end) == (today - timedelta(days=days - 1), today)


@given(DAYS, st.sampled_from(["march", "december", "july"]))
def test_a_month_by_its_name_is_the_nearest_one(today: date, month: str) -> None:
    found = period_in(f"in {month}", today)
    assert found is not None
    start = found[0].start
    assert start is not None
    assert abs((start.year - today.year) * 12 + start.month - today.month) <= 6
    since = period_in(f"since {month}", today)
    assert since is not None
    assert since[0].start is not None
    assert since[0].start <= today


def test_every_statement_has_its_day_and_where_to_look() -> None:
    shown = Shown((Statement("A.", ("b",), "talent x"), Statement("C.", (), "talent y")), ("D.",))
    assert written(shown, TODAY) == (
        "Your records show:\n\nA.\n- b\n\nAs at 2026-11-21; look in: talent x.\n\nC.\n\n"
        "As at 2026-11-21; look in: talent y.\n\nNot covered: D."
    )


def test_a_pattern_that_cannot_be_used_names_its_file(tmp_path: Path) -> None:
    text = BUILT_IN.read_text(encoding="utf-8").replace("'who (?:is|are|sits?) on'", "'who ('")
    (tmp_path / "own_records.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(GuideError, match=r"own_records\.yaml: the pattern .* cannot be used"):
        load_kinds(tmp_path / "own_records.yaml")
