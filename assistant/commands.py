"""Slash commands: lines that steer rather than say."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command: its name without the slash, in lower case, and what follows it."""

    name: str
    rest: str


def command(text: str) -> Command | None:
    """The command that a line is, or None where it is something said."""
    line = text.strip()
    if not line.startswith("/"):
        return None
    name, _, rest = line[1:].partition(" ")
    return Command(name.lower(), rest.strip())
