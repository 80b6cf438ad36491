"""The glossary: built in, added to by an organisation, and wrong lines named."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import GuideError
from assistant.glossary import BUILT_IN, load_glossary


def test_an_organisations_abbreviation_goes_first_and_its_groups_are_added(tmp_path: Path) -> None:
    own = tmp_path / "glossary.yaml"
    own.write_text("abbreviations:\n  OD: office of the dean\nalike:\n  - [porter, gatekeeper]\n")
    built_in, with_own = load_glossary(tmp_path / "none.yaml"), load_glossary(own)
    assert built_in.abbreviations["OD"] == "organisational development"
    assert with_own.abbreviations["OD"] == "office of the dean"
    assert with_own.alike == (*built_in.alike, ("porter", "gatekeeper"))


@pytest.mark.parametrize(
    ("text", "line"), [("alike:\n  - [alone]\n", 2), ("abbreviations:\n  PA: ''\n", 2), ("words: []\n", 1)]
)
def test_a_wrong_line_is_named(tmp_path: Path, text: str, line: int) -> None:
    own = tmp_path / "glossary.yaml"
    own.write_text(text)
    with pytest.raises(GuideError, match=rf"glossary\.yaml:{line}: "):
        load_glossary(own)


def test_no_group_of_the_built_in_one_says_a_thing_twice() -> None:
    groups = load_glossary(BUILT_IN.with_name("none.yaml")).alike
    assert all(len(set(group)) == len(group) for group in groups)
