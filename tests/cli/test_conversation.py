"""The main job by the command line: a light conversation to its end, and its outcome in a pool."""

import json
from datetime import date

from assistant.compose import open_home
from assistant.paper.files import record_file
from tests.store.organisation import WORDS

ANSWERS = [
    "To agree what I do next.",
    "yes",
    "nothing special",
    "nothing",
    "Both of us",
    "none needed",
    "In May I rewrote the discharge leaflet with pharmacy and calls about tablets fell by half.",
    "that one was achieved",
    "no",
    {"side": "manager", "text": "In June she led the falls audit with three wards and falls dropped by 20%."},
    {"side": "manager", "text": "met"},
    {"side": "manager", "text": "no"},
    "met",
    {"side": "manager", "text": "exceeded"},
    "step up",
    "Leading a team, without losing patients.",
    "3",
    "Community Team Lead",
    "nursing",
    "Shadow the team lead on the roster by end of next month",
    "no",
    "8",
    {"side": "manager", "text": "Cover two shifts by 1 March 2027"},
    {"side": "manager", "text": "no"},
    "Shadowing, and cover for it.",
    "nothing",
    {"side": "manager", "text": "nothing"},
    "yes",
    "yes",
    "yes",
    "no",
    "no",
    "yes",
    {"side": "manager", "text": "yes"},
    "yes",
    "4",
    "nothing",
]
REPORT = "P0006"


def lines(turns) -> str:
    return "\n".join(turn if isinstance(turn, str) else json.dumps(turn) for turn in turns)


def hold(talent, turns, *more, as_="manager"):
    said = talent(
        "--demo", "--as", as_, "converse", *more, "--asked-on", "2026-11-21", "--json", stdin=lines(turns)
    )
    assert said.code == 0, said.err
    return said.lines


def test_a_light_conversation_is_held_to_its_end_and_becomes_record_plan_and_facts(talent):
    replies = hold(talent, ANSWERS, "talent_conversation", "--about", REPORT)
    last = replies[-1]
    assert set(last) >= {
        "conversation", "stage", "field", "say", "options", "citations", "notes", "record", "progress", "finished",
    }  # fmt: skip
    assert last["finished"]
    assert last["record"]["performance"]["performance"] == {"individual": "met", "manager": "exceeded"}
    assert last["record"]["plan"]["commitment"] == 8
    assert last["record"]["plan"]["actions"][0]["due"] == "2026-12-31"
    assert last["record"]["follow_up"]["review_on"] == "2027-05-21"
    shown = talent("--demo", "records", "show", last["conversation"]).out
    assert "Signed by both on 2026-11-21" in shown
    plans = talent("--demo", "plan", "list", "--owner", REPORT, "--json").json
    assert plans[0]["agreed"] == "2026-11-21"


def test_the_outcome_feeds_a_pool_that_people_nominate_agree_and_decide_about(talent, tmp_path):
    hold(talent, ANSWERS, "talent_conversation", "--about", REPORT)
    file = tmp_path / "pool.yaml"
    file.write_text(
        "name: Team leads of tomorrow\npurpose: People who want to lead a team.\ncriteria:\n"
        "  - {name: Wants to lead, field: ambition, is: [step_up]}\n"
        "  - {name: Delivers, field: performance, side: manager, is: [met, exceeded]}\n"
    )
    hr = ("--demo", "--as", "hr", "pool")
    assert talent(*hr, "create", str(file)).code == 0
    page = talent(*hr, "show", "Team leads of tomorrow", "--json").json
    mine = next(one for one in page["candidates"] if one["person"]["reference"] == REPORT)
    assert mine["agreement"] == "yes"
    assert [criterion["name"] for criterion, _ in mine["met"]] == ["Wants to lead", "Delivers"]
    assert page["members"] == []

    pool, reason = "Team leads of tomorrow", "Led the falls audit across three wards and kept it going."
    nominate = ("--demo", "pool", "nominate", pool, REPORT)
    short = talent(*nominate, "--reason", f"Wants to lead={WORDS}", "--reason", f"Delivers={reason}")
    assert short.code == 1 and "'Delivers' is 29 short of 40" in short.err
    assert talent(*nominate, "--reason", f"Wants to lead={WORDS}", "--reason", f"delivers={WORDS}").code == 0
    early = talent(*hr, "decide", pool, REPORT, "accept", "--reason", reason)
    assert early.code == 1
    assert talent("--demo", "--as", REPORT, "pool", "agree", pool).code == 0
    own_manager = talent("--demo", "pool", "decide", pool, REPORT, "accept", "--reason", reason)
    assert own_manager.code == 1
    no_panel = talent(*hr, "decide", pool, REPORT, "accept", "--reason", reason, "--would-change", reason)
    assert no_panel.code == 1 and "No panel has been convened" in no_panel.err
    seats = ("panel", "p0018", "p0057")
    convene = (*hr, "panel", "convene", pool, REPORT)
    assert talent(*convene, *(word for seat in seats for word in ("--seat", seat))).code == 0
    for seat in seats:
        member = ("--demo", "--as", seat, "pool")
        assert talent(*member, "panel", "declare", pool, REPORT).code == 0
        rated = talent(
            *member, "rate", pool, REPORT, "--rating", "Wants to lead=met", "--rating", "Delivers=partly"
        )
        assert rated.code == 0
    decide = ("--demo", "--as", "panel", "pool", "decide", pool, REPORT, "accept")
    assert talent(*decide, "--reason", "too short", "--would-change", reason).code == 1
    assert talent(*decide, "--reason", reason, "--would-change", reason).code == 0
    assert talent(*hr, "tell", pool, REPORT, "--how", "In person.").code == 0
    why = talent("--demo", "--as", REPORT, "pool", "why", pool).out
    named = talent("--demo", "--as", "panel", "account", "show", "--json").json["display"]
    trail = talent("--demo", "--as", REPORT, "pool", "trail", pool).out
    assert named != "panel" and named in trail
    assert f"{pool} (active)" in why and f"The reason, recorded by {named}: {reason}" in why
    members = talent(*hr, "show", pool, "--json").json["members"]
    assert [(one["person"]["reference"], one["state"]) for one in members] == [(REPORT, "active")]
    steps = [
        row["step"] for row in talent("--demo", "--as", REPORT, "pool", "trail", pool, REPORT, "--json").json
    ]
    assert steps == ["nominate", "agree", "convene_panel", "accept", "tell", "read"]


