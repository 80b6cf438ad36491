"""What a person set about the screen, kept in one small file in the data folder."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile

FILE = "screen.json"


@dataclass(frozen=True, slots=True)
class Preferences:
    """Choices about the screen.

    Attributes:
        theme: Name of the colour theme.
        panel: Whether the panel at the side is wanted where there is room for it.
        keys: Other keys, by the ids in `tui/keymap.py`: `{"chat.pools": "ctrl+g"}`.
    """

    theme: str = "textual-dark"
    panel: bool = True
    keys: dict[str, str] = field(default_factory=dict)


def load(folder: Path) -> Preferences:
    """The preferences of a data folder; the defaults where there are none or the file is damaged."""
    try:
        values = json.loads((folder / FILE).read_text(encoding="utf-8"))
        theme, panel, keys = values.get("theme"), values.get("panel"), values.get("keys")
    except (OSError, ValueError, AttributeError):
        return Preferences()
    default = Preferences()
    return Preferences(
        theme=theme if isinstance(theme, str) else default.theme,
        panel=panel if isinstance(panel, bool) else default.panel,
        keys={str(name): str(key) for name, key in keys.items()} if isinstance(keys, dict) else {},
    )


def save(folder: Path, preferences: Preferences) -> None:
    """Write the preferences, whole or not at all.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=folder, prefix=".screen", delete=False, encoding="utf-8") as file:
        json.dump(asdict(preferences), file, indent=1)
    Path(file.name).chmod(0o600)
    Path(file.name).replace(folder / FILE)
