"""The main screen: the conversation, the prompt, and the panel with sources, stages and record."""

from __future__ import annotations

from collections import deque
from functools import partial
from typing import TYPE_CHECKING

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer

from assistant.dialogue import Dialogue, DialogueView
from assistant.errors import EXPECTED
from assistant.events import Asked, Cited, Delta, Done, Event, Failed, Saved, Side, Working
from tui import keymap
from tui.messages import (
    AgendaReady,
    ChoiceMade,
    DialogueOpened,
    FirstFrame,
    LibraryProgress,
    LibraryReady,
    PromptSent,
    RoleChosen,
    SourceChosen,
    StageChosen,
    TurnEvent,
    TurnFocused,
    TurnOver,
    WorkFailed,
)
from tui.turns import Turns
from tui.widgets.completions import COMMANDS
from tui.widgets.composer import Composer
from tui.widgets.lines import SideLine, StatusLine, TopLine
from tui.widgets.panel import SidePanel
from tui.widgets.prompt import Prompt
from tui.widgets.transcript import Transcript
from tui.widgets.turn import Turn

if TYPE_CHECKING:
    from assistant.assistant import Assistant

WELCOME = Content.from_markup(
    "[b]Ask about talent, leadership and development guidance[/b], or your own records: when is my next review?\n"
    "Answers are quotations from your organisation's own documents, each with its source.\n"
    "[b]F3[/b] starts a talent conversation, [b]F2[/b] opens an earlier one, [b]/[/b] lists the commands, [b]F1[/b] "
    "helps."
)
"""What an empty conversation says; nothing in it comes from data."""
DUE = Content.from_markup(
    "[b]Ask below[/b] about the guidance or your own records; [b]Ctrl+Up[/b] goes to what is due for you.\n"
    "[b]F3[/b] starts a talent conversation, [b]/[/b] lists the commands, [b]F1[/b] helps."
)
"""The same in short, above what is due."""
SAMPLE = Content.from_markup(
    "\nA sample organisation: everybody in it is invented. [b]Ctrl+P[/b], [b]act as[/b] shows it in another role."
)


