"""What all tests share: no hub, no network model, and the sample organisation made once."""

import os
import shutil
from pathlib import Path

import pytest
from filelock import FileLock

os.environ["HF_HUB_OFFLINE"] = "1"
for name in [
    name for name in os.environ if name.startswith("TALENT_") and not name.startswith("TALENT_TEST_")
]:
    del os.environ[name]  # a developer's own home is never touched


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that every process of a run shares, for what is made once."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session", autouse=True)
def exports(shared: Path) -> Path:
    """Where the embedding model is exported to, once for all tests of a run, whichever process they are in."""
    folder = shared / "encoders"
    os.environ["TALENT_ENCODERS"] = str(folder)
    return folder


@pytest.fixture(scope="session")
def made_home(shared: Path) -> Path:
    """A home whose sample organisation and built-in notes are there; copy it rather than change it."""
    from assistant.compose import open_home

    folder, done = shared / "made", shared / "made.done"
    with FileLock(shared / "made.lock", timeout=600):
        if not done.exists():
            home = open_home(folder).sample()
            home.guidance.library.warm()
            shutil.copytree(home.path / "library", folder / "library")
            done.touch()
    return folder


@pytest.fixture
def home_folder(made_home: Path, tmp_path: Path) -> Path:
    """A home of the test's own, with the sample organisation and the built-in notes."""
    return Path(shutil.copytree(made_home, tmp_path / "home"))


@pytest.fixture
def guidance_folder() -> Path:
    """The folder of real documents, where one is given."""
    folder = os.environ.get("TALENT_TEST_GUIDANCE")
    if not folder:
        pytest.skip("TALENT_TEST_GUIDANCE names no folder of real documents")
    return Path(folder)
