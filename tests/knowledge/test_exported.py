"""The embedding model without torch: exported once, the same vectors, and the original wherever that cannot be."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import exported
from knowledge.encoder import LocalEncoder
from knowledge.exported import Exported, NotExported

NAME = "all-MiniLM-L6-v2@53aa5117"


@pytest.fixture(scope="module")
def encoder() -> LocalEncoder:
    """The original, run by sentence-transformers."""
    return LocalEncoder()


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a first process has left its export."""
    folder = tmp_path_factory.mktemp("own")
    LocalEncoder(exports=folder).load()
    return folder


@pytest.fixture(scope="module")
def graph(own: Path) -> Exported:
    return Exported(exported.place_of(own, NAME), NAME)


@pytest.fixture(scope="module")
def original() -> Any:
    from sentence_transformers import SentenceTransformer

    from knowledge.encoder import _built_in_folder

    return SentenceTransformer(str(_built_in_folder()), device="cpu", local_files_only=True)


@settings(max_examples=40, deadline=None)
@given(texts=st.lists(st.text(max_size=400), min_size=1, max_size=9))
def test_any_texts_have_the_originals_vectors(
    graph: Exported, encoder: LocalEncoder, texts: list[str]
) -> None:
    cleaned = [text.encode("utf-8", "ignore").decode() for text in texts]
    assert np.abs(graph.encode(cleaned) - encoder.encode(cleaned)).max() <= exported.TOLERANCE


def test_many_texts_of_all_lengths_come_back_in_their_order(graph: Exported, encoder: LocalEncoder) -> None:
    texts = [f"{number} " + "pool " * (number * 37 % 300) for number in range(150)]
    assert np.abs(graph.encode(texts) - encoder.encode(texts)).max() <= exported.TOLERANCE


def test_a_later_process_encodes_without_torch(own: Path, encoder: LocalEncoder) -> None:
    code = (
        "import sys; from pathlib import Path; from knowledge.encoder import LocalEncoder;"
        "v = LocalEncoder(exports=Path(sys.argv[1])).encode(['pools'])[0];"
        "assert not {'torch', 'transformers', 'sentence_transformers'} & sys.modules.keys();"
        "print(v.tolist())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(own)], capture_output=True, text=True, timeout=100, check=True
    )
    assert done.stderr == ""
    assert json.loads(done.stdout) == pytest.approx(encoder.encode(["pools"])[0].tolist(), abs=1e-5)


def test_the_first_process_too_does_without_torch(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from knowledge.encoder import LocalEncoder;"
        "LocalEncoder(exports=Path(sys.argv[1])).encode(['pools']);"
        "assert not {'torch', 'transformers', 'sentence_transformers'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "new")], timeout=200, check=True)


def test_an_export_is_its_owners_alone_and_leaves_nothing_beside_it(own: Path) -> None:
    assert [path.name for path in own.iterdir()] == [NAME]
    assert own.joinpath(NAME).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "manifest.json"])
def test_a_damaged_export_is_not_used_and_is_made_anew(own: Path, encoder: LocalEncoder, name: str) -> None:
    path = own / NAME / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data) if name != "manifest.json" else b"{")
    with pytest.raises(NotExported):
        Exported(own / NAME, NAME)
    again = LocalEncoder(exports=own)
    assert again.encode(["pools"])[0] == pytest.approx(encoder.encode(["pools"])[0], abs=1e-5)
    Exported(own / NAME, NAME)


def test_a_model_that_comes_out_different_is_run_as_it_was(
    tmp_path: Path, original: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / NAME
    monkeypatch.setattr(exported, "TOLERANCE", -1.0)
    with pytest.raises(NotExported, match="its vectors differ by up to"):
        exported.export(place, NAME, original)
    assert not exported.worth_trying(place, NAME), "it would come out different again"
    assert not (place / "model.onnx").exists()


def test_a_model_that_cannot_be_exported_is_remembered(tmp_path: Path) -> None:
    place = tmp_path / "a model"
    with pytest.raises(NotExported, match="AttributeError"):
        exported.export(place, "a model", object())  # type: ignore[arg-type]
    assert not exported.worth_trying(place, "a model")
    assert exported.worth_trying(place, "another model")


def test_a_folder_that_cannot_be_written_costs_only_speed(tmp_path: Path, encoder: LocalEncoder) -> None:
    (tmp_path / "file").write_text("in the way")
    slower = LocalEncoder(exports=tmp_path / "file" / "exports")
    assert slower.encode(["pools"])[0] == pytest.approx(encoder.encode(["pools"])[0], abs=1e-5)
