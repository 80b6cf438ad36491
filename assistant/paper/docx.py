"""A document as Word opens it: real headings, header rows that repeat, and British English for those who read aloud."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any

from assistant.paper.paper import (
    Block,
    Fields,
    Note,
    Paper,
    Paragraph,
    Signatures,
    Sources,
    Table,
    TwoSides,
    footer,
    header,
    legible,
    named,
    spelled,
    widths,
)

_FONT = "Arial"
_INK = "1A1A1A"
_SHADE = "EEF1F4"
_RULE = "8A8F98"
_WIDE = 168
"""Millimetres between the margins of an A4 page."""
_LABEL = 64
"""Millimetres for labels."""
_WHOLE = 1200
"""Rows of fewer letters stay on one page."""
_LANGUAGE = "en-GB"


def render(paper: Paper, exported_on: date) -> bytes:
    """The document; the same document on the same day is the same bytes."""
    import docx

    file = docx.Document()
    _set_up(file, paper, exported_on)
    file.add_paragraph(_line(paper.title), style="Title")
    for line in paper.lines:
        file.add_paragraph(legible(line))
    for section in paper.sections:
        file.add_heading(_line(section.title), level=1)
        for at, block in enumerate(section.blocks, 1):
            _block(file, block, leads=at < len(section.blocks))
    out = io.BytesIO()
    file.save(out)
    return _dated(out.getvalue(), exported_on)


def _block(file: Any, block: Block, *, leads: bool) -> None:
    """Add a block; running text that `leads` to another one stays on that one's page."""
    match block:
        case Paragraph(text):
            file.add_paragraph(legible(text)).paragraph_format.keep_with_next = leads
        case Note(text):
            note = file.add_paragraph()
            note.add_run("Note: ").bold = True
            note.add_run(legible(text))
            _boxed(note)
        case Fields(rows):
            for label, said in rows:
                _labelled(file.add_paragraph(), _line(label), legible(said))
        case TwoSides(sides, rows):
            asked = [(label, *said) for label, said in rows]
            shares = [0.22, *([0.78 / len(sides)] * len(sides))]
            _table(file, ("Question", *sides), asked, shares, first_bold=True)
        case Table(head, rows, title):
            if title:
                file.add_heading(_line(title), level=2)
            _table(file, head, rows, widths([head, *rows]))
        case Signatures(lines):
            signed = [(named(one), one.signed, spelled(one.on) if one.on else "") for one in lines]
            _table(file, ("Name", "Signature", "Date"), signed, (0.33, 0.41, 0.26), to_fill_in=16)
        case Sources(lines):
            for number, line in enumerate(lines, 1):
                file.add_paragraph(f"[{number}] {legible(line)}")


def _labelled(paragraph: Any, label: str, said: str) -> None:
    """A label, and what was said beside it: on a form's second column."""
    from docx.shared import Mm

    lay = paragraph.paragraph_format
    lay.left_indent, lay.first_line_indent = Mm(_LABEL), -Mm(_LABEL)
    lay.tab_stops.add_tab_stop(Mm(_LABEL))
    lay.space_after = Mm(1)
    paragraph.add_run(f"{label}:\t").bold = True
    paragraph.add_run(said)


def _table(
    file: Any,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    shares: Sequence[float],
    *,
    to_fill_in: int = 0,
    first_bold: bool = False,
) -> None:
    """Add a table.

    Args:
        file: Where to.
        header: Its first row, which comes again on each page.
        rows: The others.
        shares: How much of the page's width each column gets.
        to_fill_in: Millimetres of height for rows whose second cell is blank.
        first_bold: The first column says what each row is about.
    """
    from docx.enum.table import WD_ROW_HEIGHT_RULE
    from docx.shared import Mm, Pt

    wide = [Mm((_WIDE - 2) * share) for share in shares]
    table = file.add_table(rows=0, cols=len(header), style="Table Grid")
    table.autofit = False
    _spaced(table, first_bold=first_bold)
    for column, width in zip(table.columns, wide, strict=True):
        column.width = width  # the grid, which Word goes by; the cells' own widths are for other programs
    for number, row in enumerate([header, *rows]):
        drawn = table.add_row()
        for at, text in enumerate(row):
            cell = drawn.cells[at]
            cell.width = wide[at]
            cell.paragraphs[0].paragraph_format.space_after = Pt(0)
            cell.paragraphs[0].add_run(legible(text)).bold = number == 0 or (first_bold and at == 0)
            if number == 0:
                cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=_SHADE))
        kept = drawn._tr.get_or_add_trPr()
        if sum(map(len, row)) < _WHOLE:
            kept.append(_element("w:cantSplit"))
        if number == 0:
            kept.append(_element("w:tblHeader"))
        elif to_fill_in and not row[1]:
            drawn.height, drawn.height_rule = Mm(to_fill_in), WD_ROW_HEIGHT_RULE.AT_LEAST
    after = file.add_paragraph()  # else two tables in a row would grow together
    after.paragraph_format.space_after = Pt(0)
    after.paragraph_format.line_spacing = Pt(6)


