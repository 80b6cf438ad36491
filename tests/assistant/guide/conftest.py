"""A small guide that shows every kind of question, and the guide that ships."""

import pytest

from assistant.guide.loader import BUILT_IN, load_all
from assistant.guide.schema import Guide

SMALL = {
    "id": "small",
    "version": 1,
    "title": "Small talk",
    "about": "A guide for tests.",
    "notice": "This is written down.",
    "modes": {"light": {"stages": ["start", "middle", "end"], "minutes": 5, "probes": 1}},
    "stages": [
        {
            "id": "start",
            "title": "Start",
            "purpose": "Begin.",
            "guidance": "How to begin?",
            "questions": [
                {"id": "begun", "label": "Begun", "kind": "fact"},
                {"id": "ready", "label": "Ready", "kind": "yes_no", "required": True, "ask": "Ready?"},
            ],
        },
        {
            "id": "middle",
            "title": "Middle",
            "purpose": "Talk.",
            "guidance": "How to talk?",
            "questions": [
                {
                    "id": "colour",
                    "label": "Colour",
                    "kind": "choice",
                    "ask": "Which colour?",
                    "ask_manager": "Which colour do you see?",
                    "options": [
                        {"key": "red", "label": "Red", "words": ["like a rose"]},
                        {"key": "blue", "label": "Blue", "words": ["like the sea"]},
                    ],
                },
                {
                    "id": "why_red",
                    "label": "Why red",
                    "kind": "text",
                    "when": {"field": "colour", "is": ["red"]},
                    "ask": "Why red?",
                },
                {
                    "id": "example",
                    "label": "Example",
                    "kind": "text",
                    "probe": True,
                    "depends_on": ["colour"],
                    "ask": "An example?",
                },
                {
                    "id": "actions",
                    "label": "Actions",
                    "kind": "entries",
                    "most": 2,
                    "parts": [
                        {"id": "goal", "label": "Goal", "kind": "text"},
                        {"id": "due", "label": "Due", "kind": "date", "ask": "By when?"},
                        {"id": "helper", "label": "Helper", "kind": "person"},
                    ],
                    "probe": True,
                    "ask": "What next?",
                },
            ],
        },
        {
            "id": "end",
            "title": "End",
            "purpose": "Sign.",
            "guidance": "How to end?",
            "questions": [
                {"id": "signed", "label": "Signed", "kind": "sign", "required": True, "ask": "Sign?"},
                {
                    "id": "again_on",
                    "label": "Again",
                    "kind": "date",
                    "propose_months": 6,
                    "ask": "When again?",
                },
            ],
        },
    ],
}


@pytest.fixture(scope="session")
def small() -> Guide:
    return Guide.model_validate(SMALL)


@pytest.fixture(scope="session")
def talent_conversation() -> Guide:
    return load_all(BUILT_IN)["talent_conversation"]
