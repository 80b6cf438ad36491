"""The library: documents in, answers' passages out. What everything above `knowledge` talks to."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from knowledge import generation
from knowledge.database import Database, Stored
from knowledge.encoder import Encoder
from knowledge.errors import DocumentUnknown, DocumentUnreadable, KnowledgeError, LibraryUnavailable
from knowledge.generation import Index
from knowledge.passages import CHUNKER, passages
from knowledge.ranking import rank
from knowledge.reading import SUFFIXES, read_bytes, sidecar_of
from knowledge.types import Hit, Passage, Source
from knowledge.words import Vocabulary, vocabulary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CANDIDATES = 60
"""How many passages the dense and the lexical search each hand to the ranking."""
_FIRST_PAGE = 6_000
_BATCH = 64

Outcome = Literal["added", "updated", "unchanged", "refused"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long piece of work is: what is being done, and how much of it out of how much."""

    what: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file; `reason` is a sentence where it was refused."""

    name: str
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LibraryStatus:
    """How the library stands.

    Attributes:
        index: "live", or why exact search is used instead.
    """

    documents: int
    notes: int
    passages: int
    encoder: str
    chunker: int
    generation: int
    index: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Text:
    """A document's stored text, in which citations' offsets count."""

    name: str
    title: str
    publisher: str
    year: int | None
    text: str


@dataclass(frozen=True, slots=True)
class _Incoming:
    source: Source
    data: bytes
    sidecar: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Live:
    content: str
    generation: int
    passages: list[Passage]
    index: Index
    vocabulary: Vocabulary
    trouble: str


def _quiet(_: Progress) -> None:
    """Nobody watches."""


class Library:
    """A folder's library. Cheap to make; opened at first use; safe in threads.

    Args:
        folder: Where it lies.
        encoder: The model whose vectors it keeps. A library built by another one rebuilds itself at its next use.
        notes: The folder of the built-in guidance notes; None for a library without them.
    """

    def __init__(self, folder: Path, encoder: Encoder, notes: Path | None = None) -> None:
        self._folder = folder
        self.encoder = encoder
        self._notes = notes
        self._database = Database(folder)
        self._live: _Live | None = None
        self._checked = False
        self._lock = threading.RLock()

    def add(
        self, paths: Sequence[Path], on_progress: Callable[[Progress], None] = _quiet
    ) -> list[FileReport]:
        """Add files, and folders' files of known kinds; what has not changed is left as it is.

        Args:
            paths: Files or folders.
            on_progress: Told how far it is.

        Returns:
            What became of each file. One that cannot be read stops no other.

        Raises:
            KnowledgeError: a path that is not there, or the library cannot be written.
        """
        self._bring_up_to_date(on_progress)
        known = {stored.name: stored for stored in self._database.documents()}
        reports: list[FileReport] = []
        incoming: dict[str, _Incoming] = {}
        for path in _files(paths):
            if path.name in incoming:
                reports.append(
                    FileReport(path.name, "refused", f"{path}: another file of this name is being added.")
                )
                continue
            try:
                one = _read(path)
            except DocumentUnreadable as error:
                reports.append(FileReport(path.name, "refused", str(error)))
                continue
            stored = known.get(path.name)
            if stored and stored.origin == "note":
                reason = f"{path}: a built-in note has this name; rename the file."
                reports.append(FileReport(path.name, "refused", reason))
            elif stored and stored.digest == one.source.digest:
                reports.append(FileReport(path.name, "unchanged"))
            else:
                incoming[path.name] = one
                reports.append(FileReport(path.name, "updated" if stored else "added"))
        if incoming:
            self._put(list(incoming.values()), [], on_progress)
        return reports

    def documents(self) -> list[Stored]:
        """Every document and note, by name; a note that has stepped back names the document it did so for."""
        self._bring_up_to_date()
        return self._database.documents()

    def remove(self, name: str, on_progress: Callable[[Progress], None] = _quiet) -> None:
        """Take one document out. Raises DocumentUnknown where there is none of that name, or it is a built-in note."""
        if name not in {stored.name for stored in self._database.documents() if stored.origin == "document"}:
            raise DocumentUnknown(
                f"There is no added document {name!r} in the library; see: talent library list"
            )
        self._put([], [name], on_progress)

    def clear(self, on_progress: Callable[[Progress], None] = _quiet) -> None:
        """Take out every document that was added; the built-in notes stay."""
        names = [stored.name for stored in self._database.documents() if stored.origin == "document"]
        if names:
            self._put([], names, on_progress)

    def rebuild(self, on_progress: Callable[[Progress], None] = _quiet) -> None:
        """Read, cut, embed and index everything anew, from the bytes that the library keeps."""
        incoming = [
            _Incoming(read_bytes(name, data, sidecar, origin=origin), data, sidecar)
            for name, data, sidecar, origin in self._database.originals()
            if origin == "document"
        ]
        notes = self._read_notes()
        gone = {s.name for s in self._database.documents()} - {one.source.name for one in (*incoming, *notes)}
        self._put([*notes, *incoming], sorted(gone), on_progress, afresh=True)

    def status(self) -> LibraryStatus:
        """How the library stands."""
        stored = self.documents()
        live = self._opened()
        state = self._database.state()
        return LibraryStatus(
            documents=sum(one.origin == "document" for one in stored),
            notes=sum(one.origin == "note" for one in stored),
            passages=len(live.passages),
            encoder=state.encoder,
            chunker=CHUNKER,
            generation=state.generation,
            index=f"exact search, because {live.trouble}" if live.trouble else "live",
            folder=self._folder,
        )

    def search(self, question: str, k: int = 20) -> list[Hit]:
        """The passages that fit a question best.

        Args:
            question: Any words.
            k: How many at most.

        Returns:
            Hits, best first; the same library and question give the same hits.

        Raises:
            KnowledgeError: the library or the encoder cannot be used.
        """
        self._bring_up_to_date()
        live = self._opened()
        if not live.passages:
            return []
        vector = self.encoder.encode([question])[0]
        words = live.vocabulary.expanded(question)
        try:
            dense = live.index.dense(vector, CANDIDATES)
            lexical = live.index.lexical(words, CANDIDATES)
        except Exception as error:  # noqa: BLE001 - an index that fails costs no answer: exact search takes over
            live = self._exact(f"it failed: {type(error).__name__}")
            dense, lexical = live.index.dense(vector, CANDIDATES), live.index.lexical(words, CANDIDATES)
        return rank(question, live.passages, dense, lexical, k, vocabulary=live.vocabulary)

    def text(self, name: str) -> Text:
        """A document's stored text. Raises DocumentUnknown."""
        found = self._database.text(name)
        if found is None:
            raise DocumentUnknown(f"There is no document {name!r} in the library; see: talent library list")
        text, stored = found
        return Text(name, stored.title, stored.publisher, stored.year, text)

    @property
    def ready(self) -> bool:
        """Whether a search can be answered without loading anything first."""
        return self.encoder.loaded and self._live is not None

    def warm(self, on_progress: Callable[[Progress], None] = _quiet) -> None:
        """Load the encoder and the index, and mend the index if it has to be. For a background thread."""
        self._bring_up_to_date(on_progress)
        self.encoder.load()
        if self._opened().trouble:
            generation.build_in_child(self._folder)
            self._opened()

    def _bring_up_to_date(self, on_progress: Callable[[Progress], None] = _quiet) -> None:
        """On first use: index the built-in notes, and rebuild what another encoder or an older cut has made."""
        with self._lock:
            if self._checked:
                return
            stored = {one.name: one for one in self._database.documents()}
            state = self._database.state()
            if stored and (
                state.encoder != self.encoder.name or any(s.chunker != CHUNKER for s in stored.values())
            ):
                self.rebuild(on_progress)
            else:
                notes = self._read_notes()
                names = {note.source.name for note in notes}
                changed = [
                    n
                    for n in notes
                    if (s := stored.get(n.source.name)) is None or s.digest != n.source.digest
                ]
                gone = [s.name for s in stored.values() if s.origin == "note" and s.name not in names]
                if changed or gone:
                    self._put(changed, gone, on_progress)
            self._checked = True

    def _read_notes(self) -> list[_Incoming]:
        if self._notes is None:
            return []
        return [_Incoming(_as_note(path), path.read_bytes(), {}) for path in sorted(self._notes.glob("*.md"))]

    def _put(
        self,
        incoming: Sequence[_Incoming],
        removed: Sequence[str],
        on_progress: Callable[[Progress], None],
        *,
        afresh: bool = False,
    ) -> None:
        """Change the library: embed what is new, write it in one transaction, then build the next generation."""
        with self._lock:
            cut = [passages(one.source) for one in incoming]
            vectors = self._embedded([passage for one in cut for passage in one], on_progress, afresh=afresh)
            documents = []
            start = 0
            for one, its in zip(incoming, cut, strict=True):
                documents.append((one.source, one.data, one.sidecar, its, vectors[start : start + len(its)]))
                start += len(its)
            self._database.replace(
                documents,
                removed=removed,
                superseded=self._superseded([one.source for one in incoming], removed),
                encoder=self.encoder.name,
                chunker=CHUNKER,
                now=datetime.now(UTC).isoformat(timespec="seconds"),
            )
            on_progress(Progress("Building the search index", 0, 1))
            generation.build_in_child(self._folder)
            on_progress(Progress("Building the search index", 1, 1))

    def _embedded(
        self, wanted: Sequence[Passage], on_progress: Callable[[Progress], None], *, afresh: bool
    ) -> NDArray[np.float32]:
        """Vectors of passages; the library's own are used again for texts that it has already embedded."""
        import numpy as np

        have: dict[str, Any] = {}
        if not afresh:
            _, old, vectors = self._database.passages(every=True)
            have = {_embeddable(passage): vector for passage, vector in zip(old, vectors, strict=True)}
        texts = list(dict.fromkeys(text for text in map(_embeddable, wanted) if text not in have))
        texts.sort(key=len)  # batches of like length waste no padding
        for start in range(0, len(texts), _BATCH):
            on_progress(Progress("Embedding passages", start, len(texts)))
            batch = texts[start : start + _BATCH]
            have.update(zip(batch, self.encoder.encode(batch), strict=True))
        if texts:
            on_progress(Progress("Embedding passages", len(texts), len(texts)))
        return np.array([have[_embeddable(passage)] for passage in wanted], dtype=np.float32)

    def _superseded(self, incoming: Iterable[Source], removed: Sequence[str]) -> dict[str, str]:
        """Which notes step back, and for which document."""
        first_pages = {
            source.name: source.text[:_FIRST_PAGE] for source in incoming if source.origin == "document"
        }
        for stored in self._database.documents():
            if stored.origin == "document" and stored.name not in removed and stored.name not in first_pages:
                first_pages[stored.name] = self.text(stored.name).text[:_FIRST_PAGE]
        plain = {name: _plain(text) for name, text in first_pages.items()}
        steps_back: dict[str, str] = {}
        for note in self._read_notes():
            phrases = [_plain(phrase) for phrase in note.source.stands_for]
            for name, page in plain.items():
                if phrases and all(phrase in page for phrase in phrases):
                    steps_back[note.source.name] = name
        return steps_back

    def _opened(self) -> _Live:
        """What is searched now; noticed anew when another process has changed the library."""
        state = self._database.state()
        with self._lock:
            live = self._live
            if live is None or (live.content, live.generation) != (state.content, state.generation):
                _, found, vectors = self._database.passages()
                try:
                    index: Index = generation.opened(self._folder, state.generation, state.content, vectors)
                    trouble = ""
                except generation.Damaged as error:
                    index, trouble = generation.Exact(found, vectors), str(error)
                live = _Live(state.content, state.generation, found, index, vocabulary(found), trouble)
                self._live = live
            return live

    def _exact(self, trouble: str) -> _Live:
        with self._lock:
            assert self._live is not None
            _, found, vectors = self._database.passages()
            self._live = replace(
                self._live, passages=found, index=generation.Exact(found, vectors), trouble=trouble
            )
            return self._live


