"""The log is the sandbox's own, whole, and outlives it."""

import json
import signal
import subprocess
import sys
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from newsletter.testing.dialects.mailgun import Mailgun
from newsletter.testing.exchange import Request
from newsletter.testing.faults import Faults
from newsletter.testing.log import AcceptedLog
from newsletter.testing.sandbox import Sandbox
from newsletter.testing.simulator import Simulator
from tests import patience
from tests.testing.calls import (
    CLIENT,
    a_postmark_message,
    a_reader,
    accepted,
    mailgun_events,
    mailgun_send,
    postmark_send,
)
from tests.testing.conftest import Clock


def test_the_file_has_one_line_per_accepted_mail(sandbox: Sandbox, tmp_path: Path) -> None:
    mailgun_send(sandbox.url, range(5))
    postmark_send(sandbox.url, [a_postmark_message(9)])
    lines = [
        json.loads(line) for line in (tmp_path / "accepted.jsonl").read_text("utf-8").splitlines()
    ]
    assert [(line["dialect"], line["delivery"], line["recipient"]) for line in lines] == [
        *(("mailgun", f"d.{n}", a_reader(n)) for n in range(5)),
        ("postmark", "d.9", a_reader(9)),
    ]


def test_what_was_accepted_twice_is_told(sandbox: Sandbox) -> None:
    mailgun_send(sandbox.url, [1, 2])
    mailgun_send(sandbox.url, [2, 3])
    assert accepted(sandbox.url)["doubled"] == {"d.2": 2}
    assert "1 came more than once" in CLIENT.get(sandbox.url).text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"reader": a_reader(1)}, 2),
        ({"delivery": "d.1"}, 2),
        ({"key": "a"}, 2),
        ({"key": "a", "delivery": "d.1"}, 1),
    ],
)
def test_rows_are_asked_for_by_reader_delivery_and_key(
    sandbox: Sandbox, asked: dict[str, str], found: int
) -> None:
    mailgun_send(sandbox.url, [1, 2], batch="a")
    mailgun_send(sandbox.url, [1, 3], batch="b")
    assert accepted(sandbox.url, **asked)["matching"] == found


def test_a_restart_goes_on_with_the_log_and_cuts_off_a_torn_line(
    tmp_path: Path, clock: Clock
) -> None:
    log = tmp_path / "accepted.jsonl"
    with Sandbox(log, clock=clock) as before:
        mailgun_send(before.url, range(700), batch="early")
    with log.open("ab") as file:
        file.write(b'{"at": 1, "dialect": "mail')
    with Sandbox(log, clock=clock) as after:
        assert len(mailgun_events(after.url, tags="early", limit="300")) == 700
        mailgun_send(after.url, [1], batch="late")
        assert len(mailgun_events(after.url, tags="late")) == 1
        rows = accepted(after.url, key="late")["rows"]
        assert [row["call"] for row in rows] == [2]
    assert [json.loads(line)["call"] for line in log.read_text("utf-8").splitlines()] == [
        1
    ] * 700 + [2]


def test_a_mail_can_be_read_and_its_frame_has_no_rights(sandbox: Sandbox) -> None:
    mailgun_send(
        sandbox.url, [1], html="<script>alert(1)</script><p>Dag %recipient.first_name%</p>"
    )
    page = CLIENT.get(f"{sandbox.url}/sandbox/mail?call=1&index=0")
    assert "<iframe sandbox " in page.text
    assert "alert(1)" not in page.text
    part = CLIENT.get(f"{sandbox.url}/sandbox/mail?call=1&index=0&part=html")
    assert "<p>Dag Lezer 1</p>" in part.text
    assert part.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert CLIENT.get(f"{sandbox.url}/sandbox/mail?call=1&index=0&part=text").text == "Dag Lezer 1"
    assert CLIENT.get(f"{sandbox.url}/sandbox/mail?call=7").status_code == 404


def test_the_page_escapes_what_came_in(sandbox: Sandbox) -> None:
    mailgun_send(sandbox.url, [1], **{"v:delivery": "<b>x</b>"})
    assert "<b>x</b>" not in CLIENT.get(sandbox.url).text


