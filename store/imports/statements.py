"""Statements about many keys, in as many parts as databases want."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

_FEW = 500
"""Keys that are named one by one in a statement; databases allow so many and no more."""


def in_parts(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    """The keys, some hundreds at a time."""
    return (keys[at : at + _FEW] for at in range(0, len(keys), _FEW))
