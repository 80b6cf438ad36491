"""Posts: who plans for which, who is named and agrees, and what follows from that."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from store.days import months_after
from store.engine import reading, writing
from store.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound, StoreError
from store.post_views import CandidateInput, PostCandidateView, PostInput, PostView
from store.service import Records
from store.succession.facts import Readiness
from tests.store.organisation import START, Organisation

WHY = "Looked at with the team on Monday"
CRITICAL = ("safety", "scarce_skill")
SOON = CandidateInput(readiness="within_1", can_act_up=True, act_up_weeks=6)


@pytest.fixture
def team(org: Organisation) -> Organisation:
    """D leads the unit Ward with M, who leads A and B; N leads C in Lab. HR plans for everything."""
    org.person("D", unit="Ward")
    org.person("M", "D", unit="Ward")
    org.person("P", "D", unit="Ward")  # M's peer
    for reference in ("A", "B"):
        org.person(reference, "M", unit="Ward")
    org.person("N", unit="Lab")
    org.person("C", "N", unit="Lab")
    org.person("HR", roles=["hr"], unit="People")
    org.person("PANEL", roles=["panel"], unit="Board")
    org.account("ADMIN", ["admin"])
    return org


def made(org: Organisation, title: str, who: str = "HR", **change: Any) -> PostView:
    change = {"unit": "Ward", "grounds": CRITICAL, "job_family": "nursing", **change}
    return org[who].posts.save(title, PostInput(**change), WHY)


def reviewed(org: Organisation, title: str, **change: Any) -> PostView:
    made(org, title, **change)
    return org["HR"].posts.review(title, WHY)


def named(org: Organisation, title: str, person: str, wants: str | None = "yes", **change: Any) -> None:
    """Somebody named by HR who has agreed, unless `wants` is None."""
    org["HR"].posts.name(title, person, CandidateInput(**{"readiness": "within_1", **change}), WHY)
    if wants is not None:
        org[person].posts.answer(title, yes=True, wants=wants)


def entry(org: Organisation, title: str, person: str) -> PostCandidateView:
    return next(one for one in org["HR"].posts.get(title).candidates if one.person == person)


def row_of(org: Organisation, title: str) -> int:
    return next(one.row for one in org["HR"].succession.cover().posts if one.post.title == title)


# --- Who sees and does what --------------------------------------------------------------------------------------

HELD = {"Post of D": "D", "Post of M": "M", "Post of A": "A", "Post of C": "C", "Post of HR": "HR"}
PLANS_FOR = {
    "HR": {"Post of D", "Post of M", "Post of A", "Post of C", "Vacant under M", "Vacant in Lab"},
    "D": {"Post of M", "Post of A", "Vacant under M"},
    "M": {"Post of A", "Vacant under M"},
    "N": {"Post of C", "Vacant in Lab"},
}
"""The domain's rule, read aloud: HR everything, a manager the posts of their own unit, and nobody their own post."""
NAMED = {"Post of D": "M", "Post of A": "B", "Post of C": "B", "Vacant under M": "A", "Vacant in Lab": "C"}
EVERYBODY = ("D", "M", "P", "A", "B", "N", "C", "HR", "PANEL", "ADMIN")
ACTIONS: dict[str, Callable[[Records, str], object]] = {
    "save": lambda records, post: records.posts.save(post, PostInput(level="lead"), WHY),
    "review": lambda records, post: records.posts.review(post, WHY),
    "act": lambda records, post: records.posts.act(post, "A", WHY),
    "name": lambda records, post: records.posts.name(post, "A", SOON, WHY),
    "remove": lambda records, post: records.posts.remove(post, NAMED.get(post, "A"), WHY),
}


