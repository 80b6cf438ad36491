"""Passwords: which are taken, and what is kept of them. argon2 is imported at first use."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import Invalid

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LEAST = 15, 12
"""Characters that a password has: as a rule, and at the least, whatever an organisation sets."""
LONGEST = 1_000
"""Characters that are looked at at all."""
_COMMON = Path(__file__).parent / "data" / "common_passwords.txt"
"""Those that are tried first, of the length that is asked for: a line each, in lower case, without spaces."""


def accepted(password: str, account: str, shortest: int = SHORTEST) -> str:
    """A password that may be used, in the form in which it is hashed.

    It has to be long and not be one that is tried first; nothing is asked about which kinds of characters it is made
    of, and it never expires. Source of the rule: NIST SP 800-63B-4, 3.1.1.2 (15 characters where the password stands
    alone, a list of common ones, no composition rules, no regular change, Unicode in one normal form); NCSC, Cyber
    Essentials: requirements for IT infrastructure (12 characters at the least).

    Args:
        password: What was typed.
        account: The account's name, which it may not be.
        shortest: How many characters it has at the least; fewer than `LEAST` are never taken.

    Raises:
        Invalid: it is too short, too long, too common, or the account's name.
    """
    shortest = max(shortest, LEAST)
    form = normal(password)
    if len(form) < shortest:
        raise Invalid(
            f"A password has {shortest} characters or more; three or four words that have nothing to do with each "
            "other are easy to keep in mind."
        )
    if len(form) > LONGEST:
        raise Invalid(f"A password has up to {LONGEST:,} characters; choose a shorter one.")
    bare = _bare(form)
    if bare in _common() or len(set(bare)) <= 2:
        raise Invalid("That password is among the first that are tried; choose words that are less usual.")
    if bare == _bare(normal(account)):
        raise Invalid("That password is the account's name; choose another.")
    return form


def normal(password: str) -> str:
    """A password in the form in which it is hashed: the same letters are the same, however a keyboard makes them."""
    return unicodedata.normalize("NFC", password)


def hashed(password: str) -> str:
    """What is kept of a password: argon2id (RFC 9106) with argon2-cffi's own measures, 64 MiB and about 90 ms."""
    return _hasher().hash(normal(password))


def fits(kept: str | None, password: str) -> bool:
    """Whether a password is the one that was hashed; with None it is not, and finding out takes as long.

    Passwords that are longer than any that is accepted are not looked at.
    """
    from argon2.exceptions import InvalidHashError, VerificationError

    if len(password) > LONGEST:
        kept, password = None, ""
    try:
        return _hasher().verify(kept or _nobodys(), normal(password)) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def is_old(kept: str) -> bool:
    """Whether a hash was made with weaker measures than are used now."""
    return _hasher().check_needs_rehash(kept)


def _bare(text: str) -> str:
    return "".join(text.casefold().split())


@cache
def _common() -> frozenset[str]:
    return frozenset(_COMMON.read_text(encoding="utf-8").split())


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobodys() -> str:
    """A hash that is no account's, so that an unknown name takes as long as a known one."""
    return hashed("nobody's")
