"""The assistant: everything that one signed-in account can ask, hold, and look up. Front ends talk to it alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from assistant.chat import GuidanceChat
from assistant.dialogue import Dialogue
from assistant.errors import GuideError, InputError
from assistant.guidance import Guidance
from assistant.guide.driver import GuidedConversation
from assistant.guide.loader import named
from assistant.guide.meaning import Meanings
from assistant.guide.schema import Guide
from assistant.os_user import os_user_named
from assistant.pool_page import PoolPage, pool_from_file, pool_page
from assistant.record import Record, record_of
from knowledge.text import clean, decoded
from store.access import Role
from store.service import Records
from store.views import AccountView, ImportReport, PoolView

CHAT = "guidance"


class Assistant:
    """One account's assistant.

    Args:
        account: Who is signed in.
        records: The store, bound to that account: people, conversations, plans, pools, audit.
        guidance: The library.
        guides: The guides by id.
        now: The clock.
    """

    def __init__(
        self,
        account: AccountView,
        records: Records,
        guidance: Guidance,
        guides: Mapping[str, Guide],
        now: Callable[[], datetime],
    ) -> None:
        self.account = account
        self.records = records
        self.guidance = guidance
        self.guides = guides
        self._now = now
        self._meanings = Meanings(guidance.library.encoder.encode)

    def chat(self) -> Dialogue:
        """A new chat about the guidance."""
        begun = self.records.conversations.start_chat(
            guide=CHAT, asked_on=self._now().date(), title="New chat"
        )
        return GuidanceChat(self.records, begun, self.guidance.ask)

    def converse(
        self, guide: str, about: str, mode: str | None = None, asked_on: date | None = None
    ) -> GuidedConversation:
        """Begin a guided conversation.

        Args:
            guide: The guide's id.
            about: Reference of the person it is about.
            mode: One of the guide's modes; None takes its first.
            asked_on: The day it is held, from which dates are counted; None is today.

        Raises:
            GuideError: no such guide or mode.
            StoreError: no such person, or not one whom the account may hold it with.
        """
        chosen = self.guide(guide)
        modes = list(chosen.modes)
        if mode is not None and mode not in modes:
            raise GuideError(f"The guide {guide} has no mode {mode!r}; it has: {', '.join(modes)}.")
        person = self.records.people.get(about)
        begun = self.records.conversations.start(
            guide=chosen.id,
            guide_version=chosen.version,
            mode=mode or modes[0],
            about=person.reference,
            asked_on=asked_on or self._now().date(),
            title=f"{chosen.title}: {person.name}",
        )
        return GuidedConversation(chosen, self.records, begun, self.guidance.ask, self._now, self._meanings)

    def resume(self, conversation: str) -> Dialogue:
        """Take up a conversation where it was left.

        Args:
            conversation: Its id, or as many of its first characters as tell it from the others.

        Raises:
            StoreError: no such conversation, or not the account's to see.
            GuideError: its guide is no longer there, or only in another version.
        """
        saved = self.records.conversations.get(conversation)
        if saved.kind == "chat":
            return GuidanceChat(self.records, saved, self.guidance.ask)
        guide = self.guide(saved.guide)
        if guide.version != saved.guide_version:
            raise GuideError(
                f"The conversation {saved.id[:8]} was begun with version {saved.guide_version} of the guide {guide.id} "
                f"and this is version {guide.version}; put that version back to finish it, or begin a new one."
            )
        return GuidedConversation(guide, self.records, saved, self.guidance.ask, self._now, self._meanings)

    def record(self, conversation: str) -> Record:
        """What a conversation has recorded; errors as in `resume`."""
        saved = self.records.conversations.get(conversation)
        return record_of(saved, None if saved.kind == "chat" else self.guide(saved.guide))

    def pool(self, name: str) -> PoolPage:
        """A pool with whom the account may see in it; StoreError where there is none."""
        return pool_page(self.records, name, self.guides.values())

    def create_pool(self, path: Path) -> PoolView:
        """Open a pool that a YAML file describes. Raises GuideError or StoreError."""
        return pool_from_file(self.records, path, self.guides.values())

    def open_account(
        self, name: str, person: str | None, roles: Sequence[str], user: str | None
    ) -> AccountView:
        """Open an account.

        Args:
            name: What it is called.
            person: Reference of whose it is; None for nobody's in particular.
            roles: Of `hr`, `panel` and `admin`; the others follow from the person.
            user: Login name of the operating system's user who may use it; None for nobody yet.

        Raises:
            InputError: no such role, or no such user.
            StoreError: the account may not, or there is no such person, or the name is taken.
        """
        return self.records.accounts.open(
            name=name, person=person, roles=_roles(roles), os_user=os_user_named(user) if user else None
        )

    def set_roles(self, name: str, roles: Sequence[str]) -> AccountView:
        """Give an account these roles and no others. Raises InputError or StoreError."""
        return self.records.accounts.set_roles(name, _roles(roles))

    def import_people(self, path: Path, *, dry_run: bool) -> ImportReport:
        """Take in a staff list from a CSV file: all of it or nothing.

        Raises:
            InputError: the file cannot be read.
            StoreError: the account may not, or the store cannot be written.
        """
        try:
            data = path.read_bytes()
        except OSError as error:
            raise InputError(f"The staff list {path} cannot be read: {error.strerror}.") from error
        return self.records.people.import_csv(clean(decoded(data)), dry_run=dry_run)

    def guide(self, guide_id: str) -> Guide:
        """The guide of that id; GuideError where there is none."""
        return named(self.guides, guide_id)


def _roles(names: Sequence[str]) -> list[Role]:
    known = {role.value: role for role in Role}
    for name in names:
        if name not in known:
            raise InputError(f"There is no role {name!r}; an account may be given hr, panel or admin.")
    return [known[name] for name in names]
