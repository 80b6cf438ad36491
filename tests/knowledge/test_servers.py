"""Beyond one machine: a real Chroma server and a real embeddings endpoint give what the embedded ones give."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import httpx
import numpy as np
import pytest

from knowledge import served
from knowledge.chroma import ChromaUse
from knowledge.encoder import LocalEncoder
from knowledge.errors import EncoderUnavailable, LibraryUnavailable
from knowledge.generation import CHROMA
from knowledge.library import Library
from knowledge.served import ServedEncoder
from tests.knowledge.conftest import CountingEncoder
from tests.knowledge.test_generation import QUESTIONS, live

PATIENCE = 60.0


@pytest.fixture(scope="module")
def chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Chroma server of these tests' own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(sys.executable).with_name("chroma")
    folder = tmp_path_factory.mktemp("chroma")
    command = [str(program), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        url = f"http://127.0.0.1:{port}"
        try:
            end = time.monotonic() + PATIENCE
            while True:
                try:
                    httpx.get(f"{url}/api/v2/heartbeat", timeout=2).raise_for_status()
                    break
                except httpx.HTTPError:
                    assert server.poll() is None, "the Chroma server has ended"
                    assert time.monotonic() < end, "the Chroma server did not come up"
                    time.sleep(0.1)
            yield url
        finally:
            server.kill()


class Endpoint(BaseHTTPRequestHandler):
    """What an OpenAI-compatible server answers, from the weights that come along."""

    encoder: ClassVar[LocalEncoder]
    answer: ClassVar[str] = "well"
    asked: ClassVar[list[dict[str, object]]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append(body)
        rows = [
            {"index": index, "embedding": [float(x) for x in row]}
            for index, row in enumerate(self.encoder.encode(body["input"]))
        ]
        if self.answer == "slow":
            time.sleep(3)
        said: dict[str, object] = {"data": list(reversed(rows)), "model": body["model"]}
        if self.answer == "nonsense":
            said = {"detail": "not here"}
        if self.answer == "fewer":
            said = {"data": rows[1:]}
        if self.answer == "uneven":
            said = {"data": [{**row, "embedding": [1.0] * (row["index"] + 1)} for row in rows]}
        if self.answer == "other":
            said = {"data": [{**row, "embedding": row["embedding"][::-1]} for row in rows]}
        data = json.dumps(said).encode()
        self.send_response(500 if self.answer == "broken" else 200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def endpoint(encoder: CountingEncoder) -> Iterator[str]:
    """The address of an embeddings server of these tests' own."""
    Endpoint.encoder, Endpoint.answer = encoder, "well"
    Endpoint.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()


def answers(library: Library) -> list[list[tuple[str, int, float]]]:
    found = [library.search(question, 8) for question in QUESTIONS]
    return [
        [(hit.passage.document, hit.passage.start, round(hit.score, 5)) for hit in hits] for hits in found
    ]


class TestChromaServer:
    def test_its_results_are_the_embedded_ones(
        self,
        library: Library,
        chroma_server: str,
        library_folder: Path,
        encoder: CountingEncoder,
        notes: Path,
    ) -> None:
        expected = answers(library)
        there = Library(library_folder, encoder, notes, ChromaUse(chroma_server))
        there.repair()
        assert there.status().index == "live"
        assert not (live(library_folder) / CHROMA).exists()
        assert answers(there) == expected
        assert "vectors" not in str(httpx.get(f"{chroma_server}/api/v2/heartbeat").json())

    def test_a_new_generation_takes_the_old_ones_place_on_the_server(
        self, chroma_server: str, library_folder: Path, encoder: CountingEncoder, notes: Path, tmp_path: Path
    ) -> None:
        there = Library(library_folder, encoder, notes, ChromaUse(chroma_server))
        there.repair()
        other = Library(tmp_path / "other", encoder, notes, ChromaUse(chroma_server))
        other.search("pools")
        before = collections(chroma_server)
        (tmp_path / "new.txt").write_text("The gate opens at six.")
        there.add([tmp_path / "new.txt"])
        after = collections(chroma_server)
        assert len(after) == len(before), "the other library's stays, this one's is replaced"
        assert len(after - before) == 1
        assert there.search("When does the gate open?")[0].passage.document == "new.txt"

    def test_a_server_that_goes_away_costs_no_answer(
        self, chroma_server: str, library_folder: Path, encoder: CountingEncoder, notes: Path
    ) -> None:
        there = Library(library_folder, encoder, notes, ChromaUse(chroma_server))
        there.repair()
        expected = answers(there)
        for name in collections(chroma_server):
            delete(chroma_server, name)
        assert answers(there) == expected
        assert there.status().index.startswith("exact search, because it cannot be read")
        there.repair()
        assert there.status().index == "live"

    @pytest.mark.parametrize("silent", [False, True])
    def test_a_server_that_is_down_or_silent_is_one_sentence_and_costs_no_answer(
        self, library: Library, library_folder: Path, encoder: CountingEncoder, notes: Path, silent: bool
    ) -> None:
        expected = answers(library)
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))
            if silent:
                nobody.listen()
            away = ChromaUse(f"http://127.0.0.1:{nobody.getsockname()[1]}")
            there = Library(library_folder, encoder, notes, away)
            assert answers(there) == expected
            with pytest.raises(LibraryUnavailable, match="could not be built") as refused:
                there.repair()
            assert "\n" not in str(refused.value)
            assert answers(there) == expected


