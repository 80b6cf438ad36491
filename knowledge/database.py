"""The library's own database: documents as they came, passages with their vectors, and which index is live.

Plain SQLite without a mapper: three tables, one writer at a time, and a fresh process that answers a question should
not wait for more than that. Every search index is made from what lies here and can be made again.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.errors import LibraryUnavailable
from knowledge.types import Origin, Passage, Source

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FILE = "library.db"
SCHEMA = 2
PATIENCE = 10.0
"""Seconds that a connection waits for another one's lock."""
_APPLICATION = 0x74616C62  # "talb": tells this file from other programs' databases
_WAL_IS_SAFE = (3, 51, 3)
"""From this SQLite on, two connections that write at once cannot damage a WAL file."""

_TABLES = """
CREATE TABLE document (
    name TEXT PRIMARY KEY, title TEXT NOT NULL, publisher TEXT NOT NULL, year INTEGER, origin TEXT NOT NULL,
    digest TEXT NOT NULL, chunker INTEGER NOT NULL, text TEXT NOT NULL, data BLOB NOT NULL, sidecar TEXT NOT NULL,
    added_at TEXT NOT NULL, superseded_by TEXT
);
CREATE TABLE passage (
    id INTEGER PRIMARY KEY, document TEXT NOT NULL REFERENCES document ON DELETE CASCADE, section TEXT NOT NULL,
    page INTEGER, start INTEGER NOT NULL, stop INTEGER NOT NULL, text TEXT NOT NULL, vector BLOB NOT NULL,
    units BLOB NOT NULL DEFAULT x''
);
CREATE INDEX passage_of_document ON passage (document);
CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


_DOCUMENT = """name, title, publisher, CASE typeof(year) WHEN 'integer' THEN year END, origin, digest, chunker,
    added_at, superseded_by, (SELECT count(*) FROM passage WHERE document = name) FROM document"""
_PASSAGE = "p.document, d.title, p.section, p.page, p.start, p.stop, p.text, d.origin"
_JOINED = "FROM passage p JOIN document d ON d.name = p.document"
_SOUND = """coalesce(
    typeof(p.vector) = 'blob' AND length(p.vector) = (
        SELECT size FROM (SELECT length(vector) AS size, typeof(vector) AS kind FROM passage LIMIT 1000)
        WHERE kind = 'blob' AND size > 0 AND size % 4 = 0 GROUP BY 1 ORDER BY count(*) DESC LIMIT 1
    )
    AND typeof(p.units) = 'blob' AND length(p.units) > 0 AND length(p.units) % (length(p.vector) / 2) = 0
    AND typeof(p.text) = 'text' AND trim(p.text) != '' AND typeof(p.section) = 'text'
    AND typeof(p.start) = 'integer' AND typeof(p.stop) = 'integer' AND 0 <= p.start AND p.start < p.stop
    AND typeof(p.page) IN ('integer', 'null')
    AND p.document NOT IN (
        SELECT name FROM document WHERE typeof(text) != 'text' OR text = '' OR typeof(title) != 'text'
    ),
    0)"""
"""What a damaged file may not keep to: vectors as long as most are, whole units, words, and a place for them."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A document's row, without its text."""

    name: str
    title: str
    publisher: str
    year: int | None
    origin: Origin
    digest: str
    chunker: int
    added_at: str
    superseded_by: str | None
    passages: int

    @property
    def active(self) -> bool:
        """Whether it is searched; a note that has stepped back is not."""
        return self.superseded_by is None


