"""The guidance library's documents: open one, add files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from assistant.events import Citation
from tui import keymap
from tui.messages import Notice
from tui.screens.dialogs import AskText
from tui.screens.document import DocumentScreen
from tui.screens.lists import ListScreen

if TYPE_CHECKING:
    from assistant.assistant import Assistant


class DocumentsScreen(ListScreen):
    """The documents that answers come from; Enter opens one at its beginning."""

    BINDINGS: ClassVar[list[BindingType]] = keymap.DOCUMENTS
    HELP: ClassVar[str | None] = (
        "**The guidance library.** Answers are quoted from these documents and from nothing else. Enter opens one. "
        "F7 adds a file or a folder of files, which HR and administrators may."
    )
    HEADING = "Guidance library"
    COLUMNS = ("Title", "Publisher", "Year", "Passages", "From")
    EMPTY = "The library is empty."

    def __init__(self, assistant: Assistant) -> None:
        super().__init__()
        self._assistant = assistant

    def load(self) -> Mapping[str, tuple[str, ...]]:
        """The documents, by name."""
        return {
            one.name: (one.title, one.publisher, str(one.year or ""), str(one.passages), one.origin)
            for one in self._assistant.guidance.library.documents()
        }

    def choose(self, key: str) -> None:
        """Open the document at its beginning."""
        beginning = Citation(document=key, title="", section="", page=None, quote="", start=0, end=0)
        self.app.push_screen(DocumentScreen(self._assistant, (beginning,), 0))

    def action_add(self) -> None:
        """Add a file, or a folder's files; from a browser nobody names files of the server."""
        if self.app.is_web:
            self.say("Documents are added on the server: talent library add PATH")
            return

        def add(path: str | None) -> None:
            if path is not None:
                self.say("Reading…")
                self.change(lambda: self._add(Path(path).expanduser()))

        about = "A file, or a folder of files: txt, md, html, pdf, docx, pptx, xlsx, csv."
        self.app.push_screen(AskText("Add to the library", about, "Add"), add)

    def _add(self, path: Path) -> None:
        self._assistant.records.accounts.require("library.change")
        reports = self._assistant.guidance.library.add([path], lambda told: self.say_from_thread(told.what))
        counts: dict[str, int] = {}
        for one in reports:
            counts[one.outcome] = counts.get(one.outcome, 0) + 1
        refused = [f"{one.name}: {one.reason}" for one in reports if one.outcome == "refused"]
        total = (
            ", ".join(f"{count} {outcome}" for outcome, count in counts.items())
            or "Nothing to add was found there"
        )
        self.post_message(Notice("\n".join([f"{total}.", *refused])))