def collections(url: str) -> set[str]:
    import chromadb

    host, port = url.removeprefix("http://").split(":")
    return {one.name for one in chromadb.HttpClient(host, int(port)).list_collections()}


def delete(url: str, name: str) -> None:
    import chromadb

    host, port = url.removeprefix("http://").split(":")
    chromadb.HttpClient(host, int(port)).delete_collection(name)


class TestEmbeddingsServer:
    def test_its_vectors_and_answers_are_the_local_models(
        self, endpoint: str, encoder: CountingEncoder, tmp_path: Path, documents: Path, notes: Path
    ) -> None:
        far = ServedEncoder(endpoint, "all-MiniLM-L6-v2")
        texts = ["pools", "", "a longer text about mentoring " * 40]
        near = encoder.encode(["pools", " ", texts[2]])
        assert np.abs(far.encode(texts) - near).max() < 1e-5
        here, there = Library(tmp_path / "here", encoder, notes), Library(tmp_path / "there", far, notes)
        for library in (here, there):
            library.add([documents])
        assert answers(there) == answers(here)

    def test_it_is_asked_by_the_models_name_in_batches(self, endpoint: str) -> None:
        far = ServedEncoder(endpoint, "some-model")
        far.encode(["text"] * 150)
        assert [len(list(body["input"])) for body in Endpoint.asked] == [64, 64, 22]  # type: ignore[call-overload]
        assert {body["model"] for body in Endpoint.asked} == {"some-model"}

    def test_another_model_behind_the_same_address_has_another_name(self, endpoint: str) -> None:
        name = ServedEncoder(endpoint, "m").name
        assert ServedEncoder(endpoint, "m").name == name
        Endpoint.answer = "other"
        assert ServedEncoder(endpoint, "m").name != name

    @pytest.mark.parametrize(
        ("answer", "why"),
        [
            ("broken", "it answered 500"),
            ("nonsense", "not one of an embeddings server"),
            ("fewer", "another number of vectors"),
            ("uneven", "different lengths"),
            ("slow", "did not answer in time"),
        ],
    )
    def test_a_server_that_fails_is_one_sentence(
        self, endpoint: str, answer: str, why: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(served, "_ANSWER", 1.0)
        Endpoint.answer = answer
        with pytest.raises(EncoderUnavailable, match=why) as refused:
            ServedEncoder(endpoint, "m").encode(["one", "two"])
        assert endpoint in str(refused.value)

    def test_a_server_that_is_down_leaves_the_library_whole(
        self, library: Library, library_folder: Path, notes: Path
    ) -> None:
        expected = answers(library)
        away = Library(library_folder, ServedEncoder("http://127.0.0.1:9/v1", "m"), notes)
        with pytest.raises(EncoderUnavailable, match="cannot be reached"):
            away.search("pools")
        assert answers(library) == expected

    def test_no_proxy_of_the_environment_stands_between(
        self, endpoint: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
        assert ServedEncoder(endpoint, "m").encode(["pools"]).shape == (1, 384)
