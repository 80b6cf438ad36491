"""Cleaning: nothing a terminal obeys and nothing that hides comes in; what people read and write stays."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text import clean, decoded

ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=300)
HOSTILE = st.text(
    st.sampled_from("ab \n\t\x1b\x9b\x9d\x90]P[;0m\x07\\\u202e\u2066\u200d\u200c\ud800\U000e0041\x00\x7fé👩"),
    max_size=60,
)


@given(ANY_TEXT | HOSTILE)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(ANY_TEXT | HOSTILE)
def test_no_control_bidi_tag_or_surrogate_is_left(text: str) -> None:
    for character in clean(text):
        assert character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cs"}
        assert not 0xE0000 <= ord(character) <= 0xE007F
        assert character not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize(
    ("dirty", "seen"),
    [
        ("red \x1b[31malert\x1b[0m", "red alert"),
        ("title \x1b]0;owned\x07 stays", "title  stays"),
        ("eight bit \x9b2J gone", "eight bit  gone"),
        ("abc\u202edef", "abcdef"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("e\u0301t\u00e9", "\u00e9t\u00e9"),
    ],
)
def test_sequences_go_and_words_stay(dirty: str, seen: str) -> None:
    assert clean(dirty) == seen


@pytest.mark.parametrize("word", ["می\u200cخواهم", "👩\u200d⚕", "क्\u200dष"])
def test_joiners_inside_words_and_emoji_stay(word: str) -> None:
    assert clean(word) == unicodedata.normalize("NFC", word)


@pytest.mark.parametrize("piece", ["\x1b]", "\x1b[", "\x1bP", "a\u200d", "\u202e", "\x9d\x1b"])
def test_time_grows_with_length_only(piece: str) -> None:
    def seconds(times: int) -> float:
        began = time.perf_counter()
        clean(piece * times)
        return time.perf_counter() - began

    seconds(1_000)
    assert seconds(160_000) < 200 * max(seconds(8_000), 1e-4)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("naïve – £5".encode(), "naïve – £5"),
        (b"\xef\xbb\xbfwith a mark", "with a mark"),
        ("UTF-16 ≠ 8".encode("utf-16"), "UTF-16 ≠ 8"),
        ("Windows’ £".encode("cp1252"), "Windows’ £"),
    ],
)
def test_bytes_are_read_in_the_encoding_that_they_are_in(data: bytes, text: str) -> None:
    assert decoded(data) == text
