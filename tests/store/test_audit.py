"""The audit: every change has its row, no row says what was written, and no row goes missing unnoticed."""

from __future__ import annotations

import threading
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from store import audit_chain
from store.engine import reading, writing
from store.errors import Invalid, NotAllowed, StoreError
from store.views import AnswerInput, TurnInput
from tests.store.organisation import LONG, WORDS, Organisation

SECRET = "a-word-that-stands-nowhere-else"


@pytest.fixture
def team(org: Organisation) -> Organisation:
    org.team()
    return org


def a_year(org: Organisation) -> None:
    """One of everything that is written, with a secret in each text."""
    talk = org.talk("A", "M")
    answer = AnswerInput("agree", "use_in_pools", "individual", SECRET, True)
    saved = org["M"].conversations.save_turn(
        talk.id, talk.version, TurnInput(None, SECRET, SECRET), [answer], {"draft": SECRET}
    )
    saved = org["M"].conversations.rename(talk.id, SECRET)
    both = {"individual": org.today, "manager": org.today}
    org["M"].conversations.close(talk.id, saved.version, both, [{"goal": SECRET}])  # type: ignore[arg-type]
    org["A"].conversations.comment(talk.id, SECRET)
    org["HR"].conversations.get(talk.id)
    (plan,) = org["A"].plans.all()
    org["A"].plans.set_action_status(plan.actions[0].id, "cancelled", f"{SECRET} {LONG}")
    org.pool()
    org.nominated("M", "A", words=f"{SECRET} {WORDS}")
    org["A"].pools.agree("Pool", yes=True)
    org.decided("A", "not_yet", reason=f"{SECRET} {LONG}", would_change=f"{SECRET} {LONG}")
    org.take_in("staff", f"reference,name\nZ,{SECRET}\n")


def test_everything_that_is_written_has_its_row(team: Organisation) -> None:
    a_year(team)
    rows = team["HR"].audit.all()[::-1]
    assert [(row.account, row.action, row.person) for row in rows] == [
        ("M", "conversation.hold", "A"),
        ("M", "conversation.use", "A"),
        ("M", "conversation.use", "A"),
        ("M", "conversation.hold", "A"),
        ("A", "conversation.comment", "A"),
        ("HR", "conversation.use", "A"),
        ("A", "plan.write", "A"),
        ("HR", "pool.create", None),
        ("M", "pool.nominate", "A"),
        ("A", "pool.agree", "A"),
        ("HR", "pool.convene", "A"),
        *((f"SEAT{number}", "pool.rate", "A") for number in (1, 1, 2, 2, 3, 3)),
        ("SEAT1", "pool.decide", "A"),
        ("HR", "person.import", "Z"),
    ]
    assert [row.sequence for row in rows] == list(range(1, len(rows) + 1))


def test_no_row_says_what_was_written(team: Organisation) -> None:
    a_year(team)
    with reading(team.engine) as session:
        rows = session.execute(text("SELECT * FROM audit")).all()
    assert rows
    assert SECRET not in str(rows)


def test_a_person_sees_who_opened_their_signed_record(team: Organisation) -> None:
    signed = team.signed("A", "M", share_with_hr=True)
    team["HR"].conversations.get(signed.id)
    team["M"].conversations.get(signed.id)
    team["A"].conversations.get(signed.id)
    opened = [row.account for row in team["A"].audit.all() if row.reason == "read"]
    assert opened == ["M", "HR"]


def test_what_was_refused_leaves_no_row(team: Organisation) -> None:
    talk = team.talk("A", "M")
    before = len(team["HR"].audit.all())
    with pytest.raises(Invalid):
        team["M"].conversations.delete_draft(talk.id, "")
    assert len(team["HR"].audit.all()) == before


