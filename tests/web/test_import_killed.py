"""A list taken in by ``newsletter run``, whose browser leaves and which is killed in the middle."""

import csv
import io
import re
import socket
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from newsletter.app import Newsletter
from newsletter.model.editor import Act
from tests import patience
from tests.app.builders import SetClock, a_publication
from tests.app.test_reminders import EDITOR
from tests.cli.test_running import running
from tests.ports import a_free_port
from tests.web.desk.builders import signed_in

MANY = 500
LIST = "email,voornaam\n" + "".join(f"lezer{n}@example.org,Anna\n" for n in range(MANY))
IMPORT = "/desk/readers/import"
ASKED = {"ground": "asked", "where": "op de site, van 2021 tot 2025"}
# in many small steps, so that there is a middle
STEPS = """
from newsletter.audience.importing import importer
from newsletter.cli import main

importer._AT_ONCE = 5
main()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    app = a_publication(tmp_path / "own", SetClock(), EDITOR)
    app.close()
    return tmp_path / "own"


class Desk:
    """The desk of a running server, for an owner who has signed in."""

    def __init__(self, folder: Path) -> None:
        app = Newsletter.at(folder)
        self.session = signed_in(app).cookies["desk"]
        app.close()
        self.port = a_free_port()
        self.client = httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}",
            headers={"cookie": f"desk={self.session}", "sec-fetch-site": "same-origin"},
            timeout=patience.SECONDS,
        )

    def page(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text.partition("<main")[2]))

    def upload(self) -> str:
        file = {"file": ("lijst.csv", LIST.encode(), "text/csv")}
        answer = self.client.post(IMPORT, data={"kind": "readers"}, files=file)
        assert answer.status_code == 303, answer.text
        path = answer.headers["location"]
        assert patience.until(lambda: f"Er staan {MANY} rijen in" in self.page(path))
        return path

    def take(self, path: str) -> str:
        answer = self.client.post(f"{path}/take", data=ASKED)
        assert answer.status_code == 303
        assert patience.until(lambda: "lezer geworden" in self.page(path))
        return self.page(path)

    @contextmanager
    def leaving(self, path: str, kind: str, body: str, length: int) -> Iterator[None]:
        """Send a form of that length, and go before the answer comes."""
        head = (
            f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncookie: desk={self.session}\r\n"
            f"sec-fetch-site: same-origin\r\ncontent-type: {kind}\r\n"
            f"content-length: {length}\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", self.port)) as browser:
            browser.sendall((head + body).encode())
            yield


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    found = Desk(folder)
    yield found
    found.client.close()


def readers(folder: Path) -> Counter[str]:
    """The addresses of all readers, as the database has them."""
    path = folder / "subscribers" / "newsletter.db"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        rows = database.execute("SELECT mailbox FROM subscribers")
        return Counter(row[0] for row in rows)


def test_an_import_that_a_kill_ends_says_so_after_the_restart_and_is_done_by_pressing_again(
    folder: Path, desk: Desk
) -> None:
    with running(folder, desk.port, ("-c", STEPS)) as process:
        path = desk.upload()
        form = urlencode(ASKED)
        with desk.leaving(f"{path}/take", "application/x-www-form-urlencoded", form, len(form)):
            assert patience.until(lambda: len(readers(folder)) >= MANY // 10, every_seconds=0.001)
        process.kill()
        process.wait()
    before = len(readers(folder))
    assert before < MANY
    with running(folder, desk.port):
        assert "Dit is onderbroken voordat het klaar was" in desk.page(path)
        assert "Nog niet overgezet lijst.csv" in desk.page(IMPORT)
        page = desk.take(path)
    assert set(readers(folder).values()) == {1}
    assert len(readers(folder)) == MANY
    assert f"{MANY - before} zijn lezer geworden. {before} waren al lezer" in page
    app = Newsletter.at(folder)
    log = [one.act for one in app.container.store.log.newest(200)]
    assert (log.count(Act.LIST_BEGUN), log.count(Act.LIST_TAKEN_IN)) == (2, 1)
    out = io.StringIO(
        b"".join(app.desk.export.pieces(app.desk.editors.all()[0])).decode("utf-8-sig")
    )
    assert Counter(row["consent"] for row in csv.DictReader(out)) == {"imported": MANY}
    app.close()


def test_of_an_upload_whose_browser_leaves_in_the_middle_nothing_is_kept(
    folder: Path, desk: Desk
) -> None:
    with running(folder, desk.port):
        part = (
            "--b\r\ncontent-disposition: form-data; "
            f'name="file"; filename="lijst.csv"\r\n\r\n{LIST}'
        )
        with desk.leaving(IMPORT, "multipart/form-data; boundary=b", part, len(part) + 200):
            pass
        assert "Nog niet overgezet" not in desk.page(IMPORT)
        path = desk.upload()
        assert "onderbroken" not in desk.page(path)
        (kept,) = (folder / ".cache" / "lists").glob("*.csv")
        assert kept.stem == path.rpartition("/")[2]
