"""The door: who comes in by a browser, from which page, how many, for how long; and what is left when they go."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import aiohttp
import pyte
import pytest

from store.attempts import FREE
from tests.serve.conftest import PASSWORDS, Serve, Served, rename, visitors
from tui.serve import process as window_process
from tui.serve import server as of_browsers

PLAN, EXPORT = "\x1b[21~", "\x1b[20~"
"""F10 and F9."""


async def drawn(socket: aiohttp.ClientWebSocketResponse, words: str) -> list[object]:
    """Wait until words are drawn that were not there; what the page was told on the way."""
    screen, told = pyte.Screen(100, 30), []
    stream = pyte.ByteStream(screen)
    async with asyncio.timeout(30):
        while words not in (seen := "\n".join(screen.display)):
            message = await socket.receive()
            assert message.type in {aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT}, (message, seen)
            if message.type is aiohttp.WSMsgType.BINARY:
                stream.feed(message.data)
            else:
                told.append(message.json())
    return told


async def gone(seconds: float = 10.0) -> None:
    """Wait until no visitor's process is left."""
    async with asyncio.timeout(seconds):
        while visitors():
            await asyncio.sleep(0.05)


async def none_open(here: Served) -> None:
    """Wait until no window counts as open."""
    async with asyncio.timeout(5):
        while here.server.visits.windows:
            await asyncio.sleep(0.01)


async def test_one_signs_in_by_name_and_password_and_out_again(served: Serve) -> None:
    async with served() as here:
        assert await here.get("/") == (303, "303: See Other")
        status, page = await here.get("/sign-in")
        assert status == 200
        assert '<label for="password">' in page and "<script" not in page
        for name, password in (("ann", ""), ("ann", PASSWORDS["bob"]), ("nobody", PASSWORDS["ann"])):
            status, page = await here.post("/sign-in", {"name": name, "password": password})
            assert status == 403
            assert 'role="alert"' in page
        assert await here.sign_in() == 303
        cookie = next(iter(here.session.cookie_jar))
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/")
        status, page = await here.get("/")
        assert status == 200
        assert "signed in as <strong>ann</strong>" in page
        kept = cookie.value
        assert (await here.post("/sign-out", {}))[0] == 303
        assert (await here.get("/", Cookie=f"talent={kept}"))[0] == 303


async def test_after_a_few_wrong_passwords_the_right_one_waits_and_a_name_that_is_none_looks_the_same(
    served: Serve,
) -> None:
    async with served() as here:
        pages = {(await here.post("/sign-in", {"name": name, "password": "x"}))[1].replace(name, "")
                 for name in ["ann"] * FREE + ["nobody"]}  # fmt: skip
        assert len(pages) == 1
        assert await here.sign_in("ann") == 403
        assert await here.sign_in("bob") == 303


async def test_other_pages_and_other_names_of_this_machine_are_turned_away(served: Serve) -> None:
    async with served() as here:
        form = {"name": "ann", "password": PASSWORDS["ann"]}
        for origin in ("http://evil.example", "null", "", here.address.replace("http:", "https:")):
            assert (await here.post("/sign-in", form, Origin=origin))[0] == 403
        assert (await here.get("/sign-in", Host="evil.example"))[0] == 403
        assert await here.sign_in() == 303
        address = await here.window()
        assert await here.refused(address, Origin="http://evil.example") == 403
        assert (await here.post("/sign-out", {}, Origin="http://evil.example"))[0] == 403
        assert (await here.get("/"))[0] == 200


async def test_a_window_needs_somebody_signed_in_and_a_ticket_that_was_not_used(served: Serve) -> None:
    async with served(serve_visitors_each=1, serve_visitors=1) as here:
        assert await here.refused(f"{here.address}/ws/made-up") == 401
        await here.sign_in()
        tickets = [await here.window() for _ in range(3)]
        assert await here.refused(f"{here.address}/ws/made-up") == 401
        async with here.connected(tickets[0]) as socket:
            assert await here.refused(tickets[0]) == 401
            assert await here.refused(tickets[1]) == 503
            assert (await here.get("/"))[0] == 503
            await drawn(socket, "Ask a question")
        await gone()
        here.session.cookie_jar.clear()
        assert await here.refused(tickets[2]) == 401


