"""Portfolios: their owners', and item by item what they share with their manager and HR."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from store.engine import reading, writing
from store.errors import Conflict, Invalid, NotAllowed, NotFound
from store.portfolio import TYPES
from store.views import PortfolioInput, PortfolioItemView
from tests.store.organisation import START, Organisation

EVERYBODY = ("A", "B", "M", "N", "HR", "PANEL")
POSTER = PortfolioInput(
    type="publication",
    title="Poster on falls",
    when=START.date() - timedelta(days=30),
    what_i_did="I drew it",
    result="Two wards took it up",
    skill_tags=("writing", "data"),
    link="poster.pdf",
    verified_by="Sam",
)


@pytest.fixture
def team(org: Organisation) -> Organisation:
    org.team()
    return org


def readers(org: Organisation, item: PortfolioItemView) -> set[str]:
    found: set[str] = set()
    for who in EVERYBODY:
        listed = item.id in {one.id for one in org[who].portfolio.all()}
        try:
            org[who].portfolio.get(item.id[:8])
            opened = True
        except NotFound:
            opened = False
        assert listed == opened
        if listed:
            found.add(who)
    return found


def test_an_item_keeps_everything_that_was_said(team: Organisation) -> None:
    kept = team["A"].portfolio.save(POSTER)
    assert {name: getattr(kept, name) for name in asdict(POSTER)} == asdict(POSTER)
    assert (kept.owner, kept.owner_name, kept.shared, kept.version) == ("A", "Name of A", False, 1)
    assert team["A"].portfolio.all() == [kept] == [team["A"].portfolio.get(kept.id)]


def test_an_item_is_its_owners_until_they_share_it_and_again_once_they_take_it_back(
    team: Organisation,
) -> None:
    item = team["A"].portfolio.save(POSTER)
    assert readers(team, item) == {"A"}
    assert team["A"].portfolio.share(item.id).shared
    assert readers(team, item) == {"A", "M", "HR"}
    assert not team["A"].portfolio.share(item.id, yes=False).shared
    assert readers(team, item) == {"A"}


def test_sharing_one_item_shares_no_other(team: Organisation) -> None:
    shared, kept = (team["A"].portfolio.save(replace(POSTER, title=title)) for title in ("One", "Two"))
    team["A"].portfolio.share(shared.id)
    assert [one.title for one in team["M"].portfolio.all(owner="A")] == ["One"]
    assert readers(team, kept) == {"A"}


def test_a_former_manager_reads_nothing_any_more(team: Organisation) -> None:
    item = team["A"].portfolio.save(POSTER)
    team["A"].portfolio.share(item.id)
    with writing(team.engine) as session:
        session.execute(
            text("UPDATE reporting_line SET manager_id = :new WHERE person_id = :them"),
            {"new": team.people["N"], "them": team.people["A"]},
        )
    assert readers(team, item) == {"A", "N", "HR"}


def test_hr_as_a_person_has_a_portfolio_of_their_own(team: Organisation) -> None:
    item = team["HR"].portfolio.save(POSTER)
    assert readers(team, item) == {"HR"}


def test_an_account_of_nobody_has_none_and_sees_none(team: Organisation) -> None:
    item = team["A"].portfolio.share(team["A"].portfolio.save(POSTER).id)
    admin = team["ADMIN"].portfolio
    attempts: tuple[Callable[[], object], ...] = (
        admin.all,
        lambda: admin.get(item.id),
        lambda: admin.save(POSTER),
        lambda: admin.remove(item.id),
    )
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()


@pytest.mark.parametrize("other", ["B", "M", "HR"])
def test_only_its_owner_changes_shares_or_removes_an_item(team: Organisation, other: str) -> None:
    item = team["A"].portfolio.share(team["A"].portfolio.save(POSTER).id)
    theirs = team[other].portfolio
    attempts: tuple[Callable[[], object], ...] = (
        lambda: theirs.save(POSTER, item=item.id),
        lambda: theirs.share(item.id, yes=False),
        lambda: theirs.remove(item.id),
    )
    for attempt in attempts:
        with pytest.raises(NotFound):
            attempt()
    assert team["A"].portfolio.get(item.id) == item


def test_an_item_is_changed_but_not_over_somebody_elses_change(team: Organisation) -> None:
    item = team["A"].portfolio.save(POSTER)
    team.days_pass(2)
    changed = team["A"].portfolio.save(
        replace(POSTER, title="Better"), item=item.id, expected_version=item.version
    )
    assert (changed.id, changed.title, changed.version) == (item.id, "Better", 2)
    assert (changed.created_on, changed.changed_on) == (item.created_on, team.today)
    with pytest.raises(Conflict):
        team["A"].portfolio.save(POSTER, item=item.id, expected_version=item.version)


def test_what_is_removed_is_gone_and_the_audit_keeps_that_it_was(team: Organisation) -> None:
    item = team["A"].portfolio.save(POSTER)
    team["A"].portfolio.remove(item.id[:8])
    assert team["A"].portfolio.all() == []
    with pytest.raises(NotFound):
        team["A"].portfolio.get(item.id)
    with reading(team.engine) as session:
        assert session.execute(text("SELECT count(*) FROM portfolio_item")).scalar_one() == 0
    row = team["A"].audit.all()[0]
    assert (row.account, row.action, row.reason) == ("A", "portfolio.write", "removed")


def test_everything_done_to_an_item_has_its_row_and_none_says_what_is_in_it(team: Organisation) -> None:
    item = team["A"].portfolio.save(replace(POSTER, result="a-word-of-its-own"))
    team["A"].portfolio.share(item.id)
    team["M"].portfolio.get(item.id)
    team["A"].portfolio.get(item.id)
    rows = team["A"].audit.all()[::-1]
    assert [(row.account, row.reason) for row in rows] == [("A", "saved"), ("A", "shared"), ("M", "read")]
    assert {row.person for row in rows} == {"A"}
    assert "a-word-of-its-own" not in str(rows)
    assert team["HR"].audit.first_broken() is None


def test_items_come_the_latest_first(team: Organisation) -> None:
    for days in (40, 10, 90):
        team["A"].portfolio.save(replace(POSTER, title=str(days), when=team.today - timedelta(days=days)))
    assert [one.title for one in team["A"].portfolio.all()] == ["10", "40", "90"]


@pytest.mark.parametrize("type_", TYPES)
def test_everything_that_the_domain_knows_can_be_kept(team: Organisation, type_: str) -> None:
    assert team["A"].portfolio.save(replace(POSTER, type=type_)).type == type_


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"type": "medal"}, "no type 'medal'"),
        ({"title": " "}, "nothing in the title"),
        ({"title": "x" * 201}, "201 characters"),
        ({"when": START.date() + timedelta(days=1)}, "still to come"),
        ({"result": "\x00"}, "not text"),
        ({"skill_tags": tuple(map(str, range(21)))}, "21 skills"),
        ({"link": "x" * 1001}, "1,001 characters"),
    ],
)
def test_what_cannot_be_kept_is_one_sentence(team: Organisation, wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(Invalid, match=said) as refused:
        team["A"].portfolio.save(replace(POSTER, **wrong))
    assert "\n" not in str(refused.value)
    assert team["A"].portfolio.all() == []


def test_too_few_characters_of_a_key_are_asked_for_again(team: Organisation) -> None:
    for number in range(20):
        team["A"].portfolio.save(replace(POSTER, title=str(number)))
    starts = [one.id[0] for one in team["A"].portfolio.all()]
    twice = next(start for start in starts if starts.count(start) > 1)
    with pytest.raises(Invalid, match="more of its characters"):
        team["A"].portfolio.get(twice)
    for nothing in ("", "%", "_"):
        with pytest.raises(NotFound):
            team["A"].portfolio.get(nothing)
