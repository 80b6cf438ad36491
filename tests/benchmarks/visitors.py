"""`python -m tests.benchmarks.visitors 20 [SECONDS]`: so many people at once in the browser, each asking questions.

A real `talent --demo serve`, and for each visitor a websocket as a browser's page has it, on which keys are typed and
the terminal that comes back is read. Memory is proportional (PSS): what processes share is shared out among them.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pyte

from tests.benchmarks.processes import timed
from tests.benchmarks.questions import QUESTIONS
from tests.serve.conftest import processes

TALENT = str(Path(sys.executable).with_name("talent"))
COLUMNS, ROWS = 100, 30
LONGEST = 60.0
"""Seconds after which something that does not come is given up, and counted as lost."""
THINKS = (1.0, 4.0)
"""Seconds that a visitor reads an answer before they type again."""
_PROMPT = "Ask a question"
_SOURCES, _ASKED = "Sources (F6)", "  You"


@dataclass(slots=True)
class Times:
    """Seconds that visitors waited, and what never came."""

    first_frame: list[float] = field(default_factory=list)
    key: list[float] = field(default_factory=list)
    first_answer: list[float] = field(default_factory=list)
    answer: list[float] = field(default_factory=list)
    lost: int = 0


class Terminal:
    """What one visitor sees."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)

    @property
    def text(self) -> str:
        return "\n".join(self._screen.display)

    async def send(self, typed: str) -> None:
        await self._socket.send_json(["stdin", typed])

    async def until(self, seen: Callable[[str], bool]) -> float:
        """Seconds until the screen is as wanted; TimeoutError where it does not come to that."""
        began = time.perf_counter()
        async with asyncio.timeout(LONGEST):
            while not seen(self.text):
                message = await self._socket.receive()
                if message.type is aiohttp.WSMsgType.BINARY:
                    self._stream.feed(message.data)
                elif message.type is not aiohttp.WSMsgType.TEXT:
                    raise ConnectionError("the window was closed")
        return time.perf_counter() - began

    async def drink(self, seconds: float) -> None:
        """Go on reading what comes, so that nothing is left behind, for a while."""
        try:
            async with asyncio.timeout(seconds):
                await self.until(lambda _: False)
        except TimeoutError:
            pass


async def visit(address: str, account: str, start: float, until: float, times: Times, seed: int) -> None:
    """One visitor: signs in, opens a window, asks until the time is over, closes the browser."""
    chance = random.Random(seed)
    await asyncio.sleep(start)
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        headers = {"Origin": address}
        await session.post(f"{address}/sign-in", data={"name": account}, headers=headers)
        async with session.get(f"{address}/") as answer:
            page = await answer.text()
        found = re.search(r'websocket-url="([^"]+)"', page)
        if found is None:
            raise ConnectionError(f"{account} was not let in: {page}")
        where = f"{found[1]}?width={COLUMNS}&height={ROWS}"
        async with session.ws_connect(where, headers=headers, max_msg_size=0) as socket:
            terminal = Terminal(socket)
            times.first_frame.append(await terminal.until(lambda text: _PROMPT in text))
            await terminal.drink(5.0)
            taken = times.first_answer
            while time.perf_counter() < until:
                await ask(terminal, chance.choice(QUESTIONS), times, taken)
                taken = times.answer
                await terminal.drink(chance.uniform(*THINKS))


async def ask(terminal: Terminal, question: str, times: Times, taken: list[float]) -> None:
    """Type a question key by key, send it and wait for the end of its answer, whose seconds go to `taken`."""
    try:
        for count, letter in enumerate(question, 1):
            begun = question[:count][-20:].strip()
            await terminal.send(letter)
            if letter != " ":
                times.key.append(await terminal.until(lambda text, begun=begun: begun in text))
        await terminal.send("\r")
        began = time.perf_counter()
        await terminal.until(
            lambda text: _PROMPT in text and text.rfind(_SOURCES) > text.rfind(_ASKED) and _SOURCES in text
        )
        taken.append(time.perf_counter() - began)
    except TimeoutError:
        times.lost += 1