async def test_a_windows_process_is_who_signed_in_is_light_sees_no_keys_and_is_gone_with_them(
    served: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "canary-one")
    monkeypatch.setenv("MODEL_KEY", "canary-two")
    async with served(serve_passes_on='["MODEL_KEY"]') as here:
        await here.sign_in("bob")
        async with here.connected(await here.window()) as socket:
            await drawn(socket, "bob")
            (process,) = visitors()
            seen = Path(f"/proc/{process}/environ").read_text() + Path(f"/proc/{process}/cmdline").read_text()
            assert "canary-one" not in seen and "canary-two" in seen
            assert "bob" not in seen, "who it acts for is told by a pipe"
            assert not re.search("libtorch|chroma", Path(f"/proc/{process}/maps").read_text())
            await socket.send_json(["stdin", "hello there"])
            await drawn(socket, "hello there")
        await gone()
        await none_open(here)


async def test_no_process_becomes_an_account_without_being_let_in(served: Serve) -> None:
    async with served() as here:
        ours, its = os.pipe()
        errand = window_process.Errand(
            str(here.home.path), False, "made up", None, None, str(here.home.path / "s")
        )
        os.write(its, errand.as_bytes())
        os.close(its)
        process = await asyncio.create_subprocess_exec(
            window_process.sys.executable, "-m", "tui.serve.visitor", str(ours), pass_fds=(ours,),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            env=window_process.environment(os.environ, (), 80, 24),
        )  # fmt: skip
        os.close(ours)
        out, said = await asyncio.wait_for(process.communicate(), 30)
        assert process.returncode == 1
        assert b"Nobody was let in" in said + out


async def test_what_no_page_of_ours_sends_ends_the_window(
    served: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Deaf(window_process.WindowProcess):
        async def start(self, width: int, height: int) -> None: ...

    monkeypatch.setattr(of_browsers, "WindowProcess", Deaf)
    size = '["resize", {"width": "a", "height": 1}]'
    long = '["stdin", "' + "x" * (2 << 20) + '"]'
    async with served() as here:
        await here.sign_in()
        for sent in (
            "no json",
            "[]",
            '["stdin"]',
            '["stdin", 5]',
            size,
            '["quit"]',
            "[" * 9_000,
            long,
            b"bytes",
        ):
            async with here.connected(await here.window()) as socket:
                await (socket.send_bytes(sent) if isinstance(sent, bytes) else socket.send_str(sent))
                async with asyncio.timeout(5):
                    while not socket.closed:
                        await socket.receive()
            await none_open(here)


async def test_a_process_that_is_stuck_is_killed_when_its_visitor_leaves(
    served: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window_process, "_GRACE", 0.3)
    async with served() as here:
        await here.sign_in()
        async with here.connected(await here.window()) as socket:
            await drawn(socket, "Ask a question")
            (process,) = visitors()
            os.kill(process, signal.SIGSTOP)
        await gone(3.0)


async def test_who_is_idle_closed_out_or_given_another_password_is_signed_out_and_their_process_ended(
    served: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_browsers, "_SWEPT_EVERY", 0.1)
    monkeypatch.setattr(of_browsers, "_LOOKED_UP_EVERY", 0.2)

    async def signed_out(here: Served) -> None:
        async with asyncio.timeout(10):
            while (await here.get("/"))[0] != 303:
                await asyncio.sleep(0.1)

    async with served() as here:
        await here.sign_in()
        async with here.connected(await here.window()) as socket:
            await drawn(socket, "Ask a question")
            (visit,) = here.server.visits.all()
            visit.active -= 15 * 60
            async with asyncio.timeout(10):
                while not socket.closed:
                    await socket.receive()
        await gone()
        assert (await here.get("/"))[0] == 303
        await here.sign_in("bob")
        rename(here.home.path, "bob", active=False)
        await signed_out(here)
        await here.sign_in("ann")
        await asyncio.sleep(0.01)
        here.home.sign_in().records.credentials.set("ann", "another one, longer than before")
        await signed_out(here)
        assert await here.sign_in("ann") == 403


async def test_one_changes_ones_password_and_signs_in_anew(served: Serve) -> None:
    async with served() as here:
        assert (await here.get("/password"))[0] == 303
        await here.sign_in()
        new = "a new one that is quite long"
        for form, words in (
            ({"old": "wrong", "new": new, "again": new}, "present password"),
            ({"old": PASSWORDS["ann"], "new": new, "again": "other"}, "not the same"),
            ({"old": PASSWORDS["ann"], "new": "short", "again": "short"}, "15 characters"),
        ):
            status, page = await here.post("/password", form)
            assert status == 422 and words in page
        form = {"old": PASSWORDS["ann"], "new": new, "again": new}
        status, page = await here.post("/password", form)
        assert status == 200, page
        assert (await here.get("/"))[0] == 303
        assert await here.sign_in("ann") == 403
        assert await here.sign_in("ann", new) == 303


async def test_nothing_is_fetched_from_elsewhere_and_no_file_that_is_not_meant(served: Serve) -> None:
    async with served() as here:
        await here.sign_in()
        _, page = await here.get("/")
        files = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page)) | {
            "/static/terminal-spoken.js",
            "/static/mono.ttf",
        }
        for path in files:
            assert (await here.get(path))[0] == 200
        assert not re.search(r'(?:src|href|action|url\()=?"?(?:https?:)?//', page)
        async with here.session.get(f"{here.address}/static/terminal-spoken.js") as answer:
            assert b"screenReaderMode:!0" in await answer.read(), "textual-serve has another script now"
        for path in (
            "/static/",
            "/static/..%2fserver.py",
            "/static/app_index.html",
            "/download/made-up",
            "/nothing",
        ):
            status, page = await here.get(path)
            assert status == 404 and "Traceback" not in page
        async with here.session.get(f"{here.address}/sign-in") as answer:
            policy = answer.headers["Content-Security-Policy"]
        assert (
            "default-src 'none'" in policy and "script-src 'self';" in policy and "unsafe-eval" not in policy
        )


