"""Records and plans as files, by the commands that write them."""

import json

import pytest

from tests.cli.conftest import Talent

KINDS = {"md": b"# ", "docx": b"PK", "pdf": b"%PDF-", "json": b"{", "ics": b"BEGIN:VCALENDAR"}


def newest(talent: Talent, of: str, status: str) -> str:
    found = talent("--demo", of, "list", "--json").json
    return next(one["id"] for one in found if one["status"] == status)


@pytest.mark.parametrize(("of", "status"), [("records", "signed"), ("plan", "agreed")])
def test_each_format_is_written_for_its_owner_alone(talent: Talent, tmp_path, of, status):
    key = newest(talent, of, status)
    for kind, begins in KINDS.items():
        file = tmp_path / f"taken.{kind}"
        said = talent("--demo", of, "export", key, "--format", kind, "--to", str(file))
        assert said.code == 0, said.err
        assert file.read_bytes().startswith(begins)
        assert file.stat().st_mode & 0o077 == 0
    assert talent("--demo", of, "export", key, "--format", "exe").code == 1


def test_texts_are_printed_and_others_are_kept_off_a_terminal(talent: Talent, monkeypatch):
    key = newest(talent, "plan", "agreed")
    assert json.loads(talent("--demo", "plan", "export", key, "--format", "json").out)["id"] == key
    monkeypatch.setattr("tui.cli.taking.on_a_terminal", lambda: True)
    for kind in ("docx", "pdf"):
        refused = talent("--demo", "plan", "export", key, "--format", kind)
        assert (refused.code, refused.out) == (1, "")
        assert "--to" in refused.err
        assert refused.err.count("\n") == 1


def test_a_plan_that_is_not_yours_to_see_is_not_exported(talent: Talent):
    key = newest(talent, "plan", "agreed")
    refused = talent("--demo", "--as", "panel", "plan", "export", key, "--format", "json")
    assert (refused.code, refused.out) == (1, "")


def test_the_record_of_the_sample_has_both_sides_signatures_and_agreements(talent: Talent):
    page = talent("--demo", "records", "export", newest(talent, "records", "signed")).out
    assert "## Who may read and use it" in page
    assert "Signed in the program" in page
    assert "| Question | " in page
