"""What may not be loaded before the first frame."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    "aiohttp",
    "alembic",
    "argon2",
    "bm25s",
    "chromadb",
    "dateparser",
    "docx",
    "fontTools",
    "icalendar",
    "langchain",
    "langchain_core",
    "numpy",
    "onnxruntime",
    "pydantic",
    "scipy",
    "sentence_transformers",
    "sqlalchemy",
    "sqlmodel",
    "textual_serve",
    "tokenizers",
    "torch",
    "transformers",
    "typst",
    "yaml",
)


def loaded_after(statement: str) -> set[str]:
    """Top-level modules that a fresh interpreter has loaded after a statement."""
    code = f"{statement}\nimport sys\nprint(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "module",
    ["tui.app", "tui.screens.document", "tui.screens.people", "tui.screens.start", "tui.serve.visitor"],
)
def test_the_screens_load_nothing_heavy(module: str) -> None:
    assert not loaded_after(f"import {module}") & set(HEAVY)


def test_markdown_waits_for_the_first_answer() -> None:
    assert "markdown_it" not in loaded_after("import tui.app")


def test_a_heavy_module_would_be_noticed() -> None:
    assert "yaml" in loaded_after("import yaml")


def test_the_command_line_loads_nothing_heavy() -> None:
    assert not loaded_after("import tui.cli") & set(HEAVY)


def test_the_full_screen_program_is_opened_without_the_command_line() -> None:
    opened = "import sys, tui.app\ntui.app.open_program = lambda **_: 0\nsys.argv = ['talent', '--demo']"
    loaded = loaded_after(f"{opened}\nfrom tui.__main__ import main\ntry: main()\nexcept SystemExit: pass")
    assert "textual" in loaded
    assert "typer" not in loaded
