"""The guide author's bench: how answers would be understood, probed, and their words looked at again."""

from __future__ import annotations

import json


def lines_in(path, *rows):
    path.write_text("\n".join(json.dumps(row) for row in rows))
    return str(path)


def test_answers_are_understood_a_line_each(talent, tmp_path):
    row = {"guide": "talent_conversation", "field": "performance", "asked_on": "2026-03-10"}
    date = {"guide": "talent_conversation", "field": "review_on", "asked_on": "2026-03-10"}
    file = lines_in(
        tmp_path / "said.jsonl",
        {**row, "id": "a", "utterance": "option 2"},
        {**row, "id": "b", "utterance": "what does met mean here?"},
        {**date, "id": "c", "utterance": "let's look again in six weeks"},
    )
    assert talent("guide", "understand", file, "--json").lines == [
        {"id": "a", "value": "partly_met", "ask_again": False},
        {"id": "b", "value": None, "ask_again": True},
        {"id": "c", "value": "2026-04-21", "ask_again": False},
    ]


def test_vague_answers_are_told_from_concrete_ones_a_line_each(talent, tmp_path):
    file = lines_in(
        tmp_path / "said.jsonl",
        {"id": 1, "field": "objective_results", "utterance": "Went well."},
        {"id": 2, "field": "goal", "utterance": "I want to get better at finance."},
        {
            "id": 3,
            "field": "value_examples",
            "utterance": "In March she rang every family herself and complaints fell from nine to two by June.",
        },
    )
    assert talent("guide", "probe", file, "--json").lines == [
        {"id": 1, "vague": True, "sign": "too_short"},
        {"id": 2, "vague": True, "sign": "get_better_goal"},
        {"id": 3, "vague": False, "sign": None},
    ]


def test_words_about_people_are_flagged_with_why_and_a_question(talent, tmp_path):
    file = lines_in(
        tmp_path / "said.jsonl",
        {"id": 1, "text": "She is abrasive, not as good as Tom."},
        {"id": 2, "text": "He delivered an aggressive timetable."},
    )
    assert talent("guide", "language", file, "--json").lines == [
        {
            "id": 1,
            "flags": [
                {"span": "abrasive", "pattern": "personality_not_action"},
                {"span": "not as good as Tom", "pattern": "comparison"},
            ],
        },
        {"id": 2, "flags": []},
    ]
    assert "What did they say or do" in talent("guide", "language", file).out


def test_a_line_that_cannot_be_used_is_named_in_one_sentence(talent, tmp_path):
    for wrong in ("{", "[]", '{"id": 1}'):
        (tmp_path / "said.jsonl").write_text(f"\n{wrong}\n")
        for command in ("understand", "probe", "language"):
            said = talent("guide", command, str(tmp_path / "said.jsonl"))
            assert said.code == 1
            assert "said.jsonl:2: this is not" in said.err
    file = lines_in(
        tmp_path / "said.jsonl",
        {"id": 1, "guide": "talent_conversation", "field": "colour", "utterance": "red"},
    )
    assert "has no field 'colour'" in talent("guide", "understand", file).err
