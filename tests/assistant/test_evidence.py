"""What a question asks for, and when what was found is no answer to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.choosing import choose
from assistant.evidence import belongs, has, kind_of_answer, named_within, strength, turns_on
from assistant.followups import Understood
from knowledge.passages import passages
from knowledge.reading import read_bytes
from knowledge.types import Hit
from knowledge.units import units
from knowledge.words import vocabulary


@pytest.mark.parametrize(
    ("question", "text", "held"),
    [
        ("How many lamps are there?", "The house has 14 lamps.", True),
        ("How many lamps are there?", "No lamp burns.", True),
        ("How many lamps are there?", "Lamps are seen to by porters of grade 6.", False),
        ("How many lamps are there?", "Lamps are trimmed within 12 months.", False),
        ("How many lamps are there?", "Lamps are shown one to one.", False),
        ("How many lamps are there?", "Of the lamps 30% are lit.", False),
        ("What age do porters leave?", "Porters leave for other houses.", False),
        ("How big is the house?", "The house was built in 1987.", False),
        ("How many days may I be away?", "Porters may be away for six days.", True),
        ("How many days may I be away?", "Porters are away twice, in both houses.", False),
        ("What does the desk charge?", "It is £3 a lamp.", True),
        ("What does the desk charge?", "Lamps are cost-effective.", False),
        ("Sickness rate of the porters", "One in nine: 11%.", True),
        ("Sickness rate of the porters", "The porters rate lamps highly.", False),
        ("Where is the lamp store?", "The lamps are in Lantern Street.", True),
        ("Where is the lamp store?", "Lamps are stored dry.", False),
        ("postal address of the desk", "The Desk, Mill Lane, Lanton LT2 7QQ", True),
        ("postal address of the desk", "The desk is in South Lanton.", False),
        ("e-mail address of the desk", "desk@lanton.example", True),
        ("Which two trusts closed?", "It was Lanton Bay and Millbrook.", True),
        ("Which two trusts closed?", "Two trusts closed early.", False),
    ],
)
def test_a_text_without_the_kind_of_thing_that_is_asked_for_is_no_answer(
    question: str, text: str, held: bool
) -> None:
    kind = kind_of_answer(question)
    assert kind is not None
    assert has(kind, text) == held


@pytest.mark.parametrize(
    ("question", "text", "held"),
    [
        ("How many old brass lamps does the house have?", "There are 14 brass lamps and 3 bells.", True),
        ("How many bells are there?", "There are 14 lamps; bells ring at dawn.", False),
        ("How many bells are there?", "Bells\t3", True),
        ("Who chairs the lamp panel?", "Mira Stone, chair of the lamp panel", True),
        ("Who is the director of lamps?", "Mira Stone keeps the lamps.", False),
    ],
)
def test_a_number_stands_with_what_is_counted_and_a_name_with_the_post(
    question: str, text: str, held: bool
) -> None:
    found = belongs(question)
    assert found is not None
    assert bool(found[0].search(text)) == held
    assert found[1] > 0


@pytest.mark.parametrize(
    "question", ["How many people came?", "How many were asked?", "Who trims the lamps?", "lamps"]
)
def test_where_a_text_may_say_it_otherwise_nothing_has_to_stand_with_it(question: str) -> None:
    assert belongs(question) is None


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("pass mark of the lamp course", "mark"),
        ("What is the surplus of the house?", "surplus"),
        ("What did the review show?", "show"),
        ("number of lamps", ""),
        ("What does trimming mean?", ""),
        ("Is the name of the porter known?", ""),
        ("How do I take care of lamps?", ""),
    ],
)
def test_the_word_that_a_question_turns_on(question: str, word: str) -> None:
    assert turns_on(question) == word


def test_what_came_of_something_needs_more_than_what_it_is() -> None:
    assert strength(1.0, None, "Have the lamps been lit by now?") < strength(1.0, None, "Are the lamps lit?")
    assert strength(1.0, None, "Who trims the lamps now?") < strength(1.0, None, "Who trims the lamps?")


def test_a_name_that_no_document_has_weighs_more_than_a_word() -> None:
    question = "Are there lamps in Lanton?"
    assert named_within(question) == "Lanton"
    assert strength(1.0, None, question, {"lanton"}, {"lanton"}) < strength(1.0, None, question, {"lanton"})


def test_the_same_words_speak_less_for_an_answer_where_the_word_is_lacking_that_is_asked_for() -> None:
    source = read_bytes(
        "lamps.txt",
        b"Lamps\n\n1. Lamps\n\nThe lamp course of the house is held every spring by the porter.\n",
    )
    cut = passages(source)
    hits = [
        Hit(one, 1.0, 0.5, 1.0, "", its := tuple(units(one, source.text)), (0.5,) * len(its)) for one in cut
    ]
    words = vocabulary(cut)

    def speaks(question: str) -> float:
        return choose(Understood(question), hits, lambda _: source.text, words)[1]

    assert speaks("porter of the lamp course") > speaks("lamp course of the porter in the attic of")
    assert speaks("surplus of the lamp course") < speaks("surplus lamp course")


@given(st.text(max_size=60), st.floats(0, 2), st.floats(0, 2))
def test_a_better_fit_never_speaks_less(question: str, one: float, other: float) -> None:
    low, high = sorted((one, other))
    kind = kind_of_answer(question)
    assert strength(low, kind, question) <= strength(high, kind, question) <= high


@given(st.text(max_size=80))
def test_any_question_can_be_read(question: str) -> None:
    found = belongs(question)
    assert found is None or found[1] > 0
    assert turns_on(question) in question.lower()
