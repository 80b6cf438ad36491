"""The program in front of a scripted assistant, driven by real keys."""

from __future__ import annotations

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

    async def settle(self, *, but: tuple[str, ...] = ("library",)) -> None:
        """Wait until no work is under way, except in the named groups, and everything said about it was heard."""
        while self.app.first_frame is None:
            await self.pilot.pause()
        while True:
            busy = [one for one in self.app.workers if one.group not in but and not one.is_finished]
            if not busy:
                await self.pilot.pause()
                if all(one.is_finished or one.group in but for one in self.app.workers):
                    return
            else:
                await self.app.workers.wait_for_complete(busy)

    async def type(self, text: str) -> None:
        """Type letter by letter, as fast as a terminal delivers it (Pilot waits 60 ms after each key)."""
        driver = self.app._driver
        assert driver is not None
        for letter in text:
            key = Key(letter if letter.isalnum() else _character_to_key(letter), letter)
            key.set_sender(self.app)
            driver.send_message(key)
        await self.pilot.pause()

    async def send(self, text: str) -> None:
        """Type, press Enter and wait for the end of the turn."""
        await self.type(text)
        await self.pilot.press("enter")
        await self.settle()

    async def press(self, *keys: str) -> None:
        """Press keys and wait for what they set off."""
        await self.pilot.press(*keys)
        await self.settle()

    @property
    def prompt(self) -> str:
        """What stands in the prompt."""
        return self.app.chat.prompt.text

    @property
    def status(self) -> str:
        """The status line."""
        return str(self.app.chat.status.content)

    @property
    def screen_text(self) -> str:
        """Every letter on the screen, line by line."""
        width, height = self.app.size
        strips = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text[:width] for strip in strips[:height])

    def last(self, part: str) -> str:
        """A part (`.said`, `.notes`, `.waiting`, `.sources`) of the last turn."""
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
