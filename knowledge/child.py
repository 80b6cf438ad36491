"""Work that is done in a process of its own: what it sees, and how much it may take."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

MEMORY = 1 << 30
CPU_SECONDS = 30


def environment() -> dict[str, str]:
    """What a child sees: where Python's packages are, and nothing of the session's keys."""
    kept = ("PATH", "HOME", "TMPDIR", "TEMP", "SYSTEMROOT", "PYTHONPATH", "VIRTUAL_ENV", "LANG", "LC_ALL")
    root = str(Path(__file__).parent.parent)
    found = {name: os.environ[name] for name in kept if name in os.environ}
    return found | {"PYTHONPATH": os.pathsep.join(filter(None, [root, found.get("PYTHONPATH")]))}


def limit_this_process(seconds: int = CPU_SECONDS) -> None:
    """Take no more than `MEMORY` bytes and so many seconds of a processor's time, and write no file; where a system has
    no limits, none."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
