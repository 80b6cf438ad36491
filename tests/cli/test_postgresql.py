"""The store on a PostgreSQL server, as an organisation sets it up: a role that owns the tables, another that works."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from assistant.compose import open_home
from tests.cli.conftest import Talent
from tests.store.conftest import database, server
from tests.store.organisation import PROGRAM

__all__ = ["server"]


@pytest.fixture
def on_server(server: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """A new home whose store is on the server."""
    with database(server, "") as owner:
        url = owner.url.render_as_string(hide_password=False)
        program = owner.url.set(username=PROGRAM).render_as_string(hide_password=False)
        monkeypatch.setenv("TALENT_DATABASE_URL", program)
        monkeypatch.setenv("TALENT_DATABASE_OWNER_URL", url)
        yield {"owner": url, "program": program}


@pytest.fixture
def talent(
    on_server: dict[str, str], command: Talent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Talent:
    """The command line in that home."""
    monkeypatch.setenv("TALENT_HOME", str(tmp_path / "new"))
    return command


STAFF = "reference,name,manager\nME,Ann Archer,\nP2,Ben Baker,ME\nP3,Cy Cole,P2\n"


def test_an_organisation_is_set_up_and_worked_in(talent: Talent, tmp_path: Path) -> None:
    assert talent("account", "set-up", "--name", "Ann Archer").code == 0
    (tmp_path / "staff.csv").write_text(STAFF)
    assert talent("people", "import", str(tmp_path / "staff.csv")).code == 0
    assert talent("account", "open", "ben", "--person", "P2").out.startswith("The account ben is open")
    roles = {one["account"]: one["roles"] for one in talent("account", "list", "--json").json}
    assert roles["ben"] == ["individual", "manager"]
    assert [one["reference"] for one in talent("people", "list", "--json").json] == ["ME", "P2", "P3"]
    assert talent("dashboard", "--json").code == 0
    assert talent("audit", "verify").out == "The audit holds.\n"


def test_whether_row_level_security_holds_anybody_up_is_known(
    talent: Talent, on_server: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert talent("account", "set-up", "--name", "Ann Archer").code == 0
    assert open_home().unfenced() == ""
    monkeypatch.setenv("TALENT_DATABASE_URL", on_server["owner"])
    assert "above row-level security" in open_home().unfenced()


def test_a_role_that_may_not_lay_out_the_tables_is_told_which_setting_is_missing(
    talent: Talent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TALENT_DATABASE_OWNER_URL")
    refused = talent("account", "set-up", "--name", "Ann Archer")
    assert refused.code == 1
    assert "database_owner_url" in refused.err
    assert refused.err.count("\n") == 1
