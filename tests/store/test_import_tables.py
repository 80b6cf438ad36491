"""From a file's text to rows: guards against formulas, headings, mappings, cells. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.data import load
from store.errors import Invalid
from store.imports.guard import guarded, unguarded
from store.imports.kinds import APPRAISALS, KINDS, LINES, POSTS, STAFF, Kind
from store.imports.mapping import empty_table, example, schema_of
from store.imports.reading import Rows, read
from store.imports.table import MOST_ROWS, Cell, Table, csv_table

HOSTILE = [
    "=1+1",
    "+44 20",
    "-5 apples",
    "@x",
    " =1",
    "＝1",
    "＋1",
    "－1",
    "＠1",
    "\t=1",
    "\r",
    "\n=1",
    "'=1",
    "''=1",
]
NUMBERS = ["-5", "-0.5", "7", "1e9", "-1e-9"]


def mapped(kind: Kind, yaml: str, folder: Path) -> object:
    path = folder / "map.yaml"
    path.write_text(yaml, encoding="utf-8")
    return load(path, schema_of(kind), "mapping")


def rows(text: str, kind: Kind = STAFF, mapping: object = None) -> Rows:
    return read(csv_table(text), kind, mapping)  # type: ignore[arg-type]


def refused(found: Rows) -> dict[int, str]:
    return {row.line: row.reason for row in found.refused}


# --- Guards ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", HOSTILE)
def test_what_would_be_a_formula_is_guarded_and_comes_back(text: str) -> None:
    assert guarded(text) == f"'{text}"
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", [*NUMBERS, "", "Ann", "'Ann", "a=b", "O'Neill", "'", "5-6"])
def test_numbers_and_plain_texts_are_left_as_they_are(text: str) -> None:
    assert (guarded(text), unguarded(text)) == (text, text)


cells = st.text(st.sampled_from("=+-@＝＋－＠'\t\r\n 1a.e") | st.characters(codec="utf-8"), max_size=12)


@given(text=cells)
def test_every_text_comes_back_and_none_begins_a_formula(text: str) -> None:
    written = guarded(text)
    assert unguarded(written) == text
    begins = written.lstrip(" \u00a0")[:1]
    assert begins not in set("=+@＝＋－＠\t\r\n") or not begins
    assert begins != "-" or float(written) <= 0


@given(table=st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=5))
def test_a_table_that_was_written_is_read_as_it_was(table: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([guarded(cell) for cell in row] for row in table)
    heads = "a,b,c\r\n"
    back = [list(row) for _, row in csv_table(heads + out.getvalue()).rows][1:]
    assert back == [row for row in table if any(guarded(cell).strip() for cell in row)]


# --- Tables ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("parted", [",", ";", "\t"])
def test_cells_may_be_apart_by_commas_semicolons_or_tabs(parted: str) -> None:
    text = "reference,name,unit\nP1,Ann,North\n".replace(",", parted)
    assert [row.values for row in rows(text).rows] == [{"reference": "P1", "name": "Ann", "unit": "North"}]


def test_a_separator_within_quotation_marks_parts_nothing() -> None:
    text = 'reference;"name";"unit, or ward, or team"\nP1;Ann;x\n'
    assert rows(text).rows[0].values == {"reference": "P1", "name": "Ann"}


def test_more_rows_than_are_taken_are_refused_in_one_sentence() -> None:
    def many() -> Iterator[tuple[int, list[Cell]]]:
        yield 1, ["reference", "name"]
        for number in range(2, 1_000_002):
            assert number <= MOST_ROWS + 2, "nothing is read beyond the limit"
            yield number, [f"P{number}", "N"]

    assert refused(read(Table(many()), STAFF)) == {
        MOST_ROWS + 2: f"there are more than {MOST_ROWS:,} rows; import the file in parts"
    }


def test_a_cell_of_ten_megabytes_is_one_sentence() -> None:
    said = refused(rows(f"reference,name\nP1,{'x' * 10_000_000}\n"))
    assert list(said) == [2] and "longer than 131,072 characters" in said[2]


@pytest.mark.parametrize(
    ("kind", "head", "row", "word"),
    [
        (STAFF, "reference,name,started_on", "P1,Ann,14/03/2024", "not a date like 2024-03-14"),
        (STAFF, "reference,name", "P1,#N/A", "formula that came to nothing"),
        (STAFF, "reference,name", "P1,Ann\ufffdr", "lost on the way"),
        (LINES, "person,manager,since", "P1,P2,", "there is no since"),
        (POSTS, "title,unit,hard_to_recruit", "T,U,perhaps", "is yes or no"),
        (POSTS, "title,unit,grounds", "T,U,safety; luck", "one of strategy"),
        (POSTS, "title,unit,recruitment_rounds", "T,U,-1", "whole number"),
        (APPRAISALS, "person,held_on,kind", "P1,2024-01-01,good", "one of annual"),
    ],
)
def test_a_cell_that_does_not_say_what_its_column_holds(kind: Kind, head: str, row: str, word: str) -> None:
    assert word in refused(rows(f"{head}\n{row}\n", kind))[2]


def test_days_that_a_workbook_has_as_days_are_days() -> None:
    table = Table(
        iter([(1, ["reference", "name", "started_on"]), (5, ["P1", date(2024, 1, 2), date(2024, 3, 14)])])
    )
    (row,) = read(table, STAFF).rows
    assert (row.line, row.values["name"], row.values["started_on"]) == (5, "2024-01-02", date(2024, 3, 14))


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_an_empty_table_and_a_mapping_to_begin_from_fit_together(kind: Kind, tmp_path: Path) -> None:
    mapping = mapped(kind, example(kind), tmp_path)
    for by in (None, mapping):
        found = rows(empty_table(kind), kind, by)
        assert (found.rows, found.refused, found.unused) == ([], [], ())


# --- Mappings ----------------------------------------------------------------------------------------------------

MAPPING = """
kind: staff
columns:
  reference: Employee Number
  name: [First Name, Last Name]
  level: Grade
  started_on: Start
