"""What the store counts and words by: YAML files that people may edit, and the one function that reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from string import Formatter
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError

from store.errors import Invalid

FOLDER = Path(__file__).parent


def _written(value: object) -> object:
    """What YAML takes for a number was meant as it is written."""
    return str(value) if isinstance(value, int | float) else value


Text = Annotated[str, BeforeValidator(_written), StringConstraints(strip_whitespace=True, min_length=1)]
"""Something that people read; never empty."""
Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
_SAID_BETTER = {
    "missing": "it has to be there",
    "extra_forbidden": "there is no such key here",
    "too_short": "it must not be empty",
    "string_too_short": "it must not be empty",
}
"""What some kinds of error are called by people who write YAML, not Python."""
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same in C where PyYAML comes with it: ten times as fast, and the lists of sayings are long."""
M = TypeVar("M", bound=BaseModel)


class Part(BaseModel):
    """A piece of a data file: what it does not know it refuses, so that a slip is noticed where it is made."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def load(path: Path, schema: type[M], what: str, clean: Callable[[str], str] = str) -> M:
    """Read one data file.

    Args:
        path: The file.
        schema: What it has to be.
        what: What people call such a file: a guide, a list of public holidays.
        clean: What is done to its text first.

    Raises:
        Invalid: it cannot be read, is not YAML, or is not what it should be; says in which line.
    """
    try:
        text = clean(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise Invalid(f"The {what} {path} cannot be read: {reason}.") from error
    loader = _LOADER(text)
    try:
        tree = loader.get_single_node()
        data = loader.construct_document(tree) if tree else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Invalid(
            f"{path}:{line}: this is not YAML: {error.problem or 'it cannot be parsed'}."
        ) from error
    except ValueError as error:  # a date that there is not, which PyYAML does not say the place of
        raise Invalid(f"{path}:{_bad_date(tree) or 1}: this is not YAML: {error}.") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise Invalid(f"{path}:1: this is not YAML that a {what} can be read from.") from error
    finally:
        loader.dispose()
    if not isinstance(data, dict):
        keys = ", ".join(field.alias or name for name, field in schema.model_fields.items())
        raise Invalid(f"{path}:1: a {what} is a mapping with the keys {keys}.")
    try:
        return schema.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or f"the {what}"
        said = _SAID_BETTER.get(first["type"]) or first["msg"].removeprefix("Value error, ")
        raise Invalid(f"{path}:{_line(tree, first['loc'])}: {where}: {said}.") from error


def exactly(what: str, there: Iterable[object], wanted: Iterable[object]) -> None:
    """ValueError where a file says more, or less, than what the program has a use for."""
    have, want = {str(one) for one in there}, {str(one) for one in wanted}
    if have != want:
        raise ValueError(f"{what}: there have to be {', '.join(sorted(want))}, each once and nothing else")


def takes(text: str, *names: str) -> None:
    """ValueError where a text has a place in braces that nothing would fill."""
    for _, name, form, conversion in Formatter().parse(text):
        if name is not None and (name not in names or form or conversion):
            allowed = ", ".join(f"{{{one}}}" for one in names) or "nothing"
            raise ValueError(f"{text!r}: {allowed} may stand in braces here")


def _bad_date(node: Any) -> int:
    """The line (from 1) of the first date in a tree that cannot be one; 0 where there is none."""
    if isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:timestamp":
        try:
            yaml.safe_load(node.value)
        except ValueError:
            return int(node.start_mark.line) + 1
    for part in node.value if isinstance(node, yaml.CollectionNode) else ():
        for one in part if isinstance(part, tuple) else (part,):
            if line := _bad_date(one):
                return line
    return 0


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
