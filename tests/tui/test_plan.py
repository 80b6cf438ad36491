"""One's own development plan, by keys alone: everything that is pressed is on record in the store afterwards."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from store.views import ActionInput, PlanInput
from tests.tui.conftest import Program
from tests.tui.planning import ABOUT, ACTIONS, House, grown, visit
from tui.screens.dialogs import Confirm
from tui.screens.document import DocumentScreen
from tui.screens.form import Form
from tui.screens.ideas import IdeasScreen
from tui.screens.plan import PlanScreen
from tui.screens.portfolio import PortfolioScreen

BOTH = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["small", "large"])


async def choose(talent: Program, words: str) -> None:
    """Move down a list that is open to the row that has these words, and choose it."""
    options = talent.app.screen.query_one("#choose")
    for at, option in enumerate(options.options):  # type: ignore[attr-defined]
        if words in str(option.prompt):
            await talent.press(*["down"] * at, "enter")
            return
    raise AssertionError(f"{words!r} is not in {[str(one.prompt) for one in options.options]}")  # type: ignore[attr-defined]


@BOTH
async def test_who_has_no_plan_is_told_the_next_step(tmp_path: Path, size: tuple[int, int]) -> None:
    async with visit(tmp_path, size=size) as (talent, _):
        await talent.press("f10")
        assert "You have no development plan yet. F3 begins one" in " ".join(talent.screen_text.split())
        assert "F3 New" in talent.screen_text
        assert "F1 Help" in talent.screen_text


async def test_a_plan_is_begun_with_the_guided_conversation(tmp_path: Path) -> None:
    async with visit(tmp_path) as (talent, house):
        await talent.press("f10", "f3")
        assert "about 20 minutes" in talent.screen_text
        await choose(talent, "Light")
        assert talent.app.screen is talent.app.chat
        view = talent.app.chat.view
        assert view is not None and view.kind == "guided"
        assert house.org["A"].conversations.all(about="A")[0].guide == "pdp"


async def test_or_with_a_single_action(tmp_path: Path) -> None:
    async with visit(tmp_path, size=(80, 24)) as (talent, house):
        await talent.press("f10", "f7")
        await talent.type("Chair the pathway group")
        await talent.press("tab", "tab")
        await talent.type("30 June 2026")
        await talent.press("enter")
        assert isinstance(talent.app.screen, PlanScreen)
        (action,) = house.now.actions
        assert (action.goal, action.due) == ("Chair the pathway group", date(2026, 6, 30))
        assert house.now.status == "draft"
        await talent.until("only you see it, until you share it with Sam Okafor")
        await talent.settle()
        await talent.press("enter")
        assert "Begin it" in talent.screen_text


@BOTH
async def test_a_plan_shows_what_it_is_for_its_actions_and_what_can_be_done(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with visit(tmp_path, grown, size=size) as (talent, _):
        await talent.press("f10")
        for part in (
            "Agreed on 2026-03-02: Sam Okafor and HR can read it. Review on 2026-04-13.",
            "Lead a community team within two years",
            "Calm in a crisis; Teaching new colleagues",
            "Leading meetings; Budgets",
            "in progress, late",
            "by doing",
            "Enter: Done · Blocked · Put on hold · Cancel it",
            "Minutes of three meetings",
        ):
            assert part in talent.screen_text


async def test_what_the_check_asks_stands_below_the_chosen_action_and_blocks_nothing(tmp_path: Path) -> None:
    async with visit(tmp_path, lambda house: house.plan(*ACTIONS), size=(120, 40)) as (talent, house):
        await talent.press("f10")
        assert "Specific" not in talent.screen_text
        await talent.press("down")
        assert "Specific: It names no action" in talent.screen_text
        assert "What exactly will you do" in " ".join(talent.screen_text.split())
        await talent.press("enter")
        await choose(talent, "Begin it")
        assert house.now.actions[1].status == "in_progress"


async def test_the_long_text_of_a_small_screen_is_reached_by_keys(tmp_path: Path) -> None:
    async with visit(tmp_path, grown, size=(80, 24)) as (talent, _):
        await talent.press("f10")
        assert "The first meeting went well." not in talent.screen_text
        await talent.press("tab", "end")
        await talent.settle()
        assert "first step this month" in talent.screen_text


async def test_an_action_goes_all_the_way_to_evidence_and_impact(tmp_path: Path) -> None:
    async with visit(tmp_path, lambda house: house.agreed(), size=(80, 24)) as (talent, house):
        await talent.press("f10", "enter")
        await choose(talent, "Begin it")
        await talent.press("enter")
        await choose(talent, "Done")
        await talent.press("enter")
        await choose(talent, "Show it")
        await talent.type("Minutes of all three meetings")
        await talent.press("f2")
        await talent.until("What shows that it was done: ")
        await talent.press("enter")
        await choose(talent, "Say what has changed")
        await talent.type("I chair alone now")
        await talent.press("f2")
        action = house.now.actions[0]
        assert (action.status, action.evidence) == ("evidenced", "Minutes of all three meetings")
        assert action.impact == "I chair alone now"
        await talent.until("evidenced")


async def test_what_is_blocked_needs_a_reason_and_goes_on_afterwards(tmp_path: Path) -> None:
    async with visit(tmp_path, lambda house: house.agreed()) as (talent, house):
        await talent.press("f10", "enter")
        await choose(talent, "Begin it")
        await talent.press("enter")
        await choose(talent, "Blocked")
        await talent.press("f2")
        assert "Please say why it is blocked." in talent.screen_text
        await talent.type("No release in March")
        await talent.press("f2")
        assert house.now.actions[0].reason == "No release in March"
        await talent.until("No release in March")
        await talent.press("enter")
        await choose(talent, "Go on with it")
        assert house.now.actions[0].status == "in_progress"


async def test_progress_and_who_looked_at_it_are_noted(tmp_path: Path) -> None:
    async with visit(tmp_path, lambda house: house.agreed()) as (talent, house):
        await talent.press("f10", "enter")
        await choose(talent, "Note how it goes")
        await talent.type("Two of three done")
        await talent.press("f2")
        await talent.until("Progress: Two of three done")
        await talent.press("enter")
        await choose(talent, "Somebody looked at it")
        await talent.type("Sam Okafor")
        await talent.press("enter")
        action = house.now.actions[0]
        assert (action.progress_note, action.reviewed_by) == ("Two of three done", "Sam Okafor")


async def test_an_action_is_changed_and_taken_out_of_a_draft(tmp_path: Path) -> None:
    async with visit(tmp_path, lambda house: house.plan(*ACTIONS)) as (talent, house):
        await talent.press("f10", "down", "enter")
        await choose(talent, "Change it")
        await talent.press("end")
        await talent.type(": read the budget aloud")
        await talent.press("f2")
        assert house.now.actions[1].goal == "Get better at finance: read the budget aloud"
        await talent.until("read the budget aloud")
        await talent.press("enter")
        await choose(talent, "Take it out")
        assert [one.goal for one in house.now.actions] == [ACTIONS[0].goal]


async def test_a_day_that_cannot_be_read_is_said_and_nothing_typed_is_lost(tmp_path: Path) -> None:
    async with visit(tmp_path, size=(80, 24)) as (talent, house):
        await talent.press("f10", "f7")
        await talent.type("Chair the pathway group")
        await talent.press("tab", "tab")
        await talent.type("whenever")
        await talent.press("f2")
        assert "“whenever” is not a day that can be read" in talent.screen_text
        assert "Chair the pathway group" in talent.screen_text
        assert house.org["A"].plans.all() == []
        await talent.press("escape")
        assert isinstance(talent.app.screen, Confirm)
        await talent.press("escape")
        assert isinstance(talent.app.screen, Form)


async def test_a_form_that_nothing_was_typed_into_closes_at_once(tmp_path: Path) -> None:
    async with visit(tmp_path, lambda house: house.agreed()) as (talent, _):
        await talent.press("f10", "f4", "escape")
        assert isinstance(talent.app.screen, PlanScreen)


async def test_a_plan_that_was_changed_elsewhere_is_not_written_over(tmp_path: Path) -> None:
    async with visit(tmp_path, lambda house: house.agreed()) as (talent, house):
        await talent.press("f10", "f4")
        house.org["A"].plans.follow_up(house.now.actions[0].id, progress_note="From my telephone")
        await talent.type("Mine: ")
        await talent.press("f2")
        assert "changed elsewhere meanwhile" in talent.screen_text
        assert "Mine: " in talent.screen_text
        assert house.now.ambition_link == ABOUT.ambition_link


async def test_strengths_areas_and_the_next_review_are_changed_in_one_form(tmp_path: Path) -> None:
    async with visit(tmp_path, lambda house: house.agreed()) as (talent, house):
        await talent.press("f10", "f4", "tab", "down", "down", "end", "enter")
        await talent.type("Writing plainly")
        await talent.press("tab", "tab", "tab", "tab", "tab", "home", "ctrl+k")
        await talent.type("1 September 2026")
        await talent.press("f2")
        assert house.now.strengths == (*ABOUT.strengths, "Writing plainly")
        assert house.now.next_review_on == date(2026, 9, 1)
        await talent.until("Writing plainly")


async def test_more_than_three_areas_are_refused_in_the_form(tmp_path: Path) -> None:
    async with visit(tmp_path, lambda house: house.agreed()) as (talent, house):
        await talent.press("f10", "f4", "tab", "tab", "down", "end")
        await talent.press("enter", "a", "enter", "b")
        await talent.press("f2")
        assert isinstance(talent.app.screen, Form)
        assert "growth areas" in talent.screen_text
        assert house.now.growth_areas == ABOUT.growth_areas


async def test_still_right_is_answered_by_one_key(tmp_path: Path) -> None:
    async with visit(tmp_path, grown, size=(80, 24)) as (talent, house):
        await talent.press("f10")
        assert "Is it still right?" in talent.screen_text
        before = house.now
        await talent.press("f6")
        assert "Is it still right?" not in talent.screen_text
        assert "F6 Yes" not in talent.screen_text
        assert house.now.changed_on == before.changed_on + timedelta(days=130)
        assert house.now.actions == before.actions


async def test_it_is_not_asked_of_a_plan_that_has_just_changed(tmp_path: Path) -> None:
    async with visit(tmp_path, lambda house: house.agreed()) as (talent, house):
        before = house.now.version
        await talent.press("f10", "f6")
        assert "still right" not in talent.screen_text
        assert house.now.version == before


async def test_a_draft_is_shared_and_taken_back(tmp_path: Path) -> None:
    async with visit(tmp_path, lambda house: house.plan(*ACTIONS)) as (talent, house):
        await talent.press("f10", "f8", "enter")
        assert house.now.status == "shared"
        assert "Sam Okafor can read it and agree to it" in talent.screen_text
        await talent.press("f8", "enter")
        assert house.now.status == "draft"
        await talent.press("f8", "escape")
        assert house.now.status == "draft"


async def test_what_is_agreed_is_on_record_and_is_not_taken_back(tmp_path: Path) -> None:
    async with visit(tmp_path, lambda house: house.agreed()) as (talent, house):
        await talent.press("f10")
        assert "F8" not in talent.screen_text
        await talent.press("f8")
        assert isinstance(talent.app.screen, PlanScreen)
        assert house.now.status == "agreed"


async def test_a_plan_is_closed_after_a_question_and_can_be_looked_at_later(tmp_path: Path) -> None:
    def two(house: House) -> None:
        house.agreed(ActionInput("An old action"))
        house.org.days_pass(1)
        house.plan(ActionInput("A new action"))

    async with visit(tmp_path, two) as (talent, house):
        await talent.press("f10")
        assert "A new action" in talent.screen_text
        await talent.press("f2")
        await choose(talent, "Agreed on 2026-03-02")
        assert "An old action" in talent.screen_text
        await talent.press("f2")
        await choose(talent, "Close the plan that is shown")
        await talent.press("enter")
        assert {one.status for one in house.org["A"].plans.all()} == {"closed", "draft"}
        assert "it stays on record and does not change any more" in talent.screen_text
        assert "F4 Change" not in talent.screen_text
        await talent.press("enter")
        assert isinstance(talent.app.screen, PlanScreen)


async def test_ideas_come_from_an_area_that_the_person_named_and_become_actions(tmp_path: Path) -> None:
    about = PlanInput(growth_areas=("Coaching new colleagues",))
    async with visit(tmp_path, lambda house: house.plan(about=about)) as (talent, house):
        await talent.press("f10")
        assert "No action is in this plan yet. F7 adds one" in talent.screen_text
        await talent.press("f5", "enter")
        assert isinstance(talent.app.screen, IdeasScreen)
        assert "Ideas: Coaching new colleagues" in talent.screen_text
        assert "21 of 22, 95%" in talent.screen_text
        assert "section 3.2" in talent.screen_text
        assert "“Let the person speak first.”" in talent.screen_text
        assert "Leading well, Part 2 › Conversations, page 7" in talent.screen_text
        await talent.press("f7")
        assert isinstance(talent.app.screen, DocumentScreen)
        await talent.press("escape", "enter")
        await talent.type("Coach two new colleagues")
        await talent.press("f2")
        (action,) = house.now.actions
        assert (action.goal, action.gained) == ("Coach two new colleagues", "Coaching new colleagues")
        assert action.method == "coaching_mentoring"


async def test_ideas_are_asked_for_in_ones_own_words(tmp_path: Path) -> None:
    async with visit(tmp_path) as (talent, _):
        await talent.press("f10", "f5")
        await talent.type("xyzzy")
        await talent.press("enter")
        assert "a kind your plan has not" in talent.screen_text
        await talent.press("escape")
        assert isinstance(talent.app.screen, PlanScreen)


async def test_a_plan_is_taken_away_and_the_path_is_said(tmp_path: Path) -> None:
    target = tmp_path / "mine"
    async with visit(tmp_path, lambda house: house.agreed()) as (talent, _):

        async def export() -> None:
            await talent.press("f9", "home", "ctrl+k")
            await talent.type(str(target))
            await talent.press("tab", "enter", "down", "down", "enter", "f2")

        await talent.press("f10")
        await export()
        written = tmp_path / "mine.md"
        assert "Chair the pathway group" in written.read_text()
        assert written.stat().st_mode & 0o077 == 0
        assert "only you can read the file" in " ".join(talent.screen_text.split())
        assert "Sam Okafor" in written.read_text()
        await export()
        assert "There is a file" in talent.screen_text
        assert isinstance(talent.app.screen, Form)


@pytest.mark.parametrize(("typed", "screen"), [("/plan", PlanScreen), ("/portfolio", PortfolioScreen)])
async def test_both_pages_open_by_a_line_in_the_chat(tmp_path: Path, typed: str, screen: type) -> None:
    async with visit(tmp_path) as (talent, _):
        await talent.send(typed)
        assert isinstance(talent.app.screen, screen)
        await talent.press("f10", "f10", "escape")
        assert talent.app.screen is talent.app.chat


async def test_the_palette_has_the_pages_keys_as_far_as_they_mean_something(tmp_path: Path) -> None:
    async with visit(tmp_path, lambda house: house.plan(*ACTIONS)) as (talent, house):
        await talent.press("f10", "ctrl+p")
        await talent.until("plan: share")
        assert "plan: yes" not in talent.screen_text
        await talent.type("plan: share")
        await talent.until("Let your manager")
        await talent.press("enter")
        await talent.press("enter")
        assert house.now.status == "shared"


async def test_a_manager_opens_a_shared_plan_from_the_people_and_agrees_to_it(tmp_path: Path) -> None:
    def shared(house: House) -> None:
        house.org["A"].plans.share(house.plan(*ACTIONS).id)

    async with visit(tmp_path, shared, who="M", size=(80, 24)) as (talent, house):
        await talent.press("f4")
        await talent.type("priya")
        await talent.press("f7")
        assert "Development plan: Priya Nair" in talent.screen_text
        assert "only its owner changes it" in talent.screen_text
        await talent.press("enter", "f7", "f4", "f6")
        assert "F7" not in talent.screen_text
        await talent.press("f8", "enter")
        assert house.now.status == "agreed"
        assert "Agreed on 2026-03-02; only its owner changes it." in talent.screen_text


async def test_a_draft_is_nobody_elses(tmp_path: Path) -> None:
    async with visit(tmp_path, lambda house: house.plan(*ACTIONS), who="M") as (talent, _):
        await talent.press("f4")
        await talent.type("priya")
        await talent.press("f7")
        assert "There is no development plan of theirs that you may see" in talent.screen_text
        assert ACTIONS[0].goal not in talent.screen_text


async def test_hr_reads_what_is_agreed_and_agrees_to_nothing(tmp_path: Path) -> None:
    async with visit(tmp_path, lambda house: house.agreed(), who="HR") as (talent, _):
        await talent.press("f4")
        await talent.type("priya")
        await talent.press("f7")
        assert ACTIONS[0].goal in talent.screen_text
        assert "F8 Agree" not in talent.screen_text


async def test_ones_own_row_among_the_people_opens_ones_own_plan(tmp_path: Path) -> None:
    async with visit(tmp_path, lambda house: house.plan(*ACTIONS)) as (talent, _):
        await talent.press("f4", "f7")
        assert isinstance(talent.app.screen, PlanScreen)
        await talent.press("escape", "f8")
        assert isinstance(talent.app.screen, PortfolioScreen)


async def test_a_click_chooses_an_action_and_a_second_one_opens_what_can_be_done(tmp_path: Path) -> None:
    async with visit(tmp_path, lambda house: house.agreed()) as (talent, _):
        await talent.press("f10")
        await talent.pilot.click("#actions", offset=(4, 2))
        await talent.settle()
        assert "Specific: It names no action" in talent.screen_text
        await talent.pilot.click("#actions", offset=(4, 2))
        await talent.settle()
        assert "something is in the way" not in talent.screen_text
        assert "Begin it" in talent.screen_text
        await talent.press("escape")
        await talent.pilot.click("#plan-elsewhere", offset=(12, 0))
        await talent.settle()
        assert isinstance(talent.app.screen, PortfolioScreen)
