"""Processes that begin with the program loaded already, so that hundreds can be killed in a minute."""

from __future__ import annotations

import multiprocessing
import os
import sys
import traceback
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

Tell = Callable[[Any], None]
"""How a process says something to the one that began it."""

_WAYS = multiprocessing.get_all_start_methods()
_CONTEXT: Any = multiprocessing.get_context("forkserver" if "forkserver" in _WAYS else "spawn")
_ENCODERS = "TALENT_ENCODERS"
_CONTEXT.set_forkserver_preload(["tests.faults.preloaded"])


class Apart:
    """A function in a process of its own; what it `tell`s comes over a pipe as it is told.

    Args:
        what: A function of a module, which is given `tell` first.
        given: Its other arguments.
    """

    def __init__(self, what: Callable[..., None], *given: Any) -> None:
        self._ours, theirs = _CONTEXT.Pipe(duplex=False)
        encoders = os.environ.get(_ENCODERS)  # the server that forks began with an environment of its own
        self._process = _CONTEXT.Process(target=_run, args=(what, given, theirs, encoders), daemon=True)
        self._process.start()
        theirs.close()

    def told(self, seconds: float = 100.0) -> Any:
        """What it told next; EOFError where it has ended. AssertionError after so many seconds."""
        assert self._ours.poll(seconds), f"nothing was said for {seconds} seconds"
        return self._ours.recv()

    def rest(self) -> list[Any]:
        """What else it told before it ended."""
        told = []
        try:
            while True:
                told.append(self.told())
        except EOFError:
            self._process.join()
            return told

    def kill(self) -> None:
        """Kill it as it is, with no chance to tidy up."""
        self._process.kill()
        self._process.join()


def _run(what: Callable[..., None], given: tuple[Any, ...], pipe: Connection, encoders: str | None) -> None:
    for name in [name for name in os.environ if name.startswith("TALENT_")]:
        del os.environ[name]
    if encoders:
        os.environ[_ENCODERS] = encoders
    try:
        with (
            Path(os.devnull).open("w", encoding="utf-8") as nowhere,
            redirect_stdout(nowhere),
            redirect_stderr(nowhere),
        ):
            what(pipe.send, *given)
    except BaseException:
        pipe.send("".join(traceback.format_exception(*sys.exc_info())[-3:]))
        raise
    finally:
        pipe.close()
