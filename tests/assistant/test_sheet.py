"""Tables in files: every encoding that spreadsheets write, and workbooks, also those that are none."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from assistant.errors import InputError
from assistant.sheet import LARGEST, read_table

TEXT = "reference,name\r\nP1,Ann Ärz\r\n"
ROWS = [(1, ["reference", "name"]), (2, ["P1", "Ann Ärz"])]


def found(path: Path, sheet: str | None = None) -> list[tuple[int, list[object]]]:
    return [(number, list(cells)) for number, cells in read_table(path, sheet).rows]


def saved(folder: Path, fill: Callable[[Any], None], **options: Any) -> Path:
    book = Workbook(**options)
    fill(book)
    path = folder / "staff.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)  # fmt: skip
def test_csv_in_every_usual_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "staff.csv"
    path.write_bytes(TEXT.encode(encoding))
    assert found(path) == ROWS


def test_cells_of_a_workbook_keep_what_they_are(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        sheet = book.active
        sheet.append(["reference", "started", "when", "number", "half", "yes", "formula", None, "text"])
        sheet.append(
            [12345, date(2024, 3, 14), datetime(2024, 3, 14, 9, 30), 7.0, 2.5, True, "=1+1", None, "'=1"]
        )
        sheet["A2"].number_format = "00000000"
        sheet["A9"] = "last"

    rows = found(saved(tmp_path, fill))
    assert rows[1] == (
        2,
        ["00012345", date(2024, 3, 14), date(2024, 3, 14), "7", "2.5", "yes", "#FORMULA", "", "'=1"],
    )
    assert rows[2] == (9, ["last"])


def test_the_first_sheet_or_the_one_that_is_named(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        book.active.append(["first"])
        book.create_sheet("Staff").append(["second"])

    path = saved(tmp_path, fill)
    assert found(path) == [(1, ["first"])]
    assert found(path, "Staff") == [(1, ["second"])]
    with pytest.raises(InputError, match="no sheet 'Stuff' in it; there are 'Sheet', 'Staff'"):
        found(path, "Stuff")
    text = tmp_path / "staff.csv"
    text.write_text(TEXT)
    with pytest.raises(InputError, match="no workbook"):
        found(text, "Staff")


def test_escape_sequences_in_either_are_gone(tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text("reference,na\x1b[2Jme\nP1,A\x9b31mnn\n", encoding="utf-8")
    assert found(path) == [(1, ["reference", "name"]), (2, ["P1", "Ann"])]
    path = saved(tmp_path, lambda book: book.active.append(["a\u202eb\u009b31mc"]))
    assert found(path) == [(1, ["abc"])]


def changed(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """The workbook with each part of it changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: change(name, archive.read(name)) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def test_a_sheet_that_declares_every_cell_there_can_be_is_read_by_what_is_in_it(tmp_path: Path) -> None:
    path = saved(tmp_path, lambda book: book.active.append(["reference", "name"]))
    big = b'<dimension ref="A1:XFD1048576"'
    changed(
        path, lambda name, data: data.replace(b'<dimension ref="A1:B1"', big) if "sheet1" in name else data
    )
    with zipfile.ZipFile(path) as archive:
        assert big in archive.read("xl/worksheets/sheet1.xml")
    assert found(path) == [(1, ["reference", "name"])]


def test_a_cell_at_the_far_end_of_a_row_is_one_sentence(tmp_path: Path) -> None:
    path = saved(tmp_path, lambda book: book.active.cell(3, 16_384, "far"))
    with pytest.raises(InputError, match="row 3 has more than 500 columns"):
        found(path)


def bomb(folder: Path) -> bytes:
    path = saved(folder, lambda book: book.active.append(["x"]))
    changed(path, lambda name, data: data + b" " * 150_000_000 if "sheet1" in name else data)
    return path.read_bytes()


def entities(folder: Path) -> bytes:
    path = saved(folder, lambda book: book.active.append(["x"]))
    names = [f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 12)]
    head = f"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e0 'ha'>{''.join(names)}]>".encode()
    hostile = b"<worksheet><sheetData><row><c t='str'><v>&e11;</v></c></row></sheetData></worksheet>"
    changed(path, lambda name, data: head + hostile if "sheet1" in name else data)
    return path.read_bytes()


def truncated(folder: Path) -> bytes:
    return saved(folder, lambda book: book.active.append(["x"])).read_bytes()[:-200]


def a_document(_: Path) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("made", "word"),
    [
        (bomb, "unpacks to more"),
        (entities, "not a workbook that can be read"),
        (truncated, "damaged"),
        (a_document, "no .xlsx file"),
        (
            lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600,
            "protected by a password, or of an older kind",
        ),
        (lambda _: b"PK\x03\x04" + b"\x00" * 100, "damaged"),
        (lambda _: b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01", "neither CSV nor"),
        (lambda _: b"x" * (LARGEST + 1), "larger than 50 MB"),
    ],
    ids=["bomb", "entities", "truncated", "document", "password", "zeros", "picture", "large"],
)
def test_what_is_no_table_is_one_sentence(tmp_path: Path, made: Callable[[Path], bytes], word: str) -> None:
    path = tmp_path / "staff.xlsx"
    path.write_bytes(made(tmp_path))
    with pytest.raises(InputError) as error:
        found(path)
    assert word in str(error.value)
    assert str(path) in str(error.value) and "\n" not in str(error.value)


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read: No such file"):
        found(tmp_path / "nowhere.csv")
