"""What is due stands in an empty conversation: a step from being done, by keys alone."""

from __future__ import annotations

import pytest
from textual.widgets import OptionList

from tests.tui.conftest import Opener
from tui.screens.plan_page import TheirPlanScreen
from tui.screens.start import StartScreen
from tui.widgets.welcome import AgendaList


async def test_the_first_thing_due_is_a_conversation_with_the_person_chosen(program: Opener) -> None:
    async with program() as talent:
        await talent.settle()
        assert "late  Priya Nair" in talent.screen_text
        await talent.press("ctrl+up")
        assert isinstance(talent.app.focused, AgendaList)
        await talent.press("down", "enter")
        assert isinstance(talent.app.screen, StartScreen)
        people = talent.app.screen.query_one("#people", OptionList)
        assert people.highlighted_option is not None and people.highlighted_option.id == "P2"


async def test_escape_leads_back_to_typing_and_a_question_takes_its_place(program: Opener) -> None:
    async with program() as talent:
        await talent.settle()
        await talent.press("ctrl+up", "escape")
        await talent.send("what helps")
        assert not talent.app.chat.query(AgendaList)
        await talent.press("ctrl+n")
        assert "late  Priya Nair" in talent.screen_text


@pytest.mark.parametrize(
    ("downs", "goes"),
    [(3, TheirPlanScreen), (2, None)],
    ids=["a plan that waits", "a conversation that is begun"],
)
async def test_each_leads_to_where_it_is_done(program: Opener, downs: int, goes: type | None) -> None:
    async with program() as talent:
        await talent.settle()
        await talent.press("ctrl+up", *["down"] * downs, "enter")
        if goes is not None:
            assert isinstance(talent.app.screen, goes)
        else:
            assert ("resume", "g1") in talent.assistant.asked_for


async def test_what_has_no_screen_is_told_as_a_command(program: Opener) -> None:
    async with program() as talent:
        await talent.settle()
        await talent.press("ctrl+up", *["down"] * 4, "enter")
        assert "In a shell: talent doctor" in [one.message for one in talent.app._notifications]


async def test_another_role_is_one_step_away(program: Opener) -> None:
    async with program() as talent:
        await talent.settle()
        assert "as yourself" in talent.screen_text
        await talent.press("ctrl+up", "up", "enter")
        assert "as line manager" in talent.screen_text
