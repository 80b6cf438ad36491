"""What is understood by a sentence that names no choice: by the real model, from the sayings that ship."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from assistant.errors import GuideError
from assistant.guide.loader import BUILT_IN, load_all
from assistant.guide.meaning import AGAIN, Meanings, sayings
from assistant.guide.schema import Guide, Key
from assistant.guide.understanding import understand
from knowledge.encoder import LocalEncoder
from knowledge.errors import EncoderUnavailable

TUESDAY = date(2026, 3, 10)


@pytest.fixture(scope="module")
def meanings(exports: Path) -> Meanings:
    return Meanings(LocalEncoder(exports=exports).encode)


@pytest.mark.parametrize(
    ("field", "said", "meant"),
    [
        ("performance", "most of the job simply was not done, and nothing stood in the way", "not_met"),
        ("performance", "she is only six weeks into the post", "too_new"),
        ("ambition", "I would like to train for quite another profession", "change_path"),
        ("ambition", "honestly I have no idea what I want", "undecided"),
        ("wellbeing_offer", "everything is fine at the moment", "none_needed"),
    ],
)
def test_a_choice_is_understood_that_is_not_named(
    meanings: Meanings, talent_conversation: Guide, field: str, said: str, meant: str
) -> None:
    stage = {"performance": "performance", "ambition": "ambition", "wellbeing_offer": "wellbeing"}[field]
    question = talent_conversation.question(Key(stage, field, "individual"))
    assert understand(question, said, TUESDAY, meanings).value == meant


@pytest.mark.parametrize(
    "said",
    ["you decide", "put the same for everybody", "what counts as exceeded?", "met, or was it exceeded"],
)
def test_what_is_no_answer_is_asked_again(meanings: Meanings, talent_conversation: Guide, said: str) -> None:
    question = talent_conversation.question(Key("performance", "performance", "manager"))
    reading = understand(question, said, TUESDAY, meanings)
    assert reading.value is None
    assert reading.unclear


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("I'm part-time and my boss is new", ["part_time", "new_manager"]),
        ("we do not get on", ["strained"]),
        ("I only moved into this post in the spring", ["new_in_role"]),
        ("ordinary year, nothing of that kind", ["none"]),
        ("no formal process, but I am new", None),
    ],
)
def test_several_circumstances_are_heard_and_none_is_supposed(
    meanings: Meanings, talent_conversation: Guide, said: str, meant: list[str] | None
) -> None:
    question = talent_conversation.question(Key("open", "circumstances", "individual"))
    assert understand(question, said, TUESDAY, meanings).value == meant


def test_a_denied_choice_is_not_taken(meanings: Meanings, talent_conversation: Guide) -> None:
    question = talent_conversation.question(Key("performance", "performance", "manager"))
    assert understand(question, "I would not say exceeded", TUESDAY, meanings).value != "exceeded"
    placed = talent_conversation.question(Key("potential", "potential", "manager"))
    longer = "I wouldn't say she's in the right place any more"
    assert understand(placed, longer, TUESDAY, meanings).value != "right_place"


def test_the_last_word_of_a_correction_counts(meanings: Meanings, talent_conversation: Guide) -> None:
    question = talent_conversation.question(Key("performance", "performance", "manager"))
    assert understand(question, "met, no wait, partly met", TUESDAY, meanings).value == "partly_met"


def test_every_choice_that_has_sayings_has_them_for_all_its_options() -> None:
    for guide in load_all(BUILT_IN).values():
        for field in sayings():
            if asked := guide.named(field):
                assert {option.key for option in asked.options} | {AGAIN} == set(sayings()[field])


def test_without_the_model_names_and_phrases_have_to_do(talent_conversation: Guide) -> None:
    def gone(texts: Sequence[str]) -> None:
        raise EncoderUnavailable("The embedding model is missing.")

    question = talent_conversation.question(Key("performance", "performance", "manager"))
    meanings = Meanings(gone)  # type: ignore[arg-type]
    assert understand(question, "solid all year, did what was asked", TUESDAY, meanings).value == "met"
    assert understand(question, "most of the job was not done", TUESDAY, meanings).unclear


def test_a_list_of_sayings_that_does_not_hold_together_is_refused_by_line(tmp_path: Path) -> None:
    (tmp_path / "sayings.yaml").write_text("version: 1\nsayings:\n  colour:\n    red: [like a rose]\n")
    with pytest.raises(GuideError, match=r"sayings\.yaml:3"):
        sayings(tmp_path / "sayings.yaml")
