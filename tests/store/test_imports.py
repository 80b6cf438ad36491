"""Lines, posts and past appraisals from other systems: what each changes, what is refused, and that twice is once."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import appraisals
from store.errors import Invalid, NotAllowed, NotFound
from store.imports.history import Line, joined
from store.imports.views import ImportReport
from tests.store.organisation import Organisation

DAY = timedelta(days=1)


@pytest.fixture
def team(org: Organisation) -> Organisation:
    org.team()
    return org


def outcomes(report: ImportReport) -> dict[int, tuple[str, tuple[str, ...]]]:
    return {row.line: (row.outcome, row.why) for row in report.rows}


def refused(report: ImportReport) -> dict[int, str]:
    assert not report.done
    return {row.line: row.reason for row in report.refused}


# --- Staff ---------------------------------------------------------------------------------------------------------


def test_a_row_says_which_columns_it_changes(team: Organisation) -> None:
    text = "reference,name,unit,manager\nA,Name of A,East,N\nB,Name of B,,M\nZ,New,East,A\n"
    said = team.take_in("staff", text, dry_run=True)
    assert outcomes(said) == {2: ("changed", ("unit", "manager")), 3: ("unchanged", ()), 4: ("added", ())}
    assert not said.done
    assert team.take_in("staff", text).done
    assert {row.outcome for row in team.take_in("staff", text).rows} == {"unchanged"}


def test_whoever_imports_the_list_is_on_it_like_everybody(team: Organisation) -> None:
    text = "reference,name,job_title,manager\nHR,Name of HR,Head of HR,M\nA,Name of A,Nurse,M\n"
    assert team.take_in("staff", text).done
    own = team["HR"].people.get("HR")
    assert (own.job_title, own.manager) == ("Head of HR", "M")


def test_whoever_has_left_reports_to_nobody_also_the_second_time(team: Organisation) -> None:
    text = f"reference,name,manager,left_on\nZ,Name of Z,M,{team.today}\nA,Name of A,M,{team.today}\n"
    assert [row.outcome for row in team.take_in("staff", text).rows] == ["added", "left"]
    assert {row.outcome for row in team.take_in("staff", text).rows} == {"unchanged"}
    assert {one.reference for one in team["M"].people.all()} == {"M", "B"}


def test_nobody_leaves_before_they_began(team: Organisation) -> None:
    said = team.take_in("staff", "reference,name,started_on,left_on\nA,Name of A,2024-05-01,2024-04-30\n")
    assert "before they began" in refused(said)[2]


# --- Reporting lines -----------------------------------------------------------------------------------------------

HEAD = "person,manager,since,until\n"


def test_lines_bring_their_history(team: Organisation) -> None:
    text = f"{HEAD}A,N,2020-01-01,2022-01-01\nA,M,2022-01-01,\nC,M,2019-01-01,2020-06-01\n"
    said = team.take_in("lines", text)
    assert outcomes(said) == {
        2: ("added", ()),
        3: ("added", ("takes in the one that began on 2025-03-02",)),
        4: ("added", ()),
    }
    assert team["M"].people.get("A").manager == "M"
    assert {row.outcome for row in team.take_in("lines", text).rows} == {"unchanged"}
    team.now = team.now.replace(year=2021)
    assert team["N"].people.get("A").manager == "N"


def test_a_later_line_ends_the_one_on_record(team: Organisation) -> None:
    text = f"{HEAD}A,N,{team.today},\n"
    assert outcomes(team.take_in("lines", text)) == {2: ("added", ("ends the line to M",))}
    with pytest.raises(NotFound):
        team["M"].people.get("A")
    assert team["N"].people.get("A").manager == "N"
    assert outcomes(team.take_in("lines", text)) == {2: ("unchanged", ())}


@pytest.mark.parametrize(
    ("rows", "line", "word"),
    [
        ("Q,M,2024-01-01,", 2, "person Q is not on record"),
        ("A,Q,2024-01-01,", 2, "manager Q is not on record"),
        ("A,A,2024-01-01,", 2, "own manager"),
        ("A,N,2024-01-01,2023-01-01", 2, "end on 2023-01-01, not after it begins"),
        ("A,N,2020-01-01,2021-01-01\nA,M,2020-06-01,2022-01-01", 3, "before the one in line 2 ends"),
        ("A,N,2020-01-01,\nA,M,2020-01-01,", 3, "line 2 begins on 2020-01-01 already"),
        ("A,N,2020-01-01,", 2, "they report to M from 2025-03-02 on; say until when"),
        ("M,A,2026-01-01,", 2, "goes in a circle"),
        ("M,A,2026-06-01,", 2, "goes in a circle on 2026-06-01"),
        ("A,N,2028-01-01,", 2, "more than a year from now"),
    ],
)
def test_a_line_that_cannot_be_is_named(team: Organisation, rows: str, line: int, word: str) -> None:
    said = team.take_in("lines", HEAD + rows)
    assert word in refused(said)[line]
    assert team["M"].people.get("A").manager == "M"


def test_nobody_reports_to_somebody_who_has_left(team: Organisation) -> None:
    team.take_in("staff", f"reference,name,left_on\nN,Name of N,{team.today}\n")
    assert "N is here until" in refused(team.take_in("lines", f"{HEAD}B,N,{team.today + DAY},\n"))[2]
    assert team.take_in("lines", f"{HEAD}B,N,2024-01-01,2025-01-01\n").done


days = st.integers(0, 12).map(lambda number: date(2024, 1, 1) + number * DAY)


@st.composite
def some_lines(draw: st.DrawFn) -> list[Line]:
    """Lines that do not overlap, as a record is."""
    marks = sorted(set(draw(st.lists(days, max_size=6))))
    found = []
    for begins, ends in zip(marks, [*marks[1:], None], strict=False):
        if draw(st.booleans()):
            found.append(Line(draw(st.sampled_from("MN")), begins, ends, key=str(begins)))
    return found


@st.composite
def given_lines(draw: st.DrawFn) -> list[Line]:
    ends = st.none() | days
    return [
        Line(draw(st.sampled_from("MNO")), draw(days), draw(ends), number=number)
        for number in range(2, draw(st.integers(2, 5)))
    ]


@given(record=some_lines(), lines=given_lines())
def test_what_is_joined_never_overlaps_and_twice_is_once(record: list[Line], lines: list[Line]) -> None:
    found = joined(record, lines)
    if found.wrong:
        assert all(number in {line.number for line in lines} and why for number, why in found.wrong)
        return
    for one, following in zip(found.lines, found.lines[1:], strict=False):
        assert one.until is not None and one.until <= following.since
    assert {line.number for line in found.lines} - {0} == {line.number for line in lines}
    kept = [Line(one.manager, one.since, one.until, key=str(one.since)) for one in found.lines]
    again = joined(kept, lines)
    assert (again.wrong, again.gone) == ([], [])
    assert [(one.manager, one.since, one.until) for one in again.lines] == [
        (one.manager, one.since, one.until) for one in found.lines
    ]


# --- Posts ---------------------------------------------------------------------------------------------------------

_COLUMNS = (
    "title,unit,level,holder,vacant_since,grounds,impact_if_empty,hard_to_recruit,hard_because,"
    "may_leave_soon,leave_basis,recruitment_rounds,last_reviewed"
)
POSTS = f"""{_COLUMNS}
Matron,Ward,senior,A,,safety;strategy,high,yes,few apply,no,,2,2026-01-15
Lead,Ward,,,2026-02-01,scarce skill; legal duty,med,no,,,,,
"""


def test_posts_are_taken_in_with_why_they_are_critical(team: Organisation) -> None:
    assert {row.outcome for row in team.take_in("posts", POSTS, dry_run=True).rows} == {"added"}
    assert team["HR"].posts.all() == []
    assert team.take_in("posts", POSTS).done
    lead, matron = team["HR"].posts.all()
    assert matron.planning and lead.planning
    assert (matron.planning.holder, matron.planning.critical, matron.planning.last_reviewed) == (
        "A",
        True,
        date(2026, 1, 15),
    )
    assert (lead.planning.holder, lead.planning.vacant_since) == (None, date(2026, 2, 1))
    assert [step.step for step in team["HR"].posts.trail("Matron")] == ["made"]
    assert {row.outcome for row in team.take_in("posts", POSTS).rows} == {"unchanged"}
    assert len(team["HR"].posts.trail("Matron")) == 1


def test_a_changed_post_says_what_changes_and_a_dry_run_leaves_it(team: Organisation) -> None:
    team.take_in("posts", POSTS)
    moved = "title,unit,holder,vacant_since\nmatron,WARD,,2026-02-20\n"
    for dry_run in (True, False):
        said = team.take_in("posts", moved, dry_run=dry_run)
        assert outcomes(said) == {2: ("changed", ("holder", "vacant_since"))}
        view = team["HR"].posts.get("Matron").planning
        assert view and view.holder == ("A" if dry_run else None)
    assert [step.step for step in team["HR"].posts.trail("Matron")] == ["made", "changed"]


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ("Matron,Ward,Q,,,,", "no person 'Q'"),
        ("Matron,Ward,A,2026-01-01,,,", "holder or is vacant"),
        ("Matron,Ward,A,,yes,,", "why the post is hard"),
        ("Matron,Ward,,2026-01-01,,yes,notice", "Nobody holds this post"),
        ("Matron,Ward,A,,,,\nmatron,ward,B,,,,", "in line 2 already"),
    ],
)
def test_a_post_that_cannot_be_is_named_and_then_none_is_taken(
    team: Organisation, row: str, word: str
) -> None:
    head = "title,unit,holder,vacant_since,hard_to_recruit,may_leave_soon,leave_basis"
    said = team.take_in("posts", f"{head}\nOther,Ward,B,,,,\n{row}\n".replace("in line 2", "in line 2"))
    assert any(word.replace("line 2", "line 3") in reason for reason in refused(said).values())
    assert team["HR"].posts.all() == []


def test_nobody_brings_along_the_post_that_they_hold(team: Organisation) -> None:
    said = team.take_in("posts", "title,unit,holder\nHead of HR,Office,HR\nMatron,Ward,A\n")
    assert {line: outcome for line, (outcome, _) in outcomes(said).items()} == {2: "passed_over", 3: "added"}
    assert [post.title for post in team["HR"].posts.all()] == ["Matron"]


# --- Past appraisals -----------------------------------------------------------------------------------------------

APPRAISALS = """person,held_on,completed_on,reviewer,kind
A,2025-06-01,2025-06-10,M,annual
A,2024-06-01,,N,
B,,2025-07-01,,probation
C,,,,
"""


@pytest.mark.parametrize(
    ("was", "becomes", "line", "word"),
    [
        ("otherwise: annual", "otherwise: yearly", 9, "yearly is none of the kinds"),
        ("other]", "other, annual]", 8, "annual is there twice"),
        ("mid_year", "Mid year", 8, "kinds"),
        ("mid_year", "half_way_through_the_year", 8, "at most 20 characters"),
        ("version: 1\n", "", 7, "version: it has to be there"),
    ],
)
def test_a_slip_in_the_kinds_of_appraisals_is_named_with_its_line(
    was: str, becomes: str, line: int, word: str, tmp_path: Path
) -> None:
    path = tmp_path / "appraisals.yaml"
    path.write_text(appraisals.BUILT_IN.read_text().replace(was, becomes, 1))
    with pytest.raises(Invalid, match=word) as error:
        appraisals.kinds(path)
    assert f"appraisals.yaml:{line}:" in str(error.value)


def test_a_kind_of_appraisal_is_one_of_those_in_the_data_file(team: Organisation) -> None:
    named = appraisals.kinds()
    rows = "".join(f"A,2025-0{at}-01,,,{kind}\n" for at, kind in enumerate(named.kinds, 1))
    assert len(team.take_in("appraisals", f"person,held_on,completed_on,reviewer,kind\n{rows}").rows) == 5
    assert {one.kind for one in team["A"].appraisals.of("A")} == set(named.kinds)
    said = team.take_in("appraisals", "person,held_on,kind\nB,2025-01-01,yearly\n", dry_run=True)
    assert f"one of {', '.join(named.kinds)}, not yearly" in said.refused[0].reason
    team.take_in("appraisals", "person,held_on\nB,2025-01-01\n")
    assert team["B"].appraisals.of("B")[0].kind == named.otherwise


def test_appraisals_are_on_record_for_those_whose_they_are(team: Organisation) -> None:
    said = team.take_in("appraisals", APPRAISALS)
    assert [row.outcome for row in said.rows] == ["added", "added", "added", "passed_over"]
    newest, before = team["A"].appraisals.of("A")
    assert (newest.held_on, newest.completed_on, newest.kind) == (
        date(2025, 6, 1),
        date(2025, 6, 10),
        "annual",
    )
    assert (newest.reviewer, newest.reviewer_name) == ("M", "Name of M")
    assert (before.completed_on, before.kind, before.reviewer) == (None, "annual", "N")
    assert team["M"].appraisals.of("A") == team["HR"].appraisals.of("A") == [newest, before]
    assert {row.outcome for row in team.take_in("appraisals", APPRAISALS).rows} == {
        "unchanged",
        "passed_over",
    }


def test_others_see_no_appraisals(team: Organisation) -> None:
    team.take_in("appraisals", APPRAISALS)
    for who, error in (("N", NotFound), ("B", NotFound), ("PANEL", NotFound), ("ADMIN", NotAllowed)):
        with pytest.raises(error):
            team[who].appraisals.of("A")
    for who in ("M", "A", "PANEL", "ADMIN"):
        for kind, text in (
            ("appraisals", APPRAISALS),
            ("posts", POSTS),
            ("lines", f"{HEAD}A,N,2020-01-01,2021-01-01\n"),
        ):
            with pytest.raises(NotAllowed):
                team.take_in(kind, text, who=who)


def test_what_is_completed_later_changes_the_same_appraisal(team: Organisation) -> None:
    team.take_in("appraisals", APPRAISALS)
    said = team.take_in("appraisals", "person,held_on,completed_on\nA,2024-06-01,2024-06-20\n")
    assert outcomes(said) == {2: ("changed", ("completed_on",))}
    assert team["A"].appraisals.of("A")[1].reviewer == "N"  # there is no column for it, so it stays


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ("Q,2025-01-01,,,", "person Q is not on record"),
        ("A,2025-01-01,,Q,", "reviewer Q is not on record"),
        ("A,2025-01-01,,A,", "own reviewer"),
        ("A,2025-02-01,2025-01-01,,", "before it was held"),
        ("A,2026-03-03,,,", "still to come"),
        ("A,2025-01-01,,,\nA,2025-01-01,,,annual", "same appraisal is in line 2"),
    ],
)
def test_an_appraisal_that_cannot_be_is_named(team: Organisation, row: str, word: str) -> None:
    said = team.take_in("appraisals", f"person,held_on,completed_on,reviewer,kind\n{row}\n")
    assert any(word in reason for reason in refused(said).values())
    assert team["A"].appraisals.of("A") == []


def test_nobody_brings_along_their_own_appraisal(team: Organisation) -> None:
    said = team.take_in("appraisals", "person,completed_on\nHR,2025-06-01\nA,2025-06-01\n")
    assert [row.outcome for row in said.rows] == ["passed_over", "added"]
    assert team["HR"].appraisals.of("HR") == []


def test_the_dashboard_counts_appraisals_completed_in_the_past_year(org: Organisation) -> None:
    org.person("M", unit="Office")
    org.person("HR", roles=["hr"], unit="Office")
    for number in range(18):
        org.person(f"P{number:02}", "M", unit="Ward")
    done = [f"P{number:02},2025-09-01,2025-09-10" for number in range(12)]
    late = ["P12,2025-03-01,2025-03-02", "P13,2026-01-10,"]
    org.take_in("appraisals", "\n".join(["person,held_on,completed_on", *done, *late]))
    (line,) = [one for one in org["HR"].dashboard.show().lines if one.measure == "appraisal_rate"]
    assert (line.value, line.numerator, line.denominator) == (0.6, 12, 20)


def test_appraisals_are_in_the_copy_and_go_with_the_person(team: Organisation) -> None:
    from store.privacy.rules import load_rules

    rules = load_rules()
    team.take_in("appraisals", APPRAISALS)
    due = {one.rule: one.due for one in team["HR"].retention.would_run(rules, date(2027, 6, 1))}
    assert due["appraisal"] == 1
    team.days_pass(366 + 91)
    team["HR"].retention.confirm(rules, "appraisal")
    run = {one.rule: one.deleted for one in team["ADMIN"].retention.run(rules)}
    assert run["appraisal"] == 1
    assert [one.held_on.year for one in team["A"].appraisals.of("A")] == [2025]
