"""The figures about critical posts, from what is written down about posts and those named for them."""

from __future__ import annotations

from sqlalchemy import true

from store import dashboard_page as page
from store.dashboard_page import GroupLine, Line
from store.desk import Desk
from store.measures import posts as measures
from store.measures.facts import Opening
from store.measures.figures import Frame
from store.post_rows import board, expected
from store.succession.facts import Horizon

_ONLY_NOW = "Posts that have been filled again are not recorded here; this is of those that are open now."


def lines(desk: Desk, frame: Frame, unit: str | None) -> dict[str, Line]:
    """Every figure about critical posts that can be given, of the organisation's posts or of a unit's.

    Args:
        desk: Whose reach over the organisation has been seen to already.
        frame: The day and the profile.
        unit: Only this unit's posts; gaps are the whole organisation's, since families run across units.
    """
    whole = board(desk, true())
    chosen = [post for post in whole.posts if unit is None or post.unit == unit]
    found, named = [whole.of(post, frame.on) for post in chosen], whole.named()
    openings = [
        Opening(post.id, post.id, post.vacant_since)
        for post in chosen
        if post.vacant_since and post.vacant_since <= frame.on
    ]
    given = {
        "cover": page.of_measure("cover", measures.cover(frame, found, named)),
        "ready_now": page.of_measure("ready_now", measures.ready_now(frame, found, named)),
        "emergency_cover": page.of_measure("emergency_cover", measures.emergency_cover(frame, found, named)),
        "bench_gross": page.of_measure("bench_gross", measures.bench_gross(frame, found, named)),
        "bench_net": page.of_measure("bench_net", measures.bench_net(frame, found, named)),
        "rag_spread": page.of_spread("rag_spread", measures.rag_spread(frame, found, named)),
        "choice": page.of_measure("choice", measures.choice(frame, found, named, openings)),
        "vacancy_days": page.of_measure(
            "vacancy_days", measures.vacancy_days(frame, found, openings), _ONLY_NOW
        ),
        "interim_use": page.of_measure("interim_use", measures.interim_use(frame, found)),
    }
    gaps = tuple(
        GroupLine(
            f"{one.family} {one.horizon.value}",
            f"{one.family}, {one.horizon.value}" + ("" if one.horizon is Horizon.NOW else " years"),
            page.plain(one.gap),
            page.plain(one.demand),
            page.plain(one.supply),
        )
        for one in measures.gap(frame, expected(desk.session), whole.ready(frame.on))
    )
    missing = "" if gaps else "Nobody has written down an expected opening or a readiness yet."
    given["gap"] = page.in_groups(page.nothing(frame, "gap", missing), gaps)
    return given
