"""The dashboard: figures about people and posts, as far as an account may see them, hidden before anybody reads them.

Whom they are about follows from the account: HR sees the organisation, a manager the own team, a panel's member those
put to it, and everybody what HR has published; an administrator sees how many records there are, and no figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, false, func, true
from sqlmodel import col, select

from store import appraisals, counting, dashboard_page, pool_facts, post_figures
from store.access import Scope, scopes
from store.counting import PARTS, Among, Grouping, Tally
from store.dashboard_page import Line, Page
from store.dashboard_split import split_by
from store.desk import Desk, Service, writes
from store.errors import Forbidden, Invalid, NotAllowed, NotFound
from store.measures import pools
from store.measures.catalogue import catalogue
from store.measures.figures import Frame, Measure
from store.models import (
    Account,
    Audit,
    Conversation,
    Membership,
    Person,
    Plan,
    PlanAction,
    Pool,
    PortfolioItem,
    PublishedFigures,
)
from store.row_security import count_of
from store.shown import Asked, refused, remember
from store.suppression import HIDDEN, Profile, profiles, split

PUBLISH, INTERNAL = "publish", "internal"
PEOPLE = "people"
"""What a filter as a whole is remembered as: everybody in post whom it is about."""
POOLS = "pools"
"""What everybody who was ever put forward for a pool is remembered as."""
_GO_TOGETHER = {
    "all_formal": ("mix",),
    POOLS: (
        "pool_members", "pool_added", "pool_reviews_on_time", "nominations_by_source", "nominations_accepted",
        "nominations_by_group",
    ),
}  # fmt: skip
"""What is withheld together, because it is about the same people."""
_DIFFERS = (
    "This filter differs by so few people from figures shown to you before that those few could be told from the two; "
    "choose a filter that differs by more."
)
_WITHHELD = "Hidden: beside a figure shown to you before, it would tell of a few people."
_AS_BEFORE = "As at {day}: what has changed since is about so few people that they could be told."
_LONGEST_FILTER = 280
"""Characters of a filter; its day comes after it."""
_NO_TABLE = {
    "reported_conversations": "Results of surveys are not recorded here.",
    "internal_fill": "From where posts were filled is not recorded here.",
    "fill_sources": "From where posts were filled is not recorded here.",
    "time_in_post": "Since when posts are held is not recorded here.",
    "recruitment_rounds": "The rounds of openings that were filled are not recorded here.",
    "stewardship_moves": "Moves between partners are not recorded here.",
    "stewardship_refusals": "Requests to move are not recorded here.",
    "programme_reach": "Programmes and who takes part are not recorded here.",
    "spend": "Spending and the pay bill are not recorded here.",
    "progression": "The order of levels is not recorded here.",
    "guidance_answers": "Which questions to the guidance had an answer is not recorded here.",
    "unanswered_topics": "Which questions to the guidance had no answer is not recorded here.",
}
"""What no table holds yet, and so no figure says."""
_POSTS = "Figures about posts are given for the organisation and its units."
_BY_GROUP = "Name a characteristic to split by: --by."
_NO_APPRAISALS = "No past appraisals have been imported; HR brings them along: talent import appraisals."
_NO_ABSENCES = "Absences are not recorded here, so nobody is left out for one."
_ALSO_LEFT_OUT = {
    "quality", "both_sides_gap", "helpful", "follow_up", "action_on_time", "mix", "all_formal",
}  # fmt: skip
"""Measures of records, which here are of people in post."""


@dataclass(frozen=True, slots=True)
class _View:
    """Whom a page is about."""

    among: Among
    words: str
    unit: str | None
    organisation: bool


class Dashboard(Service):
    """Figures, for an account."""

    @writes("dashboard.see")
    def show(
        self,
        desk: Desk,
        *,
        as_at: date | None = None,
        by: str | None = None,
        unit: str | None = None,
        profile: str | None = None,
        published: bool = False,
    ) -> Page:
        """Every measure of the catalogue, hidden as the profile says; that it was shown is written down.

        Args:
            as_at: The day; None is today.
            by: Split by unit, level, manager or an equality question.
            unit: Only people of this unit.
            profile: How much is hidden; None is within the organisation.
            published: What HR published last, whatever else the account may see.

        Returns:
            For whoever sees no figures of others but the published ones, those.

        Raises:
            Invalid: a day to come, or no such split or profile.
            NotFound: no such unit within the account's reach, or nothing is published.
            NotAllowed: what was published is not worked out anew for whoever may see no more than that.
            Forbidden: the filter differs by a few people from one shown before.
        """
        mine = scopes(desk.actor, desk.action)
        narrowed = by is not None or unit is not None or as_at is not None or profile is not None
        if published or not mine & {Scope.ORG, Scope.LINE, Scope.CASE}:
            if narrowed:
                raise NotAllowed("Published figures are as they were published; leave out what narrows them.")
            if Scope.OWN not in mine:
                return _counts_of_records(desk)
            return _published(desk)
        day = as_at or desk.today
        if day > desk.today:
            raise Invalid(f"{day} is still to come; figures are of a day that has been.")
        view = _about(desk, mine, day, unit)
        return _worked_out(desk, view, Frame(day, profile or INTERNAL), by)

    @writes("dashboard.publish")
    def publish(self, desk: Desk, *, as_at: date | None = None) -> Page:
        """Publish the organisation's figures for everybody who works here, hidden and rounded as what is published.

        Raises:
            Invalid: a day to come.
            Forbidden: as `show`.
        """
        day = as_at or desk.today
        if day > desk.today:
            raise Invalid(f"{day} is still to come; figures are of a day that has been.")
        view = _about(desk, frozenset({Scope.ORG}), day, None)
        page = replace(_worked_out(desk, view, Frame(day, PUBLISH), None), published_on=desk.today)
        row = PublishedFigures(
            account_id=desk.actor.account,
            as_at=day,
            published_at=desk.now,
            page=dashboard_page.as_data(page),
        )
        desk.session.add(row)
        desk.session.flush()
        desk.note(f"published figures {row.id}", None, content=row.page)
        return page


def _about(desk: Desk, mine: frozenset[Scope], day: date, unit: str | None) -> _View:
    """Whom the account's figures are about: the widest that its roles give."""
    whose: ColumnElement[bool]
    if Scope.ORG in mine:
        whose, words, organisation = true(), "the organisation", True
    elif Scope.LINE in mine and desk.actor.line:
        whose, words, organisation = _keys(desk.actor.line), "your team", False
    else:
        whose, words, organisation = _keys(desk.actor.cases), "those put to your panel", False
    if unit is not None:
        name = unit.strip()
        among = Among(whose, day)
        theirs = whose & (func.lower(col(Person.unit)) == name.lower())
        found = desk.session.scalars(select(Person.unit).where(theirs).limit(1)).first()
        if not name or found is None:
            raise NotFound(f"There is no unit {unit!r} that you may see figures of; check its name.")
        whose, unit, words = whose & (col(Person.unit) == found), found, f"{words}, unit {found}"
    among = Among(whose, day, everybody=organisation and unit is None)
    return _View(among, words, unit, organisation)


