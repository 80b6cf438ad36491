"""The full-screen program: wiring only. The first frame is drawn before anything is opened."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Protocol

from rich.text import Text
from textual import on
from textual.app import App
from textual.binding import Binding
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from assistant.errors import EXPECTED
from tui import keymap, preferences
from tui.commands import TalentCommands
from tui.messages import (
    AgendaChosen,
    FirstFrame,
    HomeIsNew,
    HomeOpened,
    HomeReady,
    LibraryProgress,
    LibraryReady,
    SignedIn,
    WorkFailed,
)
from tui.screens.chat import ChatScreen
from tui.text import cell, shown
from tui.themes import HIGH_CONTRAST
from tui.threads import Leavable
from tui.turns import defect

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.compose import Home


_SIGNED_IN = {"conversations", "guided", "people", "pools", "plan", "portfolio", "documents"}
"""Places to go that need an account."""


class Progress(Protocol):
    """How far a long piece of work is, as the library tells it."""

    @property
    def what(self) -> str:
        """What is being done."""

    @property
    def done(self) -> int:
        """How much of it."""

    @property
    def total(self) -> int:
        """Out of how much."""


class TalentApp(App[None]):
    """The program.

    Args:
        home: The data folder to work in, or how to open it: then that happens behind the first frame.
        account: Who signs in; None is the operating-system user.
        folder: Where the data folder is, if it is known before it is opened: the theme is there.
    """

    TITLE = "Talent"
    CSS_PATH = ["app.tcss", "screens/chat.tcss"]  # noqa: RUF012 - a default screen does not load its own
    BINDINGS = keymap.APP
    COMMANDS: ClassVar = {TalentCommands}

    def __init__(
        self, home: Home | Callable[[], Home], account: str | None = None, folder: Path | None = None
    ) -> None:
        super().__init__()
        self.animation_level = (
            "none"  # movement tires readers, confuses screen readers, and costs time over ssh
        )
        self.home: Home | None = None
        self.account = account
        self.assistant: Assistant | None = None
        self.first_frame: float | None = None
        self.threads = Leavable()
        self._open = home if callable(home) else lambda: home
        self._folder = folder if callable(home) else home.path
        self._preferences = preferences.load(self._folder) if self._folder is not None else None

    def get_default_screen(self) -> Screen[None]:
        """The conversation is what one sees first."""
        self._chat = ChatScreen()
        return self._chat

    @property
    def chat(self) -> ChatScreen:
        """The conversation's screen, which is always there below the others."""
        return self._chat

    def on_mount(self) -> None:
        asyncio.get_running_loop().set_default_executor(self.threads)
        self.register_theme(HIGH_CONTRAST)
        self._apply_preferences()
        self.theme_changed_signal.subscribe(self, lambda theme: self._remember(theme.name))

    def _apply_preferences(self) -> None:
        mine = self._preferences
        if mine is None:
            return
        if mine.theme in self.available_themes:
            self.theme = mine.theme
        if mine.keys:
            self.set_keymap(mine.keys)

    @on(FirstFrame)
    def _begin(self) -> None:
        self.first_frame = time.perf_counter()
        self._in_background(self._look, "home", "Looking at the data folder")

    def get_key_display(self, binding: Binding) -> str:
        """Keys as they stand on the keyboard: F1, not f1."""
        shown = super().get_key_display(binding)
        return shown.upper() if binding.key[:1] == "f" and binding.key[1:].isdecimal() else shown

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Show a notice: always as text, for most have data in them."""
        super().notify(shown(message), title=shown(title), severity=severity, timeout=timeout, markup=False)

    # --- work in the background ------------------------------------------------------------------

    def _in_background(self, work: Callable[[], None], what: str, description: str) -> None:
        self.run_worker(
            partial(self._guarded, work, what),
            group=what,
            description=description,
            exclusive=True,
            exit_on_error=False,
            thread=True,
        )

    def _guarded(self, work: Callable[[], None], what: str) -> None:
        try:
            work()
        except EXPECTED as error:
            self.post_message(WorkFailed(what, str(error)))

    def _look(self) -> None:
        home = self._open()
        self.post_message(HomeOpened(home))
        if self.account is None and home.is_new():
            self.post_message(HomeIsNew(home))
        else:
            self._sign_in(home)

    def _sign_in(self, home: Home) -> None:
        from assistant.privacy import to_be_told

        assistant = home.sign_in(self.account)
        self.post_message(SignedIn(assistant, to_be_told(assistant)))

    def _warm(self, assistant: Assistant) -> None:
        for module in ("form", "plan", "portfolio"):  # here, so that no key waits for them later
            import_module(f"tui.screens.{module}")
        assistant.guidance.library.warm(self._progress)
        self._chat.post_message(LibraryReady())

    def _progress(self, progress: Progress) -> None:
        self._chat.post_message(LibraryProgress(progress.what, progress.done, progress.total))

    @on(HomeOpened)
    def _home_opened(self, message: HomeOpened) -> None:
        self.home = message.home
        if self._folder is None:
            self._folder = message.home.path
        if self._preferences is None:
            self._preferences = preferences.load(self._folder)
            self._apply_preferences()

    @on(HomeIsNew)
    def _home_is_new(self, message: HomeIsNew) -> None:
        from tui.screens.first_run import FirstRunScreen

        self.push_screen(FirstRunScreen(message.home))

    @on(HomeReady)
    def _home_ready(self, message: HomeReady) -> None:
        self.home = message.home
        self._in_background(partial(self._sign_in, message.home), "home", "Signing in")

    @on(SignedIn)
    async def _signed_in(self, message: SignedIn) -> None:
        if not self._chat.is_drawn:
            return  # the program is being left
        self.assistant = message.assistant
        sample = self.home is not None and bool(self.home.accounts())
        await self._chat.signed_in(message.assistant, sample=sample)
        self.refresh_bindings()
        if message.told:
            from tui.screens.dialogs import Confirm

            title = "Your record was opened in an emergency"
            self.push_screen(Confirm(title, message.told, "I have read this"), self._told)
        self._in_background(partial(self._warm, message.assistant), "library", "Loading the library")

    def _told(self, read: bool | None) -> None:
        if read and self.assistant is not None:
            from assistant.privacy import told

            self._in_background(partial(told, self.assistant), "told", "Noting that you have read it")

    @on(WorkFailed)
    def _work_failed(self, message: WorkFailed) -> None:
        if message.what == "home" and self.assistant is None:
            # Nothing can be done on the screen: the sentence belongs where it stays, below the prompt of the shell.
            self.exit(return_code=1, message=Text(shown(message.error)))
            return
        self._chat.post_message(WorkFailed(message.what, message.error))

    @on(Worker.StateChanged)
    def _worker_changed(self, event: Worker.StateChanged) -> None:
        if (
            event.state is WorkerState.ERROR
            and event.worker.error is not None
            and event.worker.group != "turns"
        ):
            self.notify(defect(event.worker.error), severity="error", timeout=12, markup=False)

    def action_act_as(self, account: str) -> None:
        """Sign in as another account, where the home allows it (the sample organisation does)."""
        if self.home is not None:
            self.account = account
            self._in_background(partial(self._sign_in, self.home), "home", "Signing in")

    # --- going places ----------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What needs somebody signed in is shown but off until then."""
        return None if action in _SIGNED_IN and self.assistant is None else True

    def action_conversations(self) -> None:
        """Open the list of conversations."""
        if self.assistant is not None:
            from tui.screens.conversations import ConversationsScreen

            self.push_screen(ConversationsScreen(self.assistant), self._conversation_chosen)

    @on(AgendaChosen)
    def _go(self, message: AgendaChosen) -> None:
        """Go where something that is due is done; what has no screen is done by a command, which is told."""
        item = message.item
        match item.place:
            case "conversation":
                self._chat.resume(item.what)
            case "talk":
                self._guided(item.what)
            case "plan" if item.what:
                self._their_plan(item.what, item.person)
            case "plan":
                self.action_plan()
            case "portfolio":
                self.action_portfolio()
            case "pool":
                self._pool(item.what)
            case _:
                self.notify(f"In a shell: {item.command}", title=item.text, timeout=12, markup=False)

    def _their_plan(self, owner: str, name: str) -> None:
        if self.assistant is not None:
            from tui.screens.plan_page import TheirPlanScreen

            self.push_screen(TheirPlanScreen(self.assistant, owner, name))

    def _pool(self, name: str) -> None:
        if self.assistant is not None:
            from tui.screens.pool import PoolScreen

            self.push_screen(PoolScreen(self.assistant, name))

    def action_guided(self) -> None:
        """Choose a guide and a person."""
        self._guided()

    def _guided(self, about: str | None = None) -> None:
        if self.assistant is not None:
            from tui.screens.start import StartScreen

            self.push_screen(StartScreen(self.assistant, about), self._guide_chosen)

    def action_people(self) -> None:
        """Open the list of people."""
        if self.assistant is not None:
            from tui.screens.people import PeopleScreen

            self.push_screen(PeopleScreen(self.assistant), self._conversation_chosen)

    def action_pools(self) -> None:
        """Open the talent pools."""
        if self.assistant is not None:
            from tui.screens.pools import PoolsScreen

            self.push_screen(PoolsScreen(self.assistant))

    def action_plan(self) -> None:
        """Open one's own development plan."""
        if self.assistant is not None:
            from tui.screens.plan import PlanScreen

            self.push_screen(PlanScreen(self.assistant), self._guide_chosen)

    def action_portfolio(self) -> None:
        """Open one's own portfolio."""
        if self.assistant is not None:
            from tui.screens.portfolio import PortfolioScreen

            self.push_screen(PortfolioScreen(self.assistant))

    def action_documents(self) -> None:
        """Open the guidance library."""
        if self.assistant is not None:
            from tui.screens.documents import DocumentsScreen

            self.push_screen(DocumentsScreen(self.assistant))

    def action_help(self) -> None:
        """Explain the focused part and list the keys."""
        from tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen))

    async def _conversation_chosen(self, chosen: str | None) -> None:
        if chosen == "":
            await self._chat.action_new_chat()
        elif chosen is not None:
            self._chat.resume(chosen)

    def _guide_chosen(self, chosen: tuple[str, str, str] | None) -> None:
        if chosen is not None:
            self._chat.converse(*chosen)

    # --- leaving -----------------------------------------------------------------------------------

    async def action_quit(self) -> None:
        """Leave; ask first if something typed would be lost."""
        from tui.screens.dialogs import Confirm

        if isinstance(self.screen, Confirm):
            return
        if self._chat.prompt.text.strip():
            question = "What you typed has not been sent and would be lost."
            self.push_screen(Confirm("Leave?", question, "Leave"), self._leave_if)
        else:
            self._leave_if(True)

    def _leave_if(self, sure: bool | None) -> None:
        if not sure:
            return
        view = self._chat.view
        message = None
        if view is not None and view.kind == "guided" and not view.finished:
            message = Text.assemble("To go on with ", cell(view.title), ": start talent and press F2.")
        self.exit(message=message)

    def _remember(self, theme: str) -> None:
        if self._folder is None or self._preferences is None or self._preferences.theme == theme:
            return
        self._preferences = replace(self._preferences, theme=theme)
        try:
            preferences.save(self._folder, self._preferences)
        except OSError as error:
            self.notify(
                f"The theme could not be remembered: {error.strerror}.", severity="warning", markup=False
            )


