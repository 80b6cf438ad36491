"""Frameworks: which place on a grid people are offered, and what a file has to say to be one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import product
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import GuideError
from assistant.framework import BUILT_IN, Cell, Framework, OffGrid, expires, load, load_all, proposed
from assistant.guide.language import flags
from assistant.guide.loader import BUILT_IN as GUIDES

OPTIONS = {
    "performance": ("not_met", "partly_met", "met", "exceeded", "too_new"),
    "behaviours": ("not_shown", "sometimes", "consistent", "role_model", "too_new"),
    "potential": ("right_place", "growing", "stretch", "too_new"),
    "impact": ("building", "full", "extending", "too_new"),
    "growth": ("depth", "breadth", "stretch", "too_new"),
}
"""What may be chosen in a talent conversation: keys on record, which never change."""
COLUMNS = {"not_met": 0, "partly_met": 0, "not_shown": 0, "sometimes": 0}
COLUMNS |= {"met": 1, "consistent": 1, "exceeded": 2, "role_model": 2}
PACKS = load_all(BUILT_IN)
NINE_BOX = PACKS["nine_box"]

packs = st.sampled_from(list(PACKS.values()))
chosen = st.fixed_dictionaries({}, optional={field: st.sampled_from(keys) for field, keys in OPTIONS.items()})
anything = st.dictionaries(
    st.sampled_from([*OPTIONS, "mood"]), st.sampled_from(sum(OPTIONS.values(), ())) | st.text()
)


def fields(framework: Framework) -> list[str]:
    """The fields that a framework's grid is made of."""
    return [field for axis in framework.axes for field in axis.fields]


def key(framework: Framework, **values: str) -> str | None:
    outcome = proposed(framework, values)
    return outcome.key if outcome else None


def texts(framework: Framework) -> list[str]:
    """Whatever of a framework people read."""
    outcomes: list[Cell | OffGrid] = [*framework.cells, *framework.off_grid]
    return [
        *(framework.name, framework.about, framework.weakness),
        *(text for axis in framework.axes for text in (axis.label, *(level.label for level in axis.levels))),
        *(text for one in outcomes for text in (one.label, one.meaning, one.suggested_support)),
    ]


# What is proposed


@pytest.mark.parametrize(
    ("potential", "row"),
    [
        ("right_place", ("support_first", "solid_in_role", "expert_in_role")),
        ("growing", ("build_confidence", "steady_growth", "strong_and_widening")),
        ("stretch", ("remove_blockers", "growing_fast", "ready_to_stretch")),
    ],
)
def test_nine_boxes_are_where_results_with_behaviours_meet_potential(
    potential: str, row: tuple[str, str, str]
) -> None:
    for performance, behaviours in product(OPTIONS["performance"][:-1], OPTIONS["behaviours"][:-1]):
        column = min(COLUMNS[performance], COLUMNS[behaviours])
        proposal = key(NINE_BOX, performance=performance, behaviours=behaviours, potential=potential)
        assert proposal == row[column], "the lower of the two counts"


@pytest.mark.parametrize(
    ("performance", "behaviours", "proposal"),
    [
        ("partly_met", "sometimes", "targeted_support"),
        ("not_met", "role_model", "help_with_results"),
        ("exceeded", "not_shown", "help_with_behaviours"),
        ("met", "sometimes", "help_with_behaviours"),
        ("met", "role_model", "fully_performing"),
        ("exceeded", "consistent", "stretch_if_wanted"),
        ("met", "too_new", "new_to_role"),
    ],
)
def test_achievement_says_which_of_the_two_needs_help(
    performance: str, behaviours: str, proposal: str
) -> None:
    assert key(PACKS["achievement"], performance=performance, behaviours=behaviours) == proposal


def test_a_growth_conversation_is_chosen_directly_for_now_and_for_what_is_wanted() -> None:
    growth = PACKS["growth"]
    assert growth.marks == ("now", "wanted")
    for direction, impact in product(OPTIONS["growth"][:-1], OPTIONS["impact"][:-1]):
        assert key(growth, growth=direction, impact=impact) == f"{direction}_{impact}"
    assert not any(axis.from_ or axis.take for axis in growth.axes), "no level is lower than another"


@settings(deadline=None)
@given(packs, anything)
def test_whatever_is_on_record_something_of_the_framework_or_nothing_is_proposed(
    framework: Framework, values: dict[str, str]
) -> None:
    assert proposed(framework, values) in (*framework.cells, *framework.off_grid, None)