class ChatScreen(Screen[None]):
    """A conversation."""

    BINDINGS = keymap.CHAT
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - as Textual declares it

    transcript = getters.query_one("#transcript", Transcript)
    composer = getters.query_one("#composer", Composer)
    prompt = getters.query_one("#prompt", Prompt)
    sides = getters.query_one("#sides", SideLine)
    panel = getters.query_one("#panel", SidePanel)
    top = getters.query_one("#top", TopLine)
    status = getters.query_one("#status", StatusLine)

    def __init__(self) -> None:
        super().__init__()
        self.assistant: Assistant | None = None
        self.dialogue: Dialogue | None = None
        self.view: DialogueView | None = None
        self.turns = Turns(self)
        self._welcome = WELCOME
        self._role: str | None = None
        self._waiting: deque[str] = deque()
        self._drafts: dict[str, str] = {}
        self._turn: Turn | None = None

    def compose(self) -> ComposeResult:
        yield TopLine(id="top")
        with Horizontal(id="body"):
            with Vertical(id="centre"):
                yield Transcript(id="transcript")
                yield Composer(id="composer")
                yield StatusLine(id="status")
            yield SidePanel(id="panel")
        yield Footer(compact=True, show_command_palette=True)

    def on_mount(self) -> None:
        self.transcript.welcome(self._welcome)
        self.prompt.focus()
        self.call_after_refresh(self.post_message, FirstFrame())

    @property
    def is_drawn(self) -> bool:
        """Whether the screen has its parts: not before the first frame, and no more once the program is left."""
        return bool(self.query(TopLine))

    # --- signing in and opening a conversation -------------------------------------------------

    async def signed_in(self, assistant: Assistant, *, sample: bool = False) -> None:
        """Begin with an account. A chat is made when the first question comes, so that none is left empty.

        Args:
            assistant: The account's.
            sample: Whether it works in the sample organisation.
        """
        self.assistant = assistant
        self._welcome = DUE + SAMPLE if sample else DUE
        self._look_for_due(None)
        self.top.person(assistant.account.display, ", ".join(assistant.account.roles))
        if self.view is not None:
            await self.action_new_chat()
        self._say("")
        if self._waiting:
            self.turns.open(assistant.chat)

    def on_screen_resume(self) -> None:
        """What was done elsewhere is not due any more."""
        if self.is_drawn and self.view is None:
            self._look_for_due(self._role)

    def _look_for_due(self, role: str | None) -> None:
        if self.assistant is not None:
            work = partial(self._read_agenda, self.assistant, role)
            self.run_worker(work, group="agenda", exclusive=True, exit_on_error=False, thread=True)

    def _read_agenda(self, assistant: Assistant, role: str | None) -> None:
        from assistant.agenda.build import ROLES

        try:
            self.post_message(AgendaReady(assistant.agenda(role), ROLES))
        except EXPECTED as error:
            self.post_message(WorkFailed("agenda", str(error)))

    @on(AgendaReady)
    def _agenda_ready(self, message: AgendaReady) -> None:
        if not self.is_drawn:
            return  # the program is being left
        self._role = message.agenda.role
        self.transcript.welcome_again(self._welcome)
        self.transcript.due(message.agenda, message.names)

    @on(RoleChosen)
    def _role_chosen(self, message: RoleChosen) -> None:
        message.stop()
        self._look_for_due(message.role)

    def resume(self, conversation: str) -> None:
        """Open an earlier conversation."""
        if self.assistant is not None:
            assistant = self.assistant
            self._say("Opening the conversation…")
            self.turns.open(lambda: assistant.resume(conversation))

    def converse(self, guide: str, about: str, mode: str) -> None:
        """Start a guided conversation."""
        if self.assistant is not None:
            assistant = self.assistant
            self._say("Starting the conversation…")
            self.turns.open(lambda: assistant.converse(guide, about, mode))

    async def action_new_chat(self) -> None:
        """Start a new chat about the guidance; it is made when the first question comes."""
        self.turns.leave()
        self._keep_draft("")
        self.dialogue = self.view = self._turn = None
        self.top.conversation("", "")
        self.panel.show_sources(())
        self.panel.show_chat()
        self.composer.show(None)
        await self.transcript.show((), {})
        self.transcript.welcome(self._welcome)
        self._say("")
        self.prompt.focus()

    def _keep_draft(self, conversation: str) -> None:
        """Put the draft away with the conversation that is left, and bring back that of the one that comes."""
        self._drafts[self.view.conversation if self.view is not None else ""] = self.prompt.text
        self.prompt.replace_all(self._drafts.pop(conversation, ""))

    @on(DialogueOpened)
    async def _opened(self, message: DialogueOpened) -> None:
        fresh = message.view.kind == "chat" and not message.past
        if not fresh:
            self._keep_draft(message.view.conversation)
            self.prompt.earlier = [turn.text for turn in message.past if turn.text]
        self.dialogue = message.dialogue
        self.panel.show_sources(message.past[-1].citations if message.past else ())
        self._show_view(message.view, in_front=True)
        names = {side: self._speaker(side) for side in message.view.sides}
        self._turn = None
        self._say("")
        if not fresh:
            await self.transcript.show(message.past, names)
            self.turns.begin(message.dialogue)
        elif self._waiting:
            await self._take(self._waiting.popleft())

    @on(WorkFailed)
    def _failed(self, message: WorkFailed) -> None:
        message.stop()
        if message.what == "library":
            self.status.library = ""  # nothing is loading any more
        self._say("")
        self.notify(message.error, severity="error", timeout=12, markup=False)

    @on(LibraryReady)
    def _library_ready(self) -> None:
        self.status.library = ""

    @on(LibraryProgress)
    def _library_progress(self, message: LibraryProgress) -> None:
        amount = f" ({message.done} of {message.total})" if message.total else ""
        self.status.library = f"{message.what}{amount}"

    # --- a turn ------------------------------------------------------------------------------

    @on(PromptSent)
    async def _sent(self, message: PromptSent) -> None:
        name = message.text.split(maxsplit=1)[0]
        command = next((one for one in COMMANDS if one.name == name), None)
        if command is not None and command.action:
            await self.app.run_action(command.action, self)
            return
        if self.dialogue is not None and self.turns.running is None:
            await self._take(message.text)
        elif self.view is not None and self.view.kind == "guided":
            # An answer must meet the question it was meant for, and the next one is not known yet.
            self.prompt.give_back(message.text)
            self._say("Still working on the last answer; yours is kept. Escape stops it.")
        else:
            self._waiting.append(message.text)
            self._say(self.status.working)
            if self.assistant is not None and self.dialogue is None and len(self._waiting) == 1:
                self.turns.open(self.assistant.chat)

    @on(ChoiceMade)
    async def _chosen(self, message: ChoiceMade) -> None:
        self.prompt.focus()
        if self.dialogue is not None and self.turns.running is None:
            self.prompt.remember(message.text)
            await self._take(message.text)

    @on(StageChosen)
    async def _stage_chosen(self, message: StageChosen) -> None:
        if self.dialogue is not None and self.turns.running is None:
            self.prompt.focus()
            await self._take(f"/stage {message.stage}")

    async def _take(self, text: str) -> None:
        if self.dialogue is None:
            return
        self.composer.offer_no_options()
        self._turn = await self.transcript.begin(self._speaker(self.sides.side), text)
        self._turn.working("…")
        self.turns.take(self.dialogue, text, self.sides.side)
        self._say("")
        self.refresh_bindings()

    @on(TurnEvent)
    async def _event(self, message: TurnEvent) -> None:
        running = self.turns.running
        if not self.turns.heard(message):
            return
        await self._show(message.event, running.text if running is not None else "")

    async def _show(self, event: Event, typed: str) -> None:
        if isinstance(event, Working):
            amount = f" ({event.done} of {event.total})" if event.total else ""
            self._say(f"{event.what}{amount}")
            return
        if isinstance(event, Saved | Asked):
            return  # what is asked next is shown from the view, when the turn is over
        if isinstance(event, Done) and not event.text and self._turn is None:
            return
        if self._turn is None:
            self._turn = await self.transcript.begin("", "")
        match event:
            case Delta(text=text):
                await self._turn.add(text)
                self._keep_beginning(self._turn)
            case Cited(citations=citations):
                self._turn.cite(citations)
                self.panel.show_sources(citations)
            case Done(text=text):
                await self._turn.finish(text)
                self._keep_beginning(self._turn)
            case Failed(error=error):
                self._turn.fail(error)
                self.prompt.give_back(typed)

    def _keep_beginning(self, turn: Turn) -> None:
        # In a guided conversation the question to answer stands at the end, so there the end is followed.
        if self.view is None or self.view.kind == "chat":
            self.transcript.keep_beginning(turn)

    @on(TurnOver)
    async def _over(self, message: TurnOver) -> None:
        if not self.turns.is_latest(message):
            return
        answered = self._turn is not None and not self._turn.citations  # and so the record has grown
        self._turn = None
        if message.view is not None:
            self._show_view(message.view, in_front=answered)
        self._say("")
        self.refresh_bindings()
        if self._waiting:
            await self._take(self._waiting.popleft())

    def action_stop(self) -> None:
        """Close what is open; else stop the running turn; else go back to the prompt."""
        if self.composer.put_list_away():
            return
        if self.has_class("-panel"):
            self.remove_class("-panel")
            self.prompt.focus()
        elif (stopped := self.turns.stop()) is not None:
            self._stopped(stopped.text, saved=stopped.saved)
        elif self._waiting:
            self.prompt.give_back(self._waiting.pop())
            self._say("")
        else:
            self.prompt.focus()

    def _stopped(self, text: str, *, saved: bool) -> None:
        if self._turn is not None:
            self._turn.fail("stopped after it was saved." if saved else "stopped by you.")
        self._turn = None
        if text and not saved:
            self.prompt.give_back(text)
        self.prompt.focus()
        self._say("Stopped.")
        self.refresh_bindings()

    # --- what is shown -----------------------------------------------------------------------

    def _show_view(self, view: DialogueView, *, in_front: bool) -> None:
        self.view = view
        progress = f"{view.done} of {view.total}" if view.total else ""
        if view.minutes_left:
            progress += f", about {view.minutes_left} min left"
        self.top.conversation(view.title, "finished" if view.finished and view.kind == "guided" else progress)
        self.panel.show_view(view, in_front=in_front)
        self.composer.show(view)
        self.refresh_bindings()

    def _speaker(self, side: Side | None) -> str:
        name = self.view.people.get(side, "") if self.view is not None and side is not None else ""
        return f"{name} ({side})" if name and side is not None else "You"

    def _say(self, what: str) -> None:
        self.status.working = what
        self.status.waiting = len(self._waiting)

    # --- keys --------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Which keys mean something now; the footer follows."""
        if action == "switch_side":
            return bool(self.query(SideLine)) and self.sides.side is not None
        if action == "new_chat":
            return True if self.assistant is not None else None
        return True

    def action_switch_side(self) -> None:
        """Answer for the other person."""
        self.sides.switch()

    def action_panel(self) -> None:
        """Wide: focus the panel, then hide it. Narrow: lay it over the conversation and focus it."""
        inside = self.focused is not None and self.panel in self.focused.ancestors
        if self.has_class("-narrow"):
            self.set_class(not self.has_class("-panel"), "-panel")
            shown = self.has_class("-panel")
        else:
            shown = self.has_class("-no-panel") or not inside
            self.set_class(not shown, "-no-panel")
        if shown:
            self.call_after_refresh(self.panel.take_focus)
        else:
            self.prompt.focus()

    def action_turn(self, by: int) -> None:
        """Move from turn to turn."""
        self.transcript.step(by)

    def action_scroll_top(self) -> None:
        """Go to the beginning."""
        self.transcript.scroll_home(animate=False)

    def action_scroll_bottom(self) -> None:
        """Go to the end and follow again."""
        self.transcript.anchor()

    async def action_command(self, command: str) -> None:
        """Send a slash command, as the palette does."""
        if self.turns.running is None:
            await self._take(command)

    def action_copy(self) -> None:
        """Copy the selection, else the answer of the turn the reader is on."""
        from tui.clipboard import copy

        current = self.transcript.current
        text = (
            self.get_selected_text()
            or self.prompt.selected_text
            or (current.reply if current is not None else "")
        )
        self.notify(copy(self.app, text) if text else "There is nothing to copy yet.", markup=False)

    @on(Prompt.Paging)
    def _paging(self, message: Prompt.Paging) -> None:
        if message.pages < 0:
            self.transcript.scroll_page_up(animate=False)
        else:
            self.transcript.scroll_page_down(animate=False)

    @on(TurnFocused)
    def _turn_focused(self, message: TurnFocused) -> None:
        self.panel.show_sources(message.citations)

    @on(SourceChosen)
    def _source_chosen(self, message: SourceChosen) -> None:
        if self.assistant is not None:
            from tui.screens.document import DocumentScreen

            self.app.push_screen(DocumentScreen(self.assistant, message.citations, message.index))
