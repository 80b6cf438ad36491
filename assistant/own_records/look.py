"""Looking into the store for an answer: through the signed-in account's own services, each read at most once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TypeVar

from assistant.guide.schema import Guide
from assistant.own_records.recognise import Asked
from assistant.own_records.shown import CannotShow
from store.errors import NotAllowed
from store.service import Records
from store.views import AccountView, ConversationSummary, MemberView, PersonView, PlanView

T = TypeVar("T")
MOST_PEOPLE = 1_000
"""How many people's records are gone through one by one; beyond that figures are asked for."""
HR = "hr"
_OTHERS = re.compile(
    r"\bwho\b|\bwhose\b|\bwhich\b|\bhow many\b|\banyone\b|\banybody\b|\bpeople\b|\bstaff\b|@org\b"
)
_WHO_SEES = "a manager sees the team's, HR the organisation's. What HR has published is in: talent dashboard"
PLANS = "talent plan list"
OWN_PLAN = "talent plan show, or Plan (F10)"
TALKS = "talent records list, or Open (F2)"
_NEW = timedelta(days=90)
COUNTED = re.compile(r"\bhow many\b|\bnumber of\b|\bhow much\b|\bshare\b|\bpercent|%|\bproportion\b")
"""Words that ask for a number."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom an answer is about.

    Attributes:
        words: How they are called: "you", "your team (6 people)".
        people: Who they are.
        note: What was left out of what was asked; empty for nothing.
        one: Whether it is one person who was asked about.
        mine: Whether that is whoever asks.
        own: Whether it is oneself, one person, or one's own team.
    """

    words: str
    people: tuple[PersonView, ...]
    note: str = ""
    one: bool = False
    mine: bool = False
    own: bool = False

    @property
    def bare(self) -> str:
        """The words without how many they are."""
        return self.words.rsplit(" (", 1)[0]


