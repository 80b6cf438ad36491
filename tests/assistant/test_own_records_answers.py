"""What one's records answer: the same as page and file, to nobody more than they may see."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from assistant.events import GuidanceAnswer
from assistant.figures import in_words
from assistant.own_records.answering import OwnRecords
from assistant.own_records.kinds import load_kinds
from assistant.own_records.recognise import Asked
from store.accounts import find
from store.engine import make_engine
from store.sample import build
from store.schema import upgrade
from store.service import Records
from tui.widgets.answer import _parser

NOW = datetime(2026, 3, 16, 12, tzinfo=UTC)
TODAY = date(2026, 3, 16)
KINDS = load_kinds()
ROLES = ("manager", "individual", "hr", "panel", "admin")
ONE_OF_EACH_KIND = (
    "who has opened my record?", "what is waiting for me?", "am I named for any post?", "why am I not in the pool?",
    "is my post listed as critical?", "what is my rating?", "whose readiness expires in my team?",
    "what did we agree?", "what did Samira Rahman agree?", "which of our people have late actions?",
    "do I have late actions?", "what are Priya's open actions?", "who in Acute Medicine has no plan?",
    "who in the organisation has had no conversation this year?", "when did I last talk with Daniel?",
    "how many conversations were signed in our organisation this year?", "which pool members have a review due?",
    "which pool decisions are overdue?", "who is in the Clinical leaders pool?", "which of my team are in a pool?",
    "who is my manager?", "who is in my team?", "what is in my portfolio?", "which critical posts have no cover?",
    "how many of our critical posts have someone ready now?", "what is our net bench?",
    "what is our demand and supply gap by job family?", "who has a review due this quarter?",
    "when is Fiona MacAllister's review due?", "what's overdue in my team?", "show me my plan",
    "what were my last appraisal ratings", "when was Daniel's last appraisal?", "who in my team had no appraisal?",
    "conversation coverage by unit", "PDP rate in Acute Medicine", "how many people are on record here?",
    "what can I ask about my records?", "what is my salary?", "is the Medical Director post covered?",
)  # fmt: skip
SOME = ("conversation_coverage", "pdp_rate", "mix", "ready_now", "rag_spread", "pool_members")
"""A share, a whole by its parts, and figures about people and about posts."""

Ask = Callable[[str, str], GuidanceAnswer]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The sample organisation, which no test here changes but for what was read."""
    engine = make_engine(f"sqlite:///{tmp_path_factory.mktemp('sample') / 'talent.db'}")
    upgrade(engine)
    build(engine, TODAY)
    return engine


def records(engine: Engine, name: str) -> Records:
    account = find(engine, TODAY, name=name)
    assert account is not None
    return Records(engine, account.id, lambda: NOW)


def own(engine: Engine, name: str) -> OwnRecords:
    account = find(engine, TODAY, name=name)
    assert account is not None
    return OwnRecords(records(engine, name), account, {}, KINDS, lambda: TODAY)


@pytest.fixture
def ask(sample: Engine) -> Ask:
    """Ask as somebody, what has to be about records."""

    def answered(role: str, question: str) -> GuidanceAnswer:
        theirs = own(sample, role)
        asked = theirs.found(question).asked
        assert asked is not None, question
        return theirs.answer(question, asked)

    return answered


def seen(mine: Records, role: str) -> set[str]:
    """Names and references that the account is shown by the pages of the program."""
    if role == "admin":
        return set()
    people = mine.people.all()
    found = {one.reference for one in people} | {one.name for one in people}
    found |= {one.manager_name for one in people if one.manager_name}
    for post in mine.posts.all():
        found |= {name for one in post.candidates for name in (one.person, one.name)}
        if post.planning and post.planning.holder and post.planning.holder_name:
            found |= {post.planning.holder, post.planning.holder_name}
    return found


@pytest.mark.parametrize("role", ROLES)
def test_no_answer_names_anybody_whom_the_account_may_not_see(sample: Engine, role: str) -> None:
    everybody = {name for one in records(sample, "hr").people.all() for name in (one.name, one.reference)}
    theirs, allowed = own(sample, role), seen(records(sample, role), role)
    for question in ONE_OF_EACH_KIND:
        asked = theirs.found(question).asked
        if asked is None:
            continue  # who is named and not seen may leave it to the other rules, which decline
        answer = theirs.answer(question, asked)
        typed = {one for one in everybody if one in question}
        told = {one for one in everybody if re.search(rf"(?<!\w){re.escape(one)}(?!\w)", answer.answer)}
        assert told <= allowed | typed, (question, answer.answer)
        assert answer.source == "records"
        assert answer.citations == ()


