"""How long a whole process takes, and how much memory it held at most."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a process, from start to exit.

    Attributes:
        seconds: How long it took.
        megabytes: The most memory that it held at once.
        out: What it wrote on stdout.
    """

    seconds: float
    megabytes: float
    out: str


def timed(command: Sequence[str], environment: Mapping[str, str]) -> Run:
    """Run a command to its end; CalledProcessError where it fails."""
    began = time.perf_counter()
    with subprocess.Popen(command, env=dict(environment), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        out = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    unit = 1 if sys.platform == "darwin" else 1024  # ru_maxrss is bytes on macOS, KiB elsewhere
    return Run(time.perf_counter() - began, used.ru_maxrss * unit / 1e6, out)
