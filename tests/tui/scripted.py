"""A scripted conversation and library, so that a screen can be tested for what it does with any event at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Event as Gate
from types import SimpleNamespace

from assistant.agenda.items import Agenda, Item, Section
from assistant.dialogue import DialogueView, PastTurn, RecordLine, StageView
from assistant.events import Asked, Citation, Cited, Delta, Done, Event, Note, Noted, Option, Saved, Side
from assistant.pool_page import PoolPage, pool_page
from store.errors import NotAllowed
from store.pools.views import CaseView, SeatView
from store.views import Candidate, Candidates, Criterion, Fact, PoolView

CITATION = Citation(
    document="guide.md",
    title="Leading well",
    section="Part 2 › Conversations",
    page=7,
    quote="Let the person speak first.",
    start=31,
    end=58,
)
DOCUMENT = "Leading well\n\nPart 2\nTalking: \nLet the person speak first. Then ask.\n" + "More of it.\n" * 80


def quick_answer(text: str, side: Side | None) -> Iterator[Event]:
    """An answer with a source."""
    reply = f"About {text}: “{CITATION.quote}” [1]"
    yield Saved("c1")
    yield Cited((CITATION,))
    for word in reply.split(" "):
        yield Delta(word + " ")
    yield Done(reply)


@dataclass
class Script:
    """A dialogue that says what it is told to, and remembers what it was told."""

    now: DialogueView = field(default_factory=lambda: DialogueView("c1", "New chat", "chat"))
    said: tuple[PastTurn, ...] = ()
    answer: Callable[[str, Side | None], Iterator[Event]] = quick_answer
    heard: list[tuple[str, Side | None]] = field(default_factory=list)

    def view(self) -> DialogueView:
        return self.now

    def past(self) -> tuple[PastTurn, ...]:
        return self.said

    def open(self) -> Iterator[Event]:
        yield Delta("Hello.")
        yield Done("Hello.")

    def reply(self, text: str, side: Side | None = None, field: str | None = None) -> Iterator[Event]:
        self.heard.append((text, side))
        yield from self.answer(text, side)


READINESS = (
    Option("now", "Ready now", "could do it tomorrow"),
    Option("soon", "Within a year", "with some help"),
    Option("later", "One to three years"),
)


def guided() -> Script:
    """A conversation of two people with a question that has options."""
    view = DialogueView(
        conversation="g1",
        title="Talent conversation: Priya Nair",
        kind="guided",
        stages=(
            StageView("open", "Open", "done", 3, 3),
            StageView("strengths", "Strengths and evidence", "check_again", 2, 2),
            StageView("readiness", "Readiness", "now", 0, 2),
            StageView("plan", "Plan", "to_do", 0, 4),
        ),
        lines=(
            RecordLine("open", "Open", "purpose", "Purpose", "individual", "Next post"),
            RecordLine(
                "strengths",
                "Strengths and evidence",
                "best",
                "Best work",
                "individual",
                "Clinics merged",
                two_sided=True,
            ),
            RecordLine(
                "strengths",
                "Strengths and evidence",
                "best",
                "Best work",
                "manager",
                "Calm in a crisis",
                check_again=True,
                two_sided=True,
            ),
        ),
        asked=Asked("readiness", "readiness", "individual", READINESS),
        done=5,
        total=11,
        sides=("individual", "manager"),
        people={"individual": "Priya Nair", "manager": "Sam Okafor"},
    )
    script = Script(view)

    def answer(text: str, side: Side | None) -> Iterator[Event]:
        other: Side = "manager" if side == "individual" else "individual"
        script.now = replace(script.now, asked=Asked("readiness", "readiness", other, READINESS), done=6)
        yield Saved("g1")
        yield Noted(Note("understood", {"value": text}))
        yield Delta("Thank you.")
        yield Done("Thank you.")

    script.answer = answer
    return script


class ScriptedPools:
    """One pool with a candidate who fits, one whose agreement is missing, and a nomination."""

    def __init__(self, people: Callable[[], Sequence[SimpleNamespace]]) -> None:
        self._people = people
        self.purpose = "Ward managers who could lead a division"
        self.states = {"P2": "agreed"}
        self.done: list[tuple[object, ...]] = []
        self.open_to_all = True
        self.refusal: Exception | None = None
        self.case: CaseView | None = None

    def all(self) -> Sequence[PoolView]:
        return [self.get("Division leads")]

    def get(self, name: str) -> PoolView:
        criterion = Criterion("Readiness", "readiness", "manager", ("ready_now",), "a dated example")
        opens = date(2026, 1, 5)
        return PoolView("Division leads", "organisation", self.purpose, (criterion,), opens, None, 12, 36)

    def candidates(self, name: str, unit: str | None = None) -> Candidates:
        if not self.open_to_all:
            raise NotAllowed("You may not see the candidates of this pool.")
        fact = Fact("readiness", "manager", "ready_now", date(2026, 1, 10), date(2027, 1, 10), "g1")
        criterion = self.get(name).criteria[0]
        first, second = self._people()
        people = (
            Candidate(first, (), (), "missing", None),
            Candidate(second, ((criterion, fact),), (), "yes", "agreed"),
        )
        return Candidates(people, fits=1, agreement_missing=1, short=0)

    def members(self, name: str | None = None) -> Sequence[SimpleNamespace]:
        return [
            SimpleNamespace(
                pool="Division leads",
                person=person,
                state=self.states[person.reference],
                nominated_by="sam",
                nominated_by_name="Sam Okafor",
                nominated_on=date(2026, 2, 1),
                joined_on=None,
                review_on=None,
                expires_on=None,
            )
            for person in self._people()
            if person.reference in self.states
        ]

    def trail(self, name: str, person: str) -> Sequence[SimpleNamespace]:
        when = datetime(2026, 2, 1, 12, tzinfo=UTC)
        return [
            SimpleNamespace(
                at=when,
                by="sam",
                by_name="Sam Okafor",
                step="nominate",
                state="nominated",
                reason="Led two mergers well.",
                would_change="",
            )
        ]

    def nominate(self, name: str, person: str, reasons: dict[str, str], evidence: Sequence[str] = ()) -> None:
        self._do("nominate", person, reasons, list(evidence))
        self.states[person] = "nominated"

    def ask_edits(self, name: str, what: str) -> None:
        self._do("edits", what)

    def read(self, name: str) -> None:
        """What was decided is noted as read."""

    def cases(self) -> Sequence[CaseView]:
        return [self.case] if self.case else []

    def convene(self, name: str, person: str, accounts: Sequence[str]) -> None:
        self._do("convene", person, list(accounts))

    def declare(self, name: str, person: str, conflict: str = "") -> None:
        self._do("declare", person, conflict)

    def rate(self, name: str, person: str, ratings: dict[str, str]) -> None:
        self._do("rate", person, ratings)

    def put_to_panel(self, *, rated: bool) -> None:
        """Have a panel sit about P2, on which the account sits itself."""
        seats = tuple(
            SeatView(name, True, "sitting", rated, "", rated, {"Readiness": "met"} if rated else None, {})
            for name in ("sam", "kim", "lee")
        )
        self.case = CaseView(
            pool="Division leads",
            person=self._people()[1],  # type: ignore[arg-type]
            kind="first",
            convened_by="hr",
            convened_at=datetime(2026, 2, 20, 12, tzinfo=UTC),
            closed_at=None,
            discussing=rated,
            wanting=() if rated else ("3 have not rated the evidence alone yet.",),
            criteria=self.get("").criteria,
            reasons={"Readiness": "Led two mergers well."},
            source="manager",
            manager_view="the manager made the nomination",
            evidence=("sam: the notes of both mergers",),
            items=(),
            goals=("Chair the site meeting",),
            seats=seats,
        )

    def agree(self, name: str, *, yes: bool, reason: str = "") -> None:
        self._do("agree", yes, reason)

    def decide(self, name: str, person: str, decision: str, reason: str, would_change: str = "") -> None:
        self._do("decide", person, decision, reason, would_change)
        self.states[person] = "active"

    def _do(self, *what: object) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.done.append(what)


class ScriptedAssistant:
    """What the screens call, with everything in memory."""

    def __init__(self, chat: Script, talk: Script) -> None:
        self.account = SimpleNamespace(name="sam", display="Sam Okafor", roles=("manager",), person="P1")
        self.first = chat
        self.talk = talk
        self.loading = Gate()
        self.loading.set()
        self.pools = ScriptedPools(self._people)
        self.asked_for: list[tuple[str, ...]] = []
        self.emergencies: list[SimpleNamespace] = []
        self.titles = {"c1": "What is a talent pool?", "g1": "Talent conversation: Priya Nair"}
        self.names = {"P1": "Sam Okafor", "P2": "Priya Nair"}

    def agenda(self, role: str | None = None) -> Agenda:
        """One conversation to begin, one to take up, a plan to agree, and what has no screen."""
        role = role or self.account.roles[0]
        people = (
            Item(
                "Priya Nair",
                "The review was due on 2026-02-20, 10 days ago.",
                late=True,
                place="talk",
                what="P2",
            ),
            Item("Nia Rees", "A conversation is begun.", place="conversation", what="g1"),
        )
        waiting = (
            Item(
                "Priya Nair's development plan",
                "It waits for you.",
                place="plan",
                what="P2",
                person="Priya Nair",
            ),
            Item("Whether everything is in order", command="talent doctor"),
        )
        sections = (
            Section("Your people", people, "Nobody."),
            Section("Waiting for you", waiting, ""),
            Section("Plans at risk", (), "No action is late."),
        )
        return Agenda(role, (*self.account.roles, "individual"), date(2026, 3, 2), sections)

    @property
    def guidance(self) -> SimpleNamespace:
        return SimpleNamespace(library=SimpleNamespace(warm=self._warm, text=self._text))

    @property
    def guides(self) -> dict[str, SimpleNamespace]:
        light, full = SimpleNamespace(minutes=45), SimpleNamespace(minutes=90)
        return {
            "talent": SimpleNamespace(
                id="talent",
                title="Talent conversation",
                about="Two people, one record",
                modes={"light": light, "full": full},
                becomes="record",
            ),
            "pdp": SimpleNamespace(
                id="pdp",
                title="Development plan",
                about="Of your own",
                modes={"light": light},
                becomes="plan",
            ),
        }

    @property
    def records(self) -> SimpleNamespace:
        return SimpleNamespace(
            people=SimpleNamespace(all=self._people, to_talk_with=self._people),
            pools=self.pools,
            panels=self.pools,
            memberships=self.pools,
            emergency=SimpleNamespace(all=lambda: self.emergencies, told=self.emergencies.clear),
            conversations=SimpleNamespace(
                all=self._conversations, rename=self.titles.__setitem__, delete_draft=self._delete
            ),
        )

    def chat(self) -> Script:
        return self.first

    def converse(self, guide: str, about: str, mode: str = "light") -> Script:
        self.asked_for.append((guide, about, mode))
        return self.talk

    def pool(self, name: str) -> PoolPage:
        return pool_page(self.records, name, ())

    def resume(self, conversation: str) -> Script:
        self.asked_for.append(("resume", conversation))
        return self.first if conversation == "c1" else self.talk

    def _warm(self, on_progress: Callable[[object], None]) -> None:
        on_progress(SimpleNamespace(what="Loading the library", done=0, total=0))
        self.loading.wait(20)

    def _text(self, name: str) -> SimpleNamespace:
        return SimpleNamespace(
            name=name, title="Leading well", publisher="A publisher", year=2009, text=DOCUMENT
        )

    def _conversations(self, about: str | None = None) -> Sequence[SimpleNamespace]:
        when = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
        found = [
            SimpleNamespace(
                id=key,
                title=title,
                kind="chat" if key == "c1" else "guided",
                status="open",
                about=None if key == "c1" else "P2",
                about_name=None if key == "c1" else self.names["P2"],
                updated_at=when,
            )
            for key, title in self.titles.items()
        ]
        return [one for one in found if about is None or one.about == about]

    def _delete(self, conversation: str, reason: str) -> None:
        del self.titles[conversation]

    def _people(self) -> Sequence[SimpleNamespace]:
        return [
            SimpleNamespace(
                reference=key,
                name=name,
                job_title="Nurse",
                unit="North",
                level="5",
                manager="P1",
                manager_name="Sam Okafor",
            )
            for key, name in self.names.items()
        ]


class ScriptedHome:
    """A data folder with one account."""

    def __init__(self, path: Path, assistant: ScriptedAssistant, *, new: bool = False) -> None:
        self.path = path
        self.assistant = assistant
        self.new = new
        self.door = Gate()
        self.door.set()
        self.set_up_as: tuple[str, str] | None = None

    def is_new(self) -> bool:
        return self.new

    def sign_in(self, account: str | None = None) -> ScriptedAssistant:
        self.door.wait(20)
        return self.assistant

    def sample(self) -> ScriptedHome:
        return ScriptedHome(self.path / "demo", self.assistant)

    def set_up(self, your_name: str, your_reference: str = "ME") -> None:
        self.set_up_as = (your_name, your_reference)
        self.new = False

    def accounts(self) -> tuple[str, ...]:
        return ()
