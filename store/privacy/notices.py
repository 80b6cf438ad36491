"""The privacy notice: its text as data, and which account has read which version."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pydantic import Field
from sqlmodel import col, select

from store.data import FOLDER, Part, Text, load
from store.desk import Desk, Service, reads, writes
from store.models import NoticeAcceptance

BUILT_IN = FOLDER / "notice.yaml"


class Section(Part):
    """A part of the notice under a heading."""

    title: Text
    text: Text


class Notice(Part):
    """What people are told before their first use; a new version is shown, and asked about, again."""

    version: Text = Field(max_length=40)
    since: date
    title: Text
    sections: tuple[Section, ...]

    def as_text(self) -> str:
        """The notice as a page of plain text."""
        parts = [f"{self.title}\nVersion {self.version}, {self.since}"]
        return "\n\n".join([*parts, *(f"{one.title}\n{one.text}" for one in self.sections)])


class Notices(Service):
    """What the account has read."""

    @reads("notice.accept")
    def accepted_on(self, desk: Desk, version: str) -> date | None:
        """The day on which the account has accepted that version; None where it has not."""
        row = _accepted(desk, version)
        return desk.day_of(row.accepted_at) if row else None

    @writes("notice.accept")
    def accept(self, desk: Desk, version: str) -> date:
        """Note that the account has read and accepted that version; the day on which it first did."""
        row = _accepted(desk, version)
        if row is None:
            row = NoticeAcceptance(account_id=desk.actor.account, version=version, accepted_at=desk.now)
            desk.session.add(row)
            desk.note(f"notice {version}", desk.actor.person, reason="accepted")
            desk.session.flush()
        return desk.day_of(row.accepted_at)


def load_notice(path: Path = BUILT_IN) -> Notice:
    """The notice of a file; Invalid, with file and line, where it is none."""
    return load(path, Notice, "privacy notice")


def _accepted(desk: Desk, version: str) -> NoticeAcceptance | None:
    wanted = select(NoticeAcceptance).where(
        NoticeAcceptance.account_id == desk.actor.account, col(NoticeAcceptance.version) == version
    )
    return desk.session.scalars(wanted).one_or_none()
