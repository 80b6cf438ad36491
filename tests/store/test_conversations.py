"""Conversations: turns that are kept, answers whose versions are kept, signatures after which nothing changes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text

from store.engine import reading, writing
from store.errors import Conflict, Forbidden, Invalid, NotAllowed, NotFound, StoreError
from store.views import AnswerInput, ConversationView, TurnInput
from tests.store.organisation import LONG, Organisation

TURN = TurnInput("individual", "what was typed", "what was said to it")


@pytest.fixture
def team(org: Organisation) -> Organisation:
    org.team()
    return org


def save(
    org: Organisation, who: str, talk: ConversationView, *answers: AnswerInput, side: Any = "individual"
) -> ConversationView:
    turn = TurnInput(side, "typed", "said")
    return org[who].conversations.save_turn(talk.id, talk.version, turn, answers, {"at": None}, "open")


def test_a_saved_turn_is_there_word_for_word(team: Organisation) -> None:
    talk = team.talk("A", "M")
    source = {"document": "a.md", "quote": "“Ünï” [/oops]", "start": 3, "end": 9, "page": None}
    said = TurnInput(
        "individual", "Ünïcödé 👩‍⚕️ [/oops] {x} =1+1\n\tsecond line", "Reply “quoted” \u05d3", (source,)
    )
    value = {"list": [1, 2.5, None, True, "ź"], "actions": [{"goal": "g", "due": None}]}
    answer = AnswerInput("plan", "actions", "individual", "a text", value, "example", True)
    position = {"at": ["plan", "actions", "individual"], "draft": "half a sent", "probed": 1}
    saved = team["M"].conversations.save_turn(talk.id, talk.version, said, [answer], position, "paused")
    loaded = team["M"].conversations.get(talk.id)
    assert loaded == saved
    assert [(t.sequence, t.side, t.text, t.reply) for t in loaded.turns] == [
        (1, "individual", said.text, said.reply)
    ]
    (kept,) = loaded.answers
    assert (kept.stage, kept.field, kept.text, kept.value) == ("plan", "actions", "a text", value)
    assert (kept.evidence_strength, kept.check_again, kept.revision) == ("example", True, 1)
    assert (loaded.position, loaded.status, loaded.version) == (position, "paused", talk.version + 1)
    assert loaded.updated_at == team.now and loaded.updated_at.utcoffset() == timedelta(0)


def test_a_changed_answer_replaces_the_one_before_which_stays_on_record(team: Organisation) -> None:
    talk = team.talk("A", "M")
    for word in ("first", "second", "third"):
        talk = save(team, "M", talk, AnswerInput("stage", "hope", "individual", word, word))
    assert [answer.value for answer in talk.answers] == ["third"]
    versions = team["M"].conversations.versions(talk.id, "stage", "hope", "individual")
    assert [(answer.revision, answer.value) for answer in versions] == [
        (1, "first"),
        (2, "second"),
        (3, "third"),
    ]


def test_both_sides_answers_to_one_field_stand_beside_each_other(team: Organisation) -> None:
    talk = save(
        team,
        "M",
        team.talk("A", "M"),
        AnswerInput("performance", "performance", "individual", "exceeded", "exceeded"),
        AnswerInput("performance", "performance", "manager", "met", "met"),
    )
    assert {(answer.side, answer.value) for answer in talk.answers} == {
        ("individual", "exceeded"),
        ("manager", "met"),
    }


def test_the_second_of_two_who_change_the_same_version_is_told_and_overwrites_nothing(
    team: Organisation,
) -> None:
    talk = team.talk("A", "M")
    first = save(team, "M", talk, AnswerInput("stage", "hope", "individual", "first", "first"))
    with pytest.raises(Conflict):
        save(team, "A", talk, AnswerInput("stage", "hope", "individual", "second", "second"))
    assert team["M"].conversations.get(talk.id) == first


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Run things at the same time; gives what came of each, an error of the store's included."""
    results: list[Any] = [None] * len(works)
    gate = threading.Barrier(len(works))

    def run(number: int) -> None:
        gate.wait()
        try:
            results[number] = works[number]()
        except StoreError as error:
            results[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_of_turns_saved_at_once_one_is_taken_and_the_others_conflict(team: Organisation) -> None:
    talk = team.talk("A", "M")
    for _ in range(5):
        before = talk
        results = at_once(*[lambda: save(team, "M", before)] * 4)  # noqa: B023
        taken = [result for result in results if isinstance(result, ConversationView)]
        assert len(taken) == 1
        assert all(isinstance(result, Conflict) for result in results if result is not taken[0])
        talk = team["M"].conversations.get(talk.id)
        assert [turn.sequence for turn in talk.turns] == list(range(1, len(talk.turns) + 1))
        assert talk.version == before.version + 1


def test_a_turn_saved_while_it_is_being_signed_never_changes_what_was_signed(team: Organisation) -> None:
    both = {"individual": team.today, "manager": team.today}
    for _ in range(5):
        talk = team.talk("A", "M")
        late = AnswerInput("stage", "hope", "individual", "late", "late")

        def sign(talk: ConversationView = talk) -> ConversationView:
            return team["M"].conversations.close(talk.id, talk.version, both, [])  # type: ignore[arg-type]

        def answer(talk: ConversationView = talk, late: AnswerInput = late) -> ConversationView:
            return save(team, "M", talk, late)

        results = at_once(sign, answer)
        assert sum(isinstance(result, ConversationView) for result in results) == 1
        after = team["M"].conversations.get(talk.id)
        assert (after.status == "signed") == (after.answers == ())


def test_what_is_signed_does_not_change_any_more(team: Organisation) -> None:
    signed = team.signed("A", "M", ambition="steady")
    attempts: tuple[Callable[[], object], ...] = (
        lambda: save(team, "M", signed),
        lambda: team["M"].conversations.rename(signed.id, "Other"),
        lambda: team["M"].conversations.delete_draft(signed.id, LONG),
        lambda: team["M"].conversations.close(signed.id, signed.version, {}, []),
    )
    for attempt in attempts:
        with pytest.raises(Forbidden):
            attempt()
    assert team["A"].conversations.get(signed.id) == signed


def test_a_turn_cannot_sign(team: Organisation) -> None:
    talk = team.talk("A", "M")
    with pytest.raises(Invalid):
        team["M"].conversations.save_turn(talk.id, talk.version, TURN, [], {}, "signed")
    assert team["M"].conversations.get(talk.id) == talk


def test_one_signature_closes_nothing(team: Organisation) -> None:
    talk = team.talk("A", "M")
    for signed in ({}, {"individual": team.today}, {"manager": team.today}):
        with pytest.raises(Forbidden):
            team["M"].conversations.close(talk.id, talk.version, signed, [])  # type: ignore[arg-type]


def test_nobody_answers_or_signs_for_their_manager(team: Organisation) -> None:
    talk = team.talk("A", "A")
    forged = AnswerInput("performance", "performance", "manager", "x", "exceeded")
    attempts: tuple[Callable[[], object], ...] = (
        lambda: save(team, "A", talk, forged),
        lambda: save(team, "A", talk, side="manager"),
        lambda: team["A"].conversations.close(
            talk.id, talk.version, {"individual": team.today, "manager": team.today}, []
        ),
    )
    for attempt in attempts:
        with pytest.raises(Forbidden):
            attempt()
    assert team["A"].conversations.get(talk.id) == talk


def test_whoever_it_is_about_may_finish_it_once_the_manager_has_signed(team: Organisation) -> None:
    talk = team.talk("A", "A")
    signature = AnswerInput("agree", "sign_manager", "manager", "Yes", team.today.isoformat())
    talk = save(team, "M", talk, signature, side="manager")
    both = {"individual": team.today, "manager": team.today}
    closed = team["A"].conversations.close(talk.id, talk.version, both, [])  # type: ignore[arg-type]
    assert (closed.status, closed.signed_on) == ("signed", team.today)


def test_signing_makes_the_plan(team: Organisation) -> None:
    talk = team.talk("A", "M")
    both = {"individual": team.today, "manager": team.today}
    due = team.today + timedelta(days=60)
    actions = [
        {"goal": "Shadow", "due": due.isoformat(), "helper": "Sam"},
        {"goal": "Read", "due": None, "helper": None},
    ]
    review = team.today + timedelta(days=180)
    team["M"].conversations.close(talk.id, talk.version, both, actions, review)  # type: ignore[arg-type]
    (plan,) = team["A"].plans.all()
    assert (plan.owner, plan.status, plan.agreed_on, plan.next_review_on) == (
        "A",
        "agreed",
        team.today,
        review,
    )
    assert [(a.goal, a.due, a.helper, a.status) for a in plan.actions] == [
        ("Shadow", due, "Sam", "agreed"),
        ("Read", None, None, "agreed"),
    ]


def test_a_draft_is_for_the_two_who_hold_it(team: Organisation) -> None:
    talk = team.talk("A", "M")
    assert {name for name in team.accounts if talk.id in ids(team, name)} == {"A", "M"}


def test_a_new_manager_reads_what_was_signed_and_not_the_earlier_ones_draft(team: Organisation) -> None:
    signed, draft = team.signed("A", "M"), team.talk("A", "M")
    with writing(team.engine) as session:
        session.execute(
            text("UPDATE reporting_line SET manager_id = :new WHERE person_id = :them"),
            {"new": team.people["N"], "them": team.people["A"]},
        )
    assert ids(team, "N") == {signed.id}
    assert ids(team, "M") == set()
    assert ids(team, "A") == {signed.id, draft.id}
    with pytest.raises(NotFound):
        save(team, "M", draft)


def test_hr_reads_what_is_signed_unless_it_was_refused_to_them(team: Organisation) -> None:
    yes = team.signed("A", "M", share_with_hr=True)
    team.signed("B", "M", share_with_hr=False)
    silent = team.signed("C", "N")
    assert ids(team, "HR") == {yes.id, silent.id}
    with pytest.raises(NotFound):
        team["HR"].conversations.save_turn(yes.id, yes.version, TURN, [], {}, "open")


def test_a_mind_can_be_changed_about_an_agreement_at_any_time(team: Organisation) -> None:
    signed = team.signed("A", "M", share_with_hr=True, ambition="steady")
    team["A"].conversations.agree(signed.id, "share_with_hr", yes=False)
    assert ids(team, "HR") == set()
    team["A"].conversations.agree(signed.id, "share_with_hr", yes=True)
    assert ids(team, "HR") == {signed.id}
    versions = team["A"].conversations.versions(signed.id, "agree", "share_with_hr", "individual")
    assert [answer.value for answer in versions] == [True, False, True]


def test_only_whoever_it_is_about_changes_an_agreement_and_nothing_else(team: Organisation) -> None:
    signed, draft = team.signed("A", "M", share_with_hr=False), team.talk("B", "M")
    with pytest.raises(NotFound):
        team["M"].conversations.agree(signed.id, "share_with_hr", yes=True)
    with pytest.raises(Invalid):
        team["A"].conversations.agree(signed.id, "performance", yes=True)
    with pytest.raises(Forbidden):
        team["B"].conversations.agree(draft.id, "share_with_hr", yes=True)


def test_a_person_comments_on_what_is_signed_about_them(team: Organisation) -> None:
    signed = team.signed("A", "M")
    commented = team["A"].conversations.comment(signed.id, "  I see that differently.  ")
    assert [comment.text for comment in commented.comments] == ["I see that differently."]
    assert commented.answers == signed.answers
    disputed = team["A"].conversations.comment(signed.id, " The dates are wrong. ", disputes=True)
    assert "Disputed: The dates are wrong." in [comment.text for comment in disputed.comments]
    with pytest.raises(NotFound):
        team["M"].conversations.comment(signed.id, "So do I.")
    with pytest.raises(Invalid):
        team["A"].conversations.comment(signed.id, "   ")


def test_a_chat_is_its_accounts_alone(team: Organisation) -> None:
    chat = team["A"].conversations.start_chat(guide="guidance", asked_on=team.today, title="A question")
    team["A"].conversations.save_turn(chat.id, chat.version, TURN)
    for other in set(team.accounts) - {"A"}:
        assert chat.id not in ids(team, other)
        with pytest.raises(NotFound):
            team[other].conversations.get(chat.id)
        with pytest.raises(NotFound):
            team[other].conversations.save_turn(chat.id, 2, TURN)
    admin = team["ADMIN"].conversations.start_chat(guide="guidance", asked_on=team.today, title="Mine")
    assert ids(team, "ADMIN") == {admin.id}


def test_who_may_hold_a_conversation_about_whom(team: Organisation) -> None:
    allowed = {("M", "A"), ("M", "B"), ("N", "C"), *((one, one) for one in "ABCMN"), ("HR", "HR")}
    allowed.add(("PANEL", "PANEL"))
    for host in (*"ABCMN", "HR", "PANEL"):
        for about in (*"ABCMN", "HR", "PANEL"):
            if (host, about) in allowed:
                assert team.talk(about, host).about == about
            else:
                with pytest.raises(NotFound):
                    team.talk(about, host)
    with pytest.raises(NotAllowed):
        team.talk("A", "ADMIN")


def test_an_id_may_be_shortened_while_it_names_one(team: Organisation) -> None:
    talk = team.talk("A", "M")
    assert team["M"].conversations.get(talk.id[:8].upper()).id == talk.id
    assert team["M"].conversations.rename(talk.id[:8], "  A  new   title ").title == "A new title"
    other = team.talk("A", "M")
    with writing(team.engine) as session:
        session.execute(
            text("UPDATE conversation SET id = :twin WHERE id = :other"),
            {"twin": talk.id[:-4] + "ffff", "other": other.id},
        )
    with pytest.raises(Invalid):
        team["M"].conversations.get(talk.id[:8])
    assert team["M"].conversations.get(talk.id).id == talk.id
    for nonsense in ("", "  ", "%", "_", "zzz", "'; drop table person"):
        with pytest.raises(NotFound):
            team["M"].conversations.get(nonsense)


def test_somebody_elses_conversation_does_not_make_a_short_id_ambiguous(team: Organisation) -> None:
    mine, theirs = team.talk("A", "M"), team.talk("C", "N")
    with writing(team.engine) as session:
        session.execute(
            text("UPDATE conversation SET id = :twin WHERE id = :other"),
            {"twin": mine.id[:-4] + "ffff", "other": theirs.id},
        )
    assert team["M"].conversations.get(mine.id[:8]).id == mine.id


def test_a_deleted_draft_is_gone_with_everything_said_in_it(team: Organisation) -> None:
    talk = save(team, "M", team.talk("A", "M"), AnswerInput("s", "f", "individual", "secret", "secret"))
    with pytest.raises(Invalid):
        team["M"].conversations.delete_draft(talk.id, "  ")
    team["M"].conversations.delete_draft(talk.id, "begun twice")
    with pytest.raises(NotFound):
        team["M"].conversations.get(talk.id)
    with reading(team.engine) as session:
        for table in ("conversation", "turn", "answer"):
            assert session.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0


def test_the_list_is_newest_first_and_can_be_narrowed(team: Organisation) -> None:
    first = team.signed("A", "M")
    team.days_pass(1)
    second = team.talk("B", "M")
    team.days_pass(1)
    chat = team["M"].conversations.start_chat(guide="guidance", asked_on=team.today, title="Chat")
    conversations = team["M"].conversations
    assert [one.id for one in conversations.all()] == [chat.id, second.id, first.id]
    assert [one.id for one in conversations.all(kind="guided", about="A")] == [first.id]
    assert [one.id for one in conversations.all(status="open", kind="guided")] == [second.id]
    assert conversations.all(about="C") == []


@pytest.mark.parametrize(
    "text_", ["a\x00b", "a\ud800b", "x" * 20_001], ids=["nul", "lone surrogate", "too long"]
)
def test_a_text_that_no_database_keeps_is_refused_and_nothing_of_the_turn_is_saved(
    team: Organisation, text_: str
) -> None:
    talk = team.talk("A", "M")
    good = AnswerInput("s", "good", "individual", "good", "good")
    for turn, answers in (
        (TurnInput(None, text_, ""), [good]),
        (TURN, [good, AnswerInput("s", "f", "individual", text_, "x")]),
        (TURN, [good, AnswerInput("s", "f", "individual", "x", [text_])]),
    ):
        with pytest.raises(Invalid):
            team["M"].conversations.save_turn(talk.id, talk.version, turn, answers, {}, "open")
    assert team["M"].conversations.get(talk.id) == talk


def test_the_longest_text_that_is_kept_is_kept_whole(team: Organisation) -> None:
    longest = "é" * 20_000
    talk = team.talk("A", "M")
    saved = team["M"].conversations.save_turn(talk.id, talk.version, TurnInput(None, longest, ""), [], {})
    assert saved.turns[0].text == longest


def test_a_clock_that_goes_back_does_not_disorder_the_turns(sqlite: Engine) -> None:
    org = Organisation(sqlite)
    org.team()
    talk = org.talk("A", "M")
    for word, days in (("one", 0), ("two", -1), ("three", -1)):
        org.days_pass(days)
        talk = org["M"].conversations.save_turn(talk.id, talk.version, TurnInput(None, word, ""), [], {})
    assert [turn.text for turn in talk.turns] == ["one", "two", "three"]


def ids(org: Organisation, who: str) -> set[str]:
    return {one.id for one in org[who].conversations.all()}
