"""Plans and portfolios on the command line: a person writes, asks what is open, shares, looks back."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

ME = ("--demo", "--as", "individual")
MANAGER = ("--demo", "--as", "manager")
SOON = (date.today() + timedelta(days=20)).isoformat()

WHOLE = {
    "ambition_link": "To run a service",
    "strengths": ["Calm"],
    "growth_areas": "Budgets",
    "period_start": "2026-01-01",
    "actions": [
        {
            "goal": "Chair the pathway group for two quarters",
            "measure": "Minutes of six meetings",
            "method": "stretch assignment",
            "steps": ["Read the terms of reference"],
            "due": SOON,
            "helper": "Samira",
            "cost": "none",
            "release": "not_needed",
        },
        {"goal": "Be better at finance", "class": 10},
    ],
}


def begun(talent, *words, tmp_path=None, plan=None):
    if plan is not None:
        (tmp_path / "plan.json").write_text(json.dumps(plan))
        words = ("--from", str(tmp_path / "plan.json"))
    said = talent(*ME, "plan", "new", *words, "--json")
    assert said.code == 0, said.err
    return said.json


def test_a_plan_is_begun_with_a_word_and_nobody_else_sees_it(talent):
    plan = begun(
        talent, "--goal", "Shadow the matron", "--due", SOON, "--method", "Job shadowing", "--growth", "Calm"
    )
    assert (plan["status"], plan["growth_areas"]) == ("draft", ["Calm"])
    (action,) = plan["actions"]
    assert (action["goal"], action["due"], action["method"], action["share"]) == (
        "Shadow the matron",
        SOON,
        "shadowing",
        70,
    )
    assert talent(*ME, "plan", "show", plan["id"][:8]).code == 0
    assert talent(*MANAGER, "plan", "show", plan["id"]).code == 1
    several = begun(talent, "--goal", "Shadow the matron", "--goal", "Teach a student")
    assert [one["goal"] for one in several["actions"]] == ["Shadow the matron", "Teach a student"]


def test_a_plan_from_a_file_is_shown_with_all_it_says(talent, tmp_path):
    plan = begun(talent, tmp_path=tmp_path, plan=WHOLE)
    shown = talent(*ME, "plan", "show", plan["id"]).out
    for said in (
        "To run a service",
        "To grow in: Budgets",
        "steps: Read the terms",
        "method: stretch 70",
        SOON,
    ):
        assert said in shown
    assert plan["actions"][0]["id"][:8] in shown


def test_the_check_asks_what_is_open_and_blocks_nothing(talent, tmp_path):
    plan = begun(talent, tmp_path=tmp_path, plan=WHOLE)
    found = talent(*ME, "plan", "check", plan["id"], "--json").json
    assert set(found) == {"id", "actions", "warnings"}
    assert found["id"] == plan["id"]
    assert found["actions"][0] == {"goal": WHOLE["actions"][0]["goal"], "fails": []}
    fails = found["actions"][1]["fails"]
    assert [fail["rule"] for fail in fails] == ["specific", "measurable", "achievable", "time_bound"]
    assert all(set(fail) == {"rule", "ask"} and fail["ask"].endswith("?") for fail in fails)
    assert found["warnings"] == []
    assert talent(*ME, "plan", "check", "--json").json == found  # without an id, one's own newest
    words = talent(*ME, "plan", "check")
    assert (words.code, "time-bound" in words.out) == (0, True)


def test_the_check_of_a_whole_plan_warns(talent):
    begun(talent, *(word for n in range(6) for word in ("--goal", f"Take e-learning course {n}")))
    kinds = [one["kind"] for one in talent(*ME, "plan", "check", "--json").json["warnings"]]
    assert kinds == ["all_formal", "too_many_open", "no_helper", "nothing_soon"]


def test_a_plan_is_changed_from_a_file_and_goes_its_way(talent, tmp_path):
    plan = begun(talent, "--goal", "Shadow the matron")
    file = tmp_path / "plan.yaml"
    file.write_text(
        f"actions:\n  - {{id: {plan['actions'][0]['id']}, goal: Shadow the matron twice, due: {SOON}}}\n"
    )
    assert talent(*ME, "plan", "change", plan["id"], "--from", str(file)).code == 0
    assert talent(*ME, "plan", "share", plan["id"]).code == 0
    assert talent(*MANAGER, "plan", "agree", plan["id"]).code == 0
    shown = talent(*ME, "plan", "show", plan["id"], "--json").json
    assert (shown["status"], shown["actions"][0]["goal"]) == ("agreed", "Shadow the matron twice")
    assert talent(*ME, "plan", "close", plan["id"]).code == 1  # nobody can be asked here
    assert talent(*ME, "plan", "close", plan["id"], "--yes").code == 0


def test_an_action_is_followed_up_step_by_step(talent):
    action = begun(talent, "--goal", "Shadow the matron")["actions"][0]["id"][:13]
    say = (*ME, "plan", "action", action)
    assert talent(*say, "--status", "in progress", "--note", "One shift").code == 0
    assert "say why" in talent(*say, "--status", "on_hold").err
    assert talent(*say, "--status", "on_hold", "--reason", "The winter rota").code == 0
    assert "cannot become done" in talent(*say, "--status", "done").err
    assert "no impact yet" in talent(*say, "--impact", "x").err
    for status in ("in_progress", "done"):
        assert talent(*say, "--status", status).code == 0
    assert "what shows" in talent(*say, "--status", "evidenced").err
    done = talent(
        *say, "--status", "evidenced", "--evidence", "Her note", "--impact", "I do it alone", "--json"
    )
    (kept,) = done.json["actions"]
    assert (kept["status"], kept["evidence"], kept["impact"], kept["progress_note"]) == (
        "evidenced",
        "Her note",
        "I do it alone",
        "One shift",
    )


def test_the_methods_are_there_for_everybody_with_their_figures(talent):
    rows = {row["id"]: row for row in talent("plan", "methods", "--json").json}
    assert len(rows) == 27
    assert rows["coaching_mentoring"]["adoption"] == {"count": 21, "of": 22, "percent": 95.45}
    assert (rows["shadowing"]["class"], rows["shadowing"]["adoption"]) == (70, None)
    said = talent("plan", "methods")
    assert "21 of 22 (95%)" in said.out
    assert "2016, section 3.2" in said.err


def test_methods_are_suggested_for_a_gap_that_one_names(talent):
    found = talent(*ME, "plan", "suggest", "chairing meetings", "--json").json
    assert (found[0]["method"], found[0]["class"], found[0]["adoption"]["count"]) == ("stretch", 70, 18)
    assert found[0]["guidance"].endswith("?")
    assert "talent ask" in talent(*ME, "plan", "suggest", "chairing meetings").out
    assert "in a few words" in talent(*ME, "plan", "suggest", " ").err


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ("{", "not YAML"),
        ("[]", "a mapping with the keys period_start"),
        ('{"actions": []}', "actions: it must not be empty"),
        ('{"actions": [{"goal": " "}]}', "goal: it must not be empty"),
        ('{"actions": [{"goal": "x", "due": "soon"}]}', "2026-03-10"),
        ('{"actions": [{"goal": "x", "due": 20260310}]}', "2026-03-10"),
        ('{"actions": [{"goal": "x", "class": 50}]}', "class"),
        ('{"actions": [{"goal": "x", "gaol": "y"}]}', "no such key"),
        ('{"actions": [{"goal": "x", "method": "stretsh"}]}', "did you mean stretch?"),
        ('{"strengths": ["a","b","c","d","e","f"], "actions": [{"goal": "x"}]}', "up to 5"),
    ],
)
def test_a_file_that_is_no_plan_is_one_sentence(talent, tmp_path, plan, said):
    (tmp_path / "plan.json").write_text(plan)
    refused = talent(*ME, "plan", "new", "--from", str(tmp_path / "plan.json"))
    assert refused.code == 1
    assert said in refused.err
    assert refused.err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("new",), 2, "--goal"),
        (("new", "--goal", "x", "--from", "y"), 2, "not both"),
        (("new", "--goal", "x", "--goal", "y", "--helper", "Sam"), 2, "one --goal"),
        (("new", "--goal", " "), 1, "goal: it must not be empty"),
        (("new", "--from", "nowhere.json"), 1, "cannot be read"),
        (("check", "zzz"), 1, "no plan 'zzz'"),
        (("action", "zzz", "--status", "done"), 1, "no action 'zzz'"),
    ],
)
def test_what_cannot_be_done_is_said(talent, words, code, said):
    refused = talent(*ME, "plan", *words)
    assert refused.code == code
    assert said in " ".join(refused.err.split())


def test_an_administrator_has_no_plan(talent):
    assert "may not" in talent("--demo", "--as", "admin", "plan", "check").err
    assert "may not" in talent("--demo", "--as", "admin", "plan", "new", "--goal", "x").err


# --- The portfolio -----------------------------------------------------------------------------------------------

ADD = (
    "add",
    "--type",
    "thank-you",
    "--title",
    "A letter",
    "--when",
    "2026-01-10",
    "--skill",
    "care",
    "--skill",
    "calm",
)


def test_an_item_is_kept_shared_taken_back_and_removed(talent):
    kept = talent(*ME, "portfolio", *ADD, "--result", "They wrote again", "--json").json
    assert (kept["type"], kept["when"], kept["skill_tags"], kept["shared"]) == (
        "thank_you",
        "2026-01-10",
        ["care", "calm"],
        False,
    )
    show = ("portfolio", "show", kept["id"][:13])
    assert "They wrote again" in talent(*ME, *show).out
    assert talent(*MANAGER, *show).code == 1
    assert talent(*ME, "portfolio", "share", kept["id"]).code == 0
    assert talent(*MANAGER, *show, "--json").json["title"] == "A letter"
    assert talent(*ME, "portfolio", "share", kept["id"], "--back").code == 0
    assert talent(*MANAGER, *show).code == 1
    assert talent(*ME, "portfolio", "remove", kept["id"]).code == 1  # nobody can be asked here
    assert talent(*ME, "portfolio", "remove", kept["id"], "--yes").code == 0
    assert kept["id"] not in {row["id"] for row in talent(*ME, "portfolio", "list", "--json").json}


def test_a_manager_lists_what_was_shared_and_no_more(talent):
    me = talent(*ME, "account", "show", "--json").json["person"]
    own = talent(*ME, "portfolio", "list", "--json").json
    seen = talent(*MANAGER, "portfolio", "list", "--owner", me, "--json").json
    assert {row["id"] for row in seen} == {row["id"] for row in own if row["shared"]} != set()


def test_the_timeline_runs_from_joining_in_the_order_of_days(talent):
    rows = talent(*ME, "portfolio", "timeline", "--json").json
    assert rows[0]["kind"] == "joined"
    assert [row["on"] for row in rows] == sorted(row["on"] for row in rows)
    assert {"joined", "conversation", "plan", "portfolio"} <= {row["kind"] for row in rows}
    me = talent(*ME, "account", "show", "--json").json["person"]
    seen = talent(*MANAGER, "portfolio", "timeline", "--owner", me, "--json").json
    assert {row["id"] for row in seen} < {row["id"] for row in rows}
    assert talent("--demo", "--as", "P0020", "portfolio", "timeline", "--owner", me).code == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--type", "medal", "--title", "x", "--when", "2026-01-10"), "no type 'medal'"),
        (("--type", "award", "--title", " ", "--when", "2026-01-10"), "nothing in the title"),
        (("--type", "award", "--title", "x", "--when", "2999-01-10"), "still to come"),
    ],
)
def test_what_no_portfolio_holds_is_said(talent, words, said):
    refused = talent(*ME, "portfolio", "add", *words)
    assert refused.code == 1
    assert said in refused.err
    assert refused.err.count("\n") == 1


def test_a_portfolio_is_taken_away_with_its_timeline(talent, tmp_path):
    add = (
        "--type",
        "project",
        "--title",
        "Falls audit",
        "--when",
        "2026-06-01",
        "--result",
        "A fifth fewer falls",
    )
    assert talent("--demo", "--as", "individual", "portfolio", "add", *add).code == 0
    said = talent("--demo", "--as", "individual", "portfolio", "export")
    assert said.code == 0, said.err
    assert "Career portfolio: Daniel Okonkwo" in said.out
    assert "A fifth fewer falls" in said.out
    file = tmp_path / "portfolio.pdf"
    said = talent("--demo", "--as", "individual", "portfolio", "export", "--format", "pdf", "--to", str(file))
    assert said.code == 0, said.err
    assert file.read_bytes().startswith(b"%PDF")
    assert file.stat().st_mode & 0o777 == 0o600
    refused = talent("--demo", "--as", "individual", "portfolio", "export", "--format", "ics")
    assert (refused.code, refused.err.strip()) == (
        1,
        "A portfolio has no days to keep; it is exported as md, docx, pdf or json.",
    )
