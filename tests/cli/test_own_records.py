"""talent ask and the chat, where a question is about one's own records."""

from __future__ import annotations

import json

from assistant.compose import open_home
from assistant.events import Done, Noted

DUE = "who in my team has a review due this month"


def asked(talent, tmp_path, role, rows):
    file = tmp_path / "questions.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    said = talent("--demo", "--as", role, "ask", "--json", "--questions", str(file))
    assert said.code == 0, said.err
    return {line["id"]: line for line in said.lines}


def test_records_and_documents_answer_apart_and_say_which(talent, tmp_path):
    rows = [
        {"id": "records", "question": DUE},
        {"id": "next", "question": "and next month?", "history": [DUE]},
        {"id": "from", "question": "where is that from?", "history": [DUE]},
        {"id": "documents", "question": "What is a talent pool?", "history": [DUE]},
        {"id": "guided", "question": "is my review late according to the guidance?"},
        {"id": "two", "question": "when is my next review, and what is a talent pool?"},
        {"id": "unknown", "question": "who in my team speaks Welsh?"},
        {"id": "worth", "question": "Is Priya ready for promotion?"},
        {"id": "rating", "question": "What is Daniel's rating?"},
    ]
    found = asked(talent, tmp_path, "manager", rows)
    keys = {"id", "question", "answered", "answer", "citations", "source", "ms"}
    assert all(set(one) == keys | ({"parts"} if one["source"] == "both" else set()) for one in found.values())
    sources = {name: one["source"] for name, one in found.items()}
    assert [sources[name] for name in ("records", "next", "from", "unknown")] == ["records"] * 4
    assert [found[name]["citations"] for name in ("records", "next", "from", "unknown")] == [[]] * 4
    assert found["records"]["answer"].startswith("Your records show:")
    assert found["next"]["answer"] != found["records"]["answer"]
    assert found["from"]["answer"] == found["records"]["answer"]
    assert sources["documents"] == "documents"
    assert found["documents"]["citations"]
    for name in ("guided", "two"):
        records, documents = found[name]["answer"].split("The documents say")
        assert sources[name] == "both"
        assert records.startswith("Your records show:")
        assert "[1]" in documents
        assert "[1]" not in records
        assert records.endswith("\n\n---\n\n")
        assert documents.startswith(", asked “")
        shown, said = found[name]["parts"]
        assert (shown["source"], said["source"]) == ("records", "documents")
        assert records.startswith(shown["answer"]) and documents.endswith(said["answer"])
    assert not found["unknown"]["answered"]
    assert "do not rate or rank" in found["worth"]["answer"]
    assert "do not rate or rank" in found["rating"]["answer"]


def test_every_role_has_answers_of_its_own(talent, tmp_path):
    rows = [
        {"id": "posts", "question": "how many of our critical posts have someone ready now"},
        {"id": "pool", "question": "why am I not in the pool"},
    ]
    hr, individual = (asked(talent, tmp_path, role, rows) for role in ("hr", "individual"))
    assert "of 11 critical posts that you plan for: somebody is ready now" in hr["posts"]["answer"]
    assert not individual["posts"]["answered"]
    assert "Clinical leaders" in individual["pool"]["answer"]


def test_the_chat_keeps_such_a_turn_as_any_other_and_a_shared_conversation_has_none(home_folder):
    assistant = open_home(home_folder).sample().sign_in("manager")
    chat = assistant.chat()
    *_, noted, _ = [one for one in chat.reply("who reports to me?") if isinstance(one, Noted | Done)]
    assert isinstance(noted, Noted)
    assert noted.note.kind == "answered_records"
    events = list(chat.reply("and who has no plan?"))
    assert isinstance(events[-1], Done)
    again = assistant.resume(chat.view().conversation).past()
    assert [turn.text for turn in again] == ["who reports to me?", "and who has no plan?"]
    assert "6 people report to you" in again[0].reply
    assert again[1].reply == events[-1].text
    beside = assistant.asking.ask_in_conversation(DUE)
    assert not beside.answered
    assert "talent ask" in beside.answer


def test_in_text_each_part_has_its_heading_and_sources_belong_to_the_documents(talent):
    said = talent(
        "--demo", "--as", "individual", "ask", "when is my next review, and what is a talent pool?"
    ).out
    records, documents = said.split("\n\n---\n\n")
    assert "look in: talent plan show" in records
    assert documents.startswith("The documents say, asked “what is a talent pool”:\n\n")
    assert "\n\nSources of what the documents say:\n[1] " in documents
    said = talent(
        "--demo", "--as", "individual", "ask", "when is my next review, and who won the 1966 world cup?"
    ).out
    assert (
        "From the documents, asked “who won the 1966 world cup”:\n\nThe documents in the library do not say"
        in said
    )
