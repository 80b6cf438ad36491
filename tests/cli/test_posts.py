"""Posts and their cover on the command line, with the sample organisation."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tui.cli import run
from tui.cli.sheet import xlsx

HR, MANAGER, ME, PANEL, ADMIN = (
    ("--demo", "--as", name) for name in ("hr", "manager", "individual", "panel", "admin")
)
WHY = ("--reason", "Looked at with the director")
NEW = ("post", "set", "Rota Lead", "--unit", "Community Nursing", *WHY)


def set_(talent: Any, *words: str, who: tuple[str, ...] = HR) -> Any:
    said = talent(*who, *NEW, *words, "--json")
    assert said.code == 0, said.err
    return said.json


def test_hr_sees_every_row_with_its_word_colour_rule_and_facts(talent: Any) -> None:
    found = talent(*HR, "succession", "--json").json
    assert {one["row"] for one in found["posts"]} == set(range(1, 10))
    for one in found["posts"]:
        assert one["word"] and one["because"] and one["rule"] and one["kind"] in {"published", "ours"}
        assert one["headline"].lower().startswith(f"{one['colour']}: {one['word']}")
    assert sum(found["spread"].values()) == len(found["posts"]) == found["bench"]["posts"]
    said = talent(*HR, "succession").out
    for one in found["posts"]:
        assert one["post"]["title"] in said and one["headline"] in said
        assert all(words in said for words in one["because"])
        assert all(flag["words"] in said for flag in one["flags"])


def test_a_file_for_a_spreadsheet_says_the_same(talent: Any) -> None:
    words = (*HR, "succession", "--unit", "acute medicine")
    posts = talent(*words, "--json").json["posts"]
    table = list(csv.DictReader(io.StringIO(talent(*words, "--format", "csv").out)))
    told = [
        (one["post"]["title"], str(one["row"]), one["colour"], "; ".join(one["because"])) for one in posts
    ]
    assert [(row["post"], row["row"], row["colour"], row["because"]) for row in table] == told
    assert len(told) == 3


def test_a_manager_sees_the_cover_of_their_own_posts_and_no_small_numbers(talent: Any) -> None:
    found = talent(*MANAGER, "succession", "--json").json
    assert [one["post"]["title"] for one in found["posts"]] == ["Palliative Care Nurse"]
    assert {one["supply"] for one in found["gaps"]} == {"*"} and found["suppressed"]
    for who in (ME, PANEL, ADMIN):
        refused = talent(*who, "succession")
        assert (refused.code, refused.out) == (1, "")
        assert refused.err.count("\n") == 1
    refused = talent(*MANAGER, "post", "show", "Director of Finance")
    assert refused.code == 1 and "talent post list" in refused.err


def test_from_a_new_post_to_cover(talent: Any) -> None:
    made = set_(talent, "--holder", "P0006", "--ground", "safety", "--ground", "single_holder", who=MANAGER)
    assert made["planning"]["critical"] and made["whole"]
    assert talent(*MANAGER, "post", "review", "Rota Lead", *WHY).code == 0
    named = talent(*MANAGER, "post", "candidate", "Rota Lead", "P0007", "--readiness", "ready_now",
                   "--can-act-up", "--weeks", "8", *WHY, "--json")  # fmt: skip
    assert named.code == 0, named.err
    (entry,) = named.json["candidates"]
    assert (entry["active"], entry["wants_it"], entry["act_up_weeks"]) == (False, "unsure", 8)
    person = ("--demo", "--as", "p0007")
    listed = talent(*person, "post", "list").out
    assert "Rota Lead" in listed and "does not count now" in listed
    assert talent(*person, "post", "agree", "rota lead", "--wants", "yes").code == 0
    rows = {
        one["post"]["title"]: one["row"] for one in talent(*MANAGER, "succession", "--json").json["posts"]
    }
    assert rows["Rota Lead"] == 2
    shown = talent(*MANAGER, "post", "show", made["id"][:8]).out
    assert "wants it: yes, counts" in shown and "Critical: yes" in shown
    steps = talent(*person, "post", "trail", "--json").json
    assert [step["step"] for step in steps if step["post"] == "Rota Lead"] == ["named", "agreed"]
    assert talent(*person, "post", "agree", "Rota Lead", "--no").code == 0
    assert talent(*person, "post", "show", "Rota Lead").code == 1


def test_a_person_reads_their_own_entry_and_what_is_planned_for_their_post(talent: Any) -> None:
    mine = talent(*ME, "post", "list", "--json").json
    assert [(post["title"], post["planning"], post["whole"]) for post in mine] == [
        ("Community Team Lead", None, False)
    ]
    assert [one["name"] for one in mine[0]["candidates"]] == ["Daniel Okonkwo"]
    theirs = talent(*MANAGER, "post", "show", "Community Team Lead", "--json").json
    assert theirs["planning"]["leave_basis"] == "told_us" and theirs["candidates"] == []
    seen = talent(*PANEL, "post", "list", "--json").json
    assert seen and all(post["planning"] is None for post in seen)


@pytest.mark.parametrize(
    ("words", "about"),
    [
        (("--ground", "prestige"), "prestige"),
        (("--may-leave", "--holder", "P0006"), "told_us"),
        (("--hard",), "why"),
        (("--holder", "P0006", "--vacant-since", "2026-01-01"), "holder"),
        (("--holder", "P9999"), "P9999"),
        (("--impact", "huge"), "low, med, high"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_writes_nothing(
    talent: Any, words: tuple[str, ...], about: str
) -> None:
    said = talent(*HR, *NEW, *words)
    assert (said.code, said.out) == (1, "") and about in said.err and said.err.count("\n") == 1
    assert talent(*HR, "post", "show", "Rota Lead").code == 1


def test_no_change_without_a_reason(talent: Any) -> None:
    assert talent(*HR, "post", "review", "Director of Finance").code == 2
    assert talent(*HR, "post", "review", "Director of Finance", "--reason", " ").code == 1


def test_hr_writes_down_openings_and_reads_the_gap(talent: Any) -> None:
    said = talent(*HR, "post", "demand", "people", "1-3", "--growth", "1", "--leavers", "2", *WHY)
    assert said.code == 0, said.err
    gaps = talent(*HR, "succession", "--json").json["gaps"]
    (people,) = [one for one in gaps if (one["family"], one["horizon"]) == ("people", "1-3")]
    assert (people["demand"], people["gap"]) == (3, 3 - people["supply"])
    assert talent(*MANAGER, "post", "demand", "people", "1-3", *WHY).code == 1


def test_what_a_spreadsheet_would_take_for_a_formula_stays_text(talent: Any) -> None:
    set_(talent, "--title", "=1+1", "--holder", "P0006", "--ground", "safety", "--ground", "strategy")
    table = list(csv.DictReader(io.StringIO(talent(*HR, "succession", "--format", "csv").out)))
    assert "'=1+1" in {row["post"] for row in table}


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("http://x?"&A1)', "+44 20", "-5", " =1", "＝1", "\t=1", "#N/A", "a\x07b"]
)
def test_a_workbook_holds_texts_as_texts_and_numbers_as_numbers(text: str) -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(xlsx([{"some_text": text, "count": 3, "none": None, "yes": True}]))
    )
    heads, row = book.active.iter_rows()
    assert [cell.value for cell in heads] == ["some text", "count", "none", "yes"]
    assert (row[0].value, row[0].data_type) == (text.replace("\x07", ""), "s")
    assert (row[1].value, row[1].data_type, row[3].value) == (3, "n", True)


def test_what_does_not_fit_into_a_cell_is_refused_and_not_cut(
    talent: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant.errors import InputError

    with pytest.raises(InputError, match="csv"):
        xlsx([{"text": "x" * 32_768}])
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert talent(*HR, "succession", "--format", "xlsx").code == 1


def test_a_workbook_goes_into_a_file(
    home_folder: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setenv("TALENT_HOME", str(home_folder))
    assert run([*HR, "succession", "--json"]) == 0
    posts = json.loads(capfdbinary.readouterr().out)["posts"]
    assert run([*HR, "succession", "--format", "xlsx"]) == 0
    book = openpyxl.load_workbook(io.BytesIO(capfdbinary.readouterr().out))
    rows = list(book.active.iter_rows(min_row=2, values_only=True))
    assert [(row[0], row[7]) for row in rows] == [(one["post"]["title"], one["row"]) for one in posts]
