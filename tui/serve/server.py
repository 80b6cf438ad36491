"""The server of browsers: signing in, and for each window a process that draws the program."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from aiohttp import WSMsgType, web
from textual_serve.server import Server, to_int

from assistant.errors import EXPECTED, InputError
from tui.serve import pages
from tui.serve.process import Errand, WindowProcess
from tui.serve.visits import FULL, Limits, Refused, Visit, Visits

if TYPE_CHECKING:
    import subprocess

    from assistant.compose import Home

_LARGEST_FORM = 16 << 10
_LARGEST_MESSAGE = 1 << 20
_HEARTBEAT = 15.0
_HASHED_AT_ONCE, _WAITING_FOR_HASHES = 2, 30
"""Passwords that are looked at together, each of which takes 64 MiB; and how many may wait for that."""
_SWEPT_EVERY, _LOOKED_UP_EVERY = 2.0, 15.0
"""Seconds between looks at who has been idle; between looks at whose account or password is another."""
_COLUMNS, _ROWS = (20, 500), (5, 300)
_THEIRS = {
    "xterm.css": "css/xterm.css",
    "mono.ttf": "fonts/RobotoMono-VariableFont_wght.ttf",
    "mono-italic.ttf": "fonts/RobotoMono-Italic-VariableFont_wght.ttf",
}
_SCRIPT = "js/textual.js"
_QUIET, _SPOKEN = b"screenReaderMode:!1", b"screenReaderMode:!0"
_OURS = ("serve.css", "page.js")
_KINDS = {".css": "text/css", ".js": "text/javascript", ".ttf": "font/ttf"}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""Nothing from elsewhere. Styles may stand in the page, for the terminal's script writes its own."""
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with none, browsers send forms without their origin
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class TalentServer(Server):
    """textual-serve with a door: who comes in, from which page, how many, and for how long.

    Args:
        home: The data folder, with accounts in it.
        base: The folder that visitors' processes open; of the sample organisation the one that it lies in.
        host: The address to listen at.
        port: The port; 0 takes a free one.
        encoder: The socket of the encoder that visitors share, if they do.
        restart: Starts that encoder anew; None where there is none.
        say: Told what happens, a sentence each, without names.
    """

    def __init__(
        self,
        home: Home,
        base: Path,
        host: str,
        port: int,
        *,
        encoder: Path | None = None,
        restart: Callable[[], subprocess.Popen[bytes] | None] | None = None,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        super().__init__("talent", host, port, "Talent")
        self._settings = home.settings
        self._home, self._base, self._encoder, self._say = home, base, encoder, say
        self._restart = restart
        self._encoding = restart() if restart is not None else None
        self._reception = home.reception()
        key = home.key
        self._key = key.raw.hex() if key is not None else None
        settings = home.settings
        self.visits = Visits(
            Limits(
                windows=settings.serve_visitors,
                windows_each=settings.serve_visitors_each,
                idle=settings.serve_idle_minutes * 60.0,
                longest=settings.serve_hours * 3600.0,
            )
        )
        self._running: dict[int, tuple[Visit, WindowProcess, web.WebSocketResponse]] = {}
        self._hashing = asyncio.Semaphore(_HASHED_AT_ONCE)
        self._waiting = 0
        self._secure = (settings.serve_url or "").startswith("https:")
        self._cookie = "__Host-talent" if self._secure else "talent"
        self._static = _static()

    # --- being there -----------------------------------------------------------------------------

    async def run(self, ready: Callable[[str], None], until: asyncio.Event) -> None:
        """Serve until an event is set; then no process of a visitor is left.

        Args:
            ready: Told the address once browsers can come.
            until: Set when it shall end.

        Raises:
            InputError: the address cannot be listened at.
        """
        runner = web.AppRunner(await self._make_app(), access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        sweeping = asyncio.create_task(self._sweep())
        try:
            site = web.TCPSite(runner, self.host, self.port)
            try:
                await site.start()
            except OSError as error:
                raise InputError(
                    f"Nothing can listen at {self.host}, port {self.port} ({error.strerror}); name another with --port."
                ) from error
            self.port = runner.addresses[0][1]
            self.public_url = self._settings.serve_url or f"http://{_bracketed(self.host)}:{self.port}"
            ready(self.public_url)
            await until.wait()
        finally:
            sweeping.cancel()
            await asyncio.gather(*(self._cut(window) for window in list(self._running)))
            await runner.cleanup()
            self._end_encoder()

    def _end_encoder(self) -> None:
        if self._encoding is not None:
            self._encoding.kill()
            self._encoding.wait()

    async def _make_app(self) -> web.Application:
        app = web.Application(client_max_size=_LARGEST_FORM, middlewares=[self._guard])
        app.on_response_prepare.append(_with_headers)
        app.add_routes(
            [
                web.get("/", self.handle_index),
                web.get("/sign-in", self._sign_in_page),
                web.post("/sign-in", self._sign_in),
                web.post("/sign-out", self._sign_out),
                web.get("/password", self._password_page),
                web.post("/password", self._change_password),
                web.get("/ws/{ticket}", self.handle_websocket),
                web.get("/download/{key}", self.handle_download),
                web.get("/static/{name}", self._file),
            ]
        )
        return app

    async def _sweep(self) -> None:
        """See now and then to visits that are over, and to the encoder."""
        looked_up = time.monotonic()
        while True:
            await asyncio.sleep(_SWEPT_EVERY)
            for visit in self.visits.overdue(time.monotonic()):
                await self._end(visit)
            if time.monotonic() - looked_up >= _LOOKED_UP_EVERY:
                looked_up = time.monotonic()
                for visit in self.visits.all():
                    await self._still_let_in(visit)
            if self._restart is not None and self._encoding is not None and self._encoding.poll() is not None:
                self._say("The shared encoder has ended and is started again.")
                try:
                    self._encoding = await asyncio.to_thread(self._restart)
                except EXPECTED as error:
                    self._say(str(error))  # tried again at the next look

    async def _still_let_in(self, visit: Visit) -> bool:
        """Whether an account is open and its password the same; where not, its visit ends."""
        try:
            if await asyncio.to_thread(self._reception.may_go_on, visit.name, visit.since):
                return True
        except EXPECTED:
            return True  # the store cannot be asked just now; no action of theirs gets past it either
        await self._end(visit)
        return False

    # --- what every request goes through ---------------------------------------------------------

    @web.middleware
    async def _guard(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Turn away requests from other pages, and say of what goes wrong no more than a sentence."""
        try:
            if not self._is_ours(request):
                raise web.HTTPForbidden
            return await handler(request)
        except web.HTTPRequestEntityTooLarge:
            return _page(pages.notice("Too much", "That was longer than anything that is taken here."), 413)
        except web.HTTPForbidden:
            return _page(pages.notice("Not from here", "This address is not asked from that page."), 403)
        except web.HTTPException as error:
            if error.status < 400:
                raise
            return _page(pages.notice("Not here", "There is nothing at this address."), error.status)
        except Refused as error:
            return _page(pages.notice("Not now", str(error)), error.status)
        except EXPECTED as error:
            self._say(str(error))
            return _page(
                pages.notice("Not now", "The program cannot be used just now; try again in a while."), 503
            )
        except (ConnectionError, asyncio.CancelledError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the browser is told nothing of it
            self._say(f"A defect in the server: {type(error).__name__}.")
            return _page(pages.notice("That failed", "Something went wrong; it was noted."), 500)

    def _is_ours(self, request: web.Request) -> bool:
        """Whether a request was sent to this server by name, and, where it does something, from one of its pages."""
        origins = self._origins()
        if request.host.lower() not in {urlsplit(one).netloc for one in origins}:
            return False
        acts = request.method not in {"GET", "HEAD"} or request.path.startswith("/ws/")
        return not acts or request.headers.get("Origin", "").lower() in origins

    def _origins(self) -> set[str]:
        """Addresses of this server's own pages."""
        if self._settings.serve_url:
            parts = urlsplit(self._settings.serve_url)
            return {f"{parts.scheme}://{parts.netloc}".lower()}
        return {f"http://{_bracketed(host)}:{self.port}" for host in {*_LOOPBACK, self.host}}

    def _visit(self, request: web.Request) -> Visit | None:
        return self.visits.find(request.cookies.get(self._cookie, ""), time.monotonic())

    def _source(self, request: web.Request) -> str | None:
        """From where somebody comes; None where that is a proxy, which is everybody."""
        if self._settings.serve_behind_proxy:
            return request.headers.get("X-Forwarded-For", "").split(",")[-1].strip() or None
        return None if request.remote in _LOOPBACK else request.remote

    # --- signing in and out ----------------------------------------------------------------------

    async def _sign_in_page(self, request: web.Request) -> web.Response:
        if self._visit(request) is not None:
            raise web.HTTPSeeOther("/")
        return _page(pages.sign_in(choices=await asyncio.to_thread(self._reception.choices)))

    async def _sign_in(self, request: web.Request) -> web.Response:
        form = await request.post()
        name, password = str(form.get("name", "")).strip(), str(form.get("password", ""))
        since = datetime.now().astimezone()
        source = self._source(request)
        found = await self._hashed(partial(self._reception.sign_in, name, password, source))
        if found is None:
            said = "Account name and password do not go together, or were wrong too often: then wait a while."
            choices = await asyncio.to_thread(self._reception.choices)
            return _page(pages.sign_in(said, name, choices), 403)
        old = self._visit(request)
        if old is not None:
            await self._end(old)
        now = time.monotonic()
        visit = self.visits.begin(found.account, found.name, since, now, spoken=form.get("spoken") == "yes")
        self._say("Somebody signed in.")
        answer = web.HTTPSeeOther("/")
        answer.set_cookie(
            self._cookie, visit.token, httponly=True, samesite="Strict", secure=self._secure, path="/"
        )
        raise answer

    async def _hashed(self, work: Callable[[], Any]) -> Any:
        """Do what hashes a password, a few at a time."""
        if self._waiting >= _WAITING_FOR_HASHES:
            raise Refused(FULL, "Too many people are signing in at once; try again in a moment.")
        self._waiting += 1
        try:
            async with self._hashing:
                return await asyncio.to_thread(work)
        finally:
            self._waiting -= 1

    async def _sign_out(self, request: web.Request) -> web.Response:
        visit = self._visit(request)
        if visit is not None:
            await self._end(visit)
        answer = web.HTTPSeeOther("/sign-in")
        answer.del_cookie(self._cookie, path="/", httponly=True, samesite="Strict", secure=self._secure)
        raise answer

    async def _password_page(self, request: web.Request) -> web.Response:
        visit = self._visit(request)
        if visit is None:
            raise web.HTTPSeeOther("/sign-in")
        return _page(pages.change_password(visit.name, self._settings.serve_shortest_password))

    async def _change_password(self, request: web.Request) -> web.Response:
        visit = self._visit(request)
        if visit is None:
            raise web.HTTPSeeOther("/sign-in")
        form = await request.post()
        old, new, again = (str(form.get(name, "")) for name in ("old", "new", "again"))
        try:
            if new != again:
                raise InputError("The new passwords are not the same; nothing was changed.")
            await self._hashed(partial(self._reception.change_password, visit.account, visit.name, old, new))
        except EXPECTED as error:
            return _page(
                pages.change_password(visit.name, self._settings.serve_shortest_password, str(error)), 422
            )
        for one in self.visits.all():
            if one.account == visit.account:
                await self._end(one)
        return _page(pages.notice("Changed", "Your password is changed; sign in with the new one."))

    async def _end(self, visit: Visit) -> None:
        """End a visit, and the processes of its windows."""
        self.visits.end(visit)
        mine = [window for window, (whose, _, _) in self._running.items() if whose is visit]
        await asyncio.gather(*(self._cut(window) for window in mine))

    async def _cut(self, window: int) -> None:
        if window not in self._running:
            return  # it has just been closed
        _, process, websocket = self._running[window]
        with contextlib.suppress(ConnectionError, RuntimeError):
            await websocket.close(code=1001)
        await process.stop()

    # --- a window --------------------------------------------------------------------------------

    async def handle_index(self, request: web.Request) -> web.Response:
        """The page with the terminal, which carries a ticket for one window."""
        visit = self._visit(request)
        if visit is None or not await self._still_let_in(visit):
            raise web.HTTPSeeOther("/sign-in")
        if self.visits.full:
            raise Refused(FULL, "As many windows are open as there may be; try again in a few minutes.")
        now = time.monotonic()
        self.visits.touch(visit, now)
        origin = urlsplit(self.public_url if self._settings.serve_url else f"http://{request.host}")
        scheme = "wss" if origin.scheme == "https" else "ws"
        page = pages.terminal(
            visit.name,
            f"{scheme}://{origin.netloc}/ws/{self.visits.ticket(visit, now)}",
            spoken=visit.spoken,
            password=not self._reception.open_to_all,
            font_size=_within(request.query.get("fontsize", ""), 16, (8, 48)),
        )
        return _page(page)

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """A window's connection, and its process for as long as it lasts."""
        token = request.cookies.get(self._cookie, "")
        window, visit = self.visits.open(token, request.match_info["ticket"], time.monotonic())
        try:
            admission = await asyncio.to_thread(self._reception.admission, visit.name)
            if admission is None:
                await self._end(visit)
                raise Refused(401, "This account is closed.")
            websocket = web.WebSocketResponse(heartbeat=_HEARTBEAT, max_msg_size=_LARGEST_MESSAGE)
            await websocket.prepare(request)
            process = self._process(visit, admission, websocket)
            self._running[window] = visit, process, websocket
            width = _within(request.query.get("width", ""), 80, _COLUMNS)
            height = _within(request.query.get("height", ""), 24, _ROWS)
            self._say(
                f"A window is opened; {self.visits.windows} of {self._settings.serve_visitors} are open."
            )
            try:
                await process.start(width, height)
                await self._heard(websocket, process, visit)
            finally:
                await process.stop()
                self._running.pop(window, None)
            return websocket
        finally:
            self.visits.close(window)

    def _process(self, visit: Visit, admission: str, websocket: web.WebSocketResponse) -> WindowProcess:
        errand = Errand(
            home=str(self._base),
            demo=self._home.is_sample,
            admission=admission,
            encoder=str(self._encoder) if self._encoder is not None else None,
            key=self._key,
            screen=str(self._home.path / "screens" / visit.account),
        )
        return WindowProcess(
            errand,
            self._settings.serve_passes_on,
            write_bytes=websocket.send_bytes,
            write_str=websocket.send_str,
            close=partial(_closed, websocket),
            downloads=self.download_manager,
        )

    async def _heard(self, websocket: web.WebSocketResponse, process: WindowProcess, visit: Visit) -> None:
        """Bring what is typed to the process, until the connection ends or sends what no page of ours does."""
        async for message in websocket:
            if message.type is not WSMsgType.TEXT:
                break
            try:
                kind, *rest = json.loads(message.data)
                match kind, rest:
                    case "stdin", [str(typed)]:
                        self.visits.touch(visit, time.monotonic())
                        await process.send_bytes(typed.encode("utf-8", "replace"))
                    case "resize", [{"width": int(width), "height": int(height)}]:
                        await process.set_terminal_size(_clamped(width, _COLUMNS), _clamped(height, _ROWS))
                    case "ping", [str(sent)]:
                        await websocket.send_json(["pong", sent[:40]])
                    case "blur", _:
                        await process.blur()
                    case "focus", _:
                        await process.focus()
                    case _:
                        raise ValueError(kind)
            except (ValueError, TypeError, RecursionError):
                await websocket.close(code=1008)
                break

    async def handle_download(self, request: web.Request) -> web.StreamResponse:
        """A file that a window of the same visit hands over."""
        visit, key = self._visit(request), request.match_info["key"]
        try:
            found = await self.download_manager.get_download_metadata(key)
        except KeyError:
            raise web.HTTPNotFound from None
        theirs = any(
            whose is visit and process is found.app_service for whose, process, _ in self._running.values()
        )
        if visit is None or not theirs:
            raise web.HTTPNotFound
        found.file_name = (
            "".join(c for c in found.file_name if c.isascii() and (c.isalnum() or c in "-_.")) or "file"
        )
        found.open_method = "download"
        return await super().handle_download(request)

    async def _file(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        body = self._static.get(name)
        if body is None:
            raise web.HTTPNotFound
        kind = _KINDS[Path(name).suffix]
        return web.Response(body=body, content_type=kind, headers={"Cache-Control": "max-age=3600"})


async def _closed(websocket: web.WebSocketResponse) -> None:
    await websocket.close()


async def _with_headers(request: web.Request, answer: web.StreamResponse) -> None:
    for name, value in _HEADERS.items():
        answer.headers.setdefault(name, value)
    answer.headers["Server"] = "talent"


def _page(text: str, status: int = 200) -> web.Response:
    return web.Response(text=text, status=status, content_type="text/html")


def _within(text: str, default: int, limits: tuple[int, int]) -> int:
    return _clamped(to_int(text, default), limits)


def _clamped(number: int, limits: tuple[int, int]) -> int:
    return min(max(number, limits[0]), limits[1])


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _static() -> dict[str, bytes]:
    """The files that browsers load, by name: ours, and of textual-serve those that its page needs."""
    theirs, ours = files("textual_serve") / "static", files("tui.serve") / "static"
    script = (theirs / _SCRIPT).read_bytes()
    return {
        **{name: (ours / name).read_bytes() for name in _OURS},
        **{name: (theirs / path).read_bytes() for name, path in _THEIRS.items()},
        "terminal.js": script,
        # xterm.js can give what it shows to a screen reader; textual-serve has no switch for that
        "terminal-spoken.js": script.replace(_QUIET, _SPOKEN, 1),
    }


def serve(
    home: Home,
    base: Path,
    host: str,
    port: int,
    *,
    ready: Callable[[str], None],
    say: Callable[[str], None],
) -> None:
    """Serve a home until the process is told to end.

    Args:
        home: The data folder, with accounts in it.
        base: The folder that visitors' processes open.
        host: The address to listen at.
        port: The port; 0 takes a free one.
        ready: Told the address once browsers can come.
        say: Told what happens, a sentence each.

    Raises:
        AssistantError, KnowledgeError, StoreError: it cannot be served.
    """
    with tempfile.TemporaryDirectory(prefix="talent-") as folder:
        socket = Path(folder) / "encoder"  # a socket's path is short, a home's may not be
        asyncio.run(_serve(home, base, host, port, socket, ready, say))


async def _serve(
    home: Home,
    base: Path,
    host: str,
    port: int,
    socket: Path,
    ready: Callable[[str], None],
    say: Callable[[str], None],
) -> None:
    until = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, until.set)
    shared = not home.settings.embeddings_url
    server = TalentServer(
        home,
        base,
        host,
        port,
        encoder=socket if shared else None,
        restart=partial(home.share_encoder, socket) if shared else None,
        say=say,
    )
    try:
        await asyncio.to_thread(home.guidance.library.warm)
    except BaseException:
        server._end_encoder()
        raise
    if until.is_set():
        server._end_encoder()
        return
    await server.run(ready, until)
