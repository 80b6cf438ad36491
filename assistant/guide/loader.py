"""Guides from YAML, with errors that name file and line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from assistant.errors import GuideError
from assistant.guide.schema import Guide

BUILT_IN = Path(__file__).parent.parent / "guides"


def load(path: Path) -> Guide:
    """Read one guide.

    Raises:
        GuideError: the file cannot be read, is not YAML, or is not a guide; says where.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise GuideError(f"The guide {path} cannot be read: {reason}.") from error
    try:
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise GuideError(
            f"{path}:{line}: this is not YAML: {error.problem or 'it cannot be parsed'}."
        ) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise GuideError(f"{path}:1: this is not YAML that a guide can be read from.") from error
    if not isinstance(data, dict):
        raise GuideError(f"{path}:1: a guide is a mapping with id, version, title, modes and stages.")
    try:
        return Guide.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the guide"
        message = first["msg"].removeprefix("Value error, ")
        raise GuideError(f"{path}:{_line(tree, first['loc'])}: {where}: {message}.") from error


def load_all(*folders: Path) -> dict[str, Guide]:
    """Every guide in the folders, by id; a later folder's guide replaces an earlier one of the same id.

    Raises:
        GuideError: one of them does not hold together.
    """
    guides = (load(path) for folder in folders if folder.is_dir() for path in sorted(folder.glob("*.yaml")))
    return {guide.id: guide for guide in guides}


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