@pytest.fixture
def posts(team: Organisation) -> Organisation:
    for title, holder in HELD.items():
        if holder == "HR":
            with writing(team.engine) as session:  # nobody plans for their own post: another HR did
                session.execute(text("UPDATE account SET roles = '[\"hr\"]' WHERE name = 'P'"))
            made(team, title, "P", holder="HR", unit="People")
            with writing(team.engine) as session:
                session.execute(text("UPDATE account SET roles = '[]' WHERE name = 'P'"))
        else:
            made(team, title, holder=holder, unit="Lab" if holder == "C" else "Ward")
    made(team, "Vacant under M", vacant_since=date(2026, 1, 1), kept_by="M")
    made(team, "Vacant in Lab", vacant_since=date(2026, 1, 1), kept_by="N", unit="Lab")
    for title, person in NAMED.items():
        named(team, title, person, wants=None)
    return team


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_sees_of_posts_what_the_table_gives_them(posts: Organisation, who: str) -> None:
    plans_for = PLANS_FOR.get(who, set())
    if who == "ADMIN":
        with pytest.raises(NotAllowed):
            posts[who].posts.all()
        return
    there = {view.title: view for view in posts[who].posts.all()}
    assert set(there) == plans_for | {title for title, person in NAMED.items() if person == who}
    for title, view in there.items():
        assert view.whole == (view.planning is not None) == (title in plans_for)
        expected = {NAMED[title]} if title in NAMED and (title in plans_for or NAMED[title] == who) else set()
        assert {one.person for one in view.candidates} == expected


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_changes_the_posts_that_they_plan_for_and_no_others(posts: Organisation, who: str) -> None:
    plans_for = PLANS_FOR.get(who, set())
    for action, title in itertools.product(ACTIONS, [*HELD, "Vacant under M", "Vacant in Lab"]):
        try:
            ACTIONS[action](posts[who], title)
        except Forbidden:  # a rule that holds for everybody: whoever meets it has reached the post
            reached = True
        except (NotFound, NotAllowed) as refused:
            reached = "There is no person" in str(refused) or "not named" in str(refused)
        else:
            reached = True
        assert reached == (title in plans_for), (action, title)


def test_what_is_planned_for_ones_own_post_is_read_when_asked_for_without_who_could_follow(
    posts: Organisation,
) -> None:
    posts["HR"].posts.save("Post of A", PostInput(may_leave_soon=True, leave_basis="told_us"), WHY)
    assert "Post of A" not in {view.title for view in posts["A"].posts.all()}
    mine = posts["A"].posts.get("Post of A")
    assert mine.planning and (mine.planning.may_leave_soon, mine.planning.leave_basis) == (True, "told_us")
    assert (mine.candidates, mine.whole) == ((), False)
    with pytest.raises(NotAllowed):
        posts["A"].succession.cover()


def test_refused_and_absent_look_the_same(posts: Organisation) -> None:
    said = []
    for title in ("Post of C", "No such post"):
        for call in (posts["M"].posts.get, posts["M"].posts.trail):
            with pytest.raises(NotFound) as refused:
                call(title)
            said.append(str(refused.value).replace(title, "…"))
    assert len(set(said)) == 1


def test_a_manager_who_moves_on_plans_for_the_post_no_longer(posts: Organisation) -> None:
    with writing(posts.engine) as session:
        session.execute(
            text("UPDATE reporting_line SET until = :today WHERE manager_id = :m"),
            {"today": posts.today, "m": posts.people["M"]},
        )
    with pytest.raises(NotFound):
        posts["M"].posts.get("Post of A")
    with pytest.raises(NotFound):
        posts["D"].posts.get("Post of A")


