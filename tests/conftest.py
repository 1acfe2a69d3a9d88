"""What tests share: the model, a workspace with a fake encoder, optional programs and data."""

from __future__ import annotations

import ipaddress
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from kompass_evidence.workspace import Municipality, Workspace, create
from tests.fakes.encoder import FakeEncoder

# a machine that is busy is no mistake in the code
settings.register_profile("kompass", deadline=None)
settings.load_profile("kompass")
# a shell that runs the tests in the background has them, and all they start, ignore Ctrl-C
signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"
TINY = ROOT / "tests" / "data" / "tiny-framework"


def _stays_here(address: object) -> bool:
    """Say whether a socket's address is of this machine."""
    if not isinstance(address, tuple):
        return True  # a path: a socket of this machine by its kind
    try:
        return ipaddress.ip_address(str(address[0]).split("%")[0]).is_loopback
    except ValueError:
        return str(address[0]) == "localhost"


def _watch_network(event: str, arguments: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        address = (arguments[0] or "localhost",)
    else:
        return
    if _watching and address is not None and not _stays_here(address):
        raise PermissionError(f"a test reaches for the network: {event} {address}")


_watching: list[bool] = []


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Refuse every connection to another machine, in the whole suite and all that it runs here."""
    if _watch_network not in _watchers:
        sys.addaudithook(_watch_network)  # for good, so that it is switched by a list
        _watchers.append(_watch_network)
    _watching.append(True)
    yield
    _watching.clear()


_watchers: list[object] = []


def require_program(name: str) -> str:
    """Return the path of an optional program; skip without it, or fail where all are required."""
    found = shutil.which(name)
    if found is None:
        if os.environ.get("KOMPASS_REQUIRE_ALL") == "1":
            pytest.fail(f"{name} is not installed, and KOMPASS_REQUIRE_ALL=1")
        pytest.skip(f"{name} is not installed")
    return found


@pytest.fixture
def shared_data() -> Path:
    """The folder of real documents and test sets, where a checkout has it beside it."""
    if not SHARED.is_dir():
        pytest.skip("the shared data are not beside the project")
    return SHARED


@pytest.fixture(scope="session")
def model_data() -> Iterator[Path]:
    """A data folder with the real model, built once a machine."""
    from kompass_evidence.retrieval.models import default_name, find_model

    folder = Path(os.environ.get("KOMPASS_TEST_DATA") or Path.home() / ".cache" / "kompass-tests")
    find_model(default_name(), folder)
    before = os.environ.get("KOMPASS_DATA")
    os.environ["KOMPASS_DATA"] = str(folder)
    yield folder
    if before is None:
        del os.environ["KOMPASS_DATA"]
    else:
        os.environ["KOMPASS_DATA"] = before


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The small town's workspace, with a fake encoder; the same for all tests of a module."""
    from tests.small_town import make_town, open_town  # which itself needs what stands here

    workspace = open_town(make_town(tmp_path_factory.mktemp("town")))
    yield workspace
    workspace.close()


@pytest.fixture
def new_workspace(tmp_path: Path) -> Iterator[Callable[..., Workspace]]:
    """Make a workspace with a fake encoder; closed after the test."""
    opened: list[Workspace] = []

    def make(name: str = "ws", framework: str = str(TINY)) -> Workspace:
        folder = tmp_path / name
        if not folder.exists():
            create(folder, Municipality("Provkommun", 12000, 2026), framework)
        workspace = Workspace(folder)
        workspace.encoder = FakeEncoder()
        opened.append(workspace)
        return workspace

    yield make
    for workspace in opened:
        workspace.close()
