"""Ways through a pool as a life: whatever people try in whatever order, the rules hold and the trail grows."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import Engine, insert

from store.days import months_after, working_days_after
from store.errors import Forbidden, Invalid, NotAllowed, NotFound
from store.holidays import load_holidays
from store.models import AuditHead, metadata
from store.pool_life import State, Step, after, reasons_given, stands, word_count
from store.pool_rules import LEVELS, rules
from tests.store.organisation import LONG, WORDS, Organisation, store_of

# Which step leads where, once more, state by state: what is not here is refused.
ORACLE = """
-          nominate:nominated
nominated  agree:agreed decline:declined withdraw:left leave:left amend:= ask_for_edits:= add_evidence:= manager_view:=
lapsed     nominate:nominated
agreed     accept:active not_yet:not_yet decline_nomination:refused return_for_evidence:returned decline:declined
agreed     withdraw:left leave:left convene_panel:= add_evidence:= manager_view:=
declined   nominate:nominated
returned   nominate:nominated reopen:agreed withdraw:left leave:left add_evidence:= manager_view:=
returned   tell:= read:= appeal:= hear_appeal:=
not_yet    nominate:nominated reopen:agreed tell:= read:= appeal:= hear_appeal:=
refused    nominate:nominated reopen:agreed tell:= read:= appeal:= hear_appeal:=
active     review:active pause:paused leave:left withdraw:left tell:active read:active
review_due review:active pause:paused leave:left withdraw:left tell:active read:active
paused     resume:active leave:left withdraw:left tell:= read:=
left       nominate:nominated reopen:agreed tell:= read:= appeal:= hear_appeal:=
expired    nominate:nominated
"""
ALLOWED: dict[str, dict[str, str]] = {}
for _state, *_steps in map(str.split, ORACLE.strip().split("\n")):
    for _step, _, _to in (one.partition(":") for one in _steps):
        ALLOWED.setdefault(_state, {})[_step] = _state if _to == "=" else _to


@pytest.mark.parametrize("state", [None, *State])
@pytest.mark.parametrize("step", list(Step))
def test_every_step_from_every_state_is_the_tables(state: State | None, step: Step) -> None:
    wanted = ALLOWED[state.value if state else "-"].get(step.value)
    if wanted is None:
        with pytest.raises(Forbidden):
            after(state, step, rules(), LONG, LONG)
    else:
        assert after(state, step, rules(), LONG, LONG).value == wanted


days = st.none() | st.integers(-5, 5).map(lambda number: date(2026, 3, 2) + timedelta(days=number))


@given(state=st.sampled_from(list(State)), answer=days, review=days, expires=days, left=days, closed=days)
def test_what_time_brings_about_comes_on_its_day_and_what_is_over_stays_over(
    state: State, answer: date | None, review: date | None, expires: date | None, left: date | None,
    closed: date | None,
) -> None:  # fmt: skip
    today = date(2026, 3, 2)
    now = stands(
        state, today, answer_by=answer, review_on=review, expires_on=expires, left_on=left, closed_on=closed
    )
    going = state in {State.NOMINATED, State.AGREED, State.RETURNED, State.ACTIVE, State.PAUSED}
    over = {
        State.LAPSED: answer if state is State.NOMINATED else None,
        State.EXPIRED: expires if state in {State.ACTIVE, State.PAUSED, State.REVIEW_DUE} else None,
        State.LEFT: min((day for day in (left, closed) if day and going), default=None),
    }
    ended = {to: day for to, day in over.items() if day and day <= today}
    if ended:
        assert now.since == min(ended.values()) == ended[now.state]
    elif state is State.ACTIVE and review and review <= today:
        assert now.state is State.REVIEW_DUE
    else:
        assert (now.state, now.outcome) == (state, "")


@given(st.lists(st.sampled_from(["word", "it's", "well-known", "…", "12"]), max_size=60))
def test_a_reason_is_long_enough_exactly_from_forty_words_on(parts: list[str]) -> None:
    text = " ".join(parts)
    words = sum(part != "…" for part in parts)
    assert word_count(text) == words
    if words >= 40:
        assert reasons_given({"one": text}, ["One"], rules()) == {"One": text}
    else:
        with pytest.raises(Invalid, match=f"{40 - words} short of 40"):
            reasons_given({"one": text}, ["One"], rules())


# --- The services ------------------------------------------------------------------------------------------------

WHO = st.sampled_from(["A", "C"])
REASONS = st.sampled_from([LONG, LONG, LONG, LONG, LONG, "short", ""])
MANAGER = {"A": "M", "C": "BOTH"}
"""BOTH is a line manager, HR and on panels."""
SEATS = ("SEAT1", "SEAT2", "SEAT3")
REFUSED = (Forbidden, Invalid, NotFound, NotAllowed)


class PoolLife(RuleBasedStateMachine):
    """The store beside a model that knows a few words about each person."""

    fresh: ClassVar[Callable[[ExitStack], Organisation]]

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.state: dict[str, str] = {}
        self.nominator: dict[str, str] = {}
        self.answer_by: dict[str, date] = {}
        self.review_on: dict[str, date] = {}
        self.last: dict[str, date] = {}
        self.until: dict[str, date] = {}
        self.outcome: dict[str, str] = {}
        self.panel: dict[str, set[str]] = {}
        self.rated: dict[str, set[str]] = {}
        self.out: dict[str, set[str]] = {}
        self.due: dict[str, date] = {}
        self.before: dict[str, set[str]] = {}
        self.again: dict[str, bool] = {}
        self.appeals: dict[str, list[str]] = {}
        self.trails: dict[str, list[Any]] = {}

    @initialize()
    def organisation(self) -> None:
        self.org = type(self).fresh(self.stack)
        self.org.person("M")
        self.org.person("BOTH", roles=["hr", "panel"])
        for person, manager in MANAGER.items():
            self.org.person(person, manager)
        self.org.person("HR", roles=["hr"])
        self.org.panel(6)
        self.org.pool()

    def teardown(self) -> None:
        self.stack.close()

    def now(self, person: str) -> str:
        """The model's state today."""
        state = self.state.get(person, "-")
        if state in {"active", "paused"} and self.org.today >= self.last[person]:
            return "expired"
        if state == "nominated" and self.org.today >= self.answer_by[person]:
            return "lapsed"
        if state == "active" and self.org.today >= self.review_on[person]:
            return "review_due"
        return state

    def may(self, person: str, step: str) -> bool:
        return step in ALLOWED[self.now(person)]

    def take(self, allowed: bool, person: str, step: str, method: Any, *args: Any, **kwargs: Any) -> bool:
        """Take a step; it must succeed exactly if the model allows it, and change nothing if not."""
        before = self.now(person)
        try:
            method(*args, **kwargs)
        except REFUSED as refused:
            assert not allowed, f"{step} was refused to {args}: {refused}"
            return False
        assert allowed, f"{step} was not refused to {args}"
        self.state[person] = ALLOWED[before][step]
        if self.state[person] != "agreed":
            self.before.setdefault(person, set()).update(self.rated.pop(person, ()))
            self.panel.pop(person, None)
            self.out.pop(person, None)
        return True

    @rule(
        person=WHO,
        by=st.sampled_from(["self", "M", "BOTH", "HR"]),
        words=st.sampled_from([WORDS, WORDS, LONG]),
    )
    def nominate(self, person: str, by: str, words: str) -> None:
        account = person if by == "self" else by
        theirs = by in {"self", "HR", "BOTH"} or MANAGER[person] == by
        allowed = theirs and self.may(person, "nominate") and words == WORDS
        method = self.org[account].pools.nominate
        if self.take(allowed, person, "nominate", method, "Pool", person, {"Wants more": words}):
            self.state[person] = "agreed" if by == "self" else "nominated"
            self.nominator[person] = account
            self.answer_by[person] = self.org.today + timedelta(days=21)
            self.again[person], self.appeals[person] = False, []

    @rule(person=WHO, step=st.sampled_from(["agree", "decline", "ask_for_edits"]), reason=REASONS)
    def answer(self, person: str, step: str, reason: str) -> None:
        pools = self.org[person].pools
        if step == "ask_for_edits":
            allowed = self.may(person, step) and len(reason) >= 20
            self.take(allowed, person, step, pools.ask_edits, "Pool", reason)
        else:
            self.take(self.may(person, step), person, step, pools.agree, "Pool", yes=step == "agree")

    @rule(person=WHO, by=st.sampled_from(["M", "BOTH", "HR"]))
    def amend(self, person: str, by: str) -> None:
        allowed = self.nominator.get(person) == by and self.may(person, "amend")
        if self.take(
            allowed, person, "amend", self.org[by].pools.amend, "Pool", person, {"Wants more": WORDS}
        ):
            self.answer_by[person] = self.org.today + timedelta(days=21)

    @rule(person=WHO, by=st.sampled_from(["HR", "HR", "BOTH", "M"]),
          seats=st.sampled_from([SEATS, SEATS[:2], ("BOTH", *SEATS[:2]), ("SEAT4", "SEAT5", "SEAT6")]))  # fmt: skip
    def convene(self, person: str, by: str, seats: tuple[str, ...]) -> None:
        barred = {self.nominator.get(person), MANAGER[person]}
        if self.again.get(person):
            barred |= self.before.get(person, set())
        allowed = (
            by != "M"
            and len(seats) >= 3
            and self.may(person, "convene_panel")
            and person not in self.panel
            and barred.isdisjoint(seats)
        )
        method = self.org[by].panels.convene
        if self.take(allowed, person, "convene_panel", method, "Pool", person, seats):
            self.panel[person], self.rated[person] = set(seats), set()

    @rule(person=WHO, everybody=st.booleans())
    def rate(self, person: str, everybody: bool) -> None:
        for seat in sorted(self.panel.get(person, ())):
            if seat not in self.rated[person] and (everybody or seat != max(self.panel[person])):
                self.org[seat].panels.declare("Pool", person)
                self.org[seat].panels.rate("Pool", person, {"Wants more": "partly"})
                self.rated[person].add(seat)

    @rule(person=WHO)
    def declare_a_conflict(self, person: str) -> None:
        if seats := self.panel.get(person):
            out = min(seats)
            self.org[out].panels.declare("Pool", person, "We share a flat.")
            seats.discard(out)
            self.out.setdefault(person, set()).add(out)

    @rule(
        person=WHO,
        by=st.sampled_from(["HR", "HR", "BOTH", "SEAT1", "SEAT4", "M", "A"]),
        decision=st.sampled_from(["accept", "not_yet", "decline", "return_for_evidence"]),
        reason=REASONS,
        change=REASONS,
    )
    def decide(self, person: str, by: str, decision: str, reason: str, change: str) -> None:
        seats = self.panel.get(person, set())
        allowed = (
            self.now(person) == "agreed"
            and (by in {"HR", "BOTH"} or by in seats)
            and by not in {MANAGER[person], self.nominator[person]}
            and not (self.again[person] and by in self.before.get(person, set()))
            and by not in self.out.get(person, set())
            and len(seats) >= 3
            and seats <= self.rated[person]
            and len(reason) >= 20
            and len(change) >= 20
        )
        step = {"decline": "decline_nomination"}.get(decision, decision)
        method = self.org[by].pools.decide
        if self.take(allowed, person, step, method, "Pool", person, decision, reason, change):
            self.before[person].add(by)
            if self.again[person]:
                self.appeals[person].append("over")
            elif self.appeals[person]:
                self.appeals[person] = []
            self.again[person] = True
            self.review_on[person] = months_after(self.org.today, 12)
            self.last[person] = months_after(self.org.today, 36)
            self.outcome[person] = ""

    @rule(person=WHO, by=st.sampled_from(["HR", "BOTH", "M"]), progress=REASONS)
    def review(self, person: str, by: str, progress: str) -> None:
        allowed = by not in {"M", MANAGER[person]} and self.may(person, "review") and len(progress) >= 20
        said = {"wants": "yes", "evidence": LONG, "progress": progress}
        if self.take(allowed, person, "review", self.org[by].memberships.review, "Pool", person, **said):
            self.review_on[person] = months_after(self.org.today, 12)

    @rule(person=WHO, by=st.sampled_from(["self", "HR"]), lasts=st.sampled_from([0, 40, 900]), reason=REASONS)
    def pause(self, person: str, by: str, lasts: int, reason: str) -> None:
        until = self.org.today + timedelta(days=lasts)
        allowed = self.may(person, "pause") and lasts == 40 and len(reason) >= 20
        method = self.org[person if by == "self" else by].memberships.pause
        if self.take(allowed, person, "pause", method, "Pool", person, reason, until):
            self.until[person] = until
            for moved in (self.review_on, self.last):
                moved[person] += timedelta(days=lasts)

    @rule(person=WHO)
    def resume(self, person: str) -> None:
        method = self.org["HR"].memberships.resume
        if self.take(self.may(person, "resume"), person, "resume", method, "Pool", person):
            for moved in (self.review_on, self.last):
                moved[person] += min(self.org.today - self.until[person], timedelta())

    @rule(person=WHO, by=st.sampled_from(["self", "HR", "BOTH"]), reason=REASONS,
          outcome=st.sampled_from(["withdrew", "criteria_no_longer_met"]))  # fmt: skip
    def leave(self, person: str, by: str, reason: str, outcome: str) -> None:
        if by == "self":
            method, step = self.org[person].memberships.leave, "withdraw"
            if self.take(self.may(person, step), person, step, method, "Pool", person):
                self.outcome[person] = "withdrew"
            return
        inside = self.now(person) in {"active", "review_due", "paused"}
        allowed = (
            by != MANAGER[person]
            and self.may(person, "leave")
            and len(reason) >= 20
            and (inside or outcome == "withdrew")
        )
        method = self.org[by].memberships.leave
        if self.take(allowed, person, "leave", method, "Pool", person, reason, outcome, LONG):
            self.outcome[person] = outcome
            self.before[person].add(by)
            self.again[person], self.appeals[person] = True, []

    @rule(person=WHO, grounds=REASONS)
    def appeal(self, person: str, grounds: str) -> None:
        heard = self.appeals.get(person, [])
        if heard[-1:] == ["heard"] and self.org.today > self.due[person]:
            heard = [*heard[:-1], "no"]  # it was not answered in time
        ended = self.now(person) == "left" and self.outcome.get(person) != "criteria_no_longer_met"
        level = len(heard)
        if level == 0 and MANAGER[person] in self.before.get(person, set()):
            level = 1
        allowed = (
            self.may(person, "appeal")
            and not ended
            and "over" not in heard
            and "heard" not in heard[-1:]
            and level < len(LEVELS)
            and len(grounds) >= 20
        )
        if self.take(allowed, person, "appeal", self.org[person].appeals.raise_, "Pool", grounds):
            self.appeals[person] = ["no"] * level + ["heard"]
            self.due[person] = working_days_after(self.org.today, 10, load_holidays().free)
            if LEVELS[level] == "independent_panel":
                self.state[person] = "agreed"

    @rule(person=WHO, by=st.sampled_from(["M", "BOTH", "HR"]), upheld=st.booleans(), reason=REASONS)
    def hear(self, person: str, by: str, upheld: bool, reason: str) -> None:
        heard = self.appeals.get(person, [])
        waits = heard == ["heard"] and self.may(person, "hear_appeal") and MANAGER[person] == by
        allowed = waits and len(reason) >= 20
        method = self.org[by].appeals.hear
        if self.take(allowed, person, "hear_appeal", method, "Pool", person, upheld=upheld, reason=reason):
            self.before.setdefault(person, set()).add(by)
            self.appeals[person] = ["no"]
            if upheld:
                self.state[person] = "agreed"

    @rule(
        person=WHO,
        nominator=st.sampled_from(["self", "self", "HR"]),
        seats=st.sampled_from([SEATS, ("SEAT4", "SEAT5", "SEAT6"), ("BOTH", *SEATS[:2])]),
        conflict=st.booleans(),
        by=st.sampled_from(["HR", "HR", "BOTH", "SEAT4"]),
        decision=st.sampled_from(["accept", "not_yet", "decline"]),
    )
    def go_all_the_way(
        self, person: str, nominator: str, seats: tuple[str, ...], conflict: bool, by: str, decision: str
    ) -> None:
        """From a nomination to a decision at once, which tries of single steps would seldom find."""
        if self.may(person, "nominate") and not self.appeals.get(person):
            self.nominate(person, nominator, WORDS)
        if self.may(person, "agree"):
            self.answer(person, "agree", "")
        self.convene(person, "HR", seats)
        self.rate(person, everybody=True)
        if conflict:
            self.declare_a_conflict(person)
        self.decide(person, by, decision, LONG, LONG)

    @rule(person=WHO)
    def appeal_and_be_heard(self, person: str) -> None:
        """The same from an appeal to its answer."""
        self.appeal(person, LONG)
        self.hear(person, MANAGER[person], upheld=True, reason=LONG)

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
            told = self.org["HR"].pools.trail("Pool", person)
            trail = [one for one in told if one.by != "the pool's rules"]
            before = self.trails.get(person, [])
            assert trail[: len(before)] == before
            self.trails[person] = trail
            steps = [event.step for event in trail]
            if self.now(person) in {"active", "review_due"}:
                joined = len(steps) - 1 - steps[::-1].index("accept")
                latest = joined - 1 - steps[:joined][::-1].index("nominate")
                assert trail[steps.index("agree", latest)].by == person
                assert "convene_panel" in steps[latest:joined]
                assert trail[joined].by != person
            assert all(event.by and event.at for event in told)


def emptied(engine: Engine) -> Organisation:
    """A store on PostgreSQL with nothing in it."""
    org = Organisation(engine)
    with org.engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
        connection.execute(insert(AuditHead).values(id=1, sequence=0, seal="0" * 64))
    return org


def test_in_any_order_of_steps_the_rules_hold(empty_sqlite: Path) -> None:
    PoolLife.fresh = staticmethod(lambda stack: Organisation(stack.enter_context(store_of(empty_sqlite))))
    play(examples=20, steps=30)


def test_in_any_order_of_steps_the_rules_hold_on_postgresql_too(postgresql: Engine) -> None:
    PoolLife.fresh = staticmethod(lambda stack: emptied(postgresql))
    play(examples=6, steps=25)


def play(examples: int, steps: int) -> None:
    """Let the machine try so many ways, each of so many steps."""
    run_state_machine_as_test(
        PoolLife,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
