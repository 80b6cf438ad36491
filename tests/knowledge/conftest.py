"""A made-up library: three documents and two notes, embedded by the real model, indexed by the real Chroma."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from knowledge.chroma import ChromaUse
from knowledge.encoder import LocalEncoder
from knowledge.library import Library

ALWAYS = ChromaUse(above=0)
"""Chroma even for the few passages here, so that it is the real one that these tests damage, kill and compare."""
DOCUMENTS = {
    "mentoring-guide.md": """---
title: Mentoring at Harbour Trust
publisher: Harbour Trust
year: 2021
---
# Mentoring at Harbour Trust

## Finding a mentor

A mentor is somebody from another team. Ask the mentoring desk for three names and choose one of them.

## Meeting

Mentor and mentee meet every six weeks for an hour. They agree what stays between them at their first meeting.

## Ending

After eighteen months both write half a page on what changed, and the mentee chooses whether to go on.
""",
    "pools.txt": """Rules for talent pools

1. Joining

Anybody may be nominated for a pool, also by themselves. A panel of three reads the nomination within ten days.

2. Leaving

Nobody stays in a pool for longer than two years. Leaving one is no judgement and is not written on the record.
""",
    "succession.md": """# Succession cover

A post is critical when the service stops within a week without it.

- Green: two people could take it over now.
- Amber: one person could take it over within a year.
- Red: nobody could.
""",
}
"""Written for these tests; no organisation of that name is meant."""

NOTES = {
    "note-mentoring.md": """---
title: "Mentoring at Harbour Trust: a guide"
publisher: Harbour Trust
year: 2021
---
# What the mentoring guide says

## Length

Mentoring lasts a year and a half at Harbour Trust.
""",
    "note-appraisal.md": """---
title: Appraisal in brief
publisher: Harbour Trust
year: 2020
stands_for:
  - Appraisal in brief
  - form seventeen
---
# What the appraisal paper says

## When

An appraisal is held every spring, before the budget round.
""",
}


class CountingEncoder(LocalEncoder):
    """The real model, which remembers what it was given."""

    def __init__(self, exports: Path) -> None:
        super().__init__(exports=exports)
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded += texts
        return super().encode(texts)


def write(folder: Path, files: dict[str, str]) -> Path:
    """A folder with these files in it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def encoder(exports: Path) -> CountingEncoder:
    return CountingEncoder(exports)


@pytest.fixture(scope="session")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("documents"), DOCUMENTS)


@pytest.fixture(scope="session")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("notes"), NOTES)


@pytest.fixture(scope="session")
def indexed(
    tmp_path_factory: pytest.TempPathFactory, encoder: CountingEncoder, documents: Path, notes: Path
) -> Path:
    """The folder of a library with the documents and notes in it. Not to be changed: take `library_folder`."""
    folder = tmp_path_factory.mktemp("indexed") / "library"
    Library(folder, encoder, notes, ALWAYS).add([documents])
    return folder


@pytest.fixture
def library_folder(tmp_path: Path, indexed: Path) -> Path:
    """A copy of the indexed library, to do with as one likes."""
    return shutil.copytree(indexed, tmp_path / "library", ignore=shutil.ignore_patterns("readers"))


@pytest.fixture
def library(library_folder: Path, encoder: CountingEncoder, notes: Path) -> Library:
    return Library(library_folder, encoder, notes, ALWAYS)
