"""How long a full-screen program takes until its first frame is in the terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence

LONGEST = 30.0
"""Seconds after which a program that shows nothing is given up."""


def first_frame(command: Sequence[str], mark: bytes, environment: Mapping[str, str]) -> float:
    """Seconds from starting a program in a terminal of 120 by 40 until it has drawn a mark.

    Raises:
        TimeoutError: the mark did not come.
    """
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    began = time.perf_counter()
    with subprocess.Popen(
        command, stdin=its, stdout=its, stderr=its, env=dict(environment), start_new_session=True
    ) as program:
        os.close(its)
        try:
            seen = b""
            while mark not in seen:
                if time.perf_counter() - began > LONGEST:
                    raise TimeoutError(f"{command[0]} drew no {mark!r} within {LONGEST:.0f} s")
                if select.select([ours], [], [], 0.5)[0]:
                    seen += os.read(ours, 65_536)
            return time.perf_counter() - began
        finally:
            program.kill()
            os.close(ours)