def _keys(people: frozenset[str]) -> ColumnElement[bool]:
    return col(Person.id).in_(people) if people else false()


def _worked_out(desk: Desk, view: _View, frame: Frame, by: str | None) -> Page:
    session, among = desk.session, view.among
    counting.make_room(session)
    how = counting.grouping(by, among.on) if by else None
    everybody = counting.people(session, among, PARTS)
    rules = profiles()[frame.profile]
    words = view.words if among.on == desk.today else f"{view.words}, as at {among.on}"
    series, others = _series(view.words, frame.profile)
    asked = [Asked(PEOPLE, series, everybody, on=among.on)]
    if how is not None:
        asked += _group_filters(desk, view, how, f"{series}, {by}", rules)
    today = among.on == desk.today
    for (_, filter_), near in refused(desk, asked, rules, others).items():
        # Who came or went since the same filter was shown is seen to measure by measure, unless a day was chosen.
        if not today or any(one.filter != filter_ for one in near):
            raise Forbidden(_DIFFERS)
    whole = counting.tallies(session, among, PARTS)
    facts = pool_facts.load(session, among.whose, among.on)
    lines = _shares(frame, whole) | _of_pools(frame, facts)
    classes = {share: counting.mix(share) for share in (70, 20, 10, None)}
    counts = {share: sum(whole.pop(name, {}).values(), Tally()).count for share, name in classes.items()}
    lines["mix"] = dashboard_page.of_spread("mix", frame.spread("mix", counts))
    figures = [
        Asked(POOLS, series, pool_facts.parts(facts, counting.PART), on=among.on, lines=_kept(POOLS, lines)),
        *(
            Asked(measure, series, *_in_parts(parts), on=among.on, lines=_kept(measure, lines))
            for measure, parts in whole.items()
            if lines[measure].value != str(HIDDEN)
        ),
    ]
    withheld = {
        measure: _as_before(frame, measure, near if today else (), series)
        for (measure, _), near in refused(desk, figures, rules, others).items()
    }
    instead = {measure: line for held in withheld.values() for measure, line in held.items()}
    if how is not None and by is not None:
        lines |= split_by(session, among, frame, by, lines, facts)
    if view.organisation:
        lines |= post_figures.lines(desk, frame, view.unit)
    lines |= instead
    shown = [_complete(frame, measure, lines, view, by) for measure in catalogue()]
    if len(everybody) and sum(everybody.values()) >= rules.base_at_least:
        remember(desk, [*asked, *(one for one in figures if one.measure not in withheld)])
    desk.note("dashboard", None, reason=f"{words}; by {by or 'nothing'}; {frame.profile}"[:300])
    return Page(among.on, frame.profile, view.words, by, rules.hide_up_to, tuple(shown))


