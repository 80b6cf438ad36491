"""One's own development plan: everything that can be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType
from textual.widgets import DataTable

from assistant.plan import view, words
from tui import keymap
from tui.screens import plan_forms
from tui.screens.dialogs import AskText, Confirm
from tui.screens.form import Choose, Form
from tui.screens.plan_page import PlanPage

if TYPE_CHECKING:
    from assistant.assistant import Assistant


class PlanScreen(PlanPage):
    """One's own plan. The result is the guide, the person and the mode by which a new plan is begun, or None."""

    BINDINGS: ClassVar[list[BindingType]] = keymap.PLAN
    HELP: ClassVar[str | None] = (
        "**Your development plan.** Only you see a draft; F8 shares it with your manager, who can agree to it. Enter "
        "on an action shows what can be done with it next. What the check asks is for you to think about: it blocks "
        "nothing, and says nothing about you. F2 shows earlier plans, and closes this one."
    )

    def __init__(self, assistant: Assistant) -> None:
        super().__init__(assistant, assistant.account.person, "My development plan")

    # --- the plan as a whole -----------------------------------------------------------------------

    def action_begin(self) -> None:
        """Begin a plan, question by question."""
        guide = next((one for one in self._assistant.guides.values() if one.becomes == "plan"), None)
        person = self._assistant.account.person
        if guide is None or person is None:
            self.notify("There is no guide for plans here; F7 adds actions one by one.", markup=False)
            return
        options = tuple(
            (mode, mode.capitalize(), f"about {way.minutes} minutes") for mode, way in guide.modes.items()
        )

        def begin(mode: str | None) -> None:
            if mode is not None:
                self.dismiss((guide.id, person, mode))

        self.app.push_screen(Choose("Begin a plan: how long?", options), begin)

    def action_about(self) -> None:
        """Change what the plan says beside its actions, and its next review."""
        plan = self._plan()
        if plan is None:
            return

        def save(filled: Mapping[str, str]) -> None:
            about, review = words.about_from(filled, self._assistant.today)
            self._assistant.records.plans.save(
                view.inputs(plan),
                plan=plan.id,
                expected_version=plan.version,
                about=about,
                next_review_on=review,
            )

        about = "Up to five strengths and three areas to grow in, a line for each."
        self._fill_in(Form("The plan", about, "Save", plan_forms.about(plan), save))

    def action_still_right(self) -> None:
        """Say that the plan is still right as it is: that counts as looking at it."""
        plan = self._plan()
        if plan is not None and self.sheet is not None and self.sheet.still_right:
            self.change(
                lambda: self._assistant.records.plans.save(
                    view.inputs(plan), plan=plan.id, expected_version=plan.version
                ),
                "Noted: still right as it is.",
            )

    def action_share(self) -> None:
        """Share the draft, or take it back."""
        plan = self._plan()
        if plan is None:
            return
        yes = plan.status == "draft"
        title, verb = ("Share the plan?", "Share") if yes else ("Take the plan back?", "Take back")
        question = (
            "Your manager reads all of it, and can agree to it. You can take it back until then."
            if yes
            else "It is a draft again that only you see."
        )

        def share(sure: bool | None) -> None:
            if sure:
                done = "Shared with your manager." if yes else "Only you see it again."
                self.change(lambda: self._assistant.records.plans.share(plan.id, yes=yes), done)

        self.app.push_screen(Confirm(title, question, verb), share)

    def action_portfolio(self) -> None:
        """One's own portfolio instead."""
        self.dismiss(None)
        self.app.call_next(self.app.run_action, "app.portfolio")

    # --- its actions -------------------------------------------------------------------------------

    def action_add(self, method: str = "", gained: str = "") -> None:
        """Add an action; without a plan that can change, it begins one."""
        plan = self._plan() if self.sheet is not None and self.sheet.changes else None
        there = {one.id for one in plan.actions} if plan else set()

        def save(filled: Mapping[str, str]) -> None:
            actions = view.with_action(plan, words.action_from(filled, self._assistant.today))
            saved = self._assistant.records.plans.save(
                actions,
                plan=plan.id if plan else None,
                expected_version=plan.version if plan else None,
            )
            self._wanted = saved.id
            self._stand_on = next((one.id for one in saved.actions if one.id not in there), None)

        fields = plan_forms.action(self._assistant.methods, {"method": method, "gained": gained})
        about = "The first field is enough; the others make it likelier to happen."
        self._fill_in(Form("Add an action", about, "Add", fields, save))

    @on(DataTable.RowSelected)
    def _chosen(self, event: DataTable.RowSelected) -> None:
        event.stop()
        line = self.line
        if line is None or not line.steps:
            return
        offered = {step.key: step for step in line.steps}

        def go(key: str | None) -> None:
            if key is not None:
                self._take(line, offered[key])

        options = tuple((step.key, step.label, step.about) for step in line.steps)
        self.app.push_screen(Choose(f"{line.action.goal} ({line.cells[-1]})", options), go)

    def _take(self, line: view.ActionLine, step: view.Step) -> None:
        action, plan = line.action, self._plan()
        if plan is None:
            return
        if step == view.CHANGE:

            def save(filled: Mapping[str, str]) -> None:
                actions = view.with_action(plan, words.action_from(filled, self._assistant.today, action.id))
                self._assistant.records.plans.save(actions, plan=plan.id, expected_version=plan.version)

            fields = plan_forms.action(self._assistant.methods, words.action_words(action))
            self._fill_in(Form("Change the action", "", "Save", fields, save))
        elif step == view.REMOVE:
            left = view.without_action(plan, action.id)
            self.change(
                lambda: self._assistant.records.plans.save(left, plan=plan.id, expected_version=plan.version),
                f"“{action.goal}” is out of the draft.",
            )
        elif step.asks:

            def follow(filled: Mapping[str, str]) -> None:
                told = view.follow_up(step, filled[step.asks])
                self._assistant.records.plans.follow_up(action.id, **told)

            self._fill_in(Form(step.label, step.question, "Save", plan_forms.said(step, action), follow))
        else:
            self.change(
                lambda: self._assistant.records.plans.follow_up(action.id, status=step.status),
                f"“{action.goal}” is {(step.status or '').replace('_', ' ')} now.",
            )

    # --- ideas -------------------------------------------------------------------------------------

    def action_ideas(self) -> None:
        """Ideas for an area that one names oneself: one of the plan's, or another."""
        plan = self._plan()
        areas = plan.growth_areas if plan else ()

        def ask(area: str | None) -> None:
            if area:
                self._show_ideas(area)
            elif area == "":
                about = "What would you like to be able to do? Say it in your own words."
                self.app.push_screen(AskText("Ideas", about, "Look"), ask)

        if areas:
            options = [(area, area, "") for area in areas]
            self.app.push_screen(
                Choose("Ideas for which area?", (*options, ("", "Something else …", ""))), ask
            )
        else:
            ask("")

    def _show_ideas(self, area: str) -> None:
        from tui.screens.ideas import IdeasScreen

        plan = self._plan()

        def add(method: str | None) -> None:
            if method is not None:
                self.action_add(method, area)

        self.app.push_screen(IdeasScreen(self._assistant, area, plan.id if plan else None), add)

    def _fill_in(self, form: Form) -> None:
        """Show a form, and the plan again once it was saved."""

        def saved(yes: bool | None) -> None:
            if yes:
                self.reload()

        self.app.push_screen(form, saved)
