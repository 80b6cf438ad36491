"""F1: what the focused part does, and every key that works there."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Footer, Markdown, Static

from tui import keymap
from tui.text import content

ABOUT = (
    "Talent answers questions about talent, leadership and development from your organisation's own documents, "
    "guides talent conversations and development plans question by question, and keeps the record. It places and "
    "judges nobody: people do that, by name and with reasons. Everything is saved after each turn."
)


def focused_help(screen: Screen[object]) -> str:
    """What the focused widget, or the nearest around it, says about itself."""
    node = screen.focused or screen
    for one in node.ancestors_with_self:
        about = getattr(one, "HELP", None)
        if isinstance(one, Widget) and isinstance(about, str):
            return about
    return ABOUT


def key_lines(screen: Screen[object]) -> list[tuple[str, str, str]]:
    """Key, name and explanation of what works now, each once, the nearest first."""
    own = {item.id for group in keymap.EVERYTHING.values() for item in group if isinstance(item, Binding)}
    lines: dict[str, tuple[list[str], str, str]] = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        if binding.id not in own or not active.enabled:
            continue
        keys, _, _ = lines.setdefault(binding.id or "", ([], binding.description, binding.tooltip))
        keys.append(screen.app.get_key_display(binding))
    return [(", ".join(dict.fromkeys(keys)), name, about) for keys, name, about in lines.values()]


class HelpScreen(ModalScreen[None]):
    """Help for the screen below it."""

    CSS_PATH = "help.tcss"
    BINDINGS = keymap.HELP

    def __init__(self, below: Screen[object]) -> None:
        super().__init__()
        self._about = focused_help(below)
        self._keys = key_lines(below)

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help"):
            yield Markdown(f"{self._about}\n", open_links=False)
            width = max((len(keys) for keys, _, _ in self._keys), default=0)
            lines = [
                Content.assemble((f"{keys:<{width}}  ", "bold"), content(about or name))
                for keys, name, about in self._keys
            ]
            yield Static("Keys that work here", classes="help-heading")
            yield Static(Content("\n").join(lines), id="help-keys")
            if self._about != ABOUT:
                yield Static("The program", classes="help-heading")
                yield Static(content(ABOUT))
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        self.query_one("#help").focus()

    def action_cancel(self) -> None:
        """Close the help."""
        self.dismiss(None)
