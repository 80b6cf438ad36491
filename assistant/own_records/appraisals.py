"""Answers about past appraisals: that they took place, as other systems had it, beside the talent conversations."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from assistant.own_records import talks
from assistant.own_records.groups import given, group, named, whose
from assistant.own_records.look import Look
from assistant.own_records.periods import Period
from assistant.own_records.recognise import Asked
from assistant.own_records.shown import CannotShow, Shown, Statement, listed
from store.appraisals import AppraisalView

_WHERE = "talent people show"
_SPOKEN_OF = re.compile(r"\bapprais|\bpdrs?\b")
_MARKED = re.compile(
    r"\b(?:rat(?:ed|ings?)|scor(?:es?|ed)|grades?|mark(?:s|ed)|results?|outcomes?|get|got|say|said)\b"
)
_NO_MARKS = Statement(
    "What an appraisal came to, such as a rating, is not kept here: only that it took place.", (), _WHERE
)
_NO_DAYS = "When an appraisal is due: only past ones are on record, and this is about reviews of plans."


def meant(asked: Asked) -> Callable[[Look], Shown] | None:
    """What answers a question where it speaks of appraisals; None where it does not, or nothing here would."""
    return _ANSWERS.get(asked.kind) if _SPOKEN_OF.search(asked.text) else None


def last(look: Look) -> Shown:
    """When somebody's appraisals were, beside their last talent conversation; of several people, each one's last."""
    scope = look.scope
    if not scope.one:
        found = _of(look)
        items = [f"{named(one)}: {_newest(found[one.reference])}" for one in scope.people]
        text = f"The last appraisal of {scope.words}:"
        return Shown((Statement(text, listed(items), _WHERE),), given(scope.note))
    talk = talks.last_conversation(look)
    return Shown((*_theirs(look), *talk.statements), talk.leaves_out)


def ratings(look: Look) -> Shown:
    """One's own appraisals, which have no ratings here, and what one's last talent conversation says instead."""
    try:
        placed = talks.placement(look)
    except CannotShow as why:
        placed = Shown((), (str(why),))
    return Shown((*_theirs(look), *placed.statements), placed.leaves_out)


def without(look: Look) -> Shown:
    """Who has completed no appraisal in a stretch of time."""
    scope, period = look.scope, talks.gone_by(look)
    if scope.one:
        return last(look)
    found = _of(look)
    people = [
        one
        for one in scope.people
        if not any(it.completed_on and period.holds(it.completed_on) for it in found[one.reference])
    ]
    items = [f"{named(one)}: {_newest(found[one.reference])}{look.new(one)}" for one in people]
    said = f"no appraisal on record that was completed {period.words}"
    return Shown((group(look, scope, people, said, items, _WHERE),), given(scope.note, _brought(found)))


def held(look: Look) -> Shown:
    """Who has completed an appraisal in a stretch of time."""
    scope, period = look.scope, talks.gone_by(look)
    if scope.one:
        return last(look)
    found = _of(look)
    done = {
        one.reference: [
            it for it in found[one.reference] if it.completed_on and period.holds(it.completed_on)
        ]
        for one in scope.people
    }
    people = [one for one in scope.people if done[one.reference]]
    items = [f"{named(one)}: {_said(done[one.reference][0])}" for one in people]
    said = f"an appraisal on record that was completed {period.words}"
    return Shown((group(look, scope, people, said, items, _WHERE),), given(scope.note, _brought(found)))


def due(look: Look) -> Shown:
    """When reviews are due, and that this is no day for an appraisal."""
    reviews = talks.reviews(look)
    return Shown(reviews.statements, (*reviews.leaves_out, _NO_DAYS))


def _theirs(look: Look) -> tuple[Statement, ...]:
    """One person's appraisals, of the stretch of time where one is named."""
    scope, period = look.scope, look.asked.period
    found = _of(look)[scope.people[0].reference]
    there = [one for one in found if period is None or period.holds(one.held_on)]
    mine = "yours" if scope.mine else whose(scope)
    if there:
        order = ", the last first" if len(there) > 1 else ""
        text = f"{whose(scope)} appraisal{'s' if order else ''} on record{_within(period)}{order}:"
    else:
        other = f" The last one: {_said(found[0])}." if found else ""
        text = f"No appraisal of {mine} is on record{_within(period)}.{other}"
    stated = Statement(text, listed(_said(one) for one in there), _WHERE)
    return (stated, _NO_MARKS) if _MARKED.search(look.asked.text) else (stated,)


def _of(look: Look) -> Mapping[str, Sequence[AppraisalView]]:
    """Everybody's in question, the newest first, by reference."""
    references = [one.reference for one in look.scope.people]
    found = look.records.appraisals.of_several(references)
    return {one: found.get(one, ()) for one in references}


def _newest(theirs: Sequence[AppraisalView]) -> str:
    return f"last {_said(theirs[0])}" if theirs else "none on record"


def _said(one: AppraisalView) -> str:
    by = f", held by {one.reviewer_name}" if one.reviewer_name else ""
    done = f"completed on {one.completed_on}" if one.completed_on else "not completed"
    return f"{one.held_on}, {one.kind.replace('_', ' ')}{by}, {done}"


def _within(period: Period | None) -> str:
    return f" {period.words}" if period else ""


def _brought(found: Mapping[str, Sequence[AppraisalView]]) -> str:
    return (
        "" if any(found.values()) else "Appraisals that nobody has imported: there are none on record here."
    )


_ANSWERS: Mapping[str, Callable[[Look], Shown]] = {
    "appraisals": last,
    "last_conversation": last,
    "placement": ratings,
    "no_conversation": without,
    "held_conversations": held,
    "review_due": due,
}
