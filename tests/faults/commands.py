"""The program's commands, where the machine does not let them do what they want to."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.faults.apart import Apart, Tell


@dataclass(frozen=True)
class Said:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def is_one_sentence(self) -> bool:
        """Whether it failed, and said so in a line."""
        return self.code == 1 and self.err.count("\n") == 1 and "Traceback" not in self.err


def talent(home: Path, *words: str, first: Callable[[], None] | None = None) -> Said:
    """Do a command in a process of its own.

    Args:
        home: The data folder.
        words: The command.
        first: What the process does before the command begins.
    """
    (told,) = Apart(_command, home, words, first).rest()
    return Said(*told)


def _command(tell: Tell, home: Path, words: tuple[str, ...], first: Callable[[], None] | None) -> None:
    from tui.cli import run

    os.environ["TALENT_HOME"] = str(home)
    os.umask(0o077)
    sys.stdin = io.StringIO()
    if first:
        first()
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
        code = run(list(words))
    tell((code, out.getvalue(), err.getvalue()))


def no_file_beyond(size: int) -> Callable[[], None]:
    """Let a process write no file beyond a size: the nearest to a full disk that everybody may make."""
    return partial(_limit, size)


def _limit(size: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def nobody_in_particular() -> None:
    """Have files' permissions hold for root, too: the process gives up its rights to pass them by."""
    if os.geteuid() != 0:
        return
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # the interface's third version, and this process
    rights = (
        ctypes.c_uint32 * 6
    )()  # effective, permitted and inheritable, then once more for the higher ones
    if libc.capset(header, rights) != 0:
        raise OSError(ctypes.get_errno(), "root could not give up its rights")
