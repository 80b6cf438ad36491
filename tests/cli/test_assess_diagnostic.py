"""A diagnosis on the command line: what HR does, what is next, and what others read of it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

HR, MANAGER, ME, PANEL, ADMIN = (
    ("--demo", "--as", name) for name in ("hr", "manager", "individual", "panel", "admin")
)
WHY = ("--reason", "The board asked for it")
OURS = "Why people leave"
SAMPLE = "What stands in the way of getting on"
STAGES = (
    "scope", "sources", "sample", "questionnaire", "interviews", "events", "collate", "theme", "report", "action_plan",
    "present",
)  # fmt: skip


def done(talent: Any, *words: str, why: bool = True) -> Any:
    said = talent(*HR, "assess", "diagnostic", *words, *(WHY if why else ()))
    assert said.code == 0, said.err
    return said


def refused(talent: Any, *words: str) -> str:
    said = talent(*HR, "assess", "diagnostic", *words)
    assert said.code == 1 and said.out == ""
    return str(said.err)


def test_each_command_says_what_is_next(talent: Any) -> None:
    begun = done(talent, "new", OURS).out
    assert "Next: Scope. What is to be found out" in begun
    for at, stage in enumerate(STAGES):
        said = done(talent, "stage", OURS, stage, "done", "--text", "So it was", "--date", "2026-05-04").out
        ahead = f'"{OURS}" {STAGES[at + 1]} done' if stage != "present" else f'publish "{OURS}"'
        assert said.startswith(f"Saved: {stage}.\nNext: ") and ahead in said
    published = done(talent, "publish", OURS).out
    assert "published on" in published and "Next: talent assess actions add" in published
    read = talent(*ME, "assess", "diagnostic", "show", OURS).out
    assert "- scope [Done] Scope (So it was; 2026-05-04)" in read and "Next:" not in read


def test_a_note_is_coded_by_a_themes_name_and_changed_in_part(talent: Any) -> None:
    done(talent, "new", OURS)
    said = refused(talent, "note", OURS, "x", "--source", "M1", "--kind", "manager", "--theme", "pay")
    assert "none yet" in said and "diagnostic theme" in said
    done(talent, "theme", OURS, "Pay and hours", "Whether people leave for pay or hours")
    assert "source, kind" in refused(talent, "note", OURS, "x")
    about = ("--source", "m1", "--kind", "manager", "--theme", "pay and hours", "--json")
    taken = talent(
        *HR, "assess", "diagnostic", "note", OURS, "-", *about, stdin="Two left for the hospice.\n"
    )
    assert taken.json["key"] == "note_1"
    assert taken.json["content"] == {
        "source": "M1", "kind": "manager", "text": "Two left for the hospice.", "themes": ["theme_1"],
        "may_quote": False, "part": "note",
    }  # fmt: skip
    assert "reason" in refused(talent, "note", OURS, "--id", "note_1", "--may-quote")
    after = done(talent, "note", OURS, "--id", "note_1", "--may-quote", "--json").json
    assert after["revision"] == 2 and after["content"] == {**taken.json["content"], "may_quote": True}
    assert "note_7" in refused(talent, "note", OURS, "--id", "note_7", "--no-quote", *WHY)
    assert "code them" in refused(talent, "remove", OURS, "theme_1", *WHY)


def test_names_of_people_here_are_kept_out_of_notes(talent: Any) -> None:
    done(talent, "new", OURS)
    someone = talent(*HR, "people", "list", "--json").json[0]
    about = ("note", OURS, f"{someone['name']} said so", "--source", "S1", "--kind", "staff")
    said = refused(talent, *about)
    assert someone["name"].split()[-1] in said and "--nobody-named" in said
    coded = ("note", OURS, "It was said", "--source", someone["reference"], "--kind", "staff")
    assert someone["reference"] in refused(talent, *coded)
    assert talent(*HR, "assess", "diagnostic", "history", OURS, "--json").json == []  # not even there
    done(talent, *about, "--nobody-named", why=False)
    low = done(
        talent, "note", OURS, "It may be the long hill", "--source", "S2", "--kind", "staff", why=False
    )
    assert low.out.startswith("Saved: note_2.")


def test_the_sample_shows_one_under_way_to_hr_alone(talent: Any) -> None:
    said = talent(*HR, "assess", "diagnostic", "show", SAMPLE).out
    assert "All people 16 of 26; Managers 7 of 12; Staff 9 of 14; Documents 1 of 3" in said
    assert "Leading part-time" in said and "All people * of 26; Managers * of 12; Staff * of 14" in said
    assert "* is a number that is hidden" in said
    assert "“I would lend my best people if I could be sure to get somebody back.” (managers)" in said
    assert "Would let people go for half a year" not in said  # nobody allowed that to be quoted
    assert "29 of 29 sources, 2 without a theme" in said and "Next: Themes." in said
    table = talent(*HR, "assess", "diagnostic", "show", SAMPLE, "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [row["n"] for row in rows if row["among"] == "All people"] == ["16", "11", "13", "*"]
    few = talent(*HR, "assess", "diagnostic", "notes", SAMPLE, "--theme", "Leading part-time", "--json").json
    assert [one["source"] for one in few] == ["M12", "S02", "S07", "S14"]
    for who in (MANAGER, ME, PANEL, ADMIN):
        for command in ("show", "notes", "history"):
            assert talent(*who, "assess", "diagnostic", command, SAMPLE).code == 1


def test_everybody_reads_what_is_published_hidden_and_rounded_and_nobody_the_notes(talent: Any) -> None:
    done(talent, "publish", SAMPLE)
    for who in (MANAGER, ME, PANEL):
        said = talent(*who, "assess", "diagnostic", "show", SAMPLE).out
        # Seven managers are few enough to be hidden in public, and 9 of 14 staff are hidden with them.
        assert "All people 15 of 25; Managers * of 10; Staff * of 15; Documents 1 of 3" in said
        assert "Leading part-time" in said and "All people * of 25" in said
        assert "“My manager is fair and has no time, and I do not know which doors are open.”\n" in said
        assert "M01" not in said and "rota" not in said and "Notes, which" not in said
        notes = talent(*who, "assess", "diagnostic", "notes", SAMPLE)
        assert (notes.code, notes.out) == (0, "") and "no note" in notes.err
        assert "rota" not in talent(*who, "assess", "diagnostic", "show", SAMPLE, "--json").out
    assert "may not" in talent(*ADMIN, "assess", "diagnostic", "show", SAMPLE).err


@pytest.mark.parametrize("form", ["md", "docx", "pdf", "json"])
def test_the_report_is_a_file_and_on_paper_without_the_notes(talent: Any, tmp_path: Path, form: str) -> None:
    to = tmp_path / f"report.{form}"
    said = talent(*HR, "assess", "diagnostic", "export", SAMPLE, "--format", form, "--to", str(to))
    assert said.code == 0, said.err
    starts = {"md": f"# {SAMPLE}".encode(), "docx": b"PK", "pdf": b"%PDF", "json": b"{"}
    assert to.read_bytes().startswith(starts[form])
    if form == "md":
        text = to.read_text(encoding="utf-8")
        for wanted in ("## How it was done", "## Theme: Leading part-time", "a draft, for HR", "(managers)"):
            assert wanted in text
        assert "rota" not in text and "M01" not in text
    if form == "json":
        found = json.loads(to.read_text(encoding="utf-8"))
        assert found["report"]["findings"][3]["people"] == {"n": "*", "base": 26}