async def test_what_goes_wrong_is_told_in_a_sentence_and_no_more(
    served: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("canary")

    async with served() as here:
        monkeypatch.setattr(here.server._reception, "sign_in", broken)
        status, page = await here.post("/sign-in", {"name": "ann", "password": "x"})
        assert status == 500
        assert "canary" not in page + "".join(here.said) and "Traceback" not in page
        assert (await here.post("/sign-in", {"name": "a" * 20_000, "password": "x"}))[0] == 413


async def test_a_thousand_sockets_are_refused_quickly(served: Serve) -> None:
    async with served() as here:
        began = time.monotonic()
        statuses = {
            status
            for _ in range(10)
            for status in await asyncio.gather(*(here.refused(f"{here.address}/ws/{n}") for n in range(100)))
        }
        assert statuses == {401}
        assert time.monotonic() - began < 20
        assert not visitors()


async def test_an_encrypted_stores_key_is_handed_on_and_the_encoder_is_started_again(
    served: Serve, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pytest.importorskip("sqlcipher3")
    monkeypatch.setattr(of_browsers, "_SWEPT_EVERY", 0.05)
    file = tmp_path / "passphrase"
    file.write_text("a passphrase of some length\n")
    file.chmod(0o600)
    async with served(serve_visitors=2, passphrase_file=file, encrypted=True) as here:
        await here.sign_in()
        async with here.connected(await here.window()) as socket:
            await drawn(socket, "ann")
            (process,) = visitors()
            seen = Path(f"/proc/{process}/environ").read_text() + Path(f"/proc/{process}/cmdline").read_text()
            key = here.home.key
            assert key is not None and key.raw.hex() not in seen
        ended, started = subprocess.Popen(["true"]), subprocess.Popen(["sleep", "60"])
        here.server._encoding, here.server._restart = ended, lambda: started
        async with asyncio.timeout(5):
            while here.server._encoding is not started:
                await asyncio.sleep(0.05)
    assert started.returncode is not None, "it is ended with the server"


async def test_what_is_exported_goes_to_the_browser_of_who_exports_it_and_to_no_other(
    served: Serve, home_folder: Path
) -> None:
    async with served(sample=home_folder) as here:
        await here.sign_in("individual", "")
        async with here.connected(await here.window()) as socket:
            await drawn(socket, "Daniel Okonkwo")
            told: list[object] = []
            for key, words in (
                (PLAN, "Agreed on 2"),
                (EXPORT, "Export the plan"),
                ("\r", "to your browser"),
            ):
                await socket.send_json(["stdin", key])
                told += await drawn(socket, words)
            ((kind, download),) = [one for one in told if isinstance(one, list)]
            assert kind == "deliver_file_start"
            async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as other:
                await other.post(f"{here.address}/sign-in", data={"name": "hr"}, headers=here.origin)
                async with other.get(f"{here.address}/download/{download}") as answer:
                    assert answer.status == 404
            async with here.session.get(f"{here.address}/download/{download}") as answer:
                assert answer.headers["Content-Disposition"].startswith(
                    "attachment; filename=development-plan-"
                )
                assert (await answer.read())[:2] == b"PK"
        written = [path for path in home_folder.rglob("*.docx")]
        assert written == []
