"""Search indexes made from the library's database: one numbered folder each, never written to once it is live.

`python -m knowledge.generation FOLDER` builds the next generation in a process of its own: embedded Chroma has one
writer, ever, and a reader's process must outlive whatever Chroma does. It is built beside the live one, checked, and
made live by switching one number in the database; a process killed on the way leaves the old one live.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from knowledge.database import Database
from knowledge.errors import LibraryUnavailable
from knowledge.words import terms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from knowledge.types import Passage

FOLDER = "generations"
FORMAT = 1
_COLLECTION = "passages"
_BATCH = 5_000
_EF_SEARCH = 400
_SLOWEST_BUILD = 1_800

Ranked = list[tuple[int, float]]
"""Indexes into the passages with a cosine or a BM25 score, best first."""


class Damaged(Exception):
    """A generation that is not, or no longer, what its manifest says."""


class Index(Protocol):
    """What a search asks of an index, whether it lies in files or in memory."""

    def dense(self, vector: NDArray[np.float32], count: int) -> Ranked:
        """The passages whose vectors are nearest to one, with their cosines."""

    def lexical(self, words: Sequence[str], count: int) -> Ranked:
        """The passages that hold the words, with their BM25 scores, none of them 0."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was made of and with; one that differs in anything is not opened.

    Attributes:
        content: The database's digest of the passages and vectors.
        files: SHA-256 by relative path, of every file that reading leaves as it is.
    """

    format: int
    content: str
    passages: int
    chromadb: str
    bm25s: str
    files: dict[str, str]


class Exact:
    """All vectors compared, the words' index made in memory: the fallback, and the referee in tests."""

    def __init__(self, passages: Sequence[Passage], vectors: NDArray[np.float32]) -> None:
        self._vectors = vectors
        self._words = _bm25(passages)

    def dense(self, vector: NDArray[np.float32], count: int) -> Ranked:
        """See `Index`."""
        import numpy as np

        if not len(self._vectors):
            return []
        cosines = self._vectors @ vector
        best = np.argsort(-cosines, kind="stable")[:count]
        return [(int(i), float(cosines[i])) for i in best]

    def lexical(self, words: Sequence[str], count: int) -> Ranked:
        """See `Index`."""
        return _best(self._words, words, count)


