"""Data files that people write: YAML that a pydantic model checks, with errors that name file and line."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from assistant.errors import GuideError
from knowledge.text import clean

M = TypeVar("M", bound=BaseModel)
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same in C where PyYAML comes with it: ten times as fast, and the lists of sayings are long."""
_SAID_BETTER = {
    "missing": "it has to be there",
    "extra_forbidden": "there is no such key here",
    "too_short": "it must not be empty",
    "string_too_short": "it must not be empty",
}
"""What some kinds of error are called by people who write YAML, not Python."""


def load(path: Path, schema: type[M], what: str) -> M:
    """Read one data file.

    Args:
        path: The file.
        schema: What it has to be.
        what: What people call such a file: a guide, a pool.

    Raises:
        GuideError: the file cannot be read, is not YAML, or is not what it should be; says where.
    """
    try:
        text = clean(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise GuideError(f"The {what} {path} cannot be read: {reason}.") from error
    try:
        tree = yaml.compose(text, Loader=_LOADER)
        data = yaml.load(text, Loader=_LOADER)  # noqa: S506 - a safe loader either way
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise GuideError(
            f"{path}:{line}: this is not YAML: {error.problem or 'it cannot be parsed'}."
        ) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise GuideError(f"{path}:1: this is not YAML that a {what} can be read from.") from error
    if not isinstance(data, dict):
        keys = ", ".join(field.alias or name for name, field in schema.model_fields.items())
        raise GuideError(f"{path}:1: a {what} is a mapping with the keys {keys}.")
    try:
        return schema.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or f"the {what}"
        message = _SAID_BETTER.get(first["type"]) or first["msg"].removeprefix("Value error, ")
        raise GuideError(f"{path}:{_line(tree, first['loc'])}: {where}: {message}.") from error


def _line(node: Any, location: tuple[int | str, ...]) -> int:
    """The line (from 1) of the deepest part of the location that the file really has."""
    line = node.start_mark.line + 1 if node else 1
    for part in location:
        if isinstance(node, yaml.MappingNode):
            pair = next(((key, value) for key, value in node.value if key.value == str(part)), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            break
    return int(line)
