"""Importing from other systems' tables on the command line, and that what is exported comes back."""

import csv
import io
import re
import stat
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tui.cli import output
from tui.cli.sheet import xlsx

HR = ("--demo", "--as", "hr")
ESR = Path(__file__).parents[2] / "docs" / "examples" / "esr"
HEAD = "reference,name,unit\n"


@pytest.fixture
def staff(tmp_path):
    path = tmp_path / "staff.csv"
    path.write_text(HEAD + "N1,=HYPERLINK(1),East\nN2,Bo Li,East\n")
    return path


def test_a_staff_list_is_tried_out_then_taken_in_and_twice_is_once(talent, staff):
    tried = talent(*HR, "people", "import", str(staff), "--dry-run")
    assert (tried.code, tried.out) == (0, "Nothing is changed yet: 2 added, 0 changed, 0 as they were.\n")
    tried = talent(*HR, "people", "import", str(staff), "--dry-run", "--json").json
    assert tried == {
        "added": ["N1", "N2"],
        "changed": [],
        "unchanged": [],
        "left": [],
        "refused": [],
        "done": False,
    }
    assert talent(*HR, "people", "import", str(staff)).out == "Done: 2 added, 0 changed, 0 as they were.\n"
    assert talent(*HR, "import", "staff", str(staff)).out == (
        "Nothing changes: 2 are on record as they are in the file.\n"
    )


def test_what_is_exported_is_safe_and_comes_back_as_it_was(talent, staff, tmp_path):
    talent(*HR, "people", "import", str(staff))
    exported = talent(*HR, "people", "list", "--format", "csv").out
    (row,) = [one for one in csv.DictReader(io.StringIO(exported)) if one["reference"] == "N1"]
    assert row["name"] == "'=HYPERLINK(1)"
    back = tmp_path / "back.csv"
    back.write_text(exported, newline="")
    said = talent(*HR, "import", "staff", str(back), "--json").json
    assert [said[name] for name in ("added", "changed", "left", "refused")] == [[], [], [], []]
    assert talent(*HR, "people", "show", "N1", "--json").json["name"] == "=HYPERLINK(1)"


def test_every_row_that_is_refused_is_named_and_written_down(talent, tmp_path):
    path, report = tmp_path / "staff.csv", tmp_path / "report.csv"
    path.write_text(HEAD + "N1,Ann,East\nN1,=Ann,East\n,Nobody,East\n")
    words = (*HR, "import", "staff", str(path), "--report", str(report))
    said = talent(*words)
    assert said.code == 1
    assert f"{path}:3: the reference N1 is in line 2 already" in said.err
    assert f"{path}:4: there is no reference" in said.err
    assert f"2 rows of {path} cannot be taken, so nothing was" in said.err
    rows = list(csv.DictReader(io.StringIO(report.read_text())))
    assert [(row["line"], row["outcome"]) for row in rows] == [("3", "refused"), ("4", "refused")]
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert "Overwrite" in talent(*words).err
    path.write_text(HEAD + "N1,Ann,East\n")
    assert talent(*words, "--yes", "--dry-run").code == 0
    assert "added" in report.read_text()
    assert talent(*HR, "people", "show", "N1").code == 1


