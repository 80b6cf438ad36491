"""What can go wrong above the library and the store, and the one tuple that front ends catch.

AssistantError
├── SettingsError    talent.toml or an environment variable
├── GuideError       a guide or another data file, with file and line
├── SignInError      no such account, or not yours
└── InputError       a line that cannot be taken as it is
"""

from knowledge.errors import KnowledgeError
from store.errors import StoreError


class AssistantError(Exception):
    """One sentence for people: what happened, where, and what to do."""


class SettingsError(AssistantError):
    """A setting that is unknown or has a value that cannot be."""


class GuideError(AssistantError):
    """A data file that does not hold together, named with its line."""


class SignInError(AssistantError):
    """No such account here, or not yours: the two look the same."""


class InputError(AssistantError):
    """A line that cannot be taken as it is."""


EXPECTED = (AssistantError, KnowledgeError, StoreError)
"""Errors whose message is one sentence for people. Front ends show it as it is; anything else is a defect."""
