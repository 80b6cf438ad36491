"""Passwords: one's own and an administrator's to set, nobody's to read; wrong ones are counted, and made to wait."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine, text

from store import credentials, passwords
from store.attempts import FREE, SHORTEST
from store.engine import Principal, reading, writing
from store.errors import Invalid, NotAllowed, NotFound
from store.models import Admission, Credential
from store.passwords import accepted
from tests.store.organisation import LONG, START, Organisation

GOOD, OTHER = "green kettle on the tuesday bus", "seven slow herons, one ladder"


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    """What is tested here is not how long argon2 takes."""
    passwords._hasher.cache_clear()
    passwords._nobodys.cache_clear()
    kept = passwords._hasher
    passwords._hasher = lambda: PasswordHasher(1, 8, 1)  # type: ignore[assignment]
    yield
    passwords._hasher = kept
    passwords._nobodys.cache_clear()


@pytest.fixture
def team(org: Organisation) -> Organisation:
    org.person("M")
    org.person("A", "M")
    org.person("HR", None, ["hr"])
    org.account("ADMIN", ["admin"])
    org["ADMIN"].credentials.set("A", GOOD)
    return org


def signs_in(org: Organisation, name: str, password: str) -> bool:
    found = credentials.sign_in(org.program, name, password, org.now)
    return found is not None and (found.account, found.name) == (org.accounts[name], name)


def test_a_password_signs_in_its_account_and_no_other(team: Organisation) -> None:
    assert signs_in(team, "A", GOOD)
    assert credentials.count(team.program) == 1
    for name, password in (
        ("A", OTHER),
        ("A", ""),
        ("A", GOOD.upper()),
        ("M", GOOD),
        ("M", ""),
        ("nobody", GOOD),
    ):
        assert credentials.sign_in(team.program, name, password, team.now) is None


def test_the_same_letters_are_the_same_password_however_they_were_typed(team: Organisation) -> None:
    team["ADMIN"].credentials.set("A", "cafe\N{COMBINING ACUTE ACCENT} au lait at noon")
    assert signs_in(team, "A", "caf\N{LATIN SMALL LETTER E WITH ACUTE} au lait at noon")


def test_after_a_few_wrong_ones_not_even_the_right_one_is_looked_at_for_a_while(team: Organisation) -> None:
    for _ in range(FREE):
        assert not signs_in(team, "A", OTHER)
    assert not signs_in(team, "A", GOOD)
    team.now += SHORTEST
    assert signs_in(team, "A", GOOD)
    for _ in range(FREE - 1):
        assert not signs_in(team, "A", OTHER)
    assert signs_in(team, "A", GOOD), "a right one begins the count anew"


def test_many_at_once_are_no_way_round_the_limit(sqlite: Engine) -> None:
    org = Organisation(sqlite)
    org.account("ADMIN", ["admin"])
    org.account("A", [])
    org["ADMIN"].credentials.set("A", GOOD)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: credentials.sign_in(sqlite, "A", OTHER, org.now), range(4 * FREE)))
    with reading(sqlite) as session:
        assert session.get_one(Credential, org.accounts["A"]).failed == FREE


def test_a_closed_account_and_a_leavers_do_not_sign_in_and_the_password_goes_with_the_account(
    team: Organisation,
) -> None:
    team["ADMIN"].credentials.set("M", GOOD)
    with writing(team.engine) as session:
        session.execute(text("UPDATE person SET left_on = :day WHERE reference = 'M'"), {"day": team.today})
    assert not signs_in(team, "M", GOOD)
    team["ADMIN"].accounts.close("A", LONG)
    assert not signs_in(team, "A", GOOD)
    with reading(team.engine) as session:
        assert session.get(Credential, team.accounts["A"]) is None


def test_everybody_changes_their_own_and_an_administrator_everybody_elses(team: Organisation) -> None:
    team["A"].credentials.change(OTHER)
    assert signs_in(team, "A", OTHER) and not signs_in(team, "A", GOOD)
    for who in ("A", "M", "HR"):
        with pytest.raises(NotAllowed):
            team[who].credentials.set("M", GOOD)
        with pytest.raises(NotAllowed):
            team[who].credentials.all()
    with pytest.raises(NotAllowed):
        team["ADMIN"].credentials.set("ADMIN", GOOD)
    with pytest.raises(NotFound):
        team["ADMIN"].credentials.set("nobody", GOOD)
    with pytest.raises(Invalid, match="already"):
        team["A"].credentials.change(OTHER)
    listed = {one.account: one.changed_at is not None for one in team["ADMIN"].credentials.all()}
    assert listed == {"A": True, "ADMIN": False, "HR": False, "M": False}


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short",
        "x" * 14,
        "a" * 40,
        "passwordpassword",
        "Password Password",
        "abab" * 5,
        "Anna Maria Lopez",
        "y" * 1_001,
    ],
)
def test_what_is_short_common_or_the_accounts_name_is_refused(password: str) -> None:
    with pytest.raises(Invalid):
        accepted(password, "annamarialopez")


def test_nothing_is_asked_about_kinds_of_characters_and_no_setting_makes_them_too_short() -> None:
    assert accepted("only small letters here", "a") == "only small letters here"
    assert accepted("twelve chars", "a", 12) == "twelve chars"
    with pytest.raises(Invalid):
        accepted("eleven char", "a", 4)


def test_the_audit_knows_who_signed_in_and_who_was_made_to_wait_and_never_a_password(
    team: Organisation,
) -> None:
    signs_in(team, "A", GOOD)
    for _ in range(FREE):
        signs_in(team, "A", OTHER)
    told = [(row.action, row.reason) for row in team["A"].audit.all()]
    assert ("password.set", "password") in told
    assert ("account.check", "signed in") in told
    assert ("account.check", f"wrong password {FREE} times; none is looked at for a while") in told
    assert team["ADMIN"].audit.first_broken() is None
    with reading(team.engine) as session:
        kept = session.get_one(Credential, team.accounts["A"]).hash
    assert kept.startswith("$argon2id$") and GOOD not in kept


def test_who_signed_in_may_go_on_until_the_password_or_the_account_is_another(team: Organisation) -> None:
    since = team.now
    assert credentials.holds(team.program, "A", team.now, since)
    team.now += timedelta(minutes=1)
    team["ADMIN"].credentials.set("A", OTHER)
    assert not credentials.holds(team.program, "A", team.now, since)
    assert credentials.holds(team.program, "A", team.now, team.now)
    team["ADMIN"].accounts.close("A", LONG)
    assert not credentials.holds(team.program, "A", team.now, None)


def test_an_admission_admits_one_process_once_and_soon(team: Organisation) -> None:
    first, second, late = (credentials.admission(team.program, "A", team.now) for _ in range(3))
    assert first and second and late and len({first, second, late}) == 3
    for secret in (first, second):
        assert credentials.admit(team.program, secret, team.now) == team.accounts["A"]
        assert credentials.admit(team.program, secret, team.now) is None
    for made_up in ("", "A", team.accounts["A"], first[:-1]):
        assert credentials.admit(team.program, made_up, team.now) is None
    assert credentials.admit(team.program, late, team.now + timedelta(minutes=2)) is None
    assert credentials.admission(team.program, "nobody", team.now) is None


def test_on_postgresql_nobody_reads_anybodys_hash(postgresql: Engine) -> None:
    org = Organisation(postgresql)
    for name, roles in (("A", []), ("B", ["hr"]), ("ADMIN", ["admin"]), ("ADMIN2", ["admin"])):
        org.account(name, roles)
    for name in ("A", "B"):
        org["ADMIN"].credentials.set(name, GOOD)
        credentials.admission(postgresql, name, START)

    def found(who: str, action: str) -> tuple[int, int]:
        with reading(postgresql, Principal(who, action, START.date())) as session:
            return session.query(Credential).count(), session.query(Admission).count()

    assert found("", "account.check") == found("nobody", "account.check") == (0, 0)
    assert found("A", "account.check") == (1, 1)
    assert found("A", "account.find") == found("A", "account.admit") == (0, 0)
    for action in ("account.see", "password.set", "audit.read", "request.make", "person.see"):
        assert found(org.accounts["A"], action) == found(org.accounts["B"], action) == (0, 0)
    assert found(org.accounts["A"], "password.own") == (1, 0)
    assert found(org.accounts["ADMIN"], "audit.read") == (0, 0)
    assert found(org.accounts["ADMIN"], "password.set") == (2, 2)
