"""Commands that the program's own texts tell people to type."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest
import typer

from tui.cli import app

HOME = Path(__file__).parents[2]
PACKAGES = ("tui", "assistant", "knowledge", "store")
NAMED = re.compile(r"(?:^[ ]*(?:\$ )?|`|: |\()talent(?=((?: +[^\s`]+)+))", re.MULTILINE)
"""A command, not the word: at the beginning, in backticks, in brackets or behind a colon."""
PROSE = {"conversation", "management", "pools"}
"""What follows the word where it is no name of a command: what talent conversations are about."""
NOTES = HOME / "knowledge" / "notes"
"""The guidance itself, which speaks of talent and not of the program."""


def texts(path: Path) -> Iterator[str]:
    """What a file says to people: of Python the strings, with a placeholder for what is put in."""
    if path.suffix != ".py":
        yield path.read_text(encoding="utf-8")
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(p.value) if isinstance(p, ast.Constant) else "X" for p in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield node.value


@cache
def commands() -> click.Command:
    """The whole command line."""
    return typer.main.get_command(app)


def unknown(words: str) -> str | None:
    """The first word of a command that the command line does not have."""
    group = commands()
    rest = iter(words.split())
    for word in rest:
        if word == "--as":
            next(rest, None)
            continue
        if word.startswith(("-", "[")):
            continue
        known = getattr(group, "commands", None)
        name = re.split(r"[^a-z-]", word)[0]
        if known is None or not name:
            return None
        if name not in known:
            return word
        group = known[name]
        if name != word:  # punctuation ends the command
            return None
    return None


def files() -> list[Path]:
    found = [HOME / "README.md", *HOME.glob("docs/**/*.md")]
    for package in PACKAGES:
        found += [path for path in (HOME / package).rglob("*") if path.suffix in {".py", ".yaml", ".md"}]
    return sorted(path for path in found if NOTES not in path.parents)


def test_every_command_that_a_text_names_is_there() -> None:
    wrong = [
        f"{path.relative_to(HOME)}: talent{words} ({word})"
        for path in files()
        for text in texts(path)
        for words in NAMED.findall(text)
        if (word := unknown(words)) and re.split(r"\W", word)[0] not in PROSE
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "words", [" records coment ID", " pool agre NAME", " nothing", " --demo --as hr ask-me"]
)
def test_a_command_that_is_not_there_would_be_found(words: str) -> None:
    assert unknown(words)
