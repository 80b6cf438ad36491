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
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge import child, words
from knowledge.chroma import EMBEDDED, ChromaUse, Collection, ServerSilent, drop, fill
from knowledge.chroma import opened as chroma_opened
from knowledge.database import Database, State
from knowledge.errors import LibraryUnavailable
from knowledge.indexes import Ranked, best_by_words, nearest, words_index

if TYPE_CHECKING:
    import numpy as np
    from filelock import BaseFileLock
    from numpy.typing import NDArray

    from knowledge.types import Passage

FOLDER = "generations"
READERS = "readers"
CHROMA = "chroma"
FORMAT = 3
EITHER = ChromaUse()
"""Chroma in the library's folder, for large libraries."""
_CHECKED_AT_ONCE = 200
_ONE_IN = 500
"""Of so many vectors a new index may miss one, for its search is approximate; a damaged one misses one in five."""
_SLOWEST_BUILD = 1_800


class Damaged(Exception):
    """A generation that is not, or no longer, what its manifest says."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was made of and with; one that differs in anything is not opened.

    Attributes:
        content: The database's digest of the passages and vectors.
        words: Digest of the program's part that splits texts into words.
        chroma: Where Chroma has the vectors (`knowledge.chroma.ChromaUse.place`); empty where every one is compared.
        collection: The name of their collection there.
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
    chroma: str
    collection: str
    files: dict[str, str]


class Generation:
    """A generation, opened for reading. An `Index`.

    Args:
        folder: The generation's folder.
        content: What the database says it has to be made from.
        vectors: The database's vectors, in the passages' order.
        chroma: When Chroma is wanted, and which one.

    Attributes:
        vocabulary: What the passages teach about words.
        trouble: Why every vector is compared although Chroma is wanted; empty where all is well.

    Raises:
        Damaged: it is missing, of another version, made from something else, or its words' index is damaged. Of
            vectors in Chroma that is not raised, but said in `trouble`: comparing every vector finds the same.
    """

    def __init__(
        self, folder: Path, content: str, vectors: NDArray[np.float32], chroma: ChromaUse = EITHER
    ) -> None:
        manifest = _manifest(folder, content)
        if manifest.passages != len(vectors):
            raise Damaged("it does not hold every passage")
        self._vectors = vectors
        self._held = contextlib.ExitStack()
        self.close = weakref.finalize(self, self._held.close)
        self._collection: Collection | None = None
        self.trouble = ""
        with _suspicious():
            _verify(folder, manifest, lambda name: not name.startswith(CHROMA))
            self._words = _load_words(folder)
            self.vocabulary = _vocabulary(folder)
        wanted = chroma.place(len(vectors))
        if wanted != manifest.chroma:
            self.trouble = "the settings have changed since it was built"
        elif wanted:
            try:
                with _suspicious():
                    self._open(folder, manifest, chroma.patience)
            except Damaged as error:
                self._collection, self.trouble = None, str(error)

    def dense(self, vector: NDArray[np.float32], count: int) -> Ranked:
        """See `Index`. Candidates may be Chroma's; cosines are computed from the database's vectors."""
        if self._collection is not None:
            try:
                with _suspicious():
                    found = self._collection.nearest(vector.reshape(1, -1), min(count, len(self._vectors)))
                    scored = {i: float(self._vectors[i] @ vector) for i in found[0]} if found else {}
                return sorted(scored.items(), key=lambda pair: (-pair[1], pair[0]))
            except Damaged as error:
                self._collection, self.trouble = None, str(error)
        return nearest(self._vectors, vector, count)

    def lexical(self, words: Sequence[str], count: int) -> Ranked:
        """See `Index`."""
        return best_by_words(self._words, words, count)

    def check(self, these: Sequence[int], tolerated: int = 0) -> None:
        """Raises Damaged unless Chroma, where it is used, finds these vectors, or ones that are the same.

        Args:
            these: Places of vectors.
            tolerated: How many it may miss; its search is approximate.
        """
        import numpy as np

        if self._collection is None:
            return
        missed = 0
        with _suspicious():
            for start in range(0, len(these), _CHECKED_AT_ONCE):
                asked = self._vectors[list(these[start : start + _CHECKED_AT_ONCE])]
                found = [ids[0] for ids in self._collection.nearest(asked, 1)]
                missed += int((np.einsum("ij,ij->i", asked, self._vectors[found]) < 0.999).sum())
        if missed > tolerated:
            raise Damaged("it does not find what it holds")

    def _open(self, folder: Path, manifest: Manifest, patience: float) -> None:
        place = folder
        if manifest.chroma == EMBEDDED:
            place, lock = _copied(folder, manifest)
            self._held.callback(_leave, place, lock)
        client = self._held.enter_context(chroma_opened(manifest.chroma, place / CHROMA, patience))
        limit = None if manifest.chroma == EMBEDDED else patience
        self._collection = Collection(client, manifest.collection, limit)
        if len(self._collection) != len(self._vectors):
            raise Damaged("it does not hold every passage")
        self.check(
            range(0, len(self._vectors), max(1, len(self._vectors) // 8)),
            tolerated=len(self._vectors) > _ONE_IN,
        )


def opened(
    folder: Path, generation: int, content: str, vectors: NDArray[np.float32], chroma: ChromaUse = EITHER
) -> Generation:
    """The live generation of a library's folder; `Damaged` where it cannot be trusted."""
    if not generation:
        raise Damaged("there is none yet")
    return Generation(folder / FOLDER / str(generation), content, vectors, chroma)