def _group_filters(desk: Desk, view: _View, how: Grouping, words: str, rules: Profile) -> list[Asked]:
    """The groups of a split as filters of their own, as far as anything is shown of them."""
    parts = counting.people_in_parts(desk.session, view.among, how)
    sizes = {group: sum(theirs.values()) for group, theirs in parts.items()}
    hidden = split(sizes, rules).hidden
    return [
        Asked(PEOPLE, f"{words} {group}"[:_LONGEST_FILTER], theirs, on=view.among.on)
        for group, theirs in parts.items()
        if group not in hidden and sizes[group] >= rules.base_at_least
    ]


def _series(words: str, profile: str) -> tuple[str, frozenset[str]]:
    """What a filter is remembered as under a profile, and as what it is under those that are not compared with it:
    beside a figure that is rounded, nobody can tell how few people another is about."""
    names = {one: words if one == INTERNAL else f"{words}, {one}" for one in profiles()}
    rounds = {one for one, rules in profiles().items() if rules.round_to}
    others = {names[one] for one in names if one != profile and rounds & {one, profile}}
    return names[profile], frozenset(others)


def _in_parts(parts: Mapping[str, Tally]) -> tuple[dict[str, int], dict[str, int]]:
    """How many people are in each part, and how many records where these are not as many."""
    people = {part: one.people for part, one in parts.items() if one.people}
    return people, {part: one.base for part, one in parts.items() if one.base != one.people}


def _together(measure: str) -> tuple[str, ...]:
    """The measures that stand or fall with what a figure is remembered as."""
    return (*((measure,) if measure in catalogue() else ()), *_GO_TOGETHER.get(measure, ()))


def _kept(measure: str, lines: Mapping[str, Line]) -> dict[str, Any]:
    """The lines that are shown with a figure, as they are written down."""
    return {one: dashboard_page.line_as_data(lines[one]) for one in _together(measure) if one in lines}


def _as_before(frame: Frame, measure: str, near: Sequence[Asked], series: str) -> dict[str, Line]:
    """What stands instead of a figure that would tell of a few people: what the same filter showed last, or nothing.

    Args:
        near: The figures shown before from which it differs by those few.
        series: The filter.
    """
    earlier = [one for one in near if one.filter == series and one.on and one.lines]
    last = max(earlier, key=lambda one: str(one.on), default=None)
    found: dict[str, Line] = {}
    for one in _together(measure):
        if last is None or one not in last.lines:
            found[one] = _hidden(frame, one)
            continue
        line = dashboard_page.line_from_data(last.lines[one])
        found[one] = replace(line, missing=_AS_BEFORE.format(day=line.as_at))
    return found


