"""The main job in a real Chromium: sign in, ask the guidance, see the cited answer, sign out."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.serve.chromium import browser, found
from tests.serve.conftest import processes

pytestmark = pytest.mark.skipif(found() is None, reason="no Chromium")
QUESTION = "Who may nominate somebody for a talent pool?"


async def test_in_a_browser_one_signs_in_asks_the_guidance_sees_where_the_answer_stands_and_signs_out(
    home_folder: Path,
) -> None:
    """As somebody with a screen reader: what the terminal gives to it is what is looked at here."""
    environment = {**os.environ, "TALENT_HOME": str(home_folder)}
    command = [str(Path(sys.executable).with_name("talent")), "--demo", "serve", "--port", "0"]
    server = await asyncio.create_subprocess_exec(
        *command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert server.stdout is not None
    try:
        line = await asyncio.wait_for(server.stdout.readline(), 60)
        address = line.decode().split()[2].rstrip(";")
        async with browser() as page:
            await page.go(address)
            assert "no password is asked" in await page.until("document.body && document.body.innerText")
            await page.click("#spoken")
            await page.click("button[value=hr]")
            await page.says("Mateo Alvarez")
            await page.type(QUESTION)
            await page.says(QUESTION)
            await page.press("Enter")
            said = await page.says("Sources (F6): [1]")
            assert "Inspiring Leaders" in said
            await page.click("header button")
            await page.until("!!document.querySelector('button[value=manager]')")
            await page.go(address)
            assert "Choose as whom" in await page.until("document.body && document.body.innerText")
            elsewhere = [one for one in page.asked_for if not one.startswith((address, "data:"))]
            assert elsewhere == []
            assert [one for one in page.errors if "WebGL" not in one] == []
        visitors = [
            one for one in processes(server.pid) if b"visitor" in Path(f"/proc/{one}/cmdline").read_bytes()
        ]
        assert visitors == []
    finally:
        server.send_signal(signal.SIGTERM)
        await asyncio.wait_for(server.wait(), 20)
