"""Passwords and the server's settings as an administrator comes by them."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.compose import open_home
from tests.cli.conftest import Talent

PASSWORD = "green kettle on the tuesday bus"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: Talent) -> Talent:
    """The command line in a home of one's own, whose administrator one is."""
    monkeypatch.setenv("TALENT_HOME", str(tmp_path))
    open_home(tmp_path).set_up("Ann", "ME")
    return command


def test_a_password_is_read_from_a_pipe_and_never_shown(own: Talent) -> None:
    own("account", "open", "bob", "--role", "hr")
    for words, name in (((), "me"), (("bob",), "bob")):
        said = own("account", "password", *words, stdin=f"{PASSWORD}\n")
        assert (said.code, said.out) == (0, f"The password of {name} is set.\n")
    listed = {row["account"]: row["password since"] for row in own("account", "passwords", "--json").json}
    assert listed["me"] and listed["bob"]
    assert open_home().reception().sign_in("bob", PASSWORD) is not None
    short = own("account", "password", "bob", stdin="short\n")
    assert (short.code, "15 characters" in short.err) == (1, True)


def test_whoever_is_no_administrator_sets_their_own_alone(talent: Talent) -> None:
    assert talent("--demo", "--as", "manager", "account", "password", stdin=f"{PASSWORD}\n").code == 0
    refused = talent("--demo", "--as", "manager", "account", "password", "hr", stdin=f"{PASSWORD}\n")
    assert refused.code == 1
    assert "may not set other people's passwords" in refused.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("serve", "--host", "0.0.0.0"), "can be reached from other machines"),
        (("--demo", "serve", "--host", "192.0.2.1"), "can be reached from other machines"),
        (("--as", "hr", "serve"), "leave --as out"),
    ],
)
def test_what_would_be_open_to_others_is_refused_in_a_sentence(
    talent: Talent, words: tuple[str, ...], said: str
) -> None:
    refused = talent(*words)
    assert refused.code == 1
    assert said in refused.err or "Nobody has an account" in refused.err


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("TALENT_SERVE_HOST", "0.0.0.0", "serve_url to the https address"),
        ("TALENT_SERVE_URL", "http://talent.example.org", "in the clear"),
        ("TALENT_SERVE_URL", "talent.example.org", "an address like"),
        ("TALENT_SERVE_SHORTEST_PASSWORD", "8", "greater than or equal to 12"),
        ("TALENT_SERVE_VISITOR", "3", "did you mean TALENT_SERVE_VISITORS"),
    ],
)
def test_settings_that_would_be_unsafe_are_refused(
    own: Talent, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    refused = own("account", "show")
    assert refused.code == 1
    assert said in refused.err


def test_the_sample_organisation_is_never_shown_to_other_machines(
    talent: Talent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TALENT_SERVE_URL", "https://talent.example.org")
    refused = talent("--demo", "serve")
    assert refused.code == 1
    assert "asks for no passwords" in refused.err


def test_the_doctor_says_how_browsers_would_be_served(
    home_folder: Path, monkeypatch: pytest.MonkeyPatch, command: Talent
) -> None:
    monkeypatch.setenv("TALENT_HOME", str(home_folder))  # whose library is there already
    open_home(home_folder).set_up("Ann", "ME")

    def said() -> str:
        return next(one["said"] for one in command("doctor", "--json").json if one["what"] == "browser")

    assert "nobody has a password" in said()
    command("account", "password", stdin=f"{PASSWORD}\n")
    assert "1 account has a password" in said()
