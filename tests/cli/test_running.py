"""``newsletter run`` as a process: started, told to stop, killed, started twice."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

import httpx
import pytest

from newsletter.app import Newsletter
from newsletter.testing.faults import Fault, Faults
from newsletter.testing.sandbox import Sandbox
from tests import patience
from tests.app.builders import SetClock, a_publication, outbox, with_issues_approved
from tests.ports import a_free_port
from tests.store.builders import let_time_pass
from tests.web.desk.builders import signed_in

_PATIENCE_SECONDS = patience.SECONDS
PAGES = httpx.Client(
    verify=False, timeout=patience.SECONDS
)  # to load certificates takes longer than to ask


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    app = a_publication(tmp_path / "own", SetClock())
    with_issues_approved(app)
    app.close()
    return tmp_path / "own"


PROGRAM = ("-m", "newsletter")


def started(
    folder: Path,
    port: int,
    program: Sequence[str] = PROGRAM,
    output: int | IO[str] = subprocess.PIPE,
) -> subprocess.Popen[str]:
    command = [sys.executable, *program, "-C", str(folder), "run", "--port", str(port)]
    return subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, text=True)


@contextmanager
def running(
    folder: Path, port: int, program: Sequence[str] = PROGRAM
) -> Iterator[subprocess.Popen[str]]:
    """The process, once its pages answer; gone afterwards whatever happens."""
    process = started(folder, port, program)
    try:
        _wait_for_pages(process, port)
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def _wait_for_pages(process: subprocess.Popen[str], port: int) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if PAGES.get(f"http://127.0.0.1:{port}/health").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    process.kill()
    raise AssertionError(f"no pages: {process.communicate()[0]}")


def test_told_to_stop_it_ends_what_it_has_in_hand_and_says_so(folder: Path) -> None:
    with running(folder, a_free_port()) as process:
        process.send_signal(signal.SIGTERM)
        told, _ = process.communicate(timeout=_PATIENCE_SECONDS)
    assert process.returncode == 0
    assert "Gestopt; er is niets halverwege blijven liggen." in told
    assert "Traceback" not in told


def test_a_log_whose_disk_is_full_stops_nothing(folder: Path) -> None:
    port = a_free_port()
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        process = started(folder, port, output=full)
        try:
            _wait_for_pages(process, port)
        finally:
            process.terminate()
            assert process.wait(_PATIENCE_SECONDS) == 0


def test_told_to_stop_it_does_not_wait_for_pages_that_follow_progress(folder: Path) -> None:
    app = Newsletter.at(folder)
    app.dispatches.dispatcher.stop()
    app.dispatches.start("1")
    app.dispatches.pause(1)
    session = signed_in(app).cookies["desk"]
    app.close()
    port = a_free_port()
    with running(folder, port) as process:
        asked = {"url": f"http://127.0.0.1:{port}/desk/dispatches/1/progress"}
        with PAGES.stream("GET", **asked, headers={"cookie": f"desk={session}"}) as answer:
            lines = answer.iter_lines()
            assert '"state": "paused"' in next(lines)
            began = time.monotonic()
            process.send_signal(signal.SIGTERM)
            assert "data: " not in "".join(lines)  # it ended, and whole
            told, _ = process.communicate(timeout=_PATIENCE_SECONDS)
    assert time.monotonic() - began < 15  # uvicorn gives what goes on for ever 20 seconds
    assert (process.returncode, "Traceback" in told) == (0, False)


def test_a_database_that_is_locked_at_the_start_is_waited_for(folder: Path) -> None:
    with sqlite3.connect(folder / "subscribers" / "newsletter.db", isolation_level=None) as other:
        other.execute("PRAGMA journal_mode=DELETE")
        other.execute("BEGIN EXCLUSIVE")
        port = a_free_port()
        process = started(folder, port)
        try:
            assert process.stdout is not None
            assert "nog 60 seconden geprobeerd" in process.stdout.readline()
            other.rollback()
            _wait_for_pages(process, port)
        finally:
            process.kill()
            process.communicate()
    other.close()


def test_a_second_start_on_the_same_port_says_what_to_do_and_harms_nothing(folder: Path) -> None:
    port = a_free_port()
    with running(folder, port) as process:
        second = subprocess.run(
            [sys.executable, "-m", "newsletter", "-C", str(folder), "run", "--port", str(port)],
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE_SECONDS,
        )
        assert second.returncode == 1
        assert f"Poort {port} van 127.0.0.1 is bezet" in second.stderr
        assert f"--port {port + 1}" in second.stderr
        assert PAGES.get(f"http://127.0.0.1:{port}/health").status_code == 200
        assert process.poll() is None


def types(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """What a command answers beside a server that may be running."""
    return subprocess.run(
        [sys.executable, "-m", "newsletter", "-C", str(folder), *words],
        capture_output=True,
        text=True,
        check=True,
        timeout=_PATIENCE_SECONDS,
    )


def test_the_first_link_of_another_process_leads_to_the_port_that_is_served(folder: Path) -> None:
    port = a_free_port()
    with running(folder, port) as process:
        told = types(folder, "editor", "first")
        assert told.stdout.startswith(f"http://127.0.0.1:{port}/desk/first/")
        assert told.stderr == ""
        page = httpx.get(told.stdout.strip(), timeout=_PATIENCE_SECONDS)
        assert (page.status_code, "Maak eerst je account" in page.text) == (200, True)
        process.kill()
        process.wait(_PATIENCE_SECONDS)
    told = types(folder, "editor", "first")
    assert told.stdout.startswith("http://127.0.0.1:8000/desk/first/")
    assert "De nieuwsbrief draait nu niet." in told.stderr
    assert f"newsletter -C {folder} run" in told.stderr


def test_what_a_server_prints_and_links_to_is_where_it_listens(folder: Path) -> None:
    port, (screen, terminal) = a_free_port(), os.openpty()
    command = [sys.executable, "-m", "newsletter", "-C", str(folder), "run", "--port", str(port)]
    process = subprocess.Popen(command, stderr=terminal)
    os.close(terminal)
    told = ""
    try:
        while "/desk/first/" not in told or not told.endswith("\n"):
            told += os.read(screen, 1000).decode().replace("\r", "")
        [link] = re.findall(r"http://\S+/desk/first/\S+", told)
        assert link.startswith(f"http://127.0.0.1:{port}/")
        assert f"http://127.0.0.1:{port}\n" in told
    finally:
        process.kill()
        process.wait()
        os.close(screen)


def test_with_an_address_in_the_settings_the_first_link_has_it_whatever_is_served(
    folder: Path,
) -> None:
    settings = folder / "newsletter.toml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("http://127.0.0.1:8000", "http://brief.test"), "utf-8")
    assert types(folder, "editor", "first").stderr == ""
    with running(folder, a_free_port()):
        told = types(folder, "editor", "first")
    assert told.stdout.startswith("http://brief.test/desk/first/")


def test_a_kill_costs_nothing_and_the_next_start_goes_on(folder: Path) -> None:
    with running(folder, a_free_port()) as process:
        process.kill()
        process.wait(_PATIENCE_SECONDS)
    assert process.returncode == -signal.SIGKILL
    with running(folder, a_free_port()):
        app = a_publication(folder, SetClock())
        assert [person.address for person in app.people.rows()] == [
            "anna@example.org",
            "bram@example.org",
        ]
    assert outbox(app) == []


def test_the_pages_and_the_bell_of_two_processes_share_one_database(folder: Path) -> None:
    one, other = a_free_port(), a_free_port()
    with running(folder, one), running(folder, other):
        for port in (one, other):
            assert PAGES.get(f"http://127.0.0.1:{port}/health").status_code == 200


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    """A provider that takes half a second for a call."""
    with Sandbox(tmp_path / "accepted.log", Faults(answer_after_seconds=0.5)) as one:
        yield one


def a_due_publication(folder: Path, sandbox: Sandbox) -> Path:
    """Forty readers in batches of two, and an issue whose slot was a minute ago."""
    now = datetime.now(UTC)
    slot = (now - timedelta(minutes=1)).strftime("%a %H:%M").lower()
    app = a_publication(
        folder,
        SetClock(now - timedelta(days=1)),
        f"[schedule]\nslots = ['{slot}']\ntimezone = 'UTC'\n"
        f"[dispatch]\nbatch_size = 2\nconnections = 2\n"
        f"[provider]\nname = 'mailgun'\n[provider.mailgun]\nbase = '{sandbox.url}'\n"
        "domain = 'mail.example.nl'\nkey = 'k'\n",
    )
    with_issues_approved(app, [f"lezer{number}" for number in range(40)])
    app.close()
    return folder


def times_taken(sandbox: Sandbox) -> Counter[str]:
    return Counter(row["recipient"] for row in sandbox.simulator.log.everything())


def is_taken(sandbox: Sandbox, mails: int) -> bool:
    """Whether so many were taken, within our patience."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while sandbox.simulator.log.count < mails and time.monotonic() < until:
        time.sleep(0.05)
    return sandbox.simulator.log.count >= mails


