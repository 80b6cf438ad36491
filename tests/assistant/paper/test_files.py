"""What people take away, opened again: everything is in it, laid out for reading, and the same each time."""

import io
import json
import re
from datetime import date, timedelta
from typing import Any

import docx
import pypdfium2
import pytest
from icalendar import Calendar

from assistant.errors import InputError
from assistant.paper.files import FORMATS, plan_file, portfolio_file, record_file
from assistant.plan.timeline import Moment
from store.views import PortfolioItemView
from tests.assistant.paper import reading
from tests.assistant.paper.samples import (
    GUIDED,
    INDIVIDUAL,
    MANAGER,
    ON_PAPER,
    PLAN,
    PLAN_ON_PAPER,
    RECORD,
    TODAY,
)

_ITEM: dict[str, Any] = {
    "version": 1,
    "owner": "P1",
    "owner_name": "Ann Lee",
    "type": "project",
    "link": "",
    "verified_by": "",
    "shared": False,
    "created_on": TODAY,
    "changed_on": TODAY,
}
PORTFOLIO = (
    PortfolioItemView(
        id="1",
        title="Handover pilot",
        when=date(2025, 3, 1),
        what_i_did="",
        result="",
        skill_tags=(),
        **_ITEM,
    ),
    PortfolioItemView(
        id="2",
        title="Falls audit",
        when=date(2026, 6, 1),
        what_i_did="Led it",
        result="Falls dropped by a fifth",
        skill_tags=("leading",),
        **_ITEM,
    ),
)
METHODS = {"shadowing": "Watching the role"}
READERS: dict[str, Any] = {
    "md": reading.of_markdown,
    "docx": reading.of_docx,
    "pdf": lambda made: "\n".join(reading.of_pdf(made)),
}


@pytest.mark.parametrize("kind", READERS)
def test_everything_of_a_record_and_a_plan_is_on_paper(kind: str) -> None:
    record = reading.without_blanks(READERS[kind](record_file(RECORD, kind, TODAY)))
    plan = reading.without_blanks(READERS[kind](plan_file(PLAN, kind, TODAY, METHODS)))
    assert [text for text in ON_PAPER if reading.without_blanks(text) not in record] == []
    assert [text for text in PLAN_ON_PAPER if reading.without_blanks(text) not in plan] == []
    if kind != "pdf":  # what is read out of a PDF turns and doubles Arabic letters; the picture is right
        assert reading.without_blanks(MANAGER) in record


@pytest.mark.parametrize("kind", READERS)
def test_everything_of_a_portfolio_is_on_paper_the_latest_first(kind: str) -> None:
    moments = (
        Moment(date(2026, 1, 5), "joined", "Joined"),
        Moment(date(2026, 6, 1), "portfolio", "Falls audit"),
    )
    file = portfolio_file("Ann Lee", PORTFOLIO, moments, kind, TODAY)
    read = reading.without_blanks(READERS[kind](file))
    told = [
        "Career portfolio: Ann Lee",
        "Falls audit",
        "Falls dropped by a fifth",
        "leading",
        "With nobody",
        "Joined",
    ]
    assert [text for text in told if reading.without_blanks(text) not in read] == []
    assert read.index(reading.without_blanks("Falls audit")) < read.index(
        reading.without_blanks("Handover pilot")
    )


def test_a_portfolio_has_no_calendar_and_an_empty_one_says_so() -> None:
    with pytest.raises(InputError, match="no days to keep"):
        portfolio_file("Ann Lee", PORTFOLIO, (), "ics", TODAY)
    assert "Nothing is in this portfolio yet" in portfolio_file("Ann Lee", (), (), "md", TODAY).decode()
    data = json.loads(portfolio_file("Ann Lee", PORTFOLIO, (), "json", TODAY))
    assert [item["title"] for item in data["items"]] == ["Handover pilot", "Falls audit"]


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_record_on_the_same_day_is_the_same_bytes(kind: str) -> None:
    assert record_file(RECORD, kind, TODAY) == record_file(RECORD, kind, TODAY)
    assert plan_file(PLAN, kind, TODAY) == plan_file(PLAN, kind, TODAY)


def test_there_is_no_other_format() -> None:
    with pytest.raises(InputError, match="md, docx, pdf, json or ics, not as 'exe'"):
        record_file(RECORD, "exe", TODAY)