def test_a_manager_makes_posts_in_their_own_unit_and_keeps_them_when_they_fall_vacant(
    team: Organisation,
) -> None:
    made(team, "Deputy", "M", holder="A")
    vacant = team["M"].posts.save("Deputy", PostInput(vacant_since=team.today), WHY)
    assert vacant.planning and (vacant.planning.holder, vacant.planning.vacant_since) == (None, team.today)
    assert team["M"].posts.get("deputy").whole
    assert team["D"].posts.get("Deputy").whole, "in the unit, of somebody who reports to them"
    made(team, "Another", "M", vacant_since=team.today)
    for unit, change in (
        ("Lab", {"vacant_since": team.today}),
        ("Ward", {"holder": "M"}),
        ("Lab", {"holder": "C"}),
    ):
        with pytest.raises((Forbidden, NotFound)):
            made(team, "Elsewhere", "M", unit=unit, **change)
    assert {view.title for view in team["HR"].posts.all()} == {"Deputy", "Another"}


def test_a_post_whose_holder_has_left_stays_with_whoever_kept_it(team: Organisation) -> None:
    made(team, "Deputy", "M", holder="A")
    team.take_in("staff", "reference,name,left_on\nA,Name of A,2026-03-02")
    assert team["M"].posts.get("Deputy").whole
    with pytest.raises(NotFound):
        team["P"].posts.get("Deputy")


def test_a_panel_sees_entries_of_the_people_put_to_it_and_nothing_else(posts: Organisation) -> None:
    assert posts["PANEL"].posts.all() == []
    posts.pool()
    posts.nominated("B", "B")
    assert posts["PANEL"].posts.all() == [], "not before a panel is convened on which the account sits"
    seats = ("PANEL", *posts.panel(2))
    posts.convened("B", seats=seats)
    there = posts["PANEL"].posts.all()
    assert {view.title for view in there} == {"Post of A", "Post of C"}
    assert all(view.planning is None and [c.person for c in view.candidates] == ["B"] for view in there)
    posts.nominated("A", "A")
    posts.convened("A", seats=posts.panel())
    assert all(view.planning is None for view in posts["PANEL"].posts.all()), "A's own post is not put to it"
    assert posts["PANEL"].posts.trail("Post of A") == []


# --- Being named -------------------------------------------------------------------------------------------------


@pytest.fixture
def post(team: Organisation) -> Organisation:
    reviewed(team, "Matron", holder="A")
    return team


def test_an_entry_counts_once_the_person_has_agreed_and_for_twelve_months(post: Organisation) -> None:
    post["M"].posts.name("Matron", "B", SOON, WHY)
    before = entry(post, "Matron", "B")
    assert (before.active, before.agreed_on, before.wants_it) == (False, None, "unsure")
    assert row_of(post, "Matron") == 6
    post["B"].posts.answer("Matron", yes=True, wants="yes")
    after = entry(post, "Matron", "B")
    assert (after.active, after.agreed_on, after.expires_on) == (True, post.today, date(2027, 3, 2))
    assert row_of(post, "Matron") == 2
    post.now = START.replace(year=2027, month=3, day=1)
    post["HR"].posts.review("Matron", WHY)
    assert row_of(post, "Matron") == 2
    post.days_pass(1)
    assert (entry(post, "Matron", "B").active, row_of(post, "Matron")) == (False, 6)


@pytest.mark.parametrize(
    ("change", "again"),
    [
        ({"readiness": "ready_now"}, True),
        ({"can_act_up": False}, True),
        ({"act_up_weeks": 2}, True),
        ({"gap": "A budget of their own"}, False),
        ({"rank": 1, "rank_reason": "Agreed by both heads"}, False),
        ({"cover_tested_on": date(2026, 2, 1)}, False),
        ({"readiness": "within_1"}, False),
    ],
)
def test_a_new_judgement_has_to_be_agreed_to_anew(
    post: Organisation, change: dict[str, Any], again: bool
) -> None:
    named(post, "Matron", "B", can_act_up=True, act_up_weeks=6)
    post["HR"].posts.name("Matron", "B", CandidateInput(**change), WHY)
    assert entry(post, "Matron", "B").active is not again


