"""The operating system's users, by which an account outside the sample organisation knows who may use it."""

from __future__ import annotations

import os
import sys

from assistant.errors import InputError


def os_user() -> str:
    """This process's user: by number where there are numbers, for a name can be set by anybody."""
    if sys.platform == "win32":
        return os.getlogin()
    return str(os.getuid())


def os_user_named(login: str) -> str:
    """The user of a login name, as `os_user` gives it. Raises InputError where this machine has none."""
    if sys.platform == "win32":
        return login
    import pwd

    try:
        return str(pwd.getpwnam(login).pw_uid)
    except KeyError:
        raise InputError(f"This machine has no user {login!r}.") from None
