"""Talent pools: everything that is decided is decided by somebody, with a reason."""

from __future__ import annotations

from assistant.errors import AssistantError
from tests.tui.conftest import Opener, Program
from tests.tui.scripted import ScriptedHome


async def opened(talent: Program) -> None:
    await talent.press("f5", "enter")


async def test_a_pool_shows_what_it_asks_for_and_who_fits_on_which_dated_facts(program: Opener) -> None:
    async with program() as talent:
        await opened(talent)
        shown = talent.screen_text
        for part in (
            "Purpose: Ward managers who could lead a division",
            "Criterion: Readiness: readiness, as the manager sees it, is ready now (a dated example)",
            "reviewed every 12 months, at most 36 months",
            "agreement missing",
            "fits",
        ):
            assert part in shown
        assert (
            "Readiness: ready now, as the manager sees it, recorded 2026-01-10, counts until 2027-01-10"
            in talent.screen_text
        )


async def test_the_steps_of_a_nomination_are_shown_with_their_reasons(program: Opener) -> None:
    async with program() as talent:
        await opened(talent)
        await talent.press("shift+tab", "right", "tab")
        assert "2026-02-01 nominate by sam: Led two mergers well." in talent.screen_text


async def test_who_may_not_see_candidates_sees_the_pool_and_their_own_entry(program: Opener) -> None:
    def individual(home: ScriptedHome) -> None:
        home.assistant.pools.open_to_all = False

    async with program(prepare=individual) as talent:
        await talent.settle()
        await opened(talent)
        assert "fits" not in talent.screen_text
        assert "Candidates" not in talent.screen_text
        assert "agreed" in talent.screen_text


async def test_nominating_asks_whom_and_why(program: Opener) -> None:
    async with program() as talent:
        await opened(talent)
        await talent.press("f7")
        await talent.type("sam")
        await talent.press("enter")
        await talent.type("Too short")
        await talent.press("tab", "enter")
        assert "This needs at least 5 words; there are 2" in talent.screen_text
        await talent.press("shift+tab")
        await talent.type(" to say what she did")
        await talent.press("tab", "enter")
        assert talent.assistant.pools.done == [("nominate", "P1", "Too short to say what she did")]


async def test_saying_no_to_ones_own_nomination(program: Opener) -> None:
    async with program() as talent:
        await opened(talent)
        await talent.press("f8")
        await talent.type("not this year")
        await talent.press("tab", "tab", "enter")
        assert talent.assistant.pools.done == [("agree", False, "not this year")]


async def test_a_decision_needs_a_reason_and_can_be_left(program: Opener) -> None:
    async with program((80, 24)) as talent:
        await opened(talent)
        await talent.press("f9", "down", "enter", "tab", "tab", "enter")
        assert "Choose a decision and say why" in talent.screen_text
        await talent.press("shift+tab", "shift+tab")
        await talent.type("Wants one more year")
        await talent.press("tab")
        await talent.type("Leading one project")
        await talent.press("tab", "enter")
        assert "recorded" in talent.screen_text
        assert talent.assistant.pools.done == [
            ("decide", "P2", "not_yet", "Wants one more year", "Leading one project")
        ]
        await talent.press("f9", "escape")
        assert len(talent.assistant.pools.done) == 1


async def test_what_the_rules_forbid_is_said_in_their_words(program: Opener) -> None:
    async with program() as talent:
        talent.assistant.pools.refusal = AssistantError("Their own line manager does not decide.")
        await opened(talent)
        await talent.press("f8", "tab", "enter")
        assert "Their own line manager does not decide." in talent.screen_text


async def test_escape_leads_back_step_by_step(program: Opener) -> None:
    async with program() as talent:
        await opened(talent)
        await talent.press("escape")
        assert "Talent pools" in talent.screen_text
        await talent.press("escape")
        assert talent.app.screen is talent.app.chat
