"""A data folder: what is made in it, by whom, and only once."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.compose import open_home
from assistant.errors import SettingsError, SignInError

COUNT = "from assistant.compose import open_home; print(len(open_home().sample().sign_in('hr').records.people.all()))"


def test_processes_that_open_the_sample_at_once_find_one_and_the_same(tmp_path: Path) -> None:
    environment = {**os.environ, "TALENT_HOME": str(tmp_path / "home")}
    started = [
        subprocess.Popen([sys.executable, "-c", COUNT], env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    assert {process.communicate(timeout=60)[0].strip() for process in started} == {"69"}


def test_a_new_folder_and_all_in_it_are_the_owner_s_alone(tmp_path: Path) -> None:
    home = open_home(tmp_path / "home")
    home.sample()
    made = [tmp_path / "home" / "demo", *(tmp_path / "home" / "demo").iterdir()]
    assert all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in made)


def test_in_a_home_of_one_s_own_an_account_is_its_user_s_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = open_home(tmp_path)
    assert home.is_new()
    with pytest.raises(SignInError, match="Nobody has an account here yet"):
        home.sign_in()
    home.set_up("Ann Hill", "A1")
    assert not home.is_new()
    assert home.sign_in().account.display == "Ann Hill"
    monkeypatch.setattr("assistant.compose.os_user", lambda: "somebody else")
    for account in (None, "a1", "A1"):
        with pytest.raises(SignInError, match="ask an administrator"):
            home.sign_in(account)


def test_a_sample_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("a file where the folder should be")
    with pytest.raises(SettingsError, match="sample organisation cannot be written"):
        open_home(tmp_path).sample()


def test_what_would_send_questions_elsewhere_is_switched_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    open_home(tmp_path)
    assert os.environ["LANGSMITH_TRACING"] == "false"