@settings(deadline=None)
@given(packs, chosen)
def test_the_same_in_gives_the_same_out_in_whatever_order(
    framework: Framework, values: dict[str, str]
) -> None:
    assert proposed(framework, values) == proposed(framework, dict(reversed(values.items())))


@settings(deadline=None)
@given(packs, st.fixed_dictionaries({field: st.sampled_from(keys[:-1]) for field, keys in OPTIONS.items()}))
def test_every_combination_has_its_cell(framework: Framework, values: dict[str, str]) -> None:
    assert isinstance(proposed(framework, values), Cell)


@settings(deadline=None)
@given(packs, chosen, st.data())
def test_too_new_anywhere_leads_off_the_grid_whatever_else_is_known(
    framework: Framework, values: dict[str, str], data: st.DataObject
) -> None:
    new_in = data.draw(st.sampled_from(fields(framework)))
    assert isinstance(proposed(framework, {**values, new_in: "too_new"}), OffGrid)


@settings(deadline=None)
@given(packs, chosen, st.data())
def test_nobodys_potential_or_anything_else_defaults(
    framework: Framework, values: dict[str, str], data: st.DataObject
) -> None:
    unsaid = data.draw(st.sampled_from(fields(framework)))
    rest = {field: value for field, value in values.items() if field != unsaid and value != "too_new"}
    assert proposed(framework, rest) is None
    assert proposed(framework, {**rest, unsaid: "middling"}) is None, "nor is an option that it does not know"


@settings(deadline=None)
@given(packs, chosen, st.text())
def test_fields_that_the_grid_is_not_made_of_change_nothing(
    framework: Framework, values: dict[str, str], other: str
) -> None:
    without = {field: value for field, value in values.items() if field in fields(framework)}
    assert proposed(framework, {**without, "mood": other}) == proposed(framework, without)


def test_a_placement_counts_for_so_many_months() -> None:
    assert expires(NINE_BOX, date(2026, 3, 10)) == date(2027, 3, 10)
    assert expires(NINE_BOX, date(2028, 2, 29)) == date(2029, 2, 28)
    half = NINE_BOX.model_copy(update={"valid_months": 6})
    assert expires(half, date(2026, 8, 31)) == date(2027, 2, 28)


# What comes along


def test_three_frameworks_come_along_and_keep_their_keys() -> None:
    assert set(PACKS) == {"nine_box", "growth", "achievement"}
    assert {cell.key for cell in PACKS["achievement"].cells} == {
        "targeted_support",
        "fully_performing",
        "stretch_if_wanted",
        "help_with_results",
        "help_with_behaviours",
    }
    assert PACKS["growth"].outcome("breadth_full").key == "breadth_full"
    assert PACKS["achievement"].outcome("new_to_role") == PACKS["achievement"].off_grid[0]
    with pytest.raises(KeyError):
        NINE_BOX.outcome("top_talent")


@pytest.mark.parametrize("framework", PACKS.values(), ids=PACKS)
def test_what_people_read_is_about_help_in_words(framework: Framework) -> None:
    for text in texts(framework):
        assert not any(character.isdigit() for character in text), "nobody is given a number"
        assert flags(text) == [], "it keeps to our own rules for words about people"
    assert "potential" in framework.weakness
    assert "evidence" in framework.weakness or "examples" in framework.weakness
    assert framework.show_to_person is True


@pytest.mark.parametrize("framework", PACKS.values(), ids=PACKS)
def test_every_option_that_the_talent_conversation_offers_is_known(framework: Framework) -> None:
    guide = yaml.safe_load((GUIDES / "talent_conversation.yaml").read_text(encoding="utf-8"))
    questions = [question for stage in guide["stages"] for question in stage["questions"]]
    for axis in framework.axes:
        for question in (one for one in questions if one["id"] in axis.fields):
            known = {value for level in axis.levels for value in level.given_by(question["id"])}
            known.update(value for beside in framework.off_grid for value in beside.values)
            assert {option["key"] for option in question["options"]} <= known


# What a file has to say


def test_an_organisation_adds_its_own_or_rewords_ours(tmp_path: Path) -> None:
    ours = (BUILT_IN / "growth.yaml").read_text(encoding="utf-8")
    (tmp_path / "growth.yaml").write_text(
        ours.replace("label: Wider\n", "label: Broader\n"), encoding="utf-8"
    )
    (tmp_path / "new.yaml").write_text(ours.replace("id: growth\nversion", "id: directions\nversion"))
    loaded = load_all(BUILT_IN, tmp_path, tmp_path / "there is none")
    assert set(loaded) == {*PACKS, "directions"}
    values = {"impact": "full", "growth": "breadth"}
    assert key(loaded["growth"], **values) == key(PACKS["growth"], **values), "words change, keys do not"


