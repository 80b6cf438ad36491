"""Guides from their folders."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol, TypeVar

from assistant import data_file
from assistant.errors import GuideError
from assistant.guide.schema import Guide

BUILT_IN = Path(__file__).parent.parent / "guides"


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=_HasId)


def load(path: Path) -> Guide:
    """Read one guide; GuideError, with file and line, where it is none."""
    return data_file.load(path, Guide, "guide")


def load_all(*folders: Path, on_broken: Callable[[str], None] | None = None) -> dict[str, Guide]:
    """Every guide in the folders, by id: see `load_each`."""
    return load_each(load, *folders, on_broken=on_broken)


def load_each(
    load_one: Callable[[Path], T], *folders: Path, on_broken: Callable[[str], None] | None = None
) -> dict[str, T]:
    """What the YAML files of the folders hold, by id; a later folder's replaces an earlier one's of the same id.

    Args:
        load_one: Reads a file; GuideError where it does not hold together.
        folders: Where to look; one that is not there holds nothing.
        on_broken: Told of each file that does not hold together, which is then left out: one slip in a file must not
            take every other conversation away. None raises instead.

    Raises:
        GuideError: one of them does not hold together, and `on_broken` is None.
    """
    found: dict[str, T] = {}
    for path in (path for folder in folders if folder.is_dir() for path in sorted(folder.glob("*.yaml"))):
        try:
            one = load_one(path)
        except GuideError as error:
            if on_broken is None:
                raise
            on_broken(str(error))
        else:
            found[one.id] = one
    return found


def named(guides: Mapping[str, Guide], guide_id: str) -> Guide:
    """The guide of that id; GuideError where there is none."""
    if guide_id not in guides:
        raise GuideError(f"There is no guide {guide_id!r}; there are: {', '.join(sorted(guides))}.")
    return guides[guide_id]
