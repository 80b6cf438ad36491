"""Files that people take away from a screen."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import InputError

if TYPE_CHECKING:
    from textual.app import App


def named(typed: str, suffix: str) -> Path:
    """The file that somebody names: `~` is their folder, and the format's suffix is added where it is not there."""
    path = Path(typed.strip()).expanduser()
    return path if path.suffix.lower() == f".{suffix}" else path.with_name(f"{path.name}.{suffix}")


def suggested(app: App[object], name: str) -> Path:
    """Where a file would go: into the user's own folder; from a browser, where that keeps what it is given."""
    return Path(name) if app.is_web else Path.home() / name


def hand_over(app: App[object], path: Path, data: bytes) -> str:
    """Write a new file, or give it to the browser: what is typed there names no place on the server.

    Args:
        app: The program; this may be called from a thread of its.
        path: The file.
        data: What is in it.

    Returns:
        A sentence on where it is.

    Raises:
        InputError: as `write_new` does.
    """
    if not app.is_web:
        write_new(path, data)
        return f"Written to {path}; only you can read the file."
    app.call_from_thread(app.deliver_binary, BytesIO(data), save_filename=path.name)
    return f"{path.name} was given to your browser."


def write_new(path: Path, data: bytes) -> None:
    """Write a new file for its owner alone: whole, or not at all.

    Raises:
        InputError: there is a file of that name already, or it cannot be written.
    """
    flags = (
        os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    )  # Windows alone has the last one
    try:
        descriptor = os.open(path, flags, 0o600)
    except FileExistsError as error:
        raise InputError(f"There is a file {path} already; give another name.") from error
    except OSError as error:
        raise InputError(
            f"The file {path} cannot be written: {error.strerror}; give another name."
        ) from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise InputError(
            f"The file {path} cannot be written: {error.strerror}; give another name."
        ) from error