def test_the_example_of_a_staff_records_extract_is_taken_in_whole(talent, tmp_path):
    def take(kind, file, mapping, *words):
        return talent(*HR, "import", kind, str(ESR / file), "--mapping", str(ESR / mapping), *words)

    report = tmp_path / "report.xlsx"
    said = take("staff", "staff.csv", "staff.yaml", "--report", str(report))
    assert (said.code, said.out) == (0, "Done: 12 added, 0 changed, 0 who leave, 0 as they were.\n")
    assert load_workbook(report).active.max_row == 13
    said = take("lines", "supervisors.csv", "supervisors.yaml")
    assert said.code == 0, said.err
    said = take("posts", "posts.csv", "posts.yaml", "--json")
    assert (said.code, len(said.json["added"])) == (0, 3)
    said = take("appraisals", "staff.csv", "appraisals.yaml")
    assert "11 added" in said.out and "1 passed over" in said.out and "no day, so no appraisal" in said.err
    for kind, file, mapping in (
        ("staff", "staff.csv", "staff.yaml"),
        ("lines", "supervisors.csv", "supervisors.yaml"),
        ("posts", "posts.csv", "posts.yaml"),
        ("appraisals", "staff.csv", "appraisals.yaml"),
    ):
        assert "Nothing changes" in take(kind, file, mapping).out
    shown = talent(*HR, "people", "show", "20010003")
    assert re.search(r"unit +Acute Medicine\n", shown.out)
    assert "appraisal            2024-03-03, annual, completed on 2024-03-03, by Rhys Hughes" in shown.out
    said = talent(*HR, "people", "show", "20010003", "--json").json
    assert [one["reviewer"] for one in said["appraisals"]] == ["20010002"]
    assert "Good" not in str(said)  # what it came to stays where it was


def test_headings_that_nothing_is_taken_from_are_named(talent, tmp_path):
    path = tmp_path / "appraisals.csv"
    path.write_text("person,held_on,overall rating\nP0001,2024-01-01,5\n")
    said = talent(*HR, "import", "appraisals", str(path), "--dry-run")
    assert said.code == 0 and "Nothing is taken from the heading 'overall rating'" in said.err


def test_a_mapping_to_begin_from_takes_a_table_to_begin_from(talent, tmp_path):
    for kind in ("staff", "lines", "posts", "appraisals"):
        table, mapping = tmp_path / f"{kind}.csv", tmp_path / f"{kind}.yaml"
        table.write_text(talent("import", "template", kind).out)
        mapping.write_text(talent("import", "mapping", kind).out)
        said = talent(*HR, "import", kind, str(table), "--mapping", str(mapping))
        assert (said.code, said.out) == (0, "Nothing changes: 0 are on record as they are in the file.\n")
    mapping.write_text("kind: staff\ncolumns: {reference: A, nom: B}\n")
    said = talent(*HR, "import", "staff", str(table), "--mapping", str(mapping))
    assert said.code == 1 and f"{mapping}:2: " in said.err
    assert talent("import", "template", "horses").code == 1


def test_only_hr_imports(talent, staff):
    said = talent("--demo", "--as", "manager", "import", "staff", str(staff))
    assert (said.code, "may not import people" in said.err) == (1, True)


def test_numbers_stay_numbers_and_long_cells_are_told_of(capsys):
    long = "x" * 40_000
    written = output.as_csv([{"count": -5, "text": "+44 20", "=head": long}])
    assert written == f"count,text,'=head\r\n-5,'+44 20,{long}\r\n"
    assert "40,000 characters" in capsys.readouterr().err


def test_what_no_workbook_can_hold_is_left_out_of_one():
    book = load_workbook(io.BytesIO(xlsx([{"text": "a\ud800b\x0bc\uffffd"}])))
    assert book.active["A2"].value == "abcd"


@pytest.mark.parametrize("name", ["CON", "nul.csv", "a\nb", "x" * 300])
def test_names_that_no_file_should_have_are_refused(tmp_path, name):
    from assistant.errors import InputError

    with pytest.raises(InputError):
        output.write_private(tmp_path / name, "text")
    assert list(tmp_path.iterdir()) == []


def test_a_link_is_replaced_and_not_followed(tmp_path):
    other, link = tmp_path / "other", tmp_path / "link"
    other.write_text("theirs")
    link.symlink_to(other)
    output.write_private(link, "ours")
    assert (other.read_text(), link.read_text(), link.is_symlink()) == ("theirs", "ours", False)
    assert stat.S_IMODE(link.stat().st_mode) == 0o600
