"""The page of a development plan, and somebody else's plan: what it is for, its actions, what is known of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import DataTable, Footer, Static

from assistant.plan import view
from tui import keymap
from tui.screens import plan_forms
from tui.screens.dialogs import Confirm
from tui.screens.form import Choose, Form
from tui.screens.working import WorkingScreen
from tui.text import content
from tui.widgets.fitted import FittedTable

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.plan.view import PlanView

NO_PLAN = (
    "You have no development plan yet. F3 begins one, question by question; only you see it until you share it. "
    "F7 writes down a single action and begins a plan with it."
)
NO_ACTION = "No action is in this plan yet. F7 adds one; F5 has ideas for an area in which you want to grow."
NOBODY = "This account is nobody's in particular, so it has no development plan; sign in as yourself."
NONE_TO_SEE = (
    "There is no development plan of theirs that you may see: a draft is its owner's until they share it."
)
PORTFOLIO = Content.from_markup("[@click=screen.portfolio]F10 portfolio[/]")
PLANS = Content.from_markup("[@click=screen.plans]F2 plans[/]   ")
"""Where else one can go from here, by key or mouse; nothing in it comes from data."""
_CLOSE = "close this one"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read: the page, and all plans that there are to look at."""

    sheet: view.Sheet | None
    plans: tuple[PlanView, ...]
    empty: str = ""


