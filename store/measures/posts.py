"""Critical posts, who could follow, how openings are filled. Each function is a measure of that name in the data file.

All but `gap` are about posts: those that are critical, by `succession.facts.is_critical`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import get_args

from store.measures.facts import Opening, Source
from store.measures.figures import Counted, Frame, Measure, Spread
from store.succession.bench import bench
from store.succession.facts import Candidate, Horizon, Post, Readiness, active, is_critical
from store.succession.status import Colour, status
from store.succession.supply import Demand, Ready, gaps
from store.suppression import NO_DATA, Figure, derived, split

DAYS_A_YEAR = 365.25


def cover(frame: Frame, posts: Iterable[Post], candidates: Iterable[Candidate]) -> Measure:
    """How many critical posts have an active successor."""
    return _having(frame, "cover", posts, (one for one in candidates if one.follows(frame.on)))


def ready_now(frame: Frame, posts: Iterable[Post], candidates: Iterable[Candidate]) -> Measure:
    """How many critical posts have an active successor who is ready now."""
    return _having(frame, "ready_now", posts, _ready_now(frame, candidates))


def emergency_cover(frame: Frame, posts: Iterable[Post], candidates: Iterable[Candidate]) -> Measure:
    """How many critical posts have somebody who can act up."""
    return _having(frame, "emergency_cover", posts, (one for one in candidates if one.can_act_up))


def bench_gross(frame: Frame, posts: Iterable[Post], candidates: Iterable[Candidate]) -> Measure:
    """How many entries name somebody who is ready within a year, for each critical post."""
    found = bench(_critical(posts), candidates, frame.on)
    return frame.each("bench_gross", found.gross, found.posts)


def bench_net(frame: Frame, posts: Iterable[Post], candidates: Iterable[Candidate]) -> Measure:
    """How many critical posts could be followed up at the same time, by a different person each."""
    found = bench(_critical(posts), candidates, frame.on)
    return frame.each("bench_net", found.net, found.posts)


def rag_spread(frame: Frame, posts: Iterable[Post], candidates: Iterable[Candidate]) -> Spread[Colour]:
    """Critical posts by the colour of their cover; what is not known is grey, and shown."""
    theirs: dict[str, list[Candidate]] = {}
    for one in candidates:
        theirs.setdefault(one.post, []).append(one)
    colours = Counter(status(post, theirs.get(post.key, ()), frame.on).colour for post in _critical(posts))
    return frame.spread("rag_spread", {colour: colours[colour] for colour in Colour})


@dataclass(frozen=True, slots=True)
class GapShown:
    """A family's demand, supply and gap within a horizon, and from now to its end, as they may be shown."""

    family: str
    horizon: Horizon
    demand: Figure
    supply: Figure
    gap: Figure
    so_far_gap: Figure


def gap(frame: Frame, demands: Iterable[Demand], ready: Iterable[Ready]) -> tuple[GapShown, ...]:
    """Demand, supply and gap by family and horizon; how many people are ready is suppressed, openings are not."""
    found = gaps(demands, ready, frame.on)
    supplies: dict[str, dict[Horizon, int]] = {}
    for one in found:
        supplies.setdefault(one.family, {})[one.horizon] = one.supply
    supplied = {family: split(by_horizon, frame.hides("gap")) for family, by_horizon in supplies.items()}
    so_far: dict[str, Figure] = {}
    shown: list[GapShown] = []
    for one in found:
        supply = supplied[one.family].cells[one.horizon]
        before = so_far.get(one.family, Figure(0))
        so_far[one.family] = derived(lambda a, b: a + b, before, supply)
        shown.append(
            GapShown(
                one.family,
                one.horizon,
                demand=_known(one.demand),
                supply=supply,
                gap=_less(_known(one.demand), supply),
                so_far_gap=_less(_known(one.so_far_demand), so_far[one.family]),
            )
        )
    return tuple(shown)


