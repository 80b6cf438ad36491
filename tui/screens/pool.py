"""One talent pool: what it asks for, who fits on recorded facts, and who stands where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import DataTable, Footer, Static, TabbedContent, TabPane

from assistant.errors import EXPECTED
from tui import keymap
from tui.messages import Notice, WorkFailed
from tui.screens import pool_forms
from tui.screens.decisions import AgreeDialog, DecideDialog, Decision
from tui.screens.form import Form
from tui.screens.people import PickPerson
from tui.text import content
from tui.widgets.table import fill

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.pool_page import PanelCase


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a table: whom it is about, its cells, and all that is known, for the line below."""

    person: str
    cells: tuple[str, ...]
    detail: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What a pool asks for and who stands where; no candidates where the account may not see them."""

    criteria: tuple[tuple[str, str], ...]
    about: tuple[tuple[str, str], ...]
    candidates: tuple[Entry, ...] | None
    members: tuple[Entry, ...]


NO_FACTS = {
    "yes": "Nothing on record meets a criterion.",
    "missing": "No facts are shown: the person has not said whether pools may use the record.",
}


def _words(state: str | None) -> str:
    return (state or "").replace("_", " ")


class PoolScreen(Screen[None]):
    """A pool.

    Args:
        assistant: Whose view it is.
        name: The pool's name.
    """

    CSS_PATH = "pool.tcss"
    BINDINGS = keymap.POOLS
    HELP: ClassVar[str | None] = (
        "**A talent pool.** Candidates fit, or do not, on facts that both signed off and that have not expired; nobody "
        "is scored or ranked, and nobody appears who said no to this use. The line below shows the facts or the steps "
        "of the chosen person. Nominating, agreeing and deciding are done by people, with reasons that the person "
        "reads. F9 does what comes next for the chosen person: HR convenes a panel, its members rate the evidence "
        "alone, and when everybody present has, the decision is recorded."
    )
    CANDIDATES = ("Name", "Post", "On record", "In this pool")
    MEMBERS = ("Name", "Stands", "Nominated by", "On", "Review", "Until")

    class Loaded(Message):
        """The pool's standing arrived."""

        def __init__(self, standing: Standing) -> None:
            super().__init__()
            self.standing = standing

    class Detail(Message):
        """The steps of a membership arrived."""

        def __init__(self, person: str, text: str) -> None:
            super().__init__()
            self.person = person
            self.text = text

    class PutForward(Message):
        """What a panel has before it about somebody arrived; `case` is None where none is convened."""

        def __init__(
            self, person: str, name: str, case: PanelCase | None, *, mine: bool, rated: bool
        ) -> None:
            super().__init__()
            self.person = person
            self.name = name
            self.case = case
            self.mine = mine
            self.rated = rated

    def __init__(self, assistant: Assistant, name: str) -> None:
        super().__init__()
        self._assistant = assistant
        self._pool = name
        self._rows: dict[str, tuple[Entry, ...]] = {}
        self._criteria: tuple[tuple[str, str], ...] = ()

    def compose(self) -> ComposeResult:
        yield Static(content(self._pool), id="pool-title")
        with VerticalScroll(id="pool-about"):
            yield Static("Loading…")
        with TabbedContent(id="pool-tabs"):
            with TabPane("Candidates", id="tab-candidates"):
                yield DataTable(id="candidates", cursor_type="row")
            with TabPane("Nominations and members", id="tab-members"):
                yield DataTable(id="members", cursor_type="row")
        with VerticalScroll(id="pool-detail"):
            yield Static("")
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        self._work(self._load, "load")

    # --- in the background -------------------------------------------------------------------

    def _work(self, what: Callable[[], None], name: str) -> None:
        self.run_worker(
            partial(self._guarded, what, name),
            group=f"pool-{name}",
            description=f"Pool: {name}",
            exclusive=True,
            exit_on_error=False,
            thread=True,
        )

    def _guarded(self, what: Callable[[], None], name: str) -> None:
        try:
            what()
        except EXPECTED as error:
            self.post_message(WorkFailed(name, str(error)))

    def _load(self) -> None:
        page = self._assistant.pool(self._pool)
        pool = page.pool
        about = [
            ("Purpose", pool.purpose),
            *(("Criterion", one) for one in page.criteria),
            *page.about,
        ]
        candidates = None
        if page.candidates is not None:
            candidates = tuple(
                Entry(
                    one.person.reference,
                    (one.person.name, one.person.job_title, one.said, _words(one.state)),
                    "\n".join(one.facts) or NO_FACTS[one.agreement],
                )
                for one in page.candidates
            )
        members = tuple(
            Entry(
                one.person.reference,
                (
                    one.person.name,
                    _words(one.state),
                    one.nominated_by_name or one.nominated_by,
                    f"{one.nominated_on}",
                    f"{one.review_on or ''}",
                    f"{one.expires_on or ''}",
                ),
                "",
            )
            for one in page.members
        )
        criteria = tuple((one.name, one.evidence) for one in pool.criteria)
        self.post_message(self.Loaded(Standing(criteria, tuple(about), candidates, members)))

    def _case_of(self, person: str) -> PanelCase | None:
        """What a panel of the account's has before it about somebody."""
        found = self._assistant.records.panels.cases() if self._on_panels else []
        return next((one for one in found if one.pool == self._pool and one.person.reference == person), None)

    @property
    def _on_panels(self) -> bool:
        return not {"hr", "panel"}.isdisjoint(self._assistant.account.roles)

    def _steps(self, person: str) -> None:
        from assistant.pool_page import told_case

        trail = self._assistant.records.pools.trail(self._pool, person)
        lines = [
            f"{one.at.astimezone():%Y-%m-%d} {_words(one.step)} by {one.by_name or one.by}"
            f"{f': {one.reason}' if one.reason else ''}"
            f"{f' To change it: {one.would_change}' if one.would_change else ''}"
            for one in trail
        ]
        if case := self._case_of(person):
            lines = [*told_case(case), "Steps", *lines]
        if person == self._assistant.account.person:
            self._assistant.records.memberships.read(self._pool)
        self.post_message(self.Detail(person, "\n".join(lines)))

    def _case(self, person: str, name: str) -> None:
        """Find out what comes next for somebody who is put forward."""
        account = self._assistant.account
        case = self._case_of(person)
        if case is None and "hr" not in account.roles:
            self.post_message(WorkFailed("case", f"No panel of yours has to decide about {name} now."))
            return
        seats = case.seats if case else ()
        seat = next((one for one in seats if one.account == account.name and one.status == "sitting"), None)
        mine, rated = seat is not None, seat is not None and seat.rated
        self.post_message(self.PutForward(person, name, case, mine=mine, rated=rated))

    def _change(self, what: Callable[[], None], done: str) -> None:
        """Take a step, say that it is taken, and show how things stand then."""

        def then_load() -> None:
            what()
            self.post_message(Notice(done))
            self._load()

        self._work(then_load, "change")

    # --- what is shown -----------------------------------------------------------------------

    @on(Loaded)
    def _loaded(self, message: Loaded) -> None:
        standing = message.standing
        self._criteria = standing.criteria
        self.query_one("#pool-about Static", Static).update(
            Content("\n").join(
                Content.assemble(content(f"{name}: ", "bold"), content(text)) for name, text in standing.about
            )
        )
        tabs = self.query_one(TabbedContent)
        self._fill("members", standing.members)
        if standing.candidates is None:
            tabs.hide_tab("tab-candidates")
            tabs.active = "tab-members"
        else:
            self._fill("candidates", standing.candidates)
        if self.focused is None or not isinstance(self.focused, DataTable):
            self._table("members" if tabs.active == "tab-members" else "candidates").focus()
        self._show_detail()

    @on(Detail)
    def _detail(self, message: Detail) -> None:
        row = self._chosen()
        if row is not None and row.person == message.person:
            self._say(message.text)

    @on(Notice)
    def _noticed(self, message: Notice) -> None:
        message.stop()
        self.notify(message.text, markup=False)

    @on(WorkFailed)
    def _failed(self, message: WorkFailed) -> None:
        message.stop()
        self.notify(message.error, severity="error", timeout=12, markup=False)

    @on(DataTable.RowHighlighted)
    @on(TabbedContent.TabActivated)
    def _moved(self) -> None:
        self._show_detail()

    def _show_detail(self) -> None:
        row = self._chosen()
        if row is None:
            self._say("Nobody here yet, or nobody whom you may see.")
        elif row.detail:
            self._say(row.detail)
        else:
            self._say("")
            self._work(partial(self._steps, row.person), "steps")

    def _say(self, text: str) -> None:
        self.query_one("#pool-detail Static", Static).update(content(text))

    def _fill(self, name: str, rows: tuple[Entry, ...]) -> None:
        table = self._table(name)
        at = table.cursor_row
        self._rows[name] = rows
        headings = self.MEMBERS if name == "members" else self.CANDIDATES
        fill(table, headings, {row.person: row.cells for row in rows})
        if rows:
            table.move_cursor(row=min(at, len(rows) - 1))

    def _table(self, name: str) -> DataTable[object]:
        return self.query_one(f"#{name}", DataTable)

    def _chosen(self) -> Entry | None:
        name = "members" if self.query_one(TabbedContent).active == "tab-members" else "candidates"
        rows = self._rows.get(name, ())
        at = self._table(name).cursor_row
        return rows[at] if 0 <= at < len(rows) else None

    # --- steps that people take -----------------------------------------------------------------

    def action_close(self) -> None:
        """Back to the pools."""
        self.dismiss(None)

    def action_nominate(self) -> None:
        """Put somebody forward: choose whom, then say why for each criterion."""

        def why(person: str | None) -> None:
            if person is not None:
                form = pool_forms.nomination(self._assistant, self._pool, person, person, self._criteria)
                self._fill_in(form, "Nominated. Nothing further happens until the person agrees.")

        self.app.push_screen(PickPerson(self._assistant), why)

    def action_agree(self) -> None:
        """Say yes or no to one's own nomination, or ask for changes to it first."""

        def agree(answer: tuple[str, str] | None) -> None:
            if answer is None:
                return
            said, reason = answer
            if said == "edits":
                self._fill_in(pool_forms.edits(self._assistant, self._pool), "Asked. You answer afterwards.")
                return
            self._change(
                lambda: self._assistant.records.pools.agree(self._pool, yes=said == "yes", reason=reason),
                "Agreed. A panel decides, with a reason that you will read."
                if said == "yes"
                else "Declined.",
            )

        self.app.push_screen(AgreeDialog(self._pool), agree)

    def action_decide(self) -> None:
        """Do what comes next for the chosen person: convene a panel, rate the evidence, or record the decision."""
        row = self._chosen()
        if row is None:
            self.notify("Choose somebody in the table first.", markup=False)
            return
        self._work(partial(self._case, row.person, row.cells[0]), "case")

    @on(PutForward)
    def _put_forward(self, message: PutForward) -> None:
        case, person, name = message.case, message.person, message.name
        if case is None:
            form = pool_forms.panel(self._assistant, self._pool, person, name)
            self._fill_in(form, "Convened. Its members declare, and rate the evidence alone.")
        elif message.mine and not message.rated:
            form = pool_forms.rating(self._assistant, self._pool, person, name, self._criteria, again=False)
            self._fill_in(form, "Recorded. Nobody sees it before everybody present has rated.")
        elif case.wanting:
            self.notify(f"This cannot be decided yet. {' '.join(case.wanting)}", timeout=12, markup=False)
        else:
            self._ask_decision(person, name)

    def _ask_decision(self, person: str, name: str) -> None:
        def decide(decision: Decision | None) -> None:
            if decision is not None:
                self._change(
                    lambda: self._assistant.records.pools.decide(
                        self._pool, person, decision.key, decision.reason, decision.would_change
                    ),
                    f"The decision about {name} is recorded; the reason can be read by them.",
                )

        self.app.push_screen(DecideDialog(name, self._pool), decide)

    def _fill_in(self, form: Form, done: str) -> None:
        """Have a form filled in, and show how things stand then."""

        def saved(is_saved: bool | None) -> None:
            if is_saved:
                self._change(lambda: None, done)

        self.app.push_screen(form, saved)
