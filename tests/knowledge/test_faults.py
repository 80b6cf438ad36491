"""Servers and files that fail in ways nobody meant: one sentence at the worst, and an answer wherever there is one."""

from __future__ import annotations

import gzip
import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.guidance import Guidance
from knowledge import served
from knowledge.chroma import ChromaUse
from knowledge.database import Database
from knowledge.encoder import LocalEncoder
from knowledge.errors import EncoderUnavailable, LibraryUnavailable
from knowledge.library import Library
from knowledge.passages import CHUNKER
from knowledge.served import AnswerTooLong, ServedEncoder
from tests.knowledge.conftest import DOCUMENTS, NOTES, CountingEncoder
from tests.knowledge.test_servers import answers, chroma_server

__all__ = ["chroma_server"]

SOON = 0.5
"""Seconds of patience in these tests."""
ENDS = 30.0
"""By then, whatever has an end has come to it."""
POOLS = "Who may join a pool?"
MENTORING = "How many months does mentoring go on before it ends?"


class Server(ThreadingHTTPServer):
    """A server on loopback whose every answer a test gives.

    Attributes:
        answer: Called with each request.
        asked: How many there were.
        left: Set when a client has left before its answer's end.
    """

    daemon_threads = True

    def __init__(self, answer: Callable[[Request], None]) -> None:
        super().__init__(("127.0.0.1", 0), Request)
        self.answer = answer
        self.asked = 0
        self.left = threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def stop(self) -> None:
        self.shutdown()
        self.server_close()


