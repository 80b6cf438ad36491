"""Markdown from answers: drawn, never obeyed. Imported when the first answer comes, not before the first frame."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Markdown
from textual.widgets._markdown import MarkdownStream, MarkdownTable, MarkdownTableContent

from tui.text import shown


def _keep_lines(state: StateCore) -> None:
    for token in state.tokens:
        for child in token.children or ():
            if child.type == "softbreak":
                child.type = "hardbreak"


def _parser() -> MarkdownIt:
    """Tables and lists, but no HTML (it would vanish instead of being shown) and no guessed links; a line is a line."""
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.core.ruler.push("keep_lines", _keep_lines)
    return parser


class _Cells(MarkdownTableContent):
    def compose(self) -> ComposeResult:
        for child in super().compose():
            # The original gives cells their text as a tooltip, which would be parsed as markup.
            if isinstance(child, Widget):
                child.tooltip = None
            yield child


class _Table(MarkdownTable):
    def compose(self) -> ComposeResult:
        self._headers, self._rows = self._get_headers_and_rows()
        yield _Cells(self._headers, self._rows)


class Answer(Markdown):
    """One answer, streamed or whole.

    It is mounted empty, streamed, and at the end drawn once more in full: filling it first and streaming after
    that would lose text of code blocks.
    """

    BLOCKS = {**Markdown.BLOCKS, "table_open": _Table}  # noqa: RUF012 - as Textual declares it

    def __init__(self) -> None:
        super().__init__(open_links=False, parser_factory=_parser)
        self._stream: MarkdownStream | None = None

    async def add(self, text: str) -> None:
        """Append a piece of the answer."""
        if self._stream is None:
            self._stream = Markdown.get_stream(self)
        await self._stream.write(shown(text))

    async def finish(self, text: str) -> None:
        """Show the whole answer, whatever was streamed before."""
        if self._stream is not None:
            await self._stream.stop()
            self._stream = None
        await self.update(shown(text))
