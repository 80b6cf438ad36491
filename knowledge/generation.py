"""Search indexes made from the library's database: one numbered folder each, never written to once it is live.

`python -m knowledge.generation FOLDER` builds the next generation in a process of its own: embedded Chroma has one
writer, ever, and a reader's process must outlive whatever Chroma does. It is built beside the live one, checked, and
made live by switching one number in the database; a process killed on the way leaves the old one live.

Chroma writes to its database whenever it opens one, and two processes that do so at once can block each other for
minutes. So each reader opens a copy of its own, of bytes that are checked against the manifest first: the big files
are hard links, which also outlive the generation's removal.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge import words
from knowledge.database import Database
from knowledge.errors import LibraryUnavailable
from knowledge.indexes import Ranked, best_by_words, words_index

if TYPE_CHECKING:
    import numpy as np
    from filelock import BaseFileLock
    from numpy.typing import NDArray

    from knowledge.types import Passage

FOLDER = "generations"
READERS = "readers"
FORMAT = 2
_COLLECTION = "passages"
_BATCH = 5_000
_CHECKED_AT_ONCE = 200
_EF_SEARCH = 400
_SLOWEST_BUILD = 1_800


class Damaged(Exception):
    """A generation that is not, or no longer, what its manifest says."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was made of and with; one that differs in anything is not opened.

    Attributes:
        content: The database's digest of the passages and vectors.
        words: Digest of the program's part that splits texts into words.
        files: SHA-256 by relative path, of every file.
    """

    format: int
    content: str
    encoder: str
    chunker: int
    passages: int
    words: str
    chromadb: str
    bm25s: str
    files: dict[str, str]


class Generation:
    """A generation's files, opened for reading. An `Index`.

    Args:
        folder: The generation's folder.
        content: What the database says it has to be made from.
        vectors: The database's vectors, in the passages' order.

    Attributes:
        vocabulary: What the passages teach about words.

    Raises:
        Damaged: it is missing, of another version, made from something else, or does not find what it holds.
    """

    def __init__(self, folder: Path, content: str, vectors: NDArray[np.float32]) -> None:
        manifest = _manifest(folder, content)
        self._vectors = vectors
        with _suspicious():
            held = contextlib.ExitStack()
            self.close = weakref.finalize(self, held.close)
            copy, lock = _copied(folder, manifest)
            held.callback(_leave, copy, lock)
            client = held.enter_context(_chroma(copy))
            self._collection = client.get_collection(_COLLECTION, embedding_function=None)
            self._words = _load_words(copy)
            self.vocabulary = _vocabulary(copy)
            if self._collection.count() != len(vectors):
                raise Damaged("it does not hold every passage")
            self.check(range(0, len(vectors), max(1, len(vectors) // 8)))

    def dense(self, vector: NDArray[np.float32], count: int) -> Ranked:
        """See `Index`. Candidates are Chroma's, cosines are computed from the database's vectors. Raises Damaged."""
        with _suspicious():
            found = self._found(vector.reshape(1, -1), min(count, len(self._vectors)))
            scored = {i: float(self._vectors[i] @ vector) for i in map(int, found[0])} if found else {}
        return sorted(scored.items(), key=lambda pair: (-pair[1], pair[0]))

    def lexical(self, words: Sequence[str], count: int) -> Ranked:
        """See `Index`."""
        return best_by_words(self._words, words, count)

    def check(self, these: Sequence[int]) -> None:
        """Raises Damaged unless each of these vectors finds itself, or one that is the same."""
        import numpy as np

        for start in range(0, len(these), _CHECKED_AT_ONCE):
            asked = self._vectors[list(these[start : start + _CHECKED_AT_ONCE])]
            nearest = [int(ids[0]) for ids in self._found(asked, 1)]
            if (np.einsum("ij,ij->i", asked, self._vectors[nearest]) < 0.999).any():
                raise Damaged("it does not find what it holds")

    def _found(self, vectors: NDArray[np.float32], count: int) -> list[list[str]]:
        if not count or not len(vectors):
            return []
        found: list[list[str]] = self._collection.query(
            query_embeddings=vectors, n_results=count, include=[]
        )["ids"]
        return found


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
            command,
            check=True,
            capture_output=True,
            text=True,
            timeout=_SLOWEST_BUILD,
            stdin=subprocess.DEVNULL,
            env=_environment(),
        )
    except subprocess.CalledProcessError as error:
        reason = (error.stderr or "").strip().rsplit("\n", 1)[-1].rstrip(".")
        raise LibraryUnavailable(
            f"The search index in {folder} could not be built ({reason or 'the process was stopped'}); "
            "answers still come, more slowly; try: talent library rebuild"
        ) from error
    except (subprocess.TimeoutExpired, OSError) as error:
        raise LibraryUnavailable(
            f"The search index in {folder} could not be built ({type(error).__name__}); answers still come, more "
            "slowly; try: talent library rebuild"
        ) from error


def build(folder: Path) -> int:
    """Build the next generation of a library's folder, check it, make it live, and drop the others.

    Returns:
        Its number; the live one's where that is whole and up to date.

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
            state, passages, vectors = database.snapshot()
            with contextlib.suppress(Damaged):  # then another one is built
                opened(folder, state.generation, state.content, vectors).close()
                return state.generation
            number = max([state.generation, *(int(p.name) for p in root.iterdir() if p.name.isdigit())]) + 1
            made = (state.content, state.encoder, state.chunker)
            _write(root / str(number), made, passages, vectors)
            new = Generation(root / str(number), state.content, vectors)
            with _suspicious():
                new.check(range(len(vectors)))
            new.close()
            if database.switch(number, state.content):
                _drop_others(root, number)
            return number
    except Damaged as error:
        raise LibraryUnavailable(f"The new search index failed its check: {error}.") from error
    except filelock.Timeout as error:
        raise LibraryUnavailable(
            "Another process has been building the index for very long; try again."
        ) from error


