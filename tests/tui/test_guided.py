"""A guided conversation of two people on one screen."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event as Gate

from assistant.events import Done, Event, Side
from tests.tui.conftest import Opener
from tests.tui.scripted import guided


async def test_stages_record_progress_and_options_are_shown(talk: Opener) -> None:
    async with talk() as talent:
        shown = talent.screen_text
        for part in (
            "5 of 11 · Talent conversation",
            "check again Strengths and evidence",
            "now         Readiness",
            "to do       Plan",
            "Best work (Priya Nair): Clinics merged",
            "Best work (Sam Okafor): Calm in a crisis",
            "[check again]",
            "1 Ready now — could do it tomorrow",
            "3 One to three years",
            "(x) Individual: Priya Nair",
            "( ) Manager: Sam Okafor",
        ):
            assert part in shown


async def test_a_number_on_an_empty_prompt_chooses_an_option(talk: Opener) -> None:
    async with talk() as talent:
        await talent.press("2")
        assert talent.assistant.talk.heard == [("Within a year", "individual")]


async def test_a_number_in_a_text_is_a_number(talk: Opener) -> None:
    async with talk() as talent:
        await talent.type("in 2")
        assert talent.prompt == "in 2"
        assert talent.assistant.talk.heard == []


async def test_a_number_beyond_the_options_is_text(talk: Opener) -> None:
    async with talk() as talent:
        await talent.type("4")
        assert talent.prompt == "4"


async def test_options_can_be_chosen_with_the_arrow_keys(talk: Opener) -> None:
    async with talk() as talent:
        await talent.press("shift+tab", "down", "down", "enter")
        assert talent.assistant.talk.heard == [("One to three years", "individual")]


async def test_options_can_be_clicked(talk: Opener) -> None:
    async with talk() as talent:
        await talent.pilot.click("#choices", offset=(4, 2))
        await talent.settle()
        assert talent.assistant.talk.heard == [("Within a year", "individual")]


async def test_after_an_answer_the_other_side_is_asked(talk: Opener) -> None:
    async with talk() as talent:
        await talent.press("1")
        assert "(x) Manager: Sam Okafor" in talent.screen_text
        await talent.press("3")
        assert talent.assistant.talk.heard == [("Ready now", "individual"), ("One to three years", "manager")]


async def test_one_key_answers_for_the_other_side(talk: Opener) -> None:
    async with talk() as talent:
        await talent.press("f8")
        await talent.send("My view")
        assert talent.assistant.talk.heard == [("My view", "manager")]
        assert "Sam Okafor (manager)" in talent.screen_text


async def test_an_answer_typed_while_the_last_one_is_taken_is_kept(talk: Opener) -> None:
    gate = Gate()
    script = guided()

    def answer(text: str, side: Side | None) -> Iterator[Event]:
        gate.wait(20)
        yield Done("Thank you.")

    script.answer = answer
    async with talk(talk=script) as talent:
        await talent.type("one")
        await talent.tap("enter")
        await talent.type("two")
        await talent.tap("enter")
        assert talent.prompt == "two"
        gate.set()
        await talent.settle()
        assert [text for text, _ in script.heard] == ["one"]


async def test_choosing_a_stage_goes_there(talk: Opener) -> None:
    async with talk() as talent:
        await talent.press("f6", "down", "enter")
        assert talent.assistant.talk.heard == [("/stage plan", "individual")]


async def test_commands_are_listed_while_one_is_typed_and_tab_completes(talk: Opener) -> None:
    async with talk() as talent:
        await talent.type("/s")
        for part in ("/skip", "/stage", "/summary"):
            assert part in talent.screen_text
        await talent.press("down", "tab")
        assert talent.prompt == "/stage "
        await talent.type("pl")
        await talent.press("tab", "enter")
        assert talent.assistant.talk.heard == [("/stage plan", "individual")]


async def test_escape_puts_the_list_of_commands_away(talk: Opener) -> None:
    async with talk() as talent:
        await talent.type("/")
        await talent.press("escape")
        assert not talent.app.chat.composer.completions.display
        assert talent.prompt == "/"


async def test_commands_for_a_guided_conversation_are_not_offered_in_a_chat(program: Opener) -> None:
    async with program() as talent:
        await talent.type("/")
        assert "/new" in talent.screen_text
        assert "/skip" not in talent.screen_text


async def test_everything_fits_a_terminal_of_80_by_24(talk: Opener) -> None:
    async with talk((80, 24)) as talent:
        shown = talent.screen_text
        for part in (
            "5 of 11 · Talent conversation",
            "1 Ready now",
            "3 One to three years",
            "(x) Individual: Priya Nair",
            "Your answer",
            "F6 Panel",
        ):
            assert part in shown