@dataclass(frozen=True, slots=True)
class State:
    """What the index has to match: content's digest, encoder, cut, and the live generation's number (0: none)."""

    content: str
    encoder: str
    chunker: int
    generation: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is searched, as of one moment.

    Attributes:
        identities: The passages' numbers in the database.
        vectors: A row a passage.
        damaged: Documents of which a passage is left out, for its vector holds numbers that are none.
    """

    state: State
    identities: list[int]
    passages: list[Passage]
    vectors: NDArray[np.float32]
    damaged: frozenset[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """A document on its way in: the source, the bytes and the sidecar it came as, its passages and their vectors.

    Attributes:
        vectors: A row a passage.
        units: Of each passage, a row a unit.
    """

    source: Source
    data: bytes
    sidecar: Mapping[str, object]
    passages: Sequence[Passage]
    vectors: NDArray[np.float32]
    units: Sequence[NDArray[np.float16]]


class Database:
    """The library's database in a folder. Cheap to make: nothing is opened before it is used.

    Args:
        folder: The library's folder; made, for its owner alone, when something is written first.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE

    def documents(self) -> list[Stored]:
        """All documents, by name."""
        with self._reading() as connection:
            query = f"SELECT {_DOCUMENT} ORDER BY name"
            return [Stored(*row) for row in connection.execute(query)] if connection else []

    def text(self, name: str) -> tuple[str, Stored] | None:
        """A document's stored text and its row; None where there is no such document."""
        with self._reading() as connection:
            row = (
                connection.execute(f"SELECT text, {_DOCUMENT} WHERE name = ?", (name,)).fetchone()
                if connection
                else None
            )
        return (str(row[0]), Stored(*row[1:])) if row else None

    def original(self, name: str) -> tuple[bytes, Mapping[str, object], Origin] | None:
        """A document as it came: bytes, sidecar, origin; None where there is no such document."""
        with self._reading() as connection:
            query = "SELECT data, sidecar, origin FROM document WHERE name = ?"
            row = connection.execute(query, (name,)).fetchone() if connection else None
        if row is None:
            return None
        data, sidecar, origin = row
        return data if isinstance(data, bytes) else b"", _sidecar(sidecar), origin

    def damaged(self) -> set[str]:
        """Documents of which a passage cannot be searched."""
        with self._reading() as connection:
            query = f"SELECT DISTINCT p.document {_JOINED} WHERE NOT {_SOUND}"
            return {row[0] for row in connection.execute(query)} if connection else set()

    def state(self) -> State:
        """What a search has to match."""
        with self._reading() as connection:
            return self._state(connection)

    @staticmethod
    def _state(connection: sqlite3.Connection | None) -> State:
        rows = dict(connection.execute("SELECT key, value FROM state").fetchall()) if connection else {}
        chunker, generation = (_number(rows.get(key, 0)) for key in ("chunker", "generation"))
        return State(str(rows.get("content", "")), str(rows.get("encoder", "")), chunker, generation)

    def snapshot(self) -> Snapshot:
        """What is searched, all as of the same moment; a passage that cannot be is left out."""
        import numpy as np

        query = f"SELECT p.id, p.vector, {_PASSAGE} {_JOINED} WHERE d.superseded_by IS NULL AND {_SOUND} ORDER BY p.id"
        with self._reading() as connection:
            state = self._state(connection)
            rows = connection.execute(query).fetchall() if connection else []
        vectors = np.frombuffer(b"".join(row[1] for row in rows), dtype=np.float32)
        vectors = vectors.reshape(len(rows), -1) if rows else vectors.reshape(0, 0)
        sound = np.asarray(np.isfinite(vectors).all(axis=1))
        damaged = frozenset(row[2] for row, well in zip(rows, sound, strict=True) if not well)
        if damaged:
            rows = [row for row, well in zip(rows, sound, strict=True) if well]
            vectors = np.ascontiguousarray(vectors[sound])
        return Snapshot(
            state, [row[0] for row in rows], [Passage(*row[2:]) for row in rows], vectors, damaged
        )

    def units(self, identities: Sequence[int], length: int) -> tuple[State, dict[int, NDArray[np.float16]]]:
        """The vectors of some passages' units.

        Args:
            identities: The passages.
            length: Of a vector.

        Returns:
            The state and, as of the same moment, a row a unit, by identity; vectors that are damaged are not there.
        """
        marks = ",".join("?" * len(identities))
        query = f"SELECT id, units FROM passage WHERE id IN ({marks})"  # noqa: S608 - only marks
        with self._reading() as connection:
            found = connection.execute(query, list(identities)).fetchall() if connection else []
            state = self._state(connection)
        held = ((identity, _rows(units, length)) for identity, units in found)
        return state, {identity: rows for identity, rows in held if rows is not None}

    def embedded(self, names: Collection[str]) -> Iterator[tuple[Passage, str, NDArray[np.float16]]]:
        """Passages of some documents, with the document's text and their units' vectors; none that is damaged."""
        with self._reading() as connection:
            if connection is None or not names:
                return
            texts = dict(connection.execute("SELECT name, text FROM document"))
            query = f"SELECT length(p.vector), p.units, {_PASSAGE} {_JOINED} WHERE {_SOUND} ORDER BY p.id"
            for size, units, *passage in connection.execute(query):
                rows = _rows(units, size // 4) if passage[0] in names else None
                if rows is not None:
                    yield Passage(*passage), texts[passage[0]], rows

    def replace(
        self,
        entries: Sequence[Entry],
        *,
        removed: Sequence[str],
        superseded: Mapping[str, str],
        encoder: str,
        chunker: int,
        now: str,
    ) -> None:
        """Put documents in, take others out, and say which are superseded: all of it or nothing.

        Args:
            entries: What comes in.
            removed: Names that go.
            superseded: Names of notes that step back, and the document that each steps back for.
            encoder: Whose vectors these are.
            chunker: The version of the cut.
            now: The moment, ISO.
        """
        with self._writing() as connection:
            for name in [*removed, *(entry.source.name for entry in entries)]:
                connection.execute("DELETE FROM document WHERE name = ?", (name,))
            for entry in entries:
                source = entry.source
                connection.execute(
                    "INSERT INTO document VALUES (?,?,?,?,?,?,?,?,?,?,?,NULL)",
                    (
                        source.name,
                        source.title,
                        source.publisher,
                        source.year,
                        source.origin,
                        source.digest,
                        chunker,
                        source.text,
                        entry.data,
                        json.dumps(dict(entry.sidecar), default=str),
                        now,
                    ),
                )
                connection.executemany(
                    "INSERT INTO passage (document, section, page, start, stop, text, vector, units) "
                    "VALUES (?,?,?,?,?,?,?,?)",
                    [
                        (
                            p.document,
                            p.section,
                            p.page,
                            p.start,
                            p.end,
                            p.text,
                            vector.tobytes(),
                            units.tobytes(),
                        )
                        for p, vector, units in zip(entry.passages, entry.vectors, entry.units, strict=True)
                    ],
                )
            connection.execute("UPDATE document SET superseded_by = NULL")
            connection.executemany(
                "UPDATE document SET superseded_by = ? WHERE name = ?",
                [(by, name) for name, by in superseded.items()],
            )
            self._set(connection, "content", _content(connection))
            self._set(connection, "encoder", encoder)
            self._set(connection, "chunker", str(chunker))

    def identity(self) -> str:
        """What tells this library from others on one server; made at first use."""
        with self._writing() as connection:
            connection.execute("INSERT OR IGNORE INTO state VALUES ('identity', ?)", (secrets.token_hex(8),))
            return str(connection.execute("SELECT value FROM state WHERE key = 'identity'").fetchone()[0])

    def switch(self, generation: int, content: str) -> bool:
        """Make a generation live, if it was made from what lies here now; whether it was."""
        with self._writing() as connection:
            row = connection.execute("SELECT value FROM state WHERE key = 'content'").fetchone()
            if row is None or row[0] != content:
                return False
            self._set(connection, "generation", str(generation))
            return True

    @staticmethod
    def _set(connection: sqlite3.Connection, key: str, value: str) -> None:
        connection.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (key, value))

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection | None]:
        """A connection in one read transaction, or None where there is no library yet."""
        with self._explained():
            if not self.path.exists():
                yield None
                return
            with closing(self._connected()) as connection:
                connection.execute("BEGIN")
                yield connection

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A connection in one write transaction; rolled back when anything goes wrong."""
        with self._explained():
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.path.touch(mode=0o600)
            with closing(self._connected()) as connection:
                connection.execute("BEGIN IMMEDIATE")
                try:
                    yield connection
                except BaseException:
                    if connection.in_transaction:  # SQLite has rolled back by itself where the disk is full
                        connection.execute("ROLLBACK")
                    raise
                connection.execute("COMMIT")

    def _connected(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
        )
        connection.text_factory = partial(
            str, encoding="utf-8", errors="replace"
        )  # a flipped bit is no reason to fail
        try:
            application, schema = (
                connection.execute(f"PRAGMA {p}").fetchone()[0] for p in ("application_id", "user_version")
            )
            if schema > SCHEMA and application == _APPLICATION:
                raise LibraryUnavailable(
                    f"The library {self.path} was written by a newer version of this program (schema {schema}, "
                    f"this one knows {SCHEMA}); update the program."
                )
            for pragma in (
                "synchronous = FULL",
                "foreign_keys = ON",
                "secure_delete = ON",
                "trusted_schema = OFF",
                "fullfsync = ON",
            ):
                connection.execute(f"PRAGMA {pragma}")
            if application != _APPLICATION:
                self._begin(connection)
            elif schema < SCHEMA:
                self._upgrade(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _begin(self, connection: sqlite3.Connection) -> None:
        """Lay out an empty file; another program's is refused, and left as it is."""
        if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            if connection.execute("PRAGMA application_id").fetchone()[0] == _APPLICATION:
                return  # another process has just laid it out
            raise LibraryUnavailable(
                f"The file {self.path} is another program's database; move it away, or set TALENT_HOME elsewhere."
            )
        journal = "WAL" if sqlite3.sqlite_version_info >= _WAL_IS_SAFE else "DELETE"
        connection.execute(f"PRAGMA journal_mode = {journal}")
        connection.execute("BEGIN IMMEDIATE")
        if connection.execute("PRAGMA application_id").fetchone()[0] != _APPLICATION:
            for statement in _TABLES.split(";"):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {_APPLICATION}")
            connection.execute(f"PRAGMA user_version = {SCHEMA}")
        connection.execute("COMMIT")

    @staticmethod
    def _upgrade(connection: sqlite3.Connection) -> None:
        """From schema 1, which had no units: its passages are of an older cut, and will all be made anew."""
        connection.execute("BEGIN IMMEDIATE")
        if connection.execute("PRAGMA user_version").fetchone()[0] < SCHEMA:
            connection.execute("ALTER TABLE passage ADD COLUMN units BLOB NOT NULL DEFAULT x''")
            connection.execute(f"PRAGMA user_version = {SCHEMA}")
        connection.execute("COMMIT")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """SQLite's and the system's refusals as sentences for people."""
        try:
            yield
        except sqlite3.Error as error:
            raise LibraryUnavailable(f"The library {self.path} {_reason(error)}") from error
        except OSError as error:
            where = error.filename or self.path
            raise LibraryUnavailable(
                f"The library cannot be written: {error.strerror} ({where}); check its owner and the free space."
            ) from error