class PlanPage(WorkingScreen[tuple[str, str, str] | None]):
    """What one's own plan and somebody else's have in common.

    Args:
        assistant: Whose view it is.
        owner: Reference of the person whose plan it is; None for an account that is nobody's.
        name: What the page is called before the plan is loaded.
    """

    CSS_PATH = "plan.tcss"

    table = getters.query_one("#actions", FittedTable)

    class Arrived(Message):
        """The plan arrived."""

        def __init__(self, loaded: Loaded) -> None:
            super().__init__()
            self.loaded = loaded

    class Written(Message):
        """The plan was written to a file; the text says which."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, assistant: Assistant, owner: str | None, name: str) -> None:
        super().__init__()
        self._assistant = assistant
        self._owner = owner
        self._heading = name
        self._wanted: str | None = None
        self._loaded = Loaded(None, ())
        self._stand_on: str | None = None

    @property
    def sheet(self) -> view.Sheet | None:
        """The page that is shown."""
        return self._loaded.sheet

    @property
    def mine(self) -> bool:
        """Whether it is one's own."""
        return self._owner is not None and self._owner == self._assistant.account.person

    def compose(self) -> ComposeResult:
        with Horizontal(id="plan-top"):
            yield Static(content(self._heading), id="plan-title")
            yield Static(PORTFOLIO, id="plan-elsewhere")
        with VerticalScroll(id="plan-about"):
            yield Static("Loading…")
        yield Static("", id="plan-question")
        yield FittedTable(view.ACTIONS, giving=0, id="actions")
        with VerticalScroll(id="plan-detail"):
            yield Static("")
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        self.table.focus()
        self.reload()

    # --- in the background -----------------------------------------------------------------------

    def load(self) -> None:
        """Read the plan that is wanted, or the newest that is open, and what the check says of it."""
        if self._owner is None:
            self.post_message(self.Arrived(Loaded(None, (), NOBODY)))
            return
        plans = tuple(self._assistant.records.plans.all(owner=self._owner))
        wanted = [one.id for one in plans if one.id == self._wanted]
        still_open = [one.id for one in plans if one.status != "closed"]
        chosen = next(iter([*wanted, *still_open, *(one.id for one in plans)]), None)
        if chosen is None:
            self.post_message(self.Arrived(Loaded(None, (), NO_PLAN if self.mine else NONE_TO_SEE)))
            return
        plan = self._assistant.records.plans.get(chosen)
        sheet = view.sheet(plan, self._assistant.check_plan(chosen), self._assistant.methods, mine=self.mine)
        self.post_message(self.Arrived(Loaded(sheet, plans)))

    # --- what is shown ---------------------------------------------------------------------------

    def say(self, text: str) -> None:
        """Say something in place of the plan."""
        self.query_one("#plan-about Static", Static).update(content(text))

    @on(Arrived)
    def _arrived(self, message: Arrived) -> None:
        self._loaded = message.loaded
        sheet = self.sheet
        self.query_one("#plan-title", Static).update(content(sheet.title if sheet else self._heading))
        if sheet is None:
            self.say(message.loaded.empty)
        else:
            self.put("#plan-about Static", self._about(sheet))
        question = self.query_one("#plan-question", Static)
        question.display = bool(sheet and sheet.still_right)
        if sheet and sheet.still_right:
            question.update(Content.assemble(content(sheet.still_right), ("\nF6 yes   F4 change it", "bold")))
        elsewhere = PLANS + PORTFOLIO if self.check_action("plans", ()) else PORTFOLIO
        self.put("#plan-elsewhere", elsewhere)
        rows = {one.action.id: one.cells for one in sheet.actions} if sheet else {}
        first = bool(rows) and not self.table.display
        self.table.display = bool(rows)
        self.table.show(rows, self._stand_on)
        if first:
            self.table.focus()
        self._stand_on = None
        self._show_detail()
        self.refresh_bindings()

    @on(Written)
    def _written(self, message: Written) -> None:
        # Above the plan and not in a notice: those are narrow, and would break the path.
        if self.sheet is not None:
            told = Content.assemble(content(message.text, "bold"), "\n", self._about(self.sheet))
            self.put("#plan-about Static", told)
            self.query_one("#plan-about").scroll_home(animate=False)

    def _about(self, sheet: view.Sheet) -> Content:
        lines = [content(sheet.standing)]
        lines += [
            Content.assemble(content(f"{label}: ", "bold"), content(text)) for label, text in sheet.about
        ]
        if sheet.asks and sheet.mine:
            lines.append(Content.assemble(content("Worth a look: ", "bold"), content(" ".join(sheet.asks))))
        return Content("\n").join(lines)

    @on(DataTable.RowHighlighted)
    def _moved(self) -> None:
        self._show_detail()

    def _show_detail(self) -> None:
        line = self.line
        detail = self.query_one("#plan-detail", VerticalScroll)
        detail.display = self.sheet is not None
        if line is None:
            shown = content(NO_ACTION if self.mine else "No action is in this plan yet.")
        else:
            shown = _detail(line, asking=self.mine)
        self.put("#plan-detail Static", shown)
        detail.scroll_home(animate=False)

    @property
    def line(self) -> view.ActionLine | None:
        """The action that the cursor is on."""
        actions = self.sheet.actions if self.sheet else ()
        return next((one for one in actions if one.action.id == self.table.chosen), None)

    # --- what everybody can do who sees a plan -----------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Which keys mean something now; the footer follows."""
        sheet = self.sheet
        match action:
            case "plans":
                return len(self._loaded.plans) > 1 or bool(sheet and sheet.changes)
            case "take_away":
                return sheet is not None
            case "agree":
                return sheet is not None and sheet.plan.status == "shared"
            case "about":
                return bool(sheet and sheet.changes)
            case "still_right":
                return bool(sheet and sheet.still_right)
            case "share":
                return sheet is not None and sheet.plan.status in {"draft", "shared"}
            case "add" | "ideas" | "begin":
                return self._owner is not None
        return True

    def action_close(self) -> None:
        """Back."""
        self.dismiss(None)

    def action_plans(self) -> None:
        """Choose another plan of the same person."""
        others = [one for one in self._loaded.plans if self.sheet is None or one.id != self.sheet.plan.id]
        options = [(one.id, *view.plan_choice(one)) for one in others]
        if self.sheet is not None and self.sheet.changes:
            options.append(
                (_CLOSE, "Close the plan that is shown", "it stays on record and does not change any more")
            )

        def chosen(key: str | None) -> None:
            if key == _CLOSE:
                self._finish()
            elif key is not None:
                self._wanted = key
                self.reload()

        if options:
            self.app.push_screen(Choose("Which plan?", tuple(options)), chosen)

    def _finish(self) -> None:
        plan = self._plan()
        question = "It stays on record, and nobody can change it any more, you neither."

        def close(sure: bool | None) -> None:
            if sure and plan is not None:
                self.change(lambda: self._assistant.records.plans.close(plan.id), "Closed.")

        self.app.push_screen(Confirm("Close the plan?", question, "Close it"), close)

    def action_take_away(self) -> None:
        """Write the plan to a file."""
        from tui.take_away import hand_over, named, suggested

        plan = self._plan()
        if plan is None:
            return

        def write(filled: Mapping[str, str]) -> None:
            from assistant.paper.files import plan_file

            kind = filled["format"] or "docx"
            path = named(filled["file"], kind)
            methods = {one.id: one.label for one in self._assistant.methods.methods}
            said = hand_over(self.app, path, plan_file(plan, kind, self._assistant.today, methods))
            self.post_message(self.Written(said))

        fields = plan_forms.take_away(suggested(self.app, f"development-plan-{self._assistant.today}"))
        self.app.push_screen(Form("Export the plan", "", "Write", fields, write))

    def _plan(self) -> PlanView | None:
        return self.sheet.plan if self.sheet else None


