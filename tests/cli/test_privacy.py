"""Privacy duties on the command line: a copy, a correction, a complaint, erasing, retention, backup and restore."""

from __future__ import annotations

import json
import sqlite3
from datetime import date, timedelta

import pytest

from store.privacy import rules

ME = ("--demo", "--as", "individual")
HR = ("--demo", "--as", "hr")
ADMIN = ("--demo", "--as", "admin")
MANAGER = ("--demo", "--as", "manager")
WHY = ("--reason", "They have asked for it.")


def test_the_notice_is_shown_until_it_is_accepted_and_again_in_a_new_version(talent, home_folder):
    shown = talent(*ME, "notice", "show", "--json").json
    assert (shown["version"], shown["accepted_on"]) == ("1", None)
    assert talent(*ME, "notice", "accept", "--version", "0").code == 1
    assert talent(*ME, "notice", "accept", "--version", "1").code == 0
    assert talent(*ME, "notice", "show", "--json").json["accepted_on"] == date.today().isoformat()
    own = home_folder / "demo" / "notice.yaml"
    own.write_text("version: '2'\nsince: 2027-01-01\ntitle: Ours\nsections: [{title: What, text: All}]\n")
    assert "not accepted this version" in talent(*ME, "notice", "show").out
    own.write_text("version: '2'\n")
    broken = talent(*ME, "notice", "show")
    assert (broken.code, broken.err.count("\n")) == (1, 1)
    assert "notice.yaml" in broken.err