@pytest.mark.parametrize("role", ROLES)
def test_no_answer_names_anybody_by_what_people_say_of_themselves(sample: Engine, role: str) -> None:
    everybody = {name for one in records(sample, "hr").people.all() for name in (one.name, one.reference)}
    theirs = own(sample, role)
    for question in (
        "how many women are in the Clinical leaders pool", "which disabled people have late actions in my team",
        "who in Acute Medicine is Muslim?", "conversation coverage by gender", "succession cover by gender",
    ):  # fmt: skip
        asked = theirs.found(question).asked
        if asked is not None:
            answer = theirs.answer(question, asked).answer
            assert not [one for one in everybody if one in answer], (question, answer)


@pytest.mark.parametrize(
    "question",
    ["what did my manager write about Priya", "what did my manager write about Zelda?",
     "what is in my portfolio about Fiona?"],
)  # fmt: skip
def test_where_somebody_else_is_named_nobody_is_given_their_own_record(ask: Ask, question: str) -> None:
    answer = ask("individual", question)
    assert not answer.answered
    assert "looked up of yourself alone" in answer.answer


def test_ones_readiness_is_what_stands_with_posts_and_in_the_last_conversation(ask: Ask) -> None:
    answer = ask("individual", "what is my readiness")
    assert answer.answered
    assert "named for" in answer.answer
    assert "erformance" not in answer.answer


def test_what_is_about_records_and_not_looked_up_says_so(ask: Ask) -> None:
    for role, question, said in (
        ("manager", "who could follow me", "Who is named to follow you is not shown to you"),
        ("admin", "who opened Priya's record", "talent audit list"),
        ("individual", "who opened Priya's record", "shown to that person"),
    ):
        answer = ask(role, question)
        assert not answer.answered, question
        assert said in answer.answer, question


def test_figures_about_who_has_had_something_are_the_dashboards(ask: Ask) -> None:
    for question, label in (
        ("how many people have had an appraisal", "Appraisals"),
        ("how many people had a conversation", "Talent conversations"),
    ):
        answer = ask("hr", question)
        assert answer.answered, question
        assert f"- {label}: " in answer.answer, question


def test_who_opened_ones_record_says_that_it_was_in_an_emergency_and_why(sample: Engine) -> None:
    theirs = own(sample, "individual")
    mine = records(sample, "hr")
    person = find(sample, TODAY, name="individual")
    assert person is not None
    assert person.person is not None
    mine.emergency.open(person.person, "She is in hospital and her handover is missing")
    asked = theirs.found("who has opened my record?").asked
    assert asked is not None
    answer = theirs.answer("who has opened my record?", asked).answer
    assert "opened in an emergency" in answer
    assert "She is in hospital and her handover is missing" in answer


def test_what_is_counted_of_nobody_says_where_the_figures_are(ask: Ask) -> None:
    answer = ask("hr", "how many women are in the Clinical leaders pool")
    assert not answer.answered
    assert "Nobody is looked up or counted here by sex" in answer.answer
    assert "talent dashboard --by sex" in answer.answer


@pytest.mark.parametrize("role", ["manager", "individual", "panel"])
def test_who_may_not_be_seen_is_answered_like_who_is_not_there(ask: Ask, role: str) -> None:
    there = ask(role, "when is Fiona's review due?")
    assert not there.answered
    assert "HR can help" in there.answer
    assert there.answer.replace("Fiona", "Zelda") == ask(role, "when is Zelda's review due?").answer


@pytest.mark.parametrize("role", ["manager", "hr", "panel"])
@pytest.mark.parametrize(("by", "unit"), [("", ""), ("unit", ""), ("", "Community Nursing")])
def test_a_figure_is_the_dashboards_in_its_words_and_as_hidden(
    sample: Engine, role: str, by: str, unit: str
) -> None:
    if role == "panel" and unit:
        unit = records(sample, "panel").people.all()[0].unit
    page = records(sample, role).dashboard.show(by=by or None, unit=unit or None)
    file = {row["measure"]: str(row["value"]) for row in page.rows() if not row["group"] and not row["part"]}
    theirs = own(sample, role)
    for line in page.lines:
        if line.measure not in SOME:
            continue
        assert line.measure in KINDS.measures
        told = theirs.answer("", Asked("measure", by=by, unit=unit, measure=line.measure)).answer
        expected = [one.strip() for one in in_words(replace(page, lines=(line,))) if one]
        expected.remove(line.chapter.capitalize())
        assert [one.strip().removeprefix("- ") for one in told.splitlines()[2:] if one][: len(expected)] == [
            one.removeprefix("- ") for one in expected
        ]
        assert file[line.measure] == str(line.value)


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        ("ready_now", "have someone ready now"),
        ("cover", "have a successor"),
        ("emergency_cover", "have emergency cover"),
    ],
)
def test_posts_are_counted_as_the_dashboard_counts_them_and_listed(
    sample: Engine, ask: Ask, measure: str, words: str
) -> None:
    (line,) = (one for one in records(sample, "hr").dashboard.show().lines if one.measure == measure)
    told = ask("hr", f"how many of our critical posts {words}?").answer
    assert f"{line.numerator} of {line.denominator} critical posts" in told
    assert told.count("\n- ") == line.numerator


