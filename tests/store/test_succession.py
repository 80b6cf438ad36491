"""Cover of posts: the nine rows, the flags, and that only what counts is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import Invalid
from store.succession.facts import (
    Acting,
    Candidate,
    Ground,
    Post,
    Readiness,
    Somebody,
    Wants,
    is_critical,
)
from store.succession.flags import FlagKind
from store.succession.status import ROWS, Colour, Why, cover, status
from store.succession.words import BUILT_IN, words

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)
HOLDER = Somebody("H", "Ward 1")
FILLED = Post("X", holder=HOLDER, last_reviewed=TODAY - 30 * DAY)
VACANT = Post("X", vacant_since=TODAY - 60 * DAY, last_reviewed=TODAY - 30 * DAY)


def named(key: str = "A", **facts: object) -> Candidate:
    """An active candidate for the post X, unless said otherwise."""
    usual = {"agreed_on": TODAY - DAY, "expires_on": TODAY + DAY, "readiness": Readiness.WITHIN_3}
    return Candidate(**{"post": "X", "person": Somebody(key, "Ward 1"), **usual, **facts})  # type: ignore[arg-type]


WILLING_COVER = named(wants_it=Wants.YES, can_act_up=True)
UNWILLING_COVER = named(wants_it=Wants.NO, can_act_up=True, readiness=None)

DAYS = st.sampled_from([None, *(TODAY + n * DAY for n in (-800, -365, -30, 0, 1, 300))])
PEOPLE = st.builds(Somebody, st.sampled_from("ABCH"), st.sampled_from(["Ward 1", "Ward 2", ""]), DAYS)
CANDIDATES = st.lists(
    st.builds(
        Candidate,
        post=st.sampled_from(["X", "Y", "Z"]),
        person=PEOPLE,
        readiness=st.none() | st.sampled_from(Readiness),
        wants_it=st.sampled_from(Wants),
        can_act_up=st.booleans(),
        agreed_on=DAYS,
        expires_on=DAYS,
        may_leave_soon=st.booleans(),
        cover_tested_on=DAYS,
    ),
    max_size=8,
)
ACTING = st.builds(Acting, PEOPLE, DAYS.filter(bool), DAYS)
KNOWN = {
    "last_reviewed": DAYS,
    "hard_to_recruit": st.booleans(),
    "may_leave_soon": st.booleans(),
    "acting": st.none() | ACTING,
}
HELD = st.builds(Post, st.just("X"), holder=st.none() | PEOPLE, **KNOWN)
POSTS = HELD | st.builds(Post, st.just("X"), vacant_since=DAYS, **KNOWN)


@pytest.mark.parametrize(
    ("row", "colour", "post", "candidates"),
    [
        (1, "grey", replace(FILLED, last_reviewed=None), [WILLING_COVER]),
        (
            1,
            "grey",
            replace(FILLED, last_reviewed=date(2025, 3, 2)),
            [WILLING_COVER],
        ),  # twelve months to the day
        (2, "green", replace(FILLED, last_reviewed=date(2025, 3, 3)), [WILLING_COVER]),
        (1, "grey", replace(FILLED, last_reviewed=TODAY + DAY), [WILLING_COVER]),
        (1, "grey", Post("X", last_reviewed=TODAY), [WILLING_COVER]),  # nobody knows who holds it
        (1, "grey", replace(FILLED, holder=replace(HOLDER, left_on=TODAY)), [WILLING_COVER]),
        (2, "green", FILLED, [WILLING_COVER]),
        (2, "green", replace(FILLED, may_leave_soon=True), [WILLING_COVER]),
        (3, "amber", replace(FILLED, may_leave_soon=True), [UNWILLING_COVER]),
        (3, "amber", replace(FILLED, may_leave_soon=True), [named(can_act_up=True), named("B")]),
        (4, "amber", FILLED, [UNWILLING_COVER]),
        (4, "amber", FILLED, [named()]),
        (4, "amber", replace(FILLED, may_leave_soon=True), [named(wants_it=Wants.YES)]),
        (
            4,
            "amber",
            FILLED,
            [named(wants_it=Wants.YES), named("B", can_act_up=True)],
        ),  # not one and the same
        (4, "amber", FILLED, [replace(WILLING_COVER, readiness=Readiness.TOO_EARLY)]),  # no successor yet
        (5, "red", replace(FILLED, may_leave_soon=True), []),
        (5, "red", replace(FILLED, hard_to_recruit=True), [named(wants_it=Wants.NO)]),
        (5, "red", replace(FILLED, hard_to_recruit=True), [named(readiness=Readiness.NOT_SEEKING)]),
        (6, "amber", FILLED, []),
        (6, "amber", FILLED, [replace(WILLING_COVER, person=HOLDER)]),  # nobody follows themself
        (7, "amber", VACANT, [named(readiness=Readiness.READY_NOW, wants_it=Wants.YES)]),
        (7, "amber", replace(VACANT, acting=Acting(Somebody("B"), TODAY)), []),
        (7, "amber", replace(VACANT, hard_to_recruit=True, acting=Acting(Somebody("B"), TODAY)), []),
        (8, "red", replace(VACANT, hard_to_recruit=True), []),
        (
            8,
            "red",
            replace(VACANT, hard_to_recruit=True, acting=Acting(Somebody("B"), TODAY - DAY, TODAY)),
            [],
        ),
        (9, "red", VACANT, []),
        (9, "red", replace(VACANT, hard_to_recruit=True), [UNWILLING_COVER]),  # somebody could, nobody does
        (9, "red", VACANT, [named(readiness=Readiness.READY_NOW)]),  # ready, and not sure to want it
        (9, "red", VACANT, [named(readiness=Readiness.WITHIN_1, wants_it=Wants.YES)]),
    ],
)
def test_the_first_row_that_fits(row: int, colour: str, post: Post, candidates: list[Candidate]) -> None:
    found = status(post, candidates, TODAY)
    assert (found.row, found.colour.value) == (row, colour)


def row_by_the_table(post: Post, candidates: Sequence[Candidate]) -> int:
    """The table once more, read literally."""
    holder = post.holder
    counting = [
        one
        for one in candidates
        if one.post == "X" and not (holder and holder.key == one.person.key)
        if one.agreed_on and one.agreed_on <= TODAY and one.expires_on and one.expires_on > TODAY
        if one.person.left_on is None or one.person.left_on > TODAY
    ]
    horizons = {Readiness.READY_NOW, Readiness.WITHIN_1, Readiness.WITHIN_3, Readiness.WITHIN_5}
    follow = [one for one in counting if one.readiness in horizons and one.wants_it is not Wants.NO]
    act_up = [one for one in counting if one.can_act_up]
    filled = holder is not None and (holder.left_on is None or holder.left_on > TODAY)
    vacant = post.vacant_since is not None and post.vacant_since <= TODAY
    recent = post.last_reviewed is not None and date(2025, 3, 2) < post.last_reviewed <= TODAY
    acting = post.acting is not None and post.acting.now(TODAY)
    ready = any(one.readiness is Readiness.READY_NOW and one.wants_it is Wants.YES for one in follow)
    rows = {
        1: not recent or not (filled or vacant),
        2: filled and any(one.wants_it is Wants.YES and one.can_act_up for one in follow),
        3: filled
        and post.may_leave_soon
        and bool(act_up)
        and all(one.wants_it is not Wants.YES for one in act_up),
        4: filled and bool(follow or act_up),
        5: filled and (post.may_leave_soon or post.hard_to_recruit),
        6: filled,
        7: vacant and (ready or acting),
        8: vacant and not follow and not act_up and post.hard_to_recruit,
        9: vacant,
    }
    return next(row for row, fits in rows.items() if fits)


@given(POSTS, CANDIDATES)
def test_every_post_has_the_row_of_the_table_and_the_facts_of_it(
    post: Post, candidates: list[Candidate]
) -> None:
    found = status(post, candidates, TODAY)
    assert found.row == row_by_the_table(post, candidates)
    assert (found.colour, found.kind) == ROWS[found.row]
    assert found.because
    assert all(words().reason(one) for one in found.because)


@given(POSTS, CANDIDATES, st.randoms())
def test_neither_the_order_of_the_candidates_matters_nor_those_that_do_not_count(
    post: Post, candidates: list[Candidate], chance: object
) -> None:
    shuffled = list(candidates)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    counting = [one for one in shuffled if one.active(TODAY)]
    assert status(post, counting, TODAY) == status(post, candidates, TODAY)
    assert [one.flags for one in cover([post], counting, TODAY)] == [
        one.flags for one in cover([post], candidates, TODAY)
    ]


@given(POSTS, CANDIDATES)
def test_what_is_not_known_is_grey_and_grey_is_never_green(post: Post, candidates: list[Candidate]) -> None:
    unknown = replace(post, last_reviewed=None)
    assert status(unknown, candidates, TODAY).colour is Colour.GREY
    found = status(post, candidates, TODAY)
    if found.colour is Colour.GREEN:
        assert post.filled(TODAY) and post.last_reviewed and post.last_reviewed <= TODAY
        assert any(one.active(TODAY) and one.wants_it is Wants.YES and one.can_act_up for one in candidates)


def test_only_three_rows_are_published() -> None:
    assert [row for row, (_, kind) in ROWS.items() if kind == "published"] == [2, 3, 8]


def test_the_facts_say_who_and_when() -> None:
    found = status(replace(VACANT, hard_to_recruit=True), [UNWILLING_COVER], TODAY)
    said = [words().reason(one, {"A": "Ann"}.__getitem__) for one in found.because]
    assert said == ["Vacant since 2026-01-01", "Can act up: Ann", "It is hard to recruit to"]
    assert words().headline(found) == "Red: vacant (row 9, fills what the published scale leaves open)"


def test_a_post_is_critical_on_two_grounds() -> None:
    assert not is_critical(replace(FILLED, grounds=frozenset({Ground.SAFETY})))
    assert is_critical(replace(FILLED, grounds=frozenset({Ground.SAFETY, Ground.LEGAL_DUTY})))


def test_a_post_cannot_be_held_and_vacant() -> None:
    with pytest.raises(Invalid, match="X has a holder and is vacant"):
        replace(FILLED, vacant_since=TODAY)


# Flags


def flags(*candidates: Candidate, posts: str = "X") -> dict[FlagKind, tuple[str, ...]]:
    """The flags of the post X, and whom they are about."""
    covers = cover([replace(FILLED, key=key) for key in posts], candidates, TODAY)
    return {flag.kind: flag.people for flag in covers[0].flags}


def test_nobody_named_is_no_flag() -> None:
    assert flags() == {}


def test_one_candidate_only() -> None:
    assert flags(named()) == {FlagKind.ONE_CANDIDATE: ("A",)}
    expired = named("B", expires_on=TODAY)
    assert FlagKind.ONE_CANDIDATE in flags(named(), expired)


def test_one_person_named_for_three_posts() -> None:
    both = [named("A", post=post) for post in "XY"] + [named("B")]
    assert FlagKind.NAMED_FOR_MANY not in flags(*both, posts="XYZ")
    assert flags(*both, named("A", post="Z"), posts="XYZ")[FlagKind.NAMED_FOR_MANY] == ("A",)


def test_a_candidate_who_may_leave() -> None:
    assert flags(named(), named("B", may_leave_soon=True))[FlagKind.MAY_LEAVE] == ("B",)


def test_emergency_cover_that_was_never_tried_out() -> None:
    cover_a, cover_b = named(can_act_up=True), named("B", can_act_up=True)
    assert flags(cover_a, cover_b, named("C"))[FlagKind.NEVER_TESTED] == ("A", "B")
    assert FlagKind.NEVER_TESTED not in flags(cover_a, replace(cover_b, cover_tested_on=TODAY))
    assert FlagKind.NEVER_TESTED in flags(replace(cover_a, cover_tested_on=TODAY + DAY))
    assert FlagKind.NEVER_TESTED not in flags(named())


def test_every_candidate_from_one_unit() -> None:
    assert flags(named(), named("B"))[FlagKind.ONE_UNIT] == ("A", "B")
    assert FlagKind.ONE_UNIT not in flags(named(), named("B", person=Somebody("B", "Ward 2")))
    nowhere = [named(key, person=Somebody(key)) for key in "AB"]
    assert FlagKind.ONE_UNIT not in flags(*nowhere)


# Words


def edited(tmp_path: Path, old: str, new: str) -> Path:
    text = BUILT_IN.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "succession.yaml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    return file


def test_hr_may_edit_words(tmp_path: Path) -> None:
    file = edited(tmp_path, "word: exposed", "word: in danger")
    found = status(replace(FILLED, may_leave_soon=True), [], TODAY)
    assert words(file).headline(found).startswith("Red: in danger (row 5")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  9: {word: vacant,", "  10: {word: vacant,", "rows: there have to be 1, 2"),
        ("{green: Green, amber: Amber", "{green: Amber, amber: Amber", "same name"),
        ("Held by {people}", "Held by {person}", r"\{people\}, \{day\} may stand"),
        ("{word: exposed, ", "{word: '', ", r":\d+: rows\.5\.word"),
        ("  stable:", "  unstable:", "because"),
        ("version: 1", "version: [1", "not YAML"),
    ],
)
def test_a_slip_in_the_words_is_one_sentence_with_its_file(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    with pytest.raises(Invalid, match=rf"succession\.yaml:\d+: .*{said}|succession\.yaml{said}"):
        words(edited(tmp_path, old, new))


def test_every_fact_and_flag_has_words() -> None:
    assert set(words().because) == set(Why)
    assert set(words().flags) == set(FlagKind)