class Look:
    """What is asked, and the records of whoever asks.

    Args:
        records: The store, bound to the account.
        account: Who asks.
        guides: The guides by id, for the words of what was recorded.
        today: The day.
        asked: The question.
    """

    def __init__(
        self,
        records: Records,
        account: AccountView,
        guides: Mapping[str, Guide],
        today: date,
        asked: Asked,
    ) -> None:
        self.records = records
        self.account = account
        self.guides = guides
        self.today = today
        self.asked = asked

    @staticmethod
    def allowed(read: Callable[[], list[T]]) -> list[T]:
        """What a service gives; nothing where the account may not ask it."""
        try:
            return read()
        except NotAllowed:
            return []

    @property
    def is_hr(self) -> bool:
        """Whether the account sees the whole organisation's records."""
        return HR in self.account.roles

    @property
    def counts_only(self) -> bool:
        """Whether a number of people by unit, level or organisation is asked for: a figure, hidden as figures are."""
        return self.is_hr and not self.scope.own and COUNTED.search(self.asked.text) is not None

    @cached_property
    def people(self) -> list[PersonView]:
        """Whose profiles the account may see, by name."""
        return self.allowed(self.records.people.all)

    @cached_property
    def me(self) -> PersonView:
        """Whoever asks. Raises CannotShow where the account is nobody's."""
        for one in self.people:
            if one.reference == self.account.person:
                return one
        raise CannotShow(
            "This account is nobody's who works here, so there are no records about it; sign in with your own."
        )

    @cached_property
    def team(self) -> tuple[PersonView, ...]:
        """Those who report to whoever asks."""
        me = self.account.person
        return tuple(one for one in self.people if me is not None and one.manager == me)

    @cached_property
    def within_reach(self) -> tuple[PersonView, ...]:
        """Whose conversations and plans the account may see: its own, its team's, or everybody's."""
        if self.is_hr:
            return tuple(self.people)
        own = tuple(one for one in self.people if one.reference == self.account.person)
        return own + self.team

    @cached_property
    def plans(self) -> dict[str, list[PlanView]]:
        """Plans that the account may see, the newest first, by owner."""
        found: dict[str, list[PlanView]] = {}
        for one in self.allowed(self.records.plans.all):
            found.setdefault(one.owner, []).append(one)
        return found

    @cached_property
    def signed(self) -> dict[str, list[ConversationSummary]]:
        """Signed conversations that the account may see, the latest first, by whom they are about."""
        found: dict[str, list[ConversationSummary]] = {}
        for one in self.records.conversations.all(kind="guided", status="signed"):
            if one.about and one.signed_on:
                found.setdefault(one.about, []).append(one)
        for theirs in found.values():
            theirs.sort(key=lambda one: one.signed_on or date.min, reverse=True)
        return found

    @cached_property
    def members(self) -> list[MemberView]:
        """Who stands where in pools, as far as the account may see."""
        return self.allowed(self.records.pools.members)

    def only_of_oneself(self) -> None:
        """What is answered of whoever asks is not answered where somebody else is named. Raises CannotShow then."""
        asked = self.asked
        if asked.people != (self.account.person,):
            raise CannotShow(
                f"That is looked up of yourself alone, and {asked.named} is named. What you may see of others is in: "
                "talent records list, talent post list."
            )

    def plan(self, person: str) -> PlanView | None:
        """The newest plan of somebody that is not closed, as far as the account may see it."""
        return next((one for one in self.plans.get(person, []) if one.status != "closed"), None)

    def new(self, person: PersonView) -> str:
        """That somebody has started lately, where they have: nothing may be due yet."""
        started = person.started_on
        return f" (started on {started})" if started and started > self.today - _NEW else ""

    @cached_property
    def scope(self) -> Scope:
        """Whom the question is about. Raises CannotShow where that is nobody whose records the account may see."""
        found = self._scope()
        if self.asked.level and not found.one:
            people = tuple(one for one in found.people if one.level == self.asked.level)
            words = f"{found.bare}, level {self.asked.level} ({_people(people)})"
            found = replace(found, words=words, people=people)
        if len(found.people) > MOST_PEOPLE:
            raise CannotShow(
                f"That is about {len(found.people):,} people, too many to go through one by one; ask about a unit, "
                "or for a figure: talent dashboard."
            )
        return found

    def _scope(self) -> Scope:
        asked = self.asked
        if asked.whom == "me":
            return self.just(self.me)
        if asked.whom in {"person", "nobody"}:
            return self._named()
        if asked.whom == "unit":
            there = tuple(one for one in self.within_reach if one.unit == asked.unit)
            if not self.is_hr and not self.team:
                raise CannotShow(f"You see your own records; {_WHO_SEES}")
            if not there:
                raise CannotShow(f"Nobody whose records you may see is in {asked.unit}; HR sees every unit.")
            return Scope(f"{asked.unit} ({_people(there)})", there, self._partly("the unit"))
        if asked.whom == "team":
            if not self.team:
                raise CannotShow(
                    "Nobody reports to you on record, so there is no team to look up; HR keeps the lines."
                )
            return Scope(f"your team ({_people(self.team)})", self.team, own=True)
        if self.is_hr:
            return Scope(f"the organisation ({_people(self.people)})", tuple(self.people))
        if self.team:
            note = "The rest of the organisation, which HR sees." if asked.whom == "org" else ""
            return Scope(f"your team ({_people(self.team)})", self.team, note)
        mine = self.just(self.me)
        if _OTHERS.search(asked.text):
            raise CannotShow(f"You see your own records; {_WHO_SEES}")
        return replace(mine, note="Anybody else: HR sees the organisation.")

    def just(self, person: PersonView) -> Scope:
        """One person alone."""
        mine = person.reference == self.account.person
        return Scope("you" if mine else person.name, (person,), one=True, mine=mine, own=True)

    def _named(self) -> Scope:
        found = [one for one in self.within_reach if one.reference in self.asked.people]
        if not found:
            raise CannotShow(
                f"There is nobody called {self.asked.named} whose conversations and plans you may see. Their manager "
                "or HR can help, or they can tell you themself."
            )
        if len(found) > 1:
            which = "; ".join(f"{one.name} ({one.reference})" for one in found)
            raise CannotShow(
                f"Several people are called {self.asked.named}: {which}. Ask again with the whole name."
            )
        return self.just(found[0])

    def _partly(self, what: str) -> str:
        return "" if self.is_hr else f"Those of {what} whose records you do not see."


def _people(people: tuple[PersonView, ...] | list[PersonView]) -> str:
    return "1 person" if len(people) == 1 else f"{len(people):,} people"
