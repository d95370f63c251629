"""The files for a web server in front, as contrib/ has them, tried where the servers are installed."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from newsletter.app import Newsletter
from newsletter.model.audience import Standing
from newsletter.model.secret import Scope
from newsletter.web import build
from tests import patience
from tests.app.builders import SAID, SetClock, a_publication, mail_in, outbox
from tests.app.test_reminders import EDITOR
from tests.needs import missing
from tests.ports import a_free_port
from tests.web.desk.builders import signed_in
from tests.web.programs import Program
from tests.web.test_bodies import served

CONTRIB = Path(__file__).parents[2] / "contrib"
MEGABYTE = 1024 * 1024
# Caddy says 502 where the refusal came before it had handed the body on
REFUSED = {413, 502}
TOKEN = "a-token-that-nobody-guesses"
BEARER = {"authorization": f"Bearer {TOKEN}"}
FROM_THE_DESK = {"sec-fetch-site": "same-origin"}
HERE = "127.0.0.1:8000"  # where the files expect the newsletter


def with_caddy(folder: Path, port: int, behind: int) -> list[str]:
    text = (CONTRIB / "Caddyfile").read_text("utf-8")
    assert text.count("\nbrief.example.nl {\n") == text.count(HERE) == 1
    text = text.replace("\n{\n", "\n{\n\tadmin off\n", 1)
    text = text.replace("brief.example.nl {", f"http://127.0.0.1:{port} {{")
    (folder / "Caddyfile").write_text(text.replace(HERE, f"127.0.0.1:{behind}"), "utf-8")
    return ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


def with_nginx(folder: Path, port: int, behind: int) -> list[str]:
    text = re.sub(r" *listen \[::\].*\n", "", (CONTRIB / "nginx.conf").read_text("utf-8"))
    assert (text.count("listen 80;"), text.count("listen 443 ssl;")) == (1, 1)
    text = text.replace("listen 80;", f"listen unix:{folder}/plain;")
    text = text.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
    text = re.sub(r"^ *ssl_certificate.*\n", "", text, flags=re.MULTILINE)
    text = text.replace(HERE, f"127.0.0.1:{behind}")
    places = "".join(
        f"{name}_temp_path {folder}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off;\npid {folder}/pid;\nerror_log {folder}/errors;\nworker_processes 1;\n"
        f"events {{}}\nhttp {{\n{places}{text}}}\n",
        "utf-8",
    )
    if os.geteuid() == 0:  # its worker is another user, and keeps large bodies in this folder
        folder.chmod(0o755)
        for parent in folder.parents[:3]:
            parent.chmod(0o755)
    return ["nginx", "-c", str(folder / "nginx.conf"), "-e", str(folder / "errors")]


SETTINGS = f"""{EDITOR}
[web]
trusted_proxies = ["127.0.0.1"]
[metrics]
token = "{TOKEN}"
[letterbox]
hook_token = "{TOKEN}"
"""
SERVERS = {"caddy": with_caddy, "nginx": with_nginx}
Front = tuple[Newsletter, httpx.Client, int]  # and the port of the newsletter itself


def answers(port: int) -> Callable[[], bool]:
    def asked() -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{port}/health", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    return asked


def demand(name: str) -> None:
    """Skip where this web server is not installed."""
    if shutil.which(name) is None:
        package = {"nginx": "nginx-light"}.get(name, name)
        missing(name, f"{name} is not here; install it with apt-get install {package}")


@contextmanager
def in_front(name: str, folder: Path, behind: int) -> Iterator[int]:
    """A web server by its file, before the newsletter at a port; its own port."""
    demand(name)
    port = a_free_port()
    folder.mkdir()
    command = SERVERS[name](folder, port, behind)
    at_home = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    with subprocess.Popen(
        command, env=at_home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            assert patience.until(lambda: process.poll() is not None or answers(port)())
            assert process.poll() is None, f"{name} did not start by its file"
            yield port
        finally:
            process.terminate()


@pytest.fixture(params=SERVERS)
def front(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Front]:
    """A publication behind a web server, and an owner at a browser in front of it."""
    app = a_publication(tmp_path / "own", SetClock(), SETTINGS)
    session = signed_in(app).cookies["desk"]
    with (
        served(build(app)) as behind,
        in_front(request.param, tmp_path / request.param, behind) as port,
        httpx.Client(
            base_url=f"http://127.0.0.1:{port}",
            cookies={"desk": session},
            headers=FROM_THE_DESK,
            timeout=60,
        ) as client,
    ):
        yield app, client, behind


def test_what_an_editor_sends_comes_through_up_to_what_the_desk_takes(front: Front) -> None:
    app, client, _ = front
    paragraph = "Een stoel bij het raam doet niets, en dat is wat hij goed kan. "
    long = "Rust in huis\n\n" + "\n\n".join([paragraph * 12] * 300)
    assert len(long) > 200 * 1024
    pasted = client.post("/desk/articles", data={"text": long})
    assert pasted.status_code == 303, pasted.text[:300]
    assert app.article_list.rows()
    for megabytes, status in ((11, 422), (12.5, 413)):
        answer = uploaded(client, megabytes)
        assert answer.status_code == status, (megabytes, answer.text[:300])
        assert '<html lang="nl"' in answer.text  # a page of ours, with the reason
    with suppress(httpx.RemoteProtocolError, httpx.WriteError):  # it hung up in the middle
        assert uploaded(client, 14).status_code in REFUSED


def uploaded(client: httpx.Client, megabytes: float) -> httpx.Response:
    """The answer to an article in a file of that size."""
    file = ("stuk.txt", b"a" * int(megabytes * MEGABYTE), "text/plain")
    return client.post("/desk/articles/file", files={"file": file})


def test_what_strangers_send_ends_at_64_kilobytes(front: Front) -> None:
    _, client, _ = front
    for path in ("/subscribe", "/api/v1/subscribers"):
        with suppress(httpx.RemoteProtocolError, httpx.WriteError):  # it hung up in the middle
            answer = httpx.post(f"{client.base_url}{path}", content=b"a" * 100 * 1024, timeout=60)
            assert answer.status_code in REFUSED
    small = httpx.post(f"{client.base_url}/subscribe", data={"address": "x"}, timeout=60)
    assert small.status_code not in REFUSED  # and it is still there


def test_what_programs_and_mail_servers_send_comes_through(front: Front) -> None:
    app, client, _ = front
    key = Program(app, Scope.EDIT).headers
    text = {"text": "Een stoel doet niets, en dat kan hij goed. " * 5000}  # 215 KB on one line
    brought = httpx.post(f"{client.base_url}/api/v1/articles", json=text, headers=key, timeout=60)
    assert (brought.status_code, brought.json()["status"]) == (422, "article-line-too-long")
    mail = b"Subject: terug\r\n\r\n" + b"a" * MEGABYTE
    returned = httpx.post(
        f"{client.base_url}/hooks/letterbox", content=mail, headers=BEARER, timeout=60
    )
    assert returned.status_code == 200, returned.text


def test_metrics_are_not_shown_in_front_even_to_who_has_the_token(front: Front) -> None:
    _, client, behind = front
    inside = httpx.get(f"http://127.0.0.1:{behind}/metrics", headers=BEARER, timeout=60)
    assert inside.status_code == 200  # Prometheus on this machine asks the newsletter itself
    assert client.get("/metrics", headers=BEARER).status_code == 404


def test_one_click_unsubscribes_through_it(front: Front) -> None:
    app, client, _ = front
    app.people.add("anna@voorbeeld.nl", statement=SAID)
    app.issues.draw([str(app.container.folder / "rust.txt")], weeks=1)
    assert app.approvals.approve("1", offline=True).done
    app.dispatches.start("1")
    mail = mail_in(outbox(app)[0])
    link = re.search(r"<http://127\.0\.0\.1:8000(/[^>]+)>", mail["List-Unsubscribe"])
    assert link is not None
    answer = httpx.post(
        f"{client.base_url}{link[1]}", data={"List-Unsubscribe": "One-Click"}, timeout=60
    )
    assert (answer.status_code, answer.text) == (200, "unsubscribed\n")
    assert app.people.show("anna@voorbeeld.nl").standing is Standing.UNSUBSCRIBED


def test_progress_comes_through_it_as_it_moves(front: Front) -> None:
    app, client, _ = front
    app.people.add("anna@voorbeeld.nl", statement=SAID)
    app.issues.draw([str(app.container.folder / "rust.txt")], weeks=1)
    assert app.approvals.approve("1", offline=True).done
    app.dispatches.dispatcher.stop()
    app.dispatches.start("1")
    del app.dispatches.dispatcher
    with client.stream("GET", "/desk/dispatches/1/progress") as answer:
        events = (line for line in answer.iter_lines() if line.startswith("data: "))
        assert '"to_go": 1' in next(events)
        app.dispatches.dispatcher.drain()
        assert '"to_go": 0' in list(events)[-1]
