"""An answer says how old its documents are, which bodies are no more, and that a figure is not in the text."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.ageing import load_bodies, remark
from assistant.errors import GuideError

BODIES = load_bodies(Path("there is none"))


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("PCTs set up boards.", "PCTs ended in 2013."),
        ("A Primary Care Trust decides.", "PCTs ended in 2013."),
        ("Each strategic health authority plans.", "SHAs ended in 2013."),
        ("The PEC gives advice.", "The Professional Executive Committee ended in 2013."),
        ("Managers monitor progress.", ""),
        ("Monitor looked at the trust.", "Monitor ended in 2016."),
        ("The trusts decide.", ""),
    ],
)
def test_bodies_that_are_no_more_are_named(quote: str, said: str) -> None:
    assert remark([quote], [], BODIES, 2026) == said


@pytest.mark.parametrize(
    ("years", "said"),
    [
        ([2009, 2016, 2009, None], "From 2009 [1][3] and 2016 [2]."),
        ([2015, 2024], "From 2015 [1] and 2024 [2]."),
        ([2024], ""),
        ([None], ""),
        ([2021, 2021], "From 2021."),
    ],
)
def test_old_documents_say_when_they_are_from(years: list[int | None], said: str) -> None:
    assert remark(["Words."], years, (), 2026) == said


@pytest.mark.parametrize(
    ("quote", "lost"),
    [
        ("The chart below shows progress.", True),
        ("Figure 3: Posts by grade", True),
        ("Results are illustrated overleaf.", True),
        ("The figures below 20% were left out.", False),
        ("A chart is kept by the desk.", False),
    ],
)
def test_a_figure_that_is_spoken_of_is_said_not_to_be_there(quote: str, lost: bool) -> None:
    assert (remark([quote], [], (), 2026) != "") is lost


def test_an_organisation_adds_its_own(tmp_path: Path) -> None:
    own = tmp_path / "bodies.yaml"
    own.write_text("bodies:\n  - {name: Harbour Boards, short: HB, ended: 2020}\n")
    assert remark(["The HB met."], [], load_bodies(own), 2026) == "HBs ended in 2020."
    own.write_text("bodies:\n  - {name: Harbour Boards, ended: soon}\n")
    with pytest.raises(GuideError, match=r"bodies\.yaml:2"):
        load_bodies(own)