class Generation:
    """A generation's files, opened for reading.

    Args:
        folder: The generation's folder.
        content: What the database says it has to be made from.
        vectors: The database's vectors, in the passages' order: a sample of them has to be found in the index.

    Raises:
        Damaged: it is missing, of another version, made from something else, or does not find what it holds.
    """

    def __init__(self, folder: Path, content: str, vectors: NDArray[np.float32]) -> None:
        _verify(folder, content)
        self._vectors = vectors
        try:
            self._collection = _chroma(folder).get_collection(_COLLECTION, embedding_function=None)
            self._words = _bm25_load(folder)
            self._check_sample()
        except Damaged:
            raise
        except BaseException as error:  # Chroma's Rust part raises beyond Exception
            if isinstance(error, KeyboardInterrupt | SystemExit):
                raise
            raise Damaged(f"it cannot be opened: {type(error).__name__}") from error

    def dense(self, vector: NDArray[np.float32], count: int) -> Ranked:
        """See `Index`. Candidates are Chroma's, cosines are computed from the database's vectors."""
        count = min(count, len(self._vectors))
        found = self._collection.query(query_embeddings=[vector], n_results=count, include=[])["ids"][0]
        scored = [(int(i), float(self._vectors[int(i)] @ vector)) for i in found]
        return sorted(scored, key=lambda pair: (-pair[1], pair[0]))

    def lexical(self, words: Sequence[str], count: int) -> Ranked:
        """See `Index`."""
        return _best(self._words, words, count)

    def _check_sample(self) -> None:
        total = len(self._vectors)
        if self._collection.count() != total:
            raise Damaged("it does not hold every passage")
        for i in range(0, total, max(1, total // 8)):
            if self.dense(self._vectors[i], 1)[0][1] < 0.999:
                raise Damaged("it does not find what it holds")


def opened(folder: Path, generation: int, content: str, vectors: NDArray[np.float32]) -> Generation:
    """The live generation of a library's folder; `Damaged` where it cannot be trusted."""
    if not generation:
        raise Damaged("there is none yet")
    return Generation(folder / FOLDER / str(generation), content, vectors)


def build_in_child(folder: Path) -> None:
    """Build and switch to a new generation in a process of its own, and wait for it.

    Raises:
        LibraryUnavailable: it failed; the library's documents are whole and are searched exactly meanwhile.
    """
    command = [sys.executable, "-m", "knowledge.generation", str(folder)]
    try:
        subprocess.run(
            command, check=True, capture_output=True, text=True, timeout=_SLOWEST_BUILD, env=_environment()
        )
    except subprocess.CalledProcessError as error:
        reason = (error.stderr or "").strip().rsplit("\n", 1)[-1]
        raise LibraryUnavailable(
            f"The search index in {folder} could not be built ({reason or 'the process was stopped'}); "
            "answers still come, more slowly; try: talent library rebuild"
        ) from error
    except subprocess.TimeoutExpired as error:
        raise LibraryUnavailable(
            f"Building the search index in {folder} took too long and was stopped."
        ) from error


def build(folder: Path) -> int:
    """Build the next generation of a library's folder, check it, make it live, and drop the others.

    Returns:
        Its number.

    Raises:
        LibraryUnavailable: it is being built elsewhere for too long, or what was built does not find what it holds.
    """
    import filelock

    os.umask(0o077)
    root = folder / FOLDER
    root.mkdir(mode=0o700, exist_ok=True)
    try:
        with filelock.FileLock(root / ".lock", timeout=_SLOWEST_BUILD):
            database = Database(folder)
            state = database.state()
            _, passages, vectors = database.passages()
            number = max([state.generation, *(int(p.name) for p in root.iterdir() if p.name.isdigit())]) + 1
            _write(root / str(number), state.content, passages, vectors)
            Generation(root / str(number), state.content, vectors)
            if database.switch(number, state.content):
                _drop_others(root, number)
            return number
    except Damaged as error:
        raise LibraryUnavailable(f"The new search index failed its check: {error}.") from error
    except filelock.Timeout as error:
        raise LibraryUnavailable(
            "Another process has been building the index for very long; try again."
        ) from error


def _write(work: Path, content: str, passages: Sequence[Passage], vectors: NDArray[np.float32]) -> None:
    work.mkdir(mode=0o700)
    settings = {"hnsw": {"space": "cosine", "ef_search": _EF_SEARCH, "sync_threshold": 100}}
    collection = _chroma(work).create_collection(_COLLECTION, embedding_function=None, configuration=settings)
    for start in range(0, len(passages), _BATCH):
        batch = vectors[start : start + _BATCH]
        collection.upsert(ids=[str(start + i) for i in range(len(batch))], embeddings=batch)
    words = _bm25(passages)
    if words is not None:
        words.save(str(work / "bm25"), show_progress=False)
    files = {str(p.relative_to(work)): _digest(p) for p in sorted(work.rglob("*")) if _is_kept(p)}
    manifest = Manifest(FORMAT, content, len(passages), version("chromadb"), version("bm25s"), files)
    (work / "manifest.json").write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")


def _verify(folder: Path, content: str) -> None:
    try:
        manifest = Manifest(**json.loads((folder / "manifest.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise Damaged("it has no manifest") from error
    if manifest.content != content:
        raise Damaged("the documents have changed since")
    if (manifest.format, manifest.chromadb, manifest.bm25s) != (
        FORMAT,
        version("chromadb"),
        version("bm25s"),
    ):
        raise Damaged("it was made by other versions")
    for name, digest in manifest.files.items():
        path = folder / name
        if not path.is_file() or _digest(path) != digest:
            raise Damaged(f"{name} is missing or has changed")
    try:
        with contextlib.closing(
            sqlite3.connect(f"file:{folder / 'chroma.sqlite3'}?mode=ro", uri=True)
        ) as connection:
            if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise Damaged("its database is damaged")
    except sqlite3.Error as error:
        raise Damaged("its database is damaged") from error


def _is_kept(path: Path) -> bool:
    """Files that opening leaves alone; Chroma writes a row into its own database whenever it is opened."""
    return path.is_file() and not path.name.startswith("chroma.sqlite3")


def _chroma(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))


def _bm25(passages: Sequence[Passage]) -> Any:
    import bm25s

    tokens = [terms(f"{passage.section} {passage.text}") for passage in passages]
    if not any(tokens):
        return None
    index = bm25s.BM25()
    index.index(tokens, show_progress=False)
    return index


def _bm25_load(folder: Path) -> Any:
    import bm25s

    return bm25s.BM25.load(str(folder / "bm25")) if (folder / "bm25").is_dir() else None


def _best(index: Any, words: Sequence[str], count: int) -> Ranked:
    import numpy as np

    if index is None or not words:
        return []
    scores = index.get_scores(list(words))
    best = np.argsort(-scores, kind="stable")[:count]
    return [(int(i), float(scores[i])) for i in best if scores[i] > 0]


def _drop_others(root: Path, live: int) -> None:
    """Readers of a dropped generation hold its files open or fall back to exact search for one turn."""
    for path in root.iterdir():
        if path.is_dir() and path.name != str(live):
            shutil.rmtree(path, ignore_errors=True)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _environment() -> dict[str, str]:
    """The child sees where Python's packages are and nothing of the session's keys."""
    kept = ("PATH", "HOME", "TMPDIR", "TEMP", "SYSTEMROOT", "PYTHONPATH", "VIRTUAL_ENV", "LANG", "LC_ALL")
    root = str(Path(__file__).parent.parent)
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    return environment | {"PYTHONPATH": os.pathsep.join(filter(None, [root, environment.get("PYTHONPATH")]))}


if __name__ == "__main__":
    try:
        build(Path(sys.argv[1]))
    except (LibraryUnavailable, OSError) as problem:
        sys.exit(str(problem))
