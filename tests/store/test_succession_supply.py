"""Bench, demand and supply: people are counted once where they can be in one place only."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import Invalid
from store.succession.bench import Bench, bench, largest_matching
from store.succession.facts import HORIZONS, Candidate, Horizon, Post, Readiness, Somebody, Wants
from store.succession.supply import Demand, Gap, Ready, gaps, supply

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)
ENTRIES = st.sets(st.tuples(st.sampled_from("UVWXY"), st.sampled_from("abcde")), max_size=14)


def ready(entry: str, readiness: Readiness = Readiness.READY_NOW, **facts: object) -> Candidate:
    """Somebody ready for a post, such as "A for X"."""
    person, post = entry.split(" for ")
    usual = {"agreed_on": TODAY, "expires_on": TODAY + DAY, "readiness": readiness, "wants_it": Wants.YES}
    return Candidate(**{"post": post, "person": Somebody(person), **usual, **facts})  # type: ignore[arg-type]


def bench_of(*candidates: Candidate, posts: str = "XY") -> Bench:
    return bench([Post(key) for key in posts], candidates, TODAY)


def test_gross_counts_entries_and_net_different_people() -> None:
    assert bench_of(ready("A for X"), ready("A for Y"), ready("B for Y")) == Bench(posts=2, gross=3, net=2)
    assert bench_of(ready("A for X"), ready("A for Y")) == Bench(posts=2, gross=2, net=1)
    assert bench_of() == Bench(posts=2, gross=0, net=0)


@pytest.mark.parametrize(
    "not_counting",
    [
        ready("A for X", Readiness.WITHIN_3),
        ready("A for X", Readiness.NOT_SEEKING),
        ready("A for X", expires_on=TODAY),
        ready("A for X", agreed_on=None),
        ready("A for X", wants_it=Wants.NO),
        ready("A for X", person=Somebody("A", left_on=TODAY)),
        ready("A for Z"),
    ],
)
def test_only_successors_who_count_and_are_ready_soon_are_on_the_bench(not_counting: Candidate) -> None:
    assert bench_of(not_counting) == Bench(posts=2, gross=0, net=0)
    assert bench_of(ready("A for X", Readiness.WITHIN_1)).gross == 1


def tried_out(entries: set[tuple[str, str]]) -> int:
    """The largest matching, by trying every order in which posts take the first person left."""
    best = 0
    for order in permutations({post for post, _ in entries}):
        for people in ("abcde", "edcba", "cabed"):
            taken: set[str] = set()
            for post in order:
                taken |= set(next((one for one in people if (post, one) in entries and one not in taken), ""))
            best = max(best, len(taken))
    return best


@given(ENTRIES)
def test_the_matching_is_one_and_there_is_no_larger(entries: set[tuple[str, str]]) -> None:
    net = largest_matching(entries)
    assert net >= tried_out(entries)
    # König: as many posts and people together touch every entry, so that no matching can be larger
    posts, people = sorted({post for post, _ in entries}), {person for _, person in entries}
    covers = []
    for bits in range(2 ** len(posts)):
        chosen = {post for place, post in enumerate(posts) if bits >> place & 1}
        covers.append(len(chosen) + len({person for post, person in entries if post not in chosen}))
    assert net == min(covers, default=0) <= min(len(posts), len(people))


def test_a_long_chain_of_posts_is_matched_to_its_end() -> None:
    chain = [(f"X{n}", f"P{n + step}") for n in range(5_000) for step in (0, 1)]
    assert largest_matching(chain) == 5_000


# Demand, supply and gap

PEOPLE = st.builds(
    Ready,
    person=st.builds(Somebody, st.sampled_from("ABCD"), left_on=st.sampled_from([None, TODAY, TODAY + DAY])),
    family=st.sampled_from(["nursing", "finance"]),
    readiness=st.sampled_from(Readiness),
    agreed_on=st.sampled_from([TODAY - DAY, TODAY, None, TODAY + DAY]),
    expires_on=st.sampled_from([TODAY + DAY, TODAY + 2 * DAY, None, TODAY]),
)
DEMANDS = st.builds(
    Demand, st.sampled_from(["nursing", "estates"]), st.sampled_from(Horizon), st.integers(0, 3)
)


def getting_ready(person: str, readiness: Readiness, family: str = "nursing") -> Ready:
    return Ready(Somebody(person), family, readiness, TODAY, TODAY + DAY)


def test_a_gap_is_demand_less_supply_by_horizon_and_so_far() -> None:
    demands = [
        Demand("nursing", Horizon.NOW, leavers=2),
        Demand("nursing", Horizon.WITHIN_3, growth=-1, leavers=3),
    ]
    people = [
        getting_ready("A", Readiness.READY_NOW),
        getting_ready("B", Readiness.WITHIN_1),
        getting_ready("C", Readiness.WITHIN_1),
        getting_ready("D", Readiness.TOO_EARLY),
    ]
    found = gaps(demands, people, TODAY)
    assert [(one.horizon.value, one.demand, one.supply, one.gap) for one in found] == [
        ("now", 2, 1, 1),
        ("0-1", 0, 2, -2),
        ("1-3", 2, 0, 2),
        ("3-5", 0, 0, 0),
    ]
    assert [one.so_far_gap for one in found] == [1, -1, 1, 1]


def test_somebody_counts_once_in_a_family_at_the_soonest_and_in_each_family() -> None:
    people = [
        getting_ready("A", Readiness.WITHIN_5),
        getting_ready("A", Readiness.WITHIN_1),
        getting_ready("A", Readiness.WITHIN_3),
        getting_ready("A", Readiness.NOT_SEEKING),
        getting_ready("A", Readiness.WITHIN_3, "finance"),
    ]
    assert supply(people, TODAY) == {("nursing", Horizon.WITHIN_1): 1, ("finance", Horizon.WITHIN_3): 1}


def test_where_nobody_has_said_what_is_expected_there_is_no_gap() -> None:
    found = gaps([], [getting_ready("A", Readiness.READY_NOW)], TODAY)
    assert found[0] == Gap("nursing", Horizon.NOW, None, 1, None, 1)
    assert [(one.gap, one.so_far_gap) for one in found] == [(None, None)] * 4


@pytest.mark.parametrize(("growth", "leavers"), [(-2, 1), (3, -1)])
def test_fewer_than_no_openings_cannot_be_expected(growth: int, leavers: int) -> None:
    with pytest.raises(Invalid, match="nursing, 0-1: fewer than no openings"):
        Demand("nursing", Horizon.WITHIN_1, growth, leavers)


@given(st.lists(DEMANDS, max_size=6), st.lists(PEOPLE, max_size=10), st.randoms())
def test_gaps_add_up_and_only_what_counts_is_counted(
    demands: list[Demand], people: list[Ready], chance: object
) -> None:
    found = gaps(demands, people, TODAY)
    counting = [one for one in people if one.active(TODAY) and one.readiness in HORIZONS]
    chance.shuffle(counting)  # type: ignore[attr-defined]
    assert gaps(demands, counting, TODAY) == found
    for family in {one.family for one in found}:
        rows = [one for one in found if one.family == family]
        assert [one.horizon for one in rows] == list(Horizon)
        different = {one.person.key for one in counting if one.family == family}
        assert rows[-1].so_far_supply == sum(one.supply for one in rows) == len(different)
        if rows[0].demand is not None:
            assert rows[-1].so_far_gap == sum(one.gap or 0 for one in rows)
