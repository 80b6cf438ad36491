"""Figures split into groups of people: by unit, level or manager, or by what people have said of themselves.

For a characteristic the measures of fairness come along. Groups are counted here and hidden at once; nobody's answer
leaves the database but in a count.

A whole that the page without groups shows is shown here, too; the groups beside it are hidden until nothing about a few
people follows from it (`suppression.table`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import and_
from sqlalchemy.orm import Session

from store import counting, dashboard_page, pool_facts
from store.counting import Among, Grouping
from store.dashboard_page import Line
from store.equality import questions
from store.measures import fairness, pools
from store.measures.figures import NOT_STATED, Frame
from store.pool_facts import PoolFacts

_TWICE = "Of those with two conversations within a year, since older ones have expired."


def split_by(
    session: Session, among: Among, frame: Frame, by: str, lines: Mapping[str, Line], facts: PoolFacts
) -> dict[str, Line]:
    """The measures that have groups, with them beside the whole.

    Args:
        among: Whom it is about.
        frame: The day and the profile.
        by: What splits them; one that `counting.grouping` knows.
        lines: The measures as they are without groups.
        facts: What the pools' figures are worked out from.
    """
    how = counting.grouping(by, among.on)
    asked = questions().get(by)
    labels = dict(asked.answers) if asked else {}
    group_of = counting.group_of(session, and_(among.whose, counting.nominated()), how)
    groups = {
        measure: frame.of_groups(
            measure,
            {group: (one.count, one.base) for group, one in tallies.items()},
            {group: one.people for group, one in tallies.items()},
        )
        for measure, tallies in counting.tallies(session, among, how).items()
        if measure in lines
    }
    nominated = pools.nominated(frame, facts.nominations)
    groups["nominations_accepted"] = frame.by_group("nominations_accepted", nominated, group_of)
    found = {
        measure: dashboard_page.with_groups(lines[measure], one, labels) for measure, one in groups.items()
    }
    return found | _fairness(session, among, frame, how, facts, group_of, labels) if asked else found


def _fairness(
    session: Session,
    among: Among,
    frame: Frame,
    how: Grouping,
    facts: PoolFacts,
    group_of: Mapping[str, str],
    labels: Mapping[str, str],
) -> dict[str, Line]:
    def line(measure: str, note: str = "") -> Line:
        return dashboard_page.nothing(frame, measure, note)

    silent = fairness.not_stated(frame, counting.people(session, among, how))
    levels = fairness.profile_by_level(frame, counting.levels(session, among, how))
    rated = fairness.fair_rating(frame, counting.ratings(session, among, how))
    views = counting.two_views(session, among)
    theirs = counting.group_of(session, counting.talked_twice(among), how)
    stale = fairness.stale_potential(frame, views, theirs)
    nominated = pools.nominations_by_group(frame, facts.nominations, group_of)
    return {
        "not_stated": dashboard_page.of_spread("not_stated", silent),
        "profile_by_level": dashboard_page.with_spreads(line("profile_by_level"), levels, labels),
        "fair_rating": dashboard_page.with_placed(line("fair_rating"), rated, labels),
        "stale_potential": dashboard_page.with_groups(line("stale_potential", _TWICE), stale, labels),
        "nominations_by_group": dashboard_page.with_groups(line("nominations_by_group"), nominated, labels),
        **_in_pools(session, among, frame, how, facts, labels),
    }


def _in_pools(
    session: Session,
    among: Among,
    frame: Frame,
    how: Grouping,
    facts: PoolFacts,
    labels: Mapping[str, str],
) -> dict[str, Line]:
    """How the pools' members compare with those who could be among them: everybody who is expected to talk."""
    eligible = counting.group_sizes(session, among.expected, how)
    could = counting.group_of(session, and_(among.expected, counting.nominated()), how)
    inside = Counter(could[one] for one in pool_facts.active(facts.members, frame.on) if one in could)
    members = {group: (inside[group], base) for group, base in eligible.items()}
    found = {
        "representation": dashboard_page.with_groups(
            dashboard_page.nothing(frame, "representation", ""),
            fairness.representation(frame, members),
            labels,
        )
    }
    largest = max(sorted(members.keys() - {NOT_STATED}), key=lambda group: members[group][1], default=None)
    if largest is None:
        return found
    beside = {
        group: fairness.relative_likelihood(frame, members, group, largest)
        for group in sorted(members.keys() - {NOT_STATED, largest})
    }
    whole = fairness.relative_likelihood(frame, members, largest, largest).groups
    values = {group: one.value for group, one in beside.items()}
    note = f"Each group beside the largest: {labels.get(largest, largest)}."
    found["relative_likelihood"] = dashboard_page.with_groups(
        dashboard_page.nothing(frame, "relative_likelihood", note), replace(whole, values=values), labels
    )
    return found