def _files(paths: Sequence[Path]) -> list[Path]:
    """The files that are meant: named ones as they are, folders' ones where their kind is known, none hidden."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (p for p in sorted(path.rglob("*")) if p.is_file() and p.suffix.lower() in SUFFIXES)
            found += [
                p for p in inside if not any(part.startswith(".") for part in p.relative_to(path).parts)
            ]
        elif path.exists():
            found.append(path)
        else:
            raise LibraryUnavailable(f"There is no file or folder {path}; nothing was added.")
    return list(dict.fromkeys(found))


def _is_about_the_folder(path: Path) -> bool:
    """Hidden files, and the README that says what lies in a folder: no guidance. By its own name it can be added."""
    return any(part.startswith(".") for part in path.parts) or path.stem.lower() == "readme"


def _read(path: Path) -> _Incoming:
    try:
        data = path.read_bytes()
        sidecar = sidecar_of(path)
    except OSError as error:
        raise DocumentUnreadable(f"{path} cannot be read: {error.strerror}.") from error
    return _Incoming(read_bytes(path.name, data, sidecar), data, sidecar)


def _as_note(path: Path) -> Source:
    try:
        return read_bytes(path.name, path.read_bytes(), None, origin="note")
    except KnowledgeError as error:
        raise LibraryUnavailable(
            f"A built-in note is damaged ({error}); install the program again."
        ) from error


def _embeddable(passage: Passage) -> str:
    """What is embedded of a passage: its words, under the headings that say what they are about."""
    return f"{passage.section}\n{passage.text}" if passage.section else passage.text


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
