"""The panel at the side: where the answer comes from, how far the conversation is, what has been recorded."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static, TabbedContent, TabPane
from textual.widgets.option_list import Option as Row

from assistant.dialogue import DialogueView, StageState
from assistant.events import Citation
from tui.messages import SourceChosen, StageChosen
from tui.text import content

STATES: dict[StageState, str] = {
    "done": "done",
    "now": "now",
    "to_do": "to do",
    "check_again": "check again",
}


class Sources(OptionList):
    """The citations of an answer."""

    HELP: ClassVar[str | None] = (
        "**Sources.** The passages the answer quotes, numbered as in the answer. Enter opens the "
        "document at the quotation."
    )

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._citations: tuple[Citation, ...] = ()

    def show(self, citations: tuple[Citation, ...]) -> None:
        """Show these citations."""
        self._citations = citations
        self.clear_options()
        if not citations:
            self.add_option(Row("The sources of an answer appear here.", disabled=True))
        for number, citation in enumerate(citations, 1):
            place = [
                part
                for part in (citation.section, f"p. {citation.page}" if citation.page is not None else "")
                if part
            ]
            quote = " ".join(citation.quote.split())
            self.add_option(
                Row(
                    Content.assemble(
                        (f"[{number}] ", "bold"),
                        content(citation.title, "bold"),
                        content(f"\n{' · '.join(place)}", "italic") if place else "",
                        content(f"\n“{quote if len(quote) <= 240 else quote[:239] + '…'}”\n"),
                    )
                )
            )
        if citations:
            self.highlighted = 0

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if self._citations:
            self.post_message(SourceChosen(self._citations, event.option_index))


class StageMap(OptionList):
    """The stages with where each stands, as a word."""

    HELP: ClassVar[str | None] = (
        "**Stages.** Each is done, now, to do, or to check again because an answer it rests on has changed. "
        "Enter goes to the stage."
    )

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._stages: tuple[str, ...] = ()

    def show(self, view: DialogueView) -> None:
        """Show a conversation's stages."""
        self._stages = tuple(stage.id for stage in view.stages)
        self.clear_options()
        for index, stage in enumerate(view.stages):
            style = "bold" if stage.state == "now" else ""
            self.add_option(
                Row(
                    Content.assemble(
                        content(f"{STATES[stage.state]:<12}", style or "dim"),
                        content(stage.title, style),
                        (f"  {stage.done}/{stage.total}", "dim"),
                    )
                )
            )
            if stage.state == "now":
                self.highlighted = index

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(StageChosen(self._stages[event.option_index]))


class Record(VerticalScroll):
    """The record so far: a line an answer, both sides labelled."""

    HELP: ClassVar[str | None] = (
        "**The record.** What has been saved, stage by stage. Where the two of you see it differently, both are kept. "
        "Up and Down scroll."
    )

    def compose(self) -> ComposeResult:
        yield Static("")

    def show(self, view: DialogueView) -> None:
        """Show a conversation's record."""
        parts: list[Content | str] = []
        stage = ""
        for line in view.lines:
            if line.stage != stage:
                parts += ["\n" if parts else "", content(line.stage_title, "bold"), "\n"]
                stage = line.stage
            who = f" ({view.people.get(line.side, line.side)})" if line.two_sided else ""
            parts.append(content(f"{line.label}{who}: ", "dim"))
            parts.append(content(f"{line.shown}{'  [check again]' if line.check_again else ''}\n"))
        self.query_one(Static).update(Content.assemble(*parts) if parts else "Nothing has been recorded yet.")


class SidePanel(Vertical):
    """Sources, and for a guided conversation its stages and record."""

    def compose(self) -> ComposeResult:
        with TabbedContent(id="tabs"):
            with TabPane("Sources", id="tab-sources"):
                yield Sources(id="sources")
            with TabPane("Stages", id="tab-stages"):
                yield StageMap(id="stages")
                yield Record(id="record")

    def on_mount(self) -> None:
        self.query_one(Sources).show(())
        self.query_one(TabbedContent).hide_tab("tab-stages")

    def show_sources(self, citations: tuple[Citation, ...]) -> None:
        """Show an answer's sources, in front where there are any."""
        self.query_one(Sources).show(citations)
        if citations:
            self.query_one(TabbedContent).active = "tab-sources"

    def show_chat(self) -> None:
        """A chat has sources only."""
        tabs = self.query_one(TabbedContent)
        tabs.active = "tab-sources"
        tabs.hide_tab("tab-stages")

    def show_view(self, view: DialogueView, *, in_front: bool) -> None:
        """Show where a conversation stands."""
        if view.kind == "chat":
            self.show_chat()
            return
        tabs = self.query_one(TabbedContent)
        tabs.show_tab("tab-stages")
        self.query_one(StageMap).show(view)
        self.query_one(Record).show(view)
        if in_front:
            tabs.active = "tab-stages"

    def take_focus(self) -> None:
        """Put the focus where reading begins."""
        active = self.query_one(TabbedContent).active
        self.query_one("#stages" if active == "tab-stages" else "#sources").focus()