class Request(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.asked += 1
        try:
            self.server.answer(self)
        except OSError:
            self.server.left.set()

    do_GET = do_DELETE = do_PUT = do_POST

    def begin(self, status: int = 200, **headers: object) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()

    def say(self, body: bytes, status: int = 200, **headers: object) -> None:
        self.begin(status, Content_Length=len(body), **headers)
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def serve() -> Iterator[Callable[[Callable[[Request], None]], Server]]:
    """Starts servers that end with the test."""
    servers: list[Server] = []

    def start(answer: Callable[[Request], None]) -> Server:
        servers.append(Server(answer))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


Serve = Callable[[Callable[[Request], None]], Server]


def rows(*vectors: str) -> bytes:
    listed = (f'{{"index": {i}, "embedding": {vector}}}' for i, vector in enumerate(vectors))
    return f'{{"data": [{", ".join(listed)}]}}'.encode()


def saying(body: bytes) -> Callable[[Request], None]:
    return lambda request: request.say(body)


def drip_body(request: Request) -> None:
    request.begin(Content_Length=1_000_000)
    while True:
        request.wfile.write(b" ")
        time.sleep(SOON / 5)


def drip_headers(request: Request) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while True:
        request.wfile.write(b"x")
        time.sleep(SOON / 5)


def never_end(request: Request) -> None:
    request.begin()
    while True:
        request.wfile.write(b" " * 100_000)


def break_off(request: Request) -> None:
    request.begin(Content_Length=1_000)
    request.wfile.write(b"[")


def bomb(request: Request) -> None:
    request.say(gzip.compress(b" " * 100_000_000), Content_Encoding="gzip")


def embedding(encoder: LocalEncoder) -> Callable[[Request], None]:
    def answer(request: Request) -> None:
        vectors = encoder.encode(json.loads(request.body)["input"])
        request.say(rows(*(json.dumps([float(x) for x in vector]) for vector in vectors)))

    return answer


class Unavailable(LocalEncoder):
    """The real model, while it cannot be used."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        raise EncoderUnavailable("The embedding model is away; bring it back.")


class TestEmbeddingsServer:
    @pytest.mark.parametrize(
        ("answer", "why"),
        [
            (saying(b"[" * 100_000), "not one of an embeddings server"),
            (saying(b'{"data":' + b"[" * 100_000), "not one of an embeddings server"),
            (saying(rows(f"[{'9' * 400}, 1]")), "numbers that are none"),
            (saying(rows(f"[{'9' * 5_000}, 1]")), "not one of an embeddings server"),
            (saying(rows("[1e999, 1]")), "numbers that are none"),
            (saying(rows("[NaN, 1]")), "numbers that are none"),
            (saying(rows("[null, 1]")), "numbers that are none"),
            (saying(rows("[[1], [2]]")), "numbers that are none"),
            (saying(rows("[0, 0]")), "are empty"),
            (saying(rows("[]")), "are empty"),
            (saying(rows("7")), "not one of an embeddings server"),
            (saying(rows('"abc"')), "not one of an embeddings server"),
            (saying(b"\xff\xfe\x00"), "not one of an embeddings server"),
            (bomb, "not one of an embeddings server"),
            (never_end, "far too long"),
            (break_off, "breaks off"),
            (drip_body, "did not answer in time"),
            (drip_headers, "did not answer in time"),
        ],
    )
    def test_whatever_it_answers_is_one_sentence_soon(
        self, serve: Serve, answer: Callable[[Request], None], why: str
    ) -> None:
        server = serve(answer)
        patience = SOON if "drip" in answer.__name__ else ENDS
        began = time.monotonic()
        with pytest.raises(EncoderUnavailable, match=why) as refused:
            ServedEncoder(server.url, "m", patience).encode(["one"])
        assert time.monotonic() - began < ENDS
        assert "\n" not in str(refused.value)
        assert server.url in str(refused.value)
        assert "check embeddings_url" in str(refused.value)

    def test_large_and_small_numbers_are_vectors_of_length_one(self, serve: Serve) -> None:
        server = serve(saying(rows("[1e300, 1e300]", "[1e-300, 0]")))
        found = ServedEncoder(server.url, "m").encode(["one", "two"])
        assert np.linalg.norm(found, axis=1) == pytest.approx([1, 1])

    @pytest.mark.parametrize("texts", [["one"], ["one", "two"]])
    def test_each_kind_of_call_has_a_deadline_of_its_own(
        self, serve: Serve, texts: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(served, "_QUESTION" if len(texts) == 1 else "_ANSWER", SOON)
        with pytest.raises(EncoderUnavailable, match="in time"):
            ServedEncoder(serve(drip_body).url, "m").encode(texts)

    @pytest.mark.parametrize("texts", [["one"], ["one"] * 70])
    def test_vectors_whose_length_changes_are_one_sentence(self, serve: Serve, texts: list[str]) -> None:
        def answer(request: Request) -> None:
            length = 3 if server.asked == 1 else 2
            request.say(rows(*[str([1] * length)] * len(json.loads(request.body)["input"])))

        server = serve(answer)
        encoder = ServedEncoder(server.url, "m")
        with pytest.raises(EncoderUnavailable, match="have 2 numbers and had 3 before"):
            [encoder.encode(texts) for _ in range(2)]

    def test_a_server_that_has_cost_a_wait_is_not_asked_again_at_once(
        self, serve: Serve, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        server = serve(drip_body)
        encoder = ServedEncoder(server.url, "m", SOON)
        for _ in range(3):
            with pytest.raises(EncoderUnavailable, match="did not answer in time"):
                encoder.encode(["one"])
        assert server.asked == 1
        server.answer = saying(rows("[1, 0]"))
        monkeypatch.setattr(time, "monotonic", lambda clock=time.monotonic: clock() + served._REST)
        assert encoder.encode(["one"]).tolist() == [[1, 0]]

    @pytest.mark.parametrize("answer", [drip_body, drip_headers])
    def test_a_server_that_was_given_up_is_left(
        self, serve: Serve, answer: Callable[[Request], None]
    ) -> None:
        server = serve(answer)
        with pytest.raises(EncoderUnavailable):
            ServedEncoder(server.url, "m", SOON).encode(["one"])
        assert server.left.wait(ENDS)

    def test_a_client_reads_no_more_than_it_may(self, serve: Serve) -> None:
        server = serve(never_end)
        with served.client(ENDS, 1_000_000) as connection, pytest.raises(AnswerTooLong):
            connection.get(server.url)
        assert server.left.wait(ENDS)


@pytest.fixture
def embeddings(serve: Serve, encoder: CountingEncoder) -> Server:
    """A server of the real model."""
    return serve(embedding(encoder))


@pytest.fixture
def built(embeddings: Server, tmp_path: Path, documents: Path, notes: Path) -> Path:
    """The folder of a library that the server has embedded."""
    Library(tmp_path / "far", ServedEncoder(embeddings.url, "m"), notes).add([documents])
    return tmp_path / "far"


class TestWhileTheEncoderIsUnavailable:
    @pytest.fixture
    def away(self, embeddings: Server, built: Path, notes: Path) -> Library:
        """The library in a new process, while its server answers nothing of use."""
        embeddings.answer = lambda request: request.say(b"", 503)
        return Library(built, ServedEncoder(embeddings.url, "m"), notes)

    def test_documents_are_listed_counted_and_removed(self, away: Library) -> None:
        assert {one.name for one in away.documents()} == DOCUMENTS.keys() | NOTES.keys()
        before = away.status()
        assert (before.documents, before.notes) == (len(DOCUMENTS), len(NOTES))
        away.remove("mentoring-guide.md")
        assert {one.name for one in away.documents() if one.active} == {
            "pools.txt",
            "succession.md",
            *NOTES.keys(),
        }
        after = away.status()
        assert (after.encoder, after.chunker) == (before.encoder, before.chunker)
        away.clear()
        assert {one.name for one in away.documents()} == NOTES.keys()

    def test_a_library_is_complete_again_when_it_is_back(
        self, away: Library, embeddings: Server, encoder: CountingEncoder
    ) -> None:
        away.remove("succession.md")
        embeddings.answer = embedding(encoder)
        encoder.encoded.clear()
        found = away.find(MENTORING)
        assert found.remark == ""
        assert found.hits[0].passage.document == "mentoring-guide.md"
        assert max(found.hits[0].similarities) > 0
        assert not any("mentee" in text for text in encoder.encoded), "nothing is embedded again"

    def test_words_alone_find_passages_and_say_so(self, away: Library) -> None:
        found = away.find(POOLS)
        assert found.hits[0].passage.document == "pools.txt"
        for hit in found.hits:
            assert hit.similarity == 0
            assert hit.similarities == (0.0,) * len(hit.units)
        assert "it answered 503; check embeddings_url" in found.remark
        assert found.remark.endswith("searched by their words alone.")
        assert away.search(POOLS) == found.hits
        assert away.vocabulary.frequency

    def test_questions_are_answered(self, away: Library) -> None:
        said = Guidance(away).ask("Who reads the nomination within ten days?")
        assert said.answered
        assert said.citations[0].document == "pools.txt"

    def test_it_is_noticed_also_between_two_questions(
        self, built: Path, embeddings: Server, encoder: CountingEncoder, notes: Path
    ) -> None:
        library = Library(built, ServedEncoder(embeddings.url, "m"), notes)
        well = library.find(POOLS)
        embeddings.answer = lambda request: request.say(b"", 503)
        meanwhile = library.find(POOLS)
        embeddings.answer = embedding(encoder)
        assert (well.remark, bool(meanwhile.remark)) == ("", True)
        assert meanwhile.hits[0].passage == well.hits[0].passage
        assert library.find(POOLS) == well

    def test_a_model_that_is_here_but_cannot_be_loaded_is_made_do_without(
        self, library_folder: Path, notes: Path
    ) -> None:
        found = Library(library_folder, Unavailable(), notes).find(POOLS)
        assert found.hits[0].passage.document == "pools.txt"
        assert found.remark.startswith("The embedding model is away; bring it back.")

    def test_a_new_library_is_one_sentence_to_a_question_and_still_has_a_status(
        self, embeddings: Server, tmp_path: Path, notes: Path
    ) -> None:
        embeddings.answer = drip_body
        new = Library(tmp_path / "new", ServedEncoder(embeddings.url, "m", SOON), notes)
        assert new.documents() == []
        assert new.status().passages == 0
        with pytest.raises(EncoderUnavailable, match="did not answer in time"):
            new.search(POOLS)

    def test_a_library_that_another_process_has_embedded_otherwise_is_searched_by_words(
        self, library: Library, library_folder: Path
    ) -> None:
        assert library.find(POOLS).remark == ""
        change(library_folder, "UPDATE state SET value = 'another@12345678' WHERE key = 'encoder'")
        found = library.find(POOLS)
        assert found.hits[0].passage.document == "pools.txt"
        assert "another embedding model, another@12345678; start the program again" in found.remark


class TestChromaServer:
    @pytest.mark.parametrize("answer", [drip_body, drip_headers, never_end])
    def test_one_that_never_comes_to_an_end_costs_no_answer(
        self,
        serve: Serve,
        library: Library,
        library_folder: Path,
        encoder: CountingEncoder,
        notes: Path,
        answer: Callable[[Request], None],
    ) -> None:
        expected = answers(library)
        server = serve(answer)
        there = Library(library_folder, encoder, notes, ChromaUse(server.url, patience=SOON))
        began = time.monotonic()
        assert answers(there) == expected
        with pytest.raises(LibraryUnavailable, match=r"did not answer within|cannot be read") as refused:
            there.rebuild()
        assert time.monotonic() - began < 2 * ENDS
        assert "\n" not in str(refused.value)
        assert answers(there) == expected

    def test_a_search_that_it_keeps_waiting_compares_every_vector(
        self,
        serve: Serve,
        chroma_server: str,
        library: Library,
        library_folder: Path,
        encoder: CountingEncoder,
        notes: Path,
    ) -> None:
        expected = answers(library)
        server = serve(forwarding(chroma_server))
        there = Library(library_folder, encoder, notes, ChromaUse(server.url, patience=2.0))
        there.repair()
        assert answers(there) == expected
        assert there.status().index == "live"
        server.answer = drip_body
        began = time.monotonic()
        assert answers(there) == expected
        assert time.monotonic() - began < ENDS
        assert "did not answer within 2 s" in there.status().index


def forwarding(url: str) -> Callable[[Request], None]:
    def answer(request: Request) -> None:
        kind = {"Content-Type": request.headers.get("Content-Type", "application/json")}
        said = httpx.request(request.command, url + request.path, content=request.body, headers=kind)
        request.say(said.content, said.status_code, Content_Type="application/json")

    return answer


def change(folder: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(folder / "library.db")) as connection, connection:
        assert connection.execute(statement, values).rowcount > 0


def of_pools(what: str) -> str:
    return f"UPDATE passage SET {what} WHERE document = 'pools.txt'"


HALVES = np.full(384, np.nan, dtype="f2").tobytes()
SINGLES = np.full(384, np.nan, dtype="f4").tobytes()
DAMAGES: dict[str, tuple[str, tuple[object, ...]]] = {
    "a short vector": (of_pools("vector = x'0102'"), ()),
    "a vector a number longer": (of_pools("vector = zeroblob(1540)"), ()),
    "no vector": (of_pools("vector = x''"), ()),
    "a vector that is text": (of_pools("vector = 'abc'"), ()),
    "a vector without numbers": (of_pools("vector = ?"), (SINGLES,)),
    "half a unit": (of_pools("units = x'01'"), ()),
    "no units": (of_pools("units = x''"), ()),
    "units without numbers": (of_pools("units = ?"), (HALVES,)),
    "a unit too few": (of_pools("units = zeroblob(768)"), ()),
    "an empty passage": (of_pools("text = ''"), ()),
    "a passage that is no text": (of_pools("text = x'00ff'"), ()),
    "a passage that is not UTF-8": (of_pools("text = CAST(text || x'c3' AS TEXT)"), ()),
    "a section that is no text": (of_pools("section = x'00'"), ()),
    "a beginning before the text": (of_pools("start = -7"), ()),
    "a place behind the text": (of_pools("start = 90000, stop = 90010"), ()),
    "a place that is no number": (of_pools("start = 'abc'"), ()),
    "a page that is no number": (of_pools("page = 'abc'"), ()),
    "an empty document": ("UPDATE document SET text = '' WHERE name = 'pools.txt'", ()),
    "a document cut short": ("UPDATE document SET text = 'Rules' WHERE name = 'pools.txt'", ()),
    "a document that is no text": ("UPDATE document SET text = x'00' WHERE name = 'pools.txt'", ()),
    "a version that is no number": ("UPDATE document SET chunker = 'abc' WHERE name = 'pools.txt'", ()),
}
"""Ways in which a library's file may be damaged, all of them in one document."""


class TestDamagedLibrary:
    @pytest.fixture(params=DAMAGES, ids=str)
    def damaged(self, request: pytest.FixtureRequest, library_folder: Path) -> Path:
        statement, values = DAMAGES[request.param]
        change(library_folder, statement, *values)
        return library_folder

    def test_its_document_is_read_again_and_no_other(
        self, damaged: Path, encoder: CountingEncoder, notes: Path
    ) -> None:
        library = Library(damaged, encoder, notes)
        encoder.encoded.clear()
        for _ in range(2):  # what only shows in a search is mended at the next
            best = library.search(MENTORING)[0]
            assert best.passage.document == "mentoring-guide.md"
            found = library.search(POOLS)
        assert not any("eighteen months" in text for text in encoder.encoded)
        first = found[0]
        assert first.passage.document == "pools.txt"
        assert first.passage.text in DOCUMENTS["pools.txt"]
        assert first.similarity > 0.3
        assert Database(damaged).damaged() == set()
        encoder.encoded.clear()
        Library(damaged, encoder, notes).search(POOLS)
        assert encoder.encoded == [POOLS], "once it is mended, nothing is embedded again"

    def test_nothing_else_is_lost_while_it_cannot_be_embedded_again(self, damaged: Path, notes: Path) -> None:
        library = Library(damaged, Unavailable(), notes)
        for _ in range(2):
            assert library.search(MENTORING)[0].passage.document == "mentoring-guide.md"
            library.search(POOLS)
        assert library.status().documents == len(DOCUMENTS)

    @pytest.mark.parametrize("what", [what for what in DAMAGES if "vector" in what or "unit" in what])
    def test_it_may_happen_while_the_library_is_open(
        self, library_folder: Path, encoder: CountingEncoder, notes: Path, what: str
    ) -> None:
        library = Library(library_folder, encoder, notes)
        library.search(MENTORING)
        statement, values = DAMAGES[what]
        change(library_folder, statement, *values)
        for _ in range(2):  # the second one mends what the first one has noticed
            hits = library.search(POOLS)
            assert hits[0].passage.document == "pools.txt"
            assert all(len(hit.similarities) == len(hit.units) for hit in hits)
        assert Guidance(library).ask(POOLS).answered
        library.rebuild()
        assert library.search(POOLS)[0].similarity > 0.3

    @pytest.mark.parametrize("value", ["abc", ""])
    @pytest.mark.parametrize("key", ["chunker", "generation"])
    def test_a_state_that_makes_no_sense_costs_no_answer(
        self, library_folder: Path, encoder: CountingEncoder, notes: Path, key: str, value: str
    ) -> None:
        change(library_folder, "UPDATE state SET value = ? WHERE key = ?", value, key)
        library = Library(library_folder, encoder, notes)
        assert library.search(POOLS)[0].passage.document == "pools.txt"
        library.repair()
        assert library.status().index == "live"

    def test_a_sidecar_that_makes_no_sense_is_done_without(
        self, library: Library, library_folder: Path
    ) -> None:
        change(library_folder, "UPDATE document SET sidecar = '{' WHERE name = 'pools.txt'")
        change(library_folder, "UPDATE document SET sidecar = '[1]' WHERE name = 'succession.md'")
        library.rebuild()
        assert library.search(POOLS)[0].passage.document == "pools.txt"

    def test_vectors_that_are_all_of_another_length_are_made_anew(
        self, library_folder: Path, encoder: CountingEncoder, notes: Path
    ) -> None:
        change(library_folder, "UPDATE passage SET vector = zeroblob(1024), units = zeroblob(1024)")
        library = Library(library_folder, encoder, notes)
        first = library.find(POOLS)
        assert "damaged; run: talent library rebuild" in first.remark
        assert first.hits[0].passage.document == "pools.txt"
        again = library.find(POOLS)
        assert again.remark == ""
        assert again.hits[0].similarity > 0.3

    def test_documents_are_not_added_to_vectors_of_another_length(
        self, library_folder: Path, encoder: CountingEncoder, notes: Path, tmp_path: Path
    ) -> None:
        change(library_folder, "UPDATE passage SET vector = zeroblob(1024), units = zeroblob(1024)")
        (tmp_path / "new.txt").write_text("The gate opens at six.")
        library = Library(library_folder, encoder, notes)
        with pytest.raises(LibraryUnavailable, match=r"another length .*; run: talent library rebuild"):
            library.add([tmp_path / "new.txt"])
        library.rebuild()
        library.add([tmp_path / "new.txt"])
        assert library.search("When does the gate open?")[0].passage.document == "new.txt"

    def test_a_document_of_which_nothing_is_left_stays_in_the_list(
        self, library_folder: Path, encoder: CountingEncoder, notes: Path, documents: Path
    ) -> None:
        change(library_folder, "UPDATE document SET text = '', data = x'' WHERE name = 'pools.txt'")
        for _ in range(2):
            library = Library(library_folder, encoder, notes)
            library.search(MENTORING)
            assert {one.name: one.passages for one in library.documents()}["pools.txt"] == 0
        assert {one.outcome for one in library.add([documents / "pools.txt"])} == {"updated"}
        assert library.search(POOLS)[0].passage.document == "pools.txt"

    def test_a_newer_program_s_cut_is_left_to_it(
        self, library_folder: Path, encoder: CountingEncoder, notes: Path
    ) -> None:
        library = Library(library_folder, encoder, notes)
        library.search(POOLS)
        change(library_folder, "UPDATE document SET chunker = ?", CHUNKER + 1)
        change(library_folder, of_pools("units = zeroblob(768)"))
        encoder.encoded.clear()
        for _ in range(2):
            hit = library.search(POOLS)[0]
            assert hit.passage.document == "pools.txt"
            assert hit.similarities == (hit.similarity,) * len(hit.units), (
                "the passage's own stands for its units'"
            )
        assert encoder.encoded == [POOLS, POOLS]