def test_nobody_writes_about_themself_but_whether_they_want_it(post: Organisation) -> None:
    named(post, "Matron", "B")
    with pytest.raises(NotAllowed):
        post["B"].posts.name("Matron", "B", SOON, WHY)
    with pytest.raises(NotFound):
        post["HR"].posts.name("Matron", "HR", SOON, WHY)
    post["B"].posts.answer("Matron", yes=True, wants="no")
    assert entry(post, "Matron", "B").wants_it == "no"
    for who in ("M", "HR", "C"):
        with pytest.raises(NotFound):
            post[who].posts.answer("Matron", yes=True)


def test_whoever_is_named_does_not_judge_the_others(team: Organisation) -> None:
    reviewed(team, "Head", holder="D")
    reviewed(team, "Matron", holder="A")
    named(team, "Matron", "M")
    with pytest.raises(Forbidden, match="named for this post yourself"):
        team["M"].posts.name("Matron", "B", SOON, WHY)
    team["HR"].posts.name("Matron", "B", SOON, WHY)
    with pytest.raises(Forbidden):
        team["M"].posts.remove("Matron", "B", WHY)


def test_who_withdraws_is_gone_and_the_way_there_stays_on_record(post: Organisation) -> None:
    named(post, "Matron", "B")
    post["B"].posts.answer("Matron", yes=False, reason="I am staying where I am")
    assert post["HR"].posts.get("Matron").candidates == ()
    with pytest.raises(NotFound):
        post["B"].posts.get("Matron")
    steps = [("named", "HR", WHY), ("agreed", "B", ""), ("withdrew", "B", "I am staying where I am")]
    for said in (post["B"].posts.trail("Matron"), post["B"].posts.trail()):
        assert [(step.step, step.by, step.reason) for step in said] == steps
    whole = [step.step for step in post["HR"].posts.trail("Matron")]
    assert whole == ["made", "reviewed", "named", "agreed", "withdrew"]


def test_who_is_taken_off_reads_by_whom_and_why(post: Organisation) -> None:
    named(post, "Matron", "B")
    with pytest.raises(Invalid):
        post["M"].posts.remove("Matron", "B", "  ")
    post["M"].posts.remove("Matron", "B", "The post is being merged with another")
    last = post["B"].posts.trail("Matron")[-1]
    assert (last.step, last.by, last.reason) == ("removed", "M", "The post is being merged with another")


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"readiness": "soon"},
        {"readiness": "ready_now", "rank": 1},
        {"readiness": "ready_now", "rank": -1, "rank_reason": WHY},
        {"can_act_up": True, "act_up_weeks": 0},
        {"can_act_up": True, "act_up_weeks": 53},
        {"readiness": "ready_now", "cover_tested_on": date(2026, 3, 3)},
        {"readiness": "ready_now", "expires_on": date(2026, 3, 2)},
        {"readiness": "ready_now", "expires_on": date(2027, 3, 3)},
        {"readiness": "ready_now", "gap": "\x00"},
    ],
)
def test_an_entry_that_cannot_be_is_refused_whole(post: Organisation, change: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        post["HR"].posts.name("Matron", "B", CandidateInput(**change), WHY)
    assert post["HR"].posts.get("Matron").candidates == ()


def test_a_holder_and_a_leaver_are_not_named(post: Organisation) -> None:
    with pytest.raises(Forbidden):
        post["HR"].posts.name("Matron", "A", SOON, WHY)
    post.take_in("staff", "reference,name,left_on\nB,Name of B,2026-03-02")
    with pytest.raises(Forbidden):
        post["HR"].posts.name("Matron", "B", SOON, WHY)


def test_an_earlier_expiry_is_kept_when_the_person_agrees_and_renewed_when_they_agree_again(
    post: Organisation,
) -> None:
    early = post.today + timedelta(days=60)
    named(post, "Matron", "B", expires_on=early)
    assert entry(post, "Matron", "B").expires_on == early
    post.days_pass(70)
    post["B"].posts.answer("Matron", yes=True)
    assert entry(post, "Matron", "B").expires_on == months_after(post.today, 12)


# --- What is written of a post -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"grounds": ("prestige",)},
        {"impact_if_empty": "huge"},
        {"hard_to_recruit": True},
        {"may_leave_soon": True},
        {"may_leave_soon": True, "leave_basis": "age"},
        {"vacant_since": START.date(), "may_leave_soon": True, "leave_basis": "notice"},
        {"holder": "B", "vacant_since": START.date()},
        {"recruitment_rounds": -1},
        {"title": "  "},
        {"unit": "x" * 201},
    ],
)
def test_a_post_that_cannot_be_is_refused_whole(post: Organisation, change: dict[str, Any]) -> None:
    before = post["HR"].posts.get("Matron")
    with pytest.raises(Invalid):
        post["HR"].posts.save("Matron", PostInput(**change), WHY)
    assert post["HR"].posts.get("Matron") == before