def test_who_reads_which_rows(team: Organisation) -> None:
    a_year(team)
    about = {who: {row.person for row in team[who].audit.all()} for who in ("A", "B", "ADMIN", "HR")}
    assert about == {"A": {"A"}, "B": set(), "ADMIN": {None}, "HR": {None, "A", "Z"}}
    with pytest.raises(NotAllowed):
        team["A"].audit.first_broken()


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("SELECT 1", None),
        ("UPDATE audit SET account = 'B' WHERE sequence = 4", 4),
        ("UPDATE audit SET reason = 'other' WHERE sequence = 4", 4),
        ("UPDATE audit SET person_id = NULL WHERE sequence = 4", 4),
        ("UPDATE audit SET at = '2020-01-01 00:00:00.000000' WHERE sequence = 4", 4),
        ("UPDATE audit SET content = seal WHERE sequence = 4", 4),
        ("DELETE FROM audit WHERE sequence = 4", 4),
        ("DELETE FROM audit WHERE sequence = 1", 1),
        ("DELETE FROM audit WHERE sequence = 19", 19),
        ("DELETE FROM audit WHERE sequence > 6", 7),
        ("DELETE FROM audit", 1),
        ("DELETE FROM audit_head", 20),
        ("UPDATE audit SET sequence = 100 - sequence WHERE sequence IN (4, 5)", 4),
        ("UPDATE audit SET sequence = sequence + 100 WHERE sequence > 6", 7),
    ],
)
def test_a_row_that_was_changed_taken_out_moved_or_cut_off_is_named(
    team: Organisation, statement: str, broken: int | None
) -> None:
    a_year(team)
    with writing(team.engine) as session:
        session.execute(text(statement))
    assert team["ADMIN"].audit.first_broken() == broken


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE answer SET value = '\"steady\"' WHERE field = 'ambition'",
        "UPDATE answer SET text = 'other' WHERE field = 'ambition'",
        "DELETE FROM answer WHERE field = 'ambition'",
        "UPDATE answer SET side = 'manager' WHERE field = 'ambition'",
    ],
)
def test_a_signed_record_that_was_changed_by_hand_is_named(team: Organisation, statement: str) -> None:
    damaged = team.signed("A", "M", ambition="step_up")
    whole = team.signed("B", "M", hope="steady", use_in_pools=True)
    team["B"].conversations.agree(whole.id, "use_in_pools", yes=False)
    assert team["ADMIN"].audit.damaged() == []
    with writing(team.engine) as session:
        session.execute(text(statement))
    assert team["ADMIN"].audit.damaged() == [damaged.id]


def test_the_chain_holds_over_summer_time_and_a_clock_that_goes_back(team: Organisation) -> None:
    for moment in (
        "2026-03-29T00:59:59",
        "2026-03-29T03:00:00",
        "2026-10-25T01:30:00",
        "2026-10-24T01:30:00",
    ):
        naive = type(team.now).fromisoformat(moment)
        team.now = naive.replace(tzinfo=ZoneInfo("Europe/London"))
        team.talk("A", "M")
    assert team["ADMIN"].audit.first_broken() is None


def test_those_who_write_about_different_people_at_once_make_one_chain(team: Organisation) -> None:
    failures: list[StoreError] = []

    def write(about: str, host: str) -> None:
        try:
            for _ in range(8):
                team.talk(about, host)
        except StoreError as error:
            failures.append(error)

    pairs = [("A", "M"), ("B", "M"), ("C", "N"), ("HR", "HR")]
    threads = [threading.Thread(target=write, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert team["ADMIN"].audit.first_broken() is None
    assert team["HR"].audit.all(limit=1)[0].sequence == 32


def test_many_rows_at_once_are_a_chain_like_any_other(team: Organisation) -> None:
    entries = [
        audit_chain.Entry(team.now, "HR", "person.import", f"person {n}", None, "", n) for n in range(500)
    ]
    with writing(team.engine) as session:
        audit_chain.append(session, *entries[:200])
        audit_chain.append(session, *entries[200:])
        audit_chain.append(session)
    assert team["ADMIN"].audit.first_broken() is None
    assert team["HR"].audit.all(limit=1)[0].sequence == 500
