"""Files of JSON, an object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from assistant.errors import InputError


def objects(file: Path, keys: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The objects of a file, in order; blank lines are passed over.

    Args:
        file: UTF-8 text, a JSON object a line.
        keys: What every object has to have.

    Raises:
        InputError: the file cannot be read, or a line is no such object; says which.
    """
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise InputError(f"{file} cannot be read: {reason}.") from error
    for number, text in enumerate(lines, 1):
        if not text.strip():
            continue
        try:
            row = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise InputError(f"{file}:{number}: this is not JSON.") from error
        if not isinstance(row, dict) or not all(key in row for key in keys):
            wanted = " and ".join(f"{key!r}" for key in keys)
            raise InputError(f"{file}:{number}: this is not a JSON object with {wanted}.")
        yield row
