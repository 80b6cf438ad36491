"""Talent pools by the command line: templates, drafts, standing, appeals, panels."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from tests.store.organisation import WORDS
from tui.cli import pool

HR = ("--demo", "--as", "hr", "pool")
LONG = "Because of two dated examples from different parts of the year."


def test_a_pool_is_opened_from_a_template_and_everybody_reads_what_it_offers(talent):
    keys = [row["template"] for row in talent(*HR, "templates", "--json").json]
    assert keys == ["aspiring_directors", "clinical_leaders", "critical_posts", "general_managers"]
    for number, key in enumerate(keys):
        made = talent(
            *HR, "create", "--template", key, "--name", f"Pool {number}", "--closes", "2099-12-31", "--json"
        )
        assert made.json["closes"] == "2099-12-31"
    shown = talent("--demo", "--as", "individual", "pool", "show", "Pool 2").out
    for part in (
        "What members get: Shadowing",
        "Who may nominate: line managers, oneself, HR",
        "version 1 of",
    ):
        assert part in shown
    assert talent(*HR, "create", "--template", "none").err.startswith("There is no pool template")
    assert talent(*HR, "create").code == 1


def test_an_organisations_own_template_replaces_a_built_in_one(talent, home_folder):
    folder = home_folder / "demo" / "pools"
    folder.mkdir()
    own = folder / "own.yaml"
    own.write_text(
        "id: critical_posts\nname: Ours\npurpose: To follow.\n"
        "criteria:\n  - {name: Wants it, field: ambition, is: [step_up]}\n"
    )
    names = {row["template"]: row["name"] for row in talent(*HR, "templates", "--json").json}
    assert names["critical_posts"] == "Ours" and len(names) == 4
    own.write_text("id: critical_posts\nname: Ours\n")
    broken = talent(*HR, "templates")
    assert broken.code == 1 and "own.yaml:1" in broken.err


def test_a_draft_is_revised_published_extended_and_closed(talent, tmp_path):
    file = tmp_path / "pool.yaml"
    criterion = "criteria:\n  - {name: Wants it, field: ambition, is: [step_up]}\n"
    file.write_text(
        f"name: Later\npurpose: To lead.\nopens: 2099-01-01\ncloses: 2099-02-01\npublished: false\n{criterion}"
    )
    assert "is a draft" in talent(*HR, "create", str(file)).out
    assert talent("--demo", "--as", "individual", "pool", "show", "Later").code == 1
    assert talent(*HR, "publish", "Later").code == 0
    file.write_text(f"name: x\npurpose: x\n{criterion.replace('Wants it', 'Wants more')}")
    assert "version 2" in talent(*HR, "revise", "Later", str(file), "--reason", LONG).out
    assert [row["criteria"] for row in talent(*HR, "versions", "Later", "--json").json] == [
        ["Wants it"],
        ["Wants more"],
    ]
    assert talent(*HR, "extend", "Later", "2099-01-15", "--reason", LONG).code == 1
    assert talent(*HR, "extend", "Later", "2099-03-01", "--reason", LONG).code == 0
    assert talent(*HR, "close", "Later", "--reason", LONG, "--next-step", LONG).code == 0


def test_why_says_where_one_stands_in_every_pool(talent):
    mine = {one["pool"]: one for one in talent("--demo", "--as", "individual", "pool", "why", "--json").json}
    assert mine["Clinical leaders"]["state"] == "nominated"
    assert "waits for your answer" in mine["Clinical leaders"]["sentences"][1]
    assert mine["Aspiring directors"]["state"] == "not_nominated"
    not_yet = talent("--demo", "--as", "P0027", "pool", "why", "Clinical leaders").out
    admin = talent("--demo", "--as", "admin", "pool", "why")
    assert admin.code == 1
    assert "Clinical leaders" in not_yet


def test_a_panels_member_reads_a_case_and_a_manager_an_appeal(talent):
    (rated,) = [row for row in talent("--demo", "--as", "panel", "pool", "panel", "list", "--json").json
                if row["discussion_open"]]  # fmt: skip
    case = talent("--demo", "--as", "panel", "pool", "panel", "show", rated["pool"], rated["person"]).out
    assert "alone: Wants a bigger role" in case and "the discussion is open" in case
    (waiting,) = talent("--demo", "--as", "manager", "pool", "appeal", "list", "--json").json
    heard = ("appeal", "hear", waiting["pool"], waiting["person"], "--not-upheld", "--reason", LONG)
    assert talent("--demo", "--as", "manager", "pool", *heard).code == 0
    on = talent(
        "--demo", "--as", waiting["person"], "pool", "appeal", "raise", waiting["pool"], "--grounds", LONG
    )
    assert "the senior manager" in on.out


def test_hr_sees_whom_to_tell_and_by_when(talent):
    (row,) = [one for one in talent(*HR, "tell", "--json").json if one["overdue"]]
    assert talent(*HR, "tell", row["pool"], row["person"], "--how", "By letter.").code == 0
    assert row["person"] not in [one["person"] for one in talent(*HR, "tell", "--json").json]


def test_reasons_come_from_a_file_as_well(talent, tmp_path):
    file = tmp_path / "reasons.yaml"
    names = ("Wants a bigger role", "Does the whole job well", "Would like to be asked about roles")
    file.write_text("".join(f"{name}: '{WORDS}'\n" for name in names))
    nominate = ("--demo", "--as", "individual", "pool", "nominate", "Aspiring directors", "P0006")
    assert talent(*nominate, "--file", str(file)).code == 0
    assert "for which criterion" in talent(*nominate, "--reason", "She is good").err


@pytest.mark.parametrize("words", ["", "panel", "appeal"])
def test_every_command_explains_itself(words):
    shown = CliRunner().invoke(pool.app, [*words.split(), "--help"])
    assert shown.exit_code == 0
    assert "Commands" in shown.output


def test_without_a_person_one_puts_oneself_forward(talent):
    pool = talent("--demo", "pool", "list", "--json").json[0]["pool"]
    me = talent("--demo", "--as", "individual", "account", "show", "--json").json["person"]
    own = ("--demo", "--as", "individual", "pool", "nominate", pool)
    assert (talent(*own).code, talent(*own).err) == (1, talent(*own, me).err)
