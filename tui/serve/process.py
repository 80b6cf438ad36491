"""The process of one window: started with nothing but what it needs, as who has signed in; killed when they leave."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "VIRTUAL_ENV", "PYTHONPATH")
_ROOT = str(Path(__file__).parents[2])
_LARGEST_PACKET = 16 << 20
_HEADER = 5
_PRELUDE = b"__GANGLION__\n"
_POLITE, _GRACE = 1.0, 5.0
"""Seconds in which a process takes being told to leave; in which it then leaves. Afterwards it is killed."""


@dataclass(frozen=True, slots=True)
class Errand:
    """What a window's process is told, by a pipe that nobody else reads.

    Attributes:
        home: The data folder.
        demo: Whether it is the sample organisation in it.
        admission: The secret by which it becomes the account of who has signed in; it works once.
        encoder: The socket of the encoder that all visitors share, if they do.
        key: The key of an encrypted store, in hexadecimal digits.
        screen: The folder of their own preferences.
    """

    home: str
    demo: bool
    admission: str
    encoder: str | None
    key: str | None
    screen: str

    def as_bytes(self) -> bytes:
        """As the process reads it."""
        return json.dumps({name: getattr(self, name) for name in self.__slots__}).encode()


def environment(of: Mapping[str, str], passed_on: Iterable[str], width: int, height: int) -> dict[str, str]:
    """What a window's process sees of the environment: this program's settings, and nothing of the session's keys.

    Args:
        of: The server's own.
        passed_on: Further names that the settings let through.
        width: Columns.
        height: Rows.
    """
    names = {*_KEPT, *passed_on}
    kept = {
        name: value
        for name, value in of.items()
        if name in names or (name.startswith("TALENT_") and name != "TALENT_HOME")
    }
    return kept | {
        "PYTHONPATH": os.pathsep.join(filter(None, [_ROOT, kept.get("PYTHONPATH")])),
        "PYTHONUNBUFFERED": "1",
        "HF_HUB_OFFLINE": "1",
        "MALLOC_ARENA_MAX": "2",  # threads' own heaps would double what a visitor takes
        "TERM": "xterm-256color",
        "TERM_PROGRAM": "textual",
        "TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver",
        "TEXTUAL_COLOR_SYSTEM": "truecolor",
        "COLUMNS": str(width),
        "ROWS": str(height),
    }


class WindowProcess(AppService):
    """textual-serve's way of running a program for a browser, but for how it is started, watched and ended.

    Args:
        errand: What it is told.
        passed_on: Names of environment variables that it gets beside its own.
        write_bytes: Sends bytes to the browser.
        write_str: Sends text to the browser.
        close: Ends the connection to the browser.
        downloads: Hands files over to the browser.
    """

    def __init__(
        self,
        errand: Errand,
        passed_on: Iterable[str],
        *,
        write_bytes: Callable[[bytes], Awaitable[None]],
        write_str: Callable[[str], Awaitable[None]],
        close: Callable[[], Awaitable[None]],
        downloads: DownloadManager,
    ) -> None:
        super().__init__(
            "", write_bytes=write_bytes, write_str=write_str, close=close, download_manager=downloads
        )
        self._errand = errand
        self._passed_on = tuple(passed_on)
        self._ending: asyncio.Task[None] | None = None

    async def _open_app_process(self, width: int = 80, height: int = 24) -> asyncio.subprocess.Process:
        ours, its = os.pipe()
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tui.serve.visitor",
                str(ours),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,  # a traceback has people's data in it
                env=environment(os.environ, self._passed_on, width, height),
                pass_fds=(ours,),
                start_new_session=True,
            )
            os.write(its, self._errand.as_bytes())  # less than a pipe holds
        finally:
            os.close(ours)
            os.close(its)
        self._process = process
        self._stdin = process.stdin
        return process

    @property
    def exit_code(self) -> int | None:
        """How the process ended; None while it has not."""
        return self._process.returncode if self._process is not None else None

    async def run(self) -> None:
        """Bring what the process draws to the browser, until either ends; then end the connection."""
        process = self._process
        assert process is not None and process.stdout is not None
        packets = {b"D": self.on_data, b"M": self.on_meta, b"P": self.on_packed}
        try:
            if await process.stdout.readline() != _PRELUDE:
                return
            while True:
                header = await process.stdout.readexactly(_HEADER)
                size = int.from_bytes(header[1:], "big")
                if header[:1] not in packets or size > _LARGEST_PACKET:
                    return
                await packets[header[:1]](await process.stdout.readexactly(size))
        except (asyncio.IncompleteReadError, ConnectionError, ValueError, KeyError):
            pass  # it has ended, or the browser has
        finally:
            with contextlib.suppress(ConnectionError, RuntimeError):
                await self.remote_close()

    async def on_meta(self, data: bytes) -> None:
        """What the process tells about itself: only what a browser can do with it goes on, and links to the web."""
        told = json.loads(data)
        if told.get("type") == "open_url" and not str(told.get("url")).startswith(("https://", "http://")):
            return
        if told.get("type") in {"exit", "open_url", "deliver_file_start"}:
            await super().on_meta(data)

    async def stop(self) -> None:
        """Have the process leave, and kill it where it does not in time; whoever calls waits until it is gone."""
        if self._ending is None:
            self._ending = asyncio.create_task(self._end())
        await asyncio.shield(self._ending)

    async def _end(self) -> None:
        task, process = self._task, self._process
        if task is None or process is None:
            return
        await self._download_manager.cancel_app_downloads(app_service_id=self.app_service_id)
        with contextlib.suppress(TimeoutError, ConnectionError):
            await asyncio.wait_for(self.send_meta({"type": "quit"}), _POLITE)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), _GRACE)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # and whatever it has started
        await process.wait()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
