"""One turn: what was typed, what was said to it, and notes on both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from assistant.events import Citation
from tui.text import content, shown

if TYPE_CHECKING:
    from tui.widgets.answer import Answer

ASSISTANT = "Talent"


def source_line(citations: tuple[Citation, ...]) -> str:
    """The sources of an answer in a few words: each document once, with the numbers that quote it."""
    numbers: dict[str, str] = {}
    for number, citation in enumerate(citations, 1):
        page = f" p. {citation.page}" if citation.page is not None else ""
        numbers[citation.title] = f"{numbers.get(citation.title, '')}[{number}]{page} "
    return "Sources (F6): " + " · ".join(f"{marks}{title}" for title, marks in numbers.items())


class Turn(Vertical):
    """One turn of the transcript.

    Args:
        who: The speaker's label; "" where nobody spoke (a greeting).
        said: What was typed.
    """

    def __init__(self, who: str, said: str) -> None:
        super().__init__()
        self.said = said
        self.reply = ""
        self.citations: tuple[Citation, ...] = ()
        self._who = who
        self._answer: Answer | None = None

    def compose(self) -> ComposeResult:
        if self._who:
            yield Static(content(self._who), classes="who")
            yield Static(content(self.said), classes="said")
        yield Static(ASSISTANT, classes="who talent")
        yield Static("", classes="waiting")
        yield Vertical(classes="answer")
        yield Static("", classes="sources")

    def working(self, what: str) -> None:
        """Say what is being done before there is anything to read."""
        self.query_one(".waiting", Static).update(content(what))

    async def add(self, text: str) -> None:
        """Append a piece of the answer."""
        self.reply += text
        answer = await self._body()
        await answer.add(text)

    async def finish(self, text: str) -> None:
        """Show the whole answer."""
        self.reply = text
        answer = await self._body()
        await answer.finish(text)
        self.add_class("finished")

    def fail(self, error: str) -> None:
        """Show why there is no answer."""
        self.add_class("failed")
        self.working(f"Not done: {error}")

    def cite(self, citations: tuple[Citation, ...]) -> None:
        """Show where the answer comes from."""
        self.citations = citations
        line = source_line(citations) if citations else ""
        self.query_one(".sources", Static).update(Content(shown(line)))
        self.set_class(bool(citations), "cited")

    async def _body(self) -> Answer:
        if self._answer is None:
            from tui.widgets.answer import Answer

            self._answer = Answer()
            self.add_class("answering")
            await self.query_one(".answer", Vertical).mount(self._answer)
        return self._answer
