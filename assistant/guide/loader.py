"""Guides from their folders."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from assistant import data_file
from assistant.errors import GuideError
from assistant.guide.schema import Guide

BUILT_IN = Path(__file__).parent.parent / "guides"


def load(path: Path) -> Guide:
    """Read one guide; GuideError, with file and line, where it is none."""
    return data_file.load(path, Guide, "guide")


def load_all(*folders: Path, on_broken: Callable[[str], None] | None = None) -> dict[str, Guide]:
    """Every guide in the folders, by id; a later folder's guide replaces an earlier one of the same id.

    Args:
        folders: Where to look; one that is not there holds nothing.
        on_broken: Told of each file that is no guide, which is then left out: one slip in a file must not take every
            other conversation away. None raises instead.

    Raises:
        GuideError: one of them does not hold together, and `on_broken` is None.
    """
    guides: dict[str, Guide] = {}
    for path in (path for folder in folders if folder.is_dir() for path in sorted(folder.glob("*.yaml"))):
        try:
            guide = load(path)
        except GuideError as error:
            if on_broken is None:
                raise
            on_broken(str(error))
        else:
            guides[guide.id] = guide
    return guides


def named(guides: Mapping[str, Guide], guide_id: str) -> Guide:
    """The guide of that id; GuideError where there is none."""
    if guide_id not in guides:
        raise GuideError(f"There is no guide {guide_id!r}; there are: {', '.join(sorted(guides))}.")
    return guides[guide_id]