def test_whether_somebody_may_leave_goes_with_them(post: Organisation) -> None:
    post["HR"].posts.save("Matron", PostInput(may_leave_soon=True, leave_basis="notice"), WHY)
    changed = post["HR"].posts.save("Matron", PostInput(holder="B"), WHY)
    assert changed.planning and (changed.planning.holder, changed.planning.may_leave_soon) == ("B", False)


def test_critical_is_what_has_two_grounds(team: Organisation) -> None:
    for number, grounds in enumerate([(), ("safety",), ("safety", "safety"), ("safety", "strategy")]):
        view = made(team, f"Post {number}", holder="A", grounds=grounds)
        assert view.planning and view.planning.critical is (number == 3)
    assert [one.post.title for one in team["HR"].succession.cover().posts] == ["Post 3"]


def test_two_who_change_a_post_at_once_do_not_overwrite_each_other(post: Organisation) -> None:
    version = post["HR"].posts.get("Matron").version
    post["HR"].posts.save("Matron", PostInput(level="lead"), WHY, version)
    with pytest.raises(Conflict):
        post["M"].posts.save("Matron", PostInput(level="senior"), WHY, version)
    post["M"].posts.name("Matron", "B", SOON, WHY)
    post["HR"].posts.name("Matron", "B", CandidateInput(gap="Budgets"), WHY, 1)
    with pytest.raises(Conflict):
        post["M"].posts.name("Matron", "B", CandidateInput(gap="Rotas"), WHY, 1)


def test_posts_of_one_title_are_told_apart_by_their_ids(team: Organisation) -> None:
    first, second = (made(team, title, holder=holder) for title, holder in (("One", "A"), ("Two", "B")))
    team["HR"].posts.save("Two", PostInput(title="One"), WHY)
    with pytest.raises(Invalid):
        team["HR"].posts.get("one")
    assert team["HR"].posts.get(first.id[:8]).planning.holder == "A"  # type: ignore[union-attr]
    assert team["HR"].posts.get(second.id).planning.holder == "B"  # type: ignore[union-attr]
    with pytest.raises(NotFound, match="talent post list"):
        team["HR"].posts.save("Three", PostInput(level="lead"), WHY)


def test_acting_up_covers_a_vacant_post_from_its_first_day_to_its_last(team: Organisation) -> None:
    reviewed(team, "Matron", vacant_since=date(2026, 2, 1))
    assert row_of(team, "Matron") == 9
    team["HR"].posts.act("Matron", "B", WHY, since=team.today, until=team.today + timedelta(days=10))
    assert row_of(team, "Matron") == 7
    with pytest.raises(Conflict):
        team["HR"].posts.act("Matron", "C", WHY)
    with pytest.raises(Invalid):
        team["HR"].posts.act("Matron", "B", WHY, until=team.today - timedelta(days=1))
    team["HR"].posts.act("Matron", "C", WHY, since=team.today + timedelta(days=10))
    team.days_pass(10)
    view = team["HR"].posts.get("Matron")
    assert view.planning and [one.person for one in view.planning.acting] == ["C"]
    filled = team["HR"].posts.save("Matron", PostInput(holder="A"), WHY)
    assert filled.planning and filled.planning.acting == (), "whoever acted up no longer does"
    with pytest.raises(Forbidden):
        team["HR"].posts.act("Matron", "A", WHY)


