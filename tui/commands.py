"""The command palette's entries, named `area: verb`. An entry appears only where it applies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple, cast

from textual.binding import Binding
from textual.command import DiscoveryHit, Hit, Hits, Provider

from tui import keymap
from tui.text import content

if TYPE_CHECKING:
    from textual.screen import Screen

    from tui.app import TalentApp


class Entry(NamedTuple):
    """One entry: `action` runs on the screen that was in front."""

    name: str
    about: str
    action: str


ALWAYS = (
    Entry("help: show", "What the focused part does, and every key (F1)", "app.help"),
    Entry("theme: choose", "Light, dark, high contrast, or the terminal's own colours", "app.change_theme"),
    Entry("screen: save picture", "Save the screen as an SVG file", "app.screenshot"),
    Entry("app: quit", "Leave the program (Ctrl+Q)", "app.quit"),
)
SIGNED_IN = (
    Entry("conversation: open", "Resume, rename or delete a conversation (F2)", "app.conversations"),
    Entry("conversation: start", "Start a guided conversation (F3)", "app.guided"),
    Entry("people: list", "The people whose records you may see (F4)", "app.people"),
    Entry("plan: mine", "Your development plan (F10)", "app.plan"),
    Entry("portfolio: mine", "Your portfolio and timeline (F10, F10)", "app.portfolio"),
    Entry("library: list", "The documents that answers come from; add files (F7)", "app.documents"),
    Entry("pools: list", "Talent pools, nominations, decisions (F5)", "app.pools"),
)
CHAT = (
    Entry("chat: new", "Start a new chat about the guidance (Ctrl+N)", "new_chat"),
    Entry("answer: copy", "Copy the selection, or the whole answer (F9)", "copy"),
    Entry("panel: toggle", "Sources, stages and record (F6)", "panel"),
    Entry("turn: before", "Move to the turn before (Ctrl+Up)", "turn(-1)"),
    Entry("turn: next", "Move to the next turn (Ctrl+Down)", "turn(1)"),
)
TWO_SIDES = (Entry("conversation: switch side", "Answer for the other person (F8)", "switch_side"),)
GUIDED = (
    Entry("conversation: back", "Go back to the question before", "command('/back')"),
    Entry("conversation: skip", "Leave this question open for now", "command('/skip')"),
    Entry("conversation: summary", "What has been recorded so far", "command('/summary')"),
    Entry("conversation: pause", "Stop here; everything is saved", "command('/pause')"),
)


def _own(screen: Screen[object]) -> Iterator[Entry]:
    """What a screen's own keys do now, named by the place that the key map gives them."""
    areas = {
        one.id: area for area, group in keymap.EVERYTHING.items() for one in group if isinstance(one, Binding)
    }
    elsewhere = {"Everywhere", "Lists", "Questions", "Help"}
    for active in screen.active_bindings.values():
        one = active.binding
        area = areas.get(one.id, "Everywhere")
        if active.enabled and area not in elsewhere and one.key != "escape":
            about = f"{one.tooltip} ({screen.app.get_key_display(one)})"
            yield Entry(f"{area.lower()}: {one.description.lower()}", about, one.action)


class TalentCommands(Provider):
    """Everything the program can do now."""

    def _entries(self) -> Iterator[Entry]:
        """What the screen in front can do first: the list is longer than most screens are high."""
        from tui.screens.chat import ChatScreen

        app = cast("TalentApp", self.app)
        screen = self.screen
        if isinstance(screen, ChatScreen):
            if screen.view is not None and screen.view.kind == "guided":
                yield from GUIDED
            if screen.sides.side is not None:
                yield from TWO_SIDES
            if app.assistant is not None:
                yield from CHAT
        else:
            yield from _own(screen)
        if app.assistant is not None:
            yield from SIGNED_IN
            for name in app.home.accounts() if app.home is not None else ():
                about = "Everybody may be anybody in the sample organisation"
                yield Entry(f"account: act as {name}", about, f"app.act_as({name!r})")
        yield from ALWAYS

    async def discover(self) -> Hits:
        """Everything, before anything is typed."""
        for entry in self._entries():
            yield DiscoveryHit(
                content(entry.name), lambda entry=entry: self._run(entry), entry.name, entry.about
            )

    async def search(self, query: str) -> Hits:
        """What matches."""
        matcher = self.matcher(query)
        for entry in self._entries():
            score = max(matcher.match(entry.name), matcher.match(entry.about) / 2)
            if score > 0:
                yield Hit(
                    score,
                    matcher.highlight(entry.name),
                    lambda entry=entry: self._run(entry),
                    entry.name,
                    entry.about,
                )

    async def _run(self, entry: Entry) -> None:
        await self.app.run_action(entry.action, self.screen)