def visitors(of: int) -> list[int]:
    """The windows' processes among them."""
    return [one for one in processes(of) if b"tui.serve.visitor" in Path(f"/proc/{one}/cmdline").read_bytes()]


def megabytes(process: int) -> float:
    """A process's memory: its own, and its part of what it shares."""
    found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{process}/smaps_rollup").read_text(), re.MULTILINE)
    return int(found[1]) * 1024 / 1e6 if found else 0.0


async def measure(count: int, seconds: float, environment: Mapping[str, str]) -> int:
    """Have so many visitors for so long, and print what it took; the number of what was lost or left behind."""
    people = [f"P{number:04}" for number in range(1, count + 1)]
    command = [TALENT, "--demo", "serve", "--port", "0"]
    pipe = asyncio.subprocess.PIPE
    server = await asyncio.create_subprocess_exec(
        *command, env=dict(environment), stdout=pipe, stderr=asyncio.subprocess.DEVNULL
    )
    assert server.stdout is not None
    try:
        line = (await asyncio.wait_for(server.stdout.readline(), 300)).decode()
        address = line.split()[2].rstrip(";")
        times, began = Times(), time.perf_counter()
        opening = count * 0.25  # people do not all come in the same instant
        until = began + opening + seconds
        coming = [
            asyncio.create_task(visit(address, account, number * 0.25, until, times, number))
            for number, account in enumerate(people)
        ]
        await asyncio.sleep(max(opening + seconds / 2, 1.0))
        windows = [megabytes(one) for one in visitors(server.pid)]
        others = [one for one in processes(server.pid) if one not in visitors(server.pid)]
        shared = sum(map(megabytes, others))
        own = megabytes(server.pid)
        failed = [one for one in await asyncio.gather(*coming, return_exceptions=True) if one is not None]
        await asyncio.sleep(7)  # a process has five seconds to leave
        left = len(visitors(server.pid))
    finally:
        server.terminate()
        await server.wait()
    for error in failed[:3]:
        print(f"a visitor failed: {type(error).__name__}: {error}", file=sys.stderr)
    print(
        f"{len(windows)} visitors for {seconds:.0f} s, {len(times.first_answer) + len(times.answer)} questions"
    )
    print(f"{'':38}{'p50':>10}{'p95':>10}{'most':>10}  unit")
    for what, values, unit, factor in (
        ("memory of a visitor (PSS)", windows, "MB", 1.0),
        ("first frame in the browser", times.first_frame, "ms", 1000.0),
        ("a key until it is on the screen", times.key, "ms", 1000.0),
        ("first question of each to its answer", times.first_answer, "ms", 1000.0),
        ("question to cited answer, drawn", times.answer, "ms", 1000.0),
    ):
        print(f"{what:38}{''.join(f'{value * factor:10.0f}' for value in _spread(values))}  {unit}")
    print(f"memory of the server {own:.0f} MB, of the shared encoder {shared:.0f} MB")
    print(f"lost: {times.lost + len(failed)}; processes left: {left}")
    return times.lost + len(failed) + left


def _spread(values: Sequence[float]) -> tuple[float, float, float]:
    if len(values) < 2:
        return (values[0],) * 3 if values else (0.0, 0.0, 0.0)
    return statistics.median(values), statistics.quantiles(values, n=20)[-1], max(values)


def main(count: int, seconds: float) -> int:
    """Measure, and print the table; 1 where something was lost or left behind."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("TALENT_")},
            "TALENT_HOME": folder,
            "TALENT_SERVE_VISITORS": str(count),
            "HF_HUB_OFFLINE": "1",
        }
        timed(
            [TALENT, "--demo", "ask", QUESTIONS[0], "--json"], environment
        )  # makes the home, and the export
        return int(bool(asyncio.run(measure(count, seconds, environment))))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 60.0))