def choice(
    frame: Frame, posts: Iterable[Post], candidates: Iterable[Candidate], openings: Iterable[Opening]
) -> Measure:
    """How many ready successors there are for each critical post that is open now."""
    critical = {post.key: post for post in _critical(posts)}
    now = [one for one in openings if one.post in critical and _open(one, frame.on)]
    ready = Counter(one.post for one in active(critical.values(), _ready_now(frame, candidates), frame.on))
    return frame.each("choice", sum(ready[one.post] for one in now), len(now))


def internal_fill(frame: Frame, posts: Iterable[Post], openings: Iterable[Opening]) -> Measure:
    """How many openings of critical posts were filled from one's own staff, of those filled in the past year."""
    filled = _filled(frame, posts, openings)
    own = (one.key for one in filled if one.filled_from == "own")
    return frame.share("internal_fill", Counted.of((one.key for one in filled), own))


def fill_sources(frame: Frame, posts: Iterable[Post], openings: Iterable[Opening]) -> Spread[Source | None]:
    """From where openings of critical posts were filled in the past year; None where nobody has said."""
    counts = Counter(one.filled_from for one in _filled(frame, posts, openings))
    sources: tuple[Source | None, ...] = (*get_args(Source), None)
    return frame.spread("fill_sources", {source: counts[source] for source in sources})


def vacancy_days(frame: Frame, posts: Iterable[Post], openings: Iterable[Opening]) -> Measure:
    """How long critical posts stand open: those filled in the past year, and those open now."""
    keys = {post.key for post in _critical(posts)}
    theirs = [one for one in openings if one.post in keys]
    still = [(frame.on - one.opened_on).days for one in theirs if _open(one, frame.on)]
    then = [
        (one.filled_on - one.opened_on).days
        for one in theirs
        if one.filled_on and frame.recent(one.filled_on)
    ]
    return frame.typical("vacancy_days", [*still, *then])


def time_in_post(frame: Frame, posts: Iterable[Post], held_since: Mapping[str, date]) -> Measure:
    """How long the holders of critical posts have held them; `held_since` says it by post, as far as it is known."""
    filled = [post.key for post in _critical(posts) if post.filled(frame.on)]
    days = [(frame.on - held_since[key]).days for key in filled if key in held_since]
    return frame.typical("time_in_post", [one / DAYS_A_YEAR for one in days if one >= 0])


def recruitment_rounds(frame: Frame, posts: Iterable[Post], openings: Iterable[Opening]) -> Measure:
    """How many rounds it took to fill critical posts in the past year."""
    rounds = [one.rounds for one in _filled(frame, posts, openings) if one.rounds is not None]
    return frame.typical("recruitment_rounds", rounds)


def interim_use(frame: Frame, posts: Iterable[Post]) -> Measure:
    """How many critical posts somebody does for the time being."""
    critical = _critical(posts)
    interim = (post.key for post in critical if post.acting and post.acting.now(frame.on))
    return frame.share("interim_use", Counted.of((post.key for post in critical), interim))


def _critical(posts: Iterable[Post]) -> list[Post]:
    return [post for post in posts if is_critical(post)]


def _having(frame: Frame, measure: str, posts: Iterable[Post], candidates: Iterable[Candidate]) -> Measure:
    critical = _critical(posts)
    having = (one.post for one in active(critical, candidates, frame.on))
    return frame.share(measure, Counted.of((post.key for post in critical), having))


def _ready_now(frame: Frame, candidates: Iterable[Candidate]) -> list[Candidate]:
    return [one for one in candidates if one.follows(frame.on) and one.readiness is Readiness.READY_NOW]


def _open(one: Opening, on: date) -> bool:
    return one.opened_on <= on and (one.filled_on is None or on < one.filled_on)


def _filled(frame: Frame, posts: Iterable[Post], openings: Iterable[Opening]) -> list[Opening]:
    keys = {post.key for post in _critical(posts)}
    return [one for one in openings if one.post in keys and frame.recent(one.filled_on)]


def _known(number: int | None) -> Figure:
    return NO_DATA if number is None else Figure(number)


def _less(demand: Figure, supply: Figure) -> Figure:
    return derived(lambda a, b: a - b, demand, supply)
