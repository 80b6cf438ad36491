"""Erasing: what goes, what stays and why, who may, and what stands in the way."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from store.engine import reading, writing
from store.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound
from store.models import Person, Post, metadata
from store.privacy.holdings import HOLDINGS, NOBODYS, present
from store.privacy.rules import load_rules
from store.views import TurnInput
from tests.store.a_life import KINDS, SECRET, live, where
from tests.store.organisation import Organisation, store_of

TRAIL = load_rules().of("pool_trail")
WHY = "They have asked for it."


@pytest.fixture
def team(org: Organisation) -> Organisation:
    org.team()
    return org


def erase(org: Organisation, who: str = "A") -> tuple[str, ...]:
    org["HR"].erasures.approve(who, WHY)
    return org["ADMIN"].erasures.run(who, TRAIL).stays


def test_every_table_says_whose_it_is() -> None:
    assert {one.table for one in HOLDINGS} | NOBODYS == set(metadata.tables)
    for one in present():
        assert {*one.person, *one.account, *one.blank} <= set(one.rows.c.keys())
        assert bool(one.parent) != bool(one.person or one.account)


def test_a_life_writes_into_every_kind_of_text(team: Organisation) -> None:
    live(team)
    tables = {place.split(".")[0] for place in where(team.engine, SECRET)}
    assert tables >= {
        "person", "conversation", "turn", "answer", "comment", "plan", "plan_action", "portfolio_item", "pool_event",
        "post_candidate", "post_event", "correction", "complaint", "legal_hold", "erasure",
    }  # fmt: skip


def test_after_erasing_no_table_holds_what_was_said_but_the_pools_trail_and_in_time_not_even_that(
    team: Organisation,
) -> None:
    live(team)
    stays = erase(team)
    assert set(where(team.engine, SECRET)) == {
        "pool_event.reason", "pool_event.would_change", "pool_event.detail", "pool_appeal.grounds",
    }  # fmt: skip
    assert any("2032-03-02" in sentence for sentence in stays)
    assert list(where(team.engine, "Name of A")) == []
    for rule in (one.id for one in load_rules().rules):
        team["HR"].retention.confirm(load_rules(), rule)
    team.days_pass(6 * 366)
    team["ADMIN"].retention.run(load_rules())
    assert list(where(team.engine, SECRET)) == []
    with reading(team.engine) as session:
        who = session.get_one(Person, team.people["A"])
        assert (who.name, who.reference) == ("Erased person", f"erased-{who.id}")
    assert team["ADMIN"].audit.first_broken() is None
    assert team["ADMIN"].audit.damaged() == []


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kinds=st.lists(st.sampled_from([kind for kind in KINDS if kind != "pool"]), unique=True))
def test_whatever_somebody_wrote_is_gone_from_every_text_column(empty_sqlite: Path, kinds: list[str]) -> None:
    with store_of(empty_sqlite) as engine:
        org = Organisation(engine)
        org.team()
        live(org, kinds=tuple(kinds))
        live(org, "B", "M", ("plan",))
        others = set(where(engine, SECRET)) if not kinds else {"plan.ambition_link"}
        org["HR"].erasures.approve("A", WHY)
        org["ADMIN"].erasures.run("A", TRAIL)
        left = {place.split(".")[0] for place in where(engine, SECRET)}
        assert left == {"plan", "plan_action"}  # B's own, untouched
        assert others
        assert not {"Name of A"} & {person.name for person in org["HR"].people.all()}
        assert org["ADMIN"].audit.first_broken() is None


def test_what_is_erased_is_not_in_the_file_either(sqlite: Engine) -> None:
    org = Organisation(sqlite)
    org.team()
    live(org, kinds=tuple(kind for kind in KINDS if kind != "pool"))
    path = Path(str(sqlite.url.database))
    assert SECRET.encode() in path.read_bytes() + _log(path)
    erase(org)
    assert SECRET.encode() not in path.read_bytes() + _log(path)


def _log(path: Path) -> bytes:
    log = path.with_name(f"{path.name}-wal")
    return log.read_bytes() if log.exists() else b""


def test_the_audit_goes_on_saying_who_did_what_and_when(team: Organisation) -> None:
    live(team)
    before = [(row.sequence, row.at, row.account, row.action, row.record) for row in team["HR"].audit.all()]
    erase(team)
    rows = [(row.sequence, row.at, row.account, row.action, row.record) for row in team["HR"].audit.all()]
    assert rows[-len(before) :] == before
    assert [row[3] for row in rows[: -len(before)]] == ["erasure.run", "erasure.approve"]


def test_who_is_erased_cannot_sign_in_reports_to_nobody_and_holds_no_post(team: Organisation) -> None:
    live(team, "M", "M", ("post",))
    erase(team, "M")
    with pytest.raises(NotFound):
        team["M"].accounts.me()
    assert team["HR"].people.get("A").manager is None
    assert "M" not in {person.reference for person in team["HR"].people.all()}
    with reading(team.engine) as session:
        post = session.scalars(select(Post).where(Post.title == "Matron")).one()
        assert (post.holder_id, post.may_leave_soon, post.leave_basis) == (None, False, None)


def test_of_a_deleted_draft_and_a_closed_account_only_who_when_and_why_stays_and_the_answer_says_so(
    team: Organisation,
) -> None:
    draft = team["A"].conversations.start(
        guide="talk", guide_version=1, mode="light", about="A", title="T", asked_on=team.today
    )
    team["A"].conversations.save_turn(draft.id, 1, TurnInput("individual", SECRET, "Go on."))
    team["A"].conversations.delete_draft(draft.id, "I begin anew.")
    team["ADMIN"].accounts.close("A", "They have left.")
    assert list(where(team.engine, SECRET)) == []
    (said,) = (one for one in erase(team) if one.startswith("The audit"))
    assert "deleting a draft" in said and "closing an account" in said
    reasons = {row.reason for row in team["HR"].audit.all()}
    assert reasons >= {"deleted: I begin anew.", "closed: They have left."}


def test_no_post_is_kept_by_who_is_erased_and_no_reason_of_one_names_them(team: Organisation) -> None:
    with writing(team.engine) as session:
        person = team.people["A"]
        name = session.get_one(Person, person).name = "Samira Rahman"
        said = "Only {} can do this work, as Sam and others said."
        held = Post(
            title="Matron", unit="U", holder_id=person, hard_because=f"{said.format(name)} Ask Samira's team."
        )
        kept = Post(title="Lead", unit="U", kept_by_id=person, hard_because=said.format(name))
        other = Post(
            title="Head", unit="U", kept_by_id=team.people["M"], hard_because="As Samira Okafor said."
        )
        session.add_all([held, kept, other])
    erase(team)
    with reading(team.engine) as session:
        posts = {post.title: post for post in session.scalars(select(Post))}
        hidden = said.format("[name withheld]")
        assert posts["Matron"].hard_because == f"{hidden} Ask [name withheld]'s team."
        assert (posts["Lead"].hard_because, posts["Lead"].kept_by_id) == (hidden, None)
        assert (posts["Head"].hard_because, posts["Head"].kept_by_id) == (
            "As Samira Okafor said.",
            team.people["M"],
        )


def test_what_others_recorded_of_themselves_stays_and_that_the_name_stands_there_is_said(
    team: Organisation,
) -> None:
    team.signed("B", "M", hope="To lead with Name of A")
    stays = erase(team)
    assert team["B"].conversations.all()[0].signed_on
    assert any("stands in 2 texts of other people's records" in sentence for sentence in stays)


@pytest.mark.parametrize("who", ["M", "B", "PANEL", "HR", "A"])
def test_only_an_administrator_has_it_done_and_only_what_hr_approved(team: Organisation, who: str) -> None:
    with pytest.raises(NotFound, match="HR approves"):
        team["ADMIN"].erasures.run("A", TRAIL)
    with pytest.raises(NotAllowed):
        team[who].erasures.run("A", TRAIL)
    if who != "HR":
        with pytest.raises(NotAllowed):
            team[who].erasures.approve("A", WHY)


def test_nobody_erases_themself_in_two_roles(org: Organisation) -> None:
    org.team()
    org.person("BOTH", roles=["hr", "admin"])
    both = org["BOTH"]
    with pytest.raises(NotFound):
        both.erasures.approve("BOTH", WHY)
    both.erasures.ask(WHY)
    org["HR"].erasures.approve("BOTH", WHY)
    with pytest.raises(NotFound):
        both.erasures.run("BOTH", TRAIL)
    org["ADMIN"].erasures.run("BOTH", TRAIL)


def test_nothing_is_erased_that_is_held_asked_for_or_complained_about(team: Organisation) -> None:
    hr = team["HR"]
    hr.holds.set("A", "A tribunal.")
    with pytest.raises(Forbidden, match="legal hold"):
        hr.erasures.approve("A", WHY)
    hr.holds.lift("A", "It is over.")
    team["A"].complaints.raise_("It was shown to N.")
    with pytest.raises(Forbidden, match="complaint"):
        hr.erasures.approve("A", WHY)
    hr.complaints.answer(hr.complaints.all()[0].id, "upheld", "It was.")
    hr.erasures.approve("A", WHY)
    team["A"].requests.make("A")
    with pytest.raises(Forbidden, match="copy"):
        team["ADMIN"].erasures.run("A", TRAIL)
    hr.requests.copy(hr.requests.all()[0].id)
    hr.holds.set("A", "Another tribunal.")
    with pytest.raises(Forbidden, match="legal hold"):
        team["ADMIN"].erasures.run("A", TRAIL)
    hr.holds.lift("A", "That is over, too.")
    team["ADMIN"].erasures.run("A", TRAIL)


def test_hr_reads_the_persons_own_ground_beside_the_one_it_decided_on(team: Organisation) -> None:
    team["A"].erasures.ask("I never agreed to it.")
    team["HR"].erasures.approve("A", WHY)
    (seen,) = team["HR"].erasures.all()
    assert (seen.by_themself, seen.asked_by, seen.reason) == (True, "A", "I never agreed to it.")
    assert (seen.decided_by, seen.decision_reason) == ("HR", WHY)


def test_who_has_not_asked_is_erased_for_a_weighty_reason_only_and_sees_who_approved_it(
    team: Organisation,
) -> None:
    with pytest.raises(
        Invalid, match="Erasing somebody who has not asked for it needs a reason of at least 5 words"
    ):
        team["HR"].erasures.approve("A", "tidying up")
    assert team["HR"].erasures.is_asked("A") is False
    team["HR"].erasures.approve("A", WHY)
    (seen,) = team["A"].erasures.all()
    assert (seen.by_themself, seen.reason, seen.decided_by) == (False, "", "HR")
    with pytest.raises(NotFound):
        team["HR"].erasures.is_asked("nobody")


def test_what_is_owed_names_the_steps_that_hand_it_over(team: Organisation) -> None:
    team.signed("A", "M", hope="Like Cara Nkosi.")  # a name to decide about: it is not released at once
    team["A"].requests.make("A")
    with pytest.raises(Forbidden, match="talent access-request A --to FOLDER"):
        team["HR"].erasures.approve("A", WHY)


def test_what_is_asked_for_is_approved_or_refused_once_with_a_reason(team: Organisation) -> None:
    asked = team["A"].erasures.ask(WHY)
    assert (asked.status, asked.person) == ("asked", "A")
    with pytest.raises(Conflict):
        team["A"].erasures.ask(WHY)
    with pytest.raises(Invalid):
        team["HR"].erasures.approve("A", " ")
    refused = team["HR"].erasures.approve("A", "It is needed for pay.", yes=False)
    assert (refused.status, refused.decision_reason) == ("refused", "It is needed for pay.")
    assert team["A"].erasures.all()[0].status == "refused"
    with pytest.raises(Conflict):
        team["HR"].erasures.approve("A", WHY, yes=False)
    team["HR"].erasures.approve("A", WHY)
    with pytest.raises(Conflict):
        team["HR"].erasures.approve("A", WHY)


def test_an_old_trail_goes_at_once(team: Organisation) -> None:
    live(team, kinds=("pool",))
    team.now += timedelta(days=6 * 366)
    assert not any("trail" in sentence for sentence in erase(team))
    assert list(where(team.engine, SECRET)) == []
