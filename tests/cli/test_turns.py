"""Single turns of a conversation: corrected, taken back, looked at twice, guided."""

from __future__ import annotations

from tests.cli.test_conversation import REPORT, hold

GUIDE = ("talent_conversation", "--about", REPORT, "--mode", "full")
PERFORMANCE = {"field": "performance"}


def kinds(reply):
    return [note["kind"] for note in reply["notes"]]


def test_a_correction_changes_the_choice_just_made_and_is_shown(talent):
    turns = [
        {"side": "manager", "text": "exceeded", **PERFORMANCE},
        {"side": "manager", "text": "actually no, make that met"},
    ]
    replies = hold(talent, turns, *GUIDE)
    assert replies[1]["record"]["performance"]["performance"] == {"manager": "exceeded"}
    assert replies[2]["record"]["performance"]["performance"] == {"manager": "met"}
    assert "Met" in replies[2]["say"]


def test_the_last_answer_is_taken_back_and_asked_again_also_after_resuming(talent):
    held = hold(talent, ["To plan.", "yes"], *GUIDE)
    again = hold(talent, ["/undo", "/undo"], "--resume", held[-1]["conversation"][:8])
    assert again[1]["field"] == "what_recorded_read"
    assert "what_recorded_read" not in again[1]["record"]["open"]
    assert again[1]["record"]["open"]["purpose"] == "To plan."
    assert "declined" in kinds(again[2]), "one step is taken back"


def test_words_about_people_get_a_second_look_and_stay_as_they_are(talent):
    said = "In May she calmed two families; she is a natural leader and complaints fell by half."
    turns = [{"side": "manager", "field": "objective_results", "text": said}]
    reply = hold(talent, turns, *GUIDE)[-1]
    flagged = [note for note in reply["notes"] if note["kind"] == "language"]
    assert [note["span"] for note in flagged] == ["a natural leader"]
    assert "natural leader" in reply["say"]
    assert reply["record"]["performance"]["objective_results"]["manager"][0]["result"] == said


def test_a_stage_begins_with_what_the_guidance_says_on_it(talent):
    reply = hold(talent, ["/stage plan"], *GUIDE)[-1]
    assert reply["stage"] == "plan"
    assert reply["citations"]
    assert reply["citations"][0]["quote"].split()[0] in reply["say"]


def test_a_formal_process_leaves_out_marks_and_placement_and_says_so(talent):
    replies = hold(talent, ["To plan.", "yes", "there is a grievance", "/stage placement"], *GUIDE)
    assert "Nothing of that process is written here" in replies[3]["say"]
    assert "There is no such stage here" in replies[4]["say"] or "declined" in kinds(replies[4])


def test_what_is_named_twice_is_two_entries(talent):
    turns = [
        {"side": "individual", "field": "objective_results", "text": "In May calls fell by half - met"},
        {
            "side": "individual",
            "field": "objective_results",
            "text": "In June the audit was dropped - changed",
        },
    ]
    record = hold(talent, turns, *GUIDE)[-1]["record"]
    outcomes = [one["outcome"] for one in record["performance"]["objective_results"]["individual"]]
    assert outcomes == ["met", "changed"]


def test_ways_to_learn_fit_what_was_named_and_come_with_figures_and_guidance(talent):
    turns = ["/skip", "/skip", "chairing meetings, seeing another role", "/skip"]
    reply = hold(talent, turns, "pdp", "--about", REPORT, as_="individual")[-1]
    assert reply["field"] == "actions"
    assert "Shadowing" in reply["say"]
    assert "another role" in reply["say"], "it says which of the person's words it fits"
    assert "of 22 organisations" in reply["say"]
    assert reply["citations"], "and what the guidance says on it"


def test_nothing_is_suggested_where_nobody_named_anything(talent):
    reply = hold(talent, ["/skip"] * 4, "pdp", "--about", REPORT, as_="individual")[-1]
    assert reply["field"] == "actions"
    assert "catalogue" not in reply["say"]


def test_a_method_is_taken_down_as_the_catalogue_has_it(talent):
    turns = [*["/skip"] * 4, "shadow the matron for a day a week by 1 July 2027"]
    reply = hold(talent, turns, "pdp", "--about", REPORT, as_="individual")[-1]
    assert reply["record"]["actions"]["actions"][0]["method"] == "shadowing"


def test_after_a_long_absence_an_earlier_placement_can_count_longer(talent):
    turns = ["To plan.", "yes", "I was on maternity leave", "/stage agree", "/skip", "/skip", "/skip"]
    replies = hold(talent, turns, *GUIDE)
    assert replies[-1]["field"] == "placement_extended_until"


def test_a_correction_that_names_what_it_is_about_goes_there_and_each_side_changes_its_own(talent):
    turns = [
        {"field": "be_approached", "side": "individual", "text": "yes"},
        {"field": "share_with_partners", "side": "individual", "text": "no"},
        {"side": "individual", "text": "hold on, change the one about being approached - make that no"},
        {"field": "performance", "side": "individual", "text": "exceeded"},
        {"field": "performance", "side": "manager", "text": "exceeded"},
        {"side": "individual", "text": "on second thoughts I'd put mine as met"},
    ]
    record = hold(talent, turns, *GUIDE)[-1]["record"]
    assert record["agree"]["be_approached"] is False
    assert record["agree"]["share_with_partners"] is False
    assert record["performance"]["performance"] == {"individual": "met", "manager": "exceeded"}


def test_a_no_to_what_is_asked_changes_nothing_that_was_said_before(talent):
    turns = [
        {"field": "share_with_hr", "side": "individual", "text": "yes"},
        {"side": "individual", "text": "no, not for pools"},
    ]
    agreed = hold(talent, turns, *GUIDE)[-1]["record"]["agree"]
    assert (agreed["share_with_hr"], agreed["use_in_pools"]) == (True, False)


def test_nobody_answers_for_the_other(talent):
    turns = [
        {
            "field": "value_examples",
            "side": "manager",
            "text": "In May he calmed two families, so both stayed.",
        },
        "respect",
        "no",
        {"side": "individual", "text": "usually visible"},
    ]
    reply = hold(talent, turns, *GUIDE)[-1]
    assert "keep_and_change" not in reply["record"]["behaviours"]
    assert reply["record"]["behaviours"]["behaviours"] == {"individual": "consistent"}


def test_who_sees_it_is_answered_by_the_notice_and_distress_by_a_pause(talent):
    replies = hold(talent, ["who can see this once we are done?", "/stage wellbeing"], *GUIDE)
    assert "HR can read it" in replies[1]["say"]
    assert replies[1]["field"] == "purpose", "and what waits is asked again"
    said = {"side": "individual", "text": "I've been crying in the car park most mornings"}
    reply = hold(talent, [said], "--resume", replies[1]["conversation"][:8])[-1]
    assert "/pause" in reply["say"]
    assert reply["field"] == "wellbeing_offer"
    assert "wellbeing_offer" not in reply["record"].get("wellbeing", {})


def test_a_question_is_left_out_in_words_too(talent):
    replies = hold(talent, ["can we skip that one?"], *GUIDE)
    assert replies[1]["field"] == "what_recorded_read"
    assert "purpose" not in replies[1]["record"]["open"]


def test_the_guidance_at_a_stage_is_left_out_where_it_would_have_to_be_waited_for(talent, monkeypatch):
    monkeypatch.setattr("knowledge.library.Library.busy", property(lambda library: True))
    reply = hold(talent, [], *GUIDE)[0]
    assert (reply["field"], reply["citations"]) == ("purpose", [])
    assert "From the guidance" not in reply["say"]
