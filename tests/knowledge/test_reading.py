"""Reading: extracted text is mended and its structure found; nothing is invented, nothing unreadable gets by."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import DocumentUnreadable
from knowledge.reading import LARGEST, read_bytes, sidecar_of
from knowledge.types import Block, Source

PAGES = """Lantern Bay Council
People Plan
A guide to growing our own managers

Contents

1. Why we do this ........ 3
2. What we offer	4
3. Who decides	6

1. Why we do this

The council loses one manager in seven each year, and the posts that matter

most stay empty for longest.

<mark>4</mark>

1.1 What people told us

Staff wrote that nobody had talked
with them about the work they would
like to do next, or what they would
need to learn for it.

“Nobody ever asked me what I wanted until I had handed in my notice.”

Photograph of three people at a table

2. What we offer

We offer:

- a mentor from another **service**
- two days of shadowing
- a place on the ladder course

PART 2

Money and time

Scheme	Days	Cost
Mentor	6	£0
Ladder<p>course	12	£450

12 13

Rosa Quill
Head of People

June 2022
"""
"""Made up for these tests, with the faults that text from PDFs has."""


def read(text: str, name: str = "plan.txt") -> Source:
    return read_bytes(name, text.encode())


def words(source: Source, kind: str) -> list[str]:
    return [source.text[block.start : block.end] for block in source.blocks if block.kind == kind]


def block_with(source: Source, part: str) -> Block:
    return next(block for block in source.blocks if part in source.text[block.start : block.end])


@pytest.fixture(scope="module")
def plan() -> Source:
    return read(PAGES)


class TestMending:
    def test_a_sentence_broken_by_a_page_is_whole(self, plan: Source) -> None:
        assert "the posts that matter most stay empty for longest." in plan.text

    def test_a_narrow_column_is_one_paragraph(self, plan: Source) -> None:
        assert (
            "Staff wrote that nobody had talked with them about the work they would like to do next"
            in plan.text
        )

    def test_page_numbers_marks_and_descriptions_of_pictures_are_gone(self, plan: Source) -> None:
        assert not re.search(r"<mark>|12 13|Photograph|\*\*|<p>", plan.text)

    def test_the_contents_list_is_gone_and_the_headings_stay(self, plan: Source) -> None:
        assert "....." not in plan.text
        assert words(plan, "heading").count("1. Why we do this") == 1

    def test_every_word_comes_from_the_file(self, plan: Source) -> None:
        assert set(re.findall(r"\w+", plan.text)) <= set(re.findall(r"\w+", PAGES))

    def test_headings_that_only_marks_keep_apart_are_two(self) -> None:
        source = read(
            "Some text before it stands here.\n\nPART TWO MONEY**STEP 3****Ask the desk\n\nThe desk answers."
        )
        assert block_with(source, "The desk answers").section[-1] == "STEP 3 Ask the desk"


class TestStructure:
    def test_a_numbered_heading_stands_over_its_text(self, plan: Source) -> None:
        assert block_with(plan, "Staff wrote").section == ("1. Why we do this", "1.1 What people told us")

    def test_a_list_belongs_with_its_lead_in(self, plan: Source) -> None:
        lead, *items = (block_with(plan, part) for part in ("We offer:", "a mentor from", "ladder course"))
        assert {item.kind for item in items} == {"item"}
        assert {lead.group, *(item.group for item in items)} == {lead.group}

    def test_a_table_keeps_its_rows_and_cells(self, plan: Source) -> None:
        assert words(plan, "row") == ["Scheme\tDays\tCost", "Mentor\t6\t£0", "Ladder course\t12\t£450"]

    def test_a_label_and_the_heading_below_it_are_one(self, plan: Source) -> None:
        assert block_with(plan, "Mentor\t6").section[-1] == "PART 2 Money and time"

    def test_what_an_interviewee_said_is_a_quotation(self, plan: Source) -> None:
        assert block_with(plan, "Nobody ever asked").kind == "quotation"

    def test_a_name_and_its_office_stay_together(self, plan: Source) -> None:
        assert block_with(plan, "Rosa Quill").group == block_with(plan, "Head of People").group is not None

    def test_a_heading_with_nothing_under_it_is_text_that_can_be_found(self) -> None:
        source = read(
            "First heading\n\nSecond heading\n\nWords under the second heading.\n\nMore words follow here."
        )
        assert block_with(source, "First heading").kind == "paragraph"


class TestNames:
    def test_the_cover_gives_the_title_and_a_date_line_the_year(self, plan: Source) -> None:
        assert (plan.title, plan.year) == ("A guide to growing our own managers", 2022)

    def test_front_matter_and_a_sidecar_come_before_the_text(self) -> None:
        front = b"---\ntitle: Ours\nyear: 2020\n---\n# Other\n\nWords."
        assert read_bytes("a.md", front, {"title": "Beside", "publisher": "Them"}).title == "Ours"
        beside = read_bytes(
            "a.md", b"# Other\n\nWords.", {"title": "Beside", "publisher": "Them", "year": 1999}
        )
        assert (beside.title, beside.publisher, beside.year) == ("Beside", "Them", 1999)

    def test_a_row_that_names_the_title_gives_it(self) -> None:
        assert (
            read("Box\n\nTitle\tThe Quiet Plan\nAuthor\tSomebody\n\nText follows here.").title
            == "The Quiet Plan"
        )

    def test_a_sidecar_that_is_no_mapping_is_refused_with_its_line(self, tmp_path) -> None:  # type: ignore[no-untyped-def]
        (tmp_path / "a.txt.yaml").write_text("- a list\n")
        with pytest.raises(DocumentUnreadable, match=r"a\.txt\.yaml:1"):
            sidecar_of(tmp_path / "a.txt")


class TestMarkdown:
    TEXT = (
        "# Top\n\n## Part\n\nA *word* and a [link](https://example.org).\n\n- one\n- two\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n> Said by one.\n"
    )

    def test_blocks_are_what_markdown_says(self) -> None:
        source = read(self.TEXT, "a.md")
        kinds = [block.kind for block in source.blocks]
        assert kinds == ["heading", "heading", "paragraph", "item", "item", "row", "row", "quotation"]
        assert "A word and a link." in source.text
        assert source.title == "Top"
        assert block_with(source, "1\t2").section == ("Part",)

    def test_a_heading_that_is_the_title_is_no_section_unless_others_stand_beside_it(self) -> None:
        assert block_with(read("# One\n\n# Two\n\nWords.", "a.md"), "Words.").section == ("Two",)
        assert block_with(read("# One\n\nWords.\n\n# Two\n\nMore.", "a.md"), "Words.").section == ("One",)
        assert block_with(read("# One\n\nWords.\n\n## Two\n\nMore.", "a.md"), "Words.").section == ()


class TestRefusing:
    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("a.txt", b""),
            ("a.txt", b" \n\t "),
            ("a.txt", b"\x7fELF\0\0\1"),
            ("a.txt", b"* * *\n---\n12 13\n"),
            ("a.exe", b"words"),
            ("a.md", b"---\ntitle: [\n---\nwords"),
            ("a.txt", b"a" * (LARGEST + 1)),
        ],
        ids=["empty", "blank", "binary", "litter only", "unknown kind", "broken front matter", "huge"],
    )
    def test_what_cannot_be_read_is_refused_in_one_sentence_with_its_name(
        self, name: str, data: bytes
    ) -> None:
        with pytest.raises(DocumentUnreadable, match=rf"^{re.escape(name)}.*\.$"):
            read_bytes(name, data)

    @given(st.binary(max_size=400), st.sampled_from([".txt", ".md", ".csv"]))
    def test_any_bytes_are_read_or_refused(self, data: bytes, suffix: str) -> None:
        try:
            read_bytes(f"a{suffix}", data)
        except DocumentUnreadable as refused:
            assert str(refused).startswith("a.")

    @given(st.text(st.sampled_from("ab: []{}-?!&*|>'\"%@`\n\t,#019.~"), max_size=60))
    def test_any_front_matter_is_read_or_refused(self, text: str) -> None:
        try:
            read_bytes("a.md", f"---\n{text}\n---\nwords".encode())
        except DocumentUnreadable as refused:
            assert str(refused).startswith("a.md")


PIECES = st.sampled_from(
    [
        "1. Head",
        "2.1 Sub head",
        "A short line",
        "a line that goes on",
        "It ends.",
        "- item",
        "1) item",
        "a\tb",
        "\tc\t9",
        "",
        "",
        "Title\tX",
        "Contents",
        "Part 2",
        "“Quoted words that are long enough to be a quotation.”",
        "x" * 95,
        "...goes on",
        "&#27;[31m &#x202e;",
        "<p>tag</p>",
        "**bold**Head**Two",
    ]
)


@given(st.lists(PIECES, max_size=25), st.sampled_from([".txt", ".md"]))
def test_blocks_follow_one_another_inside_the_text_and_cover_its_words(lines: list[str], suffix: str) -> None:
    try:
        source = read("\n".join(lines), f"a{suffix}")
    except DocumentUnreadable:
        return
    end = 0
    for block in source.blocks:
        assert end <= block.start < block.end <= len(source.text)
        assert not source.text[end : block.start].strip()
        end = block.end
    assert end == len(source.text)
    assert "\x1b" not in source.text and "\u202e" not in source.text


@pytest.mark.parametrize(
    ("cover", "year"),
    [
        ("Plan of the house\n2008 - 2011\n\nRefresh Version One 30/03/09", 2009),
        ("Plan of the house 2008–2011\n\nVersion of 2007", 2007),
        ("Plan of the house\n2008 - 2011", 2008),
        ("Plan of the house\nApril 2016\n\nIt replaces that of 2012.", 2016),
    ],
)
def test_a_document_is_of_the_year_it_was_written_in_not_of_the_years_it_is_for(
    cover: str, year: int
) -> None:
    assert (
        read_bytes("plan.txt", f"{cover}\n\nThe house has a plan of its own for everybody.".encode()).year
        == year
    )


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Lamps of the house\n\nSince the Lamp Act of 1995 every house has had its lamps.", None),
        ("Lamps of the house\n\nHouse\t2019\t2020\nNorth\t4\t5\nSouth\t6\t7", None),
        ("Lamps of the house\n\nPublished\t2021", 2021),
    ],
)
def test_a_year_that_a_text_speaks_of_is_not_the_one_it_is_from(text: str, year: int | None) -> None:
    assert read_bytes("lamps.txt", text.encode()).year == year


def test_a_title_may_end_with_a_year() -> None:
    assert read_bytes("a.md", b"# Avocet policy 2022\n\n## Notes\n\nWords.").title == "Avocet policy 2022"


@pytest.mark.parametrize(
    ("data", "what"),
    [(b"%PDF-1.7\n1 0 obj", "a PDF"), (b"PK\x03\x04word", "an archive or an Office document")],
)
def test_what_is_no_text_is_not_read_as_text(data: bytes, what: str) -> None:
    with pytest.raises(DocumentUnreadable, match=f"this is {what}, whatever its name says"):
        read_bytes("note.txt", data)


@pytest.mark.parametrize("front", ["a: &a [*a]", "a: &a [x, x]\nb: &b [*a, *a]\ntitle: *b"])
def test_what_stands_for_itself_or_for_much_more_is_no_front_matter(front: str) -> None:
    with pytest.raises(DocumentUnreadable, match="not YAML"):
        read_bytes("note.md", f"---\n{front}\n---\nWords.".encode())
