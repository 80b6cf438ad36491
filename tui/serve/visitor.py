"""What a window's process runs. Who it acts for it is told by the server alone, by a secret that works once."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.compose import Home

_LONGEST_ERRAND = 65_536


def main(descriptor: int) -> int:
    """Run the full-screen program for a window.

    Args:
        descriptor: The pipe from which the errand is read (`tui.serve.process.Errand`).

    Returns:
        The process's exit code.
    """
    os.umask(0o077)
    with os.fdopen(descriptor, "rb") as pipe:
        errand = json.loads(pipe.read(_LONGEST_ERRAND))
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    from tui.app import run

    def opened() -> Home:
        from assistant.compose import open_home

        home = open_home(Path(errand["home"]))
        if errand["demo"]:
            home = home.sample()
        encoder = Path(errand["encoder"]) if errand["encoder"] else None
        key = bytes.fromhex(errand["key"]) if errand["key"] else None
        home.for_visitor(errand["admission"], encoder, key)
        return home

    return run(opened, None, Path(errand["screen"]))


def _end_with(server: int) -> None:
    """End this process when the server has: nobody is left to see it."""
    while os.getppid() == server:
        time.sleep(2)
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
