"""Figures and equality answers on the command line: the same numbers in words, JSON, CSV and XLSX."""

from __future__ import annotations

import csv
import io
import json
import sys

import openpyxl
import pytest

HR = ("--demo", "--as", "hr")
ME = ("--demo", "--as", "individual")
MANAGER = ("--demo", "--as", "manager")


def rows_of(page):
    """The rows that a page of JSON stands for: measure, group, part, value."""
    found = []
    for line in page["lines"]:
        found.append((line["measure"], "", "", line["value"]))
        found += [(line["measure"], "", part, value) for part, value in line["parts"].items()]
        for one in line["groups"]:
            found.append((line["measure"], one["label"], "", one["value"]))
            found += [(line["measure"], one["label"], part, value) for part, value in one["parts"].items()]
    return found


def spelt(value):
    try:
        return float(value)
    except ValueError:
        return value


@pytest.mark.parametrize("split", [(), ("--by", "sex"), ("--by", "unit", "--profile", "publish")])
def test_text_json_csv_and_xlsx_say_the_same(talent, monkeypatch, split):
    words = (*HR, "dashboard", *split)
    page = talent(*words, "--json").json
    wanted = [(measure, group, part, spelt(value)) for measure, group, part, value in rows_of(page)]

    table = csv.DictReader(io.StringIO(talent(*words, "--format", "csv").out))
    in_csv = [(row["measure"], row["group"], row["part"], spelt(row["value"])) for row in table]
    assert in_csv == wanted

    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, write_through=True))
    from tui.cli import run

    assert run([*words, "--format", "xlsx"]) == 0
    monkeypatch.undo()
    sheet = openpyxl.load_workbook(io.BytesIO(raw.getvalue())).active
    head, *body = sheet.iter_rows(values_only=True)
    places = [head.index(name) for name in ("measure", "group", "part", "value")]
    in_xlsx = [tuple("" if row[place] is None else row[place] for place in places) for row in body]
    assert [(m, g, p, spelt(v)) for m, g, p, v in in_xlsx] == wanted
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_the_words_hold_every_figure_of_the_json(talent):
    page = talent(*HR, "dashboard", "--by", "sex", "--json").json
    said = talent(*HR, "dashboard", "--by", "sex").out
    for line in page["lines"]:
        assert f"- {line['label']}{', by family' if line['measure'] == 'gap' else ': '}" in said
        for one in line["groups"]:
            if line["measure"] == "gap":
                assert f"demand {one['numerator']}, supply {one['denominator']}, gap {one['value']}" in said
            elif not one["parts"]:
                assert f"({one['numerator']} of {one['denominator']})" in said
    coverage = next(line for line in page["lines"] if line["measure"] == "conversation_coverage")
    assert f"- Talent conversations: {coverage['value']:.1%} ({coverage['numerator']} of" in said


def test_every_figure_has_what_has_to_be_printed_beside_it(talent):
    page = talent(*HR, "dashboard", "--json").json
    assert page["profile"] == "internal"
    for line in page["lines"]:
        assert line["definition"] and line["numerator_is"] and line["denominator_is"]
        assert line["as_at"] == page["as_at"]
        assert line["value"] != "no data" or line["numerator"] == line["denominator"] == "no data"


def test_a_split_of_the_sample_is_suppressed_and_shows_a_star(talent):
    page = talent(*HR, "dashboard", "--by", "disability", "--json").json
    groups = [one for line in page["lines"] for one in line["groups"]]
    assert any(one["numerator"] == "*" for one in groups)
    assert any(isinstance(one["numerator"], int) for one in groups)


def test_a_small_team_and_a_person_see_no_figure_of_few(talent):
    mine = talent(*MANAGER, "dashboard", "--json").json
    assert mine["among"] == "your team"
    assert {line["numerator"] for line in mine["lines"]} <= {"*", "no data"}
    own = talent(*ME, "dashboard", "--json").json
    assert (own["lines"], own["records"]["your signed conversations"]) == ([], 2)


def test_what_hr_publishes_everybody_reads_rounded(talent):
    assert talent(*ME, "dashboard", "--publish").code == 1
    assert talent(*HR, "dashboard", "--publish").code == 0
    page = talent(*ME, "dashboard", "--json").json
    assert page["profile"] == "publish"
    for line in page["lines"]:
        if isinstance(line["denominator"], int):
            assert line["denominator"] % 5 == 0
    assert "Published on" in talent(*MANAGER, "dashboard", "--published").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--by", "shoe"), "cannot be split by 'shoe'"),
        (("--unit", "Moon"), "no unit 'Moon'"),
        (("--profile", "open"), "profile 'open'"),
        (("--as-at", "2999-01-01"), "still to come"),
        (("--publish", "--by", "unit"), "only --as-at goes with it"),
    ],
)
def test_what_cannot_be_shown_is_one_sentence(talent, words, said):
    refused = talent(*HR, "dashboard", *words)
    assert (refused.code, refused.out) == (1, "")
    assert said in refused.err
    assert refused.err.count("\n") == 1


def test_an_administrator_counts_records(talent):
    page = talent("--demo", "--as", "admin", "dashboard", "--json").json
    assert page["lines"] == []
    assert page["records"]["people"] >= 60


def test_equality_answers_are_ones_own(talent):
    assert talent(*ME, "equality", "withdraw").code == 0
    assert talent(*ME, "equality", "set", "disability", "disabled").code == 0
    mine = {one["characteristic"]: one["answer"] for one in talent(*ME, "equality", "show", "--json").json}
    assert mine["disability"] == "disabled"
    assert "You: Disabled or long-term condition" in talent(*ME, "equality", "show").out
    assert json.dumps("disabled") not in talent(*HR, "people", "list", "--json").out
    assert talent(*ME, "equality", "withdraw", "disability").out == "Deleted: 1 answer.\n"
    for words in (("set", "disability", "ill"), ("set", "shoes", "x"), ("withdraw", "shoes")):
        assert talent(*ME, "equality", *words).code == 1
    assert talent("--demo", "--as", "admin", "equality", "show").code == 1