def _rows(units: object, length: int) -> NDArray[np.float16] | None:
    """Units' vectors of some length, a row each; None where that is not what it is."""
    import numpy as np

    if not isinstance(units, bytes) or not units or len(units) % (2 * length):
        return None
    rows = np.frombuffer(units, dtype=np.float16).reshape(-1, length)
    return rows if np.isfinite(rows).all() else None


def _number(value: object) -> int:
    """A number of the state; 0, which is none, where it is damaged."""
    try:
        return max(0, int(str(value)))
    except ValueError:
        return 0


def _sidecar(told: object) -> Mapping[str, object]:
    try:
        said = json.loads(str(told))
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _reason(error: sqlite3.Error) -> str:
    text = str(error).lower()
    if "locked" in text or "busy" in text:
        return "is being changed by another process; try again in a moment."
    if "not a database" in text or "malformed" in text:
        return "is not a library database, or it is damaged; move the file away and add the documents again."
    if "full" in text:
        return "could not be written because the disk is full; free some space and try again."
    if "readonly" in text or "unable to open" in text:
        return "cannot be written; check who owns the file and its folder."
    return f"cannot be used ({error}); run: talent doctor"


def _content(connection: sqlite3.Connection) -> str:
    """A digest of all that an index is made from."""
    digest = hashlib.sha256()
    rows = connection.execute(
        f"SELECT p.id, d.title, p.section, p.text, p.vector {_JOINED} WHERE d.superseded_by IS NULL AND {_SOUND} "
        "ORDER BY p.id"
    )
    for number, title, section, text, vector in rows:
        digest.update(f"{number}\x1f{title}\x1f{section}\x1f{text}\x1e".encode())
        digest.update(vector)
    return digest.hexdigest()
