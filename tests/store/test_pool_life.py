"""Pool memberships as a life: whatever people try in whatever order, the rules hold and the trail grows."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from store.days import months_after
from store.errors import Forbidden, Invalid, NotFound, StoreError
from tests.store.organisation import LONG, Organisation, store_of

WHO = st.sampled_from(["A", "B", "C"])
DECIDERS = st.sampled_from(["HR", "PANEL", "BOTH", "M", "A"])
REASONS = st.sampled_from([LONG, LONG, LONG, "short", ""])
MANAGER = {"A": "M", "B": "M", "C": "BOTH"}
"""BOTH is a line manager, HR and on the panel."""


class PoolLife(RuleBasedStateMachine):
    """The store beside a model that knows three words about each person: state, nominator, last day."""

    template: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.state: dict[str, str] = {}
        self.nominator: dict[str, str] = {}
        self.nominated: dict[str, date] = {}
        self.last: dict[str, date] = {}
        self.trails: dict[str, list[Any]] = {}

    @initialize()
    def organisation(self) -> None:
        self.org = Organisation(self.stack.enter_context(store_of(self.template)))
        self.org.person("M")
        self.org.person("BOTH", roles=["hr", "panel"])
        for person, manager in MANAGER.items():
            self.org.person(person, manager)
        self.org.person("HR", roles=["hr"])
        self.org.person("PANEL", roles=["panel"])
        self.org.pool()

    def teardown(self) -> None:
        self.stack.close()

    def now(self, person: str) -> str:
        """The model's state today."""
        state = self.state.get(person, "")
        if state in {"active", "paused"} and self.org.today >= self.last[person]:
            return "expired"
        if state == "nominated" and self.org.today >= self.nominated[person] + timedelta(days=21):
            return "lapsed"
        return state

    def attempt(self, allowed: bool, step: Any, *args: Any, **kwargs: Any) -> bool:
        """Take a step; it must succeed exactly if the model allows it, and change nothing if not."""
        try:
            step(*args, **kwargs)
        except (Forbidden, Invalid, NotFound):
            assert not allowed, f"{step.__name__} was refused to {args}"
            return False
        assert allowed, f"{step.__name__} was not refused to {args}"
        return True

    @rule(person=WHO, by=st.sampled_from(["self", "M", "BOTH", "HR"]), reason=REASONS)
    def nominate(self, person: str, by: str, reason: str) -> None:
        account = person if by == "self" else by
        over = {"", "declined", "returned", "not_yet", "refused", "left", "expired", "lapsed"}
        may = by in {"self", "HR", "BOTH"} or MANAGER[person] == by
        allowed = may and self.now(person) in over and len(reason) >= 20
        if self.attempt(allowed, self.org[account].pools.nominate, "Pool", person, reason):
            self.state[person] = "agreed" if by == "self" else "nominated"
            self.nominator[person], self.nominated[person] = account, self.org.today

    @rule(person=WHO, yes=st.booleans())
    def agree(self, person: str, yes: bool) -> None:
        state = self.now(person)
        allowed = state == "nominated" or (state == "agreed" and not yes)
        if self.attempt(allowed, self.org[person].pools.agree, "Pool", yes=yes):
            self.state[person] = "agreed" if yes else "declined"

    @rule(
        person=WHO,
        by=DECIDERS,
        decision=st.sampled_from(["accept", "not_yet", "decline", "return_for_evidence"]),
        reason=REASONS,
        change=REASONS,
    )
    def decide(self, person: str, by: str, decision: str, reason: str, change: str) -> None:
        if by in {"M", "A"}:  # neither HR nor on a panel: refused whatever the state
            with pytest.raises(StoreError):
                self.org[by].pools.decide("Pool", person, decision, reason, change)
            return
        allowed = (
            self.now(person) == "agreed"
            and MANAGER[person] != by
            and self.nominator[person] != by
            and len(reason) >= 20
            and (decision == "accept" or len(change) >= 20)
        )
        if self.attempt(allowed, self.org[by].pools.decide, "Pool", person, decision, reason, change):
            ends = {"accept": "active", "not_yet": "not_yet", "decline": "refused"}
            self.state[person] = ends.get(decision, "returned")
            self.last[person] = months_after(self.org.today, 36)

    @rule(person=WHO, pause=st.booleans(), reason=REASONS)
    def review(self, person: str, pause: bool, reason: str) -> None:
        state = self.now(person)
        resumes = state == "paused" and not pause
        allowed = (state == "active" and len(reason) >= 20) or resumes
        if self.attempt(allowed, self.org["HR"].pools.review, "Pool", person, reason, pause=pause):
            self.state[person] = "paused" if pause else "active"

    @rule(person=WHO, by=st.sampled_from(["self", "HR"]), reason=REASONS)
    def leave(self, person: str, by: str, reason: str) -> None:
        account = person if by == "self" else by
        there = {"nominated", "agreed", "returned", "active", "paused"}
        allowed = self.now(person) in there and len(reason) >= 20
        if self.attempt(allowed, self.org[account].pools.leave, "Pool", person, reason):
            self.state[person] = "left"

    @rule(days=st.sampled_from([1, 7, 21, 200, 800]))
    def time_passes(self, days: int) -> None:
        self.org.days_pass(days)

    @invariant()
    def the_store_says_what_the_model_says(self) -> None:
        members = {one.person.reference: one.state for one in self.org["HR"].pools.members("Pool")}
        assert members == {person: self.now(person) for person in self.state}

    @invariant()
    def the_trail_only_grows_and_nobody_is_in_who_did_not_say_yes(self) -> None:
        for person in self.state:
            trail = self.org["HR"].pools.trail("Pool", person)
            before = self.trails.get(person, [])
            assert trail[: len(before)] == before
            self.trails[person] = trail
            steps = [event.step for event in trail]
            if self.now(person) == "active":
                joined = len(steps) - 1 - steps[::-1].index("accept")
                latest = joined - 1 - steps[:joined][::-1].index("nominate")
                assert trail[steps.index("agree", latest)].by == person
                assert trail[joined].by != person
            for event in trail:
                assert event.by and event.at


def test_in_any_order_of_steps_the_rules_hold(empty_sqlite: Path) -> None:
    PoolLife.template = empty_sqlite
    run_state_machine_as_test(
        PoolLife,
        settings=settings(
            max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