def _write(
    work: Path, made: tuple[str, str, int], passages: Sequence[Passage], vectors: NDArray[np.float32]
) -> None:
    work.mkdir(mode=0o700)
    at_once = {
        "batch_size": 1,
        "sync_threshold": 1,
    }  # what Chroma has not written yet, each reader would have to write
    settings = {"hnsw": {"space": "cosine", "ef_search": _EF_SEARCH, **at_once}}
    with _chroma(work) as client:
        collection = client.create_collection(_COLLECTION, embedding_function=None, configuration=settings)
        for start in range(0, len(passages), _BATCH):
            batch = vectors[start : start + _BATCH]
            collection.upsert(ids=[str(start + i) for i in range(len(batch))], embeddings=batch)
    index = words_index(passages)
    if index is not None:
        index.save(str(work / "bm25"), show_progress=False)
    learned = asdict(words.vocabulary(passages))
    (work / "words.json").write_text(json.dumps(learned, default=sorted), encoding="utf-8")
    files = {p.relative_to(work).as_posix(): _digest(p) for p in sorted(work.rglob("*")) if p.is_file()}
    versions = (_words_version(), version("chromadb"), version("bm25s"))
    manifest = Manifest(FORMAT, *made, len(passages), *versions, files)
    (work / "manifest.json").write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")


def _manifest(folder: Path, content: str) -> Manifest:
    try:
        manifest = Manifest(**json.loads((folder / "manifest.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise Damaged("its manifest is missing or unreadable") from error
    if manifest.content != content:
        raise Damaged("the documents have changed since it was built")
    made_with = (manifest.format, manifest.words, manifest.chromadb, manifest.bm25s)
    if made_with != (FORMAT, _words_version(), version("chromadb"), version("bm25s")):
        raise Damaged("it was made by other versions")
    return manifest


def _copied(folder: Path, manifest: Manifest) -> tuple[Path, BaseFileLock]:
    """A copy for this reader alone, every byte checked, and the lock that says that its reader is alive."""
    import filelock

    readers = folder.parent / READERS
    readers.mkdir(mode=0o700, exist_ok=True)
    _sweep(readers)
    copy = readers / secrets.token_hex(8)
    lock = filelock.FileLock(copy.with_suffix(".lock"), timeout=5, mode=0o600, thread_local=False)
    lock.acquire()
    try:
        copy.mkdir(mode=0o700)
        for name, digest in manifest.files.items():
            target = copy / name
            target.parent.mkdir(mode=0o700, exist_ok=True)
            _take(folder / name, target)
            if _digest(target) != digest:
                raise Damaged(f"{name} has changed")
    except BaseException:
        _leave(copy, lock)
        raise
    return copy, lock


def _take(source: Path, target: Path) -> None:
    if source.suffix != ".sqlite3":  # Chroma writes to that one, and the live one has to stay as it is
        with contextlib.suppress(OSError):  # not every file system has links
            os.link(source, target)
            return
    target.touch(mode=0o600)
    shutil.copyfile(source, target)


def _leave(copy: Path, lock: BaseFileLock) -> None:
    shutil.rmtree(copy, ignore_errors=True)
    lock.release()
    copy.with_suffix(".lock").unlink(missing_ok=True)


def _sweep(readers: Path) -> None:
    """Remove the copies of readers that were killed."""
    import filelock

    for path in readers.glob("*.lock"):
        lock = filelock.FileLock(path, mode=0o600, thread_local=False)
        with contextlib.suppress(filelock.Timeout):
            lock.acquire(blocking=False)
            _leave(path.with_suffix(""), lock)


@contextlib.contextmanager
def _suspicious() -> Iterator[None]:
    """Whatever goes wrong with an index's files is damage: Chroma's Rust part raises beyond Exception."""
    try:
        yield
    except (Damaged, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        raise Damaged(f"it cannot be read ({type(error).__name__})") from error


def _chroma(folder: Path) -> Any:
    """A client for a folder, whatever the environment or a file called .env would have it do instead."""
    import chromadb
    from chromadb.config import Settings

    settings = Settings(
        _env_file=None,
        anonymized_telemetry=False,
        chroma_api_impl="chromadb.api.rust.RustBindingsAPI",
        chroma_otel_collection_endpoint="",
    )
    return chromadb.PersistentClient(str(folder), settings=settings)


def _load_words(folder: Path) -> Any:
    import bm25s

    return bm25s.BM25.load(str(folder / "bm25")) if (folder / "bm25").is_dir() else None


def _vocabulary(folder: Path) -> words.Vocabulary:
    learned = json.loads((folder / "words.json").read_text(encoding="utf-8"))
    long_forms = {short: tuple(long) for short, long in learned.pop("long_forms").items()}
    return words.Vocabulary(long_forms=long_forms, words=frozenset(learned.pop("words")), **learned)


def _words_version() -> str:
    return _digest(Path(words.__file__))[:16]


def _drop_others(root: Path, live: int) -> None:
    """Readers of a dropped generation keep their own copy, and notice the new one at their next search."""
    for path in root.iterdir():
        if path.name.isdigit() and path.name != str(live):
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
