"""Cutting: whole lists and rows with what leads them, sections apart, every passage at its place."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import DocumentUnreadable
from knowledge.passages import header_of, is_header, passages
from knowledge.readers import Line
from knowledge.reading import _laid_out, read_bytes
from knowledge.types import Passage, Source
from knowledge.units import units
from tests.knowledge.test_reading import PAGES, PIECES


def source(text: str, name: str = "rules.md") -> Source:
    return read_bytes(name, text.encode())


def holding(found: list[Passage], part: str) -> list[Passage]:
    return [passage for passage in found if part in passage.text]


def test_a_list_stays_whole_with_its_lead_in() -> None:
    found = passages(source("# Desk\n\nThe desk helps with:\n\n- forms\n- rooms\n- travel\n"))
    (passage,) = holding(found, "travel")
    assert passage.text == "Desk\n\nThe desk helps with:\nforms\nrooms\ntravel"


def test_text_under_different_headings_is_never_one_passage() -> None:
    found = passages(source("# One\n\nShort words.\n\n# Two\n\nOther words.\n"))
    assert [passage.section for passage in found] == ["One", "Two"]


def test_a_heading_is_part_of_the_passage_that_it_stands_above_and_of_no_other() -> None:
    words = "Nobody waits for longer than a week. " * 15
    first, second = passages(source(f"# Desk\n\n## Waiting\n\n{words}\n\n{words}\n"))
    assert first.text.startswith("Desk\n\nWaiting\n\nNobody waits")
    assert second.text.startswith("Nobody waits")
    assert first.section == second.section == "Waiting"


def test_a_long_list_is_cut_between_items_each_part_under_the_lead_in() -> None:
    items = "".join(
        f"- item number {number} is about the work of team {number} in the hall\n" for number in range(60)
    )
    found = passages(source(f"# L\n\nWhat teams do:\n\n{items}"))
    assert len(found) > 1
    assert all("What teams do:\n" in passage.text[:20] for passage in found)
    assert all(len(passage.text) < 1_000 for passage in found)


def test_a_row_far_down_a_table_is_shown_under_the_header() -> None:
    rows = "".join(
        f"| Team {number} | {number} days of shadowing in another team each year |\n" for number in range(40)
    )
    text = f"# T\n\n| Team | Offer |\n|---|---|\n{rows}"
    of = source(text)
    (passage,) = holding(passages(of), "Team 39\t")
    assert passage.text.startswith("Team\tOffer\t\n")
    assert of.text[passage.start : passage.end] == passage.text.removeprefix("Team\tOffer\t\n")


@pytest.mark.parametrize(
    ("rows", "heads"),
    [
        (["Scheme\tDays", "Mentor\t6", "Course\t12"], True),
        (["Step\tWho", "Agree what the year should bring\tThe person and their manager"], True),
        (["Ada Reed\tHead of People", "Bo Lind\tHead of Works", "Cy Orr\tHead of Roads"], False),
        (["1\tRead", "2\tWrite"], False),
        (["Only\tone"], False),
    ],
)
def test_the_first_row_heads_a_table_only_where_it_differs_from_the_rest(
    rows: list[str], heads: bool
) -> None:
    assert is_header(rows) is heads


def test_a_whole_document_is_cut_without_losing_a_word() -> None:
    of = source(PAGES, "plan.txt")
    found = passages(of)
    for block in of.blocks:
        if block.kind != "heading":
            assert any(passage.start <= block.start and block.end <= passage.end for passage in found)


@given(st.lists(PIECES, max_size=40), st.sampled_from(["a.txt", "a.md"]))
def test_every_passage_is_its_slice_with_at_most_a_line_above_it(lines: list[str], name: str) -> None:
    try:
        of = source("\n".join(lines), name)
    except DocumentUnreadable:
        return
    last = 0
    for passage in passages(of):
        own = of.text[passage.start : passage.end]
        assert own.strip()
        assert last <= passage.start
        last = passage.end
        assert passage.text.endswith(own)
        above = passage.text.removesuffix(own).rstrip("\n")
        assert above == "" or (above in of.text[: passage.start] and "\n" not in above)


@given(st.lists(PIECES, max_size=40))
def test_cutting_again_gives_the_same(lines: list[str]) -> None:
    try:
        of = source("\n".join(lines), "a.txt")
    except DocumentUnreadable:
        return
    assert passages(of) == passages(of)


def test_a_list_of_names_and_posts_has_no_header() -> None:
    rows = "Ada Marsh\tHouse Chief Executive\nOla Fen\tChair, West House\nIvo Reed\tChief Executive, North House\n"
    rows += "Una Peat\tHouse Director of Lamps\nBo Sedge\tHouse Executive Nurse\n"
    of = read_bytes("names.txt", f"Thanks\n\n1. Who took part\n\n{rows}".encode())
    assert header_of(of.text, [block for block in of.blocks if block.kind == "row"]) is None


def test_a_row_that_its_reader_knows_for_a_header_is_one() -> None:
    assert is_header(["Name\tPlace\t", "Ann Lee\tLeeds"])
    assert not is_header(["Name\tPlace", "Ann Lee\tLeeds"])


def test_years_may_head_a_table() -> None:
    assert is_header(["Orchard\t2021\t2022/23", "North\t310\t355", "South\t12\t15"])


def test_a_table_that_goes_on_on_another_page_is_cited_there_under_its_header() -> None:
    lines = [Line("heading", "Rooms", page=1), Line("row", "Room\tLamps\t", group=1, page=1)]
    lines += [Line("row", f"Room {n}\t{n} lamps", group=1, page=1 + n // 4) for n in range(8)]
    text, blocks = _laid_out(lines, "Rooms")
    found = passages(Source("rooms.pdf", "Rooms", text, blocks, "digest"))
    (second,) = holding(found, "Room 5")
    assert second.page == 2
    assert second.text.startswith("Room\tLamps")
    assert holding(found, "Room 2")[0].page == 1


def test_a_text_of_a_thousand_short_sentences_is_cut_in_time_that_grows_with_its_length() -> None:
    def seconds(times: int) -> float:
        of = read_bytes("letters.txt", ("A. B. C. " * times).encode())
        (passage,) = passages(of)
        began = time.perf_counter()
        units(passage, of.text)
        return time.perf_counter() - began

    assert seconds(16_000) < 60 * max(seconds(1_000), 0.002)
