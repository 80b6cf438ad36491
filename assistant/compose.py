"""Puts the parts together: the one place that knows which folder, database, model and clock are used."""

from __future__ import annotations

import os
from datetime import datetime
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import SettingsError, SignInError
from assistant.os_user import os_user

if TYPE_CHECKING:  # heavy, and imported once something is opened
    import subprocess

    from sqlalchemy import Engine

    from assistant.assistant import Assistant
    from assistant.framework import Framework
    from assistant.guidance import Guidance
    from assistant.guide.meaning import Meanings
    from assistant.guide.schema import Guide
    from assistant.model import LanguageModel
    from assistant.settings import Settings
    from assistant.visitors import Reception
    from knowledge.encoder import Encoder
    from store.cipher import Key
    from store.health import Health
    from store.views import AccountView

NOTES = Path(__file__).parent.parent / "knowledge" / "notes"
EXPORTS = "encoders"
"""Name of the folder in a home where embedding models lie that have been exported to ONNX."""
GLOSSARY = "glossary.yaml"
"""Name of the file in a home by which an organisation adds to the built-in glossary."""
BODIES = "bodies.yaml"
"""Name of the file in a home that names bodies which are no more, beside the built-in ones."""
SAYINGS = "sayings"
"""Name of the folder beside them where the vectors of what people say for choices are kept."""
PERSONAL = "personal.yaml"
"""Name of the file in a home by which an organisation says what the guidance is not asked, in place of the built-in."""
HOLIDAYS = "holidays.yaml"
"""Name of the file in a home with the public holidays of where it is, in place of the built-in ones."""
SAMPLE = "demo"
"""Name of the sample organisation's folder in a home."""
_TRACING = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2")
"""Switches by which LangChain would send what it handles to a service: another program's habit is not ours."""
_PATIENCE = 60.0
"""Seconds that a process waits for another one which makes the sample organisation."""
SAMPLE_ACCOUNT = "manager"
"""Who one is in the sample organisation unless one says otherwise."""


def open_home(folder: Path | None = None) -> Home:
    """The data folder, with its settings read; nothing in it is opened yet. Raises SettingsError."""
    from assistant.settings import load

    for name in _TRACING:
        os.environ[name] = "false"
    path = (folder or default_folder()).expanduser()
    if path.exists() and not path.is_dir():
        raise SettingsError(f"The data folder {path} is a file; name a folder in TALENT_HOME.")
    return Home(load(path))


def default_folder() -> Path:
    """TALENT_HOME, else the platform's place for a user's data."""
    import platformdirs

    return Path(os.environ.get("TALENT_HOME") or platformdirs.user_data_path("talent"))