def test_both_sides_stand_in_one_row_and_headers_come_again_in_word() -> None:
    file = docx.Document(io.BytesIO(record_file(RECORD, "docx", TODAY)))
    sides = next(table for table in file.tables if table.rows[0].cells[0].text == "Question")
    rows = [[cell.text for cell in row.cells] for row in sides.rows]
    assert rows[0] == ["Question", f"{INDIVIDUAL} (individual)", f"{MANAGER} (manager)"]
    assert rows[1] == [
        "Results",
        "Calls fell by half in May.",
        "It went well.\nClaimed: no example or date was given for it.",
    ]
    assert rows[3][2] == "Not answered"
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in file.tables)
    headings = [one.text for one in file.paragraphs if one.style and one.style.name == "Heading 1"]
    assert headings[:3] == ["About this record", "What is recorded, and who sees it", "Open"]
    assert headings[-3:] == ["Who may read and use it", "Comments", "Signatures"]


def test_word_has_its_language_title_page_and_numbers() -> None:
    file = docx.Document(io.BytesIO(record_file(RECORD, "docx", TODAY)))
    section = file.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)  # type: ignore[union-attr]
    assert (file.core_properties.title, file.core_properties.language) == (RECORD.title, "en-GB")
    assert 'w:val="en-GB"' in file.styles.element.xml
    foot = section.footer.paragraphs[0]
    assert "PAGE" in foot._p.xml
    assert "NUMPAGES" in foot._p.xml
    assert foot.text.startswith("Confidential: ")


def test_a_pdf_is_tagged_and_has_its_language_title_page_and_numbers() -> None:
    made = record_file(RECORD, "pdf", TODAY)
    assert b"/MarkInfo" in made
    assert b"/StructTreeRoot" in made
    assert re.search(rb"/Lang ?\(en-GB\)", made)
    with pypdfium2.PdfDocument(made) as pdf:
        assert pdf.get_metadata_dict()["Title"] == RECORD.title
        assert [round(side) for side in pdf[0].get_size()] == [595, 842]
    pages = reading.of_pdf(made)
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert page.startswith(RECORD.title)
        assert f"Page {number} of {len(pages)}" in page
        assert "Confidential: " in page


def test_a_pdf_marks_and_names_what_its_fonts_cannot_show() -> None:
    from dataclasses import replace

    made = record_file(replace(RECORD, title="Talent conversation: 張 偉"), "pdf", TODAY)
    text = "\n".join(reading.of_pdf(made))
    assert "\N{REPLACEMENT CHARACTER}" in text
    assert "U+5F35" in text
    assert "U+5049" in text
    assert "張 偉" in record_file(replace(RECORD, title="Talent conversation: 張 偉"), "md", TODAY).decode()


def test_json_has_the_record_for_programs() -> None:
    read = json.loads(record_file(RECORD, "json", TODAY))
    assert read["title"] == RECORD.title
    assert read["guided"]["agreements"][2] == {"field": "quote", "label": "May be quoted", "yes": None}
    assert json.loads(plan_file(PLAN, "json", TODAY))["actions"][0]["due"] == "2026-06-30"


def events(made: bytes) -> list[Any]:
    assert made.count(b"\n") == made.count(b"\r\n"), "a calendar's lines end with both"
    return list(Calendar.from_ical(made).walk("VEVENT"))


def test_a_plans_calendar_has_its_review_and_what_is_still_to_be_done() -> None:
    read = events(plan_file(PLAN, "ics", TODAY))
    assert [(one["uid"], one.decoded("dtstart"), str(one["summary"])) for one in read] == [
        ("a1-due@talent", date(2026, 6, 30), "Development action due"),
        ("15100184-aaaa-review@talent", date(2026, 9, 20), "Review of development plan"),
        ("a2-due@talent", date(2027, 6, 30), "Development action due"),
    ]
    for one in read:
        assert str(one["class"]) == "PRIVATE"
        [alarm] = one.walk("VALARM")
        assert alarm.decoded("trigger") == -timedelta(days=7)


def test_a_records_calendar_keeps_its_days_and_names_nobody() -> None:
    made = record_file(RECORD, "ics", TODAY)
    assert [(str(one["summary"]), one.decoded("dtstart")) for one in events(made)] == [
        ("Review of talent conversation", GUIDED.dated[0].on),
        ("Development action due", GUIDED.dated[1].on),
    ]
    said = [INDIVIDUAL, MANAGER, "Shadow", "Exceeded"]
    assert not [text for text in said if text in made.decode()]
