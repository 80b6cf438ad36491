"""Notice, copies of everything, corrections, complaints: who may, what is in them, and by when."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.engine import writing
from store.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound
from store.models import EqualityAnswer, Person
from store.privacy.held import plain
from store.privacy.notices import load_notice
from store.privacy.third_parties import WITHHELD, name_parts, named_in, texts_in, without
from store.views import TurnInput
from tests.store.a_life import SECRET, live
from tests.store.organisation import LONG, Organisation

WHY = "It is the person's own manager."


@pytest.fixture
def team(org: Organisation) -> Organisation:
    org.team()
    with writing(org.engine) as session:
        for reference, name in (("C", "Cara Nkosi"), ("M", "Mo Haddad")):
            session.get_one(Person, org.people[reference]).name = name
    return org


# --- Notice ------------------------------------------------------------------------------------------------------


def test_a_notice_is_accepted_once_by_each_account_and_again_in_a_new_version(team: Organisation) -> None:
    notice = load_notice()
    assert {"How long", "Who sees it"} <= {one.title for one in notice.sections}
    for who in ("A", "ADMIN"):
        notices = team[who].notices
        assert notices.accepted_on(notice.version) is None
        assert notices.accept(notice.version) == team.today
        assert notices.accepted_on("another") is None
    first = team.today
    team.days_pass(9)
    assert team["A"].notices.accept(notice.version) == first


# --- A copy of everything ----------------------------------------------------------------------------------------


def test_the_copy_has_all_that_is_held_whoever_wrote_it(team: Organisation) -> None:
    live(team)
    copy = team["A"].requests.copy(team["A"].requests.make("A").id)
    found = plain(copy.held)
    assert set(found) >= {
        "person", "reporting_line", "account", "notice_acceptance", "conversation", "fact", "plan", "portfolio_item",
        "membership", "post", "post_candidate", "post_acting", "post_event", "correction", "complaint", "legal_hold",
        "access_request", "erasure", "audit",
    }  # fmt: skip
    kinds = [one["kind"] for one in found["conversation"]]
    assert sorted(kinds) == ["chat", "guided", "preparation", "preparation"]
    talk = next(one for one in found["conversation"] if one["kind"] == "guided")
    answers = [one["text"] for one in talk["parts"]["Answers, in every version"] if one["field"] == "purpose"]
    assert answers == [f"{SECRET} 1", f"{SECRET} 2"]
    assert len(talk["parts"]["Turns"]) == 2
    assert [one["text"] for one in talk["parts"]["Comments"]] == [SECRET]
    assert found["reporting_line"][0]["manager_id"] == "M"
    assert [(one.account, one.record.split()[0]) for one in copy.opened] == [("HR", "conversation")]
    json.dumps(found)  # programs can read all of it


def test_what_was_noted_in_private_is_in_ones_own_copy_alone(team: Organisation) -> None:
    live(team)
    request = team["HR"].requests.make("A").id
    kinds = [one["kind"] for one in plain(team["HR"].requests.copy(request).held)["conversation"]]
    assert kinds == ["guided"]
    own = [one["kind"] for one in plain(team["A"].requests.copy(request).held)["conversation"]]
    assert sorted(own) == ["chat", "guided", "preparation", "preparation"]


def test_whom_somebody_names_in_notes_of_their_own_hr_is_not_asked_about(team: Organisation) -> None:
    prepared = team["A"].conversations.start(
        guide="talk", guide_version=1, mode="light", about="A", asked_on=team.today, title="Mine", alone=True
    )
    said = Organisation.answer("hope", "To lead like Cara Nkosi.")
    turn = TurnInput("individual", "To lead like Cara Nkosi.", "Thank you.")
    team["A"].conversations.save_turn(prepared.id, prepared.version, turn, [said])
    mine = team["A"].requests.make("A")
    copy = team["A"].requests.copy(mine.id)
    assert copy.final
    assert "Cara Nkosi" in json.dumps(plain(copy.held)["conversation"])
    assert team["HR"].requests.names(mine.id) == []


def test_the_copy_has_nothing_of_anybody_else(team: Organisation) -> None:
    live(team, "B", "M", ("talk", "plan", "portfolio", "chat"))
    found = plain(team["A"].requests.copy(team["A"].requests.make("A").id).held)
    assert SECRET not in json.dumps(found)


def test_other_peoples_names_are_withheld_until_hr_has_decided_about_each(team: Organisation) -> None:
    team.signed("A", "M", hope="To lead like Cara Nkosi, and to learn from Mo Haddad.")
    mine = team["A"].requests.make("A")
    names = {one.name for one in team["HR"].requests.names(mine.id)}
    assert names == {"Cara Nkosi", "Mo Haddad"}
    before = team["A"].requests.copy(mine.id)
    assert (before.final, before.request.status) == (False, "open")
    assert "Cara Nkosi" not in json.dumps(plain(before.held)["conversation"])
    hr = team["HR"].requests
    hr.decide(mine.id, "Mo Haddad", "keep", WHY)
    hr.decide(mine.id, "cara nkosi", "redact", "They do not know of it.")
    after = team["A"].requests.copy(mine.id)
    assert (after.final, after.request.status, after.request.released_on) == (True, "released", team.today)
    said = next(one for one in plain(after.held)["conversation"][0]["parts"]["Answers, in every version"])
    assert said["text"] == f"To lead like {WITHHELD}, and to learn from Mo Haddad."
    with pytest.raises(Forbidden):
        hr.decide(mine.id, "Mo Haddad", "redact", WHY)
    again = team["A"].requests.make("A")  # what was decided holds for the next copy
    assert (again.id != mine.id, again.undecided) == (True, 0)


def test_a_name_that_is_written_after_the_request_is_withheld_too(team: Organisation) -> None:
    mine = team["A"].requests.make("A")
    assert mine.ready
    team.signed("A", "M", hope="To lead like Cara Nkosi.")
    copy = team["A"].requests.copy(mine.id)
    assert not copy.final
    assert "Cara Nkosi" not in json.dumps(plain(copy.held)["conversation"])


def test_a_copy_is_due_in_a_month_and_late_after_it(team: Organisation) -> None:
    team.signed("A", "M", hope="Like Cara Nkosi.")
    made = team["A"].requests.make("A")
    assert (made.raised_on, made.due_on) == (date(2026, 3, 2), date(2026, 4, 2))
    team.days_pass(31)
    assert not team["HR"].requests.all()[0].late
    team.days_pass(1)
    assert team["HR"].requests.all()[0].late
    assert team["A"].requests.make("A").id == made.id


def test_an_exemption_needs_a_case_a_ground_a_reason_and_somebody_elses_approval(team: Organisation) -> None:
    team.person("HR2", roles=["hr"])
    live(team, kinds=("post",))
    request = team["HR"].requests.make("A")
    record = plain(team["HR"].requests.copy(request.id).held)["post_candidate"][0]["record"]
    request = team["A"].requests.make("A")
    team.signed("A", "M", hope="Like Cara Nkosi.")  # so that it is not released at once
    hr = team["HR"].requests
    for refused, error in (
        ((request.id, record, "because", LONG), Invalid),
        ((request.id, record, "forecasting", " "), Invalid),
        ((request.id, "post candidate x", "forecasting", LONG), NotFound),
    ):
        with pytest.raises(error):
            hr.exempt(*refused)
    hr.exempt(request.id, record, "forecasting", LONG)
    with pytest.raises(Forbidden, match="somebody else"):
        hr.approve(request.id, record)
    assert "post_candidate" in str(plain(team["A"].requests.copy(request.id).held))
    team["HR2"].requests.approve(request.id, record)
    copy = team["A"].requests.copy(request.id)
    assert plain(copy.held)["post_candidate"] == []
    assert copy.left_out == {record: "management forecasting or planning"}


@pytest.mark.parametrize("who", ["M", "B", "PANEL", "ADMIN", "N"])
def test_nobody_but_the_person_and_hr_asks_for_a_copy(team: Organisation, who: str) -> None:
    request = team["A"].requests.make("A")
    with pytest.raises((NotFound, NotAllowed)):
        team[who].requests.make("A")
    with pytest.raises((NotFound, NotAllowed)):
        team[who].requests.copy(request.id)
    with pytest.raises((NotFound, NotAllowed)):
        team[who].requests.names(request.id)


def test_hr_decides_nothing_about_its_own_copy(team: Organisation) -> None:
    request = team["HR"].requests.make("HR")
    with pytest.raises(NotFound):
        team["HR"].requests.names(request.id)


def test_equality_answers_are_in_ones_own_copy_alone(team: Organisation) -> None:
    with writing(team.engine) as session:
        row = EqualityAnswer(
            person_id=team.people["A"], characteristic="sex", answer="woman", answered_on=team.today
        )
        session.add(row)
    request = team["A"].requests.make("A")
    assert "equality_answer" in plain(team["A"].requests.copy(request.id).held)
    assert "equality_answer" not in plain(team["HR"].requests.copy(request.id).held)


def test_who_made_a_copy_is_in_the_audit_for_the_person_to_see(team: Organisation) -> None:
    request = team["HR"].requests.make("A")
    team["HR"].requests.copy(request.id)
    rows = [(row.account, row.action, row.reason) for row in team["A"].audit.all()]
    assert rows == [("HR", "request.make", "copied"), ("HR", "request.make", "raised")]


def test_a_request_that_is_withdrawn_is_closed(team: Organisation) -> None:
    request = team["A"].requests.make("A")
    team["A"].requests.withdraw(request.id, "I have what I need.")
    with pytest.raises(Forbidden):
        team["A"].requests.copy(request.id)
    assert team["A"].requests.make("A").id != request.id


OTHERS = name_parts(["Samira Rahman", "Will O'Neil", "Ann Smith-Jones", "P0007"])
OWN = name_parts(["Ann Lee", "P0006"])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Samira Rahman helped, and Samira's team", ["Samira Rahman", "Samira"]),
        ("samira rahman", []),
        ("Will you? I will.", ["Will"]),
        ("Ann and Ann Lee said so", []),
        ("Rahman, Smith; P0007", ["Rahman", "Smith", "P0007"]),
        ("Ann Smith-Jones and Will O'Neil.", ["Ann Smith-Jones", "Will O'Neil"]),
        ("SAMIRA", ["SAMIRA"]),
        ("", []),
    ],
)
def test_names_are_found_as_they_are_written(text: str, names: list[str]) -> None:
    assert named_in(text, OTHERS | OWN, OWN) == names


@given(
    st.lists(
        st.sampled_from(["Samira", "Rahman", "will", "Ann", "and", ",", "P0007", "O'Neil", "\n"]), max_size=12
    )
)
def test_what_was_found_is_gone_once_it_is_hidden(words: list[str]) -> None:
    text = " ".join(words)
    hidden = without([{"a": text}], named_in(text, OTHERS, OWN))
    assert [name for one in texts_in(hidden) for name in named_in(one, OTHERS, OWN)] == []


# --- Corrections -------------------------------------------------------------------------------------------------


def test_a_correction_is_proposed_by_the_person_decided_by_hr_and_keeps_the_old_value(
    team: Organisation,
) -> None:
    proposed = team["A"].corrections.propose("name", "Ann Lee", "It is on my passport.")
    assert team["A"].people.get("A").name == "Name of A"
    with pytest.raises(Conflict):
        team["A"].corrections.propose("name", "Anna Lee", "No, so.")
    with pytest.raises(Invalid):
        team["HR"].corrections.decide(proposed.id, accept=True, reason="")
    done = team["HR"].corrections.decide(proposed.id, accept=True, reason="Seen.")
    assert (done.status, done.old_value, done.new_value) == ("accepted", "Name of A", "Ann Lee")
    assert team["A"].people.get("A").name == "Ann Lee"
    with pytest.raises(Forbidden):
        team["HR"].corrections.decide(proposed.id, accept=False, reason="No.")
    other = team["A"].corrections.propose("started_on", "2020-02-29", "My contract.")
    team["HR"].corrections.decide(other.id, accept=False, reason="The contract says another day.")
    assert team["A"].people.get("A").started_on is None
    assert [one.status for one in team["A"].corrections.all()].count("refused") == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("level_of_pay", "9"),
        ("name", " "),
        ("started_on", "30 February"),
        ("level", "x" * 61),
        ("name", "Name of A"),
    ],
)
def test_what_cannot_stand_in_a_profile_is_refused(team: Organisation, field: str, value: str) -> None:
    with pytest.raises(Invalid):
        team["A"].corrections.propose(field, value, WHY)


def test_hr_does_not_decide_about_its_own_profile_and_others_about_none(team: Organisation) -> None:
    own = team["HR"].corrections.propose("job_title", "Head", WHY)
    with pytest.raises(NotFound):
        team["HR"].corrections.decide(own.id, accept=True, reason=WHY)
    with pytest.raises(NotAllowed):
        team["M"].corrections.decide(own.id, accept=True, reason=WHY)
    assert team["A"].corrections.all() == []


# --- Complaints --------------------------------------------------------------------------------------------------


def test_a_complaint_has_an_owner_is_acknowledged_in_time_and_ends_with_an_outcome(
    team: Organisation,
) -> None:
    raised = team["A"].complaints.raise_("My record was shown to N.")
    assert raised.due_on == team.today + timedelta(days=30)
    assert team["B"].complaints.all() == []
    team.days_pass(31)
    assert team["HR"].complaints.all()[0].late
    taken = team["HR"].complaints.acknowledge(raised.id)
    assert (taken.owner, taken.acknowledged_on, taken.late) == ("HR", team.today, False)
    for outcome, text in (("won", "Yes."), ("upheld", "")):
        with pytest.raises(Invalid):
            team["HR"].complaints.answer(raised.id, outcome, text)
    done = team["HR"].complaints.answer(raised.id, "upheld", "It should not have been.")
    assert (done.outcome, team["A"].complaints.all()[0].answer) == ("upheld", "It should not have been.")
    with pytest.raises(Forbidden):
        team["HR"].complaints.answer(raised.id, "upheld", "Again.")
    with pytest.raises(NotAllowed):
        team["M"].complaints.acknowledge(raised.id)


def test_hr_does_not_answer_its_own_complaint(team: Organisation) -> None:
    own = team["HR"].complaints.raise_("Of my own.")
    with pytest.raises(NotFound):
        team["HR"].complaints.answer(own.id, "upheld", "I was right.")