def test_told_to_stop_in_the_middle_of_a_dispatch_the_calls_in_flight_are_written_down(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    folder = a_due_publication(tmp_path / "own", sandbox)
    with running(folder, a_free_port()) as process:
        assert is_taken(sandbox, 8)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=_PATIENCE_SECONDS)
    app = a_publication(folder, SetClock())
    counts = app.dispatches.show(1).counts
    assert set(counts) == {"queued", "accepted"}  # nothing is in doubt, nothing went further
    assert counts["accepted"] == sandbox.simulator.log.count < 40


def is_all_but_the_killed_ones(counts: Mapping[str, int]) -> bool:
    """Whether all were accepted but what the killed process had in hand: two calls of two."""
    in_hand = counts.get("sending", 0)
    return in_hand <= 4 and counts.get("accepted", 0) + in_hand == 40


def test_two_that_run_one_killed_in_the_middle_take_the_slot_once_and_reach_everybody_once(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    folder = a_due_publication(tmp_path / "own", sandbox)
    with running(folder, a_free_port()) as killed, running(folder, a_free_port()):
        assert is_taken(sandbox, 4)
        killed.kill()
        app = a_publication(folder, SetClock(datetime.now(UTC)))
        assert patience.until(
            lambda: is_all_but_the_killed_ones(app.dispatches.show(1).counts), every_seconds=0.2
        )
    assert len(app.dispatch_list.rows()) == 1
    assert set(times_taken(sandbox).values()) == {1}
    let_time_pass(app.container.store, timedelta(minutes=10))
    app.rounds.make_at_once()
    let_time_pass(app.container.store, timedelta(hours=2))
    app.rounds.make_at_once()
    assert app.dispatches.show(1).counts == {"accepted": 40}
    assert set(times_taken(sandbox).values()) == {1}
    assert len(times_taken(sandbox)) == 40


def starting(folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "newsletter", "-C", str(folder), "dispatch", "start", "1"]
    # ignored where the tests run in the background of a script, and so in their children
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        return subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_dispatch_that_pauses_at_the_start_names_the_command_that_goes_on(tmp_path: Path) -> None:
    refusing = Faults(faults=(Fault(answer=403, says="account disabled", share=1),))
    with Sandbox(tmp_path / "accepted.log", refusing) as sandbox:
        folder = a_due_publication(tmp_path / "own", sandbox)
        told, _ = starting(folder).communicate(timeout=_PATIENCE_SECONDS)
    assert "account disabled" in told
    assert f"newsletter -C {folder} dispatch resume 1" in told
    assert "goes on by itself" not in told  # a paused one does not


def test_ctrl_c_in_the_middle_of_a_start_says_that_it_stopped(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    folder = a_due_publication(tmp_path / "own", sandbox)
    process = starting(folder)
    assert is_taken(sandbox, 4)
    process.send_signal(signal.SIGINT)
    told, _ = process.communicate(timeout=_PATIENCE_SECONDS)
    assert process.returncode == 130, told
    assert "De verzending is niet gestopt" in told
    assert told.rstrip().endswith("gestopt")
    assert "Traceback" not in told


def test_ctrl_c_in_the_middle_of_a_start_finishes_the_calls_in_flight_and_begins_no_other(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    folder = a_due_publication(tmp_path / "own", sandbox)
    process = starting(folder)
    assert is_taken(sandbox, 4)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=_PATIENCE_SECONDS)
    counts = a_publication(folder, SetClock()).dispatches.show(1).counts
    assert set(counts) == {"queued", "accepted"}
    assert counts["accepted"] == sandbox.simulator.log.count < 40
