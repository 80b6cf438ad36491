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
        assert "2026-02-01 nominate by Sam Okafor: Led two mergers well." in talent.screen_text


async def test_who_may_not_see_candidates_sees_the_pool_and_their_own_entry(program: Opener) -> None:
    def individual(home: ScriptedHome) -> None:
        home.assistant.pools.open_to_all = False

    async with program(prepare=individual) as talent:
        await talent.settle()
        await opened(talent)
        assert "fits" not in talent.screen_text
        assert "Candidates" not in talent.screen_text
        assert "agreed" in talent.screen_text


async def test_nominating_asks_whom_and_why_for_each_criterion(program: Opener) -> None:
    async with program() as talent:
        await opened(talent)
        await talent.press("f7")
        await talent.type("sam")
        await talent.press("enter")
        assert "Readiness" in talent.screen_text
        talent.assistant.pools.refusal = AssistantError("'Readiness' is 38 short of 40.")
        await talent.type("Too short")
        await talent.press("f2")
        assert "38 short of 40" in talent.screen_text
        talent.assistant.pools.refusal = None
        await talent.type(" to say what she did")
        await talent.press("tab")
        await talent.type("The notes of June")
        await talent.press("enter")
        reasons = {"Readiness": "Too short to say what she did"}
        assert talent.assistant.pools.done == [("nominate", "P1", reasons, ["The notes of June"])]


async def test_saying_no_to_ones_own_nomination(program: Opener) -> None:
    async with program() as talent:
        await opened(talent)
        await talent.press("f8")
        await talent.type("not this year")
        await talent.press("tab", "tab", "enter")
        assert talent.assistant.pools.done == [("agree", False, "not this year")]


async def test_asking_for_changes_to_ones_own_nomination(program: Opener) -> None:
    async with program() as talent:
        await opened(talent)
        await talent.press("f8", "tab", "tab", "tab", "enter")
        await talent.type("Say more about June")
        await talent.press("f2")
        assert talent.assistant.pools.done == [("edits", "Say more about June")]


async def test_hr_convenes_a_panel_before_anything_is_decided(program: Opener) -> None:
    async with program() as talent:
        await opened(talent)
        await talent.press("f9")
        assert "No panel of yours has to decide about Priya Nair now" in talent.screen_text
        talent.assistant.account.roles = ("hr",)
        await talent.press("f9")
        await talent.type("kim, lee, ada")
        await talent.press("enter")
        assert talent.assistant.pools.done == [("convene", "P2", ["kim", "lee", "ada"])]


async def test_a_panels_member_declares_and_rates_the_evidence_alone(program: Opener) -> None:
    async with program() as talent:
        talent.assistant.account.roles = ("panel",)
        talent.assistant.pools.put_to_panel(rated=False)
        await opened(talent)
        await talent.press("f9")
        await talent.press("tab", "enter", "down", "down", "enter", "f2")
        assert talent.assistant.pools.done == [
            ("declare", "P2", ""),
            ("rate", "P2", {"Readiness": "partly"}),
        ]


async def test_what_is_before_the_panel_is_read_beside_the_steps(program: Opener) -> None:
    async with program((120, 50)) as talent:
        talent.assistant.account.roles = ("panel",)
        talent.assistant.pools.put_to_panel(rated=False)
        await opened(talent)
        await talent.press("shift+tab", "right", "tab")
        assert "Led two mergers well." in talent.screen_text
        assert "sam: the notes of both mergers" in talent.screen_text


async def test_a_decision_needs_a_reason_and_can_be_left(program: Opener) -> None:
    async with program((80, 24)) as talent:
        talent.assistant.account.roles = ("panel",)
        talent.assistant.pools.put_to_panel(rated=True)
        await opened(talent)
        await talent.press("f9", "down", "enter", "tab", "tab", "enter")
        assert "Choose a decision, say why, and what would change it." in talent.screen_text
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