def test_a_broken_file_is_reported_and_takes_no_other_away(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("id: broken\n")
    told: list[str] = []
    assert set(load_all(BUILT_IN, tmp_path, on_broken=told.append)) == set(PACKS)
    assert len(told) == 1
    assert "broken.yaml:1: version: it has to be there" in told[0]
    with pytest.raises(GuideError, match=r"broken\.yaml:1"):
        load_all(BUILT_IN, tmp_path)


@pytest.mark.parametrize(
    ("wrote", "instead_of", "line", "said"),
    [
        ("show_to_person: false", "show_to_person: true", "show_to_person", "Input should be True"),
        ("", "show_to_person: true", "id: nine_box", "show_to_person: it has to be there"),
        ("score: 3", "valid_months: 12", "score: 3", "there is no such key here"),
        ("valid_months: 0", "valid_months: 12", "valid_months", "greater than or equal to 1"),
        ("marks: [later]", "marks: [now]", "marks", "Input should be 'now' or 'wanted'"),
        ("marks: [now, now]", "marks: [now]", "marks", "mark now is there twice"),
        ("", "    take: lowest", "  - id: contribution", "`take` says how several fields make one level"),
        ("from: [potential]\n    take: lowest", "from: [potential]", "  - id: ahead", "`take` says how"),
        ("from: [performance]", "from: [potential]", "        values: {potential: [right", "not in `from`"),
        (
            "",
            "          behaviours: [consistent]",
            "      - key: whole",
            "level whole has no value of behaviours",
        ),
        (
            "performance: [met, exceeded]",
            "performance: [met]",
            "    levels:  # from the lowest up",
            "performance's value exceeded is there twice",
        ),
        ("key: solid_in_role", "key: support_first", "cells:", "cell solid_in_role is there twice"),
        ("key: solid_in_role", "key: too_soon", "off_grid:", "key solid_in_role is there twice"),
        (
            "values: [too_new, met]",
            "values: [too_new]",
            "    values: [too_new, met]",
            "met gives a level too",
        ),
    ],
)
def test_what_does_not_hold_together_is_named_with_its_line(
    tmp_path: Path, wrote: str, instead_of: str, line: str, said: str
) -> None:
    assert_refused(tmp_path, lambda text: text.replace(instead_of, wrote, 1), line, said)


def assert_refused(tmp_path: Path, edit: Callable[[str], str], line: str, said: str) -> None:
    """The nine boxes, edited, are refused in those words at the first line that begins so."""
    text = (BUILT_IN / "nine_box.yaml").read_text(encoding="utf-8")
    edited = edit(text)
    assert edited != text
    (tmp_path / "own.yaml").write_text(edited, encoding="utf-8")
    with pytest.raises(GuideError) as error:
        load(tmp_path / "own.yaml")
    number = next(n for n, one in enumerate(edited.splitlines(), 1) if one.startswith(line))
    assert str(error.value).startswith(f"{tmp_path / 'own.yaml'}:{number}: ")
    assert said in str(error.value)


def test_a_combination_without_a_cell_is_named(tmp_path: Path) -> None:
    def without_the_middle_column(text: str) -> str:
        data = yaml.safe_load(text)
        data["cells"] = [cell for cell in data["cells"] if cell["columns"] != ["whole"]]
        return yaml.safe_dump(data)

    missing = "no cell for whole with right_place; whole with growing; whole with stretch."
    assert_refused(tmp_path, without_the_middle_column, "cells:", missing)


def test_a_combination_in_two_cells_is_named(tmp_path: Path) -> None:
    twice = "beyond with right_place is in several: solid_in_role, expert_in_role."
    widened = "columns: [whole, beyond]"
    assert_refused(tmp_path, lambda text: text.replace("columns: [whole]", widened, 1), "cells:", twice)


def test_a_cell_of_a_level_that_is_not_there_is_named(tmp_path: Path) -> None:
    def misspelt(text: str) -> str:
        return text.replace("rows: [right_place]", "rows: [write_place]", 1)

    unknown = (
        "cell support_first names unknown levels: write_place; there are: right_place, growing, stretch."
    )
    assert_refused(tmp_path, misspelt, "    rows: [write_place]", unknown)


def test_one_field_does_not_count_on_both_axes(tmp_path: Path) -> None:
    def results_for_potential(text: str) -> str:
        return text.replace("from: [potential]", "from: [performance]").replace(
            "{potential:", "{performance:"
        )

    assert_refused(tmp_path, results_for_potential, "axes:", "field performance is there twice")
