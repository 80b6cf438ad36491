"""Staff lists: the whole of one is taken in or none of it, and what is wrong is named by line."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import NotAllowed, NotFound
from store.imports.kinds import STAFF
from store.imports.reading import read
from store.imports.table import csv_table
from store.imports.views import Outcome
from store.views import PersonView
from tests.store.organisation import Organisation

HEAD = "reference,name,email,job_title,unit,level,job_family,manager,started_on"
LIST = f"""{HEAD}
P1,Ann Ärz,ann@example.org,Director,North,executive,nursing,,2020-01-31
P2,Bo Li,,Nurse,North,staff,nursing,P1,2024-05-01
P3,Cy Day,,Nurse,South,staff,nursing,P1,
"""


@pytest.fixture
def hr(org: Organisation) -> Organisation:
    org.account("HR", ["hr"])
    return org


def take(org: Organisation, text: str, *, dry_run: bool = False) -> dict[str, object]:
    report = org.take_in("staff", text, dry_run=dry_run)
    outcomes: tuple[Outcome, ...] = ("added", "changed", "left", "unchanged")
    return {
        **{outcome: tuple(row.what for row in report.of(outcome)) for outcome in outcomes},
        "refused": {row.line: row.reason for row in report.refused},
        "done": report.done,
    }


def everybody(org: Organisation) -> list[PersonView]:
    return org["HR"].people.all()


def test_a_list_is_taken_in(hr: Organisation) -> None:
    assert take(hr, LIST)["added"] == ("P1", "P2", "P3")
    ann, bo, cy = everybody(hr)
    assert ann == PersonView(
        "P1",
        "Ann Ärz",
        "Director",
        "North",
        "executive",
        "nursing",
        None,
        "ann@example.org",
        date(2020, 1, 31),
    )
    assert (bo.manager, bo.manager_name, cy.started_on) == ("P1", "Ann Ärz", None)


@pytest.mark.parametrize(
    "text",
    ["\ufeff" + LIST, LIST.replace(",", ";"), LIST.replace("\n", "\r\n"), LIST + "\n  \n,,,,,,,,\n"],
    ids=["byte order mark", "semicolons", "carriage returns", "empty lines"],
)
def test_a_list_may_be_spelt_as_spreadsheets_spell_it(hr: Organisation, text: str) -> None:
    assert take(hr, text)["added"] == ("P1", "P2", "P3")


def test_a_dry_run_says_what_would_change_and_changes_nothing(hr: Organisation) -> None:
    said = take(hr, LIST, dry_run=True)
    assert said["added"] == ("P1", "P2", "P3")
    assert said["done"] is False
    assert everybody(hr) == []


def test_the_same_list_twice_changes_nothing(hr: Organisation) -> None:
    take(hr, LIST)
    before = everybody(hr)
    said = take(hr, LIST)
    assert (said["added"], said["changed"], said["unchanged"]) == ((), (), ("P1", "P2", "P3"))
    assert everybody(hr) == before


def test_what_a_list_has_no_column_for_and_whom_it_does_not_name_stay_as_they_are(hr: Organisation) -> None:
    take(hr, LIST)
    before = {one.reference: one for one in everybody(hr)}
    said = take(hr, "reference,name,unit\nP2,Bo Li,East\n")
    assert said["changed"] == ("P2",)
    after = {one.reference: one for one in everybody(hr)}
    assert (after["P2"].unit, after["P2"].manager, after["P2"].job_title) == ("East", "P1", "Nurse")
    assert (after["P1"], after["P3"]) == (before["P1"], before["P3"])
    assert take(hr, "reference,name,unit\nP2,Bo Li,East\n")["unchanged"] == ("P2",)


@pytest.mark.parametrize(
    ("rows", "line", "word"),
    [
        ("P1,Ann\nP1,Ann again", 3, "line 2 already"),
        ("P1,Ann\n,Nobody", 3, "no reference"),
        ("P1,Ann\nP2,", 3, "no name"),
        ("P1,Ann,,,,,,P1", 2, "own manager"),
        ("P1,Ann,,,,,,P9", 2, "P9 is not in the list"),
        ("P1,Ann,,,,,,P2\nP2,Bo,,,,,,P1", 2, "circle"),
        ("P1,Ann,,,,,,,31.01.2020", 2, "not a date"),
        ("P1,Ann,,,,,,,2023-02-29", 2, "not a date"),
        (f"{'P' * 61},Ann", 2, "longer than 60"),
        ("P1,Ann\x00", 2, "not text"),
        ('P1,"Ann\nBo"', 3, "not text"),
        ("P1,Ann,,,,,,,,surplus", 2, "10 cells under 9 columns"),
        (f"P1,{'x' * 200_000}", 2, "not CSV"),
    ],
)
def test_a_row_that_cannot_be_taken_is_named_by_line_and_then_none_is(
    hr: Organisation, rows: str, line: int, word: str
) -> None:
    cells = [row + "," * (8 - row.count(",")) if "\n" not in row else row for row in rows.split("\n")]
    text = f"{HEAD}\n" + ("\n".join(cells) if '"' not in rows else rows + ",,,,,,,") + "\n"
    said = take(hr, text)
    refused = said["refused"]
    assert isinstance(refused, dict)
    assert word in refused[line], refused
    assert (said["added"], said["done"]) == ((), False)
    assert everybody(hr) == []


def test_a_circle_by_way_of_people_whom_the_list_does_not_name_is_found(hr: Organisation) -> None:
    take(hr, LIST + "P4,Di,,,,,,P3,\n")
    said = take(hr, "reference,name,manager\nP1,Ann Ärz,P4\n")
    assert said["refused"] == {2: "the reporting line of P1 goes in a circle"}


def test_whoever_reports_into_a_circle_is_not_blamed_for_it(hr: Organisation) -> None:
    rows = "P1,Ann,P2\nP2,Bo,P3\nP3,Cy,P2\n"
    said = take(hr, f"reference,name,manager\n{rows}")
    assert isinstance(said["refused"], dict) and set(said["refused"]) == {3, 4}


@pytest.mark.parametrize(
    ("head", "word"),
    [
        ("name,unit", "reference is missing"),
        ("reference,name,manger", "did you mean manager"),
        ("", "missing"),
    ],
)
def test_columns_that_are_missing_or_misspelt_are_named(hr: Organisation, head: str, word: str) -> None:
    refused = take(hr, f"{head}\nP1,Ann,x\n")["refused"]
    assert isinstance(refused, dict)
    (reason,) = refused.values()
    assert word in reason


def test_columns_that_talent_records_have_no_field_for_are_left_alone(hr: Organisation) -> None:
    assert take(hr, "reference,name,date of birth\nP1,Ann,1970-01-01\n")["added"] == ("P1",)


def test_a_move_to_another_manager_takes_effect_that_day(org: Organisation) -> None:
    org.team()
    take(org, "reference,name,manager\nA,Name of A,N\n")
    with pytest.raises(NotFound):
        org["M"].people.get("A")
    assert org["N"].people.get("A").manager == "N"
    org.days_pass(-1)
    assert org["M"].people.get("A").manager == "M"


def test_a_leaver_ends_all_their_lines_on_that_day_and_their_reports_are_kept(org: Organisation) -> None:
    org.team()
    leaving = f"reference,name,left_on\nM,Name of M,{org.today.replace(day=5)}\n"
    assert take(org, leaving)["left"] == ("M",)
    org.days_pass(2)
    assert {one.reference for one in org["M"].people.all()} == {"M", "A", "B"}
    org.days_pass(1)
    with pytest.raises(NotFound):
        org["M"].people.all()
    assert [one.manager for one in org["HR"].people.all() if one.reference in {"A", "B"}] == [None, None]
    assert "M" not in {one.reference for one in org["HR"].people.all()}


def test_nobody_is_put_under_a_manager_who_has_left(org: Organisation) -> None:
    org.team()
    take(org, f"reference,name,left_on\nM,Name of M,{org.today}\n")
    refused = take(org, "reference,name,manager\nC,Name of C,M\n")["refused"]
    assert refused == {2: "the manager M has left"}


def test_only_hr_takes_in_a_list(org: Organisation) -> None:
    org.team()
    for who in ("M", "A", "PANEL", "ADMIN"):
        with pytest.raises(NotAllowed):
            org.take_in("staff", LIST, who=who, dry_run=True)


def test_a_guard_against_formulas_is_taken_off_again() -> None:
    found = read(csv_table("reference,name\nP1,'=HYPERLINK(1)\nP2,'Ann\n"), STAFF)
    assert (found.refused, [row.values["name"] for row in found.rows]) == ([], ["=HYPERLINK(1)", "'Ann"])


@given(text=st.text(st.characters(codec="utf-8") | st.sampled_from('",;\n\r'), max_size=400))
def test_whatever_a_file_holds_it_is_read_or_refused_by_line(text: str) -> None:
    for body in (text, f"reference,name,email,job_title,unit\n{text}"):
        found = read(csv_table(body), STAFF)
        assert all(row.values["reference"] and row.line >= 1 for row in found.rows)
        assert all(row.reason and row.line >= 1 for row in found.refused)


def test_only_words_that_are_in_the_text_are_told_to_be_names(hr: Organisation) -> None:
    take(hr, LIST)
    text = "May LI see Cy-Ann's plan (p2), and is a day enough?"
    assert hr["HR"].people.names_in(text) == ["Ann", "Cy", "LI", "day", "p2"]
    assert hr["HR"].people.names_in("Nobody is named") == []
