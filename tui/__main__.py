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
    sys.exit(_run(sys.argv[1:]))


def _run(arguments: list[str]) -> int:
    """The full-screen program without its command line, which would take a fifth of the time to the first frame."""
    match arguments:
        case []:
            demo, account = False, None
        case ["--demo"]:
            demo, account = True, None
        case ["--as", account] if not account.startswith("-"):
            demo = False
        case ["--demo", "--as", account] if not account.startswith("-"):
            demo = True
        case _:
            from tui.cli import run

            return run(arguments)
    from tui.app import open_program

    return open_program(demo=demo, account=account)


if __name__ == "__main__":
    main()
