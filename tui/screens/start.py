"""Starting a guided conversation: which guide, with whom, how long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Key
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Button, Footer, Input, OptionList, Static
from textual.widgets.option_list import Option as Row

from assistant.errors import EXPECTED
from tui import keymap
from tui.messages import WorkFailed
from tui.text import content

if TYPE_CHECKING:
    from assistant.assistant import Assistant


@dataclass(frozen=True, slots=True)
class GuideRow:
    """A guide as it is chosen."""

    id: str
    title: str
    about: str
    modes: tuple[tuple[str, int], ...]
    own: bool
    """Whether it is only ever about oneself."""


class StartScreen(ModalScreen[tuple[str, str, str] | None]):
    """The result is the guide's id, the person's reference and the mode."""

    CSS_PATH = "start.tcss"
    BINDINGS = keymap.DIALOG
    HELP: ClassVar[str | None] = (
        "**A new guided conversation.** Type a part of the name of whom it is about; Up and Down choose, Enter starts, "
        "or goes on to how long it should be where there is a choice. Shift+Tab leads back to the guides."
    )

    class Loaded(Message):
        """Guides and people arrived."""

        def __init__(self, guides: tuple[GuideRow, ...], people: tuple[tuple[str, str], ...]) -> None:
            super().__init__()
            self.guides = guides
            self.people = people

    def __init__(self, assistant: Assistant, about: str | None = None) -> None:
        """Begin.

        Args:
            assistant: Whose conversation it will be.
            about: Reference of whom it is about, chosen already; None leaves that open.
        """
        super().__init__()
        self._assistant = assistant
        self._about = about
        self._guides: tuple[GuideRow, ...] = ()
        self._people: tuple[tuple[str, str], ...] = ()

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="start"):
            yield Static("Start a guided conversation", classes="dialog-title")
            yield Static("Guide", classes="field")
            yield OptionList(id="guides", compact=True)
            yield Static("About whom", classes="field")
            yield Input(placeholder="Type to search", id="search")
            yield OptionList(id="people", compact=True)
            yield Static("How long", classes="field")
            yield OptionList(id="modes", compact=True)
            with Horizontal(classes="dialog-buttons"):
                yield Button("Start", id="go", variant="primary", compact=True)
                yield Button("Cancel", id="no", compact=True)
            yield Static("", id="problem", classes="dialog-problem")
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        self._say("Loading…")
        self.query_one("#search").focus()
        self.run_worker(
            self._load, group="start", description="Guides and people", exit_on_error=False, thread=True
        )

    def _load(self) -> None:
        try:
            guides = tuple(
                GuideRow(
                    one.id,
                    one.title,
                    one.about,
                    tuple((mode, way.minutes) for mode, way in one.modes.items()),
                    one.becomes == "plan",
                )
                for one in self._assistant.guides.values()
            )
            people = tuple(
                (one.reference, " · ".join(part for part in (one.name, one.job_title, one.unit) if part))
                for one in self._assistant.records.people.to_talk_with()
            )
        except EXPECTED as error:
            self.post_message(WorkFailed("start", str(error)))
        else:
            self.post_message(self.Loaded(guides, people))

    @on(Loaded)
    def _loaded(self, message: Loaded) -> None:
        self._guides = message.guides
        self._people = message.people
        guides = self.query_one("#guides", OptionList)
        guides.clear_options()
        guides.add_options(
            Row(
                Content.assemble(
                    content(one.title, "bold"), content(f"\n{one.about}", "dim") if one.about else ""
                ),
                one.id,
            )
            for one in message.guides
        )
        guides.highlighted = 0 if message.guides else None
        self._show_people()
        self._say("" if message.people else "There is nobody whom you may hold a conversation with.")

    @on(WorkFailed)
    def _failed(self, message: WorkFailed) -> None:
        message.stop()
        self._say(message.error)

    @on(OptionList.OptionHighlighted, "#guides")
    def _guide_highlighted(self) -> None:
        modes = self.query_one("#modes", OptionList)
        modes.clear_options()
        guide = self._chosen("guides")
        for one in self._guides:
            if one.id == guide:
                modes.add_options(
                    Row(content(f"{mode}, about {minutes} minutes"), mode) for mode, minutes in one.modes
                )
                modes.highlighted = 0 if one.modes else None
        self._show_people()

    @on(Input.Changed, "#search")
    def _search_changed(self) -> None:
        self._show_people()

    def on_key(self, event: Key) -> None:
        """Up and Down choose among the people found, without leaving the search."""
        if event.key in {"up", "down"} and self.query_one("#search").has_focus:
            event.prevent_default()
            people = self.query_one("#people", OptionList)
            people.action_cursor_down() if event.key == "down" else people.action_cursor_up()

    @on(Input.Submitted, "#search")
    @on(OptionList.OptionSelected, "#people")
    def _person_chosen(self, event: Input.Submitted | OptionList.OptionSelected) -> None:
        event.stop()
        if self.query_one("#modes", OptionList).option_count > 1:
            self.query_one("#modes").focus()
        else:
            self._go()

    @on(OptionList.OptionSelected, "#guides")
    def _guide_chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.query_one("#search").focus()

    @on(OptionList.OptionSelected, "#modes")
    @on(Button.Pressed, "#go")
    def _go(self) -> None:
        guide, person, mode = self._chosen("guides"), self._chosen("people"), self._chosen("modes")
        if guide is None or person is None or mode is None:
            self._say("Choose a guide, a person and how long.")
            return
        self.dismiss((guide, person, mode))

    @on(Button.Pressed, "#no")
    def _no(self) -> None:
        self.dismiss(None)

    def action_cancel(self) -> None:
        """Start nothing."""
        self.dismiss(None)

    def _chosen(self, name: str) -> str | None:
        option = self.query_one(f"#{name}", OptionList).highlighted_option
        return option.id if option is not None else None

    def _show_people(self) -> None:
        words = self.query_one("#search", Input).value.casefold().split()
        people = self.query_one("#people", OptionList)
        people.clear_options()
        own = any(one.own for one in self._guides if one.id == self._chosen("guides"))
        whose = [one for one in self._people if not own or one[0] == self._assistant.account.person]
        for reference, text in whose:
            if all(word in text.casefold() for word in words):
                people.add_option(Row(content(text), reference))
        first = 0 if people.option_count else None
        chosen = [place for place, one in enumerate(people.options) if one.id == self._about]
        people.highlighted = chosen[0] if chosen else first

    def _say(self, text: str) -> None:
        self.query_one("#problem", Static).update(content(text))
