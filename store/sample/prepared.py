"""How the sample's people prepare, each alone: unseen by the other until both have."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial

from store.desk import Desk, load_actor
from store.models import Conversation
from store.sample.diary import Diary, moment
from store.sample.rows import write_down
from store.sample.said import Said
from store.sample.said_in_full import prepared_alone
from store.sample.staff import Staff
from store.sample.texts import Texts
from store.views import Side

GUIDE, GUIDE_VERSION = "talent_conversation", 2
_DAYS_BEFORE: dict[Side, int] = {"individual": 2, "manager": 1}


def prepare(
    diary: Diary,
    staff: Staff,
    texts: Texts,
    held_on: date,
    name: str,
    sides: Sequence[Side],
    whole: Sequence[Said],
) -> None:
    """Enter what sides note alone in the days before a conversation.

    Args:
        held_on: The day on which it is held.
        sides: Who prepares; where it is one alone, nobody else ever reads it.
        whole: Everything that is said in the conversation.
    """
    for side in sides:
        day = held_on - timedelta(days=_DAYS_BEFORE[side])
        day -= timedelta(days=max(0, day.weekday() - 4))
        said = prepared_alone(staff, texts, held_on, name, side, list(whole))
        begun = moment(day, 420)
        diary.enter(begun, partial(_note_down, diary, staff, texts, begun, name, side, said))


def _note_down(
    diary: Diary, staff: Staff, texts: Texts, begun: datetime, name: str, side: Side, said: Sequence[Said]
) -> None:
    session, person, manager = diary.session, staff.people[name], staff.people[staff.manager[name]]
    account = staff.account[name if side == "individual" else manager.name]
    row = Conversation(
        kind="preparation",
        guide=GUIDE,
        guide_version=GUIDE_VERSION,
        mode="prepare",
        title=f"Talent conversation: {name}",
        about_id=person.id,
        host_id=manager.id,
        account_id=account,
        asked_on=begun.date(),
        status="finished",
        position={"at": None, "skipped": [], "finished": True, "only": side},
        created_at=begun,
        updated_at=begun + timedelta(minutes=2 * len(said)),
        version=len(said) + 1,
    )
    session.add(row)
    session.flush()
    write_down(session, row, begun, said, said, texts.data["asks"])
    desk = Desk(session, load_actor(session, account, begun.date()), "conversation.hold", begun)
    desk.note(f"conversation {row.id}", person.id)