def _shares(frame: Frame, whole: counting.Tallies) -> dict[str, Line]:
    """The shares that are counted in the database."""
    found: dict[str, Line] = {}
    for measure in counting.SHARES:
        one = sum(whole.get(measure, {}).values(), Tally())
        about = frame.portion(measure, one.count, one.base, one.people)
        missing = _NO_ABSENCES if measure in counting.OF_EXPECTED else ""
        if measure == appraisals.MEASURE and measure not in whole:
            missing = _NO_APPRAISALS
        found[measure] = dashboard_page.of_measure(measure, about, missing)
    return found


def _of_pools(frame: Frame, facts: pool_facts.PoolFacts) -> dict[str, Line]:
    members = pools.pool_members(frame, facts.members)
    measures: dict[str, Measure] = {
        "pool_added": pools.pool_added(frame, facts.members),
        "pool_reviews_on_time": pools.pool_reviews_on_time(frame, facts.reviews),
        "nominations_accepted": pools.nominations_accepted(frame, facts.nominations),
    }
    found = {measure: dashboard_page.of_measure(measure, one) for measure, one in measures.items()}
    found["pool_members"] = dashboard_page.of_spread("pool_members", members)
    sources = pools.nominations_by_source(frame, facts.nominations)
    found["nominations_by_source"] = dashboard_page.of_spread("nominations_by_source", sources)
    return found


def _complete(frame: Frame, measure: str, lines: Mapping[str, Line], view: _View, by: str | None) -> Line:
    if measure in lines:
        line = lines[measure]
        also = ("people who have left",) if measure in _ALSO_LEFT_OUT else ()
        return replace(line, exclusions=(*line.exclusions, *also))
    if missing := _NO_TABLE.get(measure):
        return dashboard_page.nothing(frame, measure, missing)
    chapter = catalogue()[measure].chapter
    return dashboard_page.nothing(frame, measure, _POSTS if chapter == "posts" else _BY_GROUP)


def _hidden(frame: Frame, measure: str) -> Line:
    return dashboard_page.nothing(frame, measure, _WITHHELD, HIDDEN)


def _published(desk: Desk) -> Page:
    """What HR published last, with counts of one's own records beside it."""
    newest = select(PublishedFigures).order_by(col(PublishedFigures.published_at).desc()).limit(1)
    row = desk.session.scalars(newest).first()
    own = _own_records(desk)
    if row is None:
        rules = profiles()[PUBLISH]
        return Page(desk.today, PUBLISH, "your own records", None, rules.hide_up_to, (), own)
    page = dashboard_page.from_data(row.page, desk.day_of(row.published_at))
    return replace(page, records=own)


def _own_records(desk: Desk) -> dict[str, int]:
    me = desk.actor.person
    plan = col(PlanAction.plan_id) == col(Plan.id)
    late = (col(PlanAction.due) < desk.today) & col(PlanAction.status).not_in(
        ["done", "evidenced", "cancelled"]
    )
    wanted: dict[str, Any] = {
        "your signed conversations": select(func.count()).select_from(Conversation).where(
            Conversation.about_id == me, Conversation.status == "signed"
        ),
        "your plans": select(func.count()).select_from(Plan).where(Plan.owner_id == me),
        "your actions that are late": select(func.count()).select_from(PlanAction).join(Plan, plan).where(
            Plan.owner_id == me, late
        ),
        "pieces in your portfolio": select(func.count()).select_from(PortfolioItem).where(
            PortfolioItem.owner_id == me
        ),
    }  # fmt: skip
    return {name: desk.session.scalar(one) or 0 for name, one in wanted.items()}


def _counts_of_records(desk: Desk) -> Page:
    tables: Sequence[tuple[str, Any]] = (
        ("people", Person),
        ("accounts", Account),
        ("conversations", Conversation),
        ("plans", Plan),
        ("pools", Pool),
        ("memberships", Membership),
        ("rows of the audit", Audit),
    )
    counts = {name: count_of(desk.session, table) for name, table in tables}
    return Page(desk.today, INTERNAL, "records", None, 0, (), counts)