def test_posts_by_colour_are_those_of_the_page(sample: Engine, ask: Ask) -> None:
    spread = records(sample, "hr").succession.cover().spread
    for colour, number in spread.items():
        assert f"{number} of 11 critical posts" in ask("hr", f"how many critical posts are {colour}?").answer


def test_nobody_is_named_behind_a_number_of_a_unit_and_a_small_one_is_hidden(
    sample: Engine, ask: Ask
) -> None:
    names = [one.name for one in records(sample, "hr").people.all()]
    counted = ask("hr", "how many people in Acute Medicine have no plan?").answer
    assert re.search(r"In Acute Medicine, (\*|\d+) of (\*|\d+) people", counted)
    assert not any(name in counted for name in names)
    number = re.search(r"In Acute Medicine, (\S+) of", counted)
    assert number is not None
    assert number[1] == "*" or int(number[1]) == 0 or int(number[1]) > 4


def test_the_team_of_a_manager_is_answered_by_name(ask: Ask) -> None:
    told = ask("manager", "who in my team has had no conversation this year?").answer
    assert told.startswith("Your records show:")
    assert "your team (6 people)" in told
    assert f"As at {TODAY}; look in: talent records list" in told


def test_ones_own_appraisals_are_those_imported_and_have_no_ratings(sample: Engine, ask: Ask) -> None:
    me = records(sample, "individual").accounts.me().person
    assert me is not None
    told = ask("individual", "what were my last appraisal ratings").answer
    for one in records(sample, "individual").appraisals.of(me):
        assert f"- {one.held_on}, {one.kind}, held by {one.reviewer_name}" in told
    assert "What an appraisal came to, such as a rating, is not kept here" in told
    assert "Your last talent conversation, signed on" in told


def test_a_manager_is_told_of_the_teams_appraisals_and_of_nobody_elses(sample: Engine, ask: Ask) -> None:
    theirs = records(sample, "manager")
    daniel = next(one.reference for one in theirs.people.all() if one.name == "Daniel Okonkwo")
    newest = theirs.appraisals.of(daniel)[0]
    told = ask("manager", "when was Daniel Okonkwo's last appraisal?").answer
    assert f"\n- {newest.held_on}, annual, held by Samira Rahman" in told
    assert "appraisal" not in ask("manager", "when did I last talk with Daniel?").answer
    assert not ask("manager", "when was Fiona's last appraisal?").answered
    team = ask("manager", "who in my team has had no appraisal this year?").answer
    late = {
        one.name
        for one in theirs.people.all()
        if one.manager == theirs.accounts.me().person
        and not any(
            it.completed_on and it.completed_on.year == TODAY.year
            for it in theirs.appraisals.of(one.reference)
        )
    }
    assert late and {name for name in late if name in team} == late
    assert team.count("\n- ") == len(late)


def test_a_number_of_appraisals_in_a_unit_is_a_figure_and_hidden_as_one(ask: Ask) -> None:
    told = ask("hr", "how many people in Acute Medicine had no appraisal this year?").answer
    number = re.search(r"In Acute Medicine, (\S+) of (\S+) people have no appraisal", told)
    assert number is not None
    assert number[1] == "*" or int(number[1]) == 0 or int(number[1]) > 4


def test_an_individual_learns_where_they_stand_and_nothing_of_others(ask: Ask) -> None:
    assert "Clinical leaders" in ask("individual", "why am I not in the pool?").answer
    assert not ask("individual", "who has a review due this month?").answered
    assert not ask("individual", "how many of our critical posts are covered?").answered
    assert "nobody's who works here" in ask("admin", "when is my next review?").answer


def test_what_no_record_holds_is_said_with_what_can_be_asked_instead(ask: Ask) -> None:
    told = ask("manager", "who in my team speaks Welsh?")
    assert not told.answered
    assert told.answer.startswith("Your records do not show that.")
    assert "You can ask for example:" in told.answer


def test_a_hidden_figure_is_still_there_where_answers_are_drawn(ask: Ask) -> None:
    told = ask("hr", "conversation coverage by unit").answer
    drawn = "".join(
        child.content
        for token in _parser().parse(told)
        for child in token.children or ()
        if child.type == "text"
    )
    assert told.count("*") == drawn.count("*") > 0


def test_opening_signed_records_for_an_answer_is_noted_for_whom_they_are_about(
    sample: Engine, ask: Ask
) -> None:
    def readings() -> int:
        return sum(one.reason == "read" for one in records(sample, "individual").audit.all())

    before = readings()
    assert "which is noted" in ask("manager", "whose readiness expires in my team?").answer
    assert readings() == before + 1
