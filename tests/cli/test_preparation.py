"""Preparing a conversation, each side alone, and what becomes of it."""

from __future__ import annotations

from tests.cli.test_conversation import ANSWERS, REPORT, hold, lines

MINE = [
    "The winter rota was hard; it taught me to say no.",
    "Teaching students gives me energy.",
    "Early handovers help, late rotas hinder.",
    "Wound care, on the job.",
    "nothing",
    "In May I rewrote the discharge leaflet with pharmacy and calls about tablets fell by half - met",
    "no",
    "met",
    "In June I told a consultant that a patient wanted a say, and as a result the plan was changed that day.",
    "respect",
    "no",
    "consistent",
    "step up",
    "Leading a team, without losing patients.",
    "3",
    "Community Team Lead",
    "nursing",
    "In March I took on the falls audit without having led one and finished it in six weeks - learning",
    "no",
    "growing",
    "secondment",
    "not nights",
    "growing fast",
]
THEIRS = [
    "yes",
    "In June she led the falls audit with three wards and falls dropped by 20%",
    "no",
    "The matron, with her knowledge.",
    "A secondment to the community team; money is short.",
    "yes",
    "In June she led the falls audit with three wards and falls dropped by 20% - met",
    "no",
    "exceeded",
    "In July she stayed with a family for two hours after a shift, so that they wrote to thank the ward.",
    "compassion",
    "no",
    "role model",
    "In March she took on the audit, which was new to her, and falls fell by 20% as a result - learning",
    "no",
    "stretch",
    "ready to stretch",
]
LIGHT = [
    "To agree what I do next.",
    "yes",
    "nothing special",
    "Both of us",
    "none needed",
    "Shadow the team lead on the roster with Samira Rahman by end of next month so that I can run it alone",
    "no",
    *ANSWERS[ANSWERS.index("8") :],
]
PREPARE = (
    "converse",
    "talent_conversation",
    "--about",
    REPORT,
    "--mode",
    "prepare",
    "--asked-on",
    "2026-11-21",
)


def prepare(talent, account, turns):
    said = talent("--demo", "--as", account, *PREPARE, "--json", stdin=lines(turns))
    assert said.code == 0, said.err
    return said.lines


def begin(talent, mode="light"):
    return hold(talent, [], "talent_conversation", "--about", REPORT, "--mode", mode)[0]


def test_one_side_alone_is_seen_by_nobody_else_and_changes_nothing(talent):
    mine = prepare(talent, REPORT, MINE)
    assert mine[-1]["finished"], mine[-1]["say"]
    assert mine[-1]["record"]["performance"]["performance"] == {"individual": "met"}
    key = mine[-1]["conversation"]
    for account in ("manager", "hr", "panel", "admin"):
        assert talent("--demo", "--as", account, "records", "show", key).code == 1
        assert key not in talent("--demo", "--as", account, "records", "list", "--json").out
    begun = begin(talent)
    assert begun["record"]["open"]["prepared"] == "no"
    assert "performance" not in begun["record"]
    assert "Daniel Okonkwo yes, Samira Rahman not yet" in begun["say"], "that it is done is no secret"


def test_what_both_have_prepared_is_on_record_and_a_light_conversation_takes_25_turns_at_most(talent):
    assert prepare(talent, REPORT, MINE)[-1]["finished"]
    theirs = prepare(talent, "manager", THEIRS)
    assert theirs[-1]["finished"], theirs[-1]["say"]
    replies = hold(talent, LIGHT, "talent_conversation", "--about", REPORT, "--mode", "light")
    assert len(LIGHT) <= 25
    record = replies[0]["record"]
    assert record["open"]["prepared"] == "yes"
    assert record["performance"]["performance"] == {"individual": "met", "manager": "exceeded"}
    assert "preparation" not in record, "the notes stay their author's"
    assert replies[-1]["finished"], replies[-1]["say"]
    signed = replies[-1]["conversation"]
    assert "The winter rota" not in talent("--demo", "records", "show", signed).out
    assert hold(talent, [], "--resume", signed[:8])[0]["finished"], "what is signed can be opened again"
    later = begin(talent)
    assert later["record"]["open"]["prepared"] == "no", (
        "what was prepared for one conversation is not for the next"
    )


def test_nobody_is_placed_without_two_preparations_or_a_reason(talent):
    unprepared = begin(talent, "full")["conversation"]
    asked = hold(talent, ["/stage placement"], "--resume", unprepared[:8])[-1]
    assert asked["field"] == "unprepared_reason"
    assert hold(talent, ["/skip"], "--resume", unprepared[:8])[-1]["field"] == "unprepared_reason"
    named = {"side": "manager", "field": "cell_manager", "text": "ready to stretch"}
    refused = hold(talent, [named], "--resume", unprepared[:8])[-1]
    assert refused["field"] == "unprepared_reason", "nor by naming the place first"
    assert "cell_manager" not in refused["record"].get("placement", {})
    reason = {"side": "manager", "text": "He starts leave tomorrow."}
    placed = hold(talent, [reason, named], "--resume", unprepared[:8])[-1]
    assert placed["record"]["placement"]["cell_manager"] == "ready_to_stretch"
    prepare(talent, REPORT, MINE)
    prepare(talent, "manager", THEIRS)
    prepared = hold(talent, ["/stage placement"], "talent_conversation", "--about", REPORT, "--mode", "full")[
        -1
    ]
    assert prepared["field"] == "cell_agreed"
    assert prepared["record"]["placement"]["cell_individual"] == "growing_fast"
    assert prepared["record"]["placement"]["cell_manager"] == "ready_to_stretch"
