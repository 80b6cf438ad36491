"""The program in front of a scripted assistant, driven by real keys."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.widgets import Static

from tests.tui.scripted import Script, ScriptedAssistant, ScriptedHome, guided
from tui.app import TalentApp


@dataclass
class Program:
    """The running program and everything a test needs to press and to look at."""

    app: TalentApp
    pilot: Pilot[None]
    assistant: ScriptedAssistant
    home: ScriptedHome

    async def quiet(self) -> None:
        """Wait until every message has been handled and the screen drawn.

        Pilot's own way is to wait, after each key, until the processor has been idle for a while.
        """
        calm = 0
        while calm < 3 and not self.app._exit:
            await self.pilot._wait_for_screen()
            screen = self.app.screen
            pumps = [
                self.app,
                *(one for each in self.app.screen_stack for one in each.walk_children(with_self=True)),
            ]
            undrawn = (
                screen._layout_required
                or screen._scroll_required
                or screen._repaint_required
                or screen._recompose_required
                or screen._dirty_widgets
                or screen._callbacks
                or self.app._batch_count
            )
            if undrawn:
                await asyncio.sleep(0.005)  # drawing is bound to a timer
            handled = all(pump._message_queue.empty() and not pump._next_callbacks for pump in pumps)
            calm = calm + 1 if handled and not undrawn else 0

    async def settle(self, *, but: tuple[str, ...] = ("library",)) -> None:
        """Wait until no work is under way, except in the named groups, and everything said about it was heard."""
        while self.app.first_frame is None:
            await self.pilot.pause()
        while True:
            await self.quiet()
            await self.pilot.pause()
            busy = [one for one in self.app.workers if one.group not in but and not one.is_finished]
            if not busy:
                return
            await self.app.workers.wait_for_complete(busy)

    async def type(self, text: str) -> None:
        """Type letter by letter."""
        for letter in text:
            self.key(letter)
        await self.quiet()
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        """Press keys, and wait for what each sets off."""
        for key in keys:
            self.key(key)
            await self.settle()

    async def tap(self, *keys: str) -> None:
        """Press keys without waiting for the work that they set off."""
        for key in keys:
            self.key(key)
            await self.quiet()

    async def until(self, text: str) -> None:
        """Wait until something stands on the screen that arrives by a timer, such as the palette's finds."""
        while text not in self.screen_text:
            await self.pilot.pause()

    def key(self, key: str) -> None:
        """Press a key as the terminal's driver does, and wait for nothing."""
        driver = self.app._driver
        assert driver is not None
        letter = " " if key == "space" else key if len(key) == 1 else None
        name = key if letter is None or key.isalnum() else _character_to_key(letter)
        event = Key(name, letter)
        event.set_sender(self.app)
        driver.send_message(event)

    async def send(self, text: str) -> None:
        """Type, press Enter and wait for the end of the turn."""
        await self.type(text)
        await self.press("enter")

    @property
    def prompt(self) -> str:
        """What stands in the prompt."""
        return self.app.chat.prompt.text

    @property
    def status(self) -> str:
        """The status line."""
        return str(self.app.chat.status.render())

    @property
    def screen_text(self) -> str:
        """Every letter on the screen, line by line."""
        width, height = self.app.size
        strips = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text[:width] for strip in strips[:height])

    def last(self, part: str) -> str:
        """A part (`.said`, `.waiting`, `.sources`) of the last turn."""
        return str(self.app.chat.transcript.turns[-1].query_one(part, Static).content)


Opener = Callable[..., AbstractAsyncContextManager[Program]]


@pytest.fixture
def program(tmp_path: Path) -> Opener:
    """Opens the program: `async with program() as talent`."""

    @asynccontextmanager
    async def opened(
        size: tuple[int, int] = (120, 40),
        *,
        chat: Script | None = None,
        talk: Script | None = None,
        new: bool = False,
        prepare: Callable[[ScriptedHome], object] | None = None,
    ) -> AsyncIterator[Program]:
        assistant = ScriptedAssistant(chat or Script(), talk or guided())
        home = ScriptedHome(tmp_path, assistant, new=new)
        if prepare is not None:
            prepare(home)
        app = TalentApp(home)
        async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
            running = Program(app, pilot, assistant, home)
            if prepare is None:
                await running.settle()
            yield running
            assistant.loading.set()
            home.door.set()

    return opened


@pytest.fixture
def talk(program: Opener) -> Opener:
    """Opens the program in a guided conversation."""

    @asynccontextmanager
    async def opened(size: tuple[int, int] = (120, 40), **options: object) -> AsyncIterator[Program]:
        async with program(size, **options) as running:
            running.app.chat.resume("g1")
            await running.settle()
            yield running

    return opened