dates: ["%d-%b-%Y", "%d/%m/%y"]
values:
  level: {Band 8A: senior, 7: team lead}
  started_on: {31-Dec-4712: null}
constants: {unit: North}
ignore: [NI Number]
"""
FILE = """EMPLOYEE  NUMBER,First Name,Last Name,Grade,Start,NI Number,Grades
1,Ann,Ärz,band 8a,14-Mar-2024,x,y
2,Bo,,7,05/06/19,x,y
3,Cy,Day,other,31-Dec-4712,x,y
4,Di,Ek,,2020-01-31,x,y
"""


def test_a_mapping_joins_translates_and_fills_in(tmp_path: Path) -> None:
    found = rows(FILE, STAFF, mapped(STAFF, MAPPING, tmp_path))
    columns = ("reference", "name", "level", "started_on", "unit")
    assert [tuple(row.values[name] for name in columns) for row in found.rows] == [
        ("1", "Ann Ärz", "senior", date(2024, 3, 14), "North"),
        ("2", "Bo", "team lead", date(2019, 6, 5), "North"),
        ("3", "Cy Day", "other", None, "North"),
        ("4", "Di Ek", "", date(2020, 1, 31), "North"),
    ]  # fmt: skip
    assert [(one.heading, one.nearest) for one in found.unused] == [("Grades", "Grade")]


def test_the_headings_may_stand_further_down(tmp_path: Path) -> None:
    mapping = mapped(STAFF, f"heading_line: 3\n{MAPPING}", tmp_path)
    found = rows(f"Staff list\nas at today\n{FILE}", STAFF, mapping)
    assert [row.line for row in found.rows] == [4, 5, 6, 7]


@pytest.mark.parametrize(
    ("was", "becomes", "word"),
    [
        ("Grade,", "Pay Grad,", "no heading 'Grade' for level; the nearest is 'Grades'"),
        ("Grades", "Grade", "is there 2 times"),
        ("14-Mar-2024", "14-03-2024", "(heading 'Start')"),
    ],
)
def test_what_does_not_fit_a_mapping_is_named(was: str, becomes: str, word: str, tmp_path: Path) -> None:
    found = rows(FILE.replace(was, becomes, 1), STAFF, mapped(STAFF, MAPPING, tmp_path))
    assert any(word in reason for reason in refused(found).values())


@pytest.mark.parametrize(
    ("was", "becomes", "line", "word"),
    [
        ("  reference: Employee", "  referense: Employee", 4, "did you mean reference"),
        ("  reference: Employee Number\n", "", 3, "reference has to be there"),
        ("kind: staff", "kind: posts", 2, "is for posts, not for staff"),
        ("kind: staff", "kind: horses", 2, "no kind 'horses'"),
        ("%d-%b-%Y", "%d-%b", 8, "day, month and year"),
        ("{unit: North}", "{unit: North, level: x}", 3, "constants too"),
        ("{31-Dec-4712: null}", "{31-Dec-4712: never}", 9, "not a date"),
        ("[NI Number]", "[yes]", 13, "quotation marks"),
        ("ignore:", "ignored:", 13, "no such key"),
        ("started_on: Start", "started_on: [A, B]", 3, "no text"),
        ("Grade\n", '"\\e[2J"\n', 6, "cannot be seen"),
        ("kind: staff", "kind: [", 4, "not YAML"),
    ],
)  # fmt: skip
def test_a_slip_in_a_mapping_is_named_with_its_line(
    was: str, becomes: str, line: int, word: str, tmp_path: Path
) -> None:
    with pytest.raises(Invalid) as error:
        mapped(STAFF, MAPPING.replace(was, becomes, 1), tmp_path)
    assert word in str(error.value)
    assert f"map.yaml:{line}:" in str(error.value)


def test_what_an_appraisal_came_to_has_no_column(tmp_path: Path) -> None:
    yaml = "kind: appraisals\ncolumns: {person: A, rating: B}\n"
    with pytest.raises(Invalid, match="What an appraisal came to is not taken over"):
        mapped(APPRAISALS, yaml, tmp_path)
    found = rows("person,held_on,rating\nP1,2024-01-01,5\n", APPRAISALS)
    assert [one.heading for one in found.unused] == ["rating"]
    assert "rating" not in found.rows[0].values