def test_a_program_that_asks_for_the_time_does_not_wait_for_the_page(
    sandbox: Sandbox, clock: Clock
) -> None:
    mailgun_send(sandbox.url, [1])
    answer = CLIENT.get(sandbox.url, headers={"accept": "application/json"})
    assert answer.json() == {"sandbox": "newsletter"}
    assert parsedate_to_datetime(answer.headers["date"]).timestamp() == clock.now
    assert a_reader(1) in CLIENT.get(sandbox.url).text


def test_a_mail_too_old_to_be_kept_is_gone_but_logged(tmp_path: Path, clock: Clock) -> None:
    with Sandbox(tmp_path / "accepted.jsonl", clock=clock) as before:
        mailgun_send(before.url, [1])
    with Sandbox(tmp_path / "accepted.jsonl", clock=clock) as after:
        assert CLIENT.get(f"{after.url}/sandbox/mail?call=1&index=0").status_code == 410
        assert accepted(after.url)["accepted"] == 1


def test_what_cannot_be_written_is_not_accepted(tmp_path: Path, clock: Clock) -> None:
    script = """
import resource, sys
from pathlib import Path
from newsletter.testing.faults import Faults
from newsletter.testing.log import AcceptedLog
from newsletter.testing.simulator import Simulator
from newsletter.testing.exchange import Request
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
simulator = Simulator(AcceptedLog(Path(sys.argv[1])), Faults(), lambda: 1.0)
body = b"from=a@example.nl&to=b@example.org&subject=s&text=t"
headers = {"authorization": "Basic eA==", "content-type": "application/x-www-form-urlencoded"}
post = lambda: simulator.handle(Request("POST", "/v3/example.nl/messages", {}, headers, body)).reply.status
first = post()
resource.setrlimit(resource.RLIMIT_FSIZE, (Path(sys.argv[1]).stat().st_size + 50,) * 2)
print(first, post(), simulator.log.count)
"""
    log = tmp_path / "accepted.jsonl"
    run = subprocess.run(
        [sys.executable, "-c", script, log], capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == ["200", "503", "1"]
    assert len(log.read_text("utf-8").splitlines()) == 1


def test_it_serves_in_a_process_of_its_own_until_it_is_told_to_stop(tmp_path: Path) -> None:
    log = tmp_path / "accepted.jsonl"
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "newsletter.sandbox",
            log,
            "--knobs",
            '{"index_lag_seconds": 1}',
            "--sync",
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        url = process.stdout.readline().strip()
        assert mailgun_send(url, range(3)).status_code == 200
        assert CLIENT.get(f"{url}/sandbox/knobs").json()["index_lag_seconds"] == 1
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=patience.SECONDS) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    assert len(log.read_text("utf-8").splitlines()) == 3


def test_a_port_that_is_taken_is_told(sandbox: Sandbox, tmp_path: Path) -> None:
    with (
        pytest.raises(OSError, match="in use"),
        Sandbox(tmp_path / "b", port=int(sandbox.url.rpartition(":")[2])),
    ):
        pass


def test_memory_grows_with_calls_not_with_readers(tmp_path: Path, clock: Clock) -> None:
    simulator = Simulator(AcceptedLog(tmp_path / "accepted.jsonl"), Faults(), clock)
    body = b"from=a@example.nl&subject=s&text=t&o:tag=b&to=" + b",".join(
        b"l%d@example.org" % n for n in range(1000)
    )
    headers = {"authorization": "Basic eA==", "content-type": "application/x-www-form-urlencoded"}
    simulator.handle(Request("POST", "/v3/example.nl/messages", {}, headers, body))
    assert simulator.log.count == 1000
    assert len(simulator.log._places) == 2  # the tag and the id, whatever the number of readers
    assert isinstance(
        Mailgun().read(Request("POST", "/v3/x/messages", {}, headers, b""), Faults()).status, int
    )
    simulator.log.close()
