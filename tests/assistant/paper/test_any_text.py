"""No text breaks a document, and none is lost in one."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from assistant.paper import docx as word
from assistant.paper import markdown, pdf
from assistant.paper.conversation import conversation_paper
from assistant.paper.files import plan_file, record_file
from assistant.paper.paper import (
    UNSHOWN,
    Fields,
    Note,
    Paper,
    Paragraph,
    Section,
    Signature,
    Signatures,
    Sources,
    Table,
    TwoSides,
    legible,
)
from store.views import CommentView
from tests.assistant.paper import reading
from tests.assistant.paper.samples import INDIVIDUAL, PLAN, RECORD, TODAY, line

ANY = st.text(max_size=200) | st.text(st.characters(codec=None, categories=None), max_size=60)  # type: ignore[arg-type]
WESTERN = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0x24F, exclude_categories=["Cc", "Cf"]), min_size=1
)
HARD = [
    "<b>&amp; <script>alert(1)</script> &#65;",
    "=cmd|' /C calc'!A0",
    "# not a heading\n\n    not code\n- not a list\n1. nor this\n---\n===\n> no",
    "| a | b |\n|---|---|\n~~~\n```\n*x* _y_ [z](http://x) ![i](j) \\ <!-- -->",
    "#set page(width: 1pt) $x$ @label `raw` //comment /* more */",
    "W" * 600,
    "\u202egnp.exe \x00\x1b[31m\ud800 \ufeff\ufffe",
    "a\r\nb\rc\u2028d\x0be\tf",
    "a\u064b\u0301\u20dd\U0001f469\u200d\U0001f469 \U000e0001 \ue000",
    "",
    " \n ",
]


def everywhere(text: str) -> Paper:
    """A document that has a text in every place that there is."""
    blocks = (
        Paragraph(text),
        Note(text),
        Fields(((text, text),)),
        TwoSides((text, text), ((text, (text, text)),)),
        Table((text, "second"), ((text, text), ("a", "b")), title=text),
        Signatures((Signature(text, text, text, TODAY), Signature(text, "manager"))),
        Sources((text,)),
    )
    return Paper(
        text, (text,), (Section(text, blocks), Section("empty", (Table(("a",), ()), Fields(())))), text
    )


def hard(test):
    for text in HARD:
        test = example(text)(test)
    slow = [HealthCheck.too_slow]
    return settings(max_examples=15, deadline=None, suppress_health_check=slow)(test)


@hard
@given(ANY)
def test_word_takes_any_text_and_has_all_of_it(text: str) -> None:
    read = reading.of_docx(word.render(everywhere(text), TODAY))
    assert read.count(legible(text)) >= 9
    assert reading.without_blanks(legible(text)) in reading.without_blanks(read)


@hard
@given(ANY)
def test_markdown_takes_any_text_and_shows_it_letter_by_letter(text: str) -> None:
    read = reading.of_markdown(markdown.render(everywhere(text), TODAY).encode())
    assert reading.without_blanks(read).count(reading.without_blanks(legible(text))) >= 10


@hard
@given(ANY)
def test_a_pdf_takes_any_text_and_marks_what_it_cannot_show(text: str) -> None:
    made = pdf.render(everywhere(text), TODAY)
    assert made.startswith(b"%PDF-")
    pages = "".join(reading.of_pdf(made))
    for letter in set(legible(text)):
        if "\u4e00" <= letter <= "\u9fff":
            assert f"U+{ord(letter):04X}" in pages


@settings(max_examples=40, deadline=None)
@given(WESTERN)
def test_a_pdf_has_all_of_a_text_that_its_fonts_can_show(text: str) -> None:
    made = pdf.render(Paper("t", (), (Section("s", (Fields((("label", text),)),)),), "all."), TODAY)
    read = reading.without_blanks("".join(reading.of_pdf(made)))
    assert UNSHOWN not in read
    assert reading.without_blanks(text) in read


@hard
@given(ANY)
def test_a_record_and_a_plan_with_any_text_are_made_in_every_format(text: str) -> None:
    said = (line("open", "purpose", text, "individual", text), line("open", "more", text, "manager", text))
    record = replace(
        RECORD,
        title=text,
        conversation=text,
        people={"individual": text, "manager": INDIVIDUAL},
        lines=said,
        comments=(CommentView(datetime(2026, 4, 1, tzinfo=UTC), text),),
    )
    plan = replace(
        PLAN, owner_name=text, id=text, actions=(replace(PLAN.actions[0], goal=text, measure=text),)
    )
    for kind in ("md", "json", "ics", "docx"):
        assert record_file(record, kind, TODAY)
        assert plan_file(plan, kind, TODAY)
    assert len(Calendar.from_ical(record_file(record, "ics", TODAY)).walk("VEVENT")) == 2
    assert len(Calendar.from_ical(plan_file(plan, "ics", TODAY)).walk("VEVENT")) == 2
    assert conversation_paper(record).title == text


@pytest.mark.parametrize("word_of", ["W" * 300, "Ŵ" * 23, "a/b" * 100], ids=["w", "accents", "address"])
def test_a_long_word_stays_within_the_page(word_of: str) -> None:
    import pypdfium2

    made = pdf.render(everywhere(word_of), TODAY)
    with pypdfium2.PdfDocument(made) as read:
        for page in read:
            text = page.get_textpage()
            edges = [text.get_charbox(at) for at in range(text.count_chars())]
            assert max(right for _, _, right, _ in edges) <= page.get_width()
