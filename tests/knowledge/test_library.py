"""The library as everything above it knows it: what is added is found, what is removed is not, and nothing is lost."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import database, library, passages, searcher
from knowledge.database import Database
from knowledge.errors import DocumentUnknown, LibraryUnavailable
from knowledge.incoming import superseded
from knowledge.library import Library, Progress
from knowledge.types import Source
from tests.knowledge.conftest import ALWAYS, DOCUMENTS, NOTES, CountingEncoder, write

ABOUT_LENGTH = "How many months does mentoring go on before it ends?"


def outcomes(library: Library, *paths: Path) -> dict[str, str]:
    return {report.name: report.outcome for report in library.add(paths)}


def documents_found(library: Library, question: str) -> set[str]:
    return {hit.passage.document for hit in library.search(question)}


class TestAdding:
    def test_every_file_of_a_folder_is_read_and_found(self, library: Library) -> None:
        assert {one.name for one in library.documents()} == DOCUMENTS.keys() | NOTES.keys()
        best = library.search("Which posts are critical?")[0].passage
        assert best.document == "succession.md"
        assert (best.title, best.section) == ("Succession cover", "")
        assert library.text("succession.md").text[best.start : best.end] == best.text

    def test_a_document_keeps_what_its_front_matter_says(self, library: Library) -> None:
        stored = next(one for one in library.documents() if one.name == "mentoring-guide.md")
        assert (stored.title, stored.publisher, stored.year) == (
            "Mentoring at Harbour Trust",
            "Harbour Trust",
            2021,
        )

    def test_what_has_not_changed_is_neither_embedded_nor_indexed_again(
        self, library: Library, encoder: CountingEncoder, documents: Path
    ) -> None:
        before = library.status()
        encoder.encoded.clear()
        assert set(outcomes(library, documents).values()) == {"unchanged"}
        assert encoder.encoded == []
        assert library.status() == before

    def test_only_the_passages_that_changed_are_embedded_again(
        self, library: Library, encoder: CountingEncoder, tmp_path: Path
    ) -> None:
        text = DOCUMENTS["mentoring-guide.md"].replace("eighteen months", "two years")
        folder = write(tmp_path / "new", {"mentoring-guide.md": text, "pools.txt": DOCUMENTS["pools.txt"]})
        encoder.encoded.clear()
        assert outcomes(library, folder) == {"mentoring-guide.md": "updated", "pools.txt": "unchanged"}
        assert encoder.encoded
        assert all("two years" in embedded for embedded in encoder.encoded)
        assert any("two years" in hit.passage.text for hit in library.search(ABOUT_LENGTH)[:3])

    def test_a_file_that_cannot_be_read_stops_no_other(self, library: Library, tmp_path: Path) -> None:
        folder = write(tmp_path / "new", {"empty.txt": "", "good.txt": "The canteen shuts at four o'clock."})
        (folder / "bytes.txt").write_bytes(b"\0\1\2" * 100)
        (folder / ".hidden.txt").write_text("not read")
        reports = {one.name: one for one in library.add([folder, tmp_path / "nowhere.txt", folder / "x.exe"])}
        assert {name: one.outcome for name, one in reports.items()} == {
            "bytes.txt": "refused",
            "empty.txt": "refused",
            "good.txt": "added",
            "nowhere.txt": "refused",
            "x.exe": "refused",
        }
        assert all(one.reason.endswith((".", "that")) for one in reports.values() if one.outcome == "refused")
        assert "good.txt" in documents_found(library, "When does the canteen shut?")

    def test_two_different_files_of_one_name_are_told_apart(self, library: Library, tmp_path: Path) -> None:
        one = write(tmp_path / "a", {"plan.txt": "The first plan speaks of apples."})
        other = write(tmp_path / "b", {"plan.txt": "The second plan speaks of pears."})
        same = write(tmp_path / "c", {"plan.txt": "The first plan speaks of apples."})
        reports = library.add([one, other, same])
        assert [report.outcome for report in reports] == ["added", "refused", "unchanged"]
        assert "has the same name" in reports[1].reason

    def test_a_built_in_notes_name_is_taken(self, library: Library, tmp_path: Path) -> None:
        folder = write(tmp_path / "new", {"note-appraisal.md": "Something else."})
        assert outcomes(library, folder) == {"note-appraisal.md": "refused"}

    def test_a_hostile_file_name_is_clean_in_every_report(self, library: Library, tmp_path: Path) -> None:
        folder = write(tmp_path / "new", {"a\x1b]0;x\x07b.txt": "", "c\x1b[31md.txt": "Red is a colour."})
        reports = library.add([folder])
        assert not any("\x1b" in f"{report.name}{report.reason}" for report in reports)
        assert not any("\x1b" in stored.name for stored in library.documents())

    def test_progress_is_told_from_reading_to_indexing(self, library: Library, tmp_path: Path) -> None:
        told: list[Progress] = []
        library.add([write(tmp_path / "new", {"new.txt": "The gate opens at six."})], told.append)
        assert [
            *dict.fromkeys(one.what for one in told),
        ] == ["Reading documents", "Embedding passages", "Building the search index"]
        assert all(0 <= one.done <= one.total for one in told)


class TestRemoving:
    def test_what_is_removed_is_found_no_more(self, library: Library) -> None:
        assert "pools.txt" in documents_found(library, "Who may join a pool?")
        library.remove("pools.txt")
        assert "pools.txt" not in documents_found(library, "Who may join a pool?")
        with pytest.raises(DocumentUnknown, match=r"no document 'pools\.txt'"):
            library.text("pools.txt")
        assert library.status().index == "live"

    def test_what_is_removed_leaves_no_trace_in_the_library_s_files(
        self, library: Library, library_folder: Path
    ) -> None:
        library.remove("pools.txt")
        rest = [path for path in library_folder.rglob("*") if path.is_file()]
        assert rest
        assert not [path for path in rest if b"no judgement" in path.read_bytes()]

    @pytest.mark.parametrize("name", ["nowhere.txt", "note-appraisal.md"])
    def test_neither_a_note_nor_an_unknown_document_can_be_removed(self, library: Library, name: str) -> None:
        with pytest.raises(DocumentUnknown, match="no added document"):
            library.remove(name)

    def test_clear_leaves_the_built_in_notes(self, library: Library) -> None:
        library.clear()
        assert {one.name for one in library.documents()} == NOTES.keys()
        assert documents_found(library, ABOUT_LENGTH) <= NOTES.keys()


class TestNotes:
    def test_a_new_library_answers_from_the_notes(
        self, tmp_path: Path, encoder: CountingEncoder, notes: Path
    ) -> None:
        library = Library(tmp_path / "library", encoder, notes)
        assert library.search("When is the appraisal held?")[0].passage.document == "note-appraisal.md"
        assert library.search("When is the appraisal held?")[0].passage.origin == "note"

    def test_a_note_steps_back_while_its_document_is_there(self, library: Library) -> None:
        by_name = {one.name: one for one in library.documents()}
        assert by_name["note-mentoring.md"].superseded_by == "mentoring-guide.md"
        assert not by_name["note-mentoring.md"].active
        assert by_name["note-appraisal.md"].active
        assert "note-mentoring.md" not in documents_found(library, ABOUT_LENGTH)
        library.remove("mentoring-guide.md")
        assert "note-mentoring.md" in documents_found(library, ABOUT_LENGTH)

    def test_a_changed_note_is_read_again_and_a_dropped_one_goes(
        self, library_folder: Path, encoder: CountingEncoder, tmp_path: Path
    ) -> None:
        text = NOTES["note-appraisal.md"].replace("every spring", "every autumn")
        fewer = write(tmp_path / "notes", {"note-appraisal.md": text})
        library = Library(library_folder, encoder, fewer, ALWAYS)
        encoder.encoded.clear()
        assert "autumn" in library.search("When is the appraisal held?")[0].passage.text
        assert "note-mentoring.md" not in {one.name for one in library.documents()}
        assert len([embedded for embedded in encoder.encoded if "autumn" in embedded]) == 1

    def test_a_library_without_notes_and_documents_finds_nothing(
        self, tmp_path: Path, encoder: CountingEncoder
    ) -> None:
        library = Library(tmp_path / "library", encoder, None)
        assert library.search("Anything?") == []
        assert library.documents() == []
        assert not (tmp_path / "library").exists(), "looking makes nothing"


def source(name: str, title: str, stands_for: tuple[str, ...] = ()) -> Source:
    return Source(name, title, title, (), "", stands_for=stands_for)


class TestWhichNoteStepsBack:
    @pytest.mark.parametrize(
        "page",
        [
            "Growing Leaders: a Plan for 2020–2024\nForeword",
            "GROWING LEADERS\n\nA plan for\n2020 - 2024\n",
            "The Harbour Trust\nGrowing\nLeaders - a plan, for 2020/2024",
        ],
    )
    def test_the_one_whose_title_stands_on_the_first_page(self, page: str) -> None:
        note = source("note.md", "Growing leaders — a plan for 2020-2024")
        assert superseded([note], {"plan.pdf": page}) == {"note.md": "plan.pdf"}

    @pytest.mark.parametrize(
        "page", ["Growing leaders", "A plan for leaders 2020 and growing until 2024", "Leaders: a plan", ""]
    )
    def test_not_one_that_shares_some_words(self, page: str) -> None:
        note = source("note.md", "Growing leaders — a plan for 2020-2024")
        assert superseded([note], {"plan.pdf": page}) == {}

    def test_all_phrases_that_it_names_have_to_be_there(self) -> None:
        note = source("note.md", "Development plan", ("Development plan", "Harbour Trust"))
        assert superseded([note], {"ours.txt": "Development Plan\nHarbour Trust, 2020"}) == {
            "note.md": "ours.txt"
        }
        assert superseded([note], {"theirs.txt": "Development Plan\nHill Trust, 2020"}) == {}

    @given(st.text(max_size=60), st.text(max_size=200))
    def test_any_text_is_survived_and_a_title_is_found_in_itself(self, title: str, before: str) -> None:
        found = superseded([source("note.md", title)], {"x": f"{before}\n{title}"})
        assert found == ({"note.md": "x"} if any(c.isalnum() or c == "_" for c in title.lower()) else {})


class TestBesideOthers:
    def test_another_process_s_change_is_noticed_at_the_next_search(
        self, library: Library, library_folder: Path, encoder: CountingEncoder, notes: Path, tmp_path: Path
    ) -> None:
        assert "lanterns.txt" not in documents_found(library, "Who lights the lanterns?")
        other = Library(library_folder, encoder, notes, ALWAYS)
        other.add([write(tmp_path / "new", {"lanterns.txt": "The keeper lights the lanterns at dusk."})])
        assert library.search("Who lights the lanterns?")[0].passage.document == "lanterns.txt"
        assert library.status() == other.status()

    def test_changes_at_once_wait_for_each_other_and_none_is_lost(
        self, library_folder: Path, encoder: CountingEncoder, notes: Path, tmp_path: Path
    ) -> None:
        adding = [
            threading.Thread(
                target=Library(library_folder, encoder, notes, ALWAYS).add,
                args=[
                    [
                        write(
                            tmp_path / str(i), {f"d{i}.txt": f"Appraisal in brief, form seventeen, part {i}."}
                        )
                    ]
                ],
            )
            for i in range(3)
        ]
        for thread in adding:
            thread.start()
        for thread in adding:
            thread.join(100)
        library = Library(library_folder, encoder, notes, ALWAYS)
        by_name = {one.name: one for one in library.documents()}
        assert {"d0.txt", "d1.txt", "d2.txt"} <= by_name.keys()
        assert by_name["note-appraisal.md"].superseded_by in {"d0.txt", "d1.txt", "d2.txt"}
        assert library.status().index == "live"

    def test_a_search_does_not_wait_for_an_addition(self, library: Library, tmp_path: Path) -> None:
        library.warm()
        searched = threading.Event()
        halted = threading.Event()

        def halt(_: Progress) -> None:
            halted.set()
            assert searched.wait(60)

        new = write(tmp_path / "new", {"new.txt": "The gate opens at six."})
        adding = threading.Thread(target=library.add, args=[[new], halt])
        adding.start()
        assert halted.wait(60)
        found = documents_found(library, "Who may join a pool?")
        searched.set()
        adding.join(60)
        assert "pools.txt" in found
        assert "new.txt" in documents_found(library, "When does the gate open?")

    def test_a_library_that_another_process_changes_for_long_is_one_sentence(
        self, library: Library, library_folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        import filelock

        monkeypatch.setattr("knowledge.library._PATIENCE", 0.01)
        with (
            filelock.FileLock(library_folder / ".lock"),
            pytest.raises(LibraryUnavailable, match="is being changed by another process"),
        ):
            library.add([write(tmp_path / "new", {"new.txt": "The gate opens at six."})])


class TestTrouble:
    def test_a_locked_database_is_one_sentence(
        self, library: Library, library_folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(database, "PATIENCE", 0.01)
        connection = sqlite3.connect(library_folder / "library.db", isolation_level=None)
        connection.execute("BEGIN EXCLUSIVE")
        with pytest.raises(LibraryUnavailable, match="is being changed by another process; try again"):
            library.search("pools")
        connection.execute("ROLLBACK")
        connection.close()
        assert library.search("pools")

    def test_a_newer_database_is_refused_by_number(self, library: Library, library_folder: Path) -> None:
        connection = sqlite3.connect(library_folder / "library.db")
        connection.execute("PRAGMA user_version = 99")
        connection.close()
        with pytest.raises(LibraryUnavailable, match=r"newer version of this program \(schema 99"):
            library.search("pools")

    def test_another_program_s_database_is_refused_and_left_as_it_is(
        self, tmp_path: Path, encoder: CountingEncoder, notes: Path
    ) -> None:
        connection = sqlite3.connect(tmp_path / "library.db")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE theirs (x)")
        connection.close()
        before = (tmp_path / "library.db").read_bytes()
        with pytest.raises(LibraryUnavailable, match="another program's database"):
            Library(tmp_path, encoder, notes).search("pools")
        assert (tmp_path / "library.db").read_bytes() == before

    @pytest.mark.parametrize("content", [b"nothing of the kind " * 300, b"SQLite format 3\0" + b"\7" * 5000])
    def test_a_file_that_is_no_database_is_one_sentence(
        self, tmp_path: Path, encoder: CountingEncoder, content: bytes
    ) -> None:
        (tmp_path / "library.db").write_bytes(content)
        with pytest.raises(LibraryUnavailable, match="is not a library database, or it is damaged"):
            Library(tmp_path, encoder, None).search("pools")
        assert (tmp_path / "library.db").read_bytes() == content

    def test_a_full_disk_is_one_sentence_and_takes_nothing(
        self, library: Library, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        before = library.status()
        connected = Database._connected

        def full(self: Database) -> sqlite3.Connection:
            connection = connected(self)
            connection.execute("PRAGMA max_page_count = 1")  # SQLite's own way to have no page left
            return connection

        monkeypatch.setattr(Database, "_connected", full)
        new = write(
            tmp_path / "new", {"big.txt": "\n\n".join(f"Rule {i} is {'long ' * 80}." for i in range(40))}
        )
        with pytest.raises(LibraryUnavailable, match="the disk is full"):
            library.add([new])
        monkeypatch.undo()
        assert library.status() == before
        assert library.search("pools")

    def test_a_folder_that_cannot_be_made_is_one_sentence(
        self, tmp_path: Path, encoder: CountingEncoder, notes: Path
    ) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(LibraryUnavailable, match=r"cannot be written .*; check its owner"):
            Library(tmp_path / "file" / "library", encoder, notes).search("pools")

    def test_a_change_that_fails_half_way_leaves_the_library_as_it_was(
        self, library: Library, library_folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        before = library.status()

        def fails(_: sqlite3.Connection) -> str:
            raise sqlite3.OperationalError("disk I/O error")

        monkeypatch.setattr(database, "_content", fails)
        with pytest.raises(LibraryUnavailable, match="disk I/O error"):
            library.add([write(tmp_path / "new", {"new.txt": "The gate opens at six."})])
        assert library.status() == before
        assert "new.txt" not in {one.name for one in library.documents()}

    def test_an_index_that_cannot_be_built_costs_no_answer(
        self, library: Library, library_folder: Path, tmp_path: Path
    ) -> None:
        shutil.rmtree(library_folder / "generations")
        (library_folder / "generations").touch()
        new = write(tmp_path / "new", {"new.txt": "The gate opens at six."})
        assert outcomes(library, new) == {"new.txt": "added"}
        assert library.search("When does the gate open?")[0].passage.document == "new.txt"
        assert library.status().index.startswith("exact search, because")
        with pytest.raises(LibraryUnavailable, match="answers still come, more slowly"):
            library.rebuild()
        (library_folder / "generations").unlink()
        library.repair()
        assert library.status().index == "live"


class TestRebuilding:
    def test_a_rebuilt_library_gives_the_same_answers(
        self, library: Library, encoder: CountingEncoder
    ) -> None:
        before, status = library.search(ABOUT_LENGTH), library.status()
        encoder.encoded.clear()
        library.rebuild()
        assert [(hit.passage, round(hit.score, 6)) for hit in library.search(ABOUT_LENGTH)] == [
            (hit.passage, round(hit.score, 6)) for hit in before
        ]
        assert len(encoder.encoded) >= status.passages, "everything is embedded anew"
        assert library.status().index == "live"

    def test_another_model_s_library_rebuilds_itself(
        self, library_folder: Path, encoder: CountingEncoder, notes: Path
    ) -> None:
        connection = sqlite3.connect(library_folder / "library.db")
        with connection:
            connection.execute("UPDATE state SET value = 'another@12345678' WHERE key = 'encoder'")
        connection.close()
        library = Library(library_folder, encoder, notes, ALWAYS)
        encoder.encoded.clear()
        library.search(ABOUT_LENGTH)
        assert any("eighteen months" in text for text in encoder.encoded)
        assert library.status().encoder == encoder.name
        assert library.status().index == "live"

    def test_a_library_cut_by_another_version_is_cut_again(
        self, library_folder: Path, encoder: CountingEncoder, notes: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(library, "CHUNKER", passages.CHUNKER + 1)
        renewed = Library(library_folder, encoder, notes, ALWAYS)
        assert renewed.search(ABOUT_LENGTH)[0].passage.document == "mentoring-guide.md"
        assert renewed.status().chunker == passages.CHUNKER + 1
        assert {one.name for one in renewed.documents()} == DOCUMENTS.keys() | NOTES.keys()

    def test_a_document_that_can_no_longer_be_read_keeps_its_text(
        self, library: Library, library_folder: Path
    ) -> None:
        text = library.text("succession.md").text
        connection = sqlite3.connect(library_folder / "library.db")
        with connection:
            connection.execute("UPDATE document SET data = x'00' WHERE name = 'succession.md'")
        connection.close()
        library.rebuild()
        assert library.text("succession.md").text.split() == text.split()
        assert "succession.md" in documents_found(library, "Which posts are critical?")


class TestOpening:
    def test_making_one_touches_nothing(self, tmp_path: Path) -> None:
        code = (
            "import sys; from pathlib import Path; from knowledge.encoder import LocalEncoder;"
            "from knowledge.library import Library; Library(Path(sys.argv[1]) / 'l', LocalEncoder(), None);"
            "print(sorted({n.partition('.')[0] for n in sys.modules} & {'torch', 'chromadb', 'bm25s', 'numpy',"
            "'transformers', 'sentence_transformers', 'sqlalchemy'}), list(Path(sys.argv[1]).iterdir()))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
        )
        assert done.stdout == "[] []\n"

    def test_while_it_embeds_in_the_background_it_says_that_a_search_would_wait(
        self, tmp_path: Path, encoder: CountingEncoder, notes: Path
    ) -> None:
        library, seen = Library(tmp_path / "library", encoder, notes), list[bool]()
        assert not library.busy
        library.warm(lambda _: seen.append(library.busy))
        assert seen
        assert all(seen)
        assert not library.busy

    def test_it_is_ready_once_it_is_warm(self, library: Library) -> None:
        assert not library.ready
        library.warm()
        assert library.ready

    def test_files_are_the_owner_s_alone(self, tmp_path: Path, encoder: CountingEncoder, notes: Path) -> None:
        library = Library(tmp_path / "library", encoder, notes)
        library.warm()
        paths = [tmp_path / "library", *(tmp_path / "library").rglob("*")]
        shared = [path for path in paths if path.stat().st_mode & 0o077]
        assert len(paths) > 8
        assert shared == []

    def test_a_search_is_the_same_every_time(self, library: Library) -> None:
        assert library.search(ABOUT_LENGTH) == library.search(ABOUT_LENGTH)
        assert library.search(ABOUT_LENGTH, 1) == library.search(ABOUT_LENGTH)[:1]

    def test_the_ranking_gets_so_many_candidates_of_each_kind(self) -> None:
        assert searcher.CANDIDATES >= 20, "the default of k has to be filled by either search alone"


def test_langchain_retrieves_passages_with_their_places(library: Library) -> None:
    from knowledge.langchain_ports import LibraryRetriever

    found = LibraryRetriever(library=library, k=2).invoke(ABOUT_LENGTH)
    assert len(found) == 2
    best = found[0].metadata
    assert best["document"] == "mentoring-guide.md"
    assert library.text(best["document"]).text[best["start"] : best["end"]] == found[0].page_content
    assert best.keys() == {"document", "title", "section", "page", "start", "end", "score"}
