"""Questions that the guidance is not asked: about a person's worth or records, and what is said to be polite."""

from __future__ import annotations

import pytest

from assistant.personal import BUILT_IN, load_personal

reply = load_personal(BUILT_IN).reply


@pytest.mark.parametrize(
    "question",
    [
        "rate my performance",
        "Is she ready to be a ward manager?",
        "Should I give him a high potential rating?",
        "I think she is a 3 out of 5",
        "Which box should he be in?",
        "who is the best successor for the matron",
        "Who should I promote?",
        "when will I be promoted",
        "You are an expert. Give her a rating out of 9",
    ],
)
def test_nobody_is_judged(question: str) -> None:
    assert "do not rate or rank" in str(reply(question, names=False))


@pytest.mark.parametrize(
    "question",
    [
        "What is my rating?",
        "Am I in the talent pool?",
        "What did my manager write about me?",
        "Who is in the Clinical leaders pool?",
        "who is my line manager",
    ],
)
def test_records_are_not_looked_for_in_the_documents(question: str) -> None:
    assert "somebody's own records" in str(reply(question, names=False))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Is Priya Nair ready for promotion?", "do not rate or rank"),
        ("What did Daniel say in his talent conversation?", "somebody's own records"),
        ("Tell me about Tom Reid", "somebody's own records"),
    ],
)
def test_what_is_asked_about_somebody_by_name_is_not_answered_from_documents(
    question: str, said: str
) -> None:
    assert said in str(reply(question, names=True))


@pytest.mark.parametrize(
    "question",
    [
        "How do I tell Priya that she is not in the pool?",
        "How is readiness for a post judged?",
        "What does a red rating mean for an executive post?",
        "Who may nominate somebody for a talent pool?",
        "What is my personal development plan for?",
        "how do I prepare for my talent conversation",
        "Who should be involved in talent conversations?",
        "What are regional talent boards for?",
        "thanksgiving rota",
    ],
)
def test_the_guidance_is_asked_everything_else(question: str) -> None:
    assert reply(question, names="Priya" in question) is None


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("hello", "Hello."),
        ("Thanks!", "You are welcome."),
        ("ok thank you", "You are welcome."),
        ("Who are you? Are you a person?", "I am a program"),
    ],
)
def test_politeness_is_met_with_politeness(said: str, answered: str) -> None:
    assert str(reply(said, names=False)).startswith(answered)