def _spaced(table: Any, *, first_bold: bool) -> None:
    """Air around a table's texts, its edge under that of the text above, and which cells are headings."""
    properties = table._tbl.tblPr
    look = properties.find(_name("w:tblLook"))
    look.set(_name("w:firstColumn"), "1" if first_bold else "0")
    properties.find(_name("w:tblW")).addnext(_element("w:tblInd", w="108", type="dxa"))
    air = _element("w:tblCellMar")
    for edge, twips in (("top", "45"), ("left", "108"), ("bottom", "45"), ("right", "108")):
        air.append(_element(f"w:{edge}", w=twips, type="dxa"))
    look.addprevious(air)


def _set_up(file: Any, paper: Paper, exported_on: date) -> None:
    """The page, its head and foot, the styles, and the file's properties."""
    from docx.shared import Mm, Pt, RGBColor

    page = file.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm((210 - _WIDE) // 2)
    page.top_margin, page.bottom_margin = Mm(24), Mm(24)
    page.different_first_page_header_footer = False
    for name, size in (("Normal", 10.5), ("Title", 20), ("Heading 1", 13), ("Heading 2", 11)):
        style = file.styles[name]
        style.font.name, style.font.size = _FONT, Pt(size)
        style.font.color.rgb = RGBColor.from_string(_INK)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(_name(theme), None)  # a theme's font would go before the one that is named
        fonts.set(_name("w:cs"), _FONT)
    file.styles["Title"].font.bold = True
    file.styles["Title"].paragraph_format.space_after = Pt(8)
    file.styles["Normal"].paragraph_format.space_after = Pt(5)
    for heading, above, below in (("Heading 1", 16, 4), ("Heading 2", 8, 3)):
        lay = file.styles[heading].paragraph_format
        lay.space_before, lay.space_after = Pt(above), Pt(below)
    for border in file.styles["Title"].element.iter(_name("w:pBdr")):
        border.getparent().remove(border)
        break
    for language in file.styles.element.iter(_name("w:lang")):
        language.set(_name("w:val"), _LANGUAGE)
    page.header.paragraphs[0].text = header(paper)
    foot = page.footer.paragraphs[0]
    foot.text = f"{footer(paper, exported_on)} Page "
    _field(foot, "PAGE")
    foot.add_run(" of ")
    _field(foot, "NUMPAGES")
    for paragraph in (page.header.paragraphs[0], foot):
        for run in paragraph.runs:
            run.font.size = Pt(8.5)
    about = file.core_properties
    about.title = _line(paper.title)[:255]  # as long as the property may be
    about.language, about.author, about.comments = _LANGUAGE, "", ""
    about.created = about.modified = datetime.combine(exported_on, time())
    about.last_modified_by, about.revision = "", 1


def _field(paragraph: Any, instruction: str) -> None:
    """A number that Word keeps up to date."""
    for part in (
        _element("w:fldChar", fldCharType="begin"),
        _element("w:instrText", text=instruction),
        _element("w:fldChar", fldCharType="separate"),
        _element("w:t", text="1"),
        _element("w:fldChar", fldCharType="end"),
    ):
        paragraph.add_run()._r.append(part)


def _boxed(paragraph: Any) -> None:
    border = _element("w:pBdr")
    for edge in ("top", "left", "bottom", "right"):
        border.append(_element(f"w:{edge}", val="single", sz="4", space="4", color=_RULE))
    paragraph._p.get_or_add_pPr().append(border)


def _element(tag: str, text: str = "", **attributes: str) -> Any:
    from docx.oxml import OxmlElement

    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(_name(f"w:{name}"), value)
    if text:
        made.text = text
    return made


def _name(tag: str) -> str:
    from docx.oxml.ns import qn

    qualified: Callable[[str], str] = qn
    return qualified(tag)


def _line(text: str) -> str:
    return " ".join(legible(text).split())


def _dated(packed: bytes, exported_on: date) -> bytes:
    """The same file, with the day of the export as the time of each part in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            at = zipfile.ZipInfo(
                part.filename, (max(exported_on.year, 1980), exported_on.month, exported_on.day, 0, 0, 0)
            )
            at.compress_type, at.external_attr, at.create_system = zipfile.ZIP_DEFLATED, part.external_attr, 0
            new.writestr(at, old.read(part))
    return out.getvalue()
