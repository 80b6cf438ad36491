"""The program's entry. Nothing heavy is imported here: `--help` and the first frame come at once."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line, or the full-screen program when no command is given.

    Exit codes: 0 done, 1 failed with one sentence on stderr, 2 wrong usage, 130 interrupted.
    """
    os.umask(0o077)  # what the program writes is its owner's alone, whatever the shell's habit
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="replace")
    from tui.cli import run

    sys.exit(run())


if __name__ == "__main__":
    main()
