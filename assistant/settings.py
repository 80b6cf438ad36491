"""Settings: `talent.toml` in the data folder, overridden by TALENT_* environment variables."""

from __future__ import annotations

import difflib
import tomllib
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from assistant.errors import SettingsError

FILE = "talent.toml"


class Settings(BaseSettings):
    """What an organisation may set. Unknown keys are refused, so that a typing error does not go unnoticed."""

    model_config = SettingsConfigDict(env_prefix="TALENT_", extra="forbid", frozen=True)

    home: Path
    """The data folder; everything lives under it."""
    database_url: str | None = None
    """An SQLAlchemy address of the store; unset, it is `talent.db` in the data folder."""
    database_owner_url: str | None = None
    """On PostgreSQL, the same database for the role that owns the tables: it lays them out and nothing else. Then the
    role of `database_url` owns nothing, and row-level security repeats the access rules."""
    passphrase_file: Path | None = None
    """A file, its owner's alone, that holds an encrypted store's passphrase; unset, it is asked on the terminal."""
    embedding_model: str | None = None
    """Name or folder of a sentence-transformers model; unset, the all-MiniLM-L6-v2 that comes along."""
    encoders: Path | None = None
    """Folder of embedding models exported to ONNX, for homes that share one; unset, it is in the data folder."""
    embeddings_url: str | None = None
    """Address of an OpenAI-compatible embeddings server (as far as `/v1`), which then embeds instead."""
    chroma_url: str | None = None
    """Address of a Chroma server, which then finds the nearest passages."""
    chroma_above: int = 20_000
    """Chroma in the data folder is used for libraries of more passages than this; others compare every vector."""
    library_may_be_remote: bool = False
    """Whether passages and questions may leave this machine for these two servers; names of people here never do."""
    model: str | None = None
    """A language model as LangChain names it (`ollama:…`, `openai:…`); unset, everything works without one."""
    model_url: str | None = None
    """Where the model is served, for one's own server; unset, it is where its provider says."""
    model_may_be_remote: bool = False
    """Whether questions and quotations may leave this machine for the model; names of people here never do."""
    serve_host: str = "127.0.0.1"
    """The address at which `talent serve` listens; beyond this machine only behind a proxy that speaks https."""
    serve_port: int = Field(default=8000, ge=0, le=65_535)
    """The port at which it listens; 0 takes one that is free."""
    serve_url: str | None = None
    """The address that people type, where a proxy stands before it: `https://talent.example.org`."""
    serve_behind_proxy: bool = False
    """Whether the proxy's X-Forwarded-For says from where somebody comes, for counting wrong passwords."""
    serve_visitors: int = Field(default=20, ge=1, le=1_000)
    """How many windows may be open at once."""
    serve_visitors_each: int = Field(default=3, ge=1, le=100)
    """How many of them may be one account's."""
    serve_idle_minutes: int = Field(default=15, ge=1, le=240)
    """After how many minutes without a key somebody has to sign in again."""
    serve_hours: int = Field(default=10, ge=1, le=24)
    """After how many hours they have to in any case."""
    serve_shortest_password: int = Field(default=15, ge=12, le=100)
    """How many characters a password has at the least; fewer than 15 only where it does not stand alone."""
    serve_passes_on: list[str] = Field(default_factory=list)
    """Names of environment variables that visitors' processes need, such as a model's key; else they get none."""

    @model_validator(mode="after")
    def _refuse_what_was_not_switched_on(self) -> Self:
        if self.model is not None and ":" not in self.model:
            raise ValueError(
                f"a model is named provider:model, for example ollama:llama3.1, not {self.model!r}"
            )
        if (
            self.model is not None
            and not self.model_may_be_remote
            and not _on_this_machine(self.model, self.model_url)
        ):
            raise ValueError(
                f"{self.model} would be asked on another machine; set model_may_be_remote = true if it may be, "
                "or model_url to where it is served on this one"
            )
        self._refuse_to_serve_in_the_clear()
        for name in ("embeddings_url", "chroma_url"):
            url = getattr(self, name)
            if url is not None and urlsplit(url).scheme not in {"http", "https"}:
                raise ValueError(f"{name} is an address like http://127.0.0.1:8000, not {url!r}")
            if url is not None and not self.library_may_be_remote and not _is_loopback(url):
                raise ValueError(
                    f"{url} is on another machine; set library_may_be_remote = true if passages and questions may go "
                    "there"
                )
        return self

    def _refuse_to_serve_in_the_clear(self) -> None:
        url = urlsplit(self.serve_url or "https://unset")
        if url.scheme not in {"http", "https"} or not url.hostname or url.path.strip("/") or url.query:
            raise ValueError(
                f"serve_url is an address like https://talent.example.org, not {self.serve_url!r}"
            )
        if url.scheme == "http" and not _is_loopback(self.serve_url or ""):
            raise ValueError(f"{self.serve_url} would send passwords in the clear; use https, by a proxy")
        if not _is_loopback(self.serve_host) and (self.serve_url is None or url.scheme != "https"):
            raise ValueError(
                f"serve_host {self.serve_host} can be reached from other machines; leave it at 127.0.0.1, or set "
                "serve_url to the https address of the proxy before it"
            )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments first, then the environment, then the file of the data folder."""
        home = Path(init_settings.init_kwargs["home"])  # type: ignore[attr-defined]
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, home / FILE)


def listening_at(
    settings: Settings, host: str | None, port: int | None, *, on_this_machine_alone: bool
) -> Settings:
    """The settings with another address for browsers, as far as it is given.

    Raises:
        SettingsError: it is one that is refused in the settings too, or not this machine's where it has to be.
    """
    given = {"serve_host": host, "serve_port": port}
    found = settings.model_copy(update={name: value for name, value in given.items() if value is not None})
    try:
        found._refuse_to_serve_in_the_clear()
    except ValueError as error:
        raise SettingsError(f"That address cannot be listened at: {error}.") from error
    if on_this_machine_alone and not (
        _is_loopback(found.serve_host) and _is_loopback(found.serve_url or "localhost")
    ):
        raise SettingsError(
            "The sample organisation asks for no passwords and is served on this machine alone; leave serve_host and "
            "serve_url out."
        )
    return found


def _on_this_machine(model: str, url: str | None) -> bool:
    import os

    if url is None and model.startswith("ollama:"):
        url = os.environ.get("OLLAMA_HOST", "127.0.0.1")
    if url is None:
        return False
    return _is_loopback(url)


def _is_loopback(url: str) -> bool:
    host = url if url == "::1" else urlsplit(url if "//" in url else f"//{url}").hostname
    return host in {"localhost", "127.0.0.1", "::1"}


def load(home: Path) -> Settings:
    """The settings of a data folder.

    Args:
        home: The folder.

    Raises:
        SettingsError: a file that is no TOML, an unknown key (with the nearest right one), an impossible value.
    """
    folder = home.expanduser().absolute()
    _refuse_unknown(folder)
    try:
        return Settings(home=folder)
    except ValidationError as error:
        first = error.errors()[0]
        said = first["msg"].removeprefix("Value error, ")
        name = ".".join(map(str, first["loc"]))
        which = (
            f"setting {name} of {folder / FILE} or TALENT_{name.upper()}" if name else f"settings of {folder}"
        )
        raise SettingsError(f"The {which}: {said}.") from error
    except OSError as error:
        raise SettingsError(f"The settings {folder / FILE} cannot be read: {error.strerror}.") from error


def _refuse_unknown(folder: Path) -> None:
    import os

    path = folder / FILE
    known = set(Settings.model_fields)
    try:
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        in_file: dict[str, Any] = tomllib.loads(text)
    except OSError as error:
        raise SettingsError(f"The settings {path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"The settings {path} are not TOML: {error}.") from error
    for key in in_file:
        if key not in known:
            line = next((n for n, row in enumerate(text.splitlines(), 1) if row.strip().startswith(key)), 1)
            raise SettingsError(f"{path}:{line}: there is no setting {key!r}{_nearest(key, known)}.")
    for name in os.environ:
        key = name.removeprefix("TALENT_").lower()
        if name.startswith("TALENT_") and key not in known and not key.startswith("test_"):
            raise SettingsError(f"There is no setting {name}{_nearest(key, known, 'TALENT_')}.")


def _nearest(key: str, known: set[str], prefix: str = "") -> str:
    close = difflib.get_close_matches(key, sorted(known), n=1)
    return f"; did you mean {prefix}{close[0].upper() if prefix else close[0]}" if close else ""
