"""A server of browsers on this machine, in front of a real home, and a client that does as browsers do."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from argon2 import PasswordHasher

from assistant import encryption, keys
from assistant.compose import Home, open_home
from store import passwords
from store.access import Role
from store.engine import make_engine, writing
from store.models import Account
from tui.serve.server import TalentServer

PASSWORDS = {"ann": "green kettle on the tuesday bus", "bob": "seven slow herons, one ladder"}


@pytest.fixture(scope="session", autouse=True)
def quick() -> Iterator[None]:
    """How long argon2 takes is not what is tested here."""
    kept = passwords._hasher
    passwords._hasher = lambda: PasswordHasher(1, 8, 1)  # type: ignore[assignment]
    yield
    passwords._hasher = kept


@pytest.fixture(scope="session")
def home_with_passwords(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of two accounts, each with a password; copy it rather than change it."""
    folder = tmp_path_factory.mktemp("served") / "home"
    home = open_home(folder)
    home.set_up("Adminah", "ADMIN")
    admin = home.sign_in()
    for name, password in PASSWORDS.items():
        admin.records.accounts.open(name=name, roles=[Role.PANEL])
        admin.records.credentials.set(name, password)
    home.close()
    return folder


@dataclass
class Served:
    """A running server, and what has been said by it."""

    server: TalentServer
    address: str
    home: Home
    session: aiohttp.ClientSession
    said: list[str]

    @property
    def origin(self) -> dict[str, str]:
        return {"Origin": self.address}

    async def get(self, path: str, **headers: str) -> tuple[int, str]:
        async with self.session.get(
            f"{self.address}{path}", headers=headers, allow_redirects=False
        ) as answer:
            return answer.status, await answer.text(errors="replace")

    async def post(self, path: str, form: dict[str, str], **headers: str) -> tuple[int, str]:
        sent = {**self.origin, **headers}
        async with self.session.post(
            f"{self.address}{path}", data=form, headers=sent, allow_redirects=False
        ) as answer:
            return answer.status, await answer.text()

    async def sign_in(self, name: str = "ann", password: str | None = None) -> int:
        form = {"name": name, "password": PASSWORDS[name] if password is None else password}
        return (await self.post("/sign-in", form))[0]

    async def window(self) -> str:
        """Load the page, and give the address of its websocket."""
        status, page = await self.get("/")
        assert status == 200, page
        found = re.search(r'websocket-url="ws(://[^"]+)"', page)
        assert found
        return f"http{found[1]}"

    async def refused(self, address: str, **headers: str) -> int:
        """The status with which a websocket is refused; 101 where it is not."""
        try:
            async with self.session.ws_connect(
                f"{address}?width=80&height=24", headers={**self.origin, **headers}
            ):
                return 101
        except aiohttp.WSServerHandshakeError as error:
            return error.status

    def connected(self, address: str) -> Any:
        return self.session.ws_connect(f"{address}?width=100&height=30", headers=self.origin)


Serve = Callable[..., AbstractAsyncContextManager[Served]]


@pytest.fixture
def served(home_with_passwords: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Serve:
    """Serves: `async with served(serve_visitors=2) as here`."""

    @asynccontextmanager
    async def opened(
        *, sample: Path | None = None, encrypted: bool = False, **settings: object
    ) -> AsyncIterator[Served]:
        folder = sample or Path(shutil.copytree(home_with_passwords, tmp_path / "served"))
        for name, value in settings.items():
            monkeypatch.setenv(f"TALENT_{name.upper()}", str(value))
        home = open_home(folder).sample() if sample else open_home(folder)
        if encrypted:
            passphrase = keys.read_passphrase(Path(str(settings["passphrase_file"])))
            encryption.encrypt(home, None, lambda: passphrase, None)
        said: list[str] = []
        server = TalentServer(home, folder, "127.0.0.1", 0, say=said.append)
        until, ready = asyncio.Event(), asyncio.get_running_loop().create_future()
        running = asyncio.create_task(server.run(ready.set_result, until))
        try:
            await asyncio.wait([running, ready], return_when=asyncio.FIRST_COMPLETED)
            jar = aiohttp.CookieJar(unsafe=True)  # an address is no name, and browsers keep its cookies
            async with aiohttp.ClientSession(cookie_jar=jar) as session:
                yield Served(server, await ready, home, session, said)
        finally:
            until.set()
            await running
            home.close()

    return opened


def rename(folder: Path, name: str, **columns: object) -> None:
    """Change an account's row behind everybody's back."""
    engine = make_engine(f"sqlite:///{folder / 'talent.db'}")
    with writing(engine) as session:
        row = session.query(Account).filter_by(name=name).one()
        for column, value in columns.items():
            setattr(row, column, value)
    engine.dispose()


def processes(of: int) -> list[int]:
    """Processes that a process has started and that have not ended."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                state, parent = (entry / "stat").read_text().rsplit(")", 1)[1].split()[:2]
            except OSError:
                continue
            if int(parent) == of and state != "Z":
                found.append(int(entry.name))
    return found


def visitors() -> list[int]:
    """Processes of visitors that this process has started."""
    return [one for one in processes(os.getpid()) if b"tui.serve.visitor" in _command(one)]


def _command(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""
