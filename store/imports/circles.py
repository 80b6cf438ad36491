"""Reporting lines that come back to where they began. Pure."""

from __future__ import annotations

from collections.abc import Mapping


def in_circles(managers: Mapping[str, str | None]) -> set[str]:
    """Everybody who is, by however many steps, their own manager."""
    circles: set[str] = set()
    known: set[str] = set()
    for start in managers:
        path: dict[str, None] = {}
        here: str | None = start
        while here is not None and here not in known and here not in path:
            path[here] = None
            here = managers.get(here)
        if here in path:
            steps = list(path)
            circles.update(steps[steps.index(str(here)) :])
        known.update(path)
    return circles
