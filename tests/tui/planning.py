"""The program in front of a real store with a few people, whose clock is turned by hand, and a scripted library."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from textual.pilot import Pilot

from assistant.assistant import Assistant
from assistant.events import GuidanceAnswer
from assistant.guide.loader import BUILT_IN, load_all
from store.engine import make_engine
from store.schema import upgrade
from store.views import ActionInput, PlanInput, PlanView, PortfolioInput
from tests.store.organisation import Organisation, store_of
from tests.tui.conftest import Program
from tests.tui.scripted import CITATION, DOCUMENT
from tui.app import TalentApp

ACTIONS = (
    ActionInput(
        "Chair the pathway group for three meetings",
        due=date(2026, 6, 30),
        helper="Sam Okafor",
        measure="Minutes of three meetings",
        method="stretch",
        steps=("Shadow the chair in March", "Write the agenda for April"),
        cost="none",
        release="agreed",
        gained="Leading people who do not report to me",
    ),
    ActionInput("Get better at finance", due=date(2026, 4, 15)),
)
ABOUT = PlanInput(
    period_start=date(2026, 3, 2),
    period_end=date(2027, 3, 1),
    ambition_link="Lead a community team within two years",
    strengths=("Calm in a crisis", "Teaching new colleagues"),
    growth_areas=("Leading meetings", "Budgets"),
)


class House:
    """A small organisation: Priya (A), her manager Sam (M) and HR; what they do is done in their own names."""

    def __init__(self, org: Organisation, path: Path) -> None:
        self.org = org
        self.path = path
        self.who = "A"
        org.person("M", name="Sam Okafor", job_title="Team lead")
        org.person("A", "M", name="Priya Nair", job_title="Nurse")
        org.person("HR", name="Harriet Vale", roles=["hr"])

    def plan(self, *actions: ActionInput, about: PlanInput | None = ABOUT) -> PlanView:
        """A draft of Priya's."""
        return self.org["A"].plans.save(actions, about=about)

    def agreed(self, *actions: ActionInput) -> PlanView:
        """A plan of Priya's to which Sam has agreed."""
        begun = self.plan(*(actions or ACTIONS))
        self.org["A"].plans.share(begun.id)
        return self.org["M"].plans.agree(begun.id)

    def item(self, title: str = "Poster on pressure damage", **more: Any) -> str:
        """An item in Priya's portfolio."""
        given = {
            "type": "publication",
            "when": date(2025, 10, 3),
            "result": "Two others asked for the method",
        }
        return self.org["A"].portfolio.save(PortfolioInput(title=title, **{**given, **more})).id

    @property
    def now(self) -> PlanView:
        """Priya's newest plan as it is on record."""
        return self.org["A"].plans.all()[0]

    # what the program asks of a home

    def is_new(self) -> bool:
        return False

    def accounts(self) -> tuple[str, ...]:
        return ()

    def sign_in(self, account: str | None = None) -> Assistant:
        records = self.org[self.who]
        library = SimpleNamespace(warm=lambda on_progress: None, text=_document)
        guidance: Any = SimpleNamespace(library=library, ask=_answer)
        return Assistant(records.accounts.me(), records, guidance, _guides(), {}, None, lambda: self.org.now)  # type: ignore[arg-type]


def _document(name: str) -> SimpleNamespace:
    return SimpleNamespace(name=name, title="Leading well", publisher="A publisher", year=2009, text=DOCUMENT)


def _answer(question: str) -> GuidanceAnswer:
    return GuidanceAnswer(question, True, f"“{CITATION.quote}” [1]", (CITATION,))


@cache
def _guides() -> dict[str, Any]:
    return load_all(BUILT_IN)


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """A folder that goes with the process, in which a store was laid out once, to be copied."""
    folder = tempfile.TemporaryDirectory()
    engine = make_engine(f"sqlite:///{folder.name}/talent.db")
    upgrade(engine)
    engine.dispose()
    return folder


def _template() -> Path:
    return Path(_folder().name) / "talent.db"


@asynccontextmanager
async def visit(
    path: Path,
    prepare: Callable[[House], object] = lambda house: None,
    *,
    who: str = "A",
    size: tuple[int, int] = (120, 40),
) -> AsyncIterator[tuple[Program, House]]:
    """Open the program as somebody, after some things were done."""
    with store_of(_template()) as engine:
        house = House(Organisation(engine), path)
        prepare(house)
        house.who = who
        app = TalentApp(house)  # type: ignore[arg-type]
        async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
            talent = Program(app, pilot, None, None)  # type: ignore[arg-type]
            await talent.settle(but=())
            yield talent, house


def looks(
    snap_compare: Callable[..., bool],
    path: Path,
    size: tuple[int, int],
    theme: str,
    prepare: Callable[[House], object],
    *keys: str,
    who: str = "A",
) -> bool:
    """Compare the screen after some keys, in a theme."""
    with store_of(_template()) as engine:
        house = House(Organisation(engine), path)
        prepare(house)
        house.who = who
        app = TalentApp(house)  # type: ignore[arg-type]

        async def go(pilot: Pilot[None]) -> None:
            talent = Program(app, pilot, None, None)  # type: ignore[arg-type]
            await talent.settle(but=())
            app.theme = theme
            await talent.press(*keys)
            await talent.settle(but=())

        return snap_compare(app, terminal_size=size, run_before=go)


def grown(house: House) -> None:
    """A plan that is agreed, with one action under way and late, one done, and unchanged for more than 90 days."""
    begun = house.agreed(*ACTIONS, ActionInput("Teach safe lifting to six colleagues", due=date(2026, 3, 20)))
    first, _, third = begun.actions
    plans = house.org["A"].plans
    plans.follow_up(first.id, status="in_progress", progress_note="The first meeting went well.")
    plans.follow_up(third.id, status="done")
    house.org.now += timedelta(days=130)
