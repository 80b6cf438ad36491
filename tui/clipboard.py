"""Copying, and telling the truth about it: some ways can be checked, the terminal's own cannot."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.app import App

_TOOLS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("WAYLAND_DISPLAY", ("wl-copy",)),
    ("DISPLAY", ("xclip", "-selection", "clipboard")),
    ("DISPLAY", ("xsel", "--clipboard", "--input")),
    ("", ("pbcopy",)),
    ("", ("clip.exe",)),
)


def _command() -> tuple[str, ...] | None:
    if os.environ.get("TMUX"):
        # tmux keeps OSC 52 to itself by default; its own buffer command passes the text on to the outer terminal.
        return ("tmux", "load-buffer", "-w", "-")
    if os.environ.get("SSH_TTY") or os.environ.get("SSH_CONNECTION"):
        return None  # a tool would fill the clipboard of the far machine
    for variable, command in _TOOLS:
        if (not variable or os.environ.get(variable)) and shutil.which(command[0]):
            return command
    return None


def copy(app: App[object], text: str) -> str:
    """Copy text and return one sentence about what happened."""
    amount = f"{len(text):,} character{'' if len(text) == 1 else 's'}"
    command = None if app.is_web else _command()  # a tool would fill the server's clipboard
    if command is not None:
        try:
            subprocess.run(command, input=text.encode(), check=True, timeout=3, capture_output=True)
        except (OSError, subprocess.SubprocessError):
            pass  # the terminal itself is tried next, and the sentence below does not claim success
        else:
            return f"Copied {amount}."
    app.copy_to_clipboard(text)
    return f"Sent {amount} to the terminal; if nothing can be pasted, it does not allow programs to copy."
