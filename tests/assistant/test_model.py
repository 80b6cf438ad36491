"""A language model words an answer and adds nothing: asked over HTTP by LangChain's own client, with scripted words."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.compose import open_home
from assistant.errors import SettingsError
from assistant.events import Citation, GuidanceAnswer
from assistant.model import LanguageModel, open_chat_model
from assistant.names import hidden, shown, stand_ins_for
from assistant.settings import load

QUOTES = (
    "The chair keeps the list of 14 rooms. Nobody may lend a key without asking the chair.",
    "Ann Smith and her deputy read every request within ten days.",
)
ANSWER = GuidanceAnswer(
    "Who keeps the list, Ann Smith?",
    True,
    "\n\n".join(f"{quote} [{n}]" for n, quote in enumerate(QUOTES, 1)),
    tuple(Citation("rooms.txt", "Rooms", "", None, quote, 0, len(quote)) for quote in QUOTES),
)


class Served:
    """A server that speaks the OpenAI protocol and says what a test has it say."""

    def __init__(self) -> None:
        self.says: Callable[[dict[str, Any]], str] = lambda _: ""
        self.asked: list[str] = []
        self.status = 200
        served = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                served.asked.append(body)
                message = {"role": "assistant", "content": served.says(json.loads(body))}
                choice = {"index": 0, "message": message, "finish_reason": "stop"}
                reply = json.dumps({"id": "1", "object": "chat.completion", "created": 0, "model": "scripted",
                                    "choices": [choice]}).encode()  # fmt: skip
                self.send_response(served.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(reply)))
                self.end_headers()
                self.wfile.write(reply)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"

    def claims(self, *claims: tuple[str, int, str]) -> None:
        told = {"claims": [{"sentence": s, "quotation": q, "words": w} for s, q, w in claims]}
        self.says = lambda _: json.dumps(told)


@pytest.fixture
def served() -> Iterator[Served]:
    server = Served()
    yield server
    server.server.shutdown()


@pytest.fixture
def word(served: Served, monkeypatch: pytest.MonkeyPatch) -> Callable[..., GuidanceAnswer]:
    monkeypatch.setenv("OPENAI_API_KEY", "none")

    def worded(patience: float = 30, names: tuple[str, ...] = ()) -> GuidanceAnswer:
        model = LanguageModel(
            "openai:scripted", partial(open_chat_model, "openai:scripted", served.url), patience
        )
        return model.word(ANSWER, lambda text: [name for name in names if name in text])

    return worded


def test_sentences_that_the_quotations_bear_out_are_shown_with_their_citations(served, word):
    served.claims(("The deputy reads requests within ten days.", 2, "read every request within ten days"))
    told = word()
    assert told.answer.startswith("The deputy reads requests within ten days. [1]")
    assert "openai:scripted" in told.answer
    assert told.citations == (ANSWER.citations[1],)


@pytest.mark.parametrize(
    "claim",
    [
        ("The chair keeps the list.", 1, "the chair keeps a list"),
        ("The chair keeps the list.", 2, "The chair keeps the list"),
        ("The chair keeps the list.", 3, "The chair keeps the list"),
        ("The chair keeps the list.", 0, "The chair keeps the list"),
        ("The chair keeps the list.", 1, "chair"),
        ("The chair keeps the list of 15 rooms.", 1, "The chair keeps the list of"),
        ("The deputy does not read every request.", 2, "read every request within"),
        ("Managers decide about pay and promotion every spring.", 1, "The chair keeps the list of"),
        ("", 1, "The chair keeps the list of"),
    ],
)
def test_what_they_do_not_bear_out_is_dropped(served, word, claim):
    served.claims(claim, ("The chair keeps the list.", 1, "The chair keeps the list of"))
    assert word().answer.startswith("The chair keeps the list. [1]\n")
    served.claims(claim)
    assert word().answer.startswith(ANSWER.answer)
    assert word().citations == ANSWER.citations


def test_whatever_goes_wrong_the_quotations_are_shown_and_it_is_said(served, word):
    served.says = lambda _: "I would rather talk about the weather."
    assert word().answer.startswith(ANSWER.answer)
    served.claims()
    assert "nothing that the documents bear out" in word().answer
    served.says = lambda _: [time.sleep(5), ""][1]
    assert "did not answer within" in word(patience=0.5).answer
    served.status = 400
    assert "could not be asked" in word().answer
    served.server.shutdown()
    served.server.server_close()
    assert "could not be asked" in word().answer or "did not answer" in word(patience=5).answer


def test_a_provider_that_is_not_installed_is_said():
    model = LanguageModel("fireworks:any", partial(open_chat_model, "fireworks:any", None))
    assert "its package is not installed" in model.word(ANSWER, lambda _: []).answer


def test_names_of_people_never_leave_and_come_back(served, word):
    def echo(body: dict[str, Any]) -> str:
        quote = json.loads(body["messages"][-1]["content"])["quotations"][1]["text"]
        return json.dumps({"claims": [{"sentence": quote, "quotation": 2, "words": quote}]})

    served.says = echo
    told = word(names=("Ann", "Smith"))
    assert told.answer.startswith("Ann Smith and her deputy read every request within ten days. [1]")
    assert not any("Ann" in body or "Smith" in body for body in served.asked)
    assert "PERSON-" in served.asked[0]


@given(
    st.text(alphabet="ab -19PERSON", max_size=60),
    st.lists(st.text(alphabet="abc", min_size=2, max_size=4), max_size=14),
)
def test_hiding_is_undone_whatever_the_text(text: str, names: list[str]) -> None:
    stand_ins = stand_ins_for(names)
    if "PERSON-" not in text:
        assert shown(hidden(text, stand_ins), stand_ins) == text


@pytest.mark.parametrize(
    ("settings", "allowed"),
    [
        ('model = "openai:gpt"', False),
        ('model = "openai:gpt"\nmodel_may_be_remote = true', True),
        ('model = "openai:own"\nmodel_url = "http://127.0.0.1:8080/v1"', True),
        ('model = "openai:own"\nmodel_url = "http://models.example/v1"', False),
        ('model = "openai:own"\nmodel_url = "http://127.0.0.1@models.example/v1"', False),
        ('model = "ollama:llama3.1"', True),
        ('model = "llama3.1"', False),
    ],
)
def test_nothing_leaves_the_machine_unless_it_is_switched_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: str, allowed: bool
) -> None:
    monkeypatch.delenv("OLLAMA_HOST", raising=False)
    (tmp_path / "talent.toml").write_text(settings)
    if allowed:
        assert load(tmp_path).model
    else:
        with pytest.raises(SettingsError, match="model"):
            load(tmp_path)


def test_an_ollama_on_another_machine_is_another_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLLAMA_HOST", "models.example:11434")
    (tmp_path / "talent.toml").write_text('model = "ollama:llama3.1"')
    with pytest.raises(SettingsError, match="another machine"):
        load(tmp_path)


def test_switched_on_it_words_what_the_library_answers(
    served: Served, home_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def first_sentence(body: dict[str, Any]) -> str:
        text = json.loads(body["messages"][-1]["content"])["quotations"][0]["text"]
        return json.dumps({"claims": [{"sentence": text, "quotation": 1, "words": text}]})

    served.says = first_sentence
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    monkeypatch.setenv("TALENT_MODEL", "openai:scripted")
    monkeypatch.setenv("TALENT_MODEL_URL", served.url)
    manager = open_home(home_folder).sample().sign_in("manager")
    told = manager.guidance.ask("How do I prepare Samira Rahman for a talent conversation?")
    assert told.answered
    assert "Worded by openai:scripted" in told.answer
    assert len(told.citations) == 1
    assert len(served.asked) == 1
    assert "Samira" not in served.asked[0]
