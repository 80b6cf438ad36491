"""A chat: asking, waiting, stopping, sources."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event as Gate

from textual.events import Paste

from assistant.dialogue import PastTurn
from assistant.events import Delta, Done, Event, Failed, Saved, Side, Working
from tests.tui.conftest import Opener
from tests.tui.scripted import CITATION, DOCUMENT, Script, ScriptedHome
from tui.screens.document import DocumentScreen
from tui.widgets.prompt import LONGEST


async def test_an_answer_is_shown_with_its_sources(program: Opener) -> None:
    async with program() as talent:
        await talent.send("What is a pool?")
        assert talent.last(".said") == "What is a pool?"
        assert f"About What is a pool?: “{CITATION.quote}” [1]" in talent.screen_text
        assert talent.last(".sources") == "Sources (F6): [1] p. 7 Leading well"
        assert "Part 2 › Conversations · p. 7" in talent.screen_text
        assert talent.prompt == ""


async def test_what_was_streamed_is_shown_once(program: Opener) -> None:
    def answer(text: str, side: Side | None) -> Iterator[Event]:
        whole = "```\nfirst line\nsecond line\n```\n\nand after"
        yield Saved("c1")
        for letter in whole:
            yield Delta(letter)
        yield Done(whole)

    async with program(chat=Script(answer=answer)) as talent:
        await talent.send("code")
        shown = talent.screen_text
        assert [shown.count(part) for part in ("first line", "second line", "and after")] == [1, 1, 1]


async def test_enter_on_a_source_opens_the_document_at_the_quotation(program: Opener) -> None:
    async with program() as talent:
        await talent.send("hello")
        await talent.press("f6")
        await talent.press("enter")
        assert isinstance(talent.app.screen, DocumentScreen)
        area = talent.app.screen.query_one("TextArea")
        assert area.selected_text == CITATION.quote == DOCUMENT[CITATION.start : CITATION.end]
        assert "Quotation [1] · Part 2 › Conversations · page 7 · line 5" in talent.screen_text
        await talent.press("escape")
        assert talent.app.screen is talent.app.chat


async def test_a_question_sent_before_anybody_is_signed_in_is_answered_afterwards(program: Opener) -> None:
    async with program(prepare=lambda home: home.door.clear()) as talent:
        await talent.type("early")
        await talent.tap("enter")
        assert "1 waiting to be answered" in talent.status
        assert talent.assistant.first.heard == []
        talent.home.door.set()
        await talent.settle()
        assert talent.assistant.first.heard == [("early", None)]
        assert "waiting" not in talent.status


async def test_the_status_says_that_the_library_is_loading_until_it_is(program: Opener) -> None:
    def slow(home: ScriptedHome) -> None:
        home.assistant.loading.clear()

    async with program(prepare=slow) as talent:
        await talent.settle()
        assert "Loading the library" in talent.status
        await talent.type("typing works")
        assert talent.prompt == "typing works"
        talent.assistant.loading.set()
        await talent.settle(but=())
        assert "Loading" not in talent.status


def held(gate: Gate, *first: Event) -> Script:
    """A chat whose answer says something and then waits at a gate."""

    def answer(text: str, side: Side | None) -> Iterator[Event]:
        yield from first
        gate.wait(20)
        yield Delta("too late")
        yield Done("too late")

    return Script(answer=answer)


async def test_escape_stops_an_answer_and_gives_back_what_was_typed(program: Opener) -> None:
    gate = Gate()
    async with program(chat=held(gate, Working("Searching"))) as talent:
        await talent.type("long one")
        await talent.tap("enter")
        await talent.settle(but=("turns", "library"))
        await talent.tap("escape")
        assert talent.prompt == "long one"
        assert "stopped by you" in talent.last(".waiting")
        gate.set()
        await talent.settle()
        assert "too late" not in talent.screen_text


async def test_escape_does_not_give_back_what_has_been_saved(program: Opener) -> None:
    gate = Gate()
    async with program(chat=held(gate, Saved("c1"), Delta("So far. "))) as talent:
        await talent.type("saved")
        await talent.tap("enter")
        while "So far" not in talent.screen_text:
            await talent.quiet()
        await talent.tap("escape")
        assert talent.prompt == ""
        assert "stopped after it was saved" in talent.last(".waiting")
        gate.set()
        await talent.settle()


async def test_what_is_typed_meanwhile_stays_after_what_is_given_back(program: Opener) -> None:
    gate = Gate()
    async with program(chat=held(gate)) as talent:
        await talent.type("first")
        await talent.tap("enter")
        await talent.type("second")
        await talent.tap("escape")
        assert talent.prompt == "first\nsecond"
        gate.set()


async def test_questions_sent_while_one_is_answered_wait_their_turn(program: Opener) -> None:
    gate = Gate()

    def answer(text: str, side: Side | None) -> Iterator[Event]:
        gate.wait(20)
        yield Done(f"Answer to {text}")

    async with program(chat=Script(answer=answer)) as talent:
        for text in ("one", "two", "three"):
            await talent.type(text)
            await talent.tap("enter")
        assert "2 waiting to be answered" in talent.status
        gate.set()
        await talent.settle()
        assert [text for text, _ in talent.assistant.first.heard] == ["one", "two", "three"]
        assert [turn.reply for turn in talent.app.chat.transcript.turns] == [
            f"Answer to {text}" for text in ("one", "two", "three")
        ]


async def test_a_failed_turn_says_why_and_gives_back_what_was_typed(program: Opener) -> None:
    def answer(text: str, side: Side | None) -> Iterator[Event]:
        yield Failed("The disk is full; free some space and send it again.")

    async with program(chat=Script(answer=answer)) as talent:
        await talent.send("precious")
        assert "The disk is full" in talent.last(".waiting")
        assert talent.prompt == "precious"


async def test_a_defect_costs_the_turn_but_neither_the_text_nor_the_program(program: Opener) -> None:
    def answer(text: str, side: Side | None) -> Iterator[Event]:
        raise KeyError(text)
        yield

    async with program(chat=Script(answer=answer)) as talent:
        await talent.type("secret words")
        await talent.tap("enter")
        while not talent.prompt:
            await talent.quiet()
        assert talent.prompt == "secret words"
        assert "KeyError" in talent.last(".waiting")
        assert "secret" not in talent.last(".waiting")


async def test_enter_sends_and_control_j_begins_a_new_line(program: Opener) -> None:
    async with program() as talent:
        await talent.press("a", "ctrl+j", "b")
        assert talent.prompt == "a\nb"
        await talent.press("enter")
        assert talent.assistant.first.heard == [("a\nb", None)]


async def test_enter_on_an_empty_prompt_does_nothing(program: Opener) -> None:
    async with program() as talent:
        await talent.press("space", "enter", "enter")
        assert talent.assistant.first.heard == []


async def test_pasted_lines_stay_lines_and_are_not_sent(program: Opener) -> None:
    async with program() as talent:
        talent.app.chat.prompt.post_message(Paste("one\r\ntwo\nthree"))
        await talent.settle()
        assert talent.prompt == "one\ntwo\nthree"
        assert talent.assistant.first.heard == []


async def test_a_turn_that_is_too_long_is_refused_with_the_text_kept(program: Opener) -> None:
    async with program() as talent:
        talent.app.chat.prompt.post_message(Paste("x" * (LONGEST + 1)))
        await talent.press("enter")
        assert len(talent.prompt) == LONGEST + 1
        assert talent.assistant.first.heard == []


async def test_up_and_down_walk_through_what_was_sent_and_keep_the_draft(program: Opener) -> None:
    async with program() as talent:
        await talent.send("one")
        await talent.send("two")
        await talent.type("draft")
        await talent.press("up")
        assert talent.prompt == "two"
        await talent.press("up", "up")
        assert talent.prompt == "one"
        await talent.press("down", "down")
        assert talent.prompt == "draft"


async def test_a_new_answer_does_not_move_a_reader_who_has_scrolled_away(program: Opener) -> None:
    past = tuple(PastTurn(None, f"Question {n}", "line\n\n" * 20) for n in range(3))
    gate = Gate()
    async with program(chat=Script(said=past, answer=held(gate).answer)) as talent:
        talent.app.chat.resume("c1")
        await talent.settle()
        await talent.type("next")
        await talent.tap("enter")
        await talent.tap("pageup", "pageup")
        transcript = talent.app.chat.transcript
        before = transcript.scroll_offset.y
        assert before < transcript.max_scroll_y
        gate.set()
        await talent.settle()
        assert transcript.scroll_offset.y == before


async def test_a_long_conversation_shows_its_end_and_earlier_turns_on_request(program: Opener) -> None:
    past = tuple(PastTurn(None, f"Question {n}", f"Answer {n}") for n in range(30))
    async with program(chat=Script(said=past)) as talent:
        talent.app.chat.resume("c1")
        await talent.settle()
        transcript = talent.app.chat.transcript
        assert [turn.said for turn in transcript.turns[:-1]] == [f"Question {n}" for n in range(18, 30)]
        for _ in range(2):
            transcript.query_one("#earlier").press()
            await talent.settle()
        assert [turn.said for turn in transcript.turns[:-1]] == [f"Question {n}" for n in range(30)]
        assert not transcript.query("#earlier")


async def test_moving_from_turn_to_turn_shows_the_sources_of_each(program: Opener) -> None:
    def answer(text: str, side: Side | None) -> Iterator[Event]:
        yield Done("no source")

    async with program() as talent:
        await talent.send("with")
        talent.assistant.first.answer = answer
        await talent.send("without")
        await talent.press("ctrl+up")
        assert "[1] Leading well" in talent.screen_text
        await talent.press("ctrl+down")
        assert "The sources of an answer appear here" in talent.screen_text


async def test_every_conversation_keeps_its_own_draft(program: Opener) -> None:
    async with program() as talent:
        await talent.type("half a thought")
        talent.app.chat.resume("g1")
        await talent.settle()
        assert talent.prompt == ""
        await talent.type("other")
        await talent.press("ctrl+n")
        assert talent.prompt == "half a thought"
        talent.app.chat.resume("g1")
        await talent.settle()
        assert talent.prompt == "other"


async def test_in_a_narrow_terminal_the_panel_lies_over_the_conversation(program: Opener) -> None:
    async with program((80, 24)) as talent:
        panel = talent.app.chat.panel
        assert not panel.display
        await talent.press("f6")
        assert panel.display
        assert talent.app.focused is not None and panel in talent.app.focused.ancestors
        await talent.press("escape")
        assert not panel.display
        assert talent.app.focused is talent.app.chat.prompt


async def test_the_panel_can_be_hidden_where_there_is_room(program: Opener) -> None:
    async with program() as talent:
        panel = talent.app.chat.panel
        await talent.press("f6", "f6")
        assert not panel.display
        await talent.press("f6")
        assert panel.display


async def test_lines_of_an_answer_stay_lines(program: Opener) -> None:
    def answer(text: str, side: Side | None) -> Iterator[Event]:
        yield Done("Ready now\nWithin a year\n\n- one\n- two")

    async with program(chat=Script(answer=answer)) as talent:
        await talent.send("x")
        lines = [line[:70].strip() for line in talent.screen_text.splitlines()]
        assert lines.index("Within a year") == lines.index("Ready now") + 1


async def test_tags_in_an_answer_are_shown(program: Opener) -> None:
    def answer(text: str, side: Side | None) -> Iterator[Event]:
        yield Done("press <b>now</b> <script>x</script>")

    async with program(chat=Script(answer=answer)) as talent:
        await talent.send("x")
        assert "press <b>now</b> <script>x</script>" in talent.screen_text


async def test_a_long_answer_is_read_from_its_beginning(program: Opener) -> None:
    def answer(text: str, side: Side | None) -> Iterator[Event]:
        whole = "\n\n".join(f"Paragraph {n}" for n in range(60))
        yield Saved("c1")
        for part in whole.split(" "):
            yield Delta(part + " ")
        yield Done(whole)

    async with program(chat=Script(answer=answer)) as talent:
        await talent.send("first")
        await talent.send("tell me")
        assert "tell me" in talent.screen_text
        assert "Paragraph 0" in talent.screen_text
        assert "Paragraph 59" not in talent.screen_text


async def test_a_burst_of_keys_is_taken_in_its_order(program: Opener) -> None:
    async with program() as talent:
        for letter in "one two":
            talent.key(letter)
        talent.key("enter")
        for letter in "draft":
            talent.key(letter)
        await talent.settle()
        assert talent.assistant.first.heard == [("one two", None)]
        assert talent.prompt == "draft"


async def test_the_cursor_moves_between_the_lines_of_what_is_typed(program: Opener) -> None:
    async with program() as talent:
        await talent.send("sent before")
        await talent.press("a", "ctrl+j", "b", "up", "x")
        assert talent.prompt == "ax\nb"
        await talent.press("down", "y")
        assert talent.prompt == "ax\nby"
