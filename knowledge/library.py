"""The library: documents in, answers' passages out. What everything above `knowledge` talks to."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge import generation
from knowledge.chroma import ChromaUse
from knowledge.database import Database, Entry, Stored
from knowledge.encoder import Encoder
from knowledge.errors import DocumentUnknown, DocumentUnreadable, EncoderUnavailable, LibraryUnavailable
from knowledge.generation import EITHER
from knowledge.incoming import FIRST_PAGE, Incoming, files, incoming, load, load_notes, read_note, superseded
from knowledge.passages import CHUNKER, passages
from knowledge.reading import read_bytes
from knowledge.reports import (
    FileReport,
    LibraryStatus,
    OnProgress,
    Outcome,
    Progress,
    Text,
    quiet,
)
from knowledge.searcher import Found, Searcher
from knowledge.served import ServedEncoder
from knowledge.text import clean
from knowledge.types import Hit, Passage, Source
from knowledge.units import embeddable, units
from knowledge.words import Glossary, Vocabulary

if TYPE_CHECKING:
    import numpy as np
    from filelock import BaseFileLock
    from numpy.typing import NDArray

__all__ = ["FileReport", "Library", "LibraryStatus", "Progress", "Stored", "Text"]

_BATCH = 256
NO_GLOSSARY = Glossary()
_PATIENCE = 120
"""Seconds that a change waits for another process's."""


