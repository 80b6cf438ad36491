"""The sample organisation: invented, whole, the same every time, and by all of the store's own rules."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from assistant.guide.applying import applicable
from assistant.guide.loader import BUILT_IN, load_all
from assistant.guide.saved import restored
from assistant.plan.catalogue import catalogue
from store import accounts, audit_chain, conversation_rows
from store.engine import make_engine, reading
from store.errors import NotAllowed
from store.models import metadata
from store.pool_life import State
from store.sample import build, talks
from store.schema import upgrade
from store.service import Records
from store.succession.flags import FlagKind
from store.succession.status import ROWS
from tests.store.conftest import database

TODAY = date(2026, 11, 20)
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
    assert {one.status for one in manager.conversations.all()} == {"signed", "paused"}
    assert len(individual.conversations.all()) == 2
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
    assert {pool.name for pool in hr.pools.all()} == {"Aspiring directors", "Clinical leaders"}
    states = {one.state for one in hr.pools.members()}
    assert states == {state.value for state in State} - {"lapsed"}
    for pool in hr.pools.all():
        candidates = hr.pools.candidates(pool.name)
        assert any(one.fits for one in candidates)
        assert any(one.missing for one in candidates)
        assert any(one.agreement == "missing" for one in candidates)


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
        for pool in ("Aspiring directors", "Clinical leaders"):
            assert hr.pools.candidates(pool) == other.pools.candidates(pool)
        assert hr.succession.cover() == other.succession.cover()
        with reading(engine) as session:
            assert audit_chain.first_broken(session) is None
            assert conversation_rows.damaged(session) == []


def test_every_conversation_is_one_that_the_shipped_guide_could_have_held(sample: Engine) -> None:
    guide = load_all(BUILT_IN)[talks.GUIDE]
    assert guide.version == talks.GUIDE_VERSION
    hr = records(sample, "hr")
    for summary in [*hr.conversations.all(), *records(sample, "manager").conversations.all()]:
        talk = records(sample, "hr" if summary.status == "signed" else "manager").conversations.get(
            summary.id
        )
        state = restored(talk)
        wanted = applicable(guide, state)
        given = [key for key in wanted if key in state.answers]
        assert set(state.answers) == set(given), talk.title
        for key in given:
            question, value = guide.question(key), state.answers[key].value
            if question.kind == "choice":
                assert value in {option.key for option in question.options}
            elif question.kind in {"yes_no", "number", "list", "entries", "choices"}:
                types = {"yes_no": bool, "number": int}
                assert isinstance(value, types.get(question.kind, list))
        left = set(wanted) - set(given) - state.skipped
        if summary.status == "signed":
            assert state.finished and not left, talk.title
        else:
            assert state.at == next(key for key in wanted if key in left)
