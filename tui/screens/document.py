"""A document, opened at a quotation."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Footer, Static, TextArea
from textual.widgets.text_area import Selection

from assistant.errors import EXPECTED
from assistant.events import Citation
from tui import keymap
from tui.messages import WorkFailed
from tui.text import content, shown

if TYPE_CHECKING:
    from assistant.assistant import Assistant


def line_starts(text: str) -> list[int]:
    """Offset of the first character of each line."""
    starts = [0]
    position = text.find("\n")
    while position >= 0:
        starts.append(position + 1)
        position = text.find("\n", position + 1)
    return starts


def location(starts: list[int], offset: int) -> tuple[int, int]:
    """Line and column of an offset."""
    row = bisect_right(starts, offset) - 1
    return row, offset - starts[row]


def found_again(citation: Citation, text: str) -> Citation:
    """The citation with the place where its quotation stands now, should the document have changed since.

    Returns:
        The citation as it was where it still holds; with an empty place at the beginning where the words are gone.
    """
    if text[citation.start : citation.end] == citation.quote:
        return citation
    start = text.find(citation.quote)
    if start < 0:
        return replace(citation, start=0, end=0)
    return replace(citation, start=start, end=start + len(citation.quote))


class DocumentScreen(Screen[None]):
    """A document with the quotation selected.

    Args:
        assistant: Who has the document.
        citations: The citations of the answer; those of the same document can be stepped through.
        index: The one to begin with.
    """

    CSS_PATH = "document.tcss"
    BINDINGS = keymap.DOCUMENT
    HELP: ClassVar[str | None] = (
        "**A document as the library keeps it.** The quotation is selected; the line above says where it stands. "
        "N and P go to the next and the previous quotation of the same answer, F9 copies, Escape goes back."
    )

    class Loaded(Message):
        """The document's text arrived."""

        def __init__(self, title: str, origin: str, text: str) -> None:
            super().__init__()
            self.title = title
            self.origin = origin
            self.text = text

    def __init__(self, assistant: Assistant, citations: tuple[Citation, ...], index: int) -> None:
        super().__init__()
        self._assistant = assistant
        self._document = citations[index].document
        self._citations = [
            (number, one) for number, one in enumerate(citations, 1) if one.document == self._document
        ]
        self._at = [number for number, _ in self._citations].index(index + 1)
        self._starts: list[int] = []

    def compose(self) -> ComposeResult:
        yield Static("Opening the document…", id="document-title")
        yield Static("", id="document-place")
        yield TextArea(
            id="document-text", read_only=True, soft_wrap=True, show_line_numbers=True, compact=True
        )
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        self.query_one(TextArea).focus()
        self.run_worker(
            partial(self._load, self._document),
            group="document",
            description="Opening the document",
            exit_on_error=False,
            thread=True,
        )

    def _load(self, name: str) -> None:
        try:
            source = self._assistant.guidance.library.text(name)
        except EXPECTED as error:
            self.post_message(WorkFailed("document", str(error)))
            return
        origin = ", ".join(str(part) for part in (source.publisher, source.year) if part)
        self.post_message(self.Loaded(source.title, origin, source.text))

    @on(Loaded)
    def _loaded(self, message: Loaded) -> None:
        self._citations = [(number, found_again(one, message.text)) for number, one in self._citations]
        text = shown(message.text)
        self._starts = line_starts(text)
        heading = f"{message.title} ({message.origin})" if message.origin else message.title
        self.query_one("#document-title", Static).update(content(heading))
        area = self.query_one(TextArea)
        area.load_text(text)
        self.call_after_refresh(self.action_quotation, 0)

    @on(WorkFailed)
    def _failed(self, message: WorkFailed) -> None:
        message.stop()
        self.query_one("#document-title", Static).update(content(message.error))

    def action_quotation(self, by: int) -> None:
        """Select the next or previous quotation and bring it into view."""
        if not self._starts:
            return
        self._at = (self._at + by) % len(self._citations)
        number, citation = self._citations[self._at]
        start, end = location(self._starts, citation.start), location(self._starts, citation.end)
        area = self.query_one(TextArea)
        area.selection = Selection(start, end)
        area.scroll_to(y=max(0, area.wrapped_document.location_to_offset(start).y - 3), animate=False)
        first, last = start[0] + 1, end[0] + 1
        if not citation.quote:
            return  # opened at its beginning
        if start == end:
            gone = f"Quotation [{number}] is no longer in this document: it has changed since the answer."
            self.query_one("#document-place", Static).update(content(gone))
            return
        lines = f"line {first}" if first == last else f"lines {first} to {last}"
        page = f"page {citation.page}" if citation.page is not None else ""
        places = [f"Quotation [{number}]", citation.section, page, lines]
        self.query_one("#document-place", Static).update(
            content(" · ".join(place for place in places if place))
        )

    def action_copy(self) -> None:
        """Copy the selection."""
        from tui.clipboard import copy

        text = self.query_one(TextArea).selected_text
        self.notify(copy(self.app, text) if text else "Nothing is selected.", markup=False)

    def action_close(self) -> None:
        """Back."""
        self.dismiss(None)