def test_every_change_is_audited_by_whom_and_about_whom_without_what_was_written(post: Organisation) -> None:
    named(post, "Matron", "B", gap="Never led a budget")
    post["M"].posts.get("Matron")
    with reading(post.engine) as session:
        rows = session.execute(
            text(
                "SELECT account, action, person_id, reason FROM audit WHERE record LIKE 'post %' ORDER BY sequence"
            )
        ).all()
        everything = str(session.execute(text("SELECT * FROM audit")).all())
    a, b = post.people["A"], post.people["B"]
    assert [tuple(row) for row in rows] == [
        ("HR", "post.write", a, "made"),
        ("HR", "post.write", a, "reviewed"),
        ("HR", "post.name", b, "named"),
        ("B", "post.answer", b, "agreed"),
        ("M", "post.see", a, "read"),
        ("M", "post.see", b, "read"),
    ]
    assert WHY not in everything and "budget" not in everything
    assert post["ADMIN"].audit.first_broken() is None


# --- What follows ------------------------------------------------------------------------------------------------


def test_each_of_the_nine_rows_fires_on_what_is_written(team: Organisation) -> None:
    month = date(2026, 2, 1)
    hard = {"hard_to_recruit": True, "hard_because": "Few are trained"}
    leaving = {"may_leave_soon": True, "leave_basis": "contract_end"}
    made(team, "1", holder="A")
    reviewed(team, "2", holder="A")
    named(team, "2", "B", can_act_up=True)
    reviewed(team, "3", holder="A", **leaving)
    named(team, "3", "B", wants="no", can_act_up=True)
    reviewed(team, "4", holder="A")
    named(team, "4", "B", wants="unsure")
    reviewed(team, "5", holder="A", **hard)
    reviewed(team, "6", holder="A")
    reviewed(team, "7", vacant_since=month)
    named(team, "7", "B", readiness="ready_now")
    reviewed(team, "8", vacant_since=month, **hard)
    reviewed(team, "9", vacant_since=month)
    found = team["HR"].succession.cover()
    assert {one.post.title: one.row for one in found.posts} == {str(row): row for row in range(1, 10)}
    assert found.spread == {"green": 1, "amber": 4, "red": 3, "grey": 1}
    assert {one.kind for one in found.posts if one.row in {2, 3, 8}} == {"published"}
    first = found.posts[1]
    assert first.headline.startswith("Green: covered (row 2")
    assert "Held by Name of A" in first.because


def test_flags_name_those_they_are_about(team: Organisation) -> None:
    for title in ("One", "Two", "Three"):
        reviewed(team, title, holder="A")
        named(team, title, "B", can_act_up=True)
    made(team, "Post of B", holder="B", grounds=(), may_leave_soon=True, leave_basis="notice")
    reviewed(team, "Four", holder="A")
    named(team, "Four", "M")
    named(team, "Four", "P")
    found = {one.post.title: one for one in team["HR"].succession.cover().posts}
    kinds = {"one_candidate", "named_for_many", "may_leave", "never_tested"}
    assert {flag.kind for flag in found["One"].flags} == kinds
    assert {flag.people for flag in found["One"].flags} == {("B",)}
    (flag,) = found["Four"].flags
    assert (flag.kind, set(flag.people)) == ("one_unit", {"M", "P"})
    assert "Ward" in flag.words


