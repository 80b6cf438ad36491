"""Small numbers: what is hidden, and that nobody can tell it from what is shown, whichever small table it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import permutations, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import Invalid
from store.suppression import (
    HIDDEN,
    NO_DATA,
    Figure,
    Profile,
    average,
    middle,
    portion,
    profiles,
    ratio,
    split,
    table,
)

INTERNAL, PUBLISH = profiles()["internal"], profiles()["publish"]
BOTH = pytest.mark.parametrize("profile", [INTERNAL, PUBLISH], ids=["internal", "publish"])
PROFILES = st.sampled_from([INTERNAL, PUBLISH])
COUNTS = st.integers(0, 40)
GROUPS = st.dictionaries(st.sampled_from("abcdefgh"), COUNTS, min_size=1)
BASES = st.tuples(COUNTS, COUNTS).map(lambda pair: (min(pair), max(pair)))
TABLES = st.dictionaries(st.sampled_from("abcdefgh"), BASES, min_size=1)


def words(figures: Iterable[Figure]) -> tuple[str, ...]:
    return tuple(map(str, figures))


def shown(counts: Sequence[int], profile: Profile = INTERNAL) -> tuple[str, ...]:
    """The groups and their total, as they are printed."""
    done = split(dict(enumerate(counts)), profile)
    return words([*done.cells.values(), done.total])


def shown_of(counts: Sequence[int], bases: Sequence[int], profile: Profile) -> tuple[str, ...]:
    """The counts of the groups, and of all."""
    done = table(dict(enumerate(zip(counts, bases, strict=True))), profile)
    return words([*(part.count for part in done.groups.values()), done.total.count])


def told(
    show: Callable[[Sequence[int]], tuple[str, ...]], inputs: Iterable[Sequence[int]]
) -> Iterator[tuple[tuple[str, ...], Sequence[int]]]:
    """Everything that is hidden and can be told all the same, by who knows how it is done and can try every input."""
    behind: dict[tuple[str, ...], list[Sequence[int]]] = defaultdict(list)
    for counts in inputs:
        behind[show(counts)].append(counts)
    for printed, all_counts in behind.items():
        for place, cell in enumerate(printed):
            values = {sum(one) if place == len(one) else one[place] for one in all_counts}
            if cell == "*" and len(values) == 1:
                yield printed, all_counts[0]


def test_the_two_profiles_are_what_the_rules_say() -> None:
    rules = [(p.hide_up_to, p.base_at_least, p.hidden_at_least, p.round_to) for p in (INTERNAL, PUBLISH)]
    assert rules == [(4, 10, 5, None), (7, 10, 8, 5)]


@pytest.mark.parametrize(
    ("counts", "printed"),
    [
        ((14, 9, 4, 3), "14 9 * * 30"),  # two are hidden, seven people stand behind them: enough
        ((20, 7, 3), "20 * * 30"),  # one alone could be told from the total
        ((20, 6, 2, 1), "20 * * * 29"),  # two, but only three people
        ((14, 10, 3, 3), "14 10 * * 30"),  # equal, but they could be a four and a two
        ((26, 4), "* * 30"),  # what is left of the total is small
        ((15, 15), "15 15 30"),
        ((30, 0), "30 0 30"),  # none may be said where there are enough
        ((9, 0), "* * *"),  # and not where there are few
        ((5, 4), "* * *"),
        ((20, 7, 7, 3), "20 * * * 37"),  # neither seven is better than the other
        ((12, 5, 4, 4), "12 * * * 25"),  # two fours beside a shown five could be nothing else
        ((12, 6, 4, 4), "12 6 * * 26"),  # here they could be a five and a three
        ((20, 1, 1, 1, 1, 1), "* * * * * * 25"),  # five ones behind a five
        ((0, 4, 4, 4), "* * * * 12"),
        ((4, 4, 4, 4), "* * * * *"),  # nothing more can be hidden but the total
    ],
)
def test_groups_within_the_organisation(counts: tuple[int, ...], printed: str) -> None:
    assert " ".join(shown(counts)) == printed


@pytest.mark.parametrize(
    ("counts", "printed"),
    [
        ((21, 13, 12), "20 15 10 45"),  # 46 in all
        ((30, 8, 7), "30 * * 45"),
        ((40, 0, 12), "40 0 10 50"),
        ((9, 7), "* * 15"),
    ],
)
def test_groups_when_published_are_rounded(counts: tuple[int, ...], printed: str) -> None:
    assert " ".join(shown(counts, PUBLISH)) == printed


@pytest.mark.parametrize(
    ("count", "base", "printed", "share"),
    [
        (12, 30, "12 30", "0.4"),
        (4, 30, "* 30", "*"),
        (26, 30, "* 30", "*"),  # four are left
        (0, 30, "0 30", "0"),
        (30, 30, "30 30", "1"),
        (3, 9, "* *", "*"),
        (0, 9, "* *", "*"),
        (0, 0, "no data no data", "no data"),
    ],
)
def test_so_many_of_a_base(count: int, base: int, printed: str, share: str) -> None:
    part = portion(count, base, INTERNAL)
    assert " ".join(words([part.count, part.base])) == printed
    assert str(part.share) == share


def test_a_share_is_worked_out_from_what_is_shown() -> None:
    part = portion(12, 33, PUBLISH)
    assert (part.count.value, part.base.value, part.share.value) == (10, 35, 10 / 35)


def test_a_hidden_total_gives_no_share_from_which_it_could_be_told() -> None:
    done = split({"a": 20, "b": 4, "c": 4, "d": 4, "e": 0}, INTERNAL, also="abcde")
    assert done.total == Figure(32)
    assert all(done.share(group) == HIDDEN for group in "abcde")
    done = split({"a": 4, "b": 4, "c": 4, "d": 4}, INTERNAL)
    assert (done.total, done.share("a")) == (HIDDEN, HIDDEN)


@pytest.mark.parametrize(
    ("groups", "printed"),
    [
        ([(12, 30), (11, 40)], "12/30 11/40 23/70"),
        ([(12, 30), (5, 9), (11, 40)], "*/* */* 11/40 28/79"),  # nine people are too few, and need company
        ([(12, 30), (3, 12), (11, 40)], "*/30 */12 11/40 26/82"),
        ([(12, 30), (9, 12), (11, 40)], "*/30 */12 11/40 32/82"),  # three are left of twelve
        ([(12, 30), (0, 12), (11, 40)], "12/30 0/12 11/40 23/82"),
        ([(2, 30), (1, 12), (0, 40)], "*/30 */12 */40 */82"),  # the whole is too small itself
        ([(1, 3), (2, 5)], "*/* */* */*"),
        ([(3, 9), (3, 9), (3, 9)], "*/* */* */* 9/27"),  # nothing more can be hidden but the total
        ([*[(1, 20)] * 5, (30, 60)], "*/20 */20 */20 */20 */20 */60 35/160"),  # five ones alone are five ones
    ],
)
def test_counts_of_groups(groups: list[tuple[int, int]], printed: str) -> None:
    done = table(dict(enumerate(groups)), INTERNAL)
    assert " ".join(f"{one.count}/{one.base}" for one in [*done.groups.values(), done.total]) == printed


@pytest.mark.parametrize(
    ("profile", "groups", "most"),
    [(INTERNAL, 2, 40), (INTERNAL, 3, 17), (INTERNAL, 4, 9), (PUBLISH, 2, 40), (PUBLISH, 3, 20)],
)
def test_no_hidden_group_can_be_told_from_the_others(profile: Profile, groups: int, most: int) -> None:
    everything = product(range(most + 1), repeat=groups)
    assert list(told(lambda counts: shown(counts, profile), everything)) == []


@BOTH
@pytest.mark.parametrize(
    "bases", [(12, 20), (5, 12, 20), (2, 6, 31), (11, 14, 40), (20, 20, 20), (10, 11, 12, 13), (4, 9, 10, 16)]
)
def test_no_hidden_count_can_be_told_even_by_who_knows_all_bases(
    profile: Profile, bases: tuple[int, ...]
) -> None:
    everything = list(product(*(range(base + 1) for base in bases)))
    behind: dict[str, set[tuple[int, ...]]] = defaultdict(set)
    for counts in everything:
        behind[shown_of(counts, bases, profile)[-1]].add(counts)
    by_the_whole = {
        whole for whole, tables in behind.items() if len(tables) == 1
    }  # none of all, or all of them
    assert [
        one
        for one in told(lambda counts: shown_of(counts, bases, profile), everything)
        if one[0][-1] not in by_the_whole
    ] == []


@given(TABLES, PROFILES)
def test_a_whole_beside_its_groups_is_the_one_that_a_page_without_them_shows(
    groups: dict[str, tuple[int, int]], profile: Profile
) -> None:
    alone = portion(
        sum(count for count, _ in groups.values()), sum(base for _, base in groups.values()), profile
    )
    assert table(groups, profile).total == alone


@BOTH
def test_no_hidden_base_can_be_told(profile: Profile) -> None:
    def bases(sizes: Sequence[int]) -> tuple[str, ...]:
        done = table({group: (0, base) for group, base in enumerate(sizes)}, profile)
        return words([*(part.base for part in done.groups.values()), done.total.base])

    assert list(told(bases, product(range(23), repeat=3))) == []


def test_hiding_small_numbers_alone_would_be_noticed() -> None:
    def naive(counts: Sequence[int]) -> tuple[str, ...]:
        return (*("*" if INTERNAL.small(one) else str(one) for one in counts), str(sum(counts)))

    def by_the_letter(counts: Sequence[int]) -> tuple[str, ...]:
        hidden = [one for one in sorted(counts) if INTERNAL.small(one)]
        while hidden and (len(hidden) < 2 or sum(hidden) < 5) and len(hidden) < len(counts):
            hidden = sorted(counts)[: len(hidden) + 1]
        return (*("*" if one in hidden else str(one) for one in counts), str(sum(counts)))

    assert list(told(naive, product(range(12), repeat=3)))
    assert ("*", "*", "5", "13") in [
        printed for printed, _ in told(by_the_letter, product(range(12), repeat=3))
    ]


@given(GROUPS, PROFILES)
def test_groups_by_any_order_and_any_name(cells: dict[str, int], profile: Profile) -> None:
    done = split(cells, profile)
    assert split(dict(reversed(cells.items())), profile) == done
    for names in list(permutations(cells))[:20]:
        renamed = dict(zip(cells, names, strict=True))
        again = split({renamed[group]: count for group, count in cells.items()}, profile)
        assert {renamed[group]: cell for group, cell in done.cells.items()} == again.cells


@given(TABLES, PROFILES)
def test_counts_of_groups_in_any_order(groups: dict[str, tuple[int, int]], profile: Profile) -> None:
    assert table(dict(reversed(groups.items())), profile) == table(groups, profile)


@given(GROUPS, TABLES, PROFILES)
def test_what_is_hidden_once_needs_nothing_more_hidden(
    cells: dict[str, int], groups: dict[str, tuple[int, int]], profile: Profile
) -> None:
    once, counts = split(cells, profile), table(groups, profile)
    assert split(cells, profile, once.hidden) == once
    assert table(groups, profile, counts.hidden) == counts


@given(GROUPS, st.sets(st.sampled_from("abcdefgh")))
def test_what_is_hidden_elsewhere_is_hidden_here(cells: dict[str, int], elsewhere: set[str]) -> None:
    assert split(cells, INTERNAL, elsewhere).hidden >= elsewhere & set(cells)


@given(GROUPS, PROFILES)
def test_what_is_shown_is_true_and_what_is_hidden_is_gone(cells: dict[str, int], profile: Profile) -> None:
    done, total = split(cells, profile), sum(cells.values())
    step = profile.round_to or 1
    for group, cell in done.cells.items():
        if cell.value is None:
            assert str(cell) == "*"
        else:
            assert total >= profile.base_at_least
            assert cells[group] == 0 or cells[group] > profile.hide_up_to
            assert abs(cell.value - cells[group]) <= step // 2 and cell.value % step == 0
    if done.hidden and done.total.value is not None:
        assert len(done.hidden) > 1
        assert sum(cells[group] for group in done.hidden) >= profile.hidden_at_least


@given(TABLES, PROFILES)
def test_of_counts_only_those_are_shown_that_leave_enough(
    groups: dict[str, tuple[int, int]], profile: Profile
) -> None:
    for group, part in table(groups, profile).groups.items():
        count, base = groups[group]
        if part.base.hidden:
            assert part.count.hidden
        if not part.count.hidden:
            assert base == 0 or base >= profile.base_at_least
            assert not profile.small(count) and not profile.small(base - count)
        assert part.share.hidden == (part.count.hidden or part.base.hidden)


@given(GROUPS)
def test_what_is_not_about_people_is_shown_as_it_is(cells: dict[str, int]) -> None:
    assert {group: cell.value for group, cell in split(cells, None).cells.items()} == cells


@BOTH
@pytest.mark.parametrize("typical", [average, middle])
def test_averages_follow_the_base(profile: Profile, typical: Callable[..., tuple[Figure, Figure]]) -> None:
    assert typical([3.0] * 9, profile) == (HIDDEN, HIDDEN)
    assert typical([3.0] * 10, profile) == (Figure(3.0), Figure(10))
    assert typical([], profile) == (NO_DATA, Figure(0))
    assert typical([2.0, 4.0], None) == (Figure(3.0), Figure(2))


@pytest.mark.parametrize(("count", "base"), [(5, 4), (-1, 4)])
def test_impossible_counts_are_refused(count: int, base: int) -> None:
    with pytest.raises(Invalid, match="cannot be"):
        portion(count, base, INTERNAL)
    with pytest.raises(Invalid, match="cannot be"):
        table({"a": (count, base)}, INTERNAL)


def test_a_figure_prints_what_may_be_read() -> None:
    assert [str(one) for one in (HIDDEN, NO_DATA, Figure(3), Figure(0.25))] == ["*", "no data", "3", "0.25"]
    assert f"{Figure(0.25):.0%} {HIDDEN:.0%} {HIDDEN:>5}| {Figure(7):>5}|" == "25% *     *|     7|"
    assert [one.plain for one in (HIDDEN, NO_DATA, Figure(0.5))] == ["*", "no data", 0.5]
    with pytest.raises(ValueError, match="holds no number"):
        Figure(3, hidden=True)


def test_what_follows_from_a_hidden_figure_is_hidden_and_nothing_is_divided_by_none() -> None:
    assert ratio(HIDDEN, Figure(3)) == ratio(Figure(3), HIDDEN) == ratio(NO_DATA, HIDDEN) == HIDDEN
    assert ratio(Figure(3), NO_DATA) == ratio(Figure(3), Figure(0)) == NO_DATA


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("ours: {label: x, hide_up_to: 4, base_at_least: 4, hidden_at_least: 5}", "more than `hide_up_to`"),
        ("ours: {label: x, hide_up_to: 4, base_at_least: 10, hidden_at_least: 5, round_to: 10}", "zero"),
        (
            "ours: {label: x, hide_up_to: 4, base_at_least: 10, hiden_at_least: 5}",
            "has to be there|no such key",
        ),
    ],
)
def test_a_profile_that_would_not_protect_is_refused_with_its_line(
    tmp_path: Path, line: str, said: str
) -> None:
    file = tmp_path / "profiles.yaml"
    file.write_text(f"version: 1\nprofiles:\n  {line}\n", encoding="utf-8")
    with pytest.raises(Invalid, match=rf"profiles\.yaml:3: .*({said})"):
        profiles(file)
