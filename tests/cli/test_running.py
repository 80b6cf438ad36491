"""Accounts, data files and folders: what an administrator and HR do, and what they are told where it goes wrong."""

import getpass

import pytest

POOL = "name: Leads\npurpose: To lead.\ncriteria:\n  - {name: Wants it, field: ambition, is: [step_up]}\n"


def test_an_administrator_opens_changes_and_closes_accounts(talent):
    admin = ("--demo", "--as", "admin", "account")
    opened = talent(
        *admin, "open", "priya", "--person", "P0006", "--role", "panel", "--user", getpass.getuser()
    )
    assert opened.code == 0
    assert "panel" in opened.out
    assert "priya" in [row["account"] for row in talent(*admin, "list", "--json").json]
    assert talent(*admin, "roles", "priya", "--role", "hr").code == 0
    assert "hr" in talent("--demo", "--as", "priya", "account", "show").out
    assert talent(*admin, "close", "priya", "--reason", "She works on another ward now.").code == 0
    assert talent("--demo", "--as", "priya", "account", "show").code == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("open", "x", "--role", "boss"), "no role 'boss'"),
        (("open", "x", "--role", "manager"), "follows from the person"),
        (("open", "x", "--user", "no-such-user"), "no user 'no-such-user'"),
        (("open", "x", "--person", "P9999"), "no person 'P9999'"),
        (("open", "hr"), "an account 'hr' already"),
        (("close", "nobody", "--reason", "Has left the organisation."), "no account 'nobody'"),
        (("roles", "admin", "--role", "hr"), "Nobody changes their own account"),
    ],
)
def test_what_cannot_be_done_to_an_account_is_said(talent, words, said):
    refused = talent("--demo", "--as", "admin", "account", *words)
    assert refused.code == 1
    assert said in refused.err
    assert refused.err.count("\n") == 1


def test_who_is_no_administrator_opens_no_account(talent):
    refused = talent("--demo", "--as", "hr", "account", "open", "mine")
    assert refused.code == 1
    assert "may not manage accounts" in refused.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name: [", "pool.yaml:"),
        ("- a list", "pool.yaml:1: a pool is a mapping with the keys name, purpose"),
        (POOL.replace("purpose", "purpos"), "purpose: it has to be there"),
        ("name: a\npurpose: b\ncriteria: []\n", "pool.yaml:3: criteria: it must not be empty"),
        (POOL.replace("ambition", "ambitoin"), "did you mean ambition?"),
        (POOL.replace("step_up", "leap_up"), "never 'leap_up'"),
        (POOL.replace("ambition", "ambition, side: manager"), "not asked of the manager"),
    ],
)
def test_a_pool_that_nobody_could_ever_fit_is_refused_where_it_is_wrong(talent, tmp_path, text, said):
    file = tmp_path / "pool.yaml"
    file.write_text(text)
    refused = talent("--demo", "--as", "hr", "pool", "create", str(file))
    assert refused.code == 1
    assert said in refused.err
    assert refused.err.count("\n") == 1


def test_one_broken_guide_takes_no_other_conversation_away(talent, home_folder):
    guides = home_folder / "demo" / "guides"
    guides.mkdir()
    (guides / "ours.yaml").write_text("id: ours\nversion: one\n")
    listed = talent("--demo", "guide", "list")
    assert "talent_conversation" in listed.out
    assert "ours.yaml:2" in listed.err
    assert (
        talent("--demo", "converse", "talent_conversation", "--about", "P0006", stdin="To talk\n").code == 0
    )
    ill = talent("--demo", "doctor")
    assert "ours.yaml:2" in ill.out + ill.err


def test_a_data_folder_that_is_a_file_is_said(talent, tmp_path, monkeypatch):
    file = tmp_path / "file"
    file.write_text("")
    monkeypatch.setenv("TALENT_HOME", str(file))
    for words in (("ask", "anything"), ("--demo", "people", "list")):
        said = talent(*words)
        assert said.code == 1
        assert "is a file" in said.err
        assert said.err.count("\n") == 1
