"""Figures beside those shown before: what is compared at all is all that could tell of a few people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import shown
from store.shown import Asked, apart, differing
from store.suppression import Profile, profiles

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


def one_by_one(asked: list[Asked], shown: list[Asked], profile: Profile) -> list[tuple[Asked, list[Asked]]]:
    """The same by comparing each with each."""
    found = [
        (one, [each for each in shown if profile.small(len(people(one) ^ people(each)))]) for one in asked
    ]
    return [(one, near) for one, near in found if near]


@given(sets=nearly(), cut=st.integers(0, 10), profile=st.sampled_from(list(profiles().values())))
@pytest.mark.parametrize("one_by_one_up_to", [0, 100])
def test_no_figure_is_missed_that_comparing_each_with_each_would_refuse(
    sets: list[dict[str, int]], cut: int, profile: Profile, one_by_one_up_to: int
) -> None:
    figures = [Asked("m", f"filter {number % 7}", one) for number, one in enumerate(sets)]
    asked, earlier = figures[:cut], figures[cut:]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(shown, "_ONE_BY_ONE", one_by_one_up_to)
        found = differing(asked, earlier, profile)
    assert [one for one, _ in found] == [one for one, _ in one_by_one(asked, earlier, profile)]


def test_the_same_filter_is_compared_like_any_other_and_the_same_people_are_no_difference() -> None:
    before = Asked("m", "all", {"a": 9, "b": 8})
    internal = profiles()["internal"]
    for parts, few in (({"a": 9, "b": 8}, False), ({"a": 9, "b": 9}, True), ({"a": 8, "b": 9}, True),
                       ({"a": 9, "b": 4}, True), ({"a": 9, "b": 3}, False)):  # fmt: skip
        assert bool(differing([Asked("m", "all", parts)], [before], internal)) is few, parts


def test_a_second_record_of_the_same_people_is_a_difference() -> None:
    once, twice = Asked("m", "all", {"a": 9, "b": 8}), Asked("m", "all", {"a": 9, "b": 8}, {"a": 10})
    assert (apart(once, once), apart(once, twice), apart(twice, twice)) == (0, 1, 0)
    more = Asked("m", "all", {"a": 9, "b": 9}, {"a": 10, "b": 10})
    assert apart(once, more) == 2  # the new one's two records are one person's


def test_a_team_that_differs_by_one_from_another_among_hundreds_is_found() -> None:
    teams = [
        Asked("m", f"team {number}", {f"{(7 * number + place) % 500:03}": 1 for place in range(10)})
        for number in range(300)
    ]
    theirs = dict(teams[42].parts)
    theirs["new"] = 1
    asked = [Asked("m", "the same and one more", theirs), Asked("m", "others", {"x": 11})]
    assert [one.filter for one, _ in differing(asked, teams, profiles()["internal"])] == [
        "the same and one more"
    ]
