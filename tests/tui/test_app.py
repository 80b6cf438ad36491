"""The program around the conversation: first run, help, palette, themes, leaving."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from textual.binding import Binding

from assistant.errors import SignInError
from tests.tui.conftest import Opener
from tests.tui.scripted import ScriptedHome
from tui import keymap, preferences
from tui.app import TalentApp
from tui.screens.dialogs import Confirm
from tui.screens.first_run import FirstRunScreen
from tui.screens.help import HelpScreen


async def test_a_new_folder_offers_the_sample_organisation(program: Opener) -> None:
    async with program(new=True) as talent:
        assert isinstance(talent.app.screen, FirstRunScreen)
        await talent.press("enter")
        assert talent.app.home.path.name == "demo"
        assert talent.app.screen is talent.app.chat
        assert "Sam Okafor (manager)" in talent.screen_text


async def test_a_new_folder_can_be_set_up_for_ones_own_organisation(program: Opener) -> None:
    async with program(new=True) as talent:
        await talent.press("down", "enter", "enter", "enter")
        assert "Both are needed" in talent.screen_text
        await talent.type("Sam Okafor")
        await talent.press("enter", "home", "ctrl+k")
        await talent.type("P1")
        await talent.press("enter")
        assert talent.home.set_up_as == ("Sam Okafor", "P1")
        assert talent.app.screen is talent.app.chat


async def test_without_an_account_the_program_leaves_with_one_sentence(program: Opener) -> None:
    def locked(home: ScriptedHome) -> None:
        def refuse(account: str | None = None) -> object:
            raise SignInError("There is no account 'x' here; see: talent account list.")

        home.sign_in = refuse  # type: ignore[method-assign]

    async with program(prepare=locked) as talent:
        await talent.settle()
        assert talent.app._exit
        assert talent.app.return_code == 1
        assert [str(one) for one in talent.app._exit_renderables] == [
            "There is no account 'x' here; see: talent account list."
        ]


@pytest.mark.parametrize(("keys", "left"), [(("enter",), 0), (("escape",), 1)])
async def test_who_had_their_record_opened_in_an_emergency_reads_that_first(
    program: Opener, keys: tuple[str, ...], left: int
) -> None:
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    one = SimpleNamespace(
        person="P1",
        by="hr",
        by_name="Samira Rahman",
        reason="A colleague is worried.",
        opened_at=at,
        until=date(2026, 3, 4),
        told_at=None,
    )

    def opened(home: ScriptedHome) -> None:
        home.assistant.emergencies.append(one)

    async with program(prepare=opened) as talent:
        await talent.settle()
        assert isinstance(talent.app.screen, Confirm)
        assert "Samira Rahman (hr) opened your whole record on 02 March 2026" in talent.screen_text
        assert "A colleague is worried." in " ".join(talent.screen_text.replace("│", " ").split())
        await talent.press(*keys)
        assert talent.app.screen is talent.app.chat
        assert len(talent.assistant.emergencies) == left  # what was not read is told again


async def test_f1_explains_the_focused_part_and_lists_its_keys(program: Opener) -> None:
    async with program() as talent:
        await talent.press("f1")
        assert isinstance(talent.app.screen, HelpScreen)
        assert "Your turn." in talent.screen_text
        assert "Send what is typed" in talent.screen_text
        await talent.press("escape", "f6", "f1")
        assert "The passages the answer quotes" in talent.screen_text
        assert "Send what is typed" not in talent.screen_text


def test_every_key_has_an_id_a_name_and_an_explanation() -> None:
    bindings = [one for group in keymap.EVERYTHING.values() for one in group if isinstance(one, Binding)]
    assert bindings
    for one in bindings:
        assert one.id and one.description and one.tooltip, one
    assert len({one.id for one in bindings}) == len(bindings)


def test_no_key_means_two_things_in_one_place() -> None:
    for place, group in keymap.EVERYTHING.items():
        keys = [key for one in group if isinstance(one, Binding) for key in one.key.split(",")]
        assert len(set(keys)) == len(keys), place


async def test_the_palette_names_what_can_be_done_by_area(program: Opener) -> None:
    async with program() as talent:
        await talent.press("ctrl+p")
        await talent.until("theme: choose")
        await talent.type("conversation: op")
        while "theme: choose" in talent.screen_text:
            await talent.pilot.pause()
        await talent.press("enter")
        assert "What is a talent pool?" in talent.screen_text


async def test_the_palette_offers_guided_commands_in_a_guided_conversation_only(
    program: Opener, talk: Opener
) -> None:
    async with program() as talent:
        await talent.press("ctrl+p")
        await talent.until("chat: new")
        assert "conversation: skip" not in talent.screen_text
    async with talk() as talent:
        await talent.press("ctrl+p")
        await talent.until("conversation: skip")


async def test_leaving_asks_only_if_something_typed_would_be_lost(program: Opener) -> None:
    async with program() as talent:
        await talent.type("unsent")
        await talent.press("ctrl+q")
        assert isinstance(talent.app.screen, Confirm)
        await talent.press("escape")
        assert talent.prompt == "unsent"
        assert talent.app.is_running
    async with program() as talent:
        await talent.tap("ctrl+q")
        assert talent.app._exit


async def test_the_chosen_theme_is_remembered(program: Opener) -> None:
    async with program() as talent:
        talent.app.theme = "ansi-light"
        await talent.settle()
        folder = talent.home.path
    assert preferences.load(folder).theme == "ansi-light"
    assert (folder / preferences.FILE).stat().st_mode & 0o777 == 0o600
    async with program() as talent:
        assert talent.app.theme == "ansi-light"


async def test_a_persons_own_keys_replace_the_given_ones(program: Opener) -> None:
    def own(home: ScriptedHome) -> None:
        preferences.save(home.path, preferences.Preferences(keys={"chat.conversations": "ctrl+g"}))

    async with program(prepare=own) as talent:
        await talent.settle()
        await talent.press("ctrl+g")
        assert "What is a talent pool?" in talent.screen_text


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"theme": 3, "keys": []}', "\x00"])
def test_damaged_preferences_are_the_defaults(tmp_path, damage: str) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / preferences.FILE).write_text(damage)
    assert preferences.load(tmp_path) == preferences.Preferences()


def test_preferences_survive_saving_and_loading(tmp_path) -> None:  # type: ignore[no-untyped-def]
    mine = preferences.Preferences("nord", False, {"chat.pools": "ctrl+g"})
    preferences.save(tmp_path, mine)
    assert preferences.load(tmp_path) == mine
    assert json.loads((tmp_path / preferences.FILE).read_text())["theme"] == "nord"
    assert [one.name for one in tmp_path.iterdir()] == [preferences.FILE]


@pytest.mark.parametrize(
    "theme", ["textual-dark", "textual-light", "high-contrast", "ansi-dark", "ansi-light"]
)
async def test_every_theme_draws_the_conversation(talk: Opener, theme: str) -> None:
    async with talk() as talent:
        talent.app.theme = theme
        await talent.settle()
        assert "1 Ready now" in talent.screen_text


async def test_without_colour_everything_is_still_told_apart(
    talk: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with talk() as talent:
        assert isinstance(talent.app, TalentApp) and talent.app.no_color
        for part in ("check again", "now", "to do", "(x)", "( )"):
            assert part in talent.screen_text
