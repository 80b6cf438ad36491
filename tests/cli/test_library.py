"""talent ask, search and library."""

import json
import os
import stat

HANDBOOK = """# Buddy scheme handbook

## Finding a buddy

Every new starter at Northfield gets a buddy for the first twelve weeks. The buddy coordinator is Farah Lind.

## What buddies do

Buddies:

- meet their starter every Friday
- show where things are
- introduce people from other teams
"""


def test_a_question_is_answered_from_the_built_in_notes_with_a_citation(talent):
    said = talent("ask", "Which methods did all 22 respondents use?", "--json")
    assert said.code == 0
    assert set(said.json) == {"id", "question", "answered", "answer", "citations", "ms", "source"}
    assert said.json["answered"]
    cited = said.json["citations"][0]
    assert set(cited) == {"document", "title", "section", "page", "quote", "start", "end"}
    assert cited["document"].endswith(".md")


def test_what_the_documents_do_not_say_is_said(talent):
    said = talent("ask", "best way to roast a chicken", "--json")
    assert said.code == 0
    assert not said.json["answered"]
    assert said.json["citations"] == []
    assert "do not say" in said.json["answer"]


def test_an_added_document_answers_and_a_removed_one_no_longer(talent, tmp_path):
    file = tmp_path / "buddies.md"
    file.write_text(HANDBOOK)
    assert talent("library", "add", str(file), "--json").json[0]["outcome"] == "added"
    assert talent("library", "add", str(file), "--json").json[0]["outcome"] == "unchanged"
    answer = talent("ask", "Who coordinates the buddies at Northfield?", "--json").json
    assert "Farah Lind" in answer["answer"]
    assert answer["citations"][0]["document"] == "buddies.md"
    assert talent("library", "remove", "buddies.md", "--yes").code == 0
    names = [row["document"] for row in talent("library", "list", "--json").json]
    assert "buddies.md" not in names


def test_a_file_of_questions_is_answered_in_order_a_line_each(talent, tmp_path):
    file = tmp_path / "questions.jsonl"
    rows = [
        {"id": "b", "question": "What is subsidiarity?"},
        {"id": "a", "question": "What is co-production?"},
    ]
    file.write_text("\n".join(json.dumps(row) for row in rows))
    assert [line["id"] for line in talent("ask", "--questions", str(file), "--json").lines] == ["b", "a"]
    found = talent("search", "--questions", str(file), "-k", "3", "--json").lines
    assert [line["id"] for line in found] == ["b", "a"]
    assert all(len(line["passages"]) == 3 for line in found)
    assert set(found[0]["passages"][0]) == {"document", "title", "section", "page", "text", "score"}


def test_a_question_that_cannot_be_asked_costs_no_other_line(talent, tmp_path):
    file = tmp_path / "questions.jsonl"
    rows = [
        {"id": 1, "question": ""},
        {"id": 2, "question": "x" * 100_000},
        {"id": 3, "question": "and it?", "history": ["y" * 3_000]},
        {"id": 4, "question": "What is\u2028subsidiarity?"},
    ]
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
    answers = talent("ask", "--questions", str(file), "--json").lines
    assert [(line["id"], line["answered"]) for line in answers] == [
        (1, False),
        (2, False),
        (3, False),
        (4, True),
    ]
    assert all(line["answer"].endswith((".", '?"')) for line in answers[:3])
    found = talent("search", "--questions", str(file), "--json").lines
    assert [bool(line["passages"]) for line in found[:2]] == [False, False]
    assert found[3]["passages"]


def test_what_is_no_ordinary_file_is_one_sentence_and_costs_no_other(talent, tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "fine.md").write_text(HANDBOOK)
    (tmp_path / "told.md").write_text(HANDBOOK.replace("Northfield", "Southfield"))
    (tmp_path / "told.md.yaml").write_text("a: &a [*a]\n")
    with (tmp_path / "huge.txt").open("wb") as huge:
        huge.truncate(8 * 1024**3)
    names = ["pipe.txt", "huge.txt", "told.md", "n" * 300 + ".txt", "fine.md"]
    said = talent("library", "add", *(str(tmp_path / name) for name in names))
    assert said.code == 0
    assert "fine.md" in said.out
    assert said.err.count("refused ") == len(names) - 1
    assert "Traceback" not in said.err


def test_what_destroys_asks_and_does_nothing_where_nobody_can_be_asked(talent):
    said = talent("library", "clear")
    assert said.code == 1
    assert "--yes" in said.err


def test_files_that_cannot_be_read_are_named_each_in_one_sentence(talent, tmp_path):
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "binary.txt").write_bytes(b"\x00\x01\x02" * 50)
    (tmp_path / "fine.md").write_text(HANDBOOK)
    said = talent(
        "library", "add", str(tmp_path / "empty.txt"), str(tmp_path / "binary.txt"), str(tmp_path / "fine.md")
    )
    assert said.code == 0
    assert "fine.md" in said.out
    assert "empty.txt" in said.err
    assert "binary.txt" in said.err
    missing = talent("library", "add", str(tmp_path / "nowhere"))
    assert missing.code == 1
    assert "nowhere" in missing.err


def test_the_library_is_its_owners_alone(talent, home_folder):
    talent("library", "status")
    for path in (home_folder / "library").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_an_empty_and_an_endless_question_get_one_sentence(talent):
    for question in ("", "x" * 100_000):
        said = talent("ask", question)
        assert said.code == 1
        assert said.err.count("\n") == 1


def test_wrong_usage_is_exit_code_2(talent):
    assert talent("ask").code == 2
    assert talent("ask", "one", "--questions", "two").code == 2
    assert talent("nonsense").code == 2


def test_an_unknown_setting_is_refused_with_the_nearest_right_one(talent, home_folder, monkeypatch):
    (home_folder / "talent.toml").write_text('embeding_model = "x"\n')
    said = talent("ask", "anything")
    assert said.code == 1
    assert "talent.toml:1" in said.err
    assert "embedding_model" in said.err
