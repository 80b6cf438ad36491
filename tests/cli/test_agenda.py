"""`talent agenda`: what is due, with the command that does it."""

from __future__ import annotations

import shlex

import pytest

from tests.cli.conftest import Talent
from tui.cli import app

ROLES = ("manager", "individual", "hr", "panel", "admin")


@pytest.mark.parametrize("role", ROLES)
def test_every_role_is_told_what_comes_next_by_commands_that_there_are(talent: Talent, role: str) -> None:
    import typer

    said = talent("--demo", "--as", role, "agenda", "--json").json
    assert said["role"] == role and said["sections"]
    commands = [
        item["command"] for section in said["sections"] for item in section["items"] if item["command"]
    ]
    assert commands
    for command in commands:
        group = typer.main.get_command(app)
        for word in shlex.split(command)[1:]:
            known = getattr(group, "commands", None)
            if known is None:
                break
            assert word in known, command
            group = known[word]


def test_it_reads_as_lines_and_says_how_to_switch(talent: Talent) -> None:
    said = talent("--demo", "--as", "manager", "agenda")
    assert said.code == 0
    assert said.out.splitlines()[0] == "Your people"
    assert said.out.splitlines()[-1] == "You also act as individual: talent agenda --role individual"


def test_a_role_that_one_does_not_have_is_refused(talent: Talent) -> None:
    said = talent("--demo", "--as", "individual", "agenda", "--role", "hr")
    assert said.code == 1
    assert said.err.strip() == "This account does not act as 'hr'; it acts as: individual."
