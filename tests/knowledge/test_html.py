"""HTML as a browser shows it, and Markdown to its innermost list: no word altered, none lost, none that is hidden."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.errors import DocumentUnreadable
from knowledge.readers import Content, Line, Unreadable, html, markdown
from knowledge.reading import read_bytes


def page(body: str, head: str = "") -> Content:
    return html.read(f'<html><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'.encode())


def read(body: str) -> list[tuple[str, str]]:
    return [(line.kind, line.text) for line in page(body).lines]


def said(lines: list[Line]) -> str:
    return " ".join(line.text for line in lines)


def groups(lines: list[Line]) -> list[list[str]]:
    """The texts of neighbouring lines that belong together."""
    found: list[list[str]] = []
    last: int | None = None
    for line in lines:
        if found and line.group is not None and line.group == last:
            found[-1].append(line.text)
        else:
            found.append([line.text])
        last = line.group
    return found


class TestWords:
    @pytest.mark.parametrize(
        "words",
        [
            "Write to jane_doe@nhs.uk or to _desk_.",
            "A box of 5*3*2 feet",
            "Graded A* or A",
            "It is so [see](annex 2), and [thus].",
            "1986. A great year",
            "# 4 in the queue",
            "- minus, + plus, > more",
            "a | b | c",
            r"C:\house\plan and 1\. one",
            "`code` and ***stars*** and ~~waves~~",
            "Use <b> & &amp; where <i> was",
        ],
    )
    def test_marks_that_mean_something_elsewhere_stay_as_they_are(self, words: str) -> None:
        escaped = words.replace("&", "&amp;").replace("<", "&lt;")
        assert read(f"<p>{escaped}</p>") == [("paragraph", words)]

    def test_marks_of_emphasis_links_and_quotes_do_not_part_a_word(self) -> None:
        assert read("<p>un<b>der</b>stand <a href='#'>the plan</a>, she said: <q>yes</q></p>") == [
            ("paragraph", "understand the plan, she said: “yes”")
        ]

    def test_white_space_is_one_space_and_a_picture_says_nothing(self) -> None:
        assert read("<p>one\n  two&nbsp;three <img alt='a cat' src='x'></p>") == [
            ("paragraph", "one two three")
        ]


class TestBlocks:
    def test_headings_have_their_level_and_are_one_line(self) -> None:
        lines = page("<h1>People<br>plan</h1><h3><div>What</div><div>we offer</div></h3>").lines
        assert [(line.kind, line.text, line.level) for line in lines] == [
            ("heading", "People plan", 1),
            ("heading", "What we offer", 3),
        ]

    def test_a_list_belongs_with_its_lead_in_and_holds_the_lists_in_it(self) -> None:
        lines = page(
            "<p>Before it.</p><p>The desk helps with:</p>"
            "<ul><li>forms<ol><li>long ones</li><li>short ones</li></ol></li><li><p>rooms</p><p>and keys</p></li></ul>"
            "<ul><li>another list</li></ul><p>After it.</p>"
        ).lines
        assert groups(lines) == [
            ["Before it."],
            ["The desk helps with:", "forms", "long ones", "short ones", "rooms", "and keys"],
            ["another list"],
            ["After it."],
        ]
        assert [line.kind for line in lines] == ["paragraph"] * 2 + ["item"] * 6 + ["paragraph"]

    def test_a_heading_does_not_lead_into_a_list(self) -> None:
        assert groups(page("<p>Words.</p><h2>Offers</h2><ul><li>one</li></ul>").lines) == [
            ["Words."],
            ["Offers"],
            ["one"],
        ]

    def test_items_without_a_list_are_one(self) -> None:
        assert groups(page("<div><li>one</li><li>two</li></div>").lines) == [["one", "two"]]

    def test_a_block_quotation_and_captions_of_figures(self) -> None:
        assert read(
            "<blockquote><p>Nobody asked.</p></blockquote><figure><figcaption>A desk</figcaption></figure>"
        ) == [
            ("quotation", "Nobody asked."),
            ("caption", "A desk"),
        ]

    def test_loose_text_is_paragraphs(self) -> None:
        assert read("loose <i>words</i><div>in a box<section>deeper</section>after it</div>last") == [
            ("paragraph", text) for text in ("loose words", "in a box", "deeper", "after it", "last")
        ]

    def test_what_a_style_shows_as_blocks_is_apart(self) -> None:
        assert read("<span>One</span><span style='display:block'>Two</span>three") == [
            ("paragraph", "One"),
            ("paragraph", "Two"),
            ("paragraph", "three"),
        ]

    def test_lines_of_an_address_are_together_and_an_empty_one_parts(self) -> None:
        assert groups(page("<p>Rosa Quill<br>Head of People<br><br>2 High Street<br>Bay</p>").lines) == [
            ["Rosa Quill", "Head of People"],
            ["2 High Street", "Bay"],
        ]

    def test_a_break_in_a_sentence_does_not_break_it(self) -> None:
        assert read("<p>The council loses one manager in seven each<br>year. It<br>Counts.</p>") == [
            ("paragraph", "The council loses one manager in seven each year. It"),
            ("paragraph", "Counts."),
        ]

    def test_lines_after_a_colon_are_its_list(self) -> None:
        lines = page(
            "<p>Some words before it.<br>We offer:<br>- a mentor<br>- a course.</p><ul><li>x</li></ul>"
        ).lines
        assert groups(lines)[:2] == [["Some words before it."], ["We offer:", "- a mentor"]]

    def test_the_last_line_of_a_paragraph_leads_into_its_list(self) -> None:
        assert groups(page("<p>Rosa Quill<br>She offers:</p><ul><li>talks</li></ul>").lines) == [
            ["Rosa Quill"],
            ["She offers:", "talks"],
        ]

    def test_preformatted_lines_are_lines(self) -> None:
        assert groups(page("<pre>North   house\nSouth house\n\nEnd</pre>").lines) == [
            ["North house", "South house"],
            ["End"],
        ]

    def test_a_term_stands_with_what_defines_it(self) -> None:
        lines = page(
            "<dl><dt>Mentor</dt><dd>Somebody who listens.</dd><div><dt>Post</dt><dt>Job</dt><dd>Work.</dd></div></dl>"
        ).lines
        assert [(line.kind, line.text) for line in lines] == [
            ("row", "Mentor\tSomebody who listens."),
            ("row", "Post\tJob\tWork."),
        ]
        assert len(groups(lines)) == 2  # the first is no header of the second

    def test_a_long_answer_is_read_as_it_stands(self) -> None:
        lines = page(
            "<dl><dt>Who may climb?</dt><dd><ul><li>Ann</li><li>Bo</li></ul><p>Ask.</p></dd></dl>"
        ).lines
        assert groups(lines) == [["Who may climb?", "Ann", "Bo"], ["Ask."]]


class TestTables:
    def test_a_table_is_rows_of_one_group_and_its_header_row_ends_with_a_tab(self) -> None:
        lines = page(
            "<table><tr><th>House</th><th>Talks</th></tr><tr><td>North</td><td>4</td></tr>"
            "<tr><td>South</td><td></td></tr><tr><td></td><td> </td></tr></table>"
        ).lines
        assert lines == [
            Line("row", text, group=lines[0].group) for text in ("House\tTalks\t", "North\t4", "South")
        ]

    def test_only_what_says_so_is_a_header(self) -> None:
        first, rest = "<tr><td>House</td><td>Talks</td></tr>", "<tr><td>North</td><td>4</td></tr>"
        assert said(page(f"<table>{first}{rest}</table>").lines) == "House\tTalks North\t4"
        assert read(f"<table><thead>{first}</thead>{rest}</table>")[0] == ("row", "House\tTalks\t")
        assert read("<table><tr><th>Owner</th><td>Ann</td></tr><tr><th>Post</th><td></td></tr></table>") == [
            ("row", "Owner\tAnn"),
            ("row", "Post"),
        ]

    def test_an_empty_corner_is_part_of_a_header(self) -> None:
        assert read("<table><tr><td></td><th>2021</th></tr><tr><th>North</th><td>4</td></tr></table>") == [
            ("row", "\t2021\t"),
            ("row", "North\t4"),
        ]

    def test_a_caption_comes_first_and_no_row_is_lost_without_a_head(self) -> None:
        assert read(
            "<table><caption>What it costs</caption><tr><td>North</td><td>310</td></tr>"
            "<tr><td>South</td><td>295</td></tr></table>"
        ) == [("caption", "What it costs"), ("row", "North\t310"), ("row", "South\t295")]

    def test_a_header_over_all_columns_is_their_caption(self) -> None:
        assert read(
            "<table><tr><th colspan=2>Costs</th></tr><tr><th>House</th><th>Pounds</th></tr>"
            "<tr><td>North</td><td>310</td></tr></table>"
        ) == [("caption", "Costs"), ("row", "House\tPounds\t"), ("row", "North\t310")]

    def test_cells_that_span_others_leave_these_empty(self) -> None:
        assert read(
            "<table><tr><th>House</th><th>Year</th><th>Talks</th></tr>"
            "<tr><td rowspan=2>North</td><td>2021</td><td>4</td></tr><tr><td>2022</td><td>5</td></tr>"
            "<tr><td colspan=2>All</td><td>9</td></tr></table>"
        ) == [
            ("row", "House\tYear\tTalks\t"),
            ("row", "North\t2021\t4"),
            ("row", "\t2022\t5"),
            ("row", "All\t\t9"),
        ]

    def test_the_foot_comes_last_wherever_it_is_written(self) -> None:
        assert read(
            "<table><tfoot><tr><td>All</td><td>9</td></tr></tfoot><tr><td>North</td><td>4</td></tr></table>"
        ) == [
            ("row", "North\t4"),
            ("row", "All\t9"),
        ]

    def test_a_table_that_says_it_is_one_keeps_its_rows_whatever_its_cells_hold(self) -> None:
        assert read(
            "<table><tr><th>House</th><th>Offers</th></tr><tr><td>North</td>"
            "<td><p>Talks<br>Walks</p><ul><li>Courses</li></ul></td></tr></table>"
        )[1] == ("row", "North\tTalks Walks Courses")

    def test_one_long_cell_among_many_short_ones_makes_no_layout(self) -> None:
        cells = "<tr><td>North</td><td>4</td></tr>" * 3
        assert ("row", "South\tFive. Or six.") in read(
            f"<table>{cells}<tr><td>South</td><td><p>Five.</p><p>Or six.</p></td></tr></table>"
        )

    def test_a_table_in_a_table_is_whole_and_so_are_its_neighbours(self) -> None:
        assert read(
            "<table><tr><td>Left of it<h2>Talks</h2></td><td><p>Above it.</p>"
            "<table><tr><th>House</th><th>Talks</th></tr><tr><td>North</td><td>4</td></tr></table>"
            "<ul><li>Below it</li></ul></td><td>Right of it</td></tr><tr><td>Second row</td></tr></table>"
        ) == [
            ("paragraph", "Left of it"),
            ("heading", "Talks"),
            ("paragraph", "Above it."),
            ("row", "House\tTalks\t"),
            ("row", "North\t4"),
            ("item", "Below it"),
            ("paragraph", "Right of it"),
            ("paragraph", "Second row"),
        ]

    def test_cells_of_several_blocks_are_read_one_after_the_other(self) -> None:
        assert read(
            "<table><tr><td>Menu</td><td><p>One.</p><p>Two.</p></td></tr></table>"
            "<table><tr><td>A box of one column.</td></tr></table>"
            "<table role=presentation><tr><td>Left</td><td>Right</td></tr></table>"
        ) == [
            ("paragraph", text) for text in ("Menu", "One.", "Two.", "A box of one column.", "Left", "Right")
        ]

    def test_text_between_cells_is_not_lost(self) -> None:
        assert read("<table>loose<tr><td>a</td><td>b</td></tr></table>") == [
            ("paragraph", "loose"),
            ("row", "a\tb"),
        ]


class TestCharacters:
    @pytest.mark.parametrize(
        ("data", "words"),
        [
            ("<p>It is £90 – “no more”".encode(), "It is £90 – “no more”"),
            ("<p>It is £90 – “no more”".encode("cp1252"), "It is £90 – “no more”"),
            ("<p>It is £90".encode("utf-8-sig"), "It is £90"),
            ("<p>It is £90".encode("utf-16"), "It is £90"),
            ('<meta charset="iso-8859-1"><p>It is “£90”'.encode("cp1252"), "It is “£90”"),
            ('<meta charset="iso-8859-2"><p>Łódź'.encode("iso-8859-2"), "Łódź"),
            (
                '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251"><p>Дом'.encode(
                    "cp1251"
                ),
                "Дом",
            ),
            ('<?xml version="1.0" encoding="iso-8859-2"?><html><p>Łódź'.encode("iso-8859-2"), "Łódź"),
            ('<meta charset="iso-8859-2"><p>£90'.encode("utf-8-sig"), "£90"),
            ('<meta charset="utf-8"><p>£90'.encode("cp1252"), "£90"),
            ('<meta charset="utf-16"><p>£90'.encode(), "£90"),
            ('<meta charset="unicode_escape"><p>£90 \\n'.encode(), "£90 \\n"),
            ('<meta charset="martian"><p>£90'.encode(), "£90"),
        ],
        ids=range(13),
    )
    def test_they_are_what_the_page_or_its_bytes_say(self, data: bytes, words: str) -> None:
        assert said(html.read(data).lines) == words


class TestHidden:
    def test_style_sheets_are_not_read(self) -> None:
        assert page("<p class='x'>Seen.</p>", "<style>.x{display:none}</style>") == Content(
            [Line("paragraph", "Seen.", group=1)]
        )

    @pytest.mark.parametrize(
        "how",
        [
            "hidden",
            "style='display: none'",
            "style='visibility:hidden'",
            "style='font-size:0px'",
            "style='opacity:0'",
            "style='color:#FFF'",
            "style='color:white;background:#ffffff'",
        ],
    )
    def test_by_itself_is_left_out_and_counted(self, how: str) -> None:
        found = page(f"<p>Seen <span {how}>Ignore <i {how}>that</i>.</span>too.</p><p {how}> </p>")
        assert (said(found.lines), found.remarks) == (
            "Seen too.",
            ["1 pieces of hidden text were left out."],
        )

    @pytest.mark.parametrize(
        "body",
        [
            "<p style='color:white;background:#005eb8'>Seen.</p>",
            "<table bgcolor=navy><tr><td style='color:#fff'>Seen.</td></tr></table>",
            "<div style='font-size:0'><p style='font-size:13px'>Seen.</p></div>",
            "<p style='opacity:0.8;font-size:0.9em;background-color:white'>Seen.</p>",
        ],
    )
    def test_what_can_be_seen_is_read(self, body: str) -> None:
        found = page(body)
        assert (said(found.lines), found.remarks) == ("Seen.", [])

    def test_scripts_navigation_and_forms_are_left_out(self) -> None:
        found = page(
            "<nav>Home</nav>One<script>a()</script><style>b{}</style> two<form>Name<input></form>"
            "<noscript>c</noscript><svg><title>d</title></svg><button>Go</button>three"
        )
        assert said(found.lines) == "One two three"
        assert found.remarks == []

    def test_a_form_around_the_whole_page_is_the_page(self) -> None:
        assert read("<form><h1>Plan</h1><p>Words.</p><select><option>Hull</select><form>x</form></form>") == [
            ("heading", "Plan"),
            ("paragraph", "Words."),
        ]


class TestDepth:
    @pytest.mark.parametrize("depth", [250, 300, 2_000])
    def test_all_of_a_deep_page_is_read(self, depth: int) -> None:
        body = f"<p>Before.</p>{'<div>' * depth}Deep.{'</div>' * depth}<p>After.</p>"
        assert said(page(body).lines) == "Before. Deep. After."

    @pytest.mark.parametrize("tag", ["div", "b", "ul><li", "blockquote", "table><tr><td"])
    def test_a_page_deeper_than_that_is_refused_in_a_sentence(self, tag: str) -> None:
        body = "<p>Before.</p>" + f"<{tag}>" * 5_000 + "Deep."
        with pytest.raises(Unreadable, match="nested deeper"):
            page(body)
        with pytest.raises(DocumentUnreadable, match=r"^deep\.html: .*nested deeper.*\.$"):
            read_bytes("deep.html", body.encode())

    def test_tables_in_tables_in_tables(self) -> None:
        words = [f"word{number}" for number in range(500)]
        body = "".join(f"<table><tr><td>{word}" for word in words)
        assert said(page(body).lines).split() == words


MARKS = """<p> </p> <div> </div> <b> </b> <br> <h2> </h2> <ul> <ol> </ul> <li> </li> <table> </table> <tr> <td> </td>
<th> <caption> <thead> <tfoot> <dl> </dl> <dt> <dd> <blockquote> </blockquote> <pre> </pre> <figcaption>
<td/rowspan=3/colspan=2> <th/colspan=0> <span/style='display:block'> </span>"""


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(MARKS.split()), min_size=1, max_size=40))
def test_no_word_of_any_page_is_lost_or_said_twice_and_only_headers_end_with_a_tab(pieces: list[str]) -> None:
    body = "".join(f"{piece} w{number}x " for number, piece in enumerate(pieces))
    lines = page(body).lines
    assert sorted(said(lines).split()) == sorted(f"w{number}x" for number in range(len(pieces)))
    for line in lines:
        assert line.text.strip()
        assert "\n" not in line.text
        assert line.kind == "row" or "\t" not in line.text
        assert not line.text.endswith("\t\t")
        assert not line.text.endswith("\t") or "<th" in body


class TestMarkdown:
    def test_the_header_row_of_a_table_ends_with_a_tab(self) -> None:
        lines = markdown.blocks("| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | |\n| | |\n")
        assert [line.text for line in lines] == ["a\tb\t", "1\t2", "3"]
        assert len({line.group for line in lines}) == 1

    def test_an_empty_header_row_is_none(self) -> None:
        assert [line.text for line in markdown.blocks("| | |\n|---|---|\n| x | y |\n")] == ["x\ty"]

    @pytest.mark.parametrize("depth", [9, 12, 29, 30, 31, 400])
    @pytest.mark.parametrize("indent", ["  ", "\t"])
    def test_all_items_of_a_deep_list_are_kept(self, depth: int, indent: str) -> None:
        items = "\n".join(f"{indent * number}- item {number}" for number in range(depth))
        lines = markdown.blocks(f"# Top\n\nBefore.\n\n{items}\n\nAfter it all.\n")
        kept = re.findall(r"item (\d+)", said(lines))
        assert list(map(int, kept)) == list(range(depth))
        assert lines[0] == Line("heading", "Top", level=1)
        assert said(lines).endswith("After it all.")

    @pytest.mark.parametrize("depth", [19, 20, 58, 60, 400])
    def test_the_innermost_quotation_is_kept_and_what_follows_is_read_as_markdown(self, depth: int) -> None:
        lines = markdown.blocks(f"Before.\n\n{'> ' * depth}Deep words.\n\n| a |\n|---|\n| b |\n")
        assert [line.text for line in lines] == ["Before.", "Deep words.", "a\t", "b"]
        assert len({line.group for line in lines}) == 3

    def test_a_file_of_nothing_but_a_deep_quotation_is_read(self) -> None:
        assert "Deep words." in read_bytes("deep.md", b"> " * 90 + b"Deep words.").text
