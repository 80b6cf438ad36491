"""Threads that the program may leave behind: nobody who quits waits for a model to finish loading."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Thread
from typing import Any, TypeVar

Result = TypeVar("Result")


class Leavable(ThreadPoolExecutor):
    """A thread for each piece of work, none of which keeps the process alive.

    The library and the store promise that being killed at any moment costs nothing that was acknowledged; leaving in
    the middle of loading or indexing is no more than that. (asyncio takes a ThreadPoolExecutor only, hence the base.)
    """

    def __init__(self) -> None:
        super().__init__(max_workers=1)
        self._threads_started: list[Thread] = []

    def submit(self, fn: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:
        """Begin a piece of work at once."""
        future: Future[Result] = Future()

        def work() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                result = fn(*args, **kwargs)
            except BaseException as error:  # noqa: BLE001 - whoever waits for the future gets it
                future.set_exception(error)
            else:
                future.set_result(result)

        thread = Thread(target=work, name="talent-work", daemon=True)
        self._threads_started = [one for one in self._threads_started if one.is_alive()]
        self._threads_started.append(thread)
        thread.start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Wait for nothing."""

    @property
    def busy(self) -> bool:
        """Whether something is still at work."""
        return any(one.is_alive() for one in self._threads_started)
