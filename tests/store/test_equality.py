"""Equality answers: one's own to give, change and take back; read by nobody else, whatever their role."""

from __future__ import annotations

import inspect
import itertools
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from store.access import POLICY, Role, Scope
from store.engine import reading
from store.equality import PREFER_NOT_TO_SAY, questions
from store.errors import Invalid, NotAllowed, StoreError
from store.measures.figures import NOT_STATED
from tests.store.organisation import Organisation

STORE = Path(__file__).parents[2] / "store"
ANSWER = "sikh"
_LOOKING = (".see", ".read", ".own", ".members", ".candidates", ".verify")


def own(org: Organisation, name: str) -> dict[str, str | None]:
    return {one.characteristic: one.answer for one in org[name].equality.mine() if one.answer}


def test_answers_are_given_changed_and_taken_back(org: Organisation) -> None:
    org.person("A")
    assert own(org, "A") == {}
    org["A"].equality.give("religion", "sikh")
    org["A"].equality.give("religion", "jewish")
    org["A"].equality.give("disability", PREFER_NOT_TO_SAY)
    assert own(org, "A") == {"religion": "jewish", "disability": PREFER_NOT_TO_SAY}
    assert org["A"].equality.withdraw("religion") == 1
    assert own(org, "A") == {"disability": PREFER_NOT_TO_SAY}
    assert org["A"].equality.withdraw() == 1
    with reading(org.engine) as session:
        assert session.execute(text("SELECT count(*) FROM equality_answer")).scalar_one() == 0


def test_what_is_no_question_or_no_answer_is_refused(org: Organisation) -> None:
    org.person("A")
    with pytest.raises(Invalid, match="no question 'shoe size'"):
        org["A"].equality.give("shoe size", "nine")
    with pytest.raises(Invalid, match=r"no answer to religion.*prefer_not_to_say"):
        org["A"].equality.give("religion", "nine")
    with pytest.raises(Invalid):
        org["A"].equality.withdraw("shoe size")


def test_every_question_may_be_left_unsaid() -> None:
    for one in questions().values():
        assert PREFER_NOT_TO_SAY in one.choices
        assert NOT_STATED not in one.choices


def test_the_audit_says_that_and_never_what(org: Organisation) -> None:
    org.person("A")
    org["A"].equality.give("religion", ANSWER)
    with reading(org.engine) as session:
        rows = session.execute(text("SELECT action, record, reason, content FROM audit")).all()
    assert rows == [("equality.own", "equality answers", "", "")]


def test_only_the_person_reaches_them() -> None:
    assert dict(POLICY["equality.own"]) == {Role.INDIVIDUAL: Scope.OWN}


def test_nobody_else_reads_an_answer_by_any_method_of_any_service(org: Organisation) -> None:
    org.person("M")
    org.person("A", "M")
    org["A"].equality.give("religion", ANSWER)
    org.signed("A", "M")
    for number, roles in enumerate(
        itertools.chain.from_iterable(itertools.combinations(["hr", "panel", "admin"], n) for n in range(4))
    ):
        org.person(f"X{number}", roles=roles)
        org.account(f"Y{number}", list(roles))
    called = 0
    for actor in org.accounts:
        if actor == "A":
            continue
        for service in vars(org[actor]).values():
            for name, method in inspect.getmembers(service, inspect.ismethod):
                if name.startswith("_") or not hasattr(method, "action"):
                    continue
                wanted = list(inspect.signature(method.__func__.__wrapped__).parameters.values())[2:]
                needed = [one for one in wanted if one.default is one.empty]
                values: list[Any] = [
                    ["A"] if "Collection" in str(one.annotation) else "A"
                    for one in needed
                    if one.kind is not one.KEYWORD_ONLY
                ]
                named = {one.name: "A" for one in needed if one.kind is one.KEYWORD_ONLY}
                looks = method.action.endswith(_LOOKING) or name in {"all", "get"}
                if name == "require" or not looks:
                    continue
                try:
                    found = method(*values, **named)
                except (StoreError, TypeError, ValueError, AttributeError):
                    continue
                called += 1
                if name == "mine":
                    assert all(one.answer is None for one in found)
                else:
                    assert ANSWER not in repr(found), f"{actor}: {name}"
    assert called > 100


def test_an_account_that_is_nobodys_has_no_answers_to_give(org: Organisation) -> None:
    org.account("ADMIN", ["admin"])
    with pytest.raises(NotAllowed):
        org["ADMIN"].equality.give("religion", ANSWER)


def test_only_the_counting_code_and_the_persons_own_service_name_the_table() -> None:
    naming = {
        str(path.relative_to(STORE))
        for path in STORE.rglob("*.py")
        if re.search(r"\bEqualityAnswer\b|\bequality_answer\b", path.read_text(encoding="utf-8"))
    }
    known = {
        "models/__init__.py",
        "models/figures.py",
        "equality.py",
        "counting.py",
        "row_security.py",
        "sample/equality.py",
        "migrations/versions/0008_figures.py",
    }
    privacy = {one for one in naming if one.startswith("privacy/")}  # copies and erases them for the person
    assert naming - privacy == known
