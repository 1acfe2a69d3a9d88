"""A cited workspace, and the site over it: by Flask's client, and really served."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kompass_evidence.review_site.gate import Gate
from kompass_evidence.review_site.serving import Served
from kompass_evidence.review_site.site import make_app
from tests.review_site.cited import REVIEWER, make_cited_town

PORT = 8123
HERE = f"http://127.0.0.1:{PORT}"


@pytest.fixture(scope="session")
def cited_town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the cited town as it was made; to be copied, not changed."""
    return make_cited_town(tmp_path_factory.mktemp("cited"))


@pytest.fixture
def town(cited_town: Path, tmp_path: Path) -> Path:
    """A copy of the cited town's folder."""
    return Path(shutil.copytree(cited_town, tmp_path / "ws"))


class Visitor:
    """A browser without eyes: asks the site as one person's browser would."""

    def __init__(self, folder: Path, person: str = REVIEWER, enter: bool = True) -> None:
        self.gate = Gate(PORT)
        self.client: FlaskClient = make_app(folder, person, self.gate).test_client()
        if enter:
            assert self.get(self.gate.url.removeprefix(HERE)).status_code == 200

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(path, base_url=HERE, **more)

    def text(self, path: str) -> str:
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    def send(
        self, path: str, form: Mapping[str, str], origin: str | None = HERE, key: str | None = None
    ) -> TestResponse:
        """Send a form as one of the site's own pages does, unless told otherwise."""
        data = {"key": self.gate.form_key if key is None else key, **form}
        headers = {} if origin is None else {"Origin": origin}
        return self.client.post(path, base_url=HERE, data=data, headers=headers)

    def judge(self, sub_area: str, citation: str, verdict: str, note: str = "") -> TestResponse:
        place = f"citat/{citation}" if citation else "motivering"
        page = self.text(f"/delomrade/{sub_area}/{place}")
        score = page.split('name="score" value="')[1].split('"')[0]
        form = {"citation": citation, "verdict": verdict, "note": note, "score": score}
        return self.send(f"/delomrade/{sub_area}/omdome", form)


@pytest.fixture
def visitor(town: Path) -> Visitor:
    return Visitor(town)


@pytest.fixture
def serve(town: Path) -> Iterator[Callable[..., Served]]:
    """Serve the town really, in a thread of this process."""
    running: list[tuple[Served, Thread]] = []

    def start(person: str = REVIEWER) -> Served:
        served = Served(town, person)
        thread = Thread(target=served.run, daemon=True)
        thread.start()
        running.append((served, thread))
        return served

    yield start
    for served, thread in running:
        served.stop()
        thread.join(timeout=10)