def test_what_a_manager_is_told_of_their_posts_comes_from_their_posts_alone(team: Organisation) -> None:
    reviewed(team, "Matron", holder="A")
    reviewed(team, "Chief scientist", holder="C", unit="Lab")
    made(team, "Post of B", holder="B", unit="Lab", grounds=())
    named(team, "Matron", "B")
    team["HR"].posts.save("Chief scientist", PostInput(may_leave_soon=True, leave_basis="notice"), WHY)
    named(team, "Matron", "C")
    mine = team["M"].succession.cover()
    assert [one.post.title for one in mine.posts] == ["Matron"]
    assert {flag.kind for flag in mine.posts[0].flags} == set()
    theirs = {one.post.title: one for one in team["HR"].succession.cover().posts}
    assert "may_leave" in {flag.kind for flag in theirs["Matron"].flags}
    assert [one.post.title for one in team["HR"].succession.cover(unit="lab").posts] == ["Chief scientist"]
    with pytest.raises(NotFound):
        team["M"].succession.cover(unit="Board")


@pytest.mark.parametrize("entries", ["AX AY BY", "AX AY"])
def test_the_bench_counts_entries_and_different_people(team: Organisation, entries: str) -> None:
    for title in ("X", "Y"):
        reviewed(team, title, holder="D")
    for person, title in entries.split():
        named(team, title, person)
    found = team["HR"].succession.cover().bench
    assert (found.posts, found.gross, found.net) == (
        2,
        len(entries.split()),
        len({one[0] for one in entries.split()}),
    )


def test_openings_against_people_with_small_numbers_hidden_from_who_may_not_see_names(
    team: Organisation,
) -> None:
    reviewed(team, "Matron", holder="D")
    for person in ("A", "B"):
        named(team, "Matron", person, readiness="ready_now")
    reviewed(team, "Post of A", holder="A", grounds=())
    team["HR"].succession.expect("nursing", "now", 1, 3, "The rota for the new ward")
    team["HR"].succession.expect("nursing", "now", 1, 2, "One has changed their mind")
    shown = {one.horizon: one for one in team["HR"].succession.cover().gaps}
    assert [shown["now"].demand, shown["now"].supply, shown["now"].gap] == [3, 2, 1]
    assert [shown["3-5"].demand, shown["3-5"].supply, shown["3-5"].so_far_gap] == [0, 0, 1]
    (mine, *_) = team["M"].succession.cover().gaps
    assert (mine.demand, mine.supply, mine.gap) == (3, "*", "*")
    with pytest.raises(NotAllowed):
        team["M"].succession.expect("nursing", "now", 1, 1, WHY)
    for bad in (
        ("nursing", "soon", 1, 1),
        ("", "now", 1, 1),
        ("nursing", "now", -2, 1),
        ("nursing", "now", 0, -1),
    ):
        with pytest.raises(Invalid):
            team["HR"].succession.expect(*bad, WHY)


def test_without_any_word_on_a_family_nothing_is_expected_and_nothing_made_up(team: Organisation) -> None:
    reviewed(team, "Matron", holder="A")
    named(team, "Matron", "B", readiness="within_3")
    gaps = team["HR"].succession.cover().gaps
    assert {one.horizon: (one.demand, one.supply, one.gap) for one in gaps} == {
        horizon: ("no data", int(horizon == "1-3"), "no data") for horizon in ("now", "0-1", "1-3", "3-5")
    }


@pytest.mark.parametrize("readiness", Readiness)
def test_whoever_has_not_agreed_counts_in_nothing(team: Organisation, readiness: Readiness) -> None:
    reviewed(team, "Matron", holder="A")
    named(team, "Matron", "B", wants=None, readiness=readiness.value, can_act_up=True)
    found = team["HR"].succession.cover()
    assert (found.posts[0].row, found.bench.gross, found.gaps, found.posts[0].flags) == (6, 0, (), ())


def test_in_an_organisation_without_posts_there_is_nothing_and_no_error(team: Organisation) -> None:
    found = team["HR"].succession.cover()
    assert (found.posts, found.bench.posts, found.gaps) == ((), 0, ())
    for who in ("A", "PANEL", "ADMIN"):
        with pytest.raises(StoreError):
            team[who].succession.cover()
