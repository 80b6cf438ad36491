"""The program in front of the real assistant, in the sample organisation."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from assistant.compose import Home, open_home
from tests.tui.conftest import Program
from tui.app import TalentApp
from tui.screens.document import DocumentScreen

Visitor = Callable[..., AbstractAsyncContextManager[Program]]


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A sample organisation of its own."""
    folder: Path = tmp_path_factory.mktemp("sample")
    return open_home(folder).sample()


@pytest.fixture
def visit(sample: Home) -> Visitor:
    """Opens the program in the sample organisation: `async with visit("hr") as talent`."""

    @asynccontextmanager
    async def opened(account: str | None = None, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Program]:
        app = TalentApp(lambda: sample, account)
        async with app.run_test(size=size, notifications=True) as pilot:
            talent = Program(app, pilot, None, None)  # type: ignore[arg-type]
            await talent.settle(but=())
            yield talent

    return opened


async def test_a_question_is_answered_and_its_document_opened_at_the_quotation(visit: Visitor) -> None:
    async with visit() as talent:
        await talent.send("What is a talent pool?")
        turn = talent.app.chat.transcript.turns[-1]
        assert turn.citations
        await talent.press("f6", "enter")
        assert isinstance(talent.app.screen, DocumentScreen)
        area = talent.app.screen.query_one("TextArea")
        assert area.selected_text == turn.citations[0].quote
        chat = talent.app.chat.view.conversation
    async with visit() as talent:
        talent.app.chat.resume(chat)
        await talent.settle()
        assert talent.app.chat.transcript.turns[-1].citations == turn.citations
        await talent.press("f6", "enter")
        assert talent.app.screen.query_one("TextArea").selected_text == turn.citations[0].quote


async def test_a_guided_conversation_is_started_answered_and_resumed(visit: Visitor) -> None:
    async with visit("manager", (80, 24)) as talent:
        await talent.press("f3")
        await talent.type("priya")
        await talent.press("enter", "enter")
        view = talent.app.chat.view
        assert view is not None and view.kind == "guided" and view.asked is not None
        before = view.done
        await talent.send("To talk about what comes after the ward, and whether the rota allows a course.")
        view = talent.app.chat.view
        assert view is not None and view.done > before
        conversation = view.conversation
    async with visit("manager") as talent:
        talent.app.chat.resume(conversation)
        await talent.settle()
        view = talent.app.chat.view
        assert view is not None and view.conversation == conversation
        assert any(
            "whether the rota allows a course" in turn.said for turn in talent.app.chat.transcript.turns
        )


async def test_each_role_sees_its_own_people_and_pools(visit: Visitor) -> None:
    seen = {}
    for account in ("individual", "manager", "hr"):
        async with visit(account) as talent:
            await talent.press("f4")
            seen[account] = len(talent.app.screen._rows)
            await talent.press("escape", "f5", "enter")
            assert "Purpose:" in talent.screen_text
    assert 1 == seen["individual"] < seen["manager"] < seen["hr"]


async def test_in_the_sample_one_may_act_as_somebody_else(visit: Visitor) -> None:
    async with visit() as talent:
        await talent.app.run_action("app.act_as('hr')")
        await talent.settle(but=())
        assert "hr" in talent.app.chat.assistant.account.roles


async def test_who_may_not_add_documents_is_told(visit: Visitor, tmp_path: Path) -> None:
    (tmp_path / "own.md").write_text("# Ours\n\nA mentor meets a mentee every month.\n")
    async with visit("individual") as talent:
        await talent.press("f7", "f7")
        await talent.type(str(tmp_path))
        await talent.press("enter")
        await talent.until("may not change")
        assert "own.md" not in talent.screen_text
