"""The example that shows how to write a guide is one, and can be held."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.cli.test_conversation import REPORT, lines

EXAMPLE = re.search(r"```yaml\n(.*?)```", Path("docs/guides.md").read_text(encoding="utf-8"), re.DOTALL)


def test_the_example_has_fewer_than_thirty_lines_and_is_held_to_its_end(talent, home_folder):
    assert EXAMPLE is not None
    text = EXAMPLE[1]
    assert text.count("\n") < 30
    folder = home_folder / "demo" / "guides"
    folder.mkdir(parents=True)
    file = folder / "first_months.yaml"
    file.write_text(text, encoding="utf-8")
    assert "2 stages, 5 questions" in talent("guide", "check", str(file)).out
    assert "How settled do you feel?" in talent("guide", "show", str(file)).out
    turns = [
        "In June a colleague showed me the rounds for a week, so that from July I worked alone.",
        "mostly",
        {"side": "manager", "text": "fully"},
        "yes",
        "yes",
        {"side": "manager", "text": "yes"},
    ]
    said = talent("--demo", "converse", "first_months", "--about", REPORT, "--json", stdin=lines(turns)).lines
    assert said[-1]["finished"], said[-1]["say"]
    assert said[-1]["record"]["arriving"]["settled"] == {"individual": "mostly", "manager": "fully"}


def test_a_slip_is_named_with_its_file_and_line(talent, tmp_path):
    assert EXAMPLE is not None
    file = tmp_path / "slip.yaml"
    file.write_text(EXAMPLE[1].replace("kind: choice", "kind: choise"), encoding="utf-8")
    said = talent("guide", "check", str(file))
    line = next(n for n, text in enumerate(file.read_text().splitlines(), 1) if "choise" in text)
    assert said.code == 1
    assert f"slip.yaml:{line}" in said.err


def test_the_schema_is_json_that_knows_every_key(talent):
    schema = json.loads(talent("guide", "schema").out)
    assert {"id", "version", "modes", "stages", "becomes"} <= schema["properties"].keys()
    assert {"parts", "ask_manager", "cells_of"} <= schema["$defs"]["Question"]["properties"].keys()
    assert {"axes", "cells", "off_grid"} <= json.loads(talent("guide", "schema", "framework").out)[
        "properties"
    ].keys()
