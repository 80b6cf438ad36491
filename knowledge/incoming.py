"""What comes into the library: files with all that is needed to read them again, and the notes they stand in for."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from knowledge.errors import DocumentUnreadable, KnowledgeError, LibraryUnavailable
from knowledge.reading import LARGEST, SUFFIXES, read_bytes, sidecar_of
from knowledge.text import clean
from knowledge.types import Origin, Source

FIRST_PAGE = 3_000
"""Characters within which a document says what it is called; further in it may name others."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file as it came.

    Attributes:
        digest: Of its bytes and sidecar: the same digest means that nothing has changed.
    """

    name: str
    data: bytes
    sidecar: Mapping[str, object]
    origin: Origin
    digest: str

    def read(self) -> Source:
        """The document in it. Raises DocumentUnreadable."""
        source = read_bytes(self.name, self.data, self.sidecar, origin=self.origin)
        return replace(source, digest=self.digest)


def incoming(
    name: str, data: bytes, sidecar: Mapping[str, object] | None = None, origin: Origin = "document"
) -> Incoming:
    """A file's bytes with their digest."""
    told = dict(sidecar or {})
    digest = hashlib.sha256(data)
    digest.update(json.dumps(sorted(told.items()), default=str).encode() if told else b"")
    return Incoming(name, data, told, origin, digest.hexdigest())


def load(path: Path) -> Incoming:
    """A file and its sidecar from disk. Raises DocumentUnreadable."""
    shown = " ".join(clean(str(path)).split())
    try:
        if not path.is_file():
            if path.exists():
                raise DocumentUnreadable(f"{shown} is no ordinary file; name a document.")
        elif path.stat().st_size > LARGEST:
            raise DocumentUnreadable(f"{shown}: the file is larger than 50 MB; add it in parts.")
        return incoming(" ".join(clean(path.name).split()), path.read_bytes(), sidecar_of(path))
    except OSError as error:
        raise DocumentUnreadable(f"{shown} cannot be read: {error.strerror}.") from error


def load_notes(folder: Path | None) -> list[Incoming]:
    """The built-in notes. Raises LibraryUnavailable where the installation lacks one."""
    try:
        paths = sorted(folder.glob("*.md")) if folder else []
        return [incoming(path.name, path.read_bytes(), None, "note") for path in paths]
    except OSError as error:
        raise LibraryUnavailable(
            f"A built-in note cannot be read ({error}); install the program again."
        ) from error


def read_note(note: Incoming) -> Source:
    """A built-in note. Raises LibraryUnavailable: such a note is a fault of the installation."""
    try:
        return note.read()
    except KnowledgeError as error:
        raise LibraryUnavailable(
            f"A built-in note is damaged ({error}); install the program again."
        ) from error


def files(paths: Sequence[Path]) -> list[Path]:
    """The files that are meant: named ones as they are, folders' ones where their kind is known."""
    found: dict[Path, None] = {}
    for path in paths:
        if _is_folder(path):
            inside = (p for p in sorted(path.rglob("*")) if p.suffix.lower() in SUFFIXES and p.is_file())
            found.update((p, None) for p in inside if not _is_about_the_folder(p.relative_to(path)))
        else:
            found[path] = None
    return list(found)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that no system has: the file of that name says so
        return False


def _is_about_the_folder(path: Path) -> bool:
    """Hidden files, and the README that says what lies in a folder: no guidance. By its own name it can be added."""
    return any(part.startswith(".") for part in path.parts) or path.stem.lower() == "readme"


def superseded(notes: Sequence[Source], first_pages: Mapping[str, str]) -> dict[str, str]:
    """Which notes step back, because the document that they digest is in the library itself.

    Args:
        notes: The built-in notes.
        first_pages: Title and beginning of every added document, by name.

    Returns:
        The document for which a note steps back, by the note's name. A note knows its document by the phrases that it
        `stands_for`, or by the title that it shares with it, whatever the case, the punctuation, the line breaks and
        the subtitle.
    """
    words = {name: _words(page) for name, page in first_pages.items()}
    steps_back: dict[str, str] = {}
    for note in notes:
        phrases = [_words(phrase) for phrase in note.stands_for or (_without_subtitle(note.title),)]
        for name, page in words.items():
            if all(_holds(page, phrase) for phrase in phrases):
                steps_back[note.name] = name
    return steps_back


def _without_subtitle(title: str) -> str:
    """The title proper, where that alone is telling."""
    proper = re.split(r":\s|\s[–—-]\s", title)[0]
    return proper if len(_words(proper)) > 2 else title


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _holds(page: Sequence[str], phrase: Sequence[str]) -> bool:
    """Whether the phrase's words stand there in order, with few others between them: a subtitle's, a cover's."""
    if not phrase:
        return False
    for start in (i for i, word in enumerate(page) if word == phrase[0]):
        rest = iter(page[start : start + 2 * len(phrase)])
        if all(word in rest for word in phrase):
            return True
    return False
