"""What an organisation looks at in itself: what is asked, what may be written, who reads it, what its history says."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.assess import words as asked
from store.assess.checking import checked, mark_key
from store.assess.parts import (
    OPEN,
    PARTS_OF,
    Content,
    Figure,
    Finding,
    Heard,
    Item,
    Mark,
    Note,
    Quote,
    Report,
    Risk,
    Row,
    Shown,
    Stage,
    Text,
    Theme,
    as_data,
    from_data,
    number_of,
    steps,
)
from store.assess.words import AXES, BUILT_IN, LEVELS, POINTS, load_words
from store.days import months_after
from store.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound
from tests.store.organisation import Organisation

WORDS = load_words()
WHY = "The board asked for it."
DAY = date(2026, 3, 2)
ROW = Row(
    "Leadership", "A mentor for each new lead", "Director of people", "Ten pairs", DAY, date(2026, 9, 2)
)
FIGURE = Figure(
    "diagnosis",
    "cover",
    "Cover",
    "Posts with somebody to follow",
    "share",
    DAY,
    Shown(0.5, 6, 12, "internal"),
    Shown("*", "*", "*", "publish", {"green": "*"}),
)
REPORT = Report(
    "publish",
    (
        Finding(
            "theme_1",
            "Time",
            "Enough of it",
            Heard("*", 25),
            {"staff": Heard("*", "*"), "document": Heard(1, 3)},
            (Quote("Winter takes it", "document"),),
        ),
    ),
)
EACH: dict[str, tuple[str, Content]] = {
    "scale": (mark_key("implementation", "now"), Mark("medium", "Two units of five hold conversations.")),
    "checklist": ("led_in_person", Item("met", "Minutes of May", "Chair", DAY)),
    "plan": ("diagnosis", Text("Two wards have nobody to follow.")),
    "actions": ("", ROW),
    "diagnostic": ("scope", Stage("done", "Why so few move", DAY)),
}


# --- What is asked ------------------------------------------------------------------------------------------------


def test_what_is_asked_is_whole() -> None:
    assert [one.group for one in WORDS.checklist.items] == ["to_be_ready"] * 7 + ["to_stay_successful"] * 5
    assert len(WORDS.plan.chapters) == 6 and all(one.prompts for one in WORDS.plan.chapters)
    assert (len(WORDS.plan.tests), len(WORDS.plan.principles)) == (5, 4)
    assert (WORDS.actions.shortest_months, WORDS.actions.longest_months) == (3, 36)
    assert all(WORDS.scale.advised(one, two) for one in LEVELS for two in LEVELS)
    assert WORDS.scale.advised("not_applicable", "low") == ""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("levels: {low: Low, medium: Medium, high: High}", "levels: {low: Low, high: High}", "low, medium"),
        ("medium: Medium, high: High}\n  points", "medium: Low, high: High}\n  points", "are the same"),
        ('implementation: high, text: "Share', 'implementation: medium, text: "Share', "nine in all"),
        ("id: staff_engaged", "id: led_in_person", "items: two of them are the same"),
        ("group: to_stay_successful", "group: to_please", "to_stay_successful"),
        ("[conversation_coverage, pdp_rate]", "[how_good_people_are]", "how_good_people_are"),
        ("shortest_months: 3", "shortest_months: 40", "longest_months"),
        ("id: alignment", "id: subsidiarity", "ids: two of them are the same"),
        ("done: Done, stopped: Stopped", "done: Done", "stopped"),
        ("  implementation: {label: Implem", "  doing: {label: Implem", "axes"),
        ("roles:\n", "rolls:\n", "roles: it has to be there"),
        ("left_out: Left out", "skipped: Left out", "left_out"),
        ("document: Documents", "paper: Documents", "document has to be there"),
        ("{id: scope,", "{id: note_scope,", "a part of its own"),
    ],
)
def test_an_own_copy_that_does_not_hold_together_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    text = BUILT_IN.read_text(encoding="utf-8")
    assert old in text
    own = tmp_path / "assess.yaml"
    own.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Invalid) as refused:
        load_words(own)
    assert str(refused.value).startswith(f"{own}:") and said in str(refused.value)


def test_labels_may_change_and_what_is_kept_does_not(org: Organisation, tmp_path: Path) -> None:
    own = tmp_path / "assess.yaml"
    text = BUILT_IN.read_text(encoding="utf-8").replace("Met in part", "Nearly", 1)
    own.write_text(text.replace("version: 1", "version: 2", 1), encoding="utf-8")
    theirs = load_words(own)
    kept = begun(org, "checklist")
    kept("sound_evidence", Item("part"), words=theirs)
    found = org["HR"].assessments.get("checklist", "Ours")
    assert found.content("sound_evidence") == Item("part")
    assert (found.about.words, theirs.version) == (1, 2)


# --- Pure ----------------------------------------------------------------------------------------------------------

WORDY = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1).filter(str.strip)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(st.sampled_from([*LEVELS, "not_applicable"]), st.sampled_from([*LEVELS, "not_applicable"]))
def test_steps_there_and_back_cancel_out(one: str, two: str) -> None:
    there, back = steps(one, two, LEVELS), steps(two, one, LEVELS)
    if "not_applicable" in {one, two}:
        assert there is None and back is None
    else:
        assert there is not None and back is not None and there == -back
        assert (there == 0) == (one == two)


@given(
    st.builds(Item, st.sampled_from(["part", "not", "unknown"]), WORDY, WORDY, st.none() | DAYS)
    | st.builds(Mark, st.sampled_from(LEVELS), WORDY)
    | st.builds(Text, WORDY)
    | st.builds(Risk, WORDY, st.sampled_from(LEVELS), st.sampled_from(LEVELS), WORDY, st.just("national"))
    | st.builds(Row, WORDY, WORDY, WORDY, WORDY, DAYS, DAYS, st.sampled_from(sorted(OPEN)), WORDY)
    | st.builds(Stage, st.sampled_from(sorted(OPEN)), WORDY, st.none() | DAYS)
    | st.builds(Theme, WORDY, WORDY)
    | st.builds(Note, WORDY, WORDY, WORDY, st.lists(WORDY).map(tuple), st.booleans())
    | st.just(REPORT)
    | st.just(FIGURE)
    | st.just(replace(FIGURE, inside=None))
)
def test_what_is_kept_comes_back_as_it_was(content: Content) -> None:
    assert from_data(json.loads(json.dumps(as_data(content)))) == content


@given(starts=DAYS, after=st.integers(-100, 1300))
def test_an_action_takes_three_months_to_three_years(starts: date, after: int) -> None:
    row = replace(ROW, starts=starts, due=date.fromordinal(starts.toordinal() + after))
    fits = months_after(starts, 3) <= row.due <= months_after(starts, 36)
    try:
        assert checked("actions", "action_1", row, WORDS) == row
    except Invalid as refused:
        assert not fits and "3 to 36 months" in str(refused)
    else:
        assert fits


@given(due=DAYS, today=DAYS, status=st.sampled_from(sorted(WORDS.actions.statuses)))
def test_overdue_is_past_its_day_and_still_open(due: date, today: date, status: str) -> None:
    row = replace(ROW, due=due, status=status)
    assert row.overdue(today) == (due < today and status in {"not_started", "in_progress"})


@pytest.mark.parametrize(
    ("kind", "key", "content", "said"),
    [
        ("scale", "implementation.now", Mark("medium", " "), "reason for the mark"),
        ("scale", "implementation.now", Mark("7", WHY), "no level '7'"),
        ("scale", "implementation.today", Mark("low", WHY), "no mark"),
        ("scale", "implementation.now", Item("met", "x"), "another kind"),
        ("checklist", "led_in_person", Item("met"), "what shows"),
        ("checklist", "led_in_person", Item("nearly"), "no status"),
        ("checklist", "led_by_me", Item("not"), "no item"),
        ("plan", "epilogue", Text("x"), "no chapter"),
        ("plan", "diagnosis", Text("  "), "text of the chapter"),
        ("plan", "", Risk("x", "high", "low"), "--mitigation"),
        ("plan", "", Risk("x", "likely", "low"), "no probability"),
        ("plan", "", Risk("x", "low", "low", "", "galaxy"), "no level to escalate"),
        ("plan", "", replace(FIGURE, chapter="epilogue"), "no chapter"),
        ("actions", "", replace(ROW, status="done"), "--outcome"),
        ("actions", "", replace(ROW, status="begun"), "no status"),
        ("actions", "", replace(ROW, lead=""), "lead"),
        ("actions", "", replace(ROW, milestone=" "), "milestone"),
        ("diagnostic", "scope", Stage("done"), "--text"),
        ("diagnostic", "scope", Stage("left_out", " "), "why not"),
        ("diagnostic", "scope", Stage("stopped", "x"), "no status"),
        ("diagnostic", "party", Stage("not_started"), "no stage"),
        ("diagnostic", "", Theme(" ", "x"), "name"),
        ("diagnostic", "", Theme("x", " "), "definition"),
        ("diagnostic", "", Note("M1", "manager", " "), "in the note"),
        ("diagnostic", "", Note("M1", "friend", "x"), "kind of source"),
        ("diagnostic", "", Note("Dr Jo", "manager", "x"), "never a name"),
        ("diagnostic", "", Note("JONES1", "manager", "x"), "never a name"),
        ("diagnostic", "_report", REPORT, "another kind"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(kind: str, key: str, content: Content, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        checked(kind, key, content, WORDS)  # type: ignore[arg-type]


def test_every_kind_has_parts_of_its_own() -> None:
    every = [part for parts in PARTS_OF.values() for part in parts]
    assert len(every) == len(set(every)) == 9
    assert [number_of(one) for one in ("action_12", "risk_x", "diagnosis")] == [12, 0, 0]


# --- The store -----------------------------------------------------------------------------------------------------


def begun(org: Organisation, kind: str, title: str = "Ours") -> Callable[..., object]:
    """A team, and an assessment that HR has begun; gives what writes a part of it."""
    if "HR" not in org.accounts:
        org.team()
    org["HR"].assessments.begin(kind, title, WORDS, WHY)  # type: ignore[arg-type]

    def put(key: str, content: Content, revision: int | None = None, words: asked.Words = WORDS) -> object:
        return org["HR"].assessments.put(kind, title, key, content, words, WHY, revision)  # type: ignore[arg-type]

    return put


@pytest.mark.parametrize("kind", sorted(EACH))
def test_hr_writes_and_others_read_what_was_published_and_no_later_change(
    org: Organisation, kind: str
) -> None:
    put = begun(org, kind)
    put(*EACH[kind])
    for name in ("A", "M", "PANEL"):
        assert org[name].assessments.all() == []
        with pytest.raises(NotFound):
            org[name].assessments.get(kind, "Ours")  # type: ignore[arg-type]
    hr = org["HR"].assessments
    hr.publish(kind, "Ours", WHY)  # type: ignore[arg-type]
    shown = org["A"].assessments.get(kind, "ours")  # type: ignore[arg-type]
    assert [one.content for one in shown.parts] == [EACH[kind][1]]
    assert shown.about.status == "published"
    key = shown.parts[0].key
    hr.remove(kind, "Ours", key, WHY)  # type: ignore[arg-type]
    assert hr.get(kind, "Ours").parts == ()  # type: ignore[arg-type]
    assert hr.get(kind, "Ours").about.status == "changed"  # type: ignore[arg-type]
    assert org["A"].assessments.get(kind, shown.about.id[:8]).parts == shown.parts  # type: ignore[arg-type]
    hr.withdraw(kind, "Ours", WHY)  # type: ignore[arg-type]
    assert org["A"].assessments.all() == []
    with pytest.raises(Forbidden):
        hr.withdraw(kind, "Ours", WHY)  # type: ignore[arg-type]


def test_nobody_but_hr_writes_and_an_administrator_reads_nothing(org: Organisation) -> None:
    begun(org, "scale")("implementation.now", Mark("low", WHY))
    org["HR"].assessments.publish("scale", "Ours", WHY)
    for name in ("A", "M", "PANEL", "ADMIN"):
        kept = org[name].assessments
        for attempt in (
            lambda kept=kept: kept.begin("scale", "Mine", WORDS, WHY),
            lambda kept=kept: kept.put("scale", "Ours", "implementation.now", Mark("high", WHY), WORDS, WHY),
            lambda kept=kept: kept.remove("scale", "Ours", "implementation.now", WHY),
            lambda kept=kept: kept.sign("scale", "Ours", "chair", WORDS, WHY),
            lambda kept=kept: kept.publish("scale", "Ours", WHY),
            lambda kept=kept: kept.withdraw("scale", "Ours", WHY),
            lambda kept=kept: kept.history("scale", "Ours"),
        ):
            with pytest.raises(NotAllowed):
                attempt()
    with pytest.raises(NotAllowed):
        org["ADMIN"].assessments.all()
    with pytest.raises(NotAllowed):
        org["ADMIN"].assessments.get("scale", "Ours")


def test_absent_and_unpublished_look_the_same(org: Organisation) -> None:
    begun(org, "plan", "Real")
    said = []
    for title in ("Real", "None"):
        with pytest.raises(NotFound) as refused:
            org["A"].assessments.get("plan", title)
        said.append(str(refused.value).replace(title, "…"))
    assert said[0] == said[1]


def test_a_change_over_anothers_is_refused_and_told(org: Organisation) -> None:
    put = begun(org, "plan")
    put("diagnosis", Text("First"), 0)
    put("diagnosis", Text("Second"), 1)
    with pytest.raises(Conflict, match="revision 2"):
        put("diagnosis", Text("Third"), 1)
    put("closing_the_gaps", Text("Another chapter is nobody's conflict"), 0)
    assert org["HR"].assessments.get("plan", "Ours").content("diagnosis") == Text("Second")


def test_the_history_says_who_when_why_and_what_was_there(org: Organisation) -> None:
    put = begun(org, "checklist")
    put("led_in_person", Item("not"))
    org.days_pass(3)
    put("led_in_person", Item("part", "Minutes"))
    org["HR"].assessments.remove("checklist", "Ours", "led_in_person", "Asked twice")
    changes = org["HR"].assessments.history("checklist", "Ours")
    assert [(one.revision, one.reason, one.by) for one in changes] == [
        (3, "Asked twice", "HR"),
        (2, WHY, "HR"),
        (1, WHY, "HR"),
    ]
    assert [one.content for one in changes] == [None, Item("part", "Minutes"), Item("not")]
    assert changes[0].at == org.now and changes[2].at < org.now
    noted = [one.reason for one in org["HR"].audit.all() if one.action == "assess.write"]
    assert "removed led_in_person: Asked twice" in noted and f"written led_in_person: {WHY}" in noted
    assert len(noted) == 4


def test_signing_off_is_a_roles_on_the_board_for_the_whole_as_it_stands(org: Organisation) -> None:
    put = begun(org, "checklist")
    items = [one.id for one in WORDS.checklist.items]
    for item in items[:-1]:
        put(item, Item("unknown"))
    hr = org["HR"].assessments
    with pytest.raises(Forbidden, match=items[-1]):
        hr.sign("checklist", "Ours", "chief_executive", WORDS, WHY)
    put(items[-1], Item("not"))
    with pytest.raises(Invalid, match="no role"):
        hr.sign("checklist", "Ours", "somebody", WORDS, WHY)
    signed = hr.sign("checklist", "Ours", "chief_executive", WORDS, WHY).about.signed
    assert signed and (signed.role, signed.on, signed.changed_since) == ("chief_executive", org.today, False)
    hr.publish("checklist", "Ours", WHY)
    put(items[0], Item("met", "Seen"))
    now = hr.get("checklist", "Ours").about.signed
    assert now and now.changed_since
    theirs = org["A"].assessments.get("checklist", "Ours").about.signed
    assert theirs and not theirs.changed_since
    hr.sign("checklist", "Ours", "chair", WORDS, WHY)
    assert org["A"].assessments.get("checklist", "Ours").about.signed is None  # of a version not published


def test_figures_are_hidden_for_readers_as_what_is_published(org: Organisation) -> None:
    put = begun(org, "plan")
    put("", FIGURE)
    hr = org["HR"].assessments
    hr.publish("plan", "Ours", WHY)
    assert hr.get("plan", "Ours").content("diagnosis.cover") == FIGURE
    assert org["A"].assessments.get("plan", "Ours").content("diagnosis.cover") == replace(FIGURE, inside=None)


def test_risks_and_actions_are_numbered_and_no_number_comes_twice(org: Organisation) -> None:
    put = begun(org, "actions")
    keys = [put("", ROW).key for _ in range(11)]  # type: ignore[attr-defined]
    assert keys[0] == "action_1" and keys[-1] == "action_11"
    org["HR"].assessments.remove("actions", "Ours", "action_11", WHY)
    assert put("", ROW).key == "action_12"  # type: ignore[attr-defined]
    with pytest.raises(NotFound, match="action_99"):
        put("action_99", ROW)
    with pytest.raises(NotFound):
        org["HR"].assessments.remove("actions", "Ours", "action_11", WHY)


def test_next_steps_are_actions_that_say_what_they_arise_from(org: Organisation) -> None:
    begun(org, "scale")("implementation.now", Mark("low", WHY))
    hr = org["HR"].assessments
    scale = hr.get("scale", "Ours").about.id
    put = begun(org, "actions", "Steps")
    put("", replace(ROW, arises_from=scale[:8]))
    put("", ROW)
    assert hr.get("scale", "Ours").next_steps == (("Steps", replace(ROW, arises_from=scale)),)
    hr.publish("scale", "Ours", WHY)
    assert org["A"].assessments.get("scale", "Ours").next_steps == ()  # the table is a draft still
    hr.publish("actions", "Steps", WHY)
    assert len(org["A"].assessments.get("scale", "Ours").next_steps) == 1
    with pytest.raises(NotFound, match="arises"):
        put("", replace(ROW, arises_from="ffffffff-0000"))


def test_the_overdue_list_is_in_order_of_days(org: Organisation) -> None:
    put = begun(org, "actions")
    for months, status, outcome in (
        (6, "in_progress", ""),
        (4, "not_started", ""),
        (3, "done", "It is held"),
    ):
        put("", replace(ROW, due=months_after(DAY, months), status=status, outcome=outcome))
    found = org["HR"].assessments.get("actions", "Ours")
    assert [key for key, _ in found.rows()] == ["action_3", "action_2", "action_1"]
    assert found.overdue(months_after(DAY, 4)) == []
    assert [key for key, _ in found.overdue(months_after(DAY, 8))] == ["action_2", "action_1"]


def test_titles_are_told_apart_within_a_kind(org: Organisation) -> None:
    begun(org, "scale")
    begun(org, "plan")
    with pytest.raises(Conflict):
        begun(org, "scale", "OURS")
    with pytest.raises(Invalid):
        begun(org, "league_table")
    with pytest.raises(Invalid):
        begun(org, "scale", " ")
    assert [(one.kind, one.title) for one in org["HR"].assessments.all()] == [
        ("scale", "Ours"),
        ("plan", "Ours"),
    ]
    with pytest.raises(NotFound):
        org["HR"].assessments.get("scale", "")


def test_every_mark_of_the_scale_has_a_place(org: Organisation) -> None:
    put = begun(org, "scale")
    for axis in AXES:
        for point in POINTS:
            put(mark_key(axis, point), Mark("not_applicable", "We were not there then."))
    assert len(org["HR"].assessments.get("scale", "Ours").parts) == 6
