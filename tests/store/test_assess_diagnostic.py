"""A diagnosis: every source is counted once, small numbers are hidden with what would give them away, nobody is quoted
who did not agree, and notes are read by whoever writes them alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlmodel import col

from store.assess.parts import Heard, Note, PartView, Quote, Report, Stage, Theme
from store.assess.themes import finding, report
from store.assess.words import load_words
from store.engine import Principal, reading
from store.errors import Conflict, Forbidden, Invalid, NotFound
from store.models import AssessmentPart
from store.suppression import profiles
from tests.store.organisation import Organisation

WORDS = load_words()
WHY = "The committee asked for it."
TIME, MOVES = Theme("Time", "Whether there is enough of it"), Theme("Moves", "Whether there are any")
INTERNAL = profiles()["internal"]


def heard(kind: str, of: int, speak: int, theme: str = "theme_1", *, may_quote: bool = False) -> list[Note]:
    """Notes of so many sources of a kind, the first of which speak of a theme."""
    letter = kind[0].upper()
    return [
        Note(
            f"{letter}{number}", kind, f"{kind} {number} says", (theme,) if number < speak else (), may_quote
        )
        for number in range(of)
    ]


# --- Counting ------------------------------------------------------------------------------------------------------

KIND_OF = {"M": "manager", "S": "staff", "P": "partner", "D": "document"}
NOTES = st.lists(
    st.builds(
        lambda letter, number, text, themes, may_quote: Note(
            f"{letter}{number}", KIND_OF[letter], f"words {text}", tuple(themes), may_quote
        ),
        st.sampled_from(sorted(KIND_OF)),
        st.integers(1, 15),
        st.integers(0, 10_000),
        st.lists(st.sampled_from(["theme_1", "theme_2"]), unique=True),
        st.booleans(),
    ),
    max_size=90,
)


@given(NOTES)
def test_each_source_counts_once_however_many_notes_there_are_of_it(notes: list[Note]) -> None:
    found = finding("theme_1", TIME, notes, None)
    for kind, shown in found.kinds.items():
        base = {note.source for note in notes if note.kind == kind}
        speak = {note.source for note in notes if note.kind == kind and "theme_1" in note.themes}
        assert shown == Heard(len(speak), len(base))
    assert set(found.kinds) == {note.kind for note in notes}
    people = [shown for kind, shown in found.kinds.items() if kind != "document"]
    total = Heard(sum(int(one.n) for one in people), sum(int(one.base) for one in people))
    assert found.people == (total if people else Heard("no data", "no data"))
    again = finding("theme_1", TIME, [*notes, *notes], None)
    assert (again.people, again.kinds) == (found.people, found.kinds)


@given(NOTES, st.sampled_from(["internal", "publish"]))
def test_what_is_shown_tells_of_nobody(notes: list[Note], profile: str) -> None:
    rules = profiles()[profile]
    found, true = (finding("theme_1", TIME, notes, hide) for hide in (rules, None))
    for kind, shown in [("people", found.people), *found.kinds.items()]:
        exact = true.people if kind == "people" else true.kinds[kind]
        if kind == "document":
            assert shown == exact
        elif isinstance(shown.n, int):
            n, base = int(exact.n), int(exact.base)
            assert shown.n == rules.rounded(n) and base >= rules.base_at_least
            assert not rules.small(n) and not rules.small(base - n)
    allowed = {note.text for note in notes if note.may_quote and "theme_1" in note.themes}
    assert {one.text for one in found.quotes} <= allowed
    if found.people.n == "*":
        assert {one.kind for one in found.quotes} <= {"document"}
    for one in found.quotes:
        assert not one.kind or found.kinds[one.kind].n != "*"


def test_a_theme_of_few_is_hidden_and_not_quoted() -> None:
    notes = [*heard("manager", 12, 3, may_quote=True), *heard("document", 3, 1, may_quote=True)]
    found = finding("theme_1", TIME, notes, INTERNAL)
    assert found.people == Heard("*", 12) and found.kinds["manager"] == Heard("*", 12)
    assert found.kinds["document"] == Heard(1, 3)  # a document is nobody
    assert found.quotes == (Quote("document 0 says", "document"),)


def test_a_kind_of_few_is_not_named_beside_what_it_said() -> None:
    notes = [*heard("board", 3, 2, may_quote=True), *heard("manager", 12, 6), *heard("staff", 20, 10)]
    found = finding("theme_1", TIME, notes, INTERNAL)
    assert found.kinds["board"] == Heard("*", "*") and found.kinds["staff"] == Heard(10, 20)
    assert found.people.n == 18
    assert found.quotes == (Quote("board 0 says", ""), Quote("board 1 says", ""))


def test_nobody_is_quoted_who_did_not_agree() -> None:
    notes = [*heard("staff", 20, 10), Note("S1", "staff", "Quote me", ("theme_1",), True)]
    found = finding("theme_1", TIME, notes, INTERNAL)
    assert found.people == Heard(10, 20)
    assert found.quotes == (Quote("Quote me", "staff"),)


def test_themes_come_in_the_order_of_their_numbers_whatever_was_counted() -> None:
    parts = [PartView(f"theme_{number}", 1, replace(TIME, name=str(number))) for number in (10, 2, 1)]
    parts += [PartView(f"note_{n}", 1, one) for n, one in enumerate(heard("staff", 20, 10, "theme_10"))]
    assert [one.theme for one in report(parts, "internal").findings] == ["theme_1", "theme_2", "theme_10"]


# --- The store -----------------------------------------------------------------------------------------------------


def under_way(org: Organisation, notes: Iterable[Note] = ()) -> Callable[..., PartView]:
    """A diagnosis that HR has begun, of two themes and these notes; gives what writes a part of it."""
    org.team()
    org["HR"].assessments.begin("diagnostic", "Ours", WORDS, WHY)

    def put(content: Stage | Theme | Note, key: str = "") -> PartView:
        return org["HR"].assessments.put("diagnostic", "Ours", key, content, WORDS, WHY)

    parts: list[Theme | Note] = [TIME, MOVES, *notes]
    for part in parts:
        put(part)
    return put


def of(org: Organisation, who: str) -> Report:
    found = org[who].assessments.get("diagnostic", "Ours").report
    assert found is not None
    return found


def test_readers_get_the_report_as_it_was_published_and_no_notes(org: Organisation) -> None:
    notes = [*heard("staff", 22, 11), Note("S1", "staff", "A word that may be quoted", ("theme_1",), True)]
    put = under_way(org, notes)
    hr = org["HR"].assessments
    with pytest.raises(NotFound):
        org["M"].assessments.get("diagnostic", "Ours")
    hr.publish("diagnostic", "Ours", WHY)
    assert of(org, "HR").findings[0].people == Heard(11, 22)
    for who in ("A", "M", "PANEL"):
        assert of(org, who).findings[0].people == Heard(10, 20)  # rounded, as all that is published
        shown = org[who].assessments.get("diagnostic", "Ours")
        assert {one.content.part for one in shown.parts} == {"theme"}
        everything = json.dumps(asdict(shown), default=str)
        assert "A word that may be quoted" in everything
        assert " says" not in everything and "S1" not in everything
    put(Note("S90", "staff", "Later", ("theme_1",)))
    assert hr.get("diagnostic", "Ours").about.status == "changed"
    assert of(org, "HR").findings[0].people.n == 12 and of(org, "A").findings[0].people.n == 10


def test_permission_that_is_taken_back_counts_from_the_next_report_on(org: Organisation) -> None:
    put = under_way(org, heard("staff", 20, 10, may_quote=True))
    hr = org["HR"].assessments
    put(Note("S0", "staff", "staff 0 says", ("theme_1",), False), "note_1")
    assert "staff 0 says" not in [one.text for one in of(org, "HR").findings[0].quotes]
    hr.publish("diagnostic", "Ours", WHY)
    assert len(of(org, "A").findings[0].quotes) == 9


def test_publishing_changes_nothing_that_was_signed(org: Organisation) -> None:
    put = under_way(org)
    hr = org["HR"].assessments
    with pytest.raises(Forbidden, match="interviews"):
        hr.sign("diagnostic", "Ours", "chair", WORDS, WHY)
    for one in WORDS.diagnostic.stages:
        put(Stage("done", "So it was"), one.id)
    hr.sign("diagnostic", "Ours", "chair", WORDS, WHY)
    hr.publish("diagnostic", "Ours", WHY)
    hr.publish("diagnostic", "Ours", "Again")
    for who in ("HR", "A"):
        about = org[who].assessments.get("diagnostic", "Ours").about
        assert about.status == "published" and about.signed and not about.signed.changed_since
    with pytest.raises(NotFound):
        hr.remove("diagnostic", "Ours", "_report", WHY)


def test_notes_and_themes_hold_together(org: Organisation) -> None:
    put = under_way(org)
    with pytest.raises(Invalid, match=r"no theme 'theme_3'.*theme_1, theme_2"):
        put(Note("M1", "manager", "x", ("theme_3",)))
    first = put(Note("m1", "manager", "x", ("theme_1", "theme_1")))
    assert first.content == Note("M1", "manager", "x", ("theme_1",))
    with pytest.raises(Conflict, match="note_1"):
        put(Note("M1", "staff", "y"))
    with pytest.raises(Conflict, match="theme_1 is called"):
        put(Theme("TIME", "Other words"))
    put(replace(TIME, definition="Better words"), "theme_1")
    with pytest.raises(Forbidden, match="note_1 speak"):
        org["HR"].assessments.remove("diagnostic", "Ours", "theme_1", WHY)
    put(Note("M1", "manager", "x", ("theme_2",)), "note_1")
    org["HR"].assessments.remove("diagnostic", "Ours", "theme_1", WHY)
    assert [one.theme for one in of(org, "HR").findings] == ["theme_2"]
    assert put(TIME).key == "theme_3"


def test_the_database_itself_gives_notes_to_nobody_but_hr(postgresql: Engine) -> None:
    org = Organisation(postgresql)
    under_way(org, heard("staff", 2, 1))
    org["HR"].assessments.publish("diagnostic", "Ours", WHY)
    found = {}
    for who in ("HR", "A", "M", "PANEL"):
        with reading(org.program, Principal(org.accounts[who], "assess.see", org.today)) as session:
            found[who] = set(session.scalars(select(col(AssessmentPart.key))))
    themes = {"theme_1", "theme_2", "_report"}
    assert found == {"HR": {*themes, "note_1", "note_2"}, "A": themes, "M": themes, "PANEL": themes}