class Library:
    """A folder's library. Cheap to make; opened at first use; safe in threads and beside other processes.

    Args:
        folder: Where it lies.
        encoder: The model whose vectors it keeps. A library built by another one rebuilds itself at its next use.
        notes: The folder of the built-in guidance notes; None for a library without them.
        chroma: When Chroma finds the nearest vectors, and which one.
        glossary: Words that stand for one another in questions and documents.
    """

    def __init__(
        self,
        folder: Path,
        encoder: Encoder,
        notes: Path | None = None,
        chroma: ChromaUse = EITHER,
        glossary: Glossary = NO_GLOSSARY,
    ) -> None:
        self._folder = folder
        self._chroma = chroma
        self.encoder = encoder
        self._notes = notes
        self._database = Database(folder)
        self._searcher = Searcher(folder, self._database, encoder, chroma, glossary)
        self._up_to_date = False
        self._warming = False
        self._seen_to: set[str] = set()
        self._changing = threading.RLock()

    def add(self, paths: Sequence[Path], on_progress: OnProgress = quiet) -> list[FileReport]:
        """Add files, and folders' files of known kinds; what has not changed is left as it is.

        Args:
            paths: Files or folders.
            on_progress: Told how far it is.

        Returns:
            What became of each file. One that cannot be read stops no other; an index that cannot be built stops none
            of them either: they are searched exactly meanwhile, and `status` says why.

        Raises:
            KnowledgeError: the library cannot be written, or the encoder cannot be used.
        """
        with self._change():
            self.ensure_notes(on_progress)
            known = {stored.name: stored for stored in self._database.documents()}
            wanted = files(paths)
            reports: list[FileReport] = []
            taken: dict[str, tuple[Path, Incoming]] = {}
            sources: list[tuple[Incoming, Source]] = []
            for number, path in enumerate(wanted):
                on_progress(Progress("Reading documents", number, len(wanted)))
                try:
                    came = load(path)
                    outcome = _outcome(path, came, taken, known.get(came.name))
                    remarks = ""
                    if outcome != "unchanged":
                        source = came.read()
                        sources.append((came, source))
                        remarks = " ".join(source.remarks)
                    taken.setdefault(came.name, (path, came))
                    reports.append(FileReport(came.name, outcome, remarks))
                except DocumentUnreadable as error:
                    reports.append(FileReport(clean(path.name), "refused", str(error)))
            if sources:
                self._put(sources, [], on_progress)
            return reports

    def documents(self) -> list[Stored]:
        """Every document and note, by name; a note that has stepped back names the document it did so for."""
        with suppress(EncoderUnavailable):  # what there is can be told without it
            self.ensure_notes()
        return self._database.documents()

    def added(self, name: str) -> Stored:
        """The added document of that name. Raises DocumentUnknown where there is none, or it is a built-in note."""
        found = next((one for one in self.documents() if one.name == name and one.origin == "document"), None)
        if found is None:
            raise DocumentUnknown(
                f"There is no added document {name!r} in the library; see: talent library list"
            )
        return found

    def remove(self, name: str, on_progress: OnProgress = quiet) -> None:
        """Take one document out; errors as in `added`."""
        with self._change():
            self._put([], [self.added(name).name], on_progress)

    def clear(self, on_progress: OnProgress = quiet) -> None:
        """Take out every document that was added; the built-in notes stay."""
        with self._change():
            names = [stored.name for stored in self._database.documents() if stored.origin == "document"]
            if names:
                self._put([], names, on_progress)

    def rebuild(self, on_progress: OnProgress = quiet) -> None:
        """Read, cut, embed and index everything anew, from the bytes that the library keeps.

        Raises:
            KnowledgeError: the library cannot be written, or the index cannot be built; the old one stays then.
        """
        with self._change():
            notes = load_notes(self._notes)
            everything = {one.name for one in self._database.documents()} | {note.name for note in notes}
            if trouble := self._renew(everything, notes, on_progress):
                raise LibraryUnavailable(trouble)
            self._up_to_date = True

    def status(self) -> LibraryStatus:
        """How the library stands."""
        stored = self.documents()
        live = self._searcher.live()
        return LibraryStatus(
            documents=sum(one.origin == "document" for one in stored),
            notes=sum(one.origin == "note" for one in stored),
            passages=len(live.passages),
            encoder=live.state.encoder,
            chunker=live.state.chunker,
            generation=live.state.generation,
            index=f"exact search, because {live.index.trouble}" if live.index.trouble else "live",
            folder=self._folder,
        )

    def search(self, question: str, k: int = 20) -> list[Hit]:
        """The hits of `find`."""
        return self.find(question, k).hits

    @property
    def vocabulary(self) -> Vocabulary:
        """What the documents teach about words; errors as in `find`."""
        self._prepared()
        return self._searcher.live().vocabulary

    def find(self, question: str, k: int = 20) -> Found:
        """The passages that fit a question best.

        Args:
            question: Any words.
            k: How many at most.

        Returns:
            Hits, best first, and the library's vocabulary; the same library and question give the same. While the
            encoder cannot be used, those that words alone find, with a remark.

        Raises:
            KnowledgeError: the library cannot be used, or it has nothing that this encoder has made.
        """
        why = self._prepared()
        if not why:
            try:
                return self._searcher.search(question, k)
            except EncoderUnavailable as error:
                why = str(error)
        return self._searcher.by_words(question, k, why)

    def _prepared(self) -> str:
        """Bring the library up to date for a search; why that cannot be done now, if it can be searched as it is."""
        try:
            self.ensure_notes()
        except EncoderUnavailable as error:
            if not self._made_by_this_encoder():
                raise
            return str(error)
        return ""

    def _made_by_this_encoder(self) -> bool:
        """Whether it has been in use with this encoder, as far as that can be told while it is unavailable."""
        made_with = self._database.state().encoder
        if isinstance(self.encoder, ServedEncoder):
            return self.encoder.may_be(made_with)
        try:
            return made_with == self.encoder.name
        except EncoderUnavailable:
            return bool(made_with)

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
        return self._up_to_date and self._searcher.loaded

    @property
    def busy(self) -> bool:
        """Whether a search would have to wait for what is being embedded in the background."""
        return self._warming and not self._up_to_date

    def warm(self, on_progress: OnProgress = quiet) -> None:
        """Load the encoder and the index, and mend the index if it has to be. For a background thread."""
        self._warming = True
        try:
            self.ensure_notes(on_progress)
            self.encoder.load()
            self.repair()
        finally:
            self._warming = False

    def repair(self) -> None:
        """Build a new search index where the live one is missing or suspect; searches go on meanwhile.

        Raises:
            LibraryUnavailable: it cannot be built.
        """
        if self._searcher.live().index.trouble:
            generation.build_in_child(self._folder, self._chroma)
            self._searcher.live()

    def ensure_notes(self, on_progress: OnProgress = quiet) -> None:
        """Once a process: index the built-in notes, and renew what another encoder or an older cut has made.

        Documents that are damaged in the library's file are renewed too, also ones that a search has noticed since.
        """
        if self._up_to_date and self._searcher.noticed <= self._seen_to:
            return
        notes = load_notes(self._notes)
        if self._outdated(notes):
            with self._change():
                outdated = self._outdated(notes)  # another process may have seen to it
                self._seen_to |= self._searcher.noticed
                if outdated:
                    self._renew(outdated, notes, on_progress)
        self._seen_to |= self._searcher.noticed
        self._up_to_date = True

    def _outdated(self, notes: Sequence[Incoming]) -> set[str]:
        """Names of what has to be made anew before a search, or to go."""
        stored = {one.name: one for one in self._database.documents()}
        noticed = (self._searcher.noticed - self._seen_to) & stored.keys()
        if self._up_to_date:  # what another version of the program has cut since is for that one to see to
            return {name for name in noticed if stored[name].chunker == CHUNKER}
        current = {note.name: note.digest for note in notes}
        if stored and self._database.state().encoder != self.encoder.name:
            return stored.keys() | current.keys()
        older = {name for name, one in stored.items() if one.chunker != CHUNKER}
        held = {name: one.digest for name, one in stored.items() if one.origin == "note"}
        changed = {name for name in current.keys() | held.keys() if current.get(name) != held.get(name)}
        return noticed | older | changed | self._database.damaged()

    def _renew(self, names: Collection[str], notes: Sequence[Incoming], on_progress: OnProgress) -> str:
        """Read, cut and embed documents and notes anew, from the bytes that are kept; those that are no more go.

        Returns:
            What `_put` does: trouble with the index is no reason to refuse a search, for exact search answers, and
            `repair` mends it.
        """
        coming = [(note, read_note(note)) for note in notes if note.name in names]
        for name in sorted(names):
            original = self._database.original(name)
            if original and original[2] == "document":
                came = incoming(name, *original[:2])
                coming.append((came, self._read_again(came)))
        gone = set(names) - {came.name for came, _ in coming}
        return self._put(coming, sorted(gone), on_progress, anew=names)

    def _read_again(self, came: Incoming) -> Source:
        """A kept document, read again; one that this version refuses is cut from the text that was kept of it."""
        try:
            return came.read()
        except DocumentUnreadable:
            kept = self.text(came.name)
        try:
            source = read_bytes("kept.txt", kept.text.encode())
        except DocumentUnreadable:  # nothing is left of it; it stays in the list, and can be added again
            source = Source(came.name, kept.title, "", (), "")
        return replace(
            source,
            name=came.name,
            title=kept.title,
            publisher=kept.publisher,
            year=kept.year,
            digest=came.digest,
        )

    @contextmanager
    def _change(self) -> Iterator[None]:
        """One change at a time, in this process and beside others; within a change, the same one."""
        import filelock

        with self._changing:
            try:
                self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._held_by_one.acquire(timeout=_PATIENCE)
            except filelock.Timeout as error:
                raise LibraryUnavailable(
                    f"The library {self._folder} is being changed by another process; try again in a moment."
                ) from error
            except OSError as error:
                raise LibraryUnavailable(
                    f"The library {self._folder} cannot be written ({error.strerror}); check its owner and the free "
                    "space."
                ) from error
            try:
                yield
            finally:
                self._held_by_one.release()

    @cached_property
    def _held_by_one(self) -> BaseFileLock:
        import filelock

        return filelock.FileLock(self._folder / ".lock", mode=0o600, thread_local=False)

    def _put(
        self,
        coming: Sequence[tuple[Incoming, Source]],
        removed: Sequence[str],
        on_progress: OnProgress,
        *,
        anew: Collection[str] = (),
    ) -> str:
        """Change the library: embed what is new, write it in one transaction, then build the next generation.

        Args:
            coming: What comes in, or in the place of what has its name.
            removed: Names that go.
            on_progress: Told how far it is.
            anew: Documents whose vectors are not used again.

        Returns:
            A sentence where the index could not be built, which takes back nothing of the change.
        """
        cut = [(source, passages(source)) for _, source in coming]
        embedded = self._embedded(cut, on_progress, anew)
        before = self._database.state()
        entries = [
            Entry(source, came.data, came.sidecar, its, _means(of_units), of_units)
            for (came, source), (_, its), of_units in zip(coming, cut, embedded, strict=True)
        ]
        self._database.replace(
            entries,
            removed=removed,
            superseded=self._superseded([source for _, source in coming], removed),
            encoder=self.encoder.name if coming else before.encoder,
            chunker=CHUNKER if coming else before.chunker,
            now=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        on_progress(Progress("Building the search index", 0, 1))
        try:
            generation.build_in_child(self._folder, self._chroma)
        except LibraryUnavailable as error:
            return str(error)
        finally:
            on_progress(Progress("Building the search index", 1, 1))
        return ""

    def _embedded(
        self,
        cut: Sequence[tuple[Source, Sequence[Passage]]],
        on_progress: OnProgress,
        anew: Collection[str],
    ) -> list[list[NDArray[np.float16]]]:
        """Of each source and passage, its units' vectors; the library's own are used again for texts that it has."""
        import numpy as np

        wanted = [
            [[embeddable(unit, source.text) for unit in units(passage, source.text)] for passage in its]
            for source, its in cut
        ]
        have: dict[str, Any] = {}
        if wanted:
            others = {stored.name for stored in self._database.documents()}.difference(anew)
            for passage, text, vectors in self._database.embedded(others):
                held = units(passage, text)
                if len(held) == len(vectors):
                    have.update(zip((embeddable(unit, text) for unit in held), vectors, strict=True))
        texts = list(dict.fromkeys(text for its in wanted for one in its for text in one if text not in have))
        texts.sort(key=len)  # batches of like length waste no padding
        for start in range(0, len(texts), _BATCH):
            on_progress(Progress("Embedding passages", start, len(texts)))
            batch = texts[start : start + _BATCH]
            have.update(zip(batch, self.encoder.encode(batch).astype(np.float16), strict=True))
        if texts:
            on_progress(Progress("Embedding passages", len(texts), len(texts)))
        if len({len(vector) for vector in have.values()}) > 1:
            raise LibraryUnavailable(
                f"The library {self._folder} holds vectors of another length than the embedding model's; run: talent "
                "library rebuild"
            )
        return [[np.array([have[text] for text in one], dtype=np.float16) for one in its] for its in wanted]

    def _superseded(self, coming: Sequence[Source], removed: Sequence[str]) -> dict[str, str]:
        """Which notes step back, and for which document."""
        first_pages = {
            stored.name: f"{stored.title}\n{self.text(stored.name).text[:FIRST_PAGE]}"
            for stored in self._database.documents()
            if stored.origin == "document" and stored.name not in removed
        }
        for source in coming:
            if source.origin == "document":
                first_pages[source.name] = f"{source.title}\n{source.text[:FIRST_PAGE]}"
        return superseded([read_note(note) for note in load_notes(self._notes)], first_pages)


def _outcome(
    path: Path, came: Incoming, taken: dict[str, tuple[Path, Incoming]], stored: Stored | None
) -> Outcome:
    """Whether a file is new to the library. Raises DocumentUnreadable where its name is another one's."""
    if came.name in taken:
        other, its = taken[came.name]
        if its.digest == came.digest:
            return "unchanged"
        raise DocumentUnreadable(
            f"{clean(str(path))}: {clean(str(other))} has the same name, by which the library knows a document; "
            "rename one of them."
        )
    if stored and stored.origin == "note":
        raise DocumentUnreadable(f"{clean(str(path))}: a built-in note has this name; rename the file.")
    if stored is None:
        return "added"
    return "unchanged" if stored.digest == came.digest else "updated"


def _means(of_units: Sequence[NDArray[np.float16]]) -> NDArray[np.float32]:
    """A vector of length 1 for each passage: the mean of its units' directions."""
    import numpy as np

    if not of_units:
        return np.empty((0, 0), dtype=np.float32)
    means = np.array([rows.astype(np.float32).mean(axis=0) for rows in of_units])
    return np.ascontiguousarray(means / np.linalg.norm(means, axis=1, keepdims=True), dtype=np.float32)
