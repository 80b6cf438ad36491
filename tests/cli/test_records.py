"""What people may say about their own records: comments, disputes, and what a record may be used for."""

from __future__ import annotations

import pytest

from assistant.agreeing import EFFECTS
from store.conversation_rows import AGREEMENTS
from tests.cli.conftest import Talent

ME = ("--demo", "--as", "individual")


@pytest.fixture
def mine(talent: Talent) -> str:
    """The last signed record of the sample's individual."""
    found = talent(*ME, "records", "list", "--json").json
    return next(str(one["id"]) for one in found if one["status"] == "signed")


def test_a_comment_is_read_with_the_record_by_whoever_reads_it(talent: Talent, mine: str) -> None:
    before = talent(*ME, "records", "show", mine, "--json").json
    said = talent(*ME, "records", "comment", mine[:8], "The rota was my idea.")
    assert said.code == 0, said.err
    assert said.out.startswith("Your comment is on record; your ")
    shown = talent("--demo", "--as", "manager", "records", "show", mine)
    assert "Comments" in shown.out and ": The rota was my idea." in shown.out
    assert talent(*ME, "records", "show", mine, "--json").json["values"] == before["values"]


def test_a_dispute_is_marked_for_the_manager_and_for_hr(talent: Talent, mine: str) -> None:
    talent(*ME, "records", "agree", mine, "share_with_hr")
    said = talent(*ME, "records", "comment", mine, "I led that project from May.", "--dispute")
    assert said.out.startswith("Your dispute is on record; your manager and HR can read it")
    for role in ("manager", "hr"):
        shown = talent("--demo", "--as", role, "records", "show", mine)
        assert "Disputed: I led that project from May." in shown.out


def test_an_agreement_is_taken_back_at_once_and_the_effect_is_said(talent: Talent, mine: str) -> None:
    assert talent(*ME, "records", "agree", mine, "share_with_hr").code == 0
    assert talent("--demo", "--as", "hr", "records", "show", mine).code == 0
    said = talent(*ME, "records", "agree", mine, "share_with_hr", "--no")
    assert (said.code, said.out) == (0, f"Recorded: no. {EFFECTS['share_with_hr'][1]}\n")
    assert talent("--demo", "--as", "hr", "records", "show", mine).code == 1
    told = talent(*ME, "records", "comment", mine, "It is my own affair.").out
    assert "HR cannot: you kept the record from them" in told
    assert talent(*ME, "records", "agree", mine, "share_with_hr", "--json").json == {
        "conversation": mine,
        "agreement": "share_with_hr",
        "yes": True,
        "effect": EFFECTS["share_with_hr"][0],
    }


def test_every_agreement_has_its_effect_in_words() -> None:
    assert tuple(EFFECTS) == AGREEMENTS


def test_an_older_record_says_that_a_newer_one_counts(talent: Talent) -> None:
    found = talent(*ME, "records", "list", "--json").json
    signed = [one["id"] for one in found if one["status"] == "signed"]
    if len(signed) < 2:
        pytest.skip("the sample's individual has signed one record")
    said = talent(*ME, "records", "agree", signed[-1], "use_in_pools", "--no").out
    assert "You have signed a newer record since" in said


def test_only_whoever_it_is_about_does_either_and_bad_words_are_refused(talent: Talent, mine: str) -> None:
    for words in (("comment", mine, "So do I."), ("agree", mine, "quote")):
        refused = talent("--demo", "--as", "manager", "records", *words)
        assert (refused.code, refused.out, refused.err.count("\n")) == (1, "", 1)
    assert "share_with_hr, use_in_pools" in talent(*ME, "records", "agree", mine, "everything").err
    assert talent(*ME, "records", "comment", mine, "  ").code == 1
