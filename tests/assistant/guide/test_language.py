"""Words about people that are worth a second look, and their many innocent uses."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.guide.language import flags


@pytest.mark.parametrize(
    ("text", "span", "pattern"),
    [
        ("He can be prickly with the juniors.", "prickly", "personality_not_action"),
        ("A bubbly person to have around.", "bubbly person", "personality_not_action"),
        ("She is emotional in meetings.", "emotional", "tone_word"),
        ("He has no gravitas.", "no gravitas", "potential_as_feeling"),
        ("Since her operation she has been slower to answer.", "Since her operation", "health_family_age"),
        ("She is stronger than the others.", "stronger than the others", "comparison"),
        ("He always answers.", "always", "absolute_or_hedge"),
        ("An amazing colleague.", "amazing", "vague_praise"),
        ("She got lucky with the date.", "got lucky", "luck_or_help"),
        ("He has a thick accent.", "thick accent", "accent_culture_appearance"),
        ("She has a nine to five mentality.", "nine to five mentality", "coded_pace"),
        ("Ask the chairman.", "chairman", "gendered_word"),
        ("Despite his dyslexia he writes well.", "Despite his dyslexia", "disability_wording"),
        ("She was too assertive for a nurse.", "too assertive", "double_standard"),
    ],
)
def test_each_pattern_underlines_its_words_and_asks(text: str, span: str, pattern: str) -> None:
    flag = next(flag for flag in flags(text) if flag.pattern == pattern)
    assert span.lower() in flag.span.lower()
    assert flag.why.endswith(".")
    assert flag.ask.endswith("?")


@pytest.mark.parametrize(
    "text",
    [
        "He delivered an aggressive timetable for the move.",
        "The winter was difficult for the whole unit.",
        "She wrote the carers' leave policy.",
        "He runs the always-on advice line.",
        "She is on the maternity unit on Mondays.",
        "He treated both teams fairly when shifts were cut.",
        "The patient in bed four was calm after an hour.",
        "She explained what kind of dressing to use.",
        "Signed up eleven porters for the Never Too Late course.",
    ],
)
def test_innocent_uses_are_left_alone(text: str) -> None:
    assert flags(text) == []


@given(st.text(max_size=300))
def test_any_text_is_survived_and_flags_are_its_own_words_in_order(text: str) -> None:
    found = flags(text)
    plain = text.replace("’", "'")
    assert all(flag.span == plain[flag.start : flag.end] != "" for flag in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
