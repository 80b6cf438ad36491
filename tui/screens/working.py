"""A screen whose work is done in threads: what goes wrong in them is one sentence on the screen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from textual import on
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from assistant.errors import EXPECTED
from tui.messages import Notice, WorkFailed

Result = TypeVar("Result")


class WorkingScreen(Screen[Result]):
    """A screen that loads what it shows, and changes it, in threads."""

    def load(self) -> None:
        """Load what is shown and post it to the screen; called in a thread."""
        raise NotImplementedError

    def say(self, text: str) -> None:
        """Put one sentence where the screen says how things stand."""
        raise NotImplementedError

    def put(self, where: str, text: Content) -> None:
        """Show a text in a static of the screen, which a selector names."""
        self.query_one(where, Static).update(text)

    def reload(self) -> None:
        """Load what is shown again."""
        self.work(self.load, "load")

    def change(self, what: Callable[[], object], done: str) -> None:
        """Change something in a thread, say that it is done, and show how things stand then."""

        def then_load() -> None:
            what()
            if done:
                self.post_message(Notice(done))
            self.load()

        self.work(then_load, "change")

    def work(self, what: Callable[[], object], name: str) -> None:
        """Do something in a thread."""
        self.run_worker(
            partial(self._guarded, what, name),
            group=f"{type(self).__name__}-{name}",
            description=f"{type(self).__name__}: {name}",
            exclusive=True,
            exit_on_error=False,
            thread=True,
        )

    def _guarded(self, what: Callable[[], object], name: str) -> None:
        try:
            what()
        except EXPECTED as error:
            self.post_message(WorkFailed(name, str(error)))

    @on(Notice)
    def _noticed(self, message: Notice) -> None:
        message.stop()
        self.notify(message.text, timeout=12, markup=False)

    def failed(self, what: str, error: str) -> None:
        """Show what went wrong in a piece of work."""
        if what == "load":
            self.say(error)
        else:
            self.notify(error, severity="error", timeout=12, markup=False)

    @on(WorkFailed)
    def _work_failed(self, message: WorkFailed) -> None:
        message.stop()
        self.failed(message.what, message.error)