def run(home: Home | Callable[[], Home], account: str | None, folder: Path | None = None) -> int:
    """Run the full-screen program.

    Args:
        home: The data folder, or how to open it: then that happens behind the first frame.
        account: Who signs in; None is the operating-system user.
        folder: Where the data folder is, if it is known before it is opened: the chosen theme is there.

    Returns:
        The process's exit code: 1 if nobody could be signed in, with one sentence on stderr.
    """
    app = TalentApp(home, account, folder)
    app.run()
    code = app.return_code or 0
    if app.threads.busy:
        # A model that is being loaded cannot be interrupted, and taking the interpreter down around it may crash.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return code


def open_program(*, demo: bool, account: str | None) -> int:
    """Run the full-screen program on the data folder, or on the sample organisation in it; returns the exit code."""
    from assistant.compose import SAMPLE, default_folder, open_home

    folder = default_folder()
    if demo:
        folder /= SAMPLE

    def opened() -> Home:
        return open_home().sample() if demo else open_home()

    if (
        folder / "talent.key"
    ).exists():  # whose passphrase is asked while there is still a terminal to ask on
        try:
            home = opened()
            _ = home.key
        except EXPECTED as error:
            sys.stderr.write(f"{error}\n")
            return 1
        return run(home, account, folder)
    return run(opened, account, folder)