def test_a_vague_answer_is_probed_once_and_a_question_in_the_middle_is_answered(talent):
    turns = [
        "To talk.",
        "yes",
        "none of these",
        "nothing",
        "us",
        "/ask What is subsidiarity?",
        "all good",
        "Went well.",
        "It was fine.",
    ]
    replies = hold(talent, turns, "talent_conversation", "--about", REPORT)
    kinds = [[note["kind"] for note in reply["notes"]] for reply in replies]
    assert "answered_guidance" in kinds[6]
    assert replies[6]["citations"]
    assert replies[6]["field"] == "wellbeing_offer", "the waiting question is put again"
    assert {"kind": "probe", "sign": "too_short"} in replies[8]["notes"]
    assert "claimed" in kinds[9]


def test_it_is_resumed_where_it_was_left_and_back_and_skip_lose_nothing(talent):
    left = hold(
        talent, ["To talk.", "yes", "none", "/pause", "never read"], "talent_conversation", "--about", REPORT
    )
    assert len(left) == 5
    key = left[-1]["conversation"]
    again = hold(talent, ["/back", "/skip", "nothing", "/summary"], "--resume", key[:8])
    assert again[0]["field"] == "adjustments"
    assert again[1]["field"] == "circumstances"
    assert again[2]["field"] == "adjustments"
    assert "To talk." in again[4]["say"]
    assert again[4]["record"]["open"]["what_recorded_read"] is True


def test_people_see_what_the_permission_table_gives_them(talent):
    key = hold(talent, ANSWERS, "talent_conversation", "--about", REPORT)[-1]["conversation"]
    assert talent("--demo", "--as", REPORT, "records", "show", key).code == 0
    assert talent("--demo", "--as", "hr", "records", "show", key).code == 0
    stranger = talent("--demo", "--as", "panel", "records", "show", key)
    absent = talent("--demo", "--as", "panel", "records", "show", "0" * 36)
    assert (stranger.code, absent.code) == (1, 1)
    assert stranger.err.replace(key, "X") == absent.err.replace("0" * 36, "X"), (
        "refused and absent look the same"
    )
    assert talent("--demo", "--as", "admin", "people", "list").code == 1


def test_unknown_guides_people_accounts_and_sides_get_one_sentence(talent):
    for words in (
        ("--demo", "converse", "nonsense", "--about", REPORT),
        ("--demo", "converse", "talent_conversation", "--about", "P9999"),
        ("--demo", "--as", "nobody", "people", "list"),
        ("--demo", "converse", "talent_conversation", "--about", REPORT, "--mode", "grand"),
        ("people", "list"),
        ("guide", "check", "/nowhere.yaml"),
    ):
        said = talent(*words)
        assert said.code == 1, words
        assert said.err.strip().count("\n") == 0, said.err


def test_escape_sequences_and_markup_are_only_ever_text(talent):
    hostile = "\x1b]52;c;SGFja2Vk\x07[@click=app.quit]x[/] \x9b2J [/oops] =1+1"
    replies = hold(talent, [hostile, "/summary"], "talent_conversation", "--about", REPORT)
    kept = replies[-1]["record"]["open"]["purpose"]
    assert kept == "[@click=app.quit]x[/]  [/oops] =1+1"
    key = replies[-1]["conversation"]
    assert "\x1b" not in talent("--demo", "records", "show", key).out


def test_an_answer_of_a_megabyte_is_refused_and_the_conversation_goes_on(talent):
    replies = hold(talent, ["x" * 1_000_000, "To talk."], "talent_conversation", "--about", REPORT)
    assert "failed" in [note["kind"] for note in replies[1]["notes"]]
    assert replies[2]["record"]["open"]["purpose"] == "To talk."


def test_a_record_is_exported_as_markdown_and_json_for_its_owner_alone(talent, tmp_path):
    key = hold(talent, ["[To] *talk*", "yes"], "talent_conversation", "--about", REPORT)[-1]["conversation"]
    file = tmp_path / "record.md"
    assert talent("--demo", "records", "export", key, "--format", "md", "--to", str(file)).code == 0
    assert "\\[To\\] \\*talk\\*" in file.read_text()
    assert file.stat().st_mode & 0o077 == 0
    refused = talent("--demo", "records", "export", key, "--to", str(file))
    assert refused.code == 1, "nothing is overwritten where nobody can be asked"
    exported = json.loads(talent("--demo", "records", "export", key, "--format", "json").out)
    assert exported["values"]["open"]["purpose"] == "[To] *talk*"
    assert talent("--demo", "records", "export", key, "--format", "exe").code == 1


def test_a_chat_s_answers_keep_their_sources_and_are_exported_with_them(home_folder):
    records = open_home(home_folder).sample().sign_in("manager")
    chat = records.chat()
    list(chat.reply("What is a talent pool?"))
    [turn] = records.resume(chat.view().conversation).past()
    assert turn.citations
    page = record_file(records.record(chat.view().conversation), "md", date(2026, 11, 21)).decode()
    assert f"[1] {turn.citations[0].title}" in page