def test_a_copy_is_written_for_its_reader_alone_and_whole_once_hr_has_decided(talent, tmp_path):
    folder = tmp_path / "copy"
    asked = talent(*ME, "access-request", "P0006", "--to", str(folder), "--json").json
    assert asked["status"] == "open"
    assert asked["undecided"] > 0
    assert sorted(path.name for path in folder.iterdir()) == ["P0006-everything.json", "P0006-everything.md"]
    assert {path.stat().st_mode & 0o777 for path in [*folder.iterdir()]} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700
    readable = (folder / "P0006-everything.md").read_text()
    assert "Samira" not in readable.split("## Who did what")[0]
    data = json.loads((folder / "P0006-everything.json").read_text())
    assert data["names_withheld"] == asked["undecided"]
    for name in {row["name"] for row in talent(*HR, "requests", "names", asked["id"], "--json").json}:
        assert talent(*HR, "requests", "decide", asked["id"], name, "keep", *WHY).code == 0
    refused = talent(*ME, "access-request", "P0006", "--to", str(folder))
    assert refused.code == 1
    assert "--yes" in refused.err
    done = talent(
        *ME, "access-request", "P0006", "--to", str(folder), "--yes", "--format", "docx", "--json"
    ).json
    assert (done["id"], done["status"], done["undecided"]) == (asked["id"], "released", 0)
    assert json.loads((folder / "P0006-everything.json").read_text())["final"] is True
    assert (folder / "P0006-everything.docx").read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*MANAGER, "access-request", "P0006"), "There is no person 'P0006'"),
        ((*HR, "access-request", "P9999"), "There is no person 'P9999'"),
        ((*ME, "access-request", "P0006", "--to", "x", "--format", "odt"), "not as 'odt'"),
        ((*ME, "requests", "names", "abc"), "may not decide"),
        ((*MANAGER, "erase", "P0006", *WHY), "may not approve erasings"),
        ((*ADMIN, "erase", "P0006", "--yes"), "HR approves it first"),
        ((*ME, "erase", "P0006"), "There was nothing in the reason"),
        ((*HR, "hold", "lift", "P0006", *WHY), "There is no legal hold"),
        ((*HR, "retention", "run", "--yes"), "may not delete by retention rules"),
        ((*HR, "retention", "confirm", "gossip"), "There is no retention rule 'gossip'"),
        ((*ME, "retention", "rules"), "may not see retention rules"),
        ((*ADMIN, "retention", "run", "--as-of", "2099-01-01", "--yes"), "has not come"),
        ((*ME, "correction", "propose", "pay", "9", "--why", "x"), "There is no 'pay'"),
        ((*HR, "complaint", "answer", "abc", "upheld", "--text", "x"), "There is no one complaint"),
        ((*HR, "backup", "x.db"), "may not back up"),
        ((*HR, "restore", "x.db"), "may not restore"),
        ((*ADMIN, "restore", "absent.db"), "cannot be read"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(talent, words, said):
    refused = talent(*words)
    assert (refused.code, refused.err.count("\n"), refused.out) == (1, 1, "")
    assert said in refused.err


def test_a_correction_and_a_complaint_take_their_way(talent):
    assert talent(*ME, "correction", "propose", "job_title", "Lead nurse", "--why", "Since May.").code == 0
    (row,) = talent(*HR, "correction", "list", "--json").json
    assert (row["person"], row["status"], row["new"]) == ("P0006", "proposed", "Lead nurse")
    assert "Lead nurse" in talent(*HR, "correction", "accept", row["id"][:8], "--reason", "Seen.").out
    assert talent(*ME, "people", "show", "P0006", "--json").json["job_title"] == "Lead nurse"
    talent(*ME, "complaint", "raise", "It was shown to others.")
    (row,) = talent(*HR, "complaint", "list", "--json").json
    assert row["due"] == (date.today() + timedelta(days=30)).isoformat()
    assert talent(*HR, "complaint", "acknowledge", row["id"]).code == 0
    assert (
        talent(*HR, "complaint", "answer", row["id"], "upheld", "--text", "It should not have been.").code
        == 0
    )
    assert talent(*ME, "complaint", "list", "--json").json[0]["outcome"] == "upheld"


def test_hr_is_asked_before_it_erases_somebody_who_did_not_ask_and_they_are_told(talent):
    why = ("--reason", "Their twin was imported a second time.")
    asked = talent(*HR, "erase", "P0006", *why)
    assert (asked.code, asked.out) == (1, "")
    assert "P0006 has not asked to be erased" in asked.err and "--yes" in asked.err
    assert talent(*HR, "erase", "P0006", "--reason", "tidying up", "--yes").code == 1
    assert "Approved" in talent(*HR, "erase", "P0006", *why, "--yes").out
    name = talent(*HR, "account", "show", "--json").json["display"]
    seen = talent(*ME, "erasures").out
    assert name in seen and why[1] in seen
    assert f"{name} approved that on" in talent(*ME, "agenda", "--role", "individual").out


def test_erasing_is_asked_for_approved_and_done_by_three(talent):
    assert "nobody erases themself" in talent(*ME, "erase", "P0006", *WHY).out
    assert talent(*HR, "hold", "set", "P0006", "--reason", "A tribunal.").code == 0
    assert "legal hold" in talent(*HR, "erase", "P0006", *WHY).err
    assert talent(*HR, "hold", "lift", "P0006", "--reason", "It is over.").code == 0
    assert talent(*HR, "erasures", "--json").json[0]["reason"] == WHY[1]
    assert "Approved" in talent(*HR, "erase", "P0006", *WHY).out
    asked = talent(*ADMIN, "erase", "P0006")
    assert (asked.code, "--yes" in asked.err) == (1, True)
    done = talent(*ADMIN, "erase", "P0006", "--yes", "--json").json
    assert done["deleted"]["conversation"] > 0
    assert any("audit keeps" in sentence for sentence in done["stays"])
    assert talent(*ME, "account", "show").code == 1
    assert talent(*ADMIN, "audit", "verify").code == 0
    assert talent(*ADMIN, "erasures", "--json").json[0]["status"] == "done"


def test_retention_counts_confirms_and_deletes(talent):
    later = (date.today() + timedelta(days=40 * 31)).isoformat()
    counted = {
        row["rule"]: row
        for row in talent(*HR, "retention", "run", "--dry-run", "--as-of", later, "--json").json
    }
    assert counted["signed"]["due"] > 0
    assert {row["deleted"] for row in counted.values()} == {0}
    left = talent(*ADMIN, "retention", "run", "--json")  # nothing is confirmed: there is nothing to ask about
    assert left.code == 0, left.err
    assert {row["deleted"] for row in left.json} == {0}
    assert "nobody has confirmed" in left.err
    assert talent(*HR, "retention", "confirm", "raw_chat").code == 0
    rules = {row["rule"]: row["owner"] for row in talent(*ADMIN, "retention", "rules", "--json").json}
    assert (rules["raw_chat"], rules["signed"]) == ("hr", "not confirmed")
    asked = talent(*ADMIN, "retention", "run")
    assert asked.code == 1 and "kept long enough? It cannot be undone." in asked.err.splitlines()[-1]
    before = counted["raw_chat"]["due"]
    gone = {row["rule"]: row["deleted"] for row in talent(*ADMIN, "retention", "run", "--yes", "--json").json}
    assert 0 < gone["raw_chat"] <= before
    assert talent(*ADMIN, "audit", "verify").code == 0


def test_a_backup_comes_back_and_the_store_before_it_is_kept(talent, tmp_path, home_folder):
    copy = tmp_path / "copy.db"
    assert talent(*ADMIN, "backup", str(copy)).code == 0
    assert copy.stat().st_mode & 0o777 == 0o600
    talent(*ME, "complaint", "raise", "After the copy.")
    assert talent(*ADMIN, "restore", str(copy)).code == 1  # nobody to ask
    done = talent(*ADMIN, "restore", str(copy), "--yes")
    assert (done.code, "69 people" in done.out) == (0, True)
    assert talent(*ME, "complaint", "list", "--json").json == []
    (kept,) = (home_folder / "demo").glob("talent.db.replaced-*")
    assert kept.stat().st_mode & 0o777 == 0o600
    assert talent(*ADMIN, "restore", str(kept), "--yes").code == 0
    assert len(talent(*ME, "complaint", "list", "--json").json) == 1


def test_a_copy_with_a_broken_audit_is_restored_only_where_that_is_accepted(talent, tmp_path, home_folder):
    copy = tmp_path / "copy.db"
    assert talent(*ADMIN, "backup", str(copy)).code == 0
    with sqlite3.connect(copy) as connection:
        connection.execute("UPDATE audit SET account = 'nobody' WHERE sequence = 7")
    refused = talent(*ADMIN, "restore", str(copy), "--yes")
    assert (refused.code, "--accept-broken-audit" in refused.err) == (1, True)
    done = talent(*ADMIN, "restore", str(copy), "--accept-broken-audit", "--yes")
    assert done.code == 0, done.err
    assert "its audit is broken at row 7" in done.err
    assert "row 7" in talent(*ADMIN, "audit", "verify").err
    newest = talent(*ADMIN, "audit", "list", "--json").json[0]
    assert "accepted although its audit is broken at row 7" in newest["reason"]


def test_a_new_or_a_lost_home_is_its_owners_to_restore(talent, tmp_path, home_folder, monkeypatch):
    copy = tmp_path / "copy.db"
    talent(*ADMIN, "backup", str(copy))
    (home_folder / "demo" / "talent.db").write_bytes(b"SQLite format 3\x00 and then nothing")
    assert talent("--demo", "restore", str(copy), "--yes").code == 0
    assert talent(*ADMIN, "audit", "verify").code == 0
    monkeypatch.setenv("TALENT_HOME", str(tmp_path / "new"))
    assert talent("restore", str(copy), "--yes").code == 0
    assert talent("account", "show").code == 1  # the sample's accounts are no user's of this machine


def test_on_postgresql_its_own_tools_are_named(talent, monkeypatch):
    monkeypatch.setenv("TALENT_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/none")
    for words in (("backup", "x.db"), ("restore", "x.db")):
        refused = talent(*words)
        assert (refused.code, refused.err.count("\n")) == (1, 1)
        assert "pg_dump" in refused.err


def test_a_homes_own_holidays_and_an_older_retention_file_are_used_and_the_doctor_tells(talent, home_folder):
    demo = home_folder / "demo"
    talent(*ME, "notice", "show")
    (demo / "retention.yaml").write_text(
        "\n".join(
            block
            for block in rules.BUILT_IN.read_text(encoding="utf-8").split("\n  - ")
            if not block.startswith("id: appraisal")
        ).replace("\nid:", "\n  - id:")
    )
    kept = {row["rule"]: row["kept"] for row in talent(*HR, "retention", "rules", "--json").json}
    assert kept["appraisal"] == "36 months after it was held"
    holidays = demo / "holidays.yaml"
    holidays.write_text(
        "version: 1\nplace: Scotland\nsource: gov.scot\ndays:\n- {day: 2024-01-02, name: 2nd January}\n"
    )
    found = {one["what"]: one for one in talent("--demo", "doctor", "--json").json}
    assert found["retention"]["well"] is True
    assert "has no rule for appraisal, so the built-in ones count" in found["retention"]["said"]
    assert found["holidays"]["well"] is False
    assert "the public holidays of Scotland (gov.scot) end with 2024" in found["holidays"]["said"]
    holidays.write_text(holidays.read_text().replace("2024-01-02", "2024-01-06"))
    found = {one["what"]: one for one in talent("--demo", "doctor", "--json").json}
    assert "holidays.yaml:5: days.0.day: 2024-01-06 is a Saturday" in found["holidays"]["said"]


def test_whose_record_was_opened_is_told_at_every_command_until_they_have_read_it(talent):
    me = talent("--demo", "--as", "individual", "account", "show", "--json").json["person"]
    hr = talent("--demo", "--as", "hr", "account", "show", "--json").json["display"]
    refused = talent("--demo", "--as", "hr", "emergency", "open", me, "--reason", "x")
    assert (refused.code, refused.out) == (1, "")
    assert "needs a reason of at least 5 words" in refused.err
    why = "A colleague is worried about their safety."
    assert talent("--demo", "--as", "hr", "emergency", "open", me, "--reason", why).code == 0
    for _ in range(2):
        said = talent("--demo", "--as", "individual", "account", "show", "--json")
        assert f"{hr} (hr) opened your whole record" in said.err and why in said.err
        assert said.json["person"] == me
    assert f"{hr} (hr)" in talent("--demo", "--as", "individual", "emergency", "list").out
    assert talent("--demo", "--as", "individual", "account", "show").err == ""
    (listed,) = talent("--demo", "--as", "hr", "emergency", "list", "--json").json
    assert (listed["by"], listed["by_name"], bool(listed["told"])) == ("hr", hr, True)
