"""Figures beside those shown before: what is compared at all is all that could tell of a few people."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from store.errors import Forbidden
from store.shown import Asked, differing
from store.suppression import Profile, View, profiles, refuse_difference

parts = st.dictionaries(st.sampled_from("abcdefghijkl"), st.integers(1, 4), max_size=12)


@st.composite
def nearly(draw: st.DrawFn) -> list[dict[str, int]]:
    """Sets of people, many of which differ from an earlier one by a few."""
    found = draw(st.lists(parts, min_size=1, max_size=4))
    for _ in range(draw(st.integers(0, 6))):
        one = dict(draw(st.sampled_from(found)))
        for part, change in draw(
            st.dictionaries(st.sampled_from("abcdefghijkl"), st.integers(-2, 2))
        ).items():
            one[part] = max(0, one.get(part, 0) + change)
        found.append({part: count for part, count in one.items() if count})
    return found


def people(one: Asked) -> frozenset[str]:
    return frozenset(f"{part}{number}" for part, count in one.parts.items() for number in range(count))


def one_by_one(asked: list[Asked], shown: list[Asked], profile: Profile) -> list[Asked]:
    """The same by comparing each with each."""
    found = []
    for one in asked:
        try:
            earlier = [View("m", each.filter, people(each)) for each in shown]
            refuse_difference(View("m", one.filter, people(one)), earlier, profile)
        except Forbidden:
            found.append(one)
    return found


@given(sets=nearly(), cut=st.integers(0, 10), profile=st.sampled_from(list(profiles().values())))
def test_no_figure_is_missed_that_comparing_each_with_each_would_refuse(
    sets: list[dict[str, int]], cut: int, profile: Profile
) -> None:
    figures = [Asked("m", f"filter {number % 7}", one) for number, one in enumerate(sets)]
    asked, shown = figures[:cut], figures[cut:]
    assert differing(asked, shown, profile) == one_by_one(asked, shown, profile)


def test_a_team_that_differs_by_one_from_another_among_hundreds_is_found() -> None:
    teams = [
        Asked("m", f"team {number}", {f"{(7 * number + place) % 500:03}": 1 for place in range(10)})
        for number in range(300)
    ]
    theirs = dict(teams[42].parts)
    theirs["new"] = 1
    asked = [Asked("m", "the same and one more", theirs), Asked("m", "others", {"x": 11})]
    assert [one.filter for one in differing(asked, teams, profiles()["internal"])] == [
        "the same and one more"
    ]
