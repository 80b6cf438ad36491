"""Data is only ever text, in every part of every screen."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.widgets import Static

from assistant.dialogue import PastTurn
from assistant.events import (
    Asked,
    Citation,
    Cited,
    Delta,
    Done,
    Event,
    Failed,
    Note,
    Noted,
    Option,
    Saved,
    Side,
    Working,
)
from tests.tui.conftest import Opener
from tests.tui.scripted import Script, guided
from tui.messages import WorkFailed
from tui.screens.document import found_again
from tui.text import cell, content, shown

HOSTILE = (
    "[@click=app.quit]x[/][/oops]",
    "[type=x,v={'a[0]'}][3][5][/",
    "A\x1b]52;c;SGFja2Vk\x1b\\B\x9b2J",
    "\x1b]0;a\u202eb\u2066\ud800",
)
"""Each without a space, so that it is wrapped as little as possible and can be looked for on the screen."""


@given(st.text(st.characters(codec=None)))
def test_shown_text_keeps_its_length_and_holds_nothing_a_terminal_obeys(text: str) -> None:
    safe = shown(text)
    assert len(safe) == len(text)
    for letter in safe:
        assert letter in "\n\t" or unicodedata.category(letter) not in {"Cc", "Cs"}
        assert not 0x202A <= ord(letter) <= 0x202E
    safe.encode()


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs"))))
def test_ordinary_text_is_shown_as_it_is(text: str) -> None:
    assert shown(text) == text
    assert content(text).plain == text


@given(st.text())
def test_a_cell_is_one_line(text: str) -> None:
    assert "\n" not in cell(text).plain


def everywhere(bad: str) -> tuple[Script, Script]:
    """A chat and a guided conversation with the same bad text in every place that holds data."""
    citation = Citation(bad, bad, bad, 3, bad, 0, 4)

    def answer(text: str, side: Side | None) -> Iterator[Event]:
        yield Working(bad, 1, 2)
        yield Saved("c1")
        yield Cited((citation,))
        yield Noted(Note("understood", {"value": bad}))
        yield Delta(bad)
        yield Done(
            f"{bad}\n\n| {bad} | b |\n|---|---|\n| {bad} | [x](file:///etc/passwd) |\n\n- {bad}\n\n```\n{bad}\n```\n"
        )

    past = (PastTurn("individual", bad, bad), PastTurn("manager", bad, bad))
    script = guided()
    script.now = replace(
        script.now,
        title=bad,
        stages=tuple(replace(stage, title=bad) for stage in script.now.stages),
        lines=tuple(replace(line, stage_title=bad, label=bad, shown=bad) for line in script.now.lines),
        asked=Asked("readiness", "readiness", "individual", (Option("a", bad, bad),)),
        people={"individual": bad, "manager": bad},
    )
    script.said = past
    script.answer = answer
    return Script(answer=answer), script


@pytest.mark.parametrize("bad", HOSTILE, ids=ascii)
async def test_hostile_text_is_shown_letter_by_letter_in_every_part(program: Opener, bad: str) -> None:
    chat, talk = everywhere(bad)
    async with program((160, 60), chat=chat, talk=talk) as talent:
        assistant = talent.assistant
        assistant.account.display = bad
        assistant.titles = {"c1": bad, "g1": bad}
        assistant.names = {"P1": bad, "P2": bad}
        expected = shown(bad)
        await talent.app.chat.signed_in(assistant)  # type: ignore[arg-type]

        def drawn(times: int) -> None:
            text = talent.screen_text
            assert text.count(expected) >= times, text
            assert not {"\x1b", "\x9b", "\x07"} & set(text)

        drawn(1)
        await talent.send("hello")
        drawn(8)
        await talent.press("f6", "enter")
        drawn(0)
        await talent.press("escape")
        talent.app.chat.resume("g1")
        await talent.settle()
        drawn(14)
        await talent.press("1")
        drawn(14)
        for key in ("f2", "f4", "f3"):
            await talent.press(key)
            drawn(2)
            await talent.press("escape")
        await talent.press("f2", "f7")
        drawn(1)
        await talent.press("escape", "escape")
        await talent.press("f1")
        drawn(0)
        await talent.press("escape")
        talent.app.chat.prompt.give_back(bad)
        await talent.settle()
        assert talent.prompt == expected
        before = talent.screen_text.count(expected)
        talent.app.post_message(WorkFailed("library", bad))
        await talent.settle()
        drawn(before + 1)


@pytest.mark.parametrize("bad", HOSTILE, ids=ascii)
async def test_a_hostile_error_is_shown_as_text(program: Opener, bad: str) -> None:
    def answer(text: str, side: Side | None) -> Iterator[Event]:
        yield Failed(bad)

    async with program(chat=Script(answer=answer)) as talent:
        await talent.send("x")
        assert shown(bad) in talent.last(".waiting")


async def test_a_click_on_text_that_looks_like_an_action_does_nothing(program: Opener) -> None:
    def answer(text: str, side: Side | None) -> Iterator[Event]:
        yield Done("[@click=app.quit]leave[/] and [elsewhere](file:///etc/passwd)")

    async with program(chat=Script(answer=answer)) as talent:
        await talent.send("[@click=app.quit]x[/]")
        turn = talent.app.chat.transcript.turns[-1]
        await talent.pilot.click(turn.query_one(".said", Static), offset=(20, 0))
        await talent.pilot.click(turn.query_one("MarkdownParagraph"), offset=(20, 0))
        await talent.pilot.click(turn.query_one("MarkdownParagraph"), offset=(38, 0))
        await talent.settle()
        assert talent.app.is_running and not talent.app._exit


async def test_a_tooltip_over_a_table_cell_cannot_break_the_program(program: Opener) -> None:
    def answer(text: str, side: Side | None) -> Iterator[Event]:
        yield Done("| a | b |\n|---|---|\n| [/oops] | c |\n")

    async with program(chat=Script(answer=answer)) as talent:
        await talent.send("x")
        cells = talent.app.chat.transcript.turns[-1].query("MarkdownTableCellContents")
        assert len(cells) == 4
        assert [one.tooltip for one in cells] == [None] * 4


@given(
    st.text(alphabet="ab \n", max_size=40), st.text(alphabet="ab", min_size=1, max_size=5), st.integers(0, 40)
)
def test_a_quotation_is_found_again_where_its_words_stand_now(text: str, quote: str, start: int) -> None:
    found = found_again(Citation("d", "t", "", None, quote, start, start + len(quote)), text)
    assert text[found.start : found.end] == (quote if quote in text else "")
