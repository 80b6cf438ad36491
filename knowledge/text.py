"""The one function that cleans text from outside: documents, people's typing, files, models."""

from __future__ import annotations

import re
import unicodedata

_SEQUENCES = re.compile(
    "(?:\x1b\\]|\x9d)[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\\\|\x9c)?"  # OSC: titles, clipboard
    "|(?:\x1b[PX^_]|[\x90\x98\x9e\x9f])[^\x1b\x9c\n]*(?:\x1b\\\\|\x9c)?"  # DCS, SOS, PM, APC
    "|(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]?"  # CSI: colours, cursor
    "|\x1b[ -/]*[0-~]?"  # other escapes
)
_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_JOINERS = "\u200c\u200d"
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 and C1 but newline and tab
    "\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # bidi overrides, zero-width marks
    "\ud800-\udfff\U000e0000-\U000e007f]"  # lone surrogates, tag characters
)
_MARKS = "\u0900-\u109f\u1700-\u1bff"  # vowel signs and viramas of Indic scripts are no letters to `re`
_LOOSE_JOINER = re.compile(f"(?<![^\\W\\d_])(?<![{_MARKS}])[{_JOINERS}]|[{_JOINERS}](?=[^\\w{_MARKS}]|$)")
_EMOJI_JOINT = re.compile(
    "(?<=[\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d(?=[\u2600-\u27bf\U0001f000-\U0001faff])"
)
_KEPT_JOINT = "\ue000"  # a private character that stands for an emoji's joiner while loose ones are dropped


def clean(text: str) -> str:
    """Take out what a terminal, a spreadsheet or a hidden reader would obey; what people see stays.

    Args:
        text: Anything.

    Returns:
        NFC text whose only control characters are newline and tab: no escape sequences, bidi overrides, tag characters
        or lone surrogates. Joiners inside words and emoji stay. Cleaning twice changes nothing more.
    """
    text = _LINE_ENDS.sub("\n", text).replace(_KEPT_JOINT, "")
    text = _UNSEEN.sub("", _SEQUENCES.sub("", text))
    text = _EMOJI_JOINT.sub(_KEPT_JOINT, text)
    text = _LOOSE_JOINER.sub("", text)
    return unicodedata.normalize("NFC", text.replace(_KEPT_JOINT, "\u200d"))


def decoded(data: bytes) -> str:
    """A text file's bytes as text: UTF-8, UTF-16 where it says so, else Windows' western characters."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
