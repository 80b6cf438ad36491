"""Retention: what is due on which day, who confirms, who runs it, and what a legal hold keeps."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from store.engine import writing
from store.errors import Conflict, Invalid, NotAllowed, NotFound
from store.privacy.rules import BUILT_IN, STARTS, Rule, Rules, load_rules
from store.views import PortfolioInput, TurnInput
from tests.store.a_life import live
from tests.store.organisation import Organisation

RULES = load_rules()


@pytest.fixture
def team(org: Organisation) -> Organisation:
    org.team()
    return org


def confirm_all(org: Organisation, rules: Rules = RULES) -> None:
    for rule in rules.rules:
        org["HR"].retention.confirm(rules, rule.id)


def due(org: Organisation, day: date | None = None) -> dict[str, int]:
    return {one.rule: one.due for one in org["HR"].retention.would_run(RULES, day) if one.due}


def deleted(org: Organisation) -> dict[str, int]:
    return {one.rule: one.deleted for one in org["ADMIN"].retention.run(RULES) if one.deleted}


def test_each_class_is_due_on_its_day_and_not_the_day_before(team: Organisation) -> None:
    team.signed("A", "M", ambition="step_up")
    team.talk("B", "M")
    team["A"].portfolio.save(PortfolioInput("project", "P", team.today))
    team["A"].plans.save([])
    team.pool()
    team.nominated("M", "A")
    with writing(team.engine) as session:
        session.execute(text("UPDATE person SET left_on = '2026-03-02' WHERE reference = 'A'"))
    for rule, first in (
        ("raw_chat", date(2026, 4, 1)),
        ("draft", date(2026, 5, 31)),
        ("signed", date(2029, 3, 2)),
        ("plan", date(2028, 3, 2)),
        ("portfolio", date(2028, 3, 2)),
        ("pool_trail", date(2032, 3, 2)),
    ):
        assert rule not in due(team, first - timedelta(days=1)), rule
        assert due(team, first)[rule] == 1, rule


def test_what_is_due_is_gone_and_the_rest_is_not(team: Organisation) -> None:
    confirm_all(team)
    old = team.signed("A", "M", ambition="step_up")
    team.days_pass(40)
    new = team.signed("B", "M", ambition="step_up")
    assert deleted(team) == {"raw_chat": 1}
    kept = team["A"].conversations.get(old.id)
    assert (kept.turns, len(kept.answers)) == ((), 1)
    assert len(team["B"].conversations.get(new.id).turns) == 1
    assert team["ADMIN"].audit.damaged() == []
    team.days_pass(36 * 31)
    assert deleted(team) == {"raw_chat": 1, "signed": 2}
    assert team["HR"].conversations.all() == []
    assert deleted(team) == {}


def test_what_was_typed_last_is_gone_with_the_turns(team: Organisation) -> None:
    confirm_all(team)
    live(team, kinds=("talk",))
    team.days_pass(31)
    deleted(team)
    assert team["A"].conversations.all(kind="guided")
    (talk,) = team["A"].conversations.all(kind="guided")
    assert team["A"].conversations.get(talk.id).position == {}


def test_each_deletion_is_in_the_audit_without_content_and_the_chain_holds(team: Organisation) -> None:
    confirm_all(team)
    talk = team.signed("A", "M")
    team.days_pass(31)
    deleted(team)
    row = team["A"].audit.all(limit=1)[0]
    assert (row.account, row.action, row.record) == ("ADMIN", "retention.run", f"conversation {talk.id}")
    assert row.reason == "kept long enough: raw_chat"
    assert team["ADMIN"].audit.first_broken() is None


def test_a_rule_that_nobody_confirmed_deletes_nothing(team: Organisation) -> None:
    team.signed("A", "M")
    team.days_pass(31)
    assert due(team) == {"raw_chat": 1}
    assert deleted(team) == {}
    assert due(team) == {"raw_chat": 1}
    team["HR"].retention.confirm(RULES, "raw_chat")
    assert deleted(team) == {"raw_chat": 1}


def test_a_rule_has_an_owner_until_it_is_worded_anew(team: Organisation) -> None:
    view = team["HR"].retention.confirm(RULES, "draft")
    assert (view.owner, view.confirmed_on, view.kept) == ("HR", team.today, "90 days after the last change")
    with pytest.raises(Conflict):
        team["HR"].retention.confirm(RULES, "draft")
    with pytest.raises(NotFound):
        team["HR"].retention.confirm(RULES, "gossip")
    changed = Rules(
        version="2",
        rules=tuple(one.model_copy(update={"days": 10}) if one.id == "draft" else one for one in RULES.rules),
    )
    owners = {one.id: one.owner for one in team["ADMIN"].retention.rules(changed)}
    assert owners["draft"] == ""


def test_a_legal_hold_keeps_everything_of_that_person_and_of_nobody_else(team: Organisation) -> None:
    confirm_all(team)
    team.signed("A", "M")
    team.signed("B", "M")
    chat = team["A"].conversations.start_chat(guide="guidance", asked_on=team.today, title="Mine")
    team["A"].conversations.save_turn(chat.id, chat.version, TurnInput(None, "said", "said"))
    team["HR"].holds.set("A", "A tribunal.")
    team.days_pass(100)
    (raw,) = [one for one in team["HR"].retention.would_run(RULES) if one.rule == "raw_chat"]
    assert (raw.due, raw.held) == (1, 1)
    assert deleted(team) == {"raw_chat": 1}
    assert team["A"].conversations.get(chat.id).turns
    team["HR"].holds.lift("A", "It is over.")
    assert deleted(team) == {"raw_chat": 1, "draft": 1}


def test_a_plan_that_hr_may_not_read_does_not_become_readable(team: Organisation) -> None:
    confirm_all(team)
    talk = team.talk("A", "M")
    saved = team["M"].conversations.save_turn(
        talk.id,
        talk.version,
        TurnInput(None, "x", "y"),
        [team.answer("share_with_hr", False)],
        {},
        "finished",
    )
    both = {"individual": team.today, "manager": team.today}
    team["M"].conversations.close(saved.id, saved.version, both, [{"goal": "Lead"}])  # type: ignore[arg-type]
    (plan,) = team["A"].plans.all()
    with writing(team.engine) as session:
        session.execute(text("UPDATE plan SET status = 'agreed'"))
    team.days_pass(40 * 31)
    deleted(team)
    assert plan.id in {one.id for one in team["A"].plans.all()}
    assert team["HR"].plans.all() == []


def test_a_real_run_is_an_administrators_and_never_ahead_of_time(team: Organisation) -> None:
    for who in ("A", "M", "HR", "PANEL"):
        with pytest.raises(NotAllowed):
            team[who].retention.run(RULES)
    with pytest.raises(Invalid, match="has not come"):
        team["ADMIN"].retention.run(RULES, team.today + timedelta(days=1))
    for who in ("A", "M", "PANEL"):
        with pytest.raises(NotAllowed):
            team[who].retention.would_run(RULES)
    with pytest.raises(NotAllowed):
        team["ADMIN"].retention.confirm(RULES, "draft")


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 100), st.booleans(), st.integers(-3, 3))
def test_what_is_due_has_been_kept_to_its_last_day(start: date, length: int, months: bool, off: int) -> None:
    unit = {"months": length} if months else {"days": length}
    rule = Rule.model_validate({"id": "draft", "title": "t", "why": "w", "from": "changed", **unit})
    day = rule.until(start) + timedelta(days=off)
    is_due = start <= rule.begun_by(day)
    assert not is_due or day >= rule.until(start)  # never shorter
    assert is_due or day < rule.until(start) + timedelta(days=4)  # and hardly longer: at the ends of months


def test_a_file_of_rules_that_does_not_hold_together_is_named_with_its_line(tmp_path: Path) -> None:
    assert {rule.id for rule in RULES.rules} == set(STARTS)
    good = BUILT_IN.read_text()
    for wrong, by, said in (
        ("days: 30", "days: 0", "retention.yaml"),
        ("    from: signed\n    days: 30\n", "    days: 30\n", "from"),
        ("id: draft", "id: gossip", "each once"),
    ):
        path = tmp_path / "retention.yaml"
        path.write_text(good.replace(wrong, by, 1))
        with pytest.raises(Invalid, match=said):
            load_rules(path)


def test_a_file_from_before_there_was_a_class_keeps_working_with_the_built_in_rule(tmp_path: Path) -> None:
    path = tmp_path / "retention.yaml"
    head, *blocks = BUILT_IN.read_text().split("  - id: ")
    older = [one.replace("days: 90", "days: 60") for one in blocks if not one.startswith("appraisal")]
    path.write_text("  - id: ".join([head, *older]))
    rules = load_rules(path)
    assert rules.left_out == ("appraisal",)
    assert rules.of("appraisal") == RULES.of("appraisal")
    assert rules.of("draft").days == 60
    assert sorted(one.id for one in rules.rules) == sorted(STARTS)
    assert RULES.left_out == ()
    path.write_text("  - id: ".join([head, *older, older[0]]))
    with pytest.raises(Invalid, match=r"retention\.yaml:\d+: rules: raw_chat: .* each once"):
        load_rules(path)
