"""What every command starts from: which home, which account, and who may do what before there are accounts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.compose import Home
    from assistant.events import GuidanceAnswer
    from assistant.guidance import Guidance


@dataclass
class Context:
    """The command line's options that hold for every command."""

    demo: bool
    account: str | None

    @cached_property
    def _base(self) -> Home:
        from assistant.compose import open_home

        return open_home()

    def home(self) -> Home:
        """The data folder; with --demo the sample organisation's, made if it is not there yet."""
        return self._sample if self.demo else self._base

    @cached_property
    def _sample(self) -> Home:
        if self._base.sample_is_missing():
            typer.echo("Making the sample organisation …", err=True)
        return self._base.sample()

    def close(self) -> None:
        """Close the store, which otherwise stays open for as long as the process lives."""
        for name in ("_sample", "_base"):
            if name in self.__dict__:
                self.__dict__[name].close()

    @cached_property
    def assistant(self) -> Assistant:
        """The signed-in account's assistant; SignInError where there is none.

        Whose record was opened in an emergency is told so, on stderr, until they have read it.
        """
        from assistant.privacy import to_be_told

        assistant = self.home().sign_in(self.account)
        if news := to_be_told(assistant):
            typer.echo(f"{news}\nThis is said until you have read the list: talent emergency list", err=True)
        return assistant

    def guidance(self, *, to_change: bool = False) -> Guidance:
        """The library: anybody's who is signed in, or the owner's of a home that has no accounts yet.

        Args:
            to_change: Documents are to be added or removed, which HR and administrators may.
        """
        home = self.home()
        if home.is_new() and self.account is None:
            return home.guidance
        if to_change:
            self.assistant.records.accounts.require("library.change")
        return self.assistant.guidance

    def ask(self) -> Callable[[str, Sequence[str]], GuidanceAnswer]:
        """What answers questions: the documents and one's own records; without accounts the documents alone."""
        guidance = self.guidance()
        return guidance.ask if self.home().is_new() and self.account is None else self.assistant.asking.ask


def of(ctx: typer.Context) -> Context:
    """The context of a command."""
    found = ctx.find_object(Context)
    assert found is not None
    return found
