"""Access in an emergency: with a reason, for a while, and not behind the person's back."""

from __future__ import annotations

import pytest

from store.errors import Invalid, NotAllowed, NotFound
from store.views import ActionInput, PortfolioInput
from tests.store.organisation import LONG, Organisation


@pytest.fixture
def team(org: Organisation) -> Organisation:
    org.team()
    return org


def seen(org: Organisation, who: str = "HR") -> tuple[int, int, int]:
    """How many conversations, plans and portfolio items of everybody an account finds."""
    mine = org[who]
    return len(mine.conversations.all()), len(mine.plans.all()), len(mine.portfolio.all())


@pytest.fixture
def kept_back(team: Organisation) -> Organisation:
    """A has what HR does not see: a conversation in progress, one kept from HR, a draft, an item of their own."""
    team.signed("A", "M", share_with_hr=False)
    team.talk("A", "M")
    team["A"].plans.save([ActionInput("Chair the huddle")])
    team["A"].portfolio.save(PortfolioInput("project", "The rota", team.today))
    team["B"].plans.save([ActionInput("Somebody else's")])
    return team


def test_for_that_day_and_the_next_the_whole_record_is_open_and_then_not(kept_back: Organisation) -> None:
    assert seen(kept_back) == (0, 0, 0)
    made = kept_back["HR"].emergency.open("A", LONG)
    assert (made.person, made.by, made.reason) == ("A", "HR", LONG)
    assert seen(kept_back) == (2, 1, 1)
    kept_back.days_pass(1)
    assert seen(kept_back) == (2, 1, 1)
    kept_back.days_pass(1)
    assert seen(kept_back) == (0, 0, 0)


def test_it_opens_one_record_to_one_account(kept_back: Organisation) -> None:
    kept_back.person("HR2", roles=["hr"])
    kept_back["HR"].emergency.open("A", LONG)
    assert seen(kept_back, "HR2") == (0, 0, 0)
    assert {plan.owner for plan in kept_back["HR"].plans.all()} == {"A"}


def test_preparations_and_chats_stay_their_authors(kept_back: Organisation) -> None:
    alone = {"guide": "talk", "guide_version": 1, "mode": "light", "about": "A", "title": "Mine"}
    kept_back["A"].conversations.start(**alone, asked_on=kept_back.today, alone=True)  # type: ignore[arg-type]
    kept_back["A"].conversations.start_chat(guide="chat", asked_on=kept_back.today, title="A chat")
    kept_back["HR"].emergency.open("A", LONG)
    assert seen(kept_back) == (2, 1, 1)


def test_nothing_of_it_can_be_changed(kept_back: Organisation) -> None:
    kept_back["HR"].emergency.open("A", LONG)
    (plan,) = kept_back["HR"].plans.all()
    with pytest.raises(NotFound):
        kept_back["HR"].plans.close(plan.id)
    for talk in kept_back["HR"].conversations.all():
        with pytest.raises((NotFound, NotAllowed)):
            kept_back["HR"].conversations.delete_draft(talk.id, LONG)


def test_the_person_is_told_by_whom_and_why_and_what_was_opened(kept_back: Organisation) -> None:
    kept_back["HR"].emergency.open("A", LONG)
    for talk in kept_back["HR"].conversations.all():
        kept_back["HR"].conversations.get(talk.id)
    kept_back["HR"].plans.get(kept_back["HR"].plans.all()[0].id)
    rows = [(row.account, row.reason) for row in kept_back["A"].audit.all() if row.account == "HR"]
    assert rows == [("HR", "read")] * 3 + [("HR", f"in an emergency: {LONG}")]
    (told,) = kept_back["A"].emergency.told()
    assert (told.by, told.reason, told.person) == ("HR", LONG, "A")
    assert kept_back["A"].emergency.told() == []
    (later,) = kept_back["A"].emergency.all()
    assert later.told_at == kept_back.now
    assert kept_back["B"].emergency.all() == []
    assert [one.person for one in kept_back["HR"].emergency.all()] == ["A"]


def test_without_a_reason_about_oneself_or_by_another_role_there_is_none(team: Organisation) -> None:
    with pytest.raises(Invalid, match="nothing in the reason"):
        team["HR"].emergency.open("A", "  ")
    for person in ("HR", "nobody"):
        with pytest.raises(NotFound):
            team["HR"].emergency.open(person, LONG)
    for who in ("A", "M", "PANEL", "ADMIN"):
        with pytest.raises(NotAllowed):
            team[who].emergency.open("A", LONG)
    assert team["HR"].emergency.all() == []


def test_who_is_not_hr_any_more_has_it_no_longer(kept_back: Organisation) -> None:
    kept_back["HR"].emergency.open("A", LONG)
    kept_back["ADMIN"].accounts.set_roles("HR", [])
    assert seen(kept_back) == (0, 0, 0)