class Home:
    """A data folder: its settings, store, library and guides. Each is opened at first use.

    Args:
        settings: The folder's settings.
        sample: Whether this is the sample organisation's home, where everybody may be anybody.
    """

    def __init__(self, settings: Settings, *, sample: bool = False) -> None:
        self.settings = settings
        self.is_sample = sample
        self._visitor: str | None = None
        self._shared_encoder: Path | None = None

    @property
    def path(self) -> Path:
        """The folder."""
        return self.settings.home

    def is_new(self) -> bool:
        """Whether nobody has an account here yet."""
        if self.settings.database_url is None and not self._database.exists():
            return True
        from store import accounts

        return accounts.count(self._engine) == 0

    def set_up(self, your_name: str, your_reference: str = "ME") -> None:
        """Begin an organisation's own home: an account for the operating system's user, as HR and administrator.

        Raises:
            StoreError: the store cannot be made, or the name is empty.
        """
        from store import accounts
        from store.access import Role

        accounts.create(
            self._engine,
            name=your_reference.lower(),
            roles=[Role.HR, Role.ADMIN],
            os_user=os_user(),
            person_reference=your_reference,
            person_name=your_name,
        )

    def sample_is_missing(self) -> bool:
        """Whether the sample organisation has still to be made, which takes seconds."""
        return not (self.path / SAMPLE / "talent.db").exists()

    def sample(self) -> Home:
        """The sample organisation's home, made on first use: whole or not at all."""
        folder = self.path / SAMPLE
        home = Home(
            self.settings.model_copy(
                update={"home": folder, "database_url": None, "database_owner_url": None}
            ),
            sample=True,
        )
        if self.sample_is_missing():
            self._make_sample(folder)
        return home

    def _make_sample(self, folder: Path) -> None:
        """By one process at a time: whoever comes while it is being made waits for it."""
        import filelock

        from store.engine import make_engine
        from store.sample import build
        from store.schema import upgrade

        work = folder / "being-made.db"
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with filelock.FileLock(folder / ".making", mode=0o600, timeout=_PATIENCE):
                if not self.sample_is_missing():
                    return
                work.unlink(missing_ok=True)
                engine = make_engine(f"sqlite:///{work}")
                upgrade(engine)
                build(engine, now().date())
                engine.dispose()
                work.rename(folder / "talent.db")
        except filelock.Timeout as error:
            raise SettingsError(
                f"Another process has been making {folder} for too long; try again."
            ) from error
        except OSError as error:
            raise SettingsError(
                f"The sample organisation cannot be written to {folder} ({error.strerror}); check its owner and the "
                "free space."
            ) from error

    def accounts(self) -> tuple[str, ...]:
        """Names of the accounts that may be switched to: all in the sample organisation, none elsewhere."""
        return ("manager", "individual", "hr", "panel", "admin") if self.is_sample else ()

    def sign_in(self, account: str | None = None) -> Assistant:
        """The assistant of an account.

        Args:
            account: Its name or its person's reference; None is the operating system's user, in the sample
                organisation the manager. Outside it, an account has to be that user's own.

        Raises:
            SignInError: there is none, or it is not this user's: the two look the same.
            StoreError: the store cannot be opened.
        """
        from assistant.assistant import Assistant
        from store import accounts
        from store.service import Records

        today = now().date()
        found: AccountView | None
        if self._visitor is not None and account is None:
            found = Records(self._engine, self._visitor, now).accounts.me()
        elif self._visitor is not None and not self.is_sample:
            raise SignInError(
                "A visitor signs in as themself; sign out in the browser to sign in as another."
            )
        elif self.is_sample:
            found = accounts.find(self._engine, today, name=account or SAMPLE_ACCOUNT)
        elif self.is_new():
            raise SignInError(
                "Nobody has an account here yet: open `talent` to set it up, or try `talent --demo`."
            )
        else:
            found = accounts.find(self._engine, today, name=account, os_user=os_user())
        if found is None:
            whose = (
                f"There is no account {account!r} here that you may use"
                if account
                else "No account here is yours"
            )
            raise SignInError(f"{whose}; ask an administrator: talent account open.")
        records = Records(self._engine, found.id, now, self.holidays_file)
        guidance = self.guidance.hiding(records.people.names_in)
        parts = (self.guides, self.frameworks, self.meanings, now, self.path)
        return Assistant(found, records, guidance, *parts)

    def for_visitor(self, secret: str, shared_encoder: Path | None, key: bytes | None = None) -> None:
        """Make this the home of a visitor's process, which signs in as one account and as no other.

        Args:
            secret: What the server that let them in was given for it (`visitors.Reception.admission`); it is used up.
            shared_encoder: The socket of the encoder that all visitors share, if they do.
            key: The key of an encrypted store, which nobody is there to be asked for.

        Raises:
            SignInError: it is no such secret, or no more.
        """
        from store import credentials
        from store.cipher import Key

        if key is not None:
            self.__dict__ |= {"key": Key(key), "is_encrypted": True}

        self._visitor = credentials.admit(self._engine, secret, now())
        if self._visitor is None:
            raise SignInError("Nobody was let in; sign in from the browser.")
        self._shared_encoder = shared_encoder

    def listen_at(self, host: str | None, port: int | None) -> None:
        """Take another address for browsers than the settings have.

        Raises:
            SettingsError: other machines could reach it and nothing encrypts what they send, or it would show the
                sample organisation, where anybody is anybody, to others than this machine's users.
        """
        from assistant.settings import listening_at

        self.settings = listening_at(self.settings, host, port, on_this_machine_alone=self.is_sample)

    def reception(self) -> Reception:
        """Who may come in by a browser."""
        from assistant.visitors import Reception

        return Reception(self._engine, now, self.settings.serve_shortest_password, open_to_all=self.is_sample)

    def share_encoder(self, socket: Path) -> subprocess.Popen[bytes] | None:
        """Start the process whose encoder others use by a socket, and use it here too; None where another program
        serves the embedding model anyway."""
        from knowledge.shared import serve_in_child

        if self.settings.embeddings_url:
            return None
        self._shared_encoder = socket
        return serve_in_child(socket, self._exports, self.settings.embedding_model)

    @property
    def holidays_file(self) -> Path:
        """Which public holidays are no working days: the organisation's own file, else the built-in one."""
        from store.holidays import BUILT_IN

        own = self.path / HOLIDAYS
        return own if own.exists() else BUILT_IN

    @cached_property
    def guidance(self) -> Guidance:
        """The library, ready to be asked; nothing is loaded before it is."""
        from assistant.ageing import load_bodies
        from assistant.glossary import load_glossary
        from assistant.guidance import Guidance
        from assistant.personal import load_personal
        from knowledge.chroma import ChromaUse
        from knowledge.library import Library

        library = Library(
            self.path / "library",
            self._encoder(),
            NOTES,
            ChromaUse(self.settings.chroma_url, self.settings.chroma_above),
            load_glossary(self.path / GLOSSARY),
        )
        return Guidance(
            library,
            _language_model(self.settings),
            bodies=load_bodies(self.path / BODIES),
            personal=load_personal(self.path / PERSONAL),
        )

    def _encoder(self) -> Encoder:
        from knowledge.shared import SharedEncoder

        if self._shared_encoder is not None:
            return SharedEncoder(self._shared_encoder)
        return _encoder(self.settings.embedding_model, self._exports, self.settings.embeddings_url)

    @cached_property
    def meanings(self) -> Meanings:
        """What sentences mean that name no choice."""
        from assistant.guide.meaning import Meanings

        encoder = self.guidance.library.encoder
        return Meanings(encoder.encode, self._exports / SAYINGS, lambda: encoder.name)

    @property
    def _exports(self) -> Path:
        """Where what is made of embedding models lies; the sample organisation shares it with the home it lies in."""
        shared = self.path.parent if self.is_sample else self.path
        return self.settings.encoders or shared / EXPORTS

    @property
    def guides(self) -> dict[str, Guide]:
        """The built-in guides and the organisation's own, which replace built-in ones of the same id."""
        return self._guides[0]

    @property
    def broken_guides(self) -> tuple[str, ...]:
        """What is wrong with files of the organisation that should be guides and are left out, a sentence each."""
        return self._guides[1]

    def guide(self, guide_id: str) -> Guide:
        """The guide of that id; GuideError where there is none."""
        from assistant.guide.loader import named

        return named(self.guides, guide_id)

    def checked_guide(self, path: Path) -> Guide:
        """The guide of a file, with its frameworks' cells; GuideError, with file and line, where it is none."""
        from assistant.guide.loader import load

        return self._filled(load(path))

    @cached_property
    def _guides(self) -> tuple[dict[str, Guide], tuple[str, ...]]:
        from assistant.errors import GuideError
        from assistant.guide.loader import BUILT_IN, load_all

        broken: list[str] = []
        guides = load_all(BUILT_IN, self.path / "guides", on_broken=broken.append)
        for name, guide in list(guides.items()):
            try:
                guides[name] = self._filled(guide)
            except GuideError as error:
                broken.append(str(error))
                del guides[name]
        first = sorted(guides.items(), key=lambda one: one[1].becomes == "plan")
        return dict(first), tuple(broken)

    def _filled(self, guide: Guide) -> Guide:
        from assistant.guide.filled import filled
        from assistant.plan.catalogue import catalogue

        return filled(guide, self.frameworks, catalogue())

    @cached_property
    def frameworks(self) -> dict[str, Framework]:
        """The built-in frameworks and the organisation's own, which replace built-in ones of the same id."""
        from assistant import framework

        return framework.load_all(framework.BUILT_IN, self.path / "frameworks")

    @property
    def _database(self) -> Path:
        return self.path / "talent.db"

    @cached_property
    def is_encrypted(self) -> bool:
        """Whether the store is encrypted, or will be once it is made: there is a key, and no file that is plain."""
        from sqlalchemy.engine import make_url

        from assistant import keys
        from store.cipher import is_plain

        if keys.kept(self.path) is None:
            return False
        url = self.settings.database_url
        address = make_url(url) if url else None
        if address and (address.get_backend_name() != "sqlite" or not address.database):
            return False
        live = Path(address.database or "") if address else self._database
        return not (live.exists() and live.stat().st_size and is_plain(live))

    @cached_property
    def key(self) -> Key | None:
        """The key of an encrypted store, for which a passphrase may be asked; None where it is plain.

        Raises:
            SettingsError: it cannot be had.
        """
        from assistant import keys

        return keys.open_key(self.path, self.settings.passphrase_file) if self.is_encrypted else None

    def health(self) -> Health | None:
        """How the store is; None where it is on a server. Raises StoreError."""
        from store.health import examine

        return examine(self._engine) if self._engine.dialect.name == "sqlite" else None

    def open_with(self, key: Key | None) -> None:
        """Open the store, which was just written anew under a key or without, and make it where there is none."""
        self.close()
        self.__dict__ |= {"key": key, "is_encrypted": key is not None}
        _ = self._engine

    def close(self) -> None:
        """Close the store; how it lies on the disk is looked up anew when it is next used."""
        if "_engine" in self.__dict__:
            self._engine.dispose()
        for name in ("_engine", "key", "is_encrypted"):
            self.__dict__.pop(name, None)

    @cached_property
    def _engine(self) -> Engine:
        from store.engine import make_engine
        from store.schema import upgrade

        engine = make_engine(self.settings.database_url or f"sqlite:///{self._database}", self.key)
        if self.settings.database_owner_url is None:
            upgrade(engine)
            return engine
        owner = make_engine(self.settings.database_owner_url)
        upgrade(owner, engine.url.username)
        owner.dispose()
        return engine

    def unfenced(self) -> str:
        """Why row-level security does not repeat the access rules; empty where it does, or there is none to have."""
        from store.engine import explained
        from store.row_security import gap

        if self._engine.dialect.name != "postgresql":
            return ""
        with explained(self._engine), self._engine.connect() as connection:
            return gap(connection)


@cache
def _encoder(model: str | None, exports: Path, url: str | None) -> Encoder:
    """One encoder a process for each model, whatever homes use it: it takes seconds to load and much memory."""
    from knowledge.encoder import BUILT_IN, LocalEncoder
    from knowledge.served import ServedEncoder

    return ServedEncoder(url, model or BUILT_IN) if url else LocalEncoder(model, exports)


def _language_model(settings: Settings) -> LanguageModel | None:
    """The model that the settings switch on, if any; opened when it is first needed."""
    if settings.model is None:
        return None
    from assistant.model import LanguageModel, open_chat_model

    return LanguageModel(settings.model, partial(open_chat_model, settings.model, settings.model_url))


def now() -> datetime:
    """The moment, in the machine's zone: the day of the people who sit before it."""
    return datetime.now().astimezone()
