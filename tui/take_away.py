"""Files that people take away from a screen."""

from __future__ import annotations

import os
from pathlib import Path

from assistant.errors import InputError


def named(typed: str, suffix: str) -> Path:
    """The file that somebody names: `~` is their folder, and the format's suffix is added where it is not there."""
    path = Path(typed.strip()).expanduser()
    return path if path.suffix.lower() == f".{suffix}" else path.with_name(f"{path.name}.{suffix}")


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
