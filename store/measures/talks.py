"""Conversations, plans and their actions. Each function is a measure of that name in the data file.

Where somebody is `expected` to have one of these, that is `facts.population`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import timedelta

from store.measures.facts import Action, Appraisal, Class, Plan, Review, Talk
from store.measures.figures import Counted, Frame, Measure, Spread
from store.suppression import Figure, derived

ON_TIME = timedelta(days=30)
"""How far from its day a review still counts as held."""
HELPFUL = 4
"""From which mark out of five a conversation was helpful."""
ENOUGH_EXAMPLES = 2


def appraised(frame: Frame, expected: Iterable[str], appraisals: Iterable[Appraisal]) -> Counted:
    """What `appraisal_rate` counts."""
    done = (one.person for one in appraisals if frame.recent(one.completed_on))
    return Counted.of(expected, done)


def appraisal_rate(frame: Frame, expected: Iterable[str], appraisals: Iterable[Appraisal]) -> Measure:
    """Who has been appraised in the past year, of those who are expected to."""
    return frame.share("appraisal_rate", appraised(frame, expected, appraisals))


def planning(frame: Frame, expected: Iterable[str], plans: Iterable[Plan]) -> Counted:
    """What `pdp_rate` counts. That a plan was agreed is its first review."""
    looked_at = (
        one.owner
        for one in plans
        if one.current(frame.on) and (frame.recent(one.reviewed_on) or frame.recent(one.agreed_on))
    )
    return Counted.of(expected, looked_at)


def pdp_rate(frame: Frame, expected: Iterable[str], plans: Iterable[Plan]) -> Measure:
    """Who has an agreed plan that was looked at in the past year."""
    return frame.share("pdp_rate", planning(frame, expected, plans))


def covered(frame: Frame, expected: Iterable[str], talks: Iterable[Talk]) -> Counted:
    """What `conversation_coverage` counts."""
    return Counted.of(expected, (one.person for one in signed(frame, talks)))


def conversation_coverage(frame: Frame, expected: Iterable[str], talks: Iterable[Talk]) -> Measure:
    """Who has had a conversation that both have signed in the past year."""
    return frame.share("conversation_coverage", covered(frame, expected, talks))


def quality(frame: Frame, talks: Iterable[Talk]) -> Measure:
    """How many signed conversations have dated examples, both placements and a dated action."""
    return _of_talks(
        frame,
        "quality",
        signed(frame, talks),
        lambda one: (
            one.dated_examples >= ENOUGH_EXAMPLES
            and one.placed_individual
            and one.placed_manager
            and one.dated_actions > 0
        ),
    )


def both_sides_gap(frame: Frame, talks: Iterable[Talk]) -> Measure:
    """In how many records the two sides see things differently, of those in which both have said."""
    both = [one for one in signed(frame, talks) if one.placed_individual and one.placed_manager]
    return _of_talks(frame, "both_sides_gap", both, lambda one: one.differ)


def reported_conversations(frame: Frame, had_one: int, answered: int) -> Measure:
    """How many say in a survey that they have had a conversation, of those who answered."""
    return frame.portion("reported_conversations", had_one, answered)


def reported_and_recorded(reported: Measure, recorded: Measure) -> Figure:
    """By how much more is reported than recorded, as a difference of two shares; both are shown beside it."""
    return derived(lambda a, b: a - b, reported.value, recorded.value)


def action_on_time(frame: Frame, plans: Iterable[Plan]) -> Measure:
    """How many actions were finished by their day, of those whose day was in the past year."""
    due = {
        one.key: (plan.owner, one)
        for plan in plans
        for one in plan.actions
        if frame.recent(one.due) and not one.cancelled
    }
    done = frozenset(key for key, (_, one) in due.items() if _in_time(one))
    return frame.share("action_on_time", Counted({key: owner for key, (owner, _) in due.items()}, done))


def follow_up(frame: Frame, reviews: Iterable[Review]) -> Measure:
    """How many reviews were held within 30 days of their day, of those that were due in the past year."""
    due = [one for one in reviews if frame.recent(one.due_on)]
    held = frozenset(
        one.key
        for one in due
        if one.held_on and one.held_on <= frame.on and abs(one.held_on - one.due_on) <= ON_TIME
    )
    return frame.share("follow_up", Counted({one.key: one.person for one in due}, held))


def helpful(frame: Frame, talks: Iterable[Talk]) -> Measure:
    """How many found their conversation helpful, of those who said."""
    answered = [one for one in signed(frame, talks) if one.helpful is not None]
    return _of_talks(frame, "helpful", answered, lambda one: (one.helpful or 0) >= HELPFUL)


def mix(frame: Frame, plans: Iterable[Plan]) -> Spread[Class | None]:
    """The actions of current plans by their class, those of which nobody knows it under None."""
    counts: Counter[Class | None] = Counter(
        one.share for plan in _current(frame, plans) for one in _real(plan)
    )
    classes: tuple[Class | None, ...] = (70, 20, 10, None)
    return frame.spread("mix", {one: counts[one] for one in classes})


def all_formal(frame: Frame, plans: Iterable[Plan]) -> Measure:
    """How many current plans hold courses and nothing else, of those that hold anything."""
    plans = [plan for plan in _current(frame, plans) if _real(plan)]
    formal = frozenset(plan.key for plan in plans if all(one.share == 10 for one in _real(plan)))
    return frame.share("all_formal", Counted({plan.key: plan.owner for plan in plans}, formal))


def signed(frame: Frame, talks: Iterable[Talk]) -> list[Talk]:
    """The conversations that count: signed in the past year."""
    return [one for one in talks if frame.recent(one.signed_on)]


def _of_talks(frame: Frame, measure: str, talks: list[Talk], counts: Callable[[Talk], bool]) -> Measure:
    having = frozenset(one.key for one in talks if counts(one))
    return frame.share(measure, Counted({one.key: one.person for one in talks}, having))


def _in_time(one: Action) -> bool:
    return one.finished_on is not None and one.due is not None and one.finished_on <= one.due


def _current(frame: Frame, plans: Iterable[Plan]) -> list[Plan]:
    return [plan for plan in plans if plan.current(frame.on)]


def _real(plan: Plan) -> list[Action]:
    return [one for one in plan.actions if not one.cancelled]
