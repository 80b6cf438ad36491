"""A real Chromium without a screen, driven by the DevTools protocol: what people see and press, and nothing else."""

from __future__ import annotations

import asyncio
import itertools
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--window-size=1280,900",
    "--remote-debugging-port=0",
)
_STARTS_WITHIN = 30.0
_KEYS = {"Enter": (13, "\r"), "Tab": (9, "\t"), "F1": (112, ""), "Escape": (27, "")}


def found() -> str | None:
    """Where Chromium is; None where there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class Page:
    """The one page of a browser."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self.asked_for: list[str] = []
        """Addresses of everything that was loaded."""
        self.errors: list[str] = []
        """What the console has complained about."""

    async def tell(self, method: str, **params: Any) -> Any:
        """One command of the protocol, and what it gives."""
        number = next(self._numbers)
        await self._socket.send_json({"id": number, "method": method, "params": params})
        async for message in self._socket:
            told = message.json()
            match told.get("method"):
                case "Network.requestWillBeSent":
                    self.asked_for.append(told["params"]["request"]["url"])
                case "Log.entryAdded":
                    self.errors.append(told["params"]["entry"]["text"])
                case "Runtime.exceptionThrown":
                    self.errors.append(told["params"]["exceptionDetails"]["text"])
            if told.get("id") == number:
                assert "error" not in told, told
                return told["result"]
        raise ConnectionError("the browser has ended")

    async def run(self, script: str) -> Any:
        """What an expression gives in the page."""
        told = await self.tell("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        return told["result"].get("value")

    async def go(self, address: str) -> None:
        """Type an address."""
        await self.tell("Page.navigate", url=address)

    async def click(self, selector: str) -> None:
        """Click the middle of what a selector finds first, once the page is there and stands still."""
        await self.until(f"document.readyState === 'complete' && !!document.querySelector({selector!r})")
        where = f"document.querySelector({selector!r}).getBoundingClientRect()"
        x, y = await self.run(f"(r => [r.x + r.width / 2, r.y + r.height / 2])({where})")
        for kind in ("mousePressed", "mouseReleased"):
            await self.tell("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    async def type(self, text: str) -> None:
        """Type into whatever has the focus, key by key."""
        for letter in text:
            await self.tell("Input.dispatchKeyEvent", type="keyDown", text=letter, key=letter)
            await self.tell("Input.dispatchKeyEvent", type="keyUp", key=letter)

    async def press(self, key: str) -> None:
        """Press a key."""
        code, text = _KEYS[key]
        common = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        await self.tell(
            "Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", text=text, **common
        )
        await self.tell("Input.dispatchKeyEvent", type="keyUp", **common)

    async def until(self, script: str, seconds: float = 30.0) -> Any:
        """Wait until an expression gives something true; AssertionError where it does not in time."""
        try:
            async with asyncio.timeout(seconds):
                while not (value := await self.run(script)):
                    await asyncio.sleep(0.1)
                return value
        except TimeoutError:
            raise AssertionError(f"{script} did not come true; the page says: {await self.text()}") from None

    async def text(self) -> str:
        """All that the page says."""
        return str(await self.run("document.body ? document.body.innerText : ''"))

    async def spoken(self) -> str:
        """What the terminal gives to a screen reader: its lines as they stand."""
        lines = (
            "[...document.querySelectorAll('.xterm-accessibility [role=listitem]')].map(e => e.textContent)"
        )
        return str(await self.run(f"{lines}.join('\\n')"))

    async def says(self, words: str, seconds: float = 60.0) -> str:
        """Wait until words stand in the terminal; AssertionError where they do not in time."""
        try:
            async with asyncio.timeout(seconds):
                while words not in (said := await self.spoken()):
                    await asyncio.sleep(0.1)
                return said
        except TimeoutError:
            raise AssertionError(
                f"{words!r} is not there; the terminal says:\n{await self.spoken()}"
            ) from None


@asynccontextmanager
async def browser() -> AsyncIterator[Page]:
    """A fresh browser with an empty page; nothing of it is left afterwards."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        command = [str(found()), *FLAGS, f"--user-data-dir={folder}", "about:blank"]
        devnull = asyncio.subprocess.DEVNULL
        process = await asyncio.create_subprocess_exec(*command, stdout=devnull, stderr=devnull)
        try:
            port = await _port(Path(folder) / "DevToolsActivePort")
            async with aiohttp.ClientSession() as session:
                async with session.get(f"http://127.0.0.1:{port}/json/list") as answer:
                    pages = [one for one in await answer.json() if one["type"] == "page"]
                address = pages[0]["webSocketDebuggerUrl"]
                async with session.ws_connect(address, max_msg_size=0) as socket:
                    page = Page(socket)
                    for domain in ("Page", "Runtime", "Network", "Log"):
                        await page.tell(f"{domain}.enable")
                    yield page
        finally:
            process.kill()
            await process.wait()


async def _port(file: Path) -> int:
    async with asyncio.timeout(_STARTS_WITHIN):
        while not (file.exists() and (text := file.read_text()).strip()):
            await asyncio.sleep(0.1)
    return int(text.splitlines()[0])
