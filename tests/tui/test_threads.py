"""Leaving waits for nothing."""

from __future__ import annotations

import subprocess
import sys
import time
from threading import Event as Gate

import pytest

from tui.threads import Leavable


def test_work_is_done_and_its_result_or_error_handed_over() -> None:
    threads = Leavable()
    assert threads.submit(pow, 2, 5).result(20) == 32
    with pytest.raises(ZeroDivisionError):
        threads.submit(lambda: 1 / 0).result(20)


def test_several_pieces_of_work_run_at_the_same_time() -> None:
    threads, first, second = Leavable(), Gate(), Gate()

    def one() -> bool:
        first.set()
        return second.wait(20)

    def other() -> bool:
        second.set()
        return first.wait(20)

    futures = [threads.submit(one), threads.submit(other)]
    assert all(future.result(20) for future in futures)


def test_shutting_down_does_not_wait_and_busy_tells() -> None:
    threads, gate = Leavable(), Gate()
    future = threads.submit(gate.wait, 20)
    threads.shutdown(wait=True)
    assert threads.busy
    gate.set()
    future.result(20)
    while threads.busy:
        time.sleep(0)


LEAVING = """
import asyncio, sys, time
from pathlib import Path
from tests.tui.scripted import Script, ScriptedAssistant, ScriptedHome, guided
from tui.app import TalentApp, run
class Slow(ScriptedAssistant):
    def _warm(self, on_progress):
        time.sleep(60)

async def leave(app):
    async with app.run_test() as pilot:
        while app.assistant is None or not any(one.group == "library" for one in app.workers):
            await pilot.pause()
        await pilot.press("ctrl+q")

TalentApp.run = lambda app: asyncio.run(leave(app))
sys.exit(run(ScriptedHome(Path(sys.argv[1]), Slow(Script(), guided())), None))
"""


def test_quitting_does_not_wait_for_a_model_that_is_being_loaded(tmp_path) -> None:  # type: ignore[no-untyped-def]
    done = subprocess.run(
        [sys.executable, "-c", LEAVING, str(tmp_path)],
        check=False,
        timeout=40,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
