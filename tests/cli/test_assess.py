"""What the organisation looks at in itself, on the command line."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from store.assess.words import BUILT_IN
from store.days import months_after

HR, MANAGER, ME, PANEL, ADMIN = (
    ("--demo", "--as", name) for name in ("hr", "manager", "individual", "panel", "admin")
)
WHY = ("--reason", "The board asked for it")
TODAY = date.today()


def done(talent: Any, *words: str) -> Any:
    said = talent(*HR, "assess", *words, *WHY)
    assert said.code == 0, said.err
    return said


@pytest.fixture
def scale(talent: Any) -> str:
    """A scale with every mark but one; gives its id."""
    begun = done(talent, "scale", "new", "Looking back", "--json").json
    for axis, marks in {
        "conceptual_acceptance": ("low", "medium", "high"),
        "implementation": ("not_applicable", "medium"),
    }.items():
        for point, level in zip(("two_years_ago", "now", "two_years_ahead"), marks, strict=False):
            done(talent, "scale", "set", "Looking back", axis, point, level)
    return str(begun["about"]["id"])


def test_the_scale_shows_three_marks_and_the_steps_between_them_in_words(talent: Any, scale: str) -> None:
    said = talent(*HR, "assess", "scale", "show", scale[:8]).out
    assert "Conceptual acceptance, two years ago: Low: The board asked for it" in said
    assert (
        "Conceptual acceptance: since two years ago one step up; from now to two years ahead one step up."
        in said
    )
    assert "Implementation, two years ago: Not applicable" in said
    assert (
        "Implementation: since two years ago cannot be said; from now to two years ahead cannot be said."
        in said
    )
    assert "Implementation, two years ahead: not marked" in said
    assert not any(letter.isdigit() for line in said.splitlines()[1:] for letter in line)  # no score anywhere
    table = list(
        csv.DictReader(io.StringIO(talent(*HR, "assess", "scale", "show", scale, "--format", "csv").out))
    )
    assert [row["level"] for row in table] == ["Low", "Medium", "High", "Not applicable", "Medium", ""]


def test_a_mark_without_a_reason_is_wrong_usage(talent: Any, scale: str) -> None:
    assert talent(*HR, "assess", "scale", "set", scale, "implementation", "now", "low").code == 2
    refused = talent(*HR, "assess", "scale", "set", scale, "implementation", "now", "low", "--reason", " ")
    assert refused.code == 1 and "reason" in refused.err


def test_next_steps_become_actions_and_the_overdue_are_listed(talent: Any, scale: str) -> None:
    done(talent, "actions", "new", "Steps of this year")
    about = ("--programme", "Leadership", "--lead", "Director of people", "--milestone", "Ten pairs meet")
    soon, late = months_after(TODAY, 6), months_after(TODAY, -1)
    done(
        talent, "actions", "add", "Steps of this year", "Mentors", *about, "--due", str(soon), "--from", scale
    )
    began = months_after(TODAY, -8)
    done(
        talent,
        "actions",
        "add",
        "Steps of this year",
        "Coaches",
        *about,
        "--starts",
        str(began),
        "--due",
        str(late),
    )
    said = talent(*HR, "assess", "scale", "show", scale).out
    assert f"Next step (Steps of this year): Mentors; Director of people, due {soon}, not started" in said
    overdue = talent(*HR, "assess", "actions", "overdue", "Steps of this year", "--json").json
    assert [(one["id"], one["action"], one["overdue"]) for one in overdue] == [("action_2", "Coaches", True)]
    refused = talent(
        *HR, "assess", "actions", "set", "Steps of this year", "action_2", "--status", "done", *WHY
    )
    assert refused.code == 1 and "--outcome" in refused.err
    done(
        talent,
        "actions",
        "set",
        "Steps of this year",
        "action_2",
        "--status",
        "done",
        "--outcome",
        "Four coaches",
    )
    after = talent(*HR, "assess", "actions", "overdue", "Steps of this year")
    assert after.out == "" and "Nothing is overdue." in after.err
    row = talent(*HR, "assess", "actions", "show", "Steps of this year", "--json").json["parts"][1]
    assert row["revision"] == 2 and row["content"]["milestone"] == "Ten pairs meet"
    missing = talent(
        *HR, "assess", "actions", "set", "Steps of this year", "action_7", "--status", "done", *WHY
    )
    assert missing.code == 1 and "action_7" in missing.err


@pytest.mark.parametrize("form", ["md", "docx", "pdf", "json"])
def test_the_committees_report_is_a_file(talent: Any, tmp_path: Path, form: str) -> None:
    table = talent(*HR, "assess", "actions", "list", "--json").json[0]["title"]
    to = tmp_path / f"report.{form}"
    said = talent(*HR, "assess", "actions", "export", table, "--format", form, "--to", str(to))
    assert said.code == 0, said.err
    starts = {"md": f"# {table}".encode(), "docx": b"PK", "pdf": b"%PDF", "json": b"{"}
    assert to.read_bytes().startswith(starts[form])
    if form == "md":
        text = to.read_text(encoding="utf-8")
        for heading in ("## Where it stands", "## Overdue", "## Programme: "):
            assert heading in text
    if form == "json":
        assert json.loads(to.read_text(encoding="utf-8"))["about"]["title"] == table


def test_the_checklist_is_signed_off_by_a_role_once_everything_is_answered(talent: Any) -> None:
    done(talent, "checklist", "new", "Begun today")
    refused = talent(*HR, "assess", "checklist", "sign", "Begun today", "--role", "chair", *WHY)
    assert refused.code == 1 and "led_in_person" in refused.err
    show = ("assess", "checklist", "show", "Ready for the new plan")
    table = list(csv.DictReader(io.StringIO(talent(*HR, *show, "--format", "csv").out)))
    assert len(table) == 12 and {row["group"] for row in table} == {"To be ready", "To stay successful"}
    given = ("met", "--evidence", "Minutes of May", "--owner", "Chair", "--date", "2026-05-04")
    done(talent, "checklist", "set", "Ready for the new plan", "serve_the_plans", *given)
    said = talent(*HR, *show).out
    assert "changed since" in said.splitlines()[0]
    assert "[Met] Talent plans make" in said and "(Minutes of May; Chair; 2026-05-04)" in said
    signed = done(talent, "checklist", "sign", "Ready for the new plan", "--role", "chair")
    assert f"signed off by the chair on {TODAY}" in signed.out and f"{TODAY}, changed" not in signed.out


def test_a_figure_of_a_plan_is_the_dashboards_and_readers_get_it_as_published(talent: Any) -> None:
    done(talent, "plan", "new", "Plan of figures")
    done(talent, "plan", "set", "Plan of figures", "diagnosis", "Where the gaps are.")
    part = done(
        talent, "plan", "figure", "Plan of figures", "diagnosis", "conversation_coverage", "--json"
    ).json
    lines = {
        profile: next(
            one
            for one in talent(*HR, "dashboard", "--profile", profile, "--json").json["lines"]
            if one["measure"] == "conversation_coverage"
        )
        for profile in ("internal", "publish")
    }
    content = part["content"]
    for name, profile in {"inside": "internal", "outside": "publish"}.items():
        for field in ("value", "numerator", "denominator", "profile"):
            assert content[name][field] == lines[profile][field]
    assert content["as_at"] == lines["internal"]["as_at"] and content["inside"] != content["outside"]
    for who in (MANAGER, ME, PANEL):
        assert talent(*who, "assess", "plan", "show", "Plan of figures").code == 1
    done(talent, "plan", "publish", "Plan of figures")
    for who in (MANAGER, ME, PANEL):
        read = talent(*who, "assess", "plan", "show", "Plan of figures", "--json").json
        shown = next(one["content"] for one in read["parts"] if one["content"]["part"] == "figure")
        assert shown["inside"] is None and shown["outside"] == content["outside"]
    assert (
        f"({content['outside']['numerator']} of"
        in talent(*ME, "assess", "plan", "show", "Plan of figures").out
    )
    wrong = talent(*HR, "assess", "plan", "figure", "Plan of figures", "diagnosis", "worth", *WHY)
    assert wrong.code == 1 and "cover, ready_now" in wrong.err


def test_a_chapter_is_written_with_its_questions_beside_it_and_a_newer_revision_wins_nothing(
    talent: Any,
) -> None:
    done(talent, "plan", "new", "Plan of words")
    rows = talent(*HR, "assess", "plan", "prompts", "--json").json
    assert len(rows) == 6 + 5 + 4 and "?" in rows[0]["asks"]
    assert "Who answers for it" in talent(*HR, "assess", "plan", "show", "Plan of words").out
    first = talent(
        *HR, "assess", "plan", "set", "Plan of words", "vision_and_behaviour", "-", "--revision", "0", *WHY,
        stdin="People who want to lead can see how.",
    )  # fmt: skip
    assert first.code == 0, first.err
    again = talent(
        *HR, "assess", "plan", "set", "Plan of words", "vision_and_behaviour", "Mine", "--revision", "0", *WHY
    )
    assert again.code == 1 and "changed elsewhere" in again.err
    done(
        talent,
        "plan",
        "risk",
        "Plan of words",
        "Nobody has time",
        "--probability",
        "low",
        "--impact",
        "medium",
    )
    said = talent(*HR, "assess", "plan", "show", "Plan of words").out
    assert "People who want to lead can see how." in said and "Who answers for it" not in said
    assert "risk_1: Nobody has time (probability low, impact medium)" in said
    done(talent, "plan", "remove", "Plan of words", "risk_1")
    history = talent(*HR, "assess", "plan", "history", "Plan of words", "--json").json
    assert [(one["key"], one["content"] is None) for one in history] == [
        ("risk_1", True),
        ("risk_1", False),
        ("vision_and_behaviour", False),
    ]
    assert {one["by"] for one in history} == {"hr"}


def test_others_read_what_is_published_and_an_administrator_nothing(talent: Any) -> None:
    published = talent(*ME, "assess", "scale", "list", "--json").json
    assert published and {one["status"] for one in published} == {"published"}
    assert len(talent(*HR, "assess", "plan", "list", "--json").json) > len(
        talent(*ME, "assess", "plan", "list", "--json").json
    )
    for words in (("scale", "list"), ("plan", "new", "Mine", *WHY)):
        assert "may not" in talent(*ADMIN, "assess", *words).err
    assert "may not write" in talent(*MANAGER, "assess", "plan", "new", "Mine", *WHY).err
    assert "may not write" in talent(*ME, "assess", "scale", "history", published[0]["title"]).err


def test_the_organisations_own_copy_is_what_is_asked(talent: Any, home_folder: Path) -> None:
    own = home_folder / "demo" / "assess.yaml"
    own.write_text(
        BUILT_IN.read_text(encoding="utf-8").replace("low: Low,", "low: Beginning,", 1), encoding="utf-8"
    )
    done(talent, "scale", "new", "In our words")
    done(talent, "scale", "set", "In our words", "implementation", "now", "low")
    assert "Implementation, now: Beginning" in talent(*HR, "assess", "scale", "show", "In our words").out
    own.write_text("version: one", encoding="utf-8")
    broken = talent(*HR, "assess", "plan", "prompts")
    assert broken.code == 1 and f"{own}:1" in broken.err
