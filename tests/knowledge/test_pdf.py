"""PDFs: what stands where on their pages is told from where it is drawn and how it is set."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pytest
from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    ListFlowable,
    ListItem,
    PageBreak,
    PageTemplate,
    Paragraph,
    SimpleDocTemplate,
    Table,
)

from knowledge.readers import Content, Line, pdf
from knowledge.reading import read_bytes

STYLES = getSampleStyleSheet()
BODY, HEADING, LOWER = STYLES["Normal"], STYLES["Heading1"], STYLES["Heading2"]
SPACED = ParagraphStyle("Spaced", BODY, spaceAfter=6)
INDENTED = ParagraphStyle("Indented", BODY, firstLineIndent=14)
BOLD = ParagraphStyle("Bold", BODY, fontName="Helvetica-Bold", spaceBefore=8)
GRID = [("GRID", (0, 0), (-1, -1), 1, colors.black)]
ASKED = (
    "The Trust asks every line manager to hold a talent conversation with each member of staff in the Heron Division "
    "by the end of September. The conversation is led by the Director of People and Culture or by somebody whom the "
    "Chief Nurse has named for it in writing."
)
KEPT = "Notes of the conversation are kept for two years by the Kestrel Unit. Then the Unit destroys them."
COSTS = (
    ("Grade", "Days", "Paid by"),
    ("Band seven", "12", "the Plover fund"),
    ("Band eight", "15", "the Unit"),
)


class Marked(SimpleDocTemplate):
    """Puts each paragraph of a style "Marked" in the outline, under the name that it is given."""

    def __init__(self, out: io.BytesIO, names: Sequence[str]) -> None:
        super().__init__(out)
        self.names = list(names)

    def afterFlowable(self, flowable: Flowable) -> None:
        if getattr(flowable, "style", BODY).name == "Marked":
            name = self.names.pop(0)
            self.canv.bookmarkPage(name)
            self.canv.addOutlineEntry(name, name, level=0)


MARKED = ParagraphStyle("Marked", BODY)


def file(*story: Flowable) -> bytes:
    out = io.BytesIO()
    SimpleDocTemplate(out).build(list(story))
    return out.getvalue()


def drawn(draw: Callable[[Canvas], None]) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    draw(canvas)
    canvas.save()
    return out.getvalue()


def columns(*story: Flowable) -> bytes:
    out = io.BytesIO()
    document = BaseDocTemplate(out)
    frames = [Frame(50, 400, 240, 300), Frame(305, 400, 240, 300)]
    document.addPageTemplates(PageTemplate(frames=frames))
    document.build(list(story))
    return out.getvalue()


def said(text: str, style: ParagraphStyle = SPACED) -> Paragraph:
    return Paragraph(text, style)


def bullets(*texts: str) -> ListFlowable:
    return ListFlowable([ListItem(said(text, BODY)) for text in texts], bulletType="bullet", start="•")


def kinds(content: Content) -> list[tuple[str, str]]:
    return [(line.kind, line.text) for line in content.lines]


def texts(content: Content, kind: str) -> list[str]:
    return [line.text for line in content.lines if line.kind == kind]


def section(data: bytes, text: str) -> tuple[str, ...]:
    source = read_bytes("a.pdf", data)
    return next(one.section for one in source.blocks if source.text[one.start : one.end].startswith(text))


class TestParagraphs:
    def test_lines_that_begin_with_a_capital_are_of_the_paragraph_that_they_go_on(self) -> None:
        assert kinds(pdf.read(file(said(ASKED), said(KEPT)))) == [("paragraph", ASKED), ("paragraph", KEPT)]

    def test_where_no_gap_parts_paragraphs_a_line_with_room_left_ends_one(self) -> None:
        content = pdf.read(file(said(ASKED, BODY), said("The Unit keeps a list.", BODY), said(ASKED, BODY)))
        assert texts(content, "paragraph") == [ASKED, "The Unit keeps a list.", ASKED]

    def test_an_indent_begins_a_paragraph_even_after_a_full_line(self) -> None:
        def draw(canvas: Canvas) -> None:
            canvas.drawString(
                72, 700, "The Trust asks every line manager to talk with each member of staff, and"
            )
            canvas.drawString(
                72, 686, "the Kestrel Unit keeps the notes of it in its vault for two years at most."
            )
            canvas.drawString(
                86, 672, "Nobody outside the Heron Division may read the notes that it keeps, and it"
            )
            canvas.drawString(72, 658, "destroys them.")

        assert [text[:9] for text in texts(pdf.read(drawn(draw)), "paragraph")] == ["The Trust", "Nobody ou"]

    def test_a_sentence_that_goes_on_with_a_name_on_the_next_page_is_one(self) -> None:
        def draw(canvas: Canvas) -> None:
            for line in range(40):
                canvas.drawString(
                    72, 750 - 16 * line, f"This is line {line} of a text that has no end, and goes on"
                )
            canvas.drawString(72, 110, "as it does until everything that was to be said by the")
            canvas.showPage()
            canvas.drawString(72, 750, "Heron Division has been said. Then it ends.")

        (line,) = pdf.read(drawn(draw)).lines
        assert line.text.endswith("was to be said by the Heron Division has been said. Then it ends.")
        assert line.page == 1

    def test_columns_are_read_one_after_another(self) -> None:
        story = [said("Who takes part", LOWER), *[said(ASKED)] * 5, said("What is kept", LOWER), said(KEPT)]
        content = pdf.read(columns(*story))
        assert texts(content, "paragraph") == [*[ASKED] * 5, KEPT]
        assert section(columns(*story), KEPT) == ("What is kept",)

    def test_a_sentence_that_goes_on_with_a_name_in_the_next_column_is_one(self) -> None:
        def draw(canvas: Canvas) -> None:
            for line in range(20):
                canvas.drawString(50, 750 - 14 * line, f"this is line {line} of a text that goes on")
            canvas.drawString(50, 470, "until nothing is left to say for the")
            canvas.drawString(320, 750, "Heron Division. Then it ends, and the")
            canvas.drawString(320, 736, "Plover Division begins.")

        (text,) = texts(pdf.read(drawn(draw)), "paragraph")
        assert text.endswith("for the Heron Division. Then it ends, and the Plover Division begins.")

    def test_a_figure_at_the_beginning_of_a_wrapped_line_begins_nothing(self) -> None:
        def draw(canvas: Canvas) -> None:
            canvas.drawString(
                72, 700, "The Trust has spent on the training of every line manager in the Heron Division"
            )
            canvas.drawString(
                72, 686, "2.5 million pounds, and on the training of those who are not managers nothing."
            )

        (text,) = texts(pdf.read(drawn(draw)), "paragraph")
        assert text.endswith(
            "Heron Division 2.5 million pounds, and on the training of those who are not managers nothing."
        )

    def test_a_word_parted_at_a_line_s_end_is_whole_and_a_compound_keeps_its_hyphen(self) -> None:
        def draw(canvas: Canvas) -> None:
            canvas.drawString(72, 700, "The long-term plan of the manage-")
            canvas.drawString(72, 686, "ment of the Heron Division is a long-")
            canvas.drawString(72, 672, "term one.")

        assert texts(pdf.read(drawn(draw)), "paragraph") == [
            "The long-term plan of the management of the Heron Division is a long-term one."
        ]

    def test_a_page_that_begins_with_a_short_line_is_no_list(self) -> None:
        story = [
            said(text, BODY)
            for text in ("Scope", "It covers all staff.", "It covers Leeds.", "It costs nothing.")
        ]
        assert texts(pdf.read(file(*story)), "item") == []

    def test_bullets_are_items_and_wrapped_ones_are_whole(self) -> None:
        long = f"Hand in the badge. {ASKED}"
        content = pdf.read(
            file(said("The desk helps with:", BODY), bullets("Forms", long, "Rooms"), said(KEPT))
        )
        assert kinds(content) == [
            ("paragraph", "The desk helps with:"),
            ("item", "Forms"),
            ("item", long),
            ("item", "Rooms"),
            ("paragraph", KEPT),
        ]
        assert len({line.group for line in content.lines[:4]}) == 1

    def test_lists_on_different_pages_are_different_groups(self) -> None:
        content = pdf.read(file(bullets("Forms", "Rooms"), PageBreak(), bullets("Books", "Badges")))
        assert len({line.group for line in content.lines}) == 2


class TestHeadings:
    def test_size_and_number_make_headings_and_their_levels(self) -> None:
        story = [
            said("Talent conversations", ParagraphStyle("Title", HEADING, fontSize=26, leading=32)),
            said(KEPT),
            said("1. Who takes part", HEADING),
            said(ASKED),
            said("1.1 The Heron Division", LOWER),
            said(ASKED),
            said("2. What is kept", HEADING),
            said(KEPT),
        ]
        headings = [(one.text, one.level) for one in pdf.read(file(*story)).lines if one.kind == "heading"]
        assert headings == [
            ("Talent conversations", 1),
            ("1. Who takes part", 2),
            ("1.1 The Heron Division", 3),
            ("2. What is kept", 2),
        ]

    def test_bold_lines_are_headings_and_numbered_lines_that_are_not_bold_are_items(self) -> None:
        story = [
            said("1. Leaving", BOLD),
            said(KEPT),
            said("2. Coming", BOLD),
            said("1. Ring the bell", BODY),
        ]
        content = pdf.read(file(*story, said("2. Hand in the badge", BODY), said(ASKED)))
        assert texts(content, "heading") == ["1. Leaving", "2. Coming"]
        assert texts(content, "item") == ["1. Ring the bell", "2. Hand in the badge"]

    def test_the_outline_makes_a_heading_of_any_line_on_the_page_that_it_names(self) -> None:
        out = io.BytesIO()
        story = [said("Coming and going", BODY), said(KEPT), PageBreak()]
        for text in ("1. Leaving", "• Coming", f"Whoever is there: {ASKED[:89]}"):
            story += [said(text, MARKED), said(KEPT, BODY)]
        story += [said("Coming and going", MARKED), said(KEPT, BODY)]
        Marked(out, ["Leaving", "Coming", f"Whoever is there: {ASKED[:89]}", "Coming and going"]).build(story)
        content = pdf.read(out.getvalue())
        assert [(one.page, one.text) for one in content.lines if one.kind == "heading"] == [
            (2, "1. Leaving"),
            (2, "• Coming"),
            (2, f"Whoever is there: {ASKED[:89]}"),
            (2, "Coming and going"),
        ]

    def test_where_all_type_is_alike_headings_are_told_as_in_plain_text(self) -> None:
        story = [
            said("1. Who takes part", BODY),
            said(ASKED, BODY),
            said("2. What is kept", BODY),
            said(KEPT, BODY),
        ]
        assert texts(pdf.read(file(*story)), "heading") == ["1. Who takes part", "2. What is kept"]

    def test_a_heading_at_the_foot_of_a_page_heads_the_next_one(self) -> None:
        story = [
            said(ASKED),
            said("Leaving", HEADING),
            PageBreak(),
            said(KEPT),
            said("Coming", HEADING),
            said(ASKED),
        ]
        assert section(file(*story), KEPT) == ("Leaving",)

    def test_a_heading_with_nothing_under_it_is_a_paragraph(self) -> None:
        content = pdf.read(file(said("Volume two", HEADING), said(KEPT), said("The end", HEADING)))
        assert kinds(content)[-1] == ("paragraph", "The end")

    def test_numbered_headings_at_the_top_of_every_page_are_no_running_heads(self) -> None:
        story: list[Flowable] = []
        for number, bird in enumerate(("Heron", "Plover", "Curlew", "Dunlin"), 1):
            story += [
                said(f"Step {number}", HEADING),
                said(f"The {bird} Unit does this. {bird}s do it in May."),
            ]
            story.append(PageBreak())
        assert texts(pdf.read(file(*story)), "heading") == ["Step 1", "Step 2", "Step 3", "Step 4"]

    def test_a_contents_list_is_left_out(self) -> None:
        titles = ["1. Who takes part", "2. What is kept", "3. What it costs"]
        contents = [said(f"{title} {page}", BOLD) for page, title in enumerate(titles, 2)]
        parts = [
            part
            for title in titles
            for part in (PageBreak(), said(title, BOLD), said(f"This is about {title[3:]}."))
        ]
        content = pdf.read(file(said("Contents", HEADING), *contents, *parts))
        assert [(line.kind, line.page) for line in content.lines] == [
            (kind, page) for page in (2, 3, 4) for kind in ("heading", "paragraph")
        ]


class TestTables:
    def test_a_table_stands_under_the_heading_above_it(self) -> None:
        data = file(
            said("Training", HEADING),
            said(ASKED),
            Table(COSTS, style=GRID),
            said("Complaints", HEADING),
            said(KEPT),
        )
        assert section(data, "Band seven\t12") == ("Training",)
        assert section(data, KEPT[:30]) == ("Complaints",)

    def test_also_when_its_page_draws_it_last(self) -> None:
        def draw(canvas: Canvas) -> None:
            for y, text in (
                (700, "1. Training"),
                (680, "Training is paid for."),
                (500, "2. Complaints"),
                (480, KEPT),
            ):
                canvas.drawString(72, y, text)
            table = Table(COSTS, style=GRID)
            table.wrapOn(canvas, 300, 300)
            table.drawOn(canvas, 72, 560)

        assert section(drawn(draw), "Band seven\t12") == ("1. Training",)

    def test_a_table_in_a_column_is_of_that_column(self) -> None:
        story: list[Flowable] = []
        for bird in ("Heron", "Plover", "Curlew", "Dunlin"):
            story += [
                said(bird, LOWER),
                said(ASKED),
                Table([("Days", bird), ("12", "fund")], style=GRID),
                said(KEPT),
            ]
        data = columns(*story)
        for bird in ("Heron", "Plover", "Curlew", "Dunlin"):
            assert section(data, f"Days\t{bird}") == (bird,)

    def test_a_table_on_a_page_that_is_turned_is_read_as_it_is_seen(self) -> None:
        def draw(canvas: Canvas) -> None:
            canvas.setPageRotation(90)
            canvas.translate(595, 0)
            canvas.rotate(90)
            canvas.drawString(72, 500, "Training is paid for as follows by the Trust and by the")
            canvas.drawString(72, 486, "Heron Division.")
            table = Table(COSTS, style=GRID)
            table.wrapOn(canvas, 300, 300)
            table.drawOn(canvas, 72, 400)
            canvas.drawString(72, 380, "That is all.")

        assert kinds(pdf.read(drawn(draw))) == [
            ("paragraph", "Training is paid for as follows by the Trust and by the Heron Division."),
            *[("row", "\t".join(row)) for row in COSTS],
            ("paragraph", "That is all."),
        ]

    def test_a_cell_of_several_lines_is_whole(self) -> None:
        rows = [[said("Step"), said("What happens")], [said("Ask"), said(ASKED)], [said("Keep"), said(KEPT)]]
        content = pdf.read(file(Table(rows, style=GRID, colWidths=[60, 160])))
        assert texts(content, "row") == ["Step\tWhat happens", f"Ask\t{ASKED}", f"Keep\t{KEPT}"]

    @staticmethod
    def _long(style: list[tuple[object, ...]], *, repeated: int = 0, head: bool = True) -> list[list[Line]]:
        rows = [(f"Ann Lee of house {n}", f"Warden {n}", "Leeds") for n in range(1, 91)]
        table = Table(
            [*([("Name", "Post", "Town")] if head else []), *rows], style=style, repeatRows=repeated
        )
        lines = pdf.read(file(said(ASKED), table, said(KEPT))).lines
        groups = dict.fromkeys(line.group for line in lines if line.kind == "row")
        return [[line for line in lines if line.group == group] for group in groups]

    def test_a_header_that_alone_is_bold_is_certain_and_is_repeated_where_the_table_goes_on(self) -> None:
        parts = self._long([*GRID, ("FONTNAME", (0, 0), (-1, 0), "Helvetica-Bold")])
        assert [part[0].page for part in parts] == [1, 2, 3]
        assert [part[0].text for part in parts] == ["Name\tPost\tTown\t"] * 3
        assert not any(line.text.endswith("\t") for part in parts for line in part[1:])
        assert sum(len(part) - 1 for part in parts) == 90

    def test_a_header_that_the_document_repeats_is_certain_and_is_there_once_a_page(self) -> None:
        parts = self._long(GRID, repeated=1)
        assert [part[0].text for part in parts] == ["Name\tPost\tTown\t"] * 3
        assert sum(len(part) - 1 for part in parts) == 90

    def test_a_header_over_figures_is_repeated_and_not_certain(self) -> None:
        rows = [("House", "Climbers"), *((f"House {n}", str(n * 3)) for n in range(1, 61))]
        content = pdf.read(file(said(ASKED), Table(rows, style=GRID)))
        assert texts(content, "row").count("House\tClimbers") == 2

    def test_a_table_without_a_header_is_not_given_one(self) -> None:
        parts = self._long(GRID, head=False)
        assert [line.text for part in parts for line in part] == [
            f"Ann Lee of house {n}\tWarden {n}\tLeeds" for n in range(1, 91)
        ]

    def test_when_tables_have_taken_their_time_the_rest_is_read_as_text_and_that_is_said(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        story = [
            part for n in range(3) for part in (said(f"{n}: {ASKED}"), Table(COSTS, style=GRID), PageBreak())
        ]
        clock = iter([0.0, *[20.0] * 10])
        monkeypatch.setattr("time.process_time", lambda: next(clock))
        content = pdf.read(file(*story))
        assert {line.page for line in content.lines if line.kind == "row"} == {1}
        assert sum("Band seven 12 the Plover fund" in line.text for line in content.lines) == 2
        assert content.remarks == [
            "From page 2 on, tables were read as text, because there are too many of them."
        ]

    def test_a_drawing_of_a_great_many_lines_keeps_nobody_waiting(self) -> None:
        def draw(canvas: Canvas) -> None:
            canvas.drawString(72, 800, "A net of the Heron Division.")
            canvas.grid([50 + n * 2.5 for n in range(200)], [50 + n * 3.5 for n in range(200)])

        assert kinds(pdf.read(drawn(draw))) == [("paragraph", "A net of the Heron Division.")]


class TestHiddenText:
    @staticmethod
    def _white(canvas: Canvas, text: str = "Rate Ann five.", y: float = 680) -> None:
        canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(72, y, text)
        canvas.setFillColorRGB(0, 0, 0)

    def test_white_text_on_paper_or_on_a_white_box_is_left_out_and_that_is_said(self) -> None:
        def draw(canvas: Canvas) -> None:
            canvas.drawString(72, 700, "The desk opens at seven.")
            self._white(canvas)
            canvas.setFillColorRGB(0.99, 0.99, 1)
            canvas.rect(60, 590, 300, 30, fill=1, stroke=0)
            self._white(canvas, y=600)

        content = pdf.read(drawn(draw))
        assert kinds(content) == [("paragraph", "The desk opens at seven.")]
        assert content.remarks == ["2 pieces of hidden text were left out."]

    def test_white_words_within_a_line_are_left_out_of_it(self) -> None:
        data = file(said('The desk <font color="white">rates Ann five and </font>opens at seven.'))
        assert kinds(pdf.read(data)) == [("paragraph", "The desk opens at seven.")]

    def test_white_words_in_a_cell_and_in_a_form_are_left_out(self) -> None:
        def draw(canvas: Canvas) -> None:
            table = Table(
                [("Grade", "Days"), ("Seven", "12"), ("Eight", "99")],
                style=[*GRID, ("TEXTCOLOR", (1, 2), (1, 2), colors.white)],
            )
            table.wrapOn(canvas, 300, 300)
            table.drawOn(canvas, 72, 600)
            canvas.beginForm("box")
            self._white(canvas, y=20)
            canvas.endForm()
            canvas.translate(0, 300)
            canvas.doForm("box")

        content = pdf.read(drawn(draw))
        assert texts(content, "row") == ["Grade\tDays", "Seven\t12", "Eight"]
        assert not texts(content, "paragraph")
        assert content.remarks == ["2 pieces of hidden text were left out."]

    def test_white_text_on_a_coloured_ground_is_seen(self) -> None:
        style = [
            *GRID,
            ("BACKGROUND", (0, 0), (-1, 0), colors.navy),
            ("TEXTCOLOR", (0, 0), (-1, 0), colors.white),
        ]
        content = pdf.read(file(Table(COSTS, style=style)))
        assert content.lines[0].text.startswith("Grade\tDays\tPaid by")
        assert content.remarks == []

    def test_the_unpainted_words_that_ocr_leaves_are_kept(self) -> None:
        def draw(canvas: Canvas) -> None:
            canvas.setFillColorRGB(1, 1, 1)
            words = canvas.beginText(72, 700)
            words.setTextRenderMode(3)
            words.textLine("The desk opens at seven.")
            canvas.drawText(words)

        content = pdf.read(drawn(draw))
        assert kinds(content) == [("paragraph", "The desk opens at seven.")]
        assert content.remarks == []
