"""The sample organisation: invented, whole, the same every time, and by all of the store's own rules."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlmodel import select

from assistant import framework
from assistant.guide.applying import applicable, lacking
from assistant.guide.filled import filled
from assistant.guide.loader import BUILT_IN, load_all
from assistant.guide.saved import restored
from assistant.guide.schema import Part, Question
from assistant.plan.catalogue import catalogue
from store import accounts, audit_chain, conversation_rows
from store.assess.parts import Item, Note
from store.conversation_rows import conversation_view
from store.engine import make_engine, reading
from store.errors import NotAllowed
from store.models import Conversation, metadata
from store.plans import FLOW
from store.pool_life import State
from store.sample import build
from store.sample.prepared import GUIDE, GUIDE_VERSION
from store.schema import upgrade
from store.service import Records
from store.succession.flags import FlagKind
from store.succession.status import ROWS
from store.views import ConversationView
from tests.store.conftest import database

TODAY = date(2026, 11, 20)
POOLS = ("Aspiring directors", "Clinical leaders")
NAMED = ("manager", "individual", "hr", "panel", "admin")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    engine = make_engine(f"sqlite:///{tmp_path_factory.mktemp('sample') / 'talent.db'}")
    upgrade(engine)
    build(engine, TODAY)
    return engine


def records(engine: Engine, name: str) -> Records:
    found = accounts.find(engine, TODAY, name=name)
    assert found is not None
    return Records(engine, found.id, lambda: datetime(2026, 11, 20, 12, tzinfo=UTC))


def content(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with reading(engine) as session:
        return {
            table.name: sorted(tuple(map(str, row)) for row in session.execute(table.select()))
            for table in metadata.sorted_tables
        }


def test_it_is_as_large_as_it_is_said_to_be(sample: Engine) -> None:
    people = records(sample, "hr").people.all()
    assert len(people) >= 60
    assert len({one.name for one in people}) == len(people)
    units = Counter(one.unit for one in people)
    assert sum(count > 5 for count in units.values()) == 5
    assert len({one.level for one in people}) == 4
    assert sum(one.manager is None for one in people) == 2  # the chief, and the board's member


def test_everybody_may_be_played(sample: Engine) -> None:
    people = records(sample, "hr").people.all()
    for name in (*NAMED, *(one.reference for one in people)):
        assert accounts.find(sample, TODAY, name=name) is not None


def test_the_named_accounts_are_what_they_are_called(sample: Engine) -> None:
    roles = {name: set(records(sample, name).accounts.me().roles) - {"individual"} for name in NAMED}
    assert roles == {
        "manager": {"manager"},
        "individual": set(),
        "hr": {"hr"},
        "panel": {"panel"},
        "admin": {"admin"},
    }
    me = records(sample, "individual").accounts.me()
    reports = records(sample, "manager").people.all()
    assert me.person in {one.reference for one in reports}
    assert 5 <= len(reports) - 1 <= 8


def test_each_role_finds_something_to_look_at(sample: Engine) -> None:
    manager, individual, hr, panel = (records(sample, name) for name in NAMED[:4])
    assert {one.status for one in manager.conversations.all()} == {"signed", "paused", "finished"}
    assert {one.kind for one in manager.conversations.all(status="finished")} == {"preparation"}
    held = individual.conversations.all(kind="guided")
    assert [one.status for one in held] == ["signed", "signed"]
    assert any(plan.actions for plan in individual.plans.all())
    assert {one.shared for one in individual.portfolio.all()} == {True, False}
    shared = [one for one in manager.portfolio.all() if one.owner == individual.accounts.me().person]
    assert shared and all(one.shared for one in shared)
    assert len(hr.conversations.all()) > 40
    assert panel.pools.members() and not panel.conversations.all()
    admin = records(sample, "admin")
    assert admin.conversations.all() == []
    with pytest.raises(NotAllowed):
        admin.people.all()


def test_the_pools_show_every_state_and_every_kind_of_agreement(sample: Engine) -> None:
    hr = records(sample, "hr")
    assert {pool.name for pool in hr.pools.all()} == {*POOLS, "Winter operations leads"}
    assert {one.state for one in hr.pools.members()} == {state.value for state in State}
    ended = {one.outcome for one in hr.pools.members() if one.state == "left"}
    assert ended >= {"appointed", "completed", "withdrew", "pool_closed"}
    for pool in POOLS:
        candidates = hr.pools.candidates(pool).people
        assert any(one.fits for one in candidates)
        assert any(one.missing for one in candidates)
        assert any(one.agreement == "missing" for one in candidates)


def test_everybody_concerned_with_pools_has_something_to_do(sample: Engine) -> None:
    hr, panel, manager = (records(sample, name) for name in ("hr", "panel", "manager"))
    assert {one.person.name: one.discussing for one in panel.panels.cases()} == {
        "Aisha Suleiman": True,  # to be decided
        "Priya Nair": False,  # to be rated
    }
    put_forward = {one.person.reference for one in hr.panels.cases()}
    agreed = {one.person.reference for one in hr.pools.members() if one.state == "agreed"}
    assert agreed - put_forward, "to be convened about"
    assert any(one.tell_by and one.tell_by < TODAY and not one.told_on for one in hr.pools.members())
    assert [(one.level, one.outcome) for one in manager.appeals.all()] == [("manager", "")]
    (mine,) = records(sample, "individual").pools.members()
    assert mine.state == "nominated", "to be answered"


def test_the_posts_show_every_row_of_cover_and_every_flag(sample: Engine) -> None:
    hr, manager, individual, panel = (
        records(sample, name) for name in ("hr", "manager", "individual", "panel")
    )
    found = hr.succession.cover()
    assert {one.row for one in found.posts} == set(ROWS)
    assert {flag.kind for one in found.posts for flag in one.flags} == set(FlagKind)
    assert found.bench.net < found.bench.gross
    assert any(one.gap != "no data" and one.gap > 0 for one in found.gaps)  # type: ignore[operator]
    assert any(one.gap == "no data" for one in found.gaps)
    named = [one for post in hr.posts.all() for one in post.candidates]
    assert any(one.agreed_on is None for one in named)
    assert any(one.expires_on and one.expires_on <= TODAY for one in named)
    assert any(post.planning and not post.planning.critical for post in hr.posts.all())
    assert {post.whole for post in manager.posts.all()} == {True, False}
    assert [len(post.candidates) for post in individual.posts.all()] == [1]
    assert panel.posts.all()


def test_the_records_show_agreement_difference_and_age(sample: Engine) -> None:
    with reading(sample) as session:
        run = session.execute
        differing = run(
            text(
                "SELECT count(*) FROM answer a JOIN answer b ON a.conversation_id = b.conversation_id "
                "WHERE a.field = 'performance' AND b.field = 'performance' AND a.side < b.side "
                "AND a.value <> b.value"
            )
        ).scalar_one()
        year_ago = TODAY - timedelta(days=366)
        expired = run(
            text("SELECT count(*) FROM conversation WHERE signed_on < :day"), {"day": year_ago}
        ).scalar_one()
        statuses = set(run(text("SELECT DISTINCT status FROM plan_action")).scalars())
        unfinished = run(text("SELECT count(*) FROM conversation WHERE status <> 'signed'")).scalar_one()
    assert differing >= 3 and expired >= 5 and unfinished >= 3
    assert {"agreed", "in_progress", "blocked", "done", "evidenced", "cancelled"} <= statuses


def test_its_plans_name_methods_of_the_catalogue_and_what_is_evidenced_has_evidence(sample: Engine) -> None:
    actions = [action for plan in records(sample, "hr").plans.all() for action in plan.actions]
    assert {action.method for action in actions} <= {method.id for method in catalogue().methods}
    evidenced = [action for action in actions if action.status == "evidenced"]
    assert evidenced and all(action.evidence and action.done_on for action in evidenced)


def test_no_text_has_a_gap_left_to_be_filled(sample: Engine) -> None:
    with reading(sample) as session:
        texts = session.execute(text("SELECT text FROM answer UNION SELECT text FROM turn")).scalars().all()
    assert not [one for one in texts if re.search(r"\{\w+\}", one)]
    assert len({one for one in texts if len(one) > 40}) > 100


def test_nobody_talks_before_they_are_here_or_with_a_manager_of_another_time(sample: Engine) -> None:
    with reading(sample) as session:
        wrong = session.execute(
            text(
                "SELECT p.name FROM conversation c JOIN person p ON p.id = c.about_id "
                "WHERE NOT EXISTS (SELECT 1 FROM reporting_line r WHERE r.person_id = c.about_id "
                "AND r.manager_id = c.host_id AND r.since <= c.asked_on "
                "AND (r.until IS NULL OR c.asked_on < r.until))"
            )
        ).all()
    assert wrong == []


def test_its_audit_is_a_chain_in_the_order_of_time_and_its_records_are_those_signed(sample: Engine) -> None:
    with reading(sample) as session:
        assert audit_chain.first_broken(session) is None
        assert conversation_rows.damaged(session) == []
        moments = session.execute(text("SELECT at FROM audit ORDER BY sequence")).scalars().all()
    assert moments == sorted(moments)


def test_it_is_the_same_for_the_same_day_key_by_key(sample: Engine, tmp_path: Path) -> None:
    again = make_engine(f"sqlite:///{tmp_path / 'again.db'}")
    upgrade(again)
    build(again, TODAY)
    assert content(again) == content(sample)
    again.dispose()


@pytest.mark.parametrize("today", [date(2027, 3, 1), date(2028, 2, 29), date(2026, 1, 1)])
def test_it_can_be_made_on_any_day(tmp_path: Path, today: date) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'talent.db'}")
    upgrade(engine)
    build(engine, today)
    with reading(engine) as session:
        assert audit_chain.first_broken(session) is None
    engine.dispose()


def test_it_can_be_made_on_postgresql_and_reads_the_same(
    sample: Engine, server: Engine, empty_postgresql: str
) -> None:
    with database(server, f"TEMPLATE {empty_postgresql}") as engine:
        build(engine, TODAY)
        for name in NAMED[:4]:
            here, there = records(engine, name), records(sample, name)
            assert {c.id for c in here.conversations.all()} == {c.id for c in there.conversations.all()}
            assert here.plans.all() == there.plans.all()
            assert here.portfolio.all() == there.portfolio.all()
            assert here.posts.all() == there.posts.all()
        hr, other = records(engine, "hr"), records(sample, "hr")
        for pool in POOLS:
            assert hr.pools.candidates(pool) == other.pools.candidates(pool)
        assert hr.succession.cover() == other.succession.cover()
        with reading(engine) as session:
            assert audit_chain.first_broken(session) is None
            assert conversation_rows.damaged(session) == []


def every_talk(engine: Engine) -> list[ConversationView]:
    """Every conversation and preparation that there is, whoever may read it."""
    with reading(engine) as session:
        return [conversation_view(session, row) for row in session.scalars(select(Conversation))]


def test_every_conversation_is_one_that_the_shipped_guide_could_have_held(sample: Engine) -> None:
    guide = filled(load_all(BUILT_IN)[GUIDE], framework.load_all(framework.BUILT_IN), catalogue())
    assert guide.version == GUIDE_VERSION
    for talk in every_talk(sample):
        state = restored(talk)
        wanted = applicable(guide, state)
        given = [key for key in wanted if key in state.answers]
        assert set(state.answers) == set(given), talk.title
        for key in given:
            question, value = guide.question(key), state.answers[key].value
            assert fits(question, value), (talk.title, key, value)
            if question.least_words:
                assert len(str(value).split()) >= question.least_words
            if question.kind == "entries":
                assert lacking(question, key.side, value) is None, (talk.title, key, value)
        left = set(wanted) - set(given) - state.skipped
        if talk.status in {"signed", "finished"}:
            assert state.finished and not left, (talk.title, left)
        else:
            assert state.at == next(key for key in wanted if key in left)


def fits(question: Question | Part, value: Any) -> bool:
    """Whether a value is one that the question could have taken."""
    keys = {option.key for option in question.options}
    match question.kind:
        case "choice":
            return value in keys
        case "choices":
            return isinstance(value, list) and bool(value) and set(value) <= keys
        case "yes_no":
            return isinstance(value, bool)
        case "number":
            return isinstance(value, int) and (not question.one_of or value in question.one_of)
        case "date" | "sign":
            return bool(date.fromisoformat(value))
        case "list":
            return isinstance(value, list) and len(value) <= (question.most or len(value))
        case "entries":
            assert isinstance(question, Question)
            parts = {part.id: part for part in question.parts}
            return 0 < len(value) <= (question.most or len(value)) and all(
                fits(parts[name], one) for entry in value for name, one in entry.items()
            )
        case _:
            return isinstance(value, str) and bool(value)


def said(talk: ConversationView, field: str, side: str = "individual") -> Any:
    return next((one.value for one in talk.answers if (one.field, one.side) == (field, side)), None)


def test_nobody_is_placed_without_two_preparations_or_a_reason(sample: Engine) -> None:
    talks = every_talk(sample)
    noted = {
        (talk.about, side, str(said(talk, f"cell_{side}", side))): talk
        for talk in talks
        if talk.kind == "preparation"
        for side in ("individual", "manager")
        if said(talk, f"cell_{side}", side)
    }
    placed = [one for one in talks if one.kind == "guided" and said(one, "cell_manager", "manager")]
    assert len(placed) > 15
    reasons = 0
    for talk in placed:
        if said(talk, "prepared") == "yes":
            for side in ("individual", "manager"):
                before = noted[talk.about, side, said(talk, f"cell_{side}", side)]
                assert before.asked_on <= talk.asked_on
        else:
            assert said(talk, "unprepared_reason", "manager")
            reasons += 1
    assert 0 < reasons < len(placed) / 4


def test_the_conversations_show_every_way_that_one_can_go(sample: Engine) -> None:
    talks = [one for one in every_talk(sample) if one.kind == "guided"]
    assert {(one.mode, one.status) for one in talks} == {
        ("full", "signed"),
        ("full", "open"),
        ("light", "signed"),
        ("light", "open"),
        ("light", "paused"),
    }
    full = [one for one in talks if one.mode == "full" and one.status == "signed"]
    differ = [one for one in full if said(one, "cell_agreed") == "differs"]
    assert differ and len(differ) < len(full)
    for one in differ:
        assert said(one, "cell_individual") != said(one, "cell_manager", "manager")
        assert "Nothing" not in {said(one, "disagreement"), said(one, "disagreement", "manager")}
    today = TODAY.isoformat()
    old = [one for one in full if said(one, "valid_until") <= today]
    ready = [entry for one in full for entry in said(one, "readiness") or ()]
    assert old and any(entry["expires_on"] <= today for entry in ready)
    assert any(entry["expires_on"] > today for entry in ready)
    with reading(sample) as session:
        reviews = session.execute(
            text("SELECT reviewed_on IS NOT NULL FROM talk_figures WHERE review_on < :today"),
            {"today": today},
        ).scalars()
        assert set(map(bool, reviews)) == {True, False}


def test_the_measures_of_conversations_have_something_to_say(sample: Engine) -> None:
    lines = {one.measure: one for one in records(sample, "hr").dashboard.show().lines}
    for measure in ("quality", "both_sides_gap", "follow_up", "action_on_time", "pdp_rate"):
        assert isinstance(lines[measure].value, float) and 0 < lines[measure].value < 1, measure


def test_what_is_prepared_alone_is_read_by_nobody_else_before_both_have(sample: Engine) -> None:
    manager = records(sample, "manager")
    people = {one.name: one.reference for one in manager.people.all()}
    waiting = {
        name: manager.conversations.sides_prepared(about=people[name], guide=GUIDE)
        for name in ("Kwame Boateng", "Ana Sofia Duarte", "Daniel Okonkwo")
    }
    assert waiting == {
        "Kwame Boateng": {"individual"},
        "Ana Sofia Duarte": {"individual", "manager"},
        "Daniel Okonkwo": set(),
    }
    seen = {one.id for one in manager.conversations.all(about=people["Kwame Boateng"])}
    own = records(sample, people["Kwame Boateng"].lower()).conversations.all(kind="preparation")
    assert own and not seen & {one.id for one in own}


def test_plans_and_actions_stand_in_every_state_that_the_store_gives_them(sample: Engine) -> None:
    manager, individual, hr = (records(sample, name) for name in ("manager", "individual", "hr"))
    assert {one.status for one in manager.plans.all()} == {"shared", "agreed", "closed"}
    assert {one.status for one in individual.plans.all()} == {"agreed", "closed"}
    assert {one.status for one in hr.plans.all()} == {"agreed", "closed"}
    priya = next(one.reference for one in hr.people.all() if one.name == "Priya Nair")
    assert "draft" in {one.status for one in records(sample, priya.lower()).plans.all()}
    actions = [action for plan in hr.plans.all() for action in plan.actions]
    assert {one.status for one in actions} == set(FLOW) - {"draft"}
    assert all(one.reason for one in actions if one.status in {"blocked", "on_hold", "cancelled"})
    assert any(one.late for one in actions if one.status == "in_progress")


def test_its_past_appraisals_give_the_dashboard_a_rate(sample: Engine) -> None:
    hr = records(sample, "hr")
    (rate,) = [one for one in hr.dashboard.show().lines if one.measure == "appraisal_rate"]
    assert isinstance(rate.value, float) and 0.6 < rate.value < 0.95
    held = {one.reference: hr.appraisals.of(one.reference) for one in hr.people.all()}
    without = {who for who, theirs in held.items() if not theirs}
    assert without == {records(sample, name).accounts.me().person for name in ("hr", "panel")}
    every = [one for theirs in held.values() for one in theirs]
    assert {one.kind for one in every} == {"annual", "probation"}
    assert any(one.completed_on is None for one in every)
    assert all(one.held_on.weekday() < 5 and one.reviewer for one in every)


def test_past_appraisals_were_held_by_the_manager_of_their_day(sample: Engine) -> None:
    with reading(sample) as session:
        wrong = session.execute(
            text(
                "SELECT p.name FROM appraisal a JOIN person p ON p.id = a.person_id WHERE EXISTS "
                "(SELECT 1 FROM reporting_line r WHERE r.person_id = a.person_id) AND NOT EXISTS "
                "(SELECT 1 FROM reporting_line r WHERE r.person_id = a.person_id "
                "AND r.manager_id = a.reviewer_id AND (r.until IS NULL OR a.held_on < r.until))"
            )
        ).all()
        held_before_they_came = session.execute(
            text(
                "SELECT count(*) FROM appraisal a JOIN person p ON p.id = a.person_id WHERE held_on < started_on"
            )
        ).scalar_one()
    assert wrong == [] and held_before_they_came == 0


def test_the_organisation_has_looked_at_itself(sample: Engine) -> None:
    hr, individual = (records(sample, name).assessments for name in ("hr", "individual"))
    assert [one.kind for one in hr.all()] == ["scale", "checklist", "plan", "actions", "diagnostic"]
    assert [one.kind for one in individual.all()] == ["scale", "checklist", "actions"]
    scale, checklist, plan, table, diagnosis = (hr.get(one.kind, one.id) for one in hr.all())
    assert len(scale.parts) == 6 and scale.next_steps
    assert checklist.about.signed and not checklist.about.signed.changed_since
    items = [one.content for one in checklist.parts]
    assert {one.status for one in items if isinstance(one, Item)} == {"met", "part", "not", "unknown"}
    assert plan.about.status == "draft"
    assert len(table.overdue(TODAY)) == 1
    assert {row.status for _, row in table.rows()} == {"not_started", "in_progress", "done", "stopped"}
    assert diagnosis.about.status == "draft" and diagnosis.report
    shown = {one.theme: one.people.n for one in diagnosis.report.findings}
    assert shown == {"theme_1": 16, "theme_2": 11, "theme_3": 13, "theme_4": "*"}
    said = " ".join(one.content.text for one in diagnosis.parts if isinstance(one.content, Note))
    names = records(sample, "hr").people.names_in(said)
    assert [name for name in names if name[0].isupper()] == []
