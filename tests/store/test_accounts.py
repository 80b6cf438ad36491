"""Accounts: the first is opened by whoever owns the store, the others by an administrator, nobody's by themself."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from store import accounts
from store.access import Role
from store.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.store.organisation import LONG, START, Organisation

TODAY = START.date()


def test_the_first_account_is_opened_once(engine: Engine) -> None:
    assert accounts.count(engine) == 0
    first = {
        "roles": [Role.HR, Role.ADMIN],
        "os_user": "1000",
        "person_reference": "ME",
        "person_name": "Ann",
    }
    accounts.create(engine, name="me", **first, now=START)  # type: ignore[arg-type]
    found = accounts.find(engine, TODAY, os_user="1000")
    assert found is not None
    assert (found.name, found.display, found.person) == ("me", "Ann", "ME")
    assert found.roles == ("individual", "hr", "admin")
    with pytest.raises(NotAllowed):
        accounts.create(engine, name="another", roles=[Role.HR], now=START)
    assert accounts.count(engine) == 1


def test_an_account_is_found_by_its_name_or_its_persons_reference_and_not_by_another_user(
    engine: Engine,
) -> None:
    accounts.create(engine, name="me", roles=[], os_user="1000", person_reference="P1", now=START)
    for name in ("me", "P1"):
        found = accounts.find(engine, TODAY, name=name)
        assert found is not None and found.name == "me"
    assert accounts.find(engine, TODAY, name="me", os_user="1001") is None
    assert accounts.find(engine, TODAY, name="nobody") is None


def test_an_administrator_opens_changes_and_closes_accounts(org: Organisation) -> None:
    org.team()
    org.person("D")
    admin = org["ADMIN"].accounts
    opened = admin.open(name="dee", person="D", roles=[Role.PANEL])
    assert (opened.roles, opened.person) == (("individual", "panel"), "D")
    assert admin.set_roles("dee", [Role.HR]).roles == ("individual", "hr")
    with pytest.raises(Conflict):
        admin.open(name="dee")
    admin.close("dee", LONG)
    assert accounts.find(org.engine, TODAY, name="dee") is None
    with pytest.raises(NotFound):
        admin.set_roles("dee", [])


def test_nobody_gives_themself_anything(org: Organisation) -> None:
    org.team()
    org.person("BOSS", roles=["admin"])
    boss = org["BOSS"].accounts
    for attempt in (
        lambda: boss.set_roles("BOSS", [Role.ADMIN, Role.HR]),
        lambda: boss.close("BOSS", LONG),
        lambda: boss.open(name="second", person="BOSS", roles=[Role.HR]),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_a_role_that_follows_from_the_reporting_lines_is_not_given(org: Organisation) -> None:
    org.team()
    for role in (Role.MANAGER, Role.INDIVIDUAL):
        with pytest.raises(Invalid):
            org["ADMIN"].accounts.set_roles("A", [role])


def test_only_an_administrator_manages_accounts(org: Organisation) -> None:
    org.team()
    for who in ("A", "M", "HR", "PANEL"):
        for attempt in (
            org[who].accounts.all,
            lambda who=who: org[who].accounts.open(name="x"),
            lambda who=who: org[who].accounts.set_roles("A", [Role.HR]),
        ):
            with pytest.raises(NotAllowed):
                attempt()


def test_who_may_change_the_library(org: Organisation) -> None:
    org.team()
    for who, may in {"A": False, "M": False, "PANEL": False, "HR": True, "ADMIN": True}.items():
        if may:
            org[who].accounts.require("library.change")
        else:
            with pytest.raises(NotAllowed):
                org[who].accounts.require("library.change")
