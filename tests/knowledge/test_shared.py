"""One encoder for several processes: the same vectors as one's own, and a sentence where it is not there."""

from __future__ import annotations

import socket
import stat
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from numpy.typing import NDArray

from knowledge.encoder import Encoder, LocalEncoder
from knowledge.errors import EncoderUnavailable
from knowledge.shared import SharedEncoder, serve, serve_in_child


class Counting(Encoder):
    """Vectors that say how long a text is."""

    loaded = True
    factor = 1.0

    @property
    def name(self) -> str:
        return "counting"

    def load(self) -> None: ...

    def _vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if "unusable" in texts:
            raise EncoderUnavailable("The model has gone.")
        found = np.array([[len(text), 1.0, self.factor] for text in texts], dtype=np.float32)
        return found / np.linalg.norm(found, axis=1, keepdims=True)


@pytest.fixture
def place() -> Iterator[Path]:
    with TemporaryDirectory() as folder:  # pytest's own are too deep for a socket
        yield Path(folder) / "encoder"


@pytest.fixture
def served(place: Path) -> Iterator[Counting]:
    encoder = Counting()
    server = serve(place, encoder)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield encoder
    server.shutdown()
    server.server_close()


def test_vectors_are_those_of_the_encoder_behind_it_for_many_texts_from_many_at_once(
    served: Counting, place: Path
) -> None:
    texts = ["x" * length for length in range(200)] + ["Déjà vu – 多样性\n\x00"]

    def ask(_: int) -> NDArray[np.float32]:
        return SharedEncoder(place).encode(texts)

    with ThreadPoolExecutor(8) as pool:
        for found in pool.map(ask, range(8)):
            assert np.array_equal(found, served.encode(texts))
    shared = SharedEncoder(place)
    assert not shared.loaded
    assert (shared.name, shared.dimension, shared.loaded) == ("counting", 3, True)
    assert shared.encode([]).shape == (0, 3)


def test_its_socket_is_its_owners_alone(served: Counting, place: Path) -> None:
    assert stat.S_IMODE(place.stat().st_mode) == 0o600


def test_what_the_encoder_says_goes_through_as_its_sentence(served: Counting, place: Path) -> None:
    shared = SharedEncoder(place)
    with pytest.raises(EncoderUnavailable, match="The model has gone"):
        shared.encode(["unusable"])
    assert shared.encode(["usable"]).shape == (1, 3)


@pytest.mark.parametrize(
    "line", [b"{}\n", b"[]\n", b"[1]\n", b"not json\n", b"[" * 100_000 + b"\n", b"\xff\n"]
)
def test_what_is_no_list_of_texts_is_answered_with_a_sentence(
    served: Counting, place: Path, line: bytes
) -> None:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(5)
        connection.connect(str(place))
        connection.sendall(line)
        assert b"error" in connection.makefile("rb").readline()
    assert SharedEncoder(place).encode(["x"]).shape == (1, 3)


def test_where_nobody_answers_it_says_so_and_goes_on_once_there_is_somebody(place: Path) -> None:
    shared = SharedEncoder(place, patience=0.2)
    with pytest.raises(EncoderUnavailable, match="cannot be reached"):
        shared.encode(["x"])
    silent = socket.socket(socket.AF_UNIX)
    silent.bind(str(place))
    silent.listen()
    with silent, pytest.raises(EncoderUnavailable):
        shared.encode(["x"])
    place.unlink()
    server = serve(place, Counting())
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    assert shared.encode(["x"]).shape == (1, 3)
    server.shutdown()
    server.server_close()


def test_another_model_behind_the_same_socket_is_noticed(place: Path) -> None:
    shared = SharedEncoder(place)
    for factor, same in ((1.0, True), (1.0, True), (-50.0, False)):
        encoder = Counting()
        encoder.factor = factor
        place.unlink(missing_ok=True)
        server = serve(place, encoder)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        if same:
            shared.encode(["x"])
        else:
            with pytest.raises(EncoderUnavailable, match="another model"):
                shared.encode(["x"])
        server.shutdown()
        server.server_close()
        shared._disconnect()  # as when the other process has died


def test_a_process_serves_the_real_model_and_ends_with_its_parent(place: Path, exports: Path) -> None:
    process = serve_in_child(place, exports, None)
    shared, own = SharedEncoder(place), LocalEncoder(exports=exports)
    texts = ["Who may nominate somebody for a talent pool?", "a"]
    assert shared.name == own.name
    assert np.allclose(shared.encode(texts), own.encode(texts), atol=1e-6)
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(10) == 0
    with pytest.raises(EncoderUnavailable):
        shared.encode(texts)