def build_in_child(folder: Path, chroma: ChromaUse = EITHER) -> None:
    """Build and switch to a new generation in a process of its own, and wait for it.

    Raises:
        LibraryUnavailable: it failed; the library's documents are whole and are searched exactly meanwhile.
    """
    command = [sys.executable, "-m", "knowledge.generation", str(folder), json.dumps(asdict(chroma))]
    try:
        subprocess.run(
            command,
            check=True,
            capture_output=True,
            text=True,
            timeout=_SLOWEST_BUILD,
            stdin=subprocess.DEVNULL,
            env=child.environment(),
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


def build(folder: Path, chroma: ChromaUse = EITHER) -> int:
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
            held = database.snapshot()
            state, passages, vectors = held.state, held.passages, held.vectors
            with contextlib.suppress(Damaged):  # then another one is built
                present = opened(folder, state.generation, state.content, vectors, chroma)
                present.close()
                if not present.trouble:
                    return state.generation
            number = max([state.generation, *(int(p.name) for p in root.iterdir() if p.name.isdigit())]) + 1
            prefix = _prefix(database, folder)
            collection = f"{prefix}{number}-{secrets.token_hex(4)}"
            _write(root / str(number), state, passages, vectors, chroma, collection)
            new = Generation(root / str(number), state.content, vectors, chroma)
            if new.trouble:
                raise Damaged(new.trouble)
            new.check(range(len(vectors)), tolerated=len(vectors) // _ONE_IN)
            new.close()
            if database.switch(number, state.content):
                _drop_others(root, number)
                if chroma.url:
                    _drop_served(chroma, prefix, collection)
            return number
    except Damaged as error:
        raise LibraryUnavailable(f"The new search index failed its check: {error}.") from error
    except filelock.Timeout as error:
        raise LibraryUnavailable(
            "Another process has been building the index for very long; try again."
        ) from error


def _write(
    work: Path,
    state: State,
    passages: Sequence[Passage],
    vectors: NDArray[np.float32],
    chroma: ChromaUse,
    collection: str,
) -> None:
    work.mkdir(mode=0o700)
    if place := chroma.place(len(vectors)):
        with _suspicious(), chroma_opened(place, work / CHROMA, chroma.patience) as client:
            fill(client, collection, vectors, None if place == EMBEDDED else chroma.patience)
    index = words_index(passages)
    if index is not None:
        index.save(str(work / "bm25"), show_progress=False)
    taught = words.vocabulary(passages)
    learned = {name: getattr(taught, name) for name in ("passages", "frequency", "long_forms", "words")}
    (work / "words.json").write_text(json.dumps(learned, default=sorted), encoding="utf-8")
    files = {p.relative_to(work).as_posix(): _digest(p) for p in sorted(work.rglob("*")) if p.is_file()}
    made = (state.content, state.encoder, state.chunker, len(passages))
    versions = (_words_version(), version("chromadb"), version("bm25s"))
    manifest = Manifest(FORMAT, *made, *versions, place, collection, files)
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


def _verify(folder: Path, manifest: Manifest, which: Callable[[str], bool]) -> None:
    for name, digest in manifest.files.items():
        if which(name) and _digest(folder / name) != digest:
            raise Damaged(f"{name} has changed")


def _copied(folder: Path, manifest: Manifest) -> tuple[Path, BaseFileLock]:
    """A copy of Chroma's files for this reader alone, every byte checked, and the lock that says that it is alive."""
    import filelock

    readers = folder.parent / READERS
    readers.mkdir(mode=0o700, exist_ok=True)
    _sweep(readers)
    copy = readers / secrets.token_hex(8)
    lock = filelock.FileLock(copy.with_suffix(".lock"), timeout=5, mode=0o600, thread_local=False)
    lock.acquire()
    try:
        copy.mkdir(mode=0o700)
        for name in manifest.files:
            if name.startswith(CHROMA):
                (copy / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                _take(folder / name, copy / name)
        _verify(copy, manifest, lambda name: name.startswith(CHROMA))
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
    except ServerSilent as error:
        raise Damaged(str(error)) from error
    except BaseException as error:
        raise Damaged(f"it cannot be read ({type(error).__name__})") from error


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


def _prefix(database: Database, folder: Path) -> str:
    """How the names of a library's collections on a server begin; a copy of it, elsewhere, has its own."""
    place = f"{database.identity()} {folder.resolve()}"
    return f"talent-{hashlib.sha256(place.encode()).hexdigest()[:16]}-"


def _drop_served(chroma: ChromaUse, prefix: str, live: str) -> None:
    """What other generations had on a server; a reader of one of them compares every vector, and then notices."""
    place, patience = str(chroma.url), chroma.patience
    with contextlib.suppress(Damaged), _suspicious(), chroma_opened(place, Path(), patience) as client:
        drop(client, prefix, [live], patience)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    try:
        build(Path(sys.argv[1]), ChromaUse(**json.loads(sys.argv[2])))
    except (LibraryUnavailable, OSError) as problem:
        sys.exit(str(problem))
