"""The lists: conversations, people, and the form that starts a guided conversation."""

from __future__ import annotations

from tests.tui.conftest import Opener
from tui.screens.conversations import ConversationsScreen
from tui.screens.people import PeopleScreen
from tui.screens.start import StartScreen


async def test_conversations_are_found_by_typing_and_resumed_with_enter(program: Opener) -> None:
    async with program() as talent:
        await talent.press("f2")
        assert "What is a talent pool?" in talent.screen_text
        await talent.type("priya")
        await talent.settle()
        assert "What is a talent pool?" not in talent.screen_text
        assert "1 of 2" in talent.screen_text
        await talent.press("enter")
        assert ("resume", "g1") in talent.assistant.asked_for
        assert "Talent conversation: Priya Nair" in talent.screen_text


async def test_the_cursor_moves_while_the_filter_keeps_the_focus(program: Opener) -> None:
    async with program() as talent:
        await talent.press("f2", "down", "enter")
        assert ("resume", "g1") in talent.assistant.asked_for


async def test_a_conversation_can_be_renamed(program: Opener) -> None:
    async with program() as talent:
        await talent.press("f2", "f7", "end")
        await talent.type(" Again")
        await talent.press("enter")
        assert talent.assistant.titles["c1"] == "What is a talent pool? Again"
        assert "What is a talent pool? Again" in talent.screen_text


async def test_a_draft_is_deleted_with_a_reason_only(program: Opener) -> None:
    async with program() as talent:
        await talent.press("f2", "f8", "enter")
        assert "This needs some text" in talent.screen_text
        assert "c1" in talent.assistant.titles
        await talent.type("mistake")
        await talent.press("enter")
        assert "c1" not in talent.assistant.titles
        assert "What is a talent pool?" not in talent.screen_text


async def test_escape_leaves_a_list_without_doing_anything(program: Opener) -> None:
    async with program() as talent:
        await talent.press("f2")
        assert isinstance(talent.app.screen, ConversationsScreen)
        await talent.press("escape")
        assert talent.app.screen is talent.app.chat
        assert talent.assistant.asked_for == []


async def test_people_lead_to_the_conversations_with_them(program: Opener) -> None:
    async with program() as talent:
        await talent.press("f4")
        assert isinstance(talent.app.screen, PeopleScreen)
        await talent.type("priya")
        await talent.press("enter")
        assert "What is a talent pool?" not in talent.screen_text
        await talent.press("enter")
        assert ("resume", "g1") in talent.assistant.asked_for
        assert talent.app.screen is talent.app.chat


async def test_a_guided_conversation_is_started_by_keyboard_alone(program: Opener) -> None:
    async with program((80, 24)) as talent:
        await talent.press("f3")
        assert isinstance(talent.app.screen, StartScreen)
        assert "Start a guided conversation" in talent.screen_text
        assert "Cancel" in talent.screen_text
        await talent.type("nair")
        await talent.press("enter", "down", "enter")
        assert talent.assistant.asked_for == [("talent", "P2", "full")]
        assert "Talent conversation: Priya Nair" in talent.screen_text


async def test_the_modes_on_offer_are_those_of_the_guide(program: Opener) -> None:
    async with program() as talent:
        await talent.press("f3", "shift+tab", "down")
        assert "light, about 45 minutes" in talent.screen_text
        assert "full" not in talent.screen_text


async def test_nothing_that_needs_an_account_opens_before_there_is_one(program: Opener) -> None:
    async with program(prepare=lambda home: home.door.clear()) as talent:
        await talent.tap("f2", "f3", "f4", "f5")
        assert talent.app.screen is talent.app.chat
