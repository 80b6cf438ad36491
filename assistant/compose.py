"""Puts the parts together: the one place that knows which folder, database, model and clock are used."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import settings as settings_module
from assistant.errors import SignInError

if TYPE_CHECKING:  # heavy, and needed only once something is opened
    from sqlalchemy import Engine

    from assistant.assistant import Assistant
    from assistant.guidance import Guidance
    from assistant.guide.schema import Guide
    from assistant.settings import Settings
    from store.views import AccountView

NOTES = Path(__file__).parent.parent / "knowledge" / "notes"
