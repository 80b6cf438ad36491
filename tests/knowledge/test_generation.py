"""Search indexes: built beside the live one, switched in one step, and never trusted further than their bytes."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from knowledge import chroma, generation
from knowledge.chroma import EMBEDDED
from knowledge.database import Database
from knowledge.generation import CHROMA, FOLDER, READERS, Damaged, Generation, opened
from knowledge.indexes import Exact
from knowledge.library import Library
from knowledge.words import vocabulary
from tests.knowledge.conftest import ALWAYS, CountingEncoder

QUESTIONS = ["How long does mentoring last?", "Who may join a pool?", "When is a post red?"]


def live(folder: Path) -> Path:
    """The folder of the live generation."""
    return folder / FOLDER / str(Database(folder).state().generation)


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in files_of(folder)}


def open_live(folder: Path) -> Generation:
    held = Database(folder).snapshot()
    return opened(folder, held.state.generation, held.state.content, held.vectors, ALWAYS)


def start_build(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "knowledge.generation", str(folder), json.dumps(asdict(ALWAYS))],
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture
def changed(library_folder: Path) -> Path:
    """A library whose documents have changed since its index was built, as after a kill between the two."""
    connection = sqlite3.connect(library_folder / "library.db")
    with connection:
        connection.execute("UPDATE state SET value = 'another digest' WHERE key = 'content'")
    connection.close()
    return library_folder


def test_the_live_generation_finds_what_exact_search_finds(
    library_folder: Path, encoder: CountingEncoder
) -> None:
    held = Database(library_folder).snapshot()
    index, referee = open_live(library_folder), Exact(held.passages, held.vectors)
    for vector in (*encoder.encode(QUESTIONS), *held.vectors):
        found, expected = index.dense(vector, 5), referee.dense(vector, 5)
        assert [i for i, _ in found] == [i for i, _ in expected]
        assert [s for _, s in found] == pytest.approx([s for _, s in expected], abs=1e-6)
    for words in (["mentor"], ["pool", "two"], ["nothing", "such"], []):
        assert index.lexical(words, 5) == referee.lexical(words, 5)


def test_a_generation_keeps_what_its_passages_teach_about_words(library_folder: Path) -> None:
    held = Database(library_folder).snapshot()
    assert open_live(library_folder).vocabulary == vocabulary(held.passages)


def test_the_manifest_names_versions_counts_and_every_file(library_folder: Path) -> None:
    manifest = json.loads((live(library_folder) / "manifest.json").read_text())
    held = Database(library_folder).snapshot()
    assert manifest["content"] == held.state.content
    assert manifest["encoder"] == "all-MiniLM-L6-v2@53aa5117"
    assert manifest["passages"] == len(held.passages)
    assert {"chromadb", "bm25s", "words", "chunker", "format"} <= manifest.keys()
    assert set(manifest["files"]) == contents(live(library_folder)).keys() - {"manifest.json"}


def test_reading_leaves_every_byte_of_a_generation_as_it_is(
    library_folder: Path, encoder: CountingEncoder
) -> None:
    before = contents(live(library_folder))
    index = open_live(library_folder)
    index.dense(encoder.encode(["pools"])[0], 5)
    index.close()
    assert contents(live(library_folder)) == before
    assert files_of(library_folder / FOLDER / READERS) == []


def damages(folder: Path) -> Iterator[tuple[str, bytes | None]]:
    """Every file of a generation deleted, cut short, and with one bit flipped somewhere."""
    pick = random.Random(15)
    for name, data in contents(folder).items():
        flipped = bytearray(data)
        flipped[pick.randrange(len(data))] ^= 1 << pick.randrange(8)
        yield name, None
        yield name, data[: len(data) // 2]
        yield name, bytes(flipped)


def test_a_damaged_generation_is_noticed_and_costs_no_answer(
    library_folder: Path, encoder: CountingEncoder, notes: Path
) -> None:
    intact = Library(library_folder, encoder, notes, ALWAYS)
    expected = [hit.passage for hit in intact.search(QUESTIONS[0])]
    assert intact.status().index == "live"
    folder = live(library_folder)
    whole = contents(folder)
    for name, damaged in damages(folder):
        if damaged is None:
            (folder / name).unlink()
        else:
            (folder / name).write_bytes(damaged)
        library = Library(library_folder, encoder, notes, ALWAYS)
        found = [hit.passage for hit in library.search(QUESTIONS[0])]
        status = library.status()
        (folder / name).write_bytes(whole[name])
        assert found == expected, name
        if not (
            name == "manifest.json" and status.index == "live"
        ):  # a flipped bit in a number nothing depends on
            assert status.index.startswith("exact search, because"), name


def test_it_is_the_check_of_the_bytes_that_notices(
    library_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = live(library_folder) / "words.json"
    path.write_text(path.read_text().replace('"passages": ', '"passages": 1'))
    with pytest.raises(Damaged, match=r"words\.json has changed"):
        open_live(library_folder)
    files = json.loads((live(library_folder) / "manifest.json").read_text())["files"]
    trusted = {Path(name).name: digest for name, digest in files.items()}
    digest = generation._digest
    monkeypatch.setattr(generation, "_digest", lambda path: trusted.get(path.name) or digest(path))
    assert not open_live(library_folder).trouble


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("chromadb", "0.1.0", "other versions"),
        ("bm25s", "0.0.1", "other versions"),
        ("words", "an older program's", "other versions"),
        ("format", 1, "other versions"),
        ("content", "others", "documents have changed"),
    ],
)
def test_a_generation_of_another_make_is_not_opened(
    library_folder: Path, key: str, value: object, reason: str
) -> None:
    path = live(library_folder) / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {key: value}))
    with pytest.raises(Damaged, match=reason):
        open_live(library_folder)


def test_a_generation_whose_files_fit_its_manifest_but_not_its_vectors_is_not_opened(
    library_folder: Path,
) -> None:
    held = Database(library_folder).snapshot()
    state, vectors = held.state, held.vectors
    shuffled = np.ascontiguousarray(-vectors)
    index = opened(library_folder, state.generation, state.content, shuffled, ALWAYS)
    assert index.trouble == "it does not find what it holds"
    with pytest.raises(Damaged, match="every passage"):
        opened(library_folder, state.generation, state.content, vectors[1:], ALWAYS)


def test_a_search_in_an_index_that_fails_meanwhile_is_answered_exactly(
    library: Library, library_folder: Path
) -> None:
    expected = library.search(QUESTIONS[0])
    index = library._searcher.live().index
    assert isinstance(index, Generation)
    index.close()
    assert [hit.passage for hit in library.search(QUESTIONS[0])] == [hit.passage for hit in expected]
    assert library.status().index.startswith("exact search, because it cannot be read")


def test_repair_puts_a_whole_generation_in_a_damaged_ones_place(
    library: Library, library_folder: Path
) -> None:
    damaged = live(library_folder)
    (damaged / CHROMA / "chroma.sqlite3").write_bytes(b"nothing of the kind")
    assert library.status().index != "live"
    library.repair()
    assert library.status().index == "live"
    assert not damaged.exists()


def test_nothing_is_built_where_the_live_generation_is_whole(library_folder: Path) -> None:
    before = Database(library_folder).state()
    assert generation.build(library_folder, ALWAYS) == before.generation
    assert Database(library_folder).state() == before


@pytest.mark.parametrize("moment", ["", "chroma/chroma.sqlite3", "words.json", "manifest.json"])
def test_a_builder_killed_on_the_way_leaves_the_live_generation_and_every_answer(
    changed: Path, encoder: CountingEncoder, notes: Path, moment: str
) -> None:
    old = live(changed)
    new = old.with_name(str(int(old.name) + 1))
    before = contents(old)
    builder = start_build(changed)
    while not (new / moment).exists():
        assert builder.poll() is None, "the builder ended before it could be killed"
    os.kill(builder.pid, signal.SIGKILL)
    builder.wait()
    assert live(changed) in ({old, new} if moment == "manifest.json" else {old})
    if live(changed) == old:
        assert contents(old) == before
    library = Library(changed, encoder, notes, ALWAYS)
    assert library.search(QUESTIONS[0])[0].passage.document in {"mentoring-guide.md", "note-mentoring.md"}
    library.repair()
    assert library.status().index == "live"
    numbered = [path.name for path in (changed / FOLDER).iterdir() if path.name.isdigit()]
    assert numbered == [str(library.status().generation)], "what the killed builder left is cleared away"


def test_two_builders_at_once_leave_one_whole_generation(changed: Path) -> None:
    before = Database(changed).state().generation
    builders = [start_build(changed), start_build(changed)]
    assert [builder.wait(100) for builder in builders] == [0, 0]
    open_live(changed).close()
    assert Database(changed).state().generation == before + 1


def test_many_processes_open_one_generation_at_once(library_folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.knowledge.test_generation import open_live;"
        "print(open_live(Path(sys.argv[1])).dense(__import__('numpy').ones(384, 'f4'), 3))"
    )
    readers = [
        subprocess.Popen([sys.executable, "-c", code, str(library_folder)], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    said = {reader.communicate(timeout=100)[0] for reader in readers}
    assert len(said) == 1
    assert said.pop().startswith("[(")


def test_a_killed_readers_copy_is_swept_and_a_live_ones_is_not(library_folder: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from tests.knowledge.test_generation import open_live;"
        "g = open_live(Path(sys.argv[1])); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(library_folder)], check=False)
    readers = library_folder / FOLDER / READERS
    left = {path.name for path in readers.iterdir()}
    assert left
    first = open_live(library_folder)
    second = open_live(library_folder)
    assert not left & {path.name for path in readers.iterdir()}
    assert first.dense(np.ones(384, "f4"), 3) == second.dense(np.ones(384, "f4"), 3)


@pytest.mark.skipif(os.name == "nt", reason="an open file cannot be removed there")
def test_a_reader_outlives_the_removal_of_its_generation(
    library_folder: Path, encoder: CountingEncoder
) -> None:
    index = open_live(library_folder)
    shutil.rmtree(live(library_folder))
    vector = encoder.encode(QUESTIONS)[0]
    assert len(index.dense(vector, 5)) == 5


def test_neither_the_environment_nor_a_file_tells_chroma_to_do_otherwise(
    library_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text(
        "chroma_api_impl=chromadb.api.fastapi.FastAPI\nchroma_server_host=example.org\n"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CHROMA_API_IMPL", "chromadb.api.fastapi.FastAPI")
    monkeypatch.setenv("CHROMA_OTEL_COLLECTION_ENDPOINT", "http://127.0.0.1:9")
    settings = chroma.opened(EMBEDDED, tmp_path / "fresh").get_settings()
    assert settings.chroma_api_impl == "chromadb.api.rust.RustBindingsAPI"
    assert settings.chroma_otel_collection_endpoint == ""
    assert settings.anonymized_telemetry is False
    open_live(library_folder).close()


def test_a_small_library_does_without_chroma(
    library_folder: Path, encoder: CountingEncoder, notes: Path
) -> None:
    small = Library(library_folder, encoder, notes)
    expected = [hit.passage for hit in small.search(QUESTIONS[0])]
    assert "settings have changed" in small.status().index
    small.repair()
    assert small.status().index == "live"
    assert not (live(library_folder) / CHROMA).exists()
    assert [hit.passage for hit in small.search(QUESTIONS[0])] == expected