class TheirPlanScreen(PlanPage):
    """Somebody else's plan, as far as the account may see it.

    Args:
        assistant: Whose view it is.
        owner: Reference of the person whose plan it is.
        name: The person's name.
    """

    BINDINGS: ClassVar[list[BindingType]] = keymap.THEIR_PLAN
    HELP: ClassVar[str | None] = (
        "**Somebody's development plan.** You read what they share. Their manager can agree to a plan that is shared; "
        "to change it is its owner's. Nobody but them sees a draft."
    )

    def __init__(self, assistant: Assistant, owner: str, name: str) -> None:
        super().__init__(assistant, owner, f"Development plan: {name}")
        self._person_name = name

    def action_agree(self) -> None:
        """Agree to a plan that is shared."""
        plan = self._plan()
        if plan is None:
            return
        review = f"on {plan.next_review_on}" if plan.next_review_on else "six weeks from today"

        def agree(sure: bool | None) -> None:
            if sure:
                self.change(lambda: self._assistant.records.plans.agree(plan.id), "Agreed.")

        question = f"HR can read it then, and it is looked at again {review}. Talk about it first, where you have not."
        self.app.push_screen(Confirm(f"Agree to the plan of {plan.owner_name}?", question, "Agree"), agree)

    def action_portfolio(self) -> None:
        """What they share of their portfolio."""
        from tui.screens.portfolio import TheirPortfolioScreen

        if self._owner is not None:
            self.app.switch_screen(TheirPortfolioScreen(self._assistant, self._owner, self._person_name))


def _detail(line: view.ActionLine, *, asking: bool) -> Content:
    """What is known of an action, what the check asks about it, and what can be done next."""
    lines = [Content.assemble(content(line.action.goal, "bold"), content(f" ({line.cells[-1]})"))]
    if line.steps:
        labels = [step.label for step in line.steps if step.status or step.key == "impact"]
        lines.append(Content.assemble(("Enter: ", "bold"), content(" · ".join([*labels, "more …"]))))
    lines += [Content.assemble(content(f"{label}: ", "bold"), content(text)) for label, text in line.fields]
    if line.asks and asking:
        lines.append(content("Worth asking:", "dim"))
        lines += [Content.assemble(content(f"{rule}: ", "bold"), content(text)) for rule, text in line.asks]
    return Content("\n").join(lines)
